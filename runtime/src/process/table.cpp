// SPDX-License-Identifier: MIT
#include "runtime/src/process/table.h"

#include <algorithm>
#include <mutex>

namespace riot::detail {
namespace {
SpinLock walk_lock;
std::atomic<int> walking{0};
}  // namespace

std::vector<Actor*> living_processes() {
  std::vector<Actor*> found;
  std::lock_guard guard(walk_lock);
  walking.store(1, std::memory_order_seq_cst);
  each_process_memory(
      [](void* p, void* context) {
        Actor* actor = static_cast<Actor*>(p);
        if (actor->id.load(std::memory_order_acquire) == 0 || actor->inbox.closed()) return;
        riot::share(static_cast<Object*>(actor));
        static_cast<std::vector<Actor*>*>(context)->push_back(actor);
      },
      &found);
  walking.store(0, std::memory_order_seq_cst);
  std::sort(found.begin(), found.end(), [](Actor* a, Actor* b) {
    return a->id.load(std::memory_order_relaxed) < b->id.load(std::memory_order_relaxed);
  });
  return found;
}

void drop_processes(std::vector<Actor*>& processes) {
  for (Actor* actor : processes) riot::drop(static_cast<Object*>(actor), kPid);
  processes.clear();
}

void table_wait_for_walk() noexcept {
  if (walking.load(std::memory_order_seq_cst) == 0) [[likely]] return;
  walk_lock.lock();
  walk_lock.unlock();
}

}  // namespace riot::detail
