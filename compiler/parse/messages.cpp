// SPDX-License-Identifier: MIT
#include "compiler/parse/messages.h"

#include <string>

namespace riotc::parse {

using enum TokenKind;

bool starts_expression(TokenKind kind) {
  switch (kind) {
    case MINUS: case NOT: case RETURN: case ASSERT: case FN_SHORT: case INT: case FLOAT: case DURATION: case TRUE: case FALSE: case STRING:
    case STRING_OPEN: case TEXT_OPEN: case LOWER_NAME: case UPPER_NAME: case UNDERSCORE: case RETURN_UNIT: case LPAREN: case LBRACKET:
    case LMAP: case LBITS: case LBRACE: case IF: case MATCH: case RECEIVE: case FOR: case FN: case SPAWN:
      return true;
    default:
      return false;
  }
}

bool starts_pattern(TokenKind kind) {
  switch (kind) {
    case MINUS: case INT: case FLOAT: case DURATION: case TRUE: case FALSE: case STRING: case STRING_OPEN: case TEXT_OPEN: case UNDERSCORE:
    case LOWER_NAME: case UPPER_NAME: case LPAREN: case LBRACKET: case LMAP: case LBITS: case CARET:
      return true;
    default:
      return false;
  }
}

bool starts_item(TokenKind kind) {
  switch (kind) {
    case AT: case PUB: case FN: case TYPE: case OPAQUE: case ALIAS: case CONST: case TEST: case IMPORT:
      return true;
    default:
      return false;
  }
}

void report_unexpected(const Situation& situation, Diagnostics& diagnostics) {
  const Token& found = situation.tokens[situation.found];
  diagnostics.error(Code::E0101, Span{situation.file.id(), found.begin, found.end}, std::string("unexpected ") + display(found.kind));
}

}  // namespace riotc::parse
