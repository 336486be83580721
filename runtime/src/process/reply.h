// SPDX-License-Identifier: MIT
// Promises and replies: an answer that comes past the mailbox.
//
// One block of memory carries both halves. The Reply is what travels in a message; the Promise stays with the caller.
// Each half has a count of its own, so the end of the last Reply is noticed while the caller waits. Who answers first claims the
// answer, writes it, and publishes it by exchanging `state`; the one who finds kAwaited there wakes the caller.
#pragma once
#include <atomic>

#include "riot/process_library.h"
#include "runtime/src/process/actor.h"

namespace riot::detail {

struct Answer {
  enum State : std::uint32_t { kPending, kAwaited, kAnswered, kFailed };
  Reply reply;      // first: a Reply* is an Answer*
  Promise promise;
  std::atomic<std::uint32_t> state;
  std::atomic<std::uint8_t> halves;    // that still have references
  std::atomic<bool> claimed;
  bool taken;                          // the value has gone to the caller
  bool no_reply;                       // kFailed: a living process let go of the reply; else `value` is the reason
  std::atomic<Actor*> holder;          // the one process that can answer; null: not known
  Actor* caller;                       // while kAwaited; the memory of processes stays, so a late nudge is harmless
  Word value;
  const TypeInfo* type;
  Pid* adapter;                        // an Adapter: the answer becomes a message of the process behind it; owned

  static Answer& of(Reply* reply) { return *reinterpret_cast<Answer*>(reply); }
  static Answer& of(Promise* promise) {
    return *reinterpret_cast<Answer*>(reinterpret_cast<char*>(promise) - sizeof(Reply));
  }
};

Answer* make_answer();
// Consumes the value, which has been handed over. False: answered before; the value is still the caller's.
bool give_answer(Worker* worker, Answer& answer, Word value, const TypeInfo& type) noexcept;
// Consumes both. The answer's type is ExitReason.
void answer_with_reason(Reply* waiter, Object* reason) noexcept;
// The time for a request is up, under the lock of timers. Answers the process to enqueue, or null.
Actor* time_out(Answer& answer) noexcept;
// The last reference to the reply has gone.
void reply_lost(Answer& answer) noexcept;

enum class Awaited { Answered, TimedOut, NoReply, Gone, Deadlock };
// Waits for the answer; `value` is owned by the caller then: the answer, or Gone's reason. Throws when the process has to
// end.
Awaited await(Actor& self, Answer& answer, Int timeout, Word* value, Waiting how, const char* at);

}  // namespace riot::detail
