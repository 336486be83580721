// SPDX-License-Identifier: MIT
#include "compiler/emit/writer.h"

#include <gtest/gtest.h>

#include "compiler/emit/names.h"

namespace riotc::emit {
namespace {

TEST(Writer, IndentsBlocks) {
  CppWriter out(nullptr);
  out.open("if (a)");
  out.line("b();");
  out.reopen("else");
  out.blank();
  out.line("c();");
  out.blank();
  out.blank();
  out.close();
  EXPECT_EQ(out.render("x.cpp"), "if (a) {\n  b();\n} else {\n  c();\n\n}\n");
}

TEST(Writer, NamesTheLineOfEachStatementThatIsNotOnTheNext) {
  SourceMap sources;
  const FileId file = sources.add("a.riot", "1\n2\n3\n4\n5\n").id();
  const auto at = [&](uint32_t line) { return Span{file, (line - 1) * 2, line * 2 - 1}; };
  CppWriter out(&sources);
  out.line("head");
  out.from(at(2));
  out.line("two");
  out.from(at(3));
  out.line("three");
  out.line("three, continued");
  out.from(at(4));
  out.line("four");
  out.generated();
  out.line("tail");
  EXPECT_EQ(out.render("x.cpp"),
            "head\n#line 2 \"a.riot\"\ntwo\nthree\n#line 3 \"a.riot\"\nthree, continued\nfour\n#line 9 \"x.cpp\"\ntail\n");
}

TEST(Names, AvoidKeywordsAndEachOther) {
  EXPECT_EQ(identifier("new"), "new_");
  EXPECT_EQ(identifier("size?"), "size_");
  EXPECT_EQ(module_namespace("net/http"), "net_http");
  EXPECT_EQ(module_namespace("riot"), "riot_");
  NameSet names;
  EXPECT_EQ(names.take("x"), "x");
  EXPECT_EQ(names.take("x"), "x_2");
  EXPECT_EQ(names.take_numbered("t"), "t1");
}

TEST(Names, SpellLiterals) {
  EXPECT_EQ(quoted("a\"\\\n\x01é?" "?!"), "\"a\\\"\\\\\\n\\001é?\\?!\"");
  EXPECT_EQ(int_literal(-5), "-5");
  EXPECT_EQ(int_literal(INT64_MIN), "(-9223372036854775807 - 1)");
  EXPECT_EQ(float_literal(2), "2.0");
  EXPECT_EQ(float_literal(1e300), "1e+300");
}

}  // namespace
}  // namespace riotc::emit
