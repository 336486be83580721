// SPDX-License-Identifier: MIT
#include "compiler/toolchain/installation.h"

#include <cstdlib>

namespace riotc::toolchain {

namespace fs = std::filesystem;

std::optional<Installation> find_installation(std::string& problem) {
  Installation found;
  if (const char* home = std::getenv("RIOT_HOME"); home && *home) {
    found.prefix = home;
  } else {
    std::error_code error;
    fs::path executable = fs::read_symlink("/proc/self/exe", error);
    if (error) {
      problem = "cannot find out where riotc is: " + error.message() + "; set RIOT_HOME to its installation folder";
      return std::nullopt;
    }
    found.prefix = executable.parent_path().parent_path();
  }
  for (const fs::path& needed : {found.include_folder() / "riot" / "riot.h", found.library_folder() / "libriot.a",
                                 found.stdlib_folder() / "prelude.riot"}) {
    std::error_code error;
    if (fs::exists(needed, error)) continue;
    problem = "the installation in " + found.prefix.string() + " is incomplete: " + needed.string() + " is missing";
    return std::nullopt;
  }
  return found;
}

}  // namespace riotc::toolchain
