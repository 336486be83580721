// SPDX-License-Identifier: MIT
// Tokens as the stages of this folder hand them on: plain values, without ANTLR.
#pragma once
#include <cstdint>
#include <vector>

#include "compiler/source/source.h"

namespace riotc::parse {

// Named as in the grammar, so that both can be read side by side.
enum class TokenKind : uint16_t {
  NONE,
#define X(symbol, display) symbol,
#include "compiler/parse/tokens.def"
#undef X
  END_OF_FILE
};

struct Token {
  TokenKind kind = TokenKind::NONE;
  uint32_t begin = 0;  // bytes [begin, end) of the file
  uint32_t end = 0;
  int32_t raw = -1;    // index among the lexer's tokens; -1 for one that the layout pass made up
  uint32_t depth = 0;  // number of brackets around it; a bracket itself counts as outside of itself
};

// "`and`", "a name"
const char* display(TokenKind kind);

// A keyword always; not `after`, `test` and the like.
bool is_keyword(TokenKind kind);
// Is the text one of the keywords?
bool is_keyword(std::string_view text);

}  // namespace riotc::parse
