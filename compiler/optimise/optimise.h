// SPDX-License-Identifier: MIT
// In:   core as lower/ leaves it.
// Out:  the same program, faster, with ownership decided.
#pragma once
#include <vector>

#include "compiler/core/core.h"

namespace riotc::optimise {
// `inlines`: small functions go into their callers, and small recursions are unrolled. Fast, but calls that are gone are not
// in the trace of a crash either, so this is for release builds.
// `keep`: functions that stay although nothing in the program names them; their numbers are updated.
void transform(core::Program& program, bool inlines, const std::vector<core::FunctionId*>& keep = {});  // all but ownership
void optimise(core::Program& program, bool inlines, const std::vector<core::FunctionId*>& keep = {});
}  // namespace riotc::optimise
