// SPDX-License-Identifier: MIT
#include "runtime/src/library/input.h"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <poll.h>
#include <unistd.h>

#include "runtime/src/library/outcome.h"

namespace riot::detail {
namespace {

// 0 when there is something to read, or the end.
Int wait_readable(int fd, Int deadline) {
  if (deadline == kBufferedOnly) return kWouldBlock;
  if (deadline == kReadyOnly) {
    pollfd ready{fd, POLLIN, 0};
    return ::poll(&ready, 1, 0) == 0 ? Int{kWouldBlock} : 0;
  }
  if (deadline < 0) return 0;  // read() itself waits
  for (;;) {
    const Int left = std::max<Int>(deadline - monotonic_now(), 0);
    pollfd ready{fd, POLLIN, 0};
    const int n = ::poll(&ready, 1, static_cast<int>(std::min<Int>((left + 999'999) / 1'000'000, 1'000'000)));
    if (n > 0) return 0;
    if (n < 0 && errno != EINTR) return errno;
    if (n == 0 && left == 0) return kTimedOut;
  }
}

}  // namespace

Int monotonic_now() noexcept {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return Int{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

Int Reader::fill(Int deadline) {
  if (start_ > buffer_.size() / 2) {
    buffer_.erase(0, start_);
    start_ = 0;
  }
  for (;;) {
    if (const Int error = wait_readable(fd_, deadline)) return error;
    const std::size_t size = buffer_.size();
    buffer_.resize(size + chunk_);
    const ssize_t n = ::read(fd_, buffer_.data() + size, chunk_);
    const int error = n < 0 ? errno : 0;
    buffer_.resize(size + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    if (n > 0) return 0;
    if (n == 0) return kEof;
    if (error == EAGAIN) {
      pollfd ready{fd_, POLLIN, 0};
      if (deadline == kReadyOnly) return kWouldBlock;
      if (deadline < 0) ::poll(&ready, 1, -1);
      continue;
    }
    if (error != EINTR) return error;
  }
}

void Reader::take(std::string& out, std::size_t size, std::size_t skip) {
  out.assign(buffer_, start_, size);
  start_ += size + skip;
  searched_ = 0;
  if (start_ == buffer_.size()) forget();
}

Int Reader::line(std::string& out, std::size_t max, Int deadline) {
  for (;;) {
    const std::size_t newline = buffer_.find('\n', start_ + searched_);
    if (newline != std::string::npos) {
      std::size_t size = newline - start_;
      const std::size_t carriage_return = size > 0 && buffer_[newline - 1] == '\r';
      if (size - carriage_return > max) return kTooLong;
      take(out, size - carriage_return, 1 + carriage_return);
      return 0;
    }
    searched_ = buffered();
    if (searched_ > max && searched_ - max > 1) return kTooLong;  // the one more may be the "\r" of "\r\n"
    const Int error = fill(deadline);
    if (error == kEof && buffered() > 0) {
      if (buffered() > max) return kTooLong;
      take(out, buffered(), 0);
      return 0;
    }
    if (error) return error;
  }
}

Int Reader::some(std::string& out, std::size_t max, Int deadline) {
  if (max == 0) return EINVAL;
  if (buffered() == 0)
    if (const Int error = fill(deadline)) return error;
  take(out, std::min(max, buffered()), 0);
  return 0;
}

Int Reader::all(std::string& out, Int deadline) {
  Int error;
  while ((error = fill(deadline)) == 0) {}
  if (error != kEof) return error;
  take(out, buffered(), 0);
  return 0;
}

}  // namespace riot::detail
