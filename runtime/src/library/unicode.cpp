// SPDX-License-Identifier: MIT
#include "runtime/src/library/unicode.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <new>
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

// What has more than one code point in upper case, whatever stands around it (Unicode's SpecialCasing.txt).
struct SpecialUpper {
  std::uint16_t from, to[3];
};
constexpr SpecialUpper kSpecialUpper[] = {
    {0x00df, {0x53, 0x53, 0}}, {0x0149, {0x2bc, 0x4e, 0}}, {0x01f0, {0x4a, 0x30c, 0}}, {0x0390, {0x399, 0x308, 0x301}},
    {0x03b0, {0x3a5, 0x308, 0x301}}, {0x0587, {0x535, 0x552, 0}}, {0x1e96, {0x48, 0x331, 0}}, {0x1e97, {0x54, 0x308, 0}},
    {0x1e98, {0x57, 0x30a, 0}}, {0x1e99, {0x59, 0x30a, 0}}, {0x1e9a, {0x41, 0x2be, 0}}, {0x1f50, {0x3a5, 0x313, 0}},
    {0x1f52, {0x3a5, 0x313, 0x300}}, {0x1f54, {0x3a5, 0x313, 0x301}}, {0x1f56, {0x3a5, 0x313, 0x342}}, {0x1f80, {0x1f08, 0x399, 0}},
    {0x1f81, {0x1f09, 0x399, 0}}, {0x1f82, {0x1f0a, 0x399, 0}}, {0x1f83, {0x1f0b, 0x399, 0}}, {0x1f84, {0x1f0c, 0x399, 0}},
    {0x1f85, {0x1f0d, 0x399, 0}}, {0x1f86, {0x1f0e, 0x399, 0}}, {0x1f87, {0x1f0f, 0x399, 0}}, {0x1f88, {0x1f08, 0x399, 0}},
    {0x1f89, {0x1f09, 0x399, 0}}, {0x1f8a, {0x1f0a, 0x399, 0}}, {0x1f8b, {0x1f0b, 0x399, 0}}, {0x1f8c, {0x1f0c, 0x399, 0}},
    {0x1f8d, {0x1f0d, 0x399, 0}}, {0x1f8e, {0x1f0e, 0x399, 0}}, {0x1f8f, {0x1f0f, 0x399, 0}}, {0x1f90, {0x1f28, 0x399, 0}},
    {0x1f91, {0x1f29, 0x399, 0}}, {0x1f92, {0x1f2a, 0x399, 0}}, {0x1f93, {0x1f2b, 0x399, 0}}, {0x1f94, {0x1f2c, 0x399, 0}},
    {0x1f95, {0x1f2d, 0x399, 0}}, {0x1f96, {0x1f2e, 0x399, 0}}, {0x1f97, {0x1f2f, 0x399, 0}}, {0x1f98, {0x1f28, 0x399, 0}},
    {0x1f99, {0x1f29, 0x399, 0}}, {0x1f9a, {0x1f2a, 0x399, 0}}, {0x1f9b, {0x1f2b, 0x399, 0}}, {0x1f9c, {0x1f2c, 0x399, 0}},
    {0x1f9d, {0x1f2d, 0x399, 0}}, {0x1f9e, {0x1f2e, 0x399, 0}}, {0x1f9f, {0x1f2f, 0x399, 0}}, {0x1fa0, {0x1f68, 0x399, 0}},
    {0x1fa1, {0x1f69, 0x399, 0}}, {0x1fa2, {0x1f6a, 0x399, 0}}, {0x1fa3, {0x1f6b, 0x399, 0}}, {0x1fa4, {0x1f6c, 0x399, 0}},
    {0x1fa5, {0x1f6d, 0x399, 0}}, {0x1fa6, {0x1f6e, 0x399, 0}}, {0x1fa7, {0x1f6f, 0x399, 0}}, {0x1fa8, {0x1f68, 0x399, 0}},
    {0x1fa9, {0x1f69, 0x399, 0}}, {0x1faa, {0x1f6a, 0x399, 0}}, {0x1fab, {0x1f6b, 0x399, 0}}, {0x1fac, {0x1f6c, 0x399, 0}},
    {0x1fad, {0x1f6d, 0x399, 0}}, {0x1fae, {0x1f6e, 0x399, 0}}, {0x1faf, {0x1f6f, 0x399, 0}}, {0x1fb2, {0x1fba, 0x399, 0}},
    {0x1fb3, {0x391, 0x399, 0}}, {0x1fb4, {0x386, 0x399, 0}}, {0x1fb6, {0x391, 0x342, 0}}, {0x1fb7, {0x391, 0x342, 0x399}},
    {0x1fbc, {0x391, 0x399, 0}}, {0x1fc2, {0x1fca, 0x399, 0}}, {0x1fc3, {0x397, 0x399, 0}}, {0x1fc4, {0x389, 0x399, 0}},
    {0x1fc6, {0x397, 0x342, 0}}, {0x1fc7, {0x397, 0x342, 0x399}}, {0x1fcc, {0x397, 0x399, 0}}, {0x1fd2, {0x399, 0x308, 0x300}},
    {0x1fd3, {0x399, 0x308, 0x301}}, {0x1fd6, {0x399, 0x342, 0}}, {0x1fd7, {0x399, 0x308, 0x342}}, {0x1fe2, {0x3a5, 0x308, 0x300}},
    {0x1fe3, {0x3a5, 0x308, 0x301}}, {0x1fe4, {0x3a1, 0x313, 0}}, {0x1fe6, {0x3a5, 0x342, 0}}, {0x1fe7, {0x3a5, 0x308, 0x342}},
    {0x1ff2, {0x1ffa, 0x399, 0}}, {0x1ff3, {0x3a9, 0x399, 0}}, {0x1ff4, {0x38f, 0x399, 0}}, {0x1ff6, {0x3a9, 0x342, 0}},
    {0x1ff7, {0x3a9, 0x342, 0x399}}, {0x1ffc, {0x3a9, 0x399, 0}}, {0xfb00, {0x46, 0x46, 0}}, {0xfb01, {0x46, 0x49, 0}},
    {0xfb02, {0x46, 0x4c, 0}}, {0xfb03, {0x46, 0x46, 0x49}}, {0xfb04, {0x46, 0x46, 0x4c}}, {0xfb05, {0x53, 0x54, 0}},
    {0xfb06, {0x53, 0x54, 0}}, {0xfb13, {0x544, 0x546, 0}}, {0xfb14, {0x544, 0x535, 0}}, {0xfb15, {0x544, 0x53b, 0}},
    {0xfb16, {0x54e, 0x546, 0}}, {0xfb17, {0x544, 0x53d, 0}},
};

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

void add_lowercase(Text& out, std::string_view text) {
  // The one code point whose lower case is two, whatever stands around it.
  constexpr std::string_view dotted_i = "\u0130";
  for (std::size_t at; (at = text.find(dotted_i)) != std::string_view::npos; text.remove_prefix(at + dotted_i.size())) {
    change_case<utf8proc_tolower>(out, text.substr(0, at));
    out.add("i\u0307");
  }
  change_case<utf8proc_tolower>(out, text);
}

void add_uppercase(Text& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t c = next_code_point(text, at);
    const auto special = std::lower_bound(std::begin(kSpecialUpper), std::end(kSpecialUpper), c, [](const SpecialUpper& s, std::uint32_t sought) { return s.from < sought; });
    if (c < 0x80 || special == std::end(kSpecialUpper) || special->from != c) {
      add_code_point(out, static_cast<std::uint32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(c))));
      continue;
    }
    for (std::uint16_t upper : special->to)
      if (upper) add_code_point(out, upper);
  }
}

std::size_t width(std::string_view text) {
  if (is_ascii(text)) return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return c >= ' ' && c != 0x7f; }));
  constexpr std::uint32_t kEmojiSelector = 0xfe0f;
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    // A grapheme is as wide as its widest code point; what is made an emoji, and a flag's two letters, are two columns.
    const std::size_t end = grapheme_end(text, at);
    int widest = 0, flags = 0;
    while (at < end) {
      const std::uint32_t c = next_code_point(text, at);
      widest = std::max(widest, c == kEmojiSelector ? 2 : utf8proc_charwidth(static_cast<utf8proc_int32_t>(c)));
      flags += c >= 0x1f1e6 && c <= 0x1f1ff;
    }
    columns += static_cast<std::size_t>(flags == 2 ? 2 : widest);
  }
  return columns;
}

void add_normalised(Text& out, std::string_view text, Form form) {
  int options = UTF8PROC_STABLE;
  switch (form) {
    case Form::Composed: options |= UTF8PROC_COMPOSE; break;
    case Form::Decomposed: options |= UTF8PROC_DECOMPOSE; break;
    case Form::CompatiblyComposed: options |= UTF8PROC_COMPOSE | UTF8PROC_COMPAT; break;
    case Form::CompatiblyDecomposed: options |= UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT; break;
  }
  utf8proc_uint8_t* made = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()), &made,
                                             static_cast<utf8proc_option_t>(options));
  if (size < 0) throw std::bad_alloc();  // the text is UTF-8, so nothing else can be wrong
  out.add({reinterpret_cast<const char*>(made), static_cast<std::size_t>(size)});
  std::free(made);
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
