// SPDX-License-Identifier: MIT
// Copies of code with other variables.
#pragma once
#include <functional>
#include <vector>

#include "compiler/core/core.h"

namespace riotc::optimise {

// Calls visit(operand) for every operand of the statement itself, whatever its kind.
template <class StmtType, class Visit>
void visit_all_operands(StmtType& stmt, Visit&& visit) {
  for (auto& operand : stmt.expr.operands) visit(operand);
  visit(stmt.operand);
  for (auto& operand : stmt.operands) visit(operand);
}

// Variables of one function as they are called in another, or what stands for them there.
class Renaming {
 public:
  // `joins`: what numbers of Joins are to be raised by.
  Renaming(const core::Function& from, core::Function& to, uint32_t joins)
      : from_(from), to_(to), instead_(from.variables.size()), joins_(joins) {}

  void set(core::VariableId id, core::Operand operand) { instead_[id.value] = std::move(operand); }
  // The variable for `id`, made when it is first asked for.
  core::VariableId variable(core::VariableId id);
  void operand(core::Operand& operand);
  // In place.
  void block(core::Block& block);
  void statement(core::Stmt& stmt);

 private:
  const core::Function& from_;
  core::Function& to_;
  std::vector<core::Operand> instead_;  // Unit: nothing yet
  uint32_t joins_;
};

core::Operand read_variable(core::VariableId id);
// One more than the greatest number of a Join in the function.
uint32_t next_join(core::Function& function);

}  // namespace riotc::optimise
