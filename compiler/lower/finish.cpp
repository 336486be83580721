// SPDX-License-Identifier: MIT
// What can be said only when every function is there: who may recurse, and which tail calls go round in a ring.
#include <algorithm>
#include <functional>

#include "compiler/lower/graph.h"
#include "compiler/lower/lowering.h"

namespace riotc::lower {

using core::ExprKind;
using core::FunctionId;
using core::FunctionKind;
using core::StmtKind;

namespace {

bool is_call(const core::Expr& expr) {
  return expr.kind == ExprKind::Call || expr.kind == ExprKind::CallClosure || expr.kind == ExprKind::CallRuntime ||
         expr.kind == ExprKind::CallForeign;
}

}  // namespace

void decide_polls(core::Program& program) {
  Graph graph(program.functions.size());
  for (uint32_t i = 0; i < program.functions.size(); ++i) {
    core::Function& function = program.functions[FunctionId{i}];
    function.needs_poll = function.has_tail_self;
    for_each_stmt(function.body, [&](core::Stmt& stmt) {
      if (stmt.kind == StmtKind::TailCall) graph[i].push_back(stmt.function.value);
      if (stmt.kind == StmtKind::While) {
        for (core::Block& block : stmt.blocks)
          for_each_stmt(block, [&](core::Stmt& inner) {
            if (has_expr(inner) && is_call(inner.expr)) function.needs_poll = true;
          });
      }
      if (!has_expr(stmt)) return;
      if (stmt.expr.kind == ExprKind::Call) graph[i].push_back(stmt.expr.function.value);
      if (stmt.expr.kind == ExprKind::CallClosure) function.needs_poll = true;
      // The runtime may call a function that it is given.
      if (stmt.expr.kind == ExprKind::CallRuntime)
        for (const core::Operand& operand : stmt.expr.operands)
          if (operand.kind == core::OperandKind::FunctionValue ||
              (operand.kind == core::OperandKind::Variable &&
               program.types[function.variables[operand.variable].type].kind == core::TypeKind::Function))
            function.needs_poll = true;
    });
  }
  const Components components = find_components(graph);
  for (uint32_t i = 0; i < program.functions.size(); ++i) {
    const bool calls_itself = std::find(graph[i].begin(), graph[i].end(), i) != graph[i].end();
    if (calls_itself || components.members[components.of[i]].size() > 1) program.functions[FunctionId{i}].needs_poll = true;
  }
}

void break_tail_cycles(core::Program& program, Names& symbols) {
  const uint32_t count = static_cast<uint32_t>(program.functions.size());
  std::vector<std::vector<core::Stmt*>> calls(count);
  for (uint32_t i = 0; i < count; ++i)
    for_each_stmt(program.functions[FunctionId{i}].body, [&](core::Stmt& stmt) {
      if (stmt.kind == StmtKind::TailCall) calls[i].push_back(&stmt);
    });
  // An edge back to a function that is being walked closes a ring: one of each ring goes through the worker.
  enum class Colour : uint8_t { White, Grey, Black };
  std::vector<Colour> colour(count, Colour::White);
  std::vector<size_t> edge(count, 0);
  std::vector<core::Stmt*> closing;
  for (uint32_t start = 0; start < count; ++start) {
    if (colour[start] != Colour::White) continue;
    std::vector<uint32_t> path{start};
    colour[start] = Colour::Grey;
    while (!path.empty()) {
      const uint32_t node = path.back();
      if (edge[node] == calls[node].size()) {
        colour[node] = Colour::Black;
        path.pop_back();
        continue;
      }
      core::Stmt* call = calls[node][edge[node]++];
      const uint32_t to = call->function.value;
      if (colour[to] == Colour::Grey) closing.push_back(call);
      if (colour[to] != Colour::White) continue;
      colour[to] = Colour::Grey;
      path.push_back(to);
    }
  }
  std::unordered_map<uint32_t, FunctionId> again;
  for (core::Stmt* call : closing) {
    auto [found, added] = again.try_emplace(call->function.value);
    if (added) {
      const core::Function& callee = program.functions[call->function];
      core::Function step;
      step.kind = FunctionKind::Step;
      step.name = callee.name;
      step.module = callee.module;
      step.symbol = symbols.unique(callee.module, callee.symbol + "_again");
      step.span = callee.span;
      step.result = callee.result;
      core::Stmt go_on;
      go_on.kind = StmtKind::TailCall;
      go_on.span = callee.span;
      go_on.function = call->function;
      for (core::VariableId parameter : callee.parameters) {
        const core::VariableId own = step.variables.add(callee.variables[parameter]);
        step.parameters.push_back(own);
        core::Operand operand;
        operand.kind = core::OperandKind::Variable;
        operand.variable = own;
        go_on.operands.push_back(operand);
      }
      step.body.push_back(std::move(go_on));
      found->second = program.functions.add(std::move(step));
    }
    call->kind = StmtKind::Enter;
    call->function = found->second;
  }
}

}  // namespace riotc::lower
