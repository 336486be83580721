// SPDX-License-Identifier: MIT
#include "compiler/optimise/ownership.h"

#include "compiler/optimise/borrow.h"
#include "compiler/optimise/insert.h"
#include "compiler/optimise/liveness.h"
#include "compiler/optimise/prepare.h"
#include "compiler/optimise/reuse.h"
#include "compiler/optimise/views.h"

namespace riotc::optimise {

void decide_ownership(core::Program& program) {
  for (core::Function& function : program.functions) prepare(program, function);
  // By which convention each parameter is passed, for the whole program; from here on each function stands alone.
  decide_parameters(program);
  for (core::Function& function : program.functions) {
    const FunctionFacts facts = find_views(program, function);
    const Deaths deaths = find_deaths(program, function, facts);
    insert_counting(program, function, facts, deaths);
    reuse_memory(program, function);
  }
}

}  // namespace riotc::optimise
