// SPDX-License-Identifier: MIT
// The lexer's tokens alone: line ends and comments included, nothing decided, nothing reported. For the formatter.
#pragma once
#include <vector>

#include "compiler/parse/token.h"
#include "compiler/source/source.h"

namespace riotc::parse {

std::vector<Token> scan(const SourceFile& file);

}  // namespace riotc::parse
