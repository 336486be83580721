// SPDX-License-Identifier: MIT
#include "runtime/src/sched/worker.h"

#include <exception>
#include <mutex>

#include "runtime/src/api/limits.h"
#include "runtime/src/process/exit_reason.h"
#include "runtime/src/sched/blocking_pool.h"
#include "runtime/src/sched/replay.h"
#include "runtime/src/sched/runtime.h"
#include "runtime/src/value/output.h"

namespace riot::detail {
namespace {

// A process woken through the slot runs before all others; after this many in a row the others have their turn.
constexpr unsigned kSlotRuns = 32;
// Every so many processes a worker looks at what it would otherwise look at only when it is out of work.
constexpr std::uint32_t kLookAround = 64;
// Resting stacks that a worker keeps; beyond, they give their memory back and go to a list for all.
constexpr unsigned kPooledStacks = 32;
// Look around this often, a microsecond each, before sleeping: a wake-up costs twenty.
constexpr int kSearchRounds = 16;

__attribute__((tls_model("initial-exec"))) constinit thread_local Worker* t_worker = nullptr;

struct SparePool {
  SpinLock lock;
  Stack* stacks = nullptr;
};
SparePool spare_stacks;

Stack* take_stack(Worker& worker) {
  if (Stack* stack = worker.pool) {
    worker.pool = stack->below;
    --worker.pool_size;
    return stack;
  }
  {
    std::lock_guard guard(spare_stacks.lock);
    if (Stack* stack = spare_stacks.stacks) {
      spare_stacks.stacks = stack->below;
      return stack;
    }
  }
  return make_stack(&loop_entry);
}

void give_stack(Worker& worker, Stack* stack) {
  if (worker.pool_size < kPooledStacks) {
    stack->below = worker.pool;
    worker.pool = stack;
    ++worker.pool_size;
    return;
  }
  trim(*stack);
  std::lock_guard guard(spare_stacks.lock);
  stack->below = spare_stacks.stacks;
  spare_stacks.stacks = stack;
}

void set_limit(Actor& actor, std::uintptr_t limit) { __atomic_store_n(&actor.stack_limit, limit, __ATOMIC_RELAXED); }
bool poisoned(Actor& actor) { return __atomic_load_n(&actor.stack_limit, __ATOMIC_RELAXED) == kPoison; }

void begin_run(Worker& worker, Actor& actor) {
  actor.worker = &worker;
  worker.current.store(&actor, std::memory_order_relaxed);
  worker.bytes_before = worker.cache.live_bytes.load(std::memory_order_relaxed);
  worker.dispatches.store(worker.dispatches.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

// The turn is over, and the process still ours.
void end_run(Worker& worker, Actor& actor) {
  actor.memory += worker.cache.live_bytes.load(std::memory_order_relaxed) - worker.bytes_before;
}

void crash_with_exception(Actor& actor) {
  // Called inside the handler.
  try {
    throw;
  } catch (const std::exception& e) {
    actor.end_with(make_crash_text(e.what(), ""));
  } catch (...) {
    actor.end_with(make_crash_text("foreign exception", ""));
  }
  actor.crashed = true;
}

// Runs a process that has no stack of its own, until it waits, ends, or has had its turn.
void run_steps(Worker& worker, Actor& actor) {
  actor.stack = worker.stack;
  set_limit(actor, limit_of(*worker.stack));
  begin_run(worker, actor);
again:
  try {
    if (actor.inbox.nudged() && !actor.take_in()) goto end;
    for (;;) {
      const Next next = actor.step.load(std::memory_order_relaxed)->run(actor);
      if (next == Next::Done) break;
      if (next == Next::Park) {
        if (actor.deadline.load(std::memory_order_relaxed) != kNoDeadline) runtime().timers.arm(actor);
        Worker* here = actor.worker;
        end_run(*here, actor);
        if (actor.inbox.park_for_message()) {
          here->current.store(nullptr, std::memory_order_relaxed);
          return;
        }
        here->bytes_before = here->cache.live_bytes.load(std::memory_order_relaxed);
        if (actor.inbox.nudged() && !actor.take_in()) break;
      }
      if (poisoned(actor)) [[unlikely]] {
        Worker* here = actor.worker;
        set_limit(actor, limit_of(*here->stack));
        if (actor.inbox.nudged() && !actor.take_in()) break;
        check_memory(actor);
        if ((!replaying || replay_turn_over()) && others_wait(*here)) {
          end_run(*here, actor);
          here->current.store(nullptr, std::memory_order_relaxed);
          here->tick |= kLookAround - 1;
          enqueue(here, &actor);
          return;
        }
      }
    }
  } catch (const Unwind&) {
  } catch (...) {
    crash_with_exception(actor);
  }
end:
  if (actor.speak_last()) [[unlikely]] goto again;
  actor.finish();
}

// Goes on with a process that kept its stack. Returns when this stack's loop is wanted again.
void resume(Worker& worker, Actor& actor) {
  Stack* mine = worker.stack;
  worker.stack = actor.stack;
  actor.detached.store(false, std::memory_order_relaxed);
  set_limit(actor, limit_of(*actor.stack));
  begin_run(worker, actor);
  Landing landing{After::Pool, nullptr};
  land(switch_stack(*mine, *actor.stack, landing));
}

bool anything_ready() {
  Runtime& rt = runtime();
  if (rt.asked.load(std::memory_order_relaxed)) return true;
  if (replaying) return replay_ready() != 0;
  if (rt.global.size() || rt.overflow.size() || rt.timed.size() || rt.high.size() || rt.low.size()) return true;
  for (unsigned i = 0; i < rt.worker_count; ++i)
    if (rt.workers[i].queue.size()) return true;
  return false;
}

Actor* take_global(Worker& worker) {
  Runtime& rt = runtime();
  Actor* first = rt.global.take();
  if (!first) return nullptr;
  // A share for later, so that the lock is taken less often.
  std::uint32_t share = rt.global.size() / rt.worker_count;
  if (share > RunQueue::kCapacity / 2) share = RunQueue::kCapacity / 2;
  while (share-- > 0) {
    Actor* more = rt.global.take();
    if (!more) break;
    if (!worker.queue.push(more)) {
      rt.global.push(more);
      break;
    }
  }
  return first;
}

// The newest of what some worker had no room for. The caller's queue is empty.
Actor* take_overflow(Worker& worker) {
  const Overflow::Batch batch = runtime().overflow.take_newest();
  Actor* first = batch.first;
  if (!first) return nullptr;
  for (Actor* actor = first; actor != batch.last;) {
    actor = actor->next;
    worker.queue.push(actor);  // room is there: a batch is no more than half of it
  }
  return first;
}

Actor* steal(Worker& thief) {
  Runtime& rt = runtime();
  thief.random = thief.random * 6364136223846793005u + 1442695040888963407u;
  const unsigned start = static_cast<unsigned>(thief.random >> 33) % rt.worker_count;
  Actor* taken[RunQueue::kCapacity / 2];
  for (unsigned i = 0; i < rt.worker_count; ++i) {
    Worker& victim = rt.workers[(start + i) % rt.worker_count];
    if (&victim == &thief) continue;
    // A single process is soon run by its own worker, unless the monitor has found that busy.
    const std::uint32_t least = victim.offered.load(std::memory_order_relaxed) ? 1 : 2;
    if (victim.queue.size() < least) continue;
    const std::uint32_t count = victim.queue.steal(taken, RunQueue::kCapacity / 2, least);
    if (count == 0) continue;
    for (std::uint32_t k = 1; k < count; ++k) thief.queue.push(taken[k]);  // room is there: the queue was empty
    return taken[0];
  }
  return nullptr;
}

// A worker that was woken to look for work, or did so by itself, has found some or gives up. Wakers have relied on it: the last
// one who finds work passes the call on.
void stop_searching(Worker& worker, bool found) {
  Runtime& rt = runtime();
  worker.searching = false;
  // seq_cst: pairs with wake_one(); see README, "Sleeping".
  const bool last = rt.searching.fetch_sub(1, std::memory_order_seq_cst) == 1;
  if (found && last && (worker.queue.size() || rt.global.size() || rt.overflow.size() || rt.timed.size())) wake_one();
}

// Looks for work of others; gives up after a while.
Actor* search(Worker& worker) {
  Runtime& rt = runtime();
  if (rt.worker_count == 1) return nullptr;
  if (!worker.searching) {
    const std::uint32_t active = rt.worker_count - rt.parked.load(std::memory_order_relaxed);
    // More than half of the workers looking around would only get in each other's way.
    if (2 * rt.searching.load(std::memory_order_relaxed) >= active) return steal(worker);
    worker.searching = true;
    rt.searching.fetch_add(1, std::memory_order_seq_cst);
  }
  Actor* found = nullptr;
  for (int round = 0; round < kSearchRounds && !found; ++round) {
    found = steal(worker);
    if (!found) found = take_global(worker);
    if (!found) found = take_overflow(worker);
    if (!found) found = rt.high.take();
    if (!found) found = rt.timed.take();
    if (found || rt.stopping.load(std::memory_order_relaxed)) break;
    for (int i = 0; i < 24; ++i) pause_briefly();
  }
  stop_searching(worker, found != nullptr);
  return found;
}

void remove_idle(Runtime& rt, Worker& worker) {
  std::erase(rt.idle, &worker);
  rt.parked.store(static_cast<std::uint32_t>(rt.idle.size()), std::memory_order_seq_cst);
}

// Sleeps until somebody wakes this worker or, for the last one awake, until the next timer.
void sleep_worker(Worker& worker) {
  Runtime& rt = runtime();
  if (worker.searching) stop_searching(worker, false);
  if (rt.parked.load(std::memory_order_relaxed) + 1 == rt.worker_count) flush_output();
  std::int64_t until = kForever;
  bool quiescent = false;
  {
    std::lock_guard guard(rt.idle_lock);
    worker.parked.store(1, std::memory_order_relaxed);
    rt.idle.push_back(&worker);
    rt.parked.store(static_cast<std::uint32_t>(rt.idle.size()), std::memory_order_seq_cst);
    // Whoever makes work ready either is seen here or sees that we sleep: both sides write, fence, read.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    const bool all_asleep = rt.idle.size() == rt.worker_count;
    if (all_asleep) {
      // External first, then timers, then queues: what leaves one of the former is by then in one of the latter.
      const bool outside = rt.external.load(std::memory_order_seq_cst) != 0;
      until = rt.timers.next_that_counts();
      quiescent = !outside && until == kForever;
    }
    if (anything_ready() || rt.stopping.load(std::memory_order_seq_cst)) {
      remove_idle(rt, worker);
      return;
    }
    if (quiescent) remove_idle(rt, worker);
  }
  if (quiescent) {
    rt.on_quiescent(worker);
    return;
  }
  bool waited = false;
  while (worker.parked.load(std::memory_order_acquire) == 1) {
    // With a clock of our own the wait is over when it has been waited for; then the clock moves.
    const std::int64_t left = until == kForever ? kForever : waited && replaying ? 0 : until - now();
    if (left <= 0) {
      std::lock_guard guard(rt.idle_lock);
      if (worker.parked.load(std::memory_order_relaxed) == 1) {
        remove_idle(rt, worker);
        worker.parked.store(0, std::memory_order_relaxed);
        break;
      }
      continue;
    }
    futex_wait(worker.parked, 1, left);
    waited = true;
  }
  if (rt.monitor_word.load(std::memory_order_seq_cst) == 1 && rt.monitor_word.exchange(0) == 1) futex_wake(rt.monitor_word, 1);
}

void heed_monitor() {
  Runtime& rt = runtime();
  // Acquire: pairs with ask_worker().
  const std::uint32_t asked = rt.asked.exchange(0, std::memory_order_acquire);
  if (asked & Runtime::kKillAll) rt.kill_all();
  if (asked & Runtime::kFireTimers) rt.timers.fire(now());
}

// Under RIOT_SEED. When nothing is ready the clock jumps to the next deadline, after a real wait for what may come from outside.
Actor* find_replayed(Worker& worker) {
  Runtime& rt = runtime();
  for (;;) {
    if (rt.stopping.load(std::memory_order_relaxed)) return nullptr;
    if (rt.asked.load(std::memory_order_relaxed)) [[unlikely]] heed_monitor();
    // Turns take time, too: what is busy does not keep timers from firing.
    if (rt.timers.next() != kForever) rt.timers.fire(now());
    if (Actor* actor = replay_take()) {
      if (!rt.on_turn || rt.on_turn(*actor)) return actor;
      continue;
    }
    const bool outside = rt.external.load(std::memory_order_seq_cst) != 0;
    const std::int64_t next = rt.timers.next_that_counts();
    if (outside || next == kForever) sleep_worker(worker);
    if (next == kForever || replay_ready()) continue;
    replay_advance(next);
    rt.timers.fire(next);
  }
}

Actor* find_actor(Worker& worker) {
  if (replaying) [[unlikely]] return find_replayed(worker);
  Runtime& rt = runtime();
  for (;;) {
    if (rt.stopping.load(std::memory_order_relaxed)) [[unlikely]] return nullptr;
    if (++worker.tick % kLookAround == 0) [[unlikely]] {
      if (rt.timers.next() != kForever) rt.timers.fire(now());
      if (rt.global.size())
        if (Actor* actor = take_global(worker)) return actor;
      // Every other time, so that the worker's own have their turn among what is always busy.
      if (rt.overflow.size() && (worker.looked_past = !worker.looked_past))
        if (Actor* actor = rt.overflow.take_oldest()) return actor;
      // So that Low does not starve for ever.
      if (worker.tick % (16 * kLookAround) == 0 && rt.low.size())
        if (Actor* actor = rt.low.take()) return actor;
    }
    if (rt.asked.load(std::memory_order_relaxed)) [[unlikely]] heed_monitor();
    if (rt.high.size()) [[unlikely]]
      if (Actor* actor = rt.high.take()) return actor;
    if (rt.timed.size()) [[unlikely]]
      if (Actor* actor = rt.timed.take()) return actor;
    if (Actor* actor = worker.slot) {
      worker.slot = nullptr;
      if (++worker.slot_runs < kSlotRuns) return actor;
      enqueue(&worker, actor);
    }
    worker.slot_runs = 0;
    if (Actor* actor = worker.queue.take(rt.worker_count == 1)) return actor;
    if (rt.global.size())
      if (Actor* actor = take_global(worker)) return actor;
    if (rt.overflow.size())
      if (Actor* actor = take_overflow(worker)) return actor;
    if (rt.timers.next() != kForever && rt.timers.fire(now())) continue;
    if (rt.low.size())
      if (Actor* actor = rt.low.take()) return actor;
    if (Actor* actor = search(worker)) return actor;
    sleep_worker(worker);
  }
}

Actor* next_actor(Worker& worker) {
  Actor* actor = find_actor(worker);
  if (worker.searching) [[unlikely]] stop_searching(worker, actor != nullptr);
  return actor;
}

[[noreturn]] void loop() {
  for (;;) {
    Worker& worker = *current_worker();
    Actor* actor = next_actor(worker);
    if (!actor) {
      Landing landing{After::Nothing, nullptr};
      switch_stack(*worker.stack, worker.native, landing);
      __builtin_trap();
    }
    if (actor->detached.load(std::memory_order_relaxed)) resume(worker, *actor);
    else run_steps(worker, *actor);
  }
}

}  // namespace

__attribute__((noinline)) Worker* current_worker() noexcept {
  asm volatile("");  // keeps the address from being remembered across a change of threads
  return t_worker;
}

void SharedQueue::push(Actor* actor) noexcept {
  actor->next = nullptr;
  std::lock_guard guard(lock_);
  if (last_) last_->next = actor;
  else first_ = actor;
  last_ = actor;
  count_.store(count_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}
Actor* SharedQueue::take() noexcept {
  if (size() == 0) return nullptr;
  std::lock_guard guard(lock_);
  Actor* actor = first_;
  if (!actor) return nullptr;
  first_ = actor->next;
  if (!first_) last_ = nullptr;
  count_.store(count_.load(std::memory_order_relaxed) - 1, std::memory_order_relaxed);
  return actor;
}

void SharedQueue::clear() noexcept {
  std::lock_guard guard(lock_);
  first_ = last_ = nullptr;
  count_.store(0, std::memory_order_relaxed);
}

void Overflow::push(Batch batch) noexcept {
  std::lock_guard guard(lock_);
  batches_.push_back(batch);
  count_.store(count_.load(std::memory_order_relaxed) + batch.count, std::memory_order_relaxed);
}
Overflow::Batch Overflow::take_newest() noexcept {
  std::lock_guard guard(lock_);
  if (batches_.empty()) return {};
  const Batch batch = batches_.back();
  batches_.pop_back();
  count_.store(count_.load(std::memory_order_relaxed) - batch.count, std::memory_order_relaxed);
  return batch;
}
Actor* Overflow::take_oldest() noexcept {
  std::lock_guard guard(lock_);
  if (batches_.empty()) return nullptr;
  Batch& batch = batches_.front();
  Actor* actor = batch.first;
  batch.first = actor->next;
  if (--batch.count == 0) batches_.pop_front();
  count_.store(count_.load(std::memory_order_relaxed) - 1, std::memory_order_relaxed);
  return actor;
}

void Overflow::clear() noexcept {
  std::lock_guard guard(lock_);
  batches_.clear();
  count_.store(0, std::memory_order_relaxed);
}

void enqueue(Worker* worker, Actor* actor) noexcept {
  if (replaying) [[unlikely]] return replay_enqueue(actor);
  if (actor->priority != Priority::Normal) [[unlikely]] return inject(actor);
  if (!worker->queue.push(actor)) {
    // Half of the queue goes where everybody finds it.
    Overflow::Batch batch;
    while (batch.count < RunQueue::kCapacity / 2) {
      Actor* older = worker->queue.take(false);
      if (!older) break;
      if (batch.last) batch.last->next = older;
      else batch.first = older;
      batch.last = older;
      ++batch.count;
    }
    if (batch.count) runtime().overflow.push(batch);
    worker->queue.push(actor);  // room is there now, and only the worker itself fills it
  }
  Runtime& rt = runtime();
  if (rt.worker_count > 1 && worker->queue.size() + (worker->slot != nullptr) >= 2) wake_one();
}

void enqueue_woken(Worker* worker, Actor* actor) noexcept {
  if (replaying) [[unlikely]] return replay_enqueue(actor);
  if (!worker->slot && actor->priority == Priority::Normal) {
    worker->slot = actor;
    if (worker->queue.size() && runtime().worker_count > 1) wake_one();
    return;
  }
  enqueue(worker, actor);
}

void inject_timed(Actor* actor) noexcept {
  if (replaying) [[unlikely]] return replay_enqueue(actor);
  Runtime& rt = runtime();
  (actor->priority == Priority::High ? rt.high : rt.timed).push(actor);
}

void inject(Actor* actor) noexcept {
  Runtime& rt = runtime();
  if (replaying) [[unlikely]] {
    replay_enqueue(actor);
    wake_one();
    return;
  }
  switch (actor->priority) {
    case Priority::High: rt.high.push(actor); break;
    case Priority::Normal: rt.global.push(actor); break;
    case Priority::Low: rt.low.push(actor); break;
  }
  wake_one();
}

void land(Landing* landing) noexcept {
  // The landing lies on the stack that was left; once the process there is visible, it may be gone.
  Actor* actor = landing->actor;
  Stack* from = landing->from;
  Worker* worker = current_worker();
  switch (landing->after) {
    case After::Nothing: break;
    case After::ParkForMessage:
      if (!actor->inbox.park_for_message()) enqueue(worker, actor);
      break;
    case After::ParkBlocked:
      if (!actor->inbox.park_blocked()) enqueue(worker, actor);
      break;
    case After::Yield:
      // A whole turn is over: time to look at what waits elsewhere before what waits here.
      worker->tick |= kLookAround - 1;
      enqueue(worker, actor);
      break;
    case After::Abandon: {
      std::uint32_t expected = BlockingJob::kPending;
      // Release: who resumes the process sees its saved context. If it fails, the body has come back already.
      if (!landing->job->state.compare_exchange_strong(expected, BlockingJob::kAbandoned, std::memory_order_acq_rel)) enqueue(worker, actor);
      break;
    }
    case After::Pool: give_stack(*worker, from); break;
  }
}

void detach(Actor& self, After after, BlockingJob* job) {
  Worker& worker = *self.worker;
  Stack* mine = self.stack;
  Stack* to = take_stack(worker);
  self.detached.store(true, std::memory_order_relaxed);
  end_run(worker, self);
  worker.stack = to;
  worker.current.store(nullptr, std::memory_order_relaxed);
  Landing landing{after, &self, job};
  land(switch_stack(*mine, *to, landing));
}

void loop_entry(Landing* landing) {
  land(landing);
  loop();
}

std::int64_t memory_now(const Actor& self) noexcept {
  return self.memory + self.worker->cache.live_bytes.load(std::memory_order_relaxed) - self.worker->bytes_before;
}

bool others_wait(Worker& worker) noexcept {
  Runtime& rt = runtime();
  if (replaying) [[unlikely]]
    return replay_ready() != 0 || replay_is_due(rt.timers.next()) || rt.asked.load(std::memory_order_relaxed) ||
           rt.stopping.load(std::memory_order_relaxed);
  return worker.slot || worker.queue.size() || rt.global.size() || rt.overflow.size() || rt.timed.size() || rt.high.size() || rt.low.size() ||
         rt.asked.load(std::memory_order_relaxed) || rt.stopping.load(std::memory_order_relaxed);
}

void work(Worker& worker) {
  t_worker = &worker;
  use_cache(&worker.cache);
  adopt_native(worker.native);
  worker.stack = take_stack(worker);
  Landing landing{After::Nothing, nullptr};
  switch_stack(worker.native, *worker.stack, landing);
  use_cache(nullptr);
  t_worker = nullptr;
}

// The stacks that lie in `worker` and in the common list are freed with all others.
void forget_stacks() { spare_stacks.stacks = nullptr; }

}  // namespace riot::detail
