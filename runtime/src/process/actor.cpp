// SPDX-License-Identifier: MIT
// The life of a process apart from running it: mailbox, signals, the end.
#include "runtime/src/process/actor.h"

#include <mutex>
#include <new>

#include "runtime/src/process/exit_reason.h"
#include "runtime/src/process/mail_index.h"
#include "runtime/src/process/relations.h"
#include "runtime/src/process/send.h"
#include "runtime/src/process/signals.h"
#include "runtime/src/process/table.h"
#include "runtime/src/sched/runtime.h"
#include "runtime/src/trace/trace.h"
#include "runtime/src/value/layout.h"

namespace riot {
namespace detail {
namespace {

// Ids are taken from the common counter this many at a time.
constexpr std::uint64_t kIdBlock = 64;

std::uint64_t next_id(Worker* worker) {
  Runtime& rt = runtime();
  if (!worker) return rt.next_id.fetch_add(1, std::memory_order_relaxed);
  if (worker->next_id == worker->last_id) {
    worker->next_id = rt.next_id.fetch_add(kIdBlock, std::memory_order_relaxed);
    worker->last_id = worker->next_id + kIdBlock;
  }
  return worker->next_id++;
}

std::size_t node_size(NodeKind kind) { return kind == NodeKind::Message ? sizeof(Node) : sizeof(SignalNode); }

}  // namespace

Actor* make_actor(Worker* worker, const Step& step, Object* frame, const TypeInfo& mailbox, int references) {
  Actor* a = static_cast<Actor*>(allocate_process());
  a->tag = 0;
  a->detail = kPlainProcess;
  __atomic_store_n(&a->count, -1 - references, __ATOMIC_RELAXED);
  __atomic_store_n(&a->stack_limit, kPoison, __ATOMIC_RELAXED);
  a->no_frame = Object{kImmortal, 0, 0};
  const bool has_frame = frame && is_object(frame);
  a->frame = has_frame ? frame : &a->no_frame;
  a->frame_size.store(has_frame ? step.frame->constructors[0].size : 0, std::memory_order_relaxed);
  a->step.store(&step, std::memory_order_relaxed);
  a->stack = nullptr;
  a->worker = worker;
  a->inbox.reset();
  a->first = nullptr;
  a->last = &a->first;
  a->cursor = &a->first;
  a->shown = nullptr;
  a->mailbox = &mailbox;
  a->deadline.store(kNoDeadline, std::memory_order_relaxed);
  a->timer.store(0, std::memory_order_relaxed);
  a->extension.store(nullptr, std::memory_order_relaxed);
  a->reason = nullptr;
  a->at.store(nullptr, std::memory_order_relaxed);
  new (&a->lock) ProcessLock;
  a->detached.store(false, std::memory_order_relaxed);
  a->memory = 0;
  a->awaiting.store(nullptr, std::memory_order_relaxed);
  a->ending = a->gone = a->traps = a->named = a->nameless = false;
  a->waiting.store(Waiting::Not, std::memory_order_relaxed);
  a->priority = Priority::Normal;
  a->is_main = a->is_library = a->crashed = a->by_itself = a->announced = a->indexed = false;
  a->sends = 0;
  a->held.store(0, std::memory_order_relaxed);
  // Release: pairs with the acquire of those who walk the table.
  a->id.store(next_id(worker), std::memory_order_release);
  return a;
}

SignalNode* make_signal(NodeKind kind, Word word, Relation* relation, Object* from) {
  SignalNode* node = static_cast<SignalNode*>(allocate(sizeof(SignalNode)));
  node->word = word;
  node->kind = kind;
  node->bit = 0;
  node->relation = relation;
  node->from = from;
  return node;
}

void free_node(Node* node, const TypeInfo* mailbox) noexcept {
  switch (node->kind) {
    case NodeKind::Message:
    case NodeKind::Mapped:
      if (mailbox->has_references) drop(object_of(node->word), *mailbox);
      if (node->kind == NodeKind::Mapped && static_cast<SignalNode*>(node)->relation) drop_relation(static_cast<SignalNode*>(node)->relation);
      break;
    case NodeKind::Adapted: {
      SignalNode* signal = static_cast<SignalNode*>(node);
      const TypeInfo* type = static_cast<Adapter*>(signal->from)->from_type;
      if (signal->bit == kErrorBit) drop(object_of(node->word), kCallError);
      else if (type->has_references) drop(object_of(node->word), *type);
      drop(signal->from, kPid);
      break;
    }
    case NodeKind::Down:
    case NodeKind::Exit: {
      SignalNode* signal = static_cast<SignalNode*>(node);
      drop(object_of(node->word), kExitReason);
      if (signal->from) drop(signal->from, kPid);
      if (signal->relation) drop_relation(signal->relation);
      break;
    }
  }
  release_memory(node, node_size(node->kind));
}

void deliver(Worker* worker, Actor& to, Node* node, std::uintptr_t nudge) noexcept {
  switch (to.inbox.push(node, nudge)) {
    case Inbox::Push::Delivered:
      // Runs or is ready, so it finds the signal at its next poll; or waits for something that a message does not end.
      if (nudge) __atomic_store_n(&to.stack_limit, kPoison, __ATOMIC_RELAXED);
      break;
    case Inbox::Push::Wake: ready(worker, &to); break;
    case Inbox::Push::Closed: {
      const bool outer = worker && worker->undelivered;
      if (worker) worker->undelivered = true;
      free_node(node, to.mailbox);
      if (worker) worker->undelivered = outer;
    }
  }
}

Actor::Verdict Actor::heed_exit(SignalNode* node) {
  Object* why = object_of(node->word);
  if (Relation* relation = node->relation) {
    // Unlinked meanwhile: never heard of.
    if (!detach_relation(*this, *relation, side_of(*relation, this))) return Verdict::Drop;
    drop_relation(relation);  // of our list; the node keeps its own
  }
  if (ending) {
    // Told to end it still waits for a blocking call; a kill lets nothing but that call finish.
    if (why == plain_reason(kKilled) && !node->relation) {
      riot::drop(reason, kExitReason);
      reason = why;
      crashed = false;
    }
    return Verdict::Drop;
  }
  if (node->bit == kCrashBit) {
    crashed = true;
    riot::share(why);
    end_with(why);
    return Verdict::Drop;
  }
  // Nobody traps a kill; what a link carries on from a killed process is an ordinary signal.
  const bool kill = why == plain_reason(kKilled) && !node->relation;
  if (!kill) {
    if (traps) return Verdict::Keep;
    if (is_normal(why)) return Verdict::Drop;
  }
  riot::share(why);
  end_with(why);
  return Verdict::Drop;
}

bool Actor::take_in() {
  const std::uintptr_t taken = inbox.take_all();
  Node* list = nullptr;
  Node* const newest = reinterpret_cast<Node*>(taken & ~kInboxBits);
  std::uint32_t count = 0;
  for (Node* node = newest; node; ++count) {
    Node* older = node->next;
    node->next = list;
    list = node;
    node = older;
  }
  if (!(taken & kNudge)) {
    // Messages only. One pass: what has been waiting for long is in no cache.
    if (!newest) return true;
    *last = list;
    last = &newest->next;
    held.store(held.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
    return true;
  }
  while (list) {
    Node* node = list;
    list = node->next;
    node->next = nullptr;
    if (node->kind == NodeKind::Exit && heed_exit(static_cast<SignalNode*>(node)) == Verdict::Drop) {
      free_node(node, mailbox);
      continue;
    }
    *last = node;
    last = &node->next;
    held.store(held.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
  return !ending;
}

void Actor::unlink_node(Node** link) {
  Node* node = *link;
  *link = node->next;
  held.store(held.load(std::memory_order_relaxed) - 1, std::memory_order_relaxed);
  if (last == &node->next) last = link;
  if (cursor == &node->next) cursor = link;
  if (shown == link) shown = nullptr;
  else if (shown == &node->next) shown = link;
}

void Actor::end_with(Object* why) {
  if (ending) {
    riot::drop(why, kExitReason);
    return;
  }
  ending = true;
  reason = why;
}

Extension& Actor::extend() {
  Extension* e = extension.load(std::memory_order_acquire);
  if (e) return *e;
  e = new (allocate(sizeof(Extension))) Extension;
  Extension* expected = nullptr;
  // Others install one as well, when they link to this process. Release: its fields are set.
  if (extension.compare_exchange_strong(expected, e, std::memory_order_acq_rel, std::memory_order_acquire)) return *e;
  release_memory(e, sizeof(Extension));
  return *expected;
}

void Actor::drop_frame() {
  if (frame == &no_frame) return;
  if (frame->tag == 0)
    each_field_reference(frame, step.load(std::memory_order_relaxed)->frame->constructors[0],
                         [](Object* child, const TypeInfo& type) { drop(child, type); });
  release_memory(frame, frame_size);
  frame = &no_frame;
  frame_size.store(0, std::memory_order_relaxed);
}

void Actor::finish() {
  Worker* here = worker;
  if (!ending) end_with(plain_reason(kNormal));
  drop_frame();
  if (!announced) announce_end();
  if (Extension* e = extension.load(std::memory_order_acquire)) {
    if (e->trap) drop(static_cast<Object*>(e->trap), kFunction);
    if (e->last_words) drop(static_cast<Object*>(e->last_words), kFunction);
    if (e->label) drop(static_cast<Object*>(e->label), kString);
    if (e->trace) release_memory(e->trace, sizeof(Trace));
    extension.store(nullptr, std::memory_order_relaxed);
    release_memory(e, sizeof(Extension));
  }
  drop(reason, kExitReason);
  reason = nullptr;
  here->current.store(nullptr, std::memory_order_relaxed);
  table_wait_for_walk();
  riot::drop(static_cast<Object*>(this), kPid);
}

void Actor::announce_end() {
  announced = true;
  runtime().on_end(worker, *this);
  timers_forget();
  if (Extension* e = extension.load(std::memory_order_acquire); e && e->watches_signals) forget_signals(*this);
  // Names are free before anybody hears of the end.
  release_names(*this);
  {
    std::lock_guard guard(lock);
    gone = true;
  }
  const std::uintptr_t taken = inbox.close();
  for (Node* node = reinterpret_cast<Node*>(taken & ~kInboxBits); node;) {
    Node* older = node->next;
    free_node(node, mailbox);
    node = older;
  }
  while (Node* node = first) {
    first = node->next;
    free_node(node, mailbox);
  }
  last = cursor = &first;
  if (indexed) free_index(*this);
  tell_relations(*this);
}

namespace {

struct LastWords : Object {
  Closure* function;
  Object* reason;
  bool crashed;    // not Riot values: the frame's description does not mention them
  bool by_itself;
};
const FieldInfo kLastWordsFields[] = {{nullptr, &kFunction, sizeof(Object), nullptr},
                                      {nullptr, &kExitReason, sizeof(Object) + sizeof(Closure*), nullptr}};
const ConstructorInfo kLastWordsFrame[] = {
    {"last words", kLastWordsFields, 2, true, sizeof(LastWords)},
    {"", nullptr, 0, false, 0},
};
const TypeInfo kLastWordsInfo = {Kind::Data, true, 2, "last words", kLastWordsFrame, nullptr, nullptr};

Next run_last_words(Process& self) {
  Actor& actor = Actor::of(self);
  LastWords& frame = *static_cast<LastWords*>(self.frame);
  Own<Closure> function(frame.function);
  Object* reason = frame.reason;
  const bool crashed = frame.crashed, by_itself = frame.by_itself;
  leave_frame(self);
  // Whatever happens to the reason meanwhile, there is one more reference to it here.
  struct Held {
    Object* reason;
    ~Held() { riot::drop(reason, kExitReason); }
  } held{reason};
  riot::share(reason);
  call_word(self, function.get(), to_word(reason), kExitReason, kUnit);
  if (!actor.ending) {
    actor.crashed = crashed;
    actor.by_itself = by_itself;
    riot::share(reason);
    actor.end_with(reason);
  }
  return Next::Done;
}
const Step kLastWordsStep = {&run_last_words, &kLastWordsInfo, "last words", ""};

}  // namespace

bool Actor::has_last_words() const {
  Extension* e = extension.load(std::memory_order_acquire);
  return e && e->last_words && reason != plain_reason(kKilled);
}

bool Actor::speak_last() {
  Extension* e = extension.load(std::memory_order_acquire);
  if (!e || !e->last_words) return false;
  if (!ending) end_with(plain_reason(kNormal));
  if (reason == plain_reason(kKilled)) return false;
  drop_frame();
  LastWords& words = *enter<LastWords>(*this, kLastWordsStep);
  words.function = e->last_words;
  words.reason = reason;
  words.crashed = crashed;
  words.by_itself = by_itself;
  e->last_words = nullptr;
  reason = nullptr;
  ending = crashed = by_itself = false;
  // Its own end does not end it once more: signals but a kill stay unread.
  traps = true;
  deadline.store(kNoDeadline, std::memory_order_relaxed);
  if (indexed) rewind_indexed(*this);
  cursor = &first;
  shown = nullptr;
  return true;
}

void Actor::timers_forget() { runtime().timers.forget(*this); }

}  // namespace detail

using detail::Actor;
using detail::kNoDeadline;
using detail::Node;
using detail::NodeKind;

bool Process::search_message(Word* message, std::uint64_t wanted) {
  Actor& a = Actor::of(*this);
  if (a.indexed) [[unlikely]] return detail::next_indexed(a, message, wanted);
  unsigned passed = 0;
  for (;;) {
    Node** link = a.cursor;
    while (Node* node = *link) {
      if (node->kind > NodeKind::Mapped) [[unlikely]] {
        a.cursor = link;
        const bool mapped = detail::map_node(a);
        link = a.cursor;
        if (!mapped) continue;
        node = *link;
      }
      if (wanted >> node->bit & 1) {
        a.shown = link;
        a.cursor = &node->next;
        *message = node->word;
        return true;
      }
      link = &node->next;
      if (++passed == detail::kWalkedOver) [[unlikely]] {
        a.cursor = link;
        detail::index_mailbox(a);
        return detail::next_indexed(a, message, wanted);
      }
    }
    a.cursor = link;
    a.shown = nullptr;
    if (a.inbox.empty()) return false;
    if (!a.take_in()) throw Unwind{};
  }
}

void Process::unlink_message() {
  Actor& a = Actor::of(*this);
  Node* node;
  if (a.indexed) [[unlikely]] {
    node = detail::take_indexed(a);
  } else {
    Node** link = a.shown;
    node = *link;
    *link = node->next;
    if (a.last == &node->next) a.last = link;
  }
  a.held.store(a.held.load(std::memory_order_relaxed) - 1, std::memory_order_relaxed);
  if (a.detail != detail::kPlainProcess) [[unlikely]] a.extension.load(std::memory_order_acquire)->pending.fetch_sub(1, std::memory_order_relaxed);
  if (node->kind == NodeKind::Message) [[likely]] {
    release_fixed<sizeof(Node)>(node);
  } else {
    detail::free_mapped(static_cast<detail::SignalNode*>(node));
  }
  a.cursor = &a.first;
  a.shown = nullptr;
  if (a.deadline.load(std::memory_order_relaxed) != kNoDeadline) a.deadline.store(kNoDeadline, std::memory_order_relaxed);
}

bool Process::time_is_up(Int after) {
  Actor& a = Actor::of(*this);
  const std::int64_t deadline = a.deadline.load(std::memory_order_relaxed);
  if (deadline == kNoDeadline) {
    if (after == INT64_MAX || after == detail::kInfinity) return false;
    if (after > 0) {
      a.deadline.store(detail::deadline_in(after), std::memory_order_relaxed);
      return false;
    }
  } else if (detail::now() < deadline) {
    return false;
  }
  a.deadline.store(kNoDeadline, std::memory_order_relaxed);
  if (a.indexed) detail::rewind_indexed(a);
  a.cursor = &a.first;
  a.shown = nullptr;
  return true;
}

void Process::wait_for_message(const char* at) {
  Actor& a = Actor::of(*this);
  if (!a.inbox.empty()) {
    if (!a.take_in()) throw Unwind{};
    return;
  }
  a.at.store(at, std::memory_order_relaxed);
  a.waiting.store(detail::Waiting::Message, std::memory_order_relaxed);
  if (a.deadline.load(std::memory_order_relaxed) != kNoDeadline) detail::runtime().timers.arm(a);
  detail::detach(a, detail::After::ParkForMessage);
  a.waiting.store(detail::Waiting::Not, std::memory_order_relaxed);
  a.attend();
}

}  // namespace riot
