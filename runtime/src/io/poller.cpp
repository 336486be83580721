// SPDX-License-Identifier: MIT
#include "runtime/src/io/poller.h"

#include <sys/epoll.h>

#include <cerrno>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "runtime/src/process/actor.h"
#include "runtime/src/sched/runtime.h"

namespace riot::detail {
namespace {

// A process that waits; lies on its stack. All of it is under the poller's mutex.
struct Waiter {
  Actor* actor;
  std::uint32_t events;
  bool told = false;
  int result = 0;
  Waiter* next = nullptr;
};

struct Poller {
  std::mutex mutex;
  int epoll = -1;
  std::unordered_map<int, Waiter*> waiters;  // by descriptor
};
// Never destroyed: its thread runs until the program has ended.
Poller& poller() {
  static Poller& only = *new Poller;
  return only;
}

constexpr std::uint32_t kFailures = EPOLLERR | EPOLLHUP;

// Under the mutex. Makes epoll look for what the remaining waiters want. 0 or an errno.
int update(Poller& p, int fd, bool is_new) {
  std::uint32_t events = 0;
  for (Waiter* w = p.waiters[fd]; w; w = w->next) events |= w->events;
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  if (events == 0) {
    p.waiters.erase(fd);
    ::epoll_ctl(p.epoll, EPOLL_CTL_DEL, fd, &event);
    return 0;
  }
  if (!is_new && (::epoll_ctl(p.epoll, EPOLL_CTL_MOD, fd, &event) == 0 || errno != ENOENT)) return 0;
  return ::epoll_ctl(p.epoll, EPOLL_CTL_ADD, fd, &event) == 0 ? 0 : errno;
}

// Under the mutex. Tells those that `events` concern; answers how many of them the program waited for.
int tell(Poller& p, int fd, std::uint32_t events, int result) {
  int counted = 0;
  auto found = p.waiters.find(fd);
  if (found == p.waiters.end()) return 0;
  for (Waiter** link = &found->second; Waiter* w = *link;) {
    if (!(events & (w->events | kFailures))) {
      link = &w->next;
      continue;
    }
    *link = w->next;
    w->told = true;
    w->result = result;
    counted += !w->actor->is_library;
    // It cannot see `told`, and go away, before the mutex is free.
    if (w->actor->inbox.nudge()) inject(w->actor);
  }
  update(p, fd, false);
  return counted;
}

// After the processes are in a queue; see "The end" in the README.
void no_longer_outside(int counted) noexcept {
  if (!counted) return;
  runtime().external.fetch_sub(counted, std::memory_order_seq_cst);
  wake_one();
}

void poller_main() {
  Poller& p = poller();
  epoll_event events[64];
  for (;;) {
    const int count = ::epoll_wait(p.epoll, events, 64, -1);
    int counted = 0;
    {
      std::lock_guard lock(p.mutex);
      for (int i = 0; i < count; ++i) counted += tell(p, events[i].data.fd, events[i].events, 0);
    }
    no_longer_outside(counted);
  }
}

void start_poller(Poller& p) {
  p.epoll = ::epoll_create1(EPOLL_CLOEXEC);
  std::thread(poller_main).detach();
}

// Takes a waiter back: its time is up, or its process ends. Nothing happens to one that has been told.
void take_back(Waiter& waiter, int fd) noexcept {
  Poller& p = poller();
  int counted = 0;
  {
    std::lock_guard lock(p.mutex);
    if (waiter.told) return;
    for (Waiter** link = &p.waiters[fd]; *link; link = &(*link)->next) {
      if (*link != &waiter) continue;
      *link = waiter.next;
      counted = !waiter.actor->is_library;
      break;
    }
    update(p, fd, false);
  }
  no_longer_outside(counted);
}

}  // namespace

int wait_for_descriptor(Process& process, int fd, bool write, std::int64_t deadline) {
  Actor& self = Actor::of(process);
  self.attend();
  leave_single_thread();  // the poller nudges
  Poller& p = poller();
  Waiter waiter;
  waiter.actor = &self;
  waiter.events = write ? EPOLLOUT : EPOLLIN | EPOLLRDHUP;
  {
    std::lock_guard lock(p.mutex);
    if (p.epoll < 0) start_poller(p);
    Waiter*& first = p.waiters[fd];
    const bool is_new = !first;
    waiter.next = first;
    first = &waiter;
    if (const int error = update(p, fd, is_new)) {
      first = waiter.next;
      if (!first) p.waiters.erase(fd);
      return error == EPERM ? 0 : error;  // EPERM: a file, always ready
    }
    if (!self.is_library) runtime().external.fetch_add(1, std::memory_order_seq_cst);
  }
  const std::int64_t outer = self.deadline.load(std::memory_order_relaxed);
  for (;;) {
    {
      std::lock_guard lock(p.mutex);
      if (waiter.told) break;
    }
    if (deadline != kNoDeadline && now() >= deadline) {
      take_back(waiter, fd);
      if (!waiter.told) waiter.result = ETIMEDOUT;
      break;
    }
    self.deadline.store(deadline, std::memory_order_relaxed);
    if (deadline != kNoDeadline) runtime().timers.arm(self);
    self.waiting.store(Waiting::Other, std::memory_order_relaxed);
    if (!self.inbox.nudged()) detach(self, After::ParkBlocked);
    self.waiting.store(Waiting::Not, std::memory_order_relaxed);
    if (self.inbox.nudged() && !self.take_in()) {
      take_back(waiter, fd);
      throw Unwind{};
    }
  }
  self.deadline.store(outer, std::memory_order_relaxed);
  return waiter.result;
}

void forget_descriptor(int fd) noexcept {
  Poller& p = poller();
  int counted;
  {
    std::lock_guard lock(p.mutex);
    if (p.epoll < 0) return;
    counted = tell(p, fd, ~0u, EBADF);
  }
  no_longer_outside(counted);
}

void forget_all_waits() noexcept {
  Poller& p = poller();
  std::lock_guard lock(p.mutex);
  epoll_event event{};
  for (const auto& [fd, first] : p.waiters) ::epoll_ctl(p.epoll, EPOLL_CTL_DEL, fd, &event);
  p.waiters.clear();
}

}  // namespace riot::detail
