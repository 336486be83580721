// SPDX-License-Identifier: MIT
// RIOT_SEED: the same seed is the same run, time costs nothing, and the protocols hold under thousands of schedules, with
// processes killed and delayed at drawn moments.
#include <gtest/gtest.h>

#include <chrono>
#include <algorithm>
#include <map>
#include <memory>
#include <vector>

#include "runtime/src/process/exit_reason.h"
#include "runtime/src/sched/replay.h"
#include "runtime/src/sched/runtime.h"
#include "tests/runtime/program.h"

namespace riot::test {
namespace {

constexpr int kSeeds = RIOT_TSAN || RIOT_ASAN ? 200 : 2000;

Result run_seeded(int seed, std::function<void(Process&)> body) {
  setenv("RIOT_SEED", std::to_string(seed).c_str(), 1);
  Result result = run_program(1, std::move(body));
  unsetenv("RIOT_SEED");
  return result;
}

// Who sent what when, of processes that talk at random.
std::vector<Int> chatter(int seed) {
  std::vector<Int> heard;
  run_seeded(seed, [&](Process& self) {
    Pid* main = &self;
    for (Int i = 0; i < 10; ++i)
      launch(self, [=](Process& self) {
        for (Int k = 0; k < 10; ++k) {
          send_int(self, main, i * 10 + k);
          if (must_poll(self)) poll(self);
          if ((i + k) % 3 == 0) sleep(self, 1'000'000 * (i + 1));
        }
      });
    for (int i = 0; i < 100; ++i) heard.push_back(receive_int(self));
  });
  return heard;
}

TEST(Replay, TheSameSeedIsTheSameRun) {
  std::map<std::vector<Int>, int> runs;
  for (int seed = 1; seed <= 20; ++seed) {
    const std::vector<Int> once = chatter(seed);
    EXPECT_EQ(once.size(), 100u);
    EXPECT_EQ(once, chatter(seed)) << "seed " << seed;
    ++runs[once];
  }
  EXPECT_GT(runs.size(), 15u);  // and other seeds are other runs
  EXPECT_NOTHING_LEFT();
}

TEST(Replay, SleepingCostsNothing) {
  const auto before = std::chrono::steady_clock::now();
  std::int64_t slept = 0;
  run_seeded(1, [&](Process& self) {
    const std::int64_t start = detail::now();
    for (int i = 0; i < 1000; ++i) sleep(self, 3600'000'000'000);
    slept = detail::now() - start;
  });
  EXPECT_GE(slept, 1000 * 3600'000'000'000);
  // Six weeks; a minute here is far more than it takes and far less than six weeks.
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::minutes(1));
}

TEST(Replay, SleepersWakeInOrderOfDeadline) {
  constexpr Int kSleepers = RIOT_TSAN ? 5'000 : 20'000;  // ThreadSanitizer knows 8,128 fibers
  std::vector<Int> order;
  run_seeded(7, [&](Process& self) {
    Pid* main = &self;
    const std::int64_t start = detail::now();
    for (Int i = 0; i < kSleepers; ++i) {
      const Int at = (i * 7919) % kSleepers;
      launch(self, [=](Process& self) {
        sleep(self, start + 3600'000'000'000 + at * 1'000'000 - detail::now());
        send_int(self, main, at);
      });
    }
    for (Int i = 0; i < kSleepers; ++i) order.push_back(receive_int(self));
  });
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
  EXPECT_NOTHING_LEFT();
}

TEST(Replay, AnIntervalDoesNotDrift) {
  std::vector<std::int64_t> late;
  run_seeded(3, [&](Process& self) {
    const std::int64_t start = detail::now();
    Own<Timer> timer(process_send_every(self, self_pid(self), 10'000'000, to_word(Int{1}), kInt));
    for (Int i = 1; i <= 1000; ++i) {
      receive_int(self);
      late.push_back(detail::now() - start - i * 10'000'000);
    }
    process_cancel(self, timer.get());
  });
  // The last is no later than the first: nothing adds up.
  EXPECT_LT(late.back(), late.front() + 1'000'000);
  EXPECT_NOTHING_LEFT();
}

// With a clock of our own the moments are exact, but for the little that each look at the clock takes.
constexpr std::int64_t kLooks = 1'000'000;

TEST(Replay, TheTimeLimitOfAReceiveIsSetOnce) {
  std::int64_t passed = 0;
  Int unmatched = 0;
  run_seeded(5, [&](Process& self) {
    std::atomic<bool> stop{false};
    Own<Pid> chatterer = start(self, [&, main = &self](Process& self) {
      while (!stop) {
        send_int(self, main, 1);
        sleep(self, 1'000'000);
      }
    });
    const std::int64_t start = detail::now();
    Word message;
    while (!self.time_is_up(50'000'000)) {
      while (self.next_message(&message, ~0ull)) ++unmatched;
      self.wait_for_message("test.riot:4");
    }
    passed = detail::now() - start;
    stop = true;
    Object* some = process_try_wait(self, chatterer.get(), INT64_MAX, kInt);
    release_memory(some, sizeof(detail::Boxed));
  });
  EXPECT_GE(unmatched, 40);
  EXPECT_GE(passed, 50'000'000);
  EXPECT_LT(passed, 50'000'000 + kLooks);
}

TEST(Replay, MessagesNeitherWakeNorDelayASleeper) {
  std::int64_t passed = 0;
  std::vector<Int> got;
  run_seeded(6, [&](Process& self) {
    Pid* main = &self;
    launch(self, [=](Process& self) {
      for (Int i = 0; i < 80; ++i) {
        send_int(self, main, i);
        sleep(self, 1'000'000);
      }
    });
    const std::int64_t start = detail::now();
    sleep(self, 50'000'000);
    passed = detail::now() - start;
    for (Int i = 0; i < 80; ++i) got.push_back(receive_int(self));
  });
  EXPECT_GE(passed, 50'000'000);
  EXPECT_LT(passed, 50'000'000 + kLooks);
  EXPECT_TRUE(std::is_sorted(got.begin(), got.end()));
}

TEST(Replay, AHundredThousandTimersFireInOrderOfDeadline) {
  constexpr Int kTimers = RIOT_TSAN || RIOT_ASAN ? 20'000 : 100'000;
  std::vector<Int> order;
  run_seeded(8, [&](Process& self) {
    const std::int64_t start = detail::now();
    for (Int i = 0; i < kTimers; ++i) {
      const Int at = i * 7919 % kTimers;
      const Int delay = start + 3600'000'000'000 + at * 1'000'000 - detail::now();
      Own<Timer>(process_send_after(self, self_pid(self), delay, to_word(at), kInt)).drop();
    }
    for (Int i = 0; i < kTimers; ++i) order.push_back(receive_int(self));
  });
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
  EXPECT_NOTHING_LEFT();
}

TEST(Replay, TimersWithOneDeadlineFireInTheOrderArmed) {
  std::vector<Int> order;
  run_seeded(4, [&](Process& self) {
    // Zero and less fire at once.
    for (Int i = 0; i < 100; ++i) Own<Timer>(process_send_after(self, self_pid(self), -i % 2, to_word(i), kInt)).drop();
    for (Int i = 0; i < 100; ++i) order.push_back(receive_int(self));
  });
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST(Replay, ABusyProcessKeepsNoTimerFromFiring) {
  bool woke = false;
  std::atomic<bool> stop{false};
  run_seeded(9, [&](Process& self) {
    launch(self, [&](Process& self) {
      while (!stop)
        if (must_poll(self)) poll(self);
    });
    sleep(self, 1'000'000);
    woke = true;
    stop = true;
  });
  EXPECT_TRUE(woke);
  EXPECT_NOTHING_LEFT();
}

TEST(Replay, ADeadlockIsToldAtOnce) {
  const Result r = run_seeded(5, [](Process& self) { receive_int(self); });
  EXPECT_EQ(r.status, 1);
  EXPECT_NE(r.errors.find("deadlock"), r.errors.npos);
}

// ---- protocols under faults ----

struct Faults {
  int kills = 0;
};
Faults faults;
// Kills whose turn it is, now and then; main, which watches, is spared.
bool kill_now_and_then(detail::Actor& actor) {
  if (actor.is_main || detail::replay_draw() % 40 != 0) return true;
  ++faults.kills;
  riot::share(static_cast<Object*>(&actor));
  auto* node = static_cast<detail::SignalNode*>(allocate(sizeof(detail::SignalNode)));
  node->word = to_word(detail::plain_reason(detail::kKilled));
  node->kind = detail::NodeKind::Exit;
  node->bit = 0;
  node->relation = nullptr;
  node->from = &actor;
  detail::deliver(detail::current_worker(), actor, node, detail::kNudge);
  return true;
}
// Puts who would run next back to where it came from.
bool delay_now_and_then(detail::Actor& actor) {
  if (detail::replay_draw() % 4 != 0) return kill_now_and_then(actor);
  detail::replay_enqueue(&actor);
  return false;
}

Int end_to_int(Process&, Closure*, Object* notice) {
  detail::EndNotice* n = static_cast<detail::EndNotice*>(notice);
  const Int result = -1 - static_cast<Int>(tag_of(n->reason));
  drop(static_cast<Object*>(n), detail::kDown);
  return result;
}

TEST(Replay, EachMonitorTellsOnceUnderAllSchedules) {
  detail::runtime().on_turn = &delay_now_and_then;
  faults = {};
  for (int seed = 1; seed <= kSeeds; ++seed) {
    int downs = 0;
    const Result r = run_seeded(seed, [&](Process& self) {
      Closure* make_int = make<Closure>();
      make_int->layout = nullptr;
      make_int->code = code(&end_to_int);
      make_int->name = "";
      Own<Closure> held(make_int);
      constexpr int kChildren = 6;
      std::vector<Pid*> children;
      for (int i = 0; i < kChildren; ++i) {
        // A chain of links: whoever dies takes the rest along, or all are told to end.
        auto before = std::make_shared<Own<Pid>>();  // also freed by one that is killed before it begins
        if (i % 2) before->set(shared(children.back()));
        Own<Pid> child = start(self, [i, before](Process& self) {
          if (i % 2) link(self, before->get(), kInt);
          Int n = 0;
          while (n != 99) {
            if (!receive_within(self, &n, 5'000'000)) break;
            if (must_poll(self)) poll(self);
          }
        });
        Own<Monitor>(monitor(self, child.get(), held.get(), kInt, kInt)).drop();
        children.push_back(child.share());
      }
      for (int k = 0; k < 12; ++k) send_int(self, children[static_cast<std::size_t>(k * 5 % kChildren)], k);
      for (Pid* child : children) {
        send_int(self, child, 99);
        drop(child, kPid);
      }
      for (int i = 0; i < kChildren; ++i) {
        const Int n = receive_int(self);
        EXPECT_LT(n, 0);
        ++downs;
      }
      Int more;
      EXPECT_FALSE(receive_within(self, &more, 1'000'000'000)) << "seed " << seed;
    });
    EXPECT_EQ(downs, 6) << "seed " << seed;
    EXPECT_EQ(r.errors, "") << "seed " << seed;
    EXPECT_NOTHING_LEFT();
    if (testing::Test::HasFailure()) break;
  }
  EXPECT_GT(faults.kills, kSeeds / 10);
  detail::runtime().on_turn = nullptr;
}

TEST(Replay, EveryCallEndsUnderAllSchedules) {
  detail::runtime().on_turn = &delay_now_and_then;
  std::map<Int, int> outcomes;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    run_seeded(seed, [&](Process& self) {
      Own<Pid> server = start(self, [](Process& self) {
        for (Int n = 0; n < 12; ++n) {
          Own<Reply> reply = receive_asked(self);
          if (n % 5 == 1) sleep(self, 3'000'000);
          if (n % 4) answer(self, reply.get(), to_word(n), kInt);
        }
      }, kSpawnPlain, kAsked);
      for (int k = 0; k < 10; ++k) {
        Object* result = ask(self, server.get(), k % 3 == 0 ? 2'000'000 : INT64_MAX);
        if (result->tag == 0) {
          ++outcomes[0];
        } else {
          Object* error = from_word<Object*>(static_cast<detail::Boxed*>(result)->value);
          ++outcomes[1 + static_cast<Int>(tag_of(error))];
          if (tag_of(error) == 1) {
            drop(from_word<Object*>(static_cast<detail::Boxed*>(error)->value), detail::kExitReason);
            release_memory(error, sizeof(detail::Boxed));
          }
        }
        release_memory(result, sizeof(detail::Boxed));
      }
    });
    EXPECT_NOTHING_LEFT();
    if (testing::Test::HasFailure()) break;
  }
  // Answered, out of time, gone, dropped: all of them happened.
  for (Int kind : {0, 1, 2, 3}) EXPECT_GT(outcomes[kind], 0) << kind;
  EXPECT_EQ(outcomes.count(4), 0u);
  detail::runtime().on_turn = nullptr;
}

}  // namespace
}  // namespace riot::test
