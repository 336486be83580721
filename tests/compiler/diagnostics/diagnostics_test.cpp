// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/diagnostics.h"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace riotc {
namespace {

const Code kAll[] = {
#define X(code, title, explanation) Code::code,
#include "compiler/diagnostics/codes.def"
#undef X
};

TEST(Codes, HaveNameTitleAndExplanation) {
  std::set<std::string> names;
  for (Code code : kAll) {
    EXPECT_TRUE(names.insert(code_name(code)).second) << code_name(code);
    EXPECT_EQ(std::string_view(code_name(code)).size(), 5u);
    EXPECT_STRNE(code_title(code), "") << code_name(code);
    EXPECT_STRNE(code_explanation(code), "") << code_name(code);
  }
}

TEST(Diagnostics, SortsByPlaceAndDropsDuplicates) {
  Diagnostics diagnostics;
  diagnostics.error(Code::E0201, Span{{1}, 9, 10}, "third");
  diagnostics.error(Code::E0201, Span{{1}, 2, 3}, "first").here("h").label(Span{{1}, 0, 1}, "l").note("n").help("p");
  diagnostics.warning(Code::W0107, Span{{1}, 5, 6}, "second");
  diagnostics.error(Code::E0201, Span{{1}, 2, 3}, "first, again");
  diagnostics.error(Code::E0216, Span{}, "no place");
  diagnostics.error(Code::E0216, Span{}, "no place either");
  auto sorted = diagnostics.sorted();
  ASSERT_EQ(sorted.size(), 5u);
  EXPECT_EQ(sorted[0].message, "no place");
  EXPECT_EQ(sorted[1].message, "no place either");
  EXPECT_EQ(sorted[2].message, "first");
  EXPECT_EQ(sorted[2].labels.size(), 1u);
  EXPECT_EQ(sorted[3].message, "second");
  EXPECT_EQ(sorted[4].message, "third");
  EXPECT_EQ(diagnostics.error_count(), 5u);
  EXPECT_TRUE(diagnostics.has_errors());
}

TEST(DidYouMean, FindsSlips) {
  std::vector<std::string> names = {"length", "filter", "map", "fold", "println", "to_string"};
  EXPECT_EQ(did_you_mean("lenght", names), "length");   // swapped
  EXPECT_EQ(did_you_mean("filtr", names), "filter");    // left out
  EXPECT_EQ(did_you_mean("printline", names), "println");
  EXPECT_EQ(did_you_mean("Map", names), "map");         // case
  EXPECT_EQ(did_you_mean("toString", names), "to_string");
  EXPECT_EQ(did_you_mean("max", names), "map");
}

TEST(DidYouMean, KeepsQuietWhenNothingIsNear) {
  EXPECT_EQ(did_you_mean("banana", {"length", "filter"}), "");
  EXPECT_EQ(did_you_mean("x", {"y"}), "");
  EXPECT_EQ(did_you_mean("abc", {"xyz", "abcdef"}), "");
  EXPECT_EQ(did_you_mean("abc", {}), "");
}

}  // namespace
}  // namespace riotc
