// SPDX-License-Identifier: MIT
#include "compiler/parse/layout.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "compiler/parse/characters.h"

namespace riotc::parse {

using enum TokenKind;

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

// Can an expression or a type end with this?
bool can_end(TokenKind kind) {
  switch (kind) {
    case LOWER_NAME: case UPPER_NAME: case UNDERSCORE: case INT: case FLOAT: case DURATION: case BAD_NUMBER: case TRUE: case FALSE:
    case STRING: case STRING_CLOSE: case RPAREN: case RBRACKET: case RBITS: case RBRACE: case QUESTION: case RETURN_UNIT:
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

bool is_hidden(TokenKind kind) {
  return kind == COMMENT || kind == ITEM_DOC || kind == MODULE_DOC || kind == BLOCK_COMMENT;
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

bool is_round(TokenKind open) { return open == LPAREN || open == LBRACKET || open == LBITS; }
bool is_curly(TokenKind open) { return open == LBRACE || open == LMAP || open == INSERT_OPEN; }
bool is_string(TokenKind open) { return open == STRING_OPEN || open == TEXT_OPEN; }

// What operators of other languages are called here.
struct ForeignOperator {
  std::string_view text;
  TokenKind instead;  // put in its place; NONE for nothing
  const char* message;
  const char* help;
};
constexpr ForeignOperator kForeignOperators[] = {
    {"&&", AND, "`&&` is written `and`", ""},
    {"&", NONE, "there is no operator `&`", "bits are combined by functions: `int.bit_and(a, b)`; both conditions: `a and b`"},
    {"===", EQUAL, "`===` is written `==`", ""},
    {"!==", NOT_EQUAL, "`!==` is written `!=`", ""},
    {"<>", NOT_EQUAL, "there is no operator `<>`", "`!=` asks whether two values differ, `++` joins two strings or lists"},
    {"**", STAR, "there is no operator `**`", "powers are functions: `int.power(2, 10)`, `float.power(2.0, 0.5)`"},
    {"::", DOT, "there is no `::`", "an element in front of a list: `[x, ..xs]`; a member of a module: `list.map`; the type of a variable: `x: Int`"},
    {":=", ASSIGN, "`:=` is written `=`", "a new variable is bound by `let x = 1`"},
    {"+=", NONE, "variables do not change, so there is no `+=`", "bind the new value to a name, `let x = x + 1`, or pass it on as an argument"},
    {"-=", NONE, "variables do not change, so there is no `-=`", "bind the new value to a name, `let x = x - 1`, or pass it on as an argument"},
    {"*=", NONE, "variables do not change, so there is no `*=`", "bind the new value to a name, `let x = x * 2`, or pass it on as an argument"},
    {"/=", NONE, "there is no operator `/=`", "`!=` asks whether two values differ; variables do not change: bind the new value by `let`"},
    {"%=", NONE, "variables do not change, so there is no `%=`", "bind the new value to a name, `let x = x % 2`, or pass it on as an argument"},
    {"...", DOTDOT, "`...` is written `..`", ""},
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
  void told(uint32_t begin, uint32_t end) { out_.reported.push_back(span(begin, end)); }
  void close_down_to(size_t height, uint32_t at);
  void report_unclosed(const Level& level, uint32_t until, Span because, const char* why);
  void close_everything(uint32_t at, Span because, const char* why);
  void close_bracket(size_t index, Token token);
  void broken_string(const Token& newline);
  size_t bad_character(size_t index);
  bool bad_operator(size_t index, Token& token);
  bool look_closer(size_t index, Token& token, ForeignOperator& seen);
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
  std::pair<std::string_view, uint32_t> told_operator_;  // the foreign operator that was told last, and its line's end
  size_t last_stray_ = 0;              // one behind the index of the last bracket that closed nothing; 0 if none did
};

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

void LayoutPass::close_bracket(size_t index, Token token) {
  TokenKind wanted = token.kind;
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

// The lexer met a line end inside of "..": it has gone back to where the outermost such string began.
void LayoutPass::broken_string(const Token& newline) {
  size_t first = 0;
  while (first < stack_.size() && stack_[first].open != STRING_OPEN) ++first;
  if (first == stack_.size()) return;
  // `"${name` without its `}`: the next one, lines below, was taken for it, and then the string could not go on.
  auto lines_between = [&](uint32_t begin, uint32_t end) { return text_.substr(begin, end - begin).find('\n') != std::string_view::npos; };
  bool blank_behind = text_.substr(last_insert_end_, newline.begin - last_insert_end_).find_first_not_of(" \t\r") == std::string_view::npos;
  if (last_insert_.open != NONE && first + 1 == stack_.size() && last_insert_.begin > stack_[first].begin && blank_behind &&
      lines_between(last_insert_.begin, last_insert_end_)) {
    report_unclosed(last_insert_, newline.begin, {}, "");
    told(stack_[first].begin, newline.begin);
    close_down_to(first, newline.begin);
    newline_ = Token{NEWLINE, newline.begin, newline.begin, -1, 0};
    close_bracket(raw_.size(), Token{RBRACE, newline.begin, newline.begin, -1, 0});
    return;
  }
  const uint32_t string_begin = stack_[first].begin;
  size_t insert = stack_.size();
  for (size_t i = stack_.size(); i-- > first;)
    if (stack_[i].open == INSERT_OPEN) {
      insert = i;
      break;
    }
  report_unclosed(insert < stack_.size() ? stack_[insert] : stack_.back(), newline.begin, {}, "");
  told(stack_[first].begin, newline.begin);
  close_down_to(first, newline.begin);
  // What would have closed the brackets before it on this line is probably in the string.
  const size_t braces = static_cast<size_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(string_begin), text_.begin() + newline.begin, '}'));
  size_t closed = 0;
  const auto is_swallowed = [&](const Level& level) {
    if (lines_between(level.begin, newline.begin)) return false;
    return is_round(level.open) || (is_curly(level.open) && closed++ < braces);
  };
  while (!stack_.empty() && is_swallowed(stack_.back())) {
    told(stack_.back().begin, newline.begin);
    close_made_up(newline.begin);
  }
}

// Returns the index of the last token that it has dealt with.
size_t LayoutPass::bad_character(size_t index) {
  Token token = raw_[index];
  Character character = decode_character(text_.substr(token.begin));
  token.end = token.begin + character.length;
  auto skip_until = [&](uint32_t offset) {
    while (index + 1 < raw_.size() && raw_[index + 1].begin < offset && raw_[index + 1].kind != NEWLINE) ++index;
  };
  size_t line_end = std::min(text_.find('\n', token.begin), text_.size());
  const LookAlike* look = character.valid ? find_look_alike(character.code) : nullptr;
  std::string shown(text_.substr(token.begin, character.length));
  bool quote = character.code == '\'' || (look && std::string_view(look->meant) == "\"");
  // `'a` in a type, as in OCaml and Rust.
  const bool in_type = previous() == COLON || previous() == ARROW || previous() == LBRACKET || previous() == COMMA;
  const bool is_letter = token.end < text_.size() && text_[token.end] >= 'a' && text_[token.end] <= 'z';
  const size_t closes = text_.substr(token.end, line_end - token.end).find('\'');
  const bool is_short = closes == 1 || (closes != std::string_view::npos && previous() == COMMA);  // 'a'
  const bool behind_mark = token.begin > 0 && text_[token.begin - 1] == '&';
  if (character.code == '\'' && behind_mark && is_letter && kind_at(next_index(index, false)) == LOWER_NAME) return index;  // `&'a str`
  if (character.code == '\'' && in_type && is_letter && !is_short && kind_at(next_index(index, false)) == LOWER_NAME) {
    if (told_operator_ != std::pair(std::string_view("'a"), static_cast<uint32_t>(line_end)))
      diagnostics_.error(Code::E0108, span(token), "type variables have no mark").help("names in small letters are type variables: `fn first(xs: List[a]) -> a`");
    told_operator_ = {"'a", static_cast<uint32_t>(line_end)};
    return index;
  }
  if (character.valid && quote) {
    // As a string, if there is another such mark on this line.
    size_t closing = token.end;
    while (closing < line_end) {
      Character other = decode_character(text_.substr(closing));
      const LookAlike* other_look = find_look_alike(other.code);
      closing += other.length;
      if (other.code == character.code || (other_look && std::string_view(other_look->meant) == "\"")) break;
      if (closing >= line_end) closing = std::string_view::npos - 1;
    }
    bool whole = closing <= line_end && closing > token.end;
    if (whole) token.end = static_cast<uint32_t>(closing);
    told(token.begin, token.end);
    if (character.code == '\'' && told_operator_ == std::pair(std::string_view("'"), static_cast<uint32_t>(line_end))) {
      // The quotes of one text, or several on a line, are one mistake.
    } else if (character.code == '\'') {
      told_operator_ = {"'", static_cast<uint32_t>(line_end)};
      diagnostics_.error(Code::E0108, span(token), "strings are written in double quotes").help("write `\"..\"`; there are no characters, only strings");
    } else {
      diagnostics_.error(Code::E0108, span(token.begin, token.begin + character.length), "`" + shown + "` is not a quotation mark that Riot knows")
          .here(std::string(look->name) + ", " + code_point_name(character.code))
          .help("write `\"`");
    }
    skip_until(token.end);
    if (whole) {
      token.kind = STRING;
      token.raw = -1;
      settle_newline(token);
      emit(token);
    }
    return index;
  }
  if (!character.valid) {
    // Told once for the whole file, before the layout.
    skip_until(token.end);
    told(token.begin, token.end);
    return index;
  }
  if (look) {
    std::string meant = look->meant;
    skip_until(token.end);
    auto report = diagnostics_.error(Code::E0108, span(token), meant == " " || meant.empty() ? std::string("a character that cannot be seen stands here")
                                                                        : "`" + shown + "` is not `" + meant + "`");
    report.here(std::string(look->name) + ", " + code_point_name(character.code));
    if (meant.empty()) report.help("delete it");
    else if (meant == " ") report.help("write a plain blank");
    else report.help("write `" + meant + "`");
    for (size_t kind = 1; kind < static_cast<size_t>(END_OF_FILE); ++kind)
      if ("`" + meant + "`" == kDisplay[kind]) {
        token.kind = static_cast<TokenKind>(kind);
        token.raw = -1;
        significant(index, token);
        return index;
      }
    if (meant != " ") told(token.begin, token.end);
    return index;
  }
  if (character.code == '#') {
    const TokenKind next = kind_at(index + 1);
    const bool touches = index + 1 < raw_.size() && raw_[index + 1].begin == token.end;
    if (touches && next == LPAREN)
      diagnostics_.error(Code::E0108, span(token), "a tuple has no `#`").help("tuples are written `(1, \"a\")`");
    else if (touches && next == LBRACKET)
      diagnostics_.error(Code::E0108, span(token), "attributes are written with `@`").help("nothing has to be derived: every value without functions can be shown, compared, hashed and written as JSON");
    else if (touches && (next == LOWER_NAME || next == UPPER_NAME) && kind_at(index + 2) == LBRACE)
      diagnostics_.error(Code::E0108, span(token), "a record has no `#`").help("a value with named fields is written `User(name: \"Ada\")`, its field `user.name`");
    else
      diagnostics_.error(Code::E0108, span(token), "`#` does not begin a comment").help("comments begin with `//`; a map is `#{key => value}`");
    told(token.begin, static_cast<uint32_t>(line_end));
    skip_until(static_cast<uint32_t>(line_end));
    return index;
  }
  if (character.code == '\\') {
    diagnostics_.error(Code::E0114, span(token), "`\\` does not begin a closure").help("closures are written `fn(x) { x + 1 }` or `fn(x) = x + 1`");
    told(token.begin, static_cast<uint32_t>(line_end));
    return index;
  }
  if (character.code == '`') {
    const size_t closing = text_.find('`', token.end);
    if (closing < line_end) token.end = static_cast<uint32_t>(closing + 1);
    diagnostics_.error(Code::E0108, span(token), "a backtick has no meaning here").help("text stands in `\"`, and `${..}` inserts values into it");
    told(token.begin, static_cast<uint32_t>(line_end));
    skip_until(token.end);
    return index;
  }
  // Neighbours of the same sort are one mistake.
  while (token.end < line_end) {
    Character next = decode_character(text_.substr(token.end));
    if (!next.valid || next.code < 0x80 || character.code < 0x80 || find_look_alike(next.code)) break;
    token.end += next.length;
  }
  skip_until(token.end);
  told(token.begin, token.end);
  std::string all(text_.substr(token.begin, token.end - token.begin));
  auto is_word = [&](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
  bool in_name = (token.begin > 0 && is_word(text_[token.begin - 1])) || (token.end < text_.size() && is_word(text_[token.end]));
  if (character.code < 0x20 || character.code == 0x7F) {
    diagnostics_.error(Code::E0108, span(token), "a control character stands here").here(code_point_name(character.code)).help("delete it");
  } else {
    auto report = diagnostics_.error(Code::E0108, span(token), "`" + all + "` has no meaning here");
    if (character.code >= 0x80) report.here(code_point_name(character.code));
    if (in_name && character.code >= 0x80) report.help("names are made of the letters a to z, digits and `_`");
    else if (character.code == '~') report.help("bits are flipped by `int.bit_not(value)`; what is false by `not`");
    else if (character.code == '$') report.help("values are inserted into strings by `${..}`; elsewhere a name is just written");
  }
  return index;
}

// What an operator of another language is meant to be, by what stands around it. True when it needs no message of its own.
bool LayoutPass::look_closer(size_t index, Token& token, ForeignOperator& seen) {
  const std::string_view name = seen.text;
  const TokenKind before = previous(), next = kind_at(index + 1);
  const auto next_text = [&](size_t ahead) { return index + ahead < raw_.size() ? text(raw_[index + ahead]) : std::string_view(); };
  const bool touches = index + 1 < raw_.size() && raw_[index + 1].begin == token.end;
  const uint32_t line_begin = static_cast<uint32_t>(token.begin == 0 ? 0 : text_.rfind('\n', token.begin - 1) + 1);
  size_t first = index;
  while (first > 0 && raw_[first - 1].begin >= line_begin) --first;
  // What begins with a word of another language has been told of by the parser, and holds more that is not known here.
  const std::string_view first_word = text(raw_[first]);
  if (first < index && raw_[first].kind == LOWER_NAME && (first_word == "use" || first_word == "using" || first_word == "trait" || first_word == "impl")) return true;
  const auto rewrite = [&](std::string_view lead, TokenKind instead, const char* message, const char* help) {
    // Joined with the token before it: `=:=`.
    if (!out_.tokens.empty() && out_.tokens.back().end == token.begin && text_.substr(out_.tokens.back().begin, token.begin - out_.tokens.back().begin) == lead) {
      token.begin = out_.tokens.back().begin;
      out_.tokens.pop_back();
      seen = {name, instead, message, help};
      return true;
    }
    return false;
  };
  if (name == ":=") {
    if (rewrite("=", EQUAL, "`=:=` is written `==`", "")) return false;
    if (innermost() == LMAP) seen = {name, FAT_ARROW, "`:=` is written `=>`", "a map is written `#{key => value}`"};
    size_t head = out_.tokens.size();
    while (head > 0 && out_.tokens[head - 1].begin >= line_begin && out_.tokens[head - 1].kind != FOR) --head;
    if (head > 0 && out_.tokens[head - 1].begin >= line_begin && out_.tokens[head - 1].kind == FOR) {
      if (before == LOWER_NAME && out_.tokens.size() > 2 && out_.tokens[out_.tokens.size() - 2].kind == COMMA) {
        told(line_begin, static_cast<uint32_t>(std::min(text_.find('\n', token.begin), text_.size())));
        seen = {name, IN, "a `for` has one pattern, and `in` behind it", "`for (key, value) in m { .. }` runs over a map; `list.index_map(xs, fn(x, i) { .. })` counts along"};
        return false;
      }
      seen = {name, IN, "a `for` does not count by conditions", "`for i in 0..9 { .. }` runs over a range, `for x in xs { .. }` over a list"};
      told(line_begin, static_cast<uint32_t>(std::min(text_.find('\n', token.begin), text_.size())));
    }
  } else if (name == "/=") {
    if (rewrite("=", NOT_EQUAL, "`=/=` is written `!=`", "")) return false;
    if (can_end(before) && before != LOWER_NAME) seen.instead = NOT_EQUAL;
  } else if (name == "<>") {
    const bool joins = before == STRING || before == STRING_CLOSE || next_is_string(index);
    if (joins || told_operator_.first == "<>") seen = {name, CONCAT, "`<>` is written `++`", "`++` joins two strings, lists or bytes; `!=` asks whether two values differ"};
  } else if (name == "::") {
    const bool spaced = token.begin > 0 && text_[token.begin - 1] == ' ';
    if (first < index && raw_[first].kind == IMPORT) seen = {name, SLASH, "`::` is written `/`", "`import net/http`, `import list.{map, filter}`"};
    else if (before == UPPER_NAME && next == UPPER_NAME) seen.help = "a constructor stands without its type: `Red`; one of another module is `module.Red`";
    else if (spaced && next != UPPER_NAME) seen.help = "the first items and the rest of a list: `[x, ..rest]`";
    else if (!spaced && touches) seen.help = "a member of a module: `list.map`";
    if (before == UPPER_NAME && next == UPPER_NAME && !spaced && !out_.tokens.empty()) {
      out_.tokens.pop_back();
      seen.instead = NONE;
    }
  } else if (name == "&" && !can_end(before)) {
    if (told_operator_.first == "&" && seen_reference_) return true;  // told once, at the first
    const bool is_capture = next == LPAREN || (next == INT && next_text(1).size() == 1 && (before == LPAREN || next_text(2) != ")"));
    if (touches && is_capture) seen.help = "a function made of a call: `add(1, _)`; a closure: `fn(x) { x + 1 }`";
    else if (touches && next == LOWER_NAME && next_text(2) == "/") {
      seen = {name, NONE, "a function is passed by its name alone", "`list.map(xs, double)`"};
    } else if (touches) {
      seen_reference_ = true;
      seen = {name, NONE, "there are no references", "values are passed as they are: nothing is copied, and nobody can change them"};
    }
  } else if (name == "...") {
    // `[...xs, 2]`: told as what may not stand behind `..`.
    if (before == LBRACKET) {
      int depth = 0;
      for (size_t i = index + 1; i < raw_.size() && raw_[i].kind != NEWLINE; ++i) {
        const TokenKind kind = raw_[i].kind;
        if (depth == 0 && kind == COMMA) return true;
        if (depth == 0 && kind == RBRACKET) break;
        depth += kind == LPAREN || kind == LBRACKET ? 1 : kind == RPAREN || kind == RBRACKET ? -1 : 0;
      }
    }
  } else if (name == "+=" && innermost() == LPAREN && out_.tokens.size() > stack_.back().out_index && stack_.back().out_index > 0 &&
             out_.tokens[stack_.back().out_index - 1].kind == FOR) {
    return true;
  }
  return false;
}

bool LayoutPass::next_is_string(size_t index) const {
  const TokenKind next = kind_at(next_index(index, false));
  return next == STRING || next == STRING_OPEN || next == TEXT_OPEN;
}

// True if the token is to be used as it now is.
bool LayoutPass::bad_operator(size_t index, Token& token) {
  std::string_view operator_text = text(token);
  if (operator_text == "/*") {
    diagnostics_.error(Code::E0118, span(token), "there are no block comments").help("begin each line of the comment with `//`");
    told(token.begin, static_cast<uint32_t>(text_.size()));
    return false;
  }
  for (const ForeignOperator& foreign : kForeignOperators) {
    if (foreign.text != operator_text) continue;
    ForeignOperator seen = foreign;
    const bool is_told = look_closer(index, token, seen);
    const uint32_t line_end = static_cast<uint32_t>(std::min(text_.find('\n', token.begin), text_.size()));
    // Several on one line are one mistake.
    if (!is_told && told_operator_ != std::pair(operator_text, line_end)) {
      auto report = diagnostics_.error(Code::E0114, span(token), seen.message);
      if (*seen.help) report.help(seen.help);
    }
    told_operator_ = {operator_text, line_end};
    told(token.begin, token.end);
    token.kind = seen.instead;
    if (token.kind == DOT && kind_at(index + 1) == UPPER_NAME && raw_[index + 1].begin > token.end) token.kind = COLON;
    break;
  }
  return token.kind != NONE;
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
        broken_string(token);
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

}  // namespace

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
