// SPDX-License-Identifier: MIT
// The part of verification that looks at one statement alone: arities, and types of operands.
#pragma once
#include <string>

#include "compiler/core/core.h"

namespace riotc::core {

// Empty, or what is wrong with the statement (nested blocks are not looked at).
std::string check_types(const Program& program, const Function& function, const Stmt& stmt);
std::string check_types(const Program& program, const Static& object);

}  // namespace riotc::core
