// SPDX-License-Identifier: MIT
#include "compiler/infer/foreign_names.h"

namespace riotc::infer {

namespace {

struct ForeignName {
  std::string_view name;
  const char* help;
};

constexpr const char* kNothing = "what may be missing is an `Option`: `None` or `Some(value)`; a result that says nothing is `()`";
constexpr const char* kBool = "Bools are written `true` and `false`";
constexpr const char* kPrint = "`println(value)` prints any value and a line end, `print(value)` without one";
constexpr const char* kShow = "`show(value)` and `\"${value}\"` make a String of any value";
constexpr const char* kLength = "`list.length(xs)`, `string.length(text)`, `map.size(m)`, after an `import` of the module";
constexpr const char* kError = "what can fail returns a `Result`, `Ok(value)` or `Error(why)`; `panic(\"why\")` ends the process";
constexpr const char* kThis = "there are no methods and no `this`: a function takes the value as an argument";
constexpr const char* kOption = "an `Option` is `Some(value)` or `None`";

constexpr ForeignName kForeignNames[] = {
    {"nil", kNothing},       {"null", kNothing},       {"undefined", kNothing},  {"none", kNothing},      {"Nil", kNothing},
    {"Null", kNothing},      {"undef", kNothing},      {"void", kNothing},       {"True", kBool},         {"False", kBool},
    {"printf", kPrint},      {"puts", kPrint},         {"echo", kPrint},         {"print_endline", kPrint}, {"print_string", kPrint},
    {"console", kPrint},     {"fmt", kPrint},          {"format", kShow},        {"sprintf", kShow},      {"str", kShow},
    {"to_string", kShow},    {"inspect", kShow},       {"String", kShow},        {"len", kLength},        {"length", kLength},
    {"count", kLength},      {"raise", kError},        {"throw", kError},        {"failwith", kError},    {"error", kError},
    {"Err", kError},         {"Exception", kError},    {"this", kThis},          {"Just", kOption},       {"Nothing", kOption},
    {"IO", kPrint},
    {"range", "a range is written `1..10`, with both ends"},
    {"lambda", "a closure is written `fn(x) { .. }`"},
    {"append", "lists are joined by `++`, an item is put in front by `[x, ..xs]`"},
    {"Left", "a value of two sorts is a `Result`, or a type of its own: `type Either[a, b] = Left(a) | Right(b)`"},
    {"Right", "a value of two sorts is a `Result`, or a type of its own: `type Either[a, b] = Left(a) | Right(b)`"},
    {"exit_code", "`system.shutdown(code)` ends the program"},
    {"send", "a message is sent by `pid ! message`"},
    {"input", "`io.read_line()` reads a line, after `import io`"},
    {"parseInt", "`int.parse(text)` returns an `Option`, after `import int`"},
    {"assert_eq", "`assert a == b` shows both sides when it fails"},
    {"assertEqual", "`assert a == b` shows both sides when it fails"},
};

}  // namespace

const char* help_for_foreign_name(std::string_view name) {
  for (const ForeignName& foreign : kForeignNames)
    if (foreign.name == name) return foreign.help;
  return nullptr;
}

}  // namespace riotc::infer
