// SPDX-License-Identifier: MIT
#include "fixture.h"

namespace riotc::resolve {

using Strings = std::vector<std::string>;

TEST_F(Resolve, UsedUnderLastSegmentOrAlias) {
  files["net/http"] = "pub fn get() = 1\n";
  files["net/tcp"] = "pub fn open() = 1\n";
  run("import net/http as web\nimport net/tcp\nfn main() { let _ = web.get() + tcp.open() }\n");
  EXPECT_EQ(messages(), Strings{});
  EXPECT_EQ(program.modules[program.root].imports.at("web"), module("net/http"));
  EXPECT_EQ(program.modules[program.root].imports.at("tcp"), module("net/tcp"));
}

TEST_F(Resolve, UnqualifiedValuesTypesAndConstructors) {
  files["shape"] = "pub type Shape = Circle(Float) | Square(Float)\npub type Point(x: Int)\npub const unit = 1\npub fn area(s: Shape) = s\n";
  run("import shape.{area, unit as one, Circle as Round, Point, Shape}\n"
      "pub fn f(p: Point, s: Shape) = area(Round(1.0))\npub fn g() = Point(x: one)\n");
  EXPECT_EQ(messages(), Strings{});
  const Module& main = program.modules[program.root];
  const Module& shape = program.modules[module("shape")];
  EXPECT_EQ(main.values.at("area"), shape.values.at("area"));
  EXPECT_EQ(main.values.at("one"), shape.values.at("unit"));
  EXPECT_FALSE(main.values.contains("unit"));
  EXPECT_EQ(main.constructors.at("Round").front(), shape.exported_constructors.at("Circle"));
  EXPECT_FALSE(main.constructors.contains("Circle"));
  EXPECT_EQ(main.type_names.at("Point"), shape.exported_types.at("Point"));
  EXPECT_EQ(main.constructors.at("Point").front(), shape.exported_constructors.at("Point"));
}

TEST_F(Resolve, OwnNamesComeBeforeImportedBeforeThePreludes) {
  files["a"] = "pub fn println(x) = x\npub type Wrap = Some(Int)\n";
  run("import a.{println, Some}\npub type T = None | Lt\npub fn spawn(x) = println(Some(x))\n");
  EXPECT_EQ(messages(), Strings{});
  const Module& main = program.modules[program.root];
  EXPECT_EQ(main.values.at("println"), program.modules[module("a")].values.at("println"));
  EXPECT_EQ(program.functions[std::get<FunctionId>(main.values.at("spawn"))].module, program.root);
  ASSERT_EQ(main.constructors.at("Some").size(), 2u);
  EXPECT_EQ(main.constructors.at("Some")[0], program.modules[module("a")].exported_constructors.at("Some"));
  EXPECT_EQ(main.constructors.at("Lt").size(), 2u);
  EXPECT_TRUE(main.values.at("spawn") != program.modules[program.prelude].values.at("spawn"));
  EXPECT_TRUE(std::holds_alternative<AliasId>(main.type_names.at("AnyPid")));
  EXPECT_EQ(main.type_names.at("Int"), TypeName(program.builtin_types.at("Int")));
}

TEST_F(Resolve, ImportedNameThatIsNotThere) {
  files["a"] = "pub fn visible() = hidden()\nfn hidden() = 1\nopaque type Token = Token(raw: String)\ntype Inner = Inner\npub fn f(x: Inner) = x\n";
  run("import a.{visble, hidden, Token, Inner}\npub fn f(t: Token) = visble(hidden(t, Inner))\n");
  EXPECT_EQ(messages(), (Strings{"E0217 main.riot:1:11 module `a` has no `visble` | did you mean `visible`?",
                                 "E0205 main.riot:1:19 function `hidden` is private to module `a` | a.riot:2:4 declared here",
                                 "E0205 main.riot:1:34 type `Inner` is private to module `a` | a.riot:4:6 declared here"}));
}

TEST_F(Resolve, ConstructorsOfOpaqueTypesArePrivate) {
  files["a"] = "opaque type Token = Make(raw: String)\n";
  run("import a.{Make}\npub fn f() = Make(raw: \"\")\n");
  EXPECT_EQ(only_message(), "E0229 main.riot:1:11 constructor `Make` of the opaque type `Token` is private to module `a` | a.riot:1:21 declared here");
  EXPECT_TRUE(program.modules[module("a")].exported_types.contains("Token"));
}

TEST_F(Resolve, ImportedTwice) {
  files["x/list"] = "pub fn f() = 1\n";
  run("import list\nimport list.{map}\nimport x/list\nfn main() { let _ = list.length(map([], main)) }\n");
  EXPECT_EQ(messages(), (Strings{"E0224 main.riot:2:1 module `list` is imported twice | main.riot:1:1 first import here",
                                 "E0204 main.riot:3:10 two modules are imported under the name `list` | main.riot:1:1 first import here"}));
}

TEST_F(Resolve, SameNameFromTwoModules) {
  files["a"] = "pub fn f() = 1\n";
  files["b"] = "pub fn f() = 1\n";
  run("import a.{f}\nimport b.{f}\nfn main() { let _ = f() + b.f() }\n");
  EXPECT_EQ(only_message(), "E0204 main.riot:2:11 `f` is imported twice | main.riot:1:11 first import here");
}

TEST_F(Resolve, UnusedImports) {
  files["a"] = "pub fn f() = 1\npub fn g() = 1\npub type T = C\n";
  run("import list\nimport a.{f, g, T}\nfn main() { let _ = f() }\n");
  EXPECT_EQ(messages(), (Strings{"W0108 main.riot:1:1 import of `list` is not used | remove it",
                                 "W0108 main.riot:2:14 imported name `g` is not used",
                                 "W0108 main.riot:2:17 imported name `T` is not used"}));
}

TEST_F(Resolve, LocalHidesImport) {
  run("import list\npub fn f(list) = list.length\n");
  // The field may be the module's function after all, when the local has no such field.
  EXPECT_EQ(messages(), Strings{});
}

TEST_F(Resolve, LocalHidesImportWithoutSuchName) {
  run("import list\npub fn f(list) = list.other\n");
  EXPECT_EQ(only_message(), "W0108 main.riot:1:1 import of `list` is not used | remove it");
}

TEST_F(Resolve, ImportsUsedInTypesPatternsAndPins) {
  files["a"] = "pub type T = C\n";
  files["b"] = "pub type T = D(Int)\n";
  files["c"] = "pub const limit = 1\n";
  run("import a\nimport b\nimport c\npub fn f(x: a.T) = x\npub fn g(b.D(^c.limit)) = 1\npub fn g(_) = 2\n");
  for (const std::string& message : messages()) EXPECT_EQ(message.find("W0108"), std::string::npos) << message;
}

TEST_F(Resolve, AliasOfTheSameNameHandsATypeOn) {
  files["order"] = "pub alias Order = Order\n";
  files["twice"] = "import order\npub alias Order = order.Order\n";
  run("import twice.{Order, Lt}\npub fn f(x: Order) = x == Lt\n");
  EXPECT_EQ(messages(), Strings{});
  const Module& prelude = program.modules[program.prelude];
  EXPECT_EQ(program.modules[program.root].type_names.at("Order"), prelude.type_names.at("Order"));
  EXPECT_EQ(program.modules[module("twice")].exported_constructors.at("Gt"), prelude.exported_constructors.at("Gt"));
}

}  // namespace riotc::resolve
