// SPDX-License-Identifier: MIT
#include "compiler/parse/messages.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "compiler/parse/explainer.h"

namespace riotc::parse {

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

bool Explainer::foreign_word() {
  if (text(found_) == "with" && (within(Rule::Match) || rule() == Rule::Match)) return false;
  if (text(found_) == "fun" || (s_.found > 0 && text(previous_) == "fun")) {
    const size_t at = text(found_) == "fun" ? s_.found : s_.found - 1;
    if (kind_at(at + 1) == LOWER_NAME && kind_at(at + 2) == SLASH) return false;
  }
  auto tell = [&](const Token& token) {
    if (token.kind != LOWER_NAME && token.kind != SPAWN) return false;
    const ForeignWord* foreign = find_foreign(text(token));
    if (!foreign) return false;
    if (foreign->word == "open" && rule() != Rule::Module) return false;
    if (foreign->word == "mod" && rule() != Rule::Module) {
      say(Code::E0114, span(token), "`mod` is written `%`");
      return true;
    }
    say(Code::E0114, span(token), foreign->message, foreign->help);
    return true;
  };
  // At the start, unless what follows makes it a plain name: `data = 1`, `end.x`, `loop(3) + )`.
  TokenKind second = kind_at(s_.start + 1);
  const bool opens_lines = second == COLON && s_.start + 2 < s_.tokens.size() && !same_line(s_.tokens[s_.start + 1], s_.tokens[s_.start + 2]);  // `try:`, as in Python
  bool used_as_name = second == ASSIGN || (second == COLON && !opens_lines) || second == COMMA || (is_infix(second) && !(second == LPAREN && kind_ == LBRACE));
  if (s_.start < s_.found && text(s_.tokens[s_.start]) == "use" && second == LOWER_NAME) {
    say(Code::E0114, span(s_.tokens[s_.start]), "there is no `use`", "`let x = f()?` goes on with what is in an `Ok` or `Some`; a module is imported by `import`");
    return true;
  }
  if (s_.start < s_.found && !used_as_name && tell(s_.tokens[s_.start])) return true;
  if (rule() == Rule::Module && s_.start == s_.found && (text(found_) == "var" || text(found_) == "val")) return false;
  if (((s_.start == s_.found && rule() == Rule::Module) || (rule() == Rule::Item && could_be(FN))) && tell(found_)) return true;
  bool name_before = previous_.kind == LOWER_NAME && same_line(previous_, found_) && kind_ != ASSIGN;
  if (name_before && (starts_expression(kind_) || kind_ == LBRACE) && kind_ != LPAREN && tell(previous_)) return true;
  // `f(x) loop(y)`: a function of that name is called.
  const bool is_called = kind_at(s_.found + 1) == LPAREN && touches(s_.found + 1);
  return behind_operand() && !is_called && tell(found_);
}

// `=` where none may be.
bool Explainer::behind_equals() {
  bool first_is_name = s_.tokens[s_.start].kind == LOWER_NAME;
  bool whole_left = s_.start + 1 == s_.found;
  if (first_is_name && whole_left && (rule() == Rule::Block || rule() == Rule::Statement || !within(Rule::Arm))) {
    if (rule() == Rule::Block || rule() == Rule::LetElse) {
      std::string name(text(s_.tokens[s_.start]));
      // Behind `let mut x` or `var x` it is the same mistake.
      for (size_t i = s_.start; i-- > 1 && !(kind_at(i) == FN && s_.tokens[i].depth == 0);)
        if (kind_at(i) == LOWER_NAME && text(s_.tokens[i]) == name && (text(s_.tokens[i - 1]) == "mut" || text(s_.tokens[i - 1]) == "var" || (kind_at(i - 1) == LET && kind_at(i + 1) == COLON && is_unbound(i)))) return true;
      if (std::find(s_.rules.begin(), s_.rules.end(), Rule::For) != s_.rules.end()) {
        say(Code::E0114, span(s_.tokens[s_.start]), "variables do not change, also in a `for`", "`list.fold(xs, 0, fn(" + name + ", x) { " + name + " + x })` hands the value on from item to item");
        return true;
      }
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

// `let x: Int`, with no value behind it.
bool Explainer::is_unbound(size_t name) const {
  for (size_t i = name; i < s_.found && s_.tokens[i].depth >= s_.tokens[name].depth && kind_at(i) != NEWLINE; ++i)
    if (kind_at(i) == ASSIGN) return false;
  return true;
}

bool Explainer::at_colon() {
  if ((behind_header() || rule() == Rule::Lambda || rule() == Rule::ShortLambda) && previous_.kind == RPAREN)
    return told(Code::E0114, "the type of the result stands behind `->`", "`fn length(text: String) -> Int`");
  if (kind_at(s_.start) == LOWER_NAME && s_.start + 1 == s_.found && rule() == Rule::Block) {
    if (s_.start > 0 && kind_at(s_.start - 1) == LBRACE && behind_operand()) {
      // `{ x: 1, y: 2 }`: is there another name and `:` behind a comma?
      for (size_t i = s_.found; i + 2 < s_.tokens.size() && s_.tokens[i].depth >= found_.depth; ++i)
        if (kind_at(i) == COMMA && s_.tokens[i].depth == found_.depth && kind_at(i + 2) == COLON)
          return told(Code::E0114, "braces hold a block, not fields", "a value with named fields is written `Point(x: 1, y: 2)`, a map `#{\"x\" => 1}`");
    }
    std::string name(text(s_.tokens[s_.start]));
    say(Code::E0114, span(s_.tokens[s_.start]), "a name is bound by `let`", "`let " + name + ": Int = ..`");
    return true;
  }
  if (within(Rule::If) || within(Rule::For) || within(Rule::Match) || previous_.kind == ELSE || previous_.kind == LET_ELSE)
    return told(Code::E0114, "a block is written in braces", "`if x { a } else { b }`");
  if (rule() == Rule::Arm && kind_at(s_.found + 1) != UPPER_NAME) return told(Code::E0114, "behind the pattern of an arm stands `->`", kMatchHelp);
  if (rule() == Rule::Arm) return told(Code::E0114, "a pattern has no type", "messages of several types are constructors of one: `type Msg = Text(String) | Number(Int)`; an arm is written `pattern -> result`");
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
      if (rule() == Rule::Arm && could_be(ARROW)) {
        say(Code::E0114, span(found_), "behind the pattern of an arm stands `->`", kMatchHelp).suggest(span(found_), "->", "write this instead");
        return true;
      }
      if (behind_equals()) return true;
      break;
    case COLON:
      if (at_colon()) return true;
      break;
    case COMMA:
      for (size_t i = s_.found; i-- > s_.start && same_line(s_.tokens[i], found_) && s_.tokens[i].depth >= found_.depth;)
        if (kind_at(i) == WHEN && s_.tokens[i].depth == found_.depth)
          return told(Code::E0114, "the conditions of a guard are joined by `and`", "`when x > 0 and x < 10`");
      break;
    case CONCAT:
      if (previous_.kind == LOWER_NAME && rule() == Rule::Arm)
        return told(Code::E0114, "in front of `++` a pattern has a text", "`\"prefix\" ++ rest`; what a text ends with is asked by a guard: `text when string.ends_with(text, \"c\")`");
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
      if (rule() == Rule::FunctionItem && previous_.kind == LOWER_NAME && kind_at(s_.found - 2) == FN)
        return told(Code::E0101, "the type parameters of a function are not declared", "small letters in its types are enough: `fn first(xs: List[a]) -> Option[a]`");
      if (previous_.kind == UPPER_NAME && (kind_at(s_.start) == TYPE || (kind_at(s_.start) == PUB && kind_at(s_.start + 1) == TYPE)))
        return told(Code::E0101, "`type` makes a new type of constructors, and `" + std::string(text(previous_)) + "[..]` is a type already", "another name for a type is an alias: `alias Scores = Map[String, Int]`");
      if (behind_operand() && previous_.end == found_.begin && kind_at(s_.found + 1) == UPPER_NAME)
        return told(Code::E0114, "type arguments are not given in a call", "they are inferred; a type is stated at a `let`, a parameter or a result");
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
      if (previous_.kind == FN && !could_be(LOWER_NAME) && could_be(LPAREN) && s_.found - 1 != s_.start && kind_at(s_.found + 1) != LPAREN)
        return told(Code::E0114, "a closure has its parameters in parentheses", "`fn(" + std::string(text(found_)) + ") { .. }`");
      if (previous_.kind == FN && wants_expression() == false && !could_be(LOWER_NAME) && could_be(LPAREN))
        return told(Code::E0119, "there are no functions with a name inside of functions", "`let " + std::string(text(found_)) + " = fn(x) { .. }`, or move it to the top level");
      if (previous_.kind == UPPER_NAME && (rule() == Rule::FunctionItem || rule() == Rule::Lambda || rule() == Rule::ShortLambda) && could_be(RPAREN))
        return told(Code::E0114, "the type of a parameter stands behind its name", "`" + std::string(text(found_)) + ": " + std::string(text(previous_)) + "`");
      if (rule() == Rule::TypeItem || rule() == Rule::AliasItem) {
        if (could_be(UPPER_NAME)) {
          std::string name(text(found_));
          name[0] = static_cast<char>(name[0] - 'a' + 'A');
          say(Code::E0112, span(found_), kSmallConstructor).suggest(span(found_), name, "write this instead");
          return true;
        }
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
      if (rule() == Rule::Block && s_.start > 0 && (kind_at(s_.start - 1) == NEWLINE || !same_line(s_.tokens[s_.start - 1], s_.tokens[s_.start])) && kind_at(s_.start) != LET && behind_operand() && starts_pattern(kind_at(s_.start)))
        return told(Code::E0114, "an arm stands in a `match` or `receive`", kMatchHelp);
      if (rule() == Rule::Call || rule() == Rule::Parenthesised || rule() == Rule::Statement || rule() == Rule::Block)
        if (behind_operand()) return told(Code::E0114, "`->` does not begin the body of a closure", kFunctionHelp);
      break;
    case SEMICOLON:
      if (rule() == Rule::List) return told(Code::E0114, "the items of a list are divided by `,`", "`[1, 2, 3]`");
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
  if (rule() == Rule::Item && previous_.kind == LOWER_NAME && kind_at(s_.found - 2) == AT && starts_expression(kind_))
    return told(Code::E0114, "`@` begins an attribute, not a value", "a value at the top level is declared by `const`: `const " + std::string(text(previous_)) + " = ..`");
  if (rule() == Rule::Item)
    return told(Code::E0101, "expected an item, found " + found_text(), previous_.kind == PUB ? "`pub` stands before `fn`, `type`, `alias` and `const`" : "an attribute stands before `fn`, `type`, `alias`, `const` and `test`");
  bool fresh = s_.found == 0 || previous_.kind == NEWLINE;
  if (!fresh) return false;
  // The body of a function without its `{`.
  if (previous_.kind == NEWLINE && s_.found > 2 && starts_expression(kind_) && (kind_at(s_.found - 2) == RPAREN || kind_at(s_.found - 2) == UPPER_NAME || kind_at(s_.found - 2) == RBRACKET)) {
    size_t first = s_.found - 2;
    while (first > 0 && same_line(s_.tokens[first - 1], s_.tokens[s_.found - 2])) --first;
    if (kind_at(first) == FN || (kind_at(first) == PUB && kind_at(first + 1) == FN)) {
      const Token& last = s_.tokens[s_.found - 2];
      say(Code::E0101, Span{s_.file.id(), last.end, last.end}, "expected `=` or `{`, found the end of the line", "the body of a function is a block, `{ .. }`, or stands behind `=`");
      return true;
    }
  }
  // Constructors below each other without their `|`.
  if (kind_ == UPPER_NAME && s_.found > 2 && found_.begin > 0 && s_.file.text()[found_.begin - 1] == ' ') {
    size_t line = s_.found - 1;
    while (line > 0 && kind_at(line) != TYPE && !(starts_item(kind_at(line)) && s_.tokens[line].depth == 0)) --line;
    if (kind_at(line) == TYPE) return told(Code::E0114, "constructors are divided by `|`", "`type Colour = Red | Green | Blue`; on lines of their own each begins with a `|`");
  }
  if (kind_ == LOWER_NAME && (text(found_) == "val" || text(found_) == "var")) return told(Code::E0114, "a constant is declared by `const`", "`const limit = 3`");
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

// `a ? b : c`
bool Explainer::has_colon_behind() const {
  for (size_t i = s_.found; i < s_.tokens.size() && s_.tokens[i].depth >= found_.depth && kind_at(i) != NEWLINE; ++i)
    if (kind_at(i) == COLON && s_.tokens[i].depth == found_.depth) return true;
  return false;
}

void Explainer::in_general() {
  if (previous_.kind == QUESTION && starts_expression(kind_) && s_.found > 1) {
    if (kind_at(s_.found - 2) == QUESTION) say(Code::E0114, Span{s_.file.id(), token_at(s_.found - 2).begin, previous_.end}, "there is no `??`", "`option.unwrap_or(value, otherwise)`, or `match` asks what is there");
    else if (has_colon_behind()) say(Code::E0114, span(previous_), "there is no `a ? b : c`", "`if a { b } else { c }`");
    else if (kind_ == UPPER_NAME) say(Code::E0114, span(previous_), "there is no operator `?` between two values", "`call(pid, " + std::string(text(found_)) + "(_))` sends a request and waits for its answer; `pid ! message` only sends");
    else say(Code::E0114, span(previous_), "there is no operator `?` between two values", "`f()?` goes on with what is in an `Ok` or `Some`; what decides is written `if a { b } else { c }`");
    return;
  }
  bool name_wanted = could_be(LOWER_NAME) && !wants_expression() && !wants_type();
  if ((kind_ == LET || kind_ == MATCH || kind_ == IF || kind_ == FOR || kind_ == RETURN || kind_ == ASSERT) && (rule() == Rule::Arms || rule() == Rule::Match || rule() == Rule::Receive) && !(s_.found > 0 && same_line(previous_, found_))) {
    told(Code::E0101, "expected a pattern, found " + found_text(), "an arm is written `pattern -> result`; several statements stand in braces: `pattern -> { .. }`");
    return;
  }
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
  } else if (behind_operand() && same_line(previous_, found_) && starts_expression(kind_) && previous_.kind == LOWER_NAME && rule() == Rule::Block && kind_ != LBRACE) {
    report.help("arguments stand in parentheses: `" + std::string(text(previous_)) + "(..)`; two statements stand on two lines");
  } else if (behind_operand() && same_line(previous_, found_) && starts_expression(kind_) && rule() == Rule::Block) {
    report.help("two statements stand on two lines, or have a `;` between them");
  } else if (behind_operand() && starts_expression(kind_) && (rule() == Rule::Call || rule() == Rule::List || rule() == Rule::Parenthesised)) {
    report.help("a `,` is missing, or an operator");
  } else if ((rule() == Rule::Lambda || rule() == Rule::ShortLambda) && previous_.kind == RPAREN) {
    report.help("a closure is written `fn(x) { .. }` or `fn(x) = ..`");
  } else if (could_be(ARROW) && !could_be(RECEIVES) && (rule() == Rule::Arm)) {
    report.help("an arm is written `pattern -> result`");
  } else if (previous_.kind == CONCAT && !starts_expression(kind_)) {
    report.help("`++` joins two strings or lists; variables do not change, so nothing is counted up");
  } else if (could_be(LBRACE) && !wants_expression() && rule() == Rule::If) {
    report.help(previous_.kind == RBRACE ? "between `if` and its block stands a condition" : "the blocks of an `if` stand in braces, which begin on the same line");
  } else if (could_be(LBRACE) && rule() == Rule::Receive) {
    report.help("the arms of a `receive` stand in braces, which begin on the same line: `receive { pattern -> .. }`");
  } else if (could_be(LBRACE) && !wants_expression() && kind_ == NEWLINE) {
    report.help(previous_.kind == RBRACE ? "before the block stands what it is about" : "the `{` stands on the same line");
  } else if (rule() == Rule::ImportItem && previous_.kind == DOT && kind_ == LOWER_NAME) {
    report.help("a module in a folder is written with `/`: `import " + std::string(text(token_at(s_.found - 2))) + "/" + std::string(text(found_)) + "`; names of a module `import list.{map}`");
  } else if (rule() == Rule::ImportItem && kind_ == STAR) {
    report.help("names are imported one by one, `import list.{map, filter}`, or used behind the module's: `list.map`");
  } else if (rule() == Rule::ImportItem && kind_ == TYPE) {
    report.help("types are imported by their names alone, like values: `import option.{Option, unwrap_or}`");
  } else if (rule() == Rule::ImportItem || (kind_at(s_.start) == IMPORT && kind_ == LBRACE)) {
    report.help(std::string("imports are written ") + kImportHelp);
  } else if (kind_at(s_.start) == LET && could_be(ASSIGN) && !behind_operand() && at_line_end()) {
    report.help("a name is bound where it gets its value: `let x: Int = 3`");
  } else if (rule() == Rule::Map && could_be(FAT_ARROW)) {
    report.help("a map is written `#{key => value}`");
  }
}

bool is_foreign_word(std::string_view word) { return find_foreign(word) != nullptr; }

void report_unexpected(const Situation& situation, Diagnostics& diagnostics) { Explainer(situation, diagnostics).explain(); }

}  // namespace riotc::parse
