// SPDX-License-Identifier: MIT
#include "compiler/source/source.h"

#include <gtest/gtest.h>

namespace riotc {
namespace {

TEST(Source, CountsLinesAndColumnsFromOne) {
  SourceMap map;
  const SourceFile& file = map.add("a.riot", "one\ntwo\n");
  EXPECT_EQ(file.line_count(), 3u);
  EXPECT_EQ(file.line_column(0).line, 1u);
  EXPECT_EQ(file.line_column(0).column, 1u);
  EXPECT_EQ(file.line_column(5).line, 2u);
  EXPECT_EQ(file.line_column(5).column, 2u);
  EXPECT_EQ(file.line_column(8).line, 3u);
  EXPECT_EQ(file.line_column(99).line, 3u);
  EXPECT_EQ(file.line_start(2), 4u);
}

TEST(Source, ColumnsCountCharacters) {
  SourceMap map;
  const SourceFile& file = map.add("a.riot", "gr\xC3\xB6\xC3\x9F" "e \xF0\x9F\x98\x80 x");
  EXPECT_EQ(file.line_column(2).column, 3u);
  EXPECT_EQ(file.line_column(4).column, 4u);
  EXPECT_EQ(file.line_column(13).column, 9u);   // behind the emoji and a blank
  EXPECT_EQ(file.utf16_column(13), 9u);         // which is two units wide
}

TEST(Source, LineTextHasNoLineEnd) {
  SourceMap map;
  const SourceFile& file = map.add("a.riot", "one\r\ntwo\nthree");
  EXPECT_EQ(file.line_text(1), "one");
  EXPECT_EQ(file.line_text(2), "two");
  EXPECT_EQ(file.line_text(3), "three");
  EXPECT_EQ(file.line_text(4), "");
  EXPECT_EQ(file.line_text(0), "");
}

TEST(Source, SkipsTheByteOrderMark) {
  SourceMap map;
  const SourceFile& file = map.add("a.riot", "\xEF\xBB\xBF" "fn");
  EXPECT_EQ(file.text(), "fn");
}

TEST(Source, EmptyFileHasOneLine) {
  SourceMap map;
  const SourceFile& file = map.add("a.riot", "");
  EXPECT_EQ(file.line_count(), 1u);
  EXPECT_EQ(file.line_column(0).column, 1u);
  EXPECT_EQ(file.text(Span{{1}, 0, 5}), "");
}

TEST(SourceMap, KeepsAddressesAndDescribesPlaces) {
  SourceMap map;
  const SourceFile& first = map.add("a.riot", "x\ny z");
  for (int i = 0; i < 100; ++i) map.add("b.riot", "");
  EXPECT_EQ(&map.file(first.id()), &first);
  EXPECT_EQ(map.describe(Span{first.id(), 4, 5}), "a.riot:2:3");
  EXPECT_EQ(map.describe(Span{}), "<compiler>");
}

TEST(Span, JoinsAndFollows) {
  Span a{{1}, 2, 4}, b{{1}, 6, 9};
  EXPECT_EQ(a.to(b), (Span{{1}, 2, 9}));
  EXPECT_EQ(b.after(), (Span{{1}, 9, 9}));
  EXPECT_FALSE(Span{}.is_known());
}

}  // namespace
}  // namespace riotc
