// SPDX-License-Identifier: MIT
#include "compiler/driver/project.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "compiler/diagnostics/diagnostics.h"
#include "compiler/driver/disk.h"

namespace riotc::driver {

namespace fs = std::filesystem;

namespace {

constexpr const char* kFile = "riot.toml";

// What one riot.toml says.
struct Manifest {
  std::string name, version, main = "main.riot", compiler;
  bool release = false, static_link = false;
  std::vector<std::string> extra_flags;
  std::vector<std::pair<std::string, fs::path>> dependencies;  // name, folder relative to the manifest's
};

// Reads tables key by key, so that a key nobody knows is told rather than passed over.
class ManifestReader {
 public:
  ManifestReader(std::string shown, std::string& problem) : shown_(std::move(shown)), problem_(problem) {}

  std::optional<Manifest> read(const std::string& text) {
    toml::parse_result parsed = toml::parse(text);
    if (!parsed) {
      fail(parsed.error().source().begin, std::string(parsed.error().description()));
      return std::nullopt;
    }
    for (auto&& [key, node] : parsed.table()) {
      if (key == "name") string(node, key, made_.name);
      else if (key == "version") string(node, key, made_.version);
      else if (key == "main") string(node, key, made_.main);
      else if (key == "build") build(node);
      else if (key == "dependencies") dependencies(node);
      else unknown(key, {"name", "version", "main", "build", "dependencies"});
    }
    if (!problem_.empty()) return std::nullopt;
    return made_;
  }

 private:
  void fail(const toml::source_position& at, const std::string& why) {
    if (problem_.empty()) problem_ = shown_ + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " + why;
  }
  void unknown(const toml::key& key, const std::vector<std::string>& known) {
    std::string meant = did_you_mean(key.str(), known);
    fail(key.source().begin, "unknown key `" + std::string(key.str()) + "`" + (meant.empty() ? "" : "; did you mean `" + meant + "`?"));
  }
  void string(const toml::node& node, const toml::key& key, std::string& to) {
    if (auto value = node.value_exact<std::string>()) to = *value;
    else fail(node.source().begin, "`" + std::string(key.str()) + "` is to be a string");
  }
  void boolean(const toml::node& node, const toml::key& key, bool& to) {
    if (auto value = node.value_exact<bool>()) to = *value;
    else fail(node.source().begin, "`" + std::string(key.str()) + "` is to be true or false");
  }
  void build(const toml::node& node) {
    if (!node.is_table()) return fail(node.source().begin, "`build` is to be a table");
    for (auto&& [key, value] : *node.as_table()) {
      if (key == "release") boolean(value, key, made_.release);
      else if (key == "static") boolean(value, key, made_.static_link);
      else if (key == "cxx") string(value, key, made_.compiler);
      else if (key == "cxx-flags") {
        const toml::array* flags = value.as_array();
        if (!flags) return fail(value.source().begin, "`cxx-flags` is to be a list of strings");
        for (const toml::node& flag : *flags) string(flag, key, made_.extra_flags.emplace_back());
      } else {
        unknown(key, {"release", "static", "cxx", "cxx-flags"});
      }
    }
  }
  void dependencies(const toml::node& node) {
    if (!node.is_table()) return fail(node.source().begin, "`dependencies` is to be a table");
    for (auto&& [key, value] : *node.as_table()) {
      const toml::table* table = value.as_table();
      if (!table) return fail(value.source().begin, "a dependency is written `" + std::string(key.str()) + " = { path = \"../" + std::string(key.str()) + "\" }`");
      std::string path;
      for (auto&& [inner, given] : *table) {
        if (inner == "path") string(given, inner, path);
        else unknown(inner, {"path"});
      }
      if (path.empty()) return fail(value.source().begin, "the dependency `" + std::string(key.str()) + "` needs a `path`");
      made_.dependencies.emplace_back(std::string(key.str()), path);
    }
  }

  std::string shown_;
  std::string& problem_;
  Manifest made_;
};

std::optional<Manifest> read_manifest(const fs::path& folder, std::string& problem) {
  fs::path path = folder / kFile;
  std::optional<std::string> text = read_text(path, problem);
  if (!text) {
    problem = "cannot read " + path.string() + ": " + problem;
    return std::nullopt;
  }
  return ManifestReader(path.string(), problem).read(*text);
}

// As short as a user would write it; "" is the current folder.
fs::path shown_folder(const fs::path& absolute, bool keep_absolute) {
  if (keep_absolute) return absolute;
  fs::path near = absolute.lexically_relative(fs::current_path());
  return near == "." ? fs::path() : near;
}

// The folder that holds riot.toml, in or above a folder.
std::optional<fs::path> manifest_above(fs::path folder) {
  std::error_code error;
  for (;; folder = folder.parent_path()) {
    if (fs::is_regular_file(folder / kFile, error)) return folder;
    if (folder == folder.parent_path()) return std::nullopt;
  }
}

// Names of the modules below a folder, sorted; hidden files and folders, and projects of their own, are left alone.
std::vector<std::string> modules_below(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  const fs::path from = folder.empty() ? fs::path(".") : folder;
  for (auto it = fs::recursive_directory_iterator(from, error); it != fs::recursive_directory_iterator(); it.increment(error)) {
    if (error) break;
    if (it->is_directory(error)) {
      if (it->path().filename().string().starts_with(".") || fs::exists(it->path() / kFile, error)) it.disable_recursion_pending();
    } else if (it->path().extension() == ".riot" && !it->path().filename().string().starts_with(".")) {
      fs::path name = it->path().lexically_relative(from);
      names.push_back(name.replace_extension().generic_string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

class ProjectFinder {
 public:
  ProjectFinder(bool whole, std::string& problem) : whole_(whole), problem_(problem) {}

  std::optional<Project> find(const std::string& operand) {
    if (operand == "-") {
      made_.root_file = "-";
      made_.root_module = made_.name = "stdin";
      return made_;
    }
    std::error_code error;
    bool done = operand.empty() ? around() : fs::is_directory(operand, error) ? of_folder(fs::absolute(operand).lexically_normal(), fs::path(operand).is_absolute()) : of_file(operand);
    if (!done) return std::nullopt;
    return made_;
  }

 private:
  bool fail(const std::string& why) {
    problem_ = why;
    return false;
  }

  // The project in or above the current folder.
  bool around() {
    fs::path here = fs::current_path();
    if (std::optional<fs::path> folder = manifest_above(here)) return of_folder(*folder, false);
    if (fs::exists(here / "main.riot")) return of_folder(here, false);
    return fail("no file was given, and there is neither riot.toml nor main.riot here");
  }

  bool of_folder(fs::path folder, bool keep_absolute) {
    if (!folder.has_filename()) folder = folder.parent_path();
    made_.folder = shown_folder(folder, keep_absolute);
    made_.is_folder = true;
    std::string main = "main.riot";
    if (fs::exists(folder / kFile)) {
      if (!take_manifest(folder)) return false;
      main = main_;
    }
    if (made_.name.empty()) made_.name = folder.filename().string();
    std::vector<std::string> modules;
    if (whole_) modules = modules_below(made_.folder);
    if (!fs::exists(folder / main)) {
      if (!whole_) return fail("there is no " + (made_.folder / main).string() + ", which would be the program of the folder");
      if (modules.empty()) return fail("there are no `.riot` files in " + (made_.folder.empty() ? "this folder" : made_.folder.string()));
      main = modules.front() + ".riot";
    }
    made_.root_file = (made_.folder / main).string();
    made_.root_module = fs::path(main).replace_extension().generic_string();
    std::erase(modules, made_.root_module);
    made_.further_modules = std::move(modules);
    return true;
  }

  bool of_file(const std::string& operand) {
    fs::path file = operand;
    made_.root_file = operand;
    made_.folder = file.parent_path();
    made_.root_module = made_.name = file.stem().string();
    // Whether the file can be read is told by who reads it.
    fs::path own_folder = fs::absolute(file).lexically_normal().parent_path();
    std::optional<fs::path> folder = manifest_above(own_folder);
    if (!folder) return true;
    if (*folder != own_folder) {
      made_.folder = shown_folder(*folder, file.is_absolute());
      made_.root_module = (own_folder.lexically_relative(*folder) / file.stem()).generic_string();
    }
    made_.name.clear();
    if (!take_manifest(*folder)) return false;
    // A program of its own beside the project's: its executable is called like the file.
    if (made_.root_module + ".riot" != main_ || made_.name.empty()) made_.name = file.stem().string();
    return true;
  }

  bool take_manifest(const fs::path& folder) {
    std::optional<Manifest> read = read_manifest(made_.folder, problem_);
    if (!read) return false;
    made_.name = read->name;
    made_.version = read->version;
    made_.release = read->release;
    made_.static_link = read->static_link;
    made_.compiler = read->compiler;
    made_.extra_flags = read->extra_flags;
    main_ = read->main;
    seen_.insert(fs::weakly_canonical(folder));
    return add_dependencies(*read, made_.folder) && tell_twins();
  }

  // Those of the dependencies too, each folder once, so that cycles end.
  bool add_dependencies(const Manifest& manifest, const fs::path& folder) {
    for (const auto& [name, path] : manifest.dependencies) {
      fs::path place = (folder / path).lexically_normal();
      if (!place.has_filename()) place = place.parent_path();
      std::error_code error;
      if (!fs::is_directory(place, error)) return fail((folder / kFile).string() + ": the dependency `" + name + "` is not there: no folder " + place.string());
      if (!seen_.insert(fs::weakly_canonical(place)).second) continue;
      made_.dependencies.push_back(place);
      made_.extra_flags.push_back("-I" + fs::absolute(place).string());
      if (!fs::exists(place / kFile)) continue;
      std::optional<Manifest> read = read_manifest(place, problem_);
      if (!read) return false;
      made_.extra_flags.insert(made_.extra_flags.end(), read->extra_flags.begin(), read->extra_flags.end());
      if (!add_dependencies(*read, place)) return false;
    }
    return true;
  }

  bool tell_twins() {
    std::map<std::string, fs::path> homes;
    for (const fs::path& dependency : made_.dependencies)
      for (const std::string& module : modules_below(dependency)) {
        auto [known, is_new] = homes.emplace(module, dependency);
        // Programs and tests of the dependencies themselves are nobody's import.
        if (!is_new && module != "main") return fail("module `" + module + "` is both in " + known->second.string() + " and in " + dependency.string());
      }
    return true;
  }

  bool whole_;
  std::string& problem_;
  std::string main_ = "main.riot";
  std::set<fs::path> seen_;
  Project made_;
};

}  // namespace

std::optional<Project> find_project(const std::string& operand, bool whole, std::string& problem) {
  return ProjectFinder(whole, problem).find(operand);
}

}  // namespace riotc::driver
