// SPDX-License-Identifier: MIT
#include <linux/futex.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "runtime/src/platform/platform.h"

namespace riot::detail {

char* reserve_pages(std::size_t bytes) {
  void* p = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (p == MAP_FAILED) {
    static const char kText[] = "riot: out of memory\n";
    if (write(2, kText, sizeof kText - 1) < 0) {}
    _exit(1);
  }
  return static_cast<char*>(p);
}
void release_pages(char* base, std::size_t bytes) { munmap(base, bytes); }
void discard_pages(char* base, std::size_t bytes) { madvise(base, bytes, MADV_DONTNEED); }
void prefer_big_pages(char* base, std::size_t bytes) { madvise(base, bytes, MADV_HUGEPAGE); }

std::uint64_t physical_memory() {
  return static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

void futex_wait(std::atomic<std::uint32_t>& word, std::uint32_t expected, std::int64_t nanoseconds) {
  timespec limit{};
  timespec* timeout = nullptr;
  if (nanoseconds != kForever) {
    if (nanoseconds <= 0) return;
    limit.tv_sec = nanoseconds / 1'000'000'000;
    limit.tv_nsec = nanoseconds % 1'000'000'000;
    timeout = &limit;
  }
  syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&word), FUTEX_WAIT_PRIVATE, expected, timeout, nullptr, 0);
}
void futex_wake(std::atomic<std::uint32_t>& word, int how_many) {
  syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&word), FUTEX_WAKE_PRIVATE, how_many, nullptr, nullptr, 0);
}

std::int64_t clock_now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1'000'000'000 + t.tv_nsec;
}

unsigned core_count() {
  cpu_set_t set;
  CPU_ZERO(&set);
  // Honours taskset and containers' cpu sets, which the number of processors online does not.
  if (sched_getaffinity(0, sizeof set, &set) == 0) {
    const int count = CPU_COUNT(&set);
    if (count > 0) return static_cast<unsigned>(count);
  }
  return 1;
}

void SpinLock::lock_slowly() {
  // A holder that still runs is through in less time than this takes.
  for (int i = 0; i < 100; ++i) {
    std::uint32_t expected = 0;
    if (word_.load(std::memory_order_relaxed) == 0 &&
        word_.compare_exchange_strong(expected, 1, std::memory_order_acquire, std::memory_order_relaxed))
      return;
    pause_briefly();
  }
  // 2 stays until the unlock that wakes us; whoever takes the lock here leaves it at 2, since others may sleep as well.
  while (word_.exchange(2, std::memory_order_acquire) != 0) futex_wait(word_, 2, kForever);
}

}  // namespace riot::detail
