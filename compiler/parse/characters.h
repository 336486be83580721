// SPDX-License-Identifier: MIT
// Characters that have no meaning in a program, and what was probably meant.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace riotc::parse {

struct Character {
  uint32_t code = 0;
  uint32_t length = 1;  // bytes; 1 for a byte that is not UTF-8
  bool valid = false;
};

// The first character of a text that is not empty.
Character decode_character(std::string_view text);
void append_utf8(std::string& out, uint32_t code);

struct LookAlike {
  const char* name;   // "left double quotation mark"
  const char* meant;  // "\"", " ", "" for one that should not be there at all
};
// Null for a character that resembles nothing.
const LookAlike* find_look_alike(uint32_t code);

// "U+201C"
std::string code_point_name(uint32_t code);

}  // namespace riotc::parse
