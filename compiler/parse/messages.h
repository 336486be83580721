// SPDX-License-Identifier: MIT
// What to say about a token that the parser did not expect.
//
// Knows nothing of ANTLR: a Situation is the tokens, the place, the rules that were open and what could have come.
#pragma once
#include <bitset>
#include <cstddef>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostics.h"
#include "compiler/parse/token.h"
#include "compiler/source/source.h"

namespace riotc::parse {

// Rules of the grammar whose names messages want to know.
enum class Rule {
  Other, Module, Item, Attribute, ImportItem, ConstItem, TypeItem, Fields, AliasItem, FunctionItem, Parameters, TestItem, Type,
  Block, Statement, LetElse, Arms, Arm, Call, Parenthesised, List, Comprehension, Map, If, Match, Receive, For, Spawn, Lambda,
  ShortLambda, String, Bits, Pattern
};

using TokenSet = std::bitset<static_cast<size_t>(TokenKind::END_OF_FILE) + 1>;

struct Situation {
  const SourceFile& file;
  const std::vector<Token>& tokens;
  size_t found = 0;         // index of the token that is wrong
  size_t start = 0;         // index of the first token of the statement, arm or item
  std::vector<Rule> rules;  // innermost first
  TokenSet expected;
};

void report_unexpected(const Situation& situation, Diagnostics& diagnostics);

// `while`, `class` and others that have a message of their own.
bool is_foreign_word(std::string_view word);

// Can an expression, a pattern, an item begin with this?
bool starts_expression(TokenKind kind);
bool starts_pattern(TokenKind kind);
bool starts_item(TokenKind kind);

}  // namespace riotc::parse
