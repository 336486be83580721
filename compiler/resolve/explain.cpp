// SPDX-License-Identifier: MIT
#include "compiler/resolve/explain.h"

#include <algorithm>

namespace riotc::resolve {

namespace {

bool is_upper(const std::string& name) { return !name.empty() && name[0] >= 'A' && name[0] <= 'Z'; }

// Where a private item of that name stands, and what it is.
struct Private {
  Span span;
  const char* what = nullptr;  // null: there is none
  const TypeDecl* opaque = nullptr;
};

Private find_private(const Program& program, ModuleId id, const std::string& name) {
  const Module& module = program.modules[id];
  // Own items only: the table also has what the module itself imports.
  if (auto it = module.values.find(name); it != module.values.end()) {
    if (auto* function = std::get_if<FunctionId>(&it->second); function && program.functions[*function].module == id)
      return {program.functions[*function].item->name.span, "function"};
    if (auto* constant = std::get_if<ConstId>(&it->second); constant && program.consts[*constant].module == id)
      return {program.consts[*constant].item->name.span, "constant"};
  }
  if (auto it = module.type_names.find(name); it != module.type_names.end()) {
    if (auto* type = std::get_if<TypeDeclId>(&it->second)) {
      const TypeDecl& decl = program.types[*type];
      if (decl.module == id && !decl.is_public) return {decl.item->name.span, "type"};
    }
    if (auto* alias = std::get_if<AliasId>(&it->second); alias && program.aliases[*alias].module == id && !program.aliases[*alias].is_public)
      return {program.aliases[*alias].item->name.span, "alias"};
  }
  if (auto it = module.constructors.find(name); it != module.constructors.end()) {
    for (ConstructorId constructor : it->second) {
      const TypeDecl& decl = program.types[program.constructors[constructor].type];
      if (decl.module != id) continue;
      return {program.constructors[constructor].decl->name.span, "constructor", decl.is_opaque ? &decl : nullptr};
    }
  }
  return {};
}

}  // namespace

std::string quoted(std::string_view name) {
  std::string text;
  text.reserve(name.size() + 2);
  text += '`';
  text += name;
  text += '`';
  return text;
}

void report_not_exported(const Program& program, ModuleId id, const syntax::Ident& name, Code missing, Diagnostics& diags) {
  const Module& module = program.modules[id];
  if (module.is_missing) return;
  std::string what = quoted(name.text), of = quoted(module.name);
  if (Private found = find_private(program, id, name.text); found.what) {
    if (found.opaque) {
      diags.error(Code::E0229, name.span, "constructor " + what + " of the opaque type " + quoted(found.opaque->name) + " is private to module " + of)
          .label(found.span, "declared here")
          .help("use the functions of " + of + " that make and take apart such values");
      return;
    }
    auto report = diags.error(Code::E0205, name.span, std::string(found.what) + " " + what + " is private to module " + of);
    report.label(found.span, "declared here");
    if (!module.is_library) report.help("put `pub` before it to let other modules use it");
    return;
  }
  std::vector<std::string> candidates;
  if (is_upper(name.text)) {
    for (const auto& [exported, type] : module.exported_types) candidates.push_back(exported);
    for (const auto& [exported, constructor] : module.exported_constructors) candidates.push_back(exported);
  } else {
    for (const auto& [exported, value] : module.exported_values) candidates.push_back(exported);
  }
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  if (module.syntax && module.syntax->has_errors && candidates.empty()) return;  // nothing of it could be read
  auto report = diags.error(missing, name.span, "module " + of + " has no " + what);
  const Module& prelude = program.modules[program.prelude];
  if (module.is_library && (prelude.exported_types.contains(name.text) || prelude.exported_constructors.contains(name.text) || prelude.exported_values.contains(name.text)))
    report.help(what + " needs no import");
  else if (std::string guess = did_you_mean(name.text, candidates); !guess.empty())
    report.suggest(name.span, guess, "did you mean " + quoted(guess) + "?");
}

}  // namespace riotc::resolve
