// SPDX-License-Identifier: MIT
// When the C++ compiler or linker has refused a program that calls foreign functions: which `@extern` is to blame, and why.
//
// The build itself only tells that something does not fit, in terms of code that riotc made. Here the C++ compiler is asked
// one question after the other about each foreign function: is the header there, does it compile, is there one function of this
// name, has it as many parameters, does each type fit. The answer that is no becomes a message at the `@extern`.
#pragma once
#include <string>

#include "compiler/pipeline/pipeline.h"
#include "compiler/toolchain/build.h"

namespace riotc::driver {

// Reports nothing when the foreign code is not found to be the reason.
void blame_foreign_code(const pipeline::Compilation& compilation, const toolchain::BuildResult& failed, const toolchain::Installation& installation,
                        const toolchain::BuildOptions& options, Diagnostics& diags);

}  // namespace riotc::driver
