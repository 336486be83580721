// SPDX-License-Identifier: MIT
// Finds which functions and constants each binding refers to.
//
// Locals hide globals, so scopes are followed; what a local's field or an expected type decides later is counted on both
// sides: an edge too many between modules does no harm, and inside one it can only make a group larger. On the way it
// notes which imports and type names are used.
#include "compiler/resolve/context.h"

namespace riotc::resolve {

namespace {

using namespace syntax;

class Walker {
 public:
  Walker(ModuleId id, Context& context)
      : context_(context),
        module_(context.program.modules[id]),
        uses_(context.imports[id.value]),
        names_(context.import_names[id.value]),
        used_types_(context.used_types[id.value]),
        seen_from_(context.node_count(), UINT32_MAX) {}

  void walk_items() {
    const Program& program = context_.program;
    for (FunctionId id : module_.functions) {
      const Function& function = program.functions[id];
      from_ = context_.node(id);
      if (function.test) expr(function.test->body);
      if (function.item) walk_clauses(*function.item);
    }
    for (ConstId id : module_.consts) {
      from_ = context_.node(id);
      type(program.consts[id].item->type);
      expr(program.consts[id].item->value);
    }
    for (TypeDeclId id : module_.types) {
      const TypeDecl& decl = program.types[id];
      own_type_ = decl.name;
      for (ConstructorId constructor : decl.constructors) {
        from_ = context_.node(constructor);
        for (const FieldDecl& field : program.constructors[constructor].decl->fields) {
          type(field.type);
          expr(field.default_value);
        }
      }
      own_type_ = {};
    }
    for (const Item* item : module_.syntax->items) {
      if (item->kind != ItemKind::Alias) continue;
      own_type_ = item->name.text;
      type(static_cast<const AliasItem*>(item)->type);
      own_type_ = {};
    }
  }

 private:
  void walk_clauses(const FunctionItem& item) {
    for (const Clause& clause : item.clauses) {
      for (const Parameter& parameter : clause.parameters) expr(parameter.default_value);
      size_t mark = locals_.size();
      parameters(clause.parameters);
      type(clause.result);
      type(clause.receives);
      expr(clause.guard);
      expr(clause.body);
      leave(mark);
    }
  }

  void parameters(const std::vector<Parameter>& list) {
    for (const Parameter& parameter : list) type(parameter.type);
    for (const Parameter& parameter : list) outer_names(parameter.pattern);
    for (const Parameter& parameter : list) bind(parameter.pattern);
  }

  // -------------------------------------------------------------------------------------------- scopes

  void add_local(std::string_view name) {
    locals_.push_back(name);
    ++local_count_[name];
  }
  void leave(size_t mark) {
    for (; locals_.size() > mark; locals_.pop_back()) --local_count_[locals_.back()];
  }
  bool is_local(std::string_view name) const {
    auto it = local_count_.find(name);
    return it != local_count_.end() && it->second > 0;
  }

  // -------------------------------------------------------------------------------------------- names

  void refer(uint32_t target, Span span) {
    if (seen_from_[target] == from_) return;
    seen_from_[target] = from_;
    context_.graph[from_].push_back({target, span});
  }
  void refer(const Global& global, Span span) {
    if (auto* function = std::get_if<FunctionId>(&global)) refer(context_.node(*function), span);
    if (auto* constant = std::get_if<ConstId>(&global)) refer(context_.node(*constant), span);
  }

  void value(const std::string& name, Span span) {
    if (is_local(name)) return;
    auto known = module_.values.find(name);
    if (known == module_.values.end()) return;
    refer(known->second, span);
    use_unqualified(name);
  }

  // Also of types.
  void constructor(const std::string& name, Span span) {
    if (name != own_type_) used_types_.insert(name);
    use_unqualified(name);
    auto known = module_.constructors.find(name);
    if (known == module_.constructors.end()) return;
    for (ConstructorId id : known->second) refer(context_.node(id), span);
  }

  // Something of module `qualifier`, if there is one of that name.
  void qualified(std::string_view qualifier, const Ident& name) {
    auto known = module_.imports.find(std::string(qualifier));
    if (known == module_.imports.end()) return;
    const Module& module = context_.program.modules[known->second];
    auto global = module.exported_values.find(name.text);
    if (global != module.exported_values.end()) refer(global->second, name.span);
    auto constructor = module.exported_constructors.find(name.text);
    if (constructor != module.exported_constructors.end()) refer(context_.node(constructor->second), name.span);
    // A field of a local counts as the module's only when the module has such a name.
    if (!is_local(qualifier) || global != module.exported_values.end()) use_module(qualifier);
  }

  void use_unqualified(std::string_view name) {
    if (auto it = names_.unqualified.find(name); it != names_.unqualified.end()) uses_[it->second.first].names[it->second.second] = true;
  }
  void use_module(std::string_view name) {
    if (auto it = names_.modules.find(name); it != names_.modules.end()) uses_[it->second].under_its_name = true;
  }

  // -------------------------------------------------------------------------------------------- types

  void type(const TypeExpr* node) {
    if (!node) return;
    switch (node->kind) {
      case TypeKind::Name: {
        auto* named = static_cast<const NameType*>(node);
        if (named->module.empty()) {
          if (named->name.text != own_type_) used_types_.insert(named->name.text);
          use_unqualified(named->name.text);
        } else {
          use_module(named->module.text);
        }
        for (const TypeExpr* argument : named->arguments) type(argument);
        return;
      }
      case TypeKind::Tuple:
        for (const TypeExpr* item : static_cast<const TupleType*>(node)->items) type(item);
        return;
      case TypeKind::Function: {
        auto* function = static_cast<const FunctionType*>(node);
        for (const TypeExpr* parameter : function->parameters) type(parameter);
        type(function->result);
        type(function->receives);
        return;
      }
      case TypeKind::Variable:
      case TypeKind::Error: return;
    }
  }

  // -------------------------------------------------------------------------------------------- patterns

  // What a pattern refers to outside of itself: constructors and pins never mean its own variables.
  void outer_names(const Pattern* node) {
    if (!node) return;
    switch (node->kind) {
      case PatternKind::Constructor: {
        auto* pattern = static_cast<const ConstructorPattern*>(node);
        if (pattern->module.empty()) constructor(pattern->name.text, pattern->name.span);
        else use_module(pattern->module.text);
        for (const PatternArgument& argument : pattern->arguments) outer_names(argument.pattern);
        return;
      }
      case PatternKind::Tuple:
        for (const Pattern* item : static_cast<const TuplePattern*>(node)->items) outer_names(item);
        return;
      case PatternKind::List:
        for (const Pattern* item : static_cast<const ListPattern*>(node)->items) outer_names(item);
        return;
      case PatternKind::Map:
        for (const MapPatternEntry& entry : static_cast<const MapPattern*>(node)->entries) {
          outer_names(entry.key);
          outer_names(entry.value);
        }
        return;
      case PatternKind::Bits:
        for (const BitSegment& segment : static_cast<const BitsPattern*>(node)->segments) outer_names(segment.pattern);
        return;
      case PatternKind::Or:
        for (const Pattern* alternative : static_cast<const OrPattern*>(node)->alternatives) outer_names(alternative);
        return;
      case PatternKind::As: return outer_names(static_cast<const AsPattern*>(node)->pattern);
      case PatternKind::Pin: {
        auto* pin = static_cast<const PinPattern*>(node);
        if (pin->module.empty()) value(pin->name.text, pin->name.span);
        else qualified(pin->module.text, pin->name);
        return;
      }
      case PatternKind::Int:
      case PatternKind::Float:
      case PatternKind::String:
      case PatternKind::Duration:
      case PatternKind::Bool:
      case PatternKind::Unit:
      case PatternKind::Variable:
      case PatternKind::Wildcard:
      case PatternKind::Prefix:
      case PatternKind::Error: return;
    }
  }

  void bind(const Pattern* node) {
    if (!node) return;
    switch (node->kind) {
      case PatternKind::Variable: return add_local(static_cast<const VariablePattern*>(node)->name);
      case PatternKind::Constructor:
        for (const PatternArgument& argument : static_cast<const ConstructorPattern*>(node)->arguments) bind(argument.pattern);
        return;
      case PatternKind::Tuple:
        for (const Pattern* item : static_cast<const TuplePattern*>(node)->items) bind(item);
        return;
      case PatternKind::List:
        for (const Pattern* item : static_cast<const ListPattern*>(node)->items) bind(item);
        return bind(static_cast<const ListPattern*>(node)->rest);
      case PatternKind::Prefix: return bind(static_cast<const PrefixPattern*>(node)->rest);
      case PatternKind::Map:
        for (const MapPatternEntry& entry : static_cast<const MapPattern*>(node)->entries) bind(entry.value);
        return;
      case PatternKind::Bits:
        for (const BitSegment& segment : static_cast<const BitsPattern*>(node)->segments) {
          expr(segment.size);  // may name a variable that stands left of it
          expr(segment.value);
          bind(segment.pattern);
        }
        return;
      case PatternKind::Or:
        for (const Pattern* alternative : static_cast<const OrPattern*>(node)->alternatives) bind(alternative);
        return;
      case PatternKind::As:
        bind(static_cast<const AsPattern*>(node)->pattern);
        return add_local(static_cast<const AsPattern*>(node)->name.text);
      case PatternKind::Int:
      case PatternKind::Float:
      case PatternKind::String:
      case PatternKind::Duration:
      case PatternKind::Bool:
      case PatternKind::Unit:
      case PatternKind::Wildcard:
      case PatternKind::Pin:
      case PatternKind::Error: return;
    }
  }

  void arms(const std::vector<Arm>& list) {
    for (const Arm& arm : list) {
      size_t mark = locals_.size();
      outer_names(arm.pattern);
      bind(arm.pattern);
      expr(arm.guard);
      expr(arm.body);
      leave(mark);
    }
  }

  // -------------------------------------------------------------------------------------------- expressions

  void list(const std::vector<Expr*>& nodes) {
    for (const Expr* node : nodes) expr(node);
  }

  // Loops over what stands leftmost: chains of operators, calls and pipes may be long.
  void expr(const Expr* node) {
    while (node) {
      switch (node->kind) {
        case ExprKind::Int:
        case ExprKind::Float:
        case ExprKind::Duration:
        case ExprKind::Bool:
        case ExprKind::Unit:
        case ExprKind::Hole:
        case ExprKind::Error: return;
        case ExprKind::String: return list(static_cast<const StringExpr*>(node)->insertions);
        case ExprKind::Name: return value(static_cast<const NameExpr*>(node)->name, node->span);
        case ExprKind::Constructor: return constructor(static_cast<const ConstructorExpr*>(node)->name, node->span);
        case ExprKind::Field: {
          auto* field = static_cast<const FieldExpr*>(node);
          if (field->object && field->object->kind == ExprKind::Name) qualified(static_cast<const NameExpr*>(field->object)->name, field->field);
          node = field->object;
          break;
        }
        case ExprKind::Call: {
          auto* call = static_cast<const CallExpr*>(node);
          expr(call->spread);
          for (const Argument& argument : call->arguments) expr(argument.value);
          node = call->callee;
          break;
        }
        case ExprKind::Unary: node = static_cast<const UnaryExpr*>(node)->operand; break;
        case ExprKind::Binary:
          expr(static_cast<const BinaryExpr*>(node)->right);
          node = static_cast<const BinaryExpr*>(node)->left;
          break;
        case ExprKind::Pipe:
          expr(static_cast<const PipeExpr*>(node)->right);
          node = static_cast<const PipeExpr*>(node)->left;
          break;
        case ExprKind::Send:
          expr(static_cast<const SendExpr*>(node)->to);
          node = static_cast<const SendExpr*>(node)->message;
          break;
        case ExprKind::Range:
          expr(static_cast<const RangeExpr*>(node)->low);
          node = static_cast<const RangeExpr*>(node)->high;
          break;
        case ExprKind::If:
          expr(static_cast<const IfExpr*>(node)->condition);
          expr(static_cast<const IfExpr*>(node)->then_branch);
          node = static_cast<const IfExpr*>(node)->else_branch;
          break;
        case ExprKind::Match:
          expr(static_cast<const MatchExpr*>(node)->scrutinee);
          return arms(static_cast<const MatchExpr*>(node)->arms);
        case ExprKind::Receive:
          arms(static_cast<const ReceiveExpr*>(node)->arms);
          expr(static_cast<const ReceiveExpr*>(node)->after);
          node = static_cast<const ReceiveExpr*>(node)->after_body;
          break;
        case ExprKind::Block: return block(static_cast<const BlockExpr*>(node));
        case ExprKind::Lambda: {
          auto* lambda = static_cast<const LambdaExpr*>(node);
          for (const Parameter& parameter : lambda->parameters) expr(parameter.default_value);
          size_t mark = locals_.size();
          parameters(lambda->parameters);
          type(lambda->result);
          type(lambda->receives);
          expr(lambda->body);
          return leave(mark);
        }
        case ExprKind::Tuple: return list(static_cast<const TupleExpr*>(node)->items);
        case ExprKind::List:
          list(static_cast<const ListExpr*>(node)->items);
          node = static_cast<const ListExpr*>(node)->rest;
          break;
        case ExprKind::Comprehension: {
          auto* comprehension = static_cast<const ComprehensionExpr*>(node);
          size_t mark = locals_.size();
          for (const ComprehensionClause& clause : comprehension->clauses) {
            expr(clause.value);
            outer_names(clause.pattern);
            bind(clause.pattern);
          }
          expr(comprehension->body);
          return leave(mark);
        }
        case ExprKind::Map:
          for (const MapEntry& entry : static_cast<const MapExpr*>(node)->entries) {
            expr(entry.key);
            expr(entry.value);
          }
          node = static_cast<const MapExpr*>(node)->base;
          break;
        case ExprKind::For: {
          auto* loop = static_cast<const ForExpr*>(node);
          expr(loop->iterated);
          size_t mark = locals_.size();
          outer_names(loop->pattern);
          bind(loop->pattern);
          expr(loop->body);
          return leave(mark);
        }
        case ExprKind::Try: node = static_cast<const TryExpr*>(node)->operand; break;
        case ExprKind::Return: node = static_cast<const ReturnExpr*>(node)->value; break;
        case ExprKind::Assert: node = static_cast<const AssertExpr*>(node)->condition; break;
        case ExprKind::Spawn: {
          auto* spawn = static_cast<const SpawnExpr*>(node);
          value(spawn->name.text, spawn->name.span);
          node = spawn->body;
          break;
        }
        case ExprKind::Bits:
          for (const BitSegment& segment : static_cast<const BitsExpr*>(node)->segments) {
            expr(segment.value);
            expr(segment.size);
          }
          return;
      }
    }
  }

  void block(const BlockExpr* block) {
    size_t mark = locals_.size();
    for (const Statement& statement : block->statements) {
      expr(statement.value);
      if (statement.kind != StatementKind::Let) continue;
      type(statement.type);
      expr(statement.else_block);
      arms(statement.else_arms);
      outer_names(statement.pattern);
      bind(statement.pattern);
    }
    leave(mark);
  }

  Context& context_;
  const Module& module_;
  std::vector<ImportUse>& uses_;
  const ImportNames& names_;
  std::unordered_set<std::string_view>& used_types_;
  std::vector<uint32_t> seen_from_;  // by target: the last node that referred to it, so that an edge is kept once
  std::vector<std::string_view> locals_;
  std::unordered_map<std::string_view, uint32_t> local_count_;
  uint32_t from_ = 0;           // the node whose body is walked
  std::string_view own_type_;   // the type whose declaration is walked: to mention itself is no use
};

}  // namespace

void collect_references(Context& context) {
  context.graph.resize(context.node_count());
  context.used_types.resize(context.program.modules.size());
  for (uint32_t i = 0; i < context.program.modules.size(); ++i) Walker(ModuleId{i}, context).walk_items();
}

}  // namespace riotc::resolve
