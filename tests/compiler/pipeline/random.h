// SPDX-License-Identifier: MIT
// Numbers that a seed determines on every machine (splitmix64, Steele, Lea and Flood 2014).
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace riotc::fuzz {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  size_t below(size_t n) { return n == 0 ? 0 : static_cast<size_t>(next() % n); }
  bool chance(size_t percent) { return below(100) < percent; }
  template <class T>
  const T& pick(const std::vector<T>& from) { return from[below(from.size())]; }

 private:
  uint64_t state_;
};

}  // namespace riotc::fuzz
