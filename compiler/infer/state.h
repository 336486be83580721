// SPDX-License-Identifier: MIT
// What inference knows while it runs: about functions, about the binding group at hand, about the body at hand.
#pragma once
#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "compiler/resolve/program.h"
#include "compiler/syntax/ast.h"
#include "compiler/typed/typed.h"
#include "compiler/types/type.h"

namespace riotc::infer {

using resolve::AliasId;
using resolve::BuiltinType;
using resolve::ConstId;
using resolve::ConstructorId;
using resolve::FunctionId;
using resolve::ModuleId;
using resolve::TypeDeclId;
using typed::VariableId;
using types::Substitution;
using types::TypeId;
using types::TypeKind;

// Where an expectation comes from, for messages.
enum class Why {
  None, Annotation, Argument, Field, Result, Branch, Arm, ListItem, MapKey, MapValue, Condition, Guard, Operand, UnitIf, Message,
  Scrutinee, Pattern, Update, Clause, Default, Iterated, Duration, Answer, Bits, Return, Try, MainResult, Range, Closure, Items, Keys, Values
};
struct Origin {
  Why why = Why::None;
  Span span;            // the place to show beside the mistake; may be unknown
  std::string name;     // of the function, the field, the operator
  uint32_t number = 0;  // of the argument, from 1; of Items, Keys and Values 0 where they are those of a field
  bool is_item = false; // of a list or map
  bool is_told = false; // of an item before: what is wrong with the others is the same mistake
};
struct Want {
  TypeId type;  // invalid: nothing is expected
  Origin origin;
  bool is_known() const { return type.is_valid(); }
};

// A parameter as callers see it.
struct ParameterInfo {
  std::string label;  // empty: positional only
  std::string name;   // of the variable
  syntax::Expr* default_value = nullptr;
};

enum class Progress { Unseen, Running, Done };

struct FunctionInfo {
  Progress progress = Progress::Unseen;
  TypeId type;                          // with mailbox slots; mentions `parameters` once done
  std::vector<TypeId> parameters;       // type parameters
  std::vector<TypeId> slot_parameters;  // mailbox slots that were generalised
  bool is_annotated = false;            // fully: it may be used at several types within its own group
  std::vector<ParameterInfo> arguments;
  std::unordered_map<std::string, TypeId> annotation_variables;  // by name, the whole function long
  bool may_use_mailbox = true;          // freedom.h
  bool diverges = false;                // never comes back
  uint32_t group = 0;                   // index into the running groups while Running
  // What the body mentions, for the order of constants and for warnings.
  std::vector<FunctionId> mentioned_functions;
  std::vector<ConstId> mentioned_consts;
};

struct ConstInfo {
  Progress progress = Progress::Unseen;
  TypeId type;
  std::vector<FunctionId> mentioned_functions;
  std::vector<ConstId> mentioned_consts;
};

// What `return`, `?` and the mailbox mean at a place.
enum class FrameKind { Function, Closure, Spawn, Constant, Test };
struct Frame {
  FrameKind kind = FrameKind::Function;
  Frame* outer = nullptr;
  TypeId result;
  Origin result_origin;
  TypeId slot;
  Origin slot_origin;    // what first said which message type it is, or that there is none
  std::string name;      // of the function
  Span span;
  bool in_guard = false;
};

struct Local {
  std::string name;
  VariableId variable;
  bool is_used = false;
  bool is_pattern_pending = false;  // bound by the pattern that is being read: pins do not see it
};

// The body of one function or constant.
struct Body {
  IdVec<VariableId, typed::Variable> variables;
  std::vector<Local> locals;
  std::unordered_map<VariableId, std::vector<TypeId>> let_slots;  // mailbox slots that a `let` generalised
  ModuleId module;
  FunctionInfo* function = nullptr;  // null in constants
  std::unordered_map<std::string, TypeId>* annotation_variables = nullptr;
  std::vector<FunctionId>* mentioned_functions = nullptr;
  std::vector<ConstId>* mentioned_consts = nullptr;
  struct Unused {
    std::string name;
    Span span;
    TypeId type;
    VariableId variable;
  };
  std::vector<Unused> unused;
  struct Placeholder {  // `{name}` in the text of a string, where `name` is a variable
    VariableId variable;
    Span string;
    std::string text, value;
  };
  std::vector<Placeholder> placeholders;
  std::unordered_set<std::string> filled;  // placeholders that are strings of their own, so that a function replaces them
  bool has_errors = false;
};

// A constraint that waits for a type to be known.
enum class Phase {
  Known,        // do it if the type is known by now
  Fields,       // a field that exactly one visible type has decides
  Try,          // what `?` takes is a Result
  Destination,  // what is sent to is a Pid
  Iterated,     // what is iterated is a List
  Numeric,      // an operand is an Int
  Concat,       // `++` joins Strings
  Last
};
struct Deferred {
  TypeId subject;                    // the type that is waited for
  std::vector<TypeId> others;        // types that the answer will touch
  Phase default_phase = Phase::Known;
  Body* body = nullptr;
  std::function<bool(bool force)> solve;  // true when settled; `force`: decide now
  bool is_done = false;
};

enum class Use { Compare, Show, Hash, Json };
// A value of this type is compared, shown, hashed or encoded at this place.
struct StructuralUse {
  TypeId type;
  Span span;
  Use use = Use::Compare;
  std::string function;  // that does it; empty for an operator
  Body* body = nullptr;
};
// A use of a function of the same group at types of its own: what is found out about its parameter later holds there too.
struct StructuralEdge {
  TypeId parameter;
  TypeId type;
  Span span;
  std::string function;
  Body* body = nullptr;
  bool is_done = false;
};
struct GroupReference {
  typed::FunctionRefExpr* node = nullptr;
  Substitution substitution;
  Body* body = nullptr;
};
struct DroppedValue {
  const syntax::Expr* syntax = nullptr;
  typed::Expr* value = nullptr;
  Body* body = nullptr;
};
struct OpenCheck {  // json.decode's type
  TypeId type;
  Span span;
  Body* body = nullptr;
};

struct Member {
  FunctionId function;  // one of the two
  ConstId constant;
  Body body;
  std::vector<typed::Clause> clauses;
  typed::Expr* value = nullptr;  // of a constant
};

// A binding group while it is inferred. Groups can nest: a constructor's default may need a function that comes later.
struct Group {
  std::vector<Member> members;
  uint32_t level = 1;
  uint32_t number = 0;
  std::vector<Deferred> deferred;
  std::vector<StructuralUse> structural;
  std::vector<StructuralEdge> edges;
  std::vector<GroupReference> references;
  std::vector<DroppedValue> dropped;
  std::vector<OpenCheck> open_checks;
  std::vector<TypeId*> type_slots;                 // of nodes; closed when the group is done
  std::vector<std::vector<TypeId>*> type_lists;
  std::vector<Span> shown;                         // places in default values that were typed before
};

// An argument as written, or one that a pipe or a hole has made ready.
struct CallArgument {
  syntax::Ident label;
  const syntax::Expr* value = nullptr;
  typed::Expr* ready = nullptr;
  Span span;
  bool comes_first = false;  // evaluated before the others: what a pipe puts in place of a `_`
  bool is_hole() const { return !ready && value && value->kind == syntax::ExprKind::Hole; }
};

// A call with holes while it becomes a closure.
struct Capture {
  Frame* outer = nullptr;                 // where the other arguments are evaluated
  std::vector<typed::Pattern*> parameters;
  std::vector<VariableId> holes;
  size_t next_hole = 0;
  std::vector<typed::Statement> lets;
};

// "an `Int`"
inline std::string with_article(const std::string& type) {
  const bool vowel = !type.empty() && std::string("AEIOUaeiou").find(type[0]) != std::string::npos;
  return (vowel ? "an `" : "a `") + type + "`";
}

// Why two types do not agree: the innermost parts that differ.
enum class FailureKind { Types, Arity, Infinite, MailboxNotAllowed, MailboxDiffers };
struct Failure {
  FailureKind kind = FailureKind::Types;
  TypeId expected, found;
};

}  // namespace riotc::infer
