// SPDX-License-Identifier: MIT
#include "runtime/src/process/relations.h"

#include <mutex>

#include "runtime/src/process/exit_reason.h"
#include "runtime/src/process/mail_index.h"
#include "runtime/src/process/reply.h"
#include "runtime/src/process/send.h"
#include "runtime/src/sched/runtime.h"

namespace riot::detail {
namespace {

Relation* make_relation(RelationKind kind, Actor* first, Actor* second) {
  Relation* r = static_cast<Relation*>(allocate(sizeof(Relation)));
  r->count = -1;
  r->tag = 0;
  r->detail = 0;
  r->ends[0] = first;
  r->ends[1] = second;
  riot::share(static_cast<Object*>(first));
  riot::share(static_cast<Object*>(second));
  r->hooks[0] = r->hooks[1] = Hook{nullptr, nullptr, r};
  r->kind = kind;
  r->make = nullptr;
  r->waiter = nullptr;
  return r;
}

// Under the actor's lock. The list gets a reference of its own.
void attach(Actor& actor, Relation& relation, int side) {
  Hook*& first = actor.extend().relations;
  Hook& hook = relation.hooks[side];
  hook.next = first;
  hook.link = &first;
  if (first) first->link = &hook.next;
  first = &hook;
  riot::share(static_cast<Object*>(&relation));
}
// Under the actor's lock.
bool detach(Hook& hook) {
  if (!hook.link) return false;
  *hook.link = hook.next;
  if (hook.next) hook.next->link = hook.link;
  hook.link = nullptr;
  return true;
}

// Attaches to the watched end. False: that has ended.
bool attach_if_alive(Actor& actor, Relation& relation, int side) {
  std::lock_guard guard(actor.lock);
  if (actor.gone) return false;
  attach(actor, relation, side);
  return true;
}

void attach_own(Actor& self, Relation& relation, int side) {
  std::lock_guard guard(self.lock);
  attach(self, relation, side);
}

// Both locks are taken in the order of addresses.
class BothLocked {
 public:
  BothLocked(Actor& a, Actor& b) : low_(&a < &b ? a : b), high_(&a < &b ? b : a) {
    low_.lock.lock();
    high_.lock.lock();
  }
  ~BothLocked() {
    high_.lock.unlock();
    low_.lock.unlock();
  }

 private:
  Actor& low_;
  Actor& high_;
};

// Under both locks: the link between the two, found in the shorter of their lists. One that is gone has none: its list, and what
// holds it, are freed without its lock.
Relation* find_link(Actor& self, Actor& other) {
  if (other.gone) return nullptr;
  Extension* mine = self.extension.load(std::memory_order_acquire);
  Extension* theirs = other.extension.load(std::memory_order_acquire);
  if (!mine || !theirs) return nullptr;
  const Hook* a = mine->relations;
  const Hook* b = theirs->relations;
  auto ties = [&](const Hook* hook) {
    const Relation& r = *hook->relation;
    return r.kind == RelationKind::Link && ((r.ends[0] == &self && r.ends[1] == &other) || (r.ends[0] == &other && r.ends[1] == &self));
  };
  for (; a && b; a = a->next, b = b->next) {
    if (ties(a)) return a->relation;
    if (ties(b)) return b->relation;
  }
  return nullptr;
}

// Unread notices that came from a relation which the process has taken back.
template <class Match>
void remove_notices(Actor& self, Match match) {
  Node** link = &self.first;
  while (Node* node = *link) {
    if (node->kind != NodeKind::Message && match(*static_cast<SignalNode*>(node))) {
      self.unlink_node(link);
      free_node(node, self.mailbox);
    } else {
      link = &node->next;
    }
  }
  if (self.indexed) remove_indexed(self, [](const SignalNode& node, void* context) { return (*static_cast<Match*>(context))(node); }, &match);
}

Object* shared_pid(Actor& actor) {
  riot::share(static_cast<Object*>(&actor));
  return &actor;
}

}  // namespace

bool detach_relation(Actor& actor, Relation& relation, int side) noexcept {
  std::lock_guard guard(actor.lock);
  return detach(relation.hooks[side]);
}

void link(Actor& self, Actor& other) {
  if (&self == &other) return;
  Relation* relation = make_relation(RelationKind::Link, &self, &other);
  bool dead = false;
  {
    BothLocked both(self, other);
    dead = other.gone;
    if (dead) {
      // Linked already, and the exit signal on its way: that one tells the reason.
      Extension* e = self.extension.load(std::memory_order_acquire);
      for (Hook* hook = e ? e->relations : nullptr; hook && dead; hook = hook->next)
        dead = hook->relation->kind != RelationKind::Link || (hook->relation->ends[0] != &other && hook->relation->ends[1] != &other);
    } else if (!find_link(self, other)) {
      attach(self, *relation, 0);
      attach(other, *relation, 1);
    }
  }
  drop_relation(relation);
  // As if the link had been made in time: an exit signal, which may be trapped.
  if (!dead) return;
  if (self.traps) {
    deliver(self.worker, self, make_signal(NodeKind::Exit, to_word(plain_reason(kNoProcess)), nullptr, shared_pid(other)), kNudge);
  } else {
    self.end_with(plain_reason(kNoProcess));
    throw Unwind{};
  }
}

void unlink(Actor& self, Actor& other) {
  Relation* relation;
  bool theirs = false;
  {
    BothLocked both(self, other);
    relation = find_link(self, other);
    if (relation) {
      detach(relation->hooks[side_of(*relation, &self)]);
      theirs = detach(relation->hooks[side_of(*relation, &other)]);
    } else if (Extension* e = self.extension.load(std::memory_order_acquire)) {
      // The other side may have ended, and its signal be on the way.
      for (Hook* hook = e->relations; hook && !relation; hook = hook->next) {
        Relation* r = hook->relation;
        if (r->kind == RelationKind::Link && (r->ends[0] == &other || r->ends[1] == &other)) relation = r;
      }
      if (relation) detach(relation->hooks[side_of(*relation, &self)]);
    }
  }
  if (relation) {
    if (theirs) drop_relation(relation);
    drop_relation(relation);
  }
  remove_notices(self, [&](const SignalNode& node) {
    return node.relation && node.relation->kind == RelationKind::Link && (node.relation->ends[0] == &other || node.relation->ends[1] == &other);
  });
}

Relation* monitor(Actor& self, Actor* other, Closure* make) {
  Relation* relation = make_relation(RelationKind::Monitor, &self, other ? other : &self);
  hand_over(to_word(make), kFunction);
  relation->make = make;
  attach_own(self, *relation, 0);
  if (other && attach_if_alive(*other, *relation, 1)) return relation;
  riot::share(static_cast<Object*>(relation));
  deliver(self.worker, self,
          make_signal(NodeKind::Down, to_word(plain_reason(kNoProcess)), relation, shared_pid(other ? *other : self)), 0);
  return relation;
}

void demonitor(Actor& self, Relation& relation) {
  if (relation.ends[0] != &self) return;  // somebody else's: only its owner can have messages of it
  if (detach_relation(self, relation, 0)) drop_relation(&relation);
  if (detach_relation(*relation.ends[1], relation, 1)) drop_relation(&relation);
  remove_notices(self, [&](const SignalNode& node) { return node.relation == &relation; });
}

void close_subscription(Actor& self, Adapter& subscription) {
  self.attend();
  if (!self.inbox.empty()) self.take_in();
  for (Node* node = self.first; node; node = node->next)
    if (node->kind == NodeKind::Adapted && static_cast<SignalNode*>(node)->from == &subscription) node->bit |= kInTimeBit;
  subscription.closed.store(true, std::memory_order_relaxed);
}

void own(Actor& self, Actor& child) {
  Relation* relation = make_relation(RelationKind::Owner, &child, &self);
  if (attach_if_alive(child, *relation, 0)) attach_own(self, *relation, 1);
  drop_relation(relation);
}

void disown(Actor& self) {
  Relation* owner = nullptr;
  {
    std::lock_guard guard(self.lock);
    Extension* e = self.extension.load(std::memory_order_acquire);
    for (Hook* hook = e ? e->relations : nullptr; hook && !owner; hook = hook->next)
      if (hook->relation->kind == RelationKind::Owner && hook->relation->ends[0] == &self) owner = hook->relation;
    if (!owner) return;
    detach(owner->hooks[0]);
  }
  // The owner may be ending: then its list's reference goes with that.
  if (detach_relation(*owner->ends[1], *owner, 1)) drop_relation(owner);
  drop_relation(owner);
}

Relation* watch_end(Actor& other, Reply* waiter) {
  Relation* relation = make_relation(RelationKind::Waiter, &other, &other);
  relation->waiter = waiter;
  if (attach_if_alive(other, *relation, 1)) return relation;
  drop_relation(relation);
  return nullptr;
}
void unwatch_end(Relation* relation) noexcept {
  if (detach_relation(*relation->ends[1], *relation, 1)) drop_relation(relation);
  drop_relation(relation);
}

void send_exit(Actor& self, Actor& to, Object* reason) {
  deliver(self.worker, to, make_signal(NodeKind::Exit, to_word(reason), nullptr, shared_pid(self)), kNudge);
}

void tell_relations(Actor& self) noexcept {
  Hook* list = nullptr;
  {
    std::lock_guard guard(self.lock);
    Extension* e = self.extension.load(std::memory_order_acquire);
    if (!e) return;
    list = e->relations;
    e->relations = nullptr;
    for (Hook* hook = list; hook; hook = hook->next) hook->link = nullptr;
  }
  // Oldest first: new ones are put at the head.
  Hook* ordered = nullptr;
  while (list) {
    Hook* next = list->next;
    list->next = ordered;
    ordered = list;
    list = next;
  }
  for (Hook* hook = ordered; hook;) {
    Hook* next = hook->next;
    Relation* relation = hook->relation;
    const int side = static_cast<int>(hook - relation->hooks);
    Actor& other = *relation->ends[1 - side];
    riot::share(self.reason);
    switch (relation->kind) {
      case RelationKind::Link:
        deliver(self.worker, other, make_signal(NodeKind::Exit, to_word(self.reason), relation, shared_pid(self)), kNudge);
        break;
      case RelationKind::Monitor:
        if (side == 1) {
          deliver(self.worker, other, make_signal(NodeKind::Down, to_word(self.reason), relation, shared_pid(self)), 0);
          break;
        }
        // The watcher ends: nobody is to be told.
        riot::drop(self.reason, kExitReason);
        if (detach_relation(other, *relation, 1)) drop_relation(relation);
        drop_relation(relation);
        break;
      case RelationKind::Owner:
        riot::drop(self.reason, kExitReason);
        if (side == 1) {
          if (detach_relation(other, *relation, 0)) drop_relation(relation);
          deliver(self.worker, other, make_signal(NodeKind::Exit, to_word(plain_reason(kShutdown)), nullptr, shared_pid(self)), kNudge);
        } else if (detach_relation(other, *relation, 1)) {
          drop_relation(relation);
        }
        drop_relation(relation);
        break;
      case RelationKind::Waiter: {
        Reply* waiter = relation->waiter;
        relation->waiter = nullptr;
        if (waiter) answer_with_reason(waiter, self.reason);
        else riot::drop(self.reason, kExitReason);
        drop_relation(relation);
        break;
      }
    }
    hook = next;
  }
}

void destroy_relation(Relation* relation) noexcept {
  riot::drop(static_cast<Object*>(relation->ends[0]), kPid);
  riot::drop(static_cast<Object*>(relation->ends[1]), kPid);
  if (relation->make) riot::drop(static_cast<Object*>(relation->make), kFunction);
  if (relation->waiter) riot::drop(static_cast<Object*>(relation->waiter), kReply);
  release_memory(relation, sizeof(Relation));
}

bool map_node(Actor& self) {
  SignalNode* node = static_cast<SignalNode*>(*self.cursor);
  const NodeKind kind = node->kind;
  Closure* make = nullptr;
  if (kind == NodeKind::Down) {
    // Taken back meanwhile?
    if (detach_relation(self, *node->relation, 0)) {
      drop_relation(node->relation);
      make = node->relation->make;
    }
  } else if (kind == NodeKind::Exit && self.traps) {
    make = self.extension.load(std::memory_order_acquire)->trap;
  }
  // While the function runs, the node is out of the list and ours alone; if it throws, what is left goes with this frame.
  struct Held {
    Actor& self;
    SignalNode* node;
    ~Held() {
      if (node) free_node(node, self.mailbox);
    }
  };
  self.unlink_node(self.cursor);
  Held held{self, node};
  Word word;
  if (kind == NodeKind::Adapted) {
    const Word value = node->word;
    const bool error = node->bit & kErrorBit;
    Own<Pid> adapter(static_cast<Pid*>(node->from));
    Adapter& a = *static_cast<Adapter*>(adapter.get());
    const bool too_late = a.in_receiver && a.closed.load(std::memory_order_relaxed) && !(node->bit & kInTimeBit);
    held.node = nullptr;
    release_memory(node, sizeof(SignalNode));
    if (too_late) {
      if (a.from_type->has_references) riot::drop(reinterpret_cast<Object*>(value), *a.from_type);
      return false;
    }
    word = adapt_word(self, a, value, error);
    node = make_signal(NodeKind::Mapped, word, nullptr, nullptr);
  } else {
    if (!make) return false;
    Object* notice = make_notice(static_cast<Pid*>(node->from), reinterpret_cast<Object*>(node->word));
    node->from = nullptr;
    node->word = to_word(plain_reason(kNormal));
    riot::share(static_cast<Object*>(make));
    Own<Closure> function(make);
    word = call_word(self, function.get(), to_word(notice), kDown, *self.mailbox);
    held.node = nullptr;
    node->kind = NodeKind::Mapped;
    node->word = word;
  }
  node->bit = bit_of(word, *self.mailbox);
  // Back to where it was, which the cursor still says.
  Node** link = self.cursor;
  node->next = *link;
  *link = node;
  self.held.store(self.held.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  if (self.last == link) self.last = &node->next;
  return true;
}

void free_mapped(SignalNode* node) noexcept {
  if (node->relation) drop_relation(node->relation);
  release_memory(node, sizeof(SignalNode));
}

}  // namespace riot::detail
