// SPDX-License-Identifier: MIT
// Words of other languages that mean nothing here, and sentences that several messages share.
#pragma once
#include <string_view>

namespace riotc::parse {

inline constexpr const char* kFunctionHelp = "a function is written `fn name(x: Int) -> Int { .. }`, a closure `fn(x) { .. }`";
inline constexpr const char* kTypeHelp = "fields: `type Point(x: Float, y: Float)`; alternatives: `type Colour = Red | Green | Blue`";
inline constexpr const char* kLetHelp = "`let x = 1` binds a name; its value does not change, but a later `let` may take the name again";
inline constexpr const char* kErrorHelp = "what can fail returns a `Result`: `?` hands its error on, `match` looks at it; `panic(\"why\")` ends the process";
inline constexpr const char* kBraceHelp = "a block is written `{ .. }`, and its value is its last expression";
inline constexpr const char* kMatchHelp = "`match value { pattern -> result }`, with an arm a line";
inline constexpr const char* kWithHelp = "`let x = f()?` goes on with what is in an `Ok`; `match value { pattern -> result }` asks what a value is";
inline constexpr const char* kImportHelp = "`import net/http`, `import list.{map, filter}`";
inline constexpr const char* kPubHelp = "items are private to their file unless `pub` stands before them";
inline constexpr const char* kTraitHelp = "pass the functions that are needed as arguments, or in a value: `type Shape(area: fn() -> Float)`";
inline constexpr const char* kTupleHelp = "tuples stand in parentheses: `(a, b)`; what may fail is `Ok(x)` or `Error(why)`";
inline constexpr const char* kConsHelp = "the first items and the rest of a list: `[x, ..rest]`";
inline constexpr const char* kWaitHelp = "every process may wait without keeping others from running; `task.async` and `task.await` run things side by side";

// What newcomers write because another language has it. Told when the word begins what could not be parsed, stands right
// before what was not expected, or is it.
struct ForeignWord {
  std::string_view word;
  const char* message;
  const char* help;
};
const ForeignWord* find_foreign(std::string_view word);  // null for others

}  // namespace riotc::parse
