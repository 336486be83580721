// SPDX-License-Identifier: MIT
// Standard output and error. One buffer for the process: lines appear at once on a terminal, otherwise when it is full
// and when somebody flushes it: before the program reads standard input, when it idles, when it ends.
#pragma once
#include <string_view>

namespace riot {
class Process;
}

namespace riot::detail {

// Any thread. 0, or the errno of a failed write; a closed stdout ends the program with status 141.
int write_output(std::string_view text) noexcept;
int flush_output() noexcept;
// Unbuffered; one write for one text, so that lines of several processes do not mix.
int write_error(std::string_view text) noexcept;

// The same for what a process of the program prints. Somebody may take it instead: the test runner, which tells it only of
// tests that fail. `capture_printed` answers whether it has taken the text; null, or set before the workers run.
extern bool (*capture_printed)(Process& self, std::string_view text) noexcept;
int print_output(Process& self, std::string_view text) noexcept;
int print_error(Process& self, std::string_view text) noexcept;

}  // namespace riot::detail
