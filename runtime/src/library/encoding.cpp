// SPDX-License-Identifier: MIT
#include "runtime/src/library/encoding.h"

namespace riot::detail {
namespace {

constexpr char kStandard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char kForUrls[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int value_of(char c, bool for_urls) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == (for_urls ? '-' : '+')) return 62;
  if (c == (for_urls ? '_' : '/')) return 63;
  return -1;
}

}  // namespace

void add_base64(Text& out, std::string_view bytes, bool for_urls, bool padded) {
  const char* alphabet = for_urls ? kForUrls : kStandard;
  const auto byte = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u; };
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const unsigned group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    const std::size_t digits = bytes.size() - i >= 3 ? 4 : bytes.size() - i + 1;
    for (std::size_t d = 0; d < 4; ++d) {
      if (d < digits) out.add(alphabet[group >> (18 - 6 * d) & 63]);
      else if (padded) out.add('=');
    }
  }
}

bool decode_base64(Text& out, std::string_view text, bool for_urls) {
  if (text.size() % 4 == 0)
    for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) text.remove_suffix(1);
  if (text.size() % 4 == 1) return false;
  unsigned group = 0;
  int bits = 0;
  for (char c : text) {
    const int value = value_of(c, for_urls);
    if (value < 0) return false;
    group = group << 6 | static_cast<unsigned>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out.add(static_cast<char>(group >> bits & 0xff));
  }
  return (group & ((1u << bits) - 1)) == 0;  // left-over bits are zero in what an encoder writes
}

}  // namespace riot::detail
