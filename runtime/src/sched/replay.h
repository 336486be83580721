// SPDX-License-Identifier: MIT
// RIOT_SEED=n: one worker, a schedule drawn from n, and a clock that moves only when the program has nothing else to do. The
// same program with the same seed and input does the same, step for step; sleeping costs nothing.
//
// What is ready lies in one list, and the next is drawn from it, among those of the highest priority. A process's turn lasts a
// drawn number of polls. Calls that block run where they are. Only what comes from outside (input, signals) has a time of its own.
#pragma once
#include <cstdint>

#include "runtime/src/fiber/stack.h"

namespace riot::detail {

class Actor;

// Set before the program starts, and constant while it runs.
extern bool replaying;

// Reads RIOT_SEED.
void prepare_replay();
// Any thread (a poller's, the monitor's).
void replay_enqueue(Actor* actor) noexcept;
// The rest: the worker. Null: nothing is ready.
Actor* replay_take() noexcept;
std::uint32_t replay_ready() noexcept;
// A poll, or the end of a step: whether the turn is over. Until then the process stays poisoned, so that each poll comes here.
bool replay_turn_over() noexcept;
// The clock. It moves a little with each look, so that a loop that waits for a moment ends.
std::int64_t replay_now() noexcept;
// Whether the clock has got that far, without moving it.
bool replay_is_due(std::int64_t deadline) noexcept;
void replay_advance(std::int64_t to) noexcept;
// A number that depends on the seed only; for random numbers, and for tests that inject faults.
std::uint64_t replay_draw() noexcept;

// What stack_limit is when a process runs on this stack.
inline std::uintptr_t limit_of(const Stack& stack) noexcept { return replaying ? UINTPTR_MAX : stack.limit; }

}  // namespace riot::detail
