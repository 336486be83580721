// SPDX-License-Identifier: MIT
// What is to happen when: one heap of deadlines for the whole program, so that order of deadline, and of arming where
// deadlines are equal, holds across workers.
//
// A process has at most one entry of its own, for the receive, sleep or call that waits. It is lazy: a wait that ends
// early leaves the entry where it is; when it comes up it looks at the process's deadline, and goes back into the heap if that
// is later. So a server that waits `after 30s` for each of a million messages touches the heap once in thirty seconds.
//
// Firing means nudging a process or pushing a message, all under the heap's lock: see README on quiescence.
#pragma once
#include <atomic>
#include <cstdint>
#include <vector>

#include "riot/process.h"
#include "runtime/src/platform/platform.h"

namespace riot::detail {

class Actor;

// A timer that a program holds.
struct TimerObject : Timer {
  std::atomic<std::uint32_t> slot;  // 1 + index in the heap
  Pid* to;                          // owned
  Word message;                     // owned while `has_message`; shared when it is sent more than once
  const TypeInfo* type;
  struct Answer* answer;            // a request whose time is up then, in place of a message; its promise's half is owned
  bool has_message;
  Int period;                       // 0: once
};

class Timers {
 public:
  // The actor's owner, with its deadline set. Makes sure that the entry comes up in time.
  void arm(Actor& actor);
  // The actor's owner, at its end.
  void forget(Actor& actor);
  // Any thread; the heap takes over one reference to the timer.
  void arm(TimerObject* timer, std::int64_t deadline);
  // Any thread. True: it was pending. Gives back the heap's reference.
  bool cancel(TimerObject* timer);

  // Fires all that is due. Any thread. True: something was.
  bool fire(std::int64_t now);
  // The earliest deadline, or kForever; a hint.
  std::int64_t next() const { return next_.load(std::memory_order_relaxed); }
  // The same, kForever when nothing is pending that can wake a process that counts. Exact; takes no lock but this one.
  std::int64_t next_that_counts();
  // Drops everything. Only while nothing else runs.
  void clear();

 private:
  struct Item {
    std::int64_t deadline;
    std::uint64_t number;    // order of arming
    std::uintptr_t subject;  // Actor*, or TimerObject* with the low bit set
  };
  bool before(const Item& a, const Item& b) const {
    return a.deadline != b.deadline ? a.deadline < b.deadline : a.number < b.number;
  }
  void place(std::size_t index, const Item& item);
  void sift_up(std::size_t index, Item item);
  void sift_down(std::size_t index, Item item);
  void insert(std::int64_t deadline, std::uintptr_t subject);
  void remove(std::size_t index);
  void publish_next();

  SpinLock lock_;
  std::vector<Item> heap_;  // four children a node: fewer levels, one cache line of keys a level
  std::uint64_t armed_ = 0;
  std::atomic<std::int64_t> next_{kForever};
};

}  // namespace riot::detail
