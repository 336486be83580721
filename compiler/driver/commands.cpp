// SPDX-License-Identifier: MIT
#include "compiler/driver/commands.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iterator>

#include "compiler/core/print.h"
#include "compiler/diagnostics/render.h"
#include "compiler/driver/disk.h"
#include "compiler/pipeline/pipeline.h"
#include "compiler/syntax/print.h"
#include "compiler/toolchain/build.h"
#include "compiler/typed/print.h"

namespace riotc::driver {

namespace fs = std::filesystem;

namespace {

bool use_colour() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  return isatty(STDERR_FILENO) && !(no_color && *no_color) && !(term && std::strcmp(term, "dumb") == 0);
}

void complain(const std::string& text) { std::fprintf(stderr, "riotc: %s\n", text.c_str()); }

std::string plural(size_t n, const char* what) { return std::to_string(n) + " " + what + (n == 1 ? "" : "s"); }

// Prints all diagnostics; true when there are errors.
bool report(const pipeline::Compilation& compilation, const Options& options) {
  size_t errors = 0, warnings = 0;
  for (const Diagnostic& diagnostic : compilation.diagnostics.sorted()) {
    (diagnostic.severity == Severity::Error ? errors : warnings) += 1;
    std::string text;
    switch (options.format) {
      case MessageFormat::Human: text = render(diagnostic, compilation.sources, {.colour = use_colour()}) + "\n"; break;
      case MessageFormat::Short: text = render_short(diagnostic, compilation.sources); break;
      case MessageFormat::Json: text = render_json(diagnostic, compilation.sources); break;
    }
    if (!text.empty() && text.back() != '\n') text += '\n';
    std::fputs(text.c_str(), options.format == MessageFormat::Json ? stdout : stderr);
  }
  if (options.format == MessageFormat::Human && errors + warnings > 0) {
    std::string summary = errors ? plural(errors, "error") : "";
    if (warnings) summary += (errors ? ", " : "") + plural(warnings, "warning");
    std::fprintf(stderr, "%s\n", summary.c_str());
  }
  return errors > 0;
}

// A bug of ours, said so.
int internal_error(const std::string& what, const std::string& details) {
  std::fprintf(stderr, "riotc: internal error: %s\n%s%sThis is a bug in riotc, not in your program. Please report it with the program that shows it.\n",
               what.c_str(), details.c_str(), details.empty() || details.back() == '\n' ? "" : "\n");
  return kExitInternal;
}

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
      for (const emit::File& file : compilation.files) text += "// ---- " + file.name + "\n" + file.text;
      break;
    case Emit::CppFiles:
      for (const emit::File& file : compilation.files)
        if (!write_text(fs::path(options.output) / file.name, file.text)) {
          complain("cannot write into the folder `" + options.output + "`");
          return kExitErrors;
        }
      break;
    case Emit::None: break;
  }
  std::fputs(text.c_str(), stdout);
  return kExitOk;
}

// Compiles, and for run and test replaces this process by the program.
int compile_command(const Options& options) {
  std::string problem;
  std::optional<toolchain::Installation> installation = toolchain::find_installation(problem);
  if (!installation) {
    complain(problem);
    return kExitInternal;
  }
  pipeline::Request request;
  fs::path file = options.file;
  std::optional<std::string> text = read_text(file, problem);
  if (!text) {
    complain("cannot read " + options.file + ": " + problem);
    if (file.extension() != ".riot" && fs::exists(options.file + ".riot")) std::fprintf(stderr, "  = help: there is a file `%s.riot`\n", options.file.c_str());
    return kExitErrors;
  }
  request.root = {options.file == "-" ? "stdin.riot" : options.file, std::move(*text)};
  request.root_name = options.file == "-" ? "stdin" : file.stem().string();
  request.until = stage_for(options);
  request.tests = options.verb == Verb::Test;
  request.line_directives = options.emit != Emit::Cpp;
  Disk disk(options.file == "-" ? fs::path() : file.parent_path(), installation->stdlib_folder());
  std::unique_ptr<pipeline::Compilation> compilation = pipeline::compile(request, disk);

  if (report(*compilation, options)) return kExitErrors;
  if (!compilation->internal_errors.empty()) {
    std::string details;
    for (const std::string& error : compilation->internal_errors) details += "  " + error + "\n";
    return internal_error("a check of the generated code failed", details);
  }
  if (options.emit != Emit::None) return print_stage(*compilation, options);
  if (options.verb == Verb::Check) return kExitOk;

  std::vector<toolchain::SourceText> sources;
  for (const emit::File& emitted : compilation->files)
    sources.push_back({emitted.name, emitted.text, emitted.name.size() > 2 && emitted.name.substr(emitted.name.size() - 2) == ".h"});
  toolchain::BuildOptions build;
  build.mode = options.release ? toolchain::Mode::Release : options.debug ? toolchain::Mode::Debug : toolchain::Mode::Development;
  build.compiler = options.compiler;
  build.static_link = options.static_link;
  build.jobs = options.jobs;
  build.extra_flags = options.extra_flags;
  // Foreign headers are named relative to the program's folder.
  if (!file.parent_path().empty() && options.file != "-") build.extra_flags.insert(build.extra_flags.begin(), "-I" + fs::absolute(file.parent_path()).string());
  else build.extra_flags.insert(build.extra_flags.begin(), "-I" + fs::current_path().string());
  bool runs = options.verb == Verb::Run || options.verb == Verb::Test;
  std::string output = options.output;
  if (output.empty() && !runs) output = options.file == "-" ? "stdin" : file.stem().string();
  if (!runs && fs::is_directory(output)) {
    complain("cannot write " + output + ": it is a folder; name another output with -o");
    return kExitErrors;
  }
  toolchain::BuildResult built = toolchain::build_executable(sources, output, *installation, build);
  if (!built.ok) {
    if (!built.failed_source.empty()) return internal_error(built.problem + " (" + built.failed_source + ")", built.compiler_output);
    complain(built.problem);
    std::fputs(built.compiler_output.c_str(), stderr);
    return kExitErrors;
  }
  if (!runs) return kExitOk;

  std::vector<std::string> command = {built.executable};
  command.insert(command.end(), options.arguments.begin(), options.arguments.end());
  if (options.verb == Verb::Test && !options.filter.empty()) command.insert(command.end(), {"--filter", options.filter});
  std::vector<char*> arguments;
  for (std::string& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  std::fflush(nullptr);
  execv(built.executable.c_str(), arguments.data());
  complain("cannot run " + built.executable + ": " + std::strerror(errno));
  return kExitInternal;
}

constexpr std::pair<Code, const char*> kCodes[] = {
#define X(code, title, explanation) {Code::code, #code},
#include "compiler/diagnostics/codes.def"
#undef X
};

int explain(const Options& options) {
  if (options.arguments.size() != 1) {
    complain("explain takes one code, such as E0301");
    return kExitUsage;
  }
  std::string wanted = options.arguments[0];
  for (char& c : wanted) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (const auto& [code, name] : kCodes) {
    if (wanted != name) continue;
    std::printf("%s: %s\n\n%s\n", name, code_title(code), code_explanation(code));
    return kExitOk;
  }
  std::vector<std::string> names;
  for (const auto& [code, name] : kCodes) names.push_back(name);
  std::string meant = did_you_mean(wanted, names);
  complain("unknown code `" + options.arguments[0] + "`" + (meant.empty() ? "" : "; did you mean `" + meant + "`?"));
  return kExitUsage;
}

}  // namespace

int run_command(const Options& options) {
  switch (options.verb) {
    case Verb::Build:
    case Verb::Run:
    case Verb::Check:
    case Verb::Test: return compile_command(options);
    case Verb::Format: return format_command(options);
    case Verb::Explain: return explain(options);
    case Verb::Clean: {
      std::string removed = toolchain::clean_cache();
      std::printf("%s\n", removed.c_str());
      return kExitOk;
    }
    case Verb::Version: std::printf("riotc %s\n", RIOT_VERSION); return kExitOk;
    case Verb::Help: {
      std::string text = help_text(options.arguments.empty() ? "" : options.arguments[0]);
      if (text.empty()) {
        complain("no help for `" + options.arguments[0] + "`");
        return kExitUsage;
      }
      std::fputs(text.c_str(), stdout);
      return kExitOk;
    }
  }
  return kExitInternal;
}

}  // namespace riotc::driver
