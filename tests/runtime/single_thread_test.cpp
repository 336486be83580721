// SPDX-License-Identifier: MIT
// A program of one worker, which does without locked instructions until another thread takes part (riot/single_thread.h).
#include <gtest/gtest.h>

#include <unistd.h>

#include <atomic>

#include "riot/single_thread.h"
#include "runtime/src/io/poller.h"
#include "runtime/src/sched/runtime.h"
#include "runtime/src/process/exit_reason.h"
#include "tests/runtime/program.h"

namespace riot::test {
namespace {

using detail::one_thread;

void poll_here(Process& self) {
  if (must_poll(self)) poll(self);
}
Own<Timer> send_after(Process& self, Pid* to, Int delay, Int value) {
  return Own<Timer>(process_send_after(self, shared(to), delay, to_word(value), kInt));
}
constexpr Int kMillisecond = 1'000'000;

TEST(SingleThread, OneWorkerIsAloneUntilACallBlocks) {
  bool before = false, after = true;
  Int sum = 0;
  run_program(1, [&](Process& self) {
    Pid* main = &self;
    before = one_thread();
    // Half of the messages go through mailboxes that know of one thread, the rest through the same ones when there are more.
    Own<Pid> echo = start_echo(self, main);
    for (Int i = 1; i <= 100; ++i) send_int(self, echo.get(), i);
    for (int i = 0; i < 50; ++i) sum += receive_int(self);
    blocking(self, [] {});
    after = one_thread();
    for (Int i = 101; i <= 200; ++i) send_int(self, echo.get(), i);
    for (int i = 0; i < 150; ++i) sum += receive_int(self);
    send_int(self, echo.get(), -1);
  });
  EXPECT_TRUE(before);
  EXPECT_FALSE(after);
  EXPECT_EQ(sum, 200 * 201 / 2);
  EXPECT_NOTHING_LEFT();
}

TEST(SingleThread, AWaitForADescriptorEndsIt) {
  bool before = false, after = true;
  run_program(1, [&](Process& self) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    before = one_thread();
    launch(self, [end = ends[1]](Process&) { ASSERT_EQ(::write(end, "x", 1), 1); });
    detail::wait_for_descriptor(self, ends[0], false, detail::kNoDeadline);
    after = one_thread();
    ::close(ends[0]);
    ::close(ends[1]);
  });
  EXPECT_TRUE(before);
  EXPECT_FALSE(after);
  EXPECT_NOTHING_LEFT();
}

TEST(SingleThread, SeveralWorkersAreNeverAlone) {
  bool alone = true;
  run_program(2, [&](Process&) { alone = one_thread(); });
  EXPECT_FALSE(alone);
}

// What another thread does with a value in a blocking call: the last reference to a Reply goes there, and wakes the caller.
TEST(SingleThread, AReplyMayBeDroppedInABlockingCall) {
  for (int round = 0; round < 20; ++round) {
    run_program(1, [&](Process& self) {
      Own<Pid> server = start(
          self,
          [](Process& self) {
            Own<Reply> reply = receive_asked(self);
            blocking(self, [&] { reply.drop(); });
          },
          kSpawnPlain, kAsked);
      Object* result = ask(self, server.get(), INT64_MAX);
      EXPECT_EQ(result->tag, 1);
      EXPECT_EQ(tag_of(from_word<Object*>(static_cast<detail::Boxed*>(result)->value)), 2u);  // NoReply
      release_memory(result, sizeof(detail::Boxed));
    });
    EXPECT_NOTHING_LEFT();
  }
}

// Timers are the worker's own business: the monitor only tells it.
TEST(SingleThread, TimersFireBesideABusyProcess) {
  bool alone = false;
  std::atomic<bool> over{false};
  run_program(1, [&](Process& self) {
    launch(self, [&](Process& self) {
      while (!over.load(std::memory_order_relaxed)) poll_here(self);
    });
    for (Int i = 0; i < 5; ++i) {
      Own<Timer> timer = send_after(self, &self, 2 * kMillisecond, i);
      receive_equal(self, i);
    }
    alone = one_thread();
    over = true;
  });
  EXPECT_TRUE(alone);
  EXPECT_NOTHING_LEFT();
}

TEST(SingleThread, TimersFireBesideProcessesThatAreNeverBusyForLong) {
  run_program(1, [&](Process& self) {
    // Two that send to each other for ever, both without a stack.
    Own<Pid> there = start_echo(self, &self);
    std::atomic<bool> over{false};
    launch(self, [&, to = there.get()](Process& self) {
      Own<Pid> back = start_echo(self, &self);
      while (!over.load(std::memory_order_relaxed)) {
        send_int(self, back.get(), 1);
        receive_int(self);
      }
      send_int(self, back.get(), -1);
      send_int(self, to, 7);
    });
    Own<Timer> timer = send_after(self, &self, 5 * kMillisecond, 3);
    receive_equal(self, 3);
    over = true;
    receive_equal(self, 7);
    send_int(self, there.get(), -1);
  });
  EXPECT_NOTHING_LEFT();
}

// The monitor fires timers again when there are more threads than one; ThreadSanitizer looks on.
TEST(SingleThread, TimersGoOnWhenItEnds) {
  std::atomic<bool> over{false};
  Int fired = 0;
  run_program(1, [&](Process& self) {
    launch(self, [&](Process& self) {
      while (!over.load(std::memory_order_relaxed)) poll_here(self);
    });
    for (Int i = 0; i < 20; ++i) {
      Own<Timer> timer = send_after(self, &self, kMillisecond / 2, i);
      if (i == 10) blocking(self, [] {});
      receive_equal(self, i);
      ++fired;
    }
    over = true;
  });
  EXPECT_EQ(fired, 20);
  EXPECT_NOTHING_LEFT();
}

}  // namespace
}  // namespace riot::test
