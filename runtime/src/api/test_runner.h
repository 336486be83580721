// SPDX-License-Identifier: MIT
// Runs a program's tests, each in a process of its own, several at a time.
#pragma once
#include "runtime/src/process/actor.h"

namespace riot::detail {

// Arguments select the tests whose name contains one of them.
void prepare_tests(const Program& program, int argc, char** argv);
// The first process of a test program.
void start_tests(Process& self);
void test_ended(int index, Actor& actor);
// Nothing can happen any more: the tests that are under way wait for ever.
void tests_stuck();

}  // namespace riot::detail
