// SPDX-License-Identifier: MIT
// Expressions that hold statements or arms, and closures.
#include <algorithm>

#include "compiler/parse/tree_builder.h"

namespace riotc::parse {

using enum TokenKind;
using namespace syntax;

Expr* TreeBuilder::block(Tree* node) {
  auto* context = as<RiotParser::BlockContext>(node, RiotParser::RuleBlock);
  if (!context || !context->start) return error_expr({});
  auto* made = make<BlockExpr>(span_of(context));
  for (Tree* child : context->children)
    if (auto* written = as<RiotParser::StatementContext>(child, RiotParser::RuleStatement)) made->statements.push_back(statement(written));
  return made;
}

Statement TreeBuilder::statement(RiotParser::StatementContext* context) {
  Statement made;
  made.span = span_of(context);
  if (context->children.empty() || kind(context->children.front()) != LET) {
    made.value = context->children.empty() ? error_expr(made.span) : expr(context->children.front());
    return made;
  }
  made.kind = StatementKind::Let;
  for (Tree* node : context->children) {
    auto* child = dynamic_cast<Context*>(node);
    if (!child) continue;
    switch (child->getRuleIndex()) {
      case RiotParser::RulePattern: made.pattern = pattern(static_cast<RiotParser::PatternContext*>(child)); break;
      case RiotParser::RuleType: made.type = type(static_cast<RiotParser::TypeContext*>(child)); break;
      case RiotParser::RuleExpr: made.value = expr(child); break;
      case RiotParser::RuleLetElse: {
        if (child->children.empty()) break;
        if (rule_of(child->children.front()) == RiotParser::RuleBlock) {
          made.else_block = block(child->children.front());
        } else {
          made.has_else_arms = true;
          made.else_arms = arms(child->children);
        }
        break;
      }
      default: break;
    }
  }
  if (!made.pattern) made.pattern = error_pattern(made.span);
  if (!made.value) made.value = error_expr(made.span);
  return made;
}

std::vector<Arm> TreeBuilder::arms(const Nodes& nodes) {
  std::vector<Arm> made;
  for (Tree* node : nodes)
    if (auto* written = as<RiotParser::ArmContext>(node, RiotParser::RuleArm)) made.push_back(arm(written));
  return made;
}

Arm TreeBuilder::arm(RiotParser::ArmContext* context) {
  Arm made;
  made.span = span_of(context);
  bool behind_arrow = false;
  for (Tree* node : context->children) {
    if (kind(node) == ARROW) behind_arrow = true;
    if (auto* written = as<RiotParser::PatternContext>(node, RiotParser::RulePattern)) made.pattern = pattern(written);
    else if (rule_of(node) == RiotParser::RuleExpr) (behind_arrow ? made.body : made.guard) = expr(node);
  }
  if (!made.pattern) made.pattern = error_pattern(made.span);
  if (!made.body) made.body = error_expr(made.span);
  return made;
}

Expr* TreeBuilder::if_expr(RiotParser::IfExprContext* context) {
  // if c b (else if c b)* (else b)?: pairs, then perhaps a block alone; built from the end, so that length costs no depth.
  std::vector<IfExpr*> branches;
  Expr* last = nullptr;
  Expr* condition = nullptr;
  Span begin{};
  for (Tree* node : context->children) {
    if (kind(node) == IF) begin = span(node);
    if (rule_of(node) == RiotParser::RuleExpr) {
      condition = expr(node);
    } else if (rule_of(node) == RiotParser::RuleBlock) {
      Expr* body = block(node);
      if (!condition) {
        last = body;
        continue;
      }
      auto* branch = make<IfExpr>(begin.to(body->span));
      branch->condition = condition;
      branch->then_branch = body;
      branches.push_back(branch);
      condition = nullptr;
    }
  }
  if (branches.empty()) return error_expr(span_of(context));
  for (size_t i = branches.size(); i-- > 0;) {
    branches[i]->else_branch = i + 1 < branches.size() ? branches[i + 1] : last;
    if (branches[i]->else_branch) branches[i]->span = branches[i]->span.to(branches[i]->else_branch->span);
  }
  return branches.front();
}

Expr* TreeBuilder::match_expr(RiotParser::MatchExprContext* context) {
  auto* made = make<MatchExpr>(span_of(context));
  made->keyword = span(context->children.front());
  for (Tree* node : context->children) {
    if (rule_of(node) == RiotParser::RuleExpr) made->scrutinee = expr(node);
    else if (auto* list = as<RiotParser::ArmsContext>(node, RiotParser::RuleArms)) made->arms = arms(list->children);
  }
  if (!made->scrutinee) made->scrutinee = error_expr(made->keyword);
  return made;
}

Expr* TreeBuilder::receive_expr(RiotParser::ReceiveExprContext* context) {
  auto* made = make<ReceiveExpr>(span_of(context));
  made->keyword = span(context->children.front());
  for (Tree* node : context->children) {
    if (auto* list = as<RiotParser::ArmsContext>(node, RiotParser::RuleArms)) made->arms = arms(list->children);
    else if (rule_of(node) == RiotParser::RuleExpr) (made->after ? made->after_body : made->after) = expr(node);
  }
  return made;
}

Expr* TreeBuilder::for_expr(RiotParser::ForExprContext* context) {
  auto* made = make<ForExpr>(span_of(context));
  for (Tree* node : context->children) {
    if (auto* written = as<RiotParser::PatternContext>(node, RiotParser::RulePattern)) made->pattern = pattern(written);
    else if (rule_of(node) == RiotParser::RuleExpr) made->iterated = expr(node);
    else if (rule_of(node) == RiotParser::RuleBlock) made->body = block(node);
  }
  return made;
}

// Of either form; `fn() = e` gets its body from the operators that follow.
LambdaExpr* TreeBuilder::lambda(Context* context) {
  auto* made = make<LambdaExpr>(span_of(context));
  TypeTails tails;
  for (Tree* node : context->children) {
    auto* child = dynamic_cast<Context*>(node);
    if (!child) continue;
    switch (child->getRuleIndex()) {
      case RiotParser::RuleParameters: made->parameters = parameters(static_cast<RiotParser::ParametersContext*>(child)); break;
      case RiotParser::RuleTypeTail: add_tail(child, tails); break;
      case RiotParser::RuleBlock: made->body = block(child); break;
      default: break;
    }
  }
  signature(tails, made->result, made->receives);
  return made;
}

}  // namespace riotc::parse
