// SPDX-License-Identifier: MIT
// Processes as emitted code sees them.
//
// A process runs as a chain of steps. A step is a function that takes its values from the process's frame, runs, and
// says what comes next: another step (whose frame it has filled), waiting for a message, or the end. Between steps a
// process has no stack of its own. Everything else that waits (a receive in the middle of an expression, sleep, call)
// keeps its stack and simply returns later, perhaps on another thread: emitted code holds no thread-local state.
#pragma once
#include <type_traits>

#include "riot/mailbox.h"
#include "riot/value.h"

namespace riot {

// What a step answers.
enum class Next : int {
  Run,   // riot::enter has been called: run that step
  Park,  // no message matched: run this step again when there is a new one, or when the time is up
  Done,  // the process has ended normally; the frame is empty
};

// One step function, described once, statically.
struct Step {
  Next (*run)(Process& self);
  const TypeInfo* frame;  // constructor 0: the live frame, constructor 1: emptied (no fields)
  const char* function;   // "counter"
  const char* at;         // "main.riot:12": the receive, or the function
};

// A Pid value: a Process, or an adapter in front of one.
struct Pid : Object {
  static const TypeInfo& kInfo;
};
struct Name : Object { static const TypeInfo& kInfo; };
struct Reply : Object { static const TypeInfo& kInfo; };
struct Monitor : Object { static const TypeInfo& kInfo; };
struct Timer : Object { static const TypeInfo& kInfo; };

// The part of a process that emitted code touches inline. The rest is the runtime's.
class Process : public Pid {
 public:
  // Frame addresses below this want a poll. Written by any thread (to interrupt), read here; relaxed on both sides:
  // the poll itself synchronises.
  std::uintptr_t stack_limit;
  // The frame of the step that runs. Owner only.
  Object* frame;

  // ---- the runtime's; code of release builds receives and steps on in line ----

  detail::Inbox inbox;
  detail::Node* first;    // private mailbox: oldest first. All of it is the owner's
  detail::Node** last;    // where the next one goes
  detail::Node** cursor;  // what this receive looks at next; all before it was skipped
  detail::Node** shown;   // what it looked at last, while it may still be taken
  std::atomic<std::int64_t> deadline;     // of the receive, sleep or call that is under way
  std::atomic<const Step*> step;
  std::atomic<std::uint32_t> held;        // messages in the private mailbox; others read these three for reports only, relaxed
  std::atomic<std::uint32_t> frame_size;  // bytes that `frame` has
  std::uint16_t sends;    // messages that it has sent; owner only
  bool indexed;           // what was skipped lies in the extension's MailIndex; owner only

  // ---- receive; the process itself, inside a step or on its own stack ----

  // Shows the oldest message that this receive has not seen yet, among those whose constructor's bit is in `wanted`
  // (bit min(tag, 63); all ones when the message type has no constructors). False: none left. The message stays in
  // the mailbox, borrowed, until take_message.
  bool next_message(Word* message, std::uint64_t wanted) {
#if RIOT_MEMORY_IS_INLINE
    if (detail::Node* node = *cursor; node && !indexed && node->kind == detail::NodeKind::Message && (wanted >> node->bit & 1)) [[likely]] {
      shown = cursor;
      cursor = &node->next;
      *message = node->word;
      return true;
    }
#endif
    return search_message(message, wanted);
  }
  // The message shown last leaves the mailbox; the caller owns it. Ends the receive.
  void take_message() {
#if RIOT_MEMORY_IS_INLINE
    detail::Node* node = *shown;
    if (node->kind == detail::NodeKind::Message && !indexed && this->detail == detail::kPlainProcess) [[likely]] {
      *shown = node->next;
      if (last == &node->next) last = shown;
      release_fixed<sizeof(detail::Node)>(node);
      held.store(held.load(std::memory_order_relaxed) - 1, std::memory_order_relaxed);
      cursor = &first;
      shown = nullptr;
      if (deadline.load(std::memory_order_relaxed) != detail::kNoDeadline) deadline.store(detail::kNoDeadline, std::memory_order_relaxed);
      return;
    }
#endif
    unlink_message();
  }
  // Nothing matched so far. The first call arms the deadline; true: `after` nanoseconds have passed, the receive ends.
  bool time_is_up(Int after);
  // Keeps the stack; returns when there is a new message or the deadline has passed. Throws when the process is to end.
  void wait_for_message(const char* at);

 private:
  bool search_message(Word* message, std::uint64_t wanted);
  void unlink_message();
};

// Where must_poll is true: preemption, exit signals, limits. May switch threads, may throw. True: too little stack is
// left, call the function again through on_new_stack.
bool poll(Process& self);
inline bool must_poll(Process& self) {
#if defined(__x86_64__)
  // One instruction with the branch behind it, where an atomic load would have its own. Volatile: looked at anew in each round.
  bool below;
  asm volatile("cmpq %[limit], %[frame]" : "=@ccb"(below) : [frame] "r"(__builtin_frame_address(0)), [limit] "m"(self.stack_limit));
  return __builtin_expect(below, 0);
#endif
  return __builtin_expect(reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)) <
                              __atomic_load_n(&self.stack_limit, __ATOMIC_RELAXED), 0);
}

// For functions that call nothing else in their loops and own nothing (RIOT_LEAF): a poll that keeps all registers, so that such
// a loop need not save those it uses, nor leave them for the sake of what hardly ever happens. The compiler knows of no call here,
// hence of no exception: it passes through, which is right where nothing has to be given up. That is why such a function is
// never inlined: its caller may own something.
// In debug builds nothing is won, and a debugger would see each line of the loop in two places.
#define RIOT_LEAF __attribute__((noinline))
#if defined(__x86_64__) && !defined(RIOT_DEBUG)
__attribute__((always_inline)) inline bool poll_in_leaf(Process& self) {
  bool little_stack;
  // The leaf may have its variables below the stack pointer, where a call would write. It has its frame pointer by now.
  asm volatile("leaq -128(%%rsp), %%rsp\n\tcall riot_poll_in_leaf\n\tleaq 128(%%rsp), %%rsp"
               : "=a"(little_stack)
               : "D"(&self), "r"(__builtin_frame_address(0))
               : "r10", "r11", "cc", "memory");
  return little_stack;
}
#else
inline bool poll_in_leaf(Process& self) { return poll(self); }
#endif

namespace detail {
void run_on_segment(Process& self, void (*body)(void*), void* context);  // rethrows what body throws
template <class R, class... A> struct Invoke;
template <class F> struct Context { F* body; };
template <class F> void run_context(void* p) { (*static_cast<Context<F>*>(p)->body)(); }
}  // namespace detail
// Runs function(self, arguments...) on a new, bigger stack segment. Throws only what the function throws.
template <class R, class... P, class... A>
__attribute__((noinline, cold)) R on_new_stack(Process& self, R (*function)(Process&, P...), A... arguments) {
  R result{};
  auto body = [&] { result = function(self, static_cast<P>(arguments)...); };
  detail::Context<decltype(body)> context{&body};
  detail::run_on_segment(self, &detail::run_context<decltype(body)>, &context);
  return result;
}

// ---- what may block ----

namespace detail { void run_blocking(Process& self, void (*body)(void*), void* context); }
// Runs body() on a thread that may block, and answers what it answers, or throws what it throws. The process waits with its
// stack; its worker goes on with others. `body` may read, make and drop values that the process owns or borrows; it must not
// touch the process itself, nor call what takes one. A kill ends the process for all others at once; what its stack holds goes
// when the body comes back.
template <class Body>
std::invoke_result_t<Body&> blocking(Process& self, Body&& body) {
  using Result = std::invoke_result_t<Body&>;
  if constexpr (std::is_void_v<Result>) {
    auto run = [&] { body(); };
    detail::Context<decltype(run)> context{&run};
    detail::run_blocking(self, &detail::run_context<decltype(run)>, &context);
  } else if constexpr (std::is_pointer_v<Result> && std::is_base_of_v<Object, std::remove_pointer_t<Result>>) {
    // Owned, also when the process has been killed meanwhile.
    Own<std::remove_pointer_t<Result>> result;
    auto run = [&] { result.set(body()); };
    detail::Context<decltype(run)> context{&run};
    detail::run_blocking(self, &detail::run_context<decltype(run)>, &context);
    return result.take();
  } else {
    Result result{};
    auto run = [&] { result = body(); };
    detail::Context<decltype(run)> context{&run};
    detail::run_blocking(self, &detail::run_context<decltype(run)>, &context);
    return result;
  }
}

// The frame of the step to run next; its fields are the caller's to set, at once and without throwing. The frame of
// the running step must have been emptied (leave_frame) or hold nothing. Reuses its memory where it fits.
void* enter_frame(Process& self, const Step& step, std::size_t size);
template <class F>
F* enter(Process& self, const Step& step) {
#if RIOT_MEMORY_IS_INLINE
  if (self.frame_size.load(std::memory_order_relaxed) >= sizeof(F)) [[likely]] {
    self.step.store(&step, std::memory_order_relaxed);
    self.frame->tag = 0;
    return static_cast<F*>(self.frame);
  }
#endif
  return static_cast<F*>(enter_frame(self, step, sizeof(F)));
}
// The step has moved all fields out of its frame.
inline void leave_frame(Process& self) { self.frame->tag = 1; }

// Starts a process at `step`; takes over `frame` (an object laid out as step.frame) and hands over what it reaches.
// `mailbox` is the type of its messages. Owned result.
enum SpawnFlags : unsigned { kSpawnPlain = 0, kSpawnLinked = 1 };
Pid* spawn(Process& self, const Step& step, Object* frame, const TypeInfo& mailbox, unsigned flags);
// The same for a function value of no arguments whose result is of type `result`; consumes it.
Pid* spawn_function(Process& self, Closure* function, const TypeInfo& result, const TypeInfo& mailbox, unsigned flags);

// Consumes the message, borrows the destination.
void send(Process& self, Pid* to, Word message, const TypeInfo& type);
void send_name(Process& self, Name* to, Word message, const TypeInfo& type, const char* at);
void answer(Process& self, Reply* to, Word value, const TypeInfo& type);

Pid* self_pid(Process& self);  // owned

// ---- the end of a process ----

// Thrown through a process's frames to end it; carries nothing that needs freeing. Not derived from std::exception,
// so that foreign code's handlers do not swallow it by accident.
struct Unwind {};
[[noreturn]] void panic(Process& self, String* reason, const char* at);  // consumes
[[noreturn]] void fail_assert(Process& self, const char* at);
// A failed comparison: shows both sides. `op` is "==", "<", ...
[[noreturn]] void fail_assert_compare(Process& self, const char* op, Word left, Word right, const TypeInfo& type, const char* at);
[[noreturn]] void fail_no_match(const char* at);  // the compiler proved this unreachable

// ---- the program ----

struct TestCase {
  const char* name;
  const char* at;   // "main.riot:12"
  int last_line;
  const Step* step;
  const TypeInfo* mailbox;
};
struct Program {
  const Step* main;             // frame without fields; null in a test program
  const TypeInfo* mailbox;      // of main
  void (*initialise)(Process& self);  // sets the constants, in order of need; runs in main's process, before it
  const TestCase* tests;
  int test_count;
};
// The whole life of the program; answers the exit status.
int run(int argc, char** argv, const Program& program);

}  // namespace riot
