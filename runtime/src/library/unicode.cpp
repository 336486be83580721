// SPDX-License-Identifier: MIT
#include "runtime/src/library/unicode.h"

#include <cstring>
#include <utf8proc.h>

namespace riot::detail {
namespace {

constexpr std::size_t kBroken = 0;

// Bytes of the valid sequence at the front, or kBroken; `bad` is then how many bytes U+FFFD stands for (Unicode 3.9, D93b).
std::size_t sequence(const unsigned char* p, std::size_t left, std::size_t& bad) {
  bad = 1;
  const unsigned char first = p[0];
  if (first < 0x80) return 1;
  std::size_t size;
  unsigned char low = 0x80, high = 0xbf;  // of the second byte: no overlong forms, no surrogates, no more than U+10FFFF
  if (first < 0xc2) return kBroken;
  if (first < 0xe0) {
    size = 2;
  } else if (first < 0xf0) {
    size = 3;
    if (first == 0xe0) low = 0xa0;
    if (first == 0xed) high = 0x9f;
  } else if (first < 0xf5) {
    size = 4;
    if (first == 0xf0) low = 0x90;
    if (first == 0xf4) high = 0x8f;
  } else {
    return kBroken;
  }
  for (std::size_t i = 1; i < size; ++i) {
    if (i >= left || p[i] < low || p[i] > high) {
      bad = i;
      return kBroken;
    }
    low = 0x80;
    high = 0xbf;
  }
  return size;
}

bool is_ascii(std::string_view text) {
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    if (word & 0x8080808080808080ull) return false;
  }
  for (; i < text.size(); ++i)
    if (static_cast<unsigned char>(text[i]) >= 0x80) return false;
  return true;
}

// A byte a grapheme: the only ASCII grapheme of two is "\r\n".
bool is_plain(std::string_view text) { return is_ascii(text) && text.find('\r') == std::string_view::npos; }

template <utf8proc_int32_t (*kChange)(utf8proc_int32_t)>
void change_case(Text& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();)
    add_code_point(out, static_cast<std::uint32_t>(kChange(static_cast<utf8proc_int32_t>(next_code_point(text, at)))));
}

}  // namespace

std::size_t grapheme_end(std::string_view text, std::size_t at) {
  const auto ascii = [&](std::size_t i) { return static_cast<unsigned char>(text[i]) < 0x80; };
  if (ascii(at) && (at + 1 == text.size() || (ascii(at + 1) && text[at] != '\r'))) return at + 1;
  utf8proc_int32_t state = 0;
  std::uint32_t previous = next_code_point(text, at);
  while (at < text.size()) {
    std::size_t behind = at;
    const std::uint32_t next = next_code_point(text, behind);
    if (utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(previous), static_cast<utf8proc_int32_t>(next), &state)) break;
    previous = next;
    at = behind;
  }
  return at;
}

std::size_t count_graphemes(std::string_view text) {
  if (is_plain(text)) return text.size();
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) at = grapheme_end(text, at);
  return count;
}

std::size_t grapheme_offset(std::string_view text, std::size_t index) {
  std::size_t at = 0;
  for (; index > 0 && at < text.size(); --index) at = grapheme_end(text, at);
  return at;
}

bool is_white_space(std::uint32_t c) {
  if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r');
  return c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
         c == 0x205f || c == 0x3000;
}

void add_lowercase(Text& out, std::string_view text) { change_case<utf8proc_tolower>(out, text); }

void add_uppercase(Text& out, std::string_view text) {
  // The one letter of everyday text whose upper case is two.
  constexpr std::string_view sharp_s = "ß";
  for (std::size_t at; (at = text.find(sharp_s)) != std::string_view::npos; text.remove_prefix(at + sharp_s.size())) {
    change_case<utf8proc_toupper>(out, text.substr(0, at));
    out.add("SS");
  }
  change_case<utf8proc_toupper>(out, text);
}

std::size_t utf8_prefix(std::string_view bytes) {
  const unsigned char* p = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t at = 0, bad;
  while (at < bytes.size()) {
    if (at + 8 <= bytes.size()) {
      std::uint64_t word;
      std::memcpy(&word, p + at, 8);
      if (!(word & 0x8080808080808080ull)) {
        at += 8;
        continue;
      }
    }
    const std::size_t size = sequence(p + at, bytes.size() - at, bad);
    if (size == kBroken) return at;
    at += size;
  }
  return at;
}

bool is_utf8(std::string_view bytes) { return utf8_prefix(bytes) == bytes.size(); }

void add_lossy(Text& out, std::string_view bytes) {
  for (;;) {
    const std::size_t good = utf8_prefix(bytes);
    out.add(bytes.substr(0, good));
    if (good == bytes.size()) return;
    std::size_t bad;
    sequence(reinterpret_cast<const unsigned char*>(bytes.data()) + good, bytes.size() - good, bad);
    out.add("\uFFFD");
    bytes.remove_prefix(good + bad);
  }
}

}  // namespace riot::detail
