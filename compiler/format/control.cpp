// SPDX-License-Identifier: MIT
// Blocks and what holds them: `if`, `match`, `receive`, `let .. else`.
#include "compiler/format/formatter.h"

namespace riotc::format {

using namespace syntax;
using enum parse::TokenKind;

std::vector<Doc> Formatter::block_parts(const Expr* node, bool& one_line) {
  auto* written = static_cast<const BlockExpr*>(node);
  uint32_t open = node->span.begin, close = node->span.end - 1;
  if (written->statements.empty() && !has_comment(close)) return {text("{}")};
  std::vector<Entry> entries;
  for (const Statement& one : written->statements) entries.push_back({one.span.begin, one.span.end, [this, &one] { return statement(one); }});
  Content content = sequence(open + 1, close, entries, Separator::Nothing);
  one_line = one_line && written->statements.size() <= 1 && is_on_one_line(open, close);
  std::vector<Doc> parts = {text("{"), content.on_opening_line};
  if (content.lines) parts.push_back(docs_.nest(2, concat({docs_.line(), content.lines})));
  parts.push_back(docs_.line());
  parts.push_back(text("}"));
  return parts;
}

Doc Formatter::block(const Expr* node) {
  bool one_line = true;
  Doc whole = concat(block_parts(node, one_line));
  return docs_.group(whole, !one_line);
}

Doc Formatter::statement(const Statement& statement) {
  if (statement.kind == StatementKind::Expression) {
    bool is_pipe = statement.value->kind == ExprKind::Pipe;
    return expr(statement.value, is_pipe ? 0 : kContinuation);
  }
  std::vector<Doc> parts = {text("let "), pattern(statement.pattern)};
  if (statement.type) {
    parts.push_back(text(": "));
    parts.push_back(type(statement.type));
  }
  parts.push_back(text(" ="));
  Doc bound = assign(concat(std::move(parts)), statement.value);
  if (!statement.else_block && !statement.has_else_arms) return bound;
  if (statement.else_block) return concat({bound, text(" else "), block(statement.else_block)});
  size_t open = tokens_.partner(tokens_.before(statement.span.end));
  return concat({bound, text(" else "), arms(tokens_[open].begin, statement.span.end - 1, arm_entries(statement.else_arms))});
}

Doc Formatter::head(const Expr* node) {
  size_t parentheses;
  TokenRange range = tokens_.grouped(node->span, parentheses);
  std::string_view written = file_.text(Span{file_.id(), tokens_[range.first].begin, tokens_[range.last].end});
  bool needed = parentheses == 0 || written.find('{') != std::string_view::npos || has_comment(tokens_[range.last].end);
  return needed ? expr(node, 4) : bare(node, 4);
}

// All blocks of the chain are on lines of their own, or none is.
Doc Formatter::if_expr(const IfExpr* node) {
  std::vector<Doc> parts;
  bool one_line = is_on_one_line(node->then_branch->span.begin, node->span.end);
  for (const Expr* at = node; at;) {
    auto* branch = at->kind == ExprKind::If ? static_cast<const IfExpr*>(at) : nullptr;
    if (at != node) parts.push_back(text(" else "));
    if (branch) {
      parts.push_back(text("if "));
      parts.push_back(head(branch->condition));
      parts.push_back(text(" "));
    }
    for (Doc part : block_parts(branch ? branch->then_branch : at, one_line)) parts.push_back(part);
    at = branch ? branch->else_branch : nullptr;
  }
  return docs_.group(concat(std::move(parts)), !one_line);
}

Doc Formatter::match(const MatchExpr* node) {
  Doc scrutinee = head(node->scrutinee);
  size_t close = tokens_.before(node->span.end);
  return concat({text("match "), scrutinee, text(" "), arms(tokens_[tokens_.partner(close)].begin, tokens_[close].begin, arm_entries(node->arms))});
}

Doc Formatter::receive(const ReceiveExpr* node) {
  std::vector<Entry> entries = arm_entries(node->arms);
  size_t close = tokens_.before(node->span.end);
  if (node->after) {
    size_t word = tokens_.before(begin_of(node->after));
    while (tokens_[word].kind != AFTER) --word;
    entries.push_back({tokens_[word].begin, end_of(node->after_body), [this, node] {
                         Doc limit = expr(node->after);
                         return assign(concat({text("after "), limit, text(" ->")}), node->after_body);
                       }});
  }
  return concat({text("receive "), arms(tokens_[tokens_.partner(close)].begin, tokens_[close].begin, std::move(entries))});
}

std::vector<Entry> Formatter::arm_entries(const std::vector<Arm>& arms) {
  std::vector<Entry> entries;
  for (const Arm& one : arms) entries.push_back({one.span.begin, one.span.end, [this, &one] { return arm(one); }});
  return entries;
}

// `{ .. }` with arms; on one line if they were written on one.
Doc Formatter::arms(uint32_t open, uint32_t close, std::vector<Entry> entries) {
  Content content = sequence(open + 1, close, entries, Separator::ArmComma);
  if (!content.lines && !content.on_opening_line) return text("{}");
  std::vector<Doc> parts = {text("{"), content.on_opening_line};
  if (content.lines) parts.push_back(docs_.nest(2, concat({docs_.line(), content.lines})));
  parts.push_back(docs_.line());
  parts.push_back(text("}"));
  return docs_.group(concat(std::move(parts)), !is_on_one_line(open, close));
}

Doc Formatter::arm(const Arm& arm) {
  std::vector<Doc> parts = {pattern(arm.pattern)};
  if (arm.guard) parts.push_back(docs_.group(docs_.nest(4, concat({docs_.line(), text("when "), expr(arm.guard)}))));
  parts.push_back(text(" ->"));
  return assign(concat(std::move(parts)), arm.body);
}

}  // namespace riotc::format
