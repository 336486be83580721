// SPDX-License-Identifier: MIT
// Long blocks are divided into scopes.
//
// A C++ variable lives to the end of its block, and g++ keeps what it knows of every owner of the block at every call that
// may throw: for n statements that each make and move a temporary, n * n facts. A list of 600 calls took it 45 seconds.
// So a long block is cut where few of its variables are mentioned on both sides; those are declared in front, what comes
// before the cut gets braces of its own, and both halves are divided further.
#include <algorithm>
#include <limits>

#include "compiler/core/operands.h"
#include "compiler/emit/function_emitter.h"

namespace riotc::emit {

using core::StmtKind;

namespace {

// Statements; what is shorter is read more easily, and compiled as fast, in one piece.
constexpr size_t kLongBlock = 24;
constexpr size_t kNowhere = std::numeric_limits<size_t>::max();

template <class Visit>
void visit_mentions(const core::Block& block, Visit&& visit);

// Calls visit(variable) for each variable that the statement, with what is nested in it, binds or reads.
template <class Visit>
void visit_mentions(const core::Stmt& stmt, Visit&& visit) {
  const auto operand = [&](const core::Operand& each) {
    if (each.kind == core::OperandKind::Variable) visit(each.variable);
  };
  if (stmt.variable.is_valid()) visit(stmt.variable);
  for (const core::Operand& each : stmt.expr.operands) operand(each);
  if (stmt.expr.reuse) visit(*stmt.expr.reuse);
  operand(stmt.operand);
  for (const core::Operand& each : stmt.operands) operand(each);
  for (const core::TakenField& each : stmt.taken) visit(each.variable);
  if (stmt.token) visit(*stmt.token);
  core::visit_blocks(stmt, [&](const core::Block& block) { visit_mentions(block, visit); });
}

template <class Visit>
void visit_mentions(const core::Block& block, Visit&& visit) {
  for (const core::Stmt& each : block) visit_mentions(each, visit);
}

// Calls visit(variable) for each variable whose declaration the statement is.
template <class Visit>
void visit_bound(const core::Stmt& stmt, Visit&& visit) {
  if (stmt.kind == StmtKind::Let || stmt.kind == StmtKind::Declare) visit(stmt.variable);
  if (stmt.kind == StmtKind::TakeApart) {
    for (const core::TakenField& each : stmt.taken) visit(each.variable);
    if (stmt.token) visit(*stmt.token);
  }
}

}  // namespace

void FunctionEmitter::block_from(const core::Block& block, size_t first) {
  while (first < block.size()) {
    // A Jump has only set a variable: what follows it in this block must not run.
    size_t end = first;
    Exits exits;
    while (end < block.size() && exits.none()) exits = exits_of(block[end++]);
    if (end - first < kLongBlock || unit_.options.debug) {
      statements(block, first, end);
    } else {
      std::vector<size_t> last(function_.variables.size(), 0);  // by variable: the last statement that mentions it
      for (size_t i = first; i < block.size(); ++i) visit_mentions(block[i], [&](core::VariableId id) { last[id.value] = i; });
      divide(block, first, end, last);
    }
    first = end;
    if (first < block.size()) {
      flush();
      out_.open("if (" + not_taken(exits) + ")");
      block_from(block, first);
      return out_.close();
    }
  }
  flush();
}

void FunctionEmitter::divide(const core::Block& block, size_t first, size_t end, const std::vector<size_t>& last) {
  const size_t cut = end - first < kLongBlock ? kNowhere : cut_of(block, first, end, last);
  if (cut == kNowhere) return statements(block, first, end);
  flush();
  for (size_t i = first; i < cut; ++i)
    visit_bound(block[i], [&](core::VariableId id) {
      if (last[id.value] < cut || is_declared_ahead(id)) return;
      out_.from(block[i].span);
      declare(id);
      declared_ahead_.insert(id);
    });
  out_.open("");
  divide(block, first, cut, last);
  flush();
  out_.close();
  divide(block, cut, end, last);
}

// Where in the middle half of the statements the fewest variables live on; nowhere if those are so many that nothing would
// be won.
size_t FunctionEmitter::cut_of(const core::Block& block, size_t first, size_t end, const std::vector<size_t>& last) const {
  const size_t length = end - first;
  constexpr std::ptrdiff_t kForbidden = 1 << 20;
  std::vector<std::ptrdiff_t> change(length + 2, 0);  // of the number of variables that live on, from one cut to the next
  for (size_t i = first; i < end; ++i)
    visit_bound(block[i], [&](core::VariableId id) {
      if (is_declared_ahead(id) || usage_.is_dead(id) || last[id.value] <= i) return;
      // The memory of an object is kept by what declares it.
      const std::ptrdiff_t weight = variable(id).token ? kForbidden : 1;
      change[i - first + 1] += weight;
      change[std::min(last[id.value] - first, length) + 1] -= weight;
    });
  size_t best = kNowhere;
  std::ptrdiff_t fewest = kForbidden, living = 0;
  const auto from_middle = [&](size_t cut) { return cut > length / 2 ? cut - length / 2 : length / 2 - cut; };
  for (size_t cut = 0; cut <= length - length / 4; ++cut) {
    living += change[cut];
    if (cut < length / 4 || living > fewest) continue;
    if (living == fewest && best != kNowhere && from_middle(cut) >= from_middle(best)) continue;
    fewest = living;
    best = cut;
  }
  if (best == kNowhere || fewest >= kForbidden || static_cast<size_t>(fewest) * 4 > best) return kNowhere;
  return first + best;
}

}  // namespace riotc::emit
