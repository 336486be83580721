// SPDX-License-Identifier: MIT
// Modules from the disk: the program's folder, and the standard library of the installation.
#pragma once
#include <filesystem>

#include "compiler/pipeline/pipeline.h"

namespace riotc::driver {

class Disk : public pipeline::FileSystem {
 public:
  // `program_folder` may be empty: the current one, and paths are shown without it. Modules that are not there are
  // looked for in the folders of `dependencies`, in order.
  Disk(std::filesystem::path program_folder, std::vector<std::filesystem::path> dependencies, std::filesystem::path library_folder)
      : program_folder_(std::move(program_folder)), dependencies_(std::move(dependencies)), library_folder_(std::move(library_folder)) {}

  std::optional<pipeline::ModuleText> read_module(const std::string& name, bool library) const override;
  std::vector<std::string> library_modules() const override;

 private:
  std::filesystem::path program_folder_;
  std::vector<std::filesystem::path> dependencies_;
  std::filesystem::path library_folder_;
};

// The whole file; empty with the reason in `problem`.
std::optional<std::string> read_text(const std::filesystem::path& path, std::string& problem);

bool write_text(const std::filesystem::path& path, const std::string& text);

}  // namespace riotc::driver
