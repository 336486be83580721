// SPDX-License-Identifier: MIT
// The program as a whole: how it begins, what its processes' ends mean to it, and how it ends.
#pragma once
#include <string>

#include "runtime/src/process/actor.h"

namespace riot::detail {

// At the end of the program, end all processes one by one, so that a test can see that nothing is left.
extern bool drain_at_end;
// What standard error was told, for tests; null: the real one.
extern std::string* error_capture;

// The program ends with this status. Any worker, or a signal's thread. Returns; the caller comes to a poll soon.
void end_program(int status) noexcept;
void report(const std::string& text) noexcept;
// What the logger adds once a program uses it; null before. `block` is the report as people see it on standard error.
struct LogHooks {
  std::atomic<void (*)() noexcept> flush{nullptr};
  std::atomic<void (*)(Actor& actor, const std::string& message, const std::string& at, const std::string& block)> report{nullptr};
};
extern LogHooks log_hooks;
// The label of a process, "main" for the first, or nothing.
std::string label_of(Actor& actor);
// "Pid(17)", or with its label.
std::string name_of(Actor& actor);
// "waits in receive at main.riot:17". Only while nothing runs.
std::string place_of(Actor& actor);
std::string text_of_reason(const Object* reason);

}  // namespace riot::detail
