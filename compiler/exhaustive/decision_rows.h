// SPDX-License-Identifier: MIT
// Rows while a decision tree is built: what a row has still to test, and what it has bound. Private to exhaustive/.
#pragma once
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "compiler/exhaustive/decision.h"

namespace riotc::exhaustive {

// One test that a row has still to pass. Patterns that cannot fail are taken apart at once and never become tests.
struct OpenTest {
  PlaceId place;
  const typed::Pattern* pattern = nullptr;  // Int Float String Bool Constructor List Prefix Map Bits Or Pin
  uint32_t index = 0;                       // List: items that have been taken off before; Map: the entry
};

struct OpenRow {
  uint32_t row = 0;
  bool has_guard = false;
  std::vector<OpenTest> tests;  // left to right
  std::vector<BoundVariable> bindings;
};

// Makes places, each once, and takes patterns apart.
class RowBuilder {
 public:
  RowBuilder(DecisionTree& tree, const resolve::Program& program) : tree_(tree), program_(program) {}

  PlaceId root(uint32_t index, types::TypeId type) { return place(PlaceKind::Root, PlaceId{}, index, {}, type); }

  // What a row tests and binds when `pattern` stands at `place`.
  void add(OpenRow& row, PlaceId place, const typed::Pattern* pattern);

  // What is left of a test that has been passed. `tested` is the test that the tree made: another row's, or the same.
  void add_passed(OpenRow& row, const OpenTest& test, const OpenTest& tested);

 private:
  void add_list(OpenRow& row, PlaceId place, const typed::ListPattern& pattern, uint32_t index);
  PlaceId place(PlaceKind kind, PlaceId parent, uint32_t index, resolve::ConstructorId constructor, types::TypeId type,
                const typed::Pattern* test = nullptr, std::string text = {});

  DecisionTree& tree_;
  const resolve::Program& program_;
  std::map<std::tuple<PlaceKind, PlaceId, uint32_t, resolve::ConstructorId, const typed::Pattern*, std::string>, PlaceId> known_;
};

// Do two tests at one place ask the same question, so that one answer serves both? For tests other than Switches.
bool asks_the_same(const OpenTest& a, const OpenTest& b);

}  // namespace riotc::exhaustive
