// SPDX-License-Identifier: MIT
// ANTLR's parse tree -> syntax tree.
//
// The grammar is looser than the language where the builder can say more than a parser could: precedences, labels,
// the place of `..`, the reading of literals are settled here. Contexts in which the parser failed carry an exception;
// they become Error nodes without another message.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "RiotParser.h"
#include "compiler/diagnostics/diagnostics.h"
#include "compiler/parse/layout.h"
#include "compiler/parse/literals.h"
#include "compiler/syntax/ast.h"

namespace riotc::parse {

class TreeBuilder {
 public:
  TreeBuilder(const SourceFile& file, const std::vector<Token>& raw, const Layout& layout, syntax::Module& module, Diagnostics& diagnostics)
      : file_(file), raw_(raw), layout_(layout), module_(module), diagnostics_(diagnostics) {}

  void build(RiotParser::ModuleContext* context);

 private:
  using Context = antlr4::ParserRuleContext;
  using Tree = antlr4::tree::ParseTree;
  using Nodes = std::vector<Tree*>;

  // ---- the parse tree
  // Kind of a child that is a token, or NONE.
  TokenKind kind(Tree* node) const;
  const Token& token(Tree* node) const;  // only of a child that is a token
  static bool failed(const Context* context) { return !context || context->exception; }
  template <class T>
  static T* as(Tree* node, size_t rule) {
    auto* context = dynamic_cast<Context*>(node);
    return context && context->getRuleIndex() == rule ? static_cast<T*>(context) : nullptr;
  }
  static size_t rule_of(Tree* node);  // npos for a token
  Span span(const Token& token) const { return Span{file_.id(), token.begin, token.end}; }
  Span span(Tree* token_node) const { return span(token(token_node)); }
  Span span_of(const Context* context) const;
  std::string text(const Token& token) const { return std::string(file_.text(span(token))); }
  syntax::Ident ident(Tree* token_node) const;
  bool was_keyword(const Token& token) const { return token.raw >= 0 && is_keyword(raw_[static_cast<size_t>(token.raw)].kind); }

  // ---- names
  void check_lower(const syntax::Ident& name);
  void check_upper(const syntax::Ident& name);
  void check_bindable(Tree* token_node);
  void no_pun(Tree* token_node);

  // ---- items (build_items.cpp)
  void item(RiotParser::ItemContext* context);
  syntax::Attribute attribute(Context* context);
  void import(RiotParser::ImportItemContext* context);
  syntax::Item* const_item(RiotParser::ConstItemContext* context);
  syntax::Item* type_item(RiotParser::TypeItemContext* context);
  syntax::Item* alias_item(RiotParser::AliasItemContext* context);
  syntax::Item* function_item(RiotParser::FunctionItemContext* context);
  syntax::Item* test_item(RiotParser::TestItemContext* context);
  std::vector<syntax::Ident> type_parameters(RiotParser::TypeParametersContext* context);
  std::vector<syntax::FieldDecl> fields(RiotParser::FieldsContext* context);
  syntax::ConstructorDecl constructor(RiotParser::ConstructorContext* context);
  std::vector<syntax::Parameter> parameters(RiotParser::ParametersContext* context);
  std::string_view text_between(Span a, Span b) const;
  syntax::Parameter parameter(RiotParser::ParameterContext* context);
  bool merge_clause(syntax::FunctionItem* function);
  void add_unparsed(const std::string& name) { if (!name.empty()) module_.unparsed_names.push_back(name); }

  // ---- documentation
  // All `///` that end before this offset and have not been used, joined.
  std::string take_docs(uint32_t before);
  void drop_docs(uint32_t before, bool warn);
  std::string doc_text(Span comment) const;

  // ---- types (build_types.cpp)
  struct TypeTails {
    std::vector<std::pair<TokenKind, RiotParser::TypeAtomContext*>> parts;
    size_t at = 0;
    size_t depth = 0;
    Span first{};
  };
  syntax::TypeExpr* type(RiotParser::TypeContext* context);
  syntax::TypeExpr* type_atom(RiotParser::TypeAtomContext* context, TypeTails& tails);
  void add_tail(Tree* node, TypeTails& tails);
  void signature(TypeTails& tails, syntax::TypeExpr*& result, syntax::TypeExpr*& receives);
  void check_no_tails(const TypeTails& tails);
  syntax::TypeExpr* error_type(Span span) { return make<syntax::ErrorType>(span); }

  // ---- patterns (build_patterns.cpp)
  syntax::Pattern* pattern(RiotParser::PatternContext* context);
  syntax::Pattern* pattern_atom(RiotParser::PatternAtomContext* context);
  syntax::Pattern* constructor_pattern(const Nodes& nodes, size_t at, Span whole);
  syntax::Pattern* number_pattern(const Nodes& nodes, Span whole);
  syntax::Pattern* list_pattern(const Nodes& nodes, Span whole);
  syntax::Pattern* variable(Tree* token_node);
  syntax::Pattern* pin(const Nodes& nodes, size_t at, Span whole);
  syntax::BitSegment pattern_segment(RiotParser::PatternSegmentContext* context);
  syntax::Pattern* error_pattern(Span span) { return make<syntax::ErrorPattern>(span); }
  // Text of a string that may not have insertions.
  std::string plain_string(RiotParser::StringLiteralContext* context);

  // ---- expressions (build_expressions.cpp, build_blocks.cpp)
  struct Operators;  // a flat list of operands and operators, on its way to a tree
  syntax::Expr* expr(Tree* node);
  bool is_prefix(Tree* node) const;
  syntax::Expr* climb(Operators& list, int minimum);
  syntax::Expr* climb_from(Operators& list, syntax::Expr* left, int minimum);
  syntax::Expr* prefixed(Operators& list, const Nodes& nodes, size_t at);
  syntax::Expr* combine(TokenKind op, Span op_span, syntax::Expr* left, syntax::Expr* right);
  syntax::Expr* chain(const Nodes& nodes, size_t at, bool negated);
  syntax::Expr* atom(Tree* node, bool negated);
  syntax::Expr* call(syntax::Expr* callee, RiotParser::CallContext* context);
  syntax::Expr* string(RiotParser::StringLiteralContext* context);
  syntax::Expr* parenthesised(RiotParser::ParenthesisedContext* context);
  syntax::Expr* list(RiotParser::ListContext* context);
  syntax::Expr* map(RiotParser::MapContext* context);
  syntax::Expr* bits(RiotParser::BitsContext* context);
  syntax::Expr* segment_size(RiotParser::SegmentSizeContext* context);
  void segment_tail(const Nodes& nodes, syntax::BitSegment& segment);
  syntax::LambdaExpr* lambda(Context* context);
  syntax::Expr* if_expr(RiotParser::IfExprContext* context);
  syntax::Expr* match_expr(RiotParser::MatchExprContext* context);
  syntax::Expr* receive_expr(RiotParser::ReceiveExprContext* context);
  syntax::Expr* for_expr(RiotParser::ForExprContext* context);
  syntax::Expr* block(Tree* node);
  syntax::Statement statement(RiotParser::StatementContext* context);
  std::vector<syntax::Arm> arms(const Nodes& nodes);
  syntax::Arm arm(RiotParser::ArmContext* context);
  syntax::Expr* error_expr(Span span) { return make<syntax::ErrorExpr>(span); }
  // The lower-case name that an expression consists of, or null.
  static syntax::NameExpr* bare_name(syntax::Expr* expr);
  void too_deep(Span span);

  template <class T>
  T* make(Span span) { return module_.store.make<T>(span); }

  const SourceFile& file_;
  const std::vector<Token>& raw_;
  const Layout& layout_;
  syntax::Module& module_;
  Diagnostics& diagnostics_;
  size_t next_doc_ = 0;
  bool told_depth_ = false;
  bool without_body_ = false;  // within the parameters of a function without a body, whose names nobody uses
};

}  // namespace riotc::parse
