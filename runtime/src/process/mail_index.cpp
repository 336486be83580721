// SPDX-License-Identifier: MIT
#include "runtime/src/process/mail_index.h"

#include <new>

#include "runtime/src/process/relations.h"

namespace riot::detail {
namespace {

MailIndex& index_of(Actor& actor) { return *actor.extension.load(std::memory_order_acquire)->index; }

void file(MailIndex& x, Node* node) {
  Lane& lane = x.lanes[node->bit];
  node->number(x.next_number++);
  node->next = nullptr;
  *lane.last = node;
  lane.last = &node->next;
  x.filled |= std::uint64_t{1} << node->bit;
}

// Out of its lane; `link` points to it. Cursors that stood behind it stand where it was.
Node* take_out(MailIndex& x, unsigned bit, Node** link) {
  Lane& lane = x.lanes[bit];
  Node* node = *link;
  *link = node->next;
  if (lane.last == &node->next) lane.last = link;
  if (lane.cursor == &node->next) lane.cursor = link;
  if (!lane.first) x.filled &= ~(std::uint64_t{1} << bit);
  return node;
}

// Files what has arrived. Notices become messages first, in order of arrival: that runs Riot code, which may crash.
void file_arrivals(Actor& actor, MailIndex& x) {
  while (Node* node = actor.first) {
    if (node->kind > NodeKind::Mapped) {
      actor.cursor = &actor.first;
      if (!map_node(actor)) continue;
      node = actor.first;
    }
    actor.first = node->next;
    if (!actor.first) actor.last = &actor.first;
    actor.cursor = &actor.first;
    file(x, node);
  }
}

}  // namespace

void index_mailbox(Actor& actor) {
  Extension& e = actor.extend();
  e.index = new (allocate(sizeof(MailIndex))) MailIndex;
  actor.indexed = true;
  actor.shown = nullptr;
  MailIndex& x = *e.index;
  // What the receive has passed already lies before its cursor, and has been mapped.
  Node* next = *actor.cursor;
  while (actor.first != next) {
    Node* node = actor.first;
    actor.first = node->next;
    file(x, node);
  }
  for (Lane& lane : x.lanes) lane.cursor = lane.last;
  x.moved = x.filled;
  actor.cursor = &actor.first;
  if (!actor.first) actor.last = &actor.first;
  file_arrivals(actor, x);
}

bool next_indexed(Actor& actor, Word* message, std::uint64_t wanted) {
  MailIndex& x = index_of(actor);
  for (;;) {
    Node** oldest = nullptr;
    unsigned lane = 0;
    for (std::uint64_t rest = wanted & x.filled; rest; rest &= rest - 1) {
      const unsigned bit = static_cast<unsigned>(__builtin_ctzll(rest));
      Node** link = x.lanes[bit].cursor;
      if (*link && (!oldest || (*link)->number() < (*oldest)->number())) {
        oldest = link;
        lane = bit;
      }
    }
    if (oldest) {
      actor.shown = oldest;
      x.shown = lane;
      x.lanes[lane].cursor = &(*oldest)->next;
      x.moved |= std::uint64_t{1} << lane;
      *message = (*oldest)->word;
      return true;
    }
    actor.shown = nullptr;
    if (!actor.first) {
      if (actor.inbox.empty()) return false;
      if (!actor.take_in()) throw Unwind{};
    }
    file_arrivals(actor, x);
  }
}

void rewind_indexed(Actor& actor) noexcept {
  MailIndex& x = index_of(actor);
  for (std::uint64_t rest = x.moved; rest; rest &= rest - 1) {
    Lane& lane = x.lanes[__builtin_ctzll(rest)];
    lane.cursor = &lane.first;
  }
  x.moved = 0;
}

Node* take_indexed(Actor& actor) noexcept {
  MailIndex& x = index_of(actor);
  Node* node = take_out(x, x.shown, actor.shown);
  rewind_indexed(actor);
  if (x.filled == 0) free_index(actor);
  return node;
}

void remove_indexed(Actor& actor, bool (*matches)(const SignalNode& node, void* context), void* context) {
  MailIndex& x = index_of(actor);
  for (unsigned bit = 0; bit < 64; ++bit)
    for (Node** link = &x.lanes[bit].first; Node* node = *link;) {
      if (node->kind == NodeKind::Message || !matches(*static_cast<SignalNode*>(node), context)) {
        link = &node->next;
        continue;
      }
      take_out(x, bit, link);
      actor.held.store(actor.held.load(std::memory_order_relaxed) - 1, std::memory_order_relaxed);
      free_node(node, actor.mailbox);
    }
}

void free_index(Actor& actor) noexcept {
  Extension& e = *actor.extension.load(std::memory_order_acquire);
  actor.indexed = false;
  for (Lane& lane : e.index->lanes)
    while (Node* node = lane.first) {
      lane.first = node->next;
      free_node(node, actor.mailbox);
    }
  release_memory(e.index, sizeof(MailIndex));
  e.index = nullptr;
}

}  // namespace riot::detail
