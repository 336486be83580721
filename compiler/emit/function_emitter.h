// SPDX-License-Identifier: MIT
// One core function as one C++ function. The class is written in several files: function_emitter.cpp (signature and start),
// scopes.cpp, statements.cpp, branches.cpp, expressions.cpp, processes.cpp; folding.cpp decides which temporaries become
// part of the expression that uses them.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/core/core.h"
#include "compiler/emit/unit.h"
#include "compiler/emit/usage.h"

namespace riotc::emit {

// Letters on a line, beyond which a list is printed one item a line.
constexpr size_t kLongLine = 110;

// "riot::Next counter(riot::Process& self, riot::Int n)"; names only where the definition needs them.
std::string prototype(ProgramUnit& unit, core::FunctionId function);

// Where a statement or block leaves to, other than its own end, a tail form or a Join inside it.
struct Exits {
  std::set<uint32_t> joins;
  bool accepts = false;
  bool none() const { return joins.empty() && !accepts; }
};
Exits exits_of(const core::Stmt& stmt);
Exits exits_of(const core::Block& block);
// Whether control can reach the end of the block without having left it by Jump or Accept.
bool falls_through(const core::Block& block);
// Whether C++ control can come out behind the block: it falls through, or Jump has only set a variable.
bool comes_out(const core::Block& block);

class FunctionEmitter {
 public:
  FunctionEmitter(ProgramUnit& unit, ModuleUnit& module, core::FunctionId id);

  // The whole definition.
  void write(CppWriter& out);

 private:
  // How a variable stands in the text.
  enum class Form {
    Unnamed,  // not printed yet
    Plain,    // a value
    View,     // T*: something else keeps it alive
    Own       // riot::Own<T> (or riot::Spare)
  };
  struct Printed {
    Form form = Form::Unnamed;
    std::string name;
    bool mentioned = false;  // since somebody set it to false
  };
  // A piece of expression.
  struct Text {
    Text(std::string code = "", bool infix = false) : code(std::move(code)), infix(infix) {}
    std::string code;
    bool infix;            // wants parentheses as an operand of another operator
    Effects effects = 0;
    std::string trap;      // with kTraps: which crash, so that two of the same may change places
  };
  // A temporary that has not been printed, in the hope that the next statement takes it in.
  struct Waiting {
    core::VariableId variable;
    Span span;
    Text text;
  };
  // What a statement does with its operands.
  enum class Taking {
    Together,   // one expression, evaluated before anything else of the statement happens
    Separately  // several statements: only what could be evaluated at any time is taken in
  };

  // ---- function_emitter.cpp
  std::string signature();
  void adopt_parameters();
  void adopt_captures();
  void poll(bool at_entry);
  std::string on_new_stack() const;
  // What is returned where the answer has been begun: its end.
  std::string answered(const std::string& code) const { return answer_.empty() ? code : answer_ + ".finish(" + code + ")"; }
  void point_at_frame();
  // In a step that parks, parameters are the fields themselves until a message has been accepted.
  void name_frame_fields();
  void adopt_frame(core::VariableId served);

  // ---- names
  const core::Variable& variable(core::VariableId id) const { return function_.variables[id]; }
  bool is_reference(core::VariableId id) const { return unit_.types.is_reference(variable(id).type); }
  bool is_owner(core::VariableId id) const { return variable(id).owned && is_reference(id); }
  Form natural_form(core::VariableId id) const;
  // Gives the variable a name and its natural form.
  const std::string& introduce(core::VariableId id);
  const std::string& name_of(core::VariableId id);
  // "riot::Own<T>", "T*", "riot::Int": for its declaration.
  std::string declared_type(core::VariableId id);

  // ---- scopes.cpp
  // The statements of a block, up to and with its end.
  void block(const core::Block& block) { block_from(block, 0); }
  void block_from(const core::Block& block, size_t first);
  // The same of those from `first` to before `end`; `last` says for each variable which statement is the last to mention it.
  void divide(const core::Block& block, size_t first, size_t end, const std::vector<size_t>& last);
  size_t cut_of(const core::Block& block, size_t first, size_t end, const std::vector<size_t>& last) const;
  bool is_declared_ahead(core::VariableId id) const { return declared_ahead_.count(id) > 0; }

  // ---- statements.cpp
  void statements(const core::Block& block, size_t first, size_t end);
  void statement(const core::Stmt& stmt);
  void let(const core::Stmt& stmt);
  void declare(core::VariableId id);
  void assign(const core::Stmt& stmt);
  void extend(const core::Stmt& stmt);
  void evaluate(const core::Stmt& stmt);
  void drop(const core::Stmt& stmt);
  void take_apart(const core::Stmt& stmt);
  void give_back(const core::Stmt& stmt);
  void tail_self(const core::Stmt& stmt);
  void tail_call(const core::Stmt& stmt);
  void crash(const core::Stmt& stmt);
  // Whether what the block drops at `index` is dropped by the return that follows anyway.
  bool drop_is_implied(const core::Block& block, size_t index) const;

  // ---- branches.cpp
  void branch(const core::Stmt& stmt);
  void select(const core::Stmt& stmt);
  void two_way(const std::string& condition, bool infix, const core::Block& yes, const core::Block& no);
  // One way of a switch, with `note` behind its label.
  void way(const std::string& label, const std::string& note, const core::Block& body);
  void join(const core::Stmt& stmt);
  void jump(const core::Stmt& stmt);
  void loop(const core::Stmt& stmt);
  // What runs when `selector` is 1, 2, ..; `may_be_zero`: and nothing when it is 0.
  void arms(const std::string& selector, const std::vector<const core::Block*>& bodies, bool may_be_zero);
  // "next_1 == 0 && arm == 0": none of the exits has been taken.
  std::string not_taken(const Exits& exits) const;

  // ---- expressions.cpp
  std::string operand(const core::Operand& operand);
  std::string operand_in_infix(const core::Operand& operand);
  std::string word(const core::Operand& operand);
  core::TypeId type_of(const core::Operand& operand) const;
  core::TypeKind kind_of(const core::Operand& operand) const;
  // The value of the expression: an owned raw pointer where it makes a reference. May print statements before it.
  Text value(const core::Expr& expr);
  // As the start of an owned variable or an answer: a Project shares.
  Text owned_value(const core::Expr& expr);
  bool is_built(const core::Expr& expr) const;
  // Prints the making of an object in `variable` (a Let), or in a raw pointer whose name is returned.
  void build_variable(core::VariableId variable, const core::Expr& expr);
  std::string build_raw(const core::Expr& expr);
  std::string making(const core::Expr& expr);
  std::string built_struct(const core::Expr& expr);
  void fill(const std::string& object, const core::Expr& expr);
  Text call(const core::Expr& expr);
  Text call_closure(const core::Expr& expr);
  Text call_runtime(const core::Expr& expr);
  std::string plain_signature(const core::Expr& expr) const;
  Text call_foreign(const core::Expr& expr);
  Text project(const core::Expr& expr);
  Text arithmetic(const core::Expr& expr);
  Text compare(const core::Expr& expr);
  Text interpolate(const core::Expr& expr);
  std::string arguments(const std::vector<core::Operand>& operands, size_t first = 0);

  // ---- processes.cpp
  Text spawn(const core::Expr& expr);
  Text send(const core::Expr& expr);
  void enter(const core::Stmt& stmt);
  void receive(const core::Stmt& stmt);
  void accept(const core::Stmt& stmt);

  // ---- folding.cpp
  bool may_wait(const core::Stmt& let) const;
  Taking taking_of(const core::Expr& expr) const;
  // All waiting temporaries from here on can be printed in place of these operands.
  size_t first_that_fits(const std::vector<const core::Operand*>& operands, Taking taking) const;
  // Prints the waiting temporaries that this statement cannot take in.
  void settle(const std::vector<const core::Operand*>& operands, Taking taking);
  void settle(const core::Expr& expr);
  void settle(const std::vector<core::Operand>& operands, Taking taking);
  // After the statement: what it has taken in waits no longer.
  void taken_in() { waiting_.clear(); }
  void flush() { flush(waiting_.size()); }
  void flush(size_t count);
  void wait(const core::Stmt& let);
  const Waiting* find_waiting(core::VariableId id) const;

  ProgramUnit& unit_;
  ModuleUnit& module_;
  core::FunctionId id_;
  const core::Function& function_;
  Usage usage_;
  const bool is_leaf_;                          // see leaf.h
  CppWriter out_;
  NameSet names_;
  std::vector<Printed> printed_;
  std::vector<Waiting> waiting_;
  std::set<core::VariableId> declared_ahead_;   // before the scope with the statement that gives them their value
  std::vector<std::string> selectors_;          // by number of the Join: the variable that Jump sets; "" for none
  std::vector<const core::Stmt*> joins_;
  std::string arm_;                             // of the innermost Receive: the variable that Accept sets
  int while_depth_ = 0;
  std::string answer_;                          // the answer in the making, when it is built from the front
  std::string frame_;                           // of a Step: the pointer to its frame, once there is one
  std::vector<std::string> raw_parameters_;     // names in the signature
};

}  // namespace riotc::emit
