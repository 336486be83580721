// SPDX-License-Identifier: MIT
// build, run, debug, check, test: from a program to what was asked for.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "compiler/core/print.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/disk.h"
#include "compiler/driver/foreign_check.h"
#include "compiler/driver/project.h"
#include "compiler/pipeline/pipeline.h"
#include "compiler/syntax/print.h"
#include "compiler/toolchain/build.h"
#include "compiler/typed/print.h"

namespace riotc::driver {

namespace fs = std::filesystem;

namespace {

pipeline::Stage stage_for(const Options& options) {
  switch (options.emit) {
    case Emit::Ast: return pipeline::Stage::Parse;
    case Emit::Types: return pipeline::Stage::Check;
    case Emit::Core: return pipeline::Stage::Core;
    case Emit::Cpp:
    case Emit::CppFiles: return pipeline::Stage::Emit;
    case Emit::None: break;
  }
  return options.verb == Verb::Check ? pipeline::Stage::Check : pipeline::Stage::Emit;
}

int print_stage(pipeline::Compilation& compilation, const Options& options) {
  std::string text;
  switch (options.emit) {
    case Emit::Ast: text = syntax::print(*compilation.syntax); break;
    case Emit::Types: text = typed::print(compilation.typed, *compilation.types, compilation.program->root); break;
    case Emit::Core: text = core::print(compilation.core); break;
    case Emit::Cpp:
      for (const emit::File& file : compilation.emitted.files) text += "// ---- " + file.name + "\n" + file.text;
      break;
    case Emit::CppFiles: {
      std::error_code error;
      fs::create_directories(options.output, error);
      for (const emit::File& file : compilation.emitted.files)
        if (!write_text(fs::path(options.output) / file.name, file.text)) {
          complain("cannot write into the folder `" + options.output + "`");
          return kExitErrors;
        }
      break;
    }
    case Emit::None: break;
  }
  std::fputs(text.c_str(), stdout);
  return kExitOk;
}

// What riot.toml says, and over that the command line.
toolchain::BuildOptions build_options(const Options& options, const Project& project) {
  toolchain::BuildOptions build;
  bool release = options.release || (project.release && !options.debug);
  build.mode = release ? toolchain::Mode::Release : options.debug ? toolchain::Mode::Debug : toolchain::Mode::Development;
  build.compiler = options.compiler.empty() ? project.compiler : options.compiler;
  build.static_link = options.static_link || project.static_link;
  build.jobs = options.jobs;
  // Foreign headers are named relative to the program's folder.
  build.extra_flags.push_back("-I" + fs::absolute(project.folder.empty() ? fs::path(".") : project.folder).lexically_normal().string());
  build.extra_flags.insert(build.extra_flags.end(), project.extra_flags.begin(), project.extra_flags.end());
  build.extra_flags.insert(build.extra_flags.end(), options.extra_flags.begin(), options.extra_flags.end());
  return build;
}

// The language that the test runner in the runtime understands (runtime/src/api/test_runner.h).
std::vector<std::string> test_arguments(const Options& options) {
  std::vector<std::string> arguments;
  for (const std::string& filter : options.filters) arguments.push_back("--filter=" + filter);
  if (options.list) arguments.push_back("--list");
  if (options.json) arguments.push_back("--json");
  if (options.durations) arguments.push_back("--durations");
  if (options.show_output) arguments.push_back("--show-output");
  if (options.jobs) arguments.push_back("--jobs=" + std::to_string(options.jobs));
  constexpr int64_t kMinute = 60'000'000'000;
  if (const int64_t limit = options.timeout.value_or(kMinute)) arguments.push_back("--timeout=" + std::to_string(limit));
  if (options.seed) arguments.push_back("--seed=" + std::to_string(*options.seed));
  return arguments;
}

// Replaces this process. A name without a slash is looked for on the PATH.
int run_program(const std::string& executable, const std::vector<std::string>& given) {
  std::vector<std::string> command = {executable};
  command.insert(command.end(), given.begin(), given.end());
  std::vector<char*> arguments;
  for (std::string& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  std::fflush(nullptr);
  execvp(executable.c_str(), arguments.data());
  complain("cannot run " + executable + ": " + std::strerror(errno));
  return kExitInternal;
}

// gdb, with what it needs to know of Riot.
int run_debugger(const std::string& executable, const Options& options, const toolchain::Installation& installation) {
  setenv("RIOT_WORKERS", "1", 0);
  std::vector<std::string> arguments = {"-q", "-x", installation.debugger_script().string(), "--args", executable};
  arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
  return run_program("gdb", arguments);
}

// "  C++         0.52 s  2 of 51 files: list, main"
void tell_timing(const char* what, double seconds, const std::string& more = "") {
  std::fprintf(stderr, "  %-10s %6.2f s%s%s\n", what, seconds, more.empty() ? "" : "  ", more.c_str());
}

std::string compiled_files(const toolchain::BuildResult& built, size_t all) {
  std::vector<std::string> names = built.compiled;
  std::sort(names.begin(), names.end());
  constexpr size_t kMost = 8;
  std::string text = std::to_string(names.size()) + " of " + std::to_string(all) + " files";
  for (size_t i = 0; i < names.size() && i < kMost; ++i) text += (i == 0 ? ": " : ", ") + names[i].substr(0, names[i].rfind('.'));
  return text + (names.size() > kMost ? ", .." : "");
}

int build_program(const pipeline::Compilation& compilation, const Project& project, const toolchain::Installation& installation, const Options& options) {
  std::vector<toolchain::SourceText> sources;
  for (const emit::File& emitted : compilation.emitted.files) sources.push_back({emitted.name, emitted.text});
  toolchain::BuildOptions build = build_options(options, project);
  bool runs = options.verb == Verb::Run || options.verb == Verb::Debug || options.verb == Verb::Test;
  std::string output = options.output;
  if (output.empty() && !runs) output = (project.is_folder ? project.folder / project.name : fs::path(project.name)).string();
  if (!runs && fs::is_directory(output)) {
    complain("cannot write " + output + ": it is a folder; name another output with -o");
    return kExitErrors;
  }
  Progress progress;
  // `run` says nothing of its own.
  if (options.verb != Verb::Run)
    build.progress = [&progress](unsigned done, unsigned all) {
      progress.show(done < all ? "compiling " + std::to_string(done + 1) + " of " + std::to_string(all) : "linking");
    };
  toolchain::BuildResult built = toolchain::build_executable(sources, output, installation, build);
  progress.clear();
  if (options.timings) {
    tell_timing("C++", built.compile_seconds, compiled_files(built, sources.size()));
    tell_timing("linking", built.link_seconds);
  }
  if (!built.ok) {
    if (built.blame == toolchain::Blame::Program) {
      Diagnostics reasons;
      blame_foreign_code(compilation, built, installation, build, reasons);
      if (report(reasons, compilation.sources, options.format)) return kExitErrors;
    }
    if (built.blame == toolchain::Blame::Riotc) return internal_error(built.problem + " (kept in " + built.failed_source + ")", built.compiler_output);
    complain(built.problem);
    std::fputs(built.compiler_output.c_str(), stderr);
    return built.blame == toolchain::Blame::Machine ? kExitInternal : kExitErrors;
  }
  if (!runs) return kExitOk;
  if (options.verb == Verb::Debug) return run_debugger(built.executable, options, installation);
  if (options.verb == Verb::Test && options.seed) setenv("RIOT_SEED", std::to_string(*options.seed).c_str(), 1);
  return run_program(built.executable, options.verb == Verb::Test ? test_arguments(options) : options.arguments);
}

}  // namespace

int compile_command(const Options& options) {
  std::string problem;
  std::optional<toolchain::Installation> installation = toolchain::find_installation(problem);
  if (!installation) {
    complain(problem);
    return kExitInternal;
  }
  bool whole = options.verb == Verb::Check || options.verb == Verb::Test;
  std::optional<Project> project = find_project(options.file, whole, problem);
  if (!project) {
    complain(problem);
    return kExitUsage;
  }
  std::optional<std::string> text = read_text(project->root_file, problem);
  if (!text) {
    complain("cannot read " + project->root_file + ": " + problem);
    if (fs::exists(project->root_file + ".riot")) std::fprintf(stderr, "  = help: there is a file `%s.riot`\n", project->root_file.c_str());
    return kExitErrors;
  }
  pipeline::Request request;
  request.root = {project->root_file == "-" ? "stdin.riot" : project->root_file, std::move(*text)};
  request.root_name = project->root_module;
  request.further = project->further_modules;
  request.until = stage_for(options);
  request.tests = options.verb == Verb::Test;
  const toolchain::Mode mode = build_options(options, *project).mode;
  request.release = mode == toolchain::Mode::Release;
  request.debug = mode == toolchain::Mode::Debug;
  request.line_directives = options.emit != Emit::Cpp;
  Disk disk(project->folder, project->dependencies, installation->stdlib_folder());
  const auto start = std::chrono::steady_clock::now();
  std::unique_ptr<pipeline::Compilation> compilation = pipeline::compile(request, disk);
  if (options.timings) tell_timing("front end", std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());

  if (report(compilation->diagnostics, compilation->sources, options.format)) return kExitErrors;
  if (!compilation->internal_errors.empty()) {
    std::string details;
    for (const std::string& error : compilation->internal_errors) details += "  " + error + "\n";
    return internal_error("a check of the generated code failed", details);
  }
  if (options.emit != Emit::None) return print_stage(*compilation, options);
  if (options.verb == Verb::Check) return kExitOk;
  if (options.verb != Verb::Test && !compilation->core.main.is_valid()) {
    Diagnostics missing;
    missing.error(Code::E0216, {}, request.root.path + " has no `main`, so it is no program")
        .help("`fn main() { .. }` is where a program begins; `riotc check` looks at modules, `riotc test` runs their tests");
    report(missing, compilation->sources, options.format);
    return kExitErrors;
  }
  return build_program(*compilation, *project, *installation, options);
}

}  // namespace riotc::driver
