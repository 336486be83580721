// SPDX-License-Identifier: MIT
#include "compiler/optimise/inline.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "compiler/core/graph.h"
#include "compiler/core/operands.h"
#include "compiler/optimise/clone.h"
#include "compiler/optimise/specialise.h"

namespace riotc::optimise {

using namespace core;

namespace {

constexpr size_t kSmall = 14;     // weight of a function that is inlined wherever it is called
constexpr size_t kMaker = 60;     // the same, of straight code that answers a new tuple or record: where it is taken apart again, nothing is made
constexpr size_t kUnrolled = 12;  // weight of a recursive function of which two rounds are put into one
constexpr size_t kGrown = 400;    // weight of a function that nothing more is inlined into
constexpr size_t kGrownByMakers = 800;

bool is_pure(const Expr& expr) {
  return expr.kind == ExprKind::Use || expr.kind == ExprKind::Project || expr.kind == ExprKind::Construct || expr.kind == ExprKind::MakeClosure ||
         expr.kind == ExprKind::Compare || expr.kind == ExprKind::Not;
}

// What a statement costs: about its lines of C++.
size_t weight(const Block& block) {
  size_t sum = 0;
  for (const Stmt& stmt : block) {
    const bool is_nothing = has_expr(stmt) && (stmt.expr.kind == ExprKind::Use || stmt.expr.kind == ExprKind::Project);
    sum += is_nothing ? 0 : 1;
    if (has_expr(stmt) && stmt.expr.kind == ExprKind::Interpolate) sum += 2;
    visit_blocks(stmt, [&](const Block& inner) { sum += weight(inner); });
  }
  return sum;
}

class Inliner {
 public:
  explicit Inliner(Program& program) : program_(program), symbols_(program), direct_(program, symbols_) {}

  void run() {
    // Callees before callers, so that what is inlined has had its own calls inlined.
    const uint32_t count = static_cast<uint32_t>(program_.functions.size());
    Graph graph(count);
    for (uint32_t i = 0; i < count; ++i)
      for_each_stmt(program_.functions[FunctionId{i}].body, [&](Stmt& stmt) {
        if (has_expr(stmt) && stmt.expr.kind == ExprKind::Call) graph[i].push_back(stmt.expr.function.value);
      });
    const Components components = find_components(graph);
    small_.assign(count, false);
    for (const std::vector<uint32_t>& members : components.members)
      for (const uint32_t member : members) {
        const FunctionId id{member};
        improve(id);
        const bool recurses = members.size() > 1 || std::find(graph[member].begin(), graph[member].end(), member) != graph[member].end();
        const Function& function = program_.functions[id];
        small_[member] = !recurses && function.kind == FunctionKind::Plain && !function.has_tail_self && ends_well(function.body) && weight(function.body) <= (makes_its_answer(function.body) ? kMaker : kSmall);
      }
  }

  void unroll_all() {
    for (uint32_t i = 0; i < program_.functions.size(); ++i) unroll(FunctionId{i});
  }

 private:
  // ---- what can be inlined

  // Straight code and branches, whose only ways out are at their ends.
  bool ends_well(const Block& block) const {
    for (size_t i = 0; i < block.size(); ++i) {
      const Stmt& stmt = block[i];
      const bool last = i + 1 == block.size();
      switch (stmt.kind) {
        case StmtKind::Let:
        case StmtKind::Evaluate:
          if (program_.types[stmt.expr.type].kind == TypeKind::Never && !(last || block[i + 1].kind == StmtKind::Unreachable)) return false;
          break;
        case StmtKind::Assign:
        case StmtKind::Declare: break;
        case StmtKind::If:
        case StmtKind::Switch: {
          bool well = true;
          visit_blocks(stmt, [&](const Block& inner) { well = well && (last ? ends_well(inner) : stays_inside(inner)); });
          if (!well) return false;
          break;
        }
        case StmtKind::Return:
        case StmtKind::Crash:
        case StmtKind::Unreachable: return last;
        default: return false;
      }
    }
    return !block.empty() && (is_tail(block.back().kind) || block.back().kind == StmtKind::If || block.back().kind == StmtKind::Switch);
  }
  bool makes_its_answer(const Block& block) const {
    if (block.empty() || block.back().kind != StmtKind::Return || block.back().expr.kind != ExprKind::Construct) return false;
    const Type& type = program_.types[block.back().expr.type];
    if (type.constructors.size() != 1) return false;
    return std::all_of(block.begin(), block.end() - 1, [](const Stmt& stmt) { return stmt.kind == StmtKind::Let || stmt.kind == StmtKind::Evaluate; });
  }
  // Branches that go on behind themselves: nothing in them returns.
  bool stays_inside(const Block& block) const {
    for (const Stmt& stmt : block) {
      switch (stmt.kind) {
        case StmtKind::Let:
        case StmtKind::Evaluate:
        case StmtKind::Assign:
        case StmtKind::Declare:
        case StmtKind::Crash:
        case StmtKind::Unreachable: break;
        case StmtKind::If:
        case StmtKind::Switch: {
          bool well = true;
          visit_blocks(stmt, [&](const Block& inner) { well = well && stays_inside(inner); });
          if (!well) return false;
          break;
        }
        default: return false;
      }
    }
    return true;
  }

  // ---- recursion

  // A small function that calls itself once or twice, other than last, does two rounds in one call: half of the calls, and
  // of the looks at the stack and the clock, are gone.
  void unroll(FunctionId id) {
    Function& function = program_.functions[id];
    if (function.kind != FunctionKind::Plain || function.has_tail_self || !ends_well(function.body) || weight(function.body) > kUnrolled) return;
    size_t calls = 0;
    for_each_stmt(function.body, [&](Stmt& stmt) { calls += has_expr(stmt) && stmt.expr.kind == ExprKind::Call && stmt.expr.function == id; });
    if (calls == 0 || calls > 2 || !never_waits(function)) return;
    const Function once = function;
    unrolled_ = &once;
    function_ = &function;
    id_ = id;
    inline_calls(function.body);
    unrolled_ = nullptr;
  }
  // Calls nothing but itself.
  bool never_waits(Function& function) const {
    bool calls_others = false;
    for_each_stmt(function.body, [&](Stmt& stmt) {
      if (!has_expr(stmt)) return;
      switch (stmt.expr.kind) {
        case ExprKind::Call: calls_others |= &program_.functions[stmt.expr.function] != &function; break;
        case ExprKind::Use:
        case ExprKind::Construct:
        case ExprKind::Project:
        case ExprKind::Arithmetic:
        case ExprKind::Compare:
        case ExprKind::Not: break;
        default: calls_others = true;
      }
    });
    return !calls_others;
  }

  // ---- one function

  void improve(FunctionId id) {
    call_directly(program_, id, direct_);
    small_.resize(program_.functions.size(), false);
    Function& function = program_.functions[id];
    function_ = &function;
    id_ = id;
    weight_ = weight(function.body);
    // Inlining shows what is built; what is known then shows more calls that can be inlined. Twice is mostly enough.
    for (int round = 0; round < 2; ++round) {
      changed_ = false;
      inline_calls(function.body);
      find_declared();
      known_.clear();
      simplify(function.body);
      if (!changed_) break;
    }
  }

  void inline_calls(Block& block) {
    Block built;
    built.reserve(block.size());
    for (Stmt& stmt : block) {
      // What looks at messages may be run again and again, and stays as it is.
      if (stmt.kind == StmtKind::Receive) {
        for (JoinArm& arm : stmt.arms) inline_calls(arm.body);
        if (stmt.blocks.size() > 1) inline_calls(stmt.blocks[1]);
      } else {
        visit_blocks(stmt, [&](Block& inner) { inline_calls(inner); });
      }
      if (!may_inline(stmt)) {
        built.push_back(std::move(stmt));
        continue;
      }
      changed_ = true;
      expand(stmt, built);
    }
    block = std::move(built);
  }
  bool may_inline(const Stmt& stmt) const {
    if (unrolled_) return has_expr(stmt) && stmt.kind != StmtKind::Extend && stmt.expr.kind == ExprKind::Call && stmt.expr.function == id_;
    if (!has_expr(stmt) || stmt.kind == StmtKind::Extend || stmt.expr.kind != ExprKind::Call || stmt.expr.function == id_) return false;
    if (!small_[stmt.expr.function.value]) return false;
    if (weight_ > kGrown && (weight_ > kGrownByMakers || !makes_its_answer(program_.functions[stmt.expr.function].body))) return false;
    return program_.types[stmt.expr.type].kind != TypeKind::Never;
  }

  void expand(Stmt& call, Block& out) {
    const Function callee = unrolled_ ? *unrolled_ : program_.functions[call.expr.function];
    weight_ += weight(callee.body);
    Renaming renaming(callee, *function_, 0);
    for (size_t i = 0; i < callee.parameters.size(); ++i) {
      const Operand& operand = call.expr.operands[i];
      if (operand.kind == OperandKind::Unit) continue;
      if (operand.kind == OperandKind::Variable || operand.kind == OperandKind::Constant) {
        renaming.set(callee.parameters[i], operand);
        continue;
      }
      // A literal has a name where a name is wanted: what is projected or switched on.
      Stmt let;
      let.kind = StmtKind::Let;
      let.span = call.span;
      let.variable = function_->variables.add(callee.variables[callee.parameters[i]]);
      let.expr.kind = ExprKind::Use;
      let.expr.span = call.span;
      let.expr.type = callee.variables[callee.parameters[i]].type;
      let.expr.operands.push_back(operand);
      renaming.set(callee.parameters[i], read_variable(let.variable));
      out.push_back(std::move(let));
    }
    Block body = callee.body;
    renaming.block(body);
    if (call.span.is_known() && !is_of_library(call.span)) place_at(body, call.span);
    if (call.kind == StmtKind::Let && body.back().kind != StmtKind::Return) {
      Stmt declare;
      declare.kind = StmtKind::Declare;
      declare.span = call.span;
      declare.variable = call.variable;
      out.push_back(std::move(declare));
      call.kind = StmtKind::Assign;
    }
    if (call.kind != StmtKind::Return) answer_into(body, call);
    for (Stmt& stmt : body) out.push_back(std::move(stmt));
  }
  bool is_of_library(Span span) const {
    return std::find(program_.library_files.begin(), program_.library_files.end(), span.file) != program_.library_files.end();
  }
  // What the runtime does for the library in code that is inlined into a program is done where the program asked for it: that
  // is the place a crash in it shows.
  void place_at(Block& block, Span span) {
    for (Stmt& stmt : block) {
      if (has_expr(stmt) && (stmt.expr.kind == ExprKind::CallRuntime || stmt.expr.kind == ExprKind::CallForeign) && is_of_library(stmt.span))
        stmt.span = stmt.expr.span = span;
      visit_blocks(stmt, [&](Block& inner) { place_at(inner, span); });
    }
  }
  // What returned gives its value to the variable of the call.
  void answer_into(Block& block, const Stmt& call) {
    Stmt& last = block.back();
    if (last.kind == StmtKind::Return) {
      if (program_.types[last.expr.type].kind == TypeKind::Never) {
        last.kind = StmtKind::Evaluate;
        Stmt end;
        end.kind = StmtKind::Unreachable;
        end.span = last.span;
        block.push_back(std::move(end));
        return;
      }
      if (call.kind == StmtKind::Evaluate && is_pure(last.expr)) {
        block.pop_back();
        return;
      }
      last.kind = call.kind;
      last.variable = call.variable;
      return;
    }
    if (last.kind == StmtKind::If || last.kind == StmtKind::Switch) visit_blocks(last, [&](Block& inner) { answer_into(inner, call); });
  }

  // ---- what is known

  void find_declared() {
    declared_.assign(function_->variables.size(), false);
    for_each_stmt(function_->body, [&](Stmt& stmt) {
      if (stmt.kind == StmtKind::Declare) declared_[stmt.variable.value] = true;
    });
  }
  bool is_fixed(const Operand& operand) const { return operand.kind != OperandKind::Variable || !declared_[operand.variable.value]; }

  // Answers whether control reaches the end.
  bool simplify(Block& block) {
    Block built;
    built.reserve(block.size());
    bool goes_on = true;
    for (size_t i = 0; i < block.size() && goes_on; ++i) goes_on = simplify(block[i], built);
    block = std::move(built);
    return goes_on;
  }
  bool simplify(Stmt& stmt, Block& out) {
    if (has_expr(stmt)) look_through(stmt.expr);
    if (stmt.kind == StmtKind::Let) learn(stmt);
    if (stmt.kind == StmtKind::Switch)
      if (Block* only = chosen(stmt)) {
        changed_ = true;
        Block body = std::move(*only);
        for (Stmt& inner : body)
          if (!simplify(inner, out)) return false;
        return true;
      }
    bool any = stmt.kind != StmtKind::If && stmt.kind != StmtKind::Switch;
    visit_blocks(stmt, [&](Block& inner) { any |= simplify(inner); });
    const bool never = (stmt.kind == StmtKind::Let || stmt.kind == StmtKind::Assign || stmt.kind == StmtKind::Evaluate) && program_.types[stmt.expr.type].kind == TypeKind::Never;
    const bool ends = is_tail(stmt.kind) || (!any && !never);
    out.push_back(std::move(stmt));
    return !ends;
  }

  void learn(const Stmt& let) {
    if (let.expr.kind == ExprKind::Construct && program_.types[let.expr.type].kind != TypeKind::Enum) {
      if (std::all_of(let.expr.operands.begin(), let.expr.operands.end(), [&](const Operand& operand) { return is_fixed(operand); }))
        known_[let.variable] = {let.expr.tag, let.expr.operands, true};
    } else if (let.expr.kind == ExprKind::Use) {
      const Operand& other = let.expr.operands[0];
      if (other.kind == OperandKind::Nullary) known_[let.variable] = {static_cast<uint32_t>(other.number), {}, true};
      else if (other.kind == OperandKind::Variable && is_fixed(other))
        if (const auto found = known_.find(other.variable); found != known_.end()) known_[let.variable] = Known(found->second);
    }
  }
  // A part of something known is what it was made of.
  void look_through(Expr& expr) {
    if (expr.kind != ExprKind::Project || expr.operands[0].kind != OperandKind::Variable) return;
    const auto found = known_.find(expr.operands[0].variable);
    if (found == known_.end() || found->second.tag != expr.tag || expr.field >= found->second.fields.size()) return;
    const Operand part = found->second.fields[expr.field];
    if (part.kind == OperandKind::Constant) return;  // its own Project shares; a Use of a constant does as well, but has no name
    changed_ = true;
    expr.kind = ExprKind::Use;
    expr.operands[0] = part;
    expr.tag = expr.field = 0;
  }
  Block* chosen(Stmt& stmt) {
    std::optional<int64_t> value;
    if (stmt.operand.kind == OperandKind::Variable) {
      if (const auto found = known_.find(stmt.operand.variable); found != known_.end()) value = found->second.tag;
    } else if (stmt.operand.kind == OperandKind::Nullary || stmt.operand.kind == OperandKind::Int || stmt.operand.kind == OperandKind::Bool) {
      value = stmt.operand.number;
    }
    if (!value) return nullptr;
    for (SwitchCase& one : stmt.cases)
      if (std::find(one.values.begin(), one.values.end(), *value) != one.values.end()) return &one.body;
    return stmt.otherwise ? &*stmt.otherwise : nullptr;
  }

  struct Known {
    uint32_t tag = 0;
    std::vector<Operand> fields;
    bool is_set = false;
  };

  Program& program_;
  Symbols symbols_;
  DirectFunctions direct_;
  std::vector<bool> small_;
  Function* function_ = nullptr;
  const Function* unrolled_ = nullptr;  // while recursion is being unrolled: the function as it was
  FunctionId id_;
  size_t weight_ = 0;
  bool changed_ = false;
  std::vector<bool> declared_;
  std::unordered_map<VariableId, Known> known_;
};

}  // namespace

void inline_small(Program& program) { Inliner(program).run(); }
void unroll_recursion(Program& program) { Inliner(program).unroll_all(); }

}  // namespace riotc::optimise
