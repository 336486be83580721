// SPDX-License-Identifier: MIT
// In:   a typed program without errors.
// Out:  core: what is reachable from main (or from the tests), one function for each set of types it is used at.
#pragma once
#include <string>
#include <vector>

#include "compiler/core/core.h"
#include "compiler/source/source.h"
#include "compiler/typed/typed.h"
#include "compiler/types/type.h"

namespace riotc::lower {

struct Options {
  bool tests = false;  // the program's tests instead of its main
};
// A place where this stage does not know what to do: a mistake of ours, since inference lets only known programs pass.
struct Gap {
  Span span;
  std::string what;
};
// With gaps, the result is not to be used.
core::Program lower_program(const typed::Program& program, types::TypeTable& types, const Options& options, std::vector<Gap>& gaps);

}  // namespace riotc::lower
