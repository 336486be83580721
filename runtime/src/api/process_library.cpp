// SPDX-License-Identifier: MIT
#include "riot/process_library.h"

#include <algorithm>
#include <mutex>
#include <string>

#include "runtime/src/api/limits.h"
#include "runtime/src/api/program.h"
#include "runtime/src/api/test_runner.h"
#include "runtime/src/process/exit_reason.h"
#include "runtime/src/process/names.h"
#include "runtime/src/process/relations.h"
#include "runtime/src/process/reply.h"
#include "runtime/src/process/send.h"
#include "runtime/src/process/signals.h"
#include "runtime/src/process/table.h"
#include "runtime/src/sched/runtime.h"
#include "runtime/src/trace/trace.h"
#include "runtime/src/value/layout.h"
#include "runtime/src/value/text.h"

namespace riot {

using namespace detail;

namespace {

template <class T>
T* owned(T* p) {
  riot::share(static_cast<Object*>(p));
  return p;
}
// Several processes will hold it: all of it is marked. Consumes and answers.
Object* for_many(Object* value, const TypeInfo& type) {
  if (!is_object(value) || value->count < 0) return value;
  riot::share(value);
  hand_over(to_word(value), type);
  riot::drop(value, type);
  return value;
}
[[noreturn]] void crash_with(Process& self, const std::string& text) { crash(Actor::of(self), copy_text(text), ""); }

// The Int in an Option[Int], or -1.
Int int_or_none(Object* option) { return is_object(option) ? static_cast<Int>(static_cast<Boxed*>(option)->value) : -1; }

}  // namespace

// ---------------------------------------------------------------------------------------------- ends

Unit exit_process(Process& self, Object* reason) {
  Actor& me = Actor::of(self);
  if (!me.ending) me.by_itself = true;
  me.end_with(for_many(reason, kExitReason));
  throw Unwind{};
}

Object* process_rescue(Process& self, Closure* f, const TypeInfo& a) {
  Actor& me = Actor::of(self);
  try {
    return make_boxed_typed(0, call_word(self, f, a), a);
  } catch (const Unwind&) {
    if (!me.ending || !me.by_itself) throw;
  }
  Object* reason = me.reason;
  me.reason = nullptr;
  me.ending = me.crashed = me.by_itself = false;
  return make_boxed(1, to_word(reason));
}
Unit process_fail_again(Process& self, Object* reason) {
  Actor& me = Actor::of(self);
  if (!me.ending) {
    me.by_itself = true;
    me.crashed = is_object(reason) && reason->tag == kCrash;
  }
  riot::share(reason);
  me.end_with(for_many(reason, kExitReason));
  throw Unwind{};
}
Unit process_last_words(Process& self, Closure* words) {
  Extension& e = Actor::of(self).extend();
  Closure* old = e.last_words;
  e.last_words = owned(words);
  if (old) riot::drop(static_cast<Object*>(old), kFunction);
  return {};
}
Bool process_is_main(Process&, Pid* pid) {
  HeldActor actor(pid);
  return actor && actor->is_main;
}
Unit process_disown(Process& self) {
  disown(Actor::of(self));
  return {};
}

Unit process_exit(Process& self, Pid* pid, Object* reason, const TypeInfo&) {
  Actor& me = Actor::of(self);
  HeldActor to(pid);
  if (!to) return {};
  riot::share(reason);
  send_exit(me, *to.get(), for_many(reason, kExitReason));
  if (to.get() == &me) me.attend();
  return {};
}

Unit link(Process& self, Pid* pid, const TypeInfo&) {
  HeldActor other(pid);
  if (other) {
    detail::link(Actor::of(self), *other.get());
  } else if (Actor& me = Actor::of(self); me.traps) {
    send_exit(me, me, plain_reason(kNoProcess));
  } else {
    exit_process(self, plain_reason(kNoProcess));
  }
  return {};
}
Unit process_unlink(Process& self, Pid* pid, const TypeInfo&) {
  HeldActor other(pid);
  Actor& me = Actor::of(self);
  // A signal of that link may be in the inbox: after this it is in the mailbox, where it is found.
  me.attend();
  if (other) detail::unlink(me, *other.get());
  return {};
}

Unit process_trap_exits(Process& self, Closure* make, const TypeInfo&) {
  Actor& me = Actor::of(self);
  Extension& e = me.extend();
  Closure* old = e.trap;
  e.trap = owned(make);
  me.traps = true;
  if (old) riot::drop(static_cast<Object*>(old), kFunction);
  return {};
}
Unit process_untrap_exits(Process& self) {
  Actor::of(self).traps = false;
  return {};
}

Monitor* monitor(Process& self, Pid* pid, Closure* make, const TypeInfo&, const TypeInfo&) {
  HeldActor other(pid);
  return detail::monitor(Actor::of(self), other.get(), owned(make));
}
Unit process_demonitor(Process& self, Monitor* monitor) {
  Actor& me = Actor::of(self);
  me.attend();
  if (!me.inbox.empty()) me.take_in();
  detail::demonitor(me, *static_cast<Relation*>(monitor));
  return {};
}

Bool process_is_alive(Process&, Pid* pid, const TypeInfo&) {
  HeldActor actor(pid);
  return actor && !actor->inbox.closed();
}

Object* process_try_wait(Process& self, Pid* pid, Int timeout, const TypeInfo&) {
  Actor& me = Actor::of(self);
  Answer* answer = make_answer();
  Own<Foreign> promise(&answer->promise);
  struct Watch {
    Relation* relation;
    ~Watch() {
      if (relation) unwatch_end(relation);
    }
  } watch{nullptr};
  {
    HeldActor other(pid);
    if (other) watch.relation = watch_end(*other.get(), &answer->reply);
    else riot::drop(static_cast<Object*>(&answer->reply), kReply);
  }
  if (!watch.relation) return make_boxed(1, to_word(plain_reason(kNoProcess)));
  Word value;
  switch (await(me, *answer, timeout, &value, Waiting::Other, "")) {
    case Awaited::Answered:
    case Awaited::Gone: return make_boxed(1, value);
    default: return none();
  }
}

// ---------------------------------------------------------------------------------------------- starting

Object* process_spawn_monitor(Process& self, Closure* f, Closure* make, const TypeInfo& a, const TypeInfo& n, const TypeInfo&) {
  Actor& me = Actor::of(self);
  Actor* child = make_function_process(me.worker, owned(f), a, n);
  Relation* relation = detail::monitor(me, child, owned(make));
  start_child(me, *child);
  return make_pair(to_word(child), to_word(relation));
}

Pid* process_spawn_opt(Process& self, Closure* f, Bool link, Bool is_owned, std::uint16_t priority, Object* max_heap,
                       Object* max_mailbox, std::uint16_t overflow, String* label, const TypeInfo& a, const TypeInfo& m) {
  Actor& me = Actor::of(self);
  Actor* child = make_function_process(me.worker, owned(f), a, m);
  child->priority = static_cast<Priority>(priority);
  const Int heap = int_or_none(max_heap);
  const Int mailbox = int_or_none(max_mailbox);
  if (heap > 0) child->extend().max_heap = heap;
  if (mailbox >= 0) {
    child->extend().max_mailbox = mailbox;
    child->extend().drop_new = overflow == 0;
    child->detail = kLimitedProcess;
  }
  if (label->size) child->extend().label = static_cast<String*>(for_many(owned(label), kString));
  if (link) detail::link(me, *child);
  if (is_owned) own(me, *child);
  start_child(me, *child);
  return child;
}

Pid* process_current(Process& self) { return self_pid(self); }
Unit process_yield(Process& self) {
  yield_now(Actor::of(self));
  return {};
}

// ---------------------------------------------------------------------------------------------- timers

namespace {
Timer* start_timer(Process&, Pid* pid, Int delay, Int period, Word message, const TypeInfo& type, Answer* answer) {
  if (type.has_references && is_object(object_of(message))) {
    if (period) for_many(object_of(message), type);
    else hand_over(message, type);
  }
  TimerObject* timer = static_cast<TimerObject*>(allocate(sizeof(TimerObject)));
  timer->count = -1;
  timer->tag = 0;
  timer->detail = 0;
  timer->slot.store(0, std::memory_order_relaxed);
  timer->to = pid;
  timer->message = message;
  timer->type = &type;
  timer->period = period;
  timer->has_message = answer == nullptr;
  timer->answer = answer;
  const std::int64_t deadline = deadline_in(delay);
  if (deadline == kNoDeadline) return timer;
  riot::share(static_cast<Object*>(timer));
  runtime().timers.arm(timer, deadline);
  return timer;
}
}  // namespace

Timer* process_send_after(Process& self, Pid* pid, Int delay, Word message, const TypeInfo& m) {
  Timer* timer = start_timer(self, pid, delay, 0, message, m, nullptr);
  if (delay <= 0) runtime().timers.fire(now());
  return timer;
}
Timer* process_send_every(Process& self, Pid* pid, Int period, Word message, const TypeInfo& m) {
  if (period <= 0) {
    riot::drop(static_cast<Object*>(pid), kPid);
    if (m.has_references) riot::drop(object_of(message), m);
    crash_with(self, "the period of send_every must be positive");
  }
  return start_timer(self, pid, period, period, message, m, nullptr);
}
Bool process_cancel(Process&, Timer* timer) { return runtime().timers.cancel(static_cast<TimerObject*>(timer)); }

// ---------------------------------------------------------------------------------------------- names

Name* process_name(Process&, String* text, const TypeInfo& m) { return make_name(text, m); }

namespace {
Registered try_register(Name* name, Pid* pid, Actor** holder) {
  HeldActor actor(pid);
  if (!actor) return Registered::NotAlive;
  return register_name(*static_cast<NameObject*>(name), *actor.get(), holder);
}
std::string quoted_name(Name* name) {
  std::string text = "the name \"";
  text += view(static_cast<NameObject*>(name)->text);
  text += '"';
  return text;
}
[[noreturn]] void other_type(Process& self, Name* name) {
  crash_with(self, quoted_name(name) + " is used for messages of another type");
}
}  // namespace

Unit process_register(Process& self, Name* name, Pid* pid, const TypeInfo&) {
  Actor* holder = nullptr;
  switch (try_register(name, pid, &holder)) {
    case Registered::Yes: return {};
    case Registered::Taken: riot::drop(static_cast<Object*>(holder), kPid); crash_with(self, quoted_name(name) + " is taken");
    case Registered::NotAlive: crash_with(self, quoted_name(name) + " is for a process that has ended");
    case Registered::OtherType: break;
  }
  other_type(self, name);
}
Object* process_try_register(Process& self, Name* name, Pid* pid, const TypeInfo&) {
  Actor* holder = nullptr;
  switch (try_register(name, pid, &holder)) {
    case Registered::Yes: return make_boxed(0, 0);
    case Registered::Taken: return make_boxed(1, to_word(make_boxed(0, to_word(holder))));
    case Registered::NotAlive: return make_boxed(1, to_word(constant<Object>(1)));
    case Registered::OtherType: break;
  }
  other_type(self, name);
}
Unit process_unregister(Process&, Name* name, const TypeInfo&) {
  unregister_name(*static_cast<NameObject*>(name));
  return {};
}
Object* process_whereis(Process&, Name* name, const TypeInfo&) {
  Actor* holder = find_holder(*static_cast<NameObject*>(name));
  return holder ? make_boxed(1, to_word(holder)) : none();
}
Pid* process_at(Process&, Name* name, const TypeInfo&) {
  NamedPid* pid = static_cast<NamedPid*>(allocate(sizeof(NamedPid)));
  pid->count = -1;
  pid->tag = 0;
  pid->detail = kByName;
  pid->name = owned(name);
  return pid;
}

// ---------------------------------------------------------------------------------------------- adapters, answers

Pid* process_adapt(Process&, Pid* pid, Closure* f, const TypeInfo& m, const TypeInfo& a) {
  return make_adapter(owned(pid), owned(f), a, m);
}
Pid* process_subscription(Process& self, Closure* make, const TypeInfo& e, const TypeInfo& m) {
  Adapter* subscription = make_adapter(self_pid(self), owned(make), e, m);
  subscription->in_receiver = true;
  return subscription;
}
Unit process_close_subscription(Process& self, Pid* subscription, const TypeInfo&) {
  close_subscription(Actor::of(self), *static_cast<Adapter*>(subscription));
  return {};
}
Pid* process_any(Process&, Pid* pid, const TypeInfo&) { return owned(pid); }

Object* process_promise(Process&, const TypeInfo&) {
  Answer* answer = make_answer();
  return make_pair(to_word(&answer->promise), to_word(&answer->reply));
}

namespace {
Object* call_error(Awaited how, Word value) {
  switch (how) {
    case Awaited::TimedOut: return constant<Object>(0);
    case Awaited::Gone: return make_boxed(1, value);
    case Awaited::NoReply: return constant<Object>(2);
    default: return make_boxed(3, value);
  }
}
}  // namespace

Object* process_await(Process& self, Promise* promise, Int timeout, const TypeInfo& a) {
  Word value = 0;
  const Awaited how = await(Actor::of(self), Answer::of(promise), timeout, &value, Waiting::Call, "");
  if (how == Awaited::Answered) return make_boxed_typed(0, value, a);
  return make_boxed(1, to_word(call_error(how, value)));
}
Word process_await_value(Process& self, Promise* promise, Int timeout, const TypeInfo&) {
  Word value = 0;
  const Awaited how = await(Actor::of(self), Answer::of(promise), timeout, &value, Waiting::Call, "");
  switch (how) {
    case Awaited::Answered: return value;
    case Awaited::TimedOut: crash_with(self, "call: no answer in time");
    case Awaited::NoReply: crash_with(self, "call: the message was dropped without an answer");
    case Awaited::Deadlock: {
      Text text;
      text.add("call: deadlock of ");
      for (Object* list = object_of(value); is_object(list); list = static_cast<Cons*>(list)->tail) {
        if (list != object_of(value)) text.add(", ");
        add_value(text, static_cast<Cons*>(list)->head, kPid);
      }
      drop_pids(object_of(value));
      String* message = copy_text(text.view());
      crash(Actor::of(self), message, "");
    }
    case Awaited::Gone: break;
  }
  const std::string text = "call: the process has ended: " + text_of_reason(object_of(value));
  riot::drop(object_of(value), kExitReason);
  crash_with(self, text);
}

namespace {
Answer* make_request(Process& self, Closure* make_message, const TypeInfo& a, const TypeInfo& m, bool of_result) {
  Adapter* adapter = make_adapter(self_pid(self), owned(make_message), a, m);
  adapter->of_result = of_result;
  Answer* answer = make_answer();
  answer->adapter = adapter;
  return answer;
}
}  // namespace

Reply* process_request_reply(Process& self, Closure* make_message, const TypeInfo& a, const TypeInfo& m) {
  Answer* answer = make_request(self, make_message, a, m, false);
  riot::drop(static_cast<Object*>(&answer->promise), kForeign);
  return &answer->reply;
}
Reply* process_try_request_reply(Process& self, Int timeout, Closure* make_message, const TypeInfo& a, const TypeInfo& m) {
  Answer* answer = make_request(self, make_message, a, m, true);
  // The timer keeps the promise's half.
  Timer* timer = start_timer(self, self_pid(self), timeout, 0, 0, kUnit, answer);
  riot::drop(static_cast<Object*>(timer), kTimer);
  return &answer->reply;
}

Unit system_on_signal(Process& self, std::uint16_t signal, Closure* make, const TypeInfo& m) {
  if (!watch_signal(Actor::of(self), signal, owned(make), m)) crash_with(self, "nobody can handle SigKill");
  return {};
}

// ---------------------------------------------------------------------------------------------- looking at processes

namespace {

struct ProcessInfo : Object {
  Pid* pid;
  String* label;
  Object* names;
  std::uint16_t state;
  String* at;
  Int mailbox;
  Int memory;
  Object* links;
  std::uint16_t priority;
};
enum class State : std::uint16_t { Ready, Running, Receiving, Calling, Sleeping, Waiting };

State state_of(Actor& actor) {
  const std::uintptr_t inbox = actor.inbox.peek();
  if (inbox & kWaitMessage) return State::Receiving;
  if (inbox & kWaitNudge) {
    switch (actor.waiting.load(std::memory_order_relaxed)) {
      case Waiting::Call: return State::Calling;
      case Waiting::Sleep: return State::Sleeping;
      default: return State::Waiting;
    }
  }
  Runtime& rt = runtime();
  for (unsigned i = 0; i < rt.worker_count; ++i)
    if (rt.workers[i].current.load(std::memory_order_relaxed) == &actor) return State::Running;
  return State::Ready;
}

// What changes under one's eyes.
struct Seen {
  State state;
  std::string at;
  std::uint32_t arrived = 0;  // messages that the process has not taken in yet
};
Seen look_at(Actor& self, Actor& actor) {
  Seen seen{state_of(actor), "", 0};
  Trace trace;
  if (&actor == &self) {
    seen.arrived = actor.inbox.waiting();
    take_trace(self, trace);
  } else if (seen.state == State::Receiving) {
    // Nothing has come, or it would not be parked; and where it is stands written.
    if (!actor.detached.load(std::memory_order_relaxed)) {
      seen.at = actor.step.load(std::memory_order_relaxed)->at;
      return seen;
    }
    if (const char* at = actor.at.load(std::memory_order_relaxed)) seen.at = at;
    // The line of the program that led here, rather than the library's.
    if (!actor.inbox.borrow_receiving()) return seen;
    take_resting_trace(actor, trace);
    if (!actor.inbox.park_for_message()) ready(self.worker, &actor);
    if (std::string at = read_place(self, trace); !at.empty()) seen.at = std::move(at);
    return seen;
  } else if (actor.inbox.borrow()) {
    seen.arrived = actor.inbox.waiting();
    take_resting_trace(actor, trace);
    if (!actor.inbox.park_blocked()) ready(self.worker, &actor);
  } else {
    // It runs, or is about to, and its stack is nobody's to read: where it took its last step.
    seen.at = actor.step.load(std::memory_order_relaxed)->at;
    return seen;
  }
  seen.at = read_place(self, trace);
  return seen;
}

// Of one whose mailbox is limited: messages are counted when they are sent.
Int mailbox_count(Actor& actor) {
  std::lock_guard guard(actor.lock);
  Extension* e = actor.gone ? nullptr : actor.extension.load(std::memory_order_acquire);
  return e ? e->pending.load(std::memory_order_relaxed) : 0;
}

Object* describe(Actor& self, Actor& actor) {  // borrows
  ProcessInfo* info = make<ProcessInfo>();
  info->pid = owned(static_cast<Pid*>(&actor));
  info->names = list_names(actor);
  const Seen seen = look_at(self, actor);
  info->state = static_cast<std::uint16_t>(seen.state);
  info->at = copy_text(seen.at);
  info->mailbox = actor.held.load(std::memory_order_relaxed) + seen.arrived;
  if (actor.detail == kLimitedProcess) info->mailbox = std::max<Int>(info->mailbox, mailbox_count(actor));
  info->memory = static_cast<Int>(sizeof(Actor)) + actor.frame_size.load(std::memory_order_relaxed) + info->mailbox * static_cast<Int>(sizeof(Node));
  info->priority = static_cast<std::uint16_t>(actor.priority);
  info->links = constant<Object>(0);
  info->label = nullptr;
  {
    std::lock_guard guard(actor.lock);
    Extension* e = actor.gone ? nullptr : actor.extension.load(std::memory_order_acquire);
    if (e && e->label) info->label = owned(e->label);
    for (Hook* hook = e ? e->relations : nullptr; hook; hook = hook->next) {
      Relation& r = *hook->relation;
      if (r.kind != RelationKind::Link) continue;
      info->links = make_cons(to_word(owned(static_cast<Pid*>(r.ends[1 - side_of(r, &actor)]))), info->links);
    }
  }
  if (!info->label) info->label = static_text(actor.is_main ? "main" : "");
  return info;
}

}  // namespace

Object* process_list(Process& self) {
  std::vector<Actor*> all = living_processes();
  Object* list = constant<Object>(0);
  for (auto actor = all.rbegin(); actor != all.rend(); ++actor) list = make_cons(to_word(describe(Actor::of(self), **actor)), list);
  drop_processes(all);
  return list;
}
Object* process_info(Process& self, Pid* pid, const TypeInfo&) {
  HeldActor actor(pid);
  if (!actor || actor->inbox.closed()) return none();
  return make_boxed(1, to_word(describe(Actor::of(self), *actor.get())));
}

Unit process_set_label(Process& self, String* text) {
  Actor& me = Actor::of(self);
  String* label = static_cast<String*>(for_many(owned(text), kString));
  {
    Extension& e = me.extend();
    std::lock_guard guard(me.lock);
    std::swap(e.label, label);
  }
  if (label) riot::drop(static_cast<Object*>(label), kString);
  return {};
}
Unit process_set_priority(Process& self, std::uint16_t priority) {
  Actor::of(self).priority = static_cast<Priority>(priority);
  return {};
}

// ---------------------------------------------------------------------------------------------- the program

Unit system_shutdown(Process& self, Int code) {
  Actor& me = Actor::of(self);
  // One test must not end the others, least of all with success.
  if (runs_tests) crash(me, new_string("the program would end here, with status " + std::to_string(code & 0xff)), "");
  end_program(static_cast<int>(code & 0xff));
  me.end_with(plain_reason(kShutdown));
  throw Unwind{};
}

void main_failed(Process& self, Word error, const TypeInfo& type) {
  {
    Text text;
    text.add("error: ");
    add_value(text, error, type);
    text.add('\n');
    report(std::string(text.view()));
  }
  end_program(1);
  Actor::of(self).end_with(plain_reason(kNormal));
  throw Unwind{};
}

}  // namespace riot
