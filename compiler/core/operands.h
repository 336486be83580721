// SPDX-License-Identifier: MIT
// Which operands a statement has, and which of them take a reference: the table in core.h (at Use) as code, for all that
// walk core.
#pragma once
#include <utility>
#include <vector>

#include "compiler/core/core.h"

namespace riotc::core {

// The Joins of a function by their numbers, filled while walking down: a Jump's operands go by its arm's parameters.
using JoinTable = std::vector<const Stmt*>;

inline void enter_join(JoinTable& joins, const Stmt& join) {
  if (joins.size() <= join.join) joins.resize(join.join + 1);
  joins[join.join] = &join;
}

// Calls visit(operand, taken) for each operand. `result_owned` says whether the result of a Use becomes an owned reference.
template <class ExprType, class Visit>
void visit_operands(const Program& program, ExprType& expr, bool result_owned, Visit&& visit) {
  const size_t count = expr.operands.size();
  for (size_t i = 0; i < count; ++i) {
    bool taken = false;
    switch (expr.kind) {
      case ExprKind::Use: taken = result_owned; break;
      case ExprKind::Call: {
        const Function& callee = program.functions[expr.function];
        taken = i < callee.parameters.size() && callee.variables[callee.parameters[i]].owned;
        break;
      }
      case ExprKind::CallClosure:
      case ExprKind::Send: taken = i > 0; break;
      case ExprKind::CallRuntime: taken = expr.consumes; break;
      case ExprKind::Interpolate: taken = expr.consumes && i == 0; break;
      case ExprKind::Construct:
      case ExprKind::MakeClosure:
      case ExprKind::Finish:
      case ExprKind::TextRest:
      case ExprKind::Spawn:
      case ExprKind::SpawnFunction: taken = true; break;
      case ExprKind::CallForeign:
      case ExprKind::Project:
      case ExprKind::Arithmetic:
      case ExprKind::Compare:
      case ExprKind::Not:
      case ExprKind::StartsWith:
      case ExprKind::SelfPid: break;
    }
    visit(expr.operands[i], taken);
  }
}

// The same for the statement itself, without its nested blocks.
template <class StmtType, class Visit>
void visit_operands(const Program& program, const Function& function, const JoinTable& joins, StmtType& stmt, Visit&& visit) {
  const auto owned = [&](VariableId variable) { return function.variables[variable].owned; };
  switch (stmt.kind) {
    case StmtKind::Let:
    case StmtKind::Assign: visit_operands(program, stmt.expr, owned(stmt.variable), visit); break;
    case StmtKind::Extend:
    case StmtKind::Evaluate: visit_operands(program, stmt.expr, false, visit); break;
    case StmtKind::Return: visit_operands(program, stmt.expr, true, visit); break;
    case StmtKind::If:
    case StmtKind::Switch:
    case StmtKind::While: visit(stmt.operand, false); break;
    case StmtKind::Receive:
      if (stmt.has_operand) visit(stmt.operand, false);
      break;
    case StmtKind::Crash: visit(stmt.operand, true); break;
    case StmtKind::TailSelf:
      for (size_t i = 0; i < stmt.operands.size(); ++i) visit(stmt.operands[i], owned(function.parameters[i]));
      break;
    case StmtKind::Jump: {
      const std::vector<VariableId>& parameters = joins[stmt.join]->arms[stmt.index].parameters;
      for (size_t i = 0; i < stmt.operands.size(); ++i) visit(stmt.operands[i], owned(parameters[i]));
      break;
    }
    case StmtKind::TailCall:
    case StmtKind::Enter:
      for (auto& operand : stmt.operands) visit(operand, true);
      break;
    case StmtKind::Declare:
    case StmtKind::Drop:
    case StmtKind::TakeApart:
    case StmtKind::Join:
    case StmtKind::Done:
    case StmtKind::Accept:
    case StmtKind::Unreachable: break;
  }
}

// Calls visit(block) for each block nested directly in the statement, in the order of the text.
template <class StmtType, class Visit>
void visit_blocks(StmtType& stmt, Visit&& visit) {
  // A Receive's match runs first, its time limit's block last; elsewhere only one of these is not empty.
  if (!stmt.blocks.empty()) visit(stmt.blocks[0]);
  if (stmt.kind != StmtKind::Receive)
    for (size_t i = 1; i < stmt.blocks.size(); ++i) visit(stmt.blocks[i]);
  for (auto& one : stmt.cases) visit(one.body);
  if (stmt.otherwise) visit(*stmt.otherwise);
  for (auto& arm : stmt.arms) visit(arm.body);
  if (stmt.kind == StmtKind::Receive)
    for (size_t i = 1; i < stmt.blocks.size(); ++i) visit(stmt.blocks[i]);
}

// Whether control cannot go on behind the statement's own effect.
inline bool is_tail(StmtKind kind) {
  switch (kind) {
    case StmtKind::Jump:
    case StmtKind::Return:
    case StmtKind::TailSelf:
    case StmtKind::TailCall:
    case StmtKind::Enter:
    case StmtKind::Done:
    case StmtKind::Accept:
    case StmtKind::Crash:
    case StmtKind::Unreachable: return true;
    default: return false;
  }
}

}  // namespace riotc::core
