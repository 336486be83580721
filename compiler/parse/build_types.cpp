// SPDX-License-Identifier: MIT
// Types. `fn(a) -> b receives m` comes as an atom and a flat list of tails; each `fn` takes the tails next to it.
#include "compiler/parse/tree_builder.h"

namespace riotc::parse {

using enum TokenKind;
using namespace syntax;

void TreeBuilder::add_tail(Tree* node, TypeTails& tails) {
  auto* tail = as<RiotParser::TypeTailContext>(node, RiotParser::RuleTypeTail);
  if (!tail || tail->children.size() < 2) return;
  auto* atom = as<RiotParser::TypeAtomContext>(tail->children[1], RiotParser::RuleTypeAtom);
  if (!atom) return;
  if (tails.parts.empty()) tails.first = span(tail->children.front());
  tails.parts.emplace_back(kind(tail->children.front()), atom);
}

void TreeBuilder::signature(TypeTails& tails, TypeExpr*& result, TypeExpr*& receives) {
  if (++tails.depth > kMaxNesting) {
    too_deep(tails.first);
    tails.at = tails.parts.size();
    return;
  }
  if (tails.at < tails.parts.size() && tails.parts[tails.at].first == ARROW) result = type_atom(tails.parts[tails.at++].second, tails);
  if (tails.at < tails.parts.size() && tails.parts[tails.at].first == RECEIVES) receives = type_atom(tails.parts[tails.at++].second, tails);
  --tails.depth;
  if (tails.depth == 0) check_no_tails(tails);
}

void TreeBuilder::check_no_tails(const TypeTails& tails) {
  if (tails.at >= tails.parts.size()) return;
  auto [tail, atom] = tails.parts[tails.at];
  if (failed(atom)) return;
  const Token& before = layout_.tokens[atom->start->getTokenIndex() - 1];
  if (tail == ARROW) diagnostics_.error(Code::E0122, span(before), "`->` without an `fn` before it").help("the type of a function is written `fn(Int) -> Int`");
  else diagnostics_.error(Code::E0122, span(before), "`receives` without an `fn` before it").help("it belongs to the type of a function: `fn(Int) -> Int receives Message`");
}

TypeExpr* TreeBuilder::type(RiotParser::TypeContext* context) {
  TypeTails tails;
  RiotParser::TypeAtomContext* first = nullptr;
  for (Tree* node : context->children) {
    if (auto* atom = as<RiotParser::TypeAtomContext>(node, RiotParser::RuleTypeAtom)) first = atom;
    else add_tail(node, tails);
  }
  if (!first) return error_type(span_of(context));
  TypeExpr* made = type_atom(first, tails);
  if (tails.at < tails.parts.size()) {
    check_no_tails(tails);
    return error_type(span_of(context));
  }
  return made;
}

TypeExpr* TreeBuilder::type_atom(RiotParser::TypeAtomContext* context, TypeTails& tails) {
  Span whole = span_of(context);
  if (context->children.empty()) return error_type(whole);
  const Nodes& nodes = context->children;
  TokenKind first = kind(nodes.front());
  auto inner = [&] {
    std::vector<TypeExpr*> types;
    for (Tree* node : nodes)
      if (auto* child = as<RiotParser::TypeContext>(node, RiotParser::RuleType)) types.push_back(type(child));
    return types;
  };
  if (first == FN || first == FN_SHORT) {
    auto* made = make<FunctionType>(whole);
    made->parameters = inner();
    size_t depth = tails.depth;
    tails.depth = depth + 1;  // so that what is left over is reported by the outermost
    signature(tails, made->result, made->receives);
    tails.depth = depth;
    if (made->result) made->span = made->span.to(made->result->span);
    if (made->receives) made->span = made->span.to(made->receives->span);
    return made;
  }
  if (first == LPAREN) {
    std::vector<TypeExpr*> types = inner();
    if (types.size() == 1) return types.front();
    auto* made = make<TupleType>(whole);
    made->items = std::move(types);
    return made;
  }
  if (failed(context)) return error_type(whole);
  if (first == LOWER_NAME && nodes.size() == 1) {
    auto* made = make<VariableType>(whole);
    made->name = text(token(nodes.front()));
    return made;
  }
  auto* made = make<NameType>(whole);
  for (Tree* node : nodes) {
    if (kind(node) == LOWER_NAME) made->module = ident(node);
    if (kind(node) == UPPER_NAME) made->name = ident(node);
    if (auto* arguments = as<RiotParser::TypeArgumentsContext>(node, RiotParser::RuleTypeArguments))
      for (Tree* argument : arguments->children)
        if (auto* child = as<RiotParser::TypeContext>(argument, RiotParser::RuleType)) made->arguments.push_back(type(child));
  }
  return made;
}

}  // namespace riotc::parse
