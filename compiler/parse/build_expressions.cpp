// SPDX-License-Identifier: MIT
// Expressions: operators by precedence climbing, postfixes, literals.
#include <algorithm>

#include "compiler/parse/tree_builder.h"

namespace riotc::parse {

using enum TokenKind;
using namespace syntax;

namespace {

// From loosest to tightest. A prefix binds what stands right of it down to its own level.
enum Precedence { kAll = 0, kSend, kOr, kAnd, kNot, kComparison, kPipe, kRange, kConcat, kSum, kProduct };

int precedence_of(TokenKind op) {
  switch (op) {
    case BANG: return kSend;
    case OR: return kOr;
    case AND: return kAnd;
    case EQUAL: case NOT_EQUAL: case LESS: case LESS_EQUAL: case GREATER: case GREATER_EQUAL: return kComparison;
    case PIPE: return kPipe;
    case DOTDOT: return kRange;
    case CONCAT: return kConcat;
    case PLUS: case MINUS: return kSum;
    default: return kProduct;
  }
}

BinaryOp binary_op(TokenKind op) {
  switch (op) {
    case OR: return BinaryOp::Or;
    case AND: return BinaryOp::And;
    case EQUAL: return BinaryOp::Equal;
    case NOT_EQUAL: return BinaryOp::NotEqual;
    case LESS: return BinaryOp::Less;
    case LESS_EQUAL: return BinaryOp::LessEqual;
    case GREATER: return BinaryOp::Greater;
    case GREATER_EQUAL: return BinaryOp::GreaterEqual;
    case CONCAT: return BinaryOp::Concat;
    case MINUS: return BinaryOp::Subtract;
    case STAR: return BinaryOp::Multiply;
    case SLASH: return BinaryOp::Divide;
    case PERCENT: return BinaryOp::Remainder;
    default: return BinaryOp::Add;
  }
}

}  // namespace

struct TreeBuilder::Operators {
  std::vector<Context*> operands;
  std::vector<std::pair<TokenKind, Span>> operators;
  size_t next_operand = 0;
  size_t next_operator = 0;
  size_t depth = 0;
};

void TreeBuilder::too_deep(Span span) {
  if (told_depth_) return;
  told_depth_ = true;
  diagnostics_.error(Code::E0110, span, "this is nested too deep").here(std::to_string(kMaxNesting) + " levels are the limit").help("give an inner part a name: a `let` or a function of its own");
}

bool TreeBuilder::is_prefix(Tree* node) const {
  TokenKind first = kind(node);
  if (first == NONE) return rule_of(node) == RiotParser::RuleShortLambda;
  return first == MINUS || first == NOT || first == RETURN || first == ASSERT;
}

Expr* TreeBuilder::expr(Tree* node) {
  auto* context = as<RiotParser::ExprContext>(node, RiotParser::RuleExpr);
  if (!context) return error_expr({});
  if (failed(context)) return error_expr(span_of(context));
  if (context->children.size() == 1) {  // the common case: one operand without prefixes
    const Nodes& nodes = static_cast<Context*>(context->children.front())->children;
    if (!is_prefix(nodes.front())) return chain(nodes, 0, false);
  }
  Operators list;
  for (Tree* child : context->children) {
    if (auto* operand = dynamic_cast<Context*>(child)) list.operands.push_back(operand);
    else list.operators.emplace_back(kind(child), span(child));
  }
  return climb(list, kAll);
}

Expr* TreeBuilder::climb(Operators& list, int minimum) {
  const Nodes& nodes = list.operands[list.next_operand++]->children;
  Expr* left = prefixed(list, nodes, 0);
  return climb_from(list, left, minimum);
}

Expr* TreeBuilder::climb_from(Operators& list, Expr* left, int minimum) {
  if (++list.depth > kMaxNesting) {
    too_deep(left->span);
    list.next_operator = list.operators.size();
    list.next_operand = list.operands.size();
    --list.depth;
    return error_expr(left->span);
  }
  int chained = -1;
  while (list.next_operator < list.operators.size()) {
    auto [op, op_span] = list.operators[list.next_operator];
    int precedence = precedence_of(op);
    if (precedence < minimum) break;
    if (precedence == chained) {
      const char* help = op == DOTDOT ? "a range has two ends: `1..10`" : "join two comparisons by `and`: `a < b and b < c`";
      diagnostics_.error(Code::E0117, op_span, op == DOTDOT ? "ranges cannot be chained" : "comparisons cannot be chained").help(help);
    }
    chained = precedence == kComparison || precedence == kRange ? precedence : -1;
    ++list.next_operator;
    // `a ! b ! c` sends what `b ! c` is; all others group to the left.
    Expr* right = climb(list, precedence == kSend ? kSend : precedence + 1);
    left = combine(op, op_span, left, right);
  }
  --list.depth;
  return left;
}

Expr* TreeBuilder::combine(TokenKind op, Span op_span, Expr* left, Expr* right) {
  Span whole = left->span.to(right->span);
  switch (op) {
    case BANG: {
      auto* made = make<SendExpr>(whole);
      made->to = left;
      made->message = right;
      made->op_span = op_span;
      return made;
    }
    case PIPE: {
      auto* made = make<PipeExpr>(whole);
      made->left = left;
      made->right = right;
      made->op_span = op_span;
      return made;
    }
    case DOTDOT: {
      auto* made = make<RangeExpr>(whole);
      made->low = left;
      made->high = right;
      return made;
    }
    default: {
      auto* made = make<BinaryExpr>(whole);
      made->op = binary_op(op);
      made->op_span = op_span;
      made->left = left;
      made->right = right;
      return made;
    }
  }
}

// An operand from its child `at` on: prefixes, then the rest.
Expr* TreeBuilder::prefixed(Operators& list, const Nodes& nodes, size_t at) {
  TokenKind first = kind(nodes[at]);
  bool is_lambda = first == NONE;
  if (!is_prefix(nodes[at])) return chain(nodes, at, at > 0 && kind(nodes[at - 1]) == MINUS && at + 1 == nodes.size());
  if (++list.depth > kMaxNesting) {
    too_deep(is_lambda ? span_of(static_cast<Context*>(nodes[at])) : span(nodes[at]));
    list.next_operator = list.operators.size();
    list.next_operand = list.operands.size();
    --list.depth;
    return error_expr(span(layout_.tokens[static_cast<Context*>(nodes[at]->parent)->start->getTokenIndex()]));
  }
  Expr* result;
  if (is_lambda) {
    LambdaExpr* made = lambda(static_cast<Context*>(nodes[at]));
    made->body = climb_from(list, prefixed(list, nodes, at + 1), kAll);
    made->span = made->span.to(made->body->span);
    result = made;
  } else if (first == MINUS || first == NOT) {
    Expr* operand = prefixed(list, nodes, at + 1);
    if (first == NOT) operand = climb_from(list, operand, kNot);
    auto* made = make<UnaryExpr>(span(nodes[at]).to(operand->span));
    made->op = first == MINUS ? UnaryOp::Negate : UnaryOp::Not;
    made->operand = operand;
    result = made;
  } else {
    Expr* operand = climb_from(list, prefixed(list, nodes, at + 1), kAll);
    Span whole = span(nodes[at]).to(operand->span);
    if (first == RETURN) {
      auto* made = make<ReturnExpr>(whole);
      made->value = operand;
      result = made;
    } else {
      auto* made = make<AssertExpr>(whole);
      made->condition = operand;
      result = made;
    }
  }
  --list.depth;
  return result;
}

// An atom at child `at` and its postfixes.
Expr* TreeBuilder::chain(const Nodes& nodes, size_t at, bool negated) {
  Expr* made = nullptr;
  if (kind(nodes[at]) == LPAREN) {  // only in a segment of bits
    made = expr(nodes[at + 1]);
    at += 3;
  } else {
    made = atom(nodes[at], negated);
    ++at;
  }
  for (; at < nodes.size(); ++at) {
    if (auto* arguments = as<RiotParser::CallContext>(nodes[at], RiotParser::RuleCall)) {
      made = call(made, arguments);
    } else if (kind(nodes[at]) == QUESTION) {
      auto* attempt = make<TryExpr>(made->span.to(span(nodes[at])));
      attempt->operand = made;
      attempt->op_span = span(nodes[at]);
      made = attempt;
    } else if (kind(nodes[at]) == DOT && at + 1 < nodes.size()) {
      ++at;
      auto* field = make<FieldExpr>(made->span.to(span(nodes[at])));
      field->object = made;
      field->field = ident(nodes[at]);
      field->is_constructor = kind(nodes[at]) == UPPER_NAME;
      made = field;
    }
  }
  return made;
}

Expr* TreeBuilder::atom(Tree* node, bool negated) {
  TokenKind first = kind(node);
  if (first != NONE) {
    const Token& here = token(node);
    Span place = span(here);
    switch (first) {
      case INT: {
        auto* made = make<IntExpr>(place);
        made->magnitude = read_int(text(here), place, negated, diagnostics_);
        return made;
      }
      case FLOAT: {
        auto* made = make<FloatExpr>(place);
        made->value = read_float(text(here), place, diagnostics_);
        return made;
      }
      case DURATION: {
        auto* made = make<DurationExpr>(place);
        made->nanoseconds = read_duration(text(here), place, diagnostics_);
        return made;
      }
      case TRUE: case FALSE: {
        auto* made = make<BoolExpr>(place);
        made->value = first == TRUE;
        return made;
      }
      case LOWER_NAME: {
        auto* made = make<NameExpr>(place);
        made->name = text(here);
        return made;
      }
      case UPPER_NAME: {
        auto* made = make<ConstructorExpr>(place);
        made->name = text(here);
        return made;
      }
      case UNDERSCORE: return make<HoleExpr>(place);
      case RETURN_UNIT: return make<ReturnExpr>(place);
      default: return error_expr(place);
    }
  }
  auto* context = dynamic_cast<Context*>(node);
  if (!context) return error_expr({});
  if (context->exception && context->getRuleIndex() != RiotParser::RuleBlock) return error_expr(span_of(context));
  switch (context->getRuleIndex()) {
    case RiotParser::RuleStringLiteral: return string(static_cast<RiotParser::StringLiteralContext*>(context));
    case RiotParser::RuleParenthesised: return parenthesised(static_cast<RiotParser::ParenthesisedContext*>(context));
    case RiotParser::RuleList: return list(static_cast<RiotParser::ListContext*>(context));
    case RiotParser::RuleMap: return map(static_cast<RiotParser::MapContext*>(context));
    case RiotParser::RuleBits: return bits(static_cast<RiotParser::BitsContext*>(context));
    case RiotParser::RuleBlock: return block(context);
    case RiotParser::RuleIfExpr: return if_expr(static_cast<RiotParser::IfExprContext*>(context));
    case RiotParser::RuleMatchExpr: return match_expr(static_cast<RiotParser::MatchExprContext*>(context));
    case RiotParser::RuleReceiveExpr: return receive_expr(static_cast<RiotParser::ReceiveExprContext*>(context));
    case RiotParser::RuleForExpr: return for_expr(static_cast<RiotParser::ForExprContext*>(context));
    case RiotParser::RuleLambda: return lambda(context);
    case RiotParser::RuleSpawnExpr: {
      auto* made = make<SpawnExpr>(span_of(context));
      made->name = ident(context->children.front());
      made->body = block(context->children.back());
      return made;
    }
    default: return error_expr(span_of(context));
  }
}

NameExpr* TreeBuilder::bare_name(Expr* expr) { return expr->kind == ExprKind::Name ? static_cast<NameExpr*>(expr) : nullptr; }

Expr* TreeBuilder::call(Expr* callee, RiotParser::CallContext* context) {
  auto* made = make<CallExpr>(callee->span.to(span_of(context)));
  made->callee = callee;
  bool named = false, first = true;
  for (Tree* node : context->children) {
    auto* written = as<RiotParser::ArgumentContext>(node, RiotParser::RuleArgument);
    if (!written || written->children.empty()) continue;
    if (kind(written->children.front()) == DOTDOT) {
      if (!first) diagnostics_.error(Code::E0120, span_of(written), "`..` stands first in an update").help("as in `User(..user, age: 37)`");
      if (written->children.size() > 1) made->spread = expr(written->children[1]);
      first = false;
      continue;
    }
    first = false;
    Argument argument;
    Expr* value = expr(written->children.front());
    if (written->children.size() == 1) {
      if (named && value->kind != ExprKind::Error)
        diagnostics_.error(Code::E0120, value->span, "an argument without a label stands behind one with a label").help("arguments by position come first, then those by name");
      argument.value = value;
    } else if (NameExpr* label = bare_name(value)) {
      named = true;
      argument.label = Ident{label->name, label->span};
      if (written->children.size() == 3) {
        argument.value = expr(written->children[2]);
      } else {
        argument.punned = true;
        argument.value = label;
        const Token& word = layout_.tokens[written->start->getTokenIndex()];
        if (was_keyword(word))
          diagnostics_.error(Code::E0113, span(word), "`" + label->name + ":` cannot stand alone, because `" + label->name + "` is a keyword").help("write the value behind it");
      }
    } else {
      if (value->kind != ExprKind::Error) diagnostics_.error(Code::E0101, value->span, "a label is a plain name").help("arguments by name are written `name: value`");
      argument.value = error_expr(value->span);
    }
    made->arguments.push_back(std::move(argument));
  }
  return made;
}

Expr* TreeBuilder::string(RiotParser::StringLiteralContext* context) {
  Span whole = span_of(context);
  auto* made = make<StringExpr>(whole);
  const Nodes& nodes = context->children;
  std::string_view file_text = file_.text();
  made->escapes_dollar = file_.text(whole).find("\\$") != std::string_view::npos;
  if (nodes.size() == 1) {
    // A mark that only looks like a quotation mark has been reported.
    bool quoted = file_text[whole.begin] == '"' && whole.end - whole.begin >= 2;
    RawPiece piece{quoted ? file_text.substr(whole.begin + 1, whole.end - whole.begin - 2) : std::string_view(), whole.begin + 1};
    made->parts.push_back(read_piece(piece, file_.id(), diagnostics_));
    return made;
  }
  std::vector<RawPiece> pieces;
  const Token& opening = token(nodes.front());
  uint32_t begin = opening.end;
  auto end_piece = [&](uint32_t end) { pieces.push_back({file_text.substr(begin, end > begin ? end - begin : 0), begin}); };
  for (Tree* node : nodes) {
    switch (kind(node)) {
      case INSERT_OPEN: end_piece(token(node).begin); break;
      case RBRACE: begin = token(node).end; break;
      case STRING_CLOSE: end_piece(token(node).begin); break;
      case NONE: made->insertions.push_back(expr(node)); break;
      default: break;
    }
  }
  made->multi_line = opening.kind == TEXT_OPEN;
  bool closed = token(nodes.back()).raw >= 0;
  if (made->multi_line && closed) {
    made->parts = read_text_block(pieces, span(opening), span(nodes.back()), diagnostics_);
  } else {
    for (const RawPiece& piece : pieces) made->parts.push_back(closed ? read_piece(piece, file_.id(), diagnostics_) : std::string(piece.text));
  }
  made->parts.resize(made->insertions.size() + 1);
  return made;
}

Expr* TreeBuilder::parenthesised(RiotParser::ParenthesisedContext* context) {
  std::vector<Expr*> items;
  for (Tree* node : context->children)
    if (rule_of(node) == RiotParser::RuleExpr) items.push_back(expr(node));
  Span whole = span_of(context);
  if (items.empty()) return make<UnitExpr>(whole);
  if (items.size() == 1) return items.front();
  auto* made = make<TupleExpr>(whole);
  made->items = std::move(items);
  return made;
}

Expr* TreeBuilder::list(RiotParser::ListContext* context) {
  Span whole = span_of(context);
  std::vector<Expr*> items;
  Expr* rest = nullptr;
  std::vector<ComprehensionClause> clauses;
  for (Tree* node : context->children) {
    auto* child = dynamic_cast<Context*>(node);
    if (!child) continue;
    if (child->getRuleIndex() == RiotParser::RuleListItem) {
      bool spread = kind(child->children.front()) == DOTDOT;
      if (rest) {
        diagnostics_.error(Code::E0120, span_of(child), "nothing may stand behind `..` in a list").help("lists are joined by `++`: `xs ++ [last]`");
        break;
      }
      if (spread) rest = expr(child->children.back());
      else items.push_back(expr(child->children.front()));
    } else if (child->getRuleIndex() == RiotParser::RuleComprehensionClause) {
      ComprehensionClause clause;
      if (child->children.size() == 3) clause.pattern = pattern(as<RiotParser::PatternContext>(child->children[0], RiotParser::RulePattern));
      clause.value = expr(child->children.back());
      clauses.push_back(clause);
    }
  }
  if (!clauses.empty()) {
    auto* made = make<ComprehensionExpr>(whole);
    if (rest) diagnostics_.error(Code::E0120, rest->span, "a comprehension makes one element at a time, so `..` cannot stand here");
    made->body = items.empty() ? error_expr(whole) : items.front();
    made->clauses = std::move(clauses);
    return made;
  }
  auto* made = make<ListExpr>(whole);
  made->items = std::move(items);
  made->rest = rest;
  return made;
}

Expr* TreeBuilder::map(RiotParser::MapContext* context) {
  auto* made = make<MapExpr>(span_of(context));
  bool first = true;
  for (Tree* node : context->children) {
    auto* item = as<RiotParser::MapItemContext>(node, RiotParser::RuleMapItem);
    if (!item) continue;
    if (kind(item->children.front()) == DOTDOT) {
      if (!first) diagnostics_.error(Code::E0120, span_of(item), "`..` stands first in a map").help("as in `#{..base, key => value}`; two maps are joined by `map.merge`");
      made->base = expr(item->children.back());
    } else if (item->children.size() == 3) {
      made->entries.push_back({expr(item->children[0]), expr(item->children[2])});
    }
    first = false;
  }
  return made;
}

void TreeBuilder::segment_tail(const Nodes& nodes, BitSegment& segment) {
  for (Tree* node : nodes) {
    if (kind(node) == LOWER_NAME) segment.specs.push_back(ident(node));
    else if (auto* size = as<RiotParser::SegmentSizeContext>(node, RiotParser::RuleSegmentSize)) segment.size = segment_size(size);
  }
}

Expr* TreeBuilder::segment_size(RiotParser::SegmentSizeContext* context) {
  if (failed(context)) return error_expr(span_of(context));
  for (Tree* node : context->children)
    if (rule_of(node) == RiotParser::RuleExpr) return expr(node);
  return atom(context->children.front(), false);
}

Expr* TreeBuilder::bits(RiotParser::BitsContext* context) {
  auto* made = make<BitsExpr>(span_of(context));
  for (Tree* node : context->children) {
    auto* written = as<RiotParser::SegmentContext>(node, RiotParser::RuleSegment);
    if (!written) continue;
    BitSegment segment;
    segment.span = span_of(written);
    const Nodes& value = static_cast<Context*>(written->children.front())->children;
    bool negated = kind(value.front()) == MINUS;
    segment.value = chain(value, negated ? 1 : 0, negated);
    if (negated) {
      auto* minus = make<UnaryExpr>(span(value.front()).to(segment.value->span));
      minus->operand = segment.value;
      segment.value = minus;
    }
    segment_tail(written->children, segment);
    made->segments.push_back(std::move(segment));
  }
  return made;
}

}  // namespace riotc::parse
