// SPDX-License-Identifier: MIT
// What the operating system tells the program: SIGHUP, SIGINT and SIGTERM end it in an orderly way, SIGQUIT prints where all
// processes are, and a process may have signals as messages instead.
//
// A handler only notes which signal came and wakes the monitor, which does the rest.
#pragma once
#include "riot/process.h"

namespace riot::detail {

class Actor;

// From now on the signal goes to this process, as a message made by `make`, and not its default way. The process itself.
// Consumes `make`. False: nobody may handle that signal.
bool watch_signal(Actor& self, std::uint16_t signal, Closure* make, const TypeInfo& mailbox);
// The process has ended, and had asked for signals.
void forget_signals(Actor& self) noexcept;

// What else is to be done before a signal that nobody watches ends the program. `flush` runs in an ordinary thread.
void flush_before_signals(void (*flush)() noexcept);

// ---- the program and its monitor ----

// From the beginning to the end of the program's life. What was ignored when it began stays ignored.
void install_signals();
void restore_signals();
bool signals_pending() noexcept;
// Does what the signals that have come ask for. `end` ends the program with a status.
void heed_signals(void (*end)(int status) noexcept);
// The program is over: if a signal ended it, it ends itself by the same one, so that its parent sees the truth.
void end_by_signal() noexcept;
// Whether SIGQUIT wants the processes printed at the end.
bool wants_processes() noexcept;

}  // namespace riot::detail
