// SPDX-License-Identifier: MIT
#include "compiler/emit/function_emitter.h"

namespace riotc::emit {

using core::ExprKind;
using core::Op;
using core::OperandKind;
using core::TypeKind;
using core::Use;

namespace {

const char* spelling(Op op) {
  switch (op) {
    case Op::Add: return " + ";
    case Op::Subtract: return " - ";
    case Op::Multiply: return " * ";
    case Op::Divide: return " / ";
    case Op::Remainder: return " % ";
    case Op::Negate: return "-";
    case Op::Equal: return " == ";
    case Op::NotEqual: return " != ";
    case Op::Less: return " < ";
    case Op::LessEqual: return " <= ";
    case Op::Greater: return " > ";
    case Op::GreaterEqual: return " >= ";
  }
  return "";
}

std::string trimmed(std::string text) {
  text.erase(0, text.find_first_not_of(' '));
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

// Runtime functions that may crash in the name of the caller's line: their last argument is its place.
bool names_place(const std::string& symbol) {
  static const std::set<std::string> names = {"fail_assert", "fail_assert_compare", "bits_int", "counter_add",
                                              "bits_add_utf8", "bits_add_part",       "bits_finish",
                                              "logger_debug",  "logger_info",         "logger_warn", "logger_error"};
  return names.count(symbol) != 0;
}

}  // namespace

// ------------------------------------------------------------------------------------------ operands

core::TypeId FunctionEmitter::type_of(const core::Operand& operand) const {
  switch (operand.kind) {
    case OperandKind::Variable: return variable(operand.variable).type;
    case OperandKind::Constant: return unit_.program.constants[operand.constant].type;
    default: return operand.type;
  }
}

core::TypeKind FunctionEmitter::kind_of(const core::Operand& operand) const {
  switch (operand.kind) {
    case OperandKind::Variable:
    case OperandKind::Constant:
    case OperandKind::Nullary:
    case OperandKind::Static: return unit_.types.kind(type_of(operand));
    case OperandKind::Int: return TypeKind::Int;
    case OperandKind::Float: return TypeKind::Float;
    case OperandKind::Bool: return TypeKind::Bool;
    case OperandKind::Unit: return TypeKind::Unit;
    case OperandKind::String: return TypeKind::String;
    case OperandKind::FunctionValue: return TypeKind::Function;
  }
  return TypeKind::Unit;
}

std::string FunctionEmitter::operand(const core::Operand& operand) {
  switch (operand.kind) {
    case OperandKind::Variable: {
      const Waiting* waiting = find_waiting(operand.variable);
      const std::string code = waiting ? waiting->text.code : name_of(operand.variable);
      const Form form = waiting ? natural_form(operand.variable) : printed_[operand.variable.value].form;
      if (form == Form::Own) return code + (operand.use == Use::Move ? ".take()" : operand.use == Use::Share ? ".share()" : ".get()");
      if (form == Form::View && operand.use == Use::Share) return "riot::shared(" + code + ")";
      return code;
    }
    case OperandKind::Constant: {
      const std::string name = unit_.constant(operand.constant, module_.name());
      return operand.use == Use::Share && unit_.types.is_reference(type_of(operand)) ? "riot::shared(" + name + ")" : name;
    }
    default: return module_.literal(operand);
  }
}

std::string FunctionEmitter::operand_in_infix(const core::Operand& operand) {
  const std::string code = this->operand(operand);
  if (operand.kind == OperandKind::Variable)
    if (const Waiting* waiting = find_waiting(operand.variable); waiting && waiting->text.infix) return "(" + code + ")";
  return code;
}

std::string FunctionEmitter::word(const core::Operand& operand) {
  const std::string code = this->operand(operand);
  // A number alone is of no type that to_word knows; so is a variable's for which a number is printed.
  const bool is_number = !code.empty() && code.find_first_not_of("0123456789-") == std::string::npos;
  if (operand.kind == OperandKind::Int || is_number) return "riot::to_word(riot::Int{" + code + "})";
  if (kind_of(operand) == TypeKind::Enum) return "static_cast<riot::Word>(" + code + ")";
  return "riot::to_word(" + code + ")";
}

std::string FunctionEmitter::arguments(const std::vector<core::Operand>& operands, size_t first) {
  std::string text;
  for (size_t i = first; i < operands.size(); ++i) text += ", " + operand(operands[i]);
  return text;
}

// ------------------------------------------------------------------------------------------ values

FunctionEmitter::Text FunctionEmitter::value(const core::Expr& expr) {
  if (is_built(expr)) return {build_raw(expr)};
  switch (expr.kind) {
    case ExprKind::Use: {
      Text text{operand(expr.operands[0])};
      if (const core::Operand& only = expr.operands[0]; only.kind == OperandKind::Variable)
        if (const Waiting* waiting = find_waiting(only.variable)) text.infix = waiting->text.infix;
      return text;
    }
    case ExprKind::Call: return {unit_.function(expr.function, module_.name()) + "(self" + arguments(expr.operands) + ")"};
    case ExprKind::CallClosure: return call_closure(expr);
    case ExprKind::CallRuntime: return call_runtime(expr);
    case ExprKind::CallForeign: return call_foreign(expr);
    case ExprKind::Project: return project(expr);
    case ExprKind::Construct: {
      const std::string tag = unit_.types.tag(expr.type, expr.tag);
      if (unit_.types.kind(expr.type) == TypeKind::Enum) return {tag};
      return {"riot::constant<" + unit_.types.object(expr.type) + ">(" + tag + ")"};
    }
    case ExprKind::Finish: return {operand(expr.operands[0])};
    case ExprKind::MakeClosure: return {"&" + module_.function_value(expr.function)};
    case ExprKind::Arithmetic: return arithmetic(expr);
    case ExprKind::Compare: return compare(expr);
    case ExprKind::Not: return {"!" + operand_in_infix(expr.operands[0])};
    case ExprKind::Interpolate: return interpolate(expr);
    case ExprKind::StartsWith:
      return {"riot::string_starts_with(" + operand(expr.operands[0]) + ", " + operand(expr.operands[1]) + ")"};
    case ExprKind::TextRest: return {"riot::string_rest(self, " + operand(expr.operands[0]) + ", " + int_literal(expr.number) + ")"};
    case ExprKind::Spawn: return spawn(expr);
    case ExprKind::SpawnFunction: {
      const core::Type& type = unit_.types.get(type_of(expr.operands[0]));
      return {"riot::spawn_function(self, " + operand(expr.operands[0]) + ", " + unit_.types.info(type.arguments.back()) + ", " +
              unit_.types.info(expr.operand_type) + ", " + (expr.link ? "riot::kSpawnLinked" : "riot::kSpawnPlain") + ")"};
    }
    case ExprKind::Send: return send(expr);
    case ExprKind::SelfPid: return {"riot::self_pid(self)"};
  }
  return {};
}

FunctionEmitter::Text FunctionEmitter::owned_value(const core::Expr& expr) {
  Text text = value(expr);
  if (expr.kind == ExprKind::Project && unit_.types.is_reference(expr.type)) text.code = "riot::shared(" + text.code + ")";
  return text;
}

FunctionEmitter::Text FunctionEmitter::call_closure(const core::Expr& expr) {
  const core::Type& type = unit_.types.get(type_of(expr.operands[0]));
  std::string text = "riot::call<" + unit_.types.value(type.arguments.back());
  for (size_t i = 0; i + 1 < type.arguments.size(); ++i) text += ", " + unit_.types.value(type.arguments[i]);
  return {text + ">(self" + arguments(expr.operands) + ")"};
}

FunctionEmitter::Text FunctionEmitter::call_runtime(const core::Expr& expr) {
  std::string text = "riot::" + expr.symbol + "(self";
  if (expr.symbol == "fail_assert_compare") text += ", " + quoted(trimmed(spelling(expr.op)));
  for (size_t i = 0; i < expr.operands.size(); ++i) {
    const core::Operand& each = expr.operands[i];
    text += ", ";
    if (i < expr.word_operands.size() && expr.word_operands[i]) text += word(each);
    else if (kind_of(each) == TypeKind::Enum) text += "static_cast<std::uint16_t>(" + operand(each) + ")";
    else text += operand(each);
  }
  for (core::TypeId type : expr.type_infos) text += ", " + unit_.types.info(type);
  if (names_place(expr.symbol)) text += ", " + unit_.place(expr.span);
  text += ")";
  const std::string type = unit_.types.value(expr.type);
  if (expr.word_result) return {"riot::from_word<" + type + ">(" + text + ")"};
  switch (unit_.types.kind(expr.type)) {
    case TypeKind::Enum:
    case TypeKind::Data:
    case TypeKind::List:
    case TypeKind::Tuple:
    case TypeKind::Map:
    case TypeKind::Set: return {"static_cast<" + type + ">(" + text + ")"};
    case TypeKind::Foreign: return {type == "riot::Foreign*" ? text : "static_cast<" + type + ">(" + text + ")"};
    default: return {text};
  }
}

// Which of several overloads a foreign call means; "" where its types have no one counterpart in C++.
std::string FunctionEmitter::plain_signature(const core::Expr& expr) const {
  const auto plain = [](TypeKind kind, bool is_result) -> std::string {
    switch (kind) {
      case TypeKind::Int: return "std::int64_t";
      case TypeKind::Float: return "double";
      case TypeKind::Bool: return "bool";
      case TypeKind::Unit: return is_result ? "void" : "";
      case TypeKind::String: return is_result ? "std::string" : "const std::string&";
      default: return "";
    }
  };
  const std::string result = plain(unit_.types.kind(expr.type), true);
  if (result.empty()) return "";
  std::string parameters;
  for (const core::Operand& each : expr.operands) {
    const std::string one = plain(kind_of(each), false);
    if (one.empty()) return "";
    parameters += (parameters.empty() ? "" : ", ") + one;
  }
  return result + "(" + parameters + ")";
}

std::string signature_of(const ForeignCall& called) {
  std::string text = "riot::foreign::Signature<" + called.result;
  for (const std::string& parameter : called.parameters) text += ", " + parameter;
  return text + ">";
}

FunctionEmitter::Text FunctionEmitter::call_foreign(const core::Expr& expr) {
  unit_.types.add_foreign_header("riot/foreign.h");
  unit_.types.add_foreign_header(expr.header);
  const std::string prefix = expr.symbol.compare(0, 2, "::") == 0 ? "" : "::";
  std::string function = "&" + prefix + expr.symbol;
  if (const std::string type = plain_signature(expr); !type.empty()) function = "riot::foreign::one_of<" + type + ">(" + function + ", 0)";
  const auto shape_of = [&](const core::Operand& operand) {
    const core::TypeId type = type_of(operand);
    return type.is_valid() ? unit_.types.shape(type) : Types::shape(kind_of(operand));
  };
  ForeignCall called{prefix + expr.symbol, expr.header, function, unit_.types.shape(expr.type), {}};
  for (const core::Operand& each : expr.operands) called.parameters.push_back(shape_of(each));
  std::string text = "riot::foreign::call<" + signature_of(called) + ">(self, " + (expr.blocking ? "true" : "false") + ", " + unit_.place(expr.span) + ", " +
                     called.function + ", " + unit_.types.info(expr.type);
  const auto info = [&](const core::Operand& operand) -> std::string {
    switch (operand.kind) {  // literals whose kind says their type
      case OperandKind::Float: return "riot::kFloat";
      case OperandKind::Bool: return "riot::kBool";
      case OperandKind::Unit: return "riot::kUnit";
      case OperandKind::String: return "riot::kString";
      default: return unit_.types.info(type_of(operand));
    }
  };
  unit_.foreign.insert(std::move(called));
  for (const core::Operand& each : expr.operands) text += ", riot::foreign::Argument{" + word(each) + ", " + info(each) + "}";
  return {"riot::from_word<" + unit_.types.value(expr.type) + ">(" + text + "))"};
}

FunctionEmitter::Text FunctionEmitter::project(const core::Expr& expr) {
  const core::Operand& base = expr.operands[0];
  const core::TypeId type = type_of(base);
  const std::string field = unit_.types.field(type, expr.tag, expr.field);
  const std::string wanted = unit_.types.constructor(type, expr.tag);
  if (wanted != unit_.types.object(type)) return {"static_cast<" + wanted + "*>(" + operand(base) + ")->" + field};
  const bool is_handle = base.kind == OperandKind::Variable && !find_waiting(base.variable);
  return {(is_handle ? name_of(base.variable) : operand(base)) + "->" + field};
}

FunctionEmitter::Text FunctionEmitter::arithmetic(const core::Expr& expr) {
  const auto& operands = expr.operands;
  if (unit_.types.kind(expr.type) == TypeKind::Float) {
    if (expr.op == Op::Negate) {
      const std::string inner = operand_in_infix(operands[0]);
      return {inner[0] == '-' ? "-(" + inner + ")" : "-" + inner};
    }
    if (expr.op == Op::Remainder) return {"riot::float_remainder(" + operand(operands[0]) + ", " + operand(operands[1]) + ")"};
    return {operand_in_infix(operands[0]) + spelling(expr.op) + operand_in_infix(operands[1]), true};
  }
  const char* name = "";
  switch (expr.op) {
    case Op::Add: name = "add"; break;
    case Op::Subtract: name = "subtract"; break;
    case Op::Multiply: name = "multiply"; break;
    case Op::Divide: name = "divide"; break;
    case Op::Remainder: name = "remainder"; break;
    case Op::Negate: name = "negate"; break;
    default: break;
  }
  const std::string place = unit_.place(expr.span);
  const std::string list = arguments(operands);
  Text text{"riot::" + std::string(name) + "(" + list.substr(2) + ", " + place + ")"};
  const bool only_overflows = expr.op != Op::Divide && expr.op != Op::Remainder;
  text.trap = (only_overflows ? "overflow " : std::string(name) + " ") + place;
  return text;
}

FunctionEmitter::Text FunctionEmitter::compare(const core::Expr& expr) {
  const core::Operand& a = expr.operands[0];
  const core::Operand& b = expr.operands[1];
  const std::string op = spelling(expr.op);
  const bool is_equality = expr.op == Op::Equal || expr.op == Op::NotEqual;
  const TypeKind kind = unit_.types.kind(expr.operand_type);
  switch (kind) {
    case TypeKind::Bool:
    case TypeKind::Int:
    case TypeKind::Float:
    case TypeKind::Duration:
    case TypeKind::Enum: {
      const std::string left = operand_in_infix(a), right = operand_in_infix(b);
      if (left != right) return {left + op + right, true};
      // Compilers warn when a variable is compared with itself. A Float may still differ from itself.
      const std::string same = "(" + word(a) + ", " + word(b) + ", " + unit_.types.info(expr.operand_type) + ")";
      if (expr.op == Op::NotEqual) return {"!riot::equal" + same};
      if (expr.op == Op::Less || expr.op == Op::Greater) return {"riot::compare" + same + " < 0", true};
      return {"riot::equal" + same};
    }
    case TypeKind::String:
      if (is_equality)
        return {std::string(expr.op == Op::NotEqual ? "!" : "") + "riot::string_equal(" + operand(a) + ", " + operand(b) + ")"};
      return {"riot::string_compare(" + operand(a) + ", " + operand(b) + ")" + op + "0", true};
    default: break;
  }
  const std::string list = "(" + word(a) + ", " + word(b) + ", " + unit_.types.info(expr.operand_type) + ")";
  if (is_equality) return {(expr.op == Op::NotEqual ? "!riot::equal" : "riot::equal") + list};
  return {"riot::compare" + list + op + "0", true};
}

FunctionEmitter::Text FunctionEmitter::interpolate(const core::Expr& expr) {
  std::vector<std::string> rows;
  size_t letters = 0;
  for (size_t i = expr.consumes ? 1 : 0; i < expr.operands.size(); ++i) {
    rows.push_back("{" + word(expr.operands[i]) + ", &" + unit_.types.info(expr.operand_types[i]) + "}");
    letters += rows.back().size();
  }
  const std::string pieces = names_.take("pieces");
  const std::string start = "const riot::Piece " + pieces + "[] =";
  if (letters <= kLongLine) {
    std::string all;
    for (const std::string& row : rows) all += (all.empty() ? "" : ", ") + row;
    out_.line(start + " {" + all + "};");
  } else {
    out_.open(start);
    for (const std::string& row : rows) out_.line(row + ",");
    out_.close(";");
  }
  const std::string call = expr.consumes ? "riot::interpolate_onto(self, " + operand(expr.operands[0]) + ", " : "riot::interpolate(self, ";
  return {call + pieces + ", " + std::to_string(rows.size()) + ")"};
}

// ------------------------------------------------------------------------------------------ objects

bool FunctionEmitter::is_built(const core::Expr& expr) const {
  return (expr.kind == ExprKind::Construct || expr.kind == ExprKind::MakeClosure) && !expr.operands.empty();
}

std::string FunctionEmitter::built_struct(const core::Expr& expr) {
  if (expr.kind == ExprKind::MakeClosure) return unit_.closure(expr.function, module_.name());
  return unit_.types.constructor(expr.type, expr.tag);
}

std::string FunctionEmitter::making(const core::Expr& expr) {
  const std::string type = built_struct(expr);
  if (expr.kind == ExprKind::MakeClosure)
    return "riot::make_closure<" + type + ">(riot::code(" + unit_.function(expr.function, module_.name()) + "), " +
           unit_.place(unit_.span_of(expr.function)) + ")";
  const std::string tag = unit_.types.tag(expr.type, expr.tag);
  std::string list = expr.reuse ? name_of(*expr.reuse) : "";
  if (tag != "0") list += (list.empty() ? "" : ", ") + tag;
  return "riot::make<" + type + ">(" + list + ")";
}

void FunctionEmitter::fill(const std::string& object, const core::Expr& expr) {
  if (expr.kind == ExprKind::MakeClosure) {
    const core::Function& closure = unit_.program.functions[expr.function];
    const Layout layout = unit_.types.layout(closure, closure.captures, 32);
    for (size_t i = 0; i < expr.operands.size(); ++i)
      out_.line(object + "->" + layout.members[i].name + " = " + operand(expr.operands[i]) + ";");
    return;
  }
  for (uint32_t i = 0; i < expr.operands.size(); ++i)
    out_.line(object + "->" + unit_.types.field(expr.type, expr.tag, i) + " = " + operand(expr.operands[i]) + ";");
}

void FunctionEmitter::build_variable(core::VariableId id, const core::Expr& expr) {
  const std::string making = this->making(expr);
  const std::string& name = introduce(id);
  out_.line("riot::Own<" + built_struct(expr) + "> " + name + "(" + making + ");");
  fill(name, expr);
}

std::string FunctionEmitter::build_raw(const core::Expr& expr) {
  const std::string making = this->making(expr);
  const std::string name = names_.take(expr.kind == ExprKind::MakeClosure ? "made" : "result");
  out_.line("auto* " + name + " = " + making + ";");
  fill(name, expr);
  return name;
}

}  // namespace riotc::emit
