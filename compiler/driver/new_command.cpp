// SPDX-License-Identifier: MIT
// riotc new NAME: a project that builds, runs, passes its test and is laid out as `riotc fmt` would.
#include <cstdio>
#include <filesystem>

#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/disk.h"

namespace riotc::driver {

namespace fs = std::filesystem;

namespace {

constexpr const char* kMain = R"(//! NAME.

/// What is said to somebody.
pub fn greeting(name: String) -> String = "hello, ${name}"

fn main() {
  println(greeting("world"))
}

test "the greeting names who is greeted" {
  assert greeting("Ada") == "hello, Ada"
}
)";

constexpr const char* kManifest = R"(name = "NAME"
version = "0.1.0"
)";

constexpr const char* kReadme = R"(# NAME

    riotc run .      # compile and run
    riotc test       # run the tests
    riotc build      # write the executable NAME
)";

std::string filled(std::string text, const std::string& name) {
  for (size_t at = text.find("NAME"); at != std::string::npos; at = text.find("NAME", at + name.size())) text.replace(at, 4, name);
  return text;
}

bool is_name(const std::string& name) {
  if (name.empty() || name[0] < 'a' || name[0] > 'z') return false;
  return name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
}

}  // namespace

int new_command(const Options& options) {
  fs::path folder = options.arguments[0];
  if (!folder.has_filename()) folder = folder.parent_path();
  const std::string name = folder.filename().string();
  if (!is_name(name)) {
    complain("`" + name + "` is no name for a project: small letters, digits and `_`, a letter first");
    return kExitUsage;
  }
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_empty(folder, error)) {
    complain(folder.string() + " is there already");
    return kExitErrors;
  }
  fs::create_directories(folder, error);
  bool written = !error && write_text(folder / "riot.toml", filled(kManifest, name)) && write_text(folder / "main.riot", filled(kMain, name)) &&
                 write_text(folder / "README.md", filled(kReadme, name)) && write_text(folder / ".gitignore", "/" + name + "\n/doc/\n");
  if (!written) {
    complain("cannot write into " + folder.string());
    return kExitErrors;
  }
  std::printf("made %s; try: riotc run %s\n", folder.c_str(), folder.c_str());
  return kExitOk;
}

}  // namespace riotc::driver
