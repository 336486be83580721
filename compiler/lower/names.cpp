// SPDX-License-Identifier: MIT
#include "compiler/lower/names.h"

#include <algorithm>
#include <array>

#include "compiler/base/words.h"

namespace riotc::lower {
namespace {

// Keywords of C++ that Riot leaves free for names, and macros of headers that emitted code may pull in. Sorted.
constexpr auto kReserved = std::to_array<std::string_view>({
    "alignas", "alignof", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char", "char16_t", "char32_t",
    "char8_t", "class", "co_await", "co_return", "co_yield", "compl", "concept", "const_cast", "consteval", "constexpr",
    "constinit", "continue", "decltype", "default", "delete", "do", "double", "dynamic_cast", "enum", "errno", "explicit",
    "export", "extern", "final", "float", "friend", "goto", "i386", "inline", "int", "linux", "long", "mutable",
    "namespace", "new", "noexcept", "nullptr", "offsetof", "operator", "override", "private", "protected", "public", "register",
    "reinterpret_cast", "requires", "riot", "self", "short", "signed", "sizeof", "static", "static_assert", "static_cast", "std",
    "stderr", "stdin", "stdout", "struct", "switch", "template", "this", "thread_local", "throw", "try", "typedef", "typeid",
    "typename", "union", "unix", "unsigned", "using", "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq",
});
static_assert(std::is_sorted(kReserved.begin(), kReserved.end()));

}  // namespace

std::string sanitise(std::string_view name) {
  std::string out;
  for (char c : name) {
    const char kept = is_name_character(c) ? c : '_';
    // Two underscores in a row are reserved everywhere.
    if (kept == '_' && !out.empty() && out.back() == '_') continue;
    out += kept;
  }
  if (out.empty() || (out[0] >= '0' && out[0] <= '9')) out.insert(out.begin(), '_');
  if (std::binary_search(kReserved.begin(), kReserved.end(), std::string_view(out))) out += '_';
  return out;
}

std::string Names::unique(const std::string& module, const std::string& wanted) {
  auto& taken = taken_[module];
  std::string name = wanted;
  for (int n = 2; !taken.insert(name).second; ++n)
    name = wanted + (wanted.back() == '_' || wanted.back() == '$' ? "" : "_") + std::to_string(n);
  return name;
}

}  // namespace riotc::lower
