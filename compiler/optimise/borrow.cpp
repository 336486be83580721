// SPDX-License-Identifier: MIT
#include "compiler/optimise/borrow.h"

#include <algorithm>

#include "compiler/core/operands.h"
#include "compiler/optimise/views.h"

namespace riotc::optimise {

using namespace core;

namespace {

// So many of the objects taken apart last are looked at when something is built: enough for any pattern that is written
// by hand, and it keeps long functions linear.
constexpr size_t kRemembered = 16;

template <class Visit>
void visit_statements(const Block& block, Visit&& visit) {
  for (const Stmt& stmt : block) {
    visit(stmt);
    visit_blocks(stmt, [&](const Block& inner) { visit_statements(inner, visit); });
  }
}

// Which plain functions go round in circles by tail calls: two of them do when they have the same number here. Those must
// not leave anything to be done behind the call. (Tarjan's algorithm, without recursion.)
class TailCircles {
 public:
  explicit TailCircles(const Program& program) : edges_(program.functions.size()), index_(edges_.size(), 0), low_(edges_.size(), 0), circle_(edges_.size(), 0) {
    for (uint32_t f = 0; f < edges_.size(); ++f)
      visit_statements(program.functions[FunctionId{f}].body, [&](const Stmt& stmt) {
        if (stmt.kind == StmtKind::Return && stmt.expr.kind == ExprKind::Call) edges_[f].push_back(stmt.expr.function.value);
      });
    for (uint32_t f = 0; f < edges_.size(); ++f)
      if (index_[f] == 0) find_from(f);
  }
  bool same(FunctionId a, FunctionId b) const { return circle_[a.value] == circle_[b.value]; }

 private:
  void find_from(uint32_t start) {
    std::vector<std::pair<uint32_t, size_t>> path{{start, 0}};
    enter(start);
    while (!path.empty()) {
      const uint32_t f = path.back().first;
      if (path.back().second < edges_[f].size()) {
        const uint32_t next = edges_[f][path.back().second++];
        if (index_[next] == 0) {
          enter(next);
          path.push_back({next, 0});
        } else if (circle_[next] == 0) {
          low_[f] = std::min(low_[f], index_[next]);
        }
        continue;
      }
      path.pop_back();
      if (!path.empty()) low_[path.back().first] = std::min(low_[path.back().first], low_[f]);
      if (low_[f] != index_[f]) continue;
      ++circles_;
      uint32_t member;
      do {
        member = open_.back();
        open_.pop_back();
        circle_[member] = circles_;
      } while (member != f);
    }
  }
  void enter(uint32_t f) {
    index_[f] = low_[f] = ++count_;
    open_.push_back(f);
  }

  std::vector<std::vector<uint32_t>> edges_;
  std::vector<uint32_t> index_, low_, circle_, open_;
  uint32_t count_ = 0, circles_ = 0;
};

// What one function wants of its own parameters, as the conventions are now.
class Wishes {
 public:
  Wishes(const Program& program, const Function& function, const FunctionFacts& facts)
      : program_(program), function_(function), facts_(facts), wanted_(function.variables.size(), false),
        sources_(function.variables.size()) {
    for (const Definition& definition : facts.definitions)
      if (definition.source->kind == OperandKind::Variable) sources_[definition.variable.value].push_back({definition.source->variable, definition.is_projection});
  }

  // The parameters that are borrowed and should be owned.
  std::vector<VariableId> run() {
    for (uint32_t i = 0; i < facts_.variables.size(); ++i)
      if (facts_[VariableId{i}].given) want(VariableId{i}, false);
    walk(function_.body);
    std::vector<VariableId> result;
    for (const VariableId id : function_.parameters)
      if (wanted_[id.value] && !function_.variables[id].owned && is_reference(program_.types[function_.variables[id].type])) result.push_back(id);
    return result;
  }

 private:
  // Wants to own what `id` is another name of, or (`whole`) what it is a part of.
  void want(VariableId id, bool whole) {
    std::vector<VariableId> pending{id};
    std::vector<VariableId> seen;
    while (!pending.empty()) {
      const VariableId next = pending.back();
      pending.pop_back();
      if (std::find(seen.begin(), seen.end(), next) != seen.end()) continue;
      seen.push_back(next);
      if (sources_[next.value].empty()) wanted_[next.value] = true;
      for (const auto& [source, is_projection] : sources_[next.value])
        if (whole || !is_projection) pending.push_back(source);
    }
  }

  void walk(const Block& block) {
    const size_t known = taken_apart_.size();
    for (const Stmt& stmt : block) {
      if (stmt.kind == StmtKind::Join) enter_join(joins_, stmt);
      look_at(stmt);
      for (const SwitchCase& one : stmt.cases) {
        const size_t before = taken_apart_.size();
        if (one.values.size() == 1 && stmt.operand.kind == OperandKind::Variable) remember(stmt.operand.variable, static_cast<uint32_t>(one.values[0]));
        walk(one.body);
        taken_apart_.resize(before);
      }
      if (stmt.otherwise) walk(*stmt.otherwise);
      for (const Block& inner : stmt.blocks) walk(inner);
      for (const JoinArm& arm : stmt.arms) walk(arm.body);
    }
    taken_apart_.resize(known);
  }

  void look_at(const Stmt& stmt) {
    if (stmt.kind == StmtKind::TailSelf)
      for (size_t i = 0; i < stmt.operands.size(); ++i)
        if (!lives_on(stmt.operands[i])) wanted_[function_.parameters[i].value] = true;
    if (stmt.kind != StmtKind::Let && stmt.kind != StmtKind::Assign && stmt.kind != StmtKind::Return && stmt.kind != StmtKind::Evaluate && stmt.kind != StmtKind::Extend) return;
    const Expr& expr = stmt.expr;
    if (expr.kind == ExprKind::Project && expr.operands[0].kind == OperandKind::Variable) remember(expr.operands[0].variable, expr.tag);
    if (expr.kind == ExprKind::Construct) {
      const uint32_t size = object_size(program_, expr.type, expr.tag);
      const size_t first = taken_apart_.size() > kRemembered ? taken_apart_.size() - kRemembered : 0;
      for (size_t i = first; i < taken_apart_.size(); ++i)
        if (taken_apart_[i].second == size) want(taken_apart_[i].first, true);
    }
    // A callee that can change what it owns in place gets it unshared only if the whole is owned here.
    if (expr.kind == ExprKind::Call || expr.kind == ExprKind::CallRuntime)
      visit_operands(program_, expr, false, [&](const Operand& operand, bool taken) {
        if (taken && operand.kind == OperandKind::Variable && is_structure(operand.variable)) want(operand.variable, true);
      });
  }
  // Outlives the function, whatever is given up in it.
  bool lives_on(const Operand& operand) const {
    return operand.kind != OperandKind::Variable || facts_.outlives(operand.variable) || facts_[operand.variable].holds == Holds::Plain;
  }
  bool is_structure(VariableId id) const {
    switch (program_.types[function_.variables[id].type].kind) {
      case TypeKind::Data:
      case TypeKind::List:
      case TypeKind::Tuple:
      case TypeKind::Map:
      case TypeKind::Set: return true;
      default: return false;
    }
  }
  void remember(VariableId id, uint32_t tag) {
    const TypeId type = function_.variables[id].type;
    const auto& constructors = program_.types[type].constructors;
    if (program_.types[type].kind == TypeKind::Enum || tag >= constructors.size() || constructors[tag].fields.empty() || !facts_.outlives(id)) return;
    const std::pair<VariableId, uint32_t> entry{id, object_size(program_, type, tag)};
    if (taken_apart_.empty() || taken_apart_.back() != entry) taken_apart_.push_back(entry);
  }

  const Program& program_;
  const Function& function_;
  const FunctionFacts& facts_;
  JoinTable joins_;
  std::vector<bool> wanted_;
  std::vector<std::vector<std::pair<VariableId, bool>>> sources_;
  std::vector<std::pair<VariableId, uint32_t>> taken_apart_;  // on this path, with their sizes
};

}  // namespace

void decide_parameters(Program& program) {
  const uint32_t count = static_cast<uint32_t>(program.functions.size());
  for (Function& function : program.functions) {
    for (const VariableId id : function.parameters) {
      const bool counted = is_reference(program.types[function.variables[id].type]);
      function.variables[id].owned = !counted || function.kind != FunctionKind::Plain;
    }
    for (const VariableId id : function.captures) function.variables[id].owned = false;
  }

  const TailCircles circles(program);
  std::vector<std::vector<uint32_t>> callers(count);
  for (uint32_t f = 0; f < count; ++f)
    visit_statements(program.functions[FunctionId{f}].body, [&](const Stmt& stmt) {
      if (stmt.expr.kind == ExprKind::Call && stmt.expr.function.is_valid()) callers[stmt.expr.function.value].push_back(f);
    });

  std::vector<uint32_t> pending;
  std::vector<bool> is_pending(count, true);
  for (uint32_t f = count; f-- > 0;) pending.push_back(f);
  const auto own = [&](FunctionId function, VariableId parameter) {
    program.functions[function].variables[parameter].owned = true;
    const auto wake = [&](uint32_t f) {
      if (is_pending[f]) return;
      is_pending[f] = true;
      pending.push_back(f);
    };
    wake(function.value);
    for (const uint32_t caller : callers[function.value]) wake(caller);
  };
  while (!pending.empty()) {
    const FunctionId id{pending.back()};
    pending.pop_back();
    is_pending[id.value] = false;
    Function& function = program.functions[id];
    const FunctionFacts facts = find_views(program, function);
    if (function.kind == FunctionKind::Plain)
      for (const VariableId parameter : Wishes(program, function, facts).run()) own(id, parameter);
    // A tail call among functions that go round: what it lends must outlive all of them.
    visit_statements(function.body, [&](const Stmt& stmt) {
      if (stmt.kind != StmtKind::Return || stmt.expr.kind != ExprKind::Call || !circles.same(id, stmt.expr.function)) return;
      Function& callee = program.functions[stmt.expr.function];
      for (size_t i = 0; i < stmt.expr.operands.size(); ++i) {
        const Operand& operand = stmt.expr.operands[i];
        const VariableId parameter = callee.parameters[i];
        if (callee.variables[parameter].owned || operand.kind != OperandKind::Variable || !facts.is_tracked(operand.variable)) continue;
        if (is_reference(program.types[callee.variables[parameter].type])) own(stmt.expr.function, parameter);
      }
    });
  }
}

}  // namespace riotc::optimise
