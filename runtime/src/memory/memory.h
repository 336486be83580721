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
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "riot/value.h"

namespace riot::detail {

struct FreeObject {
  FreeObject* next;
  FreeObject* next_list;  // in a depot: the next full list
};

// Objects of one size, of one worker.
struct Bin {
  FreeObject* free = nullptr;   // being filled and emptied
  std::uint32_t count = 0;      // objects in `free`, at most
  FreeObject* spare = nullptr;  // a full list, or nothing
  char* fresh = nullptr;        // never used yet
  char* fresh_end = nullptr;
};

// 16 to 256 bytes in steps of 8, up to 32 KiB in four steps a doubling; the last class holds processes.
constexpr std::size_t kSmallLimit = 256;
constexpr std::size_t kLargestPooled = 32768;
constexpr unsigned kSmallClasses = kSmallLimit / 8 - 1;
constexpr unsigned kClasses = kSmallClasses + 28;
constexpr unsigned kProcessClass = kClasses;

struct Cache {
  Bin bins[kClasses + 1];
  // Made here, freed here. Written by the owner only, read by others for reports: relaxed.
  std::atomic<std::int64_t> made_objects{0};
  std::atomic<std::int64_t> freed_objects{0};
  std::atomic<std::int64_t> live_bytes{0};

  void count(std::int64_t objects, std::int64_t bytes) noexcept {
    if (objects > 0) made_objects.store(made_objects.load(std::memory_order_relaxed) + objects, std::memory_order_relaxed);
    else freed_objects.store(freed_objects.load(std::memory_order_relaxed) - objects, std::memory_order_relaxed);
    live_bytes.store(live_bytes.load(std::memory_order_relaxed) + bytes, std::memory_order_relaxed);
  }
};

// Called when memory that was never used is about to be: whoever runs may be taking too much. Set once, before anything
// runs.
extern void (*on_growth)() noexcept;

// From here on this thread allocates from `cache` (null: from the shared one). The thread itself.
void use_cache(Cache* cache) noexcept;
// All lists go back to the depots; nobody uses the cache any more. Its balance is kept in the shared one.
void retire_cache(Cache& cache) noexcept;
// Objects that exist now, of all threads. Exact only while no other thread runs.
std::int64_t live_objects() noexcept;
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
