// SPDX-License-Identifier: MIT
// Items, their attributes and documentation.
#include <algorithm>

#include "compiler/base/words.h"
#include "compiler/parse/tree_builder.h"

namespace riotc::parse {

using enum TokenKind;
using namespace syntax;

namespace {

}  // namespace

// ------------------------------------------------------------------------------------------------- the parse tree

TokenKind TreeBuilder::kind(Tree* node) const {
  auto* terminal = dynamic_cast<antlr4::tree::TerminalNode*>(node);
  return terminal ? layout_.tokens[terminal->getSymbol()->getTokenIndex()].kind : NONE;
}

const Token& TreeBuilder::token(Tree* node) const {
  return layout_.tokens[dynamic_cast<antlr4::tree::TerminalNode*>(node)->getSymbol()->getTokenIndex()];
}

size_t TreeBuilder::rule_of(Tree* node) {
  auto* context = dynamic_cast<Context*>(node);
  return context ? context->getRuleIndex() : static_cast<size_t>(-1);
}

Span TreeBuilder::span_of(const Context* context) const {
  const Token& first = layout_.tokens[context->start ? context->start->getTokenIndex() : 0];
  Span whole = span(first);
  if (context->stop && context->stop->getTokenIndex() >= context->start->getTokenIndex())
    whole.end = std::max(whole.end, layout_.tokens[context->stop->getTokenIndex()].end);
  return whole;
}

Ident TreeBuilder::ident(Tree* token_node) const {
  const Token& at = token(token_node);
  return Ident{text(at), span(at)};
}

// ------------------------------------------------------------------------------------------------- names

void TreeBuilder::check_lower(const Ident& name) {
  if (name.empty() || std::none_of(name.text.begin(), name.text.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) return;
  std::string instead = snake_case(name.text);
  diagnostics_.error(Code::E0112, name.span, "`" + name.text + "` is not written as names of values are")
      .help("write `" + instead + "`: small letters, with `_` between words")
      .suggest(name.span, instead, "write this instead");
}

void TreeBuilder::check_upper(const Ident& name) {
  if (name.text.find('_') == std::string::npos) return;
  std::string instead = camel_case(name.text);
  diagnostics_.error(Code::E0112, name.span, "`" + name.text + "` is not written as names of types and constructors are")
      .help("write `" + instead + "`: a capital at each word, without `_`")
      .suggest(name.span, instead, "write this instead");
}

// A name that is about to be bound to a value.
void TreeBuilder::check_bindable(Tree* token_node) {
  const Token& at = token(token_node);
  if (was_keyword(at)) {
    if (without_body_) return;
    diagnostics_.error(Code::E0113, span(at), "`" + text(at) + "` is a keyword and cannot be a variable")
        .help("a label may be a keyword: `" + text(at) + " value: ..` makes it the label of the variable `value`");
    return;
  }
  check_lower(ident(token_node));
}

void TreeBuilder::no_pun(Tree* token_node) {
  const Token& at = token(token_node);
  if (was_keyword(at))
    diagnostics_.error(Code::E0113, span(at), "`" + text(at) + ":` cannot stand alone, because `" + text(at) + "` is a keyword")
        .help("write the value behind it");
}

// ------------------------------------------------------------------------------------------------- documentation

std::string TreeBuilder::doc_text(Span comment) const {
  std::string_view line = file_.text(comment).substr(3);
  if (line.starts_with(' ')) line.remove_prefix(1);
  return std::string(line.substr(0, line.find_last_not_of(" \t") + 1));
}

std::string TreeBuilder::take_docs(uint32_t before) {
  std::string doc;
  bool any = false;
  for (; next_doc_ < layout_.item_docs.size() && layout_.item_docs[next_doc_].end <= before; ++next_doc_) {
    if (any) doc += "\n";
    doc += doc_text(layout_.item_docs[next_doc_]);
    any = true;
  }
  return doc;
}

void TreeBuilder::drop_docs(uint32_t before, bool warn) {
  bool told = false;
  for (; next_doc_ < layout_.item_docs.size() && layout_.item_docs[next_doc_].end <= before; ++next_doc_) {
    if (warn && !told) diagnostics_.warning(Code::W0112, layout_.item_docs[next_doc_], "this doc comment belongs to nothing").help("`///` stands before an item or a constructor; write `//` elsewhere");
    told = true;
  }
}

// ------------------------------------------------------------------------------------------------- items

void TreeBuilder::build(RiotParser::ModuleContext* context) {
  for (Span comment : layout_.comments) module_.comments.push_back({comment});
  for (size_t i = 0; i < layout_.module_docs.size(); ++i) {
    if (i > 0) module_.doc += "\n";
    module_.doc += doc_text(layout_.module_docs[i]);
  }
  if (!context) return;
  for (Tree* node : context->children)
    if (auto* child = as<RiotParser::ItemContext>(node, RiotParser::RuleItem)) item(child);
  drop_docs(static_cast<uint32_t>(file_.text().size()), !module_.has_errors);
}

void TreeBuilder::item(RiotParser::ItemContext* context) {
  Span whole = span_of(context);
  std::string doc = take_docs(whole.begin);
  std::vector<Attribute> attributes;
  bool is_public = false;
  Item* made = nullptr;
  Tree* pub = nullptr;
  for (Tree* node : context->children) {
    if (kind(node) == PUB) {
      is_public = true;
      pub = node;
      continue;
    }
    auto* child = dynamic_cast<Context*>(node);
    if (!child) continue;
    switch (child->getRuleIndex()) {
      case RiotParser::RuleAttribute:
        if (!failed(child)) attributes.push_back(attribute(child));
        break;
      case RiotParser::RuleImportItem:
        if (!attributes.empty()) diagnostics_.error(Code::E0124, attributes.front().span, "an import has no attributes");
        import(static_cast<RiotParser::ImportItemContext*>(child));
        break;
      case RiotParser::RuleConstItem: made = const_item(static_cast<RiotParser::ConstItemContext*>(child)); break;
      case RiotParser::RuleTypeItem: made = type_item(static_cast<RiotParser::TypeItemContext*>(child)); break;
      case RiotParser::RuleAliasItem: made = alias_item(static_cast<RiotParser::AliasItemContext*>(child)); break;
      case RiotParser::RuleFunctionItem: made = function_item(static_cast<RiotParser::FunctionItemContext*>(child)); break;
      case RiotParser::RuleTestItem: made = test_item(static_cast<RiotParser::TestItemContext*>(child)); break;
      default: break;
    }
  }
  drop_docs(whole.end, made && (made->kind == ItemKind::Function || made->kind == ItemKind::Test) && !failed(context) && !module_.has_errors);
  if (!made) return;
  made->span = whole;
  made->doc = std::move(doc);
  made->attributes = std::move(attributes);
  made->is_public = is_public || made->is_public;
  if (pub && made->kind == ItemKind::Test) diagnostics_.error(Code::E0119, span(pub), "a test is not `pub`").help("nothing refers to a test; leave the word out");
  if (made->kind == ItemKind::Function && merge_clause(static_cast<FunctionItem*>(made))) return;
  module_.items.push_back(made);
}

// Joins a function with the item before it, if both are clauses of one function.
bool TreeBuilder::merge_clause(FunctionItem* function) {
  if (module_.items.empty() || module_.items.back()->kind != ItemKind::Function) return false;
  auto* first = static_cast<FunctionItem*>(module_.items.back());
  Clause& clause = function->clauses.front();
  if (first->name.text != function->name.text || first->clauses.front().parameters.size() != clause.parameters.size()) return false;
  if (!clause.body || !first->clauses.front().body) return false;
  if (function->is_public || !function->attributes.empty()) {
    Span where = function->is_public ? Span{file_.id(), function->span.begin, function->name.span.begin} : function->attributes.front().span;
    diagnostics_.error(Code::E0214, function->name.span, "only the first clause of `" + function->name.text + "` carries `pub` and attributes")
        .label(first->name.span, "the first clause is here")
        .suggest(where, "", "leave this out");
  }
  first->span.end = function->span.end;
  first->clauses.push_back(std::move(clause));
  return true;
}

Attribute TreeBuilder::attribute(Context* context) {
  Attribute made;
  made.span = span_of(context);
  for (Tree* node : context->children) {
    if (kind(node) == LOWER_NAME) made.name = ident(node);
    auto* argument = as<RiotParser::AttributeArgumentContext>(node, RiotParser::RuleAttributeArgument);
    if (!argument) continue;
    AttributeArgument value;
    value.span = span_of(argument);
    bool labelled = argument->COLON() != nullptr;
    for (size_t i = 0; i < argument->children.size(); ++i) {
      Tree* part = argument->children[i];
      if (auto* literal = as<RiotParser::StringLiteralContext>(part, RiotParser::RuleStringLiteral)) {
        value.text = plain_string(literal);
        value.is_string = true;
      } else if (kind(part) == LOWER_NAME && labelled && i == 0) {
        value.label = ident(part);
      } else if (kind(part) != COLON) {
        value.text = text(token(part));
      }
    }
    made.arguments.push_back(std::move(value));
  }
  return made;
}

void TreeBuilder::import(RiotParser::ImportItemContext* context) {
  Import made;
  made.span = span_of(context);
  bool alias_next = false;
  for (Tree* node : context->children) {
    TokenKind child = kind(node);
    if (child == LOWER_NAME) {
      if (alias_next) made.alias = ident(node);
      else made.path.push_back(ident(node));
    }
    if (child == AS) alias_next = true;
    if (auto* name = as<RiotParser::ImportedNameContext>(node, RiotParser::RuleImportedName); name && !failed(name)) {
      ImportedName imported;
      imported.name = ident(name->children.front());
      if (name->children.size() == 3) imported.alias = ident(name->children.back());
      made.names.push_back(std::move(imported));
    }
  }
  if (failed(context)) {
    // What could be read of it still counts, so that its names are not unknown as well.
    if (made.path.empty()) return;
  }
  module_.imports.push_back(std::move(made));
}

Item* TreeBuilder::const_item(RiotParser::ConstItemContext* context) {
  auto* made = make<ConstItem>(span_of(context));
  for (Tree* node : context->children) {
    switch (kind(node)) {
      case LOWER_NAME:
        made->name = ident(node);
        check_lower(made->name);
        break;
      case UPPER_NAME:
        made->name = ident(node);
        diagnostics_.error(Code::E0112, made->name.span, "`" + made->name.text + "` is not written as names of values are")
            .help("write `" + snake_case(made->name.text) + "`: constants are in small letters, too")
            .suggest(made->name.span, snake_case(made->name.text), "write this instead");
        break;
      default:
        if (auto* written = as<RiotParser::TypeContext>(node, RiotParser::RuleType)) made->type = type(written);
        else if (rule_of(node) == RiotParser::RuleExpr) made->value = expr(node);
    }
  }
  if (made->name.empty()) return nullptr;
  if (!made->value) made->value = error_expr(made->span);
  return made;
}

std::vector<Ident> TreeBuilder::type_parameters(RiotParser::TypeParametersContext* context) {
  std::vector<Ident> names;
  for (Tree* node : context->children)
    if (kind(node) == LOWER_NAME) {
      names.push_back(ident(node));
      check_lower(names.back());
    }
  return names;
}

Item* TreeBuilder::type_item(RiotParser::TypeItemContext* context) {
  auto* made = make<TypeItem>(span_of(context));
  for (Tree* node : context->children) {
    switch (kind(node)) {
      case OPAQUE: made->is_opaque = made->is_public = true; break;
      case UPPER_NAME:
        made->name = ident(node);
        check_upper(made->name);
        break;
      default: {
        auto* child = dynamic_cast<Context*>(node);
        if (!child) break;
        if (child->getRuleIndex() == RiotParser::RuleTypeParameters) {
          made->parameters = type_parameters(static_cast<RiotParser::TypeParametersContext*>(child));
        } else if (child->getRuleIndex() == RiotParser::RuleFields) {
          made->is_short_form = true;
          ConstructorDecl only;
          only.name = made->name;
          only.span = made->name.span.to(span_of(child));
          only.fields = fields(static_cast<RiotParser::FieldsContext*>(child));
          made->constructors.push_back(std::move(only));
        } else if (child->getRuleIndex() == RiotParser::RuleConstructor && child->start) {
          made->constructors.push_back(constructor(static_cast<RiotParser::ConstructorContext*>(child)));
          if (made->constructors.back().name.empty()) made->constructors.pop_back();
        }
      }
    }
  }
  if (made->name.empty()) return nullptr;
  if (failed(context)) {
    // Its constructors are not all known, so nothing may be said about those that seem to be missing.
    add_unparsed(made->name.text);
    return made->constructors.empty() ? nullptr : made;
  }
  return made;
}

ConstructorDecl TreeBuilder::constructor(RiotParser::ConstructorContext* context) {
  ConstructorDecl made;
  made.span = span_of(context);
  made.doc = take_docs(made.span.begin);
  for (Tree* node : context->children) {
    if (kind(node) == UPPER_NAME) {
      made.name = ident(node);
      check_upper(made.name);
    } else if (auto* list = as<RiotParser::FieldsContext>(node, RiotParser::RuleFields)) {
      made.fields = fields(list);
    }
  }
  return made;
}

std::vector<FieldDecl> TreeBuilder::fields(RiotParser::FieldsContext* context) {
  std::vector<FieldDecl> made;
  for (Tree* node : context->children) {
    auto* field = as<RiotParser::FieldContext>(node, RiotParser::RuleField);
    if (!field) continue;
    FieldDecl decl;
    decl.span = span_of(field);
    RiotParser::TypeContext* first = nullptr;
    bool labelled = false;
    for (Tree* part : field->children) {
      if (kind(part) == COLON) labelled = true;
      auto* child = dynamic_cast<Context*>(part);
      if (!child) continue;
      if (child->getRuleIndex() == RiotParser::RuleFieldAttribute) {
        decl.attributes.push_back(attribute(child));
      } else if (child->getRuleIndex() == RiotParser::RuleType) {
        auto* written = static_cast<RiotParser::TypeContext*>(child);
        if (!first) first = written;
        else decl.type = type(written);
      } else if (child->getRuleIndex() == RiotParser::RuleExpr) {
        decl.default_value = expr(child);
      }
    }
    if (!first) continue;
    if (!labelled) {
      decl.type = type(first);
    } else {
      bool plain = first->start == first->stop && kind(static_cast<Context*>(first->children.front())->children.front()) == LOWER_NAME;
      if (plain) {
        decl.label = Ident{text(layout_.tokens[first->start->getTokenIndex()]), span_of(first)};
        check_lower(decl.label);
      } else if (!failed(first)) {
        diagnostics_.error(Code::E0101, span_of(first), "a field is named by a plain name").help("as in `Circle(radius: Float)`");
      }
      if (!decl.type) decl.type = error_type(decl.span);
    }
    made.push_back(std::move(decl));
  }
  return made;
}

Item* TreeBuilder::alias_item(RiotParser::AliasItemContext* context) {
  auto* made = make<AliasItem>(span_of(context));
  for (Tree* node : context->children) {
    if (kind(node) == UPPER_NAME) {
      made->name = ident(node);
      check_upper(made->name);
    } else if (auto* list = as<RiotParser::TypeParametersContext>(node, RiotParser::RuleTypeParameters)) {
      made->parameters = type_parameters(list);
    } else if (auto* written = as<RiotParser::TypeContext>(node, RiotParser::RuleType)) {
      made->type = type(written);
    }
  }
  if (made->name.empty()) return nullptr;
  if (!made->type) made->type = error_type(made->span);
  return made;
}

Item* TreeBuilder::function_item(RiotParser::FunctionItemContext* context) {
  auto* made = make<FunctionItem>(span_of(context));
  Clause clause;
  clause.span = made->span;
  TypeTails tails;
  bool behind_when = false, behind_assign = false, header_ended = false;
  without_body_ = !failed(context) && std::none_of(context->children.begin(), context->children.end(), [&](Tree* node) {
    return kind(node) == ASSIGN || rule_of(node) == RiotParser::RuleBlock;
  });
  for (Tree* node : context->children) {
    switch (kind(node)) {
      case LOWER_NAME:
        clause.name = ident(node);
        check_lower(clause.name);
        continue;
      case RPAREN: header_ended = true; continue;
      case WHEN: behind_when = true; continue;
      case ASSIGN: behind_assign = true; continue;
      default: break;
    }
    auto* child = dynamic_cast<Context*>(node);
    if (!child) continue;
    switch (child->getRuleIndex()) {
      case RiotParser::RuleParameters: clause.parameters = parameters(static_cast<RiotParser::ParametersContext*>(child)); break;
      case RiotParser::RuleTypeTail: add_tail(child, tails); break;
      case RiotParser::RuleBlock: clause.body = block(child); break;
      case RiotParser::RuleExpr:
        if (behind_assign) {
          clause.body = expr(child);
          clause.is_expression_body = true;
        } else if (behind_when) {
          clause.guard = expr(child);
        }
        break;
      default: break;
    }
  }
  without_body_ = false;
  signature(tails, clause.result, clause.receives);
  if (clause.name.empty()) return nullptr;
  if (failed(context)) {
    if (!header_ended) {
      add_unparsed(clause.name.text);
      return nullptr;
    }
    if (!clause.body) clause.body = error_expr(made->span);
  }
  made->name = clause.name;
  made->clauses.push_back(std::move(clause));
  return made;
}

std::vector<Parameter> TreeBuilder::parameters(RiotParser::ParametersContext* context) {
  std::vector<Parameter> made;
  for (Tree* node : context->children)
    if (auto* child = as<RiotParser::ParameterContext>(node, RiotParser::RuleParameter)) made.push_back(parameter(child));
  return made;
}

std::string_view TreeBuilder::text_between(Span a, Span b) const { return file_.text(Span{file_.id(), a.end, std::max(a.end, b.begin)}); }

Parameter TreeBuilder::parameter(RiotParser::ParameterContext* context) {
  Parameter made;
  made.span = span_of(context);
  for (Tree* node : context->children) {
    if (kind(node) == LOWER_NAME) {
      made.label = ident(node);
      check_lower(made.label);
    }
    auto* child = dynamic_cast<Context*>(node);
    if (!child) continue;
    switch (child->getRuleIndex()) {
      case RiotParser::RuleKeyword: made.label = ident(child->children.front()); break;
      case RiotParser::RulePattern: made.pattern = pattern(static_cast<RiotParser::PatternContext*>(child)); break;
      case RiotParser::RuleType: made.type = type(static_cast<RiotParser::TypeContext*>(child)); break;
      case RiotParser::RuleExpr: made.default_value = expr(child); break;
      default: break;
    }
  }
  if (!made.pattern) made.pattern = error_pattern(made.span);
  // `a Int`: a label and a type where a pattern would stand.
  static constexpr std::string_view kTypes[] = {"Int", "Float", "String", "Bool", "Bytes", "Unit", "Duration", "List", "Map", "Set", "Option", "Result", "Pid"};
  if (!made.label.empty() && made.pattern->kind == PatternKind::Constructor && !made.type) {
    const auto& constructor = static_cast<const ConstructorPattern&>(*made.pattern);
    if (std::find(std::begin(kTypes), std::end(kTypes), constructor.name.text) != std::end(kTypes)) {
      const bool is_told = !diagnostics_.all().empty() && diagnostics_.all().back().message == "the type of a parameter stands behind a `:`" &&
                           text_between(diagnostics_.all().back().span, constructor.span).find('\n') == std::string_view::npos;
      if (!is_told)
        diagnostics_.error(Code::E0114, constructor.span, "the type of a parameter stands behind a `:`")
            .help("`" + made.label.text + ": " + constructor.name.text + "`")
            .suggest(constructor.span, ": " + constructor.name.text, "write it behind a `:`");
      auto* variable = make<VariablePattern>(made.label.span);
      variable->name = made.label.text;
      made.pattern = variable;
      made.label = {};
    }
  }
  return made;
}

Item* TreeBuilder::test_item(RiotParser::TestItemContext* context) {
  auto* made = make<TestItem>(span_of(context));
  for (Tree* node : context->children) {
    if (auto* literal = as<RiotParser::StringLiteralContext>(node, RiotParser::RuleStringLiteral)) {
      made->name.span = span_of(literal);
      made->name.text = plain_string(literal);
    } else if (rule_of(node) == RiotParser::RuleBlock) {
      made->body = block(node);
    }
  }
  if (!made->body) made->body = error_expr(made->span);
  return made;
}

}  // namespace riotc::parse
