// SPDX-License-Identifier: MIT
// Which file each function goes to.
#include "compiler/emit/shards.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "tests/compiler/emit/core_builder.h"

namespace riotc::testing {
namespace {

using emit::Shard;

// A function of `statements`, at a place of its own, that calls `callees`.
FunctionId function_of(CoreProgram& p, const std::string& name, uint32_t place, size_t statements,
                       const std::vector<FunctionId>& callees = {}) {
  const FunctionId id = p.function(FunctionKind::Plain, name, p.integer, 1);
  p.program.functions[id].span = {p.file, place, place + 1};
  Code c(p, id);
  for (FunctionId callee : callees) c.f.body.push_back(c.let(c.variable("", p.integer), c.call(callee, p.integer, {}), 1));
  while (c.f.body.size() < statements) c.f.body.push_back(c.let(c.variable("", p.integer), c.just(p.integer, c.number(1)), 1));
  return id;
}
void add_functions(CoreProgram& p, int count, size_t statements) {
  for (int i = 0; i < count; ++i) function_of(p, "f" + std::to_string(i), 10 * static_cast<uint32_t>(i) + 10, statements);
}
std::vector<std::vector<std::string>> pieces_of(const CoreProgram& p, bool divide = true) {
  std::vector<std::vector<std::string>> pieces;
  for (const Shard& shard : emit::shards_of(p.program, divide)) {
    std::vector<std::string>& piece = pieces.emplace_back();
    for (const auto& [module, part] : shard.parts)
      for (FunctionId id : part.functions) piece.push_back(p.program.functions[id].symbol);
  }
  return pieces;
}
std::vector<std::string> all_of(const std::vector<std::vector<std::string>>& pieces) {
  std::vector<std::string> all;
  for (const std::vector<std::string>& piece : pieces) all.insert(all.end(), piece.begin(), piece.end());
  std::sort(all.begin(), all.end());
  return all;
}

TEST(Shards, AShortModuleIsOneFile) {
  CoreProgram p;
  add_functions(p, 20, 10);
  const std::vector<Shard> shards = emit::shards_of(p.program, true);
  ASSERT_EQ(shards.size(), 1u);
  EXPECT_EQ(shards[0].file, "main.cpp");
  EXPECT_EQ(shards[0].parts.at("main").functions.size(), 20u);
}

TEST(Shards, ALongModuleIsDividedWithEachFunctionInOnePiece) {
  CoreProgram p;
  add_functions(p, 100, 50);
  const auto pieces = pieces_of(p), whole = pieces_of(p, false);
  ASSERT_EQ(whole.size(), 1u);
  EXPECT_EQ(all_of(pieces), all_of(whole));
  // Between 700 and 1,100 statements each, and one function more.
  EXPECT_GE(pieces.size(), 100u * 50 / 1150);
  EXPECT_LE(pieces.size(), 100u * 50 / 700 + 1);
  std::set<std::string> names;
  for (const Shard& shard : emit::shards_of(p.program, true)) EXPECT_TRUE(names.insert(shard.file).second) << shard.file;
  EXPECT_EQ(names.count("main.cpp"), 1u);
}

void add_call(CoreProgram& p, FunctionId from, FunctionId to) {
  Code c(p, from);
  c.f.body.push_back(c.let(c.variable("", p.integer), c.call(to, p.integer, {}), 1));
}

TEST(Shards, WhatServesOneFunctionAloneStaysWithIt) {
  CoreProgram p;
  add_functions(p, 50, 50);
  const FunctionId inner = function_of(p, "inner", 490, 5), outer = function_of(p, "outer", 480, 5, {inner});
  function_of(p, "user", 15, 50, {outer});
  const FunctionId common = function_of(p, "common", 495, 5);
  add_call(p, FunctionId{0}, common);
  add_call(p, FunctionId{49}, common);
  const auto pieces = pieces_of(p);
  ASSERT_GT(pieces.size(), 2u);
  const auto piece_of = [&](const std::string& name) {
    const auto holds = [&](const auto& piece) { return std::find(piece.begin(), piece.end(), name) != piece.end(); };
    return std::find_if(pieces.begin(), pieces.end(), holds) - pieces.begin();
  };
  EXPECT_EQ(piece_of("outer"), piece_of("user"));
  EXPECT_EQ(piece_of("inner"), piece_of("user"));
  EXPECT_NE(piece_of("f0"), piece_of("f49"));
  EXPECT_EQ(piece_of("common"), piece_of("f49"));  // where its own place is
}

TEST(Shards, AFunctionMoreChangesFewPieces) {
  CoreProgram before, after;
  add_functions(before, 200, 40);
  add_functions(after, 200, 40);
  function_of(after, "one_more", 15, 40);
  const auto old_pieces = pieces_of(before), new_pieces = pieces_of(after);
  ASSERT_GT(old_pieces.size(), 8u);
  const auto was_there = [&](const auto& piece) { return std::find(old_pieces.begin(), old_pieces.end(), piece) != old_pieces.end(); };
  const auto same = std::count_if(new_pieces.begin(), new_pieces.end(), was_there);
  EXPECT_GE(static_cast<size_t>(same) + 4, new_pieces.size());
}

}  // namespace
}  // namespace riotc::testing
