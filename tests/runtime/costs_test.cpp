// SPDX-License-Identifier: MIT
// What things cost: that waiting is free, that costs grow with what is done and not with what lies around, that memory comes
// back. Processor time and memory are measured, and compared with each other: a busy machine changes neither much.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <thread>
#include <vector>

#include "runtime/src/process/exit_reason.h"
#include "runtime/src/sched/runtime.h"
#include "runtime/src/sched/worker.h"
#include "tests/runtime/program.h"

namespace riot::test {
namespace {

constexpr bool kSanitized = RIOT_TSAN || RIOT_ASAN;
constexpr double kClockTick = 0.005;  // what measuring itself may add
constexpr double kNothing = kSanitized ? 0.06 : 0.03;  // seconds in 0.3: what looking at the clock now and then may cost

class Costs : public testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Workers, Costs, testing::Values(1u, 2u, 4u, 16u));

// Of all threads of this process.
double processor_seconds() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}
long resident_bytes() {
  long size = 0, resident = 0;
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  if (std::fscanf(file, "%ld %ld", &size, &resident) != 2) resident = 0;
  std::fclose(file);
  return resident * sysconf(_SC_PAGESIZE);
}

struct Pids : std::vector<Pid*> {
  void add(const Own<Pid>& pid) { push_back(pid.share()); }
  ~Pids() {
    for (Pid* pid : *this) drop(pid, kPid);
  }
};
void poll_here(Process& self) {
  if (must_poll(self)) poll(self);
}

TEST_P(Costs, WaitingAmongUnmatchedMessagesIsFree) {
  double used = 0;
  run_program(GetParam(), [&](Process& self) {
    Own<Pid> waits = start(self, [main = &self](Process& self) {
      receive_equal(self, 1);  // all there is so far is unmatched
      send_int(self, main, 1);
      receive_equal(self, -1);
    });
    for (Int i = 0; i < 100'000; ++i) {
      send_int(self, waits.get(), 2);
      poll_here(self);
    }
    send_int(self, waits.get(), 1);
    receive_int(self);
    sleep(self, 20'000'000);
    const double before = processor_seconds();
    sleep(self, 300'000'000);
    used = processor_seconds() - before;
    send_int(self, waits.get(), -1);
  });
  RecordProperty("milliseconds", static_cast<int>(used * 1000));
  EXPECT_LT(used, kNothing);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Costs, AnIdleProgramWithTimersPendingUsesNoProcessorTime) {
  double used = 0;
  run_program(GetParam(), [&](Process& self) {
    Pids sleepers;
    for (int i = 0; i < 1000; ++i) {
      sleepers.add(start(self, [main = &self](Process& self) {
        send_int(self, main, 1);
        sleep(self, 3600'000'000'000);
      }));
      poll_here(self);
    }
    for (int i = 0; i < 1000; ++i) receive_int(self);
    sleep(self, 20'000'000);
    const double before = processor_seconds();
    sleep(self, 300'000'000);
    used = processor_seconds() - before;
    for (Pid* sleeper : sleepers) process_exit(self, sleeper, detail::plain_reason(detail::kKilled), kInt);
  });
  RecordProperty("milliseconds", static_cast<int>(used * 1000));
  EXPECT_LT(used, kNothing);
  EXPECT_NOTHING_LEFT();
}

// Seconds that `count` unmatched messages, one at a time, cost a process that has `lying` of them already.
double cost_of_arrivals(unsigned workers, Int lying, Int count) {
  double used = 0;
  run_program(workers, [&](Process& self) {
    Own<Pid> waits = start(self, [](Process& self) { receive_equal(self, 1); });
    Own<Pid> echo = start_echo(self, &self);
    const auto let_it_run = [&] {
      send_int(self, echo.get(), 0);
      receive_int(self);
    };
    for (Int i = 0; i < lying; ++i) send_int(self, waits.get(), 2);
    let_it_run();
    const double before = processor_seconds();
    for (Int i = 0; i < count; ++i) {
      send_int(self, waits.get(), 2);
      let_it_run();
    }
    used = processor_seconds() - before;
    send_int(self, waits.get(), 1);
    send_int(self, echo.get(), -1);
  });
  return used;
}

TEST_P(Costs, AnUnmatchedArrivalIsLookedAtAlone) {
  const Int count = kSanitized ? 2'000 : 20'000;
  const double few = cost_of_arrivals(GetParam(), 100, count);
  const double many = cost_of_arrivals(GetParam(), 100'000, count);
  EXPECT_LT(many, 5 * few + kClockTick);
  EXPECT_NOTHING_LEFT();
}

double cost_of_calls(unsigned workers, Int unread, Int calls) {
  double used = 0;
  run_program(workers, [&](Process& self) {
    Own<Pid> server = start(self, [calls](Process& self) {
      for (Int i = 0; i < calls; ++i) {
        answer(self, receive_asked(self).get(), to_word(i), kInt);
      }
    }, kSpawnPlain, kAsked);
    for (Int i = 0; i < unread; ++i) {
      send_int(self, &self, i);
      poll_here(self);
    }
    const double before = processor_seconds();
    for (Int i = 0; i < calls; ++i) {
      Object* result = ask(self, server.get(), INT64_MAX);
      EXPECT_EQ(result->tag, 0);
      release_memory(result, sizeof(detail::Boxed));
    }
    used = processor_seconds() - before;
  });
  return used;
}

TEST_P(Costs, ACallIsAnsweredAsFastAmongAMillionUnreadMessages) {
  const Int calls = kSanitized ? 2'000 : 50'000;
  const double none = cost_of_calls(GetParam(), 0, calls);
  const double million = cost_of_calls(GetParam(), kSanitized ? 50'000 : 1'000'000, calls);
  EXPECT_LT(million, 4 * none + kClockTick);
  EXPECT_NOTHING_LEFT();
}

double cost_of_spawning(unsigned workers, Int count) {
  double used = 0;
  run_program(workers, [&](Process& self) {
    const double before = processor_seconds();
    Pids pids;
    pids.reserve(static_cast<std::size_t>(count));
    for (Int i = 0; i < count; ++i) {
      pids.add(start_echo(self, &self));
      poll_here(self);
    }
    for (Int i = 0; i < count; ++i) {
      send_int(self, pids[static_cast<std::size_t>(i)], i);
      poll_here(self);
    }
    Int sum = 0;
    for (Int i = 0; i < count; ++i) sum += receive_int(self);
    EXPECT_EQ(sum, count * (count - 1) / 2);
    for (Pid* pid : pids) send_int(self, pid, -1);
    used = processor_seconds() - before;
  });
  return used;
}

TEST_P(Costs, SpawnMessageAndAnswerAreLinear) {
  const Int few = kSanitized ? 2'000 : 30'000;
  const double once = cost_of_spawning(GetParam(), few);
  const double tenfold = cost_of_spawning(GetParam(), 10 * few);
  // Ten times as many; the rest is what caches do.
  EXPECT_LT(tenfold, 30 * once + kClockTick);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Costs, AParkedProcessIsSmall) {
  if (kSanitized) GTEST_SKIP();
  constexpr Int kCount = 300'000;
  long each = 0;
  run_program(GetParam(), [&](Process& self) {
    Pids pids;
    pids.reserve(kCount);
    for (int i = 0; i < 64; ++i) start_echo(self, &self).drop();  // not what comes first of all
    const long before = resident_bytes();
    for (Int i = 0; i < kCount; ++i) {
      pids.add(start_echo(self, &self));
      poll_here(self);
    }
    for (Pid* pid : pids) {
      send_int(self, pid, 1);  // each has a mailbox that has been used
      poll_here(self);
    }
    for (Int i = 0; i < kCount; ++i) receive_int(self);
    each = (resident_bytes() - before) / kCount;
    for (Pid* pid : pids) send_int(self, pid, -1);
  });
  // Frame, mailbox, state; 8 bytes are the Pid that is kept here.
  EXPECT_LT(each, 400);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Costs, ShortLivedProcessesLeaveMemoryWhereItWas) {
  if (kSanitized) GTEST_SKIP();
  const Int count = rounds(1'000'000, 10'000'000);
  long grown = 0;
  run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    const auto some = [&](Int how_many) {
      for (Int done = 0; done < how_many; done += 1000) {
        for (Int i = 0; i < 1000; ++i) launch(self, [main](Process& self) { send_int(self, main, 1); });
        for (Int i = 0; i < 1000; ++i) receive_int(self);
      }
    };
    some(50'000);
    const long before = resident_bytes();
    some(count);
    grown = resident_bytes() - before;
  });
  // Far less than a process each: what workers keep for later depends on who ran what.
  EXPECT_LT(grown, 8 << 20);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Costs, FiredAndCancelledTimersLeaveMemoryWhereItWas) {
  if (kSanitized) GTEST_SKIP();
  const Int count = rounds(200'000, 1'000'000);
  long grown = 0;
  run_program(GetParam(), [&](Process& self) {
    const auto some = [&](Int how_many) {
      for (Int done = 0; done < how_many; done += 1000) {
        for (Int i = 0; i < 1000; ++i) {
          Own<Timer> timer(process_send_after(self, self_pid(self), i * 100, to_word(i), kInt));
          Own<Timer> other(process_send_after(self, self_pid(self), 3600'000'000'000, to_word(Int{-1}), kInt));
          EXPECT_TRUE(process_cancel(self, other.get()));
        }
        for (Int i = 0; i < 1000; ++i) receive_int(self);
      }
    };
    some(20'000);
    const long before = resident_bytes();
    some(count);
    grown = resident_bytes() - before;
  });
  EXPECT_LT(grown, 4 << 20);
  EXPECT_NOTHING_LEFT();
}

// In processor time, which stands still while the machine runs something else.
TEST_P(Costs, ABusyProcessDelaysOthersByATimeSliceOnly) {
  if (GetParam() > 2) GTEST_SKIP();  // more threads than cores wait for each other
  std::vector<double> used;
  std::atomic<bool> stop{false};
  run_program(GetParam(), [&](Process& self) {
    for (unsigned i = 0; i < GetParam(); ++i)
      launch(self, [&](Process& self) {
        while (!stop.load(std::memory_order_relaxed)) poll_here(self);
      });
    for (int i = 0; i < 50; ++i) {
      const double before = processor_seconds();
      sleep(self, 1'000'000);
      used.push_back((processor_seconds() - before) / GetParam());
    }
    stop = true;
  });
  std::nth_element(used.begin(), used.begin() + 25, used.end());
  EXPECT_LT(used[25], 0.015);
  EXPECT_NOTHING_LEFT();
}

// In processor time as well: what the busy process goes on using after it has been killed.
TEST_P(Costs, AKillEndsABusyProcessWithinATimeSlice) {
  std::vector<double> used;
  run_program(GetParam(), [&](Process& self) {
    for (int i = 0; i < 50; ++i) {
      Own<Pid> busy = start(self, [](Process& self) {
        for (;;) poll_here(self);
      });
      sleep(self, 1'000'000);
      const double before = processor_seconds();
      process_exit(self, busy.get(), detail::plain_reason(detail::kKilled), kInt);
      Object* some = process_try_wait(self, busy.get(), INT64_MAX, kInt);
      used.push_back(processor_seconds() - before);
      drop(from_word<Object*>(static_cast<detail::Boxed*>(some)->value), detail::kExitReason);
      release_memory(some, sizeof(detail::Boxed));
    }
  });
  std::nth_element(used.begin(), used.begin() + 25, used.end());
  EXPECT_LT(used[25], 0.005);
  EXPECT_NOTHING_LEFT();
}

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// How late 99 of 100 sleeps of a millisecond end, of a process beside a busy one for each worker, and of a thread that spins until
// they are over: the machine takes the core from that one as it does from a worker.
struct Lateness {
  double process, thread;
};
double percentile_99(std::vector<double>& all) {
  const auto at = all.begin() + static_cast<std::ptrdiff_t>(all.size() * 99 / 100);
  std::nth_element(all.begin(), at, all.end());
  return *at;
}
Lateness lateness_beside_busy_processes(unsigned workers) {
  constexpr int kSleeps = 200;
  std::vector<double> process, thread;
  std::atomic<bool> stop{false};
  std::thread plain([&] {
    do {
      const auto start = Clock::now();
      double passed;
      do passed = seconds_since(start) - 0.001;
      while (passed < 0);
      thread.push_back(passed);
    } while (!stop);
  });
  run_program(workers, [&](Process& self) {
    for (unsigned i = 0; i < workers; ++i)
      launch(self, [&](Process& self) {
        while (!stop.load(std::memory_order_relaxed)) poll_here(self);
      });
    for (int i = 0; i < kSleeps; ++i) {
      const auto start = Clock::now();
      sleep(self, 1'000'000);
      process.push_back(seconds_since(start) - 0.001);
    }
    stop = true;
  });
  plain.join();
  return {percentile_99(process), percentile_99(thread)};
}

// What two runs are compared by may be spoilt by what else the machine does to one of them, so one try of these that holds is
// enough: a scheduler that cannot do it fails all.
constexpr int kTries = 12;

TEST_P(Costs, SleepsBesideBusyProcessesEndAboutWhenAThreadsDo) {
  Lateness late{};
  for (int tries = 0; tries < kTries; ++tries) {
    late = lateness_beside_busy_processes(GetParam());
    if (late.process < 0.015 + 8 * late.thread) break;
  }
  EXPECT_LT(late.process, 0.015 + 8 * late.thread);
  EXPECT_NOTHING_LEFT();
}

constexpr int kPieces = 1000;
template <class Poll>
void do_a_piece(Poll&& poll) {
  volatile Int n = 0;
  for (Int k = 0; k < 200'000; ++k) {
    if (k % 64 == 0) poll();
    n = n + k;
  }
}
// What doing the pieces took: processor time, and the largest share that one thread has done of them.
struct Spread {
  double seconds, largest_share;
};
Spread spread(double seconds, const std::vector<std::atomic<int>>& done) {
  int most = 0;
  for (const auto& count : done) most = std::max(most, count.load());
  return {seconds, static_cast<double>(most) / kPieces};
}
// By plain threads, each of which takes the next piece when it has done one.
Spread pieces_by_threads(unsigned cores) {
  std::vector<std::atomic<int>> done(cores);
  std::atomic<int> next{0};
  const double before = processor_seconds();
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < cores; ++i) {
    threads.emplace_back([&, i] {
      for (; next++ < kPieces; ++done[i]) do_a_piece([] {});
    });
  }
  for (std::thread& thread : threads) thread.join();
  return spread(processor_seconds() - before, done);
}
Spread pieces_by_processes(unsigned workers) {
  std::vector<std::atomic<int>> done(workers);
  const double before = processor_seconds();
  run_program(workers, [&](Process& self) {
    Pid* main = &self;
    for (int i = 0; i < kPieces; ++i)
      launch(self, [&, main](Process& self) {
        do_a_piece([&] { poll_here(self); });
        ++done[detail::Actor::of(self).worker->index];
        send_int(self, main, 1);
      });
    for (int i = 0; i < kPieces; ++i) receive_int(self);
  });
  return spread(processor_seconds() - before, done);
}

// A thousand busy processes that one has spawned: each core does its share, as far as the machine gives plain threads theirs, and
// all of it takes about their processor time. So they are done in about the time of one core divided by their number; the time
// itself is the machine's affair. Sanitizers make each new stack dear, so there the share alone counts.
TEST(Speed, WorkIsDoneOnAllCores) {
  const unsigned cores = detail::core_count();
  if (cores == 1) GTEST_SKIP();
  const double factor = kSanitized ? 10 : 1.5;
  double share = 1, allowed_share = 0, seconds = 0, allowed_seconds = 0;
  for (int tries = 0; tries < kTries; ++tries) {
    const Spread threads = pieces_by_threads(cores), processes = pieces_by_processes(cores);
    share = processes.largest_share;
    allowed_share = std::min(0.99, std::max(1.5 / cores, 1.3 * threads.largest_share));
    seconds = processes.seconds;
    allowed_seconds = factor * threads.seconds;
    if (share < allowed_share && seconds < allowed_seconds) break;
  }
  EXPECT_LT(share, allowed_share);
  EXPECT_LT(seconds, allowed_seconds);
}

TEST_P(Costs, AnotherWorkerTakesWhatWaitsBehindABusyProcess) {
  if (GetParam() == 1) GTEST_SKIP();
  bool taken = false;
  run_program(GetParam(), [&](Process& self) {
    std::atomic<int> ran{0};
    for (int i = 0; i < 100; ++i) launch(self, [&](Process&) { ++ran; });
    // Never polls: only others can run them.
    while (ran < 100) {
    }
    taken = true;
  });
  EXPECT_TRUE(taken);
  EXPECT_NOTHING_LEFT();
}

}  // namespace
}  // namespace riot::test
