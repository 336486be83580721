// SPDX-License-Identifier: MIT
// In:   prepared functions.
// Out:  Variable::owned of every parameter: by which convention it is passed.
// How:  reference parameters of plain functions start as borrowed. One becomes owned when the function gives it away, when
//       it could be taken apart and its memory used for something that is built, or when a tail call would have to give
//       up something behind the call. What one function wants changes what its callers want: until nothing changes.
#pragma once
#include "compiler/core/core.h"

namespace riotc::optimise {
void decide_parameters(core::Program& program);
}  // namespace riotc::optimise
