// SPDX-License-Identifier: MIT
// Patterns.
#include "compiler/parse/tree_builder.h"

namespace riotc::parse {

using enum TokenKind;
using namespace syntax;

Pattern* TreeBuilder::pattern(RiotParser::PatternContext* context) {
  if (!context) return error_pattern({});
  Span whole = span_of(context);
  std::vector<Pattern*> alternatives;
  Pattern* made = nullptr;
  for (Tree* node : context->children) {
    if (auto* child = as<RiotParser::PatternAtomContext>(node, RiotParser::RulePatternAtom)) {
      alternatives.push_back(pattern_atom(child));
      continue;
    }
    if (kind(node) == BAR || kind(node) == NONE) continue;
    if (!made) {  // `as`: everything before it is one pattern
      made = alternatives.front();
      if (alternatives.size() > 1) {
        auto* either = make<OrPattern>(alternatives.front()->span.to(alternatives.back()->span));
        either->alternatives = alternatives;
        made = either;
      }
    }
    if (kind(node) == LOWER_NAME) {
      auto* named = make<AsPattern>(made->span.to(span(node)));
      named->pattern = made;
      named->name = ident(node);
      check_bindable(node);
      made = named;
    }
  }
  if (made) return made;
  if (alternatives.empty()) return error_pattern(whole);
  if (alternatives.size() == 1) return alternatives.front();
  auto* either = make<OrPattern>(whole);
  either->alternatives = std::move(alternatives);
  return either;
}

Pattern* TreeBuilder::variable(Tree* token_node) {
  check_bindable(token_node);
  auto* made = make<VariablePattern>(span(token_node));
  made->name = text(token(token_node));
  return made;
}

Pattern* TreeBuilder::number_pattern(const Nodes& nodes, Span whole) {
  bool negated = kind(nodes.front()) == MINUS;
  const Token& number = token(nodes.back());
  std::string written = text(number);
  switch (number.kind) {
    case INT: {
      auto* made = make<IntPattern>(whole);
      uint64_t magnitude = read_int(written, span(number), negated, diagnostics_);
      made->value = static_cast<int64_t>(negated ? 0 - magnitude : magnitude);
      return made;
    }
    case FLOAT: {
      auto* made = make<FloatPattern>(whole);
      double value = read_float(written, span(number), diagnostics_);
      made->value = negated ? -value : value;
      return made;
    }
    default: {
      auto* made = make<DurationPattern>(whole);
      int64_t value = read_duration(written, span(number), diagnostics_);
      made->nanoseconds = negated ? -value : value;
      return made;
    }
  }
}

Pattern* TreeBuilder::pin(const Nodes& nodes, size_t at, Span whole) {
  auto* made = make<PinPattern>(whole);
  for (; at < nodes.size(); ++at) {
    if (kind(nodes[at]) != LOWER_NAME) continue;
    if (!made->name.empty()) made->module = made->name;
    made->name = ident(nodes[at]);
  }
  return made;
}

std::string TreeBuilder::plain_string(RiotParser::StringLiteralContext* context) {
  Expr* made = string(context);
  if (made->kind != ExprKind::String) return "";
  auto* literal = static_cast<StringExpr*>(made);
  if (!literal->insertions.empty()) {
    diagnostics_.error(Code::E0126, literal->span, "plain text is needed here").help("`${..}` inserts values into strings that are built when the program runs; a dollar sign itself is `\\$`");
    return "";
  }
  return literal->parts.front();
}

Pattern* TreeBuilder::list_pattern(const Nodes& nodes, Span whole) {
  auto* made = make<ListPattern>(whole);
  for (Tree* node : nodes) {
    auto* item = as<RiotParser::PatternItemContext>(node, RiotParser::RulePatternItem);
    if (!item || item->children.empty()) continue;
    if (made->has_rest && !failed(item)) {
      diagnostics_.error(Code::E0121, span_of(item), "nothing may stand behind `..` in a list pattern").help("the rest of a list is at its end: `[first, second, ..rest]`");
      break;
    }
    if (kind(item->children.front()) != DOTDOT) {
      Pattern* one = pattern(as<RiotParser::PatternContext>(item->children.front(), RiotParser::RulePattern));
      // `[first | rest]` is how Erlang writes the rest of a list; as alternatives two different names mean nothing.
      if (one->kind == PatternKind::Or) {
        const auto& either = static_cast<OrPattern*>(one)->alternatives;
        if (either.size() == 2 && either[0]->kind == PatternKind::Variable && either[1]->kind == PatternKind::Variable &&
            static_cast<VariablePattern*>(either[0])->name != static_cast<VariablePattern*>(either[1])->name) {
          const std::string rest = static_cast<VariablePattern*>(either[1])->name;
          diagnostics_.error(Code::E0114, one->span, "the rest of a list is not written with `|`").help("`[" + static_cast<VariablePattern*>(either[0])->name + ", .." + rest + "]`");
          one = error_pattern(one->span);
        }
      }
      made->items.push_back(one);
      continue;
    }
    made->has_rest = true;
    if (item->children.size() < 2) continue;
    auto* rest = as<RiotParser::PatternAtomContext>(item->children[1], RiotParser::RulePatternAtom);
    if (!rest) continue;
    made->rest = pattern_atom(rest);
    if (made->rest->kind != PatternKind::Variable && made->rest->kind != PatternKind::Wildcard) {
      if (made->rest->kind != PatternKind::Error)
        diagnostics_.error(Code::E0121, made->rest->span, "behind `..` stands a variable, `_` or nothing").help("match on the rest in a `match` of its own");
      made->rest = nullptr;
    }
  }
  return made;
}

Pattern* TreeBuilder::constructor_pattern(const Nodes& nodes, size_t at, Span whole) {
  auto* made = make<ConstructorPattern>(whole);
  if (at > 0) made->module = ident(nodes.front());
  made->name = ident(nodes[at]);
  if (at + 1 >= nodes.size()) return made;
  auto* list = as<RiotParser::PatternArgumentsContext>(nodes[at + 1], RiotParser::RulePatternArguments);
  if (!list) return made;
  made->has_arguments = true;
  bool named = false;
  for (Tree* node : list->children) {
    auto* written = as<RiotParser::PatternArgumentContext>(node, RiotParser::RulePatternArgument);
    if (!written || written->children.empty()) continue;
    if (made->rest) {
      diagnostics_.error(Code::E0121, span_of(written), "nothing may stand behind `..`").help("`..` at the end ignores the other fields");
      break;
    }
    if (kind(written->children.front()) == DOTDOT) {
      made->rest = true;
      continue;
    }
    PatternArgument argument;
    auto* first = as<RiotParser::PatternContext>(written->children.front(), RiotParser::RulePattern);
    if (written->children.size() == 1) {
      argument.pattern = pattern(first);
      if (named && argument.pattern->kind != PatternKind::Error)
        diagnostics_.error(Code::E0120, argument.pattern->span, "a pattern without a label stands behind one with a label").help("patterns by position come first, then those by name");
    } else {
      const Token& label = layout_.tokens[first->start->getTokenIndex()];
      if (first->start != first->stop || label.kind != LOWER_NAME) {
        if (!failed(first)) diagnostics_.error(Code::E0101, span_of(first), "a label is a plain name");
        argument.pattern = error_pattern(span_of(first));
      } else {
        named = true;
        argument.label = Ident{text(label), span(label)};
        if (written->children.size() == 3) {
          argument.pattern = pattern(as<RiotParser::PatternContext>(written->children[2], RiotParser::RulePattern));
        } else {
          argument.punned = true;
          auto* bound = make<VariablePattern>(span(label));
          bound->name = argument.label.text;
          argument.pattern = bound;
          if (was_keyword(label))
            diagnostics_.error(Code::E0113, span(label), "`" + bound->name + ":` cannot stand alone, because `" + bound->name + "` is a keyword").help("write a variable behind it");
        }
      }
    }
    made->arguments.push_back(std::move(argument));
  }
  return made;
}

Pattern* TreeBuilder::pattern_atom(RiotParser::PatternAtomContext* context) {
  Span whole = span_of(context);
  if (failed(context) || context->children.empty()) return error_pattern(whole);
  const Nodes& nodes = context->children;
  switch (kind(nodes.front())) {
    case MINUS: case INT: case FLOAT: case DURATION: return number_pattern(nodes, whole);
    case TRUE: case FALSE: {
      auto* made = make<BoolPattern>(whole);
      made->value = kind(nodes.front()) == TRUE;
      return made;
    }
    case UNDERSCORE: return make<WildcardPattern>(whole);
    case LOWER_NAME:
      if (nodes.size() == 1) return variable(nodes.front());
      return constructor_pattern(nodes, 2, whole);
    case UPPER_NAME: return constructor_pattern(nodes, 0, whole);
    case CARET: return pin(nodes, 1, whole);
    case LBRACKET: return list_pattern(nodes, whole);
    case LPAREN: {
      std::vector<Pattern*> items;
      for (Tree* node : nodes)
        if (auto* child = as<RiotParser::PatternContext>(node, RiotParser::RulePattern)) items.push_back(pattern(child));
      if (items.empty()) return make<UnitPattern>(whole);
      if (items.size() == 1) return items.front();
      auto* made = make<TuplePattern>(whole);
      made->items = std::move(items);
      return made;
    }
    case LMAP: {
      auto* made = make<MapPattern>(whole);
      for (Tree* node : nodes) {
        auto* entry = as<RiotParser::PatternEntryContext>(node, RiotParser::RulePatternEntry);
        if (!entry || failed(entry)) continue;
        MapPatternEntry pair;
        pair.key = pattern_atom(as<RiotParser::PatternAtomContext>(entry->children[0], RiotParser::RulePatternAtom));
        pair.value = pattern(as<RiotParser::PatternContext>(entry->children[2], RiotParser::RulePattern));
        made->entries.push_back(pair);
      }
      return made;
    }
    case LBITS: {
      auto* made = make<BitsPattern>(whole);
      for (Tree* node : nodes)
        if (auto* segment = as<RiotParser::PatternSegmentContext>(node, RiotParser::RulePatternSegment)) made->segments.push_back(pattern_segment(segment));
      return made;
    }
    default: break;
  }
  auto* literal = as<RiotParser::StringLiteralContext>(nodes.front(), RiotParser::RuleStringLiteral);
  if (!literal) return error_pattern(whole);
  std::string value = plain_string(literal);
  if (nodes.size() == 1) {
    auto* made = make<StringPattern>(whole);
    made->value = std::move(value);
    return made;
  }
  auto* made = make<PrefixPattern>(whole);
  made->prefix = std::move(value);
  made->rest = pattern_atom(as<RiotParser::PatternAtomContext>(nodes[2], RiotParser::RulePatternAtom));
  if (made->rest->kind == PatternKind::Variable || made->rest->kind == PatternKind::Wildcard) return made;
  if (made->rest->kind != PatternKind::Error)
    diagnostics_.error(Code::E0121, made->rest->span, "right of `++` in a pattern stands a variable or `_`").help("only the beginning of a string can be matched: `\"GET \" ++ rest`");
  return error_pattern(whole);
}

BitSegment TreeBuilder::pattern_segment(RiotParser::PatternSegmentContext* context) {
  BitSegment made;
  made.span = span_of(context);
  made.pattern = nullptr;
  if (auto* value = as<RiotParser::PatternSegmentValueContext>(context->children.front(), RiotParser::RulePatternSegmentValue); value && !failed(value)) {
    Span whole = span_of(value);
    const Nodes& nodes = value->children;
    switch (kind(nodes.front())) {
      case MINUS: case INT: case FLOAT: made.pattern = number_pattern(nodes, whole); break;
      case LOWER_NAME: made.pattern = variable(nodes.front()); break;
      case UNDERSCORE: made.pattern = make<WildcardPattern>(whole); break;
      case CARET: made.pattern = pin(nodes, 1, whole); break;
      default: {
        auto* literal = make<StringPattern>(whole);
        literal->value = plain_string(static_cast<RiotParser::StringLiteralContext*>(static_cast<Context*>(nodes.front())));
        made.pattern = literal;
      }
    }
  }
  if (!made.pattern) made.pattern = error_pattern(made.span);
  segment_tail(context->children, made);
  return made;
}

}  // namespace riotc::parse
