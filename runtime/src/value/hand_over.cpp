// SPDX-License-Identifier: MIT
// Values that leave their process.
//
// A message owns one reference to its value. An object whose only reference that is goes over as it is, still private;
// one that has other references is marked as shared, and with it all that it reaches. What is marked already stops the
// walk: all below it is marked too. Passing a large private value from process to process would walk it at every hop,
// so after kTransfers objects the rest is marked as well and found marked the next time.
#include <atomic>

#include "runtime/src/value/hooks.h"
#include "runtime/src/value/layout.h"
#include "runtime/src/value/work_stack.h"

namespace riot {
namespace {

// A walk this long takes a few microseconds, far less than the objects took to build.
constexpr int kTransfers = 1024;

enum class Mode : std::uintptr_t { Transfer, Share, Publish };

struct Reached {
  Object* object;
  const TypeInfo* type;
  Mode mode;
};

// Whether the walk goes on below.
bool mark(Reached& reached, int& transfers) {
  std::atomic_ref<std::int32_t> count(reached.object->count);
  const std::int32_t seen = count.load(std::memory_order_relaxed);
  if (reached.type->kind == Kind::Reply) {
    detail::reply_travels(reached.object, reached.mode == Mode::Transfer);
    return false;
  }
  if (reached.mode == Mode::Publish) {
    if (seen < detail::kSticky) return false;
    switch (reached.type->kind) {
      case Kind::Pid:
      case Kind::Name:
      case Kind::Reply:
      case Kind::Monitor:
      case Kind::Timer:
      case Kind::Foreign:  // counted still: they are more than memory. The constant's own reference keeps them
        if (seen > 0) count.store(-seen, std::memory_order_relaxed);
        return false;
      default: count.store(kImmortal, std::memory_order_relaxed); return true;
    }
  }
  if (seen < 0) return false;
  if (reached.mode == Mode::Transfer && seen == 1 && transfers > 0) {
    --transfers;
    return true;
  }
  reached.mode = Mode::Share;
  // Relaxed: the mailbox that carries the value orders this before whatever the receiver does.
  count.store(-seen, std::memory_order_relaxed);
  return true;
}

void walk(Word value, const TypeInfo& type, Mode mode) noexcept {
  if (!type.has_references || !is_object(detail::object_of(value))) return;
  int transfers = kTransfers;
  detail::WorkStack<Reached> waiting;
  Reached now{detail::object_of(value), &type, mode};
  for (;;) {
    Reached next{nullptr, nullptr, mode};
    if (mark(now, transfers)) {
      detail::each_reference(now.object, *now.type, [&](Object* child, const TypeInfo& child_type) {
        if (next.object) waiting.push(next);
        next = {child, &child_type, now.mode};
      });
    }
    if (!next.object) {
      if (waiting.empty()) return;
      next = waiting.pop();
    }
    now = next;
  }
}

}  // namespace

void hand_over(Word value, const TypeInfo& type) noexcept { walk(value, type, Mode::Transfer); }

void publish(Word value, const TypeInfo& type) noexcept { walk(value, type, Mode::Publish); }

}  // namespace riot
