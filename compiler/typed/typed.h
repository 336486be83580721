// SPDX-License-Identifier: MIT
// The typed tree: every expression with its type, every name settled, sugar gone where types did not need it.
//
// Built by infer/, read by exhaustive/ and lower/. All types in it are resolved, and every mailbox slot in them is
// NoMailbox: slots matter to inference alone, and two uses of a type that differ only there must not be told apart later
// (the true slots are in `signature`). Inside a generic function types mention
// the function's Parameters, which lower/ substitutes. Pipes, captures (`f(_, 1)` is a Lambda), named and defaulted
// arguments, punning and clause merging are gone; patterns, `?`, comprehensions, `for` and interpolation are kept.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "compiler/base/arena.h"
#include "compiler/base/ids.h"
#include "compiler/resolve/program.h"
#include "compiler/source/source.h"
#include "compiler/syntax/ast.h"
#include "compiler/types/type.h"

namespace riotc::typed {

using resolve::ConstId;
using resolve::ConstructorId;
using resolve::FunctionId;
using types::TypeId;
using VariableId = Id<struct VariableTag>;  // unique in its Body

struct Variable {
  std::string name;  // as written; "" for ones the compiler made
  TypeId type;       // mentions `parameters` when polymorphic
  Span span;
  std::vector<TypeId> parameters;  // of a `let` that was generalised
  TypeId signature;                // `type` with its mailbox slots, for people
};

struct Expr;

// ---------------------------------------------------------------------------------------------- patterns

enum class PatternKind { Wildcard, Variable, Int, Float, String, Bool, Constructor, Tuple, List, Prefix, Map, Bits, Or, As, Pin };

struct Pattern : StoredNode {
  PatternKind kind;
  Span span;
  TypeId type;
  Pattern(PatternKind k, Span s, TypeId t) : kind(k), span(s), type(t) {}
};
struct WildcardPattern : Pattern {  // `_`, and `()` on Unit
  WildcardPattern(Span s, TypeId t) : Pattern(PatternKind::Wildcard, s, t) {}
};
struct VariablePattern : Pattern {
  VariablePattern(Span s, TypeId t) : Pattern(PatternKind::Variable, s, t) {}
  VariableId variable;
};
struct IntPattern : Pattern {  // Int and Duration
  IntPattern(Span s, TypeId t) : Pattern(PatternKind::Int, s, t) {}
  int64_t value = 0;
};
struct FloatPattern : Pattern {
  FloatPattern(Span s, TypeId t) : Pattern(PatternKind::Float, s, t) {}
  double value = 0;
};
struct StringPattern : Pattern {
  StringPattern(Span s, TypeId t) : Pattern(PatternKind::String, s, t) {}
  std::string value;
};
struct BoolPattern : Pattern {
  BoolPattern(Span s, TypeId t) : Pattern(PatternKind::Bool, s, t) {}
  bool value = false;
};
struct ConstructorPattern : Pattern {
  ConstructorPattern(Span s, TypeId t) : Pattern(PatternKind::Constructor, s, t) {}
  ConstructorId constructor;
  std::vector<Pattern*> fields;  // one for each field in order of declaration; Wildcard for those left out
};
struct TuplePattern : Pattern {
  TuplePattern(Span s, TypeId t) : Pattern(PatternKind::Tuple, s, t) {}
  std::vector<Pattern*> items;
};
struct ListPattern : Pattern {
  ListPattern(Span s, TypeId t) : Pattern(PatternKind::List, s, t) {}
  std::vector<Pattern*> items;
  Pattern* rest = nullptr;  // null: exactly these items; Wildcard or Variable otherwise
};
struct PrefixPattern : Pattern {  // "prefix" ++ rest
  PrefixPattern(Span s, TypeId t) : Pattern(PatternKind::Prefix, s, t) {}
  std::string prefix;
  Pattern* rest = nullptr;
};
struct MapPatternEntry {
  Expr* key = nullptr;  // a literal, a Local or a ConstRef
  Pattern* value = nullptr;
};
struct MapPattern : Pattern {
  MapPattern(Span s, TypeId t) : Pattern(PatternKind::Map, s, t) {}
  std::vector<MapPatternEntry> entries;
};
enum class BitType { Int, Float, Bytes, Utf8, String };
struct BitPatternSegment {
  BitType type = BitType::Int;
  bool little = false;
  bool is_signed = false;
  Expr* size = nullptr;       // bits, or bytes for Bytes; null: Int 8, Float 64, Bytes the rest
  Pattern* pattern = nullptr; // null when `value` is set
  Expr* value = nullptr;      // compared for equality
  std::string text;           // BitType::String
  Span span;
};
struct BitsPattern : Pattern {
  BitsPattern(Span s, TypeId t) : Pattern(PatternKind::Bits, s, t) {}
  std::vector<BitPatternSegment> segments;
};
struct OrPattern : Pattern {  // the alternatives bind the same VariableIds
  OrPattern(Span s, TypeId t) : Pattern(PatternKind::Or, s, t) {}
  std::vector<Pattern*> alternatives;
};
struct AsPattern : Pattern {
  AsPattern(Span s, TypeId t) : Pattern(PatternKind::As, s, t) {}
  Pattern* pattern = nullptr;
  VariableId variable;
};
struct PinPattern : Pattern {
  PinPattern(Span s, TypeId t) : Pattern(PatternKind::Pin, s, t) {}
  Expr* value = nullptr;  // a Local or a ConstRef
};

// ---------------------------------------------------------------------------------------------- expressions

enum class ExprKind {
  Int, Float, String, Bool, Unit, Interpolate, Local, FunctionRef, ConstRef, ConstructorRef, Construct, Update, Field,
  Call, Operator, Compare, Logic, Not, If, Match, Receive, Block, Lambda, Tuple, List, Range, Comprehension, Map, For, Try,
  Return, Assert, Send, ProcessCall, Spawn, Bits
};

struct Expr : StoredNode {
  ExprKind kind;
  Span span;
  TypeId type;
  Expr(ExprKind k, Span s, TypeId t) : kind(k), span(s), type(t) {}
};

struct IntExpr : Expr {  // Int and Duration
  IntExpr(Span s, TypeId t) : Expr(ExprKind::Int, s, t) {}
  int64_t value = 0;
};
struct FloatExpr : Expr {
  FloatExpr(Span s, TypeId t) : Expr(ExprKind::Float, s, t) {}
  double value = 0;
};
struct StringExpr : Expr {
  StringExpr(Span s, TypeId t) : Expr(ExprKind::String, s, t) {}
  std::string value;
};
struct BoolExpr : Expr {
  BoolExpr(Span s, TypeId t) : Expr(ExprKind::Bool, s, t) {}
  bool value = false;
};
struct UnitExpr : Expr {
  UnitExpr(Span s, TypeId t) : Expr(ExprKind::Unit, s, t) {}
};
// Texts and shown values in turn: parts.size() == values.size() + 1.
struct InterpolateExpr : Expr {
  InterpolateExpr(Span s, TypeId t) : Expr(ExprKind::Interpolate, s, t) {}
  std::vector<std::string> parts;
  std::vector<Expr*> values;
};
struct LocalExpr : Expr {
  LocalExpr(Span s, TypeId t) : Expr(ExprKind::Local, s, t) {}
  VariableId variable;
  std::vector<TypeId> arguments;  // for the variable's `parameters`
};
// A function as a value or as the callee of a Call.
struct FunctionRefExpr : Expr {
  FunctionRefExpr(Span s, TypeId t) : Expr(ExprKind::FunctionRef, s, t) {}
  FunctionId function;
  std::vector<TypeId> arguments;  // for the function's `parameters`
};
struct ConstRefExpr : Expr {
  ConstRefExpr(Span s, TypeId t) : Expr(ExprKind::ConstRef, s, t) {}
  ConstId constant;
};
// A constructor with fields used as a function value.
struct ConstructorRefExpr : Expr {
  ConstructorRefExpr(Span s, TypeId t) : Expr(ExprKind::ConstructorRef, s, t) {}
  ConstructorId constructor;
};
// An argument with the number of the parameter or field that it is for. The order of a list of them is the order of
// evaluation; every parameter occurs exactly once (defaults have been filled in, last).
struct Argument {
  uint32_t parameter = 0;
  Expr* value = nullptr;
};
struct ConstructExpr : Expr {  // also a constructor without fields
  ConstructExpr(Span s, TypeId t) : Expr(ExprKind::Construct, s, t) {}
  ConstructorId constructor;
  std::vector<Argument> arguments;
};
struct UpdateExpr : Expr {  // `C(..base, f: e)`; base first
  UpdateExpr(Span s, TypeId t) : Expr(ExprKind::Update, s, t) {}
  ConstructorId constructor;
  Expr* base = nullptr;
  std::vector<Argument> arguments;
};
struct FieldExpr : Expr {  // the field may stand at another index in each constructor
  FieldExpr(Span s, TypeId t) : Expr(ExprKind::Field, s, t) {}
  Expr* object = nullptr;
  std::vector<uint32_t> index_by_constructor;
};
struct CallExpr : Expr {
  CallExpr(Span s, TypeId t) : Expr(ExprKind::Call, s, t) {}
  Expr* callee = nullptr;  // a FunctionRef for a known function
  std::vector<Argument> arguments;
};
enum class Operator { Add, Subtract, Multiply, Divide, Remainder, Negate, Concat };
struct OperatorExpr : Expr {  // on Int, Float, Duration; Concat on String, List, Bytes: by the type of `left`
  OperatorExpr(Span s, TypeId t) : Expr(ExprKind::Operator, s, t) {}
  Operator op = Operator::Add;
  Expr* left = nullptr;
  Expr* right = nullptr;  // null for Negate
};
struct CompareExpr : Expr {
  CompareExpr(Span s, TypeId t) : Expr(ExprKind::Compare, s, t) {}
  syntax::BinaryOp op = syntax::BinaryOp::Equal;  // Equal .. GreaterEqual
  Expr* left = nullptr;
  Expr* right = nullptr;
};
struct LogicExpr : Expr {  // short-circuits
  LogicExpr(Span s, TypeId t) : Expr(ExprKind::Logic, s, t) {}
  bool is_and = true;
  Expr* left = nullptr;
  Expr* right = nullptr;
};
struct NotExpr : Expr {
  NotExpr(Span s, TypeId t) : Expr(ExprKind::Not, s, t) {}
  Expr* operand = nullptr;
};
struct IfExpr : Expr {
  IfExpr(Span s, TypeId t) : Expr(ExprKind::If, s, t) {}
  Expr* condition = nullptr;
  Expr* then_branch = nullptr;
  Expr* else_branch = nullptr;  // null: Unit
};
struct Arm {
  Span span;
  Pattern* pattern = nullptr;
  Expr* guard = nullptr;
  Expr* body = nullptr;
};
struct MatchExpr : Expr {
  MatchExpr(Span s, TypeId t) : Expr(ExprKind::Match, s, t) {}
  Span keyword;
  Expr* scrutinee = nullptr;
  std::vector<Arm> arms;
};
struct ReceiveExpr : Expr {
  ReceiveExpr(Span s, TypeId t) : Expr(ExprKind::Receive, s, t) {}
  Span keyword;
  TypeId message;
  std::vector<Arm> arms;
  Expr* after = nullptr;
  Expr* after_body = nullptr;
};
enum class StatementKind { Let, Expression };
struct Statement {
  StatementKind kind = StatementKind::Expression;
  Span span;
  Expr* value = nullptr;
  Pattern* pattern = nullptr;       // Let
  std::vector<Arm> otherwise;       // Let with `else`: arms for what the pattern does not match (a plain block is one `_` arm)
};
struct BlockExpr : Expr {
  BlockExpr(Span s, TypeId t) : Expr(ExprKind::Block, s, t) {}
  std::vector<Statement> statements;
  Expr* value = nullptr;  // of the last statement when that is an expression; null: Unit
};
struct LambdaExpr : Expr {
  LambdaExpr(Span s, TypeId t) : Expr(ExprKind::Lambda, s, t) {}
  std::vector<Pattern*> parameters;  // cannot fail
  Expr* body = nullptr;
};
struct TupleExpr : Expr {
  TupleExpr(Span s, TypeId t) : Expr(ExprKind::Tuple, s, t) {}
  std::vector<Expr*> items;
};
struct ListExpr : Expr {
  ListExpr(Span s, TypeId t) : Expr(ExprKind::List, s, t) {}
  std::vector<Expr*> items;
  Expr* rest = nullptr;
};
struct RangeExpr : Expr {  // List[Int], both ends included
  RangeExpr(Span s, TypeId t) : Expr(ExprKind::Range, s, t) {}
  Expr* low = nullptr;
  Expr* high = nullptr;
};
struct ComprehensionClause {
  Pattern* pattern = nullptr;  // null: a condition
  Expr* value = nullptr;       // List, Set, Map or a Range
};
struct ComprehensionExpr : Expr {
  ComprehensionExpr(Span s, TypeId t) : Expr(ExprKind::Comprehension, s, t) {}
  Expr* body = nullptr;
  std::vector<ComprehensionClause> clauses;
};
struct MapEntry {
  Expr* key = nullptr;
  Expr* value = nullptr;
};
struct MapExpr : Expr {
  MapExpr(Span s, TypeId t) : Expr(ExprKind::Map, s, t) {}
  Expr* base = nullptr;
  std::vector<MapEntry> entries;
};
struct ForExpr : Expr {
  ForExpr(Span s, TypeId t) : Expr(ExprKind::For, s, t) {}
  Pattern* pattern = nullptr;
  Expr* iterated = nullptr;
  Expr* body = nullptr;
};
struct TryExpr : Expr {  // leaves the nearest Lambda, spawn body or function with the Error or None
  TryExpr(Span s, TypeId t) : Expr(ExprKind::Try, s, t) {}
  Expr* operand = nullptr;
  TypeId function_result;  // what the function that is left returns
};
struct ReturnExpr : Expr {
  ReturnExpr(Span s, TypeId t) : Expr(ExprKind::Return, s, t) {}
  Expr* value = nullptr;  // null: Unit
};
struct AssertExpr : Expr {
  AssertExpr(Span s, TypeId t) : Expr(ExprKind::Assert, s, t) {}
  Expr* condition = nullptr;  // a Compare shows both sides
};
enum class Destination { Pid, Name, Reply };
struct SendExpr : Expr {
  SendExpr(Span s, TypeId t) : Expr(ExprKind::Send, s, t) {}
  Destination destination = Destination::Pid;
  Expr* to = nullptr;
  Expr* message = nullptr;
};
struct ProcessCallExpr : Expr {  // call and try_call
  ProcessCallExpr(Span s, TypeId t) : Expr(ExprKind::ProcessCall, s, t) {}
  bool is_try = false;                        // type is Result[answer, CallError], else the answer
  Destination destination = Destination::Pid; // Pid or Name
  Expr* to = nullptr;
  Expr* make = nullptr;                       // fn(Reply[answer]) -> message
  Expr* timeout = nullptr;                    // Duration; never null
  TypeId answer;
  TypeId message;
};
struct SpawnExpr : Expr {  // `spawn { }`, `spawn_link { }`, and spawn(f), spawn_link(f)
  SpawnExpr(Span s, TypeId t) : Expr(ExprKind::Spawn, s, t) {}
  bool link = false;
  Expr* function = nullptr;  // fn() -> a; a Lambda for the block form
  TypeId message;
};
struct BitSegment {
  BitType type = BitType::Int;
  bool little = false;
  bool is_signed = false;
  Expr* size = nullptr;  // as in BitPatternSegment
  Expr* value = nullptr;
  Span span;
};
struct BitsExpr : Expr {
  BitsExpr(Span s, TypeId t) : Expr(ExprKind::Bits, s, t) {}
  std::vector<BitSegment> segments;
};

// ---------------------------------------------------------------------------------------------- items

// One clause of a function. A function without clauses is foreign or of the runtime.
struct Clause {
  Span span;
  std::vector<Pattern*> parameters;
  Expr* guard = nullptr;
  Expr* body = nullptr;
};

struct Function {
  FunctionId id;
  Span span;                                // of its name
  std::vector<TypeId> parameters;           // its type parameters, in order of appearance
  TypeId type;                              // a Function type
  TypeId signature;                         // `type` with its mailbox slots, for people and tools
  std::vector<std::string> parameter_names; // "" where the clauses do not agree
  std::vector<Clause> clauses;
  IdVec<VariableId, Variable> variables;
};

struct Constant {
  ConstId id;
  TypeId type;
  Expr* value = nullptr;
  IdVec<VariableId, Variable> variables;
  std::vector<ConstId> needs;  // constants that must be set before it, also through functions it calls
};

// Field types of a constructor, in terms of its type's Parameters.
struct ConstructorTypes {
  std::vector<TypeId> parameters;  // of the type declaration
  std::vector<TypeId> fields;
  TypeId result;
};

// The default value of a constructor's field, at its declared type: what JSON that lacks the field stands for.
struct FieldDefault {
  Expr* value = nullptr;
  IdVec<VariableId, Variable> variables;
};

struct Program {
  std::unordered_map<FunctionId, Function> functions;
  std::unordered_map<ConstId, Constant> constants;
  std::unordered_map<ConstructorId, ConstructorTypes> constructors;
  std::map<std::pair<ConstructorId, uint32_t>, FieldDefault> field_defaults;  // by the field's place
  Store store;  // owns the nodes
};

}  // namespace riotc::typed
