// SPDX-License-Identifier: MIT
#include "runtime/src/fiber/stack.h"

#include <pthread.h>

#include <boost/context/detail/fcontext.hpp>
#include <algorithm>
#include <mutex>
#include <new>
#include <vector>

#include "runtime/src/platform/platform.h"

#if RIOT_TSAN
#include <sanitizer/tsan_interface.h>
#endif
#if RIOT_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace riot::detail {
namespace {

namespace ctx = boost::context::detail;

// Regions double from this many stacks to that many.
constexpr std::size_t kFirstRegion = 64;
constexpr std::size_t kLastRegion = 4096;
// Segments up to kStackBytes << kKeptSegments are kept when they are free; bigger ones go back to the system.
constexpr unsigned kKeptSegments = 3;

struct Region {
  char* base;
  std::size_t stacks;
  std::size_t used;
};
struct Regions {
  SpinLock lock;
  std::vector<Region> all;
  Stack* free_segments[kKeptSegments + 1] = {};
  std::vector<Stack*> segments;  // all that exist
};
Regions& regions() {
  static Regions* regions = new Regions;
  return *regions;
}

constexpr std::size_t kHead = (sizeof(Stack) + 63) & ~std::size_t{63};

Stack* place_head(char* base, std::size_t bytes) {
  Stack* stack = new (base + bytes - kHead) Stack;
  stack->base = base;
  stack->size = bytes - kHead;
  stack->limit = reinterpret_cast<std::uintptr_t>(base) + kReserve;
#if RIOT_TSAN
  stack->tsan_fiber = __tsan_create_fiber(0);
#endif
  return stack;
}
void end_head(Stack& stack) {
#if RIOT_TSAN
  __tsan_destroy_fiber(stack.tsan_fiber);
#endif
#if RIOT_ASAN
  __asan_unpoison_memory_region(stack.base, stack.size);
#endif
  (void)stack;
}

// The first thing that runs on a stack.
void begin(ctx::transfer_t arrived) {
  Landing* landing = static_cast<Landing*>(arrived.data);
#if RIOT_ASAN
  __sanitizer_finish_switch_fiber(nullptr, nullptr, nullptr);
#endif
  landing->from->context = arrived.fctx;
  landing->to->entry(landing);
  __builtin_trap();  // an entry leaves by a switch
}

unsigned segment_class(std::size_t bytes) {
  unsigned k = 0;
  while ((kStackBytes << k) < bytes) ++k;
  return k;
}

}  // namespace

void restart(Stack& stack, void (*entry)(Landing*)) {
#if RIOT_ASAN
  __asan_unpoison_memory_region(stack.base, stack.size);
#endif
  stack.entry = entry;
  stack.context = ctx::make_fcontext(stack.base + stack.size, stack.size, &begin);
}

Stack* make_stack(void (*entry)(Landing*)) {
  char* base;
  {
    Regions& r = regions();
    std::lock_guard guard(r.lock);
    if (r.all.empty() || r.all.back().used == r.all.back().stacks) {
      const std::size_t stacks = r.all.empty() ? kFirstRegion : std::min(r.all.back().stacks * 2, kLastRegion);
      r.all.push_back({reserve_pages(stacks * kStackBytes), stacks, 0});
    }
    Region& region = r.all.back();
    base = region.base + region.used++ * kStackBytes;
  }
  Stack* stack = place_head(base, kStackBytes);
  restart(*stack, entry);
  return stack;
}

Stack* make_segment(std::size_t bytes) {
  const unsigned k = segment_class(bytes);
  Regions& r = regions();
  if (k <= kKeptSegments) {
    std::lock_guard guard(r.lock);
    if (Stack* stack = r.free_segments[k]) {
      r.free_segments[k] = stack->below;
      return stack;
    }
  }
  const std::size_t size = kStackBytes << k;
  char* base = reserve_pages(size);
  // A process that got this far will go further.
  if (k > kKeptSegments) prefer_big_pages(base, size);
  Stack* stack = place_head(base, size);
  std::lock_guard guard(r.lock);
  r.segments.push_back(stack);
  return stack;
}

void free_segment(Stack* stack) {
  const unsigned k = segment_class(stack->size + kHead);
  Regions& r = regions();
  if (k <= kKeptSegments) {
    if (k > 1) trim(*stack);
    std::lock_guard guard(r.lock);
    stack->below = r.free_segments[k];
    r.free_segments[k] = stack;
    return;
  }
  {
    std::lock_guard guard(r.lock);
    std::erase(r.segments, stack);
  }
  end_head(*stack);
  release_pages(stack->base, stack->size + kHead);
}

void trim(Stack& stack) {
  constexpr std::uintptr_t kPage = 4096;
  const std::uintptr_t keep_from = (reinterpret_cast<std::uintptr_t>(stack.base) + stack.size - kKeepBytes) & ~(kPage - 1);
  const std::uintptr_t base = reinterpret_cast<std::uintptr_t>(stack.base);
#if !RIOT_ASAN
  discard_pages(stack.base, keep_from - base);
#else
  (void)keep_from;
  (void)base;
#endif
}

void free_all_stacks() {
  Regions& r = regions();
  for (Region& region : r.all) {
    for (std::size_t i = 0; i < region.used; ++i)
      end_head(*reinterpret_cast<Stack*>(region.base + (i + 1) * kStackBytes - kHead));
    release_pages(region.base, region.stacks * kStackBytes);
  }
  for (Stack* stack : r.segments) {
    end_head(*stack);
    release_pages(stack->base, stack->size + kHead);
  }
  r.all.clear();
  r.segments.clear();
  for (Stack*& list : r.free_segments) list = nullptr;
}

void adopt_native(Stack& native) {
  native = Stack{};
#if RIOT_TSAN
  native.tsan_fiber = __tsan_get_current_fiber();
#endif
#if RIOT_ASAN
  pthread_attr_t attributes;
  pthread_getattr_np(pthread_self(), &attributes);
  void* base = nullptr;
  pthread_attr_getstack(&attributes, &base, &native.size);
  pthread_attr_destroy(&attributes);
  native.base = static_cast<char*>(base);
#endif
}

Landing* switch_stack(Stack& from, Stack& to, Landing& landing) {
  landing.from = &from;
  landing.to = &to;
#if RIOT_TSAN
  __tsan_switch_to_fiber(to.tsan_fiber, 0);
#endif
#if RIOT_ASAN
  __sanitizer_start_switch_fiber(&from.asan_fake, to.base, to.size);
#endif
  const ctx::transfer_t arrived = ctx::jump_fcontext(to.context, &landing);
#if RIOT_ASAN
  __sanitizer_finish_switch_fiber(from.asan_fake, nullptr, nullptr);
#endif
  Landing* theirs = static_cast<Landing*>(arrived.data);
  theirs->from->context = arrived.fctx;
  return theirs;
}

}  // namespace riot::detail
