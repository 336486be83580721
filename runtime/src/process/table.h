// SPDX-License-Identifier: MIT
// All processes that live. There is no list to maintain: the memory of processes is walked.
//
// Walking and ending are kept apart like this: a walk raises a flag, then looks at inboxes; an end closes its inbox, then looks
// at the flag, all seq_cst. So either the walk sees the inbox closed and leaves the process alone, or the end sees the flag and
// waits for the walk before it lets its own reference go. Until then a walk may take references.
#pragma once
#include <vector>

#include "runtime/src/process/actor.h"

namespace riot::detail {

// All living processes in order of their ids, each with a reference for the caller. Any thread.
std::vector<Actor*> living_processes();
void drop_processes(std::vector<Actor*>& processes);
// The process itself, at its end, after its inbox was closed.
void table_wait_for_walk() noexcept;

}  // namespace riot::detail
