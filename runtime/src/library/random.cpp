// SPDX-License-Identifier: MIT
// Random values: SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014), one
// state a process, seeded by the operating system until the program seeds it.
#include <cerrno>
#include <sys/random.h>

#include "riot/library.h"
#include "runtime/src/library/build.h"
#include "runtime/src/value/hooks.h"
#include "runtime/src/value/strings.h"

namespace riot {

using namespace detail;

namespace {

void fill_random(void* data, std::size_t size) {
  char* p = static_cast<char*>(data);
  while (size) {
    const ssize_t n = ::getrandom(p, size, 0);
    if (n < 0) {
      if (errno == EINTR) continue;
      __builtin_trap();  // Linux has had it since 3.17
    }
    p += n;
    size -= static_cast<std::size_t>(n);
  }
}

std::uint64_t next(Process& self) {
  std::uint64_t& state = random_state(self);
  if (state == 0) fill_random(&state, sizeof state);
  std::uint64_t z = state += 0x9e3779b97f4a7c15ull;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ z >> 27) * 0x94d049bb133111ebull;
  return z ^ z >> 31;
}

}  // namespace

// Uniform without bias: Lemire, "Fast Random Integer Generation in an Interval" (2019). `from` <= `to`.
Int random_int(Process& self, Int from, Int to) {
  const std::uint64_t range = static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from) + 1;
  if (range == 0) return static_cast<Int>(next(self));
  __extension__ using Wide = unsigned __int128;
  Wide product = static_cast<Wide>(next(self)) * range;
  if (static_cast<std::uint64_t>(product) < range) {
    const std::uint64_t threshold = -range % range;
    while (static_cast<std::uint64_t>(product) < threshold) product = static_cast<Wide>(next(self)) * range;
  }
  return static_cast<Int>(static_cast<std::uint64_t>(from) + static_cast<std::uint64_t>(product >> 64));
}

Float random_float(Process& self) { return static_cast<Float>(next(self) >> 11) * 0x1.0p-53; }

Bytes* random_bytes(Process&, Int size) {
  Bytes* bytes = new_bytes_of_size(static_cast<std::size_t>(std::max<Int>(size, 0)));
  fill_random(bytes_of(bytes), static_cast<std::size_t>(bytes->size));
  return bytes;
}

Unit random_seed(Process& self, Int value) {
  // 0 is the mark of a state that is not seeded yet.
  random_state(self) = static_cast<std::uint64_t>(value) == 0 ? 0x9e3779b97f4a7c15ull : static_cast<std::uint64_t>(value);
  return {};
}

}  // namespace riot
