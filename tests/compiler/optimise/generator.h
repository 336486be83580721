// SPDX-License-Identifier: MIT
// Random core as lower/ could have made it: valid, and with all kinds of statements.
#pragma once
#include <cstdint>

#include "compiler/core/core.h"

namespace riotc::optimise::test {

struct Generated {
  core::Program program;
  core::FunctionId start;
};
Generated generate(uint64_t seed);

}  // namespace riotc::optimise::test
