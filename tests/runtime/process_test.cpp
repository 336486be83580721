// SPDX-License-Identifier: MIT
// Spawning, sending, receiving, waiting, crashing.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "runtime/src/sched/runtime.h"
#include "tests/runtime/program.h"

namespace riot::test {
namespace {

class Processes : public testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Workers, Processes, testing::Values(1u, 2u, 4u, 16u));

TEST_P(Processes, MainThatDoesNothingEnds) {
  const Result r = run_program(GetParam(), [](Process&) {});
  EXPECT_EQ(r.status, 0);
  EXPECT_EQ(r.errors, "");
  EXPECT_NOTHING_LEFT();
}

TEST_P(Processes, AMessageArrives) {
  std::atomic<Int> got{0};
  const Result r = run_program(GetParam(), [&](Process& self) {
    Own<Pid> child = start(self, [&](Process& self) { got = receive_int(self); });
    send_int(self, child.get(), 42);
  });
  EXPECT_EQ(r.status, 0);
  EXPECT_EQ(got, 42);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Processes, PingPong) {
  std::atomic<Int> rounds{0};
  const Result r = run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    Own<Pid> child = start(self, [&, main](Process& self) {
      for (;;) {
        const Int n = receive_int(self);
        if (n < 0) return;
        send_int(self, main, n + 1);
      }
    });
    Int n = 0;
    while (n < 20000) {
      send_int(self, child.get(), n);
      n = receive_int(self);
      ++rounds;
    }
    send_int(self, child.get(), -1);
  });
  EXPECT_EQ(r.status, 0);
  EXPECT_EQ(rounds, 20000);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Processes, SkippedMessagesKeepTheirOrder) {
  std::vector<Int> got;
  run_program(GetParam(), [&](Process& self) {
    for (Int n : {1, 2, 3, 4}) send_int(self, &self, n);
    got.push_back(receive_equal(self, 4));
    got.push_back(receive_equal(self, 2));
    got.push_back(receive_int(self));
    got.push_back(receive_int(self));
  });
  EXPECT_EQ(got, (std::vector<Int>{4, 2, 1, 3}));
  EXPECT_NOTHING_LEFT();
}

TEST_P(Processes, EachSendersMessagesKeepTheirOrder) {
  constexpr Int kSenders = 8, kEach = RIOT_TSAN || RIOT_ASAN ? 5000 : 100'000;
  bool in_order = true;
  run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    for (Int s = 0; s < kSenders; ++s)
      launch(self, [=](Process& self) {
        for (Int i = 0; i < kEach; ++i) send_int(self, main, s * kEach + i);
      });
    std::vector<Int> next(kSenders);
    for (Int i = 0; i < kSenders * kEach; ++i) {
      const Int n = receive_int(self);
      in_order = in_order && n % kEach == next[static_cast<std::size_t>(n / kEach)]++;
    }
  });
  EXPECT_TRUE(in_order);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Processes, AfterFiresWhenNothingComes) {
  bool came = true;
  run_program(GetParam(), [&](Process& self) {
    Int n;
    came = receive_within(self, &n, 20'000'000);
  });
  EXPECT_FALSE(came);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Processes, SleepersWakeInOrderOfDeadline) {
  bool sorted = false;
  // A machine so busy that deadlines pass while others are still being set spoils a try, not all of them; see replay_test.
  for (int tries = 0; tries < 5 && !sorted; ++tries) {
    std::vector<Int> order;
    run_program(GetParam(), [&](Process& self) {
      Pid* main = &self;
      // From one moment, however long the starting takes.
      const std::int64_t start = detail::now();
      for (Int i = 20; i > 0; --i)
        launch(self, [=](Process& self) {
          sleep(self, start + 50'000'000 + i * 3'000'000 - detail::now());
          send_int(self, main, i);
        });
      for (int i = 0; i < 20; ++i) order.push_back(receive_int(self));
    });
    EXPECT_EQ(order.size(), 20u);
    // Several workers wake them in order, and then they run at the same time.
    sorted = GetParam() > 1 || std::is_sorted(order.begin(), order.end());
    EXPECT_NOTHING_LEFT();
  }
  EXPECT_TRUE(sorted);
}

TEST_P(Processes, ACrashHarmsNobodyElse) {
  std::atomic<Int> got{0};
  const Result r = run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    launch(self, [](Process&) { fail_overflow("test.riot:7"); });
    launch(self, [=](Process& self) { send_int(self, main, 1); });
    got = receive_int(self);
  });
  EXPECT_EQ(r.status, 0);
  EXPECT_EQ(got, 1);
  EXPECT_EQ(r.errors, "crash: Pid(2): integer overflow at test.riot:7\n");
  EXPECT_NOTHING_LEFT();
}

TEST_P(Processes, WhenMainCrashesTheProgramEnds) {
  const Result r = run_program(GetParam(), [](Process& self) {
    launch(self, [](Process& self) { sleep(self, 3600'000'000'000); });
    fail_division("test.riot:9");
  });
  EXPECT_EQ(r.status, 1);
  EXPECT_EQ(r.errors, "crash: division by zero at test.riot:9\n");
  EXPECT_NOTHING_LEFT();
}

TEST_P(Processes, ADeadlockIsReported) {
  const Result r = run_program(GetParam(), [](Process& self) { receive_int(self); });
  EXPECT_EQ(r.status, 1);
  EXPECT_EQ(r.errors, "deadlock: nothing can wake any process\nPid(1) main waits in receive at test.riot:2\n");
  EXPECT_NOTHING_LEFT();
}

TEST_P(Processes, ProcessesThatWaitForEverDoNotKeepTheProgram) {
  const Result r = run_program(GetParam(), [](Process& self) {
    for (int i = 0; i < 100; ++i) launch(self, [](Process& self) { receive_int(self); });
  });
  EXPECT_EQ(r.status, 0);
  EXPECT_EQ(r.errors, "");
  EXPECT_NOTHING_LEFT();
}

TEST_P(Processes, ManyProcessesComeAndGo) {
  std::atomic<Int> sum{0};
  run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    for (Int i = 0; i < 20000; ++i) {
      launch(self, [=](Process& self) { send_int(self, main, i); });
      if (must_poll(self)) poll(self);
    }
    for (Int i = 0; i < 20000; ++i) sum += receive_int(self);
  });
  EXPECT_EQ(sum, 20000 * 19999 / 2);
  EXPECT_NOTHING_LEFT();
}

Int spin(Process& self, std::atomic<bool>& stop) {
  Int n = 0;
  while (!stop.load(std::memory_order_relaxed)) {
    if (must_poll(self)) poll(self);
    ++n;
  }
  return n;
}

// More than a worker's queue has room for, all spawned before any has run, and each busy from then on.
TEST_P(Processes, EachOfMoreBusyProcessesThanAQueueHoldsHasItsTurns) {
  constexpr int kCount = 400;
  std::atomic<bool> stop{false};
  int turns = 0;
  run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    for (int i = 0; i < kCount; ++i)
      launch(self, [&, main](Process& self) {
        for (int turn = 0; turn < 2; ++turn) {
          send_int(self, main, 1);
          process_yield(self);
        }
        spin(self, stop);
      });
    for (; turns < 2 * kCount; ++turns) receive_int(self);
    stop = true;
  });
  EXPECT_EQ(turns, 2 * kCount);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Processes, ABusyProcessKeepsNobodyFromRunning) {
  std::atomic<bool> stop{false};
  bool in_time = false;
  run_program(GetParam(), [&](Process& self) {
    for (unsigned i = 0; i < GetParam(); ++i) launch(self, [&](Process& self) { spin(self, stop); });
    for (int i = 0; i < 5; ++i) sleep(self, 1'000'000);
    in_time = true;
    stop = true;
  });
  EXPECT_TRUE(in_time);
  EXPECT_NOTHING_LEFT();
}

Int depth(Process& self, Int n) {
  if (must_poll(self) && poll(self)) return on_new_stack(self, &depth, n);
  volatile char room[64] = {};
  room[0] = 1;
  if (n == 0) return 0;
  return depth(self, n - 1) + room[0];
}

TEST_P(Processes, RecursionMayBeDeep) {
  const Int frames = RIOT_TSAN ? 20000 : 300000;  // ThreadSanitizer keeps a stack of its own, of 64k calls
  Int got = 0;
  run_program(GetParam(), [&](Process& self) { got = depth(self, frames); });
  EXPECT_EQ(got, frames);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Processes, EndlessRecursionCrashesAlone) {
  if (RIOT_TSAN) GTEST_SKIP();
  setenv("RIOT_MAX_HEAP", "64M", 1);
  std::atomic<Int> got{0};
  const Result r = run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    launch(self, [](Process& self) { depth(self, 1'000'000'000); });
    launch(self, [=](Process& self) { send_int(self, main, 1); });
    got = receive_int(self);
  });
  EXPECT_EQ(r.status, 0);
  EXPECT_EQ(got, 1);
  unsetenv("RIOT_MAX_HEAP");
  EXPECT_EQ(r.errors, "crash: Pid(2): stack overflow\n");
  EXPECT_NOTHING_LEFT();
}

TEST_P(Processes, AProcessThatTakesTooMuchMemoryCrashesAlone) {
  setenv("RIOT_MAX_HEAP", "32M", 1);
  std::atomic<Int> got{0};
  const Result r = run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    launch(self, [](Process& self) {
      struct Blocks {
        void* first = nullptr;
        ~Blocks() {
          while (void* p = first) {
            first = *static_cast<void**>(p);
            release_memory(p, 64);
          }
        }
      } blocks;
      for (;;) {
        if (must_poll(self)) poll(self);
        void* p = allocate(64);
        *static_cast<void**>(p) = blocks.first;
        blocks.first = p;
      }
    });
    launch(self, [=](Process& self) { send_int(self, main, 1); });
    got = receive_int(self);
    sleep(self, 1'000'000);
    while (detail::live_bytes() > 1 << 20) sleep(self, 1'000'000);
  });
  unsetenv("RIOT_MAX_HEAP");
  EXPECT_EQ(got, 1);
  EXPECT_EQ(r.errors, "crash: Pid(2): memory limit\n");
  EXPECT_NOTHING_LEFT();
}

TEST_P(Processes, BurstsToAParkedReceiverAllArrive) {
  constexpr int kRounds = 200;
  std::atomic<int> complete{0};
  run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    for (int round = 0; round < kRounds; ++round) {
      for (int s = 0; s < 8; ++s)
        launch(self, [=](Process& self) {
          for (int i = 0; i < 32; ++i) send_int(self, main, i);
        });
      for (int i = 0; i < 256; ++i) receive_int(self);
      ++complete;
    }
  });
  EXPECT_EQ(complete, kRounds);
  EXPECT_NOTHING_LEFT();
}

}  // namespace
}  // namespace riot::test
