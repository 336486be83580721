// SPDX-License-Identifier: MIT
// The expressions directly inside an expression, in order of evaluation. Private to exhaustive/.
#pragma once
#include "compiler/typed/typed.h"

namespace riotc::exhaustive {

template <class Visit>
void visit_arms(const std::vector<typed::Arm>& arms, Visit visit) {
  for (const typed::Arm& arm : arms) {
    visit(arm.guard);
    visit(arm.body);
  }
}

// `visit` takes a pointer that may be null.
template <class Visit>
void visit_children(const typed::Expr* expr, Visit visit) {
  using namespace typed;
  auto visit_all = [&](const auto& list) {
    for (const auto* item : list) visit(item);
  };
  auto visit_arguments = [&](const std::vector<Argument>& list) {
    for (const Argument& argument : list) visit(argument.value);
  };
  switch (expr->kind) {
    case ExprKind::Int:
    case ExprKind::Float:
    case ExprKind::String:
    case ExprKind::Bool:
    case ExprKind::Unit:
    case ExprKind::Local:
    case ExprKind::FunctionRef:
    case ExprKind::ConstRef:
    case ExprKind::ConstructorRef: return;
    case ExprKind::Interpolate: return visit_all(static_cast<const InterpolateExpr*>(expr)->values);
    case ExprKind::Construct: return visit_arguments(static_cast<const ConstructExpr*>(expr)->arguments);
    case ExprKind::Update:
      visit(static_cast<const UpdateExpr*>(expr)->base);
      return visit_arguments(static_cast<const UpdateExpr*>(expr)->arguments);
    case ExprKind::Field: return visit(static_cast<const FieldExpr*>(expr)->object);
    case ExprKind::Call:
      visit(static_cast<const CallExpr*>(expr)->callee);
      return visit_arguments(static_cast<const CallExpr*>(expr)->arguments);
    case ExprKind::Operator:
      visit(static_cast<const OperatorExpr*>(expr)->left);
      return visit(static_cast<const OperatorExpr*>(expr)->right);
    case ExprKind::Compare:
      visit(static_cast<const CompareExpr*>(expr)->left);
      return visit(static_cast<const CompareExpr*>(expr)->right);
    case ExprKind::Logic:
      visit(static_cast<const LogicExpr*>(expr)->left);
      return visit(static_cast<const LogicExpr*>(expr)->right);
    case ExprKind::Not: return visit(static_cast<const NotExpr*>(expr)->operand);
    case ExprKind::If:
      visit(static_cast<const IfExpr*>(expr)->condition);
      visit(static_cast<const IfExpr*>(expr)->then_branch);
      return visit(static_cast<const IfExpr*>(expr)->else_branch);
    case ExprKind::Match:
      visit(static_cast<const MatchExpr*>(expr)->scrutinee);
      return visit_arms(static_cast<const MatchExpr*>(expr)->arms, visit);
    case ExprKind::Receive:
      visit_arms(static_cast<const ReceiveExpr*>(expr)->arms, visit);
      visit(static_cast<const ReceiveExpr*>(expr)->after);
      return visit(static_cast<const ReceiveExpr*>(expr)->after_body);
    case ExprKind::Block:
      for (const Statement& statement : static_cast<const BlockExpr*>(expr)->statements) {
        visit(statement.value);
        visit_arms(statement.otherwise, visit);
      }
      return visit(static_cast<const BlockExpr*>(expr)->value);
    case ExprKind::Lambda: return visit(static_cast<const LambdaExpr*>(expr)->body);
    case ExprKind::Tuple: return visit_all(static_cast<const TupleExpr*>(expr)->items);
    case ExprKind::List:
      visit_all(static_cast<const ListExpr*>(expr)->items);
      return visit(static_cast<const ListExpr*>(expr)->rest);
    case ExprKind::Range:
      visit(static_cast<const RangeExpr*>(expr)->low);
      return visit(static_cast<const RangeExpr*>(expr)->high);
    case ExprKind::Comprehension:
      for (const ComprehensionClause& clause : static_cast<const ComprehensionExpr*>(expr)->clauses) visit(clause.value);
      return visit(static_cast<const ComprehensionExpr*>(expr)->body);
    case ExprKind::Map:
      visit(static_cast<const MapExpr*>(expr)->base);
      for (const MapEntry& entry : static_cast<const MapExpr*>(expr)->entries) {
        visit(entry.key);
        visit(entry.value);
      }
      return;
    case ExprKind::For:
      visit(static_cast<const ForExpr*>(expr)->iterated);
      return visit(static_cast<const ForExpr*>(expr)->body);
    case ExprKind::Try: return visit(static_cast<const TryExpr*>(expr)->operand);
    case ExprKind::Return: return visit(static_cast<const ReturnExpr*>(expr)->value);
    case ExprKind::Assert: return visit(static_cast<const AssertExpr*>(expr)->condition);
    case ExprKind::Send:
      visit(static_cast<const SendExpr*>(expr)->to);
      return visit(static_cast<const SendExpr*>(expr)->message);
    case ExprKind::ProcessCall:
      visit(static_cast<const ProcessCallExpr*>(expr)->to);
      visit(static_cast<const ProcessCallExpr*>(expr)->make);
      return visit(static_cast<const ProcessCallExpr*>(expr)->timeout);
    case ExprKind::Spawn: return visit(static_cast<const SpawnExpr*>(expr)->function);
    case ExprKind::Bits:
      for (const BitSegment& segment : static_cast<const BitsExpr*>(expr)->segments) {
        visit(segment.value);
        visit(segment.size);
      }
      return;
  }
}

}  // namespace riotc::exhaustive
