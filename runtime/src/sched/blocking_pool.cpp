// SPDX-License-Identifier: MIT
#include "runtime/src/sched/blocking_pool.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "riot/process.h"
#include "runtime/src/process/actor.h"
#include "runtime/src/sched/replay.h"
#include "runtime/src/sched/runtime.h"

namespace riot {
namespace detail {
namespace {

// More jobs than this wait for their turn. Far more than disks can serve at once, and few enough to start.
constexpr unsigned kMostThreads = 256;
// By the wall clock: a jump of it ends a thread too early or too late, no more. ThreadSanitizer knows this wait.
constexpr auto kIdleTime = std::chrono::seconds(5);

struct Pool {
  std::mutex mutex;  // of all below
  std::condition_variable work;
  BlockingJob* first = nullptr;
  BlockingJob* last = nullptr;
  unsigned waiting = 0;  // jobs in the list
  unsigned idle = 0;     // threads that wait for a job
  unsigned threads = 0;
  unsigned busy = 0;     // threads inside a body
};
// Never destroyed: a body may still be under way when the program ends.
Pool& pool() {
  static Pool& only = *new Pool;
  return only;
}

void run_job(BlockingJob& job) {
  Actor* actor = job.actor;
  try {
    job.body(job.context);
  } catch (...) {
    job.thrown = std::current_exception();
  }
  // From here on the job is the process's, which may go on at once. Its memory stays a process's, so a late nudge is harmless.
  if (job.state.exchange(BlockingJob::kDone, std::memory_order_acq_rel) == BlockingJob::kAbandoned) inject(actor);
  else if (actor->inbox.nudge()) inject(actor);
}

void thread_main() {
  Pool& p = pool();
  std::unique_lock lock(p.mutex);
  for (;;) {
    while (!p.first) {
      ++p.idle;
      const bool called = p.work.wait_until(lock, std::chrono::system_clock::now() + kIdleTime) == std::cv_status::no_timeout;
      --p.idle;
      if (!called && !p.first) {
        --p.threads;
        return;
      }
    }
    BlockingJob& job = *p.first;
    p.first = job.next;
    if (!p.first) p.last = nullptr;
    --p.waiting;
    ++p.busy;
    lock.unlock();
    run_job(job);
    // The process is in a queue by now: see "The end" in the README. The last worker may have run it to its end and fallen
    // asleep believing that something was under way outside.
    runtime().external.fetch_sub(1, std::memory_order_seq_cst);
    wake_one();
    lock.lock();
    --p.busy;
  }
}

}  // namespace

void submit(BlockingJob& job) {
  leave_single_thread();  // the body drops values, its end nudges
  Pool& p = pool();
  bool start;
  {
    std::lock_guard lock(p.mutex);
    job.next = nullptr;
    if (p.last) p.last->next = &job;
    else p.first = &job;
    p.last = &job;
    start = ++p.waiting > p.idle && p.threads < kMostThreads;
    if (start) ++p.threads;
  }
  if (start) {
    std::thread(thread_main).detach();
  } else {
    p.work.notify_one();
  }
}

bool pool_is_idle() noexcept {
  Pool& p = pool();
  std::lock_guard lock(p.mutex);
  return p.busy == 0 && p.waiting == 0;
}

// A kill takes effect at once for everybody else: names, links, monitors. Only the stack, which the body uses, stays until the body
// has come back. Who has last words ends only then: they run on that stack.
void run_blocking(Process& process, void (*body)(void*), void* context) {
  Actor& self = Actor::of(process);
  self.attend();
  if (replaying) return body(context);
  BlockingJob job;
  job.body = body;
  job.context = context;
  job.actor = &self;
  const std::int64_t outer = self.deadline.load(std::memory_order_relaxed);
  self.deadline.store(kNoDeadline, std::memory_order_relaxed);
  runtime().external.fetch_add(1, std::memory_order_seq_cst);
  submit(job);
  bool ends = false;
  while (job.state.load(std::memory_order_acquire) != BlockingJob::kDone) {
    if (self.announced) {
      // Nothing reaches a closed inbox; the pool itself puts us into a queue.
      detach(self, After::Abandon, &job);
      continue;
    }
    self.waiting.store(Waiting::Other, std::memory_order_relaxed);
    if (!self.inbox.nudged()) detach(self, After::ParkBlocked);
    self.waiting.store(Waiting::Not, std::memory_order_relaxed);
    if (self.inbox.nudged() && !self.take_in()) {
      ends = true;
      if (!self.has_last_words()) self.announce_end();
    }
  }
  self.deadline.store(outer, std::memory_order_relaxed);
  if (ends) throw Unwind{};
  // The nudge of the pool, and what has come with it.
  self.attend();
  if (job.thrown) std::rethrow_exception(job.thrown);
}

}  // namespace detail
}  // namespace riot
