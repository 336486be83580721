// SPDX-License-Identifier: MIT
// In:   a function and what its variables hold.
// Out:  where each tracked variable is used for the last time, on every path.
// How:  one walk backwards with the set of what is used later. What the body of a loop uses from outside is found first,
//       once for each loop, so that nesting costs no more than size.
//
// "Live" is about a variable's own uses; that something lives longer because a view of it is used later is for
// insert.cpp to see. Except where ways meet: there, what a live view looks into counts as live too, so that all ways
// agree on what it is.
#pragma once
#include <unordered_map>
#include <vector>

#include "compiler/optimise/views.h"

namespace riotc::optimise {

struct StmtDeaths {
  std::vector<core::VariableId> after;  // last used here; of an Assign's own variable: the old value
  bool result_unused = false;           // Let, Assign
};
struct BlockFacts {
  std::vector<core::VariableId> at_entry;  // used before, or on other ways, but not from here on
  // Arms of a Join: what they use from outside, and what was live before the Join but is not at the jumps to the arm.
  std::vector<core::VariableId> live_at_jump;
  std::vector<core::VariableId> dead_at_jump;
  bool completes = true;
  bool crashes = false;  // nothing is nested in it, and its last statement is Crash or Unreachable
};

struct Deaths {
  std::unordered_map<const core::Stmt*, StmtDeaths> statements;
  std::unordered_map<const core::Block*, BlockFacts> blocks;
};

Deaths find_deaths(const core::Program& program, const core::Function& function, const FunctionFacts& facts);

}  // namespace riotc::optimise
