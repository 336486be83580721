// SPDX-License-Identifier: MIT
// The pass behind lay_out(): layout.cpp puts in line ends and closes brackets, strange_tokens.cpp deals with what no lexer of
// Riot's has a token for.
#pragma once
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/parse/layout.h"

namespace riotc::parse {

using enum TokenKind;

// Whether an expression or a type can end with this.
inline bool can_end(TokenKind kind) {
  switch (kind) {
    case LOWER_NAME: case UPPER_NAME: case UNDERSCORE: case INT: case FLOAT: case DURATION: case BAD_NUMBER: case TRUE: case FALSE:
    case STRING: case STRING_CLOSE: case RPAREN: case RBRACKET: case RBITS: case RBRACE: case QUESTION: case RETURN_UNIT:
      return true;
    default:
      return false;
  }
}

inline bool is_hidden(TokenKind kind) {
  return kind == COMMENT || kind == ITEM_DOC || kind == MODULE_DOC || kind == BLOCK_COMMENT;
}

inline bool is_round(TokenKind open) { return open == LPAREN || open == LBRACKET || open == LBITS; }
inline bool is_curly(TokenKind open) { return open == LBRACE || open == LMAP || open == INSERT_OPEN; }
inline bool is_string(TokenKind open) { return open == STRING_OPEN || open == TEXT_OPEN; }

// An operator of another language, and what it is called here.
struct ForeignOperator {
  std::string_view text;
  TokenKind instead;  // put in its place; NONE for nothing
  const char* message;
  const char* help;
};

class LayoutPass {
 public:
  LayoutPass(const SourceFile& file, const std::vector<Token>& raw, Diagnostics& diagnostics)
      : file_(file), text_(file.text()), raw_(raw), diagnostics_(diagnostics) {}

  Layout run();

 private:
  struct Level {
    TokenKind open;
    TokenKind role;       // of a brace: the IF, MATCH, FOR or RECEIVE whose body it holds, else NONE
    uint32_t begin, end;  // of the opening bracket
    uint32_t out_index;
    uint32_t heads;       // number of pending heads below this level
  };

  // ---- looking around
  TokenKind kind_at(size_t index) const { return index < raw_.size() ? raw_[index].kind : END_OF_FILE; }
  // The next token that is no comment; with `over_lines` also no line end.
  size_t next_index(size_t index, bool over_lines) const {
    do ++index;
    while (is_hidden(kind_at(index)) || (over_lines && kind_at(index) == NEWLINE));
    return index;
  }
  TokenKind previous() const { return out_.tokens.empty() ? NONE : out_.tokens.back().kind; }
  TokenKind innermost() const { return stack_.empty() ? NONE : stack_.back().open; }
  bool lines_count() const { return stack_.empty() || stack_.back().open == LBRACE; }
  size_t heads_base() const { return stack_.empty() ? 0 : stack_.back().heads; }
  bool head_pending() const { return heads_.size() > heads_base(); }
  std::string_view text(const Token& token) const { return text_.substr(token.begin, token.end - token.begin); }
  Span span(uint32_t begin, uint32_t end) const { return Span{file_.id(), begin, end}; }
  Span span(const Token& token) const { return span(token.begin, token.end); }
  uint32_t indentation(uint32_t offset) const;
  bool starts_file_line(uint32_t offset) const { return offset == 0 || text_[offset - 1] == '\n'; }
  bool is_item_start(size_t index) const;

  // ---- telling words apart
  TokenKind retag(size_t index) const;

  // ---- output
  void emit(Token token);
  void emit_made_up(TokenKind kind, uint32_t at) { emit(Token{kind, at, at, -1, 0}); }
  void open(const Token& token);
  void close_level(const Token& closer);
  void close_made_up(uint32_t at);
  void settle_newline(const Token& next);
  void significant(size_t index, Token token);

  // ---- mistakes
  bool balances_without(size_t index) const;
  void told(uint32_t begin, uint32_t end) { out_.reported.push_back(span(begin, end)); }
  void close_down_to(size_t height, uint32_t at);
  void report_unclosed(const Level& level, uint32_t until, Span because, const char* why);
  void close_everything(uint32_t at, Span because, const char* why);
  void close_bracket(size_t index, Token token);
  bool broken_string(const Token& newline);
  size_t bad_character(size_t index);
  bool bad_operator(size_t index, Token& token);
  bool look_closer(size_t index, Token& token, ForeignOperator& seen);
  bool is_declared_variable(size_t index) const;
  bool next_is_string(size_t index) const;
  void mark_short_functions();

  const SourceFile& file_;
  std::string_view text_;
  const std::vector<Token>& raw_;
  Diagnostics& diagnostics_;
  Layout out_;
  std::vector<Level> stack_;
  std::vector<TokenKind> heads_;       // IF, MATCH, FOR and RECEIVE that wait for their `{`, of all levels
  std::vector<uint32_t> match_;        // by index of an opening token in the output: that of its closing one
  Token newline_{};                    // a line end that has not been decided yet; kind NONE if there is none
  TokenKind last_role_ = NONE;         // role of the brace that closed last
  Level suspect_{};                    // first brace whose closing one is indented less, as if it closed an outer one
  Span suspect_closer_{};
  Level last_insert_{};                // the `${` that was closed last, and by what
  uint32_t last_insert_end_ = 0;
  size_t forced_ = 0;                  // braces that an item's beginning closed
  bool seen_reference_ = false;        // `&x` has been told of
  size_t lost_heads_ = 0;              // `match` and others of this item whose `{` did not come on their line
  bool seen_label_mark_ = false;
  std::pair<std::string_view, uint32_t> told_operator_;  // the foreign operator that was told last, and its line's end
  size_t skipped_ = 0;                 // tokens before this index that have not been looked at say nothing
  size_t last_stray_ = 0;              // one behind the index of the last bracket that closed nothing; 0 if none did
};

}  // namespace riotc::parse
