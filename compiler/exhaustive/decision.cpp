// SPDX-License-Identifier: MIT
#include "compiler/exhaustive/decision.h"

#include <algorithm>

#include "compiler/exhaustive/decision_rows.h"

namespace riotc::exhaustive {

namespace {

using typed::PatternKind;

// Nodes per test in the rows before we give up on a tree. Trees of real programs have fewer than three; a match that
// passes thirty grows exponentially.
constexpr size_t kNodesPerTest = 30;
constexpr size_t kNodesAtLeast = 1000;

bool is_switch(PatternKind kind) {
  switch (kind) {
    case PatternKind::Int:
    case PatternKind::Float:
    case PatternKind::String:
    case PatternKind::Bool:
    case PatternKind::Constructor:
    case PatternKind::List: return true;
    default: return false;
  }
}

SwitchKind switch_kind(PatternKind kind) {
  switch (kind) {
    case PatternKind::Int: return SwitchKind::Int;
    case PatternKind::Float: return SwitchKind::Float;
    case PatternKind::String: return SwitchKind::String;
    case PatternKind::Bool: return SwitchKind::Bool;
    case PatternKind::List: return SwitchKind::List;
    default: return SwitchKind::Constructor;
  }
}

// The case of a Switch that a test asks for, without its node.
Case case_of(const OpenTest& test) {
  Case result;
  switch (test.pattern->kind) {
    case PatternKind::Int: result.number = static_cast<const typed::IntPattern*>(test.pattern)->value; break;
    case PatternKind::Bool: result.number = static_cast<const typed::BoolPattern*>(test.pattern)->value; break;
    case PatternKind::Float: result.real = static_cast<const typed::FloatPattern*>(test.pattern)->value; break;
    case PatternKind::String: result.text = static_cast<const typed::StringPattern*>(test.pattern)->value; break;
    case PatternKind::Constructor: result.constructor = static_cast<const typed::ConstructorPattern*>(test.pattern)->constructor; break;
    case PatternKind::List: result.number = test.index < static_cast<const typed::ListPattern*>(test.pattern)->items.size(); break;
    default: break;
  }
  return result;
}

bool is_same_case(const Case& a, const Case& b) {
  return a.constructor == b.constructor && a.number == b.number && a.real == b.real && a.text == b.text;
}

const std::string& prefix_of(const OpenTest& test) { return static_cast<const typed::PrefixPattern*>(test.pattern)->prefix; }
const std::string& string_of(const OpenTest& test) { return static_cast<const typed::StringPattern*>(test.pattern)->value; }

// What an answer to one test means for another at the same place.
enum class Verdict { Open, Passed, Failed };

// The value is `chosen`, as a Switch on tests of kind `kind` found.
Verdict after_case(const OpenTest& test, PatternKind kind, const Case& chosen) {
  if (test.pattern->kind == kind) return is_same_case(case_of(test), chosen) ? Verdict::Passed : Verdict::Failed;
  if (kind == PatternKind::String && test.pattern->kind == PatternKind::Prefix)
    return chosen.text.starts_with(prefix_of(test)) ? Verdict::Passed : Verdict::Failed;
  return Verdict::Open;
}

// The value is none of those that the rows name.
Verdict after_otherwise(const OpenTest& test, PatternKind kind) { return test.pattern->kind == kind ? Verdict::Failed : Verdict::Open; }

Verdict after_yes(const OpenTest& test, const OpenTest& asked) {
  if (asks_the_same(test, asked)) return Verdict::Passed;
  if (asked.pattern->kind != PatternKind::Prefix) return Verdict::Open;
  const std::string& known = prefix_of(asked);
  if (test.pattern->kind == PatternKind::String) return string_of(test).starts_with(known) ? Verdict::Open : Verdict::Failed;
  if (test.pattern->kind != PatternKind::Prefix) return Verdict::Open;
  if (known.starts_with(prefix_of(test))) return Verdict::Passed;
  return prefix_of(test).starts_with(known) ? Verdict::Open : Verdict::Failed;
}

Verdict after_no(const OpenTest& test, const OpenTest& asked) {
  if (asks_the_same(test, asked)) return Verdict::Failed;
  if (asked.pattern->kind != PatternKind::Prefix) return Verdict::Open;
  bool needs_it = (test.pattern->kind == PatternKind::String && string_of(test).starts_with(prefix_of(asked))) ||
                  (test.pattern->kind == PatternKind::Prefix && prefix_of(test).starts_with(prefix_of(asked)));
  return needs_it ? Verdict::Failed : Verdict::Open;
}

// Two hashes of what is left to decide; equal remainders become one node.
struct Fingerprint {
  uint64_t a = 0xcbf29ce484222325, b = 0x9e3779b97f4a7c15;
  void mix(uint64_t value) {
    a = (a ^ value) * 0x100000001b3;
    b = (b + value) * 0xff51afd7ed558ccd;
    b ^= b >> 29;
  }
  auto operator<=>(const Fingerprint&) const = default;
};

class TreeBuilder {
 public:
  explicit TreeBuilder(const resolve::Program& program) : program_(program), rows_(tree_, program) {}

  DecisionTree build(const std::vector<Row>& rows, const std::vector<types::TypeId>& columns) {
    std::vector<PlaceId> roots;
    for (uint32_t i = 0; i < columns.size(); ++i) roots.push_back(rows_.root(i, columns[i]));
    std::vector<OpenRow> open;
    size_t tests = 0;
    for (uint32_t i = 0; i < rows.size(); ++i) {
      OpenRow row;
      row.row = i;
      row.has_guard = rows[i].has_guard;
      for (size_t c = 0; c < rows[i].patterns.size(); ++c) rows_.add(row, roots[c], rows[i].patterns[c]);
      tests += row.tests.size();
      open.push_back(std::move(row));
    }
    most_nodes_ = kNodesAtLeast + kNodesPerTest * tests;
    tree_.root = node(open);
    if (gave_up_) {
      tree_.nodes = {};
      memo_.clear();
      fail_ = NodeId{};
      tree_.is_sequential = true;
      tree_.root = sequence(std::move(open));
    }
    count_uses(rows.size());
    return std::move(tree_);
  }

 private:
  NodeId fail() {
    if (!fail_.is_valid()) fail_ = tree_.nodes.add(Node{});
    return fail_;
  }

  // -------------------------------------------------------------------------------------------- the tree

  NodeId node(std::vector<OpenRow> rows) {
    if (gave_up_) return fail();
    split_alternatives(rows);
    // Behind a row that always matches, nothing does.
    for (size_t i = 0; i < rows.size(); ++i)
      if (rows[i].tests.empty() && !rows[i].has_guard) rows.resize(i + 1);
    if (rows.empty()) return fail();

    Fingerprint print = fingerprint(rows);
    if (auto known = memo_.find(print); known != memo_.end()) return known->second;
    if (tree_.nodes.size() >= most_nodes_) {
      gave_up_ = true;
      return fail();
    }
    NodeId made = rows.front().tests.empty() ? leaf(rows) : decide(rows);
    memo_.emplace(print, made);
    return made;
  }

  NodeId leaf(std::vector<OpenRow>& rows) {
    Node node;
    node.kind = rows.front().has_guard ? NodeKind::Guard : NodeKind::Leaf;
    node.row = rows.front().row;
    node.bindings = std::move(rows.front().bindings);
    if (node.kind == NodeKind::Guard) {
      rows.erase(rows.begin());
      node.no = this->node(std::move(rows));
    }
    return tree_.nodes.add(std::move(node));
  }

  NodeId decide(const std::vector<OpenRow>& rows) {
    const OpenTest asked = pick(rows);
    Node node;
    node.place = asked.place;
    if (!is_switch(asked.pattern->kind)) {
      node.kind = NodeKind::Test;
      node.test = asked.pattern;
      node.entry = asked.index;
      if (asked.pattern->kind == PatternKind::Bits) node.bindings = rows.front().bindings;
      node.yes = this->node(remaining(rows, asked, [&](const OpenTest& test) { return after_yes(test, asked); }));
      node.no = this->node(remaining(rows, asked, [&](const OpenTest& test) { return after_no(test, asked); }));
      return tree_.nodes.add(std::move(node));
    }
    PatternKind kind = asked.pattern->kind;
    node.kind = NodeKind::Switch;
    node.switch_kind = switch_kind(kind);
    for (const OpenRow& row : rows)
      for (const OpenTest& test : row.tests) {
        if (test.place != asked.place || test.pattern->kind != kind) continue;
        Case wanted = case_of(test);
        if (std::none_of(node.cases.begin(), node.cases.end(), [&](const Case& c) { return is_same_case(c, wanted); }))
          node.cases.push_back(std::move(wanted));
      }
    for (Case& one : node.cases)
      one.node = this->node(remaining(rows, asked, [&](const OpenTest& test) { return after_case(test, kind, one); }));
    if (!is_complete(node))
      node.otherwise = this->node(remaining(rows, asked, [&](const OpenTest& test) { return after_otherwise(test, kind); }));
    return tree_.nodes.add(std::move(node));
  }

  bool is_complete(const Node& node) const {
    switch (node.switch_kind) {
      case SwitchKind::Bool:
      case SwitchKind::List: return node.cases.size() == 2;
      case SwitchKind::Constructor: {
        resolve::TypeDeclId type = program_.constructors[node.cases.front().constructor].type;
        return node.cases.size() == program_.types[type].constructors.size();
      }
      case SwitchKind::Int:
      case SwitchKind::Float:
      case SwitchKind::String: return false;
    }
    return false;
  }

  // The test of the first row that decides something in most rows; a Switch before other tests, then the leftmost.
  OpenTest pick(const std::vector<OpenRow>& rows) const {
    const std::vector<OpenTest>& candidates = rows.front().tests;
    if (candidates.size() == 1) return candidates.front();
    size_t best = 0, best_score = 0;
    for (size_t i = 0; i < candidates.size(); ++i) {
      const OpenTest& candidate = candidates[i];
      bool switches = is_switch(candidate.pattern->kind);
      size_t score = switches ? 1 : 0;
      for (const OpenRow& row : rows)
        score += 2 * static_cast<size_t>(std::any_of(row.tests.begin(), row.tests.end(), [&](const OpenTest& test) {
          if (test.place != candidate.place) return false;
          return switches ? test.pattern->kind == candidate.pattern->kind : asks_the_same(test, candidate);
        }));
      // What sizes of bit segments name must have been bound by then.
      if (candidate.pattern->kind == PatternKind::Bits) score = 1;
      if (score > best_score) {
        best = i;
        best_score = score;
      }
    }
    return candidates[best];
  }

  // The rows that can still match, after what an answer says about tests at the place that was asked.
  template <class Judge>
  std::vector<OpenRow> remaining(const std::vector<OpenRow>& rows, const OpenTest& asked, Judge judge) {
    std::vector<OpenRow> result;
    for (const OpenRow& row : rows) {
      OpenRow left;
      bool failed = false;
      left.row = row.row;
      left.has_guard = row.has_guard;
      left.bindings = row.bindings;
      for (const OpenTest& test : row.tests) {
        Verdict verdict = test.place == asked.place ? judge(test) : Verdict::Open;
        if (verdict == Verdict::Open) left.tests.push_back(test);
        if (verdict == Verdict::Passed) rows_.add_passed(left, test, asked);
        if (verdict == Verdict::Failed) {
          failed = true;
          break;
        }
      }
      if (failed) continue;
      bool is_last = left.tests.empty() && !left.has_guard;
      result.push_back(std::move(left));
      if (is_last) break;
    }
    return result;
  }

  // Rows whose first open questions are alternatives become several rows.
  void split_alternatives(std::vector<OpenRow>& rows) {
    // Only while the first row has any: what it does not ask need not be split yet.
    while (!rows.empty()) {
      const std::vector<OpenTest>& first = rows.front().tests;
      auto found = std::find_if(first.begin(), first.end(), [](const OpenTest& test) { return test.pattern->kind == PatternKind::Or; });
      if (found == first.end()) break;
      split_at(rows, found->place);
    }
    // Elsewhere at the places that the first row asks about, so that one Switch serves all.
    if (rows.empty()) return;
    for (size_t i = 0; i < rows.front().tests.size(); ++i) split_at(rows, rows.front().tests[i].place);
  }

  void split_at(std::vector<OpenRow>& rows, PlaceId place) {
    auto is_choice = [&](const OpenTest& test) { return test.place == place && test.pattern->kind == PatternKind::Or; };
    auto has_choice = [&](const OpenRow& row) { return std::any_of(row.tests.begin(), row.tests.end(), is_choice); };
    if (std::none_of(rows.begin(), rows.end(), has_choice)) return;
    std::vector<OpenRow> result;
    for (OpenRow& row : rows) {
      if (has_choice(row)) split_row(row, is_choice, result);
      else result.push_back(std::move(row));
    }
    rows = std::move(result);
  }

  template <class IsChoice>
  void split_row(const OpenRow& row, IsChoice is_choice, std::vector<OpenRow>& result) {
    auto choice = std::find_if(row.tests.begin(), row.tests.end(), is_choice);
    for (const typed::Pattern* alternative : static_cast<const typed::OrPattern*>(choice->pattern)->alternatives) {
      OpenRow one;
      one.row = row.row;
      one.has_guard = row.has_guard;
      one.bindings = row.bindings;
      one.tests.assign(row.tests.begin(), choice);
      rows_.add(one, choice->place, alternative);
      one.tests.insert(one.tests.end(), choice + 1, row.tests.end());
      if (std::any_of(one.tests.begin(), one.tests.end(), is_choice)) split_row(one, is_choice, result);  // alternatives in one
      else result.push_back(std::move(one));
    }
  }

  static Fingerprint fingerprint(const std::vector<OpenRow>& rows) {
    Fingerprint print;
    for (const OpenRow& row : rows) {
      print.mix(row.row);
      for (const OpenTest& test : row.tests) {
        print.mix(test.place.value);
        print.mix(reinterpret_cast<uintptr_t>(test.pattern));
        print.mix(test.index);
      }
      print.mix(UINT64_MAX);
      for (const BoundVariable& bound : row.bindings) {
        print.mix(bound.variable.value);
        print.mix(bound.place.value);
      }
      print.mix(UINT64_MAX);
    }
    return print;
  }

  // -------------------------------------------------------------------------------------------- one after the other

  // Every test that fails leads to the start of the next row, whatever is known by then: as many nodes as tests.
  NodeId sequence(std::vector<OpenRow> rows) {
    auto is_choice = [](const OpenTest& test) { return test.pattern->kind == PatternKind::Or; };
    for (size_t i = 0; i < rows.size();) {
      if (std::none_of(rows[i].tests.begin(), rows[i].tests.end(), is_choice)) {
        ++i;
        continue;
      }
      std::vector<OpenRow> split;
      split_row(rows[i], is_choice, split);
      rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(i));
      rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(i), std::make_move_iterator(split.begin()), std::make_move_iterator(split.end()));
    }
    NodeId next = fail();
    for (size_t i = rows.size(); i-- > 0;) next = one_row(rows[i], next);
    return next;
  }

  NodeId one_row(OpenRow row, NodeId next) {
    std::vector<OpenRow> one;
    one.push_back(std::move(row));
    split_alternatives(one);  // those that tests have uncovered
    if (one.size() > 1) {
      for (size_t i = one.size(); i-- > 0;) next = one_row(std::move(one[i]), next);
      return next;
    }
    row = std::move(one.front());
    Node node;
    if (row.tests.empty()) {
      node.kind = row.has_guard ? NodeKind::Guard : NodeKind::Leaf;
      node.row = row.row;
      node.bindings = std::move(row.bindings);
      if (row.has_guard) node.no = next;
      return tree_.nodes.add(std::move(node));
    }
    const OpenTest asked = row.tests.front();
    PatternKind kind = asked.pattern->kind;
    one.front() = std::move(row);
    node.place = asked.place;
    if (is_switch(kind)) {
      node.kind = NodeKind::Switch;
      node.switch_kind = switch_kind(kind);
      Case wanted = case_of(asked);
      std::vector<OpenRow> left = remaining(one, asked, [&](const OpenTest& test) { return after_case(test, kind, wanted); });
      wanted.node = left.empty() ? next : one_row(std::move(left.front()), next);
      node.cases.push_back(std::move(wanted));
      node.otherwise = next;
    } else {
      node.kind = NodeKind::Test;
      node.test = asked.pattern;
      node.entry = asked.index;
      if (kind == PatternKind::Bits) node.bindings = one.front().bindings;
      std::vector<OpenRow> left = remaining(one, asked, [&](const OpenTest& test) { return after_yes(test, asked); });
      node.yes = left.empty() ? next : one_row(std::move(left.front()), next);
      node.no = next;
    }
    return tree_.nodes.add(std::move(node));
  }

  // -------------------------------------------------------------------------------------------- at the end

  void count_uses(size_t rows) {
    tree_.leaf_counts.assign(rows, 0);
    auto use = [&](NodeId id) {
      if (!id.is_valid()) return;
      Node& node = tree_.nodes[id];
      ++node.uses;
      if (node.kind == NodeKind::Leaf || node.kind == NodeKind::Guard) ++tree_.leaf_counts[node.row];
    };
    use(tree_.root);
    for (const Node& node : tree_.nodes) {
      for (const Case& one : node.cases) use(one.node);
      use(node.otherwise);
      use(node.yes);
      use(node.no);
    }
  }

  const resolve::Program& program_;
  DecisionTree tree_;
  RowBuilder rows_;
  std::map<Fingerprint, NodeId> memo_;
  NodeId fail_;
  size_t most_nodes_ = 0;
  bool gave_up_ = false;
};

}  // namespace

DecisionTree build_decision_tree(const std::vector<Row>& rows, const std::vector<types::TypeId>& columns, const typed::Program&,
                                 types::TypeTable& types) {
  return TreeBuilder(types.program()).build(rows, columns);
}

}  // namespace riotc::exhaustive
