// SPDX-License-Identifier: MIT
// From Riot's names and literals to C++'s.
#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace riotc::emit {

// A C++ identifier that is no keyword: `new` becomes `new_`, odd characters `_`.
std::string identifier(std::string_view name);
// "net/http" -> "net_http", the namespace inside riot_app.
std::string module_namespace(std::string_view module);

// "\"...\"" with escapes, on one line.
std::string quoted(std::string_view bytes);
// A literal of type riot::Int, as an operand of any operator.
std::string int_literal(int64_t number);
std::string float_literal(double number);
std::string hex_literal(uint64_t number);

// Hands out names that are not in use yet: x, x_2, x_3.
class NameSet {
 public:
  void reserve(std::string_view name) { taken_.emplace(name); }
  std::string take(const std::string& wanted);
  // prefix1, prefix2, ..
  std::string take_numbered(const std::string& prefix);

 private:
  std::set<std::string, std::less<>> taken_;
};

}  // namespace riotc::emit
