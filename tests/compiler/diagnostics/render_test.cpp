// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/render.h"

#include <gtest/gtest.h>

namespace riotc {
namespace {

class Render : public testing::Test {
 protected:
  // The span of the nth occurrence of a text.
  Span at(const SourceFile& file, std::string_view wanted, int nth = 1) {
    size_t place = std::string_view::npos;
    for (int i = 0; i < nth; ++i) place = file.text().find(wanted, place + 1);
    auto begin = static_cast<uint32_t>(place);
    return Span{file.id(), begin, begin + static_cast<uint32_t>(wanted.size())};
  }
  std::string only() { return render(diagnostics.all().back(), sources); }

  SourceMap sources;
  Diagnostics diagnostics;
};

TEST_F(Render, OnePlace) {
  const SourceFile& file = sources.add("main.riot", "fn f() {\n  match user {\n  }\n}\n");
  diagnostics.error(Code::E0401, at(file, "match"), "match does not cover every value").here("no arm matches `None`").help("add an arm for it").note("a note\nof two lines");
  EXPECT_EQ(only(),
            "error[E0401]: match does not cover every value\n"
            "  --> main.riot:2:3\n"
            "   |\n"
            " 2 |   match user {\n"
            "   |   ^^^^^ no arm matches `None`\n"
            "   = note: a note\n"
            "           of two lines\n"
            "   = help: add an arm for it\n");
}

TEST_F(Render, SecondPlaceOnTheSameLine) {
  const SourceFile& file = sources.add("main.riot", "let x = add(1, \"a\")\n");
  diagnostics.error(Code::E0301, at(file, "\"a\""), "types do not match").here("this is a String").label(at(file, "add"), "wants two Ints");
  EXPECT_EQ(only(),
            "error[E0301]: types do not match\n"
            "  --> main.riot:1:16\n"
            "   |\n"
            " 1 | let x = add(1, \"a\")\n"
            "   |         ---    ^^^ this is a String\n"
            "   |         |\n"
            "   |         wants two Ints\n");
}

TEST_F(Render, ThreePlacesOnTheSameLine) {
  const SourceFile& file = sources.add("main.riot", "abc def ghi\n");
  diagnostics.warning(Code::W0102, at(file, "abc"), "m").here("one").label(at(file, "def"), "two").label(at(file, "ghi"), "three");
  EXPECT_EQ(only(),
            "warning[W0102]: m\n"
            "  --> main.riot:1:1\n"
            "   |\n"
            " 1 | abc def ghi\n"
            "   | ^^^ --- --- three\n"
            "   | |   |\n"
            "   | |   two\n"
            "   | one\n");
}

TEST_F(Render, DistantAndNearLines) {
  const SourceFile& file = sources.add("main.riot", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
  diagnostics.error(Code::E0204, at(file, "j"), "m").here("again").label(at(file, "a"), "first").label(at(file, "c"), "then");
  EXPECT_EQ(only(),
            "error[E0204]: m\n"
            "  --> main.riot:10:1\n"
            "   |\n"
            " 1 | a\n"
            "   | - first\n"
            " 2 | b\n"
            " 3 | c\n"
            "   | - then\n"
            "...\n"
            "10 | j\n"
            "   | ^ again\n");
}

TEST_F(Render, AnotherFile) {
  const SourceFile& first = sources.add("a.riot", "fn f() = 1\n");
  const SourceFile& second = sources.add("b.riot", "\nlet x = f\n");
  diagnostics.error(Code::E0301, at(second, "f"), "m").label(at(first, "f()"), "declared here");
  EXPECT_EQ(only(),
            "error[E0301]: m\n"
            "  --> b.riot:2:9\n"
            "   |\n"
            " 2 | let x = f\n"
            "   |         ^\n"
            "  ::: a.riot:1:4\n"
            "   |\n"
            " 1 | fn f() = 1\n"
            "   |    --- declared here\n");
}

TEST_F(Render, SeveralLines) {
  const SourceFile& file = sources.add("main.riot", "  if x {\n    1\n    2\n  }\n");
  diagnostics.error(Code::E0317, Span{file.id(), 2, 22}, "m").here("all of this");
  EXPECT_EQ(only().substr(0, 12), "error[E0317]");
  const SourceFile& other = sources.add("main.riot", "  if x {\n    1\n    2\n  }\n");
  diagnostics.error(Code::E0317, Span{other.id(), 2, static_cast<uint32_t>(other.text().size() - 1)}, "m").here("all of this");
  EXPECT_EQ(only(),
            "error[E0317]: m\n"
            "  --> main.riot:1:3\n"
            "   |\n"
            " 1 |   if x {\n"
            "   |   ^^^^^^\n"
            "...\n"
            " 4 |   }\n"
            "   |   ^ all of this\n");
}

TEST_F(Render, TabsAreOneBlankAndWideCharactersTwo) {
  const SourceFile& file = sources.add("main.riot", "\t\xE6\xBC\xA2\xE5\xAD\x97 x\n");
  diagnostics.error(Code::E0201, at(file, "x"), "m");
  EXPECT_EQ(only(),
            "error[E0201]: m\n"
            "  --> main.riot:1:5\n"
            "   |\n"
            " 1 |  \xE6\xBC\xA2\xE5\xAD\x97 x\n"
            "   |       ^\n");
  EXPECT_EQ(display_width("e\xCC\x81"), 1u);
  EXPECT_EQ(display_width("\xF0\x9F\x98\x80"), 2u);
}

TEST_F(Render, EndOfFileAndNoPlace) {
  const SourceFile& file = sources.add("main.riot", "fn");
  diagnostics.error(Code::E0101, Span{file.id(), 2, 2}, "m");
  EXPECT_EQ(only(), "error[E0101]: m\n  --> main.riot:1:3\n   |\n 1 | fn\n   |   ^\n");
  diagnostics.error(Code::E0216, Span{}, "no file given").help("name one");
  EXPECT_EQ(only(), "error[E0216]: no file given\n   = help: name one\n");
}

TEST_F(Render, ColourOnlyOnRequest) {
  const SourceFile& file = sources.add("main.riot", "x");
  diagnostics.error(Code::E0201, at(file, "x"), "m");
  EXPECT_EQ(only().find('\033'), std::string::npos);
  EXPECT_NE(render(diagnostics.all().back(), sources, {.colour = true}).find("\033[1;31merror[E0201]"), std::string::npos);
}

TEST_F(Render, Short) {
  const SourceFile& file = sources.add("main.riot", "a\n b");
  diagnostics.error(Code::E0201, at(file, "b"), "unknown name `b`");
  EXPECT_EQ(render_short(diagnostics.all().back(), sources), "main.riot:2:2: error[E0201]: unknown name `b`\n");
}

TEST_F(Render, Json) {
  const SourceFile& file = sources.add("main.riot", "a\n \"b");
  diagnostics.warning(Code::W0107, at(file, "\"b"), "not \"used\"").here("h").label(at(file, "a"), "l").note("n").help("p").suggest(at(file, "a"), "_a", "write");
  EXPECT_EQ(render_json(diagnostics.all().back(), sources),
            "{\"code\":\"W0107\",\"severity\":\"warning\",\"message\":\"not \\\"used\\\"\",\"file\":\"main.riot\",\"line\":2,\"column\":2,\"end_line\":2,"
            "\"end_column\":4,\"label\":\"h\",\"labels\":[{\"file\":\"main.riot\",\"line\":1,\"column\":1,\"end_line\":1,\"end_column\":2,\"text\":\"l\"}],"
            "\"notes\":[\"n\"],\"helps\":[\"p\"],\"suggestions\":[{\"file\":\"main.riot\",\"line\":1,\"column\":1,\"end_line\":1,\"end_column\":2,"
            "\"replacement\":\"_a\",\"text\":\"write\"}]}\n");
}

}  // namespace
}  // namespace riotc
