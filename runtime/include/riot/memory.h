// SPDX-License-Identifier: MIT
// Memory for objects, as far as emitted code takes and gives it itself: the free lists of the running worker.
// runtime/src/memory/memory.h says how they are filled.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace riot {

// Memory of `size` bytes for an object, from the running worker's free lists; `release_memory` wants the same size.
// Only from a process or a worker.
void* allocate(std::size_t size) noexcept;
void release_memory(void* p, std::size_t size) noexcept;

namespace detail {

struct FreeObject {
  FreeObject* next;
  union {
    std::uintptr_t depth;   // objects in the list that begins here
    FreeObject* next_list;  // of the first one of a list in a depot
  };
};

// Objects of one size, of one worker.
struct Bin {
  FreeObject* free = nullptr;   // being filled and emptied
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

constexpr unsigned class_of_small(std::size_t size) { return size <= 16 ? 0 : static_cast<unsigned>((size + 7) / 8 - 2); }
constexpr std::size_t size_of_small(unsigned index) { return 16 + index * 8; }
// A full list of small objects has this many: enough to make locks rare, and not much memory.
constexpr std::uint32_t kSmallBatch = 64;

struct Cache {
  Bin bins[kClasses + 1];
  // Made here; those made here less those freed here. Written by the owner only, read by others for reports: relaxed.
  std::atomic<std::int64_t> made_objects{0};
  std::atomic<std::int64_t> live_bytes{0};

  void made(std::size_t bytes) noexcept {
    made_objects.store(made_objects.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    live_bytes.store(live_bytes.load(std::memory_order_relaxed) + static_cast<std::int64_t>(bytes), std::memory_order_relaxed);
  }
  void freed(std::size_t bytes) noexcept {
    live_bytes.store(live_bytes.load(std::memory_order_relaxed) - static_cast<std::int64_t>(bytes), std::memory_order_relaxed);
  }
};

}  // namespace detail

#if defined(RIOT_INLINE_MEMORY) && defined(__x86_64__)
// Release builds take and give small objects in line.
#define RIOT_MEMORY_IS_INLINE 1
namespace detail {
extern char cache_moves;  // in the runtime, so that no compiler of a program sees that nobody writes it
// The running worker's cache; null where there is none, or where all has to go through the functions above. A process may
// move to another worker in any call, and compilers take the address of a thread's variable for constant within a function.
// This reads the variable by its place in the thread that runs. It counts as a read of memory, which calls may change.
inline Cache* running_cache() noexcept {
  Cache* cache;
  asm("movq %%fs:riot_running_cache@tpoff, %0" : "=r"(cache) : "m"(cache_moves));
  return cache;
}
}  // namespace detail

// Null when there is none at hand.
template <std::size_t kSize>
inline void* allocate_at_hand() noexcept {
  using namespace detail;
  constexpr unsigned index = class_of_small(kSize);
  if (Cache* cache = running_cache()) [[likely]] {
    Bin& bin = cache->bins[index];
    if (FreeObject* p = bin.free) [[likely]] {
      bin.free = p->next;
      cache->made(size_of_small(index));
      return p;
    }
  }
  return nullptr;
}
template <std::size_t kSize>
inline void* allocate_small() noexcept {
  if (void* p = allocate_at_hand<kSize>()) [[likely]] return p;
  return allocate(kSize);
}
template <std::size_t kSize>
inline void release_small(void* memory) noexcept {
  using namespace detail;
  constexpr unsigned index = class_of_small(kSize);
  if (Cache* cache = running_cache()) [[likely]] {
    Bin& bin = cache->bins[index];
    FreeObject* p = static_cast<FreeObject*>(memory);
    const std::uintptr_t depth = bin.free ? bin.free->depth + 1 : 1;
    if (depth < kSmallBatch) [[likely]] {
      p->next = bin.free;
      p->depth = depth;
      bin.free = p;
      cache->freed(size_of_small(index));
      return;
    }
  }
  release_memory(memory, kSize);
}
#else
#define RIOT_MEMORY_IS_INLINE 0
#endif

// As allocate() and release_memory(), of a size that is known when the program is compiled.
template <std::size_t kSize>
inline void* allocate_fixed() noexcept {
#if RIOT_MEMORY_IS_INLINE
  if constexpr (kSize <= detail::kSmallLimit) return allocate_small<kSize>();
#endif
  return allocate(kSize);
}
template <std::size_t kSize>
inline void release_fixed(void* p) noexcept {
#if RIOT_MEMORY_IS_INLINE
  if constexpr (kSize <= detail::kSmallLimit) return release_small<kSize>(p);
#endif
  release_memory(p, kSize);
}

}  // namespace riot
