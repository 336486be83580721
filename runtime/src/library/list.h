// SPDX-License-Identifier: MIT
// What the parts of the library that work on lists share.
#pragma once
#include "riot/value.h"

namespace riot::detail {

// Gives up a list of items of that type.
void drop_list(Object* list, const TypeInfo& item);

}  // namespace riot::detail
