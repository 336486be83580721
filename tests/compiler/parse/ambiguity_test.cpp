// SPDX-License-Identifier: MIT
// Prediction is what parsing costs, and an ambiguity in a popular place doubles it: there are none.
#include <gtest/gtest.h>

#include "compiler/parse/profile.h"
#include "tests/compiler/parse/corpus.h"
#include "tests/compiler/parse/fixture.h"

namespace riotc::test {
namespace {

TEST(Ambiguity, NoneInTheCorpus) {
  for (const char* text : kCorpus) {
    EXPECT_EQ(file_complaints(text), "");
    SourceMap sources;
    parse::Profile profile = parse::profile_parse(sources.add("corpus.riot", text));
    EXPECT_EQ(profile.syntax_errors, 0u);
    EXPECT_EQ(profile.fallbacks, 0u);
    EXPECT_EQ(profile.ambiguities, 0u);
    EXPECT_EQ(profile.context_sensitivities, 0u);
    for (const std::string& rule : profile.rules) ADD_FAILURE() << "rule " << rule;
  }
}

}  // namespace
}  // namespace riotc::test
