// SPDX-License-Identifier: MIT
// What the tree does not hold: brackets, commas, comments and line ends, found again in the text.
#pragma once
#include <string_view>
#include <vector>

#include "compiler/parse/token.h"
#include "compiler/source/source.h"

namespace riotc::format {

// Tokens from one to another, both included.
struct TokenRange {
  size_t first = 0;
  size_t last = 0;
};

class Tokens {
 public:
  explicit Tokens(const SourceFile& file);

  const std::vector<Span>& comments() const { return comments_; }  // documentation too
  const parse::Token& operator[](size_t index) const { return tokens_[index]; }
  size_t size() const { return tokens_.size(); }

  // The token that begins at an offset, or the first behind it.
  size_t at(uint32_t offset) const;
  // The last token that ends at or before an offset; there is one.
  size_t before(uint32_t offset) const;
  // The bracket that belongs to this one.
  size_t partner(size_t index) const { return partner_[index]; }

  bool has_line_end(uint32_t begin, uint32_t end) const { return text_.substr(begin, end - begin).find('\n') != std::string_view::npos; }
  // Is the line above the one that begins with this a blank one?
  bool is_blank_before(uint32_t offset) const;
  // Blanks before the first character of the line of an offset.
  uint32_t indentation(uint32_t offset) const;

  // A node's tokens, with the parentheses around it that only group. Their number goes to `parentheses`.
  TokenRange grouped(Span span, size_t& parentheses) const;

 private:
  bool may_end(size_t index) const;
  bool opens_group(size_t index) const;

  std::string_view text_;
  std::vector<parse::Token> tokens_;  // without comments and line ends; a string is one, whatever is inserted into it
  std::vector<size_t> partner_;
  std::vector<Span> comments_;
};

}  // namespace riotc::format
