// SPDX-License-Identifier: MIT
#include "compiler/optimise/liveness.h"

#include <algorithm>

#include "compiler/core/operands.h"

namespace riotc::optimise {

using namespace core;

namespace {

// A set of variables that is copied by its members, not by its range.
class LiveSet {
 public:
  explicit LiveSet(size_t variables) : position_(variables, kAbsent) {}
  bool has(VariableId id) const { return position_[id.value] != kAbsent; }
  bool add(VariableId id) {
    if (has(id)) return false;
    position_[id.value] = static_cast<uint32_t>(members_.size());
    members_.push_back(id);
    return true;
  }
  bool remove(VariableId id) {
    if (!has(id)) return false;
    const uint32_t hole = position_[id.value];
    members_[hole] = members_.back();
    position_[members_[hole].value] = hole;
    members_.pop_back();
    position_[id.value] = kAbsent;
    return true;
  }
  void assign(const std::vector<VariableId>& members) {
    for (const VariableId id : members_) position_[id.value] = kAbsent;
    members_.clear();
    for (const VariableId id : members) add(id);
  }
  const std::vector<VariableId>& members() const { return members_; }

 private:
  static constexpr uint32_t kAbsent = UINT32_MAX;
  std::vector<VariableId> members_;
  std::vector<uint32_t> position_;
};

using Members = std::vector<VariableId>;

class Liveness {
 public:
  Liveness(const Program& program, const Function& function, const FunctionFacts& facts)
      : program_(program), function_(function), facts_(facts), live_(function.variables.size()), marks_(function.variables.size(), 0) {}

  Deaths run() {
    block(function_.body);
    Members unused;
    for (const VariableId id : function_.parameters)
      if (facts_.is_tracked(id) && !live_.has(id)) unused.push_back(id);
    die_unused(unused);
    return std::move(deaths_);
  }

 private:
  bool never(const Stmt& stmt) const {
    const bool has_expr = stmt.kind == StmtKind::Let || stmt.kind == StmtKind::Assign || stmt.kind == StmtKind::Evaluate;
    return has_expr && program_.types[stmt.expr.type].kind == TypeKind::Never;
  }

  // Parameters without a use die at once; in a step that parks, which begins again with every message, when it goes on.
  void die_unused(const Members& unused) {
    const Block& body = function_.body;
    if (body.size() != 1 || body[0].kind != StmtKind::Receive || !body[0].parks) {
      deaths_.blocks[&body].at_entry = unused;
      return;
    }
    const auto add = [&](const Block& block) {
      Members& at_entry = deaths_.blocks[&block].at_entry;
      at_entry.insert(at_entry.end(), unused.begin(), unused.end());
      std::sort(at_entry.begin(), at_entry.end());
    };
    for (const JoinArm& arm : body[0].arms) add(arm.body);
    if (body[0].has_operand) add(body[0].blocks[1]);
  }

  // ---- blocks. `live_` is what is live behind, then what is live before.

  // Answers whether control can reach the end.
  bool block(const Block& statements) {
    bool completes = true;
    for (size_t i = statements.size(); i-- > 0;) completes &= statement(statements[i]);
    if (!recording_) return completes;
    BlockFacts& facts = deaths_.blocks[&statements];
    facts.completes = completes;
    facts.crashes = !statements.empty() && (statements.back().kind == StmtKind::Crash || statements.back().kind == StmtKind::Unreachable);
    // A block within may be left otherwise, or have something of its own to give up.
    for (const Stmt& stmt : statements) visit_blocks(stmt, [&](const Block&) { facts.crashes = false; });
    return completes;
  }

  // Answers whether control can go on behind it.
  bool statement(const Stmt& stmt) {
    switch (stmt.kind) {
      case StmtKind::If:
      case StmtKind::Switch: return branches(stmt);
      case StmtKind::Join: return join(stmt);
      case StmtKind::While: loop(stmt); return true;
      case StmtKind::Receive: return receive(stmt);
      case StmtKind::Jump:
        live_.assign(arm_live_[stmt.join][stmt.index]);
        break;
      case StmtKind::Return:
      case StmtKind::TailSelf:
      case StmtKind::TailCall:
      case StmtKind::Enter:
      case StmtKind::Done:
      case StmtKind::Crash:
      case StmtKind::Unreachable: live_.assign({}); break;
      case StmtKind::Accept: return false;
      case StmtKind::Declare: live_.remove(stmt.variable); return true;
      default: break;
    }
    if (never(stmt)) live_.assign({});
    bool unused = false;
    if (stmt.kind == StmtKind::Let || stmt.kind == StmtKind::Assign) unused = !live_.remove(stmt.variable) && facts_.is_tracked(stmt.variable);
    if (recording_ && unused) deaths_.statements[&stmt].result_unused = true;
    uses(stmt);
    return !is_tail(stmt.kind) && !never(stmt);
  }

  // The statement's own operands are live before it; those that were not live behind it die here.
  void uses(const Stmt& stmt) {
    const auto use = [&](const Operand& operand) {
      if (operand.kind != OperandKind::Variable || !operand.variable.is_valid() || !facts_.is_tracked(operand.variable)) return;
      if (live_.add(operand.variable) && recording_) deaths_.statements[&stmt].after.push_back(operand.variable);
    };
    for (const Operand& operand : stmt.expr.operands) use(operand);
    if (stmt.kind == StmtKind::Extend && stmt.variable.is_valid() && live_.add(stmt.variable) && recording_) deaths_.statements[&stmt].after.push_back(stmt.variable);
    for (const Operand& operand : stmt.operands) use(operand);
    if (stmt.kind == StmtKind::Crash) use(stmt.operand);  // of a branch the condition, of Receive the limit: plain values
  }

  // What live views look into is live as well.
  Members add_owners() {
    Members added;
    for (size_t i = 0; i < live_.members().size(); ++i) {
      const VariableFacts& facts = facts_[live_.members()[i]];
      const auto add = [&](VariableId id) {
        if (live_.add(id)) added.push_back(id);
      };
      if (facts.holds == Holds::Part) add(facts.base);
      for (const VariableId root : facts.roots) add(root);
    }
    return added;
  }
  // Where ways meet behind the statement.
  Members meet(const Stmt& stmt) {
    Members added = add_owners();
    if (recording_ && !added.empty()) deaths_.statements[&stmt].after = std::move(added);
    return live_.members();
  }

  // Several ways from one point: `live_` becomes what is live on any; on each, what is not live there dies at its entry.
  void part(const std::vector<std::pair<const Block*, Members>>& ways, const Operand* operand, const Members& more) {
    live_.assign(more);
    for (const auto& [block, live] : ways)
      for (const VariableId id : live) live_.add(id);
    if (operand && operand->kind == OperandKind::Variable && facts_.is_tracked(operand->variable)) live_.add(operand->variable);
    if (!recording_) return;
    for (const auto& [block, live] : ways) set_entry(*block, live_.members(), live);
  }
  void set_entry(const Block& block, const Members& before, const Members& live) {
    ++mark_;
    for (const VariableId id : live) marks_[id.value] = mark_;
    Members& at_entry = deaths_.blocks[&block].at_entry;
    at_entry.clear();
    for (const VariableId id : before)
      if (marks_[id.value] != mark_) at_entry.push_back(id);
    std::sort(at_entry.begin(), at_entry.end());
  }

  bool branches(const Stmt& stmt) {
    const Members behind = meet(stmt);
    std::vector<std::pair<const Block*, Members>> ways;
    bool completes = false;
    visit_blocks(stmt, [&](const Block& inner) {
      live_.assign(behind);
      const bool ends = block(inner);
      completes |= ends;
      ways.push_back({&inner, live_.members()});
    });
    part(ways, &stmt.operand, {});
    return completes;
  }
  bool join(const Stmt& stmt) {
    const Members behind = meet(stmt);
    if (arm_live_.size() <= stmt.join) arm_live_.resize(stmt.join + 1);
    arm_live_[stmt.join].assign(stmt.arms.size(), {});
    bool completes = false;
    // An arm may be jumped to from those before it.
    for (size_t i = stmt.arms.size(); i-- > 0;) {
      const JoinArm& arm = stmt.arms[i];
      live_.assign(behind);
      completes |= block(arm.body);
      const Members at_begin = live_.members();
      // What a jump passes is alive up to there, even if the arm has no use for it.
      for (const VariableId id : arm.parameters)
        if (facts_.is_tracked(id)) live_.add(id);
      add_owners();
      if (recording_) set_entry(arm.body, live_.members(), at_begin);
      for (const VariableId id : arm.parameters) live_.remove(id);
      arm_live_[stmt.join][i] = live_.members();
    }
    live_.assign(behind);
    completes |= block(stmt.blocks[0]);
    if (recording_)
      for (size_t i = 0; i < stmt.arms.size(); ++i) {
        BlockFacts& facts = deaths_.blocks[&stmt.arms[i].body];
        facts.live_at_jump = arm_live_[stmt.join][i];
        ++mark_;
        for (const VariableId id : facts.live_at_jump) marks_[id.value] = mark_;
        for (const VariableId id : live_.members())
          if (marks_[id.value] != mark_) facts.dead_at_jump.push_back(id);
      }
    return completes;
  }

  // Before each round, what the loop uses and what is used behind it.
  void loop(const Stmt& stmt) {
    const Members behind = meet(stmt);
    const Members body_uses = uses_of_body(stmt);
    const bool was_recording = recording_;

    // At the head: what the set-up, the condition, the body or the code behind needs.
    recording_ = false;
    live_.assign(behind);
    for (const VariableId id : body_uses) live_.add(id);
    block(stmt.blocks[0]);
    // Rounds meet at the head: what views of the next round look into is not given up in this one.
    add_owners();
    const Members head = live_.members();
    recording_ = was_recording;

    live_.assign(head);
    if (recording_) block(stmt.blocks[1]);
    else for (const VariableId id : body_uses) live_.add(id);
    const Members body = live_.members();
    live_.assign(behind);
    for (const VariableId id : body) live_.add(id);
    add_owners();
    const Members decided = live_.members();
    if (recording_) {
      set_entry(stmt.blocks[1], decided, body);
      ++mark_;
      for (const VariableId id : behind) marks_[id.value] = mark_;
      Members& after = deaths_.statements[&stmt].after;
      for (const VariableId id : decided)
        if (marks_[id.value] != mark_) after.push_back(id);
      std::sort(after.begin(), after.end());
    }
    block(stmt.blocks[0]);
  }
  const Members& uses_of_body(const Stmt& stmt) {
    const auto found = body_uses_.find(&stmt);
    if (found != body_uses_.end()) return found->second;
    const bool was_recording = recording_;
    const Members saved = live_.members();
    recording_ = false;
    live_.assign({});
    block(stmt.blocks[1]);
    recording_ = was_recording;
    Members& result = body_uses_[&stmt];
    result = live_.members();
    live_.assign(saved);
    return result;
  }

  bool receive(const Stmt& stmt) {
    const Members behind = meet(stmt);
    bool completes = false;
    std::vector<std::pair<const Block*, Members>> arms;
    for (const JoinArm& arm : stmt.arms) {
      live_.assign(behind);
      completes |= block(arm.body);
      arms.push_back({&arm.body, live_.members()});
    }
    Members after;
    if (stmt.has_operand) {
      live_.assign(behind);
      completes |= block(stmt.blocks[1]);
      after = live_.members();
    }

    // Whatever the match uses is there for the next message too.
    const bool was_recording = recording_;
    recording_ = false;
    live_.assign({});
    block(stmt.blocks[0]);
    recording_ = was_recording;
    for (const auto& [block, live] : arms)
      for (const VariableId id : live) live_.add(id);
    for (const VariableId id : after) live_.add(id);
    if (facts_.is_tracked(stmt.variable)) live_.add(stmt.variable);
    // The match runs for each message: what views of the arms look into is not given up in it.
    add_owners();
    const Members all = live_.members();
    if (recording_) {
      for (const auto& [block, live] : arms) set_entry(*block, all, live);
      block(stmt.blocks[0]);
      live_.assign(all);
    }
    live_.remove(stmt.variable);
    if (recording_ && stmt.has_operand) set_entry(stmt.blocks[1], live_.members(), after);
    return completes;
  }

  const Program& program_;
  const Function& function_;
  const FunctionFacts& facts_;
  Deaths deaths_;
  bool recording_ = true;
  LiveSet live_;
  std::vector<std::vector<Members>> arm_live_;            // by Join and arm
  std::unordered_map<const Stmt*, Members> body_uses_;    // of loops, from outside
  std::vector<uint32_t> marks_;
  uint32_t mark_ = 0;
};

}  // namespace

Deaths find_deaths(const Program& program, const Function& function, const FunctionFacts& facts) { return Liveness(program, function, facts).run(); }

}  // namespace riotc::optimise
