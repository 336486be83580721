// SPDX-License-Identifier: MIT
// The pass between lexer and parser: what a grammar cannot say without code.
//
// In:   all tokens of a file, line ends and comments included.
// Out:  the tokens that the parser sees, of which the brackets are balanced; comments aside.
// How:  one walk with a stack of open brackets. It
//       - keeps the line ends that end something (as NEWLINE, once each) and drops the others,
//       - makes names of keywords and soft keywords that stand where they are names,
//       - tells the `else` of a `let` from that of an `if`, `return` alone from `return e`, `fn() = e` from `fn() { }`
//         and `spawn { }` from the name: decisions that would cost the grammar its LL(1),
//       - drops trailing commas,
//       - reports what is wrong with brackets, strings and characters, and mends it so that the parser need not.
#pragma once
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostics.h"
#include "compiler/parse/token.h"
#include "compiler/source/source.h"

namespace riotc::parse {

// Brackets, and heads of `if`, `match` and `for` that wait for their `{`, may nest this deep. Each level costs the
// generated parser some 2 KiB of stack; nobody writes fifty.
constexpr size_t kMaxNesting = 500;

struct Layout {
  std::vector<Token> tokens;       // ends with END_OF_FILE
  std::vector<Span> comments;      // `// ..`, without the line end
  std::vector<Span> item_docs;     // `/// ..`
  std::vector<Span> module_docs;   // `//! ..`
  std::vector<Span> reported;      // places of mistakes already told: the parser keeps quiet about statements there
  bool gave_up = false;            // nested too deep to go on
};

Layout lay_out(const SourceFile& file, const std::vector<Token>& raw, Diagnostics& diagnostics);

}  // namespace riotc::parse
