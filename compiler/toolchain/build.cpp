// SPDX-License-Identifier: MIT
#include "compiler/toolchain/build.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
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
  return options.mode == Mode::Release && sources.size() > 2;  // program.cpp holds no functions
}

std::vector<std::string> compile_flags(const BuildOptions& options) {
  // -fwrapv is not wanted: arithmetic that could overflow goes through checked builtins. Fibers move between threads, and
  // exceptions end processes, so unwind tables stay; frame pointers keep traces cheap, and calls in last position, which Riot's
  // own tail calls are not, leave their frame for the trace. Nobody asks for errno after a root.
  std::vector<std::string> flags = {"-std=c++17", "-w", "-fno-omit-frame-pointer", "-fno-optimize-sibling-calls", "-fno-strict-aliasing", "-fno-math-errno"};
  switch (options.mode) {
    case Mode::Development: flags.insert(flags.end(), {"-O1", "-g1"}); break;
    case Mode::Release: flags.insert(flags.end(), {"-O2", "-g1", "-DRIOT_INLINE_MEMORY"}); break;
    case Mode::Debug: flags.insert(flags.end(), {"-O0", "-g", "-DRIOT_DEBUG"}); break;
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

// Whether a header comes into it that is not the runtime's.
bool includes_foreign(const SourceText& source) {
  for (size_t at = source.text.find("#include \""); at != std::string::npos; at = source.text.find("#include \"", at + 1))
    if (source.text.compare(at + 10, 5, "riot/") != 0) return true;
  return false;
}

std::optional<fs::path> find_compiler(const BuildOptions& options, std::string& problem) {
  std::string wanted = options.compiler;
  if (wanted.empty())
    if (const char* own = std::getenv("RIOT_CXX"); own && *own) wanted = own;
  if (!wanted.empty()) {
    std::optional<fs::path> compiler = find_program(wanted);
    if (!compiler) problem = "cannot find the C++ compiler `" + wanted + "`";
    return compiler;
  }
  for (const char* name : {"g++", "clang++-19", "clang++", "c++"})
    if (std::optional<fs::path> compiler = find_program(name)) return compiler;
  problem = "no C++ compiler found: riotc needs g++ or clang++ (on Debian: apt install g++)";
  return std::nullopt;
}

// What went wrong when it was neither the code nor the compiler; "" when it was one of those.
std::string fault_of_machine(const std::string& compiler_output, const fs::path& cache) {
  const auto says = [&](const char* words) { return compiler_output.find(words) != std::string::npos; };
  constexpr uintmax_t kTooLittle = 64 * 1024;  // bytes
  std::error_code error;
  for (const fs::path& folder : {cache, fs::temp_directory_path(error)}) {
    const fs::space_info space = fs::space(folder, error);
    if (!error && space.available < kTooLittle) return "there is no room left in " + folder.string();
  }
  if (says("No space left on device") || says("Disk full")) return "there is no room left in " + cache.string();
  if (says("Killed signal") || says("cannot allocate memory") || says("out of memory allocating"))
    return "there is not enough memory for the C++ compiler (--jobs=1 needs less)";
  return "";
}

// One try to build a program, with link-time optimisation or without.
class Build {
 public:
  Build(const std::vector<SourceText>& sources, const Installation& installation, const BuildOptions& options, bool with_lto)
      : sources_(sources), installation_(installation), options_(options), with_lto_(with_lto) {}

  // Everything up to the executable in the cache.
  BuildResult run() {
    const auto start = std::chrono::steady_clock::now();
    const auto seconds = [](std::chrono::steady_clock::duration duration) { return std::chrono::duration<double>(duration).count(); };
    if (prepare() && compile()) {
      const auto middle = std::chrono::steady_clock::now();
      result_.compile_seconds = seconds(middle - start);
      result_.ok = link();
      result_.link_seconds = seconds(std::chrono::steady_clock::now() - middle);
    }
    return std::move(result_);
  }
  bool linking_failed() const { return linking_failed_; }

 private:
  bool fail(Blame blame, std::string problem) {
    result_.blame = blame;
    result_.problem = std::move(problem);
    return false;
  }
  bool fail_to_write(const std::error_code& error) {
    return fail(Blame::Machine, "cannot write to the cache folder " + cache_.string() + (error ? ": " + error.message() : ""));
  }

  // Finds the compiler and the cache, and what every object depends on.
  bool prepare() {
    std::string problem;
    const std::optional<fs::path> compiler = find_compiler(options_, problem);
    if (!compiler) return fail(Blame::Machine, problem);
    compiler_ = *compiler;
    std::error_code error;
    cache_ = cache_folder(options_);
    fs::create_directories(cache_, error);
    if (error) return fail(Blame::Machine, "cannot make the cache folder " + cache_.string() + ": " + error.message());
    flags_ = compile_flags(options_);
    if (with_lto_) lto_ = compiler_.filename().string().find("clang") != std::string::npos ? "-flto=thin" : "-flto=auto";
    if (with_lto_) flags_.push_back(lto_);
    Key key;
    key.add("2").add(stamp(fs::canonical(compiler_, error)));
    for (const std::string& flag : flags_) key.add(flag);
    std::vector<fs::path> headers;
    for (const auto& entry : fs::directory_iterator(installation_.include_folder() / "riot", error)) headers.push_back(entry.path());
    std::sort(headers.begin(), headers.end());
    for (const fs::path& header : headers) key.add(header.filename().string()).add(read_file(header));
    common_ = key.text();
    // What riotc wrote is kept while it may be wanted: by a debugger, or by somebody whose compiler has refused it.
    folder_ = cache_ / ("src-" + common_);
    return true;
  }

  std::vector<std::string> command(const fs::path& text) const {
    std::vector<std::string> command = {compiler_.string()};
    command.insert(command.end(), flags_.begin(), flags_.end());
    command.insert(command.end(), {"-I", installation_.include_folder().string(), text.string()});
    return command;
  }

  // The object of a file is named by all that it depends on.
  bool compile() {
    struct Task {
      fs::path text, object, temporary;
      std::string name;
      size_t size;
    };
    std::vector<Task> tasks;
    std::error_code error;
    for (const SourceText& source : sources_) {
      std::string key = Key().add(common_).add(source.name).add(source.text).text();
      const fs::path text = folder_ / (key.substr(0, 8) + "-" + source.name);
      // Foreign headers, and what they include.
      if (includes_foreign(source)) {
        foreign_ = true;
        if (!write(text, source.text)) return false;
        std::vector<std::string> preprocess = command(text);
        preprocess.push_back("-E");
        key = Key().add(key).add(run_captured(preprocess).output).text();
      }
      const fs::path object = cache_ / (key + ".o");
      objects_.push_back(object);
      link_key_.add(key);
      if (fs::exists(object, error)) continue;
      if (!write(text, source.text)) return false;
      fs::path temporary = object;
      temporary += ".tmp" + std::to_string(getpid());
      tasks.push_back({text, object, temporary, source.name, source.text.size()});
    }
    // The largest first, so that none is left to one core at the end.
    std::stable_sort(tasks.begin(), tasks.end(), [](const Task& a, const Task& b) { return a.size > b.size; });
    std::vector<std::vector<std::string>> commands;
    for (const Task& task : tasks) {
      commands.push_back(command(task.text));
      commands.back().insert(commands.back().end(), {"-c", "-o", task.temporary.string()});
    }
    const unsigned jobs = options_.jobs ? options_.jobs : std::max(1u, std::thread::hardware_concurrency());
    const unsigned all = static_cast<unsigned>(commands.size());
    const std::vector<Outcome> outcomes = run_all(commands, jobs, [&](unsigned done) {
      if (options_.progress) options_.progress(done, all);
    });
    for (const Task& task : tasks) result_.compiled.push_back(task.name);
    for (size_t i = 0; i < outcomes.size(); ++i) {
      if (!outcomes[i].started) return fail(Blame::Machine, "cannot run the C++ compiler: " + outcomes[i].output);
      if (outcomes[i].status != 0) {
        result_.failed_source = tasks[i].text.string();
        result_.compiler_output = outcomes[i].output;
        if (const std::string fault = fault_of_machine(outcomes[i].output, cache_); !fault.empty()) return fail(Blame::Machine, fault);
        return foreign_ ? fail(Blame::Program, "the C++ compiler refused foreign code, or the calls of it in " + result_.failed_source)
                        : fail(Blame::Riotc, "the C++ compiler refused code that riotc made");
      }
      fs::rename(tasks[i].temporary, tasks[i].object, error);
      if (error) return fail_to_write(error);
    }
    return true;
  }

  bool write(const fs::path& path, const std::string& text) {
    std::error_code error;
    fs::create_directories(folder_, error);
    return (!error && write_file(path, text)) || fail_to_write(error);
  }

  bool link() {
    std::error_code error;
    link_key_.add(common_).add(stamp(installation_.library_folder() / "libriot.a")).add(options_.static_link ? "static" : "");
    const fs::path executable = cache_ / (link_key_.text() + ".exe");
    result_.executable = executable.string();
    if (fs::exists(executable, error)) return true;
    const unsigned all = static_cast<unsigned>(result_.compiled.size());
    if (options_.progress) options_.progress(all, all);
    fs::path temporary = executable;
    temporary += ".tmp" + std::to_string(getpid());
    std::vector<std::string> command = {compiler_.string()};
    const std::string linker = linker_flag();
    if (!linker.empty()) command.push_back(linker);
    command.insert(command.end(), {"-o", temporary.string()});
    for (const fs::path& object : objects_) command.push_back(object.string());
    const fs::path library = installation_.library_folder();
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
    if (options_.static_link) command.push_back("-static");
    if (options_.mode == Mode::Release) command.push_back("-Wl,-O1");
    if (with_lto_) command.insert(command.end(), {lto_, "-O2"});
    command.insert(command.end(), options_.extra_flags.begin(), options_.extra_flags.end());
    const Outcome outcome = run_captured(command);
    if (!outcome.started) return fail(Blame::Machine, "cannot run the C++ compiler: " + outcome.output);
    if (outcome.status != 0) {
      result_.compiler_output = outcome.output;
      if (const std::string fault = fault_of_machine(outcome.output, cache_); !fault.empty()) return fail(Blame::Machine, fault);
      linking_failed_ = result_.linking = true;
      result_.failed_source = folder_.string();
      // The first flag is the program's own folder, which riotc adds.
      return fail(foreign_ || options_.extra_flags.size() > 1 ? Blame::Program : Blame::Riotc, "linking failed");
    }
    fs::rename(temporary, executable, error);
    return !error || fail_to_write(error);
  }

  const std::vector<SourceText>& sources_;
  const Installation& installation_;
  const BuildOptions& options_;
  const bool with_lto_;
  BuildResult result_;
  bool linking_failed_ = false;
  bool foreign_ = false;  // some file includes headers that are not riotc's
  fs::path compiler_, cache_, folder_;
  std::vector<std::string> flags_;
  std::string lto_;
  std::string common_;    // hash of what every object depends on
  Key link_key_;
  std::vector<fs::path> objects_;
};

// The executable in the cache, where it is wanted.
void copy_to(const std::string& output, BuildResult& result) {
  std::error_code error;
  // What is there and no file (/dev/null, a pipe) is written to, not replaced.
  if (fs::exists(output, error) && !fs::is_regular_file(output, error)) {
    std::ofstream out(output, std::ios::binary);
    if (out << read_file(result.executable) && out.flush()) return;
    result.ok = false;
    result.problem = "cannot write " + output + ": " + std::strerror(errno);
    return;
  }
  fs::path temporary = output;
  temporary += ".tmp" + std::to_string(getpid());
  fs::copy_file(result.executable, temporary, fs::copy_options::overwrite_existing, error);
  if (!error) fs::rename(temporary, output, error);
  if (!error) {
    result.executable = output;
    return;
  }
  result.ok = false;
  result.problem = "cannot write " + output + ": " + error.message();
  fs::remove(temporary, error);
}

}  // namespace

BuildResult build_executable(const std::vector<SourceText>& sources, const std::string& output, const Installation& installation,
                             const BuildOptions& options) {
  const bool with_lto = wants_lto(sources, options);
  Build first(sources, installation, options, with_lto);
  BuildResult result = first.run();
  // Not every linker understands every compiler's objects for link-time optimisation.
  if (first.linking_failed() && with_lto) result = Build(sources, installation, options, false).run();
  if (result.ok && !output.empty()) copy_to(output, result);
  return result;
}

std::optional<std::string> complaints_about(const std::string& text, const Installation& installation, const BuildOptions& options) {
  std::string problem;
  const std::optional<fs::path> compiler = find_compiler(options, problem);
  const fs::path path = cache_folder(options) / ("question-" + std::to_string(getpid()) + ".cpp");
  if (!compiler || !write_file(path, text)) return std::nullopt;
  // In English, since its sentences are read by riotc.
  std::vector<std::string> command = {"env", "LC_ALL=C", compiler->string()};
  for (const std::string& flag : compile_flags(options)) command.push_back(flag);
  command.insert(command.end(), {"-I", installation.include_folder().string(), "-fsyntax-only", "-ferror-limit=0", path.string()});
  // Only clang has a limit to lift.
  if (compiler->filename().string().find("clang") == std::string::npos) command.erase(command.end() - 2);
  const Outcome outcome = run_captured(command);
  std::error_code error;
  fs::remove(path, error);
  if (!outcome.started) return std::nullopt;
  return outcome.status == 0 ? std::string() : outcome.output;
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
