// SPDX-License-Identifier: MIT
// How hard the parser had to think, for the test that keeps the grammar free of ambiguities.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "compiler/source/source.h"

namespace riotc::parse {

struct Profile {
  size_t syntax_errors = 0;
  size_t fallbacks = 0;              // from SLL to full LL
  size_t ambiguities = 0;
  size_t context_sensitivities = 0;
  std::vector<std::string> rules;    // those that are to blame
};

Profile profile_parse(const SourceFile& file);

}  // namespace riotc::parse
