// SPDX-License-Identifier: MIT
#include "compiler/core/view_roots.h"

#include <algorithm>

#include "compiler/core/operands.h"

namespace riotc::core {
namespace {

class RootFinder {
 public:
  RootFinder(const Program& program, const Function& function, std::vector<VariableId>& wrong)
      : program_(program), function_(function), wrong_(wrong), bases_(function.variables.size()), roots_(function.variables.size()) {}

  std::vector<std::vector<VariableId>> run() {
    collect(function_.body);
    // Cursors may look into themselves, so it goes round until nothing is new. Definitions come before uses: mostly once.
    for (bool changed = true; changed;) {
      changed = false;
      for (const VariableId view : views_)
        for (const VariableId base : bases_[view.value]) changed |= function_.variables[base].owned ? add(view, base) : add_all(view, base);
    }
    return std::move(roots_);
  }

 private:
  bool is_view(VariableId id) const {
    return id.value < function_.variables.size() && !function_.variables[id].owned && is_reference(program_.types[function_.variables[id].type]);
  }
  void flows(VariableId view, const Operand& operand) {
    if (!is_view(view)) return;
    if (bases_[view.value].empty()) views_.push_back(view);
    if (operand.kind == OperandKind::Variable && operand.variable.value < function_.variables.size()) bases_[view.value].push_back(operand.variable);
  }
  bool add(VariableId view, VariableId root) {
    auto& roots = roots_[view.value];
    const auto place = std::lower_bound(roots.begin(), roots.end(), root);
    if (place != roots.end() && *place == root) return false;
    roots.insert(place, root);
    return true;
  }
  bool add_all(VariableId view, VariableId base) {
    if (view == base) return false;
    bool changed = false;
    for (const VariableId root : roots_[base.value]) changed |= add(view, root);
    return changed;
  }
  void collect(const Block& block) {
    for (const Stmt& stmt : block) {
      if (stmt.kind == StmtKind::Join) enter_join(joins_, stmt);
      if (stmt.kind == StmtKind::Let || stmt.kind == StmtKind::Assign) {
        if (stmt.expr.kind == ExprKind::Project || stmt.expr.kind == ExprKind::Use) flows(stmt.variable, stmt.expr.operands[0]);
        else if (is_view(stmt.variable)) wrong_.push_back(stmt.variable);
      }
      if (stmt.kind == StmtKind::Jump) {
        const auto& parameters = joins_[stmt.join]->arms[stmt.index].parameters;
        for (size_t i = 0; i < stmt.operands.size() && i < parameters.size(); ++i) flows(parameters[i], stmt.operands[i]);
      }
      visit_blocks(stmt, [&](const Block& inner) { collect(inner); });
    }
  }

  const Program& program_;
  const Function& function_;
  std::vector<VariableId>& wrong_;
  JoinTable joins_;
  std::vector<VariableId> views_;
  std::vector<std::vector<VariableId>> bases_;
  std::vector<std::vector<VariableId>> roots_;
};

}  // namespace

std::vector<std::vector<VariableId>> find_view_roots(const Program& program, const Function& function, std::vector<VariableId>& wrong) {
  return RootFinder(program, function, wrong).run();
}

}  // namespace riotc::core
