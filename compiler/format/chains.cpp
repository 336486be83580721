// SPDX-License-Identifier: MIT
// Operators: those of one level are one chain, on one line or one operand a line.
#include <algorithm>

#include "compiler/format/formatter.h"

namespace riotc::format {

using namespace syntax;

namespace {

int level(BinaryOp op) {
  switch (op) {
    case BinaryOp::Or: return 0;
    case BinaryOp::And: return 1;
    case BinaryOp::Equal: case BinaryOp::NotEqual: case BinaryOp::Less: case BinaryOp::LessEqual: case BinaryOp::Greater: case BinaryOp::GreaterEqual: return 2;
    case BinaryOp::Concat: return 3;
    case BinaryOp::Add: case BinaryOp::Subtract: return 4;
    case BinaryOp::Multiply: case BinaryOp::Divide: case BinaryOp::Remainder: return 5;
  }
  return 0;
}

}  // namespace

bool Formatter::is_broken_at(Span op, const Expr* right) const {
  return tokens_.has_line_end(tokens_[tokens_.before(op.begin)].end, begin_of(right));
}

Doc Formatter::binary(const BinaryExpr* node, int continuation) {
  Chain made;
  const Expr* left = node;
  while (left->kind == ExprKind::Binary && (left == node || !is_parenthesised(left))) {
    auto* at = static_cast<const BinaryExpr*>(left);
    if (level(at->op) != level(node->op)) break;
    made.operands.push_back(at->right);
    made.operators.emplace_back(file_.text(at->op_span));
    made.written_broken = made.written_broken || is_broken_at(at->op_span, at->right);
    made.trailing = made.trailing || at->op == BinaryOp::Subtract;
    left = at->left;
  }
  made.operands.push_back(left);
  std::reverse(made.operands.begin(), made.operands.end());
  std::reverse(made.operators.begin(), made.operators.end());
  return chain(made, continuation);
}

Doc Formatter::pipe(const PipeExpr* node, int continuation) {
  Chain made;
  const Expr* left = node;
  while (left->kind == ExprKind::Pipe && (left == node || !is_parenthesised(left))) {
    auto* at = static_cast<const PipeExpr*>(left);
    made.operands.push_back(at->right);
    made.operators.emplace_back("|>");
    made.written_broken = made.broken = made.broken || is_broken_at(at->op_span, at->right);
    left = at->left;
  }
  made.operands.push_back(left);
  std::reverse(made.operands.begin(), made.operands.end());
  std::reverse(made.operators.begin(), made.operators.end());
  return chain(made, continuation);
}

Doc Formatter::chain(const Chain& chain, int continuation) {
  std::vector<Doc> operands = {expr(chain.operands[0])};
  std::vector<Doc> rest;
  bool comments = false;
  for (size_t i = 1; i < chain.operands.size(); ++i) {
    uint32_t begin = begin_of(chain.operands[i]);
    uint32_t end = end_of(chain.operands[i - 1]);
    if (chain.trailing) rest.push_back(text(" " + chain.operators[i - 1]));
    if (has_comment(begin)) {
      comments = true;
      rest.push_back(trailing_comment(end, begin));
    }
    rest.push_back(docs_.line());
    rest.push_back(comment_lines(begin));
    if (!chain.trailing) rest.push_back(text(chain.operators[i - 1] + " "));
    operands.push_back(expr(chain.operands[i]));
    rest.push_back(operands.back());
  }
  Doc lines = concat({operands[0], docs_.nest(continuation, concat(rest))});
  // Only the last operand goes on below: `xs |> each(fn(x) {`.
  bool only_last = !comments && !chain.written_broken && operands.back()->forced;
  for (size_t i = 0; i + 1 < operands.size(); ++i) only_last = only_last && !operands[i]->forced;
  if (!only_last) return docs_.group(lines, chain.broken);
  std::vector<Doc> hugged = {operands[0]};
  for (size_t i = 1; i < operands.size(); ++i) {
    hugged.push_back(text(" " + chain.operators[i - 1] + " "));
    hugged.push_back(i + 1 < operands.size() ? operands[i] : docs_.break_last(operands[i]));
  }
  return docs_.choice(nullptr, concat(std::move(hugged)), docs_.group(lines, true));
}

}  // namespace riotc::format
