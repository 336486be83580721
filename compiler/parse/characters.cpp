// SPDX-License-Identifier: MIT
#include "compiler/parse/characters.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>

namespace riotc::parse {

namespace {

struct Entry {
  uint32_t code;
  LookAlike look;
};

// Ordered by code. What editors, word processors and keyboards put in place of ASCII.
constexpr Entry kLookAlikes[] = {
    {0x00A0, {"no-break space", " "}},
    {0x00AB, {"left-pointing double angle quotation mark", "\""}},
    {0x00AD, {"soft hyphen", ""}},
    {0x00B4, {"acute accent", "\""}},
    {0x00BB, {"right-pointing double angle quotation mark", "\""}},
    {0x00D7, {"multiplication sign", "*"}},
    {0x00F7, {"division sign", "/"}},
    {0x037E, {"Greek question mark", ";"}},
    {0x0391, {"Greek capital letter alpha", "A"}},
    {0x0392, {"Greek capital letter beta", "B"}},
    {0x0395, {"Greek capital letter epsilon", "E"}},
    {0x0396, {"Greek capital letter zeta", "Z"}},
    {0x0397, {"Greek capital letter eta", "H"}},
    {0x0399, {"Greek capital letter iota", "I"}},
    {0x039A, {"Greek capital letter kappa", "K"}},
    {0x039C, {"Greek capital letter mu", "M"}},
    {0x039D, {"Greek capital letter nu", "N"}},
    {0x039F, {"Greek capital letter omicron", "O"}},
    {0x03A1, {"Greek capital letter rho", "P"}},
    {0x03A4, {"Greek capital letter tau", "T"}},
    {0x03A5, {"Greek capital letter upsilon", "Y"}},
    {0x03A7, {"Greek capital letter chi", "X"}},
    {0x03BD, {"Greek small letter nu", "v"}},
    {0x03BF, {"Greek small letter omicron", "o"}},
    {0x0405, {"Cyrillic capital letter dze", "S"}},
    {0x0406, {"Cyrillic capital letter Byelorussian-Ukrainian i", "I"}},
    {0x0408, {"Cyrillic capital letter je", "J"}},
    {0x0410, {"Cyrillic capital letter a", "A"}},
    {0x0412, {"Cyrillic capital letter ve", "B"}},
    {0x0415, {"Cyrillic capital letter ie", "E"}},
    {0x041A, {"Cyrillic capital letter ka", "K"}},
    {0x041C, {"Cyrillic capital letter em", "M"}},
    {0x041D, {"Cyrillic capital letter en", "H"}},
    {0x041E, {"Cyrillic capital letter o", "O"}},
    {0x0420, {"Cyrillic capital letter er", "P"}},
    {0x0421, {"Cyrillic capital letter es", "C"}},
    {0x0422, {"Cyrillic capital letter te", "T"}},
    {0x0425, {"Cyrillic capital letter ha", "X"}},
    {0x0430, {"Cyrillic small letter a", "a"}},
    {0x0435, {"Cyrillic small letter ie", "e"}},
    {0x043E, {"Cyrillic small letter o", "o"}},
    {0x0440, {"Cyrillic small letter er", "p"}},
    {0x0441, {"Cyrillic small letter es", "c"}},
    {0x0443, {"Cyrillic small letter u", "y"}},
    {0x0445, {"Cyrillic small letter ha", "x"}},
    {0x0455, {"Cyrillic small letter dze", "s"}},
    {0x0456, {"Cyrillic small letter Byelorussian-Ukrainian i", "i"}},
    {0x0458, {"Cyrillic small letter je", "j"}},
    {0x05C3, {"Hebrew punctuation sof pasuq", ":"}},
    {0x1680, {"Ogham space mark", " "}},
    {0x180E, {"Mongolian vowel separator", ""}},
    {0x2000, {"en quad", " "}},
    {0x2001, {"em quad", " "}},
    {0x2002, {"en space", " "}},
    {0x2003, {"em space", " "}},
    {0x2004, {"three-per-em space", " "}},
    {0x2005, {"four-per-em space", " "}},
    {0x2006, {"six-per-em space", " "}},
    {0x2007, {"figure space", " "}},
    {0x2008, {"punctuation space", " "}},
    {0x2009, {"thin space", " "}},
    {0x200A, {"hair space", " "}},
    {0x200B, {"zero width space", ""}},
    {0x200C, {"zero width non-joiner", ""}},
    {0x200D, {"zero width joiner", ""}},
    {0x200E, {"left-to-right mark", ""}},
    {0x200F, {"right-to-left mark", ""}},
    {0x2010, {"hyphen", "-"}},
    {0x2011, {"non-breaking hyphen", "-"}},
    {0x2012, {"figure dash", "-"}},
    {0x2013, {"en dash", "-"}},
    {0x2014, {"em dash", "-"}},
    {0x2015, {"horizontal bar", "-"}},
    {0x2018, {"left single quotation mark", "\""}},
    {0x2019, {"right single quotation mark", "\""}},
    {0x201A, {"single low-9 quotation mark", "\""}},
    {0x201B, {"single high-reversed-9 quotation mark", "\""}},
    {0x201C, {"left double quotation mark", "\""}},
    {0x201D, {"right double quotation mark", "\""}},
    {0x201E, {"double low-9 quotation mark", "\""}},
    {0x201F, {"double high-reversed-9 quotation mark", "\""}},
    {0x2024, {"one dot leader", "."}},
    {0x2025, {"two dot leader", ".."}},
    {0x2026, {"horizontal ellipsis", ".."}},
    {0x2028, {"line separator", " "}},
    {0x2029, {"paragraph separator", " "}},
    {0x202A, {"left-to-right embedding", ""}},
    {0x202B, {"right-to-left embedding", ""}},
    {0x202C, {"pop directional formatting", ""}},
    {0x202D, {"left-to-right override", ""}},
    {0x202E, {"right-to-left override", ""}},
    {0x202F, {"narrow no-break space", " "}},
    {0x2032, {"prime", "\""}},
    {0x2033, {"double prime", "\""}},
    {0x2039, {"single left-pointing angle quotation mark", "<"}},
    {0x203A, {"single right-pointing angle quotation mark", ">"}},
    {0x2044, {"fraction slash", "/"}},
    {0x205F, {"medium mathematical space", " "}},
    {0x2060, {"word joiner", ""}},
    {0x2066, {"left-to-right isolate", ""}},
    {0x2067, {"right-to-left isolate", ""}},
    {0x2068, {"first strong isolate", ""}},
    {0x2069, {"pop directional isolate", ""}},
    {0x2190, {"leftwards arrow", "<-"}},
    {0x2192, {"rightwards arrow", "->"}},
    {0x21D2, {"rightwards double arrow", "=>"}},
    {0x2212, {"minus sign", "-"}},
    {0x2215, {"division slash", "/"}},
    {0x2217, {"asterisk operator", "*"}},
    {0x2219, {"bullet operator", "*"}},
    {0x2223, {"divides", "|"}},
    {0x2227, {"logical and", "and"}},
    {0x2228, {"logical or", "or"}},
    {0x2236, {"ratio", ":"}},
    {0x2260, {"not equal to", "!="}},
    {0x2264, {"less-than or equal to", "<="}},
    {0x2265, {"greater-than or equal to", ">="}},
    {0x22C5, {"dot operator", "*"}},
    {0x3000, {"ideographic space", " "}},
    {0x3001, {"ideographic comma", ","}},
    {0x3002, {"ideographic full stop", "."}},
    {0x300C, {"left corner bracket", "\""}},
    {0x300D, {"right corner bracket", "\""}},
    {0xFEFF, {"zero width no-break space", ""}},
};

}  // namespace

Character decode_character(std::string_view text) {
  auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  uint8_t first = byte(0);
  if (first < 0x80) return {first, 1, true};
  uint32_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {first, 1, false};
  uint32_t code = first & (0x7F >> length);
  for (uint32_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {first, 1, false};
    code = code << 6 | (byte(i) & 0x3F);
  }
  bool too_long = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  if (too_long || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return {first, 1, false};
  return {code, length, true};
}

void append_utf8(std::string& out, uint32_t code) {
  auto put = [&](uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

const LookAlike* find_look_alike(uint32_t code) {
  // Full-width ASCII lies in one block, in the order of ASCII.
  if (code >= 0xFF01 && code <= 0xFF5E) {
    static const char* const kAscii[] = {
        "!", "\"", "#", "$", "%", "&", "\"", "(", ")", "*", "+", ",", "-", ".", "/", "0", "1", "2", "3", "4", "5", "6", "7", "8",
        "9", ":", ";", "<", "=", ">", "?", "@", "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P",
        "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z", "[", "\\", "]", "^", "_", "`", "a", "b", "c", "d", "e", "f", "g", "h",
        "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z", "{", "|", "}", "~"};
    static const auto kFullWidth = [] {
      std::array<LookAlike, 94> looks{};
      for (size_t i = 0; i < looks.size(); ++i) looks[i] = {"full-width form", kAscii[i]};
      return looks;
    }();
    return &kFullWidth[code - 0xFF01];
  }
  auto at = std::lower_bound(std::begin(kLookAlikes), std::end(kLookAlikes), code,
                             [](const Entry& entry, uint32_t wanted) { return entry.code < wanted; });
  return at != std::end(kLookAlikes) && at->code == code ? &at->look : nullptr;
}

std::string code_point_name(uint32_t code) {
  char text[16];
  std::snprintf(text, sizeof text, "U+%04X", code);
  return text;
}

}  // namespace riotc::parse
