// SPDX-License-Identifier: MIT
// Base64 (RFC 4648), which JSON needs too.
#pragma once
#include <string_view>

#include "runtime/src/value/text.h"

namespace riot::detail {

void add_base64(Text& out, std::string_view bytes, bool for_urls, bool padded);
// False when the text is not base64; padding may be left out.
bool decode_base64(Text& out, std::string_view text, bool for_urls);

}  // namespace riot::detail
