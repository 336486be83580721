// SPDX-License-Identifier: MIT
// Blocks and `let`, with generalisation: a `let` of a value (closure, capture, name, literal, or constructors, tuples, lists
// and maps of such) is polymorphic in what is open in it and nowhere else.
#include <algorithm>

#include "compiler/infer/inferer.h"

namespace riotc::infer {

typed::Expr* Inferer::infer_block(const syntax::BlockExpr& expr, const Want& want) {
  auto* block = make<typed::BlockExpr>(expr.span, unit_);
  size_t first_local = body_->locals.size();
  bool is_unreachable = false;
  for (size_t i = 0; i < expr.statements.size(); ++i) {
    const syntax::Statement& statement = expr.statements[i];
    if (statement.kind == syntax::StatementKind::Let) {
      infer_let(statement, *block);
      continue;
    }
    const bool is_last = i + 1 == expr.statements.size();
    // The value of a block that has been left before does not matter.
    const bool is_value = is_last && !is_unreachable;
    typed::Expr* value = infer(statement.value, is_value ? want : Want{});
    if (is_value) {
      block->value = value;
      block->type = want.is_known() && !is_error(value->type) ? want.type : value->type;
    } else {
      typed::Statement made;
      made.span = statement.span;
      made.value = value;
      block->statements.push_back(std::move(made));
      if (is_last) continue;
      group_->dropped.push_back({statement.value, value, body_});
      // What follows a `return` or a call that never comes back; told once a block.
      const bool leaves = value->kind == typed::ExprKind::Return || (value->kind == typed::ExprKind::Call && diverges(value));
      if (leaves && !is_unreachable) {
        is_unreachable = true;
        warn(Code::W0113, expr.statements[i + 1].span, "this is never reached");
      }
    }
  }
  check_unused(first_local);
  if (block->value || !want.is_known()) return block;
  // A block that ends in a `let`, or is empty, is `()`; unless it never gets there.
  if (!block->statements.empty() && diverges(block)) {
    block->type = want.type;
    return block;
  }
  if (!unify(want.type, unit_)) {
    Span place = expr.statements.empty() ? expr.span : expr.statements.back().span;
    report_mismatch(place, want.type, unit_, want.origin);
    block->type = types_.error();
  }
  return block;
}

bool Inferer::is_value(const syntax::Expr* expr) {
  using K = syntax::ExprKind;
  if (!expr) return true;
  switch (expr->kind) {
    case K::Int: case K::Float: case K::Duration: case K::Bool: case K::Unit: case K::Name: case K::Constructor: case K::Lambda: return true;
    case K::String: return static_cast<const syntax::StringExpr*>(expr)->insertions.empty();
    case K::Field: {
      const auto* field = static_cast<const syntax::FieldExpr*>(expr);
      return field->object->kind == K::Name && !find_local(static_cast<const syntax::NameExpr*>(field->object)->name);
    }
    case K::Tuple:
      return std::all_of(static_cast<const syntax::TupleExpr*>(expr)->items.begin(), static_cast<const syntax::TupleExpr*>(expr)->items.end(),
                         [this](const syntax::Expr* e) { return is_value(e); });
    case K::List: {
      const auto* list = static_cast<const syntax::ListExpr*>(expr);
      return is_value(list->rest) && std::all_of(list->items.begin(), list->items.end(), [this](const syntax::Expr* e) { return is_value(e); });
    }
    case K::Map: {
      const auto* map = static_cast<const syntax::MapExpr*>(expr);
      return is_value(map->base) &&
             std::all_of(map->entries.begin(), map->entries.end(), [this](const syntax::MapEntry& e) { return is_value(e.key) && is_value(e.value); });
    }
    case K::Call: {
      // A constructor of values, or a capture whose other arguments are.
      const auto* call = static_cast<const syntax::CallExpr*>(expr);
      if (call->spread) return false;
      bool has_hole = false;
      for (const syntax::Argument& argument : call->arguments) {
        if (argument.value->kind == K::Hole) {
          has_hole = true;
        } else if (!is_value(argument.value)) {
          return false;
        }
      }
      const bool is_constructor = call->callee->kind == K::Constructor ||
                                  (call->callee->kind == K::Field && static_cast<const syntax::FieldExpr*>(call->callee)->is_constructor);
      return is_constructor || (has_hole && is_value(call->callee));
    }
    default: return false;
  }
}

void Inferer::infer_let(const syntax::Statement& statement, typed::BlockExpr& block) {
  typed::Statement made;
  made.kind = typed::StatementKind::Let;
  made.span = statement.span;

  Want want;
  if (statement.type) {
    want = Want{annotated(statement.type, body_scope(TypeId{})), {Why::Annotation, statement.type->span, "", 0}};
  }
  const bool has_else = statement.else_block || statement.has_else_arms;
  const bool may_generalise = !statement.type && !has_else && statement.pattern && statement.pattern->kind == syntax::PatternKind::Variable &&
                              is_value(statement.value);
  const uint32_t level = group_->level;
  const size_t first_deferred = group_->deferred.size();
  const size_t first_structural = group_->structural.size();
  if (may_generalise) ++group_->level;
  made.value = infer(statement.value, want);
  group_->level = level;

  TypeId type = want.is_known() && !is_error(made.value->type) ? want.type : made.value->type;
  if (has_else) {
    // The block sees the value that did not match, never the pattern's variables.
    if (statement.has_else_arms) {
      Branches branches;
      infer_arms(statement.else_arms, type, {Why::Scrutinee, statement.value->span, "", 0}, branches, made.otherwise);
    } else {
      typed::Arm arm;
      arm.span = statement.else_block->span;
      arm.pattern = wildcard(arm.span, type);
      arm.body = infer(statement.else_block);
      made.otherwise.push_back(arm);
    }
    for (const typed::Arm& arm : made.otherwise) {
      if (is_error(arm.body->type) || diverges(arm.body)) continue;
      error(Code::E0315, arm.body->span, "the `else` of a `let` may not fall through: the pattern's variables have no values here")
          .label(statement.pattern->span, "this pattern did not match")
          .help("end it with `return`, `panic`, `exit` or another call that does not come back");
    }
  }
  size_t first_local = body_->locals.size();
  made.pattern = infer_pattern(statement.pattern, type, {Why::Scrutinee, statement.value ? statement.value->span : statement.span, "", 0});
  seal_pattern(first_local);
  if (may_generalise && made.pattern->kind == typed::PatternKind::Variable)
    generalise_let(static_cast<typed::VariablePattern*>(made.pattern)->variable, level, first_deferred, first_structural);
  block.statements.push_back(std::move(made));
}

void Inferer::generalise_let(VariableId variable, uint32_t level, size_t first_deferred, size_t first_structural) {
  // What waits inside: operands are decided now; the rest keeps its types open for the group, so they do not generalise.
  while (solve_known(first_deferred)) {}
  for (size_t i = first_deferred; i < group_->deferred.size(); ++i) {
    Deferred& deferred = group_->deferred[i];
    if (deferred.is_done) continue;
    const bool is_operator = deferred.default_phase == Phase::Numeric || deferred.default_phase == Phase::Concat;
    if (is_operator) continue;
    lower_levels(deferred.subject, level);
    for (TypeId other : deferred.others) lower_levels(other, level);
  }
  for (size_t i = first_deferred; i < group_->deferred.size(); ++i) {
    Deferred& deferred = group_->deferred[i];
    if (deferred.is_done || !is_open(deferred.subject) || types_.level(types_.shallow(deferred.subject)) <= level) continue;
    if (deferred.default_phase != Phase::Numeric && deferred.default_phase != Phase::Concat) continue;
    deferred.is_done = true;
    auto solve = std::move(deferred.solve);
    solve(true);
    while (solve_known(first_deferred)) {}
  }
  std::vector<TypeId> parameters, slots;
  TypeId type = body_->variables[variable].type;
  generalise(type, level, parameters, slots);
  if (parameters.empty() && slots.empty()) return;
  for (size_t i = first_structural; i < group_->structural.size(); ++i) mark_structural(group_->structural[i].type, group_->structural[i].use);
  body_->variables[variable].parameters = std::move(parameters);
  body_->let_slots[variable] = std::move(slots);
}

// Whether control never comes out of this expression.
bool Inferer::diverges(const typed::Expr* expr) {
  using K = typed::ExprKind;
  if (!expr) return false;
  switch (expr->kind) {
    case K::Return: return true;
    case K::Call: {
      const auto* call = static_cast<const typed::CallExpr*>(expr);
      for (const typed::Argument& argument : call->arguments)
        if (diverges(argument.value)) return true;
      if (types_.shallow(expr->type) == never_) return true;
      if (call->callee->kind != K::FunctionRef) return false;
      FunctionId id = static_cast<const typed::FunctionRefExpr*>(call->callee)->function;
      const FunctionInfo& info = functions_[id.value];
      if (info.progress == Progress::Done) return info.diverges;
      auto never = info.annotation_variables.find(" never");
      return never != info.annotation_variables.end();
    }
    case K::Block: {
      const auto* block = static_cast<const typed::BlockExpr*>(expr);
      for (const typed::Statement& statement : block->statements)
        if (diverges(statement.value)) return true;
      return diverges(block->value);
    }
    case K::If: {
      const auto* branch = static_cast<const typed::IfExpr*>(expr);
      return diverges(branch->condition) || (branch->else_branch && diverges(branch->then_branch) && diverges(branch->else_branch));
    }
    case K::Match: {
      const auto* match = static_cast<const typed::MatchExpr*>(expr);
      if (diverges(match->scrutinee)) return true;
      return std::all_of(match->arms.begin(), match->arms.end(), [this](const typed::Arm& arm) { return diverges(arm.body); });
    }
    case K::Receive: {
      const auto* receive = static_cast<const typed::ReceiveExpr*>(expr);
      if (receive->after_body && !diverges(receive->after_body)) return false;
      return std::all_of(receive->arms.begin(), receive->arms.end(), [this](const typed::Arm& arm) { return diverges(arm.body); });
    }
    case K::Try: return diverges(static_cast<const typed::TryExpr*>(expr)->operand);
    default: return false;
  }
}

}  // namespace riotc::infer
