// SPDX-License-Identifier: MIT
// Doing without locked instructions while there is nobody to lock out.
#pragma once
#include <atomic>

namespace riot::detail {

// True while no thread but the one worker's touches inboxes, answers, or the counts of shared objects: the program has one worker, and
// nothing has called leave_single_thread(). Then no locked instruction is needed on them. Only the worker may read it relaxed.
extern std::atomic<bool> single_threaded;
// The worker, each time before it lets another thread do any of that. What orders its accesses before the other's is what the other
// learns of its task by: a mutex; for the monitor and its timers, the release here and its acquire of the flag.
inline void leave_single_thread() noexcept {
  if (single_threaded.load(std::memory_order_relaxed)) single_threaded.store(false, std::memory_order_release);
}
inline bool one_thread() noexcept { return single_threaded.load(std::memory_order_relaxed); }

// Read-modify-writes of words for which the above holds; `order` counts while there are several threads. The plain reads are for
// ThreadSanitizer: it tells of a thread that writes such a word although it should not exist, where an atomic read would hide it.
template <class T>
const T& plainly(const std::atomic<T>& word) noexcept {
  static_assert(sizeof(std::atomic<T>) == sizeof(T));
  return reinterpret_cast<const T&>(word);
}
// As compare_exchange_strong.
template <class T>
bool replace_word(std::atomic<T>& word, T& seen, T want, std::memory_order order, std::memory_order failed = std::memory_order_relaxed) noexcept {
  if (one_thread()) {
    const T there = plainly(word);
    if (there != seen) {
      seen = there;
      return false;
    }
    word.store(want, std::memory_order_relaxed);
    return true;
  }
  return word.compare_exchange_strong(seen, want, order, failed);
}
template <class T>
T exchange_word(std::atomic<T>& word, T want, std::memory_order order) noexcept {
  if (!one_thread()) return word.exchange(want, order);
  const T seen = plainly(word);
  word.store(want, std::memory_order_relaxed);
  return seen;
}
// One less; answers what was there.
template <class T>
T take_one(std::atomic<T>& word, std::memory_order order) noexcept {
  if (!one_thread()) return word.fetch_sub(1, order);
  const T seen = plainly(word);
  word.store(static_cast<T>(seen - 1), std::memory_order_relaxed);
  return seen;
}
// A store that is seq_cst while there are several threads.
template <class T>
void store_in_order(std::atomic<T>& word, T want) noexcept {
  if (one_thread()) word.store(want, std::memory_order_relaxed);
  else word.store(want, std::memory_order_seq_cst);
}

}  // namespace riot::detail
