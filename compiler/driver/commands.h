// SPDX-License-Identifier: MIT
// What each verb does. All answer the exit status of riotc.
#pragma once
#include "compiler/driver/options.h"

namespace riotc::driver {

int run_command(const Options& options);
int format_command(const Options& options);  // format_command.cpp

}  // namespace riotc::driver
