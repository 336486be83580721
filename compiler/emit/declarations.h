// SPDX-License-Identifier: MIT
// What stands above the code of a file: declarations of all that it mentions, and of nothing else.
#pragma once
#include <set>

#include "compiler/emit/unit.h"

namespace riotc::emit {

// `local`: functions that no other file mentions. The compiler need not keep them once it has put them where they are called.
void write_declarations(ProgramUnit& unit, CppWriter& out, const Mentions& mentions, const std::set<core::FunctionId>& local);

}  // namespace riotc::emit
