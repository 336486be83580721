// SPDX-License-Identifier: MIT
#include "compiler/lower/walk.h"

namespace riotc::lower {

using namespace typed;

void for_each_expr(const Pattern& pattern, const std::function<void(const Expr&)>& visit) {
  auto inside = [&](const Pattern* p) {
    if (p) for_each_expr(*p, visit);
  };
  switch (pattern.kind) {
    case PatternKind::Wildcard:
    case PatternKind::Variable:
    case PatternKind::Int:
    case PatternKind::Float:
    case PatternKind::String:
    case PatternKind::Bool:
      return;
    case PatternKind::Constructor:
      for (const Pattern* p : static_cast<const ConstructorPattern&>(pattern).fields) inside(p);
      return;
    case PatternKind::Tuple:
      for (const Pattern* p : static_cast<const TuplePattern&>(pattern).items) inside(p);
      return;
    case PatternKind::List:
      for (const Pattern* p : static_cast<const ListPattern&>(pattern).items) inside(p);
      inside(static_cast<const ListPattern&>(pattern).rest);
      return;
    case PatternKind::Prefix:
      inside(static_cast<const PrefixPattern&>(pattern).rest);
      return;
    case PatternKind::Map:
      for (const MapPatternEntry& entry : static_cast<const MapPattern&>(pattern).entries) {
        visit(*entry.key);
        inside(entry.value);
      }
      return;
    case PatternKind::Bits:
      for (const BitPatternSegment& segment : static_cast<const BitsPattern&>(pattern).segments) {
        if (segment.size) visit(*segment.size);
        if (segment.value) visit(*segment.value);
        inside(segment.pattern);
      }
      return;
    case PatternKind::Or:
      for (const Pattern* p : static_cast<const OrPattern&>(pattern).alternatives) inside(p);
      return;
    case PatternKind::As:
      inside(static_cast<const AsPattern&>(pattern).pattern);
      return;
    case PatternKind::Pin:
      visit(*static_cast<const PinPattern&>(pattern).value);
      return;
  }
}

void for_each_child(const Expr& expr, const std::function<void(const Expr&, bool)>& visit) {
  auto child = [&](const Expr* e, bool is_tail = false) {
    if (e) visit(*e, is_tail);
  };
  auto pattern = [&](const Pattern* p) {
    if (p) for_each_expr(*p, [&](const Expr& e) { visit(e, false); });
  };
  auto arms = [&](const std::vector<Arm>& list, bool is_tail) {
    for (const Arm& arm : list) {
      pattern(arm.pattern);
      child(arm.guard);
      child(arm.body, is_tail);
    }
  };
  auto arguments = [&](const std::vector<Argument>& list) {
    for (const Argument& argument : list) child(argument.value);
  };
  switch (expr.kind) {
    case ExprKind::Int:
    case ExprKind::Float:
    case ExprKind::String:
    case ExprKind::Bool:
    case ExprKind::Unit:
    case ExprKind::Local:
    case ExprKind::FunctionRef:
    case ExprKind::ConstRef:
    case ExprKind::ConstructorRef:
      return;
    case ExprKind::Interpolate:
      for (const Expr* e : static_cast<const InterpolateExpr&>(expr).values) child(e);
      return;
    case ExprKind::Construct:
      arguments(static_cast<const ConstructExpr&>(expr).arguments);
      return;
    case ExprKind::Update:
      child(static_cast<const UpdateExpr&>(expr).base);
      arguments(static_cast<const UpdateExpr&>(expr).arguments);
      return;
    case ExprKind::Field:
      child(static_cast<const FieldExpr&>(expr).object);
      return;
    case ExprKind::Call:
      child(static_cast<const CallExpr&>(expr).callee);
      arguments(static_cast<const CallExpr&>(expr).arguments);
      return;
    case ExprKind::Operator:
      child(static_cast<const OperatorExpr&>(expr).left);
      child(static_cast<const OperatorExpr&>(expr).right);
      return;
    case ExprKind::Compare:
      child(static_cast<const CompareExpr&>(expr).left);
      child(static_cast<const CompareExpr&>(expr).right);
      return;
    case ExprKind::Logic:
      child(static_cast<const LogicExpr&>(expr).left);
      child(static_cast<const LogicExpr&>(expr).right, true);
      return;
    case ExprKind::Not:
      child(static_cast<const NotExpr&>(expr).operand);
      return;
    case ExprKind::If:
      child(static_cast<const IfExpr&>(expr).condition);
      child(static_cast<const IfExpr&>(expr).then_branch, true);
      child(static_cast<const IfExpr&>(expr).else_branch, true);
      return;
    case ExprKind::Match:
      child(static_cast<const MatchExpr&>(expr).scrutinee);
      arms(static_cast<const MatchExpr&>(expr).arms, true);
      return;
    case ExprKind::Receive:
      child(static_cast<const ReceiveExpr&>(expr).after);
      arms(static_cast<const ReceiveExpr&>(expr).arms, true);
      child(static_cast<const ReceiveExpr&>(expr).after_body, true);
      return;
    case ExprKind::Block: {
      const auto& block = static_cast<const BlockExpr&>(expr);
      for (const Statement& statement : block.statements) {
        child(statement.value);
        pattern(statement.pattern);
        arms(statement.otherwise, false);
      }
      child(block.value, true);
      return;
    }
    case ExprKind::Lambda:
      for (const Pattern* p : static_cast<const LambdaExpr&>(expr).parameters) pattern(p);
      child(static_cast<const LambdaExpr&>(expr).body);
      return;
    case ExprKind::Tuple:
      for (const Expr* e : static_cast<const TupleExpr&>(expr).items) child(e);
      return;
    case ExprKind::List:
      for (const Expr* e : static_cast<const ListExpr&>(expr).items) child(e);
      child(static_cast<const ListExpr&>(expr).rest);
      return;
    case ExprKind::Range:
      child(static_cast<const RangeExpr&>(expr).low);
      child(static_cast<const RangeExpr&>(expr).high);
      return;
    case ExprKind::Comprehension: {
      const auto& comprehension = static_cast<const ComprehensionExpr&>(expr);
      for (const ComprehensionClause& clause : comprehension.clauses) {
        child(clause.value);
        pattern(clause.pattern);
      }
      child(comprehension.body);
      return;
    }
    case ExprKind::Map:
      child(static_cast<const MapExpr&>(expr).base);
      for (const MapEntry& entry : static_cast<const MapExpr&>(expr).entries) {
        child(entry.key);
        child(entry.value);
      }
      return;
    case ExprKind::For:
      child(static_cast<const ForExpr&>(expr).iterated);
      pattern(static_cast<const ForExpr&>(expr).pattern);
      child(static_cast<const ForExpr&>(expr).body);
      return;
    case ExprKind::Try:
      child(static_cast<const TryExpr&>(expr).operand);
      return;
    case ExprKind::Return:
      child(static_cast<const ReturnExpr&>(expr).value);
      return;
    case ExprKind::Assert:
      child(static_cast<const AssertExpr&>(expr).condition);
      return;
    case ExprKind::Send:
      child(static_cast<const SendExpr&>(expr).to);
      child(static_cast<const SendExpr&>(expr).message);
      return;
    case ExprKind::ProcessCall:
      child(static_cast<const ProcessCallExpr&>(expr).to);
      child(static_cast<const ProcessCallExpr&>(expr).make);
      child(static_cast<const ProcessCallExpr&>(expr).timeout);
      return;
    case ExprKind::Spawn:
      child(static_cast<const SpawnExpr&>(expr).function);
      return;
    case ExprKind::Bits:
      for (const BitSegment& segment : static_cast<const BitsExpr&>(expr).segments) {
        child(segment.value);
        child(segment.size);
      }
      return;
  }
}

}  // namespace riotc::lower
