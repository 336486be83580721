// SPDX-License-Identifier: MIT
// In:   the whole program.
// Out:  Function::needs_poll: which functions may recurse, go round, or call what is not known.
#pragma once
#include "compiler/core/core.h"

namespace riotc::optimise {
void decide_polls(core::Program& program);
}  // namespace riotc::optimise
