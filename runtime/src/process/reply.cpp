// SPDX-License-Identifier: MIT
#include "runtime/src/process/reply.h"

#include "runtime/src/process/exit_reason.h"
#include "runtime/src/process/send.h"
#include "runtime/src/sched/runtime.h"
#include "runtime/src/value/hooks.h"

#include <mutex>
#include <vector>

namespace riot::detail {
namespace {

void drop_half(Answer& answer) noexcept {
  // acq_rel: the one who frees sees what the other has written.
  if (take_one(answer.halves, std::memory_order_acq_rel) != 1) return;
  if (!answer.taken) {
    const std::uint32_t state = answer.state.load(std::memory_order_relaxed);
    if (state == Answer::kAnswered && answer.type->has_references) riot::drop(reinterpret_cast<Object*>(answer.value), *answer.type);
    if (state == Answer::kFailed && !answer.no_reply) riot::drop(reinterpret_cast<Object*>(answer.value), kExitReason);
  }
  if (answer.adapter) riot::drop(static_cast<Object*>(answer.adapter), kPid);
  release_memory(&answer, sizeof(Answer));
}

// To the process that made the request; claimed by the caller. The node goes through the adapter there.
Inbox::Push push_request(Answer& answer, Word value, std::uint8_t bit, SignalNode** node, Actor** to) noexcept {
  riot::share(static_cast<Object*>(answer.adapter));
  *node = make_signal(NodeKind::Adapted, value, nullptr, answer.adapter);
  (*node)->bit = bit;
  *to = HeldActor(answer.adapter).get();  // lives as long as the adapter: it is no name
  answer.taken = true;
  return (*to)->inbox.push(*node);
}
void deliver_request(Worker* worker, Answer& answer, Word value, std::uint8_t bit) noexcept {
  SignalNode* node;
  Actor* to;
  switch (push_request(answer, value, bit, &node, &to)) {
    case Inbox::Push::Delivered: break;
    case Inbox::Push::Wake: ready(worker, to); break;
    case Inbox::Push::Closed: free_node(node, to->mailbox); break;
  }
}

void publish_answer(Worker* worker, Answer& answer, std::uint32_t state) noexcept {
  // acq_rel: releases the answer, acquires `caller`.
  if (exchange_word(answer.state, state, std::memory_order_acq_rel) != Answer::kAwaited) return;
  Actor* caller = answer.caller;
  if (caller->inbox.nudge()) ready(worker, caller);
}

}  // namespace

Answer* make_answer() {
  Answer* a = static_cast<Answer*>(allocate(sizeof(Answer)));
  a->reply.count = -1;
  a->reply.tag = 0;
  a->reply.detail = 0;
  a->promise.count = -1;
  a->promise.tag = 0;
  a->promise.detail = 0;
  a->promise.destroy = [](Foreign* self) noexcept { drop_half(Answer::of(static_cast<Promise*>(self))); };
  a->state.store(Answer::kPending, std::memory_order_relaxed);
  a->halves.store(2, std::memory_order_relaxed);
  a->claimed.store(false, std::memory_order_relaxed);
  a->taken = false;
  a->no_reply = false;
  Worker* worker = current_worker();
  a->holder.store(worker ? worker->current.load(std::memory_order_relaxed) : nullptr, std::memory_order_relaxed);
  a->caller = nullptr;
  a->adapter = nullptr;
  return a;
}

bool give_answer(Worker* worker, Answer& answer, Word value, const TypeInfo& type) noexcept {
  if (exchange_word(answer.claimed, true, std::memory_order_relaxed)) return false;
  if (answer.adapter) {
    deliver_request(worker, answer, value, 0);
    return true;
  }
  answer.value = value;
  answer.type = &type;
  publish_answer(worker, answer, Answer::kAnswered);
  return true;
}

void answer_with_reason(Reply* waiter, Object* reason) noexcept {
  if (!give_answer(current_worker(), Answer::of(waiter), to_word(reason), kExitReason)) riot::drop(reason, kExitReason);
  riot::drop(static_cast<Object*>(waiter), kReply);
}

void reply_lost(Answer& answer) noexcept {
  if (!exchange_word(answer.claimed, true, std::memory_order_relaxed)) {
    Worker* worker = current_worker();
    Actor* holder = worker ? worker->current.load(std::memory_order_relaxed) : nullptr;
    if (worker && worker->undelivered) {
      answer.value = to_word(plain_reason(kNoProcess));
    } else if (holder && holder->ending) {
      riot::share(holder->reason);
      answer.value = to_word(holder->reason);
    } else {
      answer.no_reply = true;
    }
    if (!answer.adapter) {
      publish_answer(worker, answer, Answer::kFailed);
    } else if (static_cast<Adapter*>(answer.adapter)->of_result) {
      deliver_request(worker, answer, to_word(answer.no_reply ? constant<Object>(2) : make_boxed(1, answer.value)), kErrorBit);
    } else {
      answer.taken = true;
      if (!answer.no_reply) riot::drop(reinterpret_cast<Object*>(answer.value), kExitReason);
    }
  }
  drop_half(answer);
}

Actor* time_out(Answer& answer) noexcept {
  if (exchange_word(answer.claimed, true, std::memory_order_relaxed)) return nullptr;
  SignalNode* node;
  Actor* to;
  switch (push_request(answer, to_word(constant<Object>(0)), kErrorBit, &node, &to)) {
    case Inbox::Push::Wake: return to;
    // Its adapter is not the last reference, so nothing is woken by this.
    case Inbox::Push::Closed: free_node(node, to->mailbox); return nullptr;
    case Inbox::Push::Delivered: break;
  }
  return nullptr;
}

void reply_travels(Object* reply, bool only_one) noexcept {
  Worker* worker = current_worker();
  Actor* to = worker && only_one && std::atomic_ref(reply->count).load(std::memory_order_relaxed) == -1 ? worker->destination : nullptr;
  store_in_order(Answer::of(static_cast<Reply*>(reply)).holder, to);
}

namespace {

SpinLock ring_lock;
std::atomic<int> ring_walks{0};

// Whether this call closes a ring of calls. Then `ring` lists its processes.
//
// A call is announced (`awaiting`, then `waiting`) before this looks; all seq_cst, so of several calls that close a ring at
// once the last to be announced sees all others. What a walk looks at stays while it looks: a call that ends takes back
// its announcement and then waits for a walk that is under way (leave_call).
bool closes_ring(Actor& self, Answer& answer, Object** ring) {
  Actor* holder = answer.holder.load(std::memory_order_seq_cst);
  if (!holder) return false;
  if (holder != &self && holder->waiting.load(std::memory_order_seq_cst) != Waiting::Call) return false;
  std::lock_guard guard(ring_lock);
  ring_walks.store(1, std::memory_order_seq_cst);
  bool closed = false;
  int length = 1;
  for (Actor* at = answer.holder.load(std::memory_order_seq_cst); at && length < 10000; ++length) {
    if (at == &self) {
      closed = true;
      break;
    }
    if (at->waiting.load(std::memory_order_seq_cst) != Waiting::Call) break;
    Answer* next = at->awaiting.load(std::memory_order_seq_cst);
    if (!next || next->state.load(std::memory_order_acquire) != Answer::kAwaited) break;
    at = next->holder.load(std::memory_order_seq_cst);
  }
  if (closed) {
    // The processes of a ring wait, so they live.
    Object* list = constant<Object>(0);
    std::vector<Actor*> members{&self};
    for (Actor* at = answer.holder.load(); at != &self && at; at = at->awaiting.load()->holder.load()) members.push_back(at);
    for (auto member = members.rbegin(); member != members.rend(); ++member) {
      riot::share(static_cast<Object*>(*member));
      list = make_cons(to_word(*member), list);
    }
    *ring = list;
  }
  ring_walks.store(0, std::memory_order_seq_cst);
  return closed;
}

void leave_call(Actor& self) noexcept {
  store_in_order(self.waiting, Waiting::Not);
  if (ring_walks.load(std::memory_order_seq_cst) == 0) return;
  ring_lock.lock();
  ring_lock.unlock();
}

}  // namespace

Awaited await(Actor& self, Answer& answer, Int timeout, Word* value, Waiting how, const char* at) {
  const std::int64_t deadline = deadline_in(timeout);
  const std::int64_t outer = self.deadline.load(std::memory_order_relaxed);
  answer.caller = &self;
  for (bool waited = timeout <= 0;; waited = true) {
    std::uint32_t state = Answer::kPending;
    // Release: `caller` is set. Acquire: the answer, if it is there.
    if (!replace_word<std::uint32_t>(answer.state, state, Answer::kAwaited, std::memory_order_acq_rel, std::memory_order_acquire) &&
        state != Answer::kAwaited) {
      self.deadline.store(outer, std::memory_order_relaxed);
      if (state == Answer::kAnswered) {
        if (answer.taken) {
          // The value went to whoever waited first.
          self.crashed = self.by_itself = true;
          self.end_with(make_crash_text("an answer is awaited twice", at));
          throw Unwind{};
        }
        answer.taken = true;
        *value = answer.value;
        return Awaited::Answered;
      }
      if (answer.no_reply) return Awaited::NoReply;
      // A reason may be asked for again.
      riot::share(reinterpret_cast<Object*>(answer.value));
      *value = answer.value;
      return Awaited::Gone;
    }
    if (waited && deadline != kNoDeadline && now() >= deadline) {
      state = Answer::kAwaited;
      // Nobody is to nudge us any more. If it fails, the answer has come after all.
      if (!replace_word<std::uint32_t>(answer.state, state, Answer::kPending, std::memory_order_acq_rel, std::memory_order_acquire)) continue;
      self.deadline.store(outer, std::memory_order_relaxed);
      return Awaited::TimedOut;
    }
    self.deadline.store(deadline, std::memory_order_relaxed);
    if (deadline != kNoDeadline) runtime().timers.arm(self);
    self.at.store(at, std::memory_order_relaxed);
    self.awaiting.store(&answer, std::memory_order_relaxed);
    store_in_order(self.waiting, how);
    Object* ring = nullptr;
    if (how == Waiting::Call && closes_ring(self, answer, &ring)) {
      leave_call(self);
      state = Answer::kAwaited;
      if (!replace_word<std::uint32_t>(answer.state, state, Answer::kPending, std::memory_order_acq_rel, std::memory_order_acquire)) {
        drop_pids(ring);
        continue;
      }
      self.deadline.store(outer, std::memory_order_relaxed);
      *value = to_word(ring);
      return Awaited::Deadlock;
    }
    if (!self.inbox.nudged()) detach(self, After::ParkBlocked);
    leave_call(self);
    self.attend();
  }
}

}  // namespace riot::detail
