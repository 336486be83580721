// SPDX-License-Identifier: MIT
#include "compiler/driver/disk.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace riotc::driver {

namespace fs = std::filesystem;

std::optional<std::string> read_text(const fs::path& path, std::string& problem) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    problem = "is a folder";
    return std::nullopt;
  }
  std::FILE* file = path == "-" ? stdin : std::fopen(path.c_str(), "rb");
  if (!file) {
    problem = errno == ENOENT ? "no such file" : std::strerror(errno);
    return std::nullopt;
  }
  std::string text;
  char buffer[65536];
  for (size_t n; (n = std::fread(buffer, 1, sizeof buffer, file)) > 0;) text.append(buffer, n);
  bool failed = std::ferror(file) != 0;
  if (file != stdin) std::fclose(file);
  if (failed) {
    problem = "cannot be read";
    return std::nullopt;
  }
  // Offsets are 32 bits wide; nobody writes such a file by hand.
  if (text.size() > (1u << 30)) {
    problem = "is larger than 1 GiB";
    return std::nullopt;
  }
  return text;
}

bool write_text(const fs::path& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (!file) return false;
  bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  return std::fclose(file) == 0 && written;
}

std::optional<pipeline::ModuleText> Disk::read_module(const std::string& name, bool library) const {
  std::vector<fs::path> folders = {library ? library_folder_ : program_folder_};
  if (!library) folders.insert(folders.end(), dependencies_.begin(), dependencies_.end());
  for (const fs::path& folder : folders) {
    fs::path path = folder / (name + ".riot");
    std::string problem;
    if (std::optional<std::string> text = read_text(path, problem)) return pipeline::ModuleText{path.string(), std::move(*text)};
  }
  return std::nullopt;
}

std::vector<std::string> Disk::library_modules() const {
  std::vector<std::string> names;
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator(library_folder_, error); it != fs::recursive_directory_iterator(); it.increment(error)) {
    if (error) break;
    if (it->path().extension() != ".riot") continue;
    names.push_back(fs::relative(it->path(), library_folder_, error).replace_extension("").generic_string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace riotc::driver
