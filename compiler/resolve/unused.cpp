// SPDX-License-Identifier: MIT
// Warnings about what nothing uses: imports, private functions, constants and types. Only in modules of the program,
// and only where everything could be read.
#include "compiler/resolve/context.h"

namespace riotc::resolve {

namespace {

void warn_unused_imports(const Module& module, const std::vector<ImportUse>& uses, Diagnostics& diags) {
  for (size_t i = 0; i < uses.size(); ++i) {
    const syntax::Import& import = module.syntax->imports[i];
    const ImportUse& use = uses[i];
    if (!use.target.is_valid()) continue;  // has been reported
    bool any = use.under_its_name;
    for (bool name : use.names) any |= name;
    if (!any) {
      diags.warning(Code::W0108, import.span, "import of " + quoted(path_text(import)) + " is not used").suggest(import.span, "", "remove it");
      continue;
    }
    for (size_t j = 0; j < use.names.size(); ++j) {
      const syntax::ImportedName& name = import.names[j];
      if (use.names[j] || name.name.empty()) continue;
      diags.warning(Code::W0108, name.alias.empty() ? name.name.span : name.name.span.to(name.alias.span), "imported name " + quoted(name.name.text) + " is not used");
    }
  }
}

void warn_unused_items(ModuleId id, const Context& context, const std::vector<bool>& referred) {
  const Program& program = context.program;
  const Module& module = program.modules[id];
  for (FunctionId function_id : module.functions) {
    const Function& function = program.functions[function_id];
    if (function.is_public || function.test || referred[context.node(function_id)] || (id == program.root && function.name == "main")) continue;
    context.diags.warning(Code::W0110, function.item->name.span, "private function " + quoted(function.name) + " is not used");
  }
  for (ConstId const_id : module.consts) {
    const Const& constant = program.consts[const_id];
    if (constant.is_public || referred[context.node(const_id)]) continue;
    context.diags.warning(Code::W0114, constant.item->name.span, "private constant " + quoted(constant.name) + " is not used");
  }
  const auto& used = context.used_types[id.value];
  for (TypeDeclId type_id : module.types) {
    const TypeDecl& decl = program.types[type_id];
    bool is_used = decl.is_public || used.contains(decl.name);
    for (ConstructorId constructor : decl.constructors) is_used |= used.contains(program.constructors[constructor].name);
    if (!is_used) context.diags.warning(Code::W0114, decl.item->name.span, "private type " + quoted(decl.name) + " is not used");
  }
}

}  // namespace

void warn_unused(Context& context) {
  // To refer to oneself is no use.
  std::vector<bool> referred(context.node_count());
  for (uint32_t node = 0; node < context.graph.size(); ++node)
    for (const Edge& edge : context.graph[node])
      if (edge.target != node) referred[edge.target] = true;
  for (ModuleId id : context.order) {
    const Module& module = context.program.modules[id];
    if (module.is_library || module.syntax->has_errors) continue;
    warn_unused_imports(module, context.imports[id.value], context.diags);
    warn_unused_items(id, context, referred);
  }
}

}  // namespace riotc::resolve
