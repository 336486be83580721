// SPDX-License-Identifier: MIT
// Random programs: what is done before ownership keeps their meaning; with ownership decided they verify, count without a
// mistake on every path that is tried, and do what they did before.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "compiler/core/print.h"
#include "compiler/core/verify.h"
#include "compiler/optimise/optimise.h"
#include "compiler/optimise/ownership.h"
#include "tests/compiler/optimise/generator.h"
#include "tests/compiler/optimise/simulator.h"

namespace riotc::optimise::test {
namespace {

// Whether both did the same as far as they got: what is killed for want of fuel was on its way to the same.
bool same_trace(const Outcome& a, const Outcome& b) {
  const size_t same = a.exhausted || b.exhausted ? std::min(a.trace.size(), b.trace.size()) : std::string::npos;
  return a.trace.substr(0, same) == b.trace.substr(0, same);
}
std::string difference(uint64_t way, const Outcome& a, const Outcome& b) {
  return "way " + std::to_string(way) + " does something else:\n" + a.trace + "----\n" + b.trace;
}

// The functions that a simulation may call: where it starts, and what it makes function values of.
struct Kept {
  explicit Kept(const Generated& generated) : start(generated.start) {
    for (uint32_t i = 0; i < generated.program.functions.size(); ++i)
      if (generated.program.functions[core::FunctionId{i}].kind == core::FunctionKind::Closure) closures.push_back({i});
  }
  std::vector<core::FunctionId*> all() {
    std::vector<core::FunctionId*> result{&start};
    for (core::FunctionId& closure : closures) result.push_back(&closure);
    return result;
  }
  core::FunctionId start;
  std::vector<core::FunctionId> closures;
};

// What is wrong with one program; empty: nothing. `text` becomes the program, before and after.
using Search = std::string (*)(uint64_t seed, std::string* text);

// What the program does otherwise than as it was generated, in twelve ways to run it; empty: nothing. `counts`: references, too.
std::string find_difference(const Generated& generated, const core::Program& program, core::FunctionId start, bool counts) {
  for (uint64_t way = 0; way < 12; ++way) {
    const Outcome before = simulate(generated.program, generated.start, {false, way});
    const Outcome after = simulate(program, start, {counts, way});
    if (!after.mistakes.empty()) return "way " + std::to_string(way) + ": " + after.mistakes.front();
    if (!same_trace(before, after)) return difference(way, before, after);
  }
  return "";
}

std::string find_changed_meaning(uint64_t seed, std::string* text) {
  const Generated generated = generate(seed);
  core::Program program = generated.program;
  Kept kept(generated);
  transform(program, true, kept.all());
  if (text) *text = core::print(generated.program) + "\n-------- transformed\n\n" + core::print(program);
  if (const auto wrong = core::verify(program, core::Phase::Lowered); !wrong.empty()) return wrong.front();
  return find_difference(generated, program, kept.start, false);
}

std::string find_miscount(uint64_t seed, std::string* text) {
  const Generated generated = generate(seed);
  core::Program program = generated.program;
  if (const auto wrong = core::verify(generated.program, core::Phase::Lowered); !wrong.empty()) return "as generated: " + wrong.front();
  decide_ownership(program);
  if (text) *text = core::print(generated.program) + "\n-------- owned\n\n" + core::print(program);
  if (const auto wrong = core::verify(program, core::Phase::Owned); !wrong.empty()) return wrong.front();
  return find_difference(generated, program, generated.start, true);
}

// All of it, as a compilation does it.
std::string find_mistake(uint64_t seed, std::string* text) {
  const Generated generated = generate(seed);
  core::Program program = generated.program;
  Kept kept(generated);
  optimise(program, true, kept.all());
  if (text) *text = core::print(generated.program) + "\n-------- optimised\n\n" + core::print(program);
  if (const auto wrong = core::verify(program, core::Phase::Owned); !wrong.empty()) return wrong.front();
  return find_difference(generated, program, kept.start, true);
}

// Forty programs; RIOT_PROGRAMS=n tries so many, RIOT_SEED=n that one alone, and shows it.
void try_programs(Search find) {
  if (const char* seed = std::getenv("RIOT_SEED")) {
    std::string text;
    const std::string mistake = find(std::strtoull(seed, nullptr, 10), &text);
    EXPECT_EQ(mistake, "") << text;
    return;
  }
  const char* wanted = std::getenv("RIOT_PROGRAMS");
  const uint64_t count = wanted ? std::strtoull(wanted, nullptr, 10) : 40;
  // The smallest of those that fail is the one to look at.
  uint64_t failures = 0, smallest = 0;
  size_t size = SIZE_MAX;
  for (uint64_t seed = 1; seed <= count; ++seed) {
    if (find(seed, nullptr).empty()) continue;
    ++failures;
    std::string text;
    find(seed, &text);
    if (text.size() >= size) continue;
    smallest = seed;
    size = text.size();
  }
  EXPECT_EQ(failures, 0u) << "RIOT_SEED=" << smallest << ": " << (failures ? find(smallest, nullptr) : "");
}

TEST(Random, TransformationsKeepTheMeaning) { try_programs(find_changed_meaning); }
TEST(Random, ProgramsCountRight) { try_programs(find_miscount); }
TEST(Random, OptimisedProgramsCountRight) { try_programs(find_mistake); }

}  // namespace
}  // namespace riotc::optimise::test
