// SPDX-License-Identifier: MIT
#include "compiler/emit/function_emitter.h"

#include "compiler/core/operands.h"
#include "compiler/emit/leaf.h"

namespace riotc::emit {

using core::FunctionKind;
using core::StmtKind;

namespace {

std::string result_type(ProgramUnit& unit, const core::Function& function) {
  if (function.kind == FunctionKind::Tail || function.kind == FunctionKind::Step) return "riot::Next";
  return unit.types.value(function.result);
}

}  // namespace

std::string prototype(ProgramUnit& unit, core::FunctionId id) {
  const core::Function& function = unit.program.functions[id];
  std::string text = result_type(unit, function) + " " + identifier(function.symbol) + "(riot::Process& self";
  NameSet names;
  names.reserve("self");
  if (function.kind == FunctionKind::Closure) text += ", riot::Closure* " + names.take("closure");
  if (function.kind != FunctionKind::Step)
    for (core::VariableId parameter : function.parameters) {
      const core::Variable& variable = function.variables[parameter];
      text += ", " + unit.types.value(variable.type);
      if (!variable.name.empty()) text += " " + names.take(identifier(variable.name));
    }
  return text + ");";
}

FunctionEmitter::FunctionEmitter(ProgramUnit& unit, ModuleUnit& module, core::FunctionId id)
    : unit_(unit), module_(module), id_(id), function_(unit.program.functions[id]), usage_(unit.program, function_),
      is_leaf_(is_leaf_loop(unit.program, function_)), out_(unit.writer()), printed_(function_.variables.size()) {
  names_.reserve("self");
  if (function_.needs_poll) names_.reserve(identifier(function_.symbol));
  for (core::FunctionId each : usage_.functions()) names_.reserve(identifier(unit.program.functions[each].symbol));
  for (core::ConstantId each : usage_.constants()) names_.reserve(identifier(unit.program.constants[each].symbol));
}

// ------------------------------------------------------------------------------------------ names

FunctionEmitter::Form FunctionEmitter::natural_form(core::VariableId id) const {
  if (variable(id).token || is_owner(id)) return Form::Own;
  return is_reference(id) ? Form::View : Form::Plain;
}

const std::string& FunctionEmitter::introduce(core::VariableId id) {
  Printed& printed = printed_[id.value];
  printed.form = natural_form(id);
  return name_of(id);
}

const std::string& FunctionEmitter::name_of(core::VariableId id) {
  Printed& printed = printed_[id.value];
  if (printed.name.empty()) {
    const core::Variable& it = variable(id);
    // What begins with an underscore is the user's way to say "unused".
    size_t first = it.name.find_first_not_of('_');
    printed.name = first == std::string::npos ? names_.take_numbered(it.token ? "spare" : "t")
                                              : names_.take(identifier(it.name.substr(first)));
    if (printed.form == Form::Unnamed) printed.form = natural_form(id);
  }
  printed.mentioned = true;
  return printed.name;
}

std::string FunctionEmitter::declared_type(core::VariableId id) {
  const core::Variable& it = variable(id);
  if (it.builder) return "riot::Building<" + unit_.types.object(it.type) + ">";
  if (is_owner(id)) return "riot::Own<" + unit_.types.object(it.type) + ">";
  return unit_.types.value(it.type);
}

// ------------------------------------------------------------------------------------------ the function

void FunctionEmitter::write(CppWriter& out) {
  const bool parks = function_.kind == FunctionKind::Step && !function_.body.empty() &&
                     function_.body[0].kind == StmtKind::Receive && function_.body[0].parks;
  // An object of each of them may be converted to what it is derived from.
  for (const core::Variable& each : function_.variables) unit_.types.value(each.type);
  out_.from(unit_.span_of(id_));
  if (!unit_.span_of(id_).is_known()) out_.generated();
  out_.open((is_leaf_ ? "RIOT_LEAF " : "") + signature());
  if (function_.kind == FunctionKind::Step) {
    if (function_.needs_poll) poll(true);
    if (!parks) adopt_frame({});
  } else {
    adopt_captures();
    adopt_parameters();
  }
  if (function_.kind != FunctionKind::Step && function_.needs_poll) poll(true);
  if (usage_.builds_answer()) {
    answer_ = names_.take("answer");
    out_.line("riot::Building<" + unit_.types.object(function_.result) + "> " + answer_ + ";");
  }
  if (function_.has_tail_self) out_.open("for (;;)");
  block(function_.body);
  if (function_.has_tail_self) out_.close();
  out_.close();
  out.append(out_);
}

std::string FunctionEmitter::signature() {
  std::string text = result_type(unit_, function_) + " " + identifier(function_.symbol) + "(riot::Process&";
  if (usage_.uses_self()) text += " self";
  if (function_.kind == FunctionKind::Step) return text + ")";
  if (function_.kind == FunctionKind::Closure) {
    bool reads_captures = function_.needs_poll;
    for (core::VariableId capture : function_.captures) reads_captures |= usage_.reads(capture) > 0;
    text += ", riot::Closure*";
    names_.reserve("closure");
    if (reads_captures) text += " closure";
  }
  for (core::VariableId parameter : function_.parameters) {
    text += ", " + unit_.types.value(variable(parameter).type);
    std::string raw;
    if (is_owner(parameter)) {
      raw = names_.take(introduce(parameter) + "_in");
    } else if (function_.needs_poll || !usage_.is_dead(parameter)) {
      raw = introduce(parameter);
    }
    if (!raw.empty()) text += " " + raw;
    raw_parameters_.push_back(raw);
  }
  return text + ")";
}

void FunctionEmitter::adopt_parameters() {
  for (size_t i = 0; i < function_.parameters.size(); ++i) {
    const core::VariableId parameter = function_.parameters[i];
    if (is_owner(parameter)) out_.line(declared_type(parameter) + " " + name_of(parameter) + "(" + raw_parameters_[i] + ");");
  }
}

void FunctionEmitter::adopt_captures() {
  if (function_.kind != FunctionKind::Closure) return;
  const Layout layout = unit_.types.layout(function_, function_.captures, 32);
  std::string captured;
  for (size_t i = 0; i < function_.captures.size(); ++i) {
    const core::VariableId capture = function_.captures[i];
    if (usage_.reads(capture) == 0) continue;
    if (captured.empty()) {
      captured = names_.take("captured");
      out_.line("auto* " + captured + " = static_cast<" + unit_.closure(id_, module_.name()) + "*>(closure);");
    }
    introduce(capture);
    printed_[capture.value].form = is_reference(capture) ? Form::View : Form::Plain;
    out_.line(unit_.types.value(variable(capture).type) + " " + name_of(capture) + " = " + captured + "->" +
              layout.members[i].name + ";");
  }
}

std::string FunctionEmitter::on_new_stack() const {
  std::string text = "riot::on_new_stack(self, " + identifier(function_.symbol);
  if (function_.kind == FunctionKind::Closure) text += ", closure";
  if (function_.kind != FunctionKind::Step)
    for (core::VariableId parameter : function_.parameters) {
      const Printed& printed = printed_[parameter.value];
      text += ", " + printed.name + (printed.form == Form::Own ? ".take()" : "");
    }
  return text + ")";
}

void FunctionEmitter::poll(bool at_entry) {
  const std::string poll = is_leaf_ ? "riot::poll_in_leaf(self)" : "riot::poll(self)";
  if (!at_entry) return out_.line("if (riot::must_poll(self)) " + poll + ";");
  out_.line("if (riot::must_poll(self) && " + poll + ") return " + on_new_stack() + ";");
}

void FunctionEmitter::point_at_frame() {
  if (!frame_.empty()) return;
  frame_ = names_.take("frame");
  out_.line("auto* " + frame_ + " = static_cast<" + unit_.frame(id_, module_.name()) + "*>(self.frame);");
}

void FunctionEmitter::name_frame_fields() {
  const Layout layout = unit_.types.layout(function_, function_.parameters, 8);
  for (size_t i = 0; i < function_.parameters.size(); ++i) {
    const core::VariableId parameter = function_.parameters[i];
    if (usage_.is_dead(parameter)) continue;
    point_at_frame();
    printed_[parameter.value] = {is_reference(parameter) ? Form::View : Form::Plain, frame_ + "->" + layout.members[i].name, false};
  }
}

// All values leave the frame at once.
void FunctionEmitter::adopt_frame(core::VariableId served) {
  if (function_.parameters.empty()) return;
  const Layout layout = unit_.types.layout(function_, function_.parameters, 8);
  for (size_t i = 0; i < function_.parameters.size(); ++i) {
    const core::VariableId parameter = function_.parameters[i];
    if (usage_.is_dead(parameter) || parameter == served) continue;
    point_at_frame();
    printed_[parameter.value] = Printed{};
    const std::string& name = introduce(parameter);
    const std::string field = frame_ + "->" + layout.members[i].name;
    out_.line(declared_type(parameter) + " " + name + (is_owner(parameter) ? "(" + field + ");" : " = " + field + ";"));
  }
  out_.line("riot::leave_frame(self);");
}

}  // namespace riotc::emit
