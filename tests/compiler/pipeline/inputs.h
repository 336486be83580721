// SPDX-License-Identifier: MIT
// Where inputs come from: programs that are there with something done to them, and programs grown from the grammar.
#pragma once
#include <string>
#include <vector>

#include "tests/compiler/pipeline/random.h"

namespace riotc::fuzz {

// One to a few changes: of bytes, words, lines, brackets; pieces of another program; deep nesting.
std::string mutate(const std::string& program, const std::vector<std::string>& corpus, Random& random);

// A program that parses, of few names and types, so that much of it is nearly right.
std::string grow(Random& random);

}  // namespace riotc::fuzz
