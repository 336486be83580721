// SPDX-License-Identifier: MIT
// Which temporaries never become variables.
//
// A plain value or a view without a name of its own that is used once, by the statement right behind it, is printed in
// place: `return riot::multiply(n, fact(self, riot::subtract(n, 1, at)), at)`. C++ does not say in which order arguments
// are evaluated, so this is done only where the order cannot be seen, and never so that something could throw while an
// owned pointer is on its way.
#include "compiler/core/operands.h"
#include "compiler/emit/function_emitter.h"

namespace riotc::emit {

using core::ExprKind;
using core::OperandKind;

namespace {

constexpr size_t kLongest = 100;  // letters of an expression that others are still folded into

std::vector<const core::Operand*> pointers(const std::vector<core::Operand>& operands) {
  std::vector<const core::Operand*> pointers;
  for (const core::Operand& each : operands) pointers.push_back(&each);
  return pointers;
}

bool is_among(const std::vector<const core::Operand*>& operands, core::VariableId id) {
  for (const core::Operand* each : operands)
    if (each->kind == OperandKind::Variable && each->variable == id) return true;
  return false;
}

}  // namespace

bool FunctionEmitter::may_wait(const core::Stmt& let) const {
  const core::VariableId id = let.variable;
  const core::Variable& it = variable(id);
  if (!it.name.empty() || it.token || is_owner(id)) return false;
  if (usage_.reads(id) != 1 || !usage_.is_bound_once(id)) return false;
  if (unit_.types.kind(it.type) == core::TypeKind::Never) return false;
  switch (let.expr.kind) {
    case ExprKind::Interpolate:
    case ExprKind::Construct:
    case ExprKind::MakeClosure:
    case ExprKind::Finish:
    case ExprKind::Spawn: return false;
    // A foreign function that answers nothing is a void function, and no operand.
    case ExprKind::CallForeign: return unit_.types.kind(let.expr.type) != core::TypeKind::Unit;
    default: return true;
  }
}

const FunctionEmitter::Waiting* FunctionEmitter::find_waiting(core::VariableId id) const {
  for (const Waiting& each : waiting_)
    if (each.variable == id) return &each;
  return nullptr;
}

void FunctionEmitter::flush(size_t count) {
  for (size_t i = 0; i < count; ++i) {
    const Waiting& each = waiting_[i];
    out_.from(each.span);
    const std::string& name = introduce(each.variable);
    out_.line(declared_type(each.variable) + " " + name + " = " + each.text.code + ";");
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
}

size_t FunctionEmitter::first_that_fits(const std::vector<const core::Operand*>& operands, Taking taking) const {
  bool moves = false;
  bool gives = taking == Taking::Separately;
  for (const core::Operand* each : operands) {
    moves |= each->use == core::Use::Move;
    gives |= each->use == core::Use::Share;
  }
  const Effects allowed = moves ? 0 : gives ? kReads : kReads | kTraps | kActs;
  const auto fits = [&](size_t start) {
    size_t acting = 0, affected = 0, letters = 0;
    std::string trap;
    for (size_t i = start; i < waiting_.size(); ++i) {
      const Text& text = waiting_[i].text;
      if (!is_among(operands, waiting_[i].variable) || (text.effects & ~allowed)) return false;
      if (taking == Taking::Together) letters += text.code.size();
      acting += (text.effects & kActs) != 0;
      affected += text.effects != 0;
      if (text.effects & kTraps) {
        if (!trap.empty() && trap != text.trap) return false;
        trap = text.trap;
      }
    }
    return letters <= kLongest && (acting == 0 || affected == 1);
  };
  size_t start = 0;
  while (start < waiting_.size() && !fits(start)) ++start;
  return start;
}

void FunctionEmitter::settle(const std::vector<const core::Operand*>& operands, Taking taking) {
  if (!waiting_.empty()) flush(first_that_fits(operands, taking));
}

void FunctionEmitter::settle(const std::vector<core::Operand>& operands, Taking taking) {
  settle(pointers(operands), taking);
}

void FunctionEmitter::settle(const core::Expr& expr) { settle(expr.operands, taking_of(expr)); }

FunctionEmitter::Taking FunctionEmitter::taking_of(const core::Expr& expr) const {
  return is_built(expr) || expr.kind == ExprKind::Spawn ? Taking::Separately : Taking::Together;
}

void FunctionEmitter::wait(const core::Stmt& let) {
  const std::vector<const core::Operand*> operands = pointers(let.expr.operands);
  // Those in front that this one does not use may go on waiting: they come before it in any case.
  size_t first = 0;
  while (first < waiting_.size() && !is_among(operands, waiting_[first].variable)) ++first;
  const size_t start = first_that_fits(operands, taking_of(let.expr));
  if (start > first) {
    flush(start);
    first = 0;
  }

  Text text = value(let.expr);
  text.effects = effects_of(unit_.program, function_, let.expr);
  for (size_t i = first; i < waiting_.size(); ++i) {
    const Text& inner = waiting_[i].text;
    text.effects |= inner.effects;
    if (inner.effects & kTraps) {
      // Two different crashes in one expression may not change places with anything.
      if (!text.trap.empty() && text.trap != inner.trap) text.effects |= kActs;
      text.trap = inner.trap;
    }
  }
  waiting_.resize(first);
  const bool is_long = text.code.size() > kLongest;
  waiting_.push_back({let.variable, let.span, std::move(text)});
  if (is_long) flush();
}

}  // namespace riotc::emit
