// SPDX-License-Identifier: MIT
// Symbols of functions that the optimiser makes: unique in their module, and made of nothing but what the function is made
// from, so that names stay what they are when a program gets one function more.
#pragma once
#include <set>
#include <string>
#include <utility>

#include "compiler/core/core.h"

namespace riotc::optimise {

class Symbols {
 public:
  explicit Symbols(const core::Program& program);
  // `wanted` as an identifier: what is too long is cut, with a number for what was cut off, and what is taken gets a number.
  std::string unique(const std::string& module, std::string wanted);

 private:
  std::set<std::pair<std::string, std::string>> taken_;  // module, symbol
};

}  // namespace riotc::optimise
