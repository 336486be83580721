// SPDX-License-Identifier: MIT
#include "compiler/optimise/modulo_cons.h"

#include <algorithm>

#include "compiler/core/operands.h"

namespace riotc::optimise {

using namespace core;

namespace {

class ModuloCons {
 public:
  ModuloCons(const Program& program, FunctionId id, Function& function) : program_(program), id_(id), function_(function) {}

  void run() { look_at(function_.body); }

 private:
  // Not inside of loops, which have no way back to the function's start, and not where messages are looked at.
  void look_at(Block& block) {
    for (Stmt& stmt : block) {
      if (stmt.kind == StmtKind::While || stmt.kind == StmtKind::Receive) continue;
      visit_blocks(stmt, [&](Block& inner) { look_at(inner); });
    }
    if (!block.empty() && block.back().kind == StmtKind::Return) rewrite_end(block);
  }

  static size_t count(const Expr& expr, VariableId id) {
    return static_cast<size_t>(std::count_if(expr.operands.begin(), expr.operands.end(), [&](const Operand& operand) {
      return operand.kind == OperandKind::Variable && operand.variable == id;
    }));
  }
  bool is_construct(const Expr& expr) const { return expr.kind == ExprKind::Construct && !expr.operands.empty() && expr.type == function_.result; }
  // May be evaluated before the call instead of after it.
  static bool is_early(const Expr& expr) {
    return expr.kind == ExprKind::Project || expr.kind == ExprKind::Use || expr.kind == ExprKind::Construct || expr.kind == ExprKind::MakeClosure ||
           expr.kind == ExprKind::Compare || expr.kind == ExprKind::Not;
  }

  // [.., let t = self(..), .., return C(.., t, ..)], or with more constructors around t.
  void rewrite_end(Block& block) {
    if (!is_construct(block.back().expr)) return;
    size_t call = block.size() - 1;
    while (call-- > 0) {
      const Stmt& stmt = block[call];
      if (stmt.kind != StmtKind::Let) return;
      if (stmt.expr.kind == ExprKind::Call) break;
      if (!is_early(stmt.expr)) return;
    }
    if (call == SIZE_MAX || block[call].expr.function != id_) return;

    // The constructors from the call outwards; everything else between must not know the answer.
    VariableId inner = block[call].variable;
    std::vector<Stmt> chain;
    std::vector<Stmt> early;
    std::vector<VariableId> wholes{inner};
    for (size_t i = call + 1; i < block.size(); ++i) {
      Stmt& stmt = block[i];
      size_t uses = 0;
      for (const VariableId whole : wholes) uses += count(stmt.expr, whole);
      if (uses == 0 && stmt.kind == StmtKind::Let) {
        early.push_back(stmt);
        continue;
      }
      if (uses != 1 || count(stmt.expr, inner) != 1 || !is_construct(stmt.expr)) return;
      chain.push_back(stmt);
      Stmt& extend = chain.back();
      extend.kind = StmtKind::Extend;
      extend.variable = {};
      for (size_t field = 0; field < extend.expr.operands.size(); ++field) {
        Operand& operand = extend.expr.operands[field];
        if (operand.kind != OperandKind::Variable || operand.variable != inner) continue;
        extend.index = static_cast<uint32_t>(field);
        operand = Operand{};
        operand.kind = OperandKind::Nullary;
        operand.type = function_.result;
      }
      inner = stmt.variable;
      wholes.push_back(inner);
    }
    if (chain.empty()) return;
    Stmt again;
    again.kind = StmtKind::TailSelf;
    again.span = block[call].span;
    again.operands = std::move(block[call].expr.operands);
    block.resize(call);
    for (Stmt& stmt : early) block.push_back(std::move(stmt));
    for (size_t i = chain.size(); i-- > 0;) block.push_back(std::move(chain[i]));
    block.push_back(std::move(again));
    function_.has_tail_self = true;
  }

  const Program& program_;
  const FunctionId id_;
  Function& function_;
};

}  // namespace

void find_tails_modulo_cons(const Program& program, FunctionId id, Function& function) {
  const bool answers = function.kind == FunctionKind::Plain;
  if (!answers || !function.result.is_valid()) return;
  switch (program.types[function.result].kind) {
    case TypeKind::Data:
    case TypeKind::List:
    case TypeKind::Tuple: return ModuloCons(program, id, function).run();
    default: return;
  }
}

}  // namespace riotc::optimise
