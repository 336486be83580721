// SPDX-License-Identifier: MIT
// Settles what global names mean in each module: its own items first, then what it imports by name, then the prelude's.
//
// Modules are taken in order of their imports, because an alias of the same name hands a type on: in module `order`,
// `pub alias Order = Order` makes the prelude's type and its constructors usable as `order.Order` and `order.Lt`.
#include <algorithm>

#include "compiler/resolve/context.h"

namespace riotc::resolve {

namespace {

class ModuleNames {
 public:
  ModuleNames(ModuleId id, Context& context)
      : id_(id),
        context_(context),
        program_(context.program),
        diags_(context.diags),
        module_(context.program.modules[id]),
        names_(context.import_names[id.value]) {}

  void settle() {
    set_aside_handed_on();
    for (size_t i = 0; i < module_.syntax->imports.size(); ++i) add_import(i);
    if (program_.prelude != id_) add_prelude();
    for (const auto& [name, type] : program_.builtin_types) module_.type_names.emplace(name, type);
    hand_on();
  }

 private:
  void add_import(size_t i) {
    const syntax::Import& import = module_.syntax->imports[i];
    ImportUse& use = context_.imports[id_.value][i];
    if (!use.target.is_valid()) return;
    const syntax::Ident& name = used_under(import);
    auto [it, added] = names_.modules.emplace(name.text, i);
    if (!added) {
      const syntax::Import& other = module_.syntax->imports[it->second];
      bool same = context_.imports[id_.value][it->second].target == use.target;
      auto report = same ? diags_.error(Code::E0224, import.span, "module " + quoted(path_text(import)) + " is imported twice")
                         : diags_.error(Code::E0204, name.span, "two modules are imported under the name " + quoted(name.text));
      report.label(other.span, "first import here");
      if (!same) report.help("give one of them another name: `import " + path_text(import) + " as other`");
      else if (other.names.empty() != import.names.empty()) report.help("`import " + path_text(import) + ".{..}` does both: " + quoted(name.text + ".") + " may stand before its names too");
    } else {
      module_.imports[name.text] = use.target;
    }
    for (size_t j = 0; j < import.names.size(); ++j) add_imported_name(i, j, use.target);
    if (!added) use.target = ModuleId{};  // has been reported; not to be called unused as well
  }

  void add_imported_name(size_t i, size_t j, ModuleId target) {
    const syntax::ImportedName& imported = module_.syntax->imports[i].names[j];
    const std::string& name = imported.name.text;
    const syntax::Ident& local = imported.alias.empty() ? imported.name : imported.alias;
    if (name.empty() || local.empty()) return;
    const Module& from = program_.modules[target];
    auto value = from.exported_values.find(name);
    auto type = from.exported_types.find(name);
    auto constructor = from.exported_constructors.find(name);
    bool found = value != from.exported_values.end() || type != from.exported_types.end() || constructor != from.exported_constructors.end();
    if (!found) {
      report_not_exported(program_, target, imported.name, Code::E0217, diags_);
      context_.imports[id_.value][i].names[j] = true;  // not to be called unused as well
      if (local.text[0] >= 'a' && local.text[0] <= 'z') module_.values.emplace(local.text, Global());
      else module_.type_names.emplace(local.text, TypeName());
      return;
    }
    auto [it, added] = names_.unqualified.emplace(local.text, std::pair(i, j));
    if (!added) {
      const syntax::ImportedName& other = module_.syntax->imports[it->second.first].names[it->second.second];
      diags_.error(Code::E0204, local.span, quoted(local.text) + " is imported twice")
          .label(other.alias.empty() ? other.name.span : other.alias.span, "first import here")
          .help("give one of them another name with `as`");
      context_.imports[id_.value][i].names[j] = true;
      return;
    }
    if (value != from.exported_values.end()) module_.values.emplace(local.text, value->second);
    if (type != from.exported_types.end()) module_.type_names.emplace(local.text, type->second);
    if (constructor != from.exported_constructors.end()) add_constructor(local.text, constructor->second);
  }

  void add_prelude() {
    const Module& prelude = program_.modules[program_.prelude];
    for (const auto& [name, value] : prelude.exported_values) module_.values.emplace(name, value);
    for (const auto& [name, type] : prelude.exported_types) module_.type_names.emplace(name, type);
    for (const auto& [name, constructor] : prelude.exported_constructors) add_constructor(name, constructor);
  }

  void add_constructor(const std::string& name, ConstructorId id) {
    std::vector<ConstructorId>& known = module_.constructors[name];
    if (std::find(known.begin(), known.end(), id) == known.end()) known.push_back(id);
  }

  // `alias T = T` or `alias T = module.T`, with the same parameters in the same order.
  static const syntax::NameType* handed_on_type(const syntax::AliasItem& item) {
    if (!item.type || item.type->kind != syntax::TypeKind::Name) return nullptr;
    auto* named = static_cast<const syntax::NameType*>(item.type);
    if (named->name.text != item.name.text || named->arguments.size() != item.parameters.size()) return nullptr;
    for (size_t i = 0; i < item.parameters.size(); ++i) {
      const syntax::TypeExpr* argument = named->arguments[i];
      if (argument->kind != syntax::TypeKind::Variable) return nullptr;
      if (static_cast<const syntax::VariableType*>(argument)->name != item.parameters[i].text) return nullptr;
    }
    return named;
  }

  // Takes such aliases out of the table, so that what they stand for can be seen behind them.
  void set_aside_handed_on() {
    for (const syntax::Item* item : module_.syntax->items) {
      if (item->kind != syntax::ItemKind::Alias) continue;
      auto known = module_.type_names.find(item->name.text);
      if (known == module_.type_names.end() || !std::holds_alternative<AliasId>(known->second)) continue;
      AliasId alias = std::get<AliasId>(known->second);
      if (program_.aliases[alias].item != item || !handed_on_type(*program_.aliases[alias].item)) continue;
      set_aside_.push_back(alias);
      module_.type_names.erase(known);
    }
  }

  void hand_on() {
    for (AliasId id : set_aside_) {
      const Alias& alias = program_.aliases[id];
      const syntax::NameType& named = *handed_on_type(*alias.item);
      const std::string& name = alias.item->name.text;
      TypeName meant;
      if (named.module.empty()) {
        if (auto it = module_.type_names.find(name); it != module_.type_names.end()) meant = it->second;
      } else if (auto from = module_.imports.find(named.module.text); from != module_.imports.end()) {
        const auto& exported = program_.modules[from->second].exported_types;
        if (auto it = exported.find(name); it != exported.end()) meant = it->second;
      }
      const TypeDeclId* type = std::get_if<TypeDeclId>(&meant);
      size_t parameters = SIZE_MAX;
      if (type) parameters = program_.types[*type].parameter_count;
      if (auto* other = std::get_if<AliasId>(&meant)) parameters = program_.aliases[*other].item->parameters.size();
      if (parameters != named.arguments.size()) meant = id;  // an ordinary alias, or one that contains itself
      module_.type_names[name] = meant;
      if (!alias.is_public) continue;
      module_.exported_types[name] = meant;
      if (!type) continue;
      const TypeDecl& decl = program_.types[*type];
      if (decl.is_opaque || meant != TypeName(*type)) continue;
      for (ConstructorId constructor : decl.constructors)
        module_.exported_constructors.emplace(program_.constructors[constructor].name, constructor);
    }
  }

  ModuleId id_;
  Context& context_;
  Program& program_;
  Diagnostics& diags_;
  Module& module_;
  ImportNames& names_;
  std::vector<AliasId> set_aside_;
};

}  // namespace

void settle_imports(Context& context) {
  context.import_names.resize(context.program.modules.size());
  for (ModuleId id : context.order) ModuleNames(id, context).settle();
}

}  // namespace riotc::resolve
