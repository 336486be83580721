// SPDX-License-Identifier: MIT
#include "compiler/parse/layout_pass.h"

#include <algorithm>

namespace riotc::parse {

namespace {

const char* const kDisplay[] = {
    "nothing",
#define X(symbol, display) display,
#include "compiler/parse/tokens.def"
#undef X
    "the end of the file"};

// A line may end behind these without ending what it says.
bool continues_after(TokenKind kind) {
  switch (kind) {
    case PLUS: case MINUS: case STAR: case SLASH: case PERCENT: case CONCAT: case EQUAL: case NOT_EQUAL: case LESS:
    case LESS_EQUAL: case GREATER: case GREATER_EQUAL: case PIPE: case BANG: case DOTDOT: case BAR: case BARBAR: case FROM:
    case FAT_ARROW: case COLON: case COMMA: case ASSIGN: case ARROW: case DOT: case AND: case OR: case NOT: case IN: case WHEN:
    case AS: case LPAREN: case LBRACKET: case LBITS: case LMAP: case LBRACE:
      return true;
    default:
      return false;
  }
}

// A line that begins with these goes on with what the line above says.
bool continues_before(TokenKind kind) {
  switch (kind) {
    case PLUS: case STAR: case SLASH: case PERCENT: case CONCAT: case EQUAL: case NOT_EQUAL: case LESS: case LESS_EQUAL:
    case GREATER: case GREATER_EQUAL: case PIPE: case BANG: case DOTDOT: case BAR: case BARBAR: case FROM: case FAT_ARROW:
    case COMMA: case ASSIGN: case ARROW: case DOT: case AND: case OR: case ELSE: case LET_ELSE: case AFTER: case WHEN: case RECEIVES:
      return true;
    default:
      return false;
  }
}

// `return` before one of these has no operand.
bool ends_return(TokenKind kind) {
  switch (kind) {
    case NEWLINE: case SEMICOLON: case STRING_NEWLINE: case END_OF_FILE: case RPAREN: case RBRACKET: case RBITS: case RBRACE:
    case COMMA: case ELSE: case AND: case OR: case ARROW: case FAT_ARROW: case PIPE:
      return true;
    default:
      return false;
  }
}

TokenKind closer_of(TokenKind open) {
  switch (open) {
    case LPAREN: return RPAREN;
    case LBRACKET: return RBRACKET;
    case LBITS: return RBITS;
    case LMAP: case LBRACE: case INSERT_OPEN: return RBRACE;
    case STRING_OPEN: case TEXT_OPEN: return STRING_CLOSE;
    default: return NONE;
  }
}

}  // namespace

uint32_t LayoutPass::indentation(uint32_t offset) const {
  uint32_t start = offset;
  while (start > 0 && text_[start - 1] != '\n') --start;
  uint32_t at = start;
  while (at < text_.size() && (text_[at] == ' ' || text_[at] == '\t')) ++at;
  return at - start;
}

// An item at the very left of a line: nothing inside of brackets looks like that.
bool LayoutPass::is_item_start(size_t index) const {
  if (!starts_file_line(raw_[index].begin)) return false;
  TokenKind next = kind_at(index + 1);
  switch (raw_[index].kind) {
    case PUB: case CONST: case IMPORT: return next != COLON && next != COMMA;
    case TYPE: case ALIAS: return next == UPPER_NAME;
    case FN: return next == LOWER_NAME;
    case OPAQUE: return next == TYPE;
    case TEST: return next == STRING;
    // `@json` stands before a field, also at the left.
    case AT: return next == LOWER_NAME && !(innermost() == LPAREN && text(raw_[index + 1]) == "json");
    default: return false;
  }
}

TokenKind LayoutPass::retag(size_t index) const {
  const Token& token = raw_[index];
  TokenKind kind = token.kind;
  TokenKind before = previous();
  bool word = is_keyword(kind) || kind == AFTER || kind == ALIAS || kind == OPAQUE || kind == RECEIVES || kind == TEST;
  if (word && before == DOT) return LOWER_NAME;
  if (word && innermost() == LPAREN && kind_at(next_index(index, true)) == COLON) return LOWER_NAME;
  TokenKind next = kind_at(next_index(index, false));
  switch (kind) {
    case AFTER: {
      bool arm_may_begin = before == LBRACE || before == COMMA || before == NEWLINE || can_end(before);
      bool in_receive = innermost() == LBRACE && stack_.back().role == RECEIVE;
      bool is_pattern = next == ARROW || next == WHEN || next == BAR || next == AS;
      return in_receive && arm_may_begin && !is_pattern ? AFTER : LOWER_NAME;
    }
    case ALIAS: return next == UPPER_NAME ? ALIAS : LOWER_NAME;
    case OPAQUE: return next == TYPE ? OPAQUE : LOWER_NAME;
    case TEST: return next == STRING || next == STRING_OPEN || next == TEXT_OPEN ? TEST : LOWER_NAME;
    case RECEIVES: {
      bool behind_type = before == RPAREN || before == RBRACKET || before == UPPER_NAME || before == LOWER_NAME;
      bool before_type = next == UPPER_NAME || next == LOWER_NAME || next == LPAREN || next == FN;
      return behind_type && before_type ? RECEIVES : LOWER_NAME;
    }
    case ELSE: return before == RBRACE && last_role_ == IF ? ELSE : LET_ELSE;
    case RETURN: return ends_return(next) ? RETURN_UNIT : RETURN;
    case LOWER_NAME: {
      std::string_view name = text(token);
      bool spawns = next == LBRACE && (name == "spawn" || name == "spawn_link");
      return spawns && before != DOT && before != FN && !head_pending() ? SPAWN : LOWER_NAME;
    }
    case BAD_NUMBER: {
      std::string_view number = text(token);
      if (number.find('.') == std::string_view::npos) return INT;
      char last = number.back();
      return last == 's' || last == 'n' || last == 'h' || last == 'd' ? DURATION : FLOAT;
    }
    default: return kind;
  }
}

void LayoutPass::emit(Token token) {
  token.depth = static_cast<uint32_t>(stack_.size());
  out_.tokens.push_back(token);
}

void LayoutPass::open(const Token& token) {
  Level level{token.kind, NONE, token.begin, token.end, static_cast<uint32_t>(out_.tokens.size()), 0};
  if (token.kind == LBRACE && head_pending()) {
    level.role = heads_.back();
    heads_.pop_back();
  }
  level.heads = static_cast<uint32_t>(heads_.size());
  emit(token);
  stack_.push_back(level);
  if (stack_.size() + heads_.size() > kMaxNesting && !out_.gave_up) {
    diagnostics_.error(Code::E0110, span(token), "this is nested too deep")
        .here(std::to_string(kMaxNesting) + " levels are the limit")
        .help("give an inner part a name: a `let` or a function of its own");
    out_.gave_up = true;
  }
}

// Pops the innermost level, whose closing bracket this is.
void LayoutPass::close_level(const Token& closer) {
  Level level = stack_.back();
  stack_.pop_back();
  heads_.resize(level.heads);
  if (closer.kind != STRING_CLOSE && previous() == COMMA && out_.tokens.size() - 2 > level.out_index &&
      out_.tokens[out_.tokens.size() - 2].kind != COMMA)
    out_.tokens.pop_back();
  if (closer.kind == RBRACE && previous() == NEWLINE) out_.tokens.pop_back();
  if (level.open == LBRACE) last_role_ = level.role;
  if (level.open == INSERT_OPEN) {
    last_insert_ = level;
    last_insert_end_ = closer.end;
  }
  if (match_.size() <= level.out_index) match_.resize(level.out_index + 1, 0);
  match_[level.out_index] = static_cast<uint32_t>(out_.tokens.size());
  emit(closer);
}

void LayoutPass::close_made_up(uint32_t at) { close_level(Token{closer_of(stack_.back().open), at, at, -1, 0}); }

void LayoutPass::close_down_to(size_t height, uint32_t at) {
  while (stack_.size() > height) close_made_up(at);
}

void LayoutPass::report_unclosed(const Level& level, uint32_t until, Span because, const char* why) {
  Span place = span(level.begin, level.end);
  told(level.begin, until);
  if (is_string(level.open)) {
    diagnostics_.error(Code::E0104, place, "this string is never closed")
        .help(level.open == TEXT_OPEN ? "close it by `\"\"\"` on a line of its own" : "close it by `\"` on the same line");
    return;
  }
  auto report = diagnostics_.error(Code::E0102, place, "`" + std::string(file_.text(place)) + "` is never closed");
  if (because.is_known()) report.label(because, why);
  const size_t line_end = std::min(text_.find('\n', level.end), text_.size());
  if (text_.substr(level.end, line_end - level.end).find(" // ") != std::string_view::npos && because.is_known() == false)
    report.note("behind `//` stands a comment; `/` divides, and truncates on Ints");
  if (level.open == LBITS) report.help("`<<` opens bytes, `<<1, 2>>`; a shift is `int.shift_left(value, count)`");
}

// The file or the item ends while brackets are open.
void LayoutPass::close_everything(uint32_t at, Span because, const char* why) {
  if (stack_.empty()) return;
  if (suspect_.open != NONE && is_curly(stack_.back().open)) {
    report_unclosed(suspect_, at, suspect_closer_, "this `}` closes it, but is indented as if it closed an outer one");
  } else {
    report_unclosed(stack_.back(), at, because, why);
  }
  told(stack_.front().begin, at);
  for (const Level& level : stack_) forced_ += level.open == LBRACE;
  close_down_to(0, at);
  suspect_ = {};
}

// Whether the brackets that were opened on this line are closed by what follows on it, if this one is passed over.
bool LayoutPass::balances_without(size_t index) const {
  const uint32_t line = static_cast<uint32_t>(text_.rfind('\n', raw_[index].begin) + 1);
  std::vector<TokenKind> open;
  for (const Level& level : stack_) {
    if (level.begin < line) continue;
    if (!is_round(level.open) && !is_curly(level.open)) return false;
    open.push_back(level.open);
  }
  if (open.empty()) return false;
  for (size_t i = index + 1; i < raw_.size() && raw_[i].kind != NEWLINE && raw_[i].kind != END_OF_FILE; ++i) {
    const TokenKind kind = raw_[i].kind;
    if (is_round(kind) || is_curly(kind)) {
      open.push_back(kind);
    } else if (kind == RPAREN || kind == RBRACKET || kind == RBITS || kind == RBRACE) {
      if (open.empty() || closer_of(open.back()) != kind) return false;
      open.pop_back();
    }
  }
  return open.empty() || (open.size() == 1 && open.back() == LBRACE && kind_at(index + 1) != NEWLINE);
}

void LayoutPass::close_bracket(size_t index, Token token) {
  TokenKind wanted = token.kind;
  // One too many, or one whose partner is missing before it: `f(g x), 1)`, `f(a])`.
  if (!stack_.empty() && closer_of(stack_.back().open) != wanted && (is_round(stack_.back().open) || is_curly(stack_.back().open)) && balances_without(index)) {
    const size_t line_end = std::min(text_.find('\n', token.begin), text_.size());
    diagnostics_.error(Code::E0103, span(token), "this `" + std::string(text(token)) + "` closes nothing")
        .label(span(stack_.back().begin, stack_.back().end), std::string("`") + std::string(file_.text(span(stack_.back().begin, stack_.back().end))) + "` is open here");
    told(static_cast<uint32_t>(text_.rfind('\n', token.begin) + 1), static_cast<uint32_t>(line_end));
    return;
  }
  // How far down may this bracket reach? A curly one past round ones, which must then be unclosed; a round one not
  // past a curly one, unless all of that stands on one line.
  size_t height = stack_.size();
  while (height > 0) {
    TokenKind candidate = stack_[height - 1].open;
    if (closer_of(candidate) == wanted) break;
    bool same_line = text_.substr(stack_[height - 1].begin, token.begin - stack_[height - 1].begin).find('\n') == std::string_view::npos;
    if (is_string(candidate) || candidate == INSERT_OPEN || (is_curly(candidate) && !(same_line && candidate == LBRACE))) {
      height = 0;
      break;
    }
    --height;
  }
  if (height == 0) {
    TokenKind top = innermost();
    if (is_round(top) && wanted != RBRACE && kind_at(next_index(index, true)) != closer_of(top)) {
      told(stack_.back().begin, token.end);
      diagnostics_.error(Code::E0103, span(token), "`" + std::string(text(token)) + "` does not close what is open")
          .here(std::string("expected ") + display(closer_of(top)))
          .label(span(stack_.back().begin, stack_.back().end), "opened here");
      token.kind = closer_of(top);
      close_level(token);
      return;
    }
    size_t before = index;
    while (before > 0 && (raw_[before - 1].kind == NEWLINE || is_hidden(raw_[before - 1].kind))) --before;
    bool again = before > 0 && last_stray_ == before;
    last_stray_ = index + 1;
    if (again) return;
    if (stack_.empty() && wanted == RBRACE && forced_ > 0) {
      --forced_;  // of a brace that seemed to be unclosed, and was told of
      told(token.begin, token.end);
      return;
    }
    // It closes the block that a `match` without its `{` would have begun: the parser tells of that one.
    const bool of_lost_head = stack_.empty() && wanted == RBRACE && lost_heads_ > 0;
    if (of_lost_head) {
      --lost_heads_;
      for (size_t i = out_.tokens.size(); i-- > 0;)
        if (out_.tokens[i].kind == RBRACE && out_.tokens[i].depth == 0) {
          told(out_.tokens[i].end, token.end);
          break;
        }
      return;
    }
    auto report = diagnostics_.error(Code::E0103, span(token), "this `" + std::string(text(token)) + "` closes nothing");
    // A `}` too many further up has ended the function early: what follows it is no second mistake.
    uint32_t from = token.begin;
    if (stack_.empty() && wanted == RBRACE)
      for (size_t i = out_.tokens.size(); i-- > 0;)
        if (out_.tokens[i].kind == RBRACE && out_.tokens[i].depth == 0) {
          from = out_.tokens[i].begin;
          report.label(span(out_.tokens[i]), "the block ended here already");
          break;
        }
    told(from, token.end);
    if (wanted == RBITS) report.help("`>>` closes bytes, `<<1, 2>>`; a shift is `int.shift_right(value, count)`");
    return;
  }
  if (height < stack_.size()) {
    uint32_t at = out_.tokens.back().end;
    report_unclosed(stack_.back(), token.begin, span(token), "closed by nothing before this");
    close_down_to(height, at);
  }
  const Level& level = stack_.back();
  bool alone = newline_.kind != NONE;
  if (level.open == LBRACE && alone && suspect_.open == NONE && indentation(token.begin) < indentation(level.begin)) {
    suspect_ = level;
    suspect_closer_ = span(token);
  }
  newline_ = {};
  close_level(token);
  if (stack_.empty()) suspect_ = {};
}

// Decides about the line end before a token, if there was one.
void LayoutPass::settle_newline(const Token& next) {
  if (newline_.kind == NONE) return;
  Token newline = newline_;
  newline_ = {};
  if (!lines_count() || out_.tokens.empty()) return;
  TokenKind before = previous();
  if (before == NEWLINE || continues_after(before) || continues_before(next.kind)) return;
  if (next.kind != LBRACE) lost_heads_ += heads_.size() - heads_base();
  heads_.resize(heads_base());
  emit(newline);
}

void LayoutPass::significant(size_t index, Token token) {
  bool at_line_start = newline_.kind != NONE || out_.tokens.empty();
  if (at_line_start && !stack_.empty() && token.raw >= 0) {
    if (is_item_start(index)) {
      lost_heads_ = 0;
      close_everything(out_.tokens.back().end, span(token), "before this item begins");
    } else if (token.kind == LET && is_round(innermost()) && kind_at(next_index(index, true)) != COLON) {
      size_t height = stack_.size();
      while (height > 0 && is_round(stack_[height - 1].open)) --height;
      report_unclosed(stack_.back(), token.begin, span(token), "before this statement begins");
      close_down_to(height, out_.tokens.back().end);
    }
  }
  TokenKind before = previous();
  switch (token.kind) {
    case LPAREN: case LBRACKET: case LBITS: case MINUS:
      if (at_line_start && !lines_count() && can_end(before)) {
        auto report = diagnostics_.error(Code::E0115, span(token), "a `,` is missing before this line");
        report.note(std::string("a ") + display(token.kind) + " at the start of a line never continues the line above");
        told(token.begin, token.end);
        if (innermost() != INSERT_OPEN) emit_made_up(COMMA, out_.tokens.back().end);
      }
      break;
    case LBRACE:
      if (at_line_start && lines_count() && (head_pending() || before == ELSE || before == LET_ELSE || (stack_.empty() && can_end(before)))) {
        diagnostics_.error(Code::E0116, span(token), "this `{` belongs at the end of the line above")
            .note("a line end ends the statement, so that the block would stand alone");
        newline_ = {};
      }
      break;
    default:
      break;
  }
  // A line end before `}` ends nothing; close_bracket() wants to know of it.
  if (token.kind != RBRACE) settle_newline(token);
  switch (token.kind) {
    case LPAREN: case LBRACKET: case LBITS: case LMAP: case LBRACE: case INSERT_OPEN: case STRING_OPEN: case TEXT_OPEN:
      open(token);
      break;
    case RPAREN: case RBRACKET: case RBITS: case RBRACE:
      close_bracket(index, token);
      newline_ = {};
      break;
    case STRING_CLOSE:
      if (is_string(innermost())) close_level(token);
      break;
    case IF: case MATCH: case FOR: case RECEIVE:
      if (token.kind == MATCH && previous() == PIPE && kind_at(next_index(index, false)) == LBRACE) {
        // `x |> match { .. }`: its arms are read as those of a `match` of its own.
        diagnostics_.error(Code::E0114, span(token), "nothing is piped into a `match`").help("its value stands behind it: `match int.parse(text) { Some(n) -> .., None -> .. }`");
        told(token.begin, token.end);
        out_.tokens.back().kind = NEWLINE;
        out_.tokens.back().raw = -1;
        heads_.push_back(token.kind);
        emit(token);
        emit_made_up(TRUE, token.end);
        break;
      }
      heads_.push_back(token.kind);
      if (stack_.size() + heads_.size() > kMaxNesting && !out_.gave_up) {
        diagnostics_.error(Code::E0110, span(token), "this is nested too deep").here(std::to_string(kMaxNesting) + " levels are the limit");
        out_.gave_up = true;
      }
      emit(token);
      break;
    case COMMA:
      heads_.resize(heads_base());
      emit(token);
      break;
    case AFTER:
      if (previous() == NEWLINE) out_.tokens.pop_back();
      emit(token);
      break;
    default:
      emit(token);
  }
}

// `fn(..) = e`: where behind the parameters and types an `=` stands, not a `{`.
void LayoutPass::mark_short_functions() {
  std::vector<Token>& tokens = out_.tokens;
  match_.resize(tokens.size() + 1, 0);
  for (size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].kind != FN || tokens[i + 1].kind != LPAREN) continue;
    size_t at = match_[i + 1] + 1;
    if (at == 1) continue;
    while (at < tokens.size()) {
      TokenKind kind = tokens[at].kind;
      if ((kind == LPAREN || kind == LBRACKET) && match_[at] > at) at = match_[at] + 1;
      else if (kind == ARROW || kind == RECEIVES || kind == UPPER_NAME || kind == LOWER_NAME || kind == DOT || kind == FN) ++at;
      else break;
    }
    if (at < tokens.size() && tokens[at].kind == ASSIGN) tokens[i].kind = FN_SHORT;
  }
}

Layout LayoutPass::run() {
  out_.tokens.reserve(raw_.size());
  for (size_t i = 0; i < raw_.size() && !out_.gave_up; ++i) {
    if (i < skipped_) continue;
    Token token = raw_[i];
    token.raw = static_cast<int32_t>(i);
    auto without_return = [&] {
      uint32_t end = token.end;
      if (end > token.begin && text_[end - 1] == '\r') --end;
      return span(token.begin, end);
    };
    switch (token.kind) {
      case COMMENT: out_.comments.push_back(without_return()); break;
      case ITEM_DOC: out_.item_docs.push_back(without_return()); break;
      case MODULE_DOC: out_.module_docs.push_back(without_return()); break;
      case BLOCK_COMMENT:
        diagnostics_.error(Code::E0118, span(token.begin, token.begin + 2), "there are no block comments").help("begin each line of the comment with `//`");
        if (newline_.kind == NONE && text(token).find('\n') != std::string_view::npos) newline_ = Token{NEWLINE, token.end, token.end, -1, 0};
        break;
      case NEWLINE:
        if (newline_.kind == NONE) newline_ = token;
        break;
      case STRING_NEWLINE:
        if (broken_string(token)) break;
        newline_ = token;
        newline_.kind = NEWLINE;
        break;
      case SEMICOLON:
        newline_ = {};
        if (!lines_count()) {
          emit(token);
        } else if (previous() != NEWLINE && previous() != LBRACE && !out_.tokens.empty()) {
          heads_.resize(heads_base());
          token.kind = NEWLINE;
          emit(token);
        }
        break;
      case BAD_CHARACTER: i = bad_character(i); break;
      case BAD_OPERATOR:
        if (bad_operator(i, token)) significant(i, token);
        break;
      default:
        token.kind = retag(i);
        // `=<`, as in Erlang.
        if (token.kind == LESS && previous() == ASSIGN && out_.tokens.back().end == token.begin) {
          token.begin = out_.tokens.back().begin;
          out_.tokens.pop_back();
          diagnostics_.error(Code::E0114, span(token), "`=<` is written `<=`");
          told(token.begin, token.end);
          token.kind = LESS_EQUAL;
        }
        significant(i, token);
    }
  }
  uint32_t end = static_cast<uint32_t>(text_.size());
  if (!out_.gave_up) close_everything(out_.tokens.empty() ? 0 : out_.tokens.back().end, {}, "");
  if (previous() == NEWLINE) out_.tokens.pop_back();
  emit(Token{END_OF_FILE, end, end, -1, 0});
  if (!out_.gave_up) mark_short_functions();
  return std::move(out_);
}

const char* display(TokenKind kind) { return kDisplay[static_cast<size_t>(kind)]; }

bool is_keyword(TokenKind kind) {
  return (kind >= AND && kind <= WHEN) || kind == LET_ELSE || kind == FN_SHORT || kind == RETURN_UNIT;
}

bool is_keyword(std::string_view text) {
  for (uint16_t kind = static_cast<uint16_t>(AND); kind <= static_cast<uint16_t>(WHEN); ++kind) {
    std::string_view shown = kDisplay[kind];
    if (shown.substr(1, shown.size() - 2) == text) return true;
  }
  return false;
}

Layout lay_out(const SourceFile& file, const std::vector<Token>& raw, Diagnostics& diagnostics) {
  return LayoutPass(file, raw, diagnostics).run();
}

}  // namespace riotc::parse
