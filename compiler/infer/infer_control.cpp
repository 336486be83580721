// SPDX-License-Identifier: MIT
// Branches, loops and the ways out of a function.
#include <memory>

#include "compiler/infer/inferer.h"

namespace riotc::infer {

namespace {

// The place whose type a branch has: the last statement of a block.
Span value_span(const syntax::Expr* expr) {
  while (expr->kind == syntax::ExprKind::Block) {
    const auto& statements = static_cast<const syntax::BlockExpr*>(expr)->statements;
    if (statements.empty() || statements.back().kind != syntax::StatementKind::Expression || !statements.back().value) return expr->span;
    expr = statements.back().value;
  }
  return expr->span;
}

}  // namespace

// The first branch that comes back decides the type when nothing else does.
typed::Expr* Inferer::infer_branch(const syntax::Expr* expr, Branches& branches) {
  // A variable about which nothing is known is no expectation: the first branch fills it and is what the others differ from.
  const bool is_expected = branches.want.is_known() && (branches.want.origin.why != Why::None || !is_open(branches.want.type));
  if (is_expected) return infer(expr, branches.want);
  typed::Expr* node = infer(expr);
  if (is_error(node->type)) return node;
  if (branches.want.is_known()) {
    coerce(node, branches.want);
  } else {
    branches.type = node->type;
  }
  if (is_open(node->type) && branches.want.is_known()) return node;
  branches.want = Want{branches.type, {branches.why, value_span(expr), "", 0}};
  return node;
}

typed::Expr* Inferer::infer_if(const syntax::IfExpr& expr, const Want& want) {
  auto* node = make<typed::IfExpr>(expr.span, unit_);
  node->condition = infer(expr.condition, Want{bool_, {Why::Condition, {}, "", 0}});
  if (!expr.else_branch) {
    if (want.is_known() && !is_open(want.type) && types_.shallow(want.type) != unit_ && !is_error(want.type)) {
      node->then_branch = infer(expr.then_branch);
      auto report = error(Code::E0317, expr.span, "an `if` without `else` must be Unit, and `" + print(want.type) + "` is needed here");
      if (std::string place = describe_place(want.origin); want.origin.span.is_known() && !place.empty()) report.label(want.origin.span, place);
      report.help("say what it is otherwise: `else { .. }`");
      node->type = types_.error();
      return node;
    }
    node->then_branch = infer(expr.then_branch, Want{unit_, {Why::UnitIf, {}, "", 0}});
    return coerce(node, want);
  }
  Branches branches{want, want.type, Why::Branch};
  node->then_branch = infer_branch(expr.then_branch, branches);
  node->else_branch = infer_branch(expr.else_branch, branches);
  node->type = branches.type.is_valid() ? branches.type : types_.error();
  return node;
}

void Inferer::infer_arms(const std::vector<syntax::Arm>& arms, TypeId scrutinee, const Origin& origin, Branches& branches,
                         std::vector<typed::Arm>& out) {
  Origin known = origin;
  for (const syntax::Arm& arm : arms) {
    typed::Arm made;
    made.span = arm.span;
    size_t first_local = body_->locals.size();
    const bool was_open = is_open(scrutinee);
    made.pattern = infer_pattern(arm.pattern, scrutinee, known);
    seal_pattern(first_local);
    // Arms for another type come together: the first one is the mistake.
    if (mismatched_pattern_ == arm.pattern->span) scrutinee = types_.error();
    if (was_open && !is_open(scrutinee)) known = {Why::Pattern, arm.pattern->span, "", 0};
    if (arm.guard) made.guard = infer_guard(arm.guard);
    made.body = infer_branch(arm.body, branches);
    check_unused(first_local);
    out.push_back(std::move(made));
  }
}

typed::Expr* Inferer::infer_guard(const syntax::Expr* guard) {
  const bool outer = std::exchange(frame_->in_guard, true);
  typed::Expr* node = infer(guard, Want{bool_, {Why::Guard, {}, "", 0}});
  frame_->in_guard = outer;
  return node;
}

typed::Expr* Inferer::infer_match(const syntax::MatchExpr& expr, const Want& want) {
  auto* node = make<typed::MatchExpr>(expr.span, types_.error());
  node->keyword = expr.keyword;
  node->scrutinee = infer(expr.scrutinee);
  Branches branches{want, want.type, Why::Arm};
  infer_arms(expr.arms, node->scrutinee->type, {Why::Scrutinee, expr.scrutinee->span, "", 0}, branches, node->arms);
  node->type = branches.type.is_valid() ? branches.type : expr.arms.empty() ? fresh() : types_.error();
  return node;
}

// The type of one item; a Map's is a pair. Unknown: it waits, and is a List in the end.
TypeId Inferer::infer_iterated(typed::Expr* iterated) {
  TypeId item = fresh();
  TypeId type = iterated->type;
  Span span = iterated->span;
  auto solve = [this, type, item, span](bool force) {
    if (is_error(type)) {
      unify(types_.error(), item);
      return true;
    }
    if (is_open(type)) {
      if (!force) return false;
      unify(types_.builtin("List", {item}), type);
      return true;
    }
    if (is_builtin(type, BuiltinType::List) || is_builtin(type, BuiltinType::Set)) {
      require(item, argument(type, 0), span, {});
      return true;
    }
    if (is_builtin(type, BuiltinType::Map)) {
      require(item, types_.tuple({argument(type, 0), argument(type, 1)}), span, {});
      return true;
    }
    auto report = error(Code::E0326, span, "" + with_article(print(type)) + " cannot be iterated");
    if (types_.shallow(type) == int_) report.help("write a range: `0..n`");
    else if (types_.shallow(type) == string_) report.help("`string.to_graphemes(..)` makes a List of a String");
    else report.help("a List, a Set, a Map or a range can");
    unify(types_.error(), item);
    return true;
  };
  if (!solve(false)) defer(type, {item}, Phase::Iterated, solve);
  return item;
}

typed::Expr* Inferer::infer_for(const syntax::ForExpr& expr) {
  auto* node = make<typed::ForExpr>(expr.span, unit_);
  node->iterated = infer(expr.iterated);
  TypeId item = infer_iterated(node->iterated);
  size_t first_local = body_->locals.size();
  node->pattern = infer_pattern(expr.pattern, item, {Why::Iterated, expr.iterated->span, "", 0});
  seal_pattern(first_local);
  node->body = infer(expr.body);
  check_unused(first_local);
  // The body's value goes nowhere.
  if (expr.body->kind == syntax::ExprKind::Block) {
    const auto& statements = static_cast<const syntax::BlockExpr*>(expr.body)->statements;
    auto* block = static_cast<typed::BlockExpr*>(node->body);
    if (!statements.empty() && block->kind == typed::ExprKind::Block && block->value)
      group_->dropped.push_back({statements.back().value, block->value, body_});
  }
  return node;
}

typed::Expr* Inferer::infer_comprehension(const syntax::ComprehensionExpr& expr, const Want& want) {
  auto* node = make<typed::ComprehensionExpr>(expr.span, types_.error());
  size_t first_local = body_->locals.size();
  for (const syntax::ComprehensionClause& clause : expr.clauses) {
    typed::ComprehensionClause made;
    if (clause.pattern) {
      made.value = infer(clause.value);
      TypeId item = infer_iterated(made.value);
      size_t first = body_->locals.size();
      made.pattern = infer_pattern(clause.pattern, item, {Why::Iterated, clause.value->span, "", 0});
      seal_pattern(first);
    } else {
      made.value = infer(clause.value, Want{bool_, {Why::Condition, {}, "", 0}});
    }
    node->clauses.push_back(made);
  }
  Want item;
  if (want.is_known() && is_builtin(want.type, BuiltinType::List)) item = Want{argument(want.type, 0), items_of(want.origin, Why::Items)};
  node->body = infer(expr.body, item);
  check_unused(first_local);
  node->type = types_.builtin("List", {item.is_known() ? item.type : node->body->type});
  return node;
}

typed::Expr* Inferer::infer_try(const syntax::TryExpr& expr, typed::Expr* operand) {
  auto* node = make<typed::TryExpr>(expr.span, types_.error());
  node->operand = operand;
  node->function_result = types_.error();
  close_later(&node->function_result);
  if (is_error(operand->type)) return node;
  if (frame_->kind == FrameKind::Constant) {
    error(Code::E0309, expr.op_span, "`?` leaves a function, and this is not in one").help("use `match`");
    return node;
  }
  node->function_result = frame_->result;
  TryPlace at{frame_->result, frame_->result_origin, frame_->kind, expr.op_span, stands_in_main()};
  if (frame_->result_origin.why == Why::None) frame_->result_origin = {Why::Try, expr.op_span, "", 0};
  if (!is_open(operand->type) || !is_open(at.result)) {
    settle_try(node, at);
    return node;
  }
  // It takes what the function returns, and returns what it takes: whichever is known first tells.
  TypeId type = fresh();
  node->type = type;
  auto solve = [this, node, at, type, is_done = std::make_shared<bool>(false)](bool) {
    if (*is_done) return true;
    *is_done = true;
    settle_try(node, at);
    if (is_error(node->type)) {
      unify(types_.error(), type);
    } else {
      require(type, node->type, node->span, {});
    }
    return true;
  };
  defer(operand->type, {at.result, type}, Phase::Try, solve);
  defer(at.result, {operand->type, type}, Phase::Try, solve);
  return node;
}

// `?` where the type of its operand, or that of the function's result, is known; a Result if neither is.
void Inferer::settle_try(typed::TryExpr* node, TryPlace at) {
  typed::Expr* operand = node->operand;
  node->type = types_.error();
  const types::Type& result = shape(at.result);
  const bool result_is_option = result.kind == TypeKind::Named && result.decl == option_;
  const bool result_is_result = result.kind == TypeKind::Named && result.decl == result_;

  if (is_error(operand->type)) return;
  if (is_open(operand->type)) {
    // Nothing is known of it: it is what the function returns.
    TypeId made = result_is_option ? types_.named(option_, {fresh()}) : types_.named(result_, {fresh(), fresh()});
    unify(operand->type, made);
  }
  const types::Type& given = shape(operand->type);
  const bool is_option = given.kind == TypeKind::Named && given.decl == option_;
  const bool is_result = given.kind == TypeKind::Named && given.decl == result_;
  if (!is_option && !is_result) {
    error(Code::E0309, at.span, "`?` takes a Result or an Option, found `" + print(operand->type) + "`");
    return;
  }
  const char* what = at.kind == FrameKind::Closure ? "this closure" : at.kind == FrameKind::Spawn ? "this `spawn` block" : "this function";
  auto place = [&](DiagnosticBuilder report) {
    std::string text = describe_place(at.origin);
    if (at.origin.span.is_known() && !text.empty()) report.label(at.origin.span, text);
    return report;
  };
  if (is_option) {
    if (result_is_result) {
      place(error(Code::E0309, at.span, std::string("`?` on an Option, and ") + what + " returns a Result"))
          .help("say what the error is: `option.to_result(.., \"missing\")?`");
      return;
    }
    if (at.is_main && is_open(at.result)) {
      error(Code::E0309, at.span, "`?` on an Option, and `main` returns Unit or a Result")
          .help("say what the error is: `option.to_result(.., \"missing\")?`, and end with `Ok(())`; or `match` on it");
      return;
    }
    TypeId wanted = types_.named(option_, {fresh()});
    if (!unify(at.result, wanted)) {
      place(error(Code::E0309, at.span, std::string("`?` returns None from ") + what + ", which returns `" + print(at.result) + "`"))
          .help("`match`, or `option.unwrap_or(..)`, deals with the None here");
      return;
    }
  } else {
    if (result_is_option) {
      place(error(Code::E0309, at.span, std::string("`?` on a Result, and ") + what + " returns an Option"))
          .help("`option.from_result(..)?` drops the error");
      return;
    }
    TypeId failure = fresh();
    TypeId wanted = types_.named(result_, {fresh(), failure});
    if (!unify(at.result, wanted)) {
      place(error(Code::E0309, at.span, std::string("`?` returns an Error from ") + what + ", which returns `" + print(at.result) + "`"))
          .help("`match` deals with the Error here; or let the function return a Result");
      return;
    }
    if (!unify(failure, given.arguments[1])) {
      std::vector<std::string> names = types_.print_all({given.arguments[1], failure});
      place(error(Code::E0309, at.span, "the error is " + with_article(names[0]) + ", and " + what + " returns errors of type `" + names[1] + "`"))
          .help("`result.map_error(.., fn(e) { .. })?` makes one of the other");
      return;
    }
  }
  node->type = given.arguments[0];
}

typed::Expr* Inferer::infer_return(const syntax::ReturnExpr& expr) {
  auto* node = make<typed::ReturnExpr>(expr.span, fresh());
  if (frame_->kind == FrameKind::Constant) {
    error(Code::E0310, expr.span, "`return` leaves a function, and this is not in one");
    node->type = types_.error();
    return node;
  }
  Want want{frame_->result, frame_->result_origin};
  if (expr.value) {
    node->value = infer(expr.value, want);
  } else {
    require(want.type, unit_, expr.span, want.origin);
  }
  if (frame_->result_origin.why == Why::None) frame_->result_origin = {Why::Return, expr.value ? expr.value->span : expr.span, "", 0};
  return node;
}

typed::Expr* Inferer::infer_assert(const syntax::AssertExpr& expr) {
  auto* node = make<typed::AssertExpr>(expr.span, unit_);
  node->condition = infer(expr.condition, Want{bool_, {Why::Condition, {}, "", 0}});
  return node;
}

}  // namespace riotc::infer
