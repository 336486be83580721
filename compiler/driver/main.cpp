// SPDX-License-Identifier: MIT
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/options.h"

int main(int argc, char** argv) {
  std::string problem;
  std::optional<riotc::driver::Options> options = riotc::driver::parse_options(std::vector<std::string>(argv + 1, argv + argc), problem);
  if (!options) {
    std::fprintf(stderr, "riotc: %s\nTry `riotc help`.\n", problem.c_str());
    return riotc::driver::kExitUsage;
  }
  const int status = riotc::driver::run_command(*options);
  if (std::fflush(stdout) != 0 || std::ferror(stdout)) {
    riotc::driver::complain("cannot write to standard output: " + std::string(std::strerror(errno)));
    return status == riotc::driver::kExitOk ? riotc::driver::kExitErrors : status;
  }
  return status;
}
