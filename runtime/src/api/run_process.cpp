// SPDX-License-Identifier: MIT
// Starting processes, their frames, and the poll.
#include <exception>

#include "riot/process.h"
#include "runtime/src/api/limits.h"
#include "runtime/src/api/test_runner.h"
#include "runtime/src/process/exit_reason.h"
#include "runtime/src/process/relations.h"
#include "runtime/src/process/send.h"
#include "runtime/src/sched/replay.h"
#include "runtime/src/sched/runtime.h"

namespace riot {
namespace detail {
namespace {

// ---- a process whose body is a function value ----

struct FunctionFrame : Object {
  Closure* function;
  const TypeInfo* result;  // not a Riot value: the frame's description does not mention it
};
const FieldInfo kFunctionFields[] = {{nullptr, &kFunction, sizeof(Object), nullptr}};
const ConstructorInfo kFunctionFrame[] = {
    {"function", kFunctionFields, 1, true, sizeof(FunctionFrame)},
    {"", nullptr, 0, false, 0},
};
const TypeInfo kFunctionFrameInfo = {Kind::Data, true, 2, "function", kFunctionFrame, nullptr, nullptr};

Next run_function(Process& self) {
  FunctionFrame* frame = static_cast<FunctionFrame*>(self.frame);
  Own<Closure> function(frame->function);
  const TypeInfo& result = *frame->result;
  leave_frame(self);
  const Word value = call_word(self, function.get(), result);
  if (result.has_references) drop(reinterpret_cast<Object*>(value), result);
  return Next::Done;
}
const Step kFunctionStep = {&run_function, &kFunctionFrameInfo, "function", ""};

// ---- stack segments ----

struct SegmentCall {
  Actor* self;
  void (*body)(void*);
  void* context;
  bool unwound;
  std::exception_ptr foreign;
};

void segment_entry(Landing* landing) {
  Stack* mine = landing->to;
  SegmentCall& call = *static_cast<SegmentCall*>(mine->argument);
  try {
    call.body(call.context);
  } catch (const Unwind&) {
    call.unwound = true;
  } catch (...) {
    call.foreign = std::current_exception();
  }
  Actor& self = *call.self;
  Stack* below = mine->below;
  self.stack = below;
  self.worker->stack = below;
  __atomic_store_n(&self.stack_limit, limit_of(*below), __ATOMIC_RELAXED);
  Landing back{After::Nothing, nullptr};
  switch_stack(*mine, *below, back);
  __builtin_trap();
}

}  // namespace

Actor* make_function_process(Worker* worker, Closure* function, const TypeInfo& result, const TypeInfo& mailbox) {
  FunctionFrame* frame = make<FunctionFrame>();
  frame->function = function;
  frame->result = &result;
  hand_over(to_word(frame), kFunctionFrameInfo);
  return make_actor(worker, kFunctionStep, frame, mailbox, 1);
}

namespace {
void run_on(Actor& self, std::size_t size, SegmentCall& call);
}
void run_on_segment(Process& process, void (*body)(void*), void* context) {
  Actor& self = Actor::of(process);
  Stack* below = self.stack;
  const std::size_t total = below->total + below->size;
  if (total > stack_limit(self)) {
    if (!self.ending) self.end_with(crash_here(self, copy_text("stack overflow"), ""));
    self.crashed = true;
    throw Unwind{};
  }
  // Twice what is there, so that a deep recursion changes stacks rarely; bounded, so that little is wasted.
  std::size_t size = below->size * 2;
  if (size < 2 * kStackBytes) size = 2 * kStackBytes;
  if (size > (16u << 20)) size = 16u << 20;
  SegmentCall call{&self, body, context, false, nullptr};
  run_on(self, size, call);
  // A segment takes some time to unwind, and nothing polls meanwhile: others have their turn here.
  if (call.unwound && others_wait(*self.worker)) detach(self, After::Yield);
  if (call.unwound) throw Unwind{};
  if (call.foreign) std::rethrow_exception(call.foreign);
}

void run_with_room(Actor& self, void (*body)(void*), void* context) {
  SegmentCall call{&self, body, context, false, nullptr};
  run_on(self, 2 * kStackBytes, call);
}

namespace {
void run_on(Actor& self, std::size_t size, SegmentCall& call) {
  Stack* below = self.stack;
  Stack* segment = make_segment(size);
  segment->argument = &call;
  segment->below = below;
  segment->total = below->total + below->size;
  restart(*segment, &segment_entry);
  self.stack = segment;
  self.worker->stack = segment;
  __atomic_store_n(&self.stack_limit, limit_of(*segment), __ATOMIC_RELAXED);
  Landing landing{After::Nothing, nullptr};
  switch_stack(*below, *segment, landing);
  free_segment(segment);
}
}  // namespace

}  // namespace detail

using detail::Actor;

void* enter_frame(Process& self, const Step& step, std::size_t size) {
  Actor& a = Actor::of(self);
  a.step.store(&step, std::memory_order_relaxed);
  const std::uint32_t there = a.frame_size.load(std::memory_order_relaxed);
  if (there < size) {
    if (there) release_memory(a.frame, there);
    a.frame = &a.no_frame;
    a.frame_size.store(0, std::memory_order_relaxed);
    // Some room to grow: the next step's frame is often a little bigger.
    const std::size_t room = (size + 31) & ~std::size_t{31};
    a.frame = static_cast<Object*>(allocate(room));
    a.frame_size.store(static_cast<std::uint32_t>(room), std::memory_order_relaxed);
  }
  a.frame->count = 1;
  a.frame->tag = 0;
  a.frame->detail = 0;
  return a.frame;
}

Pid* spawn(Process& self, const Step& step, Object* frame, const TypeInfo& mailbox, unsigned flags) {
  Actor& parent = Actor::of(self);
  if (frame && is_object(frame)) hand_over(to_word(frame), *step.frame);
  Actor* child = detail::make_actor(parent.worker, step, frame, mailbox, 1);
  if (flags & kSpawnLinked) detail::link(parent, *child);
  detail::start_child(parent, *child);
  return child;
}

Pid* spawn_function(Process& self, Closure* function, const TypeInfo& result, const TypeInfo& mailbox, unsigned flags) {
  Actor& parent = Actor::of(self);
  Actor* child = detail::make_function_process(parent.worker, function, result, mailbox);
  if (flags & kSpawnLinked) detail::link(parent, *child);
  detail::start_child(parent, *child);
  return child;
}

__attribute__((noinline)) bool poll(Process& self) {
  Actor& a = Actor::of(self);
  // Acquire: a poisoner's signal is in the inbox by then. What is poisoned later is found at the next poll.
  const std::uintptr_t seen = __atomic_exchange_n(&self.stack_limit, limit_of(*a.stack), __ATOMIC_ACQ_REL);
  if (seen == detail::kPoison) {
    a.attend();
    detail::check_memory(a);
    if (detail::runtime().stopping.load(std::memory_order_relaxed)) detail::detach(a, detail::After::Nothing);
    if ((!detail::replaying || detail::replay_turn_over()) && detail::others_wait(*a.worker)) {
      detail::detach(a, detail::After::Yield);
      a.attend();
    }
  }
  return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)) < a.stack->limit;
}

#if defined(__x86_64__)
// What poll_in_leaf() calls: poll() with all registers kept, but the answer's and those that a call by way of a table needs
// (r10, r11). Vectors are no wider than 16 bytes in emitted code.
asm(R"(
  .text
  .p2align 4
  .globl riot_poll_in_leaf
  .hidden riot_poll_in_leaf
  .type riot_poll_in_leaf, @function
riot_poll_in_leaf:
  .cfi_startproc
  pushq %rbp
  .cfi_def_cfa_offset 16
  .cfi_offset %rbp, -16
  movq %rsp, %rbp
  .cfi_def_cfa_register %rbp
  andq $-16, %rsp
  subq $304, %rsp
  movaps %xmm0, (%rsp)
  movaps %xmm1, 16(%rsp)
  movaps %xmm2, 32(%rsp)
  movaps %xmm3, 48(%rsp)
  movaps %xmm4, 64(%rsp)
  movaps %xmm5, 80(%rsp)
  movaps %xmm6, 96(%rsp)
  movaps %xmm7, 112(%rsp)
  movaps %xmm8, 128(%rsp)
  movaps %xmm9, 144(%rsp)
  movaps %xmm10, 160(%rsp)
  movaps %xmm11, 176(%rsp)
  movaps %xmm12, 192(%rsp)
  movaps %xmm13, 208(%rsp)
  movaps %xmm14, 224(%rsp)
  movaps %xmm15, 240(%rsp)
  movq %rcx, 256(%rsp)
  movq %rdx, 264(%rsp)
  movq %rsi, 272(%rsp)
  movq %rdi, 280(%rsp)
  movq %r8, 288(%rsp)
  movq %r9, 296(%rsp)
  call _ZN4riot4pollERNS_7ProcessE
  movaps (%rsp), %xmm0
  movaps 16(%rsp), %xmm1
  movaps 32(%rsp), %xmm2
  movaps 48(%rsp), %xmm3
  movaps 64(%rsp), %xmm4
  movaps 80(%rsp), %xmm5
  movaps 96(%rsp), %xmm6
  movaps 112(%rsp), %xmm7
  movaps 128(%rsp), %xmm8
  movaps 144(%rsp), %xmm9
  movaps 160(%rsp), %xmm10
  movaps 176(%rsp), %xmm11
  movaps 192(%rsp), %xmm12
  movaps 208(%rsp), %xmm13
  movaps 224(%rsp), %xmm14
  movaps 240(%rsp), %xmm15
  movq 256(%rsp), %rcx
  movq 264(%rsp), %rdx
  movq 272(%rsp), %rsi
  movq 280(%rsp), %rdi
  movq 288(%rsp), %r8
  movq 296(%rsp), %r9
  leave
  .cfi_def_cfa %rsp, 8
  ret
  .cfi_endproc
  .size riot_poll_in_leaf, .-riot_poll_in_leaf
)");
#endif

Unit sleep(Process& self, Int nanoseconds) {
  Actor& a = Actor::of(self);
  const std::int64_t outer = a.deadline.load(std::memory_order_relaxed);
  const std::int64_t deadline = detail::deadline_in(nanoseconds);
  if (nanoseconds <= 0) {
    detail::yield_now(a);
    return {};
  }
  while (detail::now() < deadline) {
    a.deadline.store(deadline, std::memory_order_relaxed);
    if (deadline != detail::kNoDeadline) detail::runtime().timers.arm(a);
    a.waiting.store(detail::Waiting::Sleep, std::memory_order_relaxed);
    if (!a.inbox.nudged()) detail::detach(a, detail::After::ParkBlocked);
    a.waiting.store(detail::Waiting::Not, std::memory_order_relaxed);
    a.attend();
  }
  a.deadline.store(outer, std::memory_order_relaxed);
  return {};
}

namespace detail {

void yield_now(Actor& self) {
  self.attend();
  if (others_wait(*self.worker)) {
    detach(self, After::Yield);
    self.attend();
  }
}

void start_child(Actor& parent, Actor& child) {
  if (runs_tests) [[unlikely]] join_test_of(parent, child);
  enqueue(parent.worker, &child);
  // Who spawns faster than others run fills memory with processes that have not begun: it gives way at its next poll when
  // the queue of its worker has filled up.
  if (parent.worker->queue.size() >= RunQueue::kCapacity - 1) __atomic_store_n(&parent.stack_limit, kPoison, __ATOMIC_RELAXED);
}

}  // namespace detail
}  // namespace riot
