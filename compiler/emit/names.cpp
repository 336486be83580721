// SPDX-License-Identifier: MIT
#include "compiler/emit/names.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>

#include "compiler/base/words.h"

namespace riotc::emit {
namespace {

// Keywords and alternative tokens up to C++20 (foreign headers may ask for it), and macros that light headers define.
constexpr std::string_view kReserved[] = {
    "NULL", "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char",
    "char16_t", "char32_t", "char8_t", "class", "co_await", "co_return", "co_yield", "compl", "concept", "const", "const_cast",
    "consteval", "constexpr", "constinit", "continue", "decltype", "default", "delete", "do", "double", "dynamic_cast", "else",
    "enum", "explicit", "export", "extern", "false", "float", "for", "friend", "goto", "if", "inline", "int", "linux", "long",
    "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr", "offsetof", "operator", "or", "or_eq", "private",
    "protected", "public", "register", "reinterpret_cast", "requires", "return", "short", "signed", "sizeof", "static",
    "static_assert", "static_cast", "struct", "switch", "template", "this", "thread_local", "throw", "true", "try", "typedef",
    "typeid", "typename", "union", "unix", "unsigned", "using", "virtual", "void", "volatile", "wchar_t", "while", "xor",
    "xor_eq"};

// `$` stands in symbols that the compiler makes.

}  // namespace

std::string identifier(std::string_view name) {
  std::string word;
  for (char c : name) word += c == '$' || is_name_character(c) ? c : '_';
  if (word.empty() || (word[0] >= '0' && word[0] <= '9')) word.insert(word.begin(), '_');
  if (std::binary_search(std::begin(kReserved), std::end(kReserved), std::string_view(word))) word += '_';
  return word;
}

std::string module_namespace(std::string_view module) {
  std::string name = identifier(module);
  // Inside riot_app, `riot::` has to mean the runtime.
  return name == "riot" || name == "riot_app" || name == "std" ? name + "_" : name;
}

std::string quoted(std::string_view bytes) {
  constexpr char kDigits[] = "01234567";
  std::string text = "\"";
  for (char c : bytes) {
    const unsigned char byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"': text += "\\\""; break;
      case '\\': text += "\\\\"; break;
      case '\n': text += "\\n"; break;
      case '\t': text += "\\t"; break;
      case '\r': text += "\\r"; break;
      case '?': text += text.back() == '?' ? "\\?" : "?"; break;  // no trigraphs
      default:
        if (byte < 32 || byte == 127) {
          text += '\\';
          text += kDigits[byte >> 6];
          text += kDigits[(byte >> 3) & 7];
          text += kDigits[byte & 7];
        } else {
          text += c;
        }
    }
  }
  return text + '"';
}

std::string int_literal(int64_t number) {
  if (number == INT64_MIN) return "(-9223372036854775807 - 1)";
  return std::to_string(number);
}

std::string float_literal(double number) {
  if (std::isnan(number)) return "__builtin_nan(\"\")";
  if (std::isinf(number)) return number < 0 ? "-__builtin_inf()" : "__builtin_inf()";
  char digits[64];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  std::string text(digits, end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string hex_literal(uint64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number, 16).ptr;
  return "0x" + std::string(digits, end) + "u";
}

std::string NameSet::take(const std::string& wanted) {
  std::string name = wanted;
  for (int n = 2; !taken_.insert(name).second; ++n) name = wanted + "_" + std::to_string(n);
  return name;
}

std::string NameSet::take_numbered(const std::string& prefix) {
  for (int n = 1;; ++n) {
    std::string name = prefix + std::to_string(n);
    if (taken_.insert(name).second) return name;
  }
}

}  // namespace riotc::emit
