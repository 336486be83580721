// SPDX-License-Identifier: MIT
// In:   a typed program without errors.
// Out:  core: what is reachable from main (or from the tests), one function for each set of types it is used at.
#pragma once
#include "compiler/core/core.h"
#include "compiler/diagnostics/diagnostics.h"
#include "compiler/typed/typed.h"
#include "compiler/types/type.h"

namespace riotc::lower {

struct Options {
  bool tests = false;  // the program's tests instead of its main
};
// What is not supported yet is reported (E0901) with its place; the result is then not to be used.
core::Program lower_program(const typed::Program& program, types::TypeTable& types, const Options& options, Diagnostics& diags);

}  // namespace riotc::lower
