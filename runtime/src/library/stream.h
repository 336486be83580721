// SPDX-License-Identifier: MIT
// A descriptor that bytes flow through without blocking: a socket, or one end of a pipe. Any process may use it; a process
// that has to wait waits in the poller, outside of the lock.
#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "riot/process.h"

namespace riot::detail {

// What TLS puts between a stream's bytes and its descriptor. An interface, so that only programs that use TLS have it. All is called
// under the stream's lock, and answers 0 or an error. Until it is open, a step may take milliseconds and much stack.
struct Cipher {
  bool is_open = false;  // the handshake is through
  std::string outgoing;  // sealed, and not sent yet

  virtual ~Cipher() = default;
  // What has come from the descriptor; adds what it says to `arrived`, and what is to be answered to `outgoing`. With nothing at first.
  virtual Int unseal(std::string_view sealed, std::string& arrived) = 0;
  // Only when open.
  virtual Int seal(std::string_view data) = 0;
  // The descriptor is at its end: kEof when the peer had said so, else an error.
  virtual Int at_end() = 0;
  virtual void say_goodbye() = 0;
};

struct Stream : Foreign {
  std::mutex mutex;         // of all below
  int fd;                   // -1 when closed
  std::string arrived;      // read and not asked for yet
  int credit = -1;          // an eventfd: how many packets a delivery may still send
  std::unique_ptr<Cipher> cipher;  // null: the bytes are sent as they are
  std::string path;         // of a listening socket's file, which goes with it

  explicit Stream(int descriptor) : fd(descriptor) {}
};

// Owned. The descriptor must not block; it is closed with the last reference.
Stream* new_stream(int descriptor);
inline Stream& stream_of(Foreign* value) { return *static_cast<Stream*>(value); }
// Whoever waits for it is told kClosed. Any thread.
void close_stream(Stream& stream) noexcept;

// Calls `attempt(fd)`, under the lock, until it answers something else than EAGAIN, and waits in between. Answers that: 0,
// an errno or a code of outcome.h; kTimedOut past the deadline, kClosed when the stream is closed. The process itself.
template <class Attempt>
Int until_done(Process& self, Stream& stream, bool write, std::int64_t deadline, Attempt&& attempt);

// One more read() into `arrived`. The process itself.
Int read_more(Process& self, Stream& stream, std::int64_t deadline);
// The handshake, if there is one to make. The process itself.
Int open_cipher(Process& self, Stream& stream, std::int64_t deadline);
// All of the bytes. The process itself.
Int write_all_to(Process& self, Stream& stream, const char* data, std::size_t size, std::int64_t deadline);

// What poller and stream say about a wait: 0 to go on, or why not.
Int wait_for(Process& self, int fd, bool write, std::int64_t deadline);

template <class Attempt>
Int until_done(Process& self, Stream& stream, bool write, std::int64_t deadline, Attempt&& attempt) {
  for (;;) {
    int fd;
    {
      std::lock_guard lock(stream.mutex);
      fd = stream.fd;
      if (fd < 0) return -5;  // kClosed
      const Int error = attempt(fd);
      if (error != 11) return error;  // EAGAIN
    }
    if (const Int error = wait_for(self, fd, write, deadline)) return error;
  }
}

}  // namespace riot::detail
