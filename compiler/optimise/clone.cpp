// SPDX-License-Identifier: MIT
#include "compiler/optimise/clone.h"

#include <algorithm>

#include "compiler/core/graph.h"
#include "compiler/core/operands.h"

namespace riotc::optimise {

using namespace core;

Operand read_variable(VariableId id) {
  Operand operand;
  operand.kind = OperandKind::Variable;
  operand.variable = id;
  return operand;
}

uint32_t next_join(Function& function) {
  uint32_t next = 0;
  for_each_stmt(function.body, [&](Stmt& stmt) {
    if (stmt.kind == StmtKind::Join) next = std::max(next, stmt.join + 1);
  });
  return next;
}

VariableId Renaming::variable(VariableId id) {
  Operand& known = instead_[id.value];
  if (known.kind != OperandKind::Variable) known = read_variable(to_.variables.add(from_.variables[id]));
  return known.variable;
}

void Renaming::operand(Operand& operand) {
  if (operand.kind != OperandKind::Variable || !operand.variable.is_valid()) return;
  if (const Operand& known = instead_[operand.variable.value]; known.kind != OperandKind::Unit) operand = known;
  else operand.variable = variable(operand.variable);
}

void Renaming::statement(Stmt& stmt) {
  visit_all_operands(stmt, [&](Operand& each) { operand(each); });
  if (stmt.variable.is_valid()) stmt.variable = variable(stmt.variable);
  for (JoinArm& arm : stmt.arms)
    for (VariableId& parameter : arm.parameters) parameter = variable(parameter);
  if (stmt.kind == StmtKind::Join || stmt.kind == StmtKind::Jump) stmt.join += joins_;
  visit_blocks(stmt, [&](Block& inner) { block(inner); });
}

void Renaming::block(Block& block) {
  for (Stmt& stmt : block) statement(stmt);
}

}  // namespace riotc::optimise
