// SPDX-License-Identifier: MIT
// Processes that wait until a file descriptor can be read or written: sockets, pipes, terminals. One thread, started when first
// needed, sleeps in epoll for all of them. A process waits as in sleep: messages do not wake it, a kill does at once.
#pragma once
#include <cstdint>

#include "riot/process.h"

namespace riot::detail {

// The process itself. Returns 0 when a read (or write) on `fd` will not wait, ETIMEDOUT when the clock has reached
// `deadline` (kNoDeadline: never), EBADF after forget_descriptor, or another errno. Files and such, which are always ready,
// answer 0. Several processes may wait for one descriptor; all of them are told. Throws when the process is to end.
int wait_for_descriptor(Process& self, int fd, bool write, std::int64_t deadline);
// Before `fd` is closed: whoever waits for it is told EBADF. Any thread.
void forget_descriptor(int fd) noexcept;
// When the program is over, before the stacks of processes go: those that wait lie on them. Nobody is told.
void forget_all_waits() noexcept;

}  // namespace riot::detail
