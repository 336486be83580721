// SPDX-License-Identifier: MIT
#include "runtime/src/value/output.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>
#include <poll.h>
#include <unistd.h>

namespace riot::detail {
namespace {

// The largest pipe buffer by default: a full one goes out in one write.
constexpr std::size_t kCapacity = 65536;
// What a shell reports for a program that SIGPIPE ended: 128 + 13.
constexpr int kBrokenPipe = 141;

int write_all(int fd, const char* data, std::size_t size) noexcept {
  while (size) {
    const ssize_t n = ::write(fd, data, size);
    if (n >= 0) {
      data += n;
      size -= static_cast<std::size_t>(n);
      continue;
    }
    const int error = errno;
    if (error == EINTR) continue;
    if (error == EAGAIN) {
      // Somebody made the terminal or pipe non-blocking; wait until it takes more.
      pollfd ready{fd, POLLOUT, 0};
      ::poll(&ready, 1, -1);
      continue;
    }
    if (error == EPIPE && fd == STDOUT_FILENO) ::_exit(kBrokenPipe);
    return error;
  }
  return 0;
}

// Guarded by `mutex`; held across the write, so that output keeps its order.
struct Buffer {
  std::mutex mutex;
  char data[kCapacity];
  std::size_t size = 0;
  bool started = false;
  bool line_by_line = false;

  void start() {
    if (started) return;
    started = true;
    line_by_line = ::isatty(STDOUT_FILENO);
    std::signal(SIGPIPE, SIG_IGN);  // a broken pipe is an errno of the write that met it
  }
  int flush() {
    const int error = write_all(STDOUT_FILENO, data, size);
    size = 0;
    return error;
  }
};

// Never destroyed: workers may still print while the program ends.
Buffer& buffer() {
  static Buffer& only = *new Buffer;
  return only;
}

}  // namespace

int write_output(std::string_view text) noexcept {
  Buffer& out = buffer();
  std::lock_guard lock(out.mutex);
  out.start();
  int error = 0;
  if (text.size() > kCapacity - out.size) error = out.flush();
  if (text.size() > kCapacity) return error ? error : write_all(STDOUT_FILENO, text.data(), text.size());
  std::memcpy(out.data + out.size, text.data(), text.size());
  out.size += text.size();
  if (out.line_by_line && text.find('\n') != std::string_view::npos) error = out.flush();
  return error;
}

int flush_output() noexcept {
  Buffer& out = buffer();
  std::lock_guard lock(out.mutex);
  return out.size ? out.flush() : 0;
}

bool (*capture_printed)(Process&, std::string_view) noexcept = nullptr;

int print_output(Process& self, std::string_view text) noexcept {
  return capture_printed && capture_printed(self, text) ? 0 : write_output(text);
}

int print_error(Process& self, std::string_view text) noexcept {
  return capture_printed && capture_printed(self, text) ? 0 : write_error(text);
}

int write_error(std::string_view text) noexcept { return write_all(STDERR_FILENO, text.data(), text.size()); }

}  // namespace riot::detail
