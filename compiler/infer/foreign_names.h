// SPDX-License-Identifier: MIT
// What other languages call things: a hint for names that are not known here.
#pragma once
#include <string_view>

namespace riotc::infer {

// Null if the name says nothing about where its writer comes from.
const char* help_for_foreign_name(std::string_view name);    // of a function, value or constructor
const char* help_for_foreign_module(std::string_view name);
const char* help_for_foreign_member(std::string_view module, std::string_view name);
const char* help_for_foreign_type(std::string_view name);

// `int`, which is a type variable here.
struct SmallType {
  std::string_view name;
  const char* meant;  // the type that takes no arguments and must be meant; null if the name suits a variable as well
  const char* help;
};
const SmallType* find_small_type(std::string_view name);

}  // namespace riotc::infer
