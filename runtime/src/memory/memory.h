// SPDX-License-Identifier: MIT
// Memory for objects: free lists by size, one set a worker.
//
// A worker allocates and frees without any synchronisation. Objects are often freed by another worker than the one that
// made them, so full lists travel: what a worker frees gathers in a list of `batch` objects, and every second full list
// goes to the depot of its size, where a worker that has run out takes it back whole (Bonwick's magazines). The depot is
// locked once in `batch` operations.
//
// Threads that are no workers (monitor, blocking pool) share one set under a lock.
#pragma once
#include <cstddef>
#include <cstdint>

#include "riot/memory.h"
#include "riot/value.h"

namespace riot::detail {

// Called when memory that was never used is about to be: whoever runs may be taking too much. Set once, before anything
// runs.
extern void (*on_growth)() noexcept;

// From here on this thread allocates from `cache` (null: from the shared one). The thread itself.
void use_cache(Cache* cache) noexcept;
// All lists go back to the depots; nobody uses the cache any more. Its balance is kept in the shared one.
void retire_cache(Cache& cache) noexcept;
// Of all objects that exist now, of all threads. Exact only while no other thread runs.
std::int64_t live_bytes() noexcept;
// All that were ever made.
std::int64_t made_objects() noexcept;

// Memory for a process. Once a process, always a process: the memory is never put to another use, so that a stale pointer
// to a process's atomic fields may still be looked at.
void* allocate_process() noexcept;
void release_process(void* p) noexcept;
constexpr std::size_t kProcessBytes = 208;
// Calls visit(p) for all memory that is or was a process. Any thread.
// Where the list of that memory is, for debuggers: a std::vector of [begin, end).
const void* process_slabs_place() noexcept;
void each_process_memory(void (*visit)(void* p, void* context), void* context);

}  // namespace riot::detail
