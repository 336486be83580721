// SPDX-License-Identifier: MIT
#include "fixture.h"

#include "compiler/parse/parse.h"

namespace riotc::resolve {

Resolve::Resolve() {
  library["prelude"] =
      "pub type Option[a] = None | Some(a)\n"
      "pub type Order = Lt | Eq | Gt\n"
      "pub alias AnyPid = Pid[Never]\n"
      "@intrinsic(\"spawn\")\npub fn spawn(f: fn() -> a receives m) -> Pid[m]\n"
      "@runtime(\"println\", structural: \"a\")\npub fn println(value: a)\n";
  library["list"] =
      "pub fn map(xs, f) = [f(x) || x <- xs]\n"
      "pub fn length(xs) = count(xs, 0)\n"
      "fn count([], n) = n\n"
      "fn count([_, ..rest], n) = count(rest, n + 1)\n";
}

const Program& Resolve::run(const std::string& text, const std::string& name) {
  Loader loader;
  loader.read = [this](const std::string& wanted, bool from_library) -> std::optional<Loader::Text> {
    auto& map = from_library ? library : files;
    auto it = map.find(wanted);
    if (it == map.end()) return std::nullopt;
    std::string path = from_library ? "lib/" : "";
    path += wanted;
    path += ".riot";
    return Loader::Text{path, it->second};
  };
  loader.parse = [this](const SourceFile& file, std::string wanted) {
    ++parsed[file.path()];
    return parse_module(file, std::move(wanted), diags);
  };
  loader.library_modules = [this] {
    std::vector<std::string> names;
    for (const auto& [module_name, content] : library) names.push_back(module_name);
    return names;
  };
  const SourceFile& root = sources.add(name + ".riot", text);
  program = resolve_program(root, name, loader, sources, diags);
  return program;
}

std::vector<std::string> Resolve::messages() const {
  std::vector<std::string> result;
  for (const Diagnostic& diagnostic : diags.sorted()) {
    std::string text = code_name(diagnostic.code);
    text += ' ';
    if (diagnostic.span.is_known()) text += sources.describe(diagnostic.span) + " ";
    text += diagnostic.message;
    for (const Label& label : diagnostic.labels) text += " | " + sources.describe(label.span) + " " + label.text;
    for (const Suggestion& suggestion : diagnostic.suggestions) text += " | " + suggestion.text;
    result.push_back(text);
  }
  return result;
}

std::string Resolve::only_message() const {
  std::vector<std::string> all = messages();
  if (all.size() != 1) {
    for (const std::string& message : all) ADD_FAILURE() << message;
    return "(" + std::to_string(all.size()) + " messages)";
  }
  return all.front();
}

ModuleId Resolve::module(const std::string& name) const {
  for (uint32_t i = 0; i < program.modules.size(); ++i)
    if (program.modules[ModuleId{i}].name == name) return ModuleId{i};
  ADD_FAILURE() << "no module " << name;
  return ModuleId{};
}

std::string Resolve::groups() const {
  std::string result;
  for (const std::vector<Binding>& group : program.groups) {
    std::string text;
    for (const Binding& binding : group) {
      ModuleId in;
      std::string name;
      if (auto* function = std::get_if<FunctionId>(&binding)) {
        in = program.functions[*function].module;
        name = program.functions[*function].name;
      } else {
        const Const& constant = program.consts[std::get<ConstId>(binding)];
        in = constant.module;
        name = constant.name;
      }
      if (program.modules[in].is_library) continue;
      if (!text.empty()) text += ' ';
      text += program.modules[in].name + "." + name;
    }
    if (text.empty()) continue;
    if (!result.empty()) result += " | ";
    result += text;
  }
  return result;
}

}  // namespace riotc::resolve
