// SPDX-License-Identifier: MIT
#include "fixture.h"

namespace riotc::resolve {

using Strings = std::vector<std::string>;

TEST_F(Resolve, Duplicates) {
  run("pub const a = 1\npub fn a() = 1\npub type T = A\npub alias T = Int\npub type U = A | B | B\n");
  EXPECT_EQ(messages(), (Strings{"E0204 main.riot:2:8 name `a` is defined twice in this module | main.riot:1:11 first defined here",
                                 "E0204 main.riot:4:11 type `T` is defined twice in this module | main.riot:3:10 first defined here",
                                 "E0212 main.riot:5:14 constructor `A` is defined twice in this module | main.riot:3:14 first defined here",
                                 "E0212 main.riot:5:22 constructor `B` is defined twice in this module | main.riot:5:18 first defined here"}));
}

TEST_F(Resolve, ClausesApart) {
  run("pub fn f(0) = 1\npub fn g() = 1\nfn f(n) = n\n");
  EXPECT_EQ(only_message(), "E0214 main.riot:3:4 clauses of `f` are apart from each other | main.riot:1:8 the first ones are here");
}

TEST_F(Resolve, OneFunctionOfAName) {
  run("pub fn f(a) = a\npub fn g() = 1\npub fn f(a, b) = a + b\n");
  EXPECT_EQ(only_message(), "E0204 main.riot:3:8 function `f` is defined twice in this module | main.riot:1:8 first defined here");
}

TEST_F(Resolve, ClausesOfDifferentArity) {
  run("pub fn f(0) = 1\nfn f(a, b) = a\n");
  EXPECT_EQ(messages().size(), 1u);
}

TEST_F(Resolve, DefaultsWithSeveralClauses) {
  run("pub fn f(0, a = 1) = 1\nfn f(n, a) = n\n");
  EXPECT_EQ(only_message(), "E0219 main.riot:1:17 default value in a function of several clauses | main.riot:2:4 another clause here");
}

TEST_F(Resolve, FunctionKinds) {
  run("@extern(header: \"geo.h\", name: \"geo::distance\", blocking: true)\npub fn distance(a: Int) -> Float\n"
      "@deprecated(\"use distance\")\npub fn old() = 1\ntest \"it works\" { assert true }\n@extern(name: \"db::Db\")\npub type Db\n");
  EXPECT_EQ(messages(), Strings{});
  const Module& main = program.modules[program.root];
  const Function& distance = program.functions[main.functions[0]];
  EXPECT_EQ(distance.kind, FunctionKind::Foreign);
  EXPECT_EQ(distance.external_name, "geo::distance");
  EXPECT_EQ(distance.header, "geo.h");
  EXPECT_TRUE(distance.blocking);
  EXPECT_EQ(program.functions[main.functions[1]].deprecated, "use distance");
  EXPECT_EQ(program.functions[main.functions[2]].kind, FunctionKind::Test);
  EXPECT_EQ(program.functions[main.functions[2]].name, "it works");
  EXPECT_EQ(program.types[main.types[0]].builtin, BuiltinType::Foreign);
  EXPECT_EQ(program.types[main.types[0]].foreign_name, "db::Db");
  const Module& prelude = program.modules[program.prelude];
  EXPECT_EQ(program.functions[prelude.functions[0]].kind, FunctionKind::Intrinsic);
  EXPECT_EQ(program.functions[prelude.functions[1]].structural, Strings{"a"});
}

TEST_F(Resolve, AttributesThatAreWrong) {
  run("@depricated(\"x\")\npub fn a() = 1\n@runtime(\"x\")\npub fn b() = 1\n@extern(nam: \"x\")\npub fn c()\n"
      "@extern(header: \"x\")\npub fn d()\n@deprecated(true)\npub fn e() = 1\n@json(\"x\")\npub type F = F\n"
      "@extern(name: \"x\", name: \"y\")\npub fn g()\n");
  EXPECT_EQ(messages(), (Strings{"E0211 main.riot:1:1 there is no attribute `@depricated` | did you mean `@deprecated`?",
                                 "E0211 main.riot:3:1 `@runtime` is for the standard library only",
                                 "E0603 main.riot:5:9 `@extern` has no argument `nam:`",
                                 "E0124 main.riot:7:1 `@extern` needs `name: \"..\"`",
                                 "E0124 main.riot:9:13 this must be a string",
                                 "E0211 main.riot:11:1 `@json` does not belong to a type",
                                 "E0124 main.riot:13:20 argument is given twice"}));
}

TEST_F(Resolve, Bodies) {
  run("pub fn a() -> Int\n@extern(name: \"x\")\npub fn b(x: Int) = x\n@extern(name: \"x\")\npub fn c(x) -> Int\n"
      "@extern(name: \"x\")\npub fn d() -> Int receives Int\n");
  EXPECT_EQ(messages(), (Strings{"E0225 main.riot:1:8 function `a` has no body",
                                 "E0602 main.riot:3:8 `b` is bound to C++ and cannot have a body",
                                 "E0601 main.riot:5:10 parameter of the foreign function `c` has no type",
                                 "E0606 main.riot:7:28 foreign function `d` cannot receive messages"}));
}

TEST_F(Resolve, MainTakesNoParameters) {
  run("fn main(args) { println(args) }\n");
  EXPECT_EQ(only_message(), "E0218 main.riot:1:9 `main` takes no parameters");
}

TEST_F(Resolve, Fields) {
  run("pub type P(x: Int, x: Int)\npub type Q(x: Int, Int)\npub type R[a, a] = R(a)\n");
  EXPECT_EQ(messages(), (Strings{"E0220 main.riot:1:20 `P` has two fields named `x` | main.riot:1:12 first one here",
                                 "E0221 main.riot:2:20 unlabelled field behind a labelled one | main.riot:2:12 this one has a label",
                                 "E0220 main.riot:3:15 type parameter `a` is named twice | main.riot:3:12 first one here"}));
}

TEST_F(Resolve, TypeWithoutConstructors) {
  run("pub type T\n");
  EXPECT_EQ(only_message(), "E0227 main.riot:1:10 type `T` has no constructors");
}

TEST_F(Resolve, UnusedPrivateItems) {
  run("fn unused() = unused()\nfn used() = 1\nconst spare = 1\ntype Spare = Spare(Spare)\ntype Used = Used\nfn main() { let _ = (used(), Used) }\n");
  EXPECT_EQ(messages(), (Strings{"W0110 main.riot:1:4 private function `unused` is not used",
                                 "W0114 main.riot:3:7 private constant `spare` is not used",
                                 "W0114 main.riot:4:6 private type `Spare` is not used"}));
}

}  // namespace riotc::resolve
