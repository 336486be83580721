// SPDX-License-Identifier: MIT
// Functions that goldens bind, rightly and wrongly.
#pragma once
#include <memory>
#include <string>
#include <vector>

namespace geo {
struct Db { int size; };
inline std::shared_ptr<Db> open() { return std::make_shared<Db>(); }
inline double half(double x) { return x / 2; }
inline int sum(int x) { return x; }
inline short sum(short x) { return x; }
inline int variable = 3;
long undefined(long x);
inline std::string shout(const std::string& text) { return text + "!"; }
inline long count(const std::vector<std::string>& all) { return static_cast<long>(all.size()); }
}  // namespace geo
