// SPDX-License-Identifier: MIT
#include "fixture.h"

namespace riotc::resolve {

using Strings = std::vector<std::string>;

TEST_F(Resolve, CalleesBeforeCallers) {
  run("pub fn a() = b()\npub fn b() = c() + limit\npub fn c() = 1\npub const limit = c()\n");
  EXPECT_EQ(groups(), "main.c | main.limit | main.b | main.a");
}

TEST_F(Resolve, MutualRecursionIsOneGroup) {
  run("pub fn even(0) = true\nfn even(n) = odd(n - 1)\npub fn odd(0) = false\nfn odd(n) = even(n - 1)\npub fn f() = even(1)\n");
  EXPECT_EQ(groups(), "main.even main.odd | main.f");
}

TEST_F(Resolve, LocalsHideGlobals) {
  run("pub fn x() = f(1)\npub fn f(x) = x\npub fn g(a) {\n  let f = a\n  f\n}\npub fn h(p) = match p { (x, y) -> x }\n"
      "pub fn i() = fn(x) { x }\npub fn j(ys) = [x || x <- ys]\npub fn k(ys) { for x in ys { let _ = x } }\n");
  EXPECT_EQ(groups(), "main.f | main.x | main.g | main.h | main.i | main.j | main.k");
}

TEST_F(Resolve, ScopesEndWithTheirBlocks) {
  run("pub fn x() = f()\npub fn f() {\n  let _ = { let x = 1\n x }\n  let _ = fn(x) { x }\n  x()\n}\n");
  EXPECT_EQ(groups(), "main.x main.f");
}

TEST_F(Resolve, PinsAndBitSizesAreReferences) {
  run("pub fn f(v) = match v { ^limit -> 1, _ -> 2 }\npub fn g(<<n:8, rest:n/bytes>>) = rest\npub fn n() = g(<<1>>)\n"
      "pub fn h(<<_:size>>) = 1\npub const size = 8\npub const limit = 1\n");
  EXPECT_EQ(groups(), "main.size | main.limit | main.f | main.g | main.n | main.h");
}

TEST_F(Resolve, DefaultsOfFieldsAreReferences) {
  run("pub type Options(retries: Int = standard())\npub fn f() = Options()\npub fn standard() = 3\n");
  EXPECT_EQ(groups(), "main.standard | main.f");
}

TEST_F(Resolve, AcrossModules) {
  files["a"] = "pub fn f() = 1\npub const k = 2\n";
  run("import a.{k}\nimport a as other\nfn main() { let _ = g() }\nfn g() = other.f() + k\n");
  EXPECT_EQ(groups(), "a.k | a.f | main.g | main.main");
}

TEST_F(Resolve, ConstantCycles) {
  run("pub const a = b + 1\npub const b = f()\nfn f() = a\npub const own = own\npub fn g() = a\n");
  EXPECT_EQ(messages(), (Strings{"E0215 main.riot:1:11 constant `a` needs its own value: a -> b -> f -> a | main.riot:1:15 `a` needs `b` | "
                                 "main.riot:2:15 `b` needs `f` | main.riot:3:10 `f` needs `a`",
                                 "E0215 main.riot:4:11 constant `own` needs its own value | main.riot:4:17 used here"}));
}

TEST_F(Resolve, ManyFunctionsInAChainAreQuick) {
  std::string text = "pub fn f0() = 1\n";
  for (int i = 1; i < 20000; ++i) {
    text += "pub fn f";
    text += std::to_string(i);
    text += "() = f";
    text += std::to_string(i - 1);
    text += "()\n";
  }
  run(text);
  EXPECT_EQ(messages(), Strings{});
  EXPECT_EQ(program.groups.size(), 20002u);
}

}  // namespace riotc::resolve
