// SPDX-License-Identifier: MIT
// Signals of the operating system as messages of processes.
//
// The signal handler only notes which signal came and writes a byte to a pipe. One thread, started by the first process that wants a
// signal, reads that pipe and puts messages into mailboxes, where nothing is async-signal-unsafe.
#pragma once
#include "riot/process.h"

namespace riot::detail {

class Actor;

// From now on the signal goes to this process, as a message made by `make`, and not its default way. The process itself.
// Consumes `make`. False: nobody may handle that signal.
bool watch_signal(Actor& self, std::uint16_t signal, Closure* make, const TypeInfo& mailbox);
// The process has ended, and had asked for signals.
void forget_signals(Actor& self) noexcept;

// What is to be done before a signal that nobody watches ends the program: SIGHUP, SIGINT and SIGTERM go this way from then on.
// `flush` runs in an ordinary thread.
void flush_before_signals(void (*flush)() noexcept);

}  // namespace riot::detail
