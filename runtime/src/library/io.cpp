// SPDX-License-Identifier: MIT
// What io.riot is built on.
#include <cstring>
#include <mutex>
#include <unistd.h>

#include "riot/library.h"
#include "runtime/src/io/poller.h"
#include "runtime/src/library/input.h"
#include "runtime/src/library/outcome.h"
#include "runtime/src/library/unicode.h"
#include "runtime/src/sched/runtime.h"
#include "runtime/src/value/output.h"
#include "runtime/src/value/strings.h"

namespace riot {

using namespace detail;

namespace {

// All readers share one buffer. The mutex is held while something is taken out of it, never while a process waits.
struct Input {
  std::mutex mutex;
  Reader reader{STDIN_FILENO};
};
Input& input() {
  static Input& only = *new Input;
  return only;
}

template <class Read>
Int read_input(Process& self, std::int64_t deadline, Read&& read) {
  Input& in = input();
  for (;;) {
    {
      std::lock_guard lock(in.mutex);
      const Int error = read(in.reader);
      if (error != kWouldBlock) return error;
    }
    flush_output();  // a prompt must be seen before its answer is awaited
    const int error = wait_for_descriptor(self, STDIN_FILENO, false, deadline);
    if (error) return error == ETIMEDOUT ? Int{kTimedOut} : Int{error};
  }
}

std::size_t limit(Int max) { return static_cast<std::size_t>(std::max<Int>(max, 0)); }

Object* text_outcome(Int error, const std::string& text) {
  if (error) return failure(error);
  return is_utf8(text) ? success(new_string(text)) : failure(kInvalidUtf8);
}

}  // namespace

Object* io_read_line(Process& self, Int timeout, Int max) {
  std::string line;
  const Int error = read_input(self, deadline_in(timeout), [&](Reader& in) { return in.line(line, limit(max), kReadyOnly); });
  return text_outcome(error, line);
}

Object* io_read_chunk(Process& self, Int max, Int timeout) {
  std::string data;
  const Int error = read_input(self, deadline_in(timeout), [&](Reader& in) { return in.some(data, limit(max), kReadyOnly); });
  return error ? failure(error) : success(new_bytes(data));
}

Object* io_read_all(Process& self) {
  std::string text;
  const Int error = read_input(self, kNoDeadline, [&](Reader& in) { return in.all(text, kReadyOnly); });
  return text_outcome(error, text);
}

Object* io_read_all_bytes(Process& self) {
  std::string data;
  const Int error = read_input(self, kNoDeadline, [&](Reader& in) { return in.all(data, kReadyOnly); });
  return error ? failure(error) : success(new_bytes(data));
}

Object* io_write(Process& self, String* text) { return outcome(print_output(self, view(text))); }
Object* io_write_bytes(Process& self, Bytes* data) { return outcome(print_output(self, view(data))); }
Object* io_write_error(Process& self, String* text) { return outcome(print_error(self, view(text))); }

Unit io_flush(Process&) {
  flush_output();
  return {};
}

Bool io_is_terminal(Process&, Int fd) { return ::isatty(static_cast<int>(fd)); }

String* io_error_text(Process&, Int code) {
  char text[256];
  return new_string(strerror_r(static_cast<int>(code), text, sizeof text));
}

}  // namespace riot
