// SPDX-License-Identifier: MIT
#include "compiler/format/tokens.h"

#include <algorithm>

#include "compiler/parse/scan.h"

namespace riotc::format {

using parse::Token;
using enum parse::TokenKind;

Tokens::Tokens(const SourceFile& file) : text_(file.text()) {
  size_t strings = 0;  // open ones
  for (const Token& token : parse::scan(file)) {
    switch (token.kind) {
      case STRING_OPEN: case TEXT_OPEN:
        if (strings++ == 0) {
          tokens_.push_back(token);
          tokens_.back().kind = STRING;
        }
        continue;
      case STRING_CLOSE:
        if (--strings == 0) tokens_.back().end = token.end;
        continue;
      default: break;
    }
    if (strings > 0) continue;
    switch (token.kind) {
      case COMMENT: case ITEM_DOC: case MODULE_DOC: {
        std::string_view comment = text_.substr(token.begin, token.end - token.begin);
        size_t length = comment.find_last_not_of(" \t\r") + 1;
        comments_.push_back({file.id(), token.begin, token.begin + static_cast<uint32_t>(length)});
        break;
      }
      case NEWLINE: break;
      default: tokens_.push_back(token);
    }
  }
  partner_.resize(tokens_.size());
  std::vector<size_t> open;
  for (size_t i = 0; i < tokens_.size(); ++i) {
    switch (tokens_[i].kind) {
      case LPAREN: case LBRACKET: case LBITS: case LMAP: case LBRACE: open.push_back(i); break;
      case RPAREN: case RBRACKET: case RBITS: case RBRACE:
        partner_[i] = open.back();
        partner_[open.back()] = i;
        open.pop_back();
        break;
      default: break;
    }
  }
}

size_t Tokens::at(uint32_t offset) const {
  auto found = std::lower_bound(tokens_.begin(), tokens_.end(), offset, [](const Token& token, uint32_t wanted) { return token.begin < wanted; });
  return static_cast<size_t>(found - tokens_.begin());
}

size_t Tokens::before(uint32_t offset) const {
  auto found = std::upper_bound(tokens_.begin(), tokens_.end(), offset, [](uint32_t wanted, const Token& token) { return wanted < token.end; });
  return static_cast<size_t>(found - tokens_.begin()) - 1;
}

bool Tokens::is_blank_before(uint32_t offset) const {
  // What may stand before a node on its line and yet belongs to it.
  while (offset > 0 && std::string_view(" \t(|.").find(text_[offset - 1]) != std::string_view::npos) --offset;
  if (offset == 0 || text_[offset - 1] != '\n') return false;
  --offset;
  while (offset > 0 && std::string_view(" \t\r").find(text_[offset - 1]) != std::string_view::npos) --offset;
  return offset == 0 || text_[offset - 1] == '\n';
}

uint32_t Tokens::indentation(uint32_t offset) const {
  size_t start = offset == 0 ? std::string_view::npos : text_.rfind('\n', offset - 1);
  start = start == std::string_view::npos ? 0 : start + 1;
  size_t at = start;
  while (at < text_.size() && text_[at] == ' ') ++at;
  return static_cast<uint32_t>(at - start);
}

// Can what stands here be called, if a `(` follows?
bool Tokens::may_end(size_t index) const {
  switch (tokens_[index].kind) {
    case LOWER_NAME: case UPPER_NAME: case UNDERSCORE: case AFTER: case ALIAS: case OPAQUE: case RECEIVES: case TEST:
    case INT: case FLOAT: case DURATION: case TRUE: case FALSE: case STRING: case RPAREN: case RBRACKET: case RBITS: case RBRACE: case QUESTION:
    case FN:  // its parameters
      return true;
    default:
      return index > 0 && tokens_[index - 1].kind == DOT;
  }
}

bool Tokens::opens_group(size_t index) const {
  if (tokens_[index].kind != LPAREN) return false;
  return index == 0 || !may_end(index - 1) || has_line_end(tokens_[index - 1].end, tokens_[index].begin);
}

// The span of a node leaves out the parentheses around its own first and last part, so both ends are moved until they
// balance; a pair around all of that is the node's own.
TokenRange Tokens::grouped(Span span, size_t& parentheses) const {
  TokenRange range{at(span.begin), before(span.end)};
  parentheses = 0;
  while (true) {
    if (range.last + 1 < size() && tokens_[range.last + 1].kind == RPAREN && partner_[range.last + 1] >= range.first) {
      ++range.last;
      continue;
    }
    if (range.first == 0 || tokens_[range.first - 1].kind != LPAREN) return range;
    size_t closing = partner_[range.first - 1];
    if (closing <= range.last) {
      --range.first;
      continue;
    }
    bool whole = closing == range.last + 1 || (closing == range.last + 2 && tokens_[range.last + 1].kind == COMMA);
    if (!whole || !opens_group(range.first - 1)) return range;
    --range.first;
    range.last = closing;
    ++parentheses;
  }
}

}  // namespace riotc::format
