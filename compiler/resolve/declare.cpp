// SPDX-License-Identifier: MIT
// Gives every item its id, finds what is defined twice and what is malformed as a declaration, and notes what modules
// export. A module has three spaces of names: values (functions, constants), types (with aliases), constructors.
#include <algorithm>
#include <utility>

#include "compiler/resolve/context.h"

namespace riotc::resolve {

namespace {

using syntax::ConstructorDecl;
using syntax::FunctionItem;
using syntax::Ident;
using syntax::Item;
using syntax::ItemKind;

class Declarer {
 public:
  Declarer(ModuleId id, Context& context)
      : id_(id), program_(context.program), diags_(context.diags), module_(context.program.modules[id]) {}

  void declare() {
    for (const Item* item : module_.syntax->items) {
      switch (item->kind) {
        case ItemKind::Const: declare_const(static_cast<const syntax::ConstItem*>(item)); break;
        case ItemKind::Type: declare_type(static_cast<const syntax::TypeItem*>(item)); break;
        case ItemKind::Alias: declare_alias(static_cast<const syntax::AliasItem*>(item)); break;
        case ItemKind::Function: declare_function(static_cast<const FunctionItem*>(item)); break;
        case ItemKind::Test: declare_test(static_cast<const syntax::TestItem*>(item)); break;
      }
    }
    if (id_ == program_.root) check_root();
  }

 private:
  // The first definition wins; a second is an error that shows both.
  bool is_first(std::unordered_map<std::string, Span>& space, const Ident& name, Code code, const char* what) {
    if (name.empty()) return false;  // did not parse
    auto [it, added] = space.emplace(name.text, name.span);
    if (added) return true;
    diags_.error(code, name.span, std::string(what) + " " + quoted(name.text) + " is defined twice in this module")
        .label(it->second, "first defined here");
    return false;
  }

  void declare_const(const syntax::ConstItem* item) {
    std::optional<std::string> deprecated = check_attributes(*item, diags_);
    if (!is_first(values_, item->name, Code::E0204, "name")) return;
    ConstId id = program_.consts.add(Const{id_, item->name.text, item, item->is_public, std::move(deprecated)});
    module_.consts.push_back(id);
    module_.values[item->name.text] = id;
    if (item->is_public) module_.exported_values[item->name.text] = id;
  }

  void declare_alias(const syntax::AliasItem* item) {
    std::optional<std::string> deprecated = check_attributes(*item, diags_);
    check_type_parameters(item->parameters);
    if (!is_first(types_, item->name, Code::E0204, "type")) return;
    AliasId id = program_.aliases.add(Alias{id_, item, item->is_public, std::move(deprecated)});
    module_.type_names[item->name.text] = id;
    if (item->is_public) module_.exported_types[item->name.text] = id;
  }

  void declare_type(const syntax::TypeItem* item) {
    check_type_parameters(item->parameters);
    if (!is_first(types_, item->name, Code::E0204, "type")) return;
    if (module_.is_library && item->constructors.empty() && program_.builtin_types.contains(item->name.text)) {
      // The library documents a type of the compiler's.
      TypeDeclId known = program_.builtin_types[item->name.text];
      module_.type_names[item->name.text] = known;
      if (item->is_public) module_.exported_types[item->name.text] = known;
      return;
    }
    TypeDecl decl;
    decl.module = id_;
    decl.item = item;
    decl.name = item->name.text;
    for (const Ident& parameter : item->parameters) decl.parameters.push_back(parameter.text);
    decl.parameter_count = static_cast<uint32_t>(decl.parameters.size());
    decl.is_opaque = item->is_opaque;
    decl.is_public = item->is_public || item->is_opaque;
    apply_attributes(*item, module_.is_library, decl, diags_);
    if (item->constructors.empty()) {
      decl.builtin = BuiltinType::Foreign;
      if (decl.foreign_name.empty() && !module_.is_library && !module_.syntax->has_errors) {
        diags_.error(Code::E0227, item->name.span, "type " + quoted(decl.name) + " has no constructors")
            .help("add one, as in `type " + decl.name + " = " + decl.name + "(value: Int)`, or bind it to a C++ type with `@extern(name: \"..\")`");
      }
    }
    // `type Id = Int`, where an alias is meant. Names that are good for messages, too (Timer, Never, Name), stay constructors.
    const auto is_plain = [](const std::string& name) { return name == "Int" || name == "Float" || name == "String" || name == "Bool" || name == "Bytes"; };
    if (item->constructors.size() == 1 && item->constructors[0].fields.empty() && item->constructors[0].name.text != decl.name && !module_.is_library && !module_.syntax->has_errors &&
        is_plain(item->constructors[0].name.text)) {
      const std::string& other = item->constructors[0].name.text;
      diags_.error(Code::E0101, item->constructors[0].name.span, "`type` makes a new type of constructors, and " + quoted(other) + " is a type already")
          .help("another name for a type is an alias: " + quoted("alias " + decl.name + " = " + other));
    }
    TypeDeclId id = program_.types.add(std::move(decl));
    bool exported = program_.types[id].is_public;
    module_.types.push_back(id);
    module_.type_names[item->name.text] = id;
    if (exported) module_.exported_types[item->name.text] = id;
    for (const ConstructorDecl& constructor : item->constructors) declare_constructor(constructor, id, exported && !item->is_opaque);
  }

  void declare_constructor(const ConstructorDecl& decl, TypeDeclId type, bool exported) {
    check_fields(decl);
    std::vector<ConstructorId>& siblings = program_.types[type].constructors;
    uint32_t index = static_cast<uint32_t>(siblings.size());
    ConstructorId id = program_.constructors.add(Constructor{type, index, &decl, decl.name.text});
    siblings.push_back(id);
    if (!is_first(constructors_, decl.name, Code::E0212, "constructor")) return;
    module_.constructors[decl.name.text] = {id};
    if (exported) module_.exported_constructors[decl.name.text] = id;
  }

  void check_fields(const ConstructorDecl& decl) {
    std::unordered_map<std::string_view, Span> labels;
    const syntax::FieldDecl* labelled = nullptr;
    for (const syntax::FieldDecl& field : decl.fields) {
      if (field.label.empty()) {
        if (labelled)
          diags_.error(Code::E0221, field.span, "unlabelled field behind a labelled one")
              .label(labelled->label.span, "this one has a label")
              .help("fields without labels come first");
        continue;
      }
      labelled = &field;
      auto [it, added] = labels.emplace(field.label.text, field.label.span);
      if (!added)
        diags_.error(Code::E0220, field.label.span, quoted(decl.name.text) + " has two fields named " + quoted(field.label.text))
            .label(it->second, "first one here");
    }
  }

  void check_type_parameters(const std::vector<Ident>& parameters) {
    for (size_t i = 0; i < parameters.size(); ++i)
      for (size_t j = 0; j < i; ++j)
        if (parameters[i].text == parameters[j].text) {
          diags_.error(Code::E0220, parameters[i].span, "type parameter " + quoted(parameters[i].text) + " is named twice")
              .label(parameters[j].span, "first one here");
          break;
        }
  }

  void declare_function(const FunctionItem* item) {
    if (item->name.empty()) return;
    if (!check_is_only_item(item)) return;
    check_clauses(item);
    Function function;
    function.module = id_;
    function.name = item->name.text;
    function.item = item;
    function.is_public = item->is_public;
    apply_attributes(*item, module_.is_library, function, diags_);
    check_body(item, function);
    FunctionId id = program_.functions.add(std::move(function));
    module_.functions.push_back(id);
    module_.values[item->name.text] = id;
    if (item->is_public) module_.exported_values[item->name.text] = id;
  }

  // One name, one function: says in which of the several ways a second item breaks that.
  bool check_is_only_item(const FunctionItem* item) {
    auto first = functions_.find(item->name.text);
    if (first == functions_.end()) {
      if (!is_first(values_, item->name, Code::E0204, "name")) return false;
      functions_.emplace(item->name.text, item);
      previous_ = item;
      return true;
    }
    const FunctionItem* other = first->second;
    size_t arity = other->clauses.empty() ? 0 : other->clauses.front().parameters.size();
    bool same_arity = !item->clauses.empty() && item->clauses.front().parameters.size() == arity;
    const std::string& name = item->name.text;
    bool adjacent = previous_ == other && is_directly_behind(other, item);
    if (same_arity && adjacent && (item->is_public || !item->attributes.empty() || !item->doc.empty())) {
      const char* what = item->is_public ? "`pub`" : !item->attributes.empty() ? "attributes" : "a doc comment";
      diags_.error(Code::E0214, item->name.span, "only the first clause of " + quoted(name) + " may have " + what)
          .label(other->name.span, "first clause here");
    } else if (same_arity && !adjacent) {
      diags_.error(Code::E0214, item->name.span, "clauses of " + quoted(name) + " are apart from each other")
          .label(other->name.span, "the first ones are here")
          .help("put all clauses of a function one behind the other, or give this function another name");
    } else {
      diags_.error(Code::E0204, item->name.span, "function " + quoted(name) + " is defined twice in this module")
          .label(other->name.span, "first defined here")
          .help("a module has one function of a name, whatever the number of parameters");
    }
    return false;
  }

  bool is_directly_behind(const Item* first, const Item* second) const {
    const std::vector<Item*>& items = module_.syntax->items;
    for (size_t i = 1; i < items.size(); ++i)
      if (items[i] == second) return items[i - 1] == first;
    return false;
  }

  void check_clauses(const FunctionItem* item) {
    const std::string& name = item->name.text;
    const syntax::Clause& first = item->clauses.front();
    bool may_tell_default = true;  // once a function
    for (const syntax::Clause& clause : item->clauses) {
      if (clause.parameters.size() != first.parameters.size()) {
        diags_.error(Code::E0214, clause.name.span,
                     "this clause of " + quoted(name) + " takes " + count(clause.parameters.size()) + ", the first one " + count(first.parameters.size()))
            .label(first.name.span, "first clause here")
            .help("a module has one function of a name; all its clauses take the same number of parameters");
      }
      std::unordered_map<std::string_view, Span> labels;
      for (const syntax::Parameter& parameter : clause.parameters) {
        if (parameter.default_value && item->clauses.size() > 1 && std::exchange(may_tell_default, false))
          diags_.error(Code::E0219, parameter.default_value->span, "default value in a function of several clauses")
              .label(item->clauses[&clause == &first ? 1 : 0].name.span, "another clause here");
        if (parameter.label.empty()) continue;
        auto [it, added] = labels.emplace(parameter.label.text, parameter.label.span);
        if (added) continue;
        auto report = diags_.error(Code::E0220, parameter.label.span, "two parameters have the label " + quoted(parameter.label.text));
        report.label(it->second, "first one here");
        // `fn add(int a, int b)`
        if (parameter.pattern && parameter.pattern->kind == syntax::PatternKind::Variable)
          report.help("a type stands behind the name and a `:`: " + quoted(static_cast<const syntax::VariablePattern*>(parameter.pattern)->name + ": Int"));
      }
    }
  }

  static std::string count(size_t parameters) {
    return parameters == 0 ? "no parameters" : parameters == 1 ? "1 parameter" : std::to_string(parameters) + " parameters";
  }

  void check_body(const FunctionItem* item, const Function& function) {
    const std::string& name = item->name.text;
    bool bound = function.kind != FunctionKind::Riot;
    for (const syntax::Clause& clause : item->clauses) {
      if (!bound && !clause.body && !module_.syntax->has_errors) {
        diags_.error(Code::E0225, clause.name.span, "function " + quoted(name) + " has no body")
            .help("add `= expression` or a block, or bind it to C++ with `@extern(header: \"..\", name: \"..\")`");
      }
      if (bound && clause.body)
        diags_.error(Code::E0602, clause.name.span, quoted(name) + " is bound to C++ and cannot have a body");
      if (!bound) continue;
      for (const syntax::Parameter& parameter : clause.parameters)
        if (!parameter.type)
          diags_.error(Code::E0601, parameter.span, "parameter of the foreign function " + quoted(name) + " has no type")
              .help("types of foreign functions cannot be inferred; write `name: Type`");
      if (function.kind == FunctionKind::Foreign && clause.receives)
        diags_.error(Code::E0606, clause.receives->span, "foreign function " + quoted(name) + " cannot receive messages");
    }
  }

  void declare_test(const syntax::TestItem* item) {
    check_attributes(*item, diags_);
    Function function;
    function.module = id_;
    function.name = item->name.text;
    function.test = item;
    function.kind = FunctionKind::Test;
    module_.functions.push_back(program_.functions.add(std::move(function)));
    has_tests_ = true;
  }

  void check_root() {
    const syntax::Module& syntax = *module_.syntax;
    if (auto main = functions_.find("main"); main != functions_.end() && !module_.is_library) {
      for (const syntax::Clause& clause : main->second->clauses) {
        if (clause.parameters.empty()) continue;
        diags_.error(Code::E0218, clause.parameters.front().span.to(clause.parameters.back().span), "`main` takes no parameters")
            .help("`env.args()` has the arguments of the command line");
        break;
      }
    }
    bool usable = functions_.contains("main") || has_tests_ || !module_.exported_types.empty() || !module_.exported_values.empty();
    if (usable || syntax.has_errors) return;
    Span span = syntax.items.empty() ? Span{syntax.file, 0, 0} : syntax.items.front()->name.span;
    diags_.error(Code::E0228, span, "nothing in this file can be used: it has no `main`, no `pub` items and no tests")
        .help("add `fn main() { .. }`, or put `pub` before what other modules are to use");
  }

  ModuleId id_;
  Program& program_;
  Diagnostics& diags_;
  Module& module_;
  std::unordered_map<std::string, Span> values_, types_, constructors_;
  std::unordered_map<std::string, const FunctionItem*> functions_;
  const FunctionItem* previous_ = nullptr;  // the function that was declared last
  bool has_tests_ = false;
};

}  // namespace

void declare_items(Context& context) {
  for (uint32_t i = 0; i < context.program.modules.size(); ++i) Declarer(ModuleId{i}, context).declare();
}

}  // namespace riotc::resolve
