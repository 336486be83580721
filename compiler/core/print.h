// SPDX-License-Identifier: MIT
// Core as text for `--emit=core`, goldens and debugging.
#pragma once
#include <string>

#include "compiler/core/core.h"

namespace riotc::core {
std::string print(const Program& program);
std::string print(const Program& program, FunctionId function);
}  // namespace riotc::core
