// SPDX-License-Identifier: MIT
// What other languages call things: a hint for names that are not known here.
#pragma once
#include <string_view>

namespace riotc::infer {

// Null if the name says nothing about where its writer comes from.
const char* help_for_foreign_name(std::string_view name);

}  // namespace riotc::infer
