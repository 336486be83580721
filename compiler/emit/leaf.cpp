// SPDX-License-Identifier: MIT
#include "compiler/emit/leaf.h"

#include <algorithm>

#include "compiler/core/graph.h"

namespace riotc::emit {

using core::ExprKind;
using core::OperandKind;
using core::StmtKind;

namespace {

bool is_plain(const core::Program& program, core::TypeId type) { return !core::is_reference(program.types[type]); }

bool is_plain(const core::Program& program, const core::Function& function, const core::Operand& operand) {
  switch (operand.kind) {
    case OperandKind::Int:
    case OperandKind::Float:
    case OperandKind::Bool:
    case OperandKind::Unit: return true;
    case OperandKind::Variable: return is_plain(program, function.variables[operand.variable].type);
    case OperandKind::Nullary: return is_plain(program, operand.type);
    case OperandKind::String:
    case OperandKind::Constant:
    case OperandKind::Static:
    case OperandKind::FunctionValue: return false;
  }
  return false;
}

bool calls_nothing(const core::Program& program, const core::Function& function, const core::Expr& expr) {
  switch (expr.kind) {
    case ExprKind::Use:
    case ExprKind::Project: return true;
    case ExprKind::Arithmetic:
    case ExprKind::Compare:
    case ExprKind::Not:
    case ExprKind::CallRuntime:  // numbers of numbers: mostly in line
      return is_plain(program, expr.type) && std::all_of(expr.operands.begin(), expr.operands.end(), [&](const core::Operand& operand) {
               return is_plain(program, function, operand);
             });
    case ExprKind::Call:
    case ExprKind::CallClosure:
    case ExprKind::CallForeign:
    case ExprKind::Construct:
    case ExprKind::Finish:
    case ExprKind::MakeClosure:
    case ExprKind::Interpolate:
    case ExprKind::StartsWith:
    case ExprKind::TextRest:
    case ExprKind::Spawn:
    case ExprKind::SpawnFunction:
    case ExprKind::Send:
    case ExprKind::SelfPid: return false;
  }
  return false;
}

bool calls_nothing(const core::Program& program, const core::Function& function, const core::Stmt& stmt) {
  switch (stmt.kind) {
    case StmtKind::Let:
    case StmtKind::Declare:
    case StmtKind::Assign:
    case StmtKind::Evaluate:
    case StmtKind::If:
    case StmtKind::Switch:
    case StmtKind::Join:
    case StmtKind::Jump:
    case StmtKind::Return:
    case StmtKind::TailSelf:
    case StmtKind::Unreachable: return !core::has_expr(stmt) || calls_nothing(program, function, stmt.expr);
    case StmtKind::Extend:
    case StmtKind::Drop:
    case StmtKind::TakeApart:
    case StmtKind::While:
    case StmtKind::TailCall:
    case StmtKind::Enter:
    case StmtKind::Done:
    case StmtKind::Receive:
    case StmtKind::Accept:
    case StmtKind::Crash: return false;
  }
  return false;
}

}  // namespace

bool is_leaf_loop(const core::Program& program, const core::Function& function) {
  if (!function.has_tail_self || !function.needs_poll) return false;
  if (function.kind != core::FunctionKind::Plain && function.kind != core::FunctionKind::Closure) return false;
  for (const core::Variable& each : function.variables)
    if (each.token || each.builder || (each.owned && core::is_reference(program.types[each.type]))) return false;
  bool leaf = true;
  core::for_each_stmt(function.body, [&](const core::Stmt& stmt) { leaf = leaf && calls_nothing(program, function, stmt); });
  return leaf;
}

}  // namespace riotc::emit
