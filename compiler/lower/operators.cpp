// SPDX-License-Identifier: MIT
// Arithmetic, comparison, and what short-circuits.
#include <algorithm>

#include "compiler/lower/builder.h"

namespace riotc::lower {

using core::TypeKind;

core::Op Builder::op_of(syntax::BinaryOp op) {
  switch (op) {
    case syntax::BinaryOp::Equal: return core::Op::Equal;
    case syntax::BinaryOp::NotEqual: return core::Op::NotEqual;
    case syntax::BinaryOp::Less: return core::Op::Less;
    case syntax::BinaryOp::LessEqual: return core::Op::LessEqual;
    case syntax::BinaryOp::Greater: return core::Op::Greater;
    case syntax::BinaryOp::GreaterEqual: return core::Op::GreaterEqual;
    default: return core::Op::Equal;  // not a comparison: infer/ makes none
  }
}

// The texts of `a ++ "b${c}" ++ d`, in order.
void Builder::add_joined(const typed::Expr& expr, std::vector<Operand>& pieces) {
  if (expr.kind == typed::ExprKind::Interpolate) return add_pieces(static_cast<const typed::InterpolateExpr&>(expr), pieces);
  if (expr.kind != typed::ExprKind::Operator) return pieces.push_back(operand(expr));
  const auto& joined = static_cast<const typed::OperatorExpr&>(expr);
  add_joined(*joined.left, pieces);
  add_joined(*joined.right, pieces);
}

core::Expr Builder::lower_operator(const typed::OperatorExpr& expr) {
  const core::TypeId type = type_of(expr);
  if (expr.op == typed::Operator::Concat && info(type).kind == TypeKind::String) {
    std::vector<Operand> pieces;
    add_joined(expr, pieces);
    if (dead_) return use(unit(), expr.span);
    // More than two are laid out at once, and what is shown need not be a text of its own first.
    const bool texts = std::all_of(pieces.begin(), pieces.end(), [&](const Operand& piece) { return info(type_of(piece)).kind == TypeKind::String; });
    if (pieces.size() == 2 && texts) return runtime("string_concat", type, pieces, {}, expr.span, true);
    return interpolate(std::move(pieces), expr.span);
  }
  Operand left = operand(*expr.left);
  if (expr.op == typed::Operator::Negate) {
    core::Expr result = make(core::ExprKind::Arithmetic, type, expr.span, {left});
    result.op = core::Op::Negate;
    return result;
  }
  Operand right = operand(*expr.right);
  if (dead_) return use(unit(), expr.span);
  core::Expr result = make(core::ExprKind::Arithmetic, type, expr.span, {left, right});
  switch (expr.op) {
    case typed::Operator::Add: result.op = core::Op::Add; break;
    case typed::Operator::Subtract: result.op = core::Op::Subtract; break;
    case typed::Operator::Multiply: result.op = core::Op::Multiply; break;
    case typed::Operator::Divide: result.op = core::Op::Divide; break;
    case typed::Operator::Remainder: result.op = core::Op::Remainder; break;
    case typed::Operator::Negate: break;
    case typed::Operator::Concat:
      if (info(type).kind == TypeKind::List) return runtime("list_append", type, {left, right}, info(type).arguments, expr.span, true);
      return runtime("bytes_concat", type, {left, right}, {}, expr.span, true);
  }
  return result;
}

core::Expr Builder::lower_compare(const typed::CompareExpr& expr) {
  Operand left = operand(*expr.left);
  Operand right = operand(*expr.right);
  if (dead_) return use(unit(), expr.span);
  return compare(op_of(expr.op), left, right, expr.span);
}

void Builder::lower_logic(const typed::LogicExpr& expr, Dest dest) {
  Operand left = operand(*expr.left);
  const Callback right = [&] { lower(*expr.right, dest); };
  const Callback decided = [&] { finish(dest, use(boolean(!expr.is_and), expr.span)); };
  if (expr.is_and) branch(left, expr.span, right, decided);
  else branch(left, expr.span, decided, right);
}

void Builder::lower_assert(const typed::AssertExpr& expr) {
  if (expr.condition->kind != typed::ExprKind::Compare) {
    Operand holds = operand(*expr.condition);
    branch(holds, expr.span, [] {}, [&] {
      evaluate(runtime("fail_assert", lowering_.layout.never(), {}, {}, expr.span));
    });
    return;
  }
  const auto& comparison = static_cast<const typed::CompareExpr&>(*expr.condition);
  Operand left = operand(*comparison.left);
  Operand right = operand(*comparison.right);
  if (dead_) return;
  Operand holds = let(compare(op_of(comparison.op), left, right, expr.span));
  branch(holds, expr.span, [] {}, [&] {
    core::Expr failure = runtime("fail_assert_compare", lowering_.layout.never(), {left, right}, {type_of(left)}, expr.span);
    failure.word_operands = {true, true};
    failure.op = op_of(comparison.op);
    evaluate(std::move(failure));
  });
}

}  // namespace riotc::lower
