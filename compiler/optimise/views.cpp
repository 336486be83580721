// SPDX-License-Identifier: MIT
#include "compiler/optimise/views.h"

#include <algorithm>

#include "compiler/core/operands.h"

namespace riotc::optimise {

using namespace core;

namespace {

constexpr uint32_t kNowhere = UINT32_MAX;

class ViewFinder {
 public:
  ViewFinder(const Program& program, Function& function) : program_(program), function_(function), places_(function.variables.size()) {
    for (size_t i = 0; i < function.variables.size(); ++i) facts_.variables.add({});
  }

  FunctionFacts run() {
    for (const VariableId id : function_.parameters) start(id, function_.variables[id].owned ? Holds::Owned : Holds::View);
    for (const VariableId id : function_.captures) start(id, Holds::View);
    blocks_.push_back(kNowhere);
    collect(function_.body, 0);
    do {
      settle_parts();
      find_roots();
      find_given();
    } while (demote());
    return std::move(facts_);
  }

 private:
  // Where a variable is defined.
  struct Place {
    uint32_t block = kNowhere;  // what a view looks into has to live there
    uint32_t scope = kNowhere;  // where it can be looked into
    uint32_t loop = kNowhere;
    bool flexible = false;  // may be an owner or a view
    bool fresh = false;     // some definition makes a new reference
    bool assigned = false;  // on the path that is being walked
  };

  bool is_counted(VariableId id) const { return is_reference(program_.types[function_.variables[id].type]); }
  void start(VariableId id, Holds holds) {
    if (is_counted(id)) facts_.variables[id].holds = holds;
  }
  static bool is_variable(const Operand& operand) { return operand.kind == OperandKind::Variable; }

  // ---- definitions

  void collect(const Block& block, uint32_t number) {
    for (const Stmt& stmt : block) {
      uint32_t inside = number;
      switch (stmt.kind) {
        case StmtKind::Let:
          place(stmt.variable, number, number);
          if (is_counted(stmt.variable)) let(stmt);
          break;
        case StmtKind::Declare:
          place(stmt.variable, number, number);
          places_[stmt.variable.value].flexible = true;
          start(stmt.variable, function_.variables[stmt.variable].builder ? Holds::Owned : Holds::View);
          break;
        case StmtKind::Assign:
          if (is_counted(stmt.variable)) assign(stmt);
          break;
        case StmtKind::Receive:
          // The message is known in the match and in the arms only.
          inside = open_block(number);
          place(stmt.variable, inside, inside);
          start(stmt.variable, Holds::Owned);
          break;
        case StmtKind::Join:
          enter_join(joins_, stmt);
          inside = open_block(number);
          for (const JoinArm& arm : stmt.arms)
            for (const VariableId id : arm.parameters) {
              // What it looks into has to live where the jumps and the arm both are.
              place(id, number, inside);
              places_[id.value].flexible = true;
              start(id, Holds::View);
            }
          break;
        case StmtKind::Jump: {
          const auto& parameters = joins_[stmt.join]->arms[stmt.index].parameters;
          for (size_t i = 0; i < parameters.size(); ++i)
            if (is_counted(parameters[i])) facts_.definitions.push_back({parameters[i], &stmt.operands[i], false});
          break;
        }
        default: break;
      }
      collect_inside(stmt, inside);
    }
  }
  void collect_inside(const Stmt& stmt, uint32_t number) {
    const uint32_t outer_loop = loop_;
    if (stmt.kind == StmtKind::While) loop_ = loops_++;
    // The set-up's variables are seen in the body.
    std::vector<VariableId> assigned_before;
    assigned_before.swap(assigned_);
    std::vector<VariableId> assigned_inside;
    visit_blocks(stmt, [&](const Block& inner) {
      collect(inner, open_block(number));
      // Ways beside each other do not assign twice; those behind each other do.
      for (const VariableId id : assigned_) places_[id.value].assigned = false;
      assigned_inside.insert(assigned_inside.end(), assigned_.begin(), assigned_.end());
      assigned_.clear();
      if (stmt.kind == StmtKind::Join || stmt.kind == StmtKind::While)
        for (const VariableId id : assigned_inside) places_[id.value].assigned = true;
    });
    for (const VariableId id : assigned_inside) places_[id.value].assigned = true;
    assigned_ = std::move(assigned_before);
    assigned_.insert(assigned_.end(), assigned_inside.begin(), assigned_inside.end());
    loop_ = outer_loop;
  }
  void place(VariableId id, uint32_t block, uint32_t scope) {
    places_[id.value].block = block;
    places_[id.value].scope = scope;
    places_[id.value].loop = loop_;
  }
  uint32_t open_block(uint32_t around) {
    blocks_.push_back(around);
    return static_cast<uint32_t>(blocks_.size() - 1);
  }
  void let(const Stmt& stmt) {
    const Expr& expr = stmt.expr;
    if (expr.kind == ExprKind::Project) {
      start(stmt.variable, Holds::Part);
      VariableFacts& facts = facts_.variables[stmt.variable];
      facts.tag = expr.tag;
      facts.field = expr.field;
      if (is_variable(expr.operands[0])) facts.base = expr.operands[0].variable;
      facts_.definitions.push_back({stmt.variable, &expr.operands[0], true});
    } else if (expr.kind == ExprKind::Use) {
      start(stmt.variable, Holds::View);
      places_[stmt.variable.value].flexible = is_variable(expr.operands[0]);
      facts_.definitions.push_back({stmt.variable, &expr.operands[0], false});
    } else {
      start(stmt.variable, Holds::Owned);
    }
  }
  void assign(const Stmt& stmt) {
    const VariableId id = stmt.variable;
    Place& place = places_[id.value];
    VariableFacts& facts = facts_.variables[id];
    if (place.loop != loop_ || place.assigned) facts.changes = true;
    if (!place.assigned) assigned_.push_back(id);
    place.assigned = true;
    if (stmt.expr.kind == ExprKind::Project || stmt.expr.kind == ExprKind::Use)
      facts_.definitions.push_back({id, &stmt.expr.operands[0], stmt.expr.kind == ExprKind::Project});
    else place.fresh = true;
    if (place.fresh) facts.holds = Holds::Owned;
  }

  // ---- one round

  // A part of what is never an owner never becomes one either.
  void settle_parts() {
    for (const Definition& definition : facts_.definitions) {
      VariableFacts& facts = facts_.variables[definition.variable];
      if (!is_part(definition)) continue;
      const bool has_owner = is_variable(*definition.source) && facts_.variables[definition.source->variable].holds != Holds::View;
      facts.holds = has_owner ? Holds::Part : Holds::View;
    }
    for (uint32_t i = 0; i < facts_.variables.size(); ++i) {
      facts_.variables[VariableId{i}].roots.clear();
      if (is_counted(VariableId{i})) function_.variables[VariableId{i}].owned = facts_.variables[VariableId{i}].holds == Holds::Owned;
    }
  }
  bool is_part(const Definition& definition) const { return definition.is_projection && !places_[definition.variable.value].flexible; }

  bool add_root(VariableFacts& facts, VariableId root) {
    const auto place = std::lower_bound(facts.roots.begin(), facts.roots.end(), root);
    if (place != facts.roots.end() && *place == root) return false;
    facts.roots.insert(place, root);
    return true;
  }
  void find_roots() {
    for (bool changed = true; changed;) {
      changed = false;
      for (const Definition& definition : facts_.definitions) {
        VariableFacts& facts = facts_.variables[definition.variable];
        if (facts.holds != Holds::View || !is_variable(*definition.source)) continue;
        const VariableId source = definition.source->variable;
        if (source == definition.variable) continue;
        if (facts_.variables[source].holds != Holds::View) changed |= add_root(facts, source);
        else
          for (const VariableId root : facts_.variables[source].roots) changed |= add_root(facts, root);
      }
    }
  }

  void find_given() {
    for (VariableFacts& facts : facts_.variables) facts.given = facts.given_within = false;
    find_given(function_.body);
    for (bool changed = true; changed;) {
      changed = false;
      for (size_t i = facts_.definitions.size(); i-- > 0;) {
        const Definition& definition = facts_.definitions[i];
        const VariableFacts& facts = facts_.variables[definition.variable];
        if (!is_variable(*definition.source) || !facts.given_within || facts.holds == Holds::Owned) continue;
        VariableFacts& source = facts_.variables[definition.source->variable];
        changed |= !source.given_within;
        source.given_within = true;
      }
    }
  }
  void find_given(const Block& block) {
    for (const Stmt& stmt : block) {
      visit_operands(program_, function_, joins_, stmt, [&](const Operand& operand, bool taken) {
        if (taken && is_variable(operand) && is_counted(operand.variable)) facts_.variables[operand.variable].given = facts_.variables[operand.variable].given_within = true;
      });
      visit_blocks(stmt, [&](const Block& inner) { find_given(inner); });
    }
  }

  // Makes owners of the views that cannot stay views. False: all can.
  bool demote() {
    bool demoted = false;
    for (uint32_t i = 0; i < facts_.variables.size(); ++i) {
      const Place& place = places_[i];
      VariableFacts& facts = facts_.variables[VariableId{i}];
      if (facts.holds != Holds::View || !place.flexible || facts.roots.empty()) continue;
      // A cursor over parts is worth it even if what it comes by is given away; to take the whole apart is not, then.
      bool stays = facts.changes ? !facts.given : !facts.given_within;
      for (const VariableId root : facts.roots) stays = stays && !facts_.variables[root].changes && is_inside(place.block, places_[root.value].scope);
      if (stays) continue;
      facts.holds = Holds::Owned;
      demoted = true;
    }
    return demoted;
  }
  // Parameters live everywhere.
  bool is_inside(uint32_t block, uint32_t outer) const {
    if (outer == kNowhere) return true;
    while (block != outer && block != kNowhere) block = blocks_[block];
    return block == outer;
  }

  const Program& program_;
  Function& function_;
  FunctionFacts facts_;
  JoinTable joins_;
  std::vector<Place> places_;
  std::vector<uint32_t> blocks_;  // the block around each
  uint32_t loops_ = 0;
  uint32_t loop_ = kNowhere;
  std::vector<VariableId> assigned_;  // in the block that is being walked
};

}  // namespace

FunctionFacts find_views(const Program& program, Function& function) { return ViewFinder(program, function).run(); }

}  // namespace riotc::optimise
