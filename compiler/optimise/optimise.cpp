// SPDX-License-Identifier: MIT
#include "compiler/optimise/optimise.h"

#include "compiler/optimise/inline.h"
#include "compiler/optimise/modulo_cons.h"
#include "compiler/optimise/ownership.h"
#include "compiler/optimise/polls.h"
#include "compiler/optimise/prune.h"
#include "compiler/optimise/specialise.h"

namespace riotc::optimise {

using namespace core;

void transform(Program& program, bool inlines, const std::vector<FunctionId*>& keep) {
  specialise(program);
  if (inlines) inline_small(program);
  prune(program, keep);
  for (uint32_t i = 0; i < program.functions.size(); ++i) find_tails_modulo_cons(program, FunctionId{i}, program.functions[FunctionId{i}]);
  if (inlines) unroll_recursion(program);
  decide_polls(program);
}

void optimise(Program& program, bool inlines, const std::vector<FunctionId*>& keep) {
  transform(program, inlines, keep);
  // Who counts what. Afterwards every reference is given up exactly once on every path.
  decide_ownership(program);
}

}  // namespace riotc::optimise
