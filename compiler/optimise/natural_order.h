// SPDX-License-Identifier: MIT
// `list.sort` by the order of `compare`, which is what most sorts are by, is the runtime's to do: it knows the types, and
// arrays.
#pragma once
#include "compiler/core/core.h"

namespace riotc::optimise {

// A Call of the library's `list.sort`.
bool is_library_sort(const core::Program& program, const core::Expr& call);
// The Closure function answers for any two items what `compare` does: it is `compare`, `int.compare`, `float.compare` or
// `string.compare`.
bool is_natural_order(const core::Program& program, core::FunctionId closure);
// Makes a call of the runtime of one for which both hold.
void sort_in_runtime(const core::Program& program, core::Expr& call);

}  // namespace riotc::optimise
