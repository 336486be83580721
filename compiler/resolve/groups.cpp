// SPDX-License-Identifier: MIT
// Binding groups: the strongly connected components of the graph of references, callees first.
//
// How: Tarjan, "Depth-first search and linear graph algorithms" (1972), with a stack of its own. Modules are taken in
// order of imports, so that what a type alone decides (the default values of a constructor that no name leads to) has
// been inferred before its users. Constructors are nodes only to carry such values; they are in no group.
#include <algorithm>
#include <deque>

#include "compiler/resolve/context.h"

namespace riotc::resolve {

namespace {

class Tarjan {
 public:
  explicit Tarjan(const std::vector<std::vector<Edge>>& graph) : graph_(graph), index_(graph.size(), kNew), low_(graph.size()) {}

  // Hands every component that is reachable from `start` and was not met before to `found`, callees first.
  template <class Found>
  void run(uint32_t start, Found found) {
    if (index_[start] != kNew) return;
    open(start);
    while (!frames_.empty()) {
      auto& [node, next] = frames_.back();
      if (next < graph_[node].size()) {
        uint32_t target = graph_[node][next++].target;
        if (index_[target] == kNew) {
          open(target);
        } else if (index_[target] != kDone) {
          low_[node] = std::min(low_[node], index_[target]);
        }
        continue;
      }
      uint32_t done = node;
      frames_.pop_back();
      if (!frames_.empty()) low_[frames_.back().first] = std::min(low_[frames_.back().first], low_[done]);
      if (low_[done] != index_[done]) continue;
      auto first = std::find(stack_.rbegin(), stack_.rend(), done).base() - 1;
      std::vector<uint32_t> component(first, stack_.end());
      stack_.erase(first, stack_.end());
      for (uint32_t member : component) index_[member] = kDone;
      found(std::move(component));
    }
  }

 private:
  static constexpr uint32_t kNew = UINT32_MAX, kDone = UINT32_MAX - 1;
  void open(uint32_t node) {
    index_[node] = low_[node] = counter_++;
    stack_.push_back(node);
    frames_.push_back({node, 0});
  }
  const std::vector<std::vector<Edge>>& graph_;
  std::vector<uint32_t> index_, low_;
  std::vector<uint32_t> stack_;
  std::vector<std::pair<uint32_t, size_t>> frames_;
  uint32_t counter_ = 0;
};

std::string name_of(const Context& context, uint32_t node) {
  if (context.is_function(node)) return context.program.functions[context.function(node)].name;
  if (context.is_const(node)) return context.program.consts[context.constant(node)].name;
  uint32_t first = context.node(ConstructorId{0});
  return context.program.constructors[ConstructorId{node - first}].name;
}

// The shortest way from a constant back to itself; empty when there is none. Edges in order.
std::vector<Edge> find_cycle(const Context& context, uint32_t start, const std::vector<uint32_t>& component) {
  std::unordered_map<uint32_t, std::pair<uint32_t, Edge>> reached;  // node -> where from
  std::unordered_set<uint32_t> inside(component.begin(), component.end());
  std::deque<uint32_t> queue{start};
  while (!queue.empty()) {
    uint32_t node = queue.front();
    queue.pop_front();
    for (const Edge& edge : context.graph[node]) {
      if (!inside.contains(edge.target) || !reached.emplace(edge.target, std::pair(node, edge)).second) continue;
      if (edge.target != start) {
        queue.push_back(edge.target);
        continue;
      }
      std::vector<Edge> cycle;
      uint32_t at = start;
      do {
        const auto& [from, step] = reached.at(at);
        cycle.push_back(step);
        at = from;
      } while (at != start);
      std::reverse(cycle.begin(), cycle.end());
      return cycle;
    }
  }
  return {};
}

void check_constants(Context& context, const std::vector<uint32_t>& component) {
  auto constant = std::find_if(component.begin(), component.end(), [&](uint32_t node) { return context.is_const(node); });
  if (constant == component.end()) return;
  std::vector<Edge> cycle = find_cycle(context, *constant, component);
  if (cycle.empty()) return;
  const Const& first = context.program.consts[context.constant(*constant)];
  if (cycle.size() == 1) {
    context.diags.error(Code::E0215, first.item->name.span, "constant " + quoted(first.name) + " needs its own value").label(cycle[0].span, "used here");
    return;
  }
  std::string path = first.name;
  for (const Edge& edge : cycle) path += " -> " + name_of(context, edge.target);
  auto report = context.diags.error(Code::E0215, first.item->name.span, "constant " + quoted(first.name) + " needs its own value: " + path);
  std::string from = first.name;
  for (const Edge& edge : cycle) {
    std::string to = name_of(context, edge.target);
    report.label(edge.span, quoted(from) + " needs " + quoted(to));
    from = to;
  }
}

}  // namespace

void order_groups(Context& context) {
  Tarjan tarjan(context.graph);
  auto add_group = [&](std::vector<uint32_t> component) {
    std::sort(component.begin(), component.end());
    check_constants(context, component);
    std::vector<Binding> group;
    for (uint32_t node : component) {
      if (context.is_function(node)) group.push_back(context.function(node));
      else if (context.is_const(node)) group.push_back(context.constant(node));
    }
    if (!group.empty()) context.program.groups.push_back(std::move(group));
  };
  for (ModuleId id : context.order) {
    const Module& module = context.program.modules[id];
    for (TypeDeclId type : module.types)
      for (ConstructorId constructor : context.program.types[type].constructors) tarjan.run(context.node(constructor), add_group);
    for (ConstId constant : module.consts) tarjan.run(context.node(constant), add_group);
    for (FunctionId function : module.functions) tarjan.run(context.node(function), add_group);
  }
}

}  // namespace riotc::resolve
