// SPDX-License-Identifier: MIT
// In:   a typed program.
// Out:  diagnostics only: values that a match, a function's clauses, a let or a closure parameter can meet and does not
//       cover, and arms that no value reaches.
// How:  Maranget, "Warnings for pattern matching" (JFP 2007).
#pragma once
#include "compiler/diagnostics/diagnostics.h"
#include "compiler/typed/typed.h"
#include "compiler/types/type.h"

namespace riotc::exhaustive {

void check_program(const typed::Program& program, types::TypeTable& types, Diagnostics& diags);

}  // namespace riotc::exhaustive
