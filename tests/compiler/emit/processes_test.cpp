// SPDX-License-Identifier: MIT
// Processes: spawn, send, receive with and without a stack, tests.
#include <gtest/gtest.h>

#include "tests/compiler/emit/golden.h"

namespace riotc::testing {
namespace {

void check(CoreProgram& program, const std::string& name) {
  expect_golden(program, name);
  expect_compiles(program, name);
}

struct CounterProgram : CoreProgram {
  TypeId reply = type(TypeKind::Reply, "Reply[Int]", {integer}, "Reply_Int");
  TypeId message = data(TypeKind::Data, "CounterMsg", {{"Incr", {{"by", "", integer}}}, {"Get", {{"reply", "", reply}}}, {"Stop", {}}});
  TypeId pid = type(TypeKind::Pid, "Pid[CounterMsg]", {message}, "Pid_CounterMsg");
  FunctionId counter = function(FunctionKind::Step, "counter", unit, 1);

  CounterProgram() {
    Code c(*this, counter);
    const VariableId n = c.parameter("n", integer), name = c.parameter("name", string), msg = c.variable("", message),
                     by = c.variable("by", integer), next = c.variable("", integer), to = c.variable("reply", reply, false),
                     odd = c.variable("", boolean);
    Stmt receive = c.stmt(StmtKind::Receive, 2);
    receive.variable = msg;
    receive.parks = true;
    receive.wanted = 7;
    receive.has_operand = true;
    receive.operand = c.number(30'000'000'000);
    receive.operand.type = duration;
    Block guarded = {c.let(odd, c.compare(Op::Greater, integer, c.use(n), c.number(0)), 5),
                     c.branch(c.use(odd), {c.accept(1, 5)}, {}, 5)};
    receive.blocks = {{c.select(c.use(msg), {{{0}, {c.accept(0, 3)}}, {{1}, guarded}, {{2}, {c.accept(2, 8)}}}, 2)},
                      {c.drop(name), c.evaluate(c.runtime("println", unit, {c.text("idle")}, {string}), 9), c.stmt(StmtKind::Done, 9)}};
    receive.arms = {
        {{}, {c.let(by, c.project(msg, 0, 0), 3), c.drop(msg), c.let(next, c.arithmetic(Op::Add, integer, c.use(n), c.use(by), 4), 4),
              c.enter(counter, {c.use(next), c.move(name)}, 4)}},
        {{}, {c.let(to, c.project(msg, 1, 0), 5), c.evaluate(c.send(c.use(to), c.use(n), integer, 6), 6), c.drop(msg),
              c.enter(counter, {c.use(n), c.move(name)}, 7)}},
        {{}, {c.drop(msg), c.drop(name), c.stmt(StmtKind::Done, 8)}}};
    c.f.body = {receive};
  }
};

TEST(Processes, CounterParks) {
  CounterProgram p;
  const FunctionId main = p.function(FunctionKind::Step, "main", p.unit, 12);
  Code c(p, main);
  const VariableId pid = c.variable("pid", p.pid), msg = c.variable("", p.message);
  Expr spawn = c.expr(ExprKind::Spawn, p.pid, {c.number(0), c.text("first")});
  spawn.function = p.counter;
  spawn.operand_type = p.message;
  c.f.body = {c.let(pid, spawn, 13), c.let(msg, c.construct(p.message, 0, {c.number(2)}), 14),
              c.evaluate(c.send(c.use(pid), c.move(msg), p.message, 14), 14),
              c.evaluate(c.send(c.use(pid), c.nullary(p.message, 2), p.message, 15), 15), c.drop(pid), c.stmt(StmtKind::Done, 16)};
  p.program.main = main;
  p.program.main_mailbox = p.never;
  check(p, "counter");
}

TEST(Processes, ReceiveInAnExpressionKeepsItsStack) {
  CounterProgram p;
  const FunctionId wait = p.function(FunctionKind::Plain, "wait", p.integer, 20);
  Code c(p, wait);
  const VariableId msg = c.variable("msg", p.message), by = c.variable("by", p.integer), got = c.variable("got", p.integer),
                   wanted = c.parameter("wanted", p.integer), value = c.variable("", p.integer), same = c.variable("", p.boolean);
  Stmt receive = c.stmt(StmtKind::Receive, 21);
  receive.variable = msg;
  receive.wanted = 1;
  Block match = {c.let(value, c.project(msg, 0, 0), 22), c.let(same, c.compare(Op::Equal, p.integer, c.use(value), c.use(wanted)), 22),
                 c.branch(c.use(same), {c.accept(0, 22)}, {}, 22)};
  receive.blocks = {{c.select(c.use(msg), {{{0}, match}, {{1, 2}, {}}}, 21)}};
  receive.arms = {{{}, {c.let(by, c.project(msg, 0, 0), 22), c.drop(msg), c.assign(got, c.just(p.integer, c.use(by)), 22)}}};
  c.f.body = {c.declare(got, 21), receive, c.give(c.just(p.integer, c.use(got)), 23)};
  check(p, "receive_keeps_stack");
}

TEST(Processes, TestsAndSteps) {
  CoreProgram p;
  const FunctionId rest = p.function(FunctionKind::Step, "test_1_rest", p.unit, 3);
  {
    Code c(p, rest);
    const VariableId text = c.parameter("text", p.string), n = c.parameter("n", p.integer);
    (void)n;
    c.f.body = {c.evaluate(c.runtime("println", p.unit, {c.use(text)}, {p.string}), 3), c.drop(text), c.stmt(StmtKind::Done, 3)};
  }
  const FunctionId step = p.function(FunctionKind::Step, "test_1", p.unit, 1);
  Code c(p, step);
  c.f.body = {c.enter(rest, {c.text("hi"), c.number(1)}, 2)};
  p.program.tests = {{"prints \"hi\"", p.at(1), step, p.never}};
  check(p, "tests_and_steps");
}

}  // namespace
}  // namespace riotc::testing
