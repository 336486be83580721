// SPDX-License-Identifier: MIT
// Symbols: identifiers of C++ that are readable, stable and unique in their module.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace riotc::lower {

// `name` with everything that C++ would not take replaced; keywords and macros of the C library get a `_`.
std::string sanitise(std::string_view name);

class Names {
 public:
  // `wanted`, or `wanted_2`, `wanted_3`, .. when `module` has it already. `wanted` has been sanitised.
  std::string unique(const std::string& module, const std::string& wanted);

 private:
  std::unordered_map<std::string, std::unordered_set<std::string>> taken_;  // by module
};

}  // namespace riotc::lower
