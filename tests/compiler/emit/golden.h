// SPDX-License-Identifier: MIT
// Emitted programs against files in golden/, and against two C++ compilers.
#pragma once
#include <string>

#include "tests/compiler/emit/core_builder.h"

namespace riotc::testing {

// All files of the program but for `#line`, one behind the other. With RIOT_UPDATE=1 the golden file is written.
void expect_golden(CoreProgram& program, const std::string& name);
// The program with `#line`, through g++ and clang++ with all warnings as errors.
void expect_compiles(CoreProgram& program, const std::string& name);

}  // namespace riotc::testing
