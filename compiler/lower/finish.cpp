// SPDX-License-Identifier: MIT
// What can be said only when every function is there: who may recurse, and which tail calls go round in a ring.
#include <algorithm>
#include <functional>

#include "compiler/lower/lowering.h"

namespace riotc::lower {

using core::ExprKind;
using core::FunctionId;
using core::FunctionKind;
using core::StmtKind;

namespace {

void for_each_stmt(core::Block& block, const std::function<void(core::Stmt&)>& visit) {
  for (core::Stmt& stmt : block) {
    visit(stmt);
    for (core::Block& inner : stmt.blocks) for_each_stmt(inner, visit);
    for (core::SwitchCase& one : stmt.cases) for_each_stmt(one.body, visit);
    if (stmt.otherwise) for_each_stmt(*stmt.otherwise, visit);
    for (core::JoinArm& arm : stmt.arms) for_each_stmt(arm.body, visit);
  }
}

bool has_expr(const core::Stmt& stmt) {
  return stmt.kind == StmtKind::Let || stmt.kind == StmtKind::Assign || stmt.kind == StmtKind::Evaluate || stmt.kind == StmtKind::Return;
}

bool is_call(const core::Expr& expr) {
  return expr.kind == ExprKind::Call || expr.kind == ExprKind::CallClosure || expr.kind == ExprKind::CallRuntime ||
         expr.kind == ExprKind::CallForeign;
}

using Graph = std::vector<std::vector<uint32_t>>;

// Tarjan: the component of each node; components are numbered callees first.
std::vector<uint32_t> components_of(const Graph& graph, std::vector<uint32_t>& sizes) {
  constexpr uint32_t kNone = UINT32_MAX;
  const size_t count = graph.size();
  std::vector<uint32_t> index(count, kNone), low(count, 0), component(count, kNone), stack;
  std::vector<size_t> edge(count, 0);
  uint32_t next = 0;
  for (uint32_t start = 0; start < count; ++start) {
    if (index[start] != kNone) continue;
    std::vector<uint32_t> path{start};
    while (!path.empty()) {
      const uint32_t node = path.back();
      if (index[node] == kNone) {
        index[node] = low[node] = next++;
        stack.push_back(node);
      }
      if (edge[node] < graph[node].size()) {
        const uint32_t to = graph[node][edge[node]++];
        if (index[to] == kNone) path.push_back(to);
        else if (component[to] == kNone) low[node] = std::min(low[node], index[to]);
        continue;
      }
      path.pop_back();
      if (!path.empty()) low[path.back()] = std::min(low[path.back()], low[node]);
      if (low[node] != index[node]) continue;
      uint32_t member;
      uint32_t size = 0;
      do {
        member = stack.back();
        stack.pop_back();
        component[member] = static_cast<uint32_t>(sizes.size());
        ++size;
      } while (member != node);
      sizes.push_back(size);
    }
  }
  return component;
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
  std::vector<uint32_t> sizes;
  const std::vector<uint32_t> component = components_of(graph, sizes);
  for (uint32_t i = 0; i < program.functions.size(); ++i) {
    const bool calls_itself = std::find(graph[i].begin(), graph[i].end(), i) != graph[i].end();
    if (calls_itself || sizes[component[i]] > 1) program.functions[FunctionId{i}].needs_poll = true;
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

void merge_tail_recursion(core::Program&, Names&) {}

}  // namespace riotc::lower
