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
#include "runtime/src/platform/sanitizers.h"

namespace riot::test {

constexpr ConstructorInfo kEmptyLayout[] = {{"", nullptr, 0, false, 0}, {"", nullptr, 0, false, 0}};
inline const TypeInfo kEmptyFrame = {Kind::Data, false, 2, "", kEmptyLayout, nullptr, nullptr};

// Any function of the process as a process; it keeps its stack when it waits.
struct Body : Foreign {
  std::function<void(Process&)> run;
};
inline std::atomic<long> live_bodies{0};
struct BodyFrame : Object {
  Body* body;
};
inline const FieldInfo kBodyFields[] = {{nullptr, &kForeign, sizeof(Object), nullptr}};
inline const ConstructorInfo kBodyLayout[] = {{"", kBodyFields, 1, true, sizeof(BodyFrame)}, {"", nullptr, 0, false, 0}};
inline const TypeInfo kBodyFrame = {Kind::Data, true, 2, "", kBodyLayout, nullptr, nullptr};

inline Next run_body(Process& self) {
  Own<Foreign> body(static_cast<BodyFrame*>(self.frame)->body);
  leave_frame(self);
  static_cast<Body*>(body.get())->run(self);
  return Next::Done;
}
inline const Step kBodyStep = {&run_body, &kBodyFrame, "body", "test.riot:1"};

inline Object* body_frame(std::function<void(Process&)> run) {
  Body* body = new (allocate(sizeof(Body))) Body;
  body->count = 1;
  body->tag = body->detail = 0;
  body->destroy = [](Foreign* self) noexcept {
    static_cast<Body*>(self)->run.~function();
    release_memory(self, sizeof(Body));
    --live_bodies;
  };
  body->run = std::move(run);
  ++live_bodies;
  BodyFrame* frame = make<BodyFrame>();
  frame->body = body;
  return frame;
}
inline Own<Pid> start(Process& self, std::function<void(Process&)> run, unsigned flags = kSpawnPlain,
                      const TypeInfo& mailbox = kInt) {
  return Own<Pid>(spawn(self, kBodyStep, body_frame(std::move(run)), mailbox, flags));
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

// A process that parks without a stack and sends on what it gets; what is negative ends it.
struct EchoFrame : Object {
  Pid* to;
};
inline const FieldInfo kEchoFields[] = {{"to", &kPid, sizeof(Object), nullptr}};
inline const ConstructorInfo kEchoLayout[] = {{"", kEchoFields, 1, true, sizeof(EchoFrame)}, {"", nullptr, 0, false, 0}};
inline const TypeInfo kEchoFrame = {Kind::Data, true, 2, "", kEchoLayout, nullptr, nullptr};
inline Next echo(Process& self) {
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
inline const Step kEcho = {&echo, &kEchoFrame, "echo", "test.riot:1"};
inline Own<Pid> start_echo(Process& self, Pid* to) {
  EchoFrame* frame = make<EchoFrame>();
  frame->to = shared(to);
  return Own<Pid>(spawn(self, kEcho, frame, kInt, kSpawnPlain));
}

// A message with a reply in it.
struct Asked : Object {
  Reply* reply;
};
inline const FieldInfo kAskedFields[] = {{nullptr, &kReply, sizeof(Object), nullptr}};
inline const ConstructorInfo kAskedLayout[] = {{"Asked", kAskedFields, 1, true, sizeof(Asked)}};
inline const TypeInfo kAsked = {Kind::Data, true, 1, "Asked", kAskedLayout, nullptr, nullptr};

// What try_call is made of.
inline Object* ask(Process& self, Pid* to, Int timeout) {
  struct Pair : Object { Promise* promise; Reply* reply; };
  Pair* pair = static_cast<Pair*>(process_promise(self, kInt));
  Own<Foreign> promise(pair->promise);
  Asked* message = make<Asked>();
  message->reply = pair->reply;
  release_memory(pair, sizeof(Pair));
  send(self, to, to_word(message), kAsked);
  return process_await(self, static_cast<Promise*>(promise.get()), timeout, kInt);
}
inline Own<Reply> receive_asked(Process& self) {
  Word message;
  while (!self.next_message(&message, ~0ull)) self.wait_for_message("test.riot:6");
  self.take_message();
  Asked* asked = from_word<Asked*>(message);
  Reply* reply = asked->reply;
  release_memory(asked, sizeof(Asked));
  return Own<Reply>(reply);
}

inline std::function<void(Process&)>* main_body;
inline Next run_main(Process& self) {
  (*main_body)(self);
  return Next::Done;
}
inline const Step kMainStep = {&run_main, &kEmptyFrame, "main", "test.riot:1"};

inline std::int64_t live_before = 0;

// How often a race is tried: `ordinary` times, or a million and more when RIOT_STRESS is set (scripts/test --all).
inline Int rounds(Int ordinary, Int all = 1'000'000) { return std::getenv("RIOT_STRESS") ? all : ordinary; }

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
  live_before = detail::live_bytes();
  const Program program = {&kMainStep, &kInt, nullptr, nullptr, 0};
  char name[] = "test";
  char* argv[] = {name, nullptr};
  result.status = run(1, argv, program);
  detail::error_capture = nullptr;
  return result;
}

#define EXPECT_NOTHING_LEFT()                          \
  do {                                                 \
    EXPECT_EQ(::riot::detail::live_bytes(), ::riot::test::live_before); \
    EXPECT_EQ(::riot::test::live_bodies.load(), 0);    \
  } while (0)

}  // namespace riot::test
