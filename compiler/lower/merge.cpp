// SPDX-License-Identifier: MIT
// Mutual tail recursion in constant stack: Plain functions that tail-call each other in a ring become states of one.
//
//   fn even(n) .. odd(n - 1)      ->   even_odd(state, n): switch (state) { 0: .. again(1, n - 1); 1: .. again(0, n - 1) }
//   fn odd(n) .. even(n - 1)           even(n) = even_odd(0, n);  odd(n) = even_odd(1, n)
//
// Parameters of one type share a place of the merged function. Places that a state does not use hold nothing.
#include <algorithm>
#include <string>

#include "compiler/core/graph.h"
#include "compiler/lower/lowering.h"

namespace riotc::lower {

using core::FunctionId;
using core::FunctionKind;
using core::find_components;
using core::Graph;
using core::Operand;
using core::OperandKind;
using core::StmtKind;
using core::VariableId;

namespace {

bool is_tail_call(const core::Stmt& stmt) { return stmt.kind == StmtKind::Return && stmt.expr.kind == core::ExprKind::Call; }

Operand read(VariableId id) {
  Operand operand;
  operand.kind = OperandKind::Variable;
  operand.variable = id;
  return operand;
}

class Merger {
 public:
  Merger(core::Program& program, Names& symbols, core::TypeId integer, const std::vector<uint32_t>& members)
      : program_(program), symbols_(symbols), integer_(integer), members_(members) {}

  void run() {
    const core::Function& first = program_.functions[FunctionId{members_[0]}];
    merged_.kind = FunctionKind::Plain;
    merged_.module = first.module;
    merged_.shard = first.shard;
    merged_.span = first.span;
    merged_.result = first.result;
    merged_.has_tail_self = true;
    std::string symbol;
    for (uint32_t member : members_) {
      const core::Function& function = program_.functions[FunctionId{member}];
      merged_.name += (merged_.name.empty() ? "" : ", ") + function.name;
      if (symbol.size() + function.symbol.size() < 96) symbol += (symbol.empty() ? "" : "$$") + function.symbol.substr(0, function.symbol.find('$'));
    }
    merged_.symbol = symbols_.unique(merged_.module, symbol + "$");
    state_ = add_parameter(integer_, "state", merged_.span);
    for (uint32_t member : members_) assign_places(program_.functions[FunctionId{member}]);

    core::Stmt choice;
    choice.kind = StmtKind::Switch;
    choice.span = merged_.span;
    choice.operand = read(state_);
    for (size_t i = 0; i < members_.size(); ++i) {
      core::SwitchCase one;
      if (i + 1 < members_.size()) one.values.push_back(static_cast<int64_t>(i));
      one.body = move_body(i);
      if (i + 1 < members_.size()) choice.cases.push_back(std::move(one));
      else choice.otherwise = std::move(one.body);
    }
    merged_.body.push_back(std::move(choice));
    const FunctionId id = program_.functions.add(std::move(merged_));
    for (size_t i = 0; i < members_.size(); ++i) make_entry(i, id);
  }

 private:
  VariableId add_parameter(core::TypeId type, std::string name, Span span) {
    core::Variable variable;
    variable.name = std::move(name);
    variable.type = type;
    variable.span = span;
    const VariableId id = merged_.variables.add(std::move(variable));
    merged_.parameters.push_back(id);
    return id;
  }

  void assign_places(const core::Function& function) {
    std::vector<size_t> places;  // indices into merged_.parameters
    for (VariableId parameter : function.parameters) {
      const core::Variable& variable = function.variables[parameter];
      size_t place = 1;
      while (place < merged_.parameters.size() &&
             (merged_.variables[merged_.parameters[place]].type != variable.type || std::find(places.begin(), places.end(), place) != places.end()))
        ++place;
      if (place == merged_.parameters.size()) add_parameter(variable.type, variable.name, variable.span);
      places.push_back(place);
    }
    places_.push_back(std::move(places));
  }

  Operand nothing(core::TypeId type) const {
    Operand operand;
    operand.type = type;
    switch (program_.types[type].kind) {
      case core::TypeKind::Unit:
      case core::TypeKind::Never: break;
      case core::TypeKind::Bool: operand.kind = OperandKind::Bool; break;
      case core::TypeKind::Int:
      case core::TypeKind::Duration: operand.kind = OperandKind::Int; break;
      case core::TypeKind::Float: operand.kind = OperandKind::Float; break;
      case core::TypeKind::String: operand.kind = OperandKind::String; break;
      default: operand.kind = OperandKind::Nullary;  // the odd pointer 1: nobody counts it, nobody looks
    }
    return operand;
  }

  std::vector<Operand> state_arguments(size_t member, const std::vector<Operand>& arguments) const {
    std::vector<Operand> all;
    for (VariableId parameter : parameters_) all.push_back(nothing(variable_types_[parameter.value]));
    all[0].number = static_cast<int64_t>(member);
    for (size_t i = 0; i < arguments.size(); ++i) all[places_[member][i]] = arguments[i];
    return all;
  }

  core::Block move_body(size_t index) {
    core::Function& function = program_.functions[FunctionId{members_[index]}];
    remember_parameters();
    // Its variables become variables of the merged function, its parameters the places.
    std::vector<VariableId> renamed(function.variables.size());
    for (size_t i = 0; i < function.parameters.size(); ++i)
      renamed[function.parameters[i].value] = merged_.parameters[places_[index][i]];
    for (uint32_t i = 0; i < function.variables.size(); ++i)
      if (!renamed[i].is_valid()) renamed[i] = merged_.variables.add(function.variables[VariableId{i}]);
    const auto rename = [&](VariableId& id) {
      if (id.is_valid()) id = renamed[id.value];
    };
    const auto rename_all = [&](std::vector<Operand>& operands) {
      for (Operand& operand : operands) rename(operand.variable);
    };
    uint32_t joins = 0;
    core::Block body = std::move(function.body);
    for_each_stmt(body, [&](core::Stmt& stmt) {
      rename(stmt.variable);
      rename(stmt.operand.variable);
      rename_all(stmt.operands);
      rename_all(stmt.expr.operands);
      for (core::JoinArm& arm : stmt.arms)
        for (VariableId& parameter : arm.parameters) rename(parameter);
      if (stmt.kind == StmtKind::Join || stmt.kind == StmtKind::Jump) {
        joins = std::max(joins, stmt.join + 1);
        stmt.join += next_join_;
      }
      if (stmt.kind == StmtKind::TailSelf) stmt.operands = state_arguments(index, stmt.operands);
      if (!is_tail_call(stmt)) return;
      const auto callee = std::find(members_.begin(), members_.end(), stmt.expr.function.value);
      if (callee == members_.end()) return;
      stmt.kind = StmtKind::TailSelf;
      stmt.operands = state_arguments(static_cast<size_t>(callee - members_.begin()), stmt.expr.operands);
      stmt.expr = {};
    });
    next_join_ += joins;
    return body;
  }

  // The parameters are all known once every member has its places; variables are still being added.
  void remember_parameters() {
    if (!parameters_.empty()) return;
    parameters_ = merged_.parameters;
    for (const core::Variable& variable : merged_.variables) variable_types_.push_back(variable.type);
  }

  void make_entry(size_t index, FunctionId merged) {
    core::Function& function = program_.functions[FunctionId{members_[index]}];
    core::Function entry;
    entry.kind = FunctionKind::Plain;
    entry.name = function.name;
    entry.symbol = function.symbol;
    entry.module = function.module;
    entry.shard = function.shard;
    entry.span = function.span;
    entry.result = function.result;
    std::vector<Operand> arguments;
    for (VariableId parameter : function.parameters) {
      entry.parameters.push_back(entry.variables.add(function.variables[parameter]));
      arguments.push_back(read(entry.parameters.back()));
    }
    core::Stmt call;
    call.kind = StmtKind::Return;
    call.span = function.span;
    call.expr.kind = core::ExprKind::Call;
    call.expr.span = function.span;
    call.expr.type = function.result;
    call.expr.function = merged;
    call.expr.operands = state_arguments(index, arguments);
    entry.body.push_back(std::move(call));
    function = std::move(entry);
  }

  core::Program& program_;
  Names& symbols_;
  core::TypeId integer_;
  const std::vector<uint32_t>& members_;
  core::Function merged_;
  VariableId state_;
  std::vector<std::vector<size_t>> places_;  // by member: where its parameters are
  std::vector<VariableId> parameters_;
  std::vector<core::TypeId> variable_types_;
  uint32_t next_join_ = 0;
};

}  // namespace

void merge_tail_recursion(core::Program& program, Names& symbols, core::TypeId integer) {
  const uint32_t count = static_cast<uint32_t>(program.functions.size());
  Graph graph(count);
  for (uint32_t i = 0; i < count; ++i) {
    core::Function& function = program.functions[FunctionId{i}];
    if (function.kind != FunctionKind::Plain) continue;
    for_each_stmt(function.body, [&](core::Stmt& stmt) {
      if (!is_tail_call(stmt)) return;
      const core::Function& callee = program.functions[stmt.expr.function];
      if (callee.kind == FunctionKind::Plain && callee.result == function.result) graph[i].push_back(stmt.expr.function.value);
    });
  }
  for (const std::vector<uint32_t>& members : find_components(graph).members)
    if (members.size() > 1) Merger(program, symbols, integer, members).run();
}

}  // namespace riotc::lower
