// SPDX-License-Identifier: MIT
// Workers: threads that run processes, one a core.
//
// A worker runs its scheduling loop on a pooled stack. A process without a stack of its own runs as a function call from
// that loop; when it has to keep its stack, the loop's stack becomes the process's, and the worker goes on with another
// pooled stack, at whose bottom another activation of the loop waits. Hence the loop asks anew which worker it runs on
// after every process.
#pragma once
#include <atomic>
#include <cstdint>
#include <deque>

#include "runtime/src/fiber/stack.h"
#include "runtime/src/memory/memory.h"
#include "runtime/src/platform/platform.h"
#include "runtime/src/process/actor.h"

namespace riot::detail {

// First in, first out: the owner pushes and takes, others steal half. As in Go's scheduler.
class RunQueue {
 public:
  static constexpr std::uint32_t kCapacity = 256;

  // Owner. False: full.
  bool push(Actor* actor) noexcept {
    const std::uint32_t tail = tail_.load(std::memory_order_relaxed);
    // Acquire pairs with the release of take and steal: the cell has been read.
    if (tail - head_.load(std::memory_order_acquire) >= kCapacity) return false;
    cells_[tail % kCapacity].store(actor, std::memory_order_relaxed);
    tail_.store(tail + 1, std::memory_order_release);  // with the acquire in steal
    return true;
  }
  // Owner. `alone`: nobody steals.
  Actor* take(bool alone) noexcept {
    std::uint32_t head = head_.load(std::memory_order_relaxed);
    for (;;) {
      if (head == tail_.load(std::memory_order_relaxed)) return nullptr;
      Actor* actor = cells_[head % kCapacity].load(std::memory_order_relaxed);
      if (alone) {
        head_.store(head + 1, std::memory_order_relaxed);
        return actor;
      }
      if (head_.compare_exchange_weak(head, head + 1, std::memory_order_acq_rel, std::memory_order_relaxed)) return actor;
    }
  }
  // Any worker, into its own empty array. At least `least` must be there, or nothing is taken.
  std::uint32_t steal(Actor** into, std::uint32_t most, std::uint32_t least) noexcept {
    std::uint32_t head = head_.load(std::memory_order_acquire);
    for (;;) {
      const std::uint32_t there = tail_.load(std::memory_order_acquire) - head;
      if (there < least || there == 0) return 0;
      if (there > kCapacity) {  // head is stale
        head = head_.load(std::memory_order_acquire);
        continue;
      }
      std::uint32_t count = there - there / 2;
      if (count > most) count = most;
      for (std::uint32_t i = 0; i < count; ++i) into[i] = cells_[(head + i) % kCapacity].load(std::memory_order_relaxed);
      if (head_.compare_exchange_weak(head, head + count, std::memory_order_acq_rel, std::memory_order_acquire)) return count;
    }
  }
  // A hint for others than the owner.
  std::uint32_t size() const noexcept {
    return tail_.load(std::memory_order_relaxed) - head_.load(std::memory_order_relaxed);
  }

 private:
  std::atomic<std::uint32_t> head_{0};
  alignas(64) std::atomic<std::uint32_t> tail_{0};
  std::atomic<Actor*> cells_[kCapacity];
};

// Linked through Actor::next, under a lock; the count may be read without.
class SharedQueue {
 public:
  void push(Actor* actor) noexcept;
  Actor* take() noexcept;
  void clear() noexcept;  // when no worker runs: what lies there was of an earlier program
  std::uint32_t size() const noexcept { return count_.load(std::memory_order_relaxed); }

 private:
  SpinLock lock_;
  Actor* first_ = nullptr;
  Actor* last_ = nullptr;
  std::atomic<std::uint32_t> count_{0};
};

// Processes that a worker's queue had no room for, in batches, as they stood in that queue. Workers that run out take the newest
// batch: what a program that spawns without end has begun is finished before more of it is begun, and lies in the cache. Now and
// then they take from the oldest, so that nothing waits for ever. The count may be read without the lock.
class Overflow {
 public:
  // One after the other by Actor::next.
  struct Batch {
    Actor* first = nullptr;
    Actor* last = nullptr;
    std::uint32_t count = 0;
  };
  void push(Batch batch) noexcept;
  // Empty when there is none.
  Batch take_newest() noexcept;
  Actor* take_oldest() noexcept;
  void clear() noexcept;  // as SharedQueue's
  std::uint32_t size() const noexcept { return count_.load(std::memory_order_relaxed); }

 private:
  SpinLock lock_;
  std::deque<Batch> batches_;
  std::atomic<std::uint32_t> count_{0};
};

struct alignas(128) Worker {
  // ---- the worker's own ----
  unsigned index = 0;
  Actor* slot = nullptr;       // woken last by the process that runs: next
  unsigned slot_runs = 0;      // in a row
  std::uint32_t tick = 0;
  bool looked_past = false;    // the last time it looked around, at what has overflowed
  Stack* stack = nullptr;      // that it runs on now
  Stack* pool = nullptr;       // of resting loops
  unsigned pool_size = 0;
  std::uint64_t next_id = 0;   // of processes; a block at a time
  std::uint64_t last_id = 0;
  std::uint64_t random = 0;
  bool searching = false;      // counted in Runtime::searching
  std::int64_t bytes_before = 0;  // the cache's balance when the current turn began
  Actor* destination = nullptr;   // of what is being handed over
  bool undelivered = false;    // what is dropped now never reached its mailbox
  Stack native;                // the thread's
  Cache cache;

  // ---- read by others ----
  alignas(128) RunQueue queue;
  std::atomic<Actor*> current{nullptr};
  std::atomic<std::uint64_t> dispatches{0};  // written by the worker only
  std::atomic<bool> offered{false};          // the monitor says: even a single process here may be stolen
  std::atomic<std::uint32_t> parked{0};      // futex: 1 while it sleeps
  bool started = false;                      // under the idle lock: has a thread
};

// The worker that the calling thread is, or null. Never inlined, since fibers change threads.
Worker* current_worker() noexcept;

// All for the worker that the caller runs on.
void enqueue(Worker* worker, Actor* actor) noexcept;       // ready: to the end of the queue
void enqueue_woken(Worker* worker, Actor* actor) noexcept;  // ready, and probably soon wanted
// Any thread that is no worker, and those that hold locks.
void inject(Actor* actor) noexcept;
void inject_timed(Actor* actor) noexcept;  // its time has come; the caller sees to wake_one() later
inline void ready(Worker* worker, Actor* actor) noexcept {
  if (worker) enqueue_woken(worker, actor);
  else inject(actor);
}

// A process leaves its stack where it is and lets the worker go on; returns when somebody resumes it.
void detach(Actor& self, After after, BlockingJob* job = nullptr);
// The worker's scheduling loop; what Landing entries of fresh base stacks run.
void loop_entry(Landing* landing);
// What the arrival owes the stack that was left.
void land(Landing* landing) noexcept;

// Turns the calling thread into `worker` until the program ends.
void work(Worker& worker);
// Bytes that the process has, by its own account. The process itself.
std::int64_t memory_now(const Actor& self) noexcept;
// Whether anybody else wants to run here.
bool others_wait(Worker& worker) noexcept;

}  // namespace riot::detail
