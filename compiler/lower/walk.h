// SPDX-License-Identifier: MIT
// The expressions directly inside an expression, for analyses that look everywhere.
#pragma once
#include <functional>

#include "compiler/typed/typed.h"

namespace riotc::lower {

// In order of evaluation where there is one. `is_tail`: its value is the value of the whole. Of lambdas and spawned
// bodies too; expressions inside patterns (pins, keys, sizes) as well.
void for_each_child(const typed::Expr& expr, const std::function<void(const typed::Expr& child, bool is_tail)>& visit);
void for_each_expr(const typed::Pattern& pattern, const std::function<void(const typed::Expr& expr)>& visit);

}  // namespace riotc::lower
