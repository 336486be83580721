// SPDX-License-Identifier: MIT
#include "runtime/src/value/text.h"

#include <charconv>
#include <cmath>

namespace riot::detail {

void add_int(Text& out, Int value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.add(std::string_view(digits, static_cast<std::size_t>(end - digits)));
}

// The shortest digits that read back the same; plain from 1.0e-5 up to 1.0e16.
void add_float(Text& out, Float value) {
  if (std::isnan(value)) return out.add("nan");
  if (std::signbit(value)) out.add('-');
  if (std::isinf(value)) return out.add("inf");
  value = std::fabs(value);
  char text[400];  // a plain number below 1e16 needs far fewer
  if (value == 0 || (value >= 1.0e-5 && value < 1.0e16)) {
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed).ptr;
    const std::string_view digits(text, static_cast<std::size_t>(end - text));
    out.add(digits);
    if (digits.find('.') == std::string_view::npos) out.add(".0");
    return;
  }
  // "1e+16", "1.5e-07": the digits are right, the rest is not how a literal is written.
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr;
  const std::string_view digits(text, static_cast<std::size_t>(end - text));
  const std::size_t e = digits.find('e');
  const std::string_view mantissa = digits.substr(0, e);
  out.add(mantissa);
  if (mantissa.find('.') == std::string_view::npos) out.add(".0");
  out.add('e');
  const char* exponent = text + e + 1;
  if (*exponent == '-') out.add('-');
  int number = 0;
  std::from_chars(exponent + 1, end, number);
  add_int(out, number);
}

void add_duration(Text& out, Int nanoseconds) {
  struct Unit {
    Int size;
    const char* name;
  };
  constexpr Unit units[] = {{86'400'000'000'000, "d"}, {3'600'000'000'000, "h"}, {60'000'000'000, "min"},
                            {1'000'000'000, "s"},      {1'000'000, "ms"},        {1'000, "us"}};
  if (nanoseconds == 0) return out.add("0s");
  for (const Unit& unit : units) {
    if (nanoseconds % unit.size != 0) continue;
    add_int(out, nanoseconds / unit.size);
    return out.add(unit.name);
  }
  add_int(out, nanoseconds);
  out.add("ns");
}

void add_quoted(Text& out, std::string_view text) {
  out.add('"');
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != 0x7f && c != '"' && c != '\\' && c != '$') continue;
    if (c == '$' && (i + 1 == text.size() || text[i + 1] != '{')) continue;  // only `${` means something
    out.add(text.substr(copied, i - copied));
    copied = i + 1;
    switch (c) {
      case '\n': out.add("\\n"); break;
      case '\r': out.add("\\r"); break;
      case '\t': out.add("\\t"); break;
      case '\0': out.add("\\0"); break;
      case '"':
      case '\\':
      case '$':
        out.add('\\');
        out.add(static_cast<char>(c));
        break;
      default: {
        char hex[4];
        const auto end = std::to_chars(hex, hex + sizeof hex, static_cast<unsigned>(c), 16).ptr;
        out.add("\\u{");
        out.add(std::string_view(hex, static_cast<std::size_t>(end - hex)));
        out.add('}');
      }
    }
  }
  out.add(text.substr(copied));
  out.add('"');
}

void add_bytes(Text& out, const Bytes* bytes) {
  out.add("<<");
  for (Int i = 0; i < bytes->size; ++i) {
    if (i) out.add(", ");
    add_int(out, bytes->data[i]);
  }
  out.add(">>");
}

void add_code_point(Text& out, std::uint32_t c) {
  auto byte = [&](std::uint32_t b) { out.add(static_cast<char>(b)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xc0 | c >> 6);
    byte(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    byte(0xe0 | c >> 12);
    byte(0x80 | (c >> 6 & 0x3f));
    byte(0x80 | (c & 0x3f));
  } else {
    byte(0xf0 | c >> 18);
    byte(0x80 | (c >> 12 & 0x3f));
    byte(0x80 | (c >> 6 & 0x3f));
    byte(0x80 | (c & 0x3f));
  }
}

}  // namespace riot::detail
