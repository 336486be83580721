// SPDX-License-Identifier: MIT
// Waiting for what is outside: calls that block, descriptors.
#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include "runtime/src/io/poller.h"
#include "runtime/src/process/exit_reason.h"
#include "runtime/src/sched/runtime.h"
#include "tests/runtime/program.h"

namespace riot::test {
namespace {

class Outside : public testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Workers, Outside, testing::Values(1u, 2u, 4u, 16u));

// Opens once, for threads. Lives longer than the program: who opens it may still be at it when others have passed.
class Gate {
 public:
  void open() {
    std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void pass() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

struct Pipe {
  int ends[2];
  Pipe() { EXPECT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0); }
  ~Pipe() {
    ::close(ends[0]);
    ::close(ends[1]);
  }
};

TEST_P(Outside, WhileACallBlocksTheWorkerGoesOn) {
  Gate gate;
  Int answer = 0;
  run_program(GetParam(), [&](Process& self) {
    launch(self, [&](Process&) { gate.open(); });
    // With one worker the gate is opened by the very worker that would have blocked.
    answer = blocking(self, [&] {
      gate.pass();
      return Int{42};
    });
  });
  EXPECT_EQ(answer, 42);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Outside, ManyCallsMayBlockAtOnce) {
  Gate gate;
  constexpr int kCalls = 100;
  std::atomic<int> inside{0};
  run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    for (int i = 0; i < kCalls; ++i)
      launch(self, [&, main](Process& self) {
        blocking(self, [&] {
          // The last one in lets all of them out.
          if (++inside == kCalls) gate.open();
          gate.pass();
        });
        send_int(self, main, 1);
      });
    for (int i = 0; i < kCalls; ++i) receive_int(self);
  });
  EXPECT_EQ(inside, kCalls);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Outside, AMessageDoesNotWakeWhoWaitsForACall) {
  Gate gate;
  std::vector<Int> got;
  run_program(GetParam(), [&](Process& self) {
    Pid* main = &self;
    launch(self, [&, main](Process& self) {
      for (Int i = 0; i < 10; ++i) send_int(self, main, i);
      gate.open();
    });
    got.push_back(blocking(self, [&] {
      gate.pass();
      return Int{100};
    }));
    for (int i = 0; i < 10; ++i) got.push_back(receive_int(self));
  });
  EXPECT_EQ(got, (std::vector<Int>{100, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_NOTHING_LEFT();
}

TEST_P(Outside, AnExceptionOfABlockingCallCrashesItsProcess) {
  const Result r = run_program(GetParam(), [](Process& self) {
    Own<Pid> child = start(self, [](Process& self) { blocking(self, [] { throw std::runtime_error("no such table"); }); });
    Object* some = process_try_wait(self, child.get(), INT64_MAX, kInt);
    drop(from_word<Object*>(static_cast<detail::Boxed*>(some)->value), detail::kExitReason);
    release_memory(some, sizeof(detail::Boxed));
  });
  EXPECT_EQ(r.status, 0);
  EXPECT_EQ(r.errors, "crash: Pid(2): no such table\n");
  EXPECT_NOTHING_LEFT();
}

struct Thing : Object {
  static const TypeInfo& kInfo;
};
constexpr ConstructorInfo kThingLayout[] = {{"", nullptr, 0, false, sizeof(Thing)}};
const TypeInfo kThing = {Kind::Data, true, 1, "", kThingLayout, nullptr, nullptr};
const TypeInfo& Thing::kInfo = kThing;

TEST_P(Outside, AKillIsToldWhileTheCallIsStillUnderWay) {
  Gate inside, gate;
  Int reason = -1;
  bool alive = true;
  run_program(GetParam(), [&](Process& self) {
    Own<Pid> child = start(self, [&](Process& self) {
      // What the body answers is freed all the same.
      Own<Thing> thing(blocking(self, [&] {
        inside.open();
        gate.pass();
        return make<Thing>();
      }));
      ADD_FAILURE() << "went on after its end";
    });
    blocking(self, [&] { inside.pass(); });
    process_exit(self, child.get(), detail::plain_reason(detail::kKilled), kInt);
    Object* some = process_try_wait(self, child.get(), INT64_MAX, kInt);
    Object* why = from_word<Object*>(static_cast<detail::Boxed*>(some)->value);
    reason = tag_of(why);
    drop(why, detail::kExitReason);
    release_memory(some, sizeof(detail::Boxed));
    alive = process_is_alive(self, child.get(), kInt);
    gate.open();
  });
  // It may have ended before the wait began.
  EXPECT_TRUE(reason == detail::kKilled || reason == detail::kNoProcess) << reason;
  EXPECT_FALSE(alive);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Outside, KillsRacingWithTheReturnOfCalls) {
  const int rounds = RIOT_TSAN || RIOT_ASAN ? 200 : 2000;
  int ended = 0;
  run_program(GetParam(), [&](Process& self) {
    for (int i = 0; i < rounds; ++i) {
      Own<Pid> child = start(self, [](Process& self) {
        for (;;) Own<Thing>(blocking(self, [] { return make<Thing>(); })).drop();
      });
      for (int k = 0; k < i % 16; ++k) process_yield(self);
      process_exit(self, child.get(), detail::plain_reason(detail::kKilled), kInt);
      Object* some = process_try_wait(self, child.get(), INT64_MAX, kInt);
      drop(from_word<Object*>(static_cast<detail::Boxed*>(some)->value), detail::kExitReason);
      release_memory(some, sizeof(detail::Boxed));
      ++ended;
    }
  });
  EXPECT_EQ(ended, rounds);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Outside, WhoWaitsForADescriptorIsToldWhenThereIsSomething) {
  std::vector<int> got;
  const Result r = run_program(GetParam(), [&](Process& self) {
    Pipe pipe;
    launch(self, [&](Process& self) {
      sleep(self, 1'000'000);
      EXPECT_EQ(::write(pipe.ends[1], "x", 1), 1);
    });
    got.push_back(detail::wait_for_descriptor(self, pipe.ends[1], true, detail::kNoDeadline));
    got.push_back(detail::wait_for_descriptor(self, pipe.ends[0], false, detail::kNoDeadline));
    char c;
    got.push_back(static_cast<int>(::read(pipe.ends[0], &c, 1)));
  });
  EXPECT_EQ(r.errors, "");
  EXPECT_EQ(got, (std::vector<int>{0, 0, 1}));
  EXPECT_NOTHING_LEFT();
}

TEST_P(Outside, AWaitForADescriptorEndsWithTimeKillOrClose) {
  std::vector<int> got;
  run_program(GetParam(), [&](Process& self) {
    Pipe pipe;
    got.push_back(detail::wait_for_descriptor(self, pipe.ends[0], false, detail::deadline_in(2'000'000)));
    Own<Pid> child = start(self, [&](Process& self) { detail::wait_for_descriptor(self, pipe.ends[0], false, detail::kNoDeadline); });
    sleep(self, 2'000'000);
    process_exit(self, child.get(), detail::plain_reason(detail::kKilled), kInt);
    Object* some = process_try_wait(self, child.get(), INT64_MAX, kInt);
    drop(from_word<Object*>(static_cast<detail::Boxed*>(some)->value), detail::kExitReason);
    release_memory(some, sizeof(detail::Boxed));
    Pid* main = &self;
    for (int i = 0; i < 3; ++i)
      launch(self, [&, main](Process& self) {
        send_int(self, main, 0);
        send_int(self, main, detail::wait_for_descriptor(self, pipe.ends[0], false, detail::kNoDeadline));
      });
    for (int i = 0; i < 3; ++i) receive_int(self);
    sleep(self, 5'000'000);
    detail::forget_descriptor(pipe.ends[0]);
    for (int i = 0; i < 3; ++i) got.push_back(static_cast<int>(receive_int(self)));
  });
  EXPECT_EQ(got, (std::vector<int>{ETIMEDOUT, EBADF, EBADF, EBADF}));
  EXPECT_NOTHING_LEFT();
}

TEST_P(Outside, AFileIsAlwaysReady) {
  int got = -1;
  run_program(GetParam(), [&](Process& self) {
    const int fd = ::open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    got = detail::wait_for_descriptor(self, fd, false, detail::kNoDeadline);
    ::close(fd);
  });
  EXPECT_EQ(got, 0);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Outside, ReadersAndWritersOfManyPipes) {
  constexpr int kPipes = 16;
  const int rounds = RIOT_TSAN || RIOT_ASAN ? 50 : 500;
  std::atomic<int> bytes{0};
  run_program(GetParam(), [&](Process& self) {
    Pipe pipes[kPipes];
    Pid* main = &self;
    for (Pipe& pipe : pipes) {
      launch(self, [&, main](Process& self) {
        char c;
        for (int i = 0; i < rounds;) {
          if (::read(pipe.ends[0], &c, 1) == 1) ++i, ++bytes;
          else EXPECT_EQ(detail::wait_for_descriptor(self, pipe.ends[0], false, detail::kNoDeadline), 0);
        }
        send_int(self, main, 1);
      });
      launch(self, [&](Process& self) {
        for (int i = 0; i < rounds; ++i) {
          EXPECT_EQ(::write(pipe.ends[1], "y", 1), 1);
          if (i % 3 == 0) process_yield(self);
        }
      });
    }
    for (int i = 0; i < kPipes; ++i) receive_int(self);
  });
  EXPECT_EQ(bytes, kPipes * rounds);
  EXPECT_NOTHING_LEFT();
}

}  // namespace
}  // namespace riot::test
