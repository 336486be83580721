// SPDX-License-Identifier: MIT
// "Core lint": the rules of core.h, checked. A violation is a bug of the compiler, never of the user's program.
#pragma once
#include <string>
#include <vector>

#include "compiler/core/core.h"

namespace riotc::core {

enum class Phase { Lowered, Owned };  // Owned: every use is decided, every reference is given up exactly once on every path
// One sentence for each violation, "function `f`: ..".
std::vector<std::string> verify(const Program& program, Phase phase);

}  // namespace riotc::core
