// SPDX-License-Identifier: MIT
// In:   core as lowered.
// Out:  calls of small functions that do not call themselves are replaced by what those do; of what is then built only to be
//       looked at (a tuple, a known constructor) the parts are used instead.
#pragma once
#include "compiler/core/core.h"

namespace riotc::optimise {
void inline_small(core::Program& program);
// Two rounds of small functions that call themselves in one. After find_tails_modulo_cons, which needs no calls at all.
void unroll_recursion(core::Program& program);
}  // namespace riotc::optimise
