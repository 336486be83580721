// SPDX-License-Identifier: MIT
// The walk over syntax that builds the typed tree; one file a family of constructs.
//
// `infer(e, want)` answers a node whose type already agrees with `want` (a disagreement has been reported, and the node's
// type is Error then). Expectations are pushed inwards, so that a closure knows its parameters and a constructor its type.
// Types of nodes may mention variables until the group is done; finish_group closes them.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/diagnostics/diagnostics.h"
#include "compiler/infer/state.h"

namespace riotc::infer {

// What a name in the module at hand stands for, locals aside.
struct Qualified {
  resolve::Global global;
  ConstructorId constructor;
};

// "first", "second", ..
std::string ordinal(uint32_t n);
// What is expected of the parts of what `whole` expects.
Origin items_of(Origin whole, Why why);

class Inferer {
 public:
  Inferer(const resolve::Program& program, types::TypeTable& types, Diagnostics& diags);
  typed::Program run();

 private:
  // ---- infer.cpp, declare.cpp, generalise.cpp: groups
  void infer_group(uint32_t number);
  void declare(Member& member, bool is_alone);
  void declare_function(Member& member, bool is_alone);
  void report_swapped(const std::string& name, const std::vector<CallArgument>& arguments, const std::vector<uint32_t>& places, size_t since);
  void warn_deprecated(const std::optional<std::string>& text, const std::string& name, Span span);
  std::string function_like(const std::string& module_name, const std::string& name) const;
  void check_counterpart(TypeId type, Span span);
  void infer_member(Member& member);
  void infer_function(Member& member);
  void infer_constant(Member& member);
  void check_main(FunctionId id, Body& body);
  bool is_main(const resolve::Function& function) const;
  bool stands_in_main() const;
  void finish_group();
  void generalise_functions();
  void name_flexible_variables(Member& member);
  void fill_references();
  void store_member(Member& member);
  FunctionInfo& function_info(FunctionId id);
  ConstInfo& const_info(ConstId id);
  void find_needs();
  void check_field_defaults();
  void generalise(TypeId type, uint32_t level, std::vector<TypeId>& parameters, std::vector<TypeId>& slots);
  bool mentions_slot(TypeId type, TypeId slot);
  TypeId closed(TypeId type);  // resolved; what is open is Unit, mailbox slots are gone
  TypeId instantiate(TypeId type, const std::vector<TypeId>& parameters, const std::vector<TypeId>& slots, Substitution& made, Span span,
                     const std::string& name);

  // ---- annotation.cpp
  enum class NewVariables { Rigid, Flexible, Unknown };
  struct AnnotationScope {
    ModuleId module;
    std::unordered_map<std::string, TypeId>* variables = nullptr;
    NewVariables new_variables = NewVariables::Rigid;
    TypeId slot;  // of function types without `receives`
  };
  TypeId annotated(const syntax::TypeExpr* type, const AnnotationScope& scope);
  TypeId annotated_name(const syntax::NameType& type, const AnnotationScope& scope);
  TypeId annotated_function(const syntax::FunctionType& type, const AnnotationScope& scope);
  TypeId annotated_slot(const syntax::TypeExpr* receives, const AnnotationScope& scope);
  TypeId expand_alias(AliasId alias, const std::vector<TypeId>& arguments, Span span);
  void report_small_type(const std::string& name, Span span, Severity severity);
  void report_small_types();
  void declare_types();
  void declare_fields(TypeDeclId id);
  AnnotationScope body_scope(TypeId slot);

  // ---- unify.cpp
  bool unify(TypeId expected, TypeId found, bool exact = false);
  bool unify_slot(TypeId expected, TypeId found, bool exact);
  bool bind(TypeId variable, TypeId type);
  bool adjust_levels(TypeId type, TypeId variable, uint32_t level);
  void lower_levels(TypeId type, uint32_t level);
  bool fail(FailureKind kind, TypeId expected, TypeId found);
  void compute_variances();
  bool is_covariant(TypeDeclId decl, size_t parameter) const;

  // ---- mismatch.cpp
  bool require(TypeId expected, TypeId found, Span span, const Origin& origin);
  typed::Expr* coerce(typed::Expr* node, const Want& want);
  // Whether the two would unify, mailboxes aside; binds nothing but in `bound`.
  bool could_be(TypeId expected, TypeId found);
  bool could_be(TypeId expected, TypeId found, Substitution& bound);
  TypeId followed(TypeId type, const Substitution& bound);
  bool holds(TypeId type, TypeId variable, const Substitution& bound);
  void report_mismatch(Span span, TypeId expected, TypeId found, const Origin& origin);
  void report_mailbox_mismatch(Span span, TypeId expected, TypeId found, const Origin& origin);
  bool use_mailbox(TypeId callee_slot, Span span, const std::string& what, bool is_known_function);
  std::string describe_place(const Origin& origin);
  DiagnosticBuilder error(Code code, Span span, std::string message);
  void warn(Code code, Span span, std::string message, std::string help = "");

  // ---- infer_expr.cpp
  typed::Expr* infer(const syntax::Expr* expr, const Want& want = {});
  typed::Expr* infer_plain(const syntax::Expr* expr, const Want& want);
  typed::Expr* infer_string(const syntax::StringExpr& expr);
  typed::Expr* infer_tuple(const syntax::TupleExpr& expr, const Want& want);
  typed::Expr* infer_list(const syntax::ListExpr& expr, const Want& want);
  typed::Expr* infer_map(const syntax::MapExpr& expr, const Want& want);
  typed::Expr* infer_range(const syntax::RangeExpr& expr);
  typed::Expr* infer_lambda(const syntax::LambdaExpr& expr, const Want& want);
  typed::Expr* error_expr(Span span);
  typed::Expr* unit_expr(Span span);
  typed::Expr* duration_expr(Span span, int64_t nanoseconds);

  // ---- infer_control.cpp, infer_let.cpp
  typed::Expr* infer_if(const syntax::IfExpr& expr, const Want& want);
  typed::Expr* infer_match(const syntax::MatchExpr& expr, const Want& want);
  typed::Expr* infer_block(const syntax::BlockExpr& expr, const Want& want);
  typed::Expr* infer_for(const syntax::ForExpr& expr);
  typed::Expr* infer_comprehension(const syntax::ComprehensionExpr& expr, const Want& want);
  typed::Expr* infer_try(const syntax::TryExpr& expr, typed::Expr* operand);
  struct TryPlace {  // the `?` and the function that it leaves
    TypeId result;
    Origin origin;
    FrameKind kind;
    Span span;
    bool is_main;
  };
  void settle_try(typed::TryExpr* node, TryPlace at);
  typed::Expr* infer_return(const syntax::ReturnExpr& expr);
  typed::Expr* infer_assert(const syntax::AssertExpr& expr);
  typed::Expr* infer_guard(const syntax::Expr* guard);
  TypeId infer_iterated(typed::Expr* iterated);
  struct Branches {  // branches of an `if`, arms of a `match` or a `receive`
    Want want;
    TypeId type;
    Why why = Why::Branch;
  };
  typed::Expr* infer_branch(const syntax::Expr* expr, Branches& branches);
  void infer_arms(const std::vector<syntax::Arm>& arms, TypeId scrutinee, const Origin& origin, Branches& branches,
                  std::vector<typed::Arm>& out);
  void infer_let(const syntax::Statement& statement, typed::BlockExpr& block);
  bool is_value(const syntax::Expr* expr);
  void generalise_let(VariableId variable, uint32_t level, size_t first_deferred, size_t first_structural);
  bool diverges(const typed::Expr* expr);

  // ---- infer_name.cpp, infer_field.cpp
  typed::Expr* infer_name(const syntax::NameExpr& expr);
  typed::Expr* infer_constructor(const syntax::Expr& expr, ConstructorId id, const Want& want);
  typed::Expr* infer_field(const syntax::FieldExpr& expr, const Want& want);
  typed::Expr* field_of(typed::Expr* object, const syntax::Ident& field, Span span);
  bool settle_field(typed::FieldExpr* node, TypeId object, TypeId result, const syntax::Ident& field, bool force, ModuleId module);
  bool apply_field(typed::FieldExpr* node, TypeId object, TypeId result, const syntax::Ident& field);
  std::vector<TypeDeclId> types_with_field(const std::string& field, ModuleId module);
  typed::Expr* global_ref(const resolve::Global& global, Span span, const std::string& name);
  typed::Expr* function_ref(FunctionId id, Span span, bool as_value);
  typed::Expr* const_ref(ConstId id, Span span);
  typed::Expr* local_ref(Local& local, Span span);
  typed::Expr* todo_call(Span span, typed::Expr* what);
  Local* find_local(std::string_view name);
  // What `x.y` means when `x` is a module, if it is one here.
  bool find_qualified(const syntax::FieldExpr& expr, Qualified& out, bool& failed);
  ConstructorId find_constructor(const std::string& name, TypeId expected, Span span);
  ConstructorId find_qualified_constructor(const syntax::Ident& module, const syntax::Ident& name);
  bool may_construct(ConstructorId id, Span span);
  // The path of the standard library's module that is called like this; "" if there is none.
  std::string library_module(const std::string& name) const;
  void report_unknown_name(const std::string& name, Span span);
  const resolve::Module& module() const { return program_.modules[body_->module]; }

  // ---- infer_call.cpp, infer_capture.cpp, infer_construct.cpp
  typed::Expr* infer_call(const syntax::CallExpr& expr, const Want& want);
  typed::Expr* call_expr(const syntax::Expr* callee, std::vector<CallArgument> arguments, Span span, const Want& want);
  typed::Expr* call_function(FunctionId id, std::vector<CallArgument>& arguments, Span callee_span, Span span, const Want& want);
  typed::Expr* call_value(typed::Expr* callee, std::vector<CallArgument>& arguments, Span span, const Want& want);
  // The parameter of each argument in the order written; false when that was wrong and has been reported.
  bool match_arguments(const std::vector<ParameterInfo>& parameters, const std::vector<CallArgument>& arguments, const std::string& what,
                       Span span, std::vector<uint32_t>& out);
  typed::Expr* infer_argument(CallArgument& argument, const Want& want);
  typed::Expr* infer_default(const syntax::Expr* value, ModuleId module, const Want& want);
  typed::Expr* left_out(const syntax::Expr* value, ModuleId module, TypeId type, Span callee, const std::string& name);
  void infer_all(std::vector<CallArgument>& arguments);
  typed::Expr* with_capture(std::vector<CallArgument>& arguments, Span span, const Want& want,
                            const std::function<typed::Expr*(const Want&)>& call);
  typed::Expr* outside_capture(const std::function<typed::Expr*()>& evaluate);
  std::vector<typed::Argument> in_order(std::vector<CallArgument>& arguments, std::vector<typed::Argument> values);
  typed::Expr* open_slot(typed::Expr* node);
  typed::Expr* infer_pipe(const syntax::PipeExpr& expr, const Want& want);
  std::vector<CallArgument> arguments_of(const syntax::CallExpr& expr);
  typed::Expr* construct(ConstructorId id, std::vector<CallArgument>& arguments, Span name_span, Span span, const Want& want);
  typed::Expr* update(ConstructorId id, const syntax::CallExpr& expr, std::vector<CallArgument>& arguments, const Want& want);
  std::vector<ParameterInfo> fields_of(ConstructorId id) const;

  // ---- infer_process.cpp
  enum class Special { None, Spawn, SpawnLink, Call, TryCall };
  Special special(FunctionId id) const;
  typed::Expr* special_call(Special form, FunctionId id, std::vector<CallArgument>& arguments, Span callee_span, Span span, const Want& want);
  typed::Expr* special_value(Special form, FunctionId id, Span span);
  typed::Expr* spawn_function(bool link, CallArgument& argument, Span span);
  typed::Expr* infer_spawn(const syntax::SpawnExpr& expr);
  TypeId message_of_spawned(TypeId slot);
  typed::Expr* infer_receive(const syntax::ReceiveExpr& expr, const Want& want);
  typed::Expr* infer_send(const syntax::SendExpr& expr);
  bool settle_send(typed::SendExpr* node, const syntax::Expr* message_syntax, bool force);
  TypeId destination_message(TypeId to, typed::Destination& destination, bool allow_reply);
  void check_not_in_guard(Span span, const char* what);

  // ---- infer_pattern.cpp, infer_bits.cpp
  typed::Pattern* infer_pattern(const syntax::Pattern* pattern, TypeId type, const Origin& origin);
  typed::Pattern* infer_pattern_plain(const syntax::Pattern* pattern, TypeId type, const Origin& origin);
  typed::Pattern* infer_constructor_pattern(const syntax::ConstructorPattern& pattern, TypeId type, const Origin& origin);
  typed::Pattern* infer_or_pattern(const syntax::OrPattern& pattern, TypeId type, const Origin& origin);
  typed::Pattern* infer_bits_pattern(const syntax::BitsPattern& pattern, TypeId type);
  typed::Expr* infer_pin(const syntax::PinPattern& pattern, const Want& want);
  typed::Expr* infer_bits(const syntax::BitsExpr& expr);
  typed::Pattern* wildcard(Span span, TypeId type);
  VariableId bind_variable(const std::string& name, Span span, TypeId type);
  VariableId new_variable(const std::string& name, Span span, TypeId type);
  void seal_pattern(size_t first_local);  // its variables may be seen from now on

  // ---- infer_operator.cpp
  typed::Expr* infer_binary(const syntax::BinaryExpr& expr);
  typed::Expr* infer_arithmetic(const syntax::BinaryExpr& expr);
  typed::Expr* infer_concat(const syntax::BinaryExpr& expr);
  typed::Expr* infer_comparison(const syntax::BinaryExpr& expr);
  typed::Expr* infer_unary(const syntax::UnaryExpr& expr);
  bool check_number(TypeId type, typed::Operator op, Span span, const char* spelling, bool force);

  // ---- deferred.cpp
  void defer(TypeId subject, std::vector<TypeId> others, Phase phase, std::function<bool(bool)> solve);
  void solve_deferred();
  bool solve_known(size_t first);

  // ---- structural.cpp
  void use_structurally(TypeId type, Span span, Use use, std::string function = "");
  void mark_structural(TypeId type, Use use);
  void check_structural();
  void check_structural_use(const StructuralUse& use);
  void compute_holders();
  TypeId find_without_json(TypeId type, std::unordered_set<TypeId>& seen);
  bool find_function(TypeId type, Use use, std::string& path, int depth);

  // ---- placeholders.cpp
  void note_placeholders(const syntax::StringExpr& expr);
  bool report_placeholders(Body& body, VariableId variable);

  // ---- statements.cpp
  void check_dropped();
  bool only_reads(const typed::Expr* call);
  void check_unused(size_t first_local);
  void report_unused(Body& body);

  // ---- types in short
  TypeId fresh() { return types_.fresh_variable(group_->level); }
  const types::Type& shape(TypeId type) { return types_.get(types_.shallow(type)); }
  bool is_builtin(TypeId type, BuiltinType builtin);
  bool is_error(TypeId type) { return shape(type).kind == TypeKind::Error; }
  bool is_open(TypeId type) { return shape(type).kind == TypeKind::Variable; }
  TypeId argument(TypeId type, size_t i) { return shape(type).arguments[i]; }
  TypeId t_int() { return int_; }
  std::string with_gaps(TypeId type);
  std::string print(TypeId type) { return types_.print(type); }

  template <class T>
  T* make(Span span, TypeId type) {
    T* node = out_.store.make<T>(span, type);
    group_->type_slots.push_back(&node->type);
    return node;
  }
  void close_later(TypeId* type) { group_->type_slots.push_back(type); }
  void close_later(std::vector<TypeId>* types) { group_->type_lists.push_back(types); }

  const resolve::Program& program_;
  types::TypeTable& types_;
  Diagnostics& diags_;
  typed::Program out_;

  std::vector<FunctionInfo> functions_;                   // by FunctionId
  std::vector<ConstInfo> consts_;                         // by ConstId
  std::unordered_map<uint32_t, uint32_t> group_of_function_, group_of_const_;
  std::vector<Progress> group_progress_;
  std::unordered_map<TypeId, Use> structural_;            // Parameters that must hold no function
  std::vector<std::vector<bool>> covariant_;              // by TypeDeclId, parameter
  std::vector<std::vector<bool>> holds_parameter_;        // by TypeDeclId: the parameter is part of what is compared or shown
  std::vector<bool> holds_function_;                      // by TypeDeclId: whatever its arguments are
  std::unordered_map<TypeId, TypeId> closed_;
  std::unordered_map<uint32_t, bool> alias_running_;
  std::unordered_map<uint32_t, std::pair<std::vector<TypeId>, TypeId>> alias_types_;

  Group* group_ = nullptr;
  Body* body_ = nullptr;
  Frame* frame_ = nullptr;
  Capture* capture_ = nullptr;
  const syntax::Expr* pipe_target_ = nullptr;             // the call or callee that the piped value goes into
  typed::Expr* pipe_value_ = nullptr;
  Failure failure_;
  // Variables of the pattern at hand, and while a later alternative of `|` is read those that it must bind.
  std::vector<std::pair<std::string, VariableId>> bound_log_;
  std::unordered_map<std::string, VariableId>* or_known_ = nullptr;
  struct Mismatch {
    Span span;
    TypeId expected, found;
  };
  std::unordered_set<const Body*> told_keys_;             // bodies in which a function is a key of a map
  struct SmallTypeUse {
    std::string name;
    Span span;
    std::string own;  // the module's own type of that name; "" when it is one of other languages
  };
  std::vector<SmallTypeUse> small_types_;  // type variables called like types
  std::vector<Mismatch> mismatches_;                      // of arguments of the calls that are being looked at
  size_t items_told_ = 0;                                 // items of lists and maps that do not fit the others
  Span mismatched_pattern_;                               // told last to be for another type than what is matched
  const std::vector<Local>* hidden_locals_ = nullptr;     // parameters that the default value at hand does not see
  int quiet_ = 0;                                         // a default value that has been reported on before

  TypeId int_, float_, bool_, string_, bytes_, unit_, duration_, never_;
  TypeDeclId option_, result_;
  FunctionId panic_, todo_;
};

}  // namespace riotc::infer
