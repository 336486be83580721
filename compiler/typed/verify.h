// SPDX-License-Identifier: MIT
// What must hold in every typed tree that infer/ hands on. A broken rule is a mistake of ours, never of the user.
#pragma once
#include <string>
#include <vector>

#include "compiler/typed/typed.h"
#include "compiler/types/type.h"

namespace riotc::typed {

// Sentences about what is wrong; empty when all is well.
std::vector<std::string> verify(const Program& program, types::TypeTable& types);

}  // namespace riotc::typed
