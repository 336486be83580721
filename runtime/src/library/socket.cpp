// SPDX-License-Identifier: MIT
// What net/tcp, net/udp, net/unix and net/dns are built on.
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "riot/outside.h"
#include "runtime/src/library/outcome.h"
#include "runtime/src/library/stream.h"
#include "runtime/src/library/unicode.h"
#include "runtime/src/sched/runtime.h"
#include "runtime/src/value/strings.h"

namespace riot {

using namespace detail;

namespace {


struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

Int code_of(int resolver_error) {
  switch (resolver_error) {
    case EAI_SYSTEM: return errno;
    case EAI_AGAIN: return kTimedOut;
    default: return kHostNotFound;
  }
}

// An address in numbers takes no time; a name is looked up on the blocking pool.
Int resolve(Process& self, const std::string& host, int port, int type, std::vector<SocketAddress>& found) {
  const auto look_up = [&](int flags) -> Int {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = type;
    hints.ai_flags = flags;
    addrinfo* list = nullptr;
    if (const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &list)) return code_of(error);
    for (const addrinfo* one = list; one; one = one->ai_next) {
      SocketAddress address;
      std::memcpy(&address.storage, one->ai_addr, one->ai_addrlen);
      address.size = one->ai_addrlen;
      if (one->ai_family == AF_INET) reinterpret_cast<sockaddr_in&>(address.storage).sin_port = htons(static_cast<std::uint16_t>(port));
      else if (one->ai_family == AF_INET6) reinterpret_cast<sockaddr_in6&>(address.storage).sin6_port = htons(static_cast<std::uint16_t>(port));
      else continue;
      found.push_back(address);
    }
    ::freeaddrinfo(list);
    return found.empty() ? kHostNotFound : 0;
  };
  if (port < 0 || port > 65535) return EINVAL;
  if (look_up(AI_NUMERICHOST) == 0) return 0;
  return blocking(self, [&] { return look_up(0); });
}

std::string numbers_of(const SocketAddress& address, Int& port) {
  char text[INET6_ADDRSTRLEN] = "";
  port = 0;
  if (address.storage.ss_family == AF_INET) {
    const auto& in = reinterpret_cast<const sockaddr_in&>(address.storage);
    ::inet_ntop(AF_INET, &in.sin_addr, text, sizeof text);
    port = ntohs(in.sin_port);
  } else if (address.storage.ss_family == AF_INET6) {
    const auto& in = reinterpret_cast<const sockaddr_in6&>(address.storage);
    ::inet_ntop(AF_INET6, &in.sin6_addr, text, sizeof text);
    port = ntohs(in.sin6_port);
  }
  return text;
}

Object* address_pair(const SocketAddress& address) {
  Int port;
  const std::string host = numbers_of(address, port);
  return pair(to_word(new_string(host)), kString, to_word(port), kInt);
}

// A socket that closes itself unless it is released.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

int new_socket(int family, int type) { return ::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

void no_delay(int fd, bool on) {
  const int value = on;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &value, sizeof value);
}

Object* opened(Stream* stream) { return ok(to_word(static_cast<Foreign*>(stream)), kForeign); }

// Listens, or opens for datagrams, at the first address that can be had.
Object* bind_first(Process& self, String* host, Int port, int type, Int backlog) {
  std::vector<SocketAddress> addresses;
  Int error = resolve(self, std::string(view(host)), static_cast<int>(std::clamp<Int>(port, -1, 65536)), type, addresses);
  for (const SocketAddress& address : addresses) {
    Descriptor fd(new_socket(address.get()->sa_family, type));
    if (fd.get() < 0) {
      error = errno;
      continue;
    }
    const int on = 1;
    if (type == SOCK_STREAM) ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(fd.get(), address.get(), address.size) == 0 && (type != SOCK_STREAM || ::listen(fd.get(), static_cast<int>(std::clamp<Int>(backlog, 1, 65535))) == 0))
      return opened(new_stream(fd.release()));
    error = errno;
  }
  return failure(error);
}

// 0 when the stream's socket is connected, or why it is not.
Int connect_stream(Process& self, Stream& stream, const SocketAddress& address, std::int64_t deadline) {
  if (::connect(stream.fd, address.get(), address.size) == 0) return 0;
  if (errno != EINPROGRESS && errno != EINTR) return errno == EAGAIN ? ECONNREFUSED : errno;  // a Unix socket's queue is full
  if (const Int error = wait_for(self, stream.fd, true, deadline)) return error;
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(stream.fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

Int unix_address(const String* path, SocketAddress& address) {
  auto& in = reinterpret_cast<sockaddr_un&>(address.storage);
  const std::string_view text = view(path);
  if (text.empty()) return EINVAL;
  if (text.size() >= sizeof in.sun_path) return ENAMETOOLONG;
  in.sun_family = AF_UNIX;
  std::memcpy(in.sun_path, text.data(), text.size());
  address.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + text.size() + 1);
  return 0;
}

// Whether nobody listens any more behind a socket's file. Asked with a socket of another type, which a listener never hears of.
bool is_abandoned(const SocketAddress& address) {
  Descriptor probe(new_socket(AF_UNIX, SOCK_DGRAM));
  return probe.get() >= 0 && ::connect(probe.get(), address.get(), address.size) != 0 && errno == ECONNREFUSED;
}

}  // namespace

Object* tcp_listen(Process& self, String* host, Int port, Int backlog) { return bind_first(self, host, port, SOCK_STREAM, backlog); }

Object* tcp_connect(Process& self, String* host, Int port, Int timeout) {
  const std::int64_t deadline = deadline_in(timeout);
  std::vector<SocketAddress> addresses;
  Int error = resolve(self, std::string(view(host)), static_cast<int>(std::clamp<Int>(port, -1, 65536)), SOCK_STREAM, addresses);
  for (const SocketAddress& address : addresses) {
    const int fd = new_socket(address.get()->sa_family, SOCK_STREAM);
    if (fd < 0) {
      error = errno;
      continue;
    }
    // Owned, so that the socket is closed also when the process is killed while it waits.
    Own<Foreign> stream(new_stream(fd));
    error = connect_stream(self, stream_of(stream.get()), address, deadline);
    if (!error) {
      no_delay(fd, true);
      return ok(to_word(stream.take()), kForeign);
    }
    if (error == kTimedOut) break;
  }
  return failure(error);
}

Object* unix_listen(Process&, String* path, Int backlog) {
  SocketAddress address;
  if (const Int error = unix_address(path, address)) return failure(error);
  Descriptor fd(new_socket(AF_UNIX, SOCK_STREAM));
  if (fd.get() < 0) return failure(errno);
  if (::bind(fd.get(), address.get(), address.size) != 0) {
    const int error = errno;
    if (error != EADDRINUSE || !is_abandoned(address)) return failure(error);
    // A program that has ended has left it behind.
    ::unlink(std::string(view(path)).c_str());
    if (::bind(fd.get(), address.get(), address.size) != 0) return failure(errno);
  }
  if (::listen(fd.get(), static_cast<int>(std::clamp<Int>(backlog, 1, 65535))) != 0) return failure(errno);
  Stream* stream = new_stream(fd.release());
  stream->path = view(path);
  return opened(stream);
}

Object* unix_connect(Process& self, String* path, Int timeout) {
  SocketAddress address;
  if (const Int error = unix_address(path, address)) return failure(error);
  const int fd = new_socket(AF_UNIX, SOCK_STREAM);
  if (fd < 0) return failure(errno);
  Own<Foreign> stream(new_stream(fd));
  const Int error = connect_stream(self, stream_of(stream.get()), address, deadline_in(timeout));
  return error ? failure(error) : ok(to_word(stream.take()), kForeign);
}

Object* socket_accept(Process& self, Foreign* listener, Int timeout) {
  int accepted = -1;
  const Int error = until_done(self, stream_of(listener), false, deadline_in(timeout), [&](int fd) -> Int {
    do accepted = ::accept4(fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    while (accepted < 0 && (errno == EINTR || errno == ECONNABORTED));
    return accepted < 0 ? errno : 0;
  });
  if (error) return failure(error);
  no_delay(accepted, true);
  return opened(new_stream(accepted));
}

Object* socket_address(Process&, Foreign* socket, Bool peer) {
  Stream& stream = stream_of(socket);
  SocketAddress address;
  address.size = sizeof address.storage;
  std::lock_guard lock(stream.mutex);
  if (stream.fd >= 0) (peer ? ::getpeername : ::getsockname)(stream.fd, address.get(), &address.size);
  return address_pair(address);
}

Unit socket_set_no_delay(Process&, Foreign* socket, Bool on) {
  Stream& stream = stream_of(socket);
  std::lock_guard lock(stream.mutex);
  if (stream.fd >= 0) no_delay(stream.fd, on);
  return {};
}

Object* udp_open(Process& self, String* host, Int port) { return bind_first(self, host, port, SOCK_DGRAM, 0); }

Object* udp_read(Process& self, Foreign* socket, Int timeout) {
  std::string data(65536, '\0');  // no datagram is longer
  SocketAddress from;
  const Int error = until_done(self, stream_of(socket), false, deadline_in(timeout), [&](int fd) -> Int {
    from.size = sizeof from.storage;
    ssize_t n;
    do n = ::recvfrom(fd, data.data(), data.size(), 0, from.get(), &from.size);
    while (n < 0 && errno == EINTR);
    if (n < 0) return errno;
    data.resize(static_cast<std::size_t>(n));
    return 0;
  });
  if (error) return failure(error);
  return ok(to_word(pair(to_word(address_pair(from)), kAnyObject, to_word(new_bytes(data)), kBytes)), kAnyObject);
}

Object* udp_write(Process& self, Foreign* socket, Bytes* data, String* host, Int port) {
  std::vector<SocketAddress> addresses;
  if (const Int error = resolve(self, std::string(view(host)), static_cast<int>(std::clamp<Int>(port, -1, 65536)), SOCK_DGRAM, addresses)) return failure(error);
  const SocketAddress& to = addresses.front();
  const Int error = until_done(self, stream_of(socket), true, kNoDeadline, [&](int fd) -> Int {
    ssize_t n;
    do n = ::sendto(fd, data->data, static_cast<std::size_t>(data->size), MSG_NOSIGNAL, to.get(), to.size);
    while (n < 0 && errno == EINTR);
    return n < 0 ? errno : 0;
  });
  return error ? failure(error) : success();
}

Object* dns_lookup(Process& self, String* host) {
  std::vector<SocketAddress> addresses;
  if (const Int error = resolve(self, std::string(view(host)), 0, SOCK_STREAM, addresses)) return failure(error);
  ListBuilder list(kString);
  for (const SocketAddress& address : addresses) {
    Int port;
    list.add(to_word(new_string(numbers_of(address, port))));
  }
  return ok(to_word(list.list()), kAnyObject);
}

Object* dns_reverse(Process& self, String* address) {
  const std::string text(view(address));
  char name[NI_MAXHOST] = "";
  const Int error = blocking(self, [&]() -> Int {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(text.c_str(), nullptr, &hints, &found)) return EINVAL;
    const int failed = ::getnameinfo(found->ai_addr, found->ai_addrlen, name, sizeof name, nullptr, 0, NI_NAMEREQD);
    ::freeaddrinfo(found);
    return failed ? code_of(failed) : 0;
  });
  if (error) return failure(error);
  Text copy;
  add_lossy(copy, name);
  return success(new_string(copy.view()));
}

}  // namespace riot
