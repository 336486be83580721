// SPDX-License-Identifier: MIT
// Spawning, receiving and calling.
//
// A spawned body is a Step whose frame holds what it captures. In Tail mode a `receive` that ends the function, and one
// that stands as a statement, becomes a Step of its own: the function ends by entering it with the variables that live
// on, and the arms are where the process goes on from. Any other `receive` waits where it stands, with its stack.
#include "compiler/lower/builder.h"

#include <algorithm>

namespace riotc::lower {

using core::FunctionKind;
using core::StmtKind;

core::Expr Builder::lower_spawn(const typed::SpawnExpr& expr) {
  const core::TypeId mailbox = type_of(expr.message);
  const auto spawn = [&](std::unique_ptr<Builder> body) {
    std::vector<Operand> frame = std::move(body->captured_);
    core::Expr result = make(core::ExprKind::Spawn, lowering_.layout.pid(), expr.span, std::move(frame));
    result.function = lowering_.add(body->take());
    result.operand_type = mailbox;
    result.link = expr.link;
    return result;
  };
  if (expr.function->kind == typed::ExprKind::Lambda) {
    std::unique_ptr<Builder> body = child(FunctionKind::Step, Mode::Tail, "spawn", expr.span);
    body->function_.name = owner_->name + "#" + std::to_string(++owner_->inner);
    body->lower(*static_cast<const typed::LambdaExpr&>(*expr.function).body, Dest::tail());
    return spawn(std::move(body));
  }
  if (expr.function->kind == typed::ExprKind::FunctionRef) {
    const auto& reference = static_cast<const typed::FunctionRefExpr&>(*expr.function);
    std::unique_ptr<Builder> body = child(FunctionKind::Step, Mode::Tail, "spawn", expr.span);
    body->function_.name = lowering_.declared(reference.function).name;
    body->call_in_tail(reference, expr.span);
    return spawn(std::move(body));
  }
  Operand function = operand(*expr.function);
  core::Expr result = make(core::ExprKind::SpawnFunction, lowering_.layout.pid(), expr.span, {function});
  result.operand_type = mailbox;
  result.link = expr.link;
  return result;
}

// A function without parameters is all that this process does.
void Builder::call_in_tail(const typed::FunctionRefExpr& reference, Span span) {
  const std::vector<core::TypeId> arguments = types_of(reference.arguments);
  if (lowering_.declared(reference.function).kind == resolve::FunctionKind::Riot && lowering_.tail_receive.receives(reference.function)) {
    core::Stmt call;
    call.kind = StmtKind::TailCall;
    call.span = span;
    call.function = lowering_.instance({reference.function, arguments, Mode::Tail}, span);
    return leave(std::move(call));
  }
  const core::TypeId function = type_of(reference);
  finish(Dest::tail(), call_known(reference.function, arguments, {}, info(function).arguments.back(), span));
}

// ---------------------------------------------------------------------------------------------- receive

bool Builder::add_wanted(const typed::Pattern& pattern, uint64_t& mask) const {
  switch (pattern.kind) {
    case typed::PatternKind::Constructor: {
      const uint32_t tag = lowering_.resolved.constructors[static_cast<const typed::ConstructorPattern&>(pattern).constructor].index;
      mask |= uint64_t{1} << std::min<uint32_t>(tag, 63);
      return true;
    }
    case typed::PatternKind::As: return add_wanted(*static_cast<const typed::AsPattern&>(pattern).pattern, mask);
    case typed::PatternKind::Or:
      for (const typed::Pattern* alternative : static_cast<const typed::OrPattern&>(pattern).alternatives)
        if (!add_wanted(*alternative, mask)) return false;
      return true;
    default: return false;
  }
}

uint64_t Builder::wanted(const typed::ReceiveExpr& expr, core::TypeId message) const {
  if (expr.arms.empty()) return 0;
  const uint64_t all = ~uint64_t{0};
  if (!is(message, core::TypeKind::Data) && !is(message, core::TypeKind::Enum)) return all;
  uint64_t mask = 0;
  for (const typed::Arm& arm : expr.arms)
    if (!add_wanted(*arm.pattern, mask)) return all;
  return mask;
}

void Builder::lower_receive(const typed::ReceiveExpr& expr, Dest dest) {
  if (mode_ == Mode::Tail && dest.is_tail()) return park(expr, nullptr, 0);
  std::optional<Operand> limit;
  if (expr.after) limit = operand(*expr.after);
  if (dead_) return;
  fill_receive(expr, limit, false, [&](const typed::Expr& body) { lower(body, dest); });
}

void Builder::fill_receive(const typed::ReceiveExpr& expr, const std::optional<Operand>& limit, bool parks,
                           const std::function<void(const typed::Expr&)>& arm_body) {
  const core::TypeId message = type_of(expr.message);
  core::Stmt receive;
  receive.kind = StmtKind::Receive;
  receive.span = expr.keyword;
  receive.variable = fresh(message, "", expr.keyword);
  receive.parks = parks;
  receive.wanted = wanted(expr, message);
  const Operand taken = is(message, core::TypeKind::Unit) ? unit() : variable(receive.variable);
  bool all_dead = true;

  receive.blocks.emplace_back();
  if (!expr.arms.empty()) {
    std::vector<MatchRow> rows;
    for (const typed::Arm& arm : expr.arms)
      rows.push_back({{arm.pattern}, arm.guard, [&, body = arm.body] { arm_body(*body); }, arm.span});
    const exhaustive::DecisionTree tree = tree_of(rows);

    // First on the message where it lies: which arm is it?
    std::vector<int> arm_of_row(rows.size(), -1);
    std::vector<std::vector<const exhaustive::Node*>> leaves(rows.size());
    std::vector<uint32_t> row_of_arm;
    Matching m;
    m.tree = &tree;
    m.roots = {taken};
    m.places.resize(tree.places.size());
    m.span = expr.keyword;
    m.fail = [] {};
    m.binds_leaves = false;
    m.guard = [&](uint32_t row) { return rows[row].guard; };
    m.leaf = [&](const exhaustive::Node& node) {
      leaves[node.row].push_back(&node);
      if (arm_of_row[node.row] < 0) {
        arm_of_row[node.row] = static_cast<int>(row_of_arm.size());
        row_of_arm.push_back(node.row);
      }
      core::Stmt accept;
      accept.kind = StmtKind::Accept;
      accept.span = rows[node.row].span;
      accept.index = static_cast<uint32_t>(arm_of_row[node.row]);
      leave(std::move(accept));
    };
    receive.blocks[0] = block([&] { match_node(m, tree.root); }).block;

    // Then the arm, which owns the message, takes it apart again. Where several leaves lead to it, it has to look again.
    for (uint32_t row : row_of_arm) {
      Lowered body = block([&] {
        if (leaves[row].size() > 1) return match({rows[row]}, {taken}, {}, expr.keyword);
        Matching again;
        again.tree = &tree;
        again.roots = {taken};
        again.places.resize(tree.places.size());
        again.span = rows[row].span;
        bind_all(again, *leaves[row].front());
        rows[row].body();
      });
      all_dead = all_dead && body.dead;
      receive.arms.push_back({{}, std::move(body.block)});
    }
  }
  if (limit) {
    receive.operand = *limit;
    receive.has_operand = true;
    Lowered passed = block([&] { arm_body(*expr.after_body); });
    all_dead = all_dead && passed.dead;
    receive.blocks.push_back(std::move(passed.block));
  }
  push(std::move(receive));
  dead_ = all_dead;
}

void Builder::park(const typed::ReceiveExpr& expr, const typed::BlockExpr* block, size_t index) {
  std::optional<Operand> limit;
  if (expr.after) limit = operand(*expr.after);
  if (dead_) return;
  // A step that does nothing before it waits is itself the step that waits.
  const bool here = function_.kind == FunctionKind::Step && out_ == &function_.body && function_.body.empty() && polymorphic_.empty();
  std::unique_ptr<Builder> inner;
  if (!here) {
    inner = child(FunctionKind::Step, Mode::Tail, "receive", expr.keyword);
    if (limit) limit = inner->capture(*limit, *this);
  }
  Builder& step = here ? *this : *inner;
  step.function_.span = expr.keyword;

  std::function<void(const typed::Expr&)> arm_body = [&](const typed::Expr& body) { step.lower(body, Dest::tail()); };
  std::vector<Operand> rest_operands;
  core::FunctionId rest_function;
  if (block) {
    const typed::Pattern* pattern = block->statements[index].pattern;  // null: the value is dropped
    if (expr.arms.size() + (expr.after ? 1 : 0) == 1) {
      arm_body = [&, pattern](const typed::Expr& body) {
        if (pattern) {
          Operand value = step.operand(body);
          if (!step.dead_) step.bind_pattern(*pattern, value);
        } else {
          step.lower(body, Dest::effect());
        }
        if (!step.dead_) step.lower_rest(*block, index + 1, Dest::tail());
      };
    } else {
      // Several arms go on with the same code: a function of what the arms answer and of the variables that live on.
      std::unique_ptr<Builder> rest = step.child(FunctionKind::Tail, Mode::Tail, "rest", block->statements[index].span);
      const bool takes_value = pattern && pattern->kind != typed::PatternKind::Wildcard;
      if (takes_value) rest->add_parameters({const_cast<typed::Pattern*>(pattern)}, {rest->type_of(expr.type)});
      rest->lower_rest(*block, index + 1, Dest::tail());
      rest_operands = std::move(rest->captured_);
      rest_function = lowering_.add(rest->take());
      arm_body = [&, takes_value](const typed::Expr& body) {
        core::Stmt go_on;
        go_on.kind = StmtKind::TailCall;
        go_on.span = body.span;
        go_on.function = rest_function;
        if (takes_value) go_on.operands.push_back(step.operand(body));
        else step.lower(body, Dest::effect());
        go_on.operands.insert(go_on.operands.end(), rest_operands.begin(), rest_operands.end());
        step.leave(std::move(go_on));
      };
    }
  }
  step.fill_receive(expr, limit, true, arm_body);
  if (here) return;

  core::Stmt enter;
  enter.kind = StmtKind::Enter;
  enter.span = expr.keyword;
  enter.operands = std::move(inner->captured_);
  enter.function = lowering_.add(inner->take());
  leave(std::move(enter));
}

// ---------------------------------------------------------------------------------------------- call and try_call

core::Expr Builder::lower_process_call(const typed::ProcessCallExpr& expr) {
  Layout& layout = lowering_.layout;
  const core::TypeId answer = type_of(expr.answer);
  Operand to = operand(*expr.to);
  // What nobody holds is an error to try_call, not a crash.
  if (expr.is_try && layout.get(type_of(*expr.to)).kind == core::TypeKind::Name)
    to = let(runtime("process_at", layout.pid(), {to}, {type_of(expr.message)}, expr.span));
  // A literal `fn(reply) { .. }` is expanded: no closure is made. What a capture evaluates stands in a block before it.
  const typed::Expr* make_message = expr.make;
  while (make_message->kind == typed::ExprKind::Block && static_cast<const typed::BlockExpr*>(make_message)->value) {
    const auto& block = static_cast<const typed::BlockExpr&>(*make_message);
    for (const typed::Statement& statement : block.statements) lower_statement(statement);
    make_message = block.value;
  }
  const auto* lambda = make_message->kind == typed::ExprKind::Lambda ? static_cast<const typed::LambdaExpr*>(make_message) : nullptr;
  const auto* constructor =
      make_message->kind == typed::ExprKind::ConstructorRef ? static_cast<const typed::ConstructorRefExpr*>(make_message) : nullptr;
  if (lambda && !can_expand(*lambda)) lambda = nullptr;
  Operand function = lambda || constructor ? unit() : operand(*make_message);
  Operand timeout = operand(*expr.timeout);
  if (dead_) return use(unit(), expr.span);

  const core::TypeId promise_type = layout.promise();
  Operand pair = let(runtime("process_promise", layout.tuple({promise_type, layout.reply(answer)}), {}, {answer}, expr.span));
  Operand promise = let(project(pair, 0, 0, expr.span));
  Operand reply = let(project(pair, 0, 1, expr.span));
  const core::TypeId message_type = type_of(expr.message);
  Operand message;
  if (lambda) {
    message = expand(*lambda, {reply});
  } else if (constructor) {
    message = let(construct(message_type, lowering_.resolved.constructors[constructor->constructor].index, {reply}, expr.span));
  } else {
    message = let(call_value(function, {reply}, message_type, expr.span));
  }
  if (dead_) return use(unit(), expr.span);
  core::Expr send = make(core::ExprKind::Send, layout.unit(), expr.span, {to, message});
  send.operand_type = message_type;
  evaluate(std::move(send));
  if (expr.is_try) return runtime("process_await", type_of(expr), {promise, timeout}, {answer}, expr.span);
  core::Expr value = runtime("process_await_value", answer, {promise, timeout}, {answer}, expr.span);
  value.word_result = true;
  return value;
}

}  // namespace riotc::lower
