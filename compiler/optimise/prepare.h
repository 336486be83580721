// SPDX-License-Identifier: MIT
// In:   a function as lowered.
// Out:  the same, easier to reason about: no variable is only another name of an immutable one, what is pure and unused is
//       gone, and references that a loop's set-up makes for its body are declared outside of the loop.
#pragma once
#include "compiler/core/core.h"

namespace riotc::optimise {
void prepare(const core::Program& program, core::Function& function);
}  // namespace riotc::optimise
