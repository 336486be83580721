// SPDX-License-Identifier: MIT
// What of a function ends up in its C++: variables that nobody reads would only bring warnings.
#pragma once
#include <cstdint>
#include <set>
#include <vector>

#include "compiler/core/core.h"

namespace riotc::emit {

// What computing an expression does besides giving a value; a set of these bits.
using Effects = unsigned;
constexpr Effects kReads = 1;    // looks into objects, which a move or a call may take away
constexpr Effects kTraps = 2;    // may crash, with no other effect
constexpr Effects kActs = 4;     // anything

Effects effects_of(const core::Program& program, const core::Function& function, const core::Expr& expr);

class Usage {
 public:
  Usage(const core::Program& program, const core::Function& function);

  // Reads in statements that are printed.
  uint32_t reads(core::VariableId variable) const { return reads_[variable.value]; }
  // It gets a value by one Let only.
  bool is_bound_once(core::VariableId variable) const { return bindings_[variable.value] == 1; }
  // Not printed at all: a plain value or a view that nothing needs.
  bool is_dead(core::VariableId variable) const { return counts_nothing_[variable.value] && reads_[variable.value] == 0; }
  // Whether the answer is built from the front (core::StmtKind::Extend).
  bool builds_answer() const { return builds_answer_; }
  bool uses_self() const { return uses_self_; }
  // Functions whose names stand in the text.
  const std::set<core::FunctionId>& functions() const { return functions_; }
  const std::set<core::ConstantId>& constants() const { return constants_; }

 private:
  void walk(const core::Block& block);
  void statement(const core::Stmt& stmt);
  void expression(const core::Expr& expr);
  void operand(const core::Operand& operand);
  bool was_dead(core::VariableId variable) const { return dead_[variable.value]; }

  const core::Program& program_;
  const core::Function& function_;
  std::vector<bool> counts_nothing_;  // plain values and views
  std::vector<bool> dead_;            // by the last round
  std::vector<uint32_t> reads_;
  std::vector<uint32_t> bindings_;
  std::vector<const core::Stmt*> joins_;
  std::set<core::FunctionId> functions_;
  std::set<core::ConstantId> constants_;
  bool builds_answer_ = false;
  bool uses_self_ = false;
};

}  // namespace riotc::emit
