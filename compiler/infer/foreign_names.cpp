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
constexpr const char* kKnownTypes = "types are known when the program is compiled; which constructor a value has is asked by `match`";
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
    {"is_nil", kNothing},
    {"is_none", kNothing},
    {"is_null", kNothing},
    {"is_integer", kKnownTypes},
    {"is_binary", kKnownTypes},
    {"is_list", kKnownTypes},
    {"is_atom", kKnownTypes},
    {"is_float", kKnownTypes},
    {"is_number", kKnownTypes},
    {"is_tuple", kKnownTypes},
    {"is_map", kKnownTypes},
    {"is_pid", kKnownTypes},
    {"isinstance", kKnownTypes},
    {"type", kKnownTypes},
    {"string_of_int", kShow},
    {"string_of_float", kShow},
    {"string_of_bool", kShow},
    {"integer_to_list", kShow},
    {"integer_to_binary", kShow},
    {"atom_to_list", kShow},
    {"int_of_string", "`int.parse(text)` returns an `Option`, after `import int`"},
    {"list_to_integer", "`int.parse(text)` returns an `Option`, after `import int`"},
    {"binary_to_integer", "`int.parse(text)` returns an `Option`, after `import int`"},
    {"float_of_int", "`int.to_float(n)`, after `import int`"},
    {"int_of_float", "`float.truncate(x)`, after `import float`"},
    {"break", "a `for` runs to its end: `list.find` and `list.take_while` stop early, and so does a function that calls itself"},
    {"continue", "an `if` around the rest of the block leaves it out"},
    {"pass", "an empty block is `{}`, and the value that says nothing is `()`"},
    {"vec", "a list is written `[1, 2]`"},
    {"make", "a list is written `[1, 2]`, a map `#{key => value}`; a process is started by `spawn { .. }`"},
    {"hd", "a pattern takes a list apart: `[first, ..rest]`; `list.first(xs)` returns an `Option`"},
    {"tl", "a pattern takes a list apart: `[first, ..rest]`"},
    {"elem", "a pattern takes a tuple apart: `let (first, second) = pair`"},
    {"element", "a pattern takes a tuple apart: `let (first, second) = pair`"},
    {"fst", "a pattern takes a tuple apart: `let (first, second) = pair`"},
    {"snd", "a pattern takes a tuple apart: `let (first, second) = pair`"},
    {"setTimeout", "`process.send_after(pid, 5s, message)` sends a message later"},
    {"require", "`import list` imports a module"},
    {"seconds", "durations are written `5s`, `100ms`, `2min`"},
    {"milliseconds", "durations are written `5s`, `100ms`, `2min`"},
    {"minutes", "durations are written `5s`, `100ms`, `2min`"},
    {"open", "`file.open(path)`, after `import file`"},
    {"iota", "nothing counts up constants: what may be of several sorts is a type, `type Colour = Red | Green | Blue`"},
    {"infinity", "a `receive` without `after` waits for ever; the longest Duration is `duration.infinity`"},
    {"trap_exit", "`process.trap_exits(as: f)` makes messages of what links carry"},
    {"spawn_monitor", "`process.spawn_monitor`, or `monitor(pid, as: f)`"},
    {"int", "`int.parse(text)` returns an `Option`; `float.round(x)` and `float.truncate(x)` make an Int of a Float"},
    {"float", "`int.to_float(n)` makes a Float of an Int; `float.parse(text)` returns an `Option`"},
    {"dict", "a map is written `#{key => value}`"},
    {"range", "a range is written `1..10`, with both ends"},
    {"lambda", "a closure is written `fn(x) { .. }`"},
    {"append", "lists are joined by `++`, an item is put in front by `[x, ..xs]`"},
    {"Left", "a value of two sorts is a `Result`, or a type of its own: `type Either[a, b] = Left(a) | Right(b)`"},
    {"Right", "a value of two sorts is a `Result`, or a type of its own: `type Either[a, b] = Left(a) | Right(b)`"},
    {"exit_code", "`system.shutdown(code)` ends the program"},
    {"send", "a message is sent by `pid ! message`"},
    {"input", "`io.read_line()` reads a line, after `import io`"},
    {"parseInt", "`int.parse(text)` returns an `Option`, after `import int`"},
    {"enumerate", "`list.index_map(xs, fn(x, i) { .. })` counts along"},
    {"zip", "`list.zip(xs, ys)`, after `import list`"},
    {"assert_eq", "`assert a == b` shows both sides when it fails"},
    {"assertEqual", "`assert a == b` shows both sides when it fails"},
};

constexpr const char* kListModule = "the functions of lists are in the module `list`: `import list`, `list.map(xs, f)`";
constexpr const char* kMapModule = "the functions of maps are in the module `map`: `import map`, `map.get(m, key)`";
constexpr const char* kStringModule = "the functions of strings are in the module `string`: `import string`, `string.length(text)`";
constexpr const char* kMathModule = "the functions of numbers are in the modules `int` and `float`: `import float`, `float.square_root(x)`";
constexpr const char* kTimeModule = "clocks and dates are in the module `time`; `sleep(100ms)` waits";

constexpr ForeignName kForeignModules[] = {
    {"Enum", kListModule},     {"enum", kListModule},      {"lists", kListModule},     {"Lists", kListModule},  {"array", kListModule},
    {"Array", kListModule},    {"Stream", kListModule},    {"stream", kListModule},    {"iterator", kListModule}, {"collections", kListModule},
    {"Dict", kMapModule},      {"dict", kMapModule},       {"maps", kMapModule},       {"Hashtbl", kMapModule}, {"HashMap", kMapModule},
    {"Object", kMapModule},    {"strings", kStringModule}, {"str", kStringModule},     {"binary", kStringModule},
    {"math", kMathModule},     {"Math", kMathModule},      {"Integer", kMathModule},   {"strconv", kMathModule}, {"Number", kMathModule},
    {"fmt", kPrint},           {"console", kPrint},        {"IO", kPrint},             {"io_lib", kShow},       {"Printf", kPrint},
    {"GenServer", "a process that answers calls is in the module `server`, or a function with a `receive`"},
    {"gen_server", "a process that answers calls is in the module `server`, or a function with a `receive`"},
    {"Agent", "state in a process is in the module `agent`"},
    {"Task", "work in a process of its own is in the module `task`: `task.async`, `task.await`"},
    {"Supervisor", "supervisors are in the module `supervisor`"},
    {"Process", "processes are in the module `process`; `spawn { .. }`, `self()`, `monitor` and `link` need no import"},
    {"erlang", "processes are in the module `process`; `spawn { .. }`, `self()`, `monitor` and `link` need no import"},
    {"JSON", "JSON is in the module `json`: `json.encode(value)`, `json.decode(text)`"},
    {"Jason", "JSON is in the module `json`: `json.encode(value)`, `json.decode(text)`"},
    {"os", "`env` has arguments and variables, `file` files, `system` the program itself, `os_process` other programs"},
    {"sys", "`env` has arguments and variables, `system` the program itself"},
    {"datetime", kTimeModule}, {"Date", kTimeModule},      {"DateTime", kTimeModule},  {"rand", "random numbers are in the module `random`"},
    {"gen_statem", "a process that answers calls is in the module `server`; its states are constructors of a type"},
    {"re", "regular expressions are in the module `regex`"}, {"regexp", "regular expressions are in the module `regex`"}, {"Regex", "regular expressions are in the module `regex`"},
    {"logging", "logs are written by the module `logger`: `logger.info(text)`"}, {"log", "logs are written by the module `logger`: `logger.info(text)`"}, {"Logger", "logs are written by the module `logger`: `logger.info(text)`"},
    {"asyncio", "work in a process of its own is in the module `task`: `task.async`, `task.await`"}, {"threading", "a process is started by `spawn { .. }`"}, {"thread", "a process is started by `spawn { .. }`"},
    {"socket", "sockets are in the modules `net/tcp`, `net/udp` and `net/unix`"}, {"gen_tcp", "sockets are in the module `net/tcp`"}, {"gen_udp", "sockets are in the module `net/udp`"},
    {"fs", "files are in the module `file`: `file.read(path)`"}, {"File", "files are in the module `file`: `file.read(path)`"}, {"filepath", "paths are in the module `path`: `path.join(a, b)`"},
    {"mnesia", "a table shared by processes is in the module `table`"}, {"argparse", "the command line is in the module `cli`"}, {"flag", "the command line is in the module `cli`"},
    {"subprocess", "other programs are in the module `os_process`: `os_process.run(command, args)`"}, {"errors", "what can fail returns a `Result`: the module `result`"},
    {"Registry", "keys of processes are in the module `registry`"}, {"functools", kListModule}, {"itertools", kListModule},
    {"ets", "a table shared by processes is in the module `table`"},
    {"sync", "data is never changed by two processes; what changes lives in one process, and others send it messages"},
};

constexpr const char* kUnitType = "what says nothing is `Unit`, and its value `()`";
constexpr const char* kOptionType = "what may be missing is an `Option[..]`";
constexpr const char* kListType = "a list is a `List[..]`";
constexpr const char* kFunctionType = "the type of a function is written `fn(Int) -> String`";

constexpr ForeignName kForeignTypes[] = {
    {"Nil", kUnitType},         {"Void", kUnitType},       {"Null", kUnitType},        {"None", kOptionType},   {"Maybe", kOptionType},
    {"Optional", kOptionType},  {"Nullable", kOptionType}, {"Vec", kListType},         {"Array", kListType},    {"Vector", kListType},
    {"Sequence", kListType},    {"Slice", kListType},      {"Integer", "whole numbers are `Int`"},              {"Number", "numbers are `Int` or `Float`"},
    {"Long", "whole numbers are `Int`"},                   {"Double", "numbers with a point are `Float`"},      {"Boolean", "truth values are `Bool`"},
    {"Str", "texts are `String`"},                         {"Text", "texts are `String`"},                      {"Char", "there are no characters: a text of one is a `String` too"},
    {"Binary", "bytes are `Bytes`, texts `String`"},       {"BitArray", "bytes are `Bytes`"},                   {"Buffer", "bytes are `Bytes`"},
    {"Dict", "a map is a `Map[String, Int]`"},             {"HashMap", "a map is a `Map[String, Int]`"},        {"Record", "a `type` declares fields: `type Point(x: Float, y: Float)`"},
    {"Atom", "constructors say what may be: `type Status = Ready | Done`"},                                     {"Subject", "a process that receives an `m` is a `Pid[m]`"},
    {"Either", "a value of two sorts is a `Result[a, e]`, or a type of its own"},                               {"Exception", "what can fail returns a `Result[a, e]`"},
    {"Function", kFunctionType}, {"Fn", kFunctionType},    {"Callable", kFunctionType}, {"Any", "a name in small letters stands for any type: `fn show_it(x: a)`"},
    {"Object", "a `type` declares fields: `type Point(x: Float, y: Float)`"},
};

}  // namespace

const char* help_for_foreign_module(std::string_view name) {
  for (const ForeignName& foreign : kForeignModules)
    if (foreign.name == name) return foreign.help;
  return nullptr;
}

const char* help_for_foreign_type(std::string_view name) {
  for (const ForeignName& foreign : kForeignTypes)
    if (foreign.name == name) return foreign.help;
  return nullptr;
}

const SmallType* find_small_type(std::string_view name) {
  constexpr const char* kInt = "whole numbers are `Int`";
  constexpr const char* kFloat = "numbers with a point are `Float`";
  constexpr const char* kString = "texts are `String`";
  constexpr const char* kBool = "truth values are `Bool`";
  static constexpr SmallType kSmall[] = {
      {"int", "Int", kInt}, {"integer", "Int", kInt}, {"i32", "Int", kInt}, {"i64", "Int", kInt}, {"u32", "Int", kInt}, {"u64", "Int", kInt},
      {"u8", "Int", kInt}, {"usize", "Int", kInt}, {"int64", "Int", kInt}, {"number", nullptr, "numbers are `Int` or `Float`"}, {"long", "Int", kInt},
      {"float", "Float", kFloat}, {"f64", "Float", kFloat}, {"f32", "Float", kFloat}, {"float64", "Float", kFloat}, {"double", "Float", kFloat},
      {"string", "String", kString}, {"str", "String", kString}, {"char", "String", "there are no characters: a text of one is a `String` too"},
      {"bool", "Bool", kBool}, {"boolean", "Bool", kBool}, {"bytes", "Bytes", "bytes are `Bytes`"}, {"duration", "Duration", "spans of time are `Duration`"},
      {"void", "Unit", kUnitType}, {"unit", "Unit", kUnitType},
      // What a type variable may well be called.
      {"list", nullptr, kListType}, {"option", nullptr, kOptionType}, {"result", nullptr, "what can fail returns a `Result[a, e]`"},
      {"map", nullptr, "a map is a `Map[String, Int]`"}, {"set", nullptr, "a set is a `Set[Int]`"}, {"pid", nullptr, "a process that receives an `m` is a `Pid[m]`"},
      {"reply", nullptr, "what answers a call with an `a` is a `Reply[a]`"},
  };
  for (const SmallType& small : kSmall)
    if (small.name == name) return &small;
  return nullptr;
}

const char* help_for_foreign_name(std::string_view name) {
  for (const ForeignName& foreign : kForeignNames)
    if (foreign.name == name) return foreign.help;
  return nullptr;
}

}  // namespace riotc::infer
