// SPDX-License-Identifier: MIT
// What a view may look into: the owned variables that have to be alive while it is used.
#pragma once
#include <vector>

#include "compiler/core/core.h"

namespace riotc::core {

// For each view of the function, by variable number: the owned variables it may be a part of, in order, over all of its
// definitions. Empty: it looks into something that outlives the call (a borrowed parameter, a capture, a constant).
// `wrong` collects views that get their value from something that makes no views.
std::vector<std::vector<VariableId>> find_view_roots(const Program& program, const Function& function, std::vector<VariableId>& wrong);

}  // namespace riotc::core
