// SPDX-License-Identifier: MIT
// The syntax tree: what was written, nothing more.
//
// Built by parse/, never changed afterwards. It keeps what the formatter and the messages need (spans, pun and
// clause forms) and resolves nothing: a name is text, `a.b` is a field access, `_` in arguments is a Hole.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/arena.h"
#include "compiler/source/source.h"

namespace riotc::syntax {

// A name with its place.
struct Ident {
  std::string text;
  Span span;
  bool empty() const { return text.empty(); }
};

struct Expr;
struct Pattern;
struct TypeExpr;
struct Block;

// ---------------------------------------------------------------------------------------------- types

enum class TypeKind { Name, Variable, Tuple, Function, Error };

struct TypeExpr : StoredNode {
  TypeKind kind;
  Span span;
  TypeExpr(TypeKind k, Span s) : kind(k), span(s) {}
};
// `Int`, `List[a]`, `web.Request`
struct NameType : TypeExpr {
  explicit NameType(Span s) : TypeExpr(TypeKind::Name, s) {}
  Ident module;  // empty without qualifier
  Ident name;
  std::vector<TypeExpr*> arguments;
};
// `a`
struct VariableType : TypeExpr {
  explicit VariableType(Span s) : TypeExpr(TypeKind::Variable, s) {}
  std::string name;
};
// `(a, b)`; no items is Unit `()`
struct TupleType : TypeExpr {
  explicit TupleType(Span s) : TypeExpr(TypeKind::Tuple, s) {}
  std::vector<TypeExpr*> items;
};
// `fn(a) -> b receives m`
struct FunctionType : TypeExpr {
  explicit FunctionType(Span s) : TypeExpr(TypeKind::Function, s) {}
  std::vector<TypeExpr*> parameters;
  TypeExpr* result = nullptr;
  TypeExpr* receives = nullptr;  // null when not written
};
struct ErrorType : TypeExpr {
  explicit ErrorType(Span s) : TypeExpr(TypeKind::Error, s) {}
};

// ---------------------------------------------------------------------------------------------- bits

// One segment of `<<..>>`: value:size/spec-spec. In patterns `pattern` is set, in expressions `value`.
struct BitSegment {
  Span span;
  Expr* value = nullptr;
  Pattern* pattern = nullptr;
  Expr* size = nullptr;         // a literal, name or parenthesised expression; null when not written
  std::vector<Ident> specs;     // int float bytes utf8 big little signed unsigned, unchecked
};

// ---------------------------------------------------------------------------------------------- patterns

enum class PatternKind {
  Int, Float, String, Duration, Bool, Unit, Variable, Wildcard, Constructor, Tuple, List, Prefix, Map, Bits, Or, As, Pin, Error
};

struct Pattern : StoredNode {
  PatternKind kind;
  Span span;
  Pattern(PatternKind k, Span s) : kind(k), span(s) {}
};
struct IntPattern : Pattern {
  explicit IntPattern(Span s) : Pattern(PatternKind::Int, s) {}
  int64_t value = 0;
};
struct FloatPattern : Pattern {
  explicit FloatPattern(Span s) : Pattern(PatternKind::Float, s) {}
  double value = 0;
};
struct StringPattern : Pattern {
  explicit StringPattern(Span s) : Pattern(PatternKind::String, s) {}
  std::string value;  // escapes decoded
};
struct DurationPattern : Pattern {
  explicit DurationPattern(Span s) : Pattern(PatternKind::Duration, s) {}
  int64_t nanoseconds = 0;
};
struct BoolPattern : Pattern {
  explicit BoolPattern(Span s) : Pattern(PatternKind::Bool, s) {}
  bool value = false;
};
struct UnitPattern : Pattern {
  explicit UnitPattern(Span s) : Pattern(PatternKind::Unit, s) {}
};
struct VariablePattern : Pattern {
  explicit VariablePattern(Span s) : Pattern(PatternKind::Variable, s) {}
  std::string name;  // may begin with `_`
};
struct WildcardPattern : Pattern {
  explicit WildcardPattern(Span s) : Pattern(PatternKind::Wildcard, s) {}
};
struct PatternArgument {
  Ident label;               // empty when positional
  Pattern* pattern = nullptr;
  bool punned = false;       // `x:` for `x: x`; pattern is then a VariablePattern
};
// `Circle(r)`, `web.Get(path: p, ..)`, `None`
struct ConstructorPattern : Pattern {
  explicit ConstructorPattern(Span s) : Pattern(PatternKind::Constructor, s) {}
  Ident module;
  Ident name;
  bool has_arguments = false;  // parentheses were written
  std::vector<PatternArgument> arguments;
  bool rest = false;           // `..` at the end
};
struct TuplePattern : Pattern {
  explicit TuplePattern(Span s) : Pattern(PatternKind::Tuple, s) {}
  std::vector<Pattern*> items;
};
// `[a, b, ..rest]`
struct ListPattern : Pattern {
  explicit ListPattern(Span s) : Pattern(PatternKind::List, s) {}
  std::vector<Pattern*> items;
  bool has_rest = false;
  Pattern* rest = nullptr;  // Variable or Wildcard; null for a bare `..`
};
// `"GET " ++ rest`
struct PrefixPattern : Pattern {
  explicit PrefixPattern(Span s) : Pattern(PatternKind::Prefix, s) {}
  std::string prefix;
  Pattern* rest = nullptr;  // Variable or Wildcard
};
struct MapPatternEntry {
  Pattern* key = nullptr;  // literal or pin
  Pattern* value = nullptr;
};
struct MapPattern : Pattern {
  explicit MapPattern(Span s) : Pattern(PatternKind::Map, s) {}
  std::vector<MapPatternEntry> entries;
};
struct BitsPattern : Pattern {
  explicit BitsPattern(Span s) : Pattern(PatternKind::Bits, s) {}
  std::vector<BitSegment> segments;
};
struct OrPattern : Pattern {
  explicit OrPattern(Span s) : Pattern(PatternKind::Or, s) {}
  std::vector<Pattern*> alternatives;
};
struct AsPattern : Pattern {
  explicit AsPattern(Span s) : Pattern(PatternKind::As, s) {}
  Pattern* pattern = nullptr;
  Ident name;
};
// `^name`, `^module.name`
struct PinPattern : Pattern {
  explicit PinPattern(Span s) : Pattern(PatternKind::Pin, s) {}
  Ident module;
  Ident name;
};
struct ErrorPattern : Pattern {
  explicit ErrorPattern(Span s) : Pattern(PatternKind::Error, s) {}
};

// ---------------------------------------------------------------------------------------------- expressions

enum class ExprKind {
  Int, Float, String, Duration, Bool, Unit, Name, Constructor, Field, Call, Hole, Unary, Binary, Pipe, Send, Range,
  If, Match, Receive, Block, Lambda, Tuple, List, Comprehension, Map, For, Try, Return, Assert, Spawn, Bits, Error
};

struct Expr : StoredNode {
  ExprKind kind;
  Span span;
  Expr(ExprKind k, Span s) : kind(k), span(s) {}
};
struct IntExpr : Expr {
  explicit IntExpr(Span s) : Expr(ExprKind::Int, s) {}
  uint64_t magnitude = 0;  // 2^63 is allowed only under unary `-`; parse/ has reported everything else
};
struct FloatExpr : Expr {
  explicit FloatExpr(Span s) : Expr(ExprKind::Float, s) {}
  double value = 0;
};
// Text with insertions: parts.size() == insertions.size() + 1, in turn.
struct StringExpr : Expr {
  explicit StringExpr(Span s) : Expr(ExprKind::String, s) {}
  std::vector<std::string> parts;  // escapes decoded, margin of `"""` taken off
  std::vector<Expr*> insertions;
  bool multi_line = false;
  bool escapes_dollar = false;  // there is a `\$` in it
};
struct DurationExpr : Expr {
  explicit DurationExpr(Span s) : Expr(ExprKind::Duration, s) {}
  int64_t nanoseconds = 0;
};
struct BoolExpr : Expr {
  explicit BoolExpr(Span s) : Expr(ExprKind::Bool, s) {}
  bool value = false;
};
struct UnitExpr : Expr {
  explicit UnitExpr(Span s) : Expr(ExprKind::Unit, s) {}
};
// A lower-case name: local, function, constant or module.
struct NameExpr : Expr {
  explicit NameExpr(Span s) : Expr(ExprKind::Name, s) {}
  std::string name;
};
// An upper-case name without qualifier.
struct ConstructorExpr : Expr {
  explicit ConstructorExpr(Span s) : Expr(ExprKind::Constructor, s) {}
  std::string name;
};
// `object.field`; also `module.value` and `module.Constructor`.
struct FieldExpr : Expr {
  explicit FieldExpr(Span s) : Expr(ExprKind::Field, s) {}
  Expr* object = nullptr;
  Ident field;
  bool is_constructor = false;  // field begins with an upper-case letter
};
struct Argument {
  Ident label;           // empty when positional
  Expr* value = nullptr; // for a pun `x:` a NameExpr `x`
  bool punned = false;
};
// `f(a, b: c)`, `User(..base, age: 1)`
struct CallExpr : Expr {
  explicit CallExpr(Span s) : Expr(ExprKind::Call, s) {}
  Expr* callee = nullptr;
  Expr* spread = nullptr;  // `..base`, first in the list
  std::vector<Argument> arguments;
};
// `_` where an argument may stand.
struct HoleExpr : Expr {
  explicit HoleExpr(Span s) : Expr(ExprKind::Hole, s) {}
};
enum class UnaryOp { Negate, Not };
struct UnaryExpr : Expr {
  explicit UnaryExpr(Span s) : Expr(ExprKind::Unary, s) {}
  UnaryOp op = UnaryOp::Negate;
  Expr* operand = nullptr;
};
enum class BinaryOp { Or, And, Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, Concat, Add, Subtract, Multiply, Divide, Remainder };
struct BinaryExpr : Expr {
  explicit BinaryExpr(Span s) : Expr(ExprKind::Binary, s) {}
  BinaryOp op = BinaryOp::Add;
  Span op_span;
  Expr* left = nullptr;
  Expr* right = nullptr;
};
struct PipeExpr : Expr {
  explicit PipeExpr(Span s) : Expr(ExprKind::Pipe, s) {}
  Expr* left = nullptr;
  Expr* right = nullptr;  // as written, postfixes included
  Span op_span;
};
// `to ! message`
struct SendExpr : Expr {
  explicit SendExpr(Span s) : Expr(ExprKind::Send, s) {}
  Expr* to = nullptr;
  Expr* message = nullptr;
  Span op_span;
};
// `low..high`, both included
struct RangeExpr : Expr {
  explicit RangeExpr(Span s) : Expr(ExprKind::Range, s) {}
  Expr* low = nullptr;
  Expr* high = nullptr;
};
struct IfExpr : Expr {
  explicit IfExpr(Span s) : Expr(ExprKind::If, s) {}
  Expr* condition = nullptr;
  Expr* then_branch = nullptr;  // a BlockExpr
  Expr* else_branch = nullptr;  // a BlockExpr, an IfExpr or null
};
struct Arm {
  Span span;
  Pattern* pattern = nullptr;
  Expr* guard = nullptr;  // null without `when`
  Expr* body = nullptr;
};
struct MatchExpr : Expr {
  explicit MatchExpr(Span s) : Expr(ExprKind::Match, s) {}
  Span keyword;
  Expr* scrutinee = nullptr;
  std::vector<Arm> arms;
};
struct ReceiveExpr : Expr {
  explicit ReceiveExpr(Span s) : Expr(ExprKind::Receive, s) {}
  Span keyword;
  std::vector<Arm> arms;
  Expr* after = nullptr;       // the time limit; null without `after`
  Expr* after_body = nullptr;
};
enum class StatementKind { Let, Expression };
struct Statement {
  StatementKind kind = StatementKind::Expression;
  Span span;
  Expr* value = nullptr;
  // Let only:
  Pattern* pattern = nullptr;
  TypeExpr* type = nullptr;
  Expr* else_block = nullptr;     // `else { statements }`
  bool has_else_arms = false;     // `else { pattern -> .. }`
  std::vector<Arm> else_arms;
};
struct BlockExpr : Expr {
  explicit BlockExpr(Span s) : Expr(ExprKind::Block, s) {}
  std::vector<Statement> statements;
};
// Parameter of a function clause or a closure.
struct Parameter {
  Span span;
  Ident label;                     // a label of its own, before the pattern
  Pattern* pattern = nullptr;
  TypeExpr* type = nullptr;
  Expr* default_value = nullptr;
};
struct LambdaExpr : Expr {
  explicit LambdaExpr(Span s) : Expr(ExprKind::Lambda, s) {}
  std::vector<Parameter> parameters;
  TypeExpr* result = nullptr;
  TypeExpr* receives = nullptr;
  Expr* body = nullptr;
};
struct TupleExpr : Expr {
  explicit TupleExpr(Span s) : Expr(ExprKind::Tuple, s) {}
  std::vector<Expr*> items;  // two or more
};
// `[a, b, ..rest]`
struct ListExpr : Expr {
  explicit ListExpr(Span s) : Expr(ExprKind::List, s) {}
  std::vector<Expr*> items;
  Expr* rest = nullptr;
};
struct ComprehensionClause {
  Pattern* pattern = nullptr;  // generator `pattern <- value`; null for a condition
  Expr* value = nullptr;
};
struct ComprehensionExpr : Expr {
  explicit ComprehensionExpr(Span s) : Expr(ExprKind::Comprehension, s) {}
  Expr* body = nullptr;
  std::vector<ComprehensionClause> clauses;
};
struct MapEntry {
  Expr* key = nullptr;
  Expr* value = nullptr;
};
struct MapExpr : Expr {
  explicit MapExpr(Span s) : Expr(ExprKind::Map, s) {}
  Expr* base = nullptr;  // `..base`
  std::vector<MapEntry> entries;
};
struct ForExpr : Expr {
  explicit ForExpr(Span s) : Expr(ExprKind::For, s) {}
  Pattern* pattern = nullptr;
  Expr* iterated = nullptr;
  Expr* body = nullptr;  // a BlockExpr
};
// `value?`
struct TryExpr : Expr {
  explicit TryExpr(Span s) : Expr(ExprKind::Try, s) {}
  Expr* operand = nullptr;
  Span op_span;
};
struct ReturnExpr : Expr {
  explicit ReturnExpr(Span s) : Expr(ExprKind::Return, s) {}
  Expr* value = nullptr;  // null for `return` alone
};
struct AssertExpr : Expr {
  explicit AssertExpr(Span s) : Expr(ExprKind::Assert, s) {}
  Expr* condition = nullptr;
};
// `spawn { .. }`, `spawn_link { .. }`: a call of that name with a block instead of arguments.
struct SpawnExpr : Expr {
  explicit SpawnExpr(Span s) : Expr(ExprKind::Spawn, s) {}
  Ident name;
  Expr* body = nullptr;  // a BlockExpr
};
struct BitsExpr : Expr {
  explicit BitsExpr(Span s) : Expr(ExprKind::Bits, s) {}
  std::vector<BitSegment> segments;
};
// Stands where something could not be parsed; has been reported.
struct ErrorExpr : Expr {
  explicit ErrorExpr(Span s) : Expr(ExprKind::Error, s) {}
};

// ---------------------------------------------------------------------------------------------- items

struct AttributeArgument {
  Ident label;             // empty when positional
  std::string text;        // of a string literal; "true"/"false" of a Bool
  bool is_string = false;
  Span span;
};
// `@name(arguments)`
struct Attribute {
  Span span;
  Ident name;
  std::vector<AttributeArgument> arguments;
};

struct ImportedName {
  Ident name;
  Ident alias;  // empty without `as`
};
struct Import {
  Span span;
  std::vector<Ident> path;  // `net/http` is two
  Ident alias;              // `as web`
  std::vector<ImportedName> names;
};

enum class ItemKind { Const, Type, Alias, Function, Test };

struct Item : StoredNode {
  ItemKind kind;
  Span span;
  Ident name;               // a test's is its text
  bool is_public = false;
  std::string doc;          // of `///`, lines joined by "\n"
  std::vector<Attribute> attributes;
  Item(ItemKind k, Span s) : kind(k), span(s) {}
};
struct ConstItem : Item {
  explicit ConstItem(Span s) : Item(ItemKind::Const, s) {}
  TypeExpr* type = nullptr;
  Expr* value = nullptr;
};
struct FieldDecl {
  Span span;
  Ident label;  // empty when unlabelled
  TypeExpr* type = nullptr;
  Expr* default_value = nullptr;
  std::vector<Attribute> attributes;
};
struct ConstructorDecl {
  Span span;
  Ident name;
  std::string doc;
  std::vector<FieldDecl> fields;
};
struct TypeItem : Item {
  explicit TypeItem(Span s) : Item(ItemKind::Type, s) {}
  bool is_opaque = false;
  std::vector<Ident> parameters;
  std::vector<ConstructorDecl> constructors;  // empty: foreign or built in (`@extern`, or a signature of the library)
  bool is_short_form = false;                 // `type Point(x: Float)`
};
struct AliasItem : Item {
  explicit AliasItem(Span s) : Item(ItemKind::Alias, s) {}
  std::vector<Ident> parameters;
  TypeExpr* type = nullptr;
};
struct Clause {
  Span span;
  Ident name;
  std::vector<Parameter> parameters;
  TypeExpr* result = nullptr;
  TypeExpr* receives = nullptr;
  Expr* guard = nullptr;
  Expr* body = nullptr;             // null: foreign
  bool is_expression_body = false;  // `= e` rather than a block
};
// Adjacent clauses of one name are one item.
struct FunctionItem : Item {
  explicit FunctionItem(Span s) : Item(ItemKind::Function, s) {}
  std::vector<Clause> clauses;
};
struct TestItem : Item {
  explicit TestItem(Span s) : Item(ItemKind::Test, s) {}
  Expr* body = nullptr;
};

struct Comment {
  Span span;  // `//` to the end of the line, without the line end
};

// One file.
struct Module {
  FileId file;
  std::string name;  // "main", "net/codec"
  std::string doc;   // of `//!`
  std::vector<Import> imports;
  std::vector<Item*> items;       // in order of source
  std::vector<Comment> comments;  // ordinary ones, for the formatter
  bool has_errors = false;        // something did not parse
  std::vector<std::string> unparsed_names;  // of functions and types that did not parse: that they are unknown is no second mistake
  Store store;                    // owns the nodes
};

}  // namespace riotc::syntax
