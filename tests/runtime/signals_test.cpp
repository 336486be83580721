// SPDX-License-Identifier: MIT
// Links, monitors, exits, timers, names, answers.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "runtime/src/process/exit_reason.h"
#include "tests/runtime/program.h"

namespace riot::test {
namespace {

using detail::EndNotice;
using detail::none;
using detail::plain_reason;

class Signals : public testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Workers, Signals, testing::Values(1u, 2u, 4u, 16u));

Own<Closure> closure(void (*code)()) {
  Closure* c = make<Closure>();
  c->layout = nullptr;
  c->code = code;
  c->name = "test.riot:1";
  return Own<Closure>(c);
}
// Notices become Ints: 1000 + the tag of the reason for a Down, 2000 + tag for an Exit.
template <Int base>
Int notice_to_int(Process&, Closure*, Object* notice) {
  EndNotice* n = static_cast<EndNotice*>(notice);
  const Int result = base + tag_of(n->reason);
  drop(static_cast<Object*>(n), detail::kDown);
  return result;
}
Own<Closure> on_down() { return closure(code(&notice_to_int<1000>)); }
Own<Closure> on_exit() { return closure(code(&notice_to_int<2000>)); }
Own<Monitor> watch(Process& self, Pid* pid) {
  Own<Closure> make = on_down();
  return Own<Monitor>(monitor(self, pid, make.get(), kInt, kInt));
}
void trap(Process& self) {
  Own<Closure> make = on_exit();
  process_trap_exits(self, make.get(), kInt);
}
[[noreturn]] void end(Process& self, detail::ReasonTag tag) {
  exit_process(self, plain_reason(tag));
  __builtin_unreachable();
}
void kill(Process& self, Pid* pid) { process_exit(self, pid, plain_reason(detail::kKilled), kInt); }

TEST_P(Signals, AMonitorTellsOnce) {
  std::vector<Int> got;
  run_program(GetParam(), [&](Process& self) {
    Own<Pid> child = start(self, [](Process& self) { receive_int(self); });
    Own<Monitor> m = watch(self, child.get());
    send_int(self, child.get(), 1);
    got.push_back(receive_int(self));
    Int n;
    if (receive_within(self, &n, 5'000'000)) got.push_back(n);
  });
  EXPECT_EQ(got, (std::vector<Int>{1000}));
  EXPECT_NOTHING_LEFT();
}

TEST_P(Signals, AMonitorOfTheDeadTellsNoProcess) {
  Int got = 0;
  run_program(GetParam(), [&](Process& self) {
    Own<Pid> child = start(self, [](Process&) {});
    while (process_is_alive(self, child.get(), kInt)) sleep(self, 100'000);
    watch(self, child.get()).drop();
    got = receive_int(self);
  });
  EXPECT_EQ(got, 1000 + detail::kNoProcess);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Signals, DemonitorTakesBackWhatIsQueued) {
  bool came = true;
  run_program(GetParam(), [&](Process& self) {
    Own<Pid> child = start(self, [](Process& self) { receive_int(self); });
    Own<Monitor> m = watch(self, child.get());
    kill(self, child.get());
    while (process_is_alive(self, child.get(), kInt)) sleep(self, 100'000);
    Int n;
    Word message;
    while (self.next_message(&message, 0)) {
    }
    process_demonitor(self, m.get());
    came = receive_within(self, &n, 2'000'000);
  });
  EXPECT_FALSE(came);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Signals, ALinkedCrashTakesItsPeersAlong) {
  std::vector<Int> got;
  const Result r = run_program(GetParam(), [&](Process& self) {
    Own<Pid> outer = start(self, [](Process& self) {
      launch(self, [](Process& self) {
        launch(self, [](Process&) { fail_overflow("test.riot:5"); }, kSpawnLinked);
        receive_int(self);
      }, kSpawnLinked);
      receive_int(self);
    });
    watch(self, outer.get()).drop();
    got.push_back(receive_int(self));
  });
  EXPECT_EQ(got, (std::vector<Int>{1000 + detail::kCrash}));
  EXPECT_EQ(std::count(r.errors.begin(), r.errors.end(), '\n'), 1) << r.errors;
  EXPECT_NOTHING_LEFT();
}

TEST_P(Signals, ANormalEndLeavesPeersAlone) {
  Int got = 0;
  run_program(GetParam(), [&](Process& self) {
    launch(self, [](Process&) {}, kSpawnLinked);
    sleep(self, 2'000'000);
    got = 1;
  });
  EXPECT_EQ(got, 1);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Signals, ATrappingProcessGetsMessages) {
  std::vector<Int> got;
  run_program(GetParam(), [&](Process& self) {
    trap(self);
    for (auto tag : {detail::kNormal, detail::kShutdown, detail::kKilled}) {
      launch(self, [=](Process& self) { end(self, tag); }, kSpawnLinked);
      got.push_back(receive_int(self));
    }
    launch(self, [](Process&) { fail_division("x:1"); }, kSpawnLinked);
    got.push_back(receive_int(self));
  });
  EXPECT_EQ(got, (std::vector<Int>{2000, 2001, 2002, 2004}));
  EXPECT_NOTHING_LEFT();
}

TEST_P(Signals, UnlinkedIsNotHeardOf) {
  bool came = true;
  run_program(GetParam(), [&](Process& self) {
    trap(self);
    Own<Pid> child = start(self, [](Process& self) { receive_int(self); }, kSpawnLinked);
    kill(self, child.get());
    while (process_is_alive(self, child.get(), kInt)) sleep(self, 100'000);
    process_unlink(self, child.get(), kInt);
    Int n;
    came = receive_within(self, &n, 2'000'000);
  });
  EXPECT_FALSE(came);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Signals, CrowdsOfLinkedAndMonitoredChildrenTellOnceEach) {
  int downs = 0, exits = 0;
  run_program(GetParam(), [&](Process& self) {
    trap(self);
    for (int i = 0; i < 48; ++i) {
      launch(self, [](Process& self) { end(self, detail::kShutdown); }, kSpawnLinked);
      Own<Pid> watched = start(self, [](Process& self) { end(self, detail::kShutdown); });
      watch(self, watched.get()).drop();
    }
    for (int i = 0; i < 96; ++i) {
      const Int n = receive_int(self);
      ++(n >= 2000 ? exits : downs);
    }
  });
  EXPECT_EQ(downs, 48);
  EXPECT_EQ(exits, 48);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Signals, KillReachesEveryState) {
  std::vector<Int> got;
  std::atomic<bool> never{false};
  run_program(GetParam(), [&](Process& self) {
    std::function<void(Process&)> bodies[] = {
        [](Process& self) { receive_int(self); },
        [](Process& self) { sleep(self, 3600'000'000'000); },
        [&](Process& self) {
          while (!never.load(std::memory_order_relaxed))
            if (must_poll(self)) poll(self);
        },
        [main = &self](Process& self) { process_try_wait(self, main, INT64_MAX, kInt); },
    };
    for (auto& body : bodies) {
      Own<Pid> child = start(self, body);
      watch(self, child.get()).drop();
      sleep(self, 2'000'000);
      kill(self, child.get());
      got.push_back(receive_int(self));
    }
  });
  EXPECT_EQ(got, std::vector<Int>(4, 1000 + detail::kKilled));
  EXPECT_NOTHING_LEFT();
}

TEST_P(Signals, KillsRacingWithMessagesAndTimeouts) {
  const Int rounds = test::rounds(RIOT_TSAN || RIOT_ASAN ? 300 : 3000);
  Int downs = 0;
  run_program(GetParam(), [&](Process& self) {
    for (Int i = 0; i < rounds; ++i) {
      Own<Pid> child = start(self, [=](Process& self) {
        for (;;) {
          Int n;
          receive_within(self, &n, (i % 5) * 20'000);
          if (must_poll(self)) poll(self);
        }
      });
      watch(self, child.get()).drop();
      for (int k = 0; k < i % 4; ++k) send_int(self, child.get(), k);
      Own<Pid> killer = start(self, [pid = self_pid(self), target = child.share()](Process& self) {
        Own<Pid> p(pid), t(target);
        kill(self, t.get());
      });
      while (receive_int(self) != 1000 + detail::kKilled) {
      }
      ++downs;
    }
  });
  EXPECT_EQ(downs, rounds);
  EXPECT_NOTHING_LEFT();
}

// ---------------------------------------------------------------------------------------------- timers

TEST_P(Signals, TimersFireInOrderAndCanBeCancelled) {
  std::vector<Int> got;
  bool cancelled = false, again = true;
  run_program(GetParam(), [&](Process& self) {
    for (Int i : {3, 1, 2}) Own<Timer>(process_send_after(self, self_pid(self), i * 4'000'000, to_word(i), kInt)).drop();
    Own<Timer> doomed(process_send_after(self, self_pid(self), 1'000'000, to_word(Int{9}), kInt));
    cancelled = process_cancel(self, doomed.get());
    again = process_cancel(self, doomed.get());
    for (int i = 0; i < 3; ++i) got.push_back(receive_int(self));
  });
  EXPECT_EQ(got, (std::vector<Int>{1, 2, 3}));
  EXPECT_TRUE(cancelled);
  EXPECT_FALSE(again);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Signals, AnIntervalDoesNotDrift) {
  double seconds = 0;
  run_program(GetParam(), [&](Process& self) {
    const auto before = std::chrono::steady_clock::now();
    Own<Timer> timer(process_send_every(self, self_pid(self), 2'000'000, to_word(Int{1}), kInt));
    for (int i = 0; i < 25; ++i) receive_int(self);
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count();
    EXPECT_TRUE(process_cancel(self, timer.get()));
  });
  EXPECT_GE(seconds, 0.050);
  EXPECT_LT(seconds, 1);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Signals, ATimerForTheDeadDoesNotKeepTheProgram) {
  const auto before = std::chrono::steady_clock::now();
  const Result r = run_program(GetParam(), [&](Process& self) {
    Own<Pid> child = start(self, [](Process&) {});
    Own<Timer>(process_send_every(self, child.share(), 3600'000'000'000, to_word(Int{1}), kInt)).drop();
  });
  EXPECT_EQ(r.status, 0);
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count(), 5);
  EXPECT_NOTHING_LEFT();
}

// ---------------------------------------------------------------------------------------------- names

TEST_P(Signals, NamesComeAndGo) {
  Int got = 0;
  bool free_again = false;
  const Result r = run_program(GetParam(), [&](Process& self) {
    static Literal text("counter", 7);
    Own<Name> name(process_name(self, &text, kInt));
    Own<Pid> child = start(self, [&](Process& self) { got = receive_int(self); });
    process_register(self, name.get(), child.get(), kInt);
    watch(self, child.get()).drop();
    send_name(self, name.get(), to_word(Int{7}), kInt, "test.riot:8");
    receive_int(self);
    Object* found = process_whereis(self, name.get(), kInt);
    free_again = !is_object(found);
    send_name(self, name.get(), to_word(Int{8}), kInt, "test.riot:8");
  });
  EXPECT_EQ(got, 7);
  EXPECT_TRUE(free_again);
  EXPECT_EQ(r.status, 1);
  EXPECT_EQ(r.errors, "crash: no process is registered as \"counter\" at test.riot:8\n");
  EXPECT_NOTHING_LEFT();
}

// ---------------------------------------------------------------------------------------------- answers

// Ok(n) as n, Timeout -1, Gone -10 - reason, NoReply -3, Deadlock -4.
Int outcome(Object* result) {
  detail::Boxed* box = static_cast<detail::Boxed*>(result);
  Int n;
  if (box->tag == 0) {
    n = from_word<Int>(box->value);
  } else {
    Object* error = from_word<Object*>(box->value);
    if (tag_of(error) == 1) {
      Object* reason = from_word<Object*>(static_cast<detail::Boxed*>(error)->value);
      n = -10 - static_cast<Int>(tag_of(reason));
      drop(reason, detail::kExitReason);
      release_memory(error, sizeof(detail::Boxed));
    } else if (tag_of(error) == 3) {
      n = -4;
      detail::drop_pids(from_word<Object*>(static_cast<detail::Boxed*>(error)->value));
      release_memory(error, sizeof(detail::Boxed));
    } else {
      n = -1 - static_cast<Int>(tag_of(error));
    }
  }
  release_memory(box, sizeof(detail::Boxed));
  return n;
}

TEST_P(Signals, CallsAndTheirFailures) {
  std::vector<Int> got;
  run_program(GetParam(), [&](Process& self) {
    auto server = [&](std::function<void(Process&)> body) { return start(self, std::move(body), kSpawnPlain, kAsked); };
    Own<Pid> answers = server([](Process& self) {
      for (;;) {
        Own<Reply> reply = receive_asked(self);
        answer(self, reply.get(), to_word(Int{42}), kInt);
        answer(self, reply.get(), to_word(Int{43}), kInt);
      }
    });
    got.push_back(outcome(ask(self, answers.get(), INT64_MAX)));
    got.push_back(outcome(ask(self, answers.get(), 1'000'000'000)));
    Own<Pid> forgets = server([](Process& self) {
      for (;;) receive_asked(self).drop();
    });
    got.push_back(outcome(ask(self, forgets.get(), INT64_MAX)));
    Own<Pid> crashes = server([](Process& self) {
      Own<Reply> reply = receive_asked(self);
      end(self, detail::kShutdown);
    });
    got.push_back(outcome(ask(self, crashes.get(), INT64_MAX)));
    got.push_back(outcome(ask(self, crashes.get(), INT64_MAX)));
    Own<Pid> silent = server([](Process& self) {
      Own<Reply> reply = receive_asked(self);
      sleep(self, 20'000'000);
      answer(self, reply.get(), to_word(Int{44}), kInt);
    });
    got.push_back(outcome(ask(self, silent.get(), 2'000'000)));
    sleep(self, 30'000'000);
    Int n;
    if (receive_within(self, &n, 0)) got.push_back(-99);
  });
  EXPECT_EQ(got, (std::vector<Int>{42, 42, -3, -11, -13, -1}));
  EXPECT_NOTHING_LEFT();
}

TEST_P(Signals, ARingOfCallsIsToldAtOnce) {
  std::vector<Int> got;
  run_program(GetParam(), [&](Process& self) {
    // Asks itself.
    Own<Pid> lonely = start(self, [&, main = &self](Process& self) {
      send_int(self, main, outcome(ask(self, &self, INT64_MAX)));
      receive_asked(self).drop();
    }, kSpawnPlain, kAsked);
    got.push_back(receive_int(self));
  });
  EXPECT_EQ(got, (std::vector<Int>{-4}));
  EXPECT_NOTHING_LEFT();
}

TEST_P(Signals, ARingOfTwoCallsIsToldAtOnce) {
  std::vector<Int> got;
  run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    std::atomic<Pid*> second{nullptr};
    Own<Pid> first = start(self, [&, main](Process& self) {
      while (!second.load()) sleep(self, 100'000);
      const Int n = outcome(ask(self, second.load(), INT64_MAX));
      send_int(self, main, n);
    }, kSpawnPlain, kAsked);
    Own<Pid> other = start(self, [&, main](Process& self) {
      Own<Reply> reply = receive_asked(self);
      const Int n = outcome(ask(self, first.get(), INT64_MAX));
      send_int(self, main, n);
      answer(self, reply.get(), to_word(Int{7}), kInt);
    }, kSpawnPlain, kAsked);
    second = other.get();
    got.push_back(receive_int(self));
    got.push_back(receive_int(self));
  });
  EXPECT_EQ(got, (std::vector<Int>{-4, 7}));
  EXPECT_NOTHING_LEFT();
}

TEST_P(Signals, AMessageNeitherWakesACallerNorMovesItsTimeLimit) {
  std::vector<Int> got;
  run_program(GetParam(), [&](Process& self) {
    Own<Pid> silent = start(self, [](Process& self) {
      Own<Reply> reply = receive_asked(self);
      sleep(self, 1'000'000'000);
    }, kSpawnPlain, kAsked);
    Pid* main = &self;
    launch(self, [=](Process& self) {
      for (Int i = 0; i < 10; ++i) {
        send_int(self, main, i);
        sleep(self, 1'000'000);
      }
    });
    got.push_back(outcome(ask(self, silent.get(), 5'000'000)));
    for (Int i = 0; i < 10; ++i) got.push_back(receive_int(self));
  });
  EXPECT_EQ(got, (std::vector<Int>{-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_NOTHING_LEFT();
}

TEST_P(Signals, WaitingForAnEnd) {
  std::vector<Int> got;
  run_program(GetParam(), [&](Process& self) {
    Own<Pid> child = start(self, [](Process& self) { receive_int(self); });
    got.push_back(is_object(process_try_wait(self, child.get(), 1'000'000, kInt)));
    kill(self, child.get());
    Object* some = process_try_wait(self, child.get(), INT64_MAX, kInt);
    const Int tag = tag_of(from_word<Object*>(static_cast<detail::Boxed*>(some)->value));
    got.push_back(tag == detail::kKilled || tag == detail::kNoProcess);
    release_memory(some, sizeof(detail::Boxed));
  });
  EXPECT_EQ(got, (std::vector<Int>{0, 1}));
  EXPECT_NOTHING_LEFT();
}

TEST_P(Signals, AdaptersMapInTheSender) {
  Int got = 0;
  run_program(GetParam(), [&](Process& self) {
    Own<Closure> half = closure(code(+[](Process&, Closure*, Float x) -> Int { return static_cast<Int>(x * 2); }));
    Own<Pid> adapted(process_adapt(self, &self, half.get(), kInt, kFloat));
    send(self, adapted.get(), to_word(21.0), kFloat);
    got = receive_int(self);
  });
  EXPECT_EQ(got, 42);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Signals, RequestsAnswerThroughTheMailbox) {
  std::vector<Int> got;
  run_program(GetParam(), [&](Process& self) {
    Own<Pid> server = start(self, [](Process& self) {
      for (;;) answer(self, receive_asked(self).get(), to_word(Int{5}), kInt);
    }, kSpawnPlain, kAsked);
    Own<Closure> plus = closure(code(+[](Process&, Closure*, Int n) -> Int { return n + 1; }));
    Asked* message = make<Asked>();
    message->reply = process_request_reply(self, plus.get(), kInt, kInt);
    send(self, server.get(), to_word(message), kAsked);
    got.push_back(receive_int(self));
    Own<Closure> result = closure(code(+[](Process&, Closure*, Object* r) -> Int { return outcome(r); }));
    message = make<Asked>();
    message->reply = process_try_request_reply(self, 3600'000'000'000, result.get(), kInt, kInt);
    send(self, server.get(), to_word(message), kAsked);
    got.push_back(receive_int(self));
    // Nobody ever answers this one.
    Own<Reply> kept(process_try_request_reply(self, 1'000'000, result.get(), kInt, kInt));
    got.push_back(receive_int(self));
    Own<Reply>(process_try_request_reply(self, 1'000'000'000, result.get(), kInt, kInt)).drop();
    got.push_back(receive_int(self));
  });
  EXPECT_EQ(got, (std::vector<Int>{6, 5, -1, -3}));
  EXPECT_NOTHING_LEFT();
}

TEST_P(Signals, LimitedMailboxes) {
  Int first = 0;
  std::vector<Int> got;
  const Result r = run_program(GetParam(), [&](Process& self) {
    Own<Closure> body = closure(code(+[](Process& self, Closure*) -> Unit {
      sleep(self, 5'000'000);
      receive_int(self);
      sleep(self, 3600'000'000'000);
      return {};
    }));
    static Literal label("small", 5);
    Object* limit = detail::make_boxed(1, 3);
    Own<Pid> drops(process_spawn_opt(self, body.get(), false, false, 1, none(), limit, 0, &label, kUnit, kInt));
    Own<Pid> fails(process_spawn_opt(self, body.get(), false, false, 1, none(), limit, 1, &label, kUnit, kInt));
    release_memory(limit, sizeof(detail::Boxed));
    watch(self, fails.get()).drop();
    for (Int i = 0; i < 5; ++i) send_int(self, drops.get(), i);
    for (Int i = 0; i < 5; ++i) send_int(self, fails.get(), i);
    got.push_back(receive_int(self));
    got.push_back(process_is_alive(self, drops.get(), kInt));
    (void)first;
    kill(self, drops.get());
  });
  EXPECT_EQ(got, (std::vector<Int>{1000 + detail::kCrash, 1}));
  EXPECT_EQ(r.errors, "crash: Pid(3) small: mailbox limit\n");
  EXPECT_NOTHING_LEFT();
}

TEST_P(Signals, LookingAtProcesses) {
  Int listed = 0;
  run_program(GetParam(), [&](Process& self) {
    for (int i = 0; i < 5; ++i) launch(self, [](Process& self) { receive_int(self); });
    sleep(self, 2'000'000);
    Object* list = process_list(self);
    // Infos are released by hand: pid, label, names, at, links.
    while (is_object(list)) {
      ++listed;
      detail::Cons* cons = static_cast<detail::Cons*>(list);
      struct Info : Object { Pid* pid; String* label; Object* names; std::uint16_t state; String* at; Int mailbox, memory; Object* links; std::uint16_t priority; };
      Info* info = from_word<Info*>(cons->head);
      drop(info->pid, kPid);
      drop(info->label, kString);
      drop(info->at, kString);
      release_memory(info, sizeof(Info));
      list = cons->tail;
      release_memory(cons, sizeof(detail::Cons));
    }
  });
  EXPECT_EQ(listed, 6);
  EXPECT_NOTHING_LEFT();
}

}  // namespace
}  // namespace riot::test
