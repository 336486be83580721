// SPDX-License-Identifier: MIT
// What modules of other languages' libraries have, and what it is called here. In a file of its own because it is long.
#include "compiler/infer/foreign_names.h"

namespace riotc::infer {

namespace {

struct ForeignMember {
  std::string_view module, name;
  const char* help;
};

constexpr const char* kAt = "`list.at(xs, 0)` returns an `Option`; positions begin at 0";
constexpr const char* kContains = "`list.contains(xs, x)`";
constexpr const char* kFold = "`list.fold(xs, 0, fn(sum, x) { sum + x })`: the list, the beginning, a function of what there is so far and the next item";
constexpr const char* kEach = "`list.each(xs, f)`, or `for x in xs { .. }`";
constexpr const char* kInsert = "`map.insert(m, key, value)` makes a new map, and so does `#{..m, key => value}`";
constexpr const char* kGet = "`map.get(m, key)` returns an `Option`";
constexpr const char* kHas = "`map.has_key(m, key)`";
constexpr const char* kDelete = "`map.delete(m, key)` makes a new map";
constexpr const char* kSlice = "`string.slice(text, 0, 3)`: from where, and how many";
constexpr const char* kUnwrap = "`match` asks which it is; `option.unwrap_or` and `result.unwrap_or` have something instead, `option.expect(value, \"why\")` crashes";
constexpr const char* kUnits = "durations are written `5s`, `100ms`, `2min`";
constexpr const char* kSend = "a message is sent by `pid ! message`";
constexpr const char* kCall = "`call(pid, Get(_))` needs no import";

constexpr ForeignMember kForeignMembers[] = {
    {"list", "nth", kAt}, {"list", "get", kAt}, {"list", "fetch", kAt}, {"list", "element_at", kAt},
    {"list", "member", kContains}, {"list", "mem", kContains}, {"list", "includes", kContains}, {"list", "has", kContains},
    {"list", "foldl", kFold}, {"list", "foldr", "`list.fold_right(xs, from, f)`"}, {"list", "fold_left", kFold}, {"list", "inject", kFold},
    {"list", "foreach", kEach}, {"list", "for_each", kEach}, {"list", "iter", kEach},
    {"list", "len", "`list.length(xs)`"}, {"list", "size", "`list.length(xs)`"}, {"list", "sum", "`int.sum(xs)` and `float.sum(xs)`"},
    {"list", "push", "`[x, ..xs]` puts an item in front, `xs ++ [x]` behind"}, {"list", "add", "`[x, ..xs]` puts an item in front, `xs ++ [x]` behind"},
    {"list", "cons", "`[x, ..xs]` puts an item in front"}, {"list", "concat", "`list.flatten(lists)`; two are joined by `++`"},
    {"list", "hd", "`list.first(xs)` returns an `Option`; a pattern takes a list apart: `[first, ..rest]`"},
    {"list", "head", "`list.first(xs)` returns an `Option`; a pattern takes a list apart: `[first, ..rest]`"},
    {"list", "tl", "`list.rest(xs)` returns an `Option`; a pattern takes a list apart: `[first, ..rest]`"},
    {"list", "tail", "`list.rest(xs)` returns an `Option`; a pattern takes a list apart: `[first, ..rest]`"},
    {"list", "range", "a range is written `1..10`, with both ends"}, {"list", "seq", "a range is written `1..10`, with both ends"},
    {"list", "join", "texts are joined by `string.join(xs, \", \")`"}, {"list", "uniq", "`list.unique(xs)`"}, {"list", "enumerate", "`list.index_map(xs, fn(x, i) { (i, x) })`"},
    {"list", "with_index", "`list.index_map(xs, fn(x, i) { (x, i) })`"}, {"list", "some", "`list.any(xs, f)`"}, {"list", "every", "`list.all(xs, f)`"},
    {"list", "usort", "`list.unique` and `list.sort`"}, {"list", "keyfind", "`list.key_find(pairs, key)` returns an `Option`"},
    {"map", "put", kInsert}, {"map", "set", kInsert}, {"map", "store", kInsert}, {"map", "add", kInsert},
    {"map", "find", kGet}, {"map", "fetch", kGet}, {"map", "lookup", kGet}, {"map", "contains", kHas}, {"map", "has", kHas}, {"map", "contains_key", kHas},
    {"map", "is_key", kHas}, {"map", "member", kHas}, {"map", "mem", kHas}, {"map", "remove", kDelete}, {"map", "length", "`map.size(m)`"}, {"map", "len", "`map.size(m)`"},
    {"map", "map", "`map.map_values(m, fn(key, value) { .. })`"}, {"map", "entries", "`map.to_list(m)`: its pairs"}, {"map", "items", "`map.to_list(m)`: its pairs"},
    {"map", "foreach", "`for (key, value) in m { .. }`"}, {"map", "iter", "`for (key, value) in m { .. }`"},
    {"string", "len", "`string.length(text)`"}, {"string", "size", "`string.length(text)`, or `string.byte_size(text)`"}, {"string", "upcase", "`string.uppercase(text)`"},
    {"string", "to_upper", "`string.uppercase(text)`"}, {"string", "upper", "`string.uppercase(text)`"}, {"string", "downcase", "`string.lowercase(text)`"},
    {"string", "to_lower", "`string.lowercase(text)`"}, {"string", "lower", "`string.lowercase(text)`"}, {"string", "substring", kSlice}, {"string", "substr", kSlice}, {"string", "sub", kSlice},
    {"string", "strip", "`string.trim(text)`"}, {"string", "to_int", "`int.parse(text)` returns an `Option`"}, {"string", "to_integer", "`int.parse(text)` returns an `Option`"},
    {"string", "to_float", "`float.parse(text)` returns an `Option`"}, {"string", "includes", "`string.contains(text, part)`"}, {"string", "chars", "`string.to_graphemes(text)`: a list of Strings"},
    {"string", "graphemes", "`string.to_graphemes(text)`: a list of Strings"}, {"string", "characters", "`string.to_graphemes(text)`: a list of Strings"},
    {"string", "from_int", "`\"${n}\"` or `show(n)`"}, {"string", "format", "`\"count: ${n}\"` inserts values into a text"}, {"string", "inspect", "`show(value)` makes a String of any value"},
    {"result", "unwrap", kUnwrap}, {"option", "unwrap", kUnwrap}, {"option", "get", kUnwrap}, {"result", "then", "`result.try(r, fn(value) { .. })`, or `?`"}, {"result", "and_then", "`result.try(r, fn(value) { .. })`, or `?`"},
    {"result", "bind", "`result.try(r, fn(value) { .. })`, or `?`"}, {"option", "and_then", "`option.then(o, fn(value) { .. })`, or `?`"}, {"option", "bind", "`option.then(o, fn(value) { .. })`, or `?`"},
    {"int", "abs", "`int.absolute_value(n)`"}, {"float", "abs", "`float.absolute_value(x)`"}, {"int", "pow", "`int.power(2, 10)`"}, {"float", "pow", "`float.power(2.0, 0.5)`"},
    {"float", "sqrt", "`float.square_root(x)`"}, {"float", "ceil", "`float.ceiling(x)`"}, {"float", "to_int", "`float.round(x)` and `float.truncate(x)`"}, {"int", "from_string", "`int.parse(text)` returns an `Option`"},
    {"process", "send", kSend}, {"process", "join", "`process.wait(pid)` waits for the end of a process"}, {"server", "call", kCall}, {"server", "cast", kSend}, {"process", "new_subject", "a process has one mailbox, and its Pid is the address: `self()`"},
    {"process", "start", "`spawn { .. }`, which needs no import"}, {"process", "receive", "`receive { pattern -> .. }`, which needs no import"}, {"process", "sleep_forever", "`receive { }` is none; `process.wait(pid)` waits for another"},
    {"process", "flag", "`process.trap_exits(as: f)` makes messages of what links carry"}, {"task", "start", "`task.async(fn() { .. })`"}, {"task", "run", "`task.async(fn() { .. })`"},
    {"timer", "sleep", "`sleep(100ms)`, which needs no import"}, {"timer", "send_after", "`process.send_after(pid, 5s, message)`"}, {"timer", "send_interval", "`process.send_every(pid, 5s, message)`"},
    {"timer", "tc", "`timer.measure(f)`: how long it took, and its value"}, {"time", "second", kUnits}, {"time", "millisecond", kUnits}, {"time", "minute", kUnits}, {"time", "hour", kUnits},
    {"time", "after", "`receive { .. after 5s -> .. }`, or `process.send_after(pid, 5s, message)`"}, {"time", "since", "`timer.since(start)`, after `timer.now()`"},
    {"time", "sleep", "`sleep(100ms)`, which needs no import"}, {"io", "println", "`println(value)`, which needs no import"}, {"io", "format", "`println(\"x is ${x}\")`, which needs no import"},
    {"io", "print", "`print(value)`, which needs no import"}, {"io", "puts", "`println(value)`, which needs no import"}, {"io", "debug", "`dbg(value)`, which needs no import"},
    {"json", "stringify", "`json.encode(value)`"}, {"json", "dumps", "`json.encode(value)`"}, {"json", "loads", "`json.decode(text)`"}, {"json", "to_string", "`json.encode(value)`"},
    {"file", "read_file", "`file.read(path)`"}, {"file", "write_file", "`file.write(path, text)`"}, {"file", "delete", "`file.remove(path)`"}, {"file", "mkdir", "`file.make_directory(path)`"},
};

}  // namespace

const char* help_for_foreign_member(std::string_view module, std::string_view name) {
  for (const ForeignMember& member : kForeignMembers)
    if (member.module == module && member.name == name) return member.help;
  return nullptr;
}

}  // namespace riotc::infer
