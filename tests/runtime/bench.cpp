// SPDX-License-Identifier: MIT
// What the runtime itself costs: hand-written programs in the style of emitted code.
#include <chrono>
#include <cstdio>
#include <cstring>

#include "riot/riot.h"
#include "runtime/src/memory/memory.h"

namespace {

using namespace riot;
using Clock = std::chrono::steady_clock;

Int count = 0;
double nanoseconds_since(Clock::time_point start) { return std::chrono::duration<double, std::nano>(Clock::now() - start).count(); }
long resident() {
  long pages = 0, rss = 0;
  if (FILE* f = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(f, "%ld %ld", &pages, &rss) != 2) rss = 0;
    std::fclose(f);
  }
  return rss * 4096;
}

// A process that passes Ints on to `to`.
struct Frame : Object {
  Pid* to;
  Int n;
};
const FieldInfo kFields[] = {{"to", &kPid, 8, nullptr}, {"n", &kInt, 16, nullptr}};
const ConstructorInfo kLayout[] = {{"", kFields, 2, true, sizeof(Frame)}, {"", nullptr, 0, false, 0}};
const TypeInfo kFrame = {Kind::Data, true, 2, "", kLayout, nullptr, nullptr};
const ConstructorInfo kNoLayout[] = {{"", nullptr, 0, false, 0}, {"", nullptr, 0, false, 0}};
const TypeInfo kNoFrame = {Kind::Data, false, 2, "", kNoLayout, nullptr, nullptr};

Next forward(Process& self) {
  Frame* frame = static_cast<Frame*>(self.frame);
  Word message;
  while (self.next_message(&message, ~0ull)) {
    self.take_message();
    const Int n = from_word<Int>(message);
    send(self, frame->to, to_word(n - 1), kInt);
    if (n <= 0) {
      drop(frame->to, kPid);
      leave_frame(self);
      return Next::Done;
    }
  }
  return Next::Park;
}
const Step kForward = {&forward, &kFrame, "forward", "bench.riot:1"};

Next say(Process& self) {  // spawned to send one message and end
  Frame* frame = static_cast<Frame*>(self.frame);
  Own<Pid> to(frame->to);
  leave_frame(self);
  send(self, to.get(), to_word(Int{1}), kInt);
  return Next::Done;
}
const Step kSay = {&say, &kFrame, "say", "bench.riot:2"};

Pid* start(Process& self, const Step& step, Pid* to) {
  Frame* frame = make<Frame>();
  frame->to = shared(to);
  frame->n = 0;
  return spawn(self, step, frame, kInt, kSpawnPlain);
}
Int receive_int(Process& self) {
  Word message;
  while (!self.next_message(&message, ~0ull)) self.wait_for_message("bench.riot:3");
  self.take_message();
  return from_word<Int>(message);
}

// Main as a resumable function as well: ping-pong without keeping a stack.
struct PingFrame : Object {
  Pid* to;
  Int left;
};
Next ping(Process& self) {
  PingFrame* frame = static_cast<PingFrame*>(self.frame);
  Word message;
  while (self.next_message(&message, ~0ull)) {
    self.take_message();
    if (--frame->left == 0) {
      send(self, frame->to, to_word(Int{-1}), kInt);
      drop(frame->to, kPid);
      leave_frame(self);
      return Next::Done;
    }
    send(self, frame->to, to_word(Int{1}), kInt);
  }
  return Next::Park;
}
const Step kPing = {&ping, &kFrame, "ping", "bench.riot:4"};
Next pong(Process& self) {
  Frame* frame = static_cast<Frame*>(self.frame);
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
const Step kPong = {&pong, &kFrame, "pong", "bench.riot:5"};

Next pingpong(Process& self) {
  Pid* child = start(self, kPong, &self);
  send(self, child, to_word(Int{1}), kInt);
  PingFrame* frame = enter<PingFrame>(self, kPing);
  frame->to = child;
  frame->left = count;
  return Next::Run;
}
Next pingpong_stack(Process& self) {
  Own<Pid> child(start(self, kPong, &self));
  for (Int i = 0; i < count; ++i) {
    send(self, child.get(), to_word(i), kInt);
    receive_int(self);
  }
  send(self, child.get(), to_word(Int{-1}), kInt);
  return Next::Done;
}
Next ring(Process& self) {
  Pid* next = &self;
  Pid* first = nullptr;
  for (int i = 0; i < 503; ++i) {
    next = start(self, kForward, next);
    if (first) drop(first, kPid);
    first = next;
  }
  send(self, first, to_word(count), kInt);
  // Main closes the ring.
  for (;;) {
    const Int n = receive_int(self);
    if (n <= 0) break;
    send(self, first, to_word(n - 1), kInt);
  }
  drop(first, kPid);
  return Next::Done;
}
Next spawn_exit(Process& self) {
  for (Int i = 0; i < count; ++i) {
    drop(start(self, kSay, &self), kPid);
    receive_int(self);
  }
  return Next::Done;
}
Next spawn_burst(Process& self) {
  for (Int i = 0; i < count; ++i) {
    drop(start(self, kSay, &self), kPid);
    if (must_poll(self)) poll(self);
  }
  for (Int i = 0; i < count; ++i) receive_int(self);
  return Next::Done;
}
Next one_way(Process& self) {
  Own<Pid> child(start(self, kPong, &self));
  (void)child;
  for (Int i = 0; i < count; ++i) {
    send(self, &self, to_word(i), kInt);
    if (i % 64 == 63)
      for (int k = 0; k < 64; ++k) receive_int(self);
  }
  return Next::Done;
}
Next parked(Process& self) {
  const long before = resident();
  Pid** all = new Pid*[static_cast<std::size_t>(count)];
  for (Int i = 0; i < count; ++i) {
    all[i] = start(self, kPong, &self);
    if (must_poll(self)) poll(self);
  }
  // Each answers, so that each has run.
  for (Int i = 0; i < count; ++i) send(self, all[i], to_word(Int{1}), kInt);
  for (Int i = 0; i < count; ++i) receive_int(self);
  std::printf("bytes_per_process=%.0f ", static_cast<double>(resident() - before - count * 8) / static_cast<double>(count));
  for (Int i = 0; i < count; ++i) {
    send(self, all[i], to_word(Int{-1}), kInt);
    drop(all[i], kPid);
  }
  delete[] all;
  return Next::Done;
}

struct Bench {
  const char* name;
  Next (*main)(Process&);
  Int count;
};
const Bench kAll[] = {{"pingpong", &pingpong, 5'000'000},       {"pingpong_stack", &pingpong_stack, 3'000'000},
                      {"ring", &ring, 10'000'000},              {"spawn_exit", &spawn_exit, 2'000'000},
                      {"spawn_burst", &spawn_burst, 2'000'000}, {"one_way", &one_way, 10'000'000},
                      {"parked", &parked, 1'000'000}};

}  // namespace

int main(int argc, char** argv) {
  for (const Bench& bench : kAll) {
    if (argc > 1 && std::strcmp(argv[1], bench.name) != 0) continue;
    count = bench.count;
    const Step step = {bench.main, &kNoFrame, "main", "bench.riot:9"};
    const Program program = {&step, &kInt, nullptr, nullptr, 0};
    const auto start_time = Clock::now();
    const int status = run(1, argv, program);
    std::printf("%-16s %8.1f ns status %d left %ld\n", bench.name, nanoseconds_since(start_time) / static_cast<double>(bench.count), status, static_cast<long>(detail::live_bytes()));
  }
}
