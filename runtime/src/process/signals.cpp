// SPDX-License-Identifier: MIT
#include "runtime/src/process/signals.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <mutex>
#include <vector>

#include "runtime/src/process/relations.h"
#include "runtime/src/process/send.h"
#include "runtime/src/sched/runtime.h"

namespace riot::detail {
namespace {

// In the order of system.Signal's constructors. The first ones ask a program to end.
constexpr int kNumbers[] = {SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH};
constexpr std::uint16_t kSignals = sizeof kNumbers / sizeof kNumbers[0];
constexpr std::uint16_t kEndSignals = 3;
constexpr std::uint16_t kQuit = 3;

const TypeInfo kSignal = {Kind::Enum, false, kSignals + 1, "Signal", nullptr, nullptr, nullptr};

struct Watch {
  Adapter* to;  // owned: a subscription of the process
  Actor* process;
  std::uint16_t signal;
};

std::atomic<std::uint32_t> arrived{0};  // a bit a signal
std::atomic<int> ended_by{0};
std::atomic<bool> wants_list{false};

std::mutex mutex;  // of all below
std::vector<Watch> watches;
unsigned handled = 0;  // signals whose handler is ours
struct sigaction before[kSignals];
void (*flush_first)() noexcept = nullptr;

// On any thread, perhaps in the middle of Riot code, on a process's stack: atomics and a futex only.
void on_signal(int number) {
  const int error = errno;
  for (std::uint16_t i = 0; i < kSignals; ++i)
    if (kNumbers[i] == number) arrived.fetch_or(1u << i, std::memory_order_seq_cst);
  Runtime& rt = runtime();
  std::uint32_t asleep = 1;
  rt.monitor_word.compare_exchange_strong(asleep, 0, std::memory_order_seq_cst);
  futex_wake(rt.monitor_word, 1);
  errno = error;
}

// Under the mutex.
void handle(std::uint16_t signal) {
  if (handled >> signal & 1) return;
  struct sigaction action = {};
  action.sa_handler = &on_signal;
  action.sa_flags = SA_RESTART;
  sigfillset(&action.sa_mask);
  if (::sigaction(kNumbers[signal], &action, &before[signal]) == 0) handled |= 1u << signal;
}
// Under the mutex. Its default way again.
void let_be(std::uint16_t signal) {
  if (!(handled >> signal & 1)) return;
  ::sigaction(kNumbers[signal], &before[signal], nullptr);
  handled &= ~(1u << signal);
}

// Whether somebody takes it as a message.
bool tell(std::uint16_t signal) {
  std::lock_guard guard(mutex);
  bool is_watched = false;
  for (const Watch& watch : watches) {
    if (watch.signal != signal) continue;
    is_watched = true;
    riot::share(static_cast<Object*>(watch.to));
    deliver(nullptr, *watch.process, make_signal(NodeKind::Adapted, to_word(signal), nullptr, watch.to), 0);
  }
  return is_watched;
}

}  // namespace

bool watch_signal(Actor& self, std::uint16_t signal, Closure* make, const TypeInfo& mailbox) {
  if (signal >= kSignals) {
    riot::drop(static_cast<Object*>(make), kFunction);
    return false;
  }
  leave_single_thread();  // the monitor sends
  Adapter* to = make_adapter(self_pid(self), make, kSignal, mailbox);
  to->in_receiver = true;
  Pid* old = nullptr;
  {
    std::lock_guard guard(mutex);
    handle(signal);
    for (Watch& watch : watches) {
      if (watch.process != &self || watch.signal != signal) continue;
      old = watch.to;
      watch.to = to;
    }
    if (!old) {
      watches.push_back({to, &self, signal});
      self.extend().watches_signals = true;
      // It may wake the process at any time.
      runtime().external.fetch_add(1, std::memory_order_seq_cst);
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
    for (std::uint16_t i = kQuit + 1; i < kSignals; ++i) {
      bool is_watched = false;
      for (const Watch& watch : watches) is_watched = is_watched || watch.signal == i;
      if (!is_watched) let_be(i);
    }
  }
  for (Adapter* to : gone) riot::drop(static_cast<Object*>(to), kPid);
  runtime().external.fetch_sub(static_cast<std::int64_t>(gone.size()), std::memory_order_seq_cst);
}

void flush_before_signals(void (*flush)() noexcept) {
  std::lock_guard guard(mutex);
  flush_first = flush;
}

void install_signals() {
  runtime();  // a handler must not be the first to ask for it
  arrived = 0;
  ended_by = 0;
  wants_list = false;
  std::lock_guard guard(mutex);
  for (std::uint16_t i = 0; i <= kQuit; ++i) {
    struct sigaction now;
    if (::sigaction(kNumbers[i], nullptr, &now) == 0 && now.sa_handler != SIG_IGN) handle(i);
  }
}

void restore_signals() {
  std::lock_guard guard(mutex);
  for (std::uint16_t i = 0; i < kSignals; ++i) let_be(i);
}

bool signals_pending() noexcept { return arrived.load(std::memory_order_relaxed) != 0; }
bool wants_processes() noexcept { return wants_list.load(); }

void heed_signals(void (*end)(int status) noexcept) {
  const std::uint32_t come = arrived.exchange(0, std::memory_order_acq_rel);
  for (std::uint16_t i = 0; i < kSignals; ++i) {
    if (!(come >> i & 1) || tell(i) || i > kQuit) continue;
    if (i == kQuit) {
      wants_list = true;
      end(2);
      continue;
    }
    ended_by = kNumbers[i];
    void (*flush)() noexcept;
    {
      std::lock_guard guard(mutex);
      flush = flush_first;
    }
    if (flush) flush();
    end(128 + kNumbers[i]);
  }
}

void end_by_signal() noexcept {
  const int number = ended_by.load();
  if (!number) return;
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  ::sigaction(number, &action, nullptr);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, number);
  ::pthread_sigmask(SIG_UNBLOCK, &only, nullptr);
  ::raise(number);
}

}  // namespace riot::detail
