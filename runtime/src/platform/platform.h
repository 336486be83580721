// SPDX-License-Identifier: MIT
// What the runtime asks of the operating system: address space, sleeping threads, the time, the number of cores.
// Nothing here knows processes. All functions: any thread.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace riot::detail {

// Address space that costs memory only where it is touched. Ends the program when there is none left.
char* reserve_pages(std::size_t bytes);
void release_pages(char* base, std::size_t bytes);
// The contents are not needed any more; the address space stays.
void discard_pages(char* base, std::size_t bytes);
// Prefer big pages: fewer page faults, at the price of memory that is touched sooner than needed.
void prefer_big_pages(char* base, std::size_t bytes);
std::uint64_t physical_memory();

constexpr std::int64_t kForever = INT64_MAX;

// Sleeps while `word` is `expected`, at most `nanoseconds`. May return early without a reason.
void futex_wait(std::atomic<std::uint32_t>& word, std::uint32_t expected, std::int64_t nanoseconds);
void futex_wake(std::atomic<std::uint32_t>& word, int how_many);

// Nanoseconds since some moment, never going back.
std::int64_t clock_now();
unsigned core_count();
inline void pause_briefly() { __builtin_ia32_pause(); }

// For sections of a few instructions: spins, then sleeps.
class SpinLock {
 public:
  void lock() {
    std::uint32_t expected = 0;
    // Acquire pairs with the release in unlock().
    if (word_.compare_exchange_strong(expected, 1, std::memory_order_acquire, std::memory_order_relaxed)) [[likely]] return;
    lock_slowly();
  }
  void unlock() {
    if (word_.exchange(0, std::memory_order_release) == 2) futex_wake(word_, 1);
  }
  // The same while no other thread uses it. What one of them has locked the other may unlock.
  void lock_alone() { word_.store(1, std::memory_order_relaxed); }
  void unlock_alone() { word_.store(0, std::memory_order_relaxed); }

 private:
  void lock_slowly();
  std::atomic<std::uint32_t> word_{0};  // 0 free, 1 taken, 2 taken and somebody sleeps
};

}  // namespace riot::detail
