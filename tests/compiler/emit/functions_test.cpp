// SPDX-License-Identifier: MIT
// Plain functions: arithmetic, branches, loops, joins, text.
#include <gtest/gtest.h>

#include "tests/compiler/emit/golden.h"

namespace riotc::testing {
namespace {

void check(CoreProgram& program, const std::string& name) {
  expect_golden(program, name);
  expect_compiles(program, name);
}

TEST(Functions, Factorial) {
  CoreProgram p;
  const FunctionId fact = p.function(FunctionKind::Plain, "fact", p.integer, 1);
  Code c(p, fact);
  const VariableId n = c.parameter("n", p.integer), small = c.variable("", p.boolean), less = c.variable("", p.integer),
                   rest = c.variable("", p.integer);
  c.f.needs_poll = true;
  c.f.body = {c.let(small, c.compare(Op::LessEqual, p.integer, c.use(n), c.number(1)), 2),
              c.branch(c.use(small), {c.give(c.just(p.integer, c.number(1)), 3)},
                       {c.let(less, c.arithmetic(Op::Subtract, p.integer, c.use(n), c.number(1), 5), 5),
                        c.let(rest, c.call(fact, p.integer, {c.use(less)}), 5),
                        c.give(c.arithmetic(Op::Multiply, p.integer, c.use(n), c.use(rest), 5), 5)},
                       2)};
  check(p, "factorial");
}

TEST(Functions, FibonacciKeepsTheOrderOfCalls) {
  CoreProgram p;
  const FunctionId fib = p.function(FunctionKind::Plain, "fib", p.integer, 1);
  Code c(p, fib);
  const VariableId n = c.parameter("n", p.integer);
  VariableId t[5];
  for (VariableId& each : t) each = c.variable("", p.integer);
  const VariableId small = c.variable("", p.boolean);
  c.f.needs_poll = true;
  c.f.body = {c.let(small, c.compare(Op::Less, p.integer, c.use(n), c.number(2)), 2),
              c.branch(c.use(small), {c.give(c.just(p.integer, c.use(n)), 3)}, {}, 2),
              c.let(t[0], c.arithmetic(Op::Subtract, p.integer, c.use(n), c.number(1), 4), 4),
              c.let(t[1], c.call(fib, p.integer, {c.use(t[0])}), 4),
              c.let(t[2], c.arithmetic(Op::Subtract, p.integer, c.use(n), c.number(2), 4), 4),
              c.let(t[3], c.call(fib, p.integer, {c.use(t[2])}), 4),
              c.give(c.arithmetic(Op::Add, p.integer, c.use(t[1]), c.use(t[3]), 4), 4)};
  check(p, "fibonacci");
}

TEST(Functions, TailCallsAreLoops) {
  CoreProgram p;
  const FunctionId gcd = p.function(FunctionKind::Plain, "gcd", p.integer, 1);
  Code c(p, gcd);
  const VariableId a = c.parameter("a", p.integer), b = c.parameter("b", p.integer), unused = c.parameter("unused", p.integer);
  const VariableId done = c.variable("", p.boolean), rest = c.variable("", p.integer);
  c.f.has_tail_self = true;
  c.f.body = {c.let(done, c.compare(Op::Equal, p.integer, c.use(b), c.number(0)), 2),
              c.branch(c.use(done), {c.give(c.just(p.integer, c.use(a)), 3)}, {}, 2),
              c.let(rest, c.arithmetic(Op::Remainder, p.integer, c.use(a), c.use(b), 4), 4),
              c.again({c.use(b), c.use(rest), c.use(unused)}, 4)};
  // The same with a swap and nothing to compute.
  const FunctionId swap = p.function(FunctionKind::Plain, "swap", p.integer, 6);
  Code s(p, swap);
  const VariableId x = s.parameter("x", p.integer), y = s.parameter("y", p.integer), big = s.variable("", p.boolean);
  s.f.has_tail_self = true;
  s.f.needs_poll = true;
  s.f.body = {s.let(big, s.compare(Op::Greater, p.integer, s.use(x), s.use(y)), 7),
              s.branch(s.use(big), {s.again({s.use(y), s.use(x)}, 8)}, {}, 7), s.give(s.just(p.integer, s.use(y)), 9)};
  check(p, "tail_calls");
}

TEST(Functions, JoinsShareCode) {
  CoreProgram p;
  const TypeId color = p.data(TypeKind::Enum, "Color", {{"Red", {}}, {"Green", {}}, {"Blue", {}}, {"Color", {}}});
  const FunctionId f = p.function(FunctionKind::Plain, "weight", p.real, 1);
  Code c(p, f);
  const VariableId shade = c.parameter("color", color), deep = c.parameter("deep", p.boolean), factor = c.variable("factor", p.real),
                   product = c.variable("", p.real);
  Stmt join = c.stmt(StmtKind::Join, 2);
  join.join = 0;
  join.blocks = {{c.select(c.use(shade),
                           {{{0}, {c.jump(0, 0, {c.real(2)}, 3)}},
                            {{1, 2}, {c.branch(c.use(deep), {c.jump(0, 0, {c.real(3.5)}, 4)}, {c.jump(0, 1, {}, 5)}, 4)}},
                            {{3}, {c.jump(0, 1, {}, 6)}}},
                           2)}};
  join.arms = {{{factor},
                {c.let(product, c.arithmetic(Op::Multiply, p.real, c.use(factor), c.real(0.5), 7), 7),
                 c.give(c.arithmetic(Op::Subtract, p.real, c.use(product), c.real(-1), 7), 7)}},
               {{}, {c.give(c.just(p.real, c.real(0)), 8)}}};
  c.f.body = {join};
  check(p, "joins");
}

TEST(Functions, Loops) {
  CoreProgram p;
  const FunctionId f = p.function(FunctionKind::Plain, "sum", p.integer, 1);
  Code c(p, f);
  const VariableId limit = c.parameter("limit", p.integer), i = c.variable("", p.integer), sum = c.variable("sum", p.integer),
                   more = c.variable("", p.boolean), squared = c.variable("square", p.integer), big = c.variable("", p.boolean);
  Stmt loop = c.stmt(StmtKind::While, 3);
  loop.operand = c.use(more);
  loop.blocks = {{c.let(more, c.compare(Op::LessEqual, p.integer, c.use(i), c.use(limit)), 3)},
                 {c.let(squared, c.arithmetic(Op::Multiply, p.integer, c.use(i), c.use(i), 4), 4),
                  c.let(big, c.compare(Op::Greater, p.integer, c.use(squared), c.number(1000)), 5),
                  c.branch(c.use(big), {c.give(c.just(p.integer, c.number(-1)), 5)}, {}, 5),
                  c.assign(sum, c.arithmetic(Op::Add, p.integer, c.use(sum), c.use(squared), 6), 6),
                  c.assign(i, c.arithmetic(Op::Add, p.integer, c.use(i), c.number(1), 3), 3)}};
  c.f.body = {c.declare(sum, 2), c.assign(sum, c.just(p.integer, c.number(0)), 2), c.declare(i, 3),
              c.assign(i, c.just(p.integer, c.number(1)), 3), loop, c.give(c.just(p.integer, c.use(sum)), 8)};
  check(p, "loops");
}

TEST(Functions, TextAndConstants) {
  CoreProgram p;
  const FunctionId init = p.function(FunctionKind::Plain, "greeting_value", p.string, 1);
  Code(p, init).f.body = {Code(p, init).give(Code(p, init).just(p.string, Code::text("Good \"morning\"")), 1)};
  core::Constant constant;
  constant.name = constant.symbol = "greeting";
  constant.module = "main";
  constant.type = p.string;
  constant.initialiser = init;
  Operand greeting;
  greeting.kind = OperandKind::Constant;
  greeting.constant = p.program.constants.add(constant);
  greeting.use = Use::Borrow;

  const FunctionId f = p.function(FunctionKind::Plain, "greet", p.unit, 3);
  Code c(p, f);
  const VariableId name = c.parameter("name", p.string, false), times = c.parameter("times", p.integer), line = c.variable("line", p.string),
                   same = c.variable("", p.boolean);
  Expr text = c.expr(ExprKind::Interpolate, p.string, {greeting, c.text(", "), c.use(name), c.text(" x "), c.use(times)});
  text.operand_types = {p.string, p.string, p.string, p.string, p.integer};
  c.f.body = {c.let(same, c.compare(Op::NotEqual, p.string, c.use(name), c.text("")), 4),
              c.branch(c.use(same),
                       {c.let(line, text, 5), c.evaluate(c.runtime("println", p.unit, {c.use(line)}, {p.string}), 6), c.drop(line)},
                       {c.evaluate(c.runtime("println", p.unit, {c.number(7)}, {p.integer}), 8)}, 4),
              c.give(c.just(p.unit, c.unit()), 9)};
  check(p, "text_and_constants");
}

}  // namespace
}  // namespace riotc::testing
