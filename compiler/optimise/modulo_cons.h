// SPDX-License-Identifier: MIT
// In:   core as lowered.
// Out:  functions that answer a constructor around a call of themselves are loops: `[f(x), ..map(rest, f)]` becomes an
//       Extend and a TailSelf. They need no stack, and build their answer from the front.
// How:  Bour, Clément, Scherer, "Tail Modulo Cons" (JFLA 2021), with the open place in a variable of the function instead of
//       a second function, since only self calls are looked at.
#pragma once
#include "compiler/core/core.h"

namespace riotc::optimise {
void find_tails_modulo_cons(const core::Program& program, core::FunctionId id, core::Function& function);
}  // namespace riotc::optimise
