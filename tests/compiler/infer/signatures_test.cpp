// SPDX-License-Identifier: MIT
// What is inferred for functions without annotations, construct by construct.
#include <gtest/gtest.h>

#include "tests/compiler/infer/harness.h"

namespace riotc::test {

struct Case {
  const char* name;
  const char* program;
  const char* function;
  const char* signature;
};

class Signature : public testing::TestWithParam<Case> {};

TEST_P(Signature, IsInferred) {
  auto result = infer_text(GetParam().program);
  EXPECT_EQ(result->messages(), "");
  EXPECT_EQ(result->signature(GetParam().function), GetParam().signature);
}

const Case kCases[] = {
    {"Clauses", "pub fn fact(0) = 1\nfn fact(n) = n * fact(n - 1)\n", "fact", "fn fact(_: Int) -> Int"},
    {"Generic", "pub fn swap((a, b)) = (b, a)\n", "swap", "fn swap(_: (a, b)) -> (b, a)"},
    {"Closures", "pub fn compose(f, g) = fn(x) { g(f(x)) }\n", "compose", "fn compose(f: fn(a) -> b, g: fn(b) -> c) -> fn(a) -> c"},
    {"LeftOpenIsInt", "pub fn square(x) = x * x\n", "square", "fn square(x: Int) -> Int"},
    {"ConcatLeftOpenIsString", "pub fn cat(a, b) = a ++ b\n", "cat", "fn cat(a: String, b: String) -> String"},
    {"OperandWaits", "pub fn f(x, y) { let z = x + y\n z + 1.5 }\n", "f", "fn f(x: Float, y: Float) -> Float"},
    {"Durations", "pub fn f(d) = -d + 5s\n", "f", "fn f(d: Duration) -> Duration"},
    {"FieldWaits", "pub type P(x: Int, y: Float)\npub fn f(p) = p.y\n", "f", "fn f(p: P) -> Float"},
    {"FieldOfItems", "import list\npub type P(x: Int)\npub fn f(ps) = list.map(ps, fn(p) { p.x })\n", "f", "fn f(ps: List[P]) -> List[Int]"},
    {"Update", "type P(x: Int, y: Int)\npub fn f(p) = P(..p, x: p.y)\n", "f", "fn f(p: P) -> P"},
    {"Defaults", "pub fn f(a, b = 2, c c: Int = 3) = a + b + c\npub fn g() = f(1) + f(1, c: 4) + f(1, 2, c: 3)\n", "g", "fn g() -> Int"},
    {"Pipes", "import list\npub fn f(xs) = xs |> list.filter(fn(x) { x > 2 }) |> list.map(add(1, _))\nfn add(a, b) = a + b\n", "f",
     "fn f(xs: List[Int]) -> List[Int]"},
    {"PipeIntoHole", "pub fn f(x) = x |> sub(1, _)\nfn sub(a, b: Float) -> Int { if b > 0.0 { a } else { 0 } }\n", "f", "fn f(x: Float) -> Int"},
    {"PipePostfix", "fn half(n) { if n > 0 { Ok(n / 2) } else { Error(\"no\") } }\npub fn f(x) { let y = x |> half()?\n Ok(y + 1) }\n", "f",
     "fn f(x: Int) -> Result[Int, String]"},
    {"Capture", "import list\npub fn f(xs) { let go = list.fold(xs, _, _)\n go(0, fn(a, b) { a + b }) }\n", "f", "fn f(xs: List[Int]) -> Int"},
    {"TryOption", "import list\npub fn f(xs) { let x = list.first(xs)?\n Some(x + 1) }\n", "f", "fn f(xs: List[Int]) -> Option[Int]"},
    {"Return", "pub fn f(x) { if x > 3 { return \"big\" }\n \"small\" }\n", "f", "fn f(x: Int) -> String"},
    {"PanicFits", "pub fn f(x) = if x { panic(\"no\") } else { 1 }\n", "f", "fn f(x: Bool) -> Int"},
    {"TodoFits", "pub fn f(_x: Int) -> String = todo\n", "f", "fn f(_x: Int) -> String"},
    {"NeverFits", "fn stop() -> Never = panic(\"no\")\npub fn f(x) -> Int = match x { Some(n) -> n\n None -> stop() }\n", "f", "fn f(x: Option[Int]) -> Int"},
    {"NeverIsShown", "pub fn stop() -> Never = panic(\"no\")\n", "stop", "fn stop() -> Never"},
    {"MutualRecursion", "pub fn even(0) = true\nfn even(n) = odd(n - 1)\nfn odd(0) = false\nfn odd(n) = even(n - 1)\n", "even", "fn even(_: Int) -> Bool"},
    {"AnnotatedVariablesInAGroup", "pub fn a(xs: List[t], n) = match xs { [] -> n\n [_, ..r] -> b(r, n + 1) }\nfn b(xs: List[t], n) = a(xs, n)\n", "a",
     "fn a(xs: List[t], n: Int) -> Int"},
    {"PolymorphicRecursion", "pub fn depth(x: a, n: Int) -> Int { if n == 0 { 0 } else { depth([x], n - 1) } }\n", "depth", "fn depth(x: a, n: Int) -> Int"},
    {"PolymorphicLet", "pub fn f() { let id = fn(x) { x }\n (id(1), id(\"a\")) }\n", "f", "fn f() -> (Int, String)"},
    {"ConstructorByExpectation", "type A = X | Y(Int)\ntype B(a: Option[A])\npub fn f() = B(Some(Y(1)))\n", "f", "fn f() -> B"},
    {"LetElse", "import list\npub fn f(xs) { let [x, ..] = xs else { return 0 }\n x + list.length(xs) }\n", "f", "fn f(xs: List[Int]) -> Int"},
    {"LetElseArms", "pub fn f(r) { let Ok(x) = r else { Error(why) -> return show(why) }\n show(x + 1) }\n", "f", "fn f(r: Result[Int, a]) -> String"},
    {"IteratedPairsAreAListsItems", "pub fn f(xs) = [k ++ show(v) || (k, v) <- xs]\n", "f", "fn f(xs: List[(String, a)]) -> List[String]"},
    {"MapIteration", "pub fn f(m: Map[String, Int]) = [k || (k, _) <- m]\n", "f", "fn f(m: Map[String, Int]) -> List[String]"},
    {"Bits", "pub fn f(b) = match b { <<n, name:n/bytes, rest/bytes>> -> Some((n, name, rest))\n _ -> None }\n", "f",
     "fn f(b: Bytes) -> Option[(Int, Bytes, Bytes)]"},
    {"LocalBeforeModule", "import list\ntype T(map: Int)\npub fn f(list: T) = list.map + 1\n", "f", "fn f(list: T) -> Int"},
    {"ModuleWhenTheLocalHasNoField", "import list\npub fn f(list: List[Int]) = list.map(list, fn(x) { x + 1 })\n", "f", "fn f(list: List[Int]) -> List[Int]"},
    {"SmallestInt", "pub fn f() = -9223372036854775808\n", "f", "fn f() -> Int"},
    {"Const", "pub const names = [\"a\"]\n", "names", "const names: List[String]"},
    {"LambdaCalledAtOnce", "pub fn f(x) = x |> fn(y) { y ++ \"!\" }\n", "f", "fn f(x: String) -> String"},
    {"OrPattern", "pub fn f(p) = match p { (1, y) | (y, 2) -> y\n _ -> 0 }\n", "f", "fn f(p: (Int, Int)) -> Int"},
};

INSTANTIATE_TEST_SUITE_P(Core, Signature, testing::ValuesIn(kCases), [](const auto& info) { return info.param.name; });

TEST(Typed, DefaultsAreFilledInAfterWhatIsWritten) {
  auto result = infer_text("fn f(a, b = 2, c = 3) = a + b + c\npub fn g() = f(1, c: 4)\n");
  EXPECT_EQ(result->messages(), "");
  EXPECT_NE(result->typed_text().find("main.f(1, #2 = 4, #1 = 2)"), std::string::npos) << result->typed_text();
}

TEST(Typed, CaptureEvaluatesTheOthersFirst) {
  auto result = infer_text("fn f(a: Int, b: Int) = a + b\nfn g() = 3\npub fn h() = f(_, g())\n");
  EXPECT_EQ(result->messages(), "");
  EXPECT_NE(result->typed_text().find("let t1: Int = main.g()"), std::string::npos) << result->typed_text();
}

TEST(Typed, GenericFunctionsGetTheirTypes) {
  auto result = infer_text("fn id(x) = x\npub fn f() = (id(1), id(\"a\"))\n");
  EXPECT_NE(result->typed_text().find("(main.id[Int](1), main.id[String](\"a\"))"), std::string::npos) << result->typed_text();
}

TEST(Typed, OpenTypesAreUnit) {
  auto result = infer_text("import list\npub fn f() = list.length([])\n");
  EXPECT_EQ(result->messages(), "");
  EXPECT_NE(result->typed_text().find("list.length[Unit]"), std::string::npos) << result->typed_text();
}

TEST(Typed, ConstantsKnowWhatTheyNeed) {
  auto result = infer_text("const a = 1\nfn two() = a + 1\npub const b = two()\n");
  ASSERT_EQ(result->messages(), "");
  const resolve::Module& root = result->program->modules[result->program->root];
  EXPECT_EQ(result->typed.constants.at(root.consts[1]).needs, std::vector<resolve::ConstId>{root.consts[0]});
}

TEST(Time, TenThousandLines) {
  std::string text;
  for (int i = 0; i < 2000; ++i) {
    std::string n = std::to_string(i);
    text += "pub fn f" + n + "(xs, n) {\n  let double = fn(x) { x * n }\n  match xs {\n    [x, ..rest] -> [double(x), ..f" + n + "(rest, n)]\n    [] -> []\n  }\n}\n";
  }
  auto result = infer_text(text);
  EXPECT_EQ(result->messages(), "");
  EXPECT_LT(result->milliseconds, 2000);  // far more than it takes, so that a busy machine does not fail it
}

TEST(Time, DeepExpressions) {
  std::string sum = "x";
  for (int i = 0; i < 2000; ++i) sum += " + x";
  std::string lists(300, '[');
  lists += std::string(300, ']');
  auto result = infer_text("pub fn f(x) = " + sum + "\npub fn g() = " + lists + "\n");
  EXPECT_EQ(result->messages(), "");
  EXPECT_EQ(result->signature("f"), "fn f(x: Int) -> Int");
}

}  // namespace riotc::test
