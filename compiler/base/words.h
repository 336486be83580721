// SPDX-License-Identifier: MIT
// What names are made of.
#pragma once

namespace riotc {

constexpr bool is_name_character(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

}  // namespace riotc
