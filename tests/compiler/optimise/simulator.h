// SPDX-License-Identifier: MIT
// Runs core. Lowered core runs without counting; core with ownership decided runs with every count kept as the runtime
// keeps it, and each mistake (a leak, a second drop, a look at freed memory) is reported. Both see the same random
// choices, so they must do the same.
//
// Runtime functions: `choose` and `often` are Bools; `observe` puts what it is shown into the trace; any other makes a
// value, or, if it consumes, answers the last of its arguments that is of the type of the result.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/core/core.h"

namespace riotc::optimise::test {

struct Outcome {
  std::string trace;                 // what was observed, sent and returned, in order
  std::vector<std::string> mistakes; // counting only
  uint64_t allocations = 0;          // objects made in new memory
  uint64_t reuses = 0;
  uint64_t shares = 0;               // counts that went up
  bool crashed = false;
  bool exhausted = false;            // it was killed for want of fuel or depth
};

struct Run {
  bool counting = false;
  uint64_t seed = 1;
  int fuel = 400;  // calls and rounds; when it is used up the process is killed, which must not leak either
};
Outcome simulate(const core::Program& program, core::FunctionId start, const Run& run);

}  // namespace riotc::optimise::test
