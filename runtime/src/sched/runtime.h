// SPDX-License-Identifier: MIT
// The one running program: its workers, what is ready to run, and how workers sleep and wake.
#pragma once
#include <atomic>
#include <memory>
#include <vector>

#include "runtime/src/sched/worker.h"
#include "runtime/src/time/timers.h"

namespace riot::detail {

struct Runtime {
  std::unique_ptr<Worker[]> workers;
  unsigned worker_count = 0;

  SharedQueue global;  // ready, of Normal priority, for anybody
  Overflow overflow;   // the same, for which a worker had no room
  SharedQueue timed;   // whose time has come: in order of deadline, before others
  SharedQueue high;
  SharedQueue low;
  Timers timers;

  // Sleeping workers, the one that slept last on top. A worker whose thread has not been started counts as asleep.
  SpinLock idle_lock;
  std::vector<Worker*> idle;               // under idle_lock
  std::atomic<std::uint32_t> parked{0};    // idle.size()
  std::atomic<std::uint32_t> searching{0};  // workers that are looking for work, or are being woken to do so
  std::atomic<std::int64_t> external{0};   // things under way outside that will make a process ready

  std::atomic<bool> stopping{false};
  std::atomic<int> status{0};
  std::atomic<std::uint32_t> threads{0};   // workers' threads that have not ended; futex
  std::atomic<std::uint32_t> monitor_word{0};  // futex: 1 while the monitor sleeps until it is called
  std::atomic<std::uint64_t> next_id{1};
  // What the monitor leaves to the worker while that is the only thread which touches processes.
  enum Ask : std::uint32_t { kFireTimers = 1, kKillAll = 2 };
  std::atomic<std::uint32_t> asked{0};

  // Called by a worker when no process can ever run again: ends the program, or makes something ready.
  void (*on_quiescent)(Worker& worker) = nullptr;
  // Under RIOT_SEED, before each turn, for tests that inject faults. False: the actor has been taken care of.
  bool (*on_turn)(Actor& actor) = nullptr;
  // Ends the program in order; for signals.
  void (*end_program)(int status) noexcept = nullptr;
  // Kills all processes, so that the program ends when each has seen to that.
  void (*kill_all)() = nullptr;
  // Called when all workers have stopped and the processes are still there.
  void (*before_cleanup)() = nullptr;
  // Called when a process has ended, before its memory goes.
  void (*on_end)(Worker* worker, Actor& actor) = nullptr;
};

Runtime& runtime() noexcept;

// Makes sure that somebody looks for work. Any thread. The caller has put the work where others find it.
void wake_one() noexcept;
// Any thread but workers: the worker is to do it as soon as it can.
void ask_worker(Runtime::Ask ask) noexcept;
// The program ends: no more Riot code runs once each worker has come to a poll. Any thread; the first one counts.
void stop(int status) noexcept;
// Starts workers, runs until stop(), joins. The calling thread is the first worker.
void run_workers(unsigned count, Actor* (*first)(Worker&));
// The time as processes see it.
std::int64_t now() noexcept;
// `duration.infinity` of the library: what no timer reaches.
constexpr std::int64_t kInfinity = std::int64_t{292} * 3600 * 1'000'000'000;
// now() + nanoseconds, or kNoDeadline when that is beyond all time, or infinity.
inline std::int64_t deadline_in(std::int64_t nanoseconds) noexcept {
  std::int64_t sum;
  if (nanoseconds < 0) nanoseconds = 0;
  if (nanoseconds == kInfinity) return kNoDeadline;
  return __builtin_add_overflow(now(), nanoseconds, &sum) ? kNoDeadline : sum;
}

// ---- inside sched ----
void monitor_main();
void worker_thread(Worker* worker);

}  // namespace riot::detail
