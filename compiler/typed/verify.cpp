// SPDX-License-Identifier: MIT
// A walk over every body: types are settled, variables belong to the body, arguments match what is called.
#include "compiler/typed/verify.h"

#include <set>
#include <unordered_set>

namespace riotc::typed {

namespace {

class Verifier {
 public:
  Verifier(const Program& program, types::TypeTable& types, std::vector<std::string>& problems)
      : program_(program), types_(types), problems_(problems) {}

  void function(const Function& f) {
    where_ = types_.program().qualified_name(f.id);
    variables_ = &f.variables;
    check_type(f.type, "its type");
    const types::Type& type = types_.get(f.type);
    if (type.kind != types::TypeKind::Function) return problem("has a type that is not a function's");
    for (const Variable& v : f.variables) check_type(v.type, "the variable `" + v.name + "`");
    for (const Clause& clause : f.clauses) {
      if (clause.parameters.size() != types_.parameter_count(f.type)) problem("has a clause with another number of parameters");
      for (const Pattern* p : clause.parameters) pattern(p);
      optional(clause.guard);
      expr(clause.body);
    }
  }

  void constant(const Constant& c) {
    where_ = "constant " + types_.program().consts[c.id].name;
    variables_ = &c.variables;
    check_type(c.type, "its type");
    expr(c.value);
  }

 private:
  void problem(const std::string& text) {
    if (problems_.size() < 50) problems_.push_back(where_ + " " + text);
  }

  void check_type(TypeId id, const std::string& what) {
    if (!id.is_valid()) return problem("has no type for " + what);
    if (!checked_.insert(id).second) return;
    const types::Type& type = types_.get(id);
    if (type.kind == types::TypeKind::Variable) return problem("has an open type in " + what);
    if (type.kind == types::TypeKind::Error) return problem("has an error as type of " + what);
    if (type.kind == types::TypeKind::Mailbox) return problem("keeps a mailbox slot in " + what);
    for (TypeId argument : type.arguments) check_type(argument, what);
  }

  void variable(VariableId id) {
    if (!id.is_valid() || id.value >= variables_->size()) problem("uses a variable that is not its own");
  }

  void optional(const Expr* e) {
    if (e) expr(e);
  }

  void exprs(const std::vector<Expr*>& items) {
    for (const Expr* e : items) expr(e);
  }

  void arguments(const std::vector<Argument>& arguments, size_t expected, const char* what) {
    std::set<uint32_t> seen;
    for (const Argument& a : arguments) {
      if (!seen.insert(a.parameter).second || a.parameter >= expected) problem(std::string("gives wrong arguments to ") + what);
      expr(a.value);
    }
    if (seen.size() != expected) problem(std::string("gives too few arguments to ") + what);
  }

  void arms(const std::vector<Arm>& arms) {
    for (const Arm& arm : arms) {
      pattern(arm.pattern);
      optional(arm.guard);
      expr(arm.body);
    }
  }

  size_t field_count(ConstructorId id) {
    const auto* decl = types_.program().constructors[id].decl;
    return decl ? decl->fields.size() : 0;
  }

  void pattern(const Pattern* p) {
    if (!p) return problem("lacks a pattern");
    check_type(p->type, "a pattern");
    switch (p->kind) {
      case PatternKind::Wildcard: case PatternKind::Int: case PatternKind::Float: case PatternKind::String: case PatternKind::Bool: return;
      case PatternKind::Variable: return variable(static_cast<const VariablePattern*>(p)->variable);
      case PatternKind::Constructor: {
        const auto* c = static_cast<const ConstructorPattern*>(p);
        if (c->fields.size() != field_count(c->constructor)) problem("has a pattern with a wrong number of fields");
        for (const Pattern* f : c->fields) pattern(f);
        return;
      }
      case PatternKind::Tuple:
        for (const Pattern* i : static_cast<const TuplePattern*>(p)->items) pattern(i);
        return;
      case PatternKind::List: {
        const auto* l = static_cast<const ListPattern*>(p);
        for (const Pattern* i : l->items) pattern(i);
        if (l->rest) pattern(l->rest);
        return;
      }
      case PatternKind::Prefix: return pattern(static_cast<const PrefixPattern*>(p)->rest);
      case PatternKind::Map:
        for (const MapPatternEntry& entry : static_cast<const MapPattern*>(p)->entries) expr(entry.key), pattern(entry.value);
        return;
      case PatternKind::Bits:
        for (const BitPatternSegment& s : static_cast<const BitsPattern*>(p)->segments) {
          optional(s.size);
          optional(s.value);
          if (s.pattern) pattern(s.pattern);
        }
        return;
      case PatternKind::Or:
        for (const Pattern* a : static_cast<const OrPattern*>(p)->alternatives) pattern(a);
        return;
      case PatternKind::As:
        variable(static_cast<const AsPattern*>(p)->variable);
        return pattern(static_cast<const AsPattern*>(p)->pattern);
      case PatternKind::Pin: return expr(static_cast<const PinPattern*>(p)->value);
    }
  }

  void expr(const Expr* e) {
    if (!e) return problem("lacks an expression");
    check_type(e->type, "an expression");
    switch (e->kind) {
      case ExprKind::Int: case ExprKind::Float: case ExprKind::String: case ExprKind::Bool: case ExprKind::Unit:
      case ExprKind::ConstRef: case ExprKind::ConstructorRef: return;
      case ExprKind::Interpolate: {
        const auto* x = static_cast<const InterpolateExpr*>(e);
        if (x->parts.size() != x->values.size() + 1) problem("has an interpolation whose parts do not alternate");
        return exprs(x->values);
      }
      case ExprKind::Local: {
        const auto* x = static_cast<const LocalExpr*>(e);
        variable(x->variable);
        if (x->variable.value < variables_->size() && (*variables_)[x->variable].parameters.size() != x->arguments.size())
          problem("uses `" + (*variables_)[x->variable].name + "` with a wrong number of type arguments");
        return;
      }
      case ExprKind::FunctionRef: {
        const auto* x = static_cast<const FunctionRefExpr*>(e);
        auto found = program_.functions.find(x->function);
        if (found != program_.functions.end() && found->second.parameters.size() != x->arguments.size())
          problem("uses `" + types_.program().functions[x->function].name + "` with a wrong number of type arguments");
        for (TypeId a : x->arguments) check_type(a, "a type argument");
        return;
      }
      case ExprKind::Construct: {
        const auto* x = static_cast<const ConstructExpr*>(e);
        return arguments(x->arguments, field_count(x->constructor), "a constructor");
      }
      case ExprKind::Update: {
        const auto* x = static_cast<const UpdateExpr*>(e);
        expr(x->base);
        for (const Argument& a : x->arguments) expr(a.value);
        return;
      }
      case ExprKind::Field: {
        const auto* x = static_cast<const FieldExpr*>(e);
        if (x->index_by_constructor.empty()) problem("reads a field that was not settled");
        return expr(x->object);
      }
      case ExprKind::Call: {
        const auto* x = static_cast<const CallExpr*>(e);
        expr(x->callee);
        const types::Type& type = types_.get(x->callee->type);
        if (type.kind != types::TypeKind::Function) return problem("calls what is not a function");
        return arguments(x->arguments, type.arguments.size() - 2, "a function");
      }
      case ExprKind::Operator: {
        const auto* x = static_cast<const OperatorExpr*>(e);
        expr(x->left);
        return optional(x->right);
      }
      case ExprKind::Compare: return expr(static_cast<const CompareExpr*>(e)->left), expr(static_cast<const CompareExpr*>(e)->right);
      case ExprKind::Logic: return expr(static_cast<const LogicExpr*>(e)->left), expr(static_cast<const LogicExpr*>(e)->right);
      case ExprKind::Not: return expr(static_cast<const NotExpr*>(e)->operand);
      case ExprKind::If: {
        const auto* x = static_cast<const IfExpr*>(e);
        expr(x->condition);
        expr(x->then_branch);
        return optional(x->else_branch);
      }
      case ExprKind::Match: expr(static_cast<const MatchExpr*>(e)->scrutinee); return arms(static_cast<const MatchExpr*>(e)->arms);
      case ExprKind::Receive: {
        const auto* x = static_cast<const ReceiveExpr*>(e);
        check_type(x->message, "a receive");
        arms(x->arms);
        optional(x->after);
        return optional(x->after_body);
      }
      case ExprKind::Block: {
        const auto* x = static_cast<const BlockExpr*>(e);
        for (const Statement& s : x->statements) {
          expr(s.value);
          if (s.kind == StatementKind::Let) pattern(s.pattern), arms(s.otherwise);
        }
        return optional(x->value);
      }
      case ExprKind::Lambda:
        for (const Pattern* p : static_cast<const LambdaExpr*>(e)->parameters) pattern(p);
        return expr(static_cast<const LambdaExpr*>(e)->body);
      case ExprKind::Tuple: return exprs(static_cast<const TupleExpr*>(e)->items);
      case ExprKind::List: exprs(static_cast<const ListExpr*>(e)->items); return optional(static_cast<const ListExpr*>(e)->rest);
      case ExprKind::Range: return expr(static_cast<const RangeExpr*>(e)->low), expr(static_cast<const RangeExpr*>(e)->high);
      case ExprKind::Comprehension:
        for (const ComprehensionClause& c : static_cast<const ComprehensionExpr*>(e)->clauses) {
          if (c.pattern) pattern(c.pattern);
          expr(c.value);
        }
        return expr(static_cast<const ComprehensionExpr*>(e)->body);
      case ExprKind::Map:
        optional(static_cast<const MapExpr*>(e)->base);
        for (const MapEntry& entry : static_cast<const MapExpr*>(e)->entries) expr(entry.key), expr(entry.value);
        return;
      case ExprKind::For: {
        const auto* x = static_cast<const ForExpr*>(e);
        pattern(x->pattern);
        expr(x->iterated);
        return expr(x->body);
      }
      case ExprKind::Try:
        check_type(static_cast<const TryExpr*>(e)->function_result, "a `?`");
        return expr(static_cast<const TryExpr*>(e)->operand);
      case ExprKind::Return: return optional(static_cast<const ReturnExpr*>(e)->value);
      case ExprKind::Assert: return expr(static_cast<const AssertExpr*>(e)->condition);
      case ExprKind::Send: return expr(static_cast<const SendExpr*>(e)->to), expr(static_cast<const SendExpr*>(e)->message);
      case ExprKind::ProcessCall: {
        const auto* x = static_cast<const ProcessCallExpr*>(e);
        check_type(x->answer, "an answer");
        check_type(x->message, "a message");
        expr(x->to);
        expr(x->make);
        return expr(x->timeout);
      }
      case ExprKind::Spawn:
        check_type(static_cast<const SpawnExpr*>(e)->message, "a message");
        return expr(static_cast<const SpawnExpr*>(e)->function);
      case ExprKind::Bits:
        for (const BitSegment& s : static_cast<const BitsExpr*>(e)->segments) {
          optional(s.size);
          expr(s.value);
        }
        return;
    }
  }

  const Program& program_;
  types::TypeTable& types_;
  std::vector<std::string>& problems_;
  std::unordered_set<TypeId> checked_;
  const IdVec<VariableId, Variable>* variables_ = nullptr;
  std::string where_;
};

}  // namespace

std::vector<std::string> verify(const Program& program, types::TypeTable& types) {
  std::vector<std::string> problems;
  Verifier verifier(program, types, problems);
  for (const resolve::Module& module : types.program().modules) {
    for (ConstId id : module.consts)
      if (auto found = program.constants.find(id); found != program.constants.end()) verifier.constant(found->second);
    for (FunctionId id : module.functions)
      if (auto found = program.functions.find(id); found != program.functions.end()) verifier.function(found->second);
  }
  return problems;
}

}  // namespace riotc::typed
