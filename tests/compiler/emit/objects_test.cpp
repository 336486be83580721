// SPDX-License-Identifier: MIT
// Objects: made, looked into, taken apart; closures.
#include <gtest/gtest.h>

#include "tests/compiler/emit/golden.h"

namespace riotc::testing {
namespace {

void check(CoreProgram& program, const std::string& name) {
  expect_golden(program, name);
  expect_compiles(program, name);
}

// fn double(xs) { match xs { [] -> [], [x, ..rest] -> [x * 2, ..double(rest)] } } in the memory of xs.
TEST(Objects, ListMapInPlace) {
  CoreProgram p;
  const TypeId list = p.list(p.integer);
  const FunctionId twice = p.function(FunctionKind::Plain, "twice", list, 1);
  Code c(p, twice);
  c.f.needs_poll = true;
  const VariableId xs = c.parameter("xs", list), x = c.variable("x", p.integer), rest = c.variable("rest", list),
                   memory = c.token(list), product = c.variable("", p.integer), tail = c.variable("", list), result = c.variable("", list);
  Expr cons = c.construct(list, 1, {c.use(product), c.move(tail)});
  cons.reuse = memory;
  c.f.body = {c.select(c.use(xs),
                       {{{0}, {c.drop(xs), c.give(c.just(list, c.nullary(list, 0)), 3)}},
                        {{1},
                         {c.let(x, c.project(xs, 1, 0), 4), c.take_apart(xs, 1, {{1, rest}}, memory),
                          c.let(product, c.arithmetic(Op::Multiply, p.integer, c.use(x), c.number(2), 4), 4),
                          c.let(tail, c.call(twice, list, {c.move(rest)}), 4), c.let(result, cons, 4),
                          c.give(c.just(list, c.move(result)), 4)}}},
                       2)};
  check(p, "list_map_in_place");
}

TEST(Objects, MatchOnConstructors) {
  CoreProgram p;
  const TypeId shape = p.data(TypeKind::Data, "Shape",
                              {{"Empty", {}},
                               {"Circle", {{"radius", "", p.real}}},
                               {"Rect", {{"width", "", p.real}, {"height", "h", p.real}, {"name", "", p.string}, {"", "", p.boolean}}}});
  const FunctionId area = p.function(FunctionKind::Plain, "area", p.real, 1);
  Code c(p, area);
  const VariableId s = c.parameter("shape", shape, false), r = c.variable("r", p.real), w = c.variable("", p.real),
                   h = c.variable("", p.real), half = c.variable("", p.real);
  c.f.body = {c.select(c.use(s),
                       {{{0}, {c.give(c.just(p.real, c.real(0)), 3)}},
                        {{1},
                         {c.let(r, c.project(s, 1, 0), 4), c.let(half, c.arithmetic(Op::Multiply, p.real, c.use(r), c.use(r), 4), 4),
                          c.give(c.arithmetic(Op::Multiply, p.real, c.real(3.14159), c.use(half), 4), 4)}},
                        {{2},
                         {c.let(w, c.project(s, 2, 0), 5), c.let(h, c.project(s, 2, 1), 5),
                          c.give(c.arithmetic(Op::Multiply, p.real, c.use(w), c.use(h), 5), 5)}}},
                       2)};
  const FunctionId rename = p.function(FunctionKind::Plain, "rename", shape, 7);
  Code n(p, rename);
  const VariableId old = n.parameter("old", shape), name = n.parameter("name", p.string), width = n.variable("", p.real),
                   height = n.variable("", p.real), memory = n.token(shape), fresh = n.variable("fresh", shape);
  Expr rect = n.construct(shape, 2, {n.use(width), n.use(height), n.move(name), [] {
                                       Operand yes;
                                       yes.kind = OperandKind::Bool;
                                       yes.number = 1;
                                       return yes;
                                     }()});
  rect.reuse = memory;
  n.f.body = {n.select(n.use(old),
                       {{{0, 1}, {n.drop(name), n.give(n.just(shape, n.move(old)), 8)}},
                        {{2},
                         {n.let(width, n.project(old, 2, 0), 9), n.let(height, n.project(old, 2, 1), 9),
                          n.take_apart(old, 2, {}, memory), n.let(fresh, rect, 10), n.give(n.just(shape, n.move(fresh)), 11)}}},
                       8)};
  check(p, "match_on_constructors");
}

TEST(Objects, Closures) {
  CoreProgram p;
  const TypeId function = p.type(TypeKind::Function, "fn(Int) -> Int", {p.integer, p.integer}, "fn_Int_Int");
  const FunctionId add = p.function(FunctionKind::Closure, "adder_1", p.integer, 2);
  {
    Code c(p, add);
    const VariableId n = c.capture("n", p.integer), label = c.capture("label", p.string);
    const VariableId x = c.parameter("x", p.integer);
    (void)label;
    c.f.body = {c.give(c.arithmetic(Op::Add, p.integer, c.use(x), c.use(n), 2), 2)};
  }
  const FunctionId twice = p.function(FunctionKind::Closure, "twice_2", p.integer, 5);
  {
    Code c(p, twice);
    const VariableId x = c.parameter("x", p.integer);
    c.f.body = {c.give(c.arithmetic(Op::Multiply, p.integer, c.use(x), c.number(2), 5), 5)};
  }
  const FunctionId adder = p.function(FunctionKind::Plain, "adder", function, 1);
  {
    Code c(p, adder);
    const VariableId n = c.parameter("n", p.integer), label = c.parameter("label", p.string);
    Expr made = c.expr(ExprKind::MakeClosure, function, {c.use(n), c.move(label)});
    made.function = add;
    c.f.body = {c.give(made, 2)};
  }
  const FunctionId use = p.function(FunctionKind::Plain, "use", p.integer, 7);
  {
    Code c(p, use);
    const VariableId f = c.variable("f", function), a = c.variable("", p.integer), b = c.variable("", p.integer), g = c.variable("g", function);
    Operand value;
    value.kind = OperandKind::FunctionValue;
    value.function = twice;
    value.type = function;
    c.f.body = {c.let(f, c.call(adder, function, {c.number(1), c.text("one")}), 8), c.let(g, c.just(function, value), 9),
                c.let(a, c.expr(ExprKind::CallClosure, p.integer, {c.use(f), c.number(2)}), 10), c.drop(f),
                c.let(b, c.expr(ExprKind::CallClosure, p.integer, {c.use(g), c.number(3)}), 10), c.drop(g),
                c.give(c.arithmetic(Op::Add, p.integer, c.use(a), c.use(b), 10), 10)};
  }
  check(p, "closures");
}

}  // namespace
}  // namespace riotc::testing
