// SPDX-License-Identifier: MIT
// Blocks and the three kinds of `let`.
#include "compiler/lower/builder.h"

#include <algorithm>

namespace riotc::lower {

void Builder::lower_rest(const typed::BlockExpr& block, size_t from, Dest dest) {
  std::vector<std::unique_ptr<PolymorphicLet>> polymorphic;
  bool parked = false;
  for (size_t i = from; i < block.statements.size() && !dead_; ++i) {
    const typed::Statement& statement = block.statements[i];
    if (const typed::ReceiveExpr* receive = find_receive(statement); receive && mode_ == Mode::Tail && dest.is_tail()) {
      park(*receive, &block, i);
      parked = true;
      break;
    }
    if (statement.kind == typed::StatementKind::Let && is_polymorphic(*statement.pattern)) {
      polymorphic.push_back(std::make_unique<PolymorphicLet>());
      declare_polymorphic(statement, *polymorphic.back());
      continue;
    }
    lower_statement(statement);
  }
  if (!parked && !dead_) {
    if (block.value) lower(*block.value, dest);
    else finish(dest, use(unit(), block.span));
  }
  // Backwards: the value of a later one may need earlier ones, and earlier places do not move.
  std::reverse(polymorphic.begin(), polymorphic.end());
  for (auto& let : polymorphic) place_polymorphic(*let);
}

// Without a variable for the value of the block, unless it takes one.
Builder::Operand Builder::block_operand(const typed::BlockExpr& block, const typed::Variable* named) {
  const bool simple = std::none_of(block.statements.begin(), block.statements.end(), [&](const typed::Statement& statement) {
    return statement.kind == typed::StatementKind::Let && is_polymorphic(*statement.pattern);
  });
  if (!simple) return declared(type_of(block), block.span, named, [&](Dest dest) { lower_block(block, dest); });
  for (const typed::Statement& statement : block.statements) {
    if (dead_) return unit();
    lower_statement(statement);
  }
  return block.value ? operand(*block.value, named) : unit();
}

void Builder::lower_statement(const typed::Statement& statement) {
  if (statement.kind == typed::StatementKind::Expression) lower(*statement.value, Dest::effect());
  else if (statement.otherwise.empty()) lower_let(statement);
  else lower_let_else(statement);
}

void Builder::lower_let(const typed::Statement& statement) {
  const typed::Pattern& pattern = *statement.pattern;
  if (pattern.kind == typed::PatternKind::Variable) {
    const auto& target = static_cast<const typed::VariablePattern&>(pattern);
    Operand value = operand(*statement.value, &(*owner_->variables)[target.variable]);
    if (!dead_) bind(target.variable, std::move(value));
    return;
  }
  if (pattern.kind == typed::PatternKind::Wildcard) return lower(*statement.value, Dest::effect());
  if (pattern.kind == typed::PatternKind::Tuple && statement.value->kind == typed::ExprKind::Tuple) {
    // `let (a, b) = (b, a)` makes no tuple.
    const auto& items = static_cast<const typed::TupleExpr&>(*statement.value).items;
    std::vector<Operand> values;
    for (const typed::Expr* item : items) values.push_back(operand(*item));
    for (size_t i = 0; i < items.size() && !dead_; ++i) bind_pattern(*static_cast<const typed::TuplePattern&>(pattern).items[i], values[i]);
    return;
  }
  Operand value = operand(*statement.value);
  if (!dead_) bind_pattern(pattern, value);
}

// The variables are assigned where the pattern matches; all other arms leave.
void Builder::lower_let_else(const typed::Statement& statement) {
  Operand value = operand(*statement.value);
  if (dead_) return;
  std::vector<typed::VariableId> variables;
  variables_of(*statement.pattern, variables);
  std::vector<MatchRow> rows;
  for (const typed::Arm& arm : statement.otherwise)
    rows.push_back({{arm.pattern}, arm.guard, [&, body = arm.body] {
                      lower(*body, Dest::effect());
                      // A call of a function that never returns is one of the ways to leave.
                      if (!dead_) unreachable(body->span);
                    }, arm.span});
  bind_outside(*statement.pattern, variables, value, std::move(rows), statement.span);
}

bool Builder::is_polymorphic(const typed::Pattern& pattern) const {
  std::vector<typed::VariableId> variables;
  variables_of(pattern, variables);
  return std::any_of(variables.begin(), variables.end(),
                     [&](typed::VariableId id) { return !(*owner_->variables)[id].parameters.empty(); });
}

void Builder::declare_polymorphic(const typed::Statement& statement, PolymorphicLet& let) {
  let.statement = &statement;
  let.position = out_->size();
  std::vector<typed::VariableId> variables;
  variables_of(*statement.pattern, variables);
  for (typed::VariableId id : variables) {
    polymorphic_[id] = &let;
    // What an earlier lowering of the same source left behind (a guard may be lowered more than once).
    std::erase_if(bound_, [id](const auto& entry) { return entry.first.first == id; });
  }
}

void Builder::place_polymorphic(PolymorphicLet& let) {
  core::Block placed;
  core::Block* const outer = out_;
  const bool outer_dead = dead_;
  out_ = &placed;
  for (size_t i = 0; i < let.demands.size(); ++i) {
    const PolymorphicLet::Demand demand = let.demands[i];
    const typed::Variable& variable = (*owner_->variables)[demand.key.first];
    dead_ = false;
    const TypeEnv saved = env_;
    for (size_t p = 0; p < variable.parameters.size() && p < demand.key.second.size(); ++p)
      env_.bind(variable.parameters[p], demand.key.second[p]);
    Operand value = operand(*let.statement->value);
    if (let.statement->pattern->kind != typed::PatternKind::Variable) {
      bind_pattern(*let.statement->pattern, value);
      value = bound_.at({demand.key.first, {}});
    }
    core::Stmt stmt;
    stmt.kind = core::StmtKind::Let;
    stmt.span = let.statement->span;
    stmt.variable = demand.variable;
    stmt.expr = use(value, let.statement->span);
    push(std::move(stmt));
    env_ = saved;
  }
  out_ = outer;
  dead_ = outer_dead;
  out_->insert(out_->begin() + static_cast<std::ptrdiff_t>(let.position), std::make_move_iterator(placed.begin()),
               std::make_move_iterator(placed.end()));
  std::vector<typed::VariableId> variables;
  variables_of(*let.statement->pattern, variables);
  for (typed::VariableId id : variables) polymorphic_.erase(id);
}

}  // namespace riotc::lower
