// SPDX-License-Identifier: MIT
#include "fixture.h"

namespace riotc::resolve {

using Strings = std::vector<std::string>;

TEST_F(Resolve, LoadsEachModuleOnce) {
  files["a"] = "import b\npub fn f() = b.g()\n";
  files["b"] = "import list\npub fn g() = list.length([])\n";
  run("import a\nimport b\nimport list\nfn main() { let _ = a.f() + b.g()\n  let _ = list.length([]) }\n");
  EXPECT_EQ(messages(), Strings{});
  for (const auto& [path, times] : parsed) EXPECT_EQ(times, 1) << path;
  EXPECT_EQ(parsed.size(), 5u);  // with the prelude
}

TEST_F(Resolve, ModuleOfTheProgramShadowsTheLibrarys) {
  files["list"] = "pub fn mine() = 1\n";
  library["string"] = "import list\npub fn size(s) = list.length(s)\n";
  run("import list\nimport string\nfn main() { let _ = list.mine() + string.size(\"\") }\n");
  EXPECT_EQ(messages(), Strings{});
  // The library's own modules still mean the library's.
  EXPECT_FALSE(program.modules[module("list")].is_library);
  EXPECT_TRUE(program.modules[module("library/list")].is_library);
  EXPECT_EQ(program.modules[module("string")].imports.at("list"), module("library/list"));
}

TEST_F(Resolve, ModuleNamedLikeTheLibrarysMayImportIt) {
  run("import list\nfn main() { let _ = list.length([]) }\n", "list");
  EXPECT_EQ(messages(), Strings{});
  EXPECT_NE(program.modules[program.root].imports.at("list"), program.root);
}

TEST_F(Resolve, FileOfTheLibraryKeepsItsRights) {
  library["time"] = "@runtime(\"now\")\npub fn now() -> Int\n";
  run(library["time"], "time");
  EXPECT_EQ(messages(), Strings{});
  EXPECT_TRUE(program.modules[program.root].is_library);
  EXPECT_EQ(program.functions[program.modules[program.root].functions[0]].kind, FunctionKind::Runtime);
}

TEST_F(Resolve, ThePreludeMayBeTheRoot) {
  run(library["prelude"], "prelude");
  EXPECT_EQ(messages(), Strings{});
  EXPECT_EQ(program.root, program.prelude);
}

TEST_F(Resolve, WorksWithoutPrelude) {
  library.clear();
  run("pub fn f(x) = x\n");
  EXPECT_EQ(messages(), Strings{});
  EXPECT_TRUE(program.prelude.is_valid());
}

TEST_F(Resolve, ImportCycle) {
  files["a"] = "import b\npub fn f() = b.g()\n";
  files["b"] = "import c\npub fn g() = c.h()\n";
  files["c"] = "import a\npub fn h() = a.f()\n";
  run("import a\nfn main() { let _ = a.f() }\n");
  EXPECT_EQ(only_message(),
            "E0203 a.riot:1:8 modules import each other in a cycle: a -> b -> c -> a"
            " | b.riot:1:8 `b` imports `c` here | c.riot:1:8 `c` imports `a` here");
}

TEST_F(Resolve, ModuleImportsItself) {
  files["main"] = "import main\nfn main() { main.main() }\n";
  run("import main\npub fn f() = main.f()\n");
  EXPECT_EQ(only_message(), "E0203 main.riot:1:8 module `main` imports itself");
}

TEST_F(Resolve, UnknownModuleWithGuess) {
  library["net/http"] = "pub fn get(url) = url\n";
  run("import lsit\nimport http\nimport nowhere/at_all\nfn main() { }\n");
  EXPECT_EQ(messages(), (Strings{"E0202 main.riot:1:8 there is no module `lsit` | did you mean `list`?",
                                 "E0202 main.riot:2:8 there is no module `http` | did you mean `net/http`?",
                                 "E0202 main.riot:3:8 there is no module `nowhere/at_all`"}));
}

TEST_F(Resolve, GoesOnAfterSyntaxErrors) {
  run("import list\nfn broken( = 1\nfn main() { let _ = list.length([]) }\n");
  EXPECT_TRUE(diags.has_errors());
  EXPECT_TRUE(program.modules[program.root].values.contains("main"));
}

TEST_F(Resolve, FileThatDeclaresNothingUsable) {
  run("fn f() = 1\nfn g() = f()\n");
  EXPECT_EQ(messages().front(), "E0228 main.riot:1:4 nothing in this file can be used: it has no `main`, no `pub` items and no tests");
}

TEST_F(Resolve, EmptyFile) {
  run("");
  EXPECT_EQ(only_message(), "E0228 main.riot:1:1 nothing in this file can be used: it has no `main`, no `pub` items and no tests");
}

}  // namespace riotc::resolve
