// SPDX-License-Identifier: MIT
#include "runtime/src/sched/runtime.h"

#include <unistd.h>

#include <mutex>
#include <thread>

#include "runtime/src/api/test_runner.h"
#include "runtime/src/io/poller.h"
#include "runtime/src/process/signals.h"
#include "runtime/src/sched/blocking_pool.h"
#include "runtime/src/sched/replay.h"
#include "runtime/src/value/output.h"

namespace riot::detail {

void forget_stacks();

namespace {

// How long a process may keep its worker while others wait, and how soon the monitor notices: once a tick.
constexpr std::int64_t kTick = 1'000'000;
// A program that has been told to end waits this long for code that does not poll.
constexpr std::int64_t kPatience = 1'000'000'000;

std::vector<std::thread> threads;  // under idle_lock while the program runs

void poison(Actor* actor) {
  if (actor) __atomic_store_n(&actor->stack_limit, kPoison, __ATOMIC_RELAXED);
}

}  // namespace

Runtime& runtime() noexcept {
  static Runtime* runtime = new Runtime;
  return *runtime;
}

std::int64_t now() noexcept { return replaying ? replay_now() : clock_now(); }

void wake_one() noexcept {
  Runtime& rt = runtime();
  // Pairs with the fence in sleep_worker and the seq_cst decrement in search.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (rt.parked.load(std::memory_order_relaxed) == 0 || rt.searching.load(std::memory_order_relaxed) != 0) return;
  Worker* worker;
  {
    std::lock_guard guard(rt.idle_lock);
    if (rt.idle.empty() || rt.searching.load(std::memory_order_relaxed) != 0 || rt.stopping.load(std::memory_order_relaxed))
      return;
    worker = rt.idle.back();
    rt.idle.pop_back();
    rt.parked.store(static_cast<std::uint32_t>(rt.idle.size()), std::memory_order_seq_cst);
    rt.searching.fetch_add(1, std::memory_order_seq_cst);
    worker->searching = true;
    if (!worker->started) {
      worker->started = true;
      worker->parked.store(0, std::memory_order_relaxed);
      rt.threads.fetch_add(1, std::memory_order_relaxed);
      threads.emplace_back(worker_thread, worker);
      return;
    }
    worker->parked.store(0, std::memory_order_release);  // with the acquire in sleep_worker
  }
  futex_wake(worker->parked, 1);
}

void ask_worker(Runtime::Ask ask) noexcept {
  Runtime& rt = runtime();
  rt.asked.fetch_or(ask, std::memory_order_release);
  poison(rt.workers[0].current.load(std::memory_order_relaxed));
  wake_one();
}

void worker_thread(Worker* worker) {
  Runtime& rt = runtime();
  if (rt.monitor_word.load(std::memory_order_seq_cst) == 1 && rt.monitor_word.exchange(0) == 1) futex_wake(rt.monitor_word, 1);
  work(*worker);
  rt.threads.fetch_sub(1, std::memory_order_release);
  futex_wake(rt.threads, 1);
}

void stop(int status) noexcept {
  Runtime& rt = runtime();
  std::lock_guard guard(rt.idle_lock);
  if (rt.stopping.load(std::memory_order_relaxed)) return;
  rt.status.store(status, std::memory_order_relaxed);
  rt.stopping.store(true, std::memory_order_seq_cst);
  for (Worker* worker : rt.idle) {
    if (!worker->started) continue;
    worker->parked.store(0, std::memory_order_release);
    futex_wake(worker->parked, 1);
  }
  rt.idle.clear();
  for (unsigned i = 0; i < rt.worker_count; ++i) poison(rt.workers[i].current.load(std::memory_order_relaxed));
  if (rt.monitor_word.exchange(2, std::memory_order_seq_cst) == 1) futex_wake(rt.monitor_word, 1);
}

// Preempts, fires timers when nobody else has the time, and offers what waits behind a busy process. Sleeps with the
// workers.
void monitor_main() {
  Runtime& rt = runtime();
  // With a seed, turns and timers are the schedule's; signals remain.
  while (replaying && !rt.stopping.load(std::memory_order_seq_cst)) {
    if (signals_pending()) heed_signals(rt.end_program);
    futex_wait(rt.monitor_word, 0, 20 * kTick);
  }
  std::vector<std::uint64_t> seen(rt.worker_count);
  int idle_ticks = 0;
  std::int64_t next_tick = clock_now() + kTick;
  for (;;) {
    if (rt.stopping.load(std::memory_order_seq_cst)) break;
    if (signals_pending()) heed_signals(rt.end_program);
    std::int64_t time = clock_now();
    // What the worker has been told of is its own until the next tick.
    const std::int64_t timer = rt.asked.load(std::memory_order_relaxed) & Runtime::kFireTimers ? kForever : rt.timers.next();
    std::int64_t until = next_tick < timer ? next_tick : timer;
    if (until > time) {
      futex_wait(rt.monitor_word, 0, until - time);
      time = clock_now();
    }
    if (rt.stopping.load(std::memory_order_seq_cst)) break;
    const bool all_asleep = rt.parked.load(std::memory_order_seq_cst) == rt.worker_count;
    if (all_asleep && ++idle_ticks > 2) {
      // Whoever wakes up looks at the word; whoever was awake already is seen here.
      std::uint32_t expected = 0;
      if (rt.monitor_word.compare_exchange_strong(expected, 1, std::memory_order_seq_cst)) {
        if (rt.parked.load(std::memory_order_seq_cst) == rt.worker_count) {
          while (rt.monitor_word.load(std::memory_order_seq_cst) == 1 && !signals_pending()) futex_wait(rt.monitor_word, 1, kForever);
        } else {
          expected = 1;
          rt.monitor_word.compare_exchange_strong(expected, 0, std::memory_order_seq_cst);
        }
      }
      idle_ticks = 0;
      next_tick = clock_now() + kTick;
      continue;
    }
    if (!all_asleep) idle_ticks = 0;
    bool fired = false;
    if (!all_asleep && rt.timers.next() <= time) {
      // Acquire: pairs with leave_single_thread(), before which only the worker touches mailboxes.
      if (!single_threaded.load(std::memory_order_acquire)) fired = rt.timers.fire(time);
      else fired = !(rt.asked.fetch_or(Runtime::kFireTimers, std::memory_order_relaxed) & Runtime::kFireTimers);
    }
    if (!fired && time < next_tick) {
      if (all_asleep) next_tick = time + kTick, futex_wait(rt.monitor_word, 0, kTick);
      continue;
    }
    if (time >= next_tick) next_tick = time + kTick;
    bool wake = false;
    for (unsigned i = 0; i < rt.worker_count; ++i) {
      Worker& worker = rt.workers[i];
      const std::uint64_t dispatches = worker.dispatches.load(std::memory_order_relaxed);
      // A process may have ended meanwhile: its memory is still a process's, and a poll for nothing does no harm.
      if (dispatches == seen[i] || fired) poison(worker.current.load(std::memory_order_relaxed));
      const bool offer = dispatches - seen[i] <= 4 && worker.queue.size() != 0;
      worker.offered.store(offer, std::memory_order_relaxed);
      wake = wake || offer;
      seen[i] = dispatches;
    }
    if (wake || rt.global.size() || rt.overflow.size() || rt.timed.size()) wake_one();
  }
  // The watchdog of the end.
  const std::int64_t last = clock_now() + kPatience;
  for (;;) {
    const std::uint32_t running = rt.threads.load(std::memory_order_acquire);
    if (running == 0) return;
    const std::int64_t left = last - clock_now();
    if (left <= 0) {
      flush_output();
      end_by_signal();
      _exit(rt.status.load());
    }
    for (unsigned i = 0; i < rt.worker_count; ++i) poison(rt.workers[i].current.load(std::memory_order_relaxed));
    futex_wait(rt.threads, running, left < kTick ? left : kTick);
  }
}

void run_workers(unsigned count, Actor* (*first)(Worker&)) {
  Runtime& rt = runtime();
  rt.workers = std::make_unique<Worker[]>(count);
  rt.worker_count = count;
  rt.stopping = false;
  rt.status = 0;
  rt.searching = 0;
  rt.external = 0;
  rt.monitor_word = 0;
  rt.next_id = 1;
  rt.asked = 0;
  // Tests are watched by a thread that kills. A body of an earlier program's may still be under way.
  single_threaded = count == 1 && !runs_tests && pool_is_idle();
  for (SharedQueue* queue : {&rt.global, &rt.timed, &rt.high, &rt.low}) queue->clear();
  rt.overflow.clear();
  rt.idle.clear();
  for (unsigned i = count; i-- > 0;) {
    Worker& worker = rt.workers[i];
    worker.index = i;
    worker.random = i * 2654435769u + 1;
    if (i == 0) continue;
    worker.parked = 1;
    rt.idle.push_back(&worker);
  }
  rt.parked = static_cast<std::uint32_t>(rt.idle.size());
  rt.threads = 1;
  rt.workers[0].started = true;
  use_cache(&rt.workers[0].cache);
  Actor* actor = first(rt.workers[0]);
  use_cache(nullptr);
  if (replaying) replay_enqueue(actor);
  else rt.workers[0].slot = actor;
  std::thread monitor(monitor_main);
  work(rt.workers[0]);
  rt.threads.fetch_sub(1, std::memory_order_release);
  futex_wake(rt.threads, 1);
  monitor.join();
  for (std::thread& thread : threads) thread.join();
  threads.clear();
  leave_single_thread();
  if (rt.before_cleanup) rt.before_cleanup();
  rt.timers.clear();
  forget_all_waits();
  forget_stacks();
  // A body that has come back is about to say so. One of the library's own, which does not count, may be far from it.
  for (const std::int64_t until = clock_now() + 20 * kTick; rt.external.load(std::memory_order_seq_cst) == 0 && !pool_is_idle() && clock_now() < until;) pause_briefly();
  // A body that is still under way uses the stack of its process. The program is over; the system takes the memory.
  if (pool_is_idle()) free_all_stacks();
  for (unsigned i = 0; i < count; ++i) retire_cache(rt.workers[i].cache);
}

}  // namespace riot::detail
