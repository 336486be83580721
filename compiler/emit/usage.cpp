// SPDX-License-Identifier: MIT
#include "compiler/emit/usage.h"

#include "compiler/core/operands.h"

namespace riotc::emit {

using core::ExprKind;
using core::OperandKind;
using core::StmtKind;
using core::TypeKind;

Effects effects_of(const core::Program& program, const core::Function& function, const core::Expr& expr) {
  switch (expr.kind) {
    case ExprKind::Use: {
      const core::Operand& operand = expr.operands[0];
      if (operand.kind != OperandKind::Variable) return 0;
      return operand.use == core::Use::Move || operand.use == core::Use::Share ? kActs : 0;
    }
    case ExprKind::Project: return kReads;
    case ExprKind::Compare: {
      const TypeKind kind = program.types[expr.operand_type].kind;
      return core::is_reference(program.types[expr.operand_type]) || kind == TypeKind::Never ? kReads : 0;
    }
    case ExprKind::Not: return 0;
    case ExprKind::StartsWith: return kReads;
    case ExprKind::Arithmetic: return program.types[expr.type].kind == TypeKind::Float ? 0 : kTraps;
    default: break;
  }
  (void)function;
  return kActs;
}

namespace {

bool needs_self(const core::Expr& expr) {
  switch (expr.kind) {
    case ExprKind::Call:
    case ExprKind::CallClosure:
    case ExprKind::CallRuntime:
    case ExprKind::Interpolate:
    case ExprKind::TextRest:
    case ExprKind::Spawn:
    case ExprKind::SpawnFunction:
    case ExprKind::Send:
    case ExprKind::CallForeign:
    case ExprKind::SelfPid: return true;
    case ExprKind::Use:
    case ExprKind::Construct:
    case ExprKind::Project:
    case ExprKind::MakeClosure:
    case ExprKind::Finish:
    case ExprKind::Arithmetic:
    case ExprKind::Compare:
    case ExprKind::Not:
    case ExprKind::StartsWith: return false;
  }
  return true;
}

}  // namespace

Usage::Usage(const core::Program& program, const core::Function& function) : program_(program), function_(function) {
  const size_t count = function.variables.size();
  counts_nothing_.resize(count);
  for (size_t i = 0; i < count; ++i) {
    const core::Variable& variable = function.variables[core::VariableId{static_cast<uint32_t>(i)}];
    counts_nothing_[i] = !variable.token && (!variable.owned || !core::is_reference(program.types[variable.type]));
  }
  dead_.assign(count, false);
  // Each round finds variables that only dead ones were computed from.
  for (bool more = true; more;) {
    reads_.assign(count, 0);
    bindings_.assign(count, 0);
    functions_.clear();
    constants_.clear();
    uses_self_ = function.needs_poll || function.has_tail_self ||
                 (function.kind == core::FunctionKind::Step && !function.parameters.empty());
    walk(function.body);
    more = false;
    for (size_t i = 0; i < count; ++i) {
      const bool dead = counts_nothing_[i] && reads_[i] == 0;
      if (dead && !dead_[i]) more = true;
      dead_[i] = dead;
    }
  }
}

void Usage::walk(const core::Block& block) {
  for (const core::Stmt& stmt : block) statement(stmt);
}

void Usage::operand(const core::Operand& operand) {
  switch (operand.kind) {
    case OperandKind::Variable: ++reads_[operand.variable.value]; break;
    case OperandKind::Constant: constants_.insert(operand.constant); break;
    case OperandKind::FunctionValue: functions_.insert(operand.function); break;
    default: break;
  }
}

void Usage::expression(const core::Expr& expr) {
  for (const core::Operand& each : expr.operands) operand(each);
  if (expr.reuse) ++reads_[expr.reuse->value];
  if (expr.function.is_valid()) functions_.insert(expr.function);
  if (needs_self(expr)) uses_self_ = true;
}

void Usage::statement(const core::Stmt& stmt) {
  switch (stmt.kind) {
    case StmtKind::Let:
    case StmtKind::Assign:
      bindings_[stmt.variable.value] += stmt.kind == StmtKind::Let ? 1 : 2;
      if (was_dead(stmt.variable) && !(effects_of(program_, function_, stmt.expr) & (kTraps | kActs))) break;
      expression(stmt.expr);
      break;
    case StmtKind::Evaluate:
      if (effects_of(program_, function_, stmt.expr) & (kTraps | kActs)) expression(stmt.expr);
      break;
    case StmtKind::Extend:
      expression(stmt.expr);
      if (stmt.variable.is_valid()) ++reads_[stmt.variable.value];
      else builds_answer_ = true;
      break;
    case StmtKind::Return: expression(stmt.expr); break;
    case StmtKind::Drop:
    case StmtKind::TakeApart:
      if (!counts_nothing_[stmt.variable.value]) ++reads_[stmt.variable.value];
      break;
    case StmtKind::If:
    case StmtKind::Switch: operand(stmt.operand); break;
    case StmtKind::While:
      operand(stmt.operand);
      uses_self_ = true;
      break;
    case StmtKind::Crash:
      operand(stmt.operand);
      uses_self_ = true;
      break;
    case StmtKind::Receive:
      if (stmt.has_operand) operand(stmt.operand);
      uses_self_ = true;
      break;
    case StmtKind::TailSelf:
      for (size_t i = 0; i < stmt.operands.size(); ++i) {
        const bool stays = stmt.operands[i].kind == OperandKind::Variable && stmt.operands[i].variable == function_.parameters[i];
        if (!stays && !was_dead(function_.parameters[i])) operand(stmt.operands[i]);
      }
      break;
    case StmtKind::Jump: {
      const auto& parameters = joins_[stmt.join]->arms[stmt.index].parameters;
      for (size_t i = 0; i < stmt.operands.size(); ++i)
        if (!was_dead(parameters[i])) operand(stmt.operands[i]);
      break;
    }
    case StmtKind::TailCall:
    case StmtKind::Enter:
      functions_.insert(stmt.function);
      for (const core::Operand& each : stmt.operands) operand(each);
      uses_self_ = true;
      break;
    case StmtKind::Join: core::enter_join(joins_, stmt); break;
    case StmtKind::Declare:
    case StmtKind::Done:
    case StmtKind::Accept:
    case StmtKind::Unreachable: break;
  }
  core::visit_blocks(stmt, [&](const core::Block& block) { walk(block); });
}

}  // namespace riotc::emit
