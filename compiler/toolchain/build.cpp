// SPDX-License-Identifier: MIT
#include "compiler/toolchain/build.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "compiler/toolchain/subprocess.h"

namespace riotc::toolchain {

namespace fs = std::filesystem;

namespace {

// 128 bits of XXH3 over pieces, each followed by its length so that pieces cannot run into each other.
class Key {
 public:
  Key() { XXH3_128bits_reset(&state_); }
  Key& add(std::string_view piece) {
    XXH3_128bits_update(&state_, piece.data(), piece.size());
    uint64_t size = piece.size();
    XXH3_128bits_update(&state_, &size, sizeof size);
    return *this;
  }
  std::string text() const {
    XXH128_hash_t hash = XXH3_128bits_digest(&state_);
    char out[33];
    std::snprintf(out, sizeof out, "%016llx%016llx", static_cast<unsigned long long>(hash.high64), static_cast<unsigned long long>(hash.low64));
    return out;
  }

 private:
  XXH3_state_t state_;
};

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// Written beside its place and renamed, so that another riotc never sees half a file.
bool write_file(const fs::path& path, std::string_view text) {
  fs::path temporary = path;
  temporary += ".tmp" + std::to_string(getpid());
  {
    std::ofstream out(temporary, std::ios::binary);
    out << text;
    if (!out.flush()) return false;
  }
  std::error_code error;
  fs::rename(temporary, path, error);
  return !error;
}

std::string stamp(const fs::path& path) {
  std::error_code error;
  auto time = fs::last_write_time(path, error);
  auto size = fs::file_size(path, error);
  return path.string() + ":" + std::to_string(time.time_since_epoch().count()) + ":" + std::to_string(size);
}

std::optional<fs::path> find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    if (access(name.c_str(), X_OK) == 0) return fs::path(name);
    return std::nullopt;
  }
  const char* path = std::getenv("PATH");
  std::istringstream folders(path ? path : "/usr/bin:/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    fs::path candidate = fs::path(folder.empty() ? "." : folder) / name;
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return std::nullopt;
}

fs::path cache_folder(const BuildOptions& options) {
  if (!options.cache_folder.empty()) return options.cache_folder;
  if (const char* own = std::getenv("RIOT_CACHE"); own && *own) return own;
  if (const char* xdg = std::getenv("XDG_CACHE_HOME"); xdg && *xdg) return fs::path(xdg) / "riot";
  if (const char* home = std::getenv("HOME"); home && *home) return fs::path(home) / ".cache" / "riot";
  return fs::temp_directory_path() / ("riot-cache-" + std::to_string(getuid()));
}

// Link-time optimisation pays where modules call each other's small functions: twice as fast in the extreme, for 0.3 s
// more of linking. Of a single module it would only take time.
bool wants_lto(const std::vector<SourceText>& sources, const BuildOptions& options) {
  size_t modules = 0;
  for (const SourceText& source : sources) modules += !source.is_header;
  return options.mode == Mode::Release && modules > 2;  // program.cpp holds no functions
}

std::vector<std::string> compile_flags(const BuildOptions& options) {
  // -fwrapv is not wanted: arithmetic that could overflow goes through checked builtins. Fibers move between threads, and
  // exceptions end processes, so unwind tables stay; frame pointers keep traces cheap. Nobody asks for errno after a root.
  std::vector<std::string> flags = {"-std=c++17", "-w", "-fno-omit-frame-pointer", "-fno-strict-aliasing", "-fno-math-errno"};
  switch (options.mode) {
    case Mode::Development: flags.insert(flags.end(), {"-O1", "-g1"}); break;
    case Mode::Release: flags.insert(flags.end(), {"-O2", "-g1", "-DRIOT_INLINE_MEMORY"}); break;
    case Mode::Debug: flags.insert(flags.end(), {"-O0", "-g"}); break;
  }
#if defined(__x86_64__)
  flags.push_back("-march=x86-64-v2");  // as the runtime: every such processor since 2009
#endif
  flags.insert(flags.end(), options.extra_flags.begin(), options.extra_flags.end());
  return flags;
}

// Fast linkers first: mold, lld, gold, then whatever the compiler uses.
std::string linker_flag() {
  for (const char* name : {"mold", "ld.lld", "ld.gold"})
    if (find_program(name)) return std::string("-fuse-ld=") + (std::string(name) == "mold" ? "mold" : std::string(name).substr(3));
  return "";
}

// Whether a header comes into it that is neither the runtime's nor one that riotc made.
bool includes_foreign(const std::vector<SourceText>& sources) {
  for (const SourceText& source : sources)
    for (size_t at = source.text.find("#include \""); at != std::string::npos; at = source.text.find("#include \"", at + 1)) {
      const size_t begin = at + 10;
      const std::string name = source.text.substr(begin, source.text.find('"', begin) - begin);
      bool own = name.rfind("riot/", 0) == 0;
      for (const SourceText& other : sources) own = own || other.name == name;
      if (!own) return true;
    }
  return false;
}

// `linking_failed` tells whether that was as far as it got.
BuildResult build(const std::vector<SourceText>& sources, const std::string& output, const Installation& installation, const BuildOptions& options, bool with_lto,
                  bool& linking_failed) {
  BuildResult result;

  // The C++ compiler.
  std::string wanted = options.compiler;
  if (wanted.empty())
    if (const char* own = std::getenv("RIOT_CXX"); own && *own) wanted = own;
  std::optional<fs::path> compiler;
  if (!wanted.empty()) {
    compiler = find_program(wanted);
    if (!compiler) result.problem = "cannot find the C++ compiler `" + wanted + "`";
  } else {
    for (const char* name : {"g++", "clang++-19", "clang++", "c++"})
      if ((compiler = find_program(name))) break;
    if (!compiler) result.problem = "no C++ compiler found: riotc needs g++ or clang++ (on Debian: apt install g++)";
  }
  if (!compiler) {
    result.blame = Blame::Machine;
    return result;
  }
  std::error_code error;
  fs::path real_compiler = fs::canonical(*compiler, error);

  fs::path cache = cache_folder(options);
  fs::create_directories(cache, error);
  if (error) {
    result.problem = "cannot make the cache folder " + cache.string() + ": " + error.message();
    result.blame = Blame::Machine;
    return result;
  }

  // What every object depends on.
  std::vector<std::string> flags = compile_flags(options);
  const std::string lto = !with_lto ? "" : compiler->filename().string().find("clang") != std::string::npos ? "-flto=thin" : "-flto=auto";
  if (with_lto) flags.push_back(lto);
  Key common;
  common.add("1").add(stamp(real_compiler));
  for (const std::string& flag : flags) common.add(flag);
  std::vector<fs::path> headers;
  for (const auto& entry : fs::directory_iterator(installation.include_folder() / "riot", error)) headers.push_back(entry.path());
  std::sort(headers.begin(), headers.end());
  for (const fs::path& header : headers) common.add(header.filename().string()).add(read_file(header));
  Key header_key;
  for (const SourceText& source : sources)
    if (source.is_header) header_key.add(source.name).add(source.text);
  std::string shared_key = Key().add(common.text()).add(header_key.text()).text();

  // Sources lie in a folder named by the headers they see, so that several riotc at work do not disturb each other.
  fs::path folder = cache / ("src-" + shared_key);
  // Foreign headers, and what they include, are part of what objects depend on, too.
  if (includes_foreign(sources)) {
    fs::create_directories(folder, error);
    for (const SourceText& header : sources)
      if (header.is_header && !fs::exists(folder / header.name, error)) write_file(folder / header.name, header.text);
    Key seen;
    seen.add(shared_key);
    for (const SourceText& header : sources) {
      if (!header.is_header) continue;
      std::vector<std::string> command = {compiler->string()};
      command.insert(command.end(), flags.begin(), flags.end());
      command.insert(command.end(), {"-I", installation.include_folder().string(), "-E", "-x", "c++", (folder / header.name).string()});
      seen.add(run_captured(command).output);
    }
    shared_key = seen.text();
  }

  std::vector<std::vector<std::string>> commands;
  std::vector<fs::path> objects;
  std::vector<std::pair<fs::path, fs::path>> made;  // temporary, final
  Key link_key;
  link_key.add(shared_key).add(stamp(installation.library_folder() / "libriot.a")).add(options.static_link ? "static" : "");
  for (const SourceText& source : sources) {
    if (source.is_header) continue;
    std::string key = Key().add(shared_key).add(source.name).add(source.text).text();
    fs::path object = cache / (key + ".o");
    objects.push_back(object);
    link_key.add(key);
    if (fs::exists(object, error)) continue;
    if (!fs::exists(folder, error)) fs::create_directories(folder, error);
    for (const SourceText& header : sources)
      if (header.is_header && !fs::exists(folder / header.name, error)) write_file(folder / header.name, header.text);
    fs::path text = folder / (key.substr(0, 8) + "-" + source.name);
    if (!write_file(text, source.text)) {
      result.problem = "cannot write to the cache folder " + cache.string();
      result.blame = Blame::Machine;
      return result;
    }
    fs::path temporary = object;
    temporary += ".tmp" + std::to_string(getpid());
    std::vector<std::string> command = {compiler->string()};
    command.insert(command.end(), flags.begin(), flags.end());
    command.insert(command.end(), {"-I", installation.include_folder().string(), "-I", folder.string(), "-c", text.string(), "-o", temporary.string()});
    commands.push_back(std::move(command));
    made.emplace_back(temporary, object);
  }
  unsigned jobs = options.jobs ? options.jobs : std::max(1u, std::thread::hardware_concurrency());
  const unsigned all = static_cast<unsigned>(commands.size());
  std::vector<Outcome> outcomes = run_all(commands, jobs, [&](unsigned done) {
    if (options.progress) options.progress(done, all);
  });
  result.compiled = static_cast<unsigned>(commands.size());
  for (size_t i = 0; i < outcomes.size(); ++i) {
    if (!outcomes[i].started) {
      result.problem = "cannot run the C++ compiler: " + outcomes[i].output;
      result.blame = Blame::Machine;
      return result;
    }
    if (outcomes[i].status != 0) {
      result.blame = includes_foreign(sources) ? Blame::Program : Blame::Riotc;
      result.failed_source = commands[i][commands[i].size() - 3];
      result.problem = result.blame == Blame::Riotc ? "the C++ compiler refused code that riotc made"
                                           : "the C++ compiler refused foreign code, or the calls of it in " + result.failed_source;
      result.compiler_output = outcomes[i].output;
      return result;
    }
    fs::rename(made[i].first, made[i].second, error);
  }

  fs::path executable = cache / (link_key.text() + ".exe");
  if (!fs::exists(executable, error)) {
    if (options.progress) options.progress(all, all);
    fs::path temporary = executable;
    temporary += ".tmp" + std::to_string(getpid());
    std::vector<std::string> command = {compiler->string()};
    std::string linker = linker_flag();
    if (!linker.empty()) command.push_back(linker);
    command.insert(command.end(), {"-o", temporary.string()});
    for (const fs::path& object : objects) command.push_back(object.string());
    fs::path library = installation.library_folder();
    // The runtime's own libraries are linked statically: the program runs where they are not installed. They refer to each
    // other in any order.
    command.push_back("-Wl,--start-group");
    command.push_back((library / "libriot.a").string());
    std::vector<fs::path> others;
    for (const auto& entry : fs::directory_iterator(library, error))
      if (entry.path().extension() == ".a" && entry.path().filename() != "libriot.a") others.push_back(entry.path());
    std::sort(others.begin(), others.end());
    for (const fs::path& other : others) command.push_back(other.string());
    command.insert(command.end(), {"-Wl,--end-group", "-static-libstdc++", "-static-libgcc", "-pthread", "-Wl,--gc-sections"});
    if (options.static_link) command.push_back("-static");
    if (options.mode == Mode::Release) command.push_back("-Wl,-O1");
    if (with_lto) command.insert(command.end(), {lto, "-O2"});
    command.insert(command.end(), options.extra_flags.begin(), options.extra_flags.end());
    Outcome outcome = run_captured(command);
    if (!outcome.started || outcome.status != 0) {
      linking_failed = true;
      // The first flag is the program's own folder, which riotc adds.
      result.blame = !outcome.started ? Blame::Machine : includes_foreign(sources) || options.extra_flags.size() > 1 ? Blame::Program : Blame::Riotc;
      result.failed_source = folder.string();
      result.problem = outcome.started ? "linking failed" : "cannot run the C++ compiler: " + outcome.output;
      result.compiler_output = outcome.output;
      return result;
    }
    fs::rename(temporary, executable, error);
    if (error) {
      result.problem = "cannot write to the cache folder " + cache.string() + ": " + error.message();
      result.blame = Blame::Machine;
      return result;
    }
  }
  result.executable = executable.string();
  if (!output.empty()) {
    fs::path temporary = output;
    temporary += ".tmp" + std::to_string(getpid());
    fs::copy_file(executable, temporary, fs::copy_options::overwrite_existing, error);
    if (!error) fs::rename(temporary, output, error);
    if (error) {
      result.problem = "cannot write " + output + ": " + error.message();
      fs::remove(temporary, error);
      return result;
    }
    result.executable = output;
  }
  result.ok = true;
  return result;
}

}  // namespace

BuildResult build_executable(const std::vector<SourceText>& sources, const std::string& output, const Installation& installation,
                             const BuildOptions& options) {
  bool linking_failed = false;
  BuildResult result = build(sources, output, installation, options, wants_lto(sources, options), linking_failed);
  // Not every linker understands every compiler's objects for link-time optimisation.
  if (linking_failed && wants_lto(sources, options)) result = build(sources, output, installation, options, false, linking_failed);
  return result;
}

std::string clean_cache() {
  fs::path cache = cache_folder({});
  std::error_code error;
  uintmax_t bytes = 0;
  // Only what has the look of our own files goes: the folder may have been set to one that holds others' files.
  std::vector<fs::path> own;
  for (const auto& entry : fs::directory_iterator(cache, error)) {
    std::string name = entry.path().filename().string();
    bool is_source_folder = name.size() == 36 && name.compare(0, 4, "src-") == 0;
    bool is_product = name.size() > 33 && name.find_first_not_of("0123456789abcdef") == 32 && name[32] == '.';
    if (is_source_folder || is_product) own.push_back(entry.path());
  }
  for (const fs::path& path : own) {
    if (fs::is_directory(path, error)) {
      for (const auto& file : fs::directory_iterator(path, error)) bytes += file.file_size(error);
    } else {
      bytes += fs::file_size(path, error);
    }
    fs::remove_all(path, error);
  }
  return "removed " + std::to_string(bytes / 1024) + " KiB from " + cache.string();
}

}  // namespace riotc::toolchain
