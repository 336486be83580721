// SPDX-License-Identifier: MIT
// What can be said only when every function is there: which tail calls go round in a ring.
#include <algorithm>
#include <functional>

#include "compiler/core/graph.h"
#include "compiler/lower/lowering.h"

namespace riotc::lower {

using core::FunctionId;
using core::FunctionKind;
using core::StmtKind;

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
      step.shard = callee.shard;
      step.symbol = symbols.unique(callee.module, core::derived_symbol(callee.symbol, "again"));
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
