// SPDX-License-Identifier: MIT
// Loops that call nothing.
#pragma once
#include "compiler/core/core.h"

namespace riotc::emit {

// The function goes round in a loop of plain arithmetic and of looking at objects, as `sum` of a list does: it calls nothing but
// poll(), and owns nothing that an exception would have to give up (RIOT_LEAF in riot/process.h).
bool is_leaf_loop(const core::Program& program, const core::Function& function);

}  // namespace riotc::emit
