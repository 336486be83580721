// SPDX-License-Identifier: MIT
// Reference counts off the fast path, and the end of objects.
//
// A shared object with n references has the count -n.
#include <atomic>

#include "riot/single_thread.h"
#include "runtime/src/value/hooks.h"
#include "runtime/src/value/layout.h"
#include "runtime/src/value/work_stack.h"

constinit std::atomic<bool> riot::detail::single_threaded{false};

namespace riot {
namespace {

using detail::kSticky;
using detail::object_size;

std::atomic_ref<std::int32_t> atomic_count(Object* p) { return std::atomic_ref(p->count); }

// One reference fewer; true when that was the last. Any thread that owns the reference.
bool let_go(Object* p) noexcept {
  const std::int32_t seen = atomic_count(p).load(std::memory_order_relaxed);
  if (seen > 1) {
    p->count = seen - 1;
    return false;
  }
  if (seen == 1) return true;
  if (seen < kSticky) return false;
  // The only reference is ours, so nobody else can change the count; the acquire pairs with the releases of those who
  // let go before.
  if (atomic_count(p).load(std::memory_order_acquire) == -1) return true;
  if (detail::one_thread()) {
    p->count = seen + 1;
    return false;
  }
  return atomic_count(p).fetch_add(1, std::memory_order_acq_rel) == -1;
}

struct Dead {
  Object* object;
  const TypeInfo* type;
};

// Frees `object` and all that goes with it. Each round frees one object, follows the last of its references that died
// and keeps the others on the stack, so a long list needs no stack at all.
void destroy(Object* object, const TypeInfo* type) noexcept {
  detail::WorkStack<Dead> waiting;
  for (;;) {
    Dead next{nullptr, nullptr};
    switch (type->kind) {
      case Kind::Pid:
      case Kind::Name:
      case Kind::Reply:
      case Kind::Monitor:
      case Kind::Timer: detail::destroy_process_object(object, type->kind); break;
      case Kind::Foreign: static_cast<Foreign*>(object)->destroy(static_cast<Foreign*>(object)); break;
      default:
        detail::each_reference(object, *type, [&](Object* child, const TypeInfo& child_type) {
          if (!let_go(child)) return;
          if (next.object) waiting.push(next);
          next = {child, &child_type};
        });
        release_memory(object, object_size(object, *type));
    }
    if (!next.object) {
      if (waiting.empty()) return;
      next = waiting.pop();
    }
    object = next.object;
    type = next.type;
  }
}

}  // namespace

void share_slow(Object* p) noexcept {
  const std::int32_t seen = atomic_count(p).load(std::memory_order_relaxed);
  if (seen < kSticky) return;
  if (detail::one_thread()) {
    p->count = seen - 1;
    return;
  }
  atomic_count(p).fetch_sub(1, std::memory_order_relaxed);
}

void drop_slow(Object* p, const TypeInfo& type) noexcept {
  if (!let_go(p)) return;
  const bool is_leaf = detail::has_constructors(type.kind) ? !detail::constructor(p, type).has_references
                       : type.kind == Kind::String || type.kind == Kind::Bytes ? !static_cast<String*>(p)->holder.owner()
                                                                               : false;
  if (is_leaf) {
    release_memory(p, object_size(p, type));
    return;
  }
  destroy(p, &type);
}

}  // namespace riot
