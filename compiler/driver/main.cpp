// SPDX-License-Identifier: MIT
#include <cstdio>

#include "compiler/driver/commands.h"
#include "compiler/driver/options.h"

int main(int argc, char** argv) {
  std::string problem;
  std::optional<riotc::driver::Options> options = riotc::driver::parse_options(std::vector<std::string>(argv + 1, argv + argc), problem);
  if (!options) {
    std::fprintf(stderr, "riotc: %s\nTry `riotc help`.\n", problem.c_str());
    return riotc::driver::kExitUsage;
  }
  return riotc::driver::run_command(*options);
}
