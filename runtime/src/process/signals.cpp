// SPDX-License-Identifier: MIT
#include "runtime/src/process/signals.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <mutex>
#include <thread>
#include <unistd.h>
#include <vector>

#include "runtime/src/process/relations.h"
#include "runtime/src/process/send.h"
#include "runtime/src/sched/runtime.h"

namespace riot::detail {
namespace {

// In the order of system.Signal's constructors.
constexpr int kNumbers[] = {SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH};
constexpr std::uint16_t kSignals = sizeof kNumbers / sizeof kNumbers[0];
// Those that ask a program to end.
constexpr std::uint16_t kEndSignals = 3;

const TypeInfo kSignal = {Kind::Enum, false, kSignals + 1, "Signal", nullptr, nullptr, nullptr};

struct Watch {
  Adapter* to;  // owned: a subscription of the process
  Actor* process;
  std::uint16_t signal;
};

std::atomic<unsigned> arrived{0};  // a bit a signal
int pipe_ends[2];                  // set before the first handler is

std::mutex mutex;
std::vector<Watch> watches;        // under mutex
unsigned handled = 0;              // under mutex: signals whose handler is ours
void (*flush_first)() noexcept = nullptr;  // under mutex

void on_signal(int number) {
  const int error = errno;
  for (std::uint16_t i = 0; i < kSignals; ++i)
    if (kNumbers[i] == number) arrived.fetch_or(1u << i, std::memory_order_relaxed);
  const char byte = 0;
  // Full: the thread has enough to read already.
  [[maybe_unused]] const ssize_t written = ::write(pipe_ends[1], &byte, 1);
  errno = error;
}

// Under mutex. As if nobody had ever handled it.
[[noreturn]] void end_by(int number) {
  if (flush_first) flush_first();
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  ::sigaction(number, &action, nullptr);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, number);
  ::pthread_sigmask(SIG_UNBLOCK, &only, nullptr);
  ::raise(number);
  ::_exit(128 + number);
}

void tell(std::uint16_t signal) {
  std::lock_guard guard(mutex);
  bool is_watched = false;
  for (const Watch& watch : watches) {
    if (watch.signal != signal) continue;
    is_watched = true;
    riot::share(static_cast<Object*>(watch.to));
    SignalNode* node = make_signal(NodeKind::Adapted, to_word(signal), nullptr, watch.to);
    node->bit = 0;
    deliver(nullptr, *watch.process, node, 0);
  }
  if (!is_watched && signal < kEndSignals) end_by(kNumbers[signal]);
}

void read_signals() {
  char bytes[64];
  for (;;) {
    const ssize_t n = ::read(pipe_ends[0], bytes, sizeof bytes);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    const unsigned seen = arrived.exchange(0, std::memory_order_relaxed);
    if (runtime().stopping.load(std::memory_order_relaxed)) continue;
    for (std::uint16_t i = 0; i < kSignals; ++i)
      if (seen >> i & 1) tell(i);
  }
}

// Under mutex.
bool handle(std::uint16_t signal) {
  if (handled >> signal & 1) return true;
  static bool is_reading = false;
  if (!is_reading) {
    if (::pipe2(pipe_ends, O_CLOEXEC) != 0) return false;
    ::fcntl(pipe_ends[1], F_SETFL, O_NONBLOCK);
    // No other signal is to interrupt it, and it ends with the program.
    sigset_t all, before;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread(read_signals).detach();
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    is_reading = true;
  }
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  ::sigaction(kNumbers[signal], &action, nullptr);
  handled |= 1u << signal;
  return true;
}

}  // namespace

bool watch_signal(Actor& self, std::uint16_t signal, Closure* make, const TypeInfo& mailbox) {
  if (signal >= kSignals) {
    riot::drop(static_cast<Object*>(make), kFunction);
    return false;
  }
  Adapter* to = make_adapter(self_pid(self), make, kSignal, mailbox);
  to->in_receiver = true;
  Pid* old = nullptr;
  {
    std::lock_guard guard(mutex);
    if (handle(signal)) {
      for (Watch& watch : watches) {
        if (watch.process != &self || watch.signal != signal) continue;
        old = watch.to;
        watch.to = to;
      }
      if (!old) {
        watches.push_back({to, &self, signal});
        self.extend().watches_signals = true;
        runtime().external.fetch_add(1, std::memory_order_seq_cst);
      }
    }
  }
  if (old) riot::drop(static_cast<Object*>(old), kPid);
  return true;
}

void forget_signals(Actor& self) noexcept {
  std::vector<Adapter*> gone;
  {
    std::lock_guard guard(mutex);
    for (std::size_t i = watches.size(); i-- > 0;) {
      if (watches[i].process != &self) continue;
      gone.push_back(watches[i].to);
      watches.erase(watches.begin() + static_cast<std::ptrdiff_t>(i));
    }
    // A signal that nobody watches any more goes its default way again.
    for (std::uint16_t i = 0; i < kSignals; ++i) {
      bool is_watched = i < kEndSignals && flush_first;
      for (const Watch& watch : watches) is_watched = is_watched || watch.signal == i;
      if (is_watched || !(handled >> i & 1)) continue;
      struct sigaction action = {};
      action.sa_handler = SIG_DFL;
      ::sigaction(kNumbers[i], &action, nullptr);
      handled &= ~(1u << i);
    }
  }
  for (Adapter* to : gone) riot::drop(static_cast<Object*>(to), kPid);
  runtime().external.fetch_sub(static_cast<std::int64_t>(gone.size()), std::memory_order_seq_cst);
}

void flush_before_signals(void (*flush)() noexcept) {
  std::lock_guard guard(mutex);
  flush_first = flush;
  for (std::uint16_t i = 0; i < kEndSignals; ++i) {
    // What was to be ignored (nohup) stays so.
    struct sigaction now;
    if (::sigaction(kNumbers[i], nullptr, &now) == 0 && now.sa_handler == SIG_IGN) continue;
    handle(i);
  }
}

}  // namespace riot::detail
