// SPDX-License-Identifier: MIT
// UTF-8, graphemes and cases. Text is valid UTF-8 unless a function says otherwise.
#pragma once
#include <cstdint>
#include <string_view>

#include "runtime/src/value/text.h"

namespace riot::detail {

// The code point at `at`, which moves behind it.
inline std::uint32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::uint32_t first = byte(at);
  if (first < 0x80) return at += 1, first;
  if (first < 0xe0) return at += 2, (first & 0x1f) << 6 | (byte(at - 1) & 0x3f);
  if (first < 0xf0) return at += 3, (first & 0x0f) << 12 | (byte(at - 2) & 0x3f) << 6 | (byte(at - 1) & 0x3f);
  return at += 4, (first & 0x07) << 18 | (byte(at - 3) & 0x3f) << 12 | (byte(at - 2) & 0x3f) << 6 | (byte(at - 1) & 0x3f);
}

// Where the grapheme that begins at `at` ends.
std::size_t grapheme_end(std::string_view text, std::size_t at);
std::size_t count_graphemes(std::string_view text);
// Where grapheme number `index` begins; the end when there are fewer.
std::size_t grapheme_offset(std::string_view text, std::size_t index);

bool is_white_space(std::uint32_t code_point);
void add_lowercase(Text& out, std::string_view text);
void add_uppercase(Text& out, std::string_view text);
// Columns that a terminal with fixed columns gives the text.
std::size_t width(std::string_view text);
enum class Form { Composed, Decomposed, CompatiblyComposed, CompatiblyDecomposed };  // as in string.riot
void add_normalised(Text& out, std::string_view text, Form form);

bool is_utf8(std::string_view bytes);
// How many bytes at the front are valid UTF-8, whole code points only.
std::size_t utf8_prefix(std::string_view bytes);
// U+FFFD for each part that is not.
void add_lossy(Text& out, std::string_view bytes);

}  // namespace riot::detail
