// SPDX-License-Identifier: MIT
#include "compiler/optimise/prepare.h"

#include <algorithm>
#include <optional>
#include <set>

#include "compiler/core/operands.h"
#include "compiler/optimise/clone.h"

namespace riotc::optimise {

using namespace core;

namespace {

class Preparation {
 public:
  Preparation(const Program& program, Function& function)
      : program_(program), function_(function), instead_(function.variables.size()), uses_(function.variables.size(), 0),
        declared_(function.variables.size(), false) {}

  void run() {
    find_declared(function_.body);
    replace(function_.body);
    count(function_.body);
    remove_unused(function_.body);
    remove_unreached();
    hoist(function_.body);
  }

 private:
  bool is_counted(VariableId id) const { return is_reference(program_.types[function_.variables[id].type]); }

  void find_declared(const Block& block) {
    for (const Stmt& stmt : block) {
      if (stmt.kind == StmtKind::Declare) declared_[stmt.variable.value] = true;
      visit_blocks(stmt, [&](const Block& inner) { find_declared(inner); });
    }
  }

  // ---- names of names

  void replace(Block& block) {
    std::erase_if(block, [&](Stmt& stmt) {
      visit_all_operands(stmt, [&](Operand& operand) {
        if (operand.kind == OperandKind::Variable && operand.variable.is_valid() && instead_[operand.variable.value]) operand = *instead_[operand.variable.value];
      });
      if (is_other_name(stmt)) {
        instead_[stmt.variable.value] = stmt.expr.operands[0];
        if (const Operand& known = stmt.expr.operands[0]; known.kind == OperandKind::Variable && function_.variables[known.variable].name.empty()) {
          function_.variables[known.variable].name = function_.variables[stmt.variable].name;
          function_.variables[known.variable].span = function_.variables[stmt.variable].span;
        }
        return true;
      }
      visit_blocks(stmt, [&](Block& inner) { replace(inner); });
      return false;
    });
  }
  bool is_other_name(const Stmt& stmt) const {
    if (stmt.kind != StmtKind::Let || stmt.expr.kind != ExprKind::Use || !is_counted(stmt.variable)) return false;
    const Operand& known = stmt.expr.operands[0];
    switch (known.kind) {
      case OperandKind::Variable: return is_counted(known.variable) && !declared_[known.variable.value];
      case OperandKind::String:
      case OperandKind::Nullary:
      case OperandKind::Static:
      case OperandKind::FunctionValue: return function_.variables[stmt.variable].name.empty();
      default: return false;
    }
  }

  // ---- what nobody wants

  void count(const Block& block) {
    for (const Stmt& stmt : block) {
      visit_all_operands(stmt, [&](const Operand& operand) {
        if (operand.kind == OperandKind::Variable && operand.variable.is_valid()) ++uses_[operand.variable.value];
      });
      visit_blocks(stmt, [&](const Block& inner) { count(inner); });
    }
  }
  static bool is_pure(ExprKind kind) {
    switch (kind) {
      case ExprKind::Use:
      case ExprKind::Construct:
      case ExprKind::Project:
      case ExprKind::MakeClosure:
      case ExprKind::Compare:
      case ExprKind::Not:
      case ExprKind::StartsWith:
      case ExprKind::SelfPid: return true;
      default: return false;
    }
  }
  // Backwards, so that what only unused things used goes as well.
  void remove_unused(Block& block) {
    bool removed = false;
    for (size_t i = block.size(); i-- > 0;) {
      Stmt& stmt = block[i];
      std::vector<Block*> inner;
      visit_blocks(stmt, [&](Block& one) { inner.push_back(&one); });
      for (size_t b = inner.size(); b-- > 0;) remove_unused(*inner[b]);
      // A choice between nothing and nothing.
      if ((stmt.kind == StmtKind::If || stmt.kind == StmtKind::Switch) && std::all_of(inner.begin(), inner.end(), [](const Block* one) { return one->empty(); })) {
        if (stmt.operand.kind == OperandKind::Variable) --uses_[stmt.operand.variable.value];
        stmt = Stmt{};
        stmt.kind = StmtKind::Drop;
        removed = true;
        continue;
      }
      if (stmt.kind != StmtKind::Let || uses_[stmt.variable.value] > 0 || !is_pure(stmt.expr.kind)) continue;
      for (const Operand& operand : stmt.expr.operands)
        if (operand.kind == OperandKind::Variable) --uses_[operand.variable.value];
      stmt.kind = StmtKind::Drop;  // marks it; lowered core has no others
      removed = true;
    }
    if (removed) std::erase_if(block, [](const Stmt& stmt) { return stmt.kind == StmtKind::Drop; });
  }

  // Bodies of arms that nothing jumps to: what only they use is not used.
  void remove_unreached() {
    do {
      jumps_.clear();
      find_jumps(function_.body);
    } while (remove_unreached(function_.body));
  }
  // True: something was removed, which may have jumped to others.
  bool remove_unreached(Block& block) {
    bool removed = false;
    for (Stmt& stmt : block) {
      if (stmt.kind == StmtKind::Join)
        for (uint32_t i = 0; i < stmt.arms.size(); ++i) {
          Block& body = stmt.arms[i].body;
          if (jumps_.count({stmt.join, i}) > 0 || (body.size() == 1 && body[0].kind == StmtKind::Unreachable)) continue;
          Stmt end;
          end.kind = StmtKind::Unreachable;
          end.span = stmt.span;
          body.clear();
          body.push_back(std::move(end));
          removed = true;
        }
      visit_blocks(stmt, [&](Block& inner) { removed |= remove_unreached(inner); });
    }
    return removed;
  }
  void find_jumps(const Block& block) {
    for (const Stmt& stmt : block) {
      if (stmt.kind == StmtKind::Jump) jumps_.insert({stmt.join, static_cast<uint32_t>(stmt.index)});
      visit_blocks(stmt, [&](const Block& inner) { find_jumps(inner); });
    }
  }

  // ---- loops

  // A reference made by the set-up has to be given up in the body and behind the loop: it must be known in both.
  void hoist(Block& block) {
    for (size_t i = 0; i < block.size(); ++i) {
      visit_blocks(block[i], [&](Block& inner) { hoist(inner); });
      if (block[i].kind != StmtKind::While) continue;
      std::vector<Stmt> declarations;
      for (Stmt& stmt : block[i].blocks[0]) {
        if ((stmt.kind != StmtKind::Let && stmt.kind != StmtKind::Declare) || !is_counted(stmt.variable)) continue;
        Stmt declaration;
        declaration.kind = StmtKind::Declare;
        declaration.span = stmt.span;
        declaration.variable = stmt.variable;
        declarations.push_back(declaration);
        if (stmt.kind == StmtKind::Let) stmt.kind = StmtKind::Assign;
      }
      if (declarations.empty()) continue;
      std::erase_if(block[i].blocks[0], [&](const Stmt& stmt) { return stmt.kind == StmtKind::Declare && is_counted(stmt.variable); });
      block.insert(block.begin() + static_cast<long>(i), std::make_move_iterator(declarations.begin()), std::make_move_iterator(declarations.end()));
      i += declarations.size();
    }
  }

  const Program& program_;
  Function& function_;
  std::vector<std::optional<Operand>> instead_;
  std::vector<uint32_t> uses_;
  std::set<std::pair<uint32_t, uint32_t>> jumps_;  // Join and arm
  std::vector<bool> declared_;
};

}  // namespace

void prepare(const Program& program, Function& function) { Preparation(program, function).run(); }

}  // namespace riotc::optimise
