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

std::string ModuleUnit::literal(const std::string& text) {
  const auto [entry, is_new] = literals_.try_emplace(text);
  if (is_new) {
    entry->second = names_.take(literal_name(text));
    literal_order_.push_back(text);
  }
  return entry->second;
}

std::string ModuleUnit::function_value(core::FunctionId function) {
  const auto [entry, is_new] = function_values_.try_emplace(function);
  if (is_new) entry->second = names_.take("kValueOf_" + identifier(program_.program.functions[function].symbol));
  return entry->second;
}

void ModuleUnit::write_data(CppWriter& out) const {
  for (const std::string& text : literal_order_)
    out.line("constexpr riot::Literal " + literals_.at(text) + "(" + quoted(text) + ", " + std::to_string(text.size()) + ");");
  if (!literal_order_.empty()) out.blank();
  std::map<std::string, core::FunctionId> by_name;  // numbers of functions change with the program, names do not
  for (const auto& [id, name] : function_values_) by_name.emplace(name, id);
  for (const auto& [name, id] : by_name) {
    out.line("riot::Closure " + name + " = {{riot::kImmortal, 0, 0}, nullptr, reinterpret_cast<void (*)()>(" +
             program_.function(id, module_) + "), " + program_.place(program_.span_of(id)) + "};");
  }
}

}  // namespace riotc::emit
