// SPDX-License-Identifier: MIT
// In:   core as lower/ leaves it, with every use Undecided.
// Out:  core in which each use borrows, moves or shares, dead references are dropped as early as they are dead, and
//       constructors reuse the memory of what was taken apart.
// How:  Reinking, Xie, de Moura, Leijen, "Perceus" (PLDI 2021); borrowed parameters by a fixed point over the call graph as
//       in Ullrich and de Moura, "Counting Immutable Beans" (IFL 2019).
#pragma once
#include "compiler/core/core.h"

namespace riotc::optimise {
void decide_ownership(core::Program& program);
}  // namespace riotc::optimise
