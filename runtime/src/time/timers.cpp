// SPDX-License-Identifier: MIT
#include "runtime/src/time/timers.h"

#include <mutex>

#include "runtime/src/process/actor.h"
#include "runtime/src/process/send.h"
#include "runtime/src/sched/runtime.h"

namespace riot::detail {
namespace {
constexpr std::uintptr_t kObject = 1;
TimerObject* timer_of(std::uintptr_t subject) { return reinterpret_cast<TimerObject*>(subject & ~kObject); }
Actor* actor_of(std::uintptr_t subject) { return reinterpret_cast<Actor*>(subject); }
}  // namespace

void Timers::place(std::size_t index, const Item& item) {
  heap_[index] = item;
  const std::uint32_t slot = static_cast<std::uint32_t>(index + 1);
  // Under the lock; readers without it only look whether it is 0.
  if (item.subject & kObject) timer_of(item.subject)->slot.store(slot, std::memory_order_relaxed);
  else actor_of(item.subject)->timer.store(slot, std::memory_order_relaxed);
}
void Timers::sift_up(std::size_t index, Item item) {
  while (index > 0) {
    const std::size_t parent = (index - 1) / 4;
    if (!before(item, heap_[parent])) break;
    place(index, heap_[parent]);
    index = parent;
  }
  place(index, item);
}
void Timers::sift_down(std::size_t index, Item item) {
  for (;;) {
    const std::size_t first = index * 4 + 1;
    if (first >= heap_.size()) break;
    std::size_t least = first;
    for (std::size_t i = first + 1; i < first + 4 && i < heap_.size(); ++i)
      if (before(heap_[i], heap_[least])) least = i;
    if (!before(heap_[least], item)) break;
    place(index, heap_[least]);
    index = least;
  }
  place(index, item);
}
void Timers::insert(std::int64_t deadline, std::uintptr_t subject) {
  heap_.push_back({});
  sift_up(heap_.size() - 1, {deadline, armed_++, subject});
  publish_next();
}
void Timers::remove(std::size_t index) {
  const Item last = heap_.back();
  heap_.pop_back();
  if (index < heap_.size()) {
    if (index > 0 && before(last, heap_[(index - 1) / 4])) sift_up(index, last);
    else sift_down(index, last);
  }
}
void Timers::publish_next() {
  next_.store(heap_.empty() ? kForever : heap_.front().deadline, std::memory_order_relaxed);
}

void Timers::arm(Actor& actor) {
  const std::int64_t deadline = actor.deadline.load(std::memory_order_relaxed);
  // seq_cst on `deadline` and `timer`, here and in fire(): either we see that the entry has left the heap, or fire() sees
  // the new deadline.
  store_in_order(actor.deadline, deadline);
  if (actor.timer.load(std::memory_order_seq_cst) != 0 && actor.armed.load(std::memory_order_relaxed) <= deadline) return;
  std::lock_guard guard(lock_);
  const std::uint32_t slot = actor.timer.load(std::memory_order_relaxed);
  if (slot != 0) {
    if (actor.armed.load(std::memory_order_relaxed) <= deadline) return;
    remove(slot - 1);
  }
  actor.armed.store(deadline, std::memory_order_relaxed);
  insert(deadline, reinterpret_cast<std::uintptr_t>(&actor));
}

void Timers::forget(Actor& actor) {
  store_in_order(actor.deadline, kNoDeadline);
  if (actor.timer.load(std::memory_order_seq_cst) == 0) return;
  std::lock_guard guard(lock_);
  const std::uint32_t slot = actor.timer.load(std::memory_order_relaxed);
  if (slot == 0) return;
  remove(slot - 1);
  actor.timer.store(0, std::memory_order_relaxed);
  publish_next();
}

void Timers::arm(TimerObject* timer, std::int64_t deadline) {
  std::lock_guard guard(lock_);
  insert(deadline, reinterpret_cast<std::uintptr_t>(timer) | kObject);
}

bool Timers::cancel(TimerObject* timer) {
  {
    std::lock_guard guard(lock_);
    const std::uint32_t slot = timer->slot.load(std::memory_order_relaxed);
    if (slot == 0) return false;
    remove(slot - 1);
    timer->slot.store(0, std::memory_order_relaxed);
    publish_next();
  }
  riot::drop(static_cast<Object*>(timer), kTimer);
  return true;
}

bool Timers::fire(std::int64_t time) {
  if (next_.load(std::memory_order_relaxed) > time) return false;
  // Dropping a timer may wake processes and so take locks that are taken before this one: done when it is free.
  std::vector<TimerObject*> spent;
  bool woke = false;
  bool fired = false;
  {
    std::lock_guard guard(lock_);
    while (!heap_.empty() && heap_.front().deadline <= time) {
      const Item item = heap_.front();
      remove(0);
      fired = true;
      if (item.subject & kObject) {
        TimerObject* timer = timer_of(item.subject);
        timer->slot.store(0, std::memory_order_relaxed);
        Actor* ready = nullptr;
        const bool again = send_timed(timer, &ready) && timer->period != 0;
        if (ready) {
          woke = true;
          inject_timed(ready);
        }
        if (!again) {
          spent.push_back(timer);
          continue;
        }
        // From the deadline, not from now, so that the period does not drift; after a long pause, once.
        std::int64_t next = item.deadline + timer->period;
        if (next <= time) next = time + timer->period - (time - item.deadline) % timer->period;
        heap_.push_back({});
        sift_up(heap_.size() - 1, {next, armed_++, item.subject});
        continue;
      }
      Actor* actor = actor_of(item.subject);
      store_in_order(actor->timer, std::uint32_t{0});
      const std::int64_t deadline = actor->deadline.load(std::memory_order_seq_cst);
      if (deadline == kNoDeadline) continue;
      if (deadline > time) {
        actor->armed.store(deadline, std::memory_order_relaxed);
        heap_.push_back({});
        sift_up(heap_.size() - 1, {deadline, armed_++, item.subject});
        continue;
      }
      if (actor->inbox.nudge()) {
        woke = true;
        inject_timed(actor);
      }
    }
    publish_next();
  }
  for (TimerObject* timer : spent) riot::drop(static_cast<Object*>(timer), kTimer);
  if (woke) wake_one();
  return fired;
}

std::int64_t Timers::next_that_counts() {
  std::lock_guard guard(lock_);
  for (const Item& item : heap_) {
    const bool counts = item.subject & kObject ? timer_counts(timer_of(item.subject)) : !actor_of(item.subject)->is_library;
    if (counts) return heap_.front().deadline;
  }
  return kForever;
}

void Timers::clear() {
  std::vector<TimerObject*> rest;
  {
    std::lock_guard guard(lock_);
    for (const Item& item : heap_)
      if (item.subject & kObject) rest.push_back(timer_of(item.subject));
    heap_.clear();
    publish_next();
  }
  for (TimerObject* timer : rest) {
    timer->slot = 0;
    riot::drop(static_cast<Object*>(timer), kTimer);
  }
}

}  // namespace riot::detail
