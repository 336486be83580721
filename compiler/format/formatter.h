// SPDX-License-Identifier: MIT
// From the tree to a document. One method a construct; the text is walked strictly from left to right, because
// comments are handed out in order.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/format/doc.h"
#include "compiler/format/tokens.h"
#include "compiler/syntax/ast.h"

namespace riotc::format {

// One of a sequence: a statement, an arm, an argument, an item.
struct Entry {
  uint32_t begin = 0;
  uint32_t end = 0;
  std::function<Doc()> make;
};

// What stands behind the entries of a sequence.
enum class Separator {
  Nothing,   // statements, items
  Comma,     // lists; behind the last one, too, when broken
  ArmComma,  // arms: only when they stand on one line
};

class Formatter {
 public:
  Formatter(const syntax::Module& module, const SourceFile& file) : module_(module), file_(file), tokens_(file) {}
  std::string run(size_t width);

 private:
  // ---- comments and sequences (sequences.cpp)
  struct Content {
    Doc on_opening_line = nullptr;  // a comment behind the opening bracket
    Doc lines = nullptr;            // null when there is nothing
    bool has_comments = false;      // between entries, not within them
  };
  // Everything between `open_end` and `close`.
  Content sequence(uint32_t open_end, uint32_t close, const std::vector<Entry>& entries, Separator separator);
  // Those that begin before an offset and have not been handed out.
  std::vector<Span> take_comments(uint32_t before);
  bool has_comment(uint32_t before) const { return next_comment_ < tokens_.comments().size() && tokens_.comments()[next_comment_].begin < before; }
  // The comment behind `end` on the same line, if it begins before `limit`.
  Doc trailing_comment(uint32_t end, uint32_t limit);
  // Comments that stand on lines of their own, each followed by a line end.
  Doc comment_lines(uint32_t before);

  // `(a, b)`. `open` is the opening bracket's token.
  struct List {
    Doc flat_or_broken = nullptr;  // a group
    std::vector<Doc> items;
    Doc content_broken = nullptr;  // as a group that is always broken
    bool only_broken = false;      // written so, or with comments
  };
  List list(size_t open, const std::vector<Entry>& entries);
  Doc bracketed(size_t open, const std::vector<Entry>& entries) { return list(open, entries).flat_or_broken; }
  bool stays_broken(size_t open) const;

  // ---- items (items.cpp)
  void add_item(const syntax::Item* item, std::vector<Entry>& entries);
  Doc attributed(const syntax::Item* item, uint32_t begin, const std::function<Doc()>& make);
  Doc attribute(const syntax::Attribute& attribute);
  Doc import(const syntax::Import& import);
  Doc const_item(const syntax::ConstItem* item);
  Doc type_item(const syntax::TypeItem* item);
  Doc constructor(const syntax::ConstructorDecl& decl);
  Doc fields(const syntax::ConstructorDecl& decl);
  Doc alias_item(const syntax::AliasItem* item);
  Doc clause(const syntax::Clause& clause, bool is_public);
  Doc type_parameters(const std::vector<syntax::Ident>& parameters);
  Doc parameters(size_t open, const std::vector<syntax::Parameter>& parameters);
  Doc parameter(const syntax::Parameter& parameter);
  // ` -> T receives M`
  void signature(const syntax::TypeExpr* result, const syntax::TypeExpr* receives, std::vector<Doc>& parts);

  // ---- types and patterns (types_and_patterns.cpp)
  Doc type(const syntax::TypeExpr* node);
  Doc type_list(size_t open, const std::vector<syntax::TypeExpr*>& types);
  Doc pattern(const syntax::Pattern* node);
  Doc bare_pattern(const syntax::Pattern* node);
  Doc constructor_pattern(const syntax::ConstructorPattern* node);
  Doc alternatives(const syntax::OrPattern* node);
  Doc segment(const syntax::BitSegment& segment);
  Doc bits(Span whole, const std::vector<syntax::BitSegment>& segments);

  // ---- expressions (expressions.cpp, chains.cpp, control.cpp)
  // How far the lines of a chain of operators are indented that do not begin with its first operand.
  static constexpr int kContinuation = 2;
  Doc expr(const syntax::Expr* node, int continuation = kContinuation);
  Doc bare(const syntax::Expr* node, int continuation);
  Doc string(const syntax::StringExpr* node);
  Doc call(const syntax::CallExpr* node);
  Doc list_expr(const syntax::ListExpr* node);
  Doc map(const syntax::MapExpr* node);
  Doc comprehension(const syntax::ComprehensionExpr* node);
  Doc lambda(const syntax::LambdaExpr* node);
  // What stands behind `=` or `->`: on the line, on the next one, or begun on the line.
  Doc assign(Doc head, const syntax::Expr* value);
  Doc place(Doc value, bool is_chain);
  // May the last lines of this stand apart from its first without a line end before it?
  bool hugs(const syntax::Expr* node) const;

  Doc binary(const syntax::BinaryExpr* node, int continuation);
  Doc pipe(const syntax::PipeExpr* node, int continuation);
  struct Chain {
    std::vector<const syntax::Expr*> operands;
    std::vector<std::string> operators;  // one fewer
    bool trailing = false;               // operators stand at the ends of lines, as `-` must
    bool written_broken = false;         // with a line end beside an operator
    bool broken = false;                 // and it is to stay so
  };
  Doc chain(const Chain& chain, int continuation);
  bool is_broken_at(Span op, const syntax::Expr* right) const;

  Doc block(const syntax::Expr* node);
  // The parts of a block, without a group, so that those of an `if` can share one.
  std::vector<Doc> block_parts(const syntax::Expr* node, bool& one_line);
  Doc statement(const syntax::Statement& statement);
  Doc if_expr(const syntax::IfExpr* node);
  Doc match(const syntax::MatchExpr* node);
  Doc receive(const syntax::ReceiveExpr* node);
  Doc arms(uint32_t open, uint32_t close, std::vector<Entry> entries);
  std::vector<Entry> arm_entries(const std::vector<syntax::Arm>& arms);
  Doc arm(const syntax::Arm& arm);
  // The condition of an `if` and the like: without the parentheses that other languages ask for.
  Doc head(const syntax::Expr* node);

  // ---- small helpers
  Entry entry(const syntax::Expr* node, std::function<Doc()> make);
  Entry entry(const syntax::Pattern* node, std::function<Doc()> make);
  uint32_t begin_of(const syntax::Expr* node) const;
  uint32_t end_of(const syntax::Expr* node) const;
  bool is_parenthesised(const syntax::Expr* node) const;
  bool is_on_one_line(uint32_t begin, uint32_t end) const { return !tokens_.has_line_end(begin, end); }
  Doc text(std::string_view text) { return docs_.text(text); }
  Doc concat(std::vector<Doc> parts) { return docs_.concat(std::move(parts)); }
  Doc source(Span span) { return docs_.text(file_.text(span)); }

  const syntax::Module& module_;
  const SourceFile& file_;
  Tokens tokens_;
  Docs docs_;
  size_t next_comment_ = 0;
};

}  // namespace riotc::format
