// SPDX-License-Identifier: MIT
// What a process may take, and small services between the files of this folder.
#pragma once
#include <string>

#include "runtime/src/process/actor.h"

namespace riot::detail {

// Reads RIOT_MAX_HEAP. Before anything runs.
void read_limits();
// Bytes of stacks and objects that a process may have.
std::size_t memory_limit(Actor& actor) noexcept;
// Bytes of stacks alone: no more than kStackLimit where nobody has said otherwise, so that endless recursion is over soon.
constexpr std::size_t kStackLimit = std::size_t{1} << 30;
std::size_t stack_limit(Actor& actor) noexcept;
// Runs body on a stack of its own, whatever the limits say. It must not throw.
void run_with_room(Actor& self, void (*body)(void*), void* context);
// The line of the program that a trace leads to; empty when there is none.
std::string read_place(Actor& self, const struct Trace& trace);
// The process itself, now and then: throws when it has too much.
void check_memory(Actor& self);

// Lets others run, if any are ready.
void yield_now(Actor& self);
// Lets a new process run: the end of every spawn.
void start_child(Actor& parent, Actor& child);
// Consumes the function; the process is not in any queue yet, and one reference is the caller's.
Actor* make_function_process(Worker* worker, Closure* function, const TypeInfo& result, const TypeInfo& mailbox);

// The reason for a crash of this process, here, and its trace. Consumes the text. `at`: the place; empty when the caller does not
// know it.
Object* crash_here(Actor& self, String* text, const char* at);
// Crashes this process. Consumes the text.
[[noreturn]] void crash(Actor& self, String* text, const char* at);
// The process that runs on the calling thread.
Actor& running();

}  // namespace riot::detail
