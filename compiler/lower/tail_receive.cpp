// SPDX-License-Identifier: MIT
#include "compiler/lower/tail_receive.h"

#include <unordered_set>

#include "compiler/lower/walk.h"

namespace riotc::lower {

using namespace typed;

const ReceiveExpr* find_receive(const Statement& statement) {
  if (!statement.value || statement.value->kind != ExprKind::Receive || !statement.otherwise.empty()) return nullptr;
  return static_cast<const ReceiveExpr*>(statement.value);
}

void TailReceive::collect(const Expr& expr, bool is_tail, Facts& facts) {
  switch (expr.kind) {
    case ExprKind::Lambda:
    case ExprKind::Spawn:
      return;  // runs elsewhere
    case ExprKind::Receive:
      if (is_tail) facts.receives = true;
      break;
    case ExprKind::Call: {
      const auto& call = static_cast<const CallExpr&>(expr);
      if (is_tail && call.callee->kind == ExprKind::FunctionRef)
        facts.tail_calls.push_back(static_cast<const FunctionRefExpr*>(call.callee)->function);
      break;
    }
    case ExprKind::Return:
      if (const Expr* value = static_cast<const ReturnExpr&>(expr).value) collect(*value, true, facts);
      return;
    case ExprKind::Block:
      if (is_tail)
        for (const Statement& statement : static_cast<const BlockExpr&>(expr).statements)
          if (find_receive(statement)) facts.receives = true;
      break;
    default:
      break;
  }
  for_each_child(expr, [&](const Expr& child, bool child_is_tail) { collect(child, is_tail && child_is_tail, facts); });
}

const TailReceive::Facts& TailReceive::facts(FunctionId function) {
  auto [found, added] = facts_.try_emplace(function);
  if (!added) return found->second;
  auto typed = program_.functions.find(function);
  if (typed == program_.functions.end()) return found->second;
  Facts facts;
  for (const Clause& clause : typed->second.clauses)
    if (clause.body) collect(*clause.body, true, facts);
  return facts_[function] = std::move(facts);
}

bool TailReceive::receives(FunctionId function) {
  auto known = answers_.find(function);
  if (known != answers_.end()) return known->second;
  std::unordered_set<FunctionId> seen{function};
  std::vector<FunctionId> pending{function};
  bool answer = false;
  while (!pending.empty() && !answer) {
    const Facts& next = facts(pending.back());
    pending.pop_back();
    if (next.receives) answer = true;
    for (FunctionId callee : next.tail_calls)
      if (seen.insert(callee).second) pending.push_back(callee);
  }
  return answers_[function] = answer;
}

}  // namespace riotc::lower
