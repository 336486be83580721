// SPDX-License-Identifier: MIT
// Finds the words for one unexpected token. Private to messages.cpp, which has what holds for all programs, and shapes.cpp,
// which knows what other languages write.
#pragma once
#include <string>
#include <string_view>

#include "compiler/parse/foreign_words.h"
#include "compiler/parse/messages.h"

namespace riotc::parse {

using enum TokenKind;

// Operators that take an operand on their left: behind one's end they are not told among what could have come.
bool is_infix(TokenKind kind);
bool can_end_operand(TokenKind kind);

inline constexpr const char* kSmallConstructor = "names of types and constructors begin with a capital letter";

class Explainer {
 public:
  Explainer(const Situation& situation, Diagnostics& diagnostics)
      : s_(situation), diagnostics_(diagnostics), found_(s_.tokens[s_.found]), kind_(found_.kind), previous_(s_.found > 0 ? s_.tokens[s_.found - 1] : none_) {
    // A block that has not begun says nothing about the place; what wants the block does.
    bool before_block = s_.rules.size() > 1 && s_.rules.front() == Rule::Block && could_be(LBRACE) && s_.expected.count() == 1;
    rule_ = s_.rules.empty() ? Rule::Other : s_.rules[before_block ? 1 : 0];
    if (rule_ == Rule::LetElse && before_block) rule_ = Rule::Statement;
  }

  void explain() {
    if (comment_of_another_language() || foreign_word() || of_another_language() || by_token() || juxtaposed() || at_top_level()) return;
    in_general();
  }

 private:
  bool could_be(TokenKind kind) const { return s_.expected.test(static_cast<size_t>(kind)); }
  bool wants_expression() const { return could_be(MATCH) && could_be(INT); }
  bool wants_pattern() const { return !wants_expression() && could_be(CARET); }
  bool wants_type() const { return !wants_expression() && !wants_pattern() && could_be(UPPER_NAME) && could_be(FN); }
  // The parser may have left the loop over operators before it failed, so the place counts, too.
  bool behind_operand() const {
    if (could_be(PLUS) && could_be(STAR)) return true;
    if (!can_end_operand(previous_.kind) || wants_expression() || wants_pattern()) return false;
    switch (rule_) {
      case Rule::Block: case Rule::Arms: case Rule::Call: case Rule::Parenthesised: case Rule::List: case Rule::Comprehension: case Rule::String: return true;
      case Rule::Map: return !could_be(FAT_ARROW);
      case Rule::If: case Rule::Match: case Rule::For: return could_be(LBRACE);
      default: return false;
    }
  }
  bool operand_wanted() const {
    if (behind_operand()) return false;
    bool opened = previous_.kind == LPAREN || previous_.kind == LBRACKET || previous_.kind == LMAP;
    bool holds = rule_ == Rule::Call || rule_ == Rule::Parenthesised || rule_ == Rule::List || rule_ == Rule::Map;
    return wants_expression() || (opened && holds) || (rule_ == Rule::Block && !can_end_operand(previous_.kind));
  }
  Rule rule() const { return rule_; }
  // Is a rule open, inside of the innermost statement, arm or item?
  bool within(Rule wanted) const {
    for (Rule open : s_.rules) {
      if (open == wanted) return true;
      if (open == Rule::Statement || open == Rule::Arm || open == Rule::Item) return false;
    }
    return false;
  }
  std::string_view text(const Token& token) const { return s_.file.text(span(token)); }
  Span span(const Token& token) const { return Span{s_.file.id(), token.begin, token.end}; }
  TokenKind kind_at(size_t index) const { return index < s_.tokens.size() ? s_.tokens[index].kind : END_OF_FILE; }
  Token token_at(size_t index) const { return index < s_.tokens.size() ? s_.tokens[index] : none_; }
  std::string_view next_text() const { return s_.found + 1 < s_.tokens.size() ? text(s_.tokens[s_.found + 1]) : std::string_view(); }
  bool touches(size_t index) const { return index > 0 && index < s_.tokens.size() && s_.tokens[index - 1].end == s_.tokens[index].begin; }
  bool same_line(const Token& a, const Token& b) const {
    return s_.file.text(Span{s_.file.id(), a.end, b.begin}).find('\n') == std::string_view::npos;
  }

  // Behind the parentheses or type of an `fn` item that might have ended there.
  bool behind_header() const {
    if (rule_ == Rule::FunctionItem) return true;
    bool is_function = kind_at(s_.start) == FN || (kind_at(s_.start) == PUB && kind_at(s_.start + 1) == FN);
    return rule_ == Rule::Module && is_function && previous_.kind != RBRACE && previous_.depth == 0;
  }

  std::string found_text() const {
    switch (kind_) {
      case LOWER_NAME: case UPPER_NAME: case INT: case FLOAT: case DURATION: return "`" + std::string(text(found_)) + "`";
      case NEWLINE: return text(found_) == ";" ? "`;`" : "the end of the line";
      case RBRACE: case END_OF_FILE: return at_line_end() ? "the end of the line" : display(kind_);
      case SPAWN: return "`" + std::string(text(found_)) + "`";
      default: return display(kind_);
    }
  }

  // Line ends before `}` are not among the tokens, but it is they that came too early.
  bool at_line_end() const {
    if (kind_ == NEWLINE) return text(found_) != ";";
    return (kind_ == RBRACE || kind_ == END_OF_FILE) && s_.found > s_.start && !same_line(previous_, found_) && found_.depth + 1 == s_.tokens[s_.start].depth + (kind_ == END_OF_FILE ? 1 : 0);
  }

  // What is to be underlined: a line end is a place, not a stretch.
  Span place() const {
    if (at_line_end()) return Span{s_.file.id(), previous_.end, previous_.end};
    return span(found_);
  }

  DiagnosticBuilder say(Code code, Span where, const std::string& message, const std::string& help = "") {
    auto report = diagnostics_.error(code, where, message);
    if (!help.empty()) report.help(help);
    return report;
  }
  bool told(Code code, const std::string& message, const std::string& help = "") {
    say(code, place(), message, help);
    return true;
  }

  bool comment_of_another_language();
  bool foreign_word();
  bool of_another_language();
  bool body_behind_arrow();
  bool instead_of_operand();
  bool instead_of_operator();
  bool instead_of_type();
  bool in_header();
  bool is_unbound(size_t name) const;
  bool bar_in_comprehension();
  bool in_receive();
  bool small_constructor();
  bool in_loop();
  bool juxtaposed();
  bool by_token();
  bool behind_equals();
  bool at_colon();
  bool misplaced_item();
  bool at_top_level();
  bool has_colon_behind() const;
  void in_general();
  std::string expectation() const;

  const Situation& s_;
  Diagnostics& diagnostics_;
  const Token none_{};
  const Token& found_;
  TokenKind kind_;
  const Token& previous_;
  Rule rule_;
};

}  // namespace riotc::parse
