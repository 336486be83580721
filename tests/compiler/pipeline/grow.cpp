// SPDX-License-Identifier: MIT
// Everything is written with the same few names: `f0`.. for functions, `x`, `y`, `z` for variables, two types with
// constructors. Whether a program has meaning is left to the compiler, but most names are bound and many types fit.
#include "tests/compiler/pipeline/inputs.h"

namespace riotc::fuzz {

namespace {

class Grower {
 public:
  explicit Grower(Random& random) : random_(random) {}

  std::string program() {
    std::string text = "import list\nimport map\nimport json\nimport process\n\n";
    text += "type A = A0 | A1(Int) | A2(left: A, right: A) | A3(Reply[Int])\n";
    text += "type B[a](first: a, second: List[a] = [], run: Option[fn(a) -> a] = None)\n";
    if (random_.chance(30)) text += "alias F = fn(Int) -> Int\n";
    if (random_.chance(30)) text += "const c = " + expression(2) + "\n";
    functions_ = 1 + random_.below(4);
    for (size_t i = 0; i < functions_; ++i) text += function(i);
    return text + "fn main() {\n" + statements(3) + "  println(show(" + expression(3) + "))\n}\n";
  }

 private:
  std::string one_of(const std::vector<std::string>& choices) { return random_.pick(choices); }
  std::string variable() { return one_of({"x", "y", "z"}); }

  std::string type(int depth) {
    if (depth <= 0) return one_of({"Int", "Float", "String", "Bool", "A", "a", "b", "Unit", "Bytes", "Duration", "Never"});
    switch (random_.below(9)) {
      case 0: return "List[" + type(depth - 1) + "]";
      case 1: return "Option[" + type(depth - 1) + "]";
      case 2: return "(" + type(depth - 1) + ", " + type(depth - 1) + ")";
      case 3: return "fn(" + type(depth - 1) + ") -> " + type(depth - 1) + (random_.chance(30) ? " receives " + type(0) : "");
      case 4: return "Map[" + type(0) + ", " + type(depth - 1) + "]";
      case 5: return "Pid[" + type(depth - 1) + "]";
      case 6: return "B[" + type(depth - 1) + "]";
      case 7: return "Result[" + type(depth - 1) + ", " + type(0) + "]";
      default: return type(0);
    }
  }

  std::string literal() {
    return one_of({"0", "1", "-1", "42", "1.5", "\"\"", "\"ab\"", "true", "false", "()", "250ms", "0xff", "[]", "None", "A0", "#{}", "<<1, 2:16>>", "9223372036854775807"});
  }

  std::string pattern(int depth) {
    if (depth <= 0) return one_of({"_", "x", "y", "z", "0", "-1", "\"a\"", "true", "A0", "None", "[]", "1s", "^x", "\"p\" ++ y"});
    switch (random_.below(10)) {
      case 0: return "Some(" + pattern(depth - 1) + ")";
      case 1: return "(" + pattern(depth - 1) + ", " + pattern(depth - 1) + ")";
      case 2: return "[" + pattern(depth - 1) + ", .." + one_of({"z", "_", ""}) + "]";
      case 3: return pattern(depth - 1) + " | " + pattern(depth - 1);
      case 4: return pattern(depth - 1) + " as z";
      case 5: return "A2(" + pattern(depth - 1) + ", " + pattern(depth - 1) + ")";
      case 6: return "B(first: " + pattern(depth - 1) + ", ..)";
      case 7: return "#{\"k\" => " + pattern(depth - 1) + "}";
      case 8: return "<<x:8, " + one_of({"y/bytes", "1:16/little", "\"GET\"", "y:x/bytes", "_:4, y:4"}) + ">>";
      default: return one_of({"A1(", "Ok(", "Error(", "A3("}) + pattern(depth - 1) + ")";
    }
  }

  std::string arms(int depth) {
    std::string text = "{\n";
    for (size_t i = 1 + random_.below(3); i > 0; --i)
      text += "    " + pattern(2) + (random_.chance(25) ? " when " + expression(depth - 1) : "") + " -> " + expression(depth - 1) + "\n";
    if (random_.chance(60)) text += "    _ -> " + expression(depth - 1) + "\n";
    return text;
  }

  std::string expression(int depth) {
    if (depth <= 0) return random_.chance(60) ? variable() : literal();
    const std::string a = expression(depth - 1), b = expression(depth - 1);
    switch (random_.below(32)) {
      case 0: return a + one_of({" + ", " - ", " * ", " / ", " % ", " ++ ", " == ", " < ", " and ", " or "}) + b;
      case 1: return "(" + a + ")";
      case 2: return "[" + a + ", " + b + "]";
      case 3: return "(" + a + ", " + b + ")";
      case 4: return "if " + a + " { " + b + " } else { " + expression(depth - 1) + " }";
      case 5: return "match " + a + " " + arms(depth) + "  }";
      case 6: return "fn(" + variable() + ") { " + a + " }";
      case 7: return "f" + std::to_string(random_.below(functions_ + 1)) + "(" + a + (random_.chance(40) ? ", " + b : "") + ")";
      case 8: return "f" + std::to_string(random_.below(functions_ + 1)) + "(_, " + a + ")";
      case 9: return a + " |> " + one_of({"list.map(fn(x) { " + b + " })", "f0", "list.filter(f0)", "show", "Some", "f0(_, " + b + ")"});
      case 10: return "Some(" + a + ")";
      case 11: return "A2(" + a + ", " + b + ")";
      case 12: return "B(" + a + ", second: " + b + ")";
      case 13: return "B(..x, first: " + a + ")";
      case 14: return "x." + one_of({"first", "second", "left", "run", "nothing"});
      case 15: return "[" + a + " || x <- " + b + ", " + expression(depth - 1) + "]";
      case 16: return "#{" + a + " => " + b + "}";
      case 17: return "\"${" + (a.find('\n') == std::string::npos ? a : "x") + "} text\"";
      case 18: return "spawn { " + a + " }";
      case 19: return "(" + variable() + " ! " + a + ")";
      case 20: return "receive " + arms(depth) + (random_.chance(50) ? "    after 1s -> " + b + "\n" : "") + "  }";
      case 21: return "call(" + variable() + ", " + one_of({"A3(_)", "A3", "f0", "fn(r) { A3(r) }"}) + ")";
      case 22: return a + "?";
      case 23: return "{\n" + statements(depth - 1) + "    " + a + "\n  }";
      case 24: return "return " + a;
      case 25: return "not " + a;
      case 26: return "json.decode(json.encode(" + a + "))";
      case 27: return "<<(" + a + "):16, (" + b + ")/bytes>>";
      case 28: return "panic(" + a + ")";
      case 29: return "self()";
      case 30: return "monitor(" + a + ", as: " + b + ")";
      default: return "1.." + a;
    }
  }

  std::string statements(int depth) {
    std::string text;
    for (size_t i = random_.below(4); i > 0; --i) {
      switch (random_.below(6)) {
        case 0: text += "  let " + pattern(1) + " = " + expression(depth) + " else { return " + expression(1) + " }\n"; break;
        case 1: text += "  for " + variable() + " in " + expression(1) + " { " + expression(depth - 1) + " }\n"; break;
        case 2: text += "  " + expression(depth) + "\n"; break;
        case 3: text += "  let " + variable() + ": " + type(2) + " = " + expression(depth) + "\n"; break;
        case 4: text += "  assert " + expression(depth) + "\n"; break;
        default: text += "  let " + variable() + " = " + expression(depth) + "\n";
      }
    }
    return text;
  }

  std::string function(size_t number) {
    const std::string name = "f" + std::to_string(number);
    if (random_.chance(30)) {
      std::string text;
      for (size_t i = 1 + random_.below(3); i > 0; --i)
        text += "fn " + name + "(" + pattern(1) + ")" + (random_.chance(20) ? " when " + expression(1) : "") + " = " + expression(2) + "\n";
      return text;
    }
    std::string text = random_.chance(20) ? "pub fn " : "fn ";
    text += name + "(x" + (random_.chance(40) ? ": " + type(2) : "") + ", y" + (random_.chance(30) ? ": " + type(1) : "") + (random_.chance(20) ? " = " + literal() : "") + ")";
    if (random_.chance(30)) text += " -> " + type(2);
    if (random_.chance(15)) text += " receives " + type(0);
    return text + " {\n" + statements(2) + "  " + expression(3) + "\n}\n";
  }

  Random& random_;
  size_t functions_ = 0;
};

}  // namespace

std::string grow(Random& random) { return Grower(random).program(); }

}  // namespace riotc::fuzz
