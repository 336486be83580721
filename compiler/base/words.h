// SPDX-License-Identifier: MIT
// What names are made of.
#pragma once
#include <string>

namespace riotc {

constexpr bool is_name_character(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// `HttpServer` as `http_server`.
inline std::string snake_case(const std::string& name) {
  std::string out;
  for (size_t i = 0; i < name.size(); ++i) {
    bool upper = name[i] >= 'A' && name[i] <= 'Z';
    bool after_lower = i > 0 && !(name[i - 1] >= 'A' && name[i - 1] <= 'Z') && name[i - 1] != '_';
    bool before_lower = i > 0 && i + 1 < name.size() && name[i + 1] >= 'a' && name[i + 1] <= 'z' && name[i - 1] != '_';
    if (upper && (after_lower || before_lower)) out.push_back('_');
    out.push_back(upper ? static_cast<char>(name[i] + 32) : name[i]);
  }
  return out;
}

// `http_server` as `HttpServer`.
inline std::string camel_case(const std::string& name) {
  std::string out;
  bool raise = true;
  for (char c : name) {
    if (c == '_') {
      raise = true;
      continue;
    }
    out.push_back(raise && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
    raise = false;
  }
  return out;
}

}  // namespace riotc
