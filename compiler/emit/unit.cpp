// SPDX-License-Identifier: MIT
#include "compiler/emit/unit.h"

namespace riotc::emit {

uint32_t ProgramUnit::last_line(Span span) const {
  return span.is_known() && span.end > 0 ? sources.file(span.file).line_column(span.end - 1).line : 0;
}

std::string ProgramUnit::place(Span span) const { return quoted(span.is_known() ? sources.place(span) : ""); }

Span ProgramUnit::span_of(core::FunctionId id) const {
  const Span own = program.functions[id].span;
  if (own.is_known()) return own;
  const auto found = borrowed_spans.find(id);
  return found == borrowed_spans.end() ? own : found->second;
}

std::string ProgramUnit::qualified(const std::string& module, const std::string& from, const std::string& name) const {
  return module == from ? name : "riot_app::" + module_namespace(module) + "::" + name;
}

std::string ProgramUnit::function(core::FunctionId id, const std::string& from) const {
  const core::Function& function = program.functions[id];
  types.mentions().functions.insert(id);
  return qualified(function.module, from, identifier(function.symbol));
}

std::string ProgramUnit::constant(core::ConstantId id, const std::string& from) const {
  const core::Constant& constant = program.constants[id];
  types.mentions().constants.insert(id);
  return qualified(constant.module, from, identifier(constant.symbol));
}

std::string ProgramUnit::frame(core::FunctionId id, const std::string& from) const {
  const core::Function& function = program.functions[id];
  types.mentions().frames.insert(id);
  return qualified(function.module, from, "Frame_" + identifier(function.symbol));
}

std::string ProgramUnit::step(core::FunctionId id, const std::string& from) const {
  const core::Function& function = program.functions[id];
  types.mentions().frames.insert(id);
  return qualified(function.module, from, "kStep_" + identifier(function.symbol));
}

std::string ProgramUnit::closure(core::FunctionId id, const std::string& from) const {
  const core::Function& function = program.functions[id];
  types.mentions().closures.insert(id);
  return qualified(function.module, from, "Closure_" + identifier(function.symbol));
}

namespace {

// A few letters and digits of the text, so that its uses can be read.
std::string literal_name(const std::string& text) {
  std::string name = "kText_";
  for (char c : text) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (word) name += c;
    else if (name.back() != '_') name += '_';
    if (name.size() >= 26) break;
  }
  while (name.back() == '_') name.pop_back();
  return name == "kText" ? "kText_" + std::string(text.empty() ? "empty" : "signs") : name;
}

}  // namespace

std::string ModuleUnit::text(const std::string& text) {
  const auto [entry, is_new] = texts_.try_emplace(text);
  if (is_new) {
    entry->second = names_.take(literal_name(text));
    text_order_.push_back(text);
  }
  return entry->second;
}

std::string ModuleUnit::literal(const core::Operand& operand) {
  Types& types = program_.types;
  switch (operand.kind) {
    case core::OperandKind::Int: return int_literal(operand.number);
    case core::OperandKind::Float: return float_literal(operand.real);
    case core::OperandKind::Bool: return operand.number ? "true" : "false";
    case core::OperandKind::Unit: return "riot::Unit()";
    case core::OperandKind::String: return "riot::text(" + text(operand.text) + ")";
    case core::OperandKind::Nullary: {
      const std::string tag = types.tag(operand.type, static_cast<uint32_t>(operand.number));
      if (types.kind(operand.type) == core::TypeKind::Enum) return tag;
      return "riot::constant<" + types.object(operand.type) + ">(" + tag + ")";
    }
    case core::OperandKind::Static: return object(operand.object);
    case core::OperandKind::FunctionValue: return "&" + function_value(operand.function);
    case core::OperandKind::Variable:
    case core::OperandKind::Constant: break;
  }
  return "";
}

// One array for the objects of each struct. Arrays are declared first: objects refer to each other across them, and C++ compilers
// lay such data out without code that runs.
std::string ModuleUnit::object(core::StaticId root) {
  const auto [entry, is_new] = objects_.try_emplace(root);
  if (!is_new) return entry->second;
  Types& types = program_.types;
  const auto& statics = program_.program.statics;
  const std::string name = entry->second = names_.take("kObject");
  std::map<std::string, std::vector<core::StaticId>> arrays;
  std::map<core::StaticId, std::string> places;
  std::vector<core::StaticId> left = {root};
  while (!left.empty()) {
    const core::StaticId id = left.back();
    left.pop_back();
    if (places.count(id)) continue;
    const core::Static& object = statics[id];
    const std::string type = types.constructor(object.type, object.tag);
    std::vector<core::StaticId>& array = arrays[type];
    places[id] = "const_cast<" + type + "*>(&" + name + "_" + type + "[" + std::to_string(array.size()) + "])";
    array.push_back(id);
    // The first field's objects are laid out first.
    for (size_t i = object.fields.size(); i-- > 0;)
      if (object.fields[i].kind == core::OperandKind::Static) left.push_back(object.fields[i].object);
  }
  for (const auto& [type, array] : arrays)
    object_lines_.push_back("extern const " + type + " " + name + "_" + type + "[" + std::to_string(array.size()) + "];");
  for (const auto& [type, array] : arrays) {
    object_lines_.push_back("const " + type + " " + name + "_" + type + "[] = {");
    for (core::StaticId id : array) object_lines_.push_back("  " + initialiser(statics[id], places) + ",");
    object_lines_.push_back("};");
  }
  object_lines_.push_back(types.object(statics[root].type) + "* const " + name + " = " + places[root] + ";");
  return name;
}

std::string ModuleUnit::initialiser(const core::Static& object, const std::map<core::StaticId, std::string>& places) {
  Types& types = program_.types;
  std::string text = "{riot::kImmortal, " + types.tag(object.type, object.tag) + ", 0}";
  // The struct of a constructor that is not the only one stands on that of its type.
  if (types.constructor(object.type, object.tag) != types.object(object.type)) text = "{" + text + "}";
  text = "{" + text;
  for (const core::Operand& field : object.fields) {
    // riot::constant in a form that is computed when it is compiled.
    if (field.kind == core::OperandKind::Nullary && types.is_reference(field.type))
      text += ", reinterpret_cast<" + types.object(field.type) + "*>(std::uintptr_t{" + std::to_string(2 * field.number + 1) + "})";
    else if (field.kind == core::OperandKind::Static) text += ", " + places.at(field.object);
    else text += ", " + literal(field);
  }
  return text + "}";
}

std::string ModuleUnit::function_value(core::FunctionId function) {
  const auto [entry, is_new] = function_values_.try_emplace(function);
  if (is_new) entry->second = names_.take("kValueOf_" + identifier(program_.program.functions[function].symbol));
  return entry->second;
}

void ModuleUnit::write_data(CppWriter& out) const {
  for (const std::string& text : text_order_)
    out.line("constexpr riot::Literal " + texts_.at(text) + "(" + quoted(text) + ", " + std::to_string(text.size()) + ");");
  if (!text_order_.empty()) out.blank();
  for (const std::string& line : object_lines_) out.line(line);
  if (!object_lines_.empty()) out.blank();
  std::map<std::string, core::FunctionId> by_name;  // numbers of functions change with the program, names do not
  for (const auto& [id, name] : function_values_) by_name.emplace(name, id);
  for (const auto& [name, id] : by_name) {
    out.line("riot::Closure " + name + " = {{riot::kImmortal, 0, 0}, nullptr, reinterpret_cast<void (*)()>(" +
             program_.function(id, module_) + "), " + program_.place(program_.span_of(id)) + "};");
  }
}

}  // namespace riotc::emit
