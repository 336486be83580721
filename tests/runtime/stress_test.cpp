// SPDX-License-Identifier: MIT
// Many of everything at once, for the races that single tests do not meet; most useful under ThreadSanitizer and
// AddressSanitizer. With RIOT_STRESS set each protocol is gone through a million times: parking and waking, stealing, exits, timers,
// answers, names.
#include <gtest/gtest.h>

#include "runtime/src/process/exit_reason.h"
#include "tests/runtime/program.h"

namespace riot::test {
namespace {

constexpr int kScale = RIOT_TSAN || RIOT_ASAN ? 1 : 10;

class Stress : public testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Workers, Stress, testing::Values(1u, 2u, 4u, 16u));

void work_a_little(Process& self, Int rounds) {
  volatile Int n = 0;
  for (Int i = 0; i < rounds; ++i) {
    if (must_poll(self)) poll(self);
    n = n + 1;
  }
}

TEST_P(Stress, ParkingAndWaking) {
  std::atomic<Int> turns{0};
  const Int each = rounds(16'000 * kScale) / 8;
  run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    for (int pair = 0; pair < 8; ++pair)
      launch(self, [&, pair, main](Process& self) {
        Own<Pid> partner = start_echo(self, &self);
        for (Int i = 0; i < each; ++i) {
          send_int(self, partner.get(), i);
          work_a_little(self, (i * 7 + pair) % 50);
          EXPECT_EQ(receive_int(self), i);
          ++turns;
        }
        send_int(self, partner.get(), -1);
        send_int(self, main, 1);
      });
    for (int pair = 0; pair < 8; ++pair) receive_int(self);
  });
  EXPECT_EQ(turns, 8 * each);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Stress, StealingBusyProcesses) {
  std::atomic<Int> done{0};
  const Int batches = rounds(1000) / 1000;
  run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    for (Int batch = 0; batch < batches; ++batch) {
      for (int i = 0; i < 1000; ++i)
        launch(self, [&, main](Process& self) {
          work_a_little(self, batches == 1 ? 2000 * kScale : 100);
          ++done;
          send_int(self, main, 1);
        });
      for (int i = 0; i < 1000; ++i) receive_int(self);
    }
  });
  EXPECT_EQ(done, 1000 * batches);
  EXPECT_NOTHING_LEFT();
}

void linked_tree(Process& self, int width, int depth) {
  if (depth > 0)
    for (int i = 0; i < width; ++i)
      launch(self, [=](Process& self) { linked_tree(self, width, depth - 1); }, kSpawnLinked);
  receive_int(self);
}

TEST_P(Stress, TreesOfLinkedProcessesDieTogether) {
  run_program(GetParam(), [&](Process& self) {
    // A tree has 156 processes.
    for (Int round = 0; round < rounds(5 * 156 * kScale) / 156; ++round) {
      Own<Pid> root = start(self, [](Process& self) { linked_tree(self, 5, 3); });
      if (round % 2) sleep(self, 100'000);
      process_exit(self, root.get(), detail::plain_reason(detail::kKilled), kInt);
      Object* some = process_try_wait(self, root.get(), INT64_MAX, kInt);
      release_memory(some, sizeof(detail::Boxed));
    }
    // All of them are gone soon.
    constexpr std::int64_t kLittle = 16'384;
    for (int i = 0; i < 1000; ++i) {
      if (detail::live_bytes() - live_before < kLittle) break;
      sleep(self, 1'000'000);
    }
    EXPECT_LT(detail::live_bytes() - live_before, kLittle);
  });
  EXPECT_NOTHING_LEFT();
}

TEST_P(Stress, SleepersAndKillers) {
  std::atomic<int> woke{0};
  run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    const Int batches = rounds(500 * kScale) / 500;
    for (Int batch = 0; batch < batches; ++batch) {
      for (Int i = 0; i < 500; ++i) {
        Own<Pid> sleeper = start(self, [&, i, main](Process& self) {
          sleep(self, (i * 7919 % 20) * 100'000);
          ++woke;
          if (i % 3) send_int(self, main, 1);
        });
        if (i % 3 == 0)
          launch(self, [target = sleeper.share(), i](Process& self) {
            Own<Pid> held(target);
            sleep(self, (i * 104729 % 20) * 100'000);
            process_exit(self, held.get(), detail::plain_reason(detail::kKilled), kInt);
          });
        if (must_poll(self)) poll(self);
      }
      // Those that nobody kills.
      for (Int i = 0; i < 333; ++i) receive_equal(self, 1);
    }
  });
  EXPECT_GT(woke, 0);
  EXPECT_NOTHING_LEFT();
}

Int deep(Process& self, Int n) {
  if (must_poll(self) && poll(self)) return on_new_stack(self, &deep, n);
  volatile char room[256] = {};
  room[0] = 1;
  return n == 0 ? 0 : deep(self, n - 1) + room[0];
}

TEST_P(Stress, DeepRecursionIsPreemptedAndMoved) {
  std::atomic<int> right{0};
  run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    for (int i = 0; i < 16; ++i)
      launch(self, [&, main](Process& self) {
        for (int k = 0; k < 5; ++k) right += deep(self, 5000) == 5000;
        send_int(self, main, 1);
      });
    for (int i = 0; i < 16; ++i) receive_int(self);
  });
  EXPECT_EQ(right, 80);
  EXPECT_NOTHING_LEFT();
}

struct Thing : Object {
  static constexpr ConstructorInfo kLayout[] = {{"", nullptr, 0, false, sizeof(Object)}};
  inline static const TypeInfo kInfo = {Kind::Data, true, 1, "", kLayout, nullptr, nullptr};
};
Int deep_crash(Process& self, Int n) {
  if (must_poll(self) && poll(self)) return on_new_stack(self, &deep_crash, n);
  Own<Thing> held(make<Thing>());
  if (n == 0) fail_overflow("test.riot:1");
  return deep_crash(self, n - 1) + 1;
}

TEST_P(Stress, CrashesInDeepRecursionFreeWhatTheyHeld) {
  run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    for (int i = 0; i < 20; ++i) {
      Own<Pid> child = start(self, [main](Process& self) {
        deep_crash(self, 5000);
      });
      Object* some = process_try_wait(self, child.get(), INT64_MAX, kInt);
      Object* reason = from_word<Object*>(static_cast<detail::Boxed*>(some)->value);
      drop(reason, detail::kExitReason);
      release_memory(some, sizeof(detail::Boxed));
    }
  });
  EXPECT_NOTHING_LEFT();
}

TEST_P(Stress, CallersAndAServer) {
  std::atomic<Int> answered{0};
  const Int each = rounds(4000 * kScale) / 8;
  run_program(GetParam(), [&](Process& self) {
    Own<Pid> server = start(self, [](Process& self) {
      for (Int n = 0;; ++n) {
        Own<Reply> reply = receive_asked(self);
        if (n % 11) answer(self, reply.get(), to_word(n), kInt);
      }
    }, kSpawnPlain, kAsked);
    Pid* main = &self;
    for (int i = 0; i < 8; ++i)
      launch(self, [&, i, main, to = server.share()](Process& self) {
        Own<Pid> held(to);
        for (Int k = 0; k < each; ++k) {
          Object* result = ask(self, held.get(), k % 7 == i % 7 ? 10'000 : INT64_MAX);
          answered += result->tag == 0;
          release_memory(result, sizeof(detail::Boxed));
        }
        send_int(self, main, 1);
      });
    for (int i = 0; i < 8; ++i) receive_int(self);
  });
  EXPECT_GT(answered, 0);
  EXPECT_NOTHING_LEFT();
}

// A monitor is told once, whether it was made before, during or after the end; and links are made while their other end goes.
TEST_P(Stress, MonitorsAndLinksOfProcessesThatEndMeanwhile) {
  const Int count = rounds(2000 * kScale);
  std::atomic<Int> told{0};
  run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    const auto make_code = +[](Process&, Closure*, Object* notice) -> Int {
      drop(notice, detail::kDown);
      return 7;
    };
    Closure* make = riot::make<Closure>();
    make->layout = nullptr;
    make->code = code(make_code);
    make->name = "test.riot:1";
    Own<Closure> held(make);
    process_trap_exits(self, make, kInt);
    for (Int i = 0; i < count; ++i) {
      Own<Pid> child = start(self, [main, i](Process& self) {
        if (i % 2) work_a_little(self, i % 64);
        if (i % 3 == 0) exit_process(self, detail::plain_reason(detail::kShutdown));
      });
      work_a_little(self, i % 48);
      Own<Monitor> watch(monitor(self, child.get(), make, kInt, kInt));
      // Linked or gone: what ends by Normal or was gone, and what ended by Shutdown, is told to one who traps.
      link(self, child.get(), kInt);
      if (i % 5 == 0) process_unlink(self, child.get(), kInt);
      if (i % 7 == 0) {
        process_demonitor(self, watch.get());
      } else {
        receive_equal(self, 7);
        ++told;
      }
      // What links tell comes in its own time.
      Int n;
      while (receive_within(self, &n, 0)) {}
    }
  });
  EXPECT_EQ(told, count - (count + 6) / 7);
  EXPECT_NOTHING_LEFT();
}

// Names are taken, used, given back and lost with their processes on all workers at once.
TEST_P(Stress, NamesTakenAndLostAtTheSameTime) {
  const Int each = rounds(800 * kScale) / 8;
  std::atomic<Int> taken{0};
  run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    for (Int i = 0; i < 8; ++i)
      launch(self, [&, i, main](Process& self) {
        static Literal texts[] = {Literal("a", 1), Literal("b", 1), Literal("c", 1)};
        for (Int k = 0; k < each; ++k) {
          Own<Name> name(process_name(self, &texts[(i + k) % 3], kInt));
          Own<Pid> holder = start(self, [](Process& self) { receive_int(self); });
          Object* result = process_try_register(self, name.get(), holder.get(), kInt);
          if (result->tag == 0) ++taken;
          else if (is_object(from_word<Object*>(static_cast<detail::Boxed*>(result)->value))) {
            detail::Boxed* by = from_word<detail::Boxed*>(static_cast<detail::Boxed*>(result)->value);
            drop(from_word<Object*>(by->value), kPid);
            release_memory(by, sizeof(detail::Boxed));
          }
          release_memory(result, sizeof(detail::Boxed));
          Object* found = process_whereis(self, name.get(), kInt);
          if (is_object(found)) {
            Own<Pid> other(from_word<Pid*>(static_cast<detail::Boxed*>(found)->value));
            if (k % 4 == 0) send_int(self, other.get(), 0);
            release_memory(found, sizeof(detail::Boxed));
          }
          if (k % 3 == 0) process_unregister(self, name.get(), kInt);
          send_int(self, holder.get(), 0);
        }
        send_int(self, main, 1);
      });
    for (int i = 0; i < 8; ++i) receive_int(self);
  });
  EXPECT_GT(taken, 0);
  EXPECT_NOTHING_LEFT();
}

}  // namespace
}  // namespace riot::test
