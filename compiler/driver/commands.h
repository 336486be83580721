// SPDX-License-Identifier: MIT
// What each verb does. All answer the exit status of riotc.
#pragma once
#include "compiler/driver/options.h"

namespace riotc::driver {

int run_command(const Options& options);
int compile_command(const Options& options);  // build, run, debug, check, test
int format_command(const Options& options);
int doc_command(const Options& options);
int new_command(const Options& options);

}  // namespace riotc::driver
