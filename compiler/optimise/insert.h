// SPDX-License-Identifier: MIT
// In:   a prepared function, what its variables hold, and where they are used last.
// Out:  every use decided; Drop and TakeApart where references are given up. Objects whose constructor is known are given
//       up by TakeApart even when no field lives on, so that reuse.cpp can keep their memory.
// How:  one walk forwards. What owns something and is not used any more, but is looked into by views that are, rests until
//       they are gone; or, if a reference to such a view will be wanted, it is taken apart there and then, and the views
//       become owners.
#pragma once
#include "compiler/optimise/liveness.h"

namespace riotc::optimise {
void insert_counting(const core::Program& program, core::Function& function, const FunctionFacts& facts, const Deaths& deaths);
}  // namespace riotc::optimise
