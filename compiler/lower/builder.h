// SPDX-License-Identifier: MIT
// Lowers one function: a body of source, a closure, or a step of a process.
//
// Statements are appended to the block that is open (`out_`). Once the block has been left (`dead_`) nothing more is
// added to it. A value is asked for in one of three ways: as an operand (operand), as the expression of the next
// statement (value), or for a destination (lower): into a variable, as the function's answer, or for its effect.
//
// A closure or step inside a function is lowered by a Builder of its own whose parent is the function's. A variable that
// is not its own is asked of the parent and becomes a capture or a parameter of the frame: that is all there is to
// finding out what is captured.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/core/core.h"
#include "compiler/exhaustive/decision.h"
#include "compiler/lower/lowering.h"
#include "compiler/typed/typed.h"

namespace riotc::lower {

// Where a value goes.
struct Dest {
  enum class Kind {
    Effect,  // nowhere
    Assign,  // into `variable`
    Tail     // it is the function's answer; in Tail mode, what the process does next
  };
  Kind kind = Kind::Effect;
  core::VariableId variable;

  static Dest effect() { return {}; }
  static Dest assign(core::VariableId variable) { return {Kind::Assign, variable}; }
  static Dest tail() { return {Kind::Tail, {}}; }
  bool is_tail() const { return kind == Kind::Tail; }
  bool is_effect() const { return kind == Kind::Effect; }
};

// The function of the source that everything inside is named after.
struct Owner {
  std::string module;
  std::string name;
  std::string symbol;
  const IdVec<typed::VariableId, typed::Variable>* variables = nullptr;
  std::string shard = {};  // core::Function::shard
  int inner = 0;  // closures and steps so far
};

class Builder {
 public:
  Builder(Lowering& lowering, std::shared_ptr<Owner> owner, core::FunctionKind kind, Mode mode, TypeEnv env, Span span);

  // A function of the source: clauses over parameters. `self`: what a call of itself looks like.
  void lower_clauses(const typed::Function& function, std::optional<InstanceKey> self);
  void lower_too_deep(const typed::Function& function);  // at types beyond the limit: it crashes
  // A body without parameters: constants, main, tests, spawned functions.
  void lower_body(const typed::Expr& body, core::TypeId result);
  // main (or a test) that may answer an Error.
  void lower_fallible_entry(core::FunctionId plain, core::TypeId result, bool is_test, Span span);
  // The closure that does what a known function does, or a constructor.
  void lower_function_wrapper(typed::FunctionId function, const std::vector<core::TypeId>& arguments);
  void lower_constructor_wrapper(core::TypeId type, uint32_t tag);
  // Helpers that the prelude would have if it could say so: turning round what a comprehension collected, `a..b` as a list.
  void lower_range();
  core::Function take() { return std::move(function_); }

 private:
  using Operand = core::Operand;
  using Callback = std::function<void()>;

  // ---- statements and operands (builder.cpp)
  void push(core::Stmt stmt);
  void leave(core::Stmt stmt);  // pushes and ends the block
  struct Lowered {
    core::Block block;
    bool dead = false;
  };
  Lowered block(const Callback& body);
  core::VariableId fresh(core::TypeId type, std::string name = "", Span span = {});
  core::VariableId declare(core::TypeId type, std::string name, Span span);
  // Declares a variable, runs `body` to assign it; the operand that reads it.
  Operand declared(core::TypeId type, Span span, const typed::Variable* named, const std::function<void(Dest)>& body);
  Operand let(core::Expr expr, const typed::Variable* named = nullptr);
  Operand held(Operand operand, Span span);  // in a variable, if it is a literal: to choose by, or to take apart
  void finish(Dest dest, core::Expr expr);
  void evaluate(core::Expr expr);
  void assign(core::VariableId variable, core::Expr expr);
  void branch(const Operand& condition, Span span, const Callback& yes, const Callback& no);
  void return_value(core::Expr expr);
  void unreachable(Span span);
  void crash(Operand reason, Span span);

  core::Expr make(core::ExprKind kind, core::TypeId type, Span span, std::vector<Operand> operands = {}) const;
  core::Expr use(Operand operand, Span span) const;
  core::Expr project(const Operand& object, uint32_t tag, uint32_t field, Span span) const;
  core::Expr construct(core::TypeId type, uint32_t tag, std::vector<Operand> operands, Span span) const;
  core::Expr compare(core::Op op, Operand left, Operand right, Span span) const;
  core::Expr runtime(const char* symbol, core::TypeId type, std::vector<Operand> operands, std::vector<core::TypeId> infos, Span span,
                     bool consumes = false) const;
  Operand variable(core::VariableId id) const;
  Operand integer(int64_t number) const;
  Operand duration(int64_t nanoseconds) const;
  Operand boolean(bool value) const;
  Operand text(std::string bytes) const;
  Operand unit() const { return {}; }
  Operand nullary(core::TypeId type, uint32_t tag) const;
  core::TypeId type_of(const Operand& operand) const;
  core::TypeId type_of(types::TypeId type) { return lowering_.layout.of(type, env_); }
  core::TypeId type_of(const typed::Expr& expr) { return type_of(expr.type); }
  core::TypeId type_of(typed::VariableId id) { return type_of((*owner_->variables)[id].type); }
  const core::Type& info(core::TypeId id) const { return lowering_.program.types[id]; }
  bool is(core::TypeId id, core::TypeKind kind) const { return info(id).kind == kind; }

  // ---- variables (builder.cpp)
  using VariableKey = std::pair<typed::VariableId, std::vector<core::TypeId>>;
  void bind(typed::VariableId id, Operand operand);
  std::optional<Operand> find(const VariableKey& key);
  Operand capture(const Operand& outer, const Builder& from);

  // ---- values (values.cpp)
  Operand operand(const typed::Expr& expr, const typed::Variable* named = nullptr);
  core::Expr value(const typed::Expr& expr);
  void lower(const typed::Expr& expr, Dest dest);
  std::vector<Operand> arguments(const std::vector<typed::Argument>& list);  // by parameter
  core::Expr lower_interpolate(const typed::InterpolateExpr& expr);
  void add_pieces(const typed::InterpolateExpr& expr, std::vector<Operand>& pieces);
  void add_joined(const typed::Expr& expr, std::vector<Operand>& pieces);
  core::Expr interpolate(std::vector<Operand> pieces, Span span);
  core::Expr lower_construct(const typed::ConstructExpr& expr);
  core::Expr lower_update(const typed::UpdateExpr& expr);
  struct HeldField {
    const typed::Expr* object;
    uint32_t field;
    Operand value;
  };
  std::vector<HeldField> held_fields_;
  void hold_fields(const std::vector<typed::Argument>& arguments, const typed::Expr* base);
  const Operand* find_held(const typed::FieldExpr& expr) const;
  void lower_field(const typed::FieldExpr& expr, Dest dest);
  core::Expr lower_list(const typed::ListExpr& expr);
  Operand static_value(const typed::Expr& expr);
  Operand static_object(core::TypeId type, uint32_t tag, std::vector<Operand> fields);
  core::Expr lower_map(const typed::MapExpr& expr);

  // ---- operators (operators.cpp)
  core::Expr lower_operator(const typed::OperatorExpr& expr);
  core::Expr lower_compare(const typed::CompareExpr& expr);
  void lower_logic(const typed::LogicExpr& expr, Dest dest);
  void lower_assert(const typed::AssertExpr& expr);
  static core::Op op_of(syntax::BinaryOp op);

  // ---- calls (calls.cpp, intrinsics.cpp)
  core::Expr lower_call(const typed::CallExpr& expr);
  bool lower_tail_call(const typed::CallExpr& expr);  // false: it is an ordinary one
  core::Expr call_known(typed::FunctionId function, const std::vector<core::TypeId>& types, std::vector<Operand> operands,
                        core::TypeId result, Span span);
  core::Expr call_intrinsic(const std::string& name, const std::vector<core::TypeId>& types, std::vector<Operand> operands,
                            core::TypeId result, Span span);
  core::Expr call_value(Operand callee, std::vector<Operand> operands, core::TypeId result, Span span);
  std::vector<core::TypeId> types_of(const std::vector<types::TypeId>& list);

  // ---- control (control.cpp, blocks.cpp)
  void lower_if(const typed::IfExpr& expr, Dest dest);
  void lower_match(const typed::MatchExpr& expr, Dest dest);
  Operand lower_try(const typed::TryExpr& expr);
  void lower_return(const typed::ReturnExpr& expr);
  void lower_block(const typed::BlockExpr& block, Dest dest) { lower_rest(block, 0, dest); }
  void lower_rest(const typed::BlockExpr& block, size_t from, Dest dest);
  Operand block_operand(const typed::BlockExpr& block, const typed::Variable* named);
  void lower_statement(const typed::Statement& statement);
  void lower_let(const typed::Statement& statement);
  void lower_let_else(const typed::Statement& statement);

  // A `let` whose variables are polymorphic: its value is lowered once for each set of types that it is used at, when
  // the rest of the block has shown which those are.
  struct PolymorphicLet {
    const typed::Statement* statement = nullptr;
    size_t position = 0;  // in the block, where the values are to stand
    struct Demand {
      VariableKey key;
      core::VariableId variable;
    };
    std::vector<Demand> demands;
  };
  bool is_polymorphic(const typed::Pattern& pattern) const;
  void declare_polymorphic(const typed::Statement& statement, PolymorphicLet& let);
  void place_polymorphic(PolymorphicLet& let);

  // ---- patterns (matches.cpp)
  // One `match` under way.
  struct Matching {
    const exhaustive::DecisionTree* tree = nullptr;
    std::vector<Operand> roots;
    std::vector<Operand> items;  // of a tuple, root 0, that is built only if something needs it whole
    core::TypeId tuple;
    std::vector<std::optional<Operand>> places;  // known on this path
    std::vector<exhaustive::PlaceId> trail;      // in order of becoming known
    struct Found {
      const typed::Pattern* pattern;
      uint32_t entry;
      exhaustive::PlaceId map;
      Operand option;
    };
    std::vector<Found> found;                    // keys of Map patterns that were looked up on this path
    std::function<void(const exhaustive::Node&)> leaf;           // Leaf, or Guard that held; variables are bound
    std::function<const typed::Expr*(uint32_t row)> guard;
    Callback fail;                               // empty: cannot be
    bool binds_leaves = true;                    // false: variables are bound for guards only
    Span span;
  };
  struct MatchRow {
    std::vector<const typed::Pattern*> patterns;
    const typed::Expr* guard = nullptr;
    Callback body;  // runs with the row's variables bound
    Span span;
  };
  // `fail`: what happens when no row matches; empty when that cannot be.
  void match(const std::vector<MatchRow>& rows, std::vector<Operand> roots, Callback fail, Span span,
             std::vector<Operand> items = {}, core::TypeId tuple = {});
  void match_node(Matching& m, exhaustive::NodeId id);
  void match_scoped(Matching& m, exhaustive::NodeId id);
  void match_switch(Matching& m, const exhaustive::Node& node);
  void match_chain(Matching& m, const exhaustive::Node& node, size_t index);
  void match_test(Matching& m, const exhaustive::Node& node);
  void match_bits(Matching& m, const exhaustive::Node& node, const Operand& tested);
  Operand bits_value(Matching& m, const exhaustive::Place& place);
  Operand look_up(const Operand& map, const typed::Expr& key);
  Operand place(Matching& m, exhaustive::PlaceId id);
  void bind_all(Matching& m, const exhaustive::Node& node);
  exhaustive::DecisionTree tree_of(const std::vector<MatchRow>& rows);
  // A pattern that cannot fail; its variables stay bound for what follows.
  void bind_pattern(const typed::Pattern& pattern, const Operand& value);
  // The same for any pattern: its variables are declared first. `others` leave the block.
  void bind_outside(const typed::Pattern& pattern, const std::vector<typed::VariableId>& variables, const Operand& value,
                    std::vector<MatchRow> others, Span span);
  void variables_of(const typed::Pattern& pattern, std::vector<typed::VariableId>& out) const;

  // ---- functions inside functions (closures.cpp)
  core::VariableId add_parameter(core::TypeId type, std::string name, Span span = {});
  void add_parameters(const std::vector<typed::Pattern*>& patterns, const std::vector<core::TypeId>& types);
  std::unique_ptr<Builder> child(core::FunctionKind kind, Mode mode, const char* what, Span span);
  bool can_expand(const typed::LambdaExpr& lambda) const;
  Operand expand(const typed::LambdaExpr& lambda, const std::vector<Operand>& arguments);
  core::Expr lower_lambda(const typed::LambdaExpr& expr);
  Operand function_reference(const typed::FunctionRefExpr& expr);

  // ---- loops (loops.cpp)
  void lower_for(const typed::ForExpr& expr);
  // A list that is built from the front: begun, added to, and at last read by a Finish.
  core::VariableId begin_list(core::TypeId type, Span span);
  void add_to_list(core::VariableId list, core::TypeId type, Operand item, Span span);
  core::Expr lower_comprehension(const typed::ComprehensionExpr& expr);
  void comprehension_clause(const typed::ComprehensionExpr& expr, size_t index, core::VariableId collected);
  void iterate(const typed::Expr& iterated, const typed::Pattern& pattern, bool skips, Span span, const Callback& body);
  void iterate_range(const typed::RangeExpr& range, const typed::Pattern& pattern, bool skips, Span span, const Callback& body);
  void iterate_list(Operand list, const typed::Pattern& pattern, bool skips, Span span, const Callback& body);
  void iteration_body(const typed::Pattern& pattern, bool skips, const Operand& item, const Callback& body);

  // ---- bytes (bits.cpp)
  core::Expr lower_bits(const typed::BitsExpr& expr);
  Operand call_bits_matcher(const typed::BitsPattern& pattern, const Operand& tested);
  void fill_bits_matcher(const typed::BitsPattern& pattern, const Operand& bytes);
  void bind_sizes(Matching& m, const typed::BitsPattern& pattern);
  Operand scaled(const Operand& count, int64_t unit_bits, Span span);
  Operand advanced(const Operand& position, const Operand& bits, Span span);

  // ---- processes (processes.cpp)
  core::Expr lower_spawn(const typed::SpawnExpr& expr);
  void call_in_tail(const typed::FunctionRefExpr& reference, Span span);
  core::Expr lower_process_call(const typed::ProcessCallExpr& expr);
  void lower_receive(const typed::ReceiveExpr& expr, Dest dest);
  // Waits without a stack; an arm's value goes to `dest`, or on to the rest of `block` after statement `index`.
  void park(const typed::ReceiveExpr& expr, const typed::BlockExpr* block, size_t index);
  void fill_receive(const typed::ReceiveExpr& expr, const std::optional<Operand>& limit, bool parks,
                    const std::function<void(const typed::Expr&)>& arm_body);
  uint64_t wanted(const typed::ReceiveExpr& expr, core::TypeId message) const;
  bool add_wanted(const typed::Pattern& pattern, uint64_t& mask) const;

  Lowering& lowering_;
  std::shared_ptr<Owner> owner_;
  Mode mode_;
  TypeEnv env_;
  Builder* parent_ = nullptr;
  core::Function function_;
  std::optional<InstanceKey> self_;
  core::Block* out_ = nullptr;
  bool dead_ = false;
  uint32_t next_join_ = 0;
  std::map<VariableKey, Operand> bound_;
  std::unordered_map<typed::VariableId, PolymorphicLet*> polymorphic_;
  std::vector<Operand> captured_;  // operands of the parent, in order of captures (or of the last parameters)
};

}  // namespace riotc::lower
