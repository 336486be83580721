// SPDX-License-Identifier: MIT
// In:   a function with its counting inserted.
// Out:  objects that are given up leave their memory to the next constructor of the same size on the way.
#pragma once
#include "compiler/core/core.h"

namespace riotc::optimise {
void reuse_memory(const core::Program& program, core::Function& function);
}  // namespace riotc::optimise
