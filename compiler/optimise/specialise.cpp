// SPDX-License-Identifier: MIT
#include "compiler/optimise/specialise.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "compiler/core/graph.h"
#include "compiler/core/operands.h"
#include "compiler/optimise/clone.h"
#include "compiler/optimise/natural_order.h"

namespace riotc::optimise {

using namespace core;

namespace {

constexpr size_t kLargest = 200;     // statements of a function that is copied
constexpr uint32_t kDeepest = 6;     // copies made for what a copy calls: function values may build on each other for ever

// A function value that is known: its code, and what it has captured.
struct Known {
  FunctionId code;
  const std::vector<Operand>* captures = nullptr;
};

// The known function values of a function.
class Values {
 public:
  explicit Values(Function& function) : declared_(function.variables.size(), false) {
    for_each_stmt(function.body, [&](Stmt& stmt) {
      if (stmt.kind == StmtKind::Declare) declared_[stmt.variable.value] = true;
    });
    for_each_stmt(function.body, [&](Stmt& stmt) {
      if (stmt.kind != StmtKind::Let) return;
      if (stmt.expr.kind == ExprKind::MakeClosure) {
        for (const Operand& operand : stmt.expr.operands)
          if (!is_fixed(operand)) return;
        made_[stmt.variable] = {stmt.expr.function, stmt.expr.operands};
      } else if (stmt.expr.kind == ExprKind::Use) {
        const Operand& other = stmt.expr.operands[0];
        if (other.kind == OperandKind::FunctionValue) made_[stmt.variable] = {other.function, {}};
        else if (const auto found = other.kind == OperandKind::Variable ? made_.find(other.variable) : made_.end(); found != made_.end()) made_[stmt.variable] = found->second;
      }
    });
  }
  std::optional<Known> of(const Operand& operand) const {
    static const std::vector<Operand> kNone;
    if (operand.kind == OperandKind::FunctionValue) return Known{operand.function, &kNone};
    if (operand.kind != OperandKind::Variable) return std::nullopt;
    const auto found = made_.find(operand.variable);
    if (found == made_.end()) return std::nullopt;
    return Known{found->second.code, &found->second.captures};
  }

 private:
  struct Made {
    FunctionId code;
    std::vector<Operand> captures;
  };
  // Has the same value wherever it is in scope.
  bool is_fixed(const Operand& operand) const {
    return operand.kind != OperandKind::Variable || (operand.variable.value < declared_.size() && !declared_[operand.variable.value]);
  }
  std::vector<bool> declared_;
  std::unordered_map<VariableId, Made> made_;
};

bool is_function(const Program& program, const Function& function, VariableId id) {
  return program.types[function.variables[id].type].kind == TypeKind::Function;
}

// Which parameters of Plain functions are function values that are called, or passed on to where they are.
class Called {
 public:
  explicit Called(Program& program) : program_(program) { update(); }

  bool has(FunctionId id, size_t parameter) const { return id.value < called_.size() && called_[id.value][parameter]; }
  bool may_copy(FunctionId id) const { return id.value < copies_.size() && copies_[id.value]; }
  // Looks at what is new.
  void update() {
    const uint32_t first = static_cast<uint32_t>(called_.size());
    const uint32_t count = static_cast<uint32_t>(program_.functions.size());
    called_.resize(count);
    copies_.resize(count, false);
    for (uint32_t i = first; i < count; ++i) {
      Function& function = program_.functions[FunctionId{i}];
      called_[i].assign(function.parameters.size(), false);
      size_t size = 0;
      for_each_stmt(function.body, [&](Stmt&) { ++size; });
      copies_[i] = function.kind == FunctionKind::Plain && size <= kLargest;
    }
    for (bool more = true; more;) {
      more = false;
      for (uint32_t i = first; i < count; ++i) more |= look_at(FunctionId{i});
    }
  }

 private:
  bool look_at(FunctionId id) {
    Function& function = program_.functions[id];
    bool found = false;
    const auto mark = [&](const Operand& operand) {
      if (operand.kind != OperandKind::Variable) return;
      for (size_t p = 0; p < function.parameters.size(); ++p)
        if (function.parameters[p] == operand.variable && !called_[id.value][p]) called_[id.value][p] = found = true;
    };
    for_each_stmt(function.body, [&](Stmt& stmt) {
      if (!has_expr(stmt)) return;
      if (stmt.expr.kind == ExprKind::CallClosure) mark(stmt.expr.operands[0]);
      if (stmt.expr.kind == ExprKind::Call)
        for (size_t i = 0; i < stmt.expr.operands.size(); ++i)
          if (has(stmt.expr.function, i)) mark(stmt.expr.operands[i]);
      // A closure made in the function that calls it in turn.
      if (stmt.expr.kind == ExprKind::MakeClosure)
        for (const Operand& operand : stmt.expr.operands)
          if (operand.kind == OperandKind::Variable && is_function(program_, function, operand.variable)) mark(operand);
    });
    return found;
  }

  Program& program_;
  std::vector<std::vector<bool>> called_;
  std::vector<bool> copies_;
};

class Specialiser {
 public:
  explicit Specialiser(Program& program) : program_(program), called_(program), symbols_(program), direct_(program, symbols_), budget_(4 * program.functions.size() + 64) {
    for (size_t i = 0; i < program.modules.size(); ++i) ranks_.emplace(program.modules[i], i);
  }

  void run() {
    for (uint32_t i = 0; i < program_.functions.size(); ++i) rewrite(FunctionId{i});
  }

 private:
  using Key = std::pair<FunctionId, std::vector<std::pair<size_t, FunctionId>>>;  // which parameter is which code

  void rewrite(FunctionId id) {
    depths_.resize(program_.functions.size(), 0);
    call_directly(program_, id, direct_);
    called_.update();
    const Values values(program_.functions[id]);
    // Making copies moves the functions about: the statements are found first.
    std::vector<Stmt*> calls;
    for_each_stmt(program_.functions[id].body, [&](Stmt& stmt) {
      if (has_expr(stmt) && stmt.expr.kind == ExprKind::Call && called_.may_copy(stmt.expr.function)) calls.push_back(&stmt);
    });
    for (Stmt* call : calls) rewrite(id, call->expr, values);
  }

  void rewrite(FunctionId caller, Expr& call, const Values& values) {
    if (is_library_sort(program_, call)) {
      const auto by = values.of(call.operands[1]);
      if (by && is_natural_order(program_, by->code)) return sort_in_runtime(program_, call);
    }
    std::vector<std::pair<size_t, Known>> known;
    for (size_t i = 0; i < call.operands.size(); ++i)
      if (called_.has(call.function, i))
        if (const auto value = values.of(call.operands[i]); value && stays_the_same(call.function, i)) known.emplace_back(i, *value);
    if (known.empty()) return;
    Key key{call.function, {}};
    for (const auto& [position, value] : known) key.second.emplace_back(position, value.code);
    auto found = copies_.find(key);
    if (found == copies_.end()) {
      const uint32_t depth = depth_of(caller) + 1;
      if (depth > kDeepest || budget_ == 0) return;
      --budget_;
      const FunctionId copy = make_copy(key);
      depths_.resize(program_.functions.size(), 0);
      depths_[copy.value] = depth;
      found = copies_.emplace(std::move(key), copy).first;
    }
    std::vector<Operand> operands;
    size_t next = 0;
    for (size_t i = 0; i < call.operands.size(); ++i) {
      if (next == known.size() || known[next].first != i) {
        operands.push_back(call.operands[i]);
        continue;
      }
      operands.insert(operands.end(), known[next].second.captures->begin(), known[next].second.captures->end());
      ++next;
    }
    call.function = found->second;
    call.operands = std::move(operands);
  }
  uint32_t depth_of(FunctionId id) const { return id.value < depths_.size() ? depths_[id.value] : 0; }

  // Every round of the function has it as the first has.
  bool stays_the_same(FunctionId id, size_t parameter) {
    Function& function = program_.functions[id];
    bool same = true;
    for_each_stmt(function.body, [&](Stmt& stmt) {
      if (stmt.kind != StmtKind::TailSelf) return;
      const Operand& operand = stmt.operands[parameter];
      same &= operand.kind == OperandKind::Variable && operand.variable == function.parameters[parameter];
    });
    return same;
  }

  static const std::string& shard_of(const Function& function) { return function.shard.empty() ? function.module : function.shard; }
  size_t rank_of(const std::string& module) const {
    const auto found = ranks_.find(module);
    return found == ranks_.end() ? SIZE_MAX : found->second;
  }

  FunctionId make_copy(const Key& key) {
    const Function from = program_.functions[key.first];
    Function copy;
    copy.kind = FunctionKind::Plain;
    copy.name = from.name;
    copy.symbol = core::derived_symbol(from.symbol, "for");
    copy.module = from.module;
    copy.span = from.span;
    copy.result = from.result;
    copy.has_tail_self = from.has_tail_self;
    copy.shard = shard_of(from);
    // The name depends on nothing but what it is a copy of: names of others stay when there is one more.
    for (const auto& [position, code] : key.second) {
      const Function& value = program_.functions[code];
      copy.symbol += "_" + (value.module == from.module ? "" : value.module + "_") + value.symbol;
      if (rank_of(shard_of(value)) < rank_of(copy.shard)) copy.shard = shard_of(value);
    }
    copy.symbol = symbols_.unique(copy.module, std::move(copy.symbol));
    Renaming renaming(from, copy, 0);
    Block starts;
    std::vector<std::vector<VariableId>> captured(from.parameters.size());
    std::vector<bool> is_known(from.parameters.size(), false);
    for (const auto& [position, code] : key.second) is_known[position] = true;
    for (size_t i = 0; i < from.parameters.size(); ++i) {
      if (!is_known[i]) {
        const VariableId parameter = copy.variables.add(from.variables[from.parameters[i]]);
        renaming.set(from.parameters[i], read_variable(parameter));
        copy.parameters.push_back(parameter);
        continue;
      }
      const FunctionId code = std::find_if(key.second.begin(), key.second.end(), [&](const auto& each) { return each.first == i; })->second;
      const Function& closure = program_.functions[code];
      Operand value;
      if (closure.captures.empty()) {
        value.kind = OperandKind::FunctionValue;
        value.function = code;
        value.type = from.variables[from.parameters[i]].type;
      } else {
        Stmt start;
        start.kind = StmtKind::Let;
        start.span = from.span;
        start.variable = copy.variables.add(from.variables[from.parameters[i]]);
        start.expr.kind = ExprKind::MakeClosure;
        start.expr.span = from.span;
        start.expr.type = from.variables[from.parameters[i]].type;
        start.expr.function = code;
        for (const VariableId capture : closure.captures) {
          const VariableId parameter = copy.variables.add(closure.variables[capture]);
          copy.parameters.push_back(parameter);
          captured[i].push_back(parameter);
          start.expr.operands.push_back(read_variable(parameter));
        }
        value = read_variable(start.variable);
        starts.push_back(std::move(start));
      }
      renaming.set(from.parameters[i], value);
    }
    copy.body = from.body;
    renaming.block(copy.body);
    for_each_stmt(copy.body, [&](Stmt& stmt) {
      if (stmt.kind != StmtKind::TailSelf) return;
      std::vector<Operand> operands;
      for (size_t i = 0; i < stmt.operands.size(); ++i) {
        if (!is_known[i]) operands.push_back(std::move(stmt.operands[i]));
        else for (const VariableId parameter : captured[i]) operands.push_back(read_variable(parameter));
      }
      stmt.operands = std::move(operands);
    });
    copy.body.insert(copy.body.begin(), std::make_move_iterator(starts.begin()), std::make_move_iterator(starts.end()));
    return program_.functions.add(std::move(copy));
  }

  Program& program_;
  Called called_;
  Symbols symbols_;
  DirectFunctions direct_;
  size_t budget_;
  std::map<Key, FunctionId> copies_;
  std::vector<uint32_t> depths_;
  std::unordered_map<std::string, size_t> ranks_;           // of modules, by distance from the root
};

}  // namespace

// ------------------------------------------------------------------------------------------ direct functions

FunctionId DirectFunctions::of(FunctionId closure) {
  const auto [entry, is_new] = known_.try_emplace(closure);
  if (!is_new) return entry->second;
  const Function from = program_.functions[closure];
  // One that only hands on what it is given is the function that it calls.
  if (from.captures.empty() && from.body.size() == 1 && from.body[0].kind == StmtKind::Return && from.body[0].expr.kind == ExprKind::Call &&
      from.body[0].expr.operands.size() == from.parameters.size()) {
    bool same = true;
    for (size_t i = 0; i < from.parameters.size(); ++i) {
      const Operand& operand = from.body[0].expr.operands[i];
      same &= operand.kind == OperandKind::Variable && operand.variable == from.parameters[i];
    }
    if (same) return entry->second = from.body[0].expr.function;
  }
  Function direct = from;
  direct.kind = FunctionKind::Plain;
  direct.symbol = symbols_.unique(direct.module, core::derived_symbol(from.symbol, "direct"));
  direct.parameters = from.captures;
  direct.parameters.insert(direct.parameters.end(), from.parameters.begin(), from.parameters.end());
  direct.captures.clear();
  for_each_stmt(direct.body, [&](Stmt& stmt) {
    if (stmt.kind != StmtKind::TailSelf) return;
    std::vector<Operand> operands;
    for (const VariableId capture : from.captures) operands.push_back(read_variable(capture));
    operands.insert(operands.end(), stmt.operands.begin(), stmt.operands.end());
    stmt.operands = std::move(operands);
  });
  return entry->second = program_.functions.add(std::move(direct));
}

void call_directly(Program& program, FunctionId id, DirectFunctions& direct) {
  const Values values(program.functions[id]);
  std::vector<Stmt*> calls;
  for_each_stmt(program.functions[id].body, [&](Stmt& stmt) {
    if (has_expr(stmt) && stmt.expr.kind == ExprKind::CallClosure) calls.push_back(&stmt);
  });
  for (Stmt* call : calls) {
    const auto known = values.of(call->expr.operands[0]);
    if (!known) continue;
    std::vector<Operand> operands = *known->captures;
    operands.insert(operands.end(), call->expr.operands.begin() + 1, call->expr.operands.end());
    const FunctionId callee = direct.of(known->code);  // which may copy this very function: first of all
    call->expr.kind = ExprKind::Call;
    call->expr.function = callee;
    call->expr.operands = std::move(operands);
  }
}

void specialise(Program& program) { Specialiser(program).run(); }

}  // namespace riotc::optimise
