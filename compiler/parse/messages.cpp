// SPDX-License-Identifier: MIT
#include "compiler/parse/messages.h"

#include <string>
#include <string_view>

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

namespace {

// What newcomers write because another language has it. Told when the word begins what could not be parsed, stands right
// before what was not expected, or is it.
struct ForeignWord {
  std::string_view word;
  const char* message;
  const char* help;
};

constexpr const char* kFunctionHelp = "a function is written `fn name(x: Int) -> Int { .. }`, a closure `fn(x) { .. }`";
constexpr const char* kTypeHelp = "fields: `type Point(x: Float, y: Float)`; alternatives: `type Colour = Red | Green | Blue`";
constexpr const char* kLetHelp = "`let x = 1` binds a name; its value does not change, but a later `let` may take the name again";
constexpr const char* kErrorHelp = "what can fail returns a `Result`: `?` hands its error on, `match` looks at it; `panic(\"why\")` ends the process";
constexpr const char* kBraceHelp = "a block is written `{ .. }`, and its value is its last expression";
constexpr const char* kMatchHelp = "`match value { pattern -> result }`, with an arm a line";
constexpr const char* kImportHelp = "`import net/http`, `import list.{map, filter}`";
constexpr const char* kPubHelp = "items are private to their file unless `pub` stands before them";
constexpr const char* kTraitHelp = "pass the functions that are needed as arguments, or in a value: `type Shape(area: fn() -> Float)`";
constexpr const char* kTupleHelp = "tuples stand in parentheses: `(a, b)`; what may fail is `Ok(x)` or `Error(why)`";
constexpr const char* kConsHelp = "the first items and the rest of a list: `[x, ..rest]`";
constexpr const char* kWaitHelp = "every process may wait without keeping others from running; `task.async` and `task.await` run things side by side";

constexpr ForeignWord kForeignWords[] = {
    {"while", "there is no `while`", "`for x in xs { .. }` runs over a list or a range; anything else is a function that calls itself, which needs no stack in tail position"},
    {"until", "there is no `until`", "a function that calls itself repeats; in tail position that needs no stack"},
    {"loop", "there is no `loop`", "a function that calls itself repeats; in tail position that needs no stack"},
    {"foreach", "`foreach` is written `for`", "`for x in xs { .. }`"},
    {"do", "there is no `do`", kBraceHelp},
    {"begin", "there is no `begin`", kBraceHelp},
    {"end", "there is no `end`", kBraceHelp},
    {"then", "there is no `then`", "`if x { a } else { b }`"},
    {"class", "there are no classes", "`type` declares data and functions work on it; what changes lives in a process"},
    {"object", "there are no objects", "`type` declares data and functions work on it; what changes lives in a process"},
    {"actor", "there is no `actor`", "a process is started by `spawn { .. }`; what it runs is a function with a `receive`"},
    {"struct", "`struct` is written `type`", kTypeHelp},
    {"record", "`record` is written `type`", kTypeHelp},
    {"data", "`data` is written `type`", kTypeHelp},
    {"enum", "`enum` is written `type`", kTypeHelp},
    {"union", "`union` is written `type`", kTypeHelp},
    {"typedef", "`typedef` is written `alias`", "`alias Handler = fn(Request) -> Response`"},
    {"interface", "there are no interfaces", kTraitHelp},
    {"trait", "there are no traits", kTraitHelp},
    {"protocol", "there are no protocols", kTraitHelp},
    {"impl", "there are no methods", "functions stand at the top level of a file and take the value as an argument"},
    {"def", "`def` is written `fn`", kFunctionHelp},
    {"defp", "`defp` is written `fn`", kFunctionHelp},
    {"func", "`func` is written `fn`", kFunctionHelp},
    {"fun", "`fun` is written `fn`", kFunctionHelp},
    {"function", "`function` is written `fn`", kFunctionHelp},
    {"proc", "`proc` is written `fn`", kFunctionHelp},
    {"lambda", "`lambda` is written `fn`", kFunctionHelp},
    {"var", "`var` is written `let`", kLetHelp},
    {"val", "`val` is written `let`", kLetHelp},
    {"mut", "there is no `mut`", "variables do not change: bind the new value to a name, or pass it on as an argument; what changes lives in a process"},
    {"elif", "`elif` is written `else if`", ""},
    {"elsif", "`elsif` is written `else if`", ""},
    {"elseif", "`elseif` is written `else if`", ""},
    {"unless", "`unless` is written `if not`", "`if not x { .. }`"},
    {"case", "`case` is written `match`", kMatchHelp},
    {"switch", "`switch` is written `match`", kMatchHelp},
    {"of", "there is no `of`", kMatchHelp},
    {"with", "there is no `with`", kMatchHelp},
    {"where", "there is no `where`", "a condition on a pattern is written `pattern when condition`"},
    {"try", "there are no exceptions, so there is no `try`", kErrorHelp},
    {"catch", "there are no exceptions, so there is no `catch`", kErrorHelp},
    {"except", "there are no exceptions, so there is no `except`", kErrorHelp},
    {"finally", "there are no exceptions, so there is no `finally`", kErrorHelp},
    {"rescue", "there are no exceptions, so there is no `rescue`", kErrorHelp},
    {"throw", "there are no exceptions, so there is no `throw`", kErrorHelp},
    {"raise", "there are no exceptions, so there is no `raise`", kErrorHelp},
    {"async", "there is no `async`", kWaitHelp},
    {"await", "there is no `await`", kWaitHelp},
    {"yield", "there is no `yield`", "lists are made by `[f(x) || x <- xs]`; a process may send what it finds to another"},
    {"new", "there is no `new`", "a constructor is called: `Point(1.0, 2.0)`"},
    {"module", "a file is a module, so there is no `module`", "its path below the program's folder is its name"},
    {"namespace", "a file is a module, so there is no `namespace`", "its path below the program's folder is its name"},
    {"package", "a file is a module, so there is no `package`", "its path below the program's folder is its name"},
    {"use", "`use` is written `import`", kImportHelp},
    {"using", "`using` is written `import`", kImportHelp},
    {"require", "`require` is written `import`", kImportHelp},
    {"include", "`include` is written `import`", kImportHelp},
    {"from", "there is no `from`", kImportHelp},
    {"public", "`public` is written `pub`", kPubHelp},
    {"export", "`export` is written `pub`", kPubHelp},
    {"private", "there is no `private`", kPubHelp},
    {"static", "there is no `static`", "functions and constants stand at the top level of a file"},
    {"is", "there is no `is`", "two values are compared by `==`; what a value looks like is asked by `match`"},
    {"mod", "`mod` is written `%`", ""},
    {"rem", "`rem` is written `%`", ""},
    {"div", "`div` is written `/`", "between two Ints `/` gives an Int"},
    {"xor", "`xor` is written `!=` between two Bools", "bits are combined by `int.bit_exclusive_or(a, b)`"},
    {"go", "there is no `go`", "a process is started by `spawn { work(1) }`"},
    {"defer", "there is no `defer`", "files and sockets are closed by `close`, or as soon as nothing refers to them, also when the process crashes"},
    {"instanceof", "there is no `instanceof`", "what a value looks like is asked by `match`"},
};

const ForeignWord* find_foreign(std::string_view word) {
  for (const ForeignWord& foreign : kForeignWords)
    if (foreign.word == word) return &foreign;
  return nullptr;
}

// Operators that take an operand on their left: behind one's end they are not told among what could have come.
bool is_infix(TokenKind kind) {
  switch (kind) {
    case BANG: case OR: case AND: case EQUAL: case NOT_EQUAL: case LESS: case LESS_EQUAL: case GREATER: case GREATER_EQUAL: case PIPE:
    case DOTDOT: case CONCAT: case PLUS: case MINUS: case STAR: case SLASH: case PERCENT: case QUESTION: case DOT: case LPAREN:
      return true;
    default:
      return false;
  }
}

bool can_end_operand(TokenKind kind) {
  switch (kind) {
    case LOWER_NAME: case UPPER_NAME: case UNDERSCORE: case INT: case FLOAT: case DURATION: case TRUE: case FALSE: case STRING: case STRING_CLOSE:
    case RPAREN: case RBRACKET: case RBITS: case RBRACE: case QUESTION: case RETURN_UNIT:
      return true;
    default:
      return false;
  }
}

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
    if (comment_of_another_language() || foreign_word() || of_another_language() || by_token() || at_top_level()) return;
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
  bool by_token();
  bool behind_equals();
  bool at_colon();
  bool misplaced_item();
  bool at_top_level();
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

bool Explainer::foreign_word() {
  auto tell = [&](const Token& token) {
    if (token.kind != LOWER_NAME && token.kind != SPAWN) return false;
    const ForeignWord* foreign = find_foreign(text(token));
    if (!foreign) return false;
    say(Code::E0114, span(token), foreign->message, foreign->help);
    return true;
  };
  // At the start, unless what follows makes it a plain name: `data = 1`, `end.x`, `loop(3) + )`.
  TokenKind second = kind_at(s_.start + 1);
  bool used_as_name = second == ASSIGN || second == COLON || second == COMMA || (is_infix(second) && !(second == LPAREN && kind_ == LBRACE));
  if (s_.start < s_.found && !used_as_name && tell(s_.tokens[s_.start])) return true;
  if (((s_.start == s_.found && rule() == Rule::Module) || (rule() == Rule::Item && could_be(FN))) && tell(found_)) return true;
  bool name_before = previous_.kind == LOWER_NAME && same_line(previous_, found_) && kind_ != ASSIGN;
  if (name_before && (starts_expression(kind_) || kind_ == LBRACE) && kind_ != LPAREN && tell(previous_)) return true;
  return behind_operand() && tell(found_);
}

bool Explainer::comment_of_another_language() {
  size_t first = s_.found;
  while (first > s_.start && same_line(s_.tokens[first - 1], found_)) --first;
  const Token& dash = s_.tokens[first];
  const bool twice = dash.kind == MINUS && kind_at(first + 1) == MINUS && dash.end == s_.tokens[first + 1].begin;
  if (!twice) return false;
  say(Code::E0114, Span{s_.file.id(), dash.begin, dash.end + 1}, "`--` does not begin a comment", "comments begin with `//`");
  return true;
}

// Shapes that Erlang, Elixir, OCaml, Go or Python have at this place.
bool Explainer::of_another_language() {
  const bool is_pattern_place = wants_pattern() || rule() == Rule::Pattern || (rule() == Rule::Statement && previous_.kind == LET);
  switch (kind_) {
    case COMMA:
      if ((rule() == Rule::Block || rule() == Rule::Statement) && behind_operand() && kind_at(s_.start) != LET)
        return told(Code::E0101, "expected an operator or the end of the line, found `,`", kTupleHelp);
      return false;
    case COLON:
      if (operand_wanted() || is_pattern_place)
        return told(Code::E0114, "there are no atoms", "a constructor of a type says what may be: `type Status = Ready | Failed(String)`; a plain text is a String");
      return false;
    case PERCENT:
      if (kind_at(s_.found + 1) == LBRACE && (operand_wanted() || is_pattern_place))
        return told(Code::E0114, "`%{` does not begin a map", "a map is written `#{\"key\" => value}`, a value with named fields `User(name: \"Ada\")`");
      return false;
    case LBRACE:
      if (is_pattern_place && !could_be(LBRACE)) return told(Code::E0114, "`{` does not begin a pattern", kTupleHelp);
      return false;
    case DOT:
      if ((previous_.kind == PLUS || previous_.kind == MINUS || previous_.kind == STAR || previous_.kind == SLASH) && previous_.end == found_.begin) {
        const std::string op(text(previous_));
        say(Code::E0114, Span{s_.file.id(), previous_.begin, found_.end}, "`" + op + ".` is written `" + op + "`", "the operators of Float are those of Int; both sides have the same type");
        return true;
      }
      if (previous_.kind == UPPER_NAME && kind_at(s_.found - 2) == FN)
        return told(Code::E0114, "there are no methods", "functions stand at the top level of a module and take the value as an argument: `fn greet(user: User) { .. }`");
      return false;
    case MINUS:
      if (rule() == Rule::Module && kind_at(s_.found + 1) == LOWER_NAME) {
        const std::string word(text(s_.tokens[s_.found + 1]));
        if (word == "module") return told(Code::E0114, "a file is a module, so there is no `-module`", "its path below the program's folder is its name");
        if (word == "export") return told(Code::E0114, "there is no `-export`", kPubHelp);
        if (word == "import" || word == "include") return told(Code::E0114, "there is no `-" + word + "`", std::string("imports are written ") + kImportHelp);
        if (word == "record") return told(Code::E0114, "there is no `-record`", kTypeHelp);
        if (word == "spec" || word == "type" || word == "callback")
          return told(Code::E0114, "there is no `-" + word + "`", "types stand in the function itself, and may be left out: `fn add(a: Int, b: Int) -> Int { .. }`");
      }
      return false;
    case STRING: case STRING_OPEN:
      if (previous_.kind == LOWER_NAME && previous_.end == found_.begin && behind_operand()) {
        say(Code::E0114, span(previous_), "strings have no prefix", "`\"${value}\"` inserts a value into any string");
        return true;
      }
      return false;
    case LOWER_NAME:
      if (rule() == Rule::Item && previous_.kind == LOWER_NAME && kind_at(s_.found - 2) == AT) {
        const std::string word(text(previous_));
        if (word == "spec" || word == "type" || word == "callback") {
          say(Code::E0114, span(previous_), "there is no `@" + word + "`", "types stand in the function itself, and may be left out: `fn add(a: Int, b: Int) -> Int { .. }`");
          return true;
        }
      }
      if (text(found_) == "from" && kind_at(s_.start) == IMPORT) return told(Code::E0114, "`from` does not belong in an import", std::string("imports are written ") + kImportHelp);
      if (text(found_) == "rec" && previous_.kind == LET) return told(Code::E0114, "`let rec` is written `fn`", kFunctionHelp);
      return false;
    case LET:
      if (rule() == Rule::Module && kind_at(s_.found + 1) == LOWER_NAME && kind_at(s_.found + 2) == LOWER_NAME)
        return told(Code::E0114, "functions are not declared by `let`", kFunctionHelp);
      return false;
    case IN:
      if (kind_at(s_.start) == LET && behind_operand()) {
        told(Code::E0114, "there is no `let .. in`", "a name that `let` binds holds to the end of its block");
        return true;
      }
      return false;
    case ASSIGN:
      if (within(Rule::For) || (rule() == Rule::Parenthesised && kind_at(s_.start) == FOR))
        return told(Code::E0114, "a `for` does not count by conditions", "`for i in 0..9 { .. }` runs over a range, `for x in xs { .. }` over a list");
      return false;
    case ARROW:
      for (size_t i = s_.found; i-- > s_.start;)
        if (kind_at(i) == LOWER_NAME && text(s_.tokens[i]) == "fun" && kind_at(i + 1) == LPAREN) {
          say(Code::E0114, span(s_.tokens[i]), "`fun` is written `fn`", "a closure is written `fn(x) { .. }` or `fn(x) = ..`");
          return true;
        }
      return false;
    case PLUS: case STAR: case SLASH:
      if (rule() == Rule::Arm && could_be(ARROW)) return told(Code::E0121, "a pattern does not calculate", "match a name, and ask in a guard: `n when n > 1 -> ..`");
      return false;
    default: return false;
  }
}

// `=` where none may be.
bool Explainer::behind_equals() {
  bool first_is_name = s_.tokens[s_.start].kind == LOWER_NAME;
  bool whole_left = s_.start + 1 == s_.found;
  if (first_is_name && whole_left && (rule() == Rule::Block || rule() == Rule::Statement || !within(Rule::Arm))) {
    if (rule() == Rule::Block || rule() == Rule::LetElse) {
      std::string name(text(s_.tokens[s_.start]));
      say(Code::E0114, span(s_.tokens[s_.start]), "a name is bound by `let`", "`let " + name + " = ..`; variables do not change, but a later `let` may take the name again");
      return true;
    }
  }
  if (rule() == Rule::Block && first_is_name && s_.found >= 2 && kind_at(s_.found - 2) == DOT)
    return told(Code::E0114, "values do not change, so nothing can be assigned to a field", "an update makes a new value: `User(..user, age: 37)`");
  if (rule() == Rule::Block && (s_.tokens[s_.start].kind == LPAREN || s_.tokens[s_.start].kind == LBRACKET || s_.tokens[s_.start].kind == UPPER_NAME) && behind_operand())
    return told(Code::E0114, "a pattern is bound by `let`", "`let (a, b) = pair`");
  if (behind_operand()) {
    auto report = say(Code::E0114, span(found_), "`=` does not compare", "two values are compared by `==`");
    report.suggest(span(found_), "==", "write this instead");
    return true;
  }
  return false;
}

bool Explainer::at_colon() {
  if ((behind_header() || rule() == Rule::Lambda || rule() == Rule::ShortLambda) && previous_.kind == RPAREN)
    return told(Code::E0114, "the type of the result stands behind `->`", "`fn length(text: String) -> Int`");
  if (kind_at(s_.start) == LOWER_NAME && s_.start + 1 == s_.found && rule() == Rule::Block) {
    std::string name(text(s_.tokens[s_.start]));
    say(Code::E0114, span(s_.tokens[s_.start]), "a name is bound by `let`", "`let " + name + ": Int = ..`");
    return true;
  }
  if (within(Rule::If) || within(Rule::For) || within(Rule::Match) || previous_.kind == ELSE || previous_.kind == LET_ELSE)
    return told(Code::E0114, "a block is written in braces", "`if x { a } else { b }`");
  if (rule() == Rule::Arm) return told(Code::E0114, "behind the pattern of an arm stands `->`", kMatchHelp);
  return false;
}

bool Explainer::misplaced_item() {
  switch (kind_) {
    case PUB: case IMPORT: case TYPE: case CONST: case ALIAS: case OPAQUE: case TEST: case AT: break;
    default: return false;
  }
  if (rule() != Rule::Block && rule() != Rule::Arms) return false;
  std::string word(text(found_));
  return told(Code::E0119, kind_ == AT ? "attributes stand before items, at the top level" : "`" + word + "` belongs at the top level of the file",
              kind_ == CONST ? "inside of a function a name is bound by `let`" : "");
}

bool Explainer::by_token() {
  if (misplaced_item()) return true;
  switch (kind_) {
    case ASSIGN:
      if (behind_equals()) return true;
      break;
    case COLON:
      if (at_colon()) return true;
      break;
    case EQUAL:
      if (could_be(ASSIGN) && !behind_operand()) return told(Code::E0101, "expected `=`, found `==`", "`=` binds, `==` compares");
      break;
    case FAT_ARROW:
      if (rule() == Rule::Arm) {
        say(Code::E0114, span(found_), "behind the pattern of an arm stands `->`", kMatchHelp).suggest(span(found_), "->", "write this instead");
        return true;
      }
      if (behind_header() || rule() == Rule::Lambda) return told(Code::E0114, "`=>` does not begin a body", kFunctionHelp);
      if (behind_operand()) return told(Code::E0114, "`=>` belongs in maps", "a closure is written `fn(x) { .. }`, a map `#{key => value}`");
      break;
    case FROM:
      if (behind_operand()) return told(Code::E0101, "`<-` belongs in comprehensions", "`[x || x <- xs]`; a message is sent by `pid ! message`; below a negative number is `a < -1`, with blanks");
      break;
    case BAR:
      if (operand_wanted()) return told(Code::E0114, "closures are not written with `|`", kFunctionHelp);
      if (behind_operand()) return told(Code::E0101, "`|` separates patterns", "the rest of a list is `..`, as in `[x, ..xs]`; bits are combined by `int.bit_or(a, b)`, conditions by `or`, stages of work by `|>`");
      break;
    case BARBAR:
      if (operand_wanted()) return told(Code::E0114, "closures are not written with `||`", kFunctionHelp);
      if (behind_operand()) {
        say(Code::E0114, span(found_), "`||` is written `or`").suggest(span(found_), "or", "write this instead");
        return true;
      }
      break;
    case BANG:
      if (operand_wanted()) {
        say(Code::E0114, span(found_), "`!` is written `not`", "`not ready`; `pid ! message` sends").suggest(span(found_), "not ", "write this instead");
        return true;
      }
      break;
    case LBRACKET:
      if (rule() == Rule::FunctionItem && previous_.kind == LOWER_NAME)
        return told(Code::E0101, "the type parameters of a function are not declared", "small letters in its types are enough: `fn first(xs: List[a]) -> Option[a]`");
      if (previous_.kind == UPPER_NAME && (kind_at(s_.start) == TYPE || (kind_at(s_.start) == PUB && kind_at(s_.start + 1) == TYPE)))
        return told(Code::E0101, "`type` makes a new type of constructors, and `" + std::string(text(previous_)) + "[..]` is a type already", "another name for a type is an alias: `alias Scores = Map[String, Int]`");
      if (behind_operand() && previous_.end == found_.begin)
        return told(Code::E0114, "there is no indexing by `[..]`", "`list.at(xs, 0)` and `map.get(m, key)` return an `Option`; a pattern takes a list apart");
      break;
    case LESS:
      if (rule() == Rule::FunctionItem && previous_.kind == LOWER_NAME)
        return told(Code::E0101, "the type parameters of a function are not declared", "small letters in its types are enough: `fn first(xs: List[a]) -> Option[a]`");
      if (previous_.kind == UPPER_NAME && !behind_operand()) return told(Code::E0114, "type arguments stand in brackets", "`List[Int]`, `Map[String, a]`");
      break;
    case QUESTION:
      if (previous_.kind == UPPER_NAME && !behind_operand()) return told(Code::E0114, "a value that may be missing has the type `Option`", "`Option[" + std::string(text(previous_)) + "]`");
      break;
    case INT: case FLOAT:
      if (previous_.kind == DOT) return told(Code::E0114, "tuples have no numbered fields", "a pattern takes a tuple apart: `let (first, second) = pair`");
      break;
    case LBRACE:
      if (previous_.kind == UPPER_NAME && behind_operand()) return told(Code::E0114, "a constructor takes its fields in parentheses", "`" + std::string(text(previous_)) + "(name: value)`");
      break;
    case LOWER_NAME:
      if (previous_.kind == FN && wants_expression() == false && !could_be(LOWER_NAME) && could_be(LPAREN))
        return told(Code::E0119, "there are no functions with a name inside of functions", "`let " + std::string(text(found_)) + " = fn(x) { .. }`, or move it to the top level");
      if (previous_.kind == UPPER_NAME && (rule() == Rule::FunctionItem || rule() == Rule::Lambda || rule() == Rule::ShortLambda) && could_be(RPAREN))
        return told(Code::E0114, "the type of a parameter stands behind its name", "`" + std::string(text(found_)) + ": " + std::string(text(previous_)) + "`");
      if (rule() == Rule::TypeItem || rule() == Rule::AliasItem) {
        if (could_be(UPPER_NAME)) return told(Code::E0112, "names of types and constructors begin with a capital letter");
      }
      break;
    case UPPER_NAME:
      if (could_be(LOWER_NAME) && !wants_expression() && !wants_pattern() && !wants_type() && previous_.kind != DOT)
        return told(Code::E0112, rule() == Rule::ImportItem ? "names of modules are written in small letters" : "names of functions and variables begin with a small letter");
      break;
    case ELSE: case LET_ELSE:
      return told(Code::E0125, "this `else` belongs to nothing", "it follows the block of an `if`, or the value of a `let`");
    case LET:
      if (rule() == Rule::Module) return told(Code::E0119, "`let` belongs inside of functions", "at the top level a value is declared by `const`");
      if (operand_wanted()) return told(Code::E0119, "`let` is a statement, not an expression", "a block is an expression: `{ let x = 1 .. }`");
      break;
    case AS:
      if (behind_operand()) return told(Code::E0114, "`as` does not convert values", "functions do: `int.to_float(n)`, `float.truncate(x)`; it names a pattern: `Some(x) as whole`");
      break;
    case IN:
      if (behind_operand()) return told(Code::E0114, "`in` belongs to `for`", "whether a list holds a value is asked by `list.contains(xs, x)`");
      break;
    case ARROW:
      if (within(Rule::If) || within(Rule::For)) return told(Code::E0114, "a block is written in braces", "`if x { a } else { b }`");
      if (rule() == Rule::Call || rule() == Rule::Parenthesised || rule() == Rule::Statement || rule() == Rule::Block)
        if (behind_operand()) return told(Code::E0114, "`->` does not begin the body of a closure", kFunctionHelp);
      break;
    case SEMICOLON:
      return told(Code::E0101, "`;` cannot stand in parentheses", "a block may hold several statements: `{ a; b }`");
    default:
      break;
  }
  // `fn(x) -> x + 1`: what stands behind `->` was read as a type.
  if ((rule() == Rule::Lambda || rule() == Rule::ShortLambda) && could_be(LBRACE) && kind_ != NEWLINE && s_.found > 2)
    for (size_t i = s_.found; i-- > s_.start;)
      if (kind_at(i) == ARROW) {
        say(Code::E0114, span(s_.tokens[i]), "`->` does not begin the body of a closure", kFunctionHelp).note("behind `->` stands the type of the result");
        return true;
      }
  if (rule() == Rule::Receive && could_be(RBRACE) && (kind_ == COMMA || starts_pattern(kind_))) return told(Code::E0101, "the `after` arm is the last one");
  return false;
}

bool Explainer::at_top_level() {
  if (rule() != Rule::Module && rule() != Rule::Item) return false;
  if (rule() == Rule::Item && !could_be(FN)) return false;
  if (rule() == Rule::Item)
    return told(Code::E0101, "expected an item, found " + found_text(), previous_.kind == PUB ? "`pub` stands before `fn`, `type`, `alias` and `const`" : "an attribute stands before `fn`, `type`, `alias`, `const` and `test`");
  bool fresh = s_.found == 0 || previous_.kind == NEWLINE;
  if (!fresh) return false;
  if (kind_ == LOWER_NAME && kind_at(s_.found + 1) == ASSIGN) return told(Code::E0114, "a constant is declared by `const`", "`const " + std::string(text(found_)) + " = ..`");
  if (starts_expression(kind_)) return told(Code::E0119, "expected an item, found " + found_text(), "statements stand inside of functions; the program begins with `fn main() { .. }`");
  return told(Code::E0101, "expected an item, found " + found_text(), "at the top level stand `fn`, `type`, `alias`, `const`, `import` and `test`");
}

// "an expression", "`,` or `)`"
std::string Explainer::expectation() const {
  if (behind_operand()) {
    switch (rule_) {
      case Rule::Call: case Rule::Parenthesised: return "`,` or `)`";
      case Rule::List: case Rule::Comprehension: return "`,` or `]`";
      case Rule::Map: return "`,` or `}`";
      case Rule::String: return "`}`";
      case Rule::If: case Rule::Match: case Rule::For: return "`{`";
      default: return "an operator or the end of the line";
    }
  }
  if (operand_wanted()) {
    switch (rule_) {
      case Rule::Call: return "an argument or `)`";
      case Rule::Parenthesised: return "an expression or `)`";
      case Rule::List: return "an expression or `]`";
      case Rule::Map: return wants_expression() ? "an expression" : "an entry or `}`";
      default: break;
    }
  }
  if (rule_ == Rule::Bits && previous_.kind == LBITS) return "a segment or `>>`";
  if (rule_ == Rule::Bits && could_be(RBITS)) return "`,` or `>>`";
  bool may_close = could_be(RPAREN) || could_be(RBRACKET) || could_be(RBITS);
  if (wants_expression()) {
    if (rule() == Rule::Block) return "a statement";
    return "an expression";
  }
  if (wants_pattern()) {
    if (rule() == Rule::Arms || rule() == Rule::Match || rule() == Rule::Receive || rule() == Rule::LetElse) return "a pattern";
    if (rule() == Rule::FunctionItem && may_close) return "a parameter or `)`";
    return "a pattern";
  }
  if (rule() == Rule::Fields && (could_be(UPPER_NAME) || may_close) && could_be(AT)) return "a field";
  if (wants_type()) return "a type";
  if (rule() == Rule::FunctionItem && could_be(LOWER_NAME)) return "the name of the function";
  if (previous_.kind == DOT && could_be(LOWER_NAME)) return "a name behind `.`";
  if (rule() == Rule::FunctionItem && could_be(LBRACE)) return could_be(ARROW) ? "`->`, `=` or `{`" : "`=` or `{`";
  std::vector<std::string> others;
  bool line_end = false;
  for (size_t i = 1; i < s_.expected.size(); ++i) {
    auto kind = static_cast<TokenKind>(i);
    if (!s_.expected.test(i)) continue;
    if (kind == NEWLINE || kind == END_OF_FILE) {
      line_end = true;
      continue;
    }
    if (kind == LET_ELSE || kind == RECEIVES || kind == FN_SHORT || kind == RETURN_UNIT) continue;
    std::string shown = display(kind);
    if (others.empty() || others.back() != shown) others.push_back(shown);
  }
  if (line_end) others.push_back("the end of the line");
  bool in_list = rule_ == Rule::Fields || rule_ == Rule::Parameters || rule_ == Rule::Pattern || rule_ == Rule::Type || rule_ == Rule::Attribute || rule_ == Rule::FunctionItem;
  bool closes = others.size() == 1 && (could_be(RPAREN) || could_be(RBRACKET)) && previous_.kind != LPAREN && previous_.kind != LBRACKET;
  if (in_list && closes) return "`,` or " + others.front();
  if (others.empty()) return "something else";
  if (others.size() > 4) return line_end ? "the end of the line" : "something else";
  std::string text;
  for (size_t i = 0; i < others.size(); ++i) text += (i == 0 ? "" : i + 1 == others.size() ? " or " : ", ") + others[i];
  return text;
}

void Explainer::in_general() {
  bool name_wanted = could_be(LOWER_NAME) && !wants_expression() && !wants_type();
  if (is_keyword(kind_) && name_wanted && !behind_operand()) {
    std::string word(text(found_));
    told(Code::E0113, "`" + word + "` is a keyword and cannot be a name", "choose another one, such as `" + word + "_`");
    return;
  }
  Code code = rule() == Rule::Bits ? Code::E0123 : rule() == Rule::Attribute ? Code::E0124 : Code::E0101;
  auto report = say(code, place(), "expected " + expectation() + ", found " + found_text());
  if (rule() == Rule::Bits) {
    report.help("a segment is `value:size/spec-spec`; what is no literal, name or call stands in parentheses");
  } else if (rule() == Rule::Attribute) {
    report.help("the arguments of an attribute are literals: `@extern(name: \"f\", blocking: true)`");
  } else if (previous_.kind == QUESTION && starts_expression(kind_)) {
    report.help("there is no `a ? b : c`: write `if a { b } else { c }`");
  } else if (behind_operand() && same_line(previous_, found_) && starts_expression(kind_) && previous_.kind == LOWER_NAME && rule() == Rule::Block && kind_ != LBRACE) {
    report.help("arguments stand in parentheses: `" + std::string(text(previous_)) + "(..)`; two statements stand on two lines");
  } else if (behind_operand() && starts_expression(kind_) && (rule() == Rule::Call || rule() == Rule::List || rule() == Rule::Parenthesised)) {
    report.help("a `,` is missing, or an operator");
  } else if (could_be(ARROW) && !could_be(RECEIVES) && (rule() == Rule::Arm)) {
    report.help("an arm is written `pattern -> result`");
  } else if (previous_.kind == CONCAT && !starts_expression(kind_)) {
    report.help("`++` joins two strings or lists; variables do not change, so nothing is counted up");
  } else if (could_be(LBRACE) && !wants_expression() && rule() == Rule::If) {
    report.help(previous_.kind == RBRACE ? "between `if` and its block stands a condition" : "the blocks of an `if` stand in braces, which begin on the same line");
  } else if (could_be(LBRACE) && !wants_expression() && kind_ == NEWLINE) {
    report.help(previous_.kind == RBRACE ? "before the block stands what it is about" : "the `{` stands on the same line");
  } else if (rule() == Rule::ImportItem) {
    report.help(std::string("imports are written ") + kImportHelp);
  } else if (rule() == Rule::Map && could_be(FAT_ARROW)) {
    report.help("a map is written `#{key => value}`");
  }
}

}  // namespace

bool is_foreign_word(std::string_view word) { return find_foreign(word) != nullptr; }

void report_unexpected(const Situation& situation, Diagnostics& diagnostics) { Explainer(situation, diagnostics).explain(); }

}  // namespace riotc::parse
