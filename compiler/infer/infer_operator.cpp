// SPDX-License-Identifier: MIT
// Operators. An operand whose type is not known waits until its group or `let` is generalised, and is an Int then; `++` joins Strings.
#include "compiler/infer/inferer.h"
#include "compiler/syntax/print.h"

namespace riotc::infer {

namespace {

using syntax::BinaryOp;

typed::Operator operator_of(BinaryOp op) {
  switch (op) {
    case BinaryOp::Add: return typed::Operator::Add;
    case BinaryOp::Subtract: return typed::Operator::Subtract;
    case BinaryOp::Multiply: return typed::Operator::Multiply;
    case BinaryOp::Divide: return typed::Operator::Divide;
    case BinaryOp::Remainder: return typed::Operator::Remainder;
    default: return typed::Operator::Concat;
  }
}

}  // namespace

typed::Expr* Inferer::infer_binary(const syntax::BinaryExpr& expr) {
  switch (expr.op) {
    case BinaryOp::Or:
    case BinaryOp::And: {
      auto* node = make<typed::LogicExpr>(expr.span, bool_);
      node->is_and = expr.op == BinaryOp::And;
      Want want{bool_, {Why::Condition, {}, "", 0}};
      node->left = infer(expr.left, want);
      node->right = infer(expr.right, want);
      return node;
    }
    case BinaryOp::Equal: case BinaryOp::NotEqual: case BinaryOp::Less: case BinaryOp::LessEqual: case BinaryOp::Greater:
    case BinaryOp::GreaterEqual: return infer_comparison(expr);
    case BinaryOp::Concat: return infer_concat(expr);
    case BinaryOp::Add: case BinaryOp::Subtract: case BinaryOp::Multiply: case BinaryOp::Divide: case BinaryOp::Remainder:
      return infer_arithmetic(expr);
  }
  return error_expr(expr.span);
}

// True when the question is settled, for better or worse.
bool Inferer::check_number(TypeId type, typed::Operator op, Span span, const char* spelling, bool force) {
  if (is_error(type)) return true;
  if (is_open(type)) {
    if (!force) return false;
    unify(int_, type);
    return true;
  }
  TypeId t = types_.shallow(type);
  if (t == int_ || t == float_) return true;
  const bool takes_durations = op == typed::Operator::Add || op == typed::Operator::Subtract || op == typed::Operator::Negate;
  if (t == duration_ && takes_durations) return true;
  auto report = error(Code::E0313, span, std::string("`") + spelling + (takes_durations ? "` works on Int, Float or Duration" : "` works on Int or Float") + ", found `" + print(t) + "`");
  const bool is_maybe = shape(t).kind == TypeKind::Named && (shape(t).decl == option_ || shape(t).decl == result_);
  if (t == string_ && op == typed::Operator::Add) report.help("`++` joins Strings, and `\"${value}\"` puts any value into one");
  else if (t == string_ && op == typed::Operator::Remainder) report.help("`\"${value}\"` inserts a value into a String");
  else if (t == string_ && op == typed::Operator::Multiply) report.help("`string.repeat(text, 3)` says it several times");
  else if (t == duration_) report.help("`duration.multiply(5s, by: 2)` makes it longer; `duration.to_milliseconds(..)` makes an Int of it");
  else if (is_maybe && shape(t).decl == option_) report.help("it may be None: `match` on it, use `option.unwrap_or`, or `?`");
  else if (is_maybe) report.help("it may be an Error: `match` on it, use `result.unwrap_or`, or `?`");
  else if (shape(t).kind == TypeKind::Function && types_.parameter_count(t) == 0) report.help("this is a function: call it with `()`");
  else if (is_builtin(t, BuiltinType::List) && op == typed::Operator::Add) report.help("`++` joins Lists");
  else if (shape(t).kind == TypeKind::Parameter) report.note("`" + print(t) + "` stands for any type that a caller chooses");
  return true;
}

typed::Expr* Inferer::infer_arithmetic(const syntax::BinaryExpr& expr) {
  auto* node = make<typed::OperatorExpr>(expr.span, types_.error());
  node->op = operator_of(expr.op);
  const char* spelling = syntax::spell(expr.op);
  node->left = infer(expr.left);
  // A left side that cannot be a number is the mistake, whatever stands on the right.
  TypeId left = types_.shallow(node->left->type);
  const bool takes_durations = node->op == typed::Operator::Add || node->op == typed::Operator::Subtract;
  const bool bad_left = !is_open(left) && !is_error(left) && left != int_ && left != float_ && !(left == duration_ && takes_durations);
  node->right = infer(expr.right, bad_left ? Want{} : Want{node->left->type, {Why::Operand, expr.left->span, spelling, 0}});
  if (bad_left) {
    check_number(left, node->op, expr.left->span, spelling, false);
    return node;
  }
  TypeId type = node->left->type;
  node->type = is_error(type) || is_error(node->right->type) ? types_.error() : type;
  if (is_error(node->left->type) || is_error(node->right->type)) return node;
  typed::Operator op = node->op;
  Span span = expr.left->span;
  if (!check_number(type, op, span, spelling, false))
    defer(type, {}, Phase::Numeric, [this, type, op, span, spelling](bool force) { return check_number(type, op, span, spelling, force); });
  return node;
}

typed::Expr* Inferer::infer_concat(const syntax::BinaryExpr& expr) {
  auto* node = make<typed::OperatorExpr>(expr.span, types_.error());
  node->op = typed::Operator::Concat;
  node->left = infer(expr.left);
  // A left side that cannot be joined is the mistake, whatever stands on the right.
  const TypeId left = types_.shallow(node->left->type);
  const bool bad_left = left == int_ || left == float_ || left == bool_ || left == unit_;
  node->right = infer(expr.right, bad_left ? Want{} : Want{node->left->type, {Why::Operand, expr.left->span, "++", 0}});
  if (bad_left) {
    auto report = error(Code::E0313, expr.left->span, "`++` joins two Strings, two Lists or two Bytes, found `" + print(left) + "`");
    report.help("`show(..)` or `\"${..}\"` makes a String of it; `+` adds numbers; nothing is counted up in place: `let n = n + 1`");
    return node;
  }
  if (is_error(node->left->type) || is_error(node->right->type)) return node;
  TypeId type = node->left->type;
  node->type = type;
  Span span = expr.left->span;
  auto solve = [this, type, span](bool force) {
    if (is_error(type)) return true;
    if (is_open(type)) {
      if (!force) return false;
      unify(string_, type);
      return true;
    }
    TypeId t = types_.shallow(type);
    if (t == string_ || t == bytes_ || is_builtin(t, BuiltinType::List)) return true;
    auto report = error(Code::E0313, span, "`++` joins two Strings, two Lists or two Bytes, found `" + print(t) + "`");
    if (t == int_ || t == float_) report.help("`show(..)` or `\"${..}\"` makes a String of it; `+` adds numbers");
    return true;
  };
  if (!solve(false)) defer(type, {}, Phase::Concat, solve);
  return node;
}

typed::Expr* Inferer::infer_comparison(const syntax::BinaryExpr& expr) {
  auto* node = make<typed::CompareExpr>(expr.span, bool_);
  node->op = expr.op;
  node->left = infer(expr.left);
  TypeId left = types_.shallow(node->left->type);
  if (is_builtin(left, BuiltinType::Pid)) {
    // Pids of any two message types may be compared.
    node->right = infer(expr.right);
    if (is_builtin(node->right->type, BuiltinType::Pid)) {
      TypeId a = argument(left, 0), b = argument(node->right->type, 0);
      if (types_.shallow(a) != never_ && types_.shallow(b) != never_) coerce(node->right, Want{left, {Why::Operand, expr.left->span, syntax::spell(expr.op), 0}});
      return node;
    }
    coerce(node->right, Want{left, {Why::Operand, expr.left->span, syntax::spell(expr.op), 0}});
    return node;
  }
  node->right = infer(expr.right, Want{left, {Why::Operand, expr.left->span, syntax::spell(expr.op), 0}});
  if (!is_error(node->left->type) && !is_error(node->right->type)) use_structurally(node->left->type, expr.span, Use::Compare);
  return node;
}

typed::Expr* Inferer::infer_unary(const syntax::UnaryExpr& expr) {
  if (expr.op == syntax::UnaryOp::Not) {
    auto* node = make<typed::NotExpr>(expr.span, bool_);
    node->operand = infer(expr.operand, Want{bool_, {Why::Condition, {}, "", 0}});
    return node;
  }
  // The smallest Int is a literal only here.
  if (expr.operand->kind == syntax::ExprKind::Int) {
    auto* node = make<typed::IntExpr>(expr.span, int_);
    node->value = static_cast<int64_t>(0 - static_cast<const syntax::IntExpr*>(expr.operand)->magnitude);
    return node;
  }
  if (expr.operand->kind == syntax::ExprKind::Float) {
    auto* node = make<typed::FloatExpr>(expr.span, float_);
    node->value = -static_cast<const syntax::FloatExpr*>(expr.operand)->value;
    return node;
  }
  auto* node = make<typed::OperatorExpr>(expr.span, types_.error());
  node->op = typed::Operator::Negate;
  node->left = infer(expr.operand);
  TypeId type = node->left->type;
  node->type = type;
  Span span = expr.operand->span;
  if (!check_number(type, typed::Operator::Negate, span, "-", false))
    defer(type, {}, Phase::Numeric, [this, type, span](bool force) { return check_number(type, typed::Operator::Negate, span, "-", force); });
  return node;
}

}  // namespace riotc::infer
