// SPDX-License-Identifier: MIT
#include "compiler/optimise/polls.h"

#include <algorithm>

#include "compiler/core/graph.h"

namespace riotc::optimise {

using namespace core;

namespace {

bool is_call(const Expr& expr) {
  return expr.kind == ExprKind::Call || expr.kind == ExprKind::CallClosure || expr.kind == ExprKind::CallRuntime ||
         expr.kind == ExprKind::CallForeign;
}

}  // namespace

void decide_polls(Program& program) {
  Graph graph(program.functions.size());
  for (uint32_t i = 0; i < program.functions.size(); ++i) {
    Function& function = program.functions[FunctionId{i}];
    function.needs_poll = function.has_tail_self;
    for_each_stmt(function.body, [&](Stmt& stmt) {
      if (stmt.kind == StmtKind::TailCall) graph[i].push_back(stmt.function.value);
      if (stmt.kind == StmtKind::While) {
        for (Block& block : stmt.blocks)
          for_each_stmt(block, [&](Stmt& inner) {
            if (has_expr(inner) && is_call(inner.expr)) function.needs_poll = true;
          });
      }
      if (!has_expr(stmt)) return;
      if (stmt.expr.kind == ExprKind::Call) graph[i].push_back(stmt.expr.function.value);
      if (stmt.expr.kind == ExprKind::CallClosure) function.needs_poll = true;
      // The runtime may call a function that it is given.
      if (stmt.expr.kind == ExprKind::CallRuntime)
        for (const Operand& operand : stmt.expr.operands)
          if (operand.kind == OperandKind::FunctionValue ||
              (operand.kind == OperandKind::Variable &&
               program.types[function.variables[operand.variable].type].kind == TypeKind::Function))
            function.needs_poll = true;
    });
  }
  const Components components = find_components(graph);
  for (uint32_t i = 0; i < program.functions.size(); ++i) {
    const bool calls_itself = std::find(graph[i].begin(), graph[i].end(), i) != graph[i].end();
    if (calls_itself || components.members[components.of[i]].size() > 1) program.functions[FunctionId{i}].needs_poll = true;
  }
}

}  // namespace riotc::optimise
