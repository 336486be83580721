// SPDX-License-Identifier: MIT
// In:   a prepared function whose parameters are owned or borrowed (Variable::owned).
// Out:  for each variable, whether it owns what it holds, is a part of something that may be taken apart later, or only
//       ever looks into something else. Variable::owned is set to match.
// How:  first every variable that could be a view is one; those for which that does not work are made owners, until none
//       is left.
#pragma once
#include <vector>

#include "compiler/core/core.h"

namespace riotc::optimise {

enum class Holds {
  Plain,  // nothing that is counted
  Owned,  // one reference
  Part,   // a field of `base`; a view for as long as `base` is not taken apart, an owner of its own from then on
  View    // always a view, of `roots`
};

struct VariableFacts {
  Holds holds = Holds::Plain;
  core::VariableId base;                // Part: Owned or Part
  uint32_t tag = 0;                     // Part
  uint32_t field = 0;                   // Part
  std::vector<core::VariableId> roots;  // View: the Owned and Parts to be kept alive for it; empty: it outlives the function
  bool changes = false;                 // declared, and may be assigned while it already has a value
  bool given = false;                   // a reference to it is taken somewhere
  bool given_within = false;            // .. or to a part of it
};

struct Definition {
  core::VariableId variable;
  const core::Operand* source;
  bool is_projection;
};

struct FunctionFacts {
  IdVec<core::VariableId, VariableFacts> variables;
  std::vector<Definition> definitions;  // by Use and Project, and of Join parameters; in order of the text
  const VariableFacts& operator[](core::VariableId id) const { return variables[id]; }
  // Has to be kept alive for something, or given up.
  bool is_tracked(core::VariableId id) const {
    const VariableFacts& facts = variables[id];
    return facts.holds == Holds::Owned || facts.holds == Holds::Part || (facts.holds == Holds::View && !facts.roots.empty());
  }
  bool outlives(core::VariableId id) const { return variables[id].holds == Holds::View && variables[id].roots.empty(); }
};

FunctionFacts find_views(const core::Program& program, core::Function& function);

}  // namespace riotc::optimise
