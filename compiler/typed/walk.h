// SPDX-License-Identifier: MIT
// The children of a typed node, for passes that look for something without caring where it stands.
#pragma once
#include "compiler/typed/typed.h"

namespace riotc::typed {

// Calls `expr_visitor(const Expr*)` on every direct sub-expression in order of evaluation, and `arm_visitor(const Arm&)` on arms
// instead of their parts. Patterns of lets and parameters are not visited.
template <class ExprVisitor, class ArmVisitor>
void for_each_child(const Expr* e, ExprVisitor&& expr_visitor, ArmVisitor&& arm_visitor) {
  auto visit = [&](const Expr* child) {
    if (child) expr_visitor(child);
  };
  auto all = [&](const std::vector<Expr*>& children) {
    for (const Expr* child : children) visit(child);
  };
  auto arguments = [&](const std::vector<Argument>& list) {
    for (const Argument& argument : list) visit(argument.value);
  };
  auto arms = [&](const std::vector<Arm>& list) {
    for (const Arm& arm : list) arm_visitor(arm);
  };
  switch (e->kind) {
    case ExprKind::Int: case ExprKind::Float: case ExprKind::String: case ExprKind::Bool: case ExprKind::Unit: case ExprKind::Local:
    case ExprKind::FunctionRef: case ExprKind::ConstRef: case ExprKind::ConstructorRef: return;
    case ExprKind::Interpolate: return all(static_cast<const InterpolateExpr*>(e)->values);
    case ExprKind::Construct: return arguments(static_cast<const ConstructExpr*>(e)->arguments);
    case ExprKind::Update: visit(static_cast<const UpdateExpr*>(e)->base); return arguments(static_cast<const UpdateExpr*>(e)->arguments);
    case ExprKind::Field: return visit(static_cast<const FieldExpr*>(e)->object);
    case ExprKind::Call: visit(static_cast<const CallExpr*>(e)->callee); return arguments(static_cast<const CallExpr*>(e)->arguments);
    case ExprKind::Operator: visit(static_cast<const OperatorExpr*>(e)->left); return visit(static_cast<const OperatorExpr*>(e)->right);
    case ExprKind::Compare: visit(static_cast<const CompareExpr*>(e)->left); return visit(static_cast<const CompareExpr*>(e)->right);
    case ExprKind::Logic: visit(static_cast<const LogicExpr*>(e)->left); return visit(static_cast<const LogicExpr*>(e)->right);
    case ExprKind::Not: return visit(static_cast<const NotExpr*>(e)->operand);
    case ExprKind::If: {
      const auto* x = static_cast<const IfExpr*>(e);
      visit(x->condition);
      visit(x->then_branch);
      return visit(x->else_branch);
    }
    case ExprKind::Match: visit(static_cast<const MatchExpr*>(e)->scrutinee); return arms(static_cast<const MatchExpr*>(e)->arms);
    case ExprKind::Receive: {
      const auto* x = static_cast<const ReceiveExpr*>(e);
      arms(x->arms);
      visit(x->after);
      return visit(x->after_body);
    }
    case ExprKind::Block: {
      const auto* x = static_cast<const BlockExpr*>(e);
      for (const Statement& statement : x->statements) {
        visit(statement.value);
        arms(statement.otherwise);
      }
      return visit(x->value);
    }
    case ExprKind::Lambda: return visit(static_cast<const LambdaExpr*>(e)->body);
    case ExprKind::Tuple: return all(static_cast<const TupleExpr*>(e)->items);
    case ExprKind::List: all(static_cast<const ListExpr*>(e)->items); return visit(static_cast<const ListExpr*>(e)->rest);
    case ExprKind::Range: visit(static_cast<const RangeExpr*>(e)->low); return visit(static_cast<const RangeExpr*>(e)->high);
    case ExprKind::Comprehension:
      for (const ComprehensionClause& clause : static_cast<const ComprehensionExpr*>(e)->clauses) visit(clause.value);
      return visit(static_cast<const ComprehensionExpr*>(e)->body);
    case ExprKind::Map:
      visit(static_cast<const MapExpr*>(e)->base);
      for (const MapEntry& entry : static_cast<const MapExpr*>(e)->entries) {
        visit(entry.key);
        visit(entry.value);
      }
      return;
    case ExprKind::For: visit(static_cast<const ForExpr*>(e)->iterated); return visit(static_cast<const ForExpr*>(e)->body);
    case ExprKind::Try: return visit(static_cast<const TryExpr*>(e)->operand);
    case ExprKind::Return: return visit(static_cast<const ReturnExpr*>(e)->value);
    case ExprKind::Assert: return visit(static_cast<const AssertExpr*>(e)->condition);
    case ExprKind::Send: visit(static_cast<const SendExpr*>(e)->to); return visit(static_cast<const SendExpr*>(e)->message);
    case ExprKind::ProcessCall: {
      const auto* x = static_cast<const ProcessCallExpr*>(e);
      visit(x->to);
      visit(x->make);
      return visit(x->timeout);
    }
    case ExprKind::Spawn: return visit(static_cast<const SpawnExpr*>(e)->function);
    case ExprKind::Bits:
      for (const BitSegment& segment : static_cast<const BitsExpr*>(e)->segments) {
        visit(segment.value);
        visit(segment.size);
      }
      return;
  }
}

}  // namespace riotc::typed
