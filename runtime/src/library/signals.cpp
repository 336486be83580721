// SPDX-License-Identifier: MIT
// What system.on_signal is built on.
//
// Each listener owns an eventfd. The handler adds one to those of its signal; the listener waits in the poller until there is
// something to read. All that the handler touches are the slots' atomic words and write(), which it may call.
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <mutex>

#include "riot/outside.h"
#include "runtime/src/io/poller.h"
#include "runtime/src/library/outcome.h"
#include "runtime/src/sched/runtime.h"

namespace riot {

using namespace detail;

namespace {

// Listeners at the same time, in the whole program.
constexpr int kListeners = 1024;
constexpr int kSignals = 65;

struct Slot {
  std::atomic<int> signal{0};       // 0: free
  std::atomic<int> descriptor{-1};  // kept for the next listener: a handler may be about to write to it
};
Slot slots[kListeners];
std::mutex mutex;                   // of who listens, not of the handler
int listeners[kSignals];            // by signal, under the mutex
struct sigaction before[kSignals];  // what the signal did, under the mutex

void on_arrival(int number) {
  const int error = errno;
  const std::uint64_t one = 1;
  for (Slot& slot : slots)
    // Acquire pairs with the release in open: the descriptor is the slot's.
    if (slot.signal.load(std::memory_order_acquire) == number) (void)!::write(slot.descriptor.load(std::memory_order_relaxed), &one, sizeof one);
  errno = error;
}

struct Signals : Foreign {
  Slot* slot;
};

void destroy_signals(Foreign* value) noexcept {
  Slot& slot = *static_cast<Signals*>(value)->slot;
  {
    std::lock_guard lock(mutex);
    const int number = slot.signal.load(std::memory_order_relaxed);
    if (--listeners[number] == 0) ::sigaction(number, &before[number], nullptr);
    slot.signal.store(0, std::memory_order_release);
  }
  release_memory(value, sizeof(Signals));
}

}  // namespace

Object* system_open_signal(Process&, Int number) {
  std::lock_guard lock(mutex);
  Slot* free = nullptr;
  for (Slot& slot : slots)
    if (slot.signal.load(std::memory_order_relaxed) == 0) {
      free = &slot;
      break;
    }
  if (!free) return failure(EMFILE);
  if (free->descriptor.load(std::memory_order_relaxed) < 0) {
    const int fd = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (fd < 0) return failure(errno);
    free->descriptor.store(fd, std::memory_order_relaxed);
  }
  std::uint64_t old;
  (void)!::read(free->descriptor.load(std::memory_order_relaxed), &old, sizeof old);  // what came for the last listener
  free->signal.store(static_cast<int>(number), std::memory_order_release);
  if (listeners[number] == 0) {
    struct sigaction action{};
    action.sa_handler = on_arrival;
    action.sa_flags = SA_RESTART;
    sigfillset(&action.sa_mask);
    if (::sigaction(static_cast<int>(number), &action, &before[number]) != 0) {
      const int error = errno;
      free->signal.store(0, std::memory_order_release);
      return failure(error);
    }
  }
  ++listeners[number];
  Signals* signals = static_cast<Signals*>(allocate(sizeof(Signals)));
  signals->count = 1;
  signals->tag = signals->detail = 0;
  static_cast<Foreign*>(signals)->destroy = destroy_signals;
  signals->slot = free;
  return ok(to_word(static_cast<Foreign*>(signals)), kForeign);
}

Int system_next_signal(Process& self, Foreign* signals) {
  const int fd = static_cast<Signals*>(signals)->slot->descriptor.load(std::memory_order_relaxed);
  for (;;) {
    std::uint64_t count;
    if (::read(fd, &count, sizeof count) == sizeof count) return static_cast<Int>(count);
    if (const int error = wait_for_descriptor(self, fd, false, kNoDeadline)) return -error;
  }
}

}  // namespace riot
