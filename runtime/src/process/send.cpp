// SPDX-License-Identifier: MIT
#include "runtime/src/process/send.h"

#include <mutex>
#include <string>

#include "runtime/src/process/exit_reason.h"
#include "runtime/src/process/names.h"
#include "runtime/src/process/relations.h"
#include "runtime/src/process/reply.h"
#include "runtime/src/sched/replay.h"
#include "runtime/src/sched/runtime.h"
#include "runtime/src/value/hooks.h"
#include "runtime/src/value/layout.h"

namespace riot {
namespace detail {

namespace {
const FieldInfo kGoneFields[] = {{nullptr, &kExitReason, sizeof(Object), nullptr}};
const ConstructorInfo kPidListLayout[] = {{"", nullptr, 0, false, 0}, {"", nullptr, 0, false, 0}};
const TypeInfo kPidList = {Kind::Data, false, 2, "List[AnyPid]", kPidListLayout, nullptr, nullptr};
const FieldInfo kDeadlockFields[] = {{nullptr, &kPidList, sizeof(Object), nullptr}};
const ConstructorInfo kCallErrors[] = {
    {"Timeout", nullptr, 0, false, 0},
    {"Gone", kGoneFields, 1, true, sizeof(Boxed)},
    {"NoReply", nullptr, 0, false, 0},
    {"Deadlock", kDeadlockFields, 1, true, sizeof(Boxed)},  // never in a mailbox
};
}  // namespace

HeldActor::HeldActor(Pid* pid) noexcept {
  while (pid->detail == kAdapter) pid = static_cast<Adapter*>(pid)->to;
  if (is_process(*pid)) {
    actor_ = static_cast<Actor*>(static_cast<Process*>(pid));
  } else {
    actor_ = find_holder(*static_cast<NameObject*>(static_cast<NamedPid*>(pid)->name));
    owned_ = actor_ != nullptr;
  }
}

const TypeInfo kCallError = {Kind::Data, true, 4, "CallError", kCallErrors, nullptr, nullptr};

Adapter* make_adapter(Pid* to, Closure* function, const TypeInfo& from_type, const TypeInfo& to_type) {
  Adapter* adapter = static_cast<Adapter*>(allocate(sizeof(Adapter)));
  adapter->count = -1;
  adapter->tag = 0;
  adapter->detail = kAdapter;
  adapter->to = to;
  hand_over(to_word(function), kFunction);
  adapter->function = function;
  adapter->from_type = &from_type;
  adapter->to_type = &to_type;
  adapter->of_result = false;
  adapter->in_receiver = false;
  new (&adapter->closed) std::atomic<bool>(false);
  return adapter;
}

Word adapt_word(Process& self, Adapter& adapter, Word value, bool error) {
  Adapter* a = &adapter;
  if (a->of_result) {
    // Only its first word matters: what kind of value it is.
    static const TypeInfo kSomeResult = {Kind::Data, true, 2, "Result", nullptr, nullptr, nullptr};
    value = to_word(error ? make_boxed(1, value) : make_boxed_typed(0, value, *a->from_type));
    return call_word(self, a->function, value, kSomeResult, *a->to_type);
  }
  for (;;) {
    value = call_word(self, a->function, value, *a->from_type, *a->to_type);
    if (a->to->detail != kAdapter) return value;
    a = static_cast<Adapter*>(a->to);
  }
}

bool send_timed(TimerObject* timer, Actor** ready) noexcept {
  if (timer->answer) {
    *ready = time_out(*timer->answer);
    return false;
  }
  HeldActor to(timer->to);
  if (!to || to->inbox.closed()) return false;
  const Word message = timer->message;
  if (timer->period == 0) timer->has_message = false;
  else if (timer->type->has_references) riot::share(object_of(message));
  Node* node;
  if (timer->to->detail == kAdapter) {
    riot::share(static_cast<Object*>(timer->to));
    node = make_signal(NodeKind::Adapted, message, nullptr, timer->to);
  } else {
    node = make_message(message, *timer->type);
  }
  switch (to->inbox.push(node)) {
    case Inbox::Push::Delivered: return true;
    case Inbox::Push::Wake: *ready = to.get(); return true;
    case Inbox::Push::Closed: break;
  }
  // It ended this moment. The message goes with the timer; a second reference to it is not the last.
  if (timer->period == 0) timer->has_message = true;
  else if (timer->type->has_references) riot::drop(object_of(message), *timer->type);
  if (timer->to->detail == kAdapter) riot::drop(static_cast<Object*>(timer->to), kPid);
  release_memory(node, node->kind == NodeKind::Message ? sizeof(Node) : sizeof(SignalNode));
  return false;
}

bool timer_counts(TimerObject* timer) noexcept {
  if (timer->answer && timer->answer->claimed.load(std::memory_order_relaxed)) return false;
  HeldActor to(timer->to);
  return to && !to->inbox.closed() && !to->is_library;
}

void destroy_process_object(Object* object, Kind kind) noexcept {
  switch (kind) {
    case Kind::Pid: {
      Pid* pid = static_cast<Pid*>(object);
      if (is_process(*pid)) {
        Actor* actor = static_cast<Actor*>(static_cast<Process*>(pid));
        actor->id.store(0, std::memory_order_relaxed);
        release_process(actor);
      } else if (pid->detail == kAdapter) {
        Adapter* adapter = static_cast<Adapter*>(pid);
        riot::drop(static_cast<Object*>(adapter->to), kPid);
        riot::drop(static_cast<Object*>(adapter->function), kFunction);
        release_memory(adapter, sizeof(Adapter));
      } else {
        NamedPid* named = static_cast<NamedPid*>(pid);
        riot::drop(static_cast<Object*>(named->name), kName);
        release_memory(named, sizeof(NamedPid));
      }
      return;
    }
    case Kind::Name: return destroy_name(static_cast<NameObject*>(object));
    case Kind::Reply: return reply_lost(Answer::of(static_cast<Reply*>(object)));
    case Kind::Monitor: return destroy_relation(static_cast<Relation*>(object));
    case Kind::Timer: {
      TimerObject* timer = static_cast<TimerObject*>(object);
      if (timer->has_message && timer->type->has_references) riot::drop(object_of(timer->message), *timer->type);
      riot::drop(static_cast<Object*>(timer->to), kPid);
      if (timer->answer) riot::drop(static_cast<Object*>(&timer->answer->promise), kForeign);
      release_memory(timer, sizeof(TimerObject));
      return;
    }
    default: __builtin_trap();
  }
}

std::uint64_t process_number(const Object* pid) noexcept {
  HeldActor actor(static_cast<Pid*>(const_cast<Object*>(pid)));
  return actor ? actor->id.load(std::memory_order_relaxed) : 0;
}
std::uint64_t& random_state(Process& self) noexcept {
  std::uint64_t& state = Actor::of(self).extend().random;
  if (state == 0 && replaying) state = replay_draw() | 1;
  return state;
}
const String* name_text(const Object* name) noexcept { return static_cast<const NameObject*>(name)->text; }

namespace {

// Of a process with a limit. False: the message is not to be sent.
bool room_for_one(Actor& self, Actor& to) {
  std::lock_guard guard(to.lock);
  Extension* e = to.gone ? nullptr : to.extension.load(std::memory_order_acquire);
  if (!e || e->pending.fetch_add(1, std::memory_order_relaxed) < e->max_mailbox) return true;
  e->pending.fetch_sub(1, std::memory_order_relaxed);
  if (e->drop_new) return false;
  SignalNode* node = make_signal(NodeKind::Exit, to_word(make_crash_text("mailbox limit", "")), nullptr, nullptr);
  node->bit = kCrashBit;
  deliver(self.worker, to, node, kNudge);
  return false;
}

// After this many messages a process gives way to those that wait: what is read soon is still in the cache (a node
// has 24 bytes), while what a whole time slice can send is not.
constexpr std::uint16_t kSendsPerTurn = 1024;

// A message to a process that is gone: replies in it learn that it was never delivered.
void drop_undelivered(Actor& self, Word message, const TypeInfo& type) {
  if (!type.has_references) return;
  Worker* worker = self.worker;
  const bool outer = worker->undelivered;
  worker->undelivered = true;
  drop(object_of(message), type);
  worker->undelivered = outer;
}

__attribute__((noinline, cold)) void take_back(Actor& self, Node* node, const TypeInfo& type) {
  const Word message = node->word;
  release_memory(node, sizeof(Node));
  drop_undelivered(self, message, type);
}

inline void send_node(Actor& self, Actor& to, Node* node, Word message, const TypeInfo& type) {
  fill_message(*node, message, type);
  if (++self.sends % kSendsPerTurn == 0) [[unlikely]] __atomic_store_n(&self.stack_limit, kPoison, __ATOMIC_RELAXED);
  switch (to.inbox.push(node)) {
    case Inbox::Push::Delivered: return;
    case Inbox::Push::Wake: return enqueue_woken(self.worker, &to);
    case Inbox::Push::Closed: return take_back(self, node, type);
  }
}

__attribute__((noinline, cold)) void send_without_node(Actor& self, Actor& to, Word message, const TypeInfo& type) {
  send_node(self, to, static_cast<Node*>(allocate_fixed<sizeof(Node)>()), message, type);
}

// What is rare are calls at the end, so that the common send saves no registers.
inline void send_to_process(Actor& self, Actor& to, Word message, const TypeInfo& type) {
#if RIOT_MEMORY_IS_INLINE
  if (void* node = allocate_at_hand<sizeof(Node)>()) [[likely]] return send_node(self, to, static_cast<Node*>(node), message, type);
#endif
  send_without_node(self, to, message, type);
}

__attribute__((noinline)) void send_limited(Actor& self, Actor& to, Word message, const TypeInfo& type) {
  if (room_for_one(self, to)) send_to_process(self, to, message, type);
  else if (type.has_references) drop(object_of(message), type);
}

// Whether hand_over() has nothing to do: most messages are one object with numbers, and Pids, which have been shared for long.
bool goes_as_it_is(const Object* message, const TypeInfo& type) {
  if (!has_constructors(type.kind)) return false;
  const std::int32_t count = __atomic_load_n(&message->count, __ATOMIC_RELAXED);
  if (count != 1) return count < 0;
  const ConstructorInfo& info = constructor(message, type);
  if (!info.has_references) return true;
  for (unsigned i = 0; i < info.field_count; ++i) {
    const TypeInfo& field_type = *info.fields[i].type;
    if (!field_type.has_references) continue;
    const Object* child = object_of(field(message, info.fields[i]));
    if (!is_object(child)) continue;
    // A Reply wants to know where it goes.
    if (field_type.kind == Kind::Reply || __atomic_load_n(&child->count, __ATOMIC_RELAXED) >= 0) return false;
  }
  return true;
}

// What goes to a process of which `to` is known: replies in it may tell who holds them.
void hand_over_to(Actor& self, Actor* to, Word message, const TypeInfo& type) {
  if (type.has_references && is_object(object_of(message)) && goes_as_it_is(object_of(message), type)) return;
  Worker* worker = self.worker;
  worker->destination = to;
  hand_over(message, type);
  worker->destination = nullptr;
}

}  // namespace

void send_to_subscriber(Actor& self, Adapter& subscription, Word message) {
  const TypeInfo& type = *subscription.from_type;
  HeldActor to(subscription.to);
  hand_over(message, type);
  if (!to || subscription.closed.load(std::memory_order_relaxed) || (to->detail == kLimitedProcess && !room_for_one(self, *to.get()))) {
    if (type.has_references) drop(object_of(message), type);
    return;
  }
  riot::share(static_cast<Object*>(&subscription));
  SignalNode* node = make_signal(NodeKind::Adapted, message, nullptr, &subscription);
  node->bit = 0;
  deliver(self.worker, *to.get(), node, 0);
}

namespace {

__attribute__((noinline)) void send_indirect(Process& process, Pid* to, Word message, const TypeInfo& type) {
  Actor& self = Actor::of(process);
  const TypeInfo* message_type = &type;
  if (to->detail == kAdapter && static_cast<Adapter*>(to)->in_receiver) return send_to_subscriber(self, *static_cast<Adapter*>(to), message);
  if (to->detail == kAdapter) {
    Adapter* adapter = static_cast<Adapter*>(to);
    // In the sender, in the expression of the send.
    message = adapt_word(process, *adapter, message);
    for (;;) {
      message_type = adapter->to_type;
      if (adapter->to->detail != kAdapter) break;
      adapter = static_cast<Adapter*>(adapter->to);
    }
  }
  HeldActor actor(to);
  hand_over_to(self, actor.get(), message, *message_type);
  if (actor) {
    if (actor->detail == kLimitedProcess) send_limited(self, *actor.get(), message, *message_type);
    else send_to_process(self, *actor.get(), message, *message_type);
  } else {
    drop_undelivered(self, message, *message_type);
  }
}

__attribute__((noinline)) void send_object(Process& process, Pid* to, Word message, const TypeInfo& type) {
  Actor& self = Actor::of(process);
  Actor& target = static_cast<Actor&>(static_cast<Process&>(*to));
  hand_over_to(self, &target, message, type);
  send_to_process(self, target, message, type);
}

}  // namespace
}  // namespace detail

void send(Process& self, Pid* to, Word message, const TypeInfo& type) {
  if (to->detail != detail::kPlainProcess) [[unlikely]] return detail::send_indirect(self, to, message, type);
  if (type.has_references && is_object(detail::object_of(message))) return detail::send_object(self, to, message, type);
  detail::send_to_process(detail::Actor::of(self), static_cast<detail::Actor&>(static_cast<Process&>(*to)), message, type);
}

void send_name(Process& self, Name* to, Word message, const TypeInfo& type, const char* at) {
  detail::Actor* holder = detail::find_holder(*static_cast<detail::NameObject*>(to));
  if (!holder) {
    if (type.has_references) {
      detail::Worker* worker = detail::Actor::of(self).worker;
      worker->undelivered = true;
      drop(detail::object_of(message), type);
      worker->undelivered = false;
    }
    std::string text = "no process is registered as \"";
    text += detail::view(static_cast<detail::NameObject*>(to)->text);
    text += '"';
    panic(self, detail::copy_text(text), at);
  }
  Own<Pid> held(holder);
  send(self, holder, message, type);
}

void answer(Process& self, Reply* to, Word value, const TypeInfo& type) {
  hand_over(value, type);
  if (!detail::give_answer(detail::Actor::of(self).worker, detail::Answer::of(to), value, type) && type.has_references)
    drop(detail::object_of(value), type);
}

Pid* self_pid(Process& self) {
  riot::share(static_cast<Object*>(&self));
  return &self;
}

}  // namespace riot
