// SPDX-License-Identifier: MIT
#include "runtime/src/memory/memory.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <vector>

#include "runtime/src/platform/platform.h"
#include "runtime/src/platform/sanitizers.h"

// What emitted code reads (riot/memory.h), by this name.
extern "C" {
__attribute__((tls_model("initial-exec"), used)) constinit thread_local riot::detail::Cache* riot_running_cache = nullptr;
}

namespace riot::detail {
namespace {

// Address space comes in pieces of this size.
constexpr std::size_t kRegion = 32u << 20;
// What comes behind the first few megabytes lies in big pages, since a program that gets there needs more: walks over much
// memory then miss the processor's table of pages less often.
constexpr std::size_t kInSmallPages = 4u << 20;
// What a worker takes at a time for one size. Only what is touched costs memory.
constexpr std::size_t kSlab = 64u << 10;
// Free processes are linked through their last bytes, which no stale pointer writes to. Bins hold that address.
constexpr std::size_t kProcessLink = kProcessBytes - sizeof(FreeObject);

constexpr std::size_t class_size(unsigned index) {
  if (index < kSmallClasses) return size_of_small(index);
  const unsigned k = index - kSmallClasses;
  const std::size_t base = kSmallLimit << (k / 4);
  return base + base / 4 * (k % 4 + 1);
}
inline unsigned class_of(std::size_t size) {
  if (size <= kSmallLimit) return class_of_small(size);
  const unsigned doubling = 63 - static_cast<unsigned>(__builtin_clzl(size - 1)) - 8;  // 0 for 257..512
  const std::size_t base = kSmallLimit << doubling;
  return kSmallClasses + doubling * 4 + static_cast<unsigned>((size - 1 - base) / (base / 4));
}
static_assert(class_size(kClasses - 1) == kLargestPooled);

constexpr std::uint32_t batch_of(std::size_t size) {
  return size <= 512 ? kSmallBatch : size <= 4096 ? static_cast<std::uint32_t>(32768 / size) : 8;
}

struct Depot {
  SpinLock lock;
  std::atomic<FreeObject*> lists{nullptr};  // changed under the lock, relaxed throughout
};

struct Shared {
  Depot depots[kClasses + 1];
  SpinLock region_lock;
  char* region = nullptr;
  char* region_end = nullptr;
  bool first_region = true;
  std::vector<std::pair<char*, char*>> process_slabs;  // under region_lock

  SpinLock cache_lock;  // of `cache`
  Cache cache;
  SpinLock caches_lock;
  std::vector<Cache*> caches;  // of workers
};
Shared& shared_memory() {
  static Shared* shared = new Shared;  // outlives all threads
  return *shared;
}

// initial-exec: the runtime is linked into the program, so this is one instruction relative to the thread pointer.
__attribute__((tls_model("initial-exec"))) constinit thread_local Cache* t_cache = nullptr;

std::uintptr_t depth_of(const FreeObject* list) { return list ? list->depth : 0; }

void no_growth() noexcept {}

char* take_slab(std::size_t bytes, bool for_processes) {
  Shared& shared = shared_memory();
  std::lock_guard guard(shared.region_lock);
  if (static_cast<std::size_t>(shared.region_end - shared.region) < bytes) {
    shared.region = reserve_pages(kRegion);
    shared.region_end = shared.region + kRegion;
    const std::size_t small = shared.first_region ? kInSmallPages : 0;
    prefer_big_pages(shared.region + small, kRegion - small);
    shared.first_region = false;
  }
  char* slab = shared.region;
  shared.region += bytes;
  if (for_processes) shared.process_slabs.emplace_back(slab, slab + bytes);
  return slab;
}

// Some of what is fresh as a list, lowest address first: who builds much takes it in line, not here one by one.
FreeObject* carve(Bin& bin, std::size_t size) {
  constexpr std::size_t kAtOnce = 2048;  // bytes, that may stay unused
  const std::size_t count = std::min({static_cast<std::size_t>(bin.fresh_end - bin.fresh) / size, kAtOnce / size, std::size_t{kSmallBatch - 1}});
  FreeObject* list = nullptr;
  for (std::size_t i = count; i-- > 0;) {
    FreeObject* p = reinterpret_cast<FreeObject*>(bin.fresh + i * size);
    p->next = list;
    p->depth = count - i;
    list = p;
  }
  bin.fresh += count * size;
  return list;
}

__attribute__((noinline)) void* refill(Bin& bin, unsigned index, std::size_t size) {
  if (bin.spare) {
    bin.free = bin.spare;
    bin.spare = nullptr;
  } else if (bin.fresh == bin.fresh_end || shared_memory().depots[index].lists.load(std::memory_order_relaxed)) {
    // Looked at without the lock: a miss only means fresh memory instead of used.
    Depot& depot = shared_memory().depots[index];
    std::lock_guard guard(depot.lock);
    if (FreeObject* list = depot.lists.load(std::memory_order_relaxed)) {
      depot.lists.store(list->next_list, std::memory_order_relaxed);
      list->depth = depth_of(list->next) + 1;
      bin.free = list;
    }
  }
  if (FreeObject* p = bin.free) {
    bin.free = p->next;
    return p;
  }
  if (bin.fresh == bin.fresh_end) {
    const std::size_t bytes = size * 8 > kSlab ? size * 8 : kSlab / size * size;
    bin.fresh = take_slab((bytes + 63) & ~std::size_t{63}, index == kProcessClass);
    if (index == kProcessClass) bin.fresh += kProcessLink;
    bin.fresh_end = bin.fresh + bytes;
    on_growth();
  }
  void* p = bin.fresh;
  bin.fresh += size;
  if (index < kSmallClasses) bin.free = carve(bin, size);
  return p;
}

inline void* take(Bin& bin, unsigned index, std::size_t size) {
  if (FreeObject* p = bin.free) [[likely]] {
    bin.free = p->next;
    return p;
  }
  return refill(bin, index, size);
}

void give_list(unsigned index, FreeObject* list) {
  Depot& depot = shared_memory().depots[index];
  std::lock_guard guard(depot.lock);
  list->next_list = depot.lists.load(std::memory_order_relaxed);
  depot.lists.store(list, std::memory_order_relaxed);
}

__attribute__((noinline)) void overflow(Bin& bin, unsigned index) {
  if (bin.spare) give_list(index, bin.spare);
  bin.spare = bin.free;
  bin.free = nullptr;
}

inline void give(Bin& bin, unsigned index, std::size_t size, void* p) {
  FreeObject* object = static_cast<FreeObject*>(p);
  object->next = bin.free;
  object->depth = depth_of(bin.free) + 1;
  bin.free = object;
  if (object->depth >= batch_of(size)) overflow(bin, index);
}

__attribute__((noinline)) void* take_shared(unsigned index, std::size_t size) {
  Shared& shared = shared_memory();
  std::lock_guard guard(shared.cache_lock);
  shared.cache.made(size);
  return take(shared.cache.bins[index], index, size);
}
__attribute__((noinline)) void give_shared(unsigned index, std::size_t size, void* p) {
  Shared& shared = shared_memory();
  std::lock_guard guard(shared.cache_lock);
  shared.cache.freed(size);
  give(shared.cache.bins[index], index, size, p);
}

// Large objects, and all objects under AddressSanitizer, which knows malloc's better than ours.
__attribute__((noinline)) void* take_from_system(std::size_t size) {
  if (Cache* cache = t_cache) {
    cache->made(size);
  } else {
    Shared& shared = shared_memory();
    std::lock_guard guard(shared.cache_lock);
    shared.cache.made(size);
  }
  if (size >= kSlab) on_growth();
  void* p = std::malloc(size);
  if (!p) std::abort();
  return p;
}
__attribute__((noinline)) void give_to_system(std::size_t size, void* p) {
  if (Cache* cache = t_cache) {
    cache->freed(size);
  } else {
    Shared& shared = shared_memory();
    std::lock_guard guard(shared.cache_lock);
    shared.cache.freed(size);
  }
  std::free(p);
}

}  // namespace

char cache_moves;

void (*on_growth)() noexcept = &no_growth;

void use_cache(Cache* cache) noexcept {
  t_cache = cache;
  if (!RIOT_ASAN) riot_running_cache = cache;
  if (!cache) return;
  Shared& shared = shared_memory();
  std::lock_guard guard(shared.caches_lock);
  if (std::find(shared.caches.begin(), shared.caches.end(), cache) == shared.caches.end()) shared.caches.push_back(cache);
}

void retire_cache(Cache& cache) noexcept {
  Shared& shared = shared_memory();
  for (unsigned i = 0; i <= kClasses; ++i) {
    Bin& bin = cache.bins[i];
    const std::size_t size = i == kProcessClass ? kProcessBytes : class_size(i);
    for (; bin.fresh != bin.fresh_end; bin.fresh += size) {
      FreeObject* p = reinterpret_cast<FreeObject*>(bin.fresh);
      p->next = bin.free;
      p->depth = depth_of(bin.free) + 1;
      bin.free = p;
      if (p->depth < batch_of(size)) continue;
      give_list(i, bin.free);
      bin.free = nullptr;
    }
    if (bin.free) give_list(i, bin.free);
    if (bin.spare) give_list(i, bin.spare);
    bin = Bin{};
  }
  std::lock_guard guard(shared.caches_lock);
  std::erase(shared.caches, &cache);
  std::lock_guard guard2(shared.cache_lock);
  shared.cache.made_objects.fetch_add(cache.made_objects.load(std::memory_order_relaxed), std::memory_order_relaxed);
  shared.cache.live_bytes.fetch_add(cache.live_bytes.load(std::memory_order_relaxed), std::memory_order_relaxed);
}

namespace {
// The sum of one counter over all caches.
std::int64_t sum_of(std::atomic<std::int64_t> Cache::*counter) noexcept {
  Shared& shared = shared_memory();
  std::lock_guard guard(shared.caches_lock);
  std::lock_guard guard2(shared.cache_lock);
  std::int64_t sum = (shared.cache.*counter).load(std::memory_order_relaxed);
  for (Cache* cache : shared.caches) sum += (cache->*counter).load(std::memory_order_relaxed);
  return sum;
}
}  // namespace

std::int64_t made_objects() noexcept { return sum_of(&Cache::made_objects); }
std::int64_t live_bytes() noexcept { return sum_of(&Cache::live_bytes); }

void* allocate_process() noexcept {
  Cache* cache = t_cache;
  if (!cache) [[unlikely]] return static_cast<char*>(take_shared(kProcessClass, kProcessBytes)) - kProcessLink;
  cache->made(kProcessBytes);
  return static_cast<char*>(take(cache->bins[kProcessClass], kProcessClass, kProcessBytes)) - kProcessLink;
}
void release_process(void* process) noexcept {
  void* p = static_cast<char*>(process) + kProcessLink;
  Cache* cache = t_cache;
  if (!cache) [[unlikely]] return give_shared(kProcessClass, kProcessBytes, p);
  cache->freed(kProcessBytes);
  give(cache->bins[kProcessClass], kProcessClass, kProcessBytes, p);
}

const void* process_slabs_place() noexcept { return &shared_memory().process_slabs; }

void each_process_memory(void (*visit)(void* p, void* context), void* context) {
  std::vector<std::pair<char*, char*>> slabs;
  {
    std::lock_guard guard(shared_memory().region_lock);
    slabs = shared_memory().process_slabs;
  }
  for (auto [begin, end] : slabs)
    for (char* p = begin; p + kProcessBytes <= end; p += kProcessBytes) visit(p, context);
}

}  // namespace riot::detail

namespace riot {

Int objects_made() { return detail::made_objects(); }

__attribute__((noinline, hot)) void* allocate(std::size_t size) noexcept {
  using namespace detail;
  if (RIOT_ASAN || size > kLargestPooled) [[unlikely]] return take_from_system(size);
  const unsigned index = class_of(size);
  Cache* cache = t_cache;
  if (!cache) [[unlikely]] return take_shared(index, class_size(index));
  cache->made(class_size(index));
  return take(cache->bins[index], index, class_size(index));
}

__attribute__((noinline, hot)) void release_memory(void* p, std::size_t size) noexcept {
  using namespace detail;
  if (RIOT_ASAN || size > kLargestPooled) [[unlikely]] return give_to_system(size, p);
  const unsigned index = class_of(size);
  Cache* cache = t_cache;
  if (!cache) [[unlikely]] return give_shared(index, class_size(index), p);
  cache->freed(class_size(index));
  give(cache->bins[index], index, class_size(index), p);
}

}  // namespace riot
