// SPDX-License-Identifier: MIT
// Ways to go: if, switch, joins and loops.
//
// A Join becomes a variable that its Jumps set; control then falls out of the nested statements by itself, and a switch
// on the variable goes on. No goto, and no code twice.
#include "compiler/core/operands.h"
#include "compiler/emit/function_emitter.h"

namespace riotc::emit {

using core::OperandKind;
using core::StmtKind;
using core::TypeKind;

// ------------------------------------------------------------------------------------------ where blocks lead

Exits exits_of(const core::Block& block) {
  Exits exits;
  for (const core::Stmt& stmt : block) {
    const Exits inner = exits_of(stmt);
    exits.joins.insert(inner.joins.begin(), inner.joins.end());
    exits.accepts |= inner.accepts;
  }
  return exits;
}

Exits exits_of(const core::Stmt& stmt) {
  Exits exits;
  if (stmt.kind == StmtKind::Jump) exits.joins.insert(stmt.join);
  if (stmt.kind == StmtKind::Accept) exits.accepts = true;
  core::visit_blocks(stmt, [&](const core::Block& block) {
    Exits inner = exits_of(block);
    if (stmt.kind == StmtKind::Receive && &block == &stmt.blocks[0]) inner.accepts = false;
    exits.joins.insert(inner.joins.begin(), inner.joins.end());
    exits.accepts |= inner.accepts;
  });
  if (stmt.kind == StmtKind::Join) exits.joins.erase(stmt.join);
  return exits;
}

namespace {

bool goes_on(const core::Stmt& stmt) {
  switch (stmt.kind) {
    case StmtKind::If:
    case StmtKind::Switch: {
      bool any = stmt.kind == StmtKind::If && stmt.blocks.size() < 2;
      core::visit_blocks(stmt, [&](const core::Block& block) { any |= falls_through(block); });
      return any;
    }
    case StmtKind::Join:
    case StmtKind::Receive: {
      bool any = false;
      core::visit_blocks(stmt, [&](const core::Block& block) {
        if (stmt.kind == StmtKind::Receive && &block == &stmt.blocks[0]) return;
        any |= falls_through(block);
      });
      return any;
    }
    default: return !core::is_tail(stmt.kind);
  }
}

}  // namespace

bool falls_through(const core::Block& block) {
  for (const core::Stmt& stmt : block)
    if (!goes_on(stmt)) return false;
  return true;
}

bool comes_out(const core::Block& block) { return falls_through(block) || !exits_of(block).none(); }

std::string FunctionEmitter::not_taken(const Exits& exits) const {
  std::string text;
  for (uint32_t join : exits.joins) text += (text.empty() ? "" : " && ") + selectors_[join] + " == 0";
  if (exits.accepts) text += (text.empty() ? "" : " && ") + arm_ + " == 0";
  return text;
}

// ------------------------------------------------------------------------------------------ if

void FunctionEmitter::branch(const core::Stmt& stmt) {
  static const core::Block kNothing;
  settle({&stmt.operand}, Taking::Together);
  out_.from(stmt.span);
  const std::string condition = operand(stmt.operand);
  const Waiting* waiting = stmt.operand.kind == OperandKind::Variable ? find_waiting(stmt.operand.variable) : nullptr;
  const bool infix = waiting && waiting->text.infix;
  taken_in();
  two_way(condition, infix, stmt.blocks[0], stmt.blocks.size() > 1 ? stmt.blocks[1] : kNothing);
}

void FunctionEmitter::two_way(const std::string& condition, bool infix, const core::Block& yes, const core::Block& no) {
  if (yes.empty()) {
    if (no.empty()) return;
    out_.open("if (!" + (infix ? "(" + condition + ")" : condition) + ")");
    block(no);
    return out_.close();
  }
  out_.open("if (" + condition + ")");
  block(yes);
  // Where the first part never comes out, the second needs no else.
  if (!no.empty() && comes_out(yes)) {
    CppWriter otherwise = out_.outer_part();
    std::swap(otherwise, out_);
    block(no);
    std::swap(otherwise, out_);
    out_.close_with_else(otherwise);
  } else {
    out_.close();
    block(no);
  }
}

// ------------------------------------------------------------------------------------------ switch

namespace {

// Whether the text of the block declares nothing of its own.
bool declares_nothing(const core::Block& block) {
  for (const core::Stmt& stmt : block) {
    switch (stmt.kind) {
      case StmtKind::If:
        for (const core::Block& each : stmt.blocks)
          if (!declares_nothing(each)) return false;
        break;
      case StmtKind::Assign:
      case StmtKind::Evaluate:
      case StmtKind::Return:
        if (stmt.expr.kind == core::ExprKind::Interpolate || stmt.expr.kind == core::ExprKind::Spawn ||
            stmt.expr.kind == core::ExprKind::Construct || stmt.expr.kind == core::ExprKind::MakeClosure)
          return false;
        break;
      case StmtKind::Jump:
      case StmtKind::Accept:
      case StmtKind::Drop:
      case StmtKind::Done:
      case StmtKind::Crash:
      case StmtKind::Unreachable: break;
      default: return false;
    }
  }
  return true;
}

}  // namespace

void FunctionEmitter::way(const std::string& label, const std::string& note, const core::Block& body) {
  const bool braces = !declares_nothing(body);
  out_.line(label + (braces ? " {" : ""));
  if (!note.empty()) out_.note(note);
  out_.indent();
  block(body);
  if (comes_out(body)) out_.line("break;");
  if (braces) out_.close();
  else out_.outdent();
}

void FunctionEmitter::select(const core::Stmt& stmt) {
  settle({&stmt.operand}, Taking::Together);
  out_.from(stmt.span);
  const core::TypeId type = type_of(stmt.operand);
  const TypeKind kind = kind_of(stmt.operand);
  const bool has_tags = kind == TypeKind::Data || kind == TypeKind::List || kind == TypeKind::Tuple;
  const auto label = [&](int64_t value) {
    if (has_tags || kind == TypeKind::Enum) return unit_.types.tag(type, static_cast<uint32_t>(value));
    if (kind == TypeKind::Bool) return std::string(value ? "true" : "false");
    return int_literal(value);
  };

  // All ways to go, with the values that lead there; of the last, when nothing is left over, they need not be tested.
  struct Way {
    std::vector<int64_t> values;
    const core::Block* body;
  };
  std::vector<Way> ways;
  for (const core::SwitchCase& one : stmt.cases) ways.push_back({one.values, &one.body});
  if (stmt.otherwise) ways.push_back({{}, &*stmt.otherwise});
  if (ways.empty()) return flush();

  std::string subject = operand(stmt.operand);
  bool infix = false;
  if (stmt.operand.kind == OperandKind::Variable)
    if (const Waiting* waiting = find_waiting(stmt.operand.variable)) infix = waiting->text.infix;
  const std::string whole = subject;
  if (has_tags) {
    if (unit_.types.has_nullary(type)) subject = "riot::tag_of(" + subject + ")";
    else subject = (stmt.operand.kind == OperandKind::Variable && !find_waiting(stmt.operand.variable) ? name_of(stmt.operand.variable) : subject) + "->tag";
    infix = false;
  }
  if (ways.size() == 1) {
    flush();  // what would have been tested may have an effect
    return block(*ways[0].body);
  }
  taken_in();

  if (ways.size() == 2 && ways[0].values.size() == 1) {
    const std::string first = label(ways[0].values[0]);
    if (kind == TypeKind::Bool && first == "true") return two_way(subject, infix, *ways[0].body, *ways[1].body);
    if (kind == TypeKind::Bool) return two_way(subject, infix, *ways[1].body, *ways[0].body);
    if (has_tags && unit_.types.has_nullary(type)) {
      // The pointer tells, without a look at the object.
      const uint32_t tag = static_cast<uint32_t>(ways[0].values[0]);
      if (unit_.types.is_nullary(type, tag))
        return two_way(whole + " == riot::constant<" + unit_.types.object(type) + ">(" + first + ")", true, *ways[0].body, *ways[1].body);
      if (unit_.types.constructors_with_fields(type) == 1) return two_way("riot::is_object(" + whole + ")", false, *ways[0].body, *ways[1].body);
    }
    return two_way((infix ? "(" + subject + ")" : subject) + " == " + first, true, *ways[0].body, *ways[1].body);
  }

  out_.open("switch (" + subject + ")");
  for (size_t i = 0; i < ways.size(); ++i) {
    const Way& way = ways[i];
    const bool last = i + 1 == ways.size();
    std::string names;
    for (int64_t value : way.values) names += (names.empty() ? "" : " | ") + label(value);
    for (size_t v = 0; !last && v + 1 < way.values.size(); ++v) out_.line("case " + label(way.values[v]) + ":");
    this->way(last ? std::string("default:") : "case " + label(way.values.back()) + ":", last ? names : "", *way.body);
  }
  out_.close();
}

// ------------------------------------------------------------------------------------------ joins

void FunctionEmitter::arms(const std::string& selector, const std::vector<const core::Block*>& bodies, bool may_be_zero) {
  if (bodies.size() == 1) {
    if (!may_be_zero) return block(*bodies[0]);
    out_.open("if (" + selector + " == 1)");
    block(*bodies[0]);
    return out_.close();
  }
  if (bodies.size() == 2 && !may_be_zero) return two_way(selector + " == 1", true, *bodies[0], *bodies[1]);
  out_.open("switch (" + selector + ")");
  for (size_t i = 0; i < bodies.size(); ++i) {
    const bool last = i + 1 == bodies.size() && !may_be_zero;
    way(last ? std::string("default:") : "case " + std::to_string(i + 1) + ":", "", *bodies[i]);
  }
  out_.close();
}

namespace {

// Whether the block goes to the Join from elsewhere than its very end, so that a variable has to remember it.
bool jumps_from_the_middle(const core::Block& block, uint32_t join) {
  for (size_t i = 0; i < block.size(); ++i) {
    if (exits_of(block[i]).joins.count(join) == 0) continue;
    if (i + 1 < block.size() || block[i].kind == StmtKind::While) return true;
    bool inside = false;
    core::visit_blocks(block[i], [&](const core::Block& inner) { inside |= jumps_from_the_middle(inner, join); });
    if (inside) return true;
  }
  return false;
}

}  // namespace

void FunctionEmitter::join(const core::Stmt& stmt) {
  flush();
  if (joins_.size() <= stmt.join) {
    joins_.resize(stmt.join + 1);
    selectors_.resize(stmt.join + 1);
  }
  joins_[stmt.join] = &stmt;
  const core::Block& first = stmt.blocks[0];
  Exits others = exits_of(first);
  others.joins.erase(stmt.join);
  const bool may_be_zero = falls_through(first) || !others.none();
  out_.from(stmt.span);
  if (stmt.arms.size() > 1 || may_be_zero || jumps_from_the_middle(first, stmt.join)) {
    selectors_[stmt.join] = names_.take("next_" + std::to_string(stmt.join + 1));
    out_.line("int " + selectors_[stmt.join] + " = 0;");
  }
  std::vector<const core::Block*> bodies;
  for (const core::JoinArm& arm : stmt.arms) {
    for (core::VariableId parameter : arm.parameters) declare(parameter);
    bodies.push_back(&arm.body);
  }
  block(first);
  out_.from(stmt.span);
  arms(selectors_[stmt.join], bodies, may_be_zero);
}

void FunctionEmitter::jump(const core::Stmt& stmt) {
  settle(stmt.operands, stmt.operands.size() == 1 ? Taking::Together : Taking::Separately);
  out_.from(stmt.span);
  const auto& parameters = joins_[stmt.join]->arms[stmt.index].parameters;
  for (size_t i = 0; i < stmt.operands.size(); ++i) {
    if (usage_.is_dead(parameters[i])) continue;
    const std::string code = operand(stmt.operands[i]);
    const std::string& name = name_of(parameters[i]);
    out_.line(is_owner(parameters[i]) ? name + ".set(" + code + ");" : name + " = " + code + ";");
  }
  if (!selectors_[stmt.join].empty()) out_.line(selectors_[stmt.join] + " = " + std::to_string(stmt.index + 1) + ";");
  taken_in();
}

// ------------------------------------------------------------------------------------------ loops

void FunctionEmitter::loop(const core::Stmt& stmt) {
  flush();
  ++while_depth_;
  // The set-up is tried apart: when all of it goes into the condition, that stands at the head of the loop.
  CppWriter outside = out_.nested_part();
  std::swap(outside, out_);
  for (const core::Stmt& each : stmt.blocks[0]) statement(each);
  settle({&stmt.operand}, Taking::Together);
  const std::string condition = operand(stmt.operand);
  const Waiting* waiting = stmt.operand.kind == OperandKind::Variable ? find_waiting(stmt.operand.variable) : nullptr;
  const bool infix = waiting && waiting->text.infix;
  taken_in();
  std::swap(outside, out_);
  const CppWriter& set_up = outside;

  out_.from(stmt.span);
  const bool forever = stmt.operand.kind == OperandKind::Bool && stmt.operand.number != 0;
  out_.open(set_up.empty() && !forever ? "while (" + condition + ")" : "for (;;)");
  poll(false);
  if (!set_up.empty()) {
    out_.append(set_up);
    out_.from(stmt.span);
    if (!forever) out_.line("if (!" + (infix ? "(" + condition + ")" : condition) + ") break;");
  }
  block(stmt.blocks[1]);
  const Exits exits = exits_of(stmt.blocks[1]);
  if (!exits.none()) out_.line("if (!(" + not_taken(exits) + ")) break;");
  out_.close();
  --while_depth_;
}

}  // namespace riotc::emit
