// SPDX-License-Identifier: MIT
// Matching as a tree of tests, each made at most once on a path.
//
// In:   rows of typed patterns, first match wins.
// Out:  a tree over places inside the matched values. Guards leave to the rest of the rows when they fail.
// How:  A row is a set of tests (Jacobs, "How to compile pattern matching", 2021); each step takes the test of the first
//       row that decides most rows (Maranget, "Compiling pattern matching to good decision trees", ML 2008). Equal
//       remainders are one node. When that grows too large, rows are tried one after the other, each from the start.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/base/ids.h"
#include "compiler/typed/typed.h"

namespace riotc::exhaustive {

using PlaceId = Id<struct PlaceTag>;
using NodeId = Id<struct NodeTag>;

enum class PlaceKind {
  Root,        // value number `index` of those that are matched
  Field,       // field `index` of `constructor`, valid where that has been tested
  Item,        // item `index` of a tuple
  Head, Tail,  // of a list that has been found not empty
  PrefixRest,  // the text behind a prefix that has been tested
  MapValue,    // value of a key that has been found; made by `test`
  BitsValue    // value of segment `index` of a bit pattern that has matched; made by `test`
};
struct Place {
  PlaceKind kind = PlaceKind::Root;
  PlaceId parent;                      // not of Root
  uint32_t index = 0;
  resolve::ConstructorId constructor;  // Field
  types::TypeId type;                  // may mention type parameters of the function
  const typed::Pattern* test = nullptr;  // MapValue: the MapPattern (index: entry); BitsValue: the BitsPattern (index: segment); PrefixRest: the PrefixPattern
};

struct BoundVariable {
  typed::VariableId variable;
  PlaceId place;
};

enum class NodeKind { Fail, Leaf, Guard, Switch, Test };
enum class SwitchKind { Constructor, List, Int, Float, String, Bool };
struct Case {
  resolve::ConstructorId constructor;  // Constructor
  int64_t number = 0;                  // Int; Bool: 0 or 1; List: 0 empty, 1 not empty
  double real = 0;                     // Float
  std::string text;                    // String
  NodeId node;
};
struct Node {
  NodeKind kind = NodeKind::Fail;
  // Leaf, Guard: the row, and what its variables stand for.
  uint32_t row = 0;
  std::vector<BoundVariable> bindings;
  // Guard: row's guard holds -> row (its bindings above); else -> no. Test: yes and no.
  NodeId yes;  // Test only
  NodeId no;
  // Switch and Test look at:
  PlaceId place;
  SwitchKind switch_kind = SwitchKind::Constructor;
  std::vector<Case> cases;
  NodeId otherwise;  // invalid when the cases cover everything
  // Test: does the value at `place` match this Prefix, Map entry (number `entry`), Bits or Pin pattern? The sub-patterns
  // of a Map or Prefix are tested by later nodes; a Bits pattern is tested whole, its literal segments included, and its
  // other sub-patterns (variables) are BitsValue places.
  // A Bits test has in `bindings` the variables of its row that are known before it: sizes may name them.
  const typed::Pattern* test = nullptr;
  uint32_t entry = 0;
  uint32_t uses = 0;  // how many edges lead here; equal subtrees are shared
};

struct DecisionTree {
  IdVec<PlaceId, Place> places;
  IdVec<NodeId, Node> nodes;
  NodeId root;
  std::vector<uint32_t> leaf_counts;  // by row: how many edges lead to its Leaf and Guard nodes (bodies reached by several are shared)
  bool is_sequential = false;         // it was too large: rows are tried one after the other
};

struct Row {
  std::vector<const typed::Pattern*> patterns;  // one for each matched value
  bool has_guard = false;
};

// `partial`: not covering everything is normal (receive); otherwise a Fail node means a checked program cannot get there.
DecisionTree build_decision_tree(const std::vector<Row>& rows, const std::vector<types::TypeId>& columns,
                                 const typed::Program& program, types::TypeTable& types);

// As text, for tests and people: one node a line, places as `$0.Some.0`. Names of variables when `variables` is given.
std::string print(const DecisionTree& tree, const resolve::Program& program,
                  const IdVec<typed::VariableId, typed::Variable>* variables = nullptr);

}  // namespace riotc::exhaustive
