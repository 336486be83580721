// SPDX-License-Identifier: MIT
// Values of literals only, which are the program's data.
#pragma once
#include <optional>

#include "compiler/typed/typed.h"

namespace riotc::lower {

// Objects that a value of literals only consists of; nothing when there is anything else in it.
std::optional<size_t> count_static_objects(const typed::Expr& expr);

// A list or map of fewer objects is made by code: it can be changed in place.
constexpr size_t kFewestStaticObjects = 32;

}  // namespace riotc::lower
