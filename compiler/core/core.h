// SPDX-License-Identifier: MIT
// The core language: monomorphic, every operand a variable or a literal, matches compiled, closures explicit, waiting
// split into steps. lower/ builds it, ownership decides who counts what, emit/ prints it as C++.
//
// Statements form a tree; a block runs to its end or leaves by Return, a tail form or Jump. There are no labels: a piece
// of code that several matches reach is an arm of a Join.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/ids.h"
#include "compiler/source/source.h"

namespace riotc::core {

using TypeId = Id<struct CoreTypeTag>;
using FunctionId = Id<struct CoreFunctionTag>;
using ConstantId = Id<struct CoreConstantTag>;
using StaticId = Id<struct CoreStaticTag>;
using VariableId = Id<struct CoreVariableTag>;  // unique in its function

// ---------------------------------------------------------------------------------------------- types

struct Program;

enum class TypeKind {
  Unit, Bool, Int, Float, Duration, Enum,        // plain values
  String, Bytes, Data, List, Tuple, Map, Set, Function, Pid, Name, Reply, Monitor, Timer, Foreign,  // references
  Never                                          // of what does not return; no value
};

struct Field {
  std::string label;  // "" when unlabelled
  std::string json;   // name in JSON where it differs
  TypeId type;
  FunctionId otherwise = {};  // makes its default, for JSON that lacks it; a Plain function without parameters
};
struct Constructor {
  std::string name;
  std::vector<Field> fields;
};
struct Type {
  TypeKind kind = TypeKind::Unit;
  std::string name;    // as in Riot: "Option[Int]"
  std::string symbol;  // unique, a C++ identifier: "Option_Int"
  std::string module;  // where it was declared; "" for built-in types
  std::vector<Constructor> constructors;  // Enum, Data, Tuple (one), List (Nil, Cons(head, tail))
  std::vector<TypeId> arguments;          // List, Set: item; Map: key, value; Reply: answer; Function: parameters, then result
  std::string foreign_name;               // Foreign: the C++ type
  std::string foreign_header;
  std::string runtime_info;               // Foreign: its description in the runtime, where it has one of its own
  bool is_sequence = false;               // Data: means the items of its second field, then those of its third in reverse
};
// Values of it are counted objects (or odd pointers).
bool is_reference(const Type& type);
// Bytes of an object of constructor `tag` of a Data, List or Tuple type: the header, then the fields, each at its natural
// alignment. Memory may be reused where this is equal.
uint32_t object_size(const Program& program, TypeId type, uint32_t tag);

// ---------------------------------------------------------------------------------------------- operands

// What happens to a reference that is used. Plain values are always Borrow. lower/ leaves Undecided everywhere.
//
// What takes references (Move or Share) and what reads (Borrow), decided by ownership alone:
// - taken: operands of Construct, MakeClosure, Finish, Spawn, SpawnFunction, TextRest, Use into an owned variable or Return,
//   arguments of CallClosure, the message of Send, operands of TailCall, Enter and Crash, all operands of a CallRuntime
//   that `consumes`, and those of Call, TailSelf and Jump whose parameter is owned;
// - read: everything else.
// A result is an owned reference. Only Project, and Use of a Borrow, make views: into a view variable
// (Variable::owned == false) they count nothing; Project into an owned variable, or as the answer of Return, shares the
// field. A variable that a statement moves does not occur in it a second time, so operands may be evaluated in any
// order. Literals (String, Nullary, Static, FunctionValue) are never counted.
enum class Use {
  Undecided,
  Borrow,  // read only; the variable stays responsible
  Move,    // the variable gives its reference away and is dead
  Share    // one more reference is made and given away
};

enum class OperandKind { Variable, Int, Float, Bool, Unit, String, Constant, Nullary, Static, FunctionValue };
struct Operand {
  OperandKind kind = OperandKind::Unit;
  VariableId variable;
  Use use = Use::Undecided;  // Variable and Constant (never Move)
  int64_t number = 0;        // Int; Bool: 0 or 1; Nullary: the tag
  double real = 0;
  std::string text;          // String: the bytes
  ConstantId constant;
  StaticId object;           // Static
  TypeId type;               // Nullary, Static: its Enum, Data, List or Tuple; FunctionValue: its Function type; Int: Int or Duration
  FunctionId function;       // FunctionValue: a Closure function without captures
};

// ---------------------------------------------------------------------------------------------- expressions

enum class ExprKind {
  Use,            // operands[0]
  Call,           // function(operands): a Plain function
  CallClosure,    // operands[0](operands[1..])
  CallRuntime,    // riot::symbol(self, operands.., type_infos..)
  CallForeign,    // symbol(operands..)
  Construct,      // constructor `tag` of `type`; a Tuple has tag 0; List cons has tag 1
  Finish,         // the list that Extend has built in operands[0], which is spent
  Project,        // field `field` of constructor `tag` of operands[0]
  MakeClosure,    // function with captures operands
  Arithmetic,     // op on Int, Duration or Float: by the type of the result
  Compare,        // op on values of `operand_type`; Bool
  Not,
  Interpolate,    // operands with operand_types: String pieces are inserted as they are
  StartsWith,     // operands[0]: text; operands[1]: String literal; Bool
  TextRest,       // operands[0] without its first `number` bytes
  Spawn,          // process at step `function`, whose frame takes the operands
  SpawnFunction,  // process that calls operands[0]
  Send,           // operands[0] ! operands[1]; destination by its type (Pid, Name, Reply); operand_type: the message's
  SelfPid
};
enum class Op { Add, Subtract, Multiply, Divide, Remainder, Negate, Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual };

struct Expr {
  ExprKind kind = ExprKind::Use;
  Span span;
  TypeId type;  // of the result
  std::vector<Operand> operands;
  FunctionId function;               // Call, MakeClosure, Spawn
  std::string symbol;                // CallRuntime, CallForeign
  bool consumes = false;             // CallRuntime: references are given away; Interpolate: operands[0] is, a String
  bool blocking = false;             // CallForeign
  std::string header;                // CallForeign
  // CallRuntime: which operands, and whether the result, are of a bare type variable and travel as Word; and the types
  // of the signature's type variables in order of appearance.
  std::vector<bool> word_operands;
  bool word_result = false;
  std::vector<TypeId> type_infos;
  uint32_t tag = 0;
  uint32_t field = 0;
  int64_t number = 0;
  Op op = Op::Add;
  TypeId operand_type;               // Compare, Send, Spawn (mailbox), SpawnFunction (mailbox)
  std::vector<TypeId> operand_types; // Interpolate
  bool link = false;                 // Spawn, SpawnFunction
  // Construct: a token (Variable::token) of the same object_size, whose memory to use if it holds any. Spends the token
  // (set by ownership).
  std::optional<VariableId> reuse;
};

// ---------------------------------------------------------------------------------------------- statements

enum class StmtKind {
  Let,       // variable = expr
  Declare,   // variable gets its value by Assign on every path
  Assign,    // variable = expr; an owned variable holds no reference at that point
  Extend,    // expr, a Construct, goes to where what is being built is still open, and its own field `index`, for which a
             // Nullary stands, is open then. Built is the list in `variable`, or without one the function's answer: what
             // is returned later goes into the open field. (set by optimise/)
  Evaluate,  // expr for its effect; a reference result is dropped
  Drop,      // variable's reference is given up here; of a token: its memory, if it still holds any (set by ownership)
  TakeApart, // variable, an owned object of constructor `index`, is given up and its fields live on (set by ownership):
             // unique: the fields of `taken` move into their (owned, new) variables, all other references are dropped, and
             // the memory goes to `token` if there is one, else it is freed;
             // shared: the fields of `taken` are shared, variable is dropped, and the token holds nothing
  If,        // operand: blocks[0] else blocks[1]
  Switch,    // on the tag of operand (Data, List, Enum) or on its number (Int, Duration, Bool)
  Join,      // blocks[0] runs; where it says Jump{index}, arms[index] runs after it; variables are the Jump's arguments
  Jump,      // only at the end of a block inside a Join
  While,     // blocks[0] sets things up, then operand (evaluated after it) decides, blocks[1] is the body
  Return,    // expr (Plain, Closure)
  TailSelf,  // operands become the parameters, the function starts again
  TailCall,  // Tail function `function` with operands; the answer is this function's
  Enter,     // step `function` with operands as its frame comes next (Next::Run)
  Done,      // the process ends normally
  Receive,   // see below
  Accept,    // inside Receive's match: arm number `index` takes the message
  Crash,     // panic with operand (a String), does not return
  Unreachable
};

struct Stmt;
using Block = std::vector<Stmt>;

struct SwitchCase {
  std::vector<int64_t> values;  // tags or numbers
  Block body;
};
struct JoinArm {
  std::vector<VariableId> parameters;
  Block body;
};

struct TakenField {
  uint32_t field = 0;  // a reference
  VariableId variable;
};

// Receive: `match` runs for each message that was not seen yet, oldest first, with `variable` borrowed; it ends with
// Accept or falls through to skip. Then the arm runs, `variable` owned. `operand` is the time limit (a Duration), if
// there is one, with blocks[1] for its passing. When `parks`, this is the only statement of a Step function, and match
// may read the function's parameters; otherwise the process keeps its stack while it waits.
struct Stmt {
  StmtKind kind = StmtKind::Evaluate;
  Span span;
  VariableId variable;         // Let, Declare, Assign, Extend, Drop, TakeApart; Receive: the message
  Expr expr;                   // Let, Assign, Extend, Evaluate, Return
  Operand operand;             // If, Switch, While, Crash; Receive: time limit
  bool has_operand = false;    // Receive
  std::vector<Operand> operands;  // TailSelf, TailCall, Enter, Jump
  FunctionId function;         // TailCall, Enter
  uint32_t index = 0;          // Jump, Accept; TakeApart: the constructor's tag; Extend: the open field
  uint32_t join = 0;           // Join, Jump: number of the Join, unique in the function
  std::vector<Block> blocks;   // If: then, else. While: set-up, body. Join: what runs first. Receive: match, after
  std::vector<SwitchCase> cases;  // Switch
  std::optional<Block> otherwise; // Switch
  std::vector<JoinArm> arms;   // Join, Receive (no parameters)
  uint64_t wanted = ~0ull;     // Receive: bit min(tag, 63) for each constructor an arm could match
  bool parks = false;          // Receive
  std::vector<TakenField> taken;   // TakeApart, in order of the fields; may be empty
  std::optional<VariableId> token; // TakeApart
};

// ---------------------------------------------------------------------------------------------- functions

enum class FunctionKind {
  Plain,    // R f(Process&, parameters)
  Closure,  // R f(Process&, Closure*, parameters); captures are read from the closure
  Tail,     // Next f(Process&, parameters): a function in tail position of a process
  Step      // Next f(Process&): parameters come from the frame
};

struct Variable {
  std::string name;    // from the source, or "" for a temporary
  TypeId type;
  Span span;
  bool owned = true;   // reference types: responsible for one reference, or a view that something else keeps alive (ownership)
  // Not a value but the memory of an object of `type` that was taken apart, or nothing. Made by TakeApart, spent by
  // Construct's reuse or Drop, exactly once on every path (ownership).
  bool token = false;
  // A list in the making: declared, assigned the empty list, grown by Extend, and spent once by Finish.
  bool builder = false;
};

struct Function {
  FunctionKind kind = FunctionKind::Plain;
  std::string name;        // as in Riot: "counter", "main.counter#2" for a closure; for traces
  std::string symbol;      // unique in its module, a C++ identifier; see derived_symbol
  std::string module;
  std::string shard;       // the module with whose code it is compiled: that of what it was made for, so that a change there
                           // touches no other file; "": its own
  Span span;               // the definition
  std::vector<VariableId> parameters;  // Variable::owned says by which convention each is passed
  std::vector<VariableId> captures;    // Closure only; never owned
  TypeId result;           // Plain, Closure
  Block body;
  IdVec<VariableId, Variable> variables;
  bool needs_poll = false;  // may recurse or call what is not known: checks the stack and its time slice on entry
  bool has_tail_self = false;
};

struct Constant {
  std::string name;
  std::string symbol;
  std::string module;
  TypeId type;
  FunctionId initialiser;  // a Plain function without parameters
};

// An object that is part of the program's data: its fields are literals. Immortal, never changed.
struct Static {
  TypeId type;  // Data, List or Tuple
  uint32_t tag = 0;
  std::vector<Operand> fields;
};

struct Test {
  std::string name;
  Span span;
  FunctionId step;
  TypeId mailbox;
};

struct Program {
  std::vector<std::string> modules;        // from the root outwards, those of the library last
  IdVec<TypeId, Type> types;
  IdVec<FunctionId, Function> functions;
  IdVec<ConstantId, Constant> constants;   // in order of initialisation
  IdVec<StaticId, Static> statics;         // what an object refers to has been added before it
  FunctionId main;                         // a Step without parameters; invalid in a test program
  TypeId main_mailbox;
  std::vector<Test> tests;
  std::vector<FileId> library_files;       // sources of the library
};

// The symbol of a function that is made of the function `symbol`: "serve$fn", "map$Int_Int", "map$Int_Int_fn". No name of Riot has a `$`, so
// what stands before the first one is what the source calls it: that is how traces and debuggers know. Functions that have become one are
// "ping$$pong".
std::string derived_symbol(const std::string& symbol, const std::string& what);

}  // namespace riotc::core
