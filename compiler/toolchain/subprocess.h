// SPDX-License-Identifier: MIT
// Runs other programs.
#pragma once
#include <functional>
#include <string>
#include <vector>

namespace riotc::toolchain {

struct Outcome {
  bool started = false;  // false: the program could not be run; `output` says why
  int status = 0;        // exit status; 128 + signal when it was killed by one
  std::string output;    // standard output and standard error together
};

// Waits for it; standard input is empty.
Outcome run_captured(const std::vector<std::string>& command);

// Runs all commands, at most `at_most` at a time; outcomes in order of the commands. `before` is told how many have ended
// before each begins, from one thread at a time.
std::vector<Outcome> run_all(const std::vector<std::vector<std::string>>& commands, unsigned at_most, const std::function<void(unsigned done)>& before = {});

}  // namespace riotc::toolchain
