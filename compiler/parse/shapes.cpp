// SPDX-License-Identifier: MIT
// What other languages write at the place where the parser stopped.
#include <string>

#include "compiler/parse/explainer.h"

namespace riotc::parse {

namespace {

constexpr const char* kAfterOutside = "`after` stands inside of the braces of `receive`";
constexpr const char* kAfterHelp = "it is the last arm: `after 1s -> ..`";

}  // namespace

bool Explainer::comment_of_another_language() {
  size_t first = s_.found;
  while (first > s_.start && same_line(s_.tokens[first - 1], found_)) --first;
  const Token& dash = s_.tokens[first];
  const bool twice = dash.kind == MINUS && kind_at(first + 1) == MINUS && dash.end == s_.tokens[first + 1].begin;
  if (!twice) return false;
  say(Code::E0114, Span{s_.file.id(), dash.begin, dash.end + 1}, "`--` does not begin a comment", "comments begin with `//`");
  return true;
}

// What cannot begin an expression or a pattern.
bool Explainer::instead_of_operand() {
  const TokenKind next = kind_at(s_.found + 1);
  switch (kind_) {
    case DOT:
      if (next == INT && (operand_wanted() || wants_expression())) return told(Code::E0106, "a Float has digits on both sides of the `.`", "`0." + std::string(text(token_at(s_.found + 1))) + "`");
      return false;
    case RPAREN: case RBRACKET: case COMMA:
      if (previous_.kind == DOT && kind_at(s_.found - 2) == INT) {
        say(Code::E0106, Span{s_.file.id(), s_.tokens[s_.found - 2].begin, previous_.end}, "a Float has digits on both sides of the `.`", "`" + std::string(text(s_.tokens[s_.found - 2])) + ".0`");
        return true;
      }
      return false;
    case PERCENT:
      if (!operand_wanted() && !wants_expression()) return false;
      if (next == UPPER_NAME)
        return told(Code::E0114, "`%` does not begin a value", "a value with named fields is written `" + std::string(text(token_at(s_.found + 1))) + "(name: value)`");
      if (s_.found == s_.start) return told(Code::E0114, "`%` does not begin a comment", "comments begin with `//`");
      return false;
    case FROM:
      if (operand_wanted() || wants_expression()) return told(Code::E0114, "`<-` takes no message", "`receive { pattern -> .. }` takes one from the mailbox of this process");
      return false;
    case BAR:
      if (wants_pattern() && (rule() == Rule::Arms || rule() == Rule::Arm || rule() == Rule::Match || rule() == Rule::Receive || rule() == Rule::LetElse))
        return told(Code::E0114, "an arm does not begin with `|`", kMatchHelp);
      return false;
    case LPAREN:
      if (previous_.kind == DOT) return told(Code::E0114, "`.(` calls nothing", "`f(x)` calls the function that the variable `f` holds");
      if (previous_.kind == FN && rule() == Rule::FunctionItem)
        return told(Code::E0114, "there are no methods", "a function takes the value as an argument: `fn area(shape: Shape) -> Float { .. }`");
      if (next == STAR && touches(s_.found + 1) && (rule() == Rule::Module || operand_wanted()))
        return told(Code::E0118, "`(*` does not begin a comment", "comments begin with `//`, on each line");
      return false;
    case NEWLINE: case END_OF_FILE: case RBRACE:
      if (previous_.kind == DOT && at_line_end()) {
        say(Code::E0114, span(previous_), "a statement does not end with `.`", "it ends where its line ends");
        return true;
      }
      return false;
    case STAR:
      if (rule() == Rule::Parameters || rule() == Rule::FunctionItem)
        return told(Code::E0114, "a function has a fixed number of parameters", "pass what may be many as a list: `fn sum(numbers: List[Int]) -> Int`");
      return false;
    case LET: case CONST:
      if (kind_ == LET && within(Rule::If)) return told(Code::E0114, "there is no `if let`", "`match value { Some(x) -> .., None -> .. }`, or before it `let Some(x) = value else { .. }`");
      return false;
    case AT:
      if ((operand_wanted() || wants_expression()) && next == LOWER_NAME && rule() != Rule::Block)
        return told(Code::E0114, "`@` does not begin a value", "a constant is used by its name alone: `" + std::string(text(token_at(s_.found + 1))) + "`");
      return false;
    case ASSERT:
      if (previous_.kind == LET)
        return told(Code::E0114, "there is no `let assert`", "`let Ok(x) = value else { panic(\"why\") }` says what happens when the pattern does not fit");
      return false;
    default: return false;
  }
}

// `[x | x <- xs]`
bool Explainer::bar_in_comprehension() {
  if (kind_ != BAR) return false;
  for (size_t i = s_.found; i < s_.tokens.size() && s_.tokens[i].depth >= found_.depth; ++i)
    if (kind_at(i) == FROM) {
      say(Code::E0114, span(found_), "behind what a comprehension makes stands `||`", "`[x * 2 || x <- xs, x > 1]`").suggest(span(found_), "||", "write this instead");
      return true;
    }
  return false;
}

// What stands behind an expression as if it were an operator.
bool Explainer::instead_of_operator() {
  if (!behind_operand()) return false;
  const bool in_list = rule() == Rule::List || rule() == Rule::Comprehension;
  switch (kind_) {
    case CARET:
      return told(Code::E0114, "there is no operator `^`", "strings are joined by `++`; powers are `int.power(2, 10)`; bits are combined by `int.bit_exclusive_or(a, b)`");
    case AT: return told(Code::E0114, "there is no operator `@`", "lists are joined by `++`");
    case FOR:
      if (in_list) return told(Code::E0114, "a list is not made by `for`", "`[x * 2 || x <- xs, x > 1]`");
      return false;
    case IF:
      if (same_line(previous_, found_)) return told(Code::E0114, "`if` stands before what it decides", "`if condition { a } else { b }`");
      return false;
    case LBRACE:
      if (previous_.kind == LOWER_NAME && same_line(previous_, found_) && (rule() == Rule::Block || rule() == Rule::Statement || rule() == Rule::Call) && !within(Rule::If) && !within(Rule::Match) &&
          !within(Rule::For) && !find_foreign(text(previous_)))
        return told(Code::E0114, "a block is not an argument", "a function is passed in parentheses, `" + std::string(text(previous_)) + "(fn() { .. })`; only `spawn` and `spawn_link` take a block");
      return false;
    case LMAP:
      if (previous_.kind == LOWER_NAME && touches(s_.found)) return told(Code::E0114, "a map is not updated by what follows it", "`#{.." + std::string(text(previous_)) + ", key => value}` adds to a map");
      return false;
    case NOT:
      if (next_text() == "in") return told(Code::E0114, "`in` belongs to `for`", "whether a list lacks a value is asked by `not list.contains(xs, x)`");
      return false;
    case BAR: case BARBAR:
      if (text(previous_) == "move") return told(Code::E0114, kind_ == BAR ? "closures are not written with `|`" : "closures are not written with `||`", kFunctionHelp);
      return in_list && bar_in_comprehension();
    case LOWER_NAME:
      if (text(found_) == "after" && previous_.kind == RBRACE) return told(Code::E0114, kAfterOutside, kAfterHelp);
      // `match xs with`
      if (text(found_) == "with" && within(Rule::Match)) return told(Code::E0114, "there is no `with`", kMatchHelp);
      return false;
    case COLON:
      if (in_list) return told(Code::E0114, "the items of a list have no names", "a map is written `#{\"a\" => 1}`, a value with named fields `Point(x: 1, y: 2)`");
      if ((previous_.kind == STRING || previous_.kind == STRING_CLOSE || previous_.kind == INT) && s_.start > 0 && kind_at(s_.start - 1) == LBRACE &&
          !within(Rule::If) && !within(Rule::Match) && !within(Rule::For))
        return told(Code::E0114, "braces hold a block, not a map", "a map is written `#{\"a\" => 1}`");
      return false;
    case ASSIGN: {
      // `f(x = 1)`
      const TokenKind before = kind_at(s_.found - 2);
      if (rule() == Rule::Call && previous_.kind == LOWER_NAME && (before == LPAREN || before == COMMA)) {
        say(Code::E0114, span(found_), "an argument is named by `:`", "`" + std::string(text(previous_)) + ": value`; two values are compared by `==`")
            .suggest(span(found_), ":", "write this instead");
        return true;
      }
      return false;
    }
    case AFTER: return told(Code::E0114, kAfterOutside, kAfterHelp);
    case UNDERSCORE: case STRING: case UPPER_NAME:
      // `0 -> 1 _ -> 2`
      if ((rule() == Rule::Arm || rule() == Rule::Arms) && (kind_at(s_.found + 1) == ARROW || kind_at(s_.found + 1) == WHEN))
        return told(Code::E0101, "expected the end of the arm, found " + found_text(), "each arm stands on a line of its own, or a `,` between two");
      return false;
    case DOT:
      return false;
    case AS:
      if (previous_.kind == LOWER_NAME && text(previous_) == "panic") return told(Code::E0114, "`panic` takes its reason in parentheses", "`panic(\"why\")`");
      if (previous_.kind == LOWER_NAME && text(previous_) == "todo") return told(Code::E0114, "`todo` takes its text in parentheses", "`todo(\"what is missing\")`");
      return false;
    case COMMA:
      if (within(Rule::Match) && could_be(LBRACE) && rule() != Rule::Call && rule() != Rule::Parenthesised && rule() != Rule::List)
        return told(Code::E0114, "`match` looks at one value", "several are a tuple: `match (a, b) { (1, x) -> .., _ -> .. }`");
      if (rule() == Rule::Block && kind_at(s_.start) == ASSERT)
        return told(Code::E0114, "an `assert` has no message of its own", "it shows both sides of a comparison when it fails; `if not ok { panic(\"why\") }` has one");
      if (rule() == Rule::Block && kind_at(s_.start) == LET) {
        const TokenKind next = kind_at(s_.found + 1);
        if (next == LET || next == NEWLINE || !same_line(found_, token_at(s_.found + 1)))
          return told(Code::E0114, "statements are not divided by `,`", "each stands on a line of its own");
      }
      return false;
    default: return false;
  }
}

// What cannot be a type.
bool Explainer::instead_of_type() {
  const bool type_place = wants_type() || rule() == Rule::Type;
  switch (kind_) {
    case STAR:
      if (type_place) return told(Code::E0114, "there are no pointers", "a type is written without a mark: values are never copied when they are passed on");
      return false;
    case LBRACKET:
      if (type_place && previous_.kind != LOWER_NAME && previous_.kind != UPPER_NAME) return told(Code::E0114, "`[` does not begin a type", "a list is written `List[Int]`");
      if (previous_.kind == LOWER_NAME && kind_at(s_.found - 2) != FN && (rule() == Rule::FunctionItem || rule() == Rule::Parameters || rule() == Rule::Type || rule() == Rule::Fields)) {
        say(Code::E0112, span(previous_), "names of types begin with a capital letter", "`List[Int]`, `Map[String, Int]`");
        return true;
      }
      return false;
    case RBRACKET:
      if (previous_.kind == LBRACKET && rule() == Rule::Type) return told(Code::E0114, "`[]` does not make a list type", "a list is written `List[Int]`");
      return false;
    case LPAREN:
      if (previous_.kind == UPPER_NAME && touches(s_.found) && !behind_operand() && !could_be(DOTDOT) &&
          (rule() == Rule::Parameters || rule() == Rule::FunctionItem || rule() == Rule::Type || rule() == Rule::Fields || rule() == Rule::AliasItem || rule() == Rule::Statement || rule() == Rule::Module))
        return told(Code::E0114, "type arguments stand in brackets", "`" + std::string(text(previous_)) + "[..]`, such as `List[Int]`");
      if (previous_.kind == LOWER_NAME && touches(s_.found) && (kind_at(s_.found - 2) == COLON || kind_at(s_.found - 2) == ARROW) &&
          (rule() == Rule::Parameters || rule() == Rule::FunctionItem || rule() == Rule::Type || rule() == Rule::Fields)) {
        say(Code::E0112, span(previous_), "names of types begin with a capital letter", "their arguments stand in brackets: `List[Int]`, `Map[String, Int]`");
        return true;
      }
      return false;
    case LOWER_NAME:
      if (rule() == Rule::Parameters || rule() == Rule::FunctionItem || rule() == Rule::Type || rule() == Rule::Fields || rule() == Rule::TypeItem ||
          (rule() == Rule::Module && (kind_at(s_.start) == TYPE || kind_at(s_.start + 1) == TYPE))) {
        const std::string word(text(found_));
        if (word == "option" || word == "list" || word == "array" || word == "ref") {
          if (previous_.kind == LOWER_NAME || previous_.kind == UPPER_NAME || previous_.kind == RBRACKET)
            return told(Code::E0114, "type arguments stand in brackets behind the type", "`Option[Int]`, `List[String]`");
        }
        if (word == "of" && previous_.kind == UPPER_NAME) return told(Code::E0114, "there is no `of`", "what a constructor carries stands in parentheses: `" + std::string(text(previous_)) + "(Float)`");
        if (word == "struct" || word == "interface" || word == "enum") return told(Code::E0114, "there is no `" + word + "`", kTypeHelp);
      }
      return false;
    case COMMA:
      if (rule() == Rule::Module && previous_.kind == UPPER_NAME && (kind_at(s_.start) == TYPE || kind_at(s_.start + 1) == TYPE))
        return told(Code::E0114, "constructors are divided by `|`", "`type Colour = Red | Green | Blue`");
      return false;
    case UPPER_NAME:
      if (rule() == Rule::Fields && previous_.kind == LOWER_NAME)
        return told(Code::E0114, "the type of a field stands behind a `:`", "`" + std::string(text(previous_)) + ": " + std::string(text(found_)) + "`");
      if (rule() == Rule::Module && previous_.kind == UPPER_NAME && (kind_at(s_.found - 2) == TYPE)) return told(Code::E0101, "expected `=`, found " + found_text(), kTypeHelp);
      return false;
    case UNDERSCORE:
      if (type_place) return told(Code::E0122, "`_` is not a type", "leave the annotation away, and the type is inferred; a name in small letters, `List[a]`, stands for any type");
      return false;
    case STRING:
      if (rule() == Rule::TypeItem) return told(Code::E0114, "texts are no types", "constructors say what may be: `type Direction = Up | Down`");
      return false;
    case LBRACE:
      if (rule() == Rule::TypeItem || (rule() == Rule::Module && kind_at(s_.start) == TYPE) ||
          (rule() == Rule::Module && kind_at(s_.start) == PUB && kind_at(s_.start + 1) == TYPE))
        return told(Code::E0114, "a type is declared without braces", kTypeHelp);
      return false;
    case AT:
      if (rule() == Rule::TypeItem) return told(Code::E0211, "constructors have no attributes", "attributes stand before an item, and `@json(\"name\")` before a field");
      return false;
    default: return false;
  }
}

// Between the name of a function and its body.
bool Explainer::in_header() {
  if (kind_ == ASSIGN && rule() == Rule::FunctionItem && previous_.kind == LOWER_NAME && kind_at(s_.found - 2) == FN)
    return told(Code::E0114, "a function has its parameters in parentheses", kFunctionHelp);
  // `fn f(match)`: the keyword was taken for the beginning of a pattern or a label.
  if ((kind_ == RPAREN || kind_ == COMMA) && is_keyword(previous_.kind) && (rule() == Rule::Parameters || rule() == Rule::Pattern || rule() == Rule::FunctionItem || rule() == Rule::Lambda)) {
    const std::string word(text(previous_));
    say(Code::E0113, span(previous_), "`" + word + "` is a keyword and cannot be a name", "choose another one, such as `" + word + "_`");
    return true;
  }
  if (kind_ == LBRACE && rule() == Rule::FunctionItem && previous_.kind == LOWER_NAME && kind_at(s_.found - 2) == FN)
    return told(Code::E0114, "a function has its parameters in parentheses", "`fn " + std::string(text(previous_)) + "() { .. }`, also when it has none");
  if (kind_ == LPAREN && rule() == Rule::ConstItem && previous_.kind == CONST) return told(Code::E0114, "constants are not declared in groups", "each begins with `const`: `const limit = 3`");
  if (kind_ == COLON && rule() == Rule::ConstItem) return told(Code::E0101, "expected `=`, found `:`", "`const limit: Int = 3`");
  if ((kind_ == QUESTION || kind_ == BANG) && previous_.kind == LOWER_NAME && kind_at(s_.found - 2) == FN)
    return told(Code::E0114, std::string("a name has no `") + (kind_ == QUESTION ? "?`" : "!`"),
                kind_ == QUESTION ? "what answers yes or no is often called `is_..`: `fn is_" + std::string(text(previous_)) + "(..) -> Bool`"
                                  : "a function that may fail returns a `Result`; one that crashes instead has no mark");
  if (kind_ == QUESTION && previous_.kind == LOWER_NAME && (rule() == Rule::Parameters || rule() == Rule::Fields || rule() == Rule::FunctionItem))
    return told(Code::E0114, "`?` does not make a parameter optional", "one with a default value may be left out: `" + std::string(text(previous_)) + ": Option[Int] = None`");
  if (kind_ == BAR && (previous_.kind == UPPER_NAME || previous_.kind == RBRACKET) && found_.depth > 0 && (kind_at(s_.found - 2) == COLON || rule() == Rule::Parameters || rule() == Rule::Type) && rule() != Rule::Arm && rule() != Rule::Pattern)
    return told(Code::E0114, "a type is not one of several", "what may be of several sorts is a type of its own: `type Value = Number(Int) | Text(String)`");
  if (kind_ == LPAREN && rule() == Rule::ConstItem) return told(Code::E0114, "a function is declared by `fn`", kFunctionHelp);
  // `x: Int: 3`; a type that has ended is no open rule any more.
  const bool behind_type = kind_ == COLON && (previous_.kind == UPPER_NAME || previous_.kind == RBRACKET) && rule() != Rule::Arm && found_.depth > 0;
  const bool of_parameter = behind_type && previous_.kind == UPPER_NAME && kind_at(s_.found - 2) == COLON && kind_at(s_.found - 3) == LOWER_NAME;
  if (of_parameter || (kind_ == COLON && could_be(ASSIGN) && (rule() == Rule::Parameters || rule() == Rule::Fields))) return told(Code::E0114, "a default value stands behind `=`", "`retries: Int = 3`");
  if (kind_ == PLUS || kind_ == MINUS || kind_ == STAR || kind_ == SLASH || kind_ == LPAREN || kind_ == CONCAT)
    for (size_t i = s_.found; i-- > s_.start && same_line(s_.tokens[i], found_);)
      if (kind_at(i) == ARROW && behind_header() && previous_.kind == LOWER_NAME) {
        say(Code::E0114, span(s_.tokens[i]), "behind `->` stands the type of the result", "a body that is one expression stands behind `=`: `fn double(x: Int) = x * 2`");
        return true;
      }
  if (!behind_header() && !(rule() == Rule::Module && text(found_) == "where")) return false;
  if (kind_ == LOWER_NAME && text(found_) == "where")
    return told(Code::E0114, "there are no constraints on types", "`==`, `<`, `show` and keys of maps work on every type that holds no function; pass other functions that are needed as arguments");
  if ((kind_ == UPPER_NAME || kind_ == LPAREN) && previous_.kind == RPAREN)
    return told(Code::E0114, "the type of the result stands behind `->`", "`fn length(text: String) -> Int`");
  return false;
}

bool Explainer::in_loop() {
  const bool is_for = kind_at(s_.start) == FOR || within(Rule::For);
  if (!is_for) return false;
  // In its body it is about something else.
  for (size_t i = s_.found; i-- > 0 && kind_at(i) != FOR;)
    if (kind_at(i) == LBRACE) return false;
  const char* const counts = "a `for` does not count by conditions";
  const char* const runs = "`for i in 0..9 { .. }` runs over a range, `for x in xs { .. }` over a list";
  if (within(Rule::For) || rule() == Rule::Parenthesised || rule() == Rule::Pattern || rule() == Rule::Statement) {
    if (kind_ == ASSIGN && touches(s_.found) && previous_.kind == DOTDOT)
      return told(Code::E0114, "`..=` is written `..`", "a range has both ends: `1..3` is 1, 2 and 3");
    if (kind_ == LET || kind_ == CONST || (kind_ == ASSIGN && !behind_operand()) || (kind_ == ASSIGN && (within(Rule::For) || rule() == Rule::Parenthesised)) ||
        (kind_ == LOWER_NAME && previous_.kind == LOWER_NAME && text(previous_) == "var")) {
      for (size_t i = s_.found; i < s_.tokens.size() && same_line(found_, s_.tokens[i]); ++i)
        if (kind_at(i) == LOWER_NAME && text(s_.tokens[i]) == "of") return told(Code::E0114, "`for` has no parentheses, and `of` is written `in`", runs);
      return told(Code::E0114, counts, runs);
    }
    if (kind_ == LESS && previous_.kind == DOTDOT) return told(Code::E0114, "`..<` is written `..`", "a range has both ends: `0..9` is ten numbers");
    if (kind_ == FROM) {
      say(Code::E0114, span(found_), "in a `for` stands `in`", runs).suggest(span(found_), "in", "write this instead");
      return true;
    }
    if (kind_ == COMMA && could_be(IN)) return told(Code::E0114, "a `for` has one pattern", "`for (key, value) in m { .. }` runs over a map; `list.index_map(xs, fn(x, i) { .. })` counts along");
    if (kind_ == LBRACE && s_.found == s_.start + 1) return told(Code::E0114, "there is no endless `for`", "a function that calls itself repeats; in tail position that needs no stack");
    if (kind_ == LBRACE && could_be(IN)) return told(Code::E0114, "a `for` has no condition", "`for x in xs { .. }` runs over a list or a range; a function that calls itself decides when to go on");
  }
  return false;
}

// `print "x"`, `add 1 2`, `f x`: an argument behind a function.
bool Explainer::juxtaposed() {
  const bool ends_item = (rule() == Rule::Module || rule() == Rule::FunctionItem || rule() == Rule::ConstItem) && could_be(NEWLINE);
  if (previous_.kind != LOWER_NAME || !same_line(previous_, found_) || !(behind_operand() || ends_item) || find_foreign(text(previous_))) return false;
  switch (kind_) {
    case INT: case FLOAT: case STRING: case STRING_OPEN: case LOWER_NAME: case UPPER_NAME: case TRUE: case FALSE: case LMAP: case FN: case FN_SHORT: case DURATION: break;
    default: return false;
  }
  const std::string name(text(previous_));
  const bool may_miss_comma = rule() == Rule::Call || rule() == Rule::List || rule() == Rule::Parenthesised;
  told(Code::E0101, "expected " + expectation() + ", found " + found_text(),
       name == "spawn" || name == "spawn_link" ? "it starts a block: `" + name + " { work(1) }`" :
       std::string("arguments stand in parentheses: `") + name + "(..)`" + (may_miss_comma ? "; or a `,` or an operator is missing" : "; two statements stand on two lines"));
  return true;
}

// `after` anywhere but behind the arms of a `receive`, or without its `->`.
bool Explainer::in_receive() {
  const Token& first = s_.tokens[s_.start];
  const bool opens_line = first.kind == LOWER_NAME && text(first) == "after" && s_.start + 1 == s_.found && s_.start > 1;
  if (opens_line && kind_at(s_.start - 1) == NEWLINE && kind_at(s_.start - 2) == RBRACE && starts_expression(kind_)) {
    say(Code::E0114, span(first), kAfterOutside, kAfterHelp);
    return true;
  }
  if (rule() != Rule::Receive) return false;
  if ((kind_ == AFTER || text(found_) == "after") && previous_.kind == RECEIVE) return told(Code::E0114, kAfterOutside, kAfterHelp);
  if ((kind_ == LBRACE || kind_ == COLON || kind_ == FAT_ARROW) && could_be(ARROW)) return told(Code::E0114, "behind the time of `after` stands `->`", kAfterHelp);
  return false;
}

// `circle(r) -> ..`
bool Explainer::small_constructor() {
  if (kind_ != LPAREN || previous_.kind != LOWER_NAME || !touches(s_.found)) return false;
  const bool in_pattern = rule() == Rule::Pattern || (rule() == Rule::Arm && could_be(ARROW) && !behind_operand()) || (rule() == Rule::Statement && kind_at(s_.start) == LET && could_be(ASSIGN));
  if (!in_pattern) return false;
  std::string name(text(previous_));
  for (const Diagnostic& told : diagnostics_.all())
    if (told.code == Code::E0112 && told.span.file == s_.file.id() && told.message == kSmallConstructor) return true;  // where the type is declared
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  say(Code::E0112, span(previous_), kSmallConstructor).suggest(span(previous_), name, "write this instead");
  return true;
}

// Shapes that Erlang, Elixir, OCaml, Go or Python have at this place.
// `fn(user) -> user.age`: what stands behind `->` was read as a type, and is none. (What may be one is seen at its end.)
bool Explainer::body_behind_arrow() {
  if (!wants_type() && previous_.kind != DOT) return false;
  if (!within(Rule::Lambda) && !within(Rule::ShortLambda)) return false;
  for (size_t i = s_.found; i-- > s_.start && same_line(s_.tokens[i], found_);) {
    if (kind_at(i) != ARROW || i == 0 || kind_at(i - 1) != RPAREN || s_.tokens[i].depth > found_.depth) continue;
    say(Code::E0114, span(s_.tokens[i]), "`->` does not begin the body of a closure", kFunctionHelp).note("behind `->` stands the type of the result");
    return true;
  }
  return false;
}

bool Explainer::of_another_language() {
  if (in_receive() || small_constructor() || body_behind_arrow()) return true;
  if (kind_ == IF && rule() == Rule::Arm && could_be(ARROW)) {
    say(Code::E0114, span(found_), "a guard begins with `when`", "`n when n > 0 -> ..`").suggest(span(found_), "when", "write this instead");
    return true;
  }
  for (const size_t at : {s_.found, s_.found - 1})
    if (at > 0 && kind_at(at) == LOWER_NAME && text(s_.tokens[at]) == "fun" && kind_at(at + 1) == LOWER_NAME && kind_at(at + 2) == SLASH && kind_at(at + 3) == INT) {
      say(Code::E0114, Span{s_.file.id(), s_.tokens[at].begin, s_.tokens[at + 3].end}, "a function is passed by its name alone",
          "`list.map(xs, " + std::string(text(s_.tokens[at + 1])) + ")`");
      return true;
    }
  if (in_loop() || in_header() || instead_of_operand() || instead_of_operator() || instead_of_type()) return true;
  const bool is_pattern_place = wants_pattern() || rule() == Rule::Pattern || (rule() == Rule::Statement && previous_.kind == LET);
  switch (kind_) {
    case COMMA:
      if (rule() == Rule::Statement && kind_at(s_.start) == LET && could_be(ASSIGN))
        return told(Code::E0114, "`let` binds one pattern", "a tuple is taken apart by `let (a, b) = pair`; what may fail by `let x = f()?`");
      if ((rule() == Rule::Block || rule() == Rule::Statement) && behind_operand() && kind_at(s_.start) != LET)
        return told(Code::E0101, "expected an operator or the end of the line, found `,`", kTupleHelp);
      return false;
    case COLON:
      if (is_pattern_place && previous_.kind == LOWER_NAME && kind_at(s_.found + 1) == UPPER_NAME && (rule() == Rule::Pattern || rule() == Rule::Parenthesised || kind_at(s_.start) == LET))
        return told(Code::E0114, "a type stands behind the whole pattern", "`let (x, y): (Int, String) = pair`");
      if (operand_wanted() || is_pattern_place)
        return told(Code::E0114, "there are no atoms", "a constructor of a type says what may be: `type Status = Ready | Failed(String)`; a plain text is a String");
      return false;
    case PERCENT:
      if (kind_at(s_.found + 1) == LBRACE && (operand_wanted() || is_pattern_place))
        return told(Code::E0114, "`%{` does not begin a map", "a map is written `#{\"key\" => value}`, a value with named fields `User(name: \"Ada\")`");
      return false;
    case LBRACE:
      if (is_pattern_place && !could_be(LBRACE))
        return told(Code::E0114, "`{` does not begin a pattern", "tuples stand in parentheses: `(a, b)`; the fields of a value: `Point(x:, y:)`; what may fail is `Ok(x)` or `Error(why)`");
      return false;
    case DOT:
      if ((previous_.kind == PLUS || previous_.kind == MINUS || previous_.kind == STAR || previous_.kind == SLASH) && previous_.end == found_.begin) {
        const std::string op(text(previous_));
        say(Code::E0114, Span{s_.file.id(), previous_.begin, found_.end}, "`" + op + ".` is written `" + op + "`", "the operators of Float are those of Int; both sides have the same type");
        return true;
      }
      if (previous_.kind == UPPER_NAME && kind_at(s_.found - 2) == FN)
        return told(Code::E0114, "there are no methods", "functions stand at the top level of a module and take the value as an argument: `fn greet(user: User) { .. }`");
      if (kind_at(s_.found + 1) == LOWER_NAME && (operand_wanted() || wants_expression()) && previous_.kind != DOT) {
        const std::string field(text(s_.tokens[s_.found + 1]));
        return told(Code::E0114, "a field is of a value: nothing stands before `." + field + "`", "a function that takes it: `fn(x) { x." + field + " }`");
      }
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
    case FAT_ARROW:
      if (rule() == Rule::ConstItem || (rule() == Rule::Module && (kind_at(s_.start) == CONST || kind_at(s_.start + 1) == CONST)))
        return told(Code::E0114, "`=>` does not begin the body of a closure", kFunctionHelp);
      return false;
    case STRING: case STRING_OPEN:
      if (previous_.kind == LOWER_NAME && previous_.end == found_.begin && behind_operand()) {
        say(Code::E0114, span(previous_), "strings have no prefix", "`\"${value}\"` inserts a value into any string");
        return true;
      }
      if (rule() == Rule::ImportItem && previous_.kind == IMPORT) return told(Code::E0114, "the name of a module stands without quotes", kImportHelp);
      return false;
    case ARROW:
      for (size_t i = s_.found; i-- > s_.start;)
        if (kind_at(i) == LOWER_NAME && text(s_.tokens[i]) == "fun" && kind_at(i + 1) == LPAREN) {
          say(Code::E0114, span(s_.tokens[i]), "`fun` is written `fn`", "a closure is written `fn(x) { .. }` or `fn(x) = ..`");
          return true;
        }
      return false;
    case DOTDOT:
      if (rule() == Rule::Arm && could_be(ARROW) && previous_.kind == INT) return told(Code::E0121, "a range is not a pattern", "match a name, and ask in a guard: `n when n >= 1 and n <= 5 -> ..`");
      return false;
    case PLUS: case STAR: case SLASH:
      if (rule() == Rule::Arm && could_be(ARROW)) return told(Code::E0121, "a pattern does not calculate", "match a name, and ask in a guard: `n when n > 1 -> ..`");
      return false;
    default: return false;
  }
}

}  // namespace riotc::parse
