// SPDX-License-Identifier: MIT
// In:   core as lowered.
// Out:  where a function is given a known function value that it calls, or passes on to one that does, a copy of it made
//       for that value is called instead; what the value has captured are parameters of the copy. So `list.map(xs, fn(x)
//       { x + n })` makes no closure, and its loop calls what it knows.
#pragma once
#include <map>

#include "compiler/core/core.h"
#include "compiler/optimise/symbols.h"

namespace riotc::optimise {

void specialise(core::Program& program);

// Plain functions that do what Closures do: with the captures in front of the parameters.
class DirectFunctions {
 public:
  DirectFunctions(core::Program& program, Symbols& symbols) : program_(program), symbols_(symbols) {}
  core::FunctionId of(core::FunctionId closure);

 private:
  core::Program& program_;
  Symbols& symbols_;
  std::map<core::FunctionId, core::FunctionId> known_;
};

// Calls of function values that are known where they stand become plain calls.
void call_directly(core::Program& program, core::FunctionId function, DirectFunctions& direct);

}  // namespace riotc::optimise
