// SPDX-License-Identifier: MIT
// What a process may take, and small services between the files of this folder.
#pragma once
#include "runtime/src/process/actor.h"

namespace riot::detail {

// Reads RIOT_MAX_HEAP. Before anything runs.
void read_limits();
// Bytes of stacks and objects that a process may have.
std::size_t memory_limit(Actor& actor) noexcept;
// The process itself, now and then: throws when it has too much.
void check_memory(Actor& self);

// Lets others run, if any are ready.
void yield_now(Actor& self);
void after_spawn(Actor& parent) noexcept;
// Consumes the function; the process is not in any queue yet, and one reference is the caller's.
Actor* make_function_process(Worker* worker, Closure* function, const TypeInfo& result, const TypeInfo& mailbox);

// Crashes this process. Consumes the text.
[[noreturn]] void crash(Actor& self, String* text, const char* at);
// The process that runs on the calling thread.
Actor& running();

}  // namespace riot::detail
