// SPDX-License-Identifier: MIT
// Where this compiler's own files are: runtime library, headers, standard library.
//
// Found from the place of the running executable, so that an installation works wherever it is put; RIOT_HOME overrides.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

namespace riotc::toolchain {

struct Installation {
  std::filesystem::path prefix;
  std::filesystem::path include_folder() const { return prefix / "include"; }
  std::filesystem::path library_folder() const { return prefix / "lib" / "riot"; }
  std::filesystem::path debugger_script() const { return prefix / "share" / "riot" / "gdb" / "riot_gdb.py"; }
  std::filesystem::path stdlib_folder() const { return prefix / "share" / "riot" / "stdlib"; }
};

// Empty, with a sentence in `problem`, when the files are not where they should be.
std::optional<Installation> find_installation(std::string& problem);

}  // namespace riotc::toolchain
