// SPDX-License-Identifier: MIT
#include "compiler/optimise/symbols.h"

#include <cctype>
#include <cstdio>

namespace riotc::optimise {

namespace {

constexpr size_t kLongest = 80;

// 32 bits of FNV-1a (Fowler, Noll, Vo) as eight digits.
std::string number_of(const std::string& text) {
  uint32_t hash = 2166136261u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  char digits[9];
  std::snprintf(digits, sizeof digits, "%08x", hash);
  return digits;
}

}  // namespace

Symbols::Symbols(const core::Program& program) {
  for (const core::Function& function : program.functions) taken_.emplace(function.module, function.symbol);
}

std::string Symbols::unique(const std::string& module, std::string wanted) {
  for (char& c : wanted)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '$') c = '_';  // core::derived_symbol
  if (wanted.size() > kLongest) wanted = wanted.substr(0, kLongest - 9) + "_" + number_of(wanted);
  std::string symbol = wanted;
  for (int n = 2; !taken_.emplace(module, symbol).second; ++n) symbol = wanted + "_" + std::to_string(n);
  return symbol;
}

}  // namespace riotc::optimise
