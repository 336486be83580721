// SPDX-License-Identifier: MIT
// Runs a program's tests, each in a process of its own, several at a time.
#pragma once
#include <optional>

#include "runtime/src/process/actor.h"

namespace riot::detail {

// What `riotc test` says in the arguments of a test program:
//   --filter=TEXT    part of a name, or FILE:LINE of a line of the test; several select what any of them selects
//   --list           name the tests, run none
//   --json           one object a line: for each test, and for the sum
//   --durations      say how long each test took, and name the slowest
//   --show-output    tell what tests printed that passed, too
//   --jobs=N         at most so many at a time
//   --timeout=N      fail and end a test after so many nanoseconds
//   --seed=N         in an order drawn from N
// Before the workers run. A status: the program is to end with it at once.
std::optional<int> prepare_tests(const Program& program, int argc, char** argv);
// Whether this is a test program. Set before the workers run.
extern bool runs_tests;
// What the child prints is the test's; before it runs.
void join_test_of(Actor& parent, Actor& child);
// The first process of a test program.
void start_tests(Process& self);
void test_ended(int index, Actor& actor);
// Nothing can happen any more: the tests that are under way wait for ever.
void tests_stuck();
// No process runs any more; what watches the tests' time ends.
void tests_over();

}  // namespace riot::detail
