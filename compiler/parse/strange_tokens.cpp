// SPDX-License-Identifier: MIT
// Tokens that mean nothing in Riot: told once, in the words of the language that they come from, and where one can, read as what
// was meant, so that the rest of the file is understood.
#include <algorithm>

#include "compiler/base/words.h"
#include "compiler/parse/characters.h"
#include "compiler/parse/layout_pass.h"

namespace riotc::parse {

namespace {

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

}  // namespace

// The lexer met a line end inside of "..": it has gone back to where the outermost such string began, or has taken all to the
// mark that closes it lines below. True for the latter: the statement goes on behind it.
bool LayoutPass::broken_string(const Token& newline) {
  size_t first = 0;
  while (first < stack_.size() && stack_[first].open != STRING_OPEN) ++first;
  if (first == stack_.size()) return false;
  if (text_[newline.end - 1] == '"') {
    const uint32_t begin = stack_[first].begin;
    diagnostics_.error(Code::E0104, span(begin, newline.begin), "a string in `\"` ends on the line where it began").help("text over several lines begins behind a `\"\"\"` that ends its line, and closes with a `\"\"\"` on a line of its own");
    told(begin, newline.end);
    close_down_to(first, newline.end);
    return true;
  }
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
    return false;
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
  return false;
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
  if (character.code == '\'' && is_letter && kind_at(next_index(index, false)) == LOWER_NAME && kind_at(next_index(next_index(index, false), false)) == COLON) {
    const size_t label = next_index(index, false);
    diagnostics_.error(Code::E0108, span(token.begin, raw_[label].end), "loops have no labels").help("`for` runs to its end; `list.find` and `list.take_while` stop early, and so does a function that calls itself");
    told(token.begin, static_cast<uint32_t>(line_end));
    return index;
  }
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
      if ("`" + meant + "`" == display(static_cast<TokenKind>(kind))) {
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
  if (character.code == '\\' && token.end < text_.size() && text_[token.end] == '\\' && (previous() == LOWER_NAME || previous() == UNDERSCORE)) {
    diagnostics_.error(Code::E0114, span(token.begin, token.end + 1), "a default value stands behind `=`").help("`fn greet(name: String = \"world\") { .. }`");
    token.end += 1;
    told(token.begin, token.end);
    token.kind = ASSIGN;
    token.raw = -1;
    significant(index, token);
    return index + 1;
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
  bool in_name = (token.begin > 0 && is_name_character(text_[token.begin - 1])) || (token.end < text_.size() && is_name_character(text_[token.end]));
  if (character.code < 0x20 || character.code == 0x7F) {
    diagnostics_.error(Code::E0108, span(token), "a control character stands here").here(code_point_name(character.code)).help("delete it");
  } else {
    // OCaml's labels, `~width`, told once, at the first; not Elixir's sigils, `~s(..)`.
    const TokenKind next = kind_at(index + 1);
    const char behind = next == LOWER_NAME && raw_[index + 1].end < text_.size() ? text_[raw_[index + 1].end] : ' ';
    const bool marks_label = character.code == '~' && (previous() == LPAREN || previous() == COMMA) && next == LOWER_NAME && behind != '(' && behind != '[';
    if (marks_label) {
      if (!seen_label_mark_) diagnostics_.error(Code::E0108, span(token), "labels have no mark").help("the name of a parameter is its label: `fn area(width: Int, height: Int)`, `area(width: 2, height: 3)`");
      seen_label_mark_ = true;
      return index;
    }
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
    if (first < index && raw_[first].kind == IF) {
      seen = {name, ASSIGN, "an `if` has a condition, nothing else", "bind by `let` on the line before; `match f() { Ok(x) -> .., Error(why) -> .. }` looks at a result"};
      told(line_begin, static_cast<uint32_t>(std::min(text_.find('\n', token.begin), text_.size())));
    }
    // Go's `value, err := f()`
    if (first + 2 < index && raw_[first].kind == LOWER_NAME && raw_[first + 1].kind == COMMA && innermost() != LMAP) {
      told(line_begin, static_cast<uint32_t>(std::min(text_.find('\n', token.begin), text_.size())));
      seen = {name, ASSIGN, "names are bound by `let` and `=`, one pattern at a time", "`let (a, b) = pair` takes a tuple apart; what may fail returns a `Result`: `let x = f()?`"};
      return false;
    }
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
    else if (next == LESS && touches) {
      seen = {name, NONE, "type arguments are not given in a call", "they are inferred; a type is stated at a `let`, a parameter or a result"};
      size_t closing = index + 2;
      while (kind_at(closing) != GREATER && kind_at(closing) != NEWLINE && kind_at(closing) != END_OF_FILE) ++closing;
      if (kind_at(closing) == GREATER) skipped_ = closing + 1;
    }
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
  } else if (name == "..." && before == LBRACE) {
    seen = {name, NONE, "braces hold a block, not fields", "an update makes a new value: `User(..user, age: 37)`; a map is added to by `#{..m, key => value}`"};
    told(token.begin, static_cast<uint32_t>(std::min(text_.find('\n', token.begin), text_.size())));
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
  } else if (name.size() == 2 && name[1] == '=' && before == LOWER_NAME && is_declared_variable(index)) {
    return true;
  } else if (name == "+=" && innermost() == LPAREN && out_.tokens.size() > stack_.back().out_index && stack_.back().out_index > 0 &&
             out_.tokens[stack_.back().out_index - 1].kind == FOR) {
    return true;
  }
  return false;
}

// `x += 1` behind a `let mut x` or `var x`, which is told of where it stands.
bool LayoutPass::is_declared_variable(size_t index) const {
  const std::string_view name = text(raw_[index - 1].kind == LOWER_NAME || index < 2 ? raw_[index - 1] : raw_[index - 2]);
  for (size_t i = index; i-- > 1;) {
    if (raw_[i].kind == FN && starts_file_line(raw_[i].begin)) return false;
    const std::string_view word = text(raw_[i - 1]);
    if (raw_[i].kind == LOWER_NAME && text(raw_[i]) == name && (word == "mut" || word == "var" || word == "global")) return true;
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

}  // namespace riotc::parse
