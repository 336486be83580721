// SPDX-License-Identifier: MIT
// A buffered reader of a file descriptor: lines and chunks with limits. What was read and not asked for stays.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "riot/value.h"

namespace riot::detail {

// In the place of a deadline: only what has been read already, or what a read brings at once.
constexpr Int kBufferedOnly = INT64_MIN;
constexpr Int kReadyOnly = INT64_MIN + 1;

class Reader {
 public:
  explicit Reader(int fd, std::size_t chunk = 65536) : fd_(fd), chunk_(chunk) {}

  // These answer 0, an errno, or a code of outcome.h. `deadline` is monotonic nanoseconds; negative waits for ever, except for the
  // two below, which do not wait: kWouldBlock then, and what has come stays.
  // The line without its end; after kTimedOut what has come stays; after kTooLong the line is still to be read.
  Int line(std::string& out, std::size_t max, Int deadline);
  // At least one byte, at most `max`.
  Int some(std::string& out, std::size_t max, Int deadline);
  Int all(std::string& out, Int deadline = -1);

  std::size_t buffered() const { return buffer_.size() - start_; }
  void forget() { buffer_.clear(), start_ = searched_ = 0; }

 private:
  Int fill(Int deadline);
  void take(std::string& out, std::size_t size, std::size_t skip);

  int fd_;
  std::size_t chunk_;
  std::string buffer_;
  std::size_t start_ = 0;     // of what has not been taken yet
  std::size_t searched_ = 0;  // of that, how much is known to hold no newline
};

Int monotonic_now() noexcept;

}  // namespace riot::detail
