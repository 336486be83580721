// SPDX-License-Identifier: MIT
// One mistake, one message: takes back what later stages said only because of a mistake that has been told already.
#pragma once
#include "compiler/diagnostics/diagnostics.h"
#include "compiler/resolve/program.h"
#include "compiler/source/source.h"

namespace riotc::pipeline {

void quiet_followers(const resolve::Program& program, const SourceMap& sources, Diagnostics& diags);

}  // namespace riotc::pipeline
