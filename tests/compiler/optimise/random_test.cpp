// SPDX-License-Identifier: MIT
// Random programs: with ownership decided they verify, count without a mistake on every path that is tried, and do what
// they did before.
#include <gtest/gtest.h>

#include <cstdlib>

#include "compiler/core/print.h"
#include "compiler/core/verify.h"
#include "compiler/optimise/ownership.h"
#include "tests/compiler/optimise/generator.h"
#include "tests/compiler/optimise/simulator.h"

namespace riotc::optimise::test {
namespace {

// What is wrong with one program; empty: nothing. `text` becomes the program, before and after.
std::string find_mistake(uint64_t seed, std::string* text = nullptr) {
  const Generated generated = generate(seed);
  core::Program program = generated.program;
  if (const auto wrong = core::verify(generated.program, core::Phase::Lowered); !wrong.empty()) return "as generated: " + wrong.front();
  decide_ownership(program);
  if (text) *text = core::print(generated.program) + "\n-------- owned\n\n" + core::print(program);
  if (const auto wrong = core::verify(program, core::Phase::Owned); !wrong.empty()) return wrong.front();
  for (uint64_t way = 0; way < 12; ++way) {
    const Outcome plain = simulate(generated.program, generated.start, {false, way});
    const Outcome counted = simulate(program, generated.start, {true, way});
    if (!counted.mistakes.empty()) return "way " + std::to_string(way) + ": " + counted.mistakes.front();
    if (plain.trace != counted.trace) return "way " + std::to_string(way) + " does something else:\n" + plain.trace + "----\n" + counted.trace;
  }
  return "";
}

// Forty programs; RIOT_PROGRAMS=n tries so many, RIOT_SEED=n that one alone, and shows it.
TEST(Random, ProgramsCountRight) {
  if (const char* seed = std::getenv("RIOT_SEED")) {
    std::string text;
    const std::string mistake = find_mistake(std::strtoull(seed, nullptr, 10), &text);
    EXPECT_EQ(mistake, "") << text;
    return;
  }
  const char* wanted = std::getenv("RIOT_PROGRAMS");
  const uint64_t count = wanted ? std::strtoull(wanted, nullptr, 10) : 40;
  // The smallest of those that fail is the one to look at.
  uint64_t failures = 0, smallest = 0;
  size_t size = SIZE_MAX;
  for (uint64_t seed = 1; seed <= count; ++seed) {
    if (find_mistake(seed).empty()) continue;
    ++failures;
    std::string text;
    find_mistake(seed, &text);
    if (text.size() >= size) continue;
    smallest = seed;
    size = text.size();
  }
  EXPECT_EQ(failures, 0u) << "RIOT_SEED=" << smallest << ": " << find_mistake(smallest);
}

}  // namespace
}  // namespace riotc::optimise::test
