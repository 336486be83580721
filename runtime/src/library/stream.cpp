// SPDX-License-Identifier: MIT
#include "runtime/src/library/stream.h"

#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "riot/outside.h"
#include "runtime/src/io/poller.h"
#include "runtime/src/library/outcome.h"
#include "runtime/src/library/unicode.h"
#include "runtime/src/sched/runtime.h"
#include "runtime/src/value/strings.h"

namespace riot {
namespace detail {
namespace {

constexpr std::size_t kChunk = 65536;

void destroy_stream(Foreign* value) noexcept {
  Stream& stream = stream_of(value);
  close_stream(stream);
  if (stream.credit >= 0) ::close(stream.credit);
  stream.~Stream();
  release_memory(value, sizeof(Stream));
}

// Under the lock; -1 when there is none to be had.
int credit_of(Stream& stream) {
  if (stream.credit < 0) stream.credit = ::eventfd(0, EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC);
  return stream.credit;
}

// Takes the first `size` bytes, and throws away `skip` more.
std::string take(Stream& stream, std::size_t size, std::size_t skip = 0) {
  std::string taken = stream.arrived.substr(0, size);
  stream.arrived.erase(0, size + skip);
  return taken;
}

// What `look` finds in what has arrived; reads on while it answers kWouldBlock.
template <class Look>
Int read_until(Process& self, Stream& stream, std::int64_t deadline, Look&& look) {
  for (;;) {
    {
      std::lock_guard lock(stream.mutex);
      const Int answer = look();
      if (answer != kWouldBlock) return answer;
    }
    if (const Int error = read_more(self, stream, deadline)) return error;
  }
}

}  // namespace

Stream* new_stream(int descriptor) {
  Stream* stream = new (allocate(sizeof(Stream))) Stream(descriptor);
  stream->count = 1;
  stream->tag = stream->detail = 0;
  static_cast<Foreign*>(stream)->destroy = destroy_stream;
  return stream;
}

void close_stream(Stream& stream) noexcept {
  int fd;
  {
    std::lock_guard lock(stream.mutex);
    fd = stream.fd;
    stream.fd = -1;
    if (fd >= 0 && stream.cipher && stream.cipher->is_open) {
      // So that the peer knows that nothing was cut off; if it does not fit any more, then not.
      stream.cipher->say_goodbye();
      (void)!::send(fd, stream.cipher->outgoing.data(), stream.cipher->outgoing.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    if (fd >= 0) forget_descriptor(fd);
    if (stream.credit >= 0) {
      // A delivery that waits for credit finds the stream closed.
      const std::uint64_t more = 1;
      (void)!::write(stream.credit, &more, sizeof more);
    }
  }
  if (fd < 0) return;
  ::close(fd);
  if (!stream.path.empty()) ::unlink(stream.path.c_str());
}

Int wait_for(Process& self, int fd, bool write, std::int64_t deadline) {
  switch (const int error = wait_for_descriptor(self, fd, write, deadline)) {
    case ETIMEDOUT: return kTimedOut;
    case EBADF: return kClosed;
    default: return error;
  }
}

namespace {

// What the cipher has to say.
Int send_sealed(Process& self, Stream& stream, std::int64_t deadline) {
  for (;;) {
    bool is_through = false;
    const Int error = until_done(self, stream, true, deadline, [&](int fd) -> Int {
      std::string& sealed = stream.cipher->outgoing;
      if ((is_through = sealed.empty())) return 0;
      const ssize_t n = ::send(fd, sealed.data(), sealed.size(), MSG_NOSIGNAL);
      if (n < 0) return errno == EINTR ? 0 : errno;
      sealed.erase(0, static_cast<std::size_t>(n));
      return 0;
    });
    if (error || is_through) return error;
  }
}

// One step of the cipher, with what the descriptor has; EAGAIN when that is nothing.
Int unseal_more(Stream& stream, bool is_first) {
  std::lock_guard lock(stream.mutex);
  if (stream.fd < 0) return kClosed;
  if (is_first) return stream.cipher->unseal({}, stream.arrived);
  std::string sealed(kChunk, '\0');
  const ssize_t n = ::read(stream.fd, sealed.data(), sealed.size());
  if (n < 0) return errno == EINTR ? 0 : errno;
  return n == 0 ? stream.cipher->at_end() : stream.cipher->unseal({sealed.data(), static_cast<std::size_t>(n)}, stream.arrived);
}

bool is_open(Stream& stream) {
  std::lock_guard lock(stream.mutex);
  return stream.cipher->is_open;
}

Int read_sealed(Process& self, Stream& stream, std::int64_t deadline, bool is_first = false) {
  for (;;) {
    Int error = 0;
    if (is_open(stream)) error = unseal_more(stream, is_first);
    else blocking(self, [&] { error = unseal_more(stream, is_first); });
    if (error != EAGAIN) {
      const Int unsent = send_sealed(self, stream, deadline);
      return error ? error : unsent;
    }
    int fd;
    {
      std::lock_guard lock(stream.mutex);
      fd = stream.fd;
    }
    if (fd < 0) return kClosed;
    if (const Int late = wait_for(self, fd, false, deadline)) return late;
  }
}

}  // namespace

Int open_cipher(Process& self, Stream& stream, std::int64_t deadline) {
  if (is_open(stream)) return 0;
  Int error = read_sealed(self, stream, deadline, true);
  while (!error && !is_open(stream)) error = read_sealed(self, stream, deadline);
  return error;
}

Int read_more(Process& self, Stream& stream, std::int64_t deadline) {
  if (stream.cipher) {
    if (!is_open(stream)) return open_cipher(self, stream, deadline);
    return read_sealed(self, stream, deadline);
  }
  return until_done(self, stream, false, deadline, [&](int fd) -> Int {
    const std::size_t size = stream.arrived.size();
    stream.arrived.resize(size + kChunk);
    ssize_t n;
    do n = ::read(fd, stream.arrived.data() + size, kChunk);
    while (n < 0 && errno == EINTR);
    const int error = errno;
    stream.arrived.resize(size + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    return n > 0 ? 0 : n == 0 ? Int{kEof} : Int{error};
  });
}

Int write_all_to(Process& self, Stream& stream, const char* data, std::size_t size, std::int64_t deadline) {
  if (stream.cipher) {
    if (const Int error = open_cipher(self, stream, deadline)) return error;
    constexpr std::size_t kRecord = 16384;
    for (std::size_t at = 0; at < size; at += kRecord) {
      {
        std::lock_guard lock(stream.mutex);
        if (stream.fd < 0) return kClosed;
        if (const Int error = stream.cipher->seal({data + at, std::min(kRecord, size - at)})) return error;
      }
      if (const Int error = send_sealed(self, stream, deadline)) return error;
    }
    return 0;
  }
  while (size > 0) {
    const Int error = until_done(self, stream, true, deadline, [&](int fd) -> Int {
      ssize_t n = ::send(fd, data, size, MSG_NOSIGNAL);
      if (n < 0 && errno == ENOTSOCK) n = ::write(fd, data, size);  // SIGPIPE is ignored
      if (n < 0) return errno == EINTR ? 0 : errno;
      data += n;
      size -= static_cast<std::size_t>(n);
      return 0;
    });
    if (error) return error;
  }
  return 0;
}

}  // namespace detail

using namespace detail;

Object* stream_read(Process& self, Foreign* value, Int max, Int timeout) {
  if (max <= 0) return failure(EINVAL);
  Stream& stream = stream_of(value);
  std::string data;
  const Int error = read_until(self, stream, deadline_in(timeout), [&]() -> Int {
    if (stream.arrived.empty()) return stream.fd < 0 ? Int{kClosed} : kWouldBlock;
    data = take(stream, std::min(static_cast<std::size_t>(max), stream.arrived.size()));
    return 0;
  });
  return error ? failure(error) : success(new_bytes(data));
}

Object* stream_await_data(Process& self, Foreign* value, Int timeout) {
  Stream& stream = stream_of(value);
  const Int error = read_until(self, stream, deadline_in(timeout), [&]() -> Int {
    if (stream.arrived.empty()) return stream.fd < 0 ? Int{kClosed} : kWouldBlock;
    return 0;
  });
  return error ? failure(error) : success();
}

Object* stream_read_exactly(Process& self, Foreign* value, Int size, Int timeout) {
  if (size < 0) return failure(EINVAL);
  Stream& stream = stream_of(value);
  std::string data;
  const Int error = read_until(self, stream, deadline_in(timeout), [&]() -> Int {
    if (stream.arrived.size() < static_cast<std::size_t>(size)) return kWouldBlock;
    data = take(stream, static_cast<std::size_t>(size));
    return 0;
  });
  return error ? failure(error) : success(new_bytes(data));
}

Object* stream_read_line(Process& self, Foreign* value, Int max, Int timeout) {
  Stream& stream = stream_of(value);
  const std::size_t limit = static_cast<std::size_t>(std::max<Int>(max, 0));
  std::size_t searched = 0;
  std::string line;
  const auto look = [&]() -> Int {
    // Another process may have read meanwhile.
    const std::size_t newline = stream.arrived.find('\n', std::min(searched, stream.arrived.size()));
    if (newline == std::string::npos) {
      searched = stream.arrived.size();
      return searched > limit + 1 ? Int{kTooLong} : kWouldBlock;  // the one more may be the "\r"
    }
    const std::size_t ending = newline > 0 && stream.arrived[newline - 1] == '\r';
    if (newline - ending > limit) return kTooLong;
    line = take(stream, newline - ending, 1 + ending);
    return 0;
  };
  Int error = read_until(self, stream, deadline_in(timeout), look);
  if (error == kEof) {
    // The last line may lack its end.
    std::lock_guard lock(stream.mutex);
    if (!stream.arrived.empty()) {
      error = stream.arrived.size() > limit ? Int{kTooLong} : 0;
      if (!error) line = take(stream, stream.arrived.size());
    }
  }
  if (error) return failure(error);
  return is_utf8(line) ? success(new_string(line)) : failure(kInvalidUtf8);
}

Object* stream_write(Process& self, Foreign* value, Bytes* data, Int timeout) {
  const std::string_view all = view(data);
  const Int error = write_all_to(self, stream_of(value), all.data(), all.size(), deadline_in(timeout));
  return error ? failure(error) : success();
}

Unit stream_close(Process&, Foreign* value) {
  close_stream(stream_of(value));
  return {};
}

Unit stream_shutdown(Process&, Foreign* value) {
  Stream& stream = stream_of(value);
  std::lock_guard lock(stream.mutex);
  if (stream.fd >= 0) ::shutdown(stream.fd, SHUT_WR);
  return {};
}

Unit stream_demand(Process&, Foreign* value, Int more) {
  Stream& stream = stream_of(value);
  std::lock_guard lock(stream.mutex);
  const int credit = credit_of(stream);
  const std::uint64_t count = static_cast<std::uint64_t>(std::max<Int>(more, 0));
  if (count > 0 && credit >= 0) (void)!::write(credit, &count, sizeof count);
  return {};
}

Unit stream_take_credit(Process& self, Foreign* value) {
  Stream& stream = stream_of(value);
  for (;;) {
    int credit;
    {
      std::lock_guard lock(stream.mutex);
      credit = credit_of(stream);
      std::uint64_t one;
      if (credit < 0 || stream.fd < 0 || ::read(credit, &one, sizeof one) > 0) return {};
    }
    if (wait_for_descriptor(self, credit, false, kNoDeadline)) return {};
  }
}

}  // namespace riot
