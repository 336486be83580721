// SPDX-License-Identifier: MIT
// Many of everything at once, for the races that single tests do not meet. Bounded in time; most useful under
// ThreadSanitizer and AddressSanitizer.
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

// A process that parks without a stack, and passes on what it gets.
struct EchoFrame : Object {
  Pid* to;
};
const FieldInfo kEchoFields[] = {{"to", &kPid, 8, nullptr}};
const ConstructorInfo kEchoLayout[] = {{"", kEchoFields, 1, true, sizeof(EchoFrame)}, {"", nullptr, 0, false, 0}};
const TypeInfo kEchoFrame = {Kind::Data, true, 2, "", kEchoLayout, nullptr, nullptr};
Next echo(Process& self) {
  EchoFrame* frame = static_cast<EchoFrame*>(self.frame);
  Word message;
  while (self.next_message(&message, ~0ull)) {
    self.take_message();
    if (from_word<Int>(message) < 0) {
      drop(frame->to, kPid);
      leave_frame(self);
      return Next::Done;
    }
    send(self, frame->to, message, kInt);
  }
  return Next::Park;
}
const Step kEcho = {&echo, &kEchoFrame, "echo", "test.riot:1"};
Own<Pid> start_echo(Process& self, Pid* to) {
  EchoFrame* frame = make<EchoFrame>();
  frame->to = shared(to);
  return Own<Pid>(spawn(self, kEcho, frame, kInt, kSpawnPlain));
}

TEST_P(Stress, ParkingAndWaking) {
  std::atomic<Int> rounds{0};
  const Int each = 2000 * kScale;
  run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    for (int pair = 0; pair < 8; ++pair)
      launch(self, [&, pair, main](Process& self) {
        Own<Pid> partner = start_echo(self, &self);
        for (Int i = 0; i < each; ++i) {
          send_int(self, partner.get(), i);
          work_a_little(self, (i * 7 + pair) % 50);
          EXPECT_EQ(receive_int(self), i);
          ++rounds;
        }
        send_int(self, partner.get(), -1);
        send_int(self, main, 1);
      });
    for (int pair = 0; pair < 8; ++pair) receive_int(self);
  });
  EXPECT_EQ(rounds, 8 * each);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Stress, StealingBusyProcesses) {
  std::atomic<int> done{0};
  run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    for (int i = 0; i < 1000; ++i)
      launch(self, [&, main](Process& self) {
        work_a_little(self, 2000 * kScale);
        ++done;
        send_int(self, main, 1);
      });
    for (int i = 0; i < 1000; ++i) receive_int(self);
  });
  EXPECT_EQ(done, 1000);
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
    for (int round = 0; round < 5 * kScale; ++round) {
      Own<Pid> root = start(self, [](Process& self) { linked_tree(self, 5, 3); });
      if (round % 2) sleep(self, 100'000);
      process_exit(self, root.get(), detail::plain_reason(detail::kKilled), kInt);
      Object* some = process_try_wait(self, root.get(), INT64_MAX, kInt);
      release_memory(some, sizeof(detail::Boxed));
    }
    // All of them are gone soon.
    for (int i = 0; i < 1000; ++i) {
      if (detail::live_objects() - live_before < 200) break;
      sleep(self, 1'000'000);
    }
    EXPECT_LT(detail::live_objects() - live_before, 200);
  });
  EXPECT_NOTHING_LEFT();
}

TEST_P(Stress, SleepersAndKillers) {
  std::atomic<int> woke{0};
  run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    const Int count = 500 * kScale;
    for (Int i = 0; i < count; ++i) {
      Own<Pid> sleeper = start(self, [&, i, main](Process& self) {
        sleep(self, (i * 7919 % 20) * 100'000);
        ++woke;
        send_int(self, main, 1);
      });
      if (i % 3 == 0)
        launch(self, [target = sleeper.share(), i](Process& self) {
          Own<Pid> held(target);
          sleep(self, (i * 104729 % 20) * 100'000);
          process_exit(self, held.get(), detail::plain_reason(detail::kKilled), kInt);
        });
      if (must_poll(self)) poll(self);
    }
    for (Int i = 0; i < count - (count + 2) / 3; ++i) receive_int(self);
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
  const int each = 500 * kScale;
  struct Asked : Object {
    Reply* reply;
  };
  static const FieldInfo fields[] = {{nullptr, &kReply, 8, nullptr}};
  static const ConstructorInfo layout[] = {{"Asked", fields, 1, true, sizeof(Asked)}};
  static const TypeInfo asked_type = {Kind::Data, true, 1, "Asked", layout, nullptr, nullptr};
  run_program(GetParam(), [&](Process& self) {
    Own<Pid> server = start(self, [](Process& self) {
      for (Int n = 0;; ++n) {
        Word message;
        while (!self.next_message(&message, ~0ull)) self.wait_for_message("test.riot:6");
        self.take_message();
        Asked* asked = from_word<Asked*>(message);
        Own<Reply> reply(asked->reply);
        release_memory(asked, sizeof(Asked));
        if (n % 11) answer(self, reply.get(), to_word(n), kInt);
      }
    }, kSpawnPlain, asked_type);
    Pid* main = &self;
    for (int i = 0; i < 8; ++i)
      launch(self, [&, i, main, to = server.share()](Process& self) {
        Own<Pid> held(to);
        for (int k = 0; k < each; ++k) {
          struct Pair : Object { Promise* promise; Reply* reply; };
          Pair* pair = static_cast<Pair*>(process_promise(self, kInt));
          Own<Foreign> promise(pair->promise);
          Asked* message = make<Asked>();
          message->reply = pair->reply;
          release_memory(pair, sizeof(Pair));
          send(self, held.get(), to_word(message), asked_type);
          Object* result = process_await(self, static_cast<Promise*>(promise.get()), k % 7 == i % 7 ? 10'000 : INT64_MAX, kInt);
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

}  // namespace
}  // namespace riot::test
