// SPDX-License-Identifier: MIT
#include "compiler/pipeline/pipeline.h"

#include "compiler/core/verify.h"
#include "compiler/exhaustive/exhaustive.h"
#include "compiler/infer/infer.h"
#include "compiler/lower/lower.h"
#include "compiler/optimise/optimise.h"
#include "compiler/parse/parse.h"
#include "compiler/pipeline/followers.h"
#include "compiler/resolve/resolve.h"

namespace riotc::pipeline {

namespace {

resolve::Loader loader_for(const FileSystem& files, Diagnostics& diags) {
  resolve::Loader loader;
  loader.read = [&files](const std::string& name, bool library) -> std::optional<resolve::Loader::Text> {
    std::optional<ModuleText> found = files.read_module(name, library);
    if (!found) return std::nullopt;
    return resolve::Loader::Text{std::move(found->path), std::move(found->text)};
  };
  loader.parse = [&diags](const SourceFile& file, std::string name) { return parse_module(file, std::move(name), diags); };
  loader.library_modules = [&files] { return files.library_modules(); };
  return loader;
}

}  // namespace

std::unique_ptr<Compilation> compile(const Request& request, const FileSystem& files) {
  auto result = std::make_unique<Compilation>();
  Diagnostics& diags = result->diagnostics;
  const SourceFile& root = result->sources.add(request.root.path, request.root.text, request.root_name + ".riot");

  if (request.until == Stage::Parse) {
    result->syntax = parse_module(root, request.root_name, diags);
    return result;
  }

  // Text to modules: every reachable file is parsed, every global name means something, binding groups are in order.
  resolve::Loader loader = loader_for(files, diags);
  loader.further = request.further;
  result->program = std::make_unique<resolve::Program>(resolve::resolve_program(root, request.root_name, loader, result->sources, diags));

  // Types are inferred even when names or syntax were wrong somewhere: all independent mistakes are told in one run.
  result->types = std::make_unique<types::TypeTable>(*result->program);
  result->typed = infer::infer_program(*result->program, *result->types, diags);

  // Patterns cover what they must. Types of what they match are known to be right for functions that are present.
  exhaustive::check_program(result->typed, *result->types, diags);
  quiet_followers(*result->program, result->sources, diags);

  // From here on the program is correct; anything that goes wrong is ours.
  if (diags.has_errors() || request.until == Stage::Check) return result;

  std::vector<lower::Gap> gaps;
  result->core = lower::lower_program(result->typed, *result->types, {.tests = request.tests}, gaps);
  for (const lower::Gap& gap : gaps) result->internal_errors.push_back(result->sources.describe(gap.span) + ": " + gap.what + " cannot be lowered");
  if (!gaps.empty()) return result;
  result->internal_errors = core::verify(result->core, core::Phase::Lowered);
  if (!result->internal_errors.empty()) return result;

  // Fewer calls, less memory; then who counts what.
  optimise::optimise(result->core, request.release);
  result->internal_errors = core::verify(result->core, core::Phase::Owned);
  if (!result->internal_errors.empty() || request.until == Stage::Core) return result;

  result->emitted = emit::emit_program(result->core, result->sources, {.line_directives = request.line_directives, .release = request.release, .debug = request.debug});
  return result;
}

}  // namespace riotc::pipeline
