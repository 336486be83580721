// SPDX-License-Identifier: MIT
// What processes do: spawn, send, receive, step on.
#include "compiler/emit/function_emitter.h"

namespace riotc::emit {

using core::TypeKind;

FunctionEmitter::Text FunctionEmitter::spawn(const core::Expr& expr) {
  const core::Function& step = unit_.program.functions[expr.function];
  const std::string frame_type = unit_.frame(expr.function, module_.name());
  std::string frame = "riot::make<" + frame_type + ">()";
  if (!expr.operands.empty()) {
    const std::string name = names_.take("frame");
    out_.line("auto* " + name + " = " + frame + ";");
    const Layout layout = unit_.types.layout(step, step.parameters, 8);
    for (size_t i = 0; i < expr.operands.size(); ++i)
      out_.line(name + "->" + layout.members[i].name + " = " + operand(expr.operands[i]) + ";");
    frame = name;
  }
  return {"riot::spawn(self, " + unit_.step(expr.function, module_.name()) + ", " + frame + ", " +
          unit_.types.info(expr.operand_type) + ", " + (expr.link ? "riot::kSpawnLinked" : "riot::kSpawnPlain") + ")"};
}

FunctionEmitter::Text FunctionEmitter::send(const core::Expr& expr) {
  const std::string list = "(self, " + operand(expr.operands[0]) + ", " + word(expr.operands[1]) + ", " + unit_.types.info(expr.operand_type);
  switch (kind_of(expr.operands[0])) {
    case TypeKind::Name: return {"riot::send_name" + list + ", " + unit_.place(expr.span) + ")"};
    case TypeKind::Reply: return {"riot::answer" + list + ")"};
    default: return {"riot::send" + list + ")"};
  }
}

void FunctionEmitter::enter(const core::Stmt& stmt) {
  settle(stmt.operands, Taking::Separately);
  out_.from(stmt.span);
  const core::Function& step = unit_.program.functions[stmt.function];
  const std::string entry = "riot::enter<" + unit_.frame(stmt.function, module_.name()) + ">(self, " +
                            unit_.step(stmt.function, module_.name()) + ")";
  if (stmt.operands.empty()) {
    out_.line(entry + ";");
  } else {
    const std::string next = names_.take("next");
    out_.line("auto* " + next + " = " + entry + ";");
    const Layout layout = unit_.types.layout(step, step.parameters, 8);
    for (size_t i = 0; i < stmt.operands.size(); ++i)
      out_.line(next + "->" + layout.members[i].name + " = " + operand(stmt.operands[i]) + ";");
  }
  out_.line("return riot::Next::Run;");
  taken_in();
}

// The messages are shown one after the other until an arm accepts one. A step that parks reads its frame in place while it
// looks, and empties it only when it goes on.
void FunctionEmitter::receive(const core::Stmt& stmt) {
  flush();
  out_.from(stmt.span);
  if (stmt.parks) name_frame_fields();
  const std::string outer_arm = arm_;
  arm_ = names_.take("arm");
  const std::string word = names_.take("word");
  const core::TypeId type = variable(stmt.variable).type;
  const std::string message_type = unit_.types.value(type);
  const std::string from_word = "riot::from_word<" + message_type + ">(" + word + ")";

  out_.line("int " + arm_ + " = 0;");
  out_.line("riot::Word " + word + " = 0;");
  if (!stmt.parks) out_.open("for (;;)");
  out_.open("while (" + arm_ + " == 0 && self.next_message(&" + word + ", " + hex_literal(stmt.wanted) + "))");
  printed_[stmt.variable.value].form = unit_.types.is_reference(type) ? Form::View : Form::Plain;
  if (variable(stmt.variable).name.empty()) printed_[stmt.variable.value].name = names_.take("message");
  const std::string message = name_of(stmt.variable);
  printed_[stmt.variable.value].mentioned = false;
  CppWriter match = out_.same_part();
  std::swap(match, out_);
  block(stmt.blocks[0]);
  std::swap(match, out_);
  if (printed_[stmt.variable.value].mentioned) out_.line(message_type + " " + message + " = " + from_word + ";");
  out_.append(match);
  out_.close();

  out_.from(stmt.span);
  const std::string limit = stmt.has_operand ? operand(stmt.operand) : "";
  const std::string number = std::to_string(stmt.arms.size() + 1);
  if (!stmt.parks) {
    out_.line("if (" + arm_ + " != 0" + (stmt.has_operand ? " || self.time_is_up(" + limit + ")" : "") + ") break;");
    out_.line("self.wait_for_message(" + unit_.place(stmt.span) + ");");
    out_.close();
  } else if (!stmt.has_operand) {
    out_.line("if (" + arm_ + " == 0) return riot::Next::Park;");
  } else {
    out_.line("if (" + arm_ + " == 0 && !self.time_is_up(" + limit + ")) return riot::Next::Park;");
  }

  const bool is_object = unit_.types.is_reference(type);
  printed_[stmt.variable.value].form = is_object ? Form::Own : Form::Plain;
  const std::string declared = is_object ? "riot::Own<" + unit_.types.object(type) + ">" : "[[maybe_unused]] " + message_type;
  if (!stmt.has_operand) {
    out_.line("self.take_message();");
    out_.line(declared + " " + message + (is_object ? "(" + from_word + ");" : " = " + from_word + ";"));
  } else if (stmt.arms.empty()) {
    out_.line(arm_ + " = " + number + ";");
  } else {
    out_.line(declared + " " + message + (is_object ? ";" : "{};"));
    out_.open("if (" + arm_ + " == 0)");
    out_.line(arm_ + " = " + number + ";");
    out_.reopen("else");
    out_.line("self.take_message();");
    out_.line(message + (is_object ? ".set(" + from_word + ");" : " = " + from_word + ";"));
    out_.close();
  }
  if (stmt.parks) {
    // A limit that nothing else reads has served.
    const bool has_limit = stmt.has_operand && stmt.operand.kind == core::OperandKind::Variable && usage_.reads(stmt.operand.variable) == 1;
    adopt_frame(has_limit ? stmt.operand.variable : core::VariableId{});
  }

  std::vector<const core::Block*> bodies;
  for (const core::JoinArm& each : stmt.arms) bodies.push_back(&each.body);
  if (stmt.has_operand) bodies.push_back(&stmt.blocks[1]);
  const std::string selector = arm_;
  arm_ = outer_arm;
  arms(selector, bodies, false);
}

void FunctionEmitter::accept(const core::Stmt& stmt) {
  flush();
  out_.from(stmt.span);
  out_.line(arm_ + " = " + std::to_string(stmt.index + 1) + ";");
}

}  // namespace riotc::emit
