// SPDX-License-Identifier: MIT
#include "compiler/core/graph.h"

#include <algorithm>

namespace riotc::core {

namespace {
template <class Statements, class Visit>
void walk(Statements& block, const Visit& visit) {
  for (auto& stmt : block) {
    visit(stmt);
    for (auto& inner : stmt.blocks) walk(inner, visit);
    for (auto& one : stmt.cases) walk(one.body, visit);
    if (stmt.otherwise) walk(*stmt.otherwise, visit);
    for (auto& arm : stmt.arms) walk(arm.body, visit);
  }
}
}  // namespace

void for_each_stmt(Block& block, const std::function<void(Stmt&)>& visit) { walk(block, visit); }
void for_each_stmt(const Block& block, const std::function<void(const Stmt&)>& visit) { walk(block, visit); }

Components find_components(const Graph& graph) {
  constexpr uint32_t kNone = UINT32_MAX;
  const size_t count = graph.size();
  Components result;
  result.of.assign(count, kNone);
  std::vector<uint32_t> index(count, kNone), low(count, 0), stack;
  std::vector<size_t> edge(count, 0);
  uint32_t next = 0;
  for (uint32_t start = 0; start < count; ++start) {
    if (index[start] != kNone) continue;
    std::vector<uint32_t> path{start};
    while (!path.empty()) {
      const uint32_t node = path.back();
      if (index[node] == kNone) {
        index[node] = low[node] = next++;
        stack.push_back(node);
      }
      if (edge[node] < graph[node].size()) {
        const uint32_t to = graph[node][edge[node]++];
        if (index[to] == kNone) path.push_back(to);
        else if (result.of[to] == kNone) low[node] = std::min(low[node], index[to]);
        continue;
      }
      path.pop_back();
      if (!path.empty()) low[path.back()] = std::min(low[path.back()], low[node]);
      if (low[node] != index[node]) continue;
      std::vector<uint32_t> members;
      uint32_t member;
      do {
        member = stack.back();
        stack.pop_back();
        result.of[member] = static_cast<uint32_t>(result.members.size());
        members.push_back(member);
      } while (member != node);
      std::sort(members.begin(), members.end());
      result.members.push_back(std::move(members));
    }
  }
  return result;
}

}  // namespace riotc::core
