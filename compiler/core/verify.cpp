// SPDX-License-Identifier: MIT
// One walk over each function with the state of its variables: not in scope, declared but empty, full, or given up.
// Branches are walked from the same state and must agree at the end; changes are logged so that a branch can be undone.
#include "compiler/core/verify.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "compiler/core/operands.h"
#include "compiler/core/verify_types.h"
#include "compiler/core/view_roots.h"

namespace riotc::core {
namespace {

enum class State : uint8_t {
  Unknown,  // not in scope here
  Empty,    // declared, not assigned yet on this path
  Full,
  Gone      // moved, dropped or taken apart
};

// More than this from one function is noise.
constexpr size_t kMaxViolations = 10;

class FunctionVerifier {
 public:
  FunctionVerifier(const Program& program, const Function& function, Phase phase, std::vector<std::string>& violations)
      : program_(program), function_(function), phase_(phase), violations_(violations), states_(function.variables.size(), State::Unknown) {}

  void run() {
    const bool keeps_answer = function_.kind == FunctionKind::Plain || function_.kind == FunctionKind::Closure;
    if (keeps_answer && !function_.result.is_valid()) complain("has no type of result");
    for (const VariableId id : function_.parameters) bind(id);
    for (const VariableId id : function_.captures) bind(id);
    if (!violations_.empty() && !sound_) return;
    check_ids(function_.body);
    if (!sound_) return;  // numbers out of range: the walk would read past the end
    if (phase_ == Phase::Owned) {
      std::vector<VariableId> wrong;
      roots_ = find_view_roots(program_, function_, wrong);
      for (const VariableId id : wrong) complain("view " + name(id) + " gets a new value that nothing keeps alive");
    }
    const bool completes = block(function_.body);
    if (completes) complain("runs off its end");
  }

 private:
  // A variable and what it was before, for undoing.
  struct Change {
    VariableId variable;
    State before;
  };
  using Changes = std::vector<std::pair<VariableId, State>>;

  // Where the ways meet behind a statement that branches.
  struct Meeting {
    size_t ways = 0;
    std::map<VariableId, std::vector<State>> states;  // of what some way changed; those that are missing kept it
  };

  // ---- messages

  void complain(const std::string& text) {
    if (++reported_ > kMaxViolations) return;
    violations_.push_back("function `" + function_.name + "`: " + text);
  }
  std::string name(VariableId id) const {
    const std::string number = "#" + std::to_string(id.value);
    if (id.value >= function_.variables.size() || function_.variables[id].name.empty()) return number;
    return "`" + function_.variables[id].name + "`" + number;
  }

  // ---- variables

  bool is_counted(VariableId id) const { return is_reference(program_.types[function_.variables[id].type]); }
  // Has to be given up exactly once.
  bool is_owned(VariableId id) const {
    const Variable& variable = function_.variables[id];
    return phase_ == Phase::Owned && variable.owned && (variable.token || is_counted(id));
  }
  void set(VariableId id, State state) {
    State& now = states_[id.value];
    if (now == state) return;
    if (is_owned(id)) full_owned_ += (state == State::Full ? 1 : 0) - (now == State::Full ? 1 : 0);
    log_.push_back({id, now});
    now = state;
  }
  void bind(VariableId id) {
    if (id.value >= function_.variables.size()) {
      sound_ = false;
      return complain("names a variable that it does not have");
    }
    if (states_[id.value] != State::Unknown) complain("defines " + name(id) + " twice");
    set(id, State::Full);
  }
  void undo(size_t mark) {
    while (log_.size() > mark) {
      const Change change = log_.back();
      log_.pop_back();
      State& now = states_[change.variable.value];
      if (is_owned(change.variable)) full_owned_ += (change.before == State::Full ? 1 : 0) - (now == State::Full ? 1 : 0);
      now = change.before;
    }
  }
  // The variables of before `mark` that have another state now.
  Changes changes_since(size_t mark) const {
    std::unordered_map<VariableId, State> first;
    for (size_t i = mark; i < log_.size(); ++i) first.try_emplace(log_[i].variable, log_[i].before);
    Changes result;
    for (const auto& [id, before] : first)
      if (before != State::Unknown && states_[id.value] != before) result.push_back({id, states_[id.value]});
    std::sort(result.begin(), result.end());
    return result;
  }
  // Every variable defined since `mark` must have been given up.
  void check_locals(size_t mark, const char* where) {
    for (size_t i = mark; i < log_.size(); ++i) {
      const VariableId id = log_[i].variable;
      if (log_[i].before == State::Unknown && states_[id.value] == State::Full && is_owned(id)) complain(name(id) + " is never given up on a way to " + where);
    }
  }
  void check_nothing_owned(const char* where) {
    if (full_owned_ == 0) return;
    for (uint32_t i = 0; i < states_.size(); ++i)
      if (states_[i] == State::Full && is_owned(VariableId{i})) complain(name(VariableId{i}) + " is still owned at " + where);
  }

  // ---- operands

  void readable(VariableId id, const char* what) {
    switch (states_[id.value]) {
      case State::Unknown: complain(std::string(what) + " " + name(id) + " outside of its scope"); break;
      case State::Empty: complain(std::string(what) + " " + name(id) + " before it has a value on every path"); break;
      case State::Gone: complain(std::string(what) + " " + name(id) + " after it was given up"); break;
      case State::Full: break;
    }
  }
  void check_roots(VariableId view) {
    for (const VariableId root : roots_[view.value])
      if (states_[root.value] != State::Full) complain("uses view " + name(view) + " while " + name(root) + ", which it looks into, is not alive");
  }

  void check_operand(const Operand& operand, bool taken) {
    if (operand.kind == OperandKind::Variable) readable(operand.variable, "uses");
    if (phase_ == Phase::Lowered) {
      if (operand.use != Use::Undecided && operand.use != Use::Borrow) complain("decides a use too early");
      return;
    }
    if (operand.kind == OperandKind::Constant) {
      if (!is_reference(program_.types[program_.constants[operand.constant].type])) return;
      if (operand.use != (taken ? Use::Share : Use::Borrow)) complain("use of a constant is not decided well");
      return;
    }
    if (operand.kind != OperandKind::Variable) return;
    const VariableId id = operand.variable;
    if (operand.use == Use::Undecided) return complain("use of " + name(id) + " is undecided");
    if (!is_counted(id)) {
      if (operand.use != Use::Borrow) complain("counts " + name(id) + ", a plain value");
      return;
    }
    if (taken == (operand.use == Use::Borrow)) complain(name(id) + (taken ? " is borrowed where a reference is taken" : " gives a reference away where it is only read"));
    if (operand.use == Use::Move && !is_owned(id)) complain("moves view " + name(id));
    if (operand.use == Use::Move && frozen(id)) complain("moves " + name(id) + " while messages are looked at");
    if (!function_.variables[id].owned) check_roots(id);
  }
  // Defined outside of the innermost match of a Receive, which may run again.
  bool frozen(VariableId id) const { return id.value < frozen_.size() && frozen_[id.value]; }

  // All operands of a statement, then what they moved is gone.
  void check_operands(const Stmt& stmt) {
    moved_.clear();
    read_.clear();
    visit_operands(program_, function_, joins_, stmt, [&](const Operand& operand, bool taken) {
      check_operand(operand, taken);
      if (operand.kind != OperandKind::Variable || phase_ == Phase::Lowered) return;
      (operand.use == Use::Move ? moved_ : read_).push_back(operand.variable);
      if (operand.use == Use::Borrow && is_counted(operand.variable)) borrowed_.push_back(operand.variable);
    });
    if (stmt.expr.reuse && (stmt.kind == StmtKind::Let || stmt.kind == StmtKind::Extend || stmt.kind == StmtKind::Assign || stmt.kind == StmtKind::Return || stmt.kind == StmtKind::Evaluate)) check_reuse(stmt.expr);
    for (size_t i = 0; i < moved_.size(); ++i) {
      const VariableId id = moved_[i];
      if (std::find(read_.begin(), read_.end(), id) != read_.end() || std::find(moved_.begin() + i + 1, moved_.end(), id) != moved_.end())
        complain("moves " + name(id) + " and uses it again in the same statement");
      set(id, State::Gone);
    }
    if (!moved_.empty())
      for (const VariableId id : borrowed_)
        if (!function_.variables[id].owned) check_roots(id);
    borrowed_.clear();
  }
  void check_reuse(const Expr& expr) {
    const VariableId token = *expr.reuse;
    if (expr.kind != ExprKind::Construct) complain("reuses memory for what is no object");
    else if (!function_.variables[token].token) complain("reuses " + name(token) + ", which is no token");
    else if (!sizes_.count(token) || sizes_[token] != object_size(program_, expr.type, expr.tag)) complain("reuses memory of another size");
    readable(token, "reuses");
    set(token, State::Gone);
  }

  // ---- blocks; all answer whether control reaches the end

  bool block(const Block& statements) {
    for (size_t i = 0; i < statements.size(); ++i) {
      const bool completes = statement(statements[i]);
      if (completes) continue;
      if (i + 1 < statements.size() && is_tail(statements[i].kind)) complain("has statements after one that leaves the block");
      return false;
    }
    return true;
  }

  // A nested block with variables of its own; its way leads to `meeting`.
  bool branch(const Block& statements, Meeting& meeting) {
    const size_t mark = log_.size();
    const bool completes = block(statements);
    if (completes) {
      check_locals(mark, "the end of a block");
      arrive(meeting, mark);
    }
    undo(mark);
    return completes;
  }
  void arrive(Meeting& meeting, size_t mark) {
    for (const auto& [id, state] : changes_since(mark)) {
      auto& states = meeting.states[id];
      states.push_back(state);
    }
    ++meeting.ways;
  }
  // Goes on from where the ways meet. False: none leads here.
  bool meet(const Meeting& meeting) {
    if (meeting.ways == 0) return false;
    for (const auto& [id, states] : meeting.states) {
      const State before = states_[id.value];
      bool all_full = states.size() == meeting.ways || before == State::Full;
      bool none_full = states.size() == meeting.ways || before != State::Full;
      for (const State state : states) {
        all_full &= state == State::Full;
        none_full &= state != State::Full;
      }
      if (!all_full && !none_full && is_owned(id)) complain(name(id) + " is given up on one way and not on another");
      set(id, all_full ? State::Full : states.front() == State::Full ? State::Empty : states.front());
    }
    return true;
  }

  bool statement(const Stmt& stmt) {
    if (const std::string wrong = check_types(program_, function_, stmt); !wrong.empty()) complain(wrong);
    switch (stmt.kind) {
      case StmtKind::Let:
        check_operands(stmt);
        bind(stmt.variable);
        return !never(stmt.expr);
      case StmtKind::Declare:
        if (states_[stmt.variable.value] != State::Unknown) complain("declares " + name(stmt.variable) + " twice");
        set(stmt.variable, State::Empty);
        declared_[stmt.variable.value] = true;
        return true;
      case StmtKind::Assign:
        check_operands(stmt);
        if (states_[stmt.variable.value] == State::Unknown) complain("assigns " + name(stmt.variable) + " outside of its scope");
        else if (!declared_[stmt.variable.value]) complain("assigns " + name(stmt.variable) + ", which is not declared");
        else if (is_owned(stmt.variable) && states_[stmt.variable.value] == State::Full) complain("assigns " + name(stmt.variable) + " while it holds a reference");
        if (frozen(stmt.variable)) complain("assigns " + name(stmt.variable) + " while messages are looked at");
        set(stmt.variable, State::Full);
        return !never(stmt.expr);
      case StmtKind::Extend:
        if (stmt.variable.is_valid()) {
          readable(stmt.variable, "extends");
          if (!function_.variables[stmt.variable].builder) complain("extends " + name(stmt.variable) + ", which is no list in the making");
          if (frozen(stmt.variable)) complain("extends " + name(stmt.variable) + " while messages are looked at");
        } else {
          no_leaving(stmt);
        }
        check_operands(stmt);
        return true;
      case StmtKind::Evaluate: check_operands(stmt); return !never(stmt.expr);
      case StmtKind::Drop: give_up(stmt.variable, "drops"); return true;
      case StmtKind::TakeApart: take_apart(stmt); return true;
      case StmtKind::If: {
        check_operands(stmt);
        Meeting meeting;
        for (const Block& inner : stmt.blocks) branch(inner, meeting);
        return meet(meeting);
      }
      case StmtKind::Switch: {
        check_operands(stmt);
        Meeting meeting;
        for (const SwitchCase& one : stmt.cases) branch(one.body, meeting);
        if (stmt.otherwise) branch(*stmt.otherwise, meeting);
        return meet(meeting);
      }
      case StmtKind::Join: return join(stmt);
      case StmtKind::Jump: {
        check_operands(stmt);
        const auto open = open_joins_.find(stmt.join);
        if (open == open_joins_.end()) {
          complain("jumps to a join that it is not inside of");
          return false;
        }
        check_locals(open->second.mark, "a jump");
        arrive(open->second.arms[stmt.index], open->second.mark);
        return false;
      }
      case StmtKind::While: return loop(stmt);
      case StmtKind::Return:
        if (function_.kind != FunctionKind::Plain && function_.kind != FunctionKind::Closure) complain("a process's step returns a value");
        no_leaving(stmt);
        check_operands(stmt);
        if (!never(stmt.expr)) check_nothing_owned("return");
        return false;
      case StmtKind::TailSelf:
        no_leaving(stmt);
        check_operands(stmt);
        check_nothing_owned("a tail call");
        if (phase_ == Phase::Owned) check_views_outlive(stmt);
        return false;
      case StmtKind::TailCall:
      case StmtKind::Enter:
      case StmtKind::Done:
        if (function_.kind == FunctionKind::Plain || function_.kind == FunctionKind::Closure) complain("a plain function goes on as a process");
        no_leaving(stmt);
        check_operands(stmt);
        check_nothing_owned("the end of a step");
        return false;
      case StmtKind::Receive: return receive(stmt);
      case StmtKind::Accept:
        if (!receive_) complain("accepts outside of a match of messages");
        else if (stmt.index >= receive_->arms.size()) complain("accepts for an arm that is not there");
        else leave_match("accept");
        return false;
      case StmtKind::Crash: check_operands(stmt); return false;
      case StmtKind::Unreachable: return false;
    }
    return true;
  }

  bool never(const Expr& expr) const { return expr.type.is_valid() && program_.types[expr.type].kind == TypeKind::Never; }
  void no_leaving(const Stmt&) {
    if (receive_) complain("leaves the function while messages are looked at");
  }

  void give_up(VariableId id, const char* how) {
    if (phase_ == Phase::Lowered) return complain("drops before ownership is decided");
    readable(id, how);
    if (!is_owned(id)) complain(std::string(how) + " " + name(id) + ", which owns nothing");
    if (frozen(id)) complain(std::string(how) + " " + name(id) + " while messages are looked at");
    set(id, State::Gone);
  }
  void take_apart(const Stmt& stmt) {
    give_up(stmt.variable, "takes apart");
    if (phase_ == Phase::Lowered) return;
    const Variable& variable = function_.variables[stmt.variable];
    const Type& type = program_.types[variable.type];
    if (stmt.index >= type.constructors.size() || type.constructors[stmt.index].fields.empty()) return complain("takes apart " + name(stmt.variable) + " by a constructor without fields");
    const auto& fields = type.constructors[stmt.index].fields;
    for (size_t i = 0; i < stmt.taken.size(); ++i) {
      const TakenField& taken = stmt.taken[i];
      if (taken.field >= fields.size() || (i > 0 && stmt.taken[i - 1].field >= taken.field)) return complain("takes fields in a wrong order");
      if (!is_reference(program_.types[fields[taken.field].type])) complain("takes a plain field");
      if (!is_owned(taken.variable)) complain("takes a field into view " + name(taken.variable));
      bind(taken.variable);
    }
    if (!stmt.token) return;
    if (!function_.variables[*stmt.token].token) complain("keeps memory in " + name(*stmt.token) + ", which is no token");
    sizes_[*stmt.token] = object_size(program_, variable.type, stmt.index);
    bind(*stmt.token);
  }
  void check_views_outlive(const Stmt& stmt) {
    for (size_t i = 0; i < stmt.operands.size(); ++i) {
      const VariableId parameter = function_.parameters[i];
      if (!is_counted(parameter) || function_.variables[parameter].owned || stmt.operands[i].kind != OperandKind::Variable) continue;
      const VariableId given = stmt.operands[i].variable;
      if (function_.variables[given].owned || !roots_[given.value].empty()) complain("goes round with borrowed " + name(given) + ", which does not outlive this round");
    }
  }

  // A Join that is being walked.
  struct OpenJoin {
    size_t mark;                 // of the log, at its begin
    std::vector<Meeting> arms;   // the jumps to each
  };
  bool join(const Stmt& stmt) {
    if (open_joins_.count(stmt.join)) complain("has two joins of one number");
    enter_join(joins_, stmt);
    Meeting behind;
    OpenJoin& open = open_joins_[stmt.join] = {log_.size(), std::vector<Meeting>(stmt.arms.size())};
    branch(stmt.blocks[0], behind);
    for (size_t i = 0; i < stmt.arms.size(); ++i) {
      const size_t mark = log_.size();
      // Jumps from one arm to a later one count as well; an arm that nothing jumps to is never run.
      if (meet(open.arms[i])) {
        for (const VariableId id : stmt.arms[i].parameters) bind(id);
        if (block(stmt.arms[i].body)) {
          check_locals(mark, "the end of an arm");
          arrive(behind, mark);
        }
      }
      undo(mark);
    }
    open_joins_.erase(stmt.join);
    return meet(behind);
  }

  bool loop(const Stmt& stmt) {
    const size_t begin = log_.size();
    if (!block(stmt.blocks[0])) return false;
    check_operands(stmt);
    const size_t decided = log_.size();
    if (block(stmt.blocks[1])) {
      check_locals(begin, "the next round");
      for (const auto& [id, state] : changes_since(begin)) {
        const bool was_full = before(id, begin) == State::Full;
        if (is_owned(id) && was_full != (state == State::Full)) complain(name(id) + " is not in the next round what it was in this one");
      }
    }
    undo(decided);
    check_locals(begin, "the end of a loop");
    // What the set-up defined ends here.
    std::vector<VariableId> ended;
    for (size_t i = begin; i < log_.size(); ++i)
      if (log_[i].before == State::Unknown) ended.push_back(log_[i].variable);
    for (const VariableId id : ended) set(id, State::Unknown);
    return true;
  }
  State before(VariableId id, size_t mark) const {
    for (size_t i = mark; i < log_.size(); ++i)
      if (log_[i].variable == id) return log_[i].before;
    return states_[id.value];
  }

  bool receive(const Stmt& stmt) {
    if (stmt.parks && (function_.kind != FunctionKind::Step || function_.body.size() != 1 || &function_.body[0] != &stmt))
      complain("parks where it is not all that a step does");
    if (receive_) complain("receives while messages are looked at");
    check_operands(stmt);
    const size_t mark = log_.size();
    bind(stmt.variable);
    // The match may run any number of times.
    const std::vector<bool> frozen_before = frozen_;
    if (phase_ == Phase::Owned) {
      frozen_.assign(states_.size(), false);
      for (size_t i = 0; i < states_.size(); ++i) frozen_[i] = states_[i] != State::Unknown;
    }
    receive_ = &stmt;
    match_mark_ = log_.size();
    const size_t inner = log_.size();
    if (block(stmt.blocks[0])) leave_match("the end of a match");
    undo(inner);
    receive_ = nullptr;
    frozen_ = frozen_before;

    Meeting behind;
    for (const JoinArm& arm : stmt.arms) {
      const size_t arm_mark = log_.size();
      if (block(arm.body)) {
        check_locals(arm_mark, "the end of an arm");
        if (is_owned(stmt.variable) && states_[stmt.variable.value] == State::Full) complain("the message is never given up on a way to the end of an arm");
        arrive_outside(behind, arm_mark, stmt.variable);
      }
      undo(arm_mark);
    }
    undo(mark);
    if (stmt.has_operand) branch(stmt.blocks[1], behind);
    return meet(behind);
  }
  void leave_match(const char* where) { check_locals(match_mark_, where); }
  void arrive_outside(Meeting& meeting, size_t mark, VariableId message) {
    for (const auto& [id, state] : changes_since(mark))
      if (id != message) meeting.states[id].push_back(state);
    ++meeting.ways;
  }

  // Every number names something, before anything is looked up by it.
  void check_ids(const Block& statements) {
    for (const Stmt& stmt : statements) {
      const auto variable = [&](VariableId id) { require(id.value < function_.variables.size(), "names a variable that it does not have"); };
      const auto operand = [&](const Operand& op) {
        if (op.kind == OperandKind::Variable) variable(op.variable);
        if (op.kind == OperandKind::Constant) require(op.constant.value < program_.constants.size(), "names a constant that is not there");
      };
      switch (stmt.kind) {
        case StmtKind::Let:
        case StmtKind::Assign:
          variable(stmt.variable);
          require(stmt.expr.kind != ExprKind::Use || stmt.expr.operands.size() == 1, "uses not one thing");
          require(stmt.expr.kind != ExprKind::Project || stmt.expr.operands.size() == 1, "projects from not one thing");
          break;
        case StmtKind::Declare:
        case StmtKind::Drop:
        case StmtKind::TakeApart:
        case StmtKind::Receive: variable(stmt.variable); break;
        case StmtKind::Extend:
          if (stmt.variable.is_valid()) variable(stmt.variable);
          require(stmt.expr.kind == ExprKind::Construct && stmt.index < stmt.expr.operands.size(), "extends by what has no such field");
          break;
        case StmtKind::If:
        case StmtKind::While: require(stmt.blocks.size() == 2, "has a condition without two blocks"); break;
        case StmtKind::TailSelf: require(stmt.operands.size() == function_.parameters.size(), "goes round with the wrong number of operands"); break;
        case StmtKind::TailCall:
        case StmtKind::Enter: require(stmt.function.value < program_.functions.size(), "names a function that is not there"); break;
        case StmtKind::Join:
          require(stmt.blocks.size() == 1, "has a join without its block");
          enter_join(joins_, stmt);
          for (const JoinArm& arm : stmt.arms)
            for (const VariableId id : arm.parameters) variable(id);
          break;
        case StmtKind::Jump:
          require(stmt.join < joins_.size() && joins_[stmt.join] && stmt.index < joins_[stmt.join]->arms.size() &&
                      joins_[stmt.join]->arms[stmt.index].parameters.size() == stmt.operands.size(),
                  "jumps to where no arm takes it");
          break;
        default: break;
      }
      if (stmt.kind == StmtKind::Receive) require(stmt.blocks.size() >= (stmt.has_operand ? 2u : 1u), "receives without a match");
      if (stmt.kind == StmtKind::Let || stmt.kind == StmtKind::Assign || stmt.kind == StmtKind::Extend || stmt.kind == StmtKind::Evaluate || stmt.kind == StmtKind::Return) {
        for (const Operand& op : stmt.expr.operands) operand(op);
        require(stmt.expr.type.value < program_.types.size(), "has an expression without a type");
        if (stmt.expr.kind == ExprKind::Call) require(stmt.expr.function.value < program_.functions.size(), "calls a function that is not there");
        if (stmt.expr.reuse) variable(*stmt.expr.reuse);
      }
      operand(stmt.operand);
      for (const Operand& op : stmt.operands) operand(op);
      for (const TakenField& taken : stmt.taken) variable(taken.variable);
      if (stmt.token) variable(*stmt.token);
      visit_blocks(stmt, [&](const Block& inner) { check_ids(inner); });
    }
  }
  void require(bool holds, const char* what) {
    if (holds) return;
    if (sound_) complain(what);
    sound_ = false;
  }

  const Program& program_;
  const Function& function_;
  const Phase phase_;
  std::vector<std::string>& violations_;
  size_t reported_ = 0;
  bool sound_ = true;

  std::vector<State> states_;
  std::vector<Change> log_;
  std::unordered_map<uint32_t, bool> declared_;
  int full_owned_ = 0;  // owned variables that are Full: at most a glance at a return
  std::vector<std::vector<VariableId>> roots_;
  std::unordered_map<VariableId, uint32_t> sizes_;  // of tokens
  JoinTable joins_;
  std::map<uint32_t, OpenJoin> open_joins_;
  const Stmt* receive_ = nullptr;  // whose match is being walked
  size_t match_mark_ = 0;
  std::vector<bool> frozen_;
  std::vector<VariableId> moved_, read_, borrowed_;
};

void check_program(const Program& program, std::vector<std::string>& violations) {
  for (const Constant& constant : program.constants) {
    if (constant.initialiser.value >= program.functions.size()) violations.push_back("constant `" + constant.name + "`: has no initialiser");
    else if (const Function& function = program.functions[constant.initialiser]; function.kind != FunctionKind::Plain || !function.parameters.empty())
      violations.push_back("constant `" + constant.name + "`: its initialiser is no plain function without parameters");
  }
  for (const Static& object : program.statics)
    if (std::string wrong = check_types(program, object); !wrong.empty()) violations.push_back("static data: " + wrong);
  if (program.main.is_valid() && (program.main.value >= program.functions.size() || program.functions[program.main].kind != FunctionKind::Step ||
                                  !program.functions[program.main].parameters.empty()))
    violations.push_back("main is no step without parameters");
  for (const Test& test : program.tests)
    if (test.step.value >= program.functions.size() || program.functions[test.step].kind != FunctionKind::Step) violations.push_back("test `" + test.name + "`: is no step");
}

}  // namespace

std::vector<std::string> verify(const Program& program, Phase phase) {
  std::vector<std::string> violations;
  check_program(program, violations);
  for (const Function& function : program.functions) {
    bool valid = true;
    for (const Variable& variable : function.variables) valid &= variable.type.value < program.types.size();
    if (!valid) violations.push_back("function `" + function.name + "`: has a variable without a type");
    else FunctionVerifier(program, function, phase, violations).run();
  }
  return violations;
}

}  // namespace riotc::core
