// SPDX-License-Identifier: MIT
// What counter.riot is built on. All operations are seq_cst: what a process wrote before it changed a counter is seen by
// the one that read the change, so counters may guard other things.
#include <atomic>
#include <new>

#include "riot/arithmetic.h"
#include "riot/shared_library.h"

namespace riot {
namespace {

struct Counter : Foreign {
  std::atomic<Int> value;
};
Counter& counter_of(Foreign* counter) { return *static_cast<Counter*>(counter); }

}  // namespace

Foreign* counter_new(Process&, Int start) {
  Counter* counter = new (allocate(sizeof(Counter))) Counter;
  counter->count = 1;
  counter->tag = counter->detail = 0;
  counter->destroy = [](Foreign* self) noexcept { release_memory(self, sizeof(Counter)); };
  counter->value.store(start, std::memory_order_relaxed);
  return counter;
}

Int counter_add(Process&, Foreign* counter, Int by, const char* place) {
  std::atomic<Int>& value = counter_of(counter).value;
  Int seen = value.load();
  Int sum;
  do {
    if (__builtin_add_overflow(seen, by, &sum)) fail_overflow(place);
  } while (!value.compare_exchange_weak(seen, sum));
  return sum;
}

Int counter_get(Process&, Foreign* counter) { return counter_of(counter).value.load(); }
Int counter_exchange(Process&, Foreign* counter, Int value) { return counter_of(counter).value.exchange(value); }
Bool counter_compare_exchange(Process&, Foreign* counter, Int expected, Int value) {
  return counter_of(counter).value.compare_exchange_strong(expected, value);
}

}  // namespace riot
