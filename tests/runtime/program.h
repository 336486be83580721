// SPDX-License-Identifier: MIT
// Writing processes by hand, in the style of emitted code, and running programs of them.
#pragma once
#include <atomic>
#include <cstdlib>
#include <functional>
#include <string>

#include "riot/riot.h"
#include "runtime/src/api/program.h"
#include "runtime/src/memory/memory.h"

namespace riot::test {

constexpr ConstructorInfo kEmptyLayout[] = {{"", nullptr, 0, false, 0}, {"", nullptr, 0, false, 0}};
inline const TypeInfo kEmptyFrame = {Kind::Data, false, 2, "", kEmptyLayout, nullptr, nullptr};

// A step whose frame is one C++ object: for tests that need no reference counts. The body is any function of the process;
// it keeps its stack when it waits.
struct BodyFrame : Object {
  std::function<void(Process&)>* body;
};
inline const ConstructorInfo kBodyLayout[] = {{"", nullptr, 0, false, sizeof(BodyFrame)}, {"", nullptr, 0, false, 0}};
inline const TypeInfo kBodyFrame = {Kind::Data, false, 2, "", kBodyLayout, nullptr, nullptr};
inline std::atomic<long> live_bodies{0};

inline Next run_body(Process& self) {
  struct Body {
    std::function<void(Process&)>* body;
    ~Body() {
      delete body;
      --live_bodies;
    }
  } held{static_cast<BodyFrame*>(self.frame)->body};
  leave_frame(self);
  (*held.body)(self);
  return Next::Done;
}
inline const Step kBodyStep = {&run_body, &kBodyFrame, "body", "test.riot:1"};

inline Own<Pid> start(Process& self, std::function<void(Process&)> body, unsigned flags = kSpawnPlain,
                      const TypeInfo& mailbox = kInt) {
  BodyFrame* frame = make<BodyFrame>();
  frame->body = new std::function<void(Process&)>(std::move(body));
  ++live_bodies;
  return Own<Pid>(spawn(self, kBodyStep, frame, mailbox, flags));
}

inline void launch(Process& self, std::function<void(Process&)> body, unsigned flags = kSpawnPlain) {
  start(self, std::move(body), flags).drop();
}

// Waits for the next Int message, whatever it is.
inline Int receive_int(Process& self) {
  Word message;
  while (!self.next_message(&message, ~0ull)) self.wait_for_message("test.riot:2");
  self.take_message();
  return from_word<Int>(message);
}
// The next message that is `wanted`; others stay.
inline Int receive_equal(Process& self, Int wanted) {
  Word message;
  for (;;) {
    while (self.next_message(&message, ~0ull)) {
      if (from_word<Int>(message) != wanted) continue;
      self.take_message();
      return wanted;
    }
    self.wait_for_message("test.riot:3");
  }
}
// False: nothing came in time.
inline bool receive_within(Process& self, Int* value, Int nanoseconds) {
  Word message;
  for (;;) {
    if (self.next_message(&message, ~0ull)) {
      self.take_message();
      *value = from_word<Int>(message);
      return true;
    }
    if (self.time_is_up(nanoseconds)) return false;
    self.wait_for_message("test.riot:4");
  }
}
inline void send_int(Process& self, Pid* to, Int value) { send(self, to, to_word(value), kInt); }

inline std::function<void(Process&)>* main_body;
inline Next run_main(Process& self) {
  (*main_body)(self);
  return Next::Done;
}
inline const Step kMainStep = {&run_main, &kEmptyFrame, "main", "test.riot:1"};

struct Result {
  int status;
  std::string errors;
};
// Runs a program with that many workers; all its memory must be back at the end.
inline Result run_program(unsigned workers, std::function<void(Process&)> body) {
  setenv("RIOT_WORKERS", std::to_string(workers).c_str(), 1);
  Result result;
  detail::error_capture = &result.errors;
  detail::drain_at_end = true;
  main_body = &body;
  const Program program = {&kMainStep, &kInt, nullptr, nullptr, 0};
  char name[] = "test";
  char* argv[] = {name, nullptr};
  result.status = run(1, argv, program);
  detail::error_capture = nullptr;
  return result;
}

#define EXPECT_NOTHING_LEFT()                          \
  do {                                                 \
    EXPECT_EQ(::riot::detail::live_objects(), 0);      \
    EXPECT_EQ(::riot::test::live_bodies.load(), 0);    \
  } while (0)

}  // namespace riot::test
