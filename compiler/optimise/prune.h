// SPDX-License-Identifier: MIT
// In:   the whole program.
// Out:  without the functions that nothing reaches any more.
#pragma once
#include "compiler/core/core.h"

namespace riotc::optimise {
// Functions get new numbers; those in `keep`, which stay in any case, are updated.
void prune(core::Program& program, std::vector<core::FunctionId*> keep = {});
}  // namespace riotc::optimise
