// SPDX-License-Identifier: MIT
// Decision trees become Switches and Ifs. A place is projected once on each path, where it is first needed; a row's body
// that several leaves reach is an arm of a Join whose parameters are the row's variables.
#include "compiler/lower/builder.h"

#include <algorithm>

namespace riotc::lower {

using core::StmtKind;
using exhaustive::NodeKind;
using exhaustive::PlaceKind;
using exhaustive::SwitchKind;

void Builder::variables_of(const typed::Pattern& pattern, std::vector<typed::VariableId>& out) const {
  using typed::PatternKind;
  const auto add = [&](typed::VariableId id) {
    if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
  };
  const auto inside = [&](const typed::Pattern* p) {
    if (p) variables_of(*p, out);
  };
  switch (pattern.kind) {
    case PatternKind::Wildcard:
    case PatternKind::Int:
    case PatternKind::Float:
    case PatternKind::String:
    case PatternKind::Bool:
    case PatternKind::Pin: return;
    case PatternKind::Variable: return add(static_cast<const typed::VariablePattern&>(pattern).variable);
    case PatternKind::Constructor:
      for (const auto* p : static_cast<const typed::ConstructorPattern&>(pattern).fields) inside(p);
      return;
    case PatternKind::Tuple:
      for (const auto* p : static_cast<const typed::TuplePattern&>(pattern).items) inside(p);
      return;
    case PatternKind::List:
      for (const auto* p : static_cast<const typed::ListPattern&>(pattern).items) inside(p);
      return inside(static_cast<const typed::ListPattern&>(pattern).rest);
    case PatternKind::Prefix: return inside(static_cast<const typed::PrefixPattern&>(pattern).rest);
    case PatternKind::Map:
      for (const auto& entry : static_cast<const typed::MapPattern&>(pattern).entries) inside(entry.value);
      return;
    case PatternKind::Bits:
      for (const auto& segment : static_cast<const typed::BitsPattern&>(pattern).segments) inside(segment.pattern);
      return;
    case PatternKind::Or: return inside(static_cast<const typed::OrPattern&>(pattern).alternatives.front());
    case PatternKind::As:
      inside(static_cast<const typed::AsPattern&>(pattern).pattern);
      return add(static_cast<const typed::AsPattern&>(pattern).variable);
  }
}

exhaustive::DecisionTree Builder::tree_of(const std::vector<MatchRow>& rows) {
  std::vector<exhaustive::Row> patterns;
  std::vector<types::TypeId> columns;
  for (const typed::Pattern* pattern : rows.front().patterns) columns.push_back(pattern->type);
  for (const MatchRow& row : rows) patterns.push_back({row.patterns, row.guard != nullptr});
  return exhaustive::build_decision_tree(patterns, columns, lowering_.typed, lowering_.types);
}

namespace {

// How often each row is reached when the tree is walked as one.
void count_leaves(const exhaustive::DecisionTree& tree, exhaustive::NodeId id, std::vector<uint32_t>& counts) {
  if (!id.is_valid()) return;
  const exhaustive::Node& node = tree.nodes[id];
  switch (node.kind) {
    case NodeKind::Fail: return;
    case NodeKind::Leaf: ++counts[node.row]; return;
    case NodeKind::Guard:
      ++counts[node.row];
      return count_leaves(tree, node.no, counts);
    case NodeKind::Switch:
      for (const exhaustive::Case& one : node.cases) count_leaves(tree, one.node, counts);
      return count_leaves(tree, node.otherwise, counts);
    case NodeKind::Test:
      count_leaves(tree, node.yes, counts);
      return count_leaves(tree, node.no, counts);
  }
}

// Nothing is ever decided: the patterns only take values apart.
bool is_linear(const exhaustive::DecisionTree& tree) {
  exhaustive::NodeId id = tree.root;
  for (;;) {
    const exhaustive::Node& node = tree.nodes[id];
    if (node.kind == NodeKind::Leaf) return true;
    if (node.kind != NodeKind::Switch || node.cases.size() != 1 || node.otherwise.is_valid()) return false;
    id = node.cases[0].node;
  }
}

}  // namespace

void Builder::match(const std::vector<MatchRow>& rows, std::vector<Operand> roots, Callback fail, Span span,
                    std::vector<Operand> items, core::TypeId tuple) {
  if (dead_) return;
  const exhaustive::DecisionTree tree = tree_of(rows);
  std::vector<uint32_t> counts(rows.size(), 0);
  count_leaves(tree, tree.root, counts);
  const bool shares = std::any_of(counts.begin(), counts.end(), [](uint32_t n) { return n > 1; });

  core::Stmt join;
  join.kind = StmtKind::Join;
  join.span = span;
  std::vector<uint32_t> arm_of_row(rows.size(), 0);
  std::vector<std::vector<typed::VariableId>> row_variables(rows.size());
  if (shares) {
    join.join = next_join_++;
    for (size_t i = 0; i < rows.size(); ++i) {
      if (counts[i] < 2) continue;
      arm_of_row[i] = static_cast<uint32_t>(join.arms.size());
      core::JoinArm arm;
      for (const typed::Pattern* pattern : rows[i].patterns) variables_of(*pattern, row_variables[i]);
      std::erase_if(row_variables[i], [&](typed::VariableId id) { return is(type_of(id), core::TypeKind::Unit); });
      for (typed::VariableId id : row_variables[i]) {
        const typed::Variable& variable = (*owner_->variables)[id];
        arm.parameters.push_back(fresh(type_of(id), variable.name, variable.span));
      }
      join.arms.push_back(std::move(arm));
    }
  }

  Matching m;
  m.tree = &tree;
  m.roots = std::move(roots);
  m.items = std::move(items);
  m.tuple = tuple;
  m.places.resize(tree.places.size());
  m.span = span;
  m.fail = std::move(fail);
  m.guard = [&](uint32_t row) { return rows[row].guard; };
  m.leaf = [&](const exhaustive::Node& node) {
    if (counts[node.row] < 2) return rows[node.row].body();
    core::Stmt jump;
    jump.kind = StmtKind::Jump;
    jump.span = rows[node.row].span;
    jump.join = join.join;
    jump.index = arm_of_row[node.row];
    for (typed::VariableId id : row_variables[node.row]) jump.operands.push_back(*find({id, {}}));
    leave(std::move(jump));
  };
  if (!shares) return match_node(m, tree.root);

  Lowered first = block([&] { match_node(m, tree.root); });
  bool all_dead = first.dead;
  join.blocks.push_back(std::move(first.block));
  for (size_t i = 0; i < rows.size(); ++i) {
    if (counts[i] < 2) continue;
    core::JoinArm& arm = join.arms[arm_of_row[i]];
    for (const typed::Pattern* pattern : rows[i].patterns) {
      std::vector<typed::VariableId> all;
      variables_of(*pattern, all);
      for (typed::VariableId id : all) bind(id, unit());
    }
    for (size_t v = 0; v < arm.parameters.size(); ++v) bind(row_variables[i][v], variable(arm.parameters[v]));
    Lowered body = block([&] { rows[i].body(); });
    all_dead = all_dead && body.dead;
    arm.body = std::move(body.block);
  }
  push(std::move(join));
  dead_ = all_dead;
}

// ---------------------------------------------------------------------------------------------- nodes

void Builder::match_node(Matching& m, exhaustive::NodeId id) {
  if (dead_) return;
  if (!id.is_valid()) return m.fail ? m.fail() : unreachable(m.span);
  const exhaustive::Node& node = m.tree->nodes[id];
  switch (node.kind) {
    case NodeKind::Fail: return m.fail ? m.fail() : unreachable(m.span);
    case NodeKind::Leaf:
      if (m.binds_leaves) bind_all(m, node);
      return m.leaf(node);
    case NodeKind::Guard: {
      bind_all(m, node);
      Operand holds = operand(*m.guard(node.row));
      return branch(holds, m.span, [&] { m.leaf(node); }, [&] { match_scoped(m, node.no); });
    }
    case NodeKind::Switch: return match_switch(m, node);
    case NodeKind::Test: return match_test(m, node);
  }
}

// What becomes known inside a branch is forgotten behind it.
void Builder::match_scoped(Matching& m, exhaustive::NodeId id) {
  const size_t known = m.trail.size();
  const size_t found = m.found.size();
  match_node(m, id);
  for (size_t i = known; i < m.trail.size(); ++i) m.places[m.trail[i].value].reset();
  m.trail.resize(known);
  m.found.resize(found);
}

void Builder::match_switch(Matching& m, const exhaustive::Node& node) {
  if (node.cases.size() == 1 && !node.otherwise.is_valid()) return match_node(m, node.cases[0].node);
  if (node.cases.empty()) return match_node(m, node.otherwise);
  if (node.switch_kind == SwitchKind::Float || node.switch_kind == SwitchKind::String) return match_chain(m, node, 0);

  Operand decided = held(place(m, node.place), m.span);
  if (dead_) return;
  if (node.switch_kind == SwitchKind::Bool) {
    exhaustive::NodeId when[2] = {node.otherwise, node.otherwise};
    for (const exhaustive::Case& one : node.cases) when[one.number ? 1 : 0] = one.node;
    return branch(decided, m.span, [&] { match_scoped(m, when[1]); }, [&] { match_scoped(m, when[0]); });
  }

  core::Stmt choice;
  choice.kind = StmtKind::Switch;
  choice.span = m.span;
  choice.operand = decided;
  std::vector<exhaustive::NodeId> nodes;
  bool all_dead = true;
  for (const exhaustive::Case& one : node.cases) {
    const int64_t label = node.switch_kind == SwitchKind::Constructor
                              ? static_cast<int64_t>(lowering_.resolved.constructors[one.constructor].index)
                              : one.number;
    const auto same = std::find(nodes.begin(), nodes.end(), one.node);
    if (same != nodes.end()) {
      choice.cases[static_cast<size_t>(same - nodes.begin())].values.push_back(label);
      continue;
    }
    Lowered body = block([&] { match_scoped(m, one.node); });
    all_dead = all_dead && body.dead;
    nodes.push_back(one.node);
    choice.cases.push_back({{label}, std::move(body.block)});
  }
  if (node.otherwise.is_valid()) {
    Lowered body = block([&] { match_scoped(m, node.otherwise); });
    all_dead = all_dead && body.dead;
    choice.otherwise = std::move(body.block);
  }
  push(std::move(choice));
  dead_ = all_dead;
}

// Strings and Floats: one comparison after the other.
void Builder::match_chain(Matching& m, const exhaustive::Node& node, size_t index) {
  if (index == node.cases.size()) return match_node(m, node.otherwise);
  const exhaustive::Case& one = node.cases[index];
  Operand wanted;
  if (node.switch_kind == SwitchKind::String) {
    wanted = text(one.text);
  } else {
    wanted.kind = core::OperandKind::Float;
    wanted.real = one.real;
  }
  Operand equal = let(compare(core::Op::Equal, place(m, node.place), std::move(wanted), m.span));
  branch(equal, m.span, [&] { match_scoped(m, one.node); }, [&] {
    const size_t known = m.trail.size();
    match_chain(m, node, index + 1);
    for (size_t i = known; i < m.trail.size(); ++i) m.places[m.trail[i].value].reset();
    m.trail.resize(known);
  });
}

void Builder::match_test(Matching& m, const exhaustive::Node& node) {
  Operand tested = place(m, node.place);
  if (dead_) return;
  const Callback yes = [&] { match_scoped(m, node.yes); };
  const Callback no = [&] { match_scoped(m, node.no); };
  switch (node.test->kind) {
    case typed::PatternKind::Pin: {
      Operand wanted = operand(*static_cast<const typed::PinPattern&>(*node.test).value);
      return branch(let(compare(core::Op::Equal, tested, wanted, node.test->span)), m.span, yes, no);
    }
    case typed::PatternKind::Prefix: {
      core::Expr starts = make(core::ExprKind::StartsWith, lowering_.layout.boolean(), node.test->span,
                               {tested, text(static_cast<const typed::PrefixPattern&>(*node.test).prefix)});
      return branch(let(std::move(starts)), m.span, yes, no);
    }
    case typed::PatternKind::Map: {
      const auto& pattern = static_cast<const typed::MapPattern&>(*node.test);
      Operand found = look_up(tested, *pattern.entries[node.entry].key);
      core::Stmt choice;
      choice.kind = StmtKind::Switch;
      choice.span = m.span;
      choice.operand = found;
      Lowered missing = block(no);
      Lowered present = block([&] {
        m.found.push_back({node.test, node.entry, node.place, found});
        match_scoped(m, node.yes);
        m.found.pop_back();
      });
      choice.cases.push_back({{0}, std::move(missing.block)});
      choice.cases.push_back({{1}, std::move(present.block)});
      push(std::move(choice));
      dead_ = missing.dead && present.dead;
      return;
    }
    case typed::PatternKind::Bits: return match_bits(m, node, tested);
    default: return lowering_.unsupported(node.test->span, "this pattern");
  }
}

// ---------------------------------------------------------------------------------------------- places

// An Option: None is tag 0, Some 1.
Builder::Operand Builder::look_up(const Operand& map, const typed::Expr& key) {
  const std::vector<core::TypeId> infos = info(type_of(map)).arguments;
  core::Expr get = runtime("map_get", lowering_.layout.prelude("Option", {infos[1]}), {map, operand(key)}, infos, key.span);
  get.word_operands = {false, true};
  return let(std::move(get));
}

Builder::Operand Builder::place(Matching& m, exhaustive::PlaceId id) {
  if (m.places[id.value]) return *m.places[id.value];
  const exhaustive::Place& p = m.tree->places[id];
  Operand result;
  switch (p.kind) {
    case PlaceKind::Root:
      if (m.items.empty()) return m.roots[p.index];
      result = let(construct(m.tuple, 0, m.items, m.span));
      break;
    case PlaceKind::Field:
      result = let(project(place(m, p.parent), lowering_.resolved.constructors[p.constructor].index, p.index, m.span));
      break;
    case PlaceKind::Item:
      if (!m.items.empty() && m.tree->places[p.parent].kind == PlaceKind::Root) return m.items[p.index];
      result = let(project(place(m, p.parent), 0, p.index, m.span));
      break;
    case PlaceKind::Head: result = let(project(place(m, p.parent), 1, 0, m.span)); break;
    case PlaceKind::Tail: result = let(project(place(m, p.parent), 1, 1, m.span)); break;
    case PlaceKind::PrefixRest: {
      core::Expr rest = make(core::ExprKind::TextRest, lowering_.layout.string(), p.test->span, {place(m, p.parent)});
      rest.number = static_cast<int64_t>(static_cast<const typed::PrefixPattern&>(*p.test).prefix.size());
      result = let(std::move(rest));
      break;
    }
    case PlaceKind::MapValue: {
      const auto known = std::find_if(m.found.begin(), m.found.end(), [&](const Matching::Found& f) {
        return f.pattern == p.test && f.entry == p.index && f.map == p.parent;
      });
      Operand found = known != m.found.end()
                          ? known->option
                          : look_up(place(m, p.parent), *static_cast<const typed::MapPattern&>(*p.test).entries[p.index].key);
      result = let(project(found, 1, 0, m.span));
      break;
    }
    case PlaceKind::BitsValue: result = bits_value(m, p); break;
  }
  m.places[id.value] = result;
  m.trail.push_back(id);
  return result;
}

void Builder::bind_all(Matching& m, const exhaustive::Node& node) {
  for (const exhaustive::BoundVariable& bound : node.bindings) bind(bound.variable, place(m, bound.place));
}

// ---------------------------------------------------------------------------------------------- let

void Builder::bind_pattern(const typed::Pattern& pattern, const Operand& value) {
  if (dead_ || pattern.kind == typed::PatternKind::Wildcard) return;
  if (pattern.kind == typed::PatternKind::Variable) return bind(static_cast<const typed::VariablePattern&>(pattern).variable, value);
  const exhaustive::DecisionTree tree = tree_of({{{&pattern}, nullptr, {}, pattern.span}});
  if (!is_linear(tree)) {
    std::vector<typed::VariableId> variables;
    variables_of(pattern, variables);
    return bind_outside(pattern, variables, value, {}, pattern.span);
  }
  Matching m;
  m.tree = &tree;
  m.roots = {value};
  m.places.resize(tree.places.size());
  m.span = pattern.span;
  m.leaf = [](const exhaustive::Node&) {};
  match_node(m, tree.root);
}

void Builder::bind_outside(const typed::Pattern& pattern, const std::vector<typed::VariableId>& variables, const Operand& value,
                           std::vector<MatchRow> others, Span span) {
  if (dead_) return;
  std::vector<std::pair<typed::VariableId, Operand>> outside;
  for (typed::VariableId id : variables) {
    const typed::Variable& source = (*owner_->variables)[id];
    const core::TypeId type = type_of(id);
    outside.emplace_back(id, is(type, core::TypeKind::Unit) ? unit() : variable(declare(type, source.name, source.span)));
  }
  std::vector<MatchRow> rows;
  rows.push_back({{&pattern}, nullptr, [&] {
                    for (auto& [id, target] : outside)
                      if (target.kind == core::OperandKind::Variable) assign(target.variable, use(*find({id, {}}), span));
                  }, span});
  for (MatchRow& other : others) rows.push_back(std::move(other));
  match(rows, {value}, {}, span);
  for (auto& [id, target] : outside) bound_[{id, {}}] = target;
}

}  // namespace riotc::lower
