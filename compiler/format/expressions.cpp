// SPDX-License-Identifier: MIT
// Expressions: literals, calls, collections, closures; and how what stands behind `=` and `->` is placed.
#include "compiler/format/formatter.h"

namespace riotc::format {

using namespace syntax;
using enum parse::TokenKind;

// ------------------------------------------------------------------------------------------------- places

Entry Formatter::entry(const Expr* node, std::function<Doc()> make) { return {begin_of(node), end_of(node), std::move(make)}; }

uint32_t Formatter::begin_of(const Expr* node) const {
  size_t parentheses;
  return tokens_[tokens_.grouped(node->span, parentheses).first].begin;
}

uint32_t Formatter::end_of(const Expr* node) const {
  size_t parentheses;
  return tokens_[tokens_.grouped(node->span, parentheses).last].end;
}

bool Formatter::is_parenthesised(const Expr* node) const {
  size_t parentheses;
  tokens_.grouped(node->span, parentheses);
  return parentheses > 0;
}

// ------------------------------------------------------------------------------------------------- layout

bool Formatter::hugs(const Expr* node) const {
  if (is_parenthesised(node)) return false;
  switch (node->kind) {
    case ExprKind::Block: case ExprKind::Match: case ExprKind::Receive: case ExprKind::If: case ExprKind::For: case ExprKind::Spawn: case ExprKind::List:
    case ExprKind::Map: case ExprKind::Comprehension: case ExprKind::Bits: case ExprKind::Tuple:
      return true;
    case ExprKind::String: return static_cast<const StringExpr*>(node)->multi_line;
    case ExprKind::Lambda: return hugs(static_cast<const LambdaExpr*>(node)->body);
    default: return false;
  }
}

Doc Formatter::assign(Doc head, const Expr* value) {
  uint32_t begin = begin_of(value);
  if (has_comment(begin)) {
    std::vector<Doc> parts;
    bool first = true;
    uint32_t sign_end = tokens_[tokens_.before(begin)].end;
    for (Span comment : take_comments(begin)) {
      bool behind_sign = first && comment.begin >= sign_end && !tokens_.has_line_end(sign_end, comment.begin);
      first = false;
      if (behind_sign) {
        parts.push_back(docs_.suffix(file_.text(comment)));
        continue;
      }
      parts.push_back(docs_.hard());
      parts.push_back(source(comment));
    }
    parts.push_back(docs_.hard());
    parts.push_back(expr(value, 0));
    return concat({head, docs_.nest(2, concat(std::move(parts)))});
  }
  bool is_chain = (value->kind == ExprKind::Binary || value->kind == ExprKind::Pipe) && !is_parenthesised(value);
  Doc made = expr(value, is_chain ? 0 : kContinuation);
  // An `if` that fits on one line rather begins a line of its own than falls into five.
  if (value->kind == ExprKind::If && !is_parenthesised(value) && !made->forced) {
    Doc same_line = concat({text(" "), made});
    return concat({head, docs_.choice(same_line, docs_.nest(2, concat({docs_.hard(), made})), same_line, true)});
  }
  if (hugs(value)) return concat({head, text(" "), made});
  return concat({head, place(made, is_chain)});
}

Doc Formatter::place(Doc made, bool is_chain) {
  Doc same_line = concat({text(" "), made});
  Doc next_line = docs_.nest(2, concat({docs_.hard(), made}));
  // Begun on this line: all but the last part of it fits there.
  Doc begun = docs_.choice(nullptr, concat({text(" "), docs_.break_last(made, true)}), next_line);
  begun = docs_.choice(nullptr, concat({text(" "), docs_.break_last(made)}), begun);
  if (made->forced) return !is_chain || made->kind == NodeKind::Choice ? begun : next_line;
  return docs_.choice(same_line, next_line, is_chain ? next_line : begun, true);
}

// ------------------------------------------------------------------------------------------------- expressions

Doc Formatter::expr(const Expr* node, int continuation) {
  if (!is_parenthesised(node)) return bare(node, continuation);
  bool lines_inside = node->kind == ExprKind::Binary || node->kind == ExprKind::Pipe || node->kind == ExprKind::Send;
  Doc made = bare(node, lines_inside ? 0 : continuation);
  if (!lines_inside) return concat({text("("), made, text(")")});
  return docs_.group(concat({text("("), docs_.nest(2, concat({docs_.soft(), made})), docs_.soft(), text(")")}));
}

Doc Formatter::bare(const Expr* node, int continuation) {
  switch (node->kind) {
    case ExprKind::Int: case ExprKind::Float: case ExprKind::Duration: case ExprKind::Bool: case ExprKind::Name: case ExprKind::Constructor: case ExprKind::Hole:
    case ExprKind::Error:
      return source(node->span);
    case ExprKind::Unit: return text("()");
    case ExprKind::String: return string(static_cast<const StringExpr*>(node));
    case ExprKind::Field: {
      auto* field = static_cast<const FieldExpr*>(node);
      Doc object = expr(field->object, continuation);
      return concat({object, text("." + field->field.text)});
    }
    case ExprKind::Call: return call(static_cast<const CallExpr*>(node));
    case ExprKind::Unary: {
      auto* unary = static_cast<const UnaryExpr*>(node);
      bool twice = unary->operand->kind == ExprKind::Unary && !is_parenthesised(unary->operand);
      return concat({text(unary->op == UnaryOp::Not ? "not " : twice ? "- " : "-"), expr(unary->operand, continuation)});
    }
    case ExprKind::Binary: return binary(static_cast<const BinaryExpr*>(node), continuation);
    case ExprKind::Pipe: return pipe(static_cast<const PipeExpr*>(node), continuation);
    case ExprKind::Send: {
      auto* send = static_cast<const SendExpr*>(node);
      Doc to = expr(send->to);
      return assign(concat({to, text(" !")}), send->message);
    }
    case ExprKind::Range: {
      auto* range = static_cast<const RangeExpr*>(node);
      Doc low = expr(range->low);
      return concat({low, text(".."), expr(range->high)});
    }
    case ExprKind::If: return if_expr(static_cast<const IfExpr*>(node));
    case ExprKind::Match: return match(static_cast<const MatchExpr*>(node));
    case ExprKind::Receive: return receive(static_cast<const ReceiveExpr*>(node));
    case ExprKind::Block: return block(node);
    case ExprKind::Lambda: return lambda(static_cast<const LambdaExpr*>(node));
    case ExprKind::Tuple: {
      std::vector<Entry> entries;
      for (const Expr* item : static_cast<const TupleExpr*>(node)->items) entries.push_back(entry(item, [this, item] { return expr(item); }));
      return bracketed(tokens_.at(node->span.begin), entries);
    }
    case ExprKind::List: return list_expr(static_cast<const ListExpr*>(node));
    case ExprKind::Comprehension: return comprehension(static_cast<const ComprehensionExpr*>(node));
    case ExprKind::Map: return map(static_cast<const MapExpr*>(node));
    case ExprKind::For: {
      auto* loop = static_cast<const ForExpr*>(node);
      Doc bound = pattern(loop->pattern);
      Doc over = head(loop->iterated);
      return concat({text("for "), bound, text(" in "), over, text(" "), block(loop->body)});
    }
    case ExprKind::Try: {
      Doc operand = expr(static_cast<const TryExpr*>(node)->operand, continuation);
      return concat({operand, text("?")});
    }
    case ExprKind::Return: {
      auto* given = static_cast<const ReturnExpr*>(node);
      return given->value ? concat({text("return "), expr(given->value)}) : text("return");
    }
    case ExprKind::Assert: return concat({text("assert "), expr(static_cast<const AssertExpr*>(node)->condition)});
    case ExprKind::Spawn: {
      auto* spawn = static_cast<const SpawnExpr*>(node);
      return concat({text(spawn->name.text + " "), block(spawn->body)});
    }
    case ExprKind::Bits: return bits(node->span, static_cast<const BitsExpr*>(node)->segments);
  }
  return docs_.empty();
}

// As written, insertions included: to lay out what stands in a string would change how the string reads.
Doc Formatter::string(const StringExpr* node) {
  std::string_view written = file_.text(node->span);
  if (written.find('\n') == std::string_view::npos) return text(written);
  return docs_.verbatim(written, static_cast<int>(tokens_.indentation(node->span.begin)));
}

Doc Formatter::call(const CallExpr* node) {
  Doc callee = expr(node->callee);
  size_t close = tokens_.before(node->span.end);
  size_t open = tokens_.partner(close);
  std::vector<Entry> entries;
  if (node->spread) entries.push_back(entry(node->spread, [this, node] { return concat({text(".."), expr(node->spread)}); }));
  for (const Argument& argument : node->arguments) {
    Entry place = entry(argument.value, nullptr);
    if (!argument.label.empty()) place.begin = argument.label.span.begin;
    place.make = [this, &argument] {
      if (argument.punned) return text(argument.label.text + ":");
      return argument.label.empty() ? expr(argument.value) : assign(text(argument.label.text + ":"), argument.value);
    };
    entries.push_back(std::move(place));
  }
  List made = list(open, entries);
  Doc plain = concat({callee, made.flat_or_broken});
  if (made.only_broken || node->arguments.empty()) return plain;

  // The last argument may go on below while the call does not: `each(xs, fn(x) {`.
  const Expr* last = node->arguments.back().value;
  bool alone = made.items.size() == 1;
  bool may_hug = hugs(last) || (alone && last->kind == ExprKind::Call && !is_parenthesised(last));
  bool has_body = last->kind == ExprKind::Lambda || last->kind == ExprKind::Block || last->kind == ExprKind::Spawn;
  if (last->kind == ExprKind::Tuple && !alone) may_hug = false;
  if (!may_hug || (!alone && !has_body && !made.items.back()->forced)) return plain;
  std::vector<Doc> hugged = {callee, text("(")};
  for (size_t i = 0; i + 1 < made.items.size(); ++i) {
    if (made.items[i]->forced) return plain;
    hugged.push_back(made.items[i]);
    hugged.push_back(text(", "));
  }
  hugged.push_back(docs_.break_last(made.items.back()));
  hugged.push_back(text(")"));
  return docs_.choice(plain, concat(std::move(hugged)), concat({callee, made.content_broken}));
}

Doc Formatter::list_expr(const ListExpr* node) {
  std::vector<Entry> entries;
  for (const Expr* item : node->items) entries.push_back(entry(item, [this, item] { return expr(item); }));
  if (node->rest) entries.push_back(entry(node->rest, [this, node] { return concat({text(".."), expr(node->rest)}); }));
  return bracketed(tokens_.at(node->span.begin), entries);
}

Doc Formatter::map(const MapExpr* node) {
  std::vector<Entry> entries;
  if (node->base) entries.push_back(entry(node->base, [this, node] { return concat({text(".."), expr(node->base)}); }));
  for (const MapEntry& pair : node->entries)
    entries.push_back({begin_of(pair.key), end_of(pair.value), [this, &pair] {
                         Doc key = expr(pair.key);
                         return assign(concat({key, text(" =>")}), pair.value);
                       }});
  return bracketed(tokens_.at(node->span.begin), entries);
}

Doc Formatter::comprehension(const ComprehensionExpr* node) {
  size_t open = tokens_.at(node->span.begin);
  uint32_t close = tokens_[tokens_.partner(open)].begin;
  std::vector<Doc> parts = {docs_.soft(), comment_lines(begin_of(node->body)), expr(node->body)};
  uint32_t end = end_of(node->body);
  std::vector<Doc> clauses;
  for (size_t i = 0; i < node->clauses.size(); ++i) {
    const ComprehensionClause& clause = node->clauses[i];
    uint32_t begin = clause.pattern ? entry(clause.pattern, nullptr).begin : begin_of(clause.value);
    std::vector<Doc>& to = i == 0 ? parts : clauses;
    if (i > 0) to.push_back(text(","));
    to.push_back(trailing_comment(end, begin));
    to.push_back(docs_.line());
    to.push_back(comment_lines(begin));
    if (i == 0) to.push_back(text("|| "));
    if (clause.pattern) {
      clauses.push_back(pattern(clause.pattern));
      clauses.push_back(text(" <- "));
    }
    clauses.push_back(expr(clause.value));
    end = end_of(clause.value);
  }
  parts.push_back(docs_.nest(3, docs_.group(concat(std::move(clauses)))));
  parts.push_back(trailing_comment(end, close));
  if (has_comment(close)) {
    parts.push_back(docs_.hard());
    std::vector<Span> comments = take_comments(close);
    for (size_t i = 0; i < comments.size(); ++i) {
      if (i > 0) parts.push_back(docs_.hard());
      parts.push_back(source(comments[i]));
    }
  }
  return docs_.group(concat({text("["), docs_.nest(2, concat(std::move(parts))), docs_.soft(), text("]")}));
}

Doc Formatter::lambda(const LambdaExpr* node) {
  std::vector<Doc> parts = {text("fn"), parameters(tokens_.at(node->span.begin) + 1, node->parameters)};
  signature(node->result, node->receives, parts);
  // `fn(x) { .. }` and `fn(x) = { .. }` are one tree, but two spellings.
  size_t before_body = tokens_.before(begin_of(node->body));
  if (tokens_[before_body].kind == ASSIGN) {
    parts.push_back(text(" ="));
    return assign(concat(std::move(parts)), node->body);
  }
  parts.push_back(text(" "));
  parts.push_back(block(node->body));
  return concat(std::move(parts));
}

}  // namespace riotc::format
