// SPDX-License-Identifier: MIT
// `for` and comprehensions as While loops. A range is a counter, a list a cursor; Maps and Sets are walked as lists.
// A comprehension builds its list from the front.
#include "compiler/lower/builder.h"

namespace riotc::lower {

using core::StmtKind;

void Builder::lower_for(const typed::ForExpr& expr) {
  iterate(*expr.iterated, *expr.pattern, false, expr.span, [&] { lower(*expr.body, Dest::effect()); });
}

core::VariableId Builder::begin_list(core::TypeId type, Span span) {
  const core::VariableId list = declare(type, "", span);
  function_.variables[list].builder = true;
  assign(list, use(nullary(type, 0), span));
  return list;
}

void Builder::add_to_list(core::VariableId list, core::TypeId type, Operand item, Span span) {
  if (dead_) return;
  core::Stmt extend;
  extend.kind = StmtKind::Extend;
  extend.span = span;
  extend.variable = list;
  extend.expr = construct(type, 1, {item, nullary(type, 0)}, span);
  extend.index = 1;
  push(std::move(extend));
}

core::Expr Builder::lower_comprehension(const typed::ComprehensionExpr& expr) {
  const core::TypeId type = type_of(expr);
  const core::VariableId collected = begin_list(type, expr.span);
  comprehension_clause(expr, 0, collected);
  return make(core::ExprKind::Finish, type, expr.span, {variable(collected)});
}

// fn range(low, high, result) = if low < high { range(low, high - 1, [high, ..result]) } else if low == high { [high, ..result] }
//                               else { result }
void Builder::lower_range() {
  Layout& layout = lowering_.layout;
  const core::TypeId type = layout.list(layout.integer());
  const Operand low = variable(add_parameter(layout.integer(), "low"));
  const Operand high = variable(add_parameter(layout.integer(), "high"));
  const Operand result = variable(add_parameter(type, "result"));
  function_.result = type;
  function_.has_tail_self = true;
  const Operand is_less = let(compare(core::Op::Less, low, high, {}));
  branch(is_less, {}, [&] {
    core::Expr before = make(core::ExprKind::Arithmetic, layout.integer(), {}, {high, integer(1)});
    before.op = core::Op::Subtract;
    core::Stmt again;
    again.kind = StmtKind::TailSelf;
    Operand next = let(std::move(before));
    again.operands = {low, next, let(construct(type, 1, {high, result}, {}))};
    leave(std::move(again));
  }, [&] {
    const Operand is_last = let(compare(core::Op::Equal, low, high, {}));
    branch(is_last, {}, [&] { return_value(construct(type, 1, {high, result}, {})); }, [&] { return_value(use(result, {})); });
  });
}

void Builder::comprehension_clause(const typed::ComprehensionExpr& expr, size_t index, core::VariableId collected) {
  if (dead_) return;
  if (index == expr.clauses.size()) {
    return add_to_list(collected, type_of(expr), operand(*expr.body), expr.span);
  }
  const typed::ComprehensionClause& clause = expr.clauses[index];
  const Callback next = [&] { comprehension_clause(expr, index + 1, collected); };
  if (clause.pattern) iterate(*clause.value, *clause.pattern, true, clause.value->span, next);
  else branch(operand(*clause.value), clause.value->span, next, [] {});
}

// `skips`: items that the pattern does not match are passed over.
void Builder::iterate(const typed::Expr& iterated, const typed::Pattern& pattern, bool skips, Span span, const Callback& body) {
  if (iterated.kind == typed::ExprKind::Range) return iterate_range(static_cast<const typed::RangeExpr&>(iterated), pattern, skips, span, body);
  Operand items = operand(iterated);
  if (dead_) return;
  const core::Type collection = info(type_of(items));
  Layout& layout = lowering_.layout;
  if (collection.kind == core::TypeKind::Map)
    items = let(runtime("map_to_list", layout.list(layout.tuple(collection.arguments)), {items}, collection.arguments, span));
  else if (collection.kind == core::TypeKind::Set)
    items = let(runtime("set_to_list", layout.list(collection.arguments[0]), {items}, collection.arguments, span));
  iterate_list(std::move(items), pattern, skips, span, body);
}

void Builder::iteration_body(const typed::Pattern& pattern, bool skips, const Operand& item, const Callback& body) {
  if (!skips || pattern.kind == typed::PatternKind::Variable || pattern.kind == typed::PatternKind::Wildcard) {
    bind_pattern(pattern, item);
    if (!dead_) body();
    return;
  }
  match({{{&pattern}, nullptr, body, pattern.span}}, {item}, [] {}, pattern.span);
}

void Builder::iterate_list(Operand list, const typed::Pattern& pattern, bool skips, Span span, const Callback& body) {
  const core::TypeId type = type_of(list);
  const core::VariableId cursor = declare(type, "", span);
  assign(cursor, use(std::move(list), span));
  const core::VariableId more = declare(lowering_.layout.boolean(), "", span);
  core::Stmt loop;
  loop.kind = StmtKind::While;
  loop.span = span;
  loop.operand = variable(more);
  loop.blocks.push_back(block([&] {
    core::Stmt choice;
    choice.kind = StmtKind::Switch;
    choice.span = span;
    choice.operand = variable(cursor);
    choice.cases.push_back({{0}, block([&] { assign(more, use(boolean(false), span)); }).block});
    choice.cases.push_back({{1}, block([&] { assign(more, use(boolean(true), span)); }).block});
    push(std::move(choice));
  }).block);
  loop.blocks.push_back(block([&] {
    Operand item = let(project(variable(cursor), 1, 0, span));
    Operand rest = let(project(variable(cursor), 1, 1, span));
    assign(cursor, use(rest, span));
    iteration_body(pattern, skips, item, body);
  }).block);
  push(std::move(loop));
}

void Builder::iterate_range(const typed::RangeExpr& range, const typed::Pattern& pattern, bool skips, Span span, const Callback& body) {
  Operand low = operand(*range.low);
  Operand high = operand(*range.high);
  if (dead_) return;
  Layout& layout = lowering_.layout;
  // The counter never passes `high`, which may be the largest Int.
  const core::VariableId counter = declare(layout.integer(), "", span);
  assign(counter, use(low, span));
  const core::VariableId more = declare(layout.boolean(), "", span);
  assign(more, compare(core::Op::LessEqual, low, high, span));
  core::Stmt loop;
  loop.kind = StmtKind::While;
  loop.span = span;
  loop.operand = variable(more);
  loop.blocks.emplace_back();
  loop.blocks.push_back(block([&] {
    // A closure may keep the item: it is a variable of its own.
    core::Stmt item;
    item.kind = StmtKind::Let;
    item.span = span;
    item.variable = fresh(layout.integer());
    item.expr = use(variable(counter), span);
    const Operand current = variable(item.variable);
    push(std::move(item));
    assign(more, compare(core::Op::Less, current, high, span));
    branch(variable(more), span, [&] {
      core::Expr next = make(core::ExprKind::Arithmetic, layout.integer(), span, {current, integer(1)});
      next.op = core::Op::Add;
      assign(counter, std::move(next));
    }, [] {});
    iteration_body(pattern, skips, current, body);
  }).block);
  push(std::move(loop));
}

}  // namespace riotc::lower
