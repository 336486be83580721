// SPDX-License-Identifier: MIT
// `riotc fmt`: rewrites sources in the one layout.
//
// A file with syntax errors stays as it is. So does one whose tree would change, which is a bug of the formatter: the
// result is parsed again before anything is written.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "compiler/diagnostics/render.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/disk.h"
#include "compiler/format/format.h"
#include "compiler/parse/parse.h"
#include "compiler/syntax/print.h"

namespace riotc::driver {

namespace fs = std::filesystem;

namespace {

std::string shown(const Diagnostic& diagnostic, const SourceMap& sources, MessageFormat format) {
  switch (format) {
    case MessageFormat::Human: return render(diagnostic, sources, {.colour = use_colour()}) + "\n";
    case MessageFormat::Short: return render_short(diagnostic, sources);
    case MessageFormat::Json: return render_json(diagnostic, sources);
  }
  return "";
}

// Empty when the text cannot be formatted, which has then been said; `status` is what riotc exits with.
std::optional<std::string> formatted(const std::string& path, const std::string& text, const Options& options, int& status) {
  SourceMap sources;
  Diagnostics diagnostics;
  const SourceFile& file = sources.add(path, text);
  std::unique_ptr<syntax::Module> module = parse_module(file, "main", diagnostics);
  if (module->has_errors) {
    for (const Diagnostic& diagnostic : diagnostics.sorted())
      if (diagnostic.severity == Severity::Error) std::fputs(shown(diagnostic, sources, options.format).c_str(), options.format == MessageFormat::Json && path != "stdin.riot" ? stdout : stderr);
    status = std::max(status, kExitErrors);
    return std::nullopt;
  }
  std::string result = format_module(*module, file);
  std::unique_ptr<syntax::Module> again = parse_module(sources.add(path, result), "main", diagnostics);
  if (again->has_errors || syntax::print(*again) != syntax::print(*module)) {
    complain("internal error: formatting would change the meaning of " + path + ", which stays as it is. Please report it with the file.");
    status = kExitInternal;
    return std::nullopt;
  }
  return result;
}

// Whole or not at all: a file of its own, renamed. Through a link, so that the link stays.
bool replace(const fs::path& path, const std::string& text) {
  std::error_code error;
  fs::path target = fs::canonical(path, error);
  if (error) return false;
  fs::path temporary = target.parent_path() / ("." + target.filename().string() + "." + std::to_string(getpid()));
  if (write_text(temporary, text)) {
    fs::permissions(temporary, fs::status(target, error).permissions(), error);
    if (!error) fs::rename(temporary, target, error);
    if (!error) return true;
  }
  fs::remove(temporary, error);
  return false;
}

void format_file(const std::string& path, const Options& options, int& status) {
  std::string problem;
  std::optional<std::string> text = read_text(path, problem);
  if (!text) {
    complain("cannot read " + path + ": " + problem);
    status = std::max(status, kExitErrors);
    return;
  }
  std::optional<std::string> result = formatted(path == "-" ? "stdin.riot" : path, *text, options, status);
  if (!result) return;
  if (options.check) {
    if (*result == *text) return;
    std::printf("%s\n", path == "-" ? "stdin.riot" : path.c_str());
    status = std::max(status, kExitErrors);
  } else if (path == "-") {
    std::fwrite(result->data(), 1, result->size(), stdout);
  } else if (*result != *text && !replace(path, *result)) {
    complain("cannot write " + path);
    status = std::max(status, kExitErrors);
  }
}

// The `.riot` files below a folder, sorted; hidden files and folders are left alone.
std::vector<std::string> sources_below(const std::string& folder) {
  std::vector<std::string> found;
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator(folder, error); it != fs::recursive_directory_iterator(); it.increment(error)) {
    if (error) break;
    if (it->path().filename().string().starts_with(".")) {
      if (it->is_directory(error)) it.disable_recursion_pending();
    } else if (it->path().extension() == ".riot" && it->is_regular_file(error)) {
      found.push_back(it->path().lexically_normal().string());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

int format_command(const Options& options) {
  int status = kExitOk;
  for (const std::string& path : options.arguments.empty() ? std::vector<std::string>{"."} : options.arguments) {
    std::error_code error;
    if (!fs::is_directory(path, error)) format_file(path, options, status);
    else
      for (const std::string& source : sources_below(path)) format_file(source, options, status);
  }
  return status;
}

}  // namespace riotc::driver
