// SPDX-License-Identifier: MIT
// Walking core, and strongly connected components.
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "compiler/core/core.h"

namespace riotc::core {

// All statements, outer before inner.
void for_each_stmt(Block& block, const std::function<void(Stmt&)>& visit);
void for_each_stmt(const Block& block, const std::function<void(const Stmt&)>& visit);
inline bool has_expr(const Stmt& stmt) {
  return stmt.kind == StmtKind::Let || stmt.kind == StmtKind::Assign || stmt.kind == StmtKind::Extend || stmt.kind == StmtKind::Evaluate ||
         stmt.kind == StmtKind::Return;
}

using Graph = std::vector<std::vector<uint32_t>>;  // by node: where its edges go

struct Components {
  std::vector<uint32_t> of;                     // node -> component
  std::vector<std::vector<uint32_t>> members;   // in ascending order
};
// Tarjan (1972), without recursion; components that are reached come before those that reach them.
Components find_components(const Graph& graph);

}  // namespace riotc::core
