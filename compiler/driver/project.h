// SPDX-License-Identifier: MIT
// Which modules belong together: a file alone, a folder, or a folder with a riot.toml.
//
// A module's name is its path below the program's folder. That folder is the one that holds riot.toml, in or above the
// folder of the file; without riot.toml it is the file's own. Modules of a dependency lie below its folder in the same
// way and share one space of names with the program's, which come first; the same name in two dependencies is an error.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace riotc::driver {

struct Project {
  std::filesystem::path folder;               // "" : the current one, and paths are shown without it
  bool is_folder = false;                     // it was named by its folder: what is made goes there
  std::string root_file;                      // as it is shown; "-" is standard input
  std::string root_module;
  std::vector<std::string> further_modules;   // of a whole folder, besides the root
  std::vector<std::filesystem::path> dependencies;  // their folders, each once
  // What riot.toml says.
  std::string name;
  std::string version;
  bool release = false;
  bool static_link = false;
  std::string compiler;
  std::vector<std::string> extra_flags;
};

// Empty when `operand` (a file, a folder, "-", or "" for the project around the current folder) is no program, or
// riot.toml is wrong; `problem` says why. With `whole`, the modules of a folder are listed and it needs no main.riot.
std::optional<Project> find_project(const std::string& operand, bool whole, std::string& problem);

}  // namespace riotc::driver
