// SPDX-License-Identifier: MIT
// `if`, `match`, `?`, `return`.
#include "compiler/lower/builder.h"

namespace riotc::lower {

using core::StmtKind;

void Builder::lower_if(const typed::IfExpr& expr, Dest dest) {
  Operand condition = operand(*expr.condition);
  branch(condition, expr.span, [&] { lower(*expr.then_branch, dest); },
         [&] {
           if (expr.else_branch) lower(*expr.else_branch, dest);
           else finish(dest, use(unit(), expr.span));
         });
}

void Builder::lower_match(const typed::MatchExpr& expr, Dest dest) {
  std::vector<Operand> roots;
  std::vector<Operand> items;
  core::TypeId tuple;
  if (expr.scrutinee->kind == typed::ExprKind::Tuple) {
    // `match (a, b)` looks at a and b: the tuple is made only if an arm wants it whole.
    tuple = type_of(*expr.scrutinee);
    for (const typed::Expr* item : static_cast<const typed::TupleExpr&>(*expr.scrutinee).items) items.push_back(operand(*item));
    roots.push_back(unit());
  } else {
    roots.push_back(operand(*expr.scrutinee));
  }
  if (dead_) return;
  std::vector<MatchRow> rows;
  for (const typed::Arm& arm : expr.arms) rows.push_back({{arm.pattern}, arm.guard, [&, body = arm.body] { lower(*body, dest); }, arm.span});
  match(rows, std::move(roots), {}, expr.span, std::move(items), tuple);
}

Builder::Operand Builder::lower_try(const typed::TryExpr& expr) {
  Operand tried = held(operand(*expr.operand), expr.span);
  if (dead_) return unit();
  const core::TypeId from = type_of(tried);
  const core::TypeId to = type_of(expr.function_result);
  // Result: Ok is 0, Error 1. Option: None is 0, Some 1.
  const bool is_result = info(from).constructors.size() == 2 && info(from).constructors[0].name == "Ok";
  const uint32_t good = is_result ? 0 : 1;
  const uint32_t bad = 1 - good;
  const Callback leave_function = [&] {
    if (mode_ == Mode::Tail) return return_value(use(unit(), expr.span));
    if (from == to) return return_value(use(tried, expr.span));
    std::vector<Operand> fields;
    if (is_result) fields.push_back(let(project(tried, bad, 0, expr.span)));
    return_value(construct(to, bad, std::move(fields), expr.span));
  };
  Lowered fails = block(leave_function);
  // Only one way goes on, so what follows needs no variable of its own: it stands behind the Switch.
  core::Stmt choice;
  choice.kind = StmtKind::Switch;
  choice.span = expr.span;
  choice.operand = tried;
  choice.cases.push_back({{static_cast<int64_t>(bad)}, std::move(fails.block)});
  choice.otherwise.emplace();
  push(std::move(choice));
  return let(project(tried, good, 0, expr.span));
}

void Builder::lower_return(const typed::ReturnExpr& expr) {
  if (expr.value) lower(*expr.value, Dest::tail());
  else return_value(use(unit(), expr.span));
}

}  // namespace riotc::lower
