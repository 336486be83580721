// SPDX-License-Identifier: MIT
#include "compiler/core/graph.h"

#include <algorithm>

namespace riotc::core {

void for_each_stmt(Block& block, const std::function<void(Stmt&)>& visit) {
  for (Stmt& stmt : block) {
    visit(stmt);
    for (Block& inner : stmt.blocks) for_each_stmt(inner, visit);
    for (SwitchCase& one : stmt.cases) for_each_stmt(one.body, visit);
    if (stmt.otherwise) for_each_stmt(*stmt.otherwise, visit);
    for (JoinArm& arm : stmt.arms) for_each_stmt(arm.body, visit);
  }
}

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
