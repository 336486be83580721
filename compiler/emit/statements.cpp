// SPDX-License-Identifier: MIT
#include "compiler/core/operands.h"
#include "compiler/emit/function_emitter.h"

namespace riotc::emit {

using core::ExprKind;
using core::FunctionKind;
using core::OperandKind;
using core::StmtKind;
using core::TypeKind;

void FunctionEmitter::statements(const core::Block& block, size_t first, size_t end) {
  for (size_t i = first; i < end; ++i) {
    const core::Stmt& stmt = block[i];
    if (stmt.kind == StmtKind::Drop && drop_is_implied(block, i)) continue;
    if (stmt.kind == StmtKind::Declare && i + 1 < end && block[i + 1].kind == StmtKind::Assign &&
        block[i + 1].variable == stmt.variable) {
      let(block[++i]);
      continue;
    }
    statement(stmt);
  }
}

void FunctionEmitter::statement(const core::Stmt& stmt) {
  switch (stmt.kind) {
    case StmtKind::Let: let(stmt); break;
    case StmtKind::Declare:
      if (is_declared_ahead(stmt.variable)) break;
      flush();
      out_.from(stmt.span);
      declare(stmt.variable);
      break;
    case StmtKind::Assign: assign(stmt); break;
    case StmtKind::Extend: extend(stmt); break;
    case StmtKind::Evaluate: evaluate(stmt); break;
    case StmtKind::Drop: drop(stmt); break;
    case StmtKind::TakeApart: take_apart(stmt); break;
    case StmtKind::If: branch(stmt); break;
    case StmtKind::Switch: select(stmt); break;
    case StmtKind::Join: join(stmt); break;
    case StmtKind::Jump: jump(stmt); break;
    case StmtKind::While: loop(stmt); break;
    case StmtKind::Return: give_back(stmt); break;
    case StmtKind::TailSelf: tail_self(stmt); break;
    case StmtKind::TailCall: tail_call(stmt); break;
    case StmtKind::Enter: enter(stmt); break;
    case StmtKind::Done:
      flush();
      out_.from(stmt.span);
      out_.line("return riot::Next::Done;");
      break;
    case StmtKind::Receive: receive(stmt); break;
    case StmtKind::Accept: accept(stmt); break;
    case StmtKind::Crash: crash(stmt); break;
    case StmtKind::Unreachable:
      flush();
      out_.from(stmt.span);
      out_.line("riot::fail_no_match(" + unit_.place(stmt.span.is_known() ? stmt.span : unit_.span_of(id_)) + ");");
      break;
  }
}

// Also an Assign that gives its variable the first value, as a declaration.
void FunctionEmitter::let(const core::Stmt& stmt) {
  const core::Expr& expr = stmt.expr;
  if (is_declared_ahead(stmt.variable)) return assign(stmt);
  if (usage_.is_dead(stmt.variable)) return evaluate(stmt);
  if (variable(stmt.variable).builder) {
    flush();
    out_.from(stmt.span);
    return declare(stmt.variable);
  }
  if (may_wait(stmt)) return wait(stmt);
  settle(expr);
  out_.from(stmt.span);
  const bool owner = is_owner(stmt.variable);
  if (owner && is_built(expr)) {
    build_variable(stmt.variable, expr);
  } else if (expr.kind == ExprKind::CallForeign && unit_.types.kind(expr.type) == TypeKind::Unit) {
    out_.line(value(expr).code + ";");
    out_.line("riot::Unit " + introduce(stmt.variable) + ";");
  } else {
    const std::string code = (owner ? owned_value(expr) : value(expr)).code;
    const std::string& name = introduce(stmt.variable);
    if (owner) out_.line(declared_type(stmt.variable) + " " + name + "(" + code + ");");
    else out_.line(declared_type(stmt.variable) + " " + name + " = " + code + ";");
  }
  taken_in();
}

void FunctionEmitter::declare(core::VariableId id) {
  if (usage_.is_dead(id)) return;
  const std::string& name = introduce(id);
  const std::string type = declared_type(id);
  switch (unit_.types.kind(variable(id).type)) {
    case TypeKind::Bool: out_.line(type + " " + name + " = false;"); break;
    case TypeKind::Int:
    case TypeKind::Duration: out_.line(type + " " + name + " = 0;"); break;
    case TypeKind::Float: out_.line(type + " " + name + " = 0.0;"); break;
    case TypeKind::Unit:
    case TypeKind::Never: out_.line(type + " " + name + ";"); break;
    case TypeKind::Enum: out_.line(type + " " + name + "{};"); break;
    default: out_.line(type + " " + name + (is_owner(id) ? ";" : " = nullptr;")); break;
  }
}

void FunctionEmitter::assign(const core::Stmt& stmt) {
  if (usage_.is_dead(stmt.variable)) return evaluate(stmt);
  if (variable(stmt.variable).builder) return;  // it has just been declared, and is empty
  settle(stmt.expr);
  out_.from(stmt.span);
  if (stmt.expr.kind == ExprKind::CallForeign && unit_.types.kind(stmt.expr.type) == TypeKind::Unit) {
    out_.line(value(stmt.expr).code + ";");
  } else if (is_owner(stmt.variable)) {
    const std::string code = owned_value(stmt.expr).code;
    out_.line(name_of(stmt.variable) + ".set(" + code + ");");
  } else {
    const std::string code = value(stmt.expr).code;
    out_.line(name_of(stmt.variable) + " = " + code + ";");
  }
  taken_in();
}

void FunctionEmitter::extend(const core::Stmt& stmt) {
  settle(stmt.expr);
  out_.from(stmt.span);
  const std::string object = build_raw(stmt.expr);
  const std::string builder = stmt.variable.is_valid() ? name_of(stmt.variable) : answer_;
  out_.line(builder + ".add(" + object + ", &" + object + "->" + unit_.types.field(stmt.expr.type, stmt.expr.tag, stmt.index) + ");");
  taken_in();
}

// Also of a Let or Assign whose variable nobody reads.
void FunctionEmitter::evaluate(const core::Stmt& stmt) {
  const core::Expr& expr = stmt.expr;
  if (!(effects_of(unit_.program, function_, expr) & (kTraps | kActs))) return;
  settle(expr);
  out_.from(stmt.span);
  const std::string code = value(expr).code;
  const bool makes_reference = unit_.types.is_reference(expr.type);
  out_.line(makes_reference ? "riot::drop(" + code + ", " + unit_.types.info(expr.type) + ");" : code + ";");
  taken_in();
}

void FunctionEmitter::drop(const core::Stmt& stmt) {
  flush();
  if (natural_form(stmt.variable) == Form::Own) {
    out_.from(stmt.span);
    out_.line(name_of(stmt.variable) + ".drop();");
  }
}

bool FunctionEmitter::drop_is_implied(const core::Block& block, size_t index) const {
  while (index < block.size() && block[index].kind == StmtKind::Drop) ++index;
  if (index == block.size() || block[index].kind != StmtKind::Return) return false;
  const core::Expr& answer = block[index].expr;
  return answer.kind == ExprKind::Use || (effects_of(unit_.program, function_, answer) & ~kReads) == 0;
}

void FunctionEmitter::take_apart(const core::Stmt& stmt) {
  flush();
  out_.from(stmt.span);
  const std::string& name = name_of(stmt.variable);
  const core::TypeId type = variable(stmt.variable).type;
  const Layout layout = unit_.types.layout(type, stmt.index);
  const std::string part_type = unit_.types.constructor(type, stmt.index);

  size_t references = 0;
  for (const Member& member : layout.members) references += unit_.types.is_reference(member.type);
  if (references == 0 && !stmt.token) return out_.line(name + ".drop();");

  const auto is_taken = [&](uint32_t field) {
    for (const core::TakenField& each : stmt.taken)
      if (each.field == field) return true;
    return false;
  };
  std::string parts = name;
  if (references > 0 && part_type != unit_.types.object(type)) {
    parts = names_.take("parts");
    out_.line("auto* " + parts + " = static_cast<" + part_type + "*>(" + name + ".get());");
  }
  const std::string alone = names_.take("alone");
  out_.line("const bool " + alone + " = riot::is_unique(" + name + ".get());");
  for (const core::TakenField& each : stmt.taken) {
    const std::string field = parts + "->" + layout.members[each.field].name;
    const std::string code = "(riot::taken(" + field + ", " + alone + "));";
    if (is_declared_ahead(each.variable)) out_.line(name_of(each.variable) + ".set" + code);
    else out_.line(declared_type(each.variable) + " " + introduce(each.variable) + code);
  }
  for (uint32_t i = 0; i < layout.members.size(); ++i) {
    const Member& member = layout.members[i];
    if (unit_.types.is_reference(member.type) && !is_taken(i))
      out_.line("if (" + alone + ") riot::drop(" + parts + "->" + member.name + ", " + unit_.types.info(member.type) + ");");
  }
  if (stmt.token) {
    out_.line("riot::Spare<sizeof(" + part_type + ")> " + introduce(*stmt.token) + "(" + name + ", " + alone + ");");
  } else {
    out_.line("if (" + alone + ") riot::release_fixed<sizeof(" + part_type + ")>(" + name + ".take());");
    out_.line("else " + name + ".drop();");
  }
}

void FunctionEmitter::give_back(const core::Stmt& stmt) {
  const core::Expr& expr = stmt.expr;
  settle(expr);
  out_.from(stmt.span);
  const TypeKind kind = unit_.types.kind(expr.type);
  const bool answers = function_.kind == FunctionKind::Plain || function_.kind == FunctionKind::Closure;
  if (answers && kind == TypeKind::Never && unit_.types.kind(function_.result) != TypeKind::Never) {
    out_.line(value(expr).code + ";");
    out_.line("riot::fail_no_match(" + unit_.place(stmt.span) + ");");
  } else if (expr.kind == ExprKind::CallForeign && kind == TypeKind::Unit) {
    out_.line(value(expr).code + ";");
    out_.line("return riot::Unit();");
  } else {
    out_.line("return " + answered(owned_value(expr).code) + ";");
  }
  taken_in();
}

void FunctionEmitter::tail_self(const core::Stmt& stmt) {
  // From inside a loop there is no way to the start but a call.
  if (while_depth_ > 0) {
    settle(stmt.operands, Taking::Together);
    out_.from(stmt.span);
    out_.line("return " + answered(identifier(function_.symbol) + "(self" +
              (function_.kind == FunctionKind::Closure ? ", closure" : "") + arguments(stmt.operands) + ")") + ";");
    return taken_in();
  }

  // Parameters that change, in order.
  std::vector<size_t> changed;
  for (size_t i = 0; i < stmt.operands.size(); ++i) {
    const core::Operand& operand = stmt.operands[i];
    const core::VariableId parameter = function_.parameters[i];
    const bool same = operand.kind == OperandKind::Variable && operand.variable == parameter;
    const bool unnamed = printed_[parameter.value].name.empty();
    if (!same && !unnamed) changed.push_back(i);
  }
  settle(stmt.operands, changed.size() == 1 ? Taking::Together : Taking::Separately);
  out_.from(stmt.span);

  // One that a later one is computed from is kept aside until all have been read.
  const auto is_read_later = [&](size_t parameter, size_t position) {
    for (size_t later = position + 1; later < changed.size(); ++later) {
      const core::Operand& operand = stmt.operands[changed[later]];
      if (operand.kind != OperandKind::Variable) continue;
      // What is folded in may read any parameter.
      if (operand.variable == function_.parameters[parameter] || find_waiting(operand.variable)) return true;
    }
    return false;
  };
  const auto set = [&](size_t parameter, const std::string& code) {
    const core::VariableId id = function_.parameters[parameter];
    const std::string& name = name_of(id);
    out_.line(is_owner(id) ? name + ".set(" + code + ");" : name + " = " + code + ";");
  };
  std::vector<std::pair<size_t, std::string>> aside;
  for (size_t i = 0; i < changed.size(); ++i) {
    const size_t parameter = changed[i];
    const std::string code = operand(stmt.operands[parameter]);
    if (!is_read_later(parameter, i)) {
      set(parameter, code);
      continue;
    }
    const core::VariableId id = function_.parameters[parameter];
    const std::string next = names_.take("next_" + name_of(id));
    out_.line(unit_.types.value(variable(id).type) + " " + next + " = " + code + ";");
    aside.emplace_back(parameter, next);
  }
  for (const auto& [parameter, next] : aside) set(parameter, next);
  poll(false);
  out_.line("continue;");
  taken_in();
}

void FunctionEmitter::tail_call(const core::Stmt& stmt) {
  settle(stmt.operands, Taking::Together);
  out_.from(stmt.span);
  out_.line("return " + unit_.function(stmt.function, module_.name()) + "(self" + arguments(stmt.operands) + ");");
  taken_in();
}

void FunctionEmitter::crash(const core::Stmt& stmt) {
  settle({&stmt.operand}, Taking::Together);
  out_.from(stmt.span);
  out_.line("riot::panic(self, " + operand(stmt.operand) + ", " + unit_.place(stmt.span) + ");");
  taken_in();
}

}  // namespace riotc::emit
