// SPDX-License-Identifier: MIT
#include "tests/compiler/infer/harness.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "compiler/parse/parse.h"
#include "compiler/resolve/resolve.h"
#include "compiler/typed/print.h"
#include "compiler/typed/verify.h"

namespace riotc::test {

std::unique_ptr<Inferred> infer_text(const std::string& text, const std::map<std::string, std::string>& modules) {
  auto result = std::make_unique<Inferred>();
  const SourceFile& root = result->sources.add("main.riot", text);
  resolve::Loader loader;
  loader.read = [&](const std::string& name, bool library) -> std::optional<resolve::Loader::Text> {
    if (!library) {
      auto found = modules.find(name);
      if (found == modules.end()) return std::nullopt;
      return resolve::Loader::Text{name + ".riot", found->second};
    }
    std::ifstream in(std::string(RIOT_STDLIB) + "/" + name + ".riot");
    if (!in) return std::nullopt;
    std::stringstream all;
    all << in.rdbuf();
    return resolve::Loader::Text{"stdlib/" + name + ".riot", all.str()};
  };
  loader.parse = [&](const SourceFile& file, std::string name) { return parse_module(file, std::move(name), result->diags); };
  loader.library_modules = [] {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(RIOT_STDLIB)) {
      if (entry.path().extension() != ".riot") continue;
      std::string name = std::filesystem::relative(entry.path(), RIOT_STDLIB).string();
      names.push_back(name.substr(0, name.size() - 5));
    }
    std::sort(names.begin(), names.end());
    return names;
  };
  result->program = std::make_unique<resolve::Program>(resolve::resolve_program(root, "main", loader, result->sources, result->diags));
  result->types = std::make_unique<types::TypeTable>(*result->program);
  auto start = std::chrono::steady_clock::now();
  result->typed = infer::infer_program(*result->program, *result->types, result->diags);
  result->milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  return result;
}

std::string Inferred::signature(const std::string& name) const {
  const resolve::Module& root = program->modules[program->root];
  for (resolve::FunctionId id : root.functions) {
    if (program->functions[id].name != name) continue;
    auto found = typed.functions.find(id);
    return found == typed.functions.end() ? "" : typed::print_signature(found->second, *types);
  }
  for (resolve::ConstId id : root.consts) {
    if (program->consts[id].name != name) continue;
    auto found = typed.constants.find(id);
    return found == typed.constants.end() ? "" : typed::print_signature(found->second, *types);
  }
  return "";
}

std::string Inferred::messages() const {
  std::string text;
  for (const Diagnostic& d : diags.sorted()) {
    text += code_name(d.code);
    if (d.span.is_known()) {
      LineColumn place = sources.line_column(d.span);
      const std::string& path = sources.file(d.span.file).path();
      text += (path == "main.riot" ? " " : " " + path + ":") + std::to_string(place.line) + ":" + std::to_string(place.column);
    }
    text += " " + d.message + "\n";
  }
  if (text.empty())
    for (const std::string& problem : typed::verify(typed, *types)) text += "verify: " + problem + "\n";
  return text;
}

std::string Inferred::typed_text() const { return typed::print(typed, *types, program->root); }

}  // namespace riotc::test
