// SPDX-License-Identifier: MIT
#include "runtime/src/sched/replay.h"

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <vector>

#include "runtime/src/platform/platform.h"
#include "runtime/src/process/actor.h"

namespace riot::detail {

bool replaying = false;

namespace {

// What one look at the clock or one poll, and one turn, take.
constexpr std::int64_t kLook = 50;
constexpr std::int64_t kTurn = 1'000;
// Most polls in a turn. Many turns are far shorter: switches between any two polls are what replay is for.
constexpr std::uint64_t kLongestTurn = 256;

struct Replay {
  SpinLock lock;                  // of `ready`
  std::vector<Actor*> ready[3];   // by priority
  std::atomic<std::uint32_t> count{0};
  std::uint64_t state = 0;        // the rest is the worker's
  std::uint64_t polls_left = 0;
  std::atomic<std::int64_t> clock{0};
};
Replay& replay() {
  static Replay& only = *new Replay;
  return only;
}

}  // namespace

// SplitMix64 (Steele, Lea, Flood 2014).
std::uint64_t replay_draw() noexcept {
  std::uint64_t z = replay().state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

void prepare_replay() {
  const char* text = std::getenv("RIOT_SEED");
  replaying = text && *text;
  if (!replaying) return;
  Replay& r = replay();
  r.state = std::strtoull(text, nullptr, 10);
  r.polls_left = 0;
  r.clock = 1'000'000'000;
  r.count = 0;
  for (auto& list : r.ready) list.clear();
}

void replay_enqueue(Actor* actor) noexcept {
  Replay& r = replay();
  std::lock_guard guard(r.lock);
  r.ready[static_cast<unsigned>(actor->priority)].push_back(actor);
  r.count.fetch_add(1, std::memory_order_seq_cst);
}

std::uint32_t replay_ready() noexcept { return replay().count.load(std::memory_order_relaxed); }

Actor* replay_take() noexcept {
  Replay& r = replay();
  std::lock_guard guard(r.lock);
  // Low ones have their turn now and then.
  const bool low_first = replay_draw() % 16 == 0;
  for (unsigned i = 0; i < 3; ++i) {
    std::vector<Actor*>& list = r.ready[low_first ? 2 - i : i];
    if (list.empty()) continue;
    const std::size_t index = replay_draw() % list.size();
    Actor* actor = list[index];
    list[index] = list.back();
    list.pop_back();
    r.count.fetch_sub(1, std::memory_order_relaxed);
    r.polls_left = replay_draw() % 4 == 0 ? replay_draw() % kLongestTurn : replay_draw() % 8;
    r.clock.fetch_add(kTurn, std::memory_order_relaxed);
    return actor;
  }
  return nullptr;
}

bool replay_turn_over() noexcept {
  Replay& r = replay();
  r.clock.fetch_add(kLook, std::memory_order_relaxed);
  if (r.polls_left == 0) return true;
  --r.polls_left;
  return false;
}

std::int64_t replay_now() noexcept { return replay().clock.fetch_add(kLook, std::memory_order_relaxed); }

bool replay_is_due(std::int64_t deadline) noexcept { return deadline <= replay().clock.load(std::memory_order_relaxed); }

void replay_advance(std::int64_t to) noexcept {
  Replay& r = replay();
  if (r.clock.load(std::memory_order_relaxed) < to) r.clock.store(to, std::memory_order_relaxed);
}

}  // namespace riot::detail
