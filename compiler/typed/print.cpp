// SPDX-License-Identifier: MIT
// Expressions and items, near to how they would be written. Where the tree says more than the source did (type arguments,
// filled-in defaults, what `!` sends to), the text says so too.
#include "compiler/typed/print.h"

#include "compiler/syntax/print.h"
#include "compiler/typed/printer.h"

namespace riotc::typed {

namespace {

const char* spell(Operator op) {
  switch (op) {
    case Operator::Add: return "+";
    case Operator::Subtract: return "-";
    case Operator::Multiply: return "*";
    case Operator::Divide: return "/";
    case Operator::Remainder: return "%";
    case Operator::Negate: return "-";
    case Operator::Concat: return "++";
  }
  return "?";
}

const char* spell(Destination destination) {
  switch (destination) {
    case Destination::Pid: return "pid";
    case Destination::Name: return "name";
    case Destination::Reply: return "reply";
  }
  return "?";
}

}  // namespace

std::string Printer::list(const std::vector<Expr*>& items, int indent) {
  std::string text;
  for (const Expr* item : items) text += (text.empty() ? "" : ", ") + expr(*item, indent);
  return text;
}

std::string Printer::arguments(const std::vector<Argument>& arguments, int indent) {
  std::string text;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (i > 0) text += ", ";
    if (arguments[i].parameter != i) text += "#" + std::to_string(arguments[i].parameter) + " = ";
    text += expr(*arguments[i].value, indent);
  }
  return "(" + text + ")";
}

std::string Printer::type_arguments(const std::vector<TypeId>& arguments) {
  std::string text;
  for (TypeId argument : arguments) text += (text.empty() ? "" : ", ") + type(argument);
  return text.empty() ? "" : "[" + text + "]";
}

std::string Printer::body(const Expr& e, int indent) { return expr(e, indent); }

std::string Printer::block(const BlockExpr& b, int indent) {
  if (b.statements.empty() && !b.value) return "{}";
  std::string text = "{";
  for (const Statement& s : b.statements) {
    text += line(indent + 1);
    if (s.kind == StatementKind::Let) {
      text += "let ";
      if (s.pattern->kind == PatternKind::Variable) {
        const Variable& v = variables_[static_cast<const VariablePattern*>(s.pattern)->variable];
        if (!v.parameters.empty()) text += type_arguments(v.parameters) + " ";
      }
      text += pattern(*s.pattern) + " = " + expr(*s.value, indent + 1);
      if (!s.otherwise.empty()) text += " else {" + arms(s.otherwise, indent + 1) + line(indent + 1) + "}";
    } else {
      text += expr(*s.value, indent + 1);
    }
  }
  if (b.value) text += line(indent + 1) + expr(*b.value, indent + 1);
  return text + line(indent) + "}";
}

std::string Printer::arms(const std::vector<Arm>& arms, int indent) {
  std::string text;
  for (const Arm& arm : arms) {
    text += line(indent + 1) + pattern(*arm.pattern);
    if (arm.guard) text += " when " + expr(*arm.guard, indent + 1);
    text += " -> " + body(*arm.body, indent + 1);
  }
  return text;
}

std::string Printer::expr(const Expr& e, int indent) {
  switch (e.kind) {
    case ExprKind::Int: return std::to_string(static_cast<const IntExpr&>(e).value);
    case ExprKind::Float: return real(static_cast<const FloatExpr&>(e).value);
    case ExprKind::String: return quote(static_cast<const StringExpr&>(e).value);
    case ExprKind::Bool: return static_cast<const BoolExpr&>(e).value ? "true" : "false";
    case ExprKind::Unit: return "()";
    case ExprKind::Interpolate: {
      const auto& x = static_cast<const InterpolateExpr&>(e);
      std::string text = "interpolate(" + quote(x.parts[0]);
      for (size_t i = 0; i < x.values.size(); ++i) text += ", " + expr(*x.values[i], indent) + ", " + quote(x.parts[i + 1]);
      return text + ")";
    }
    case ExprKind::Local: {
      const auto& x = static_cast<const LocalExpr&>(e);
      return variable(x.variable) + type_arguments(x.arguments);
    }
    case ExprKind::FunctionRef: {
      const auto& x = static_cast<const FunctionRefExpr&>(e);
      return types_.program().qualified_name(x.function) + type_arguments(x.arguments);
    }
    case ExprKind::ConstRef: return types_.program().consts[static_cast<const ConstRefExpr&>(e).constant].name;
    case ExprKind::ConstructorRef: return constructor(static_cast<const ConstructorRefExpr&>(e).constructor);
    case ExprKind::Construct: {
      const auto& x = static_cast<const ConstructExpr&>(e);
      return constructor(x.constructor) + (x.arguments.empty() ? "" : arguments(x.arguments, indent));
    }
    case ExprKind::Update: {
      const auto& x = static_cast<const UpdateExpr&>(e);
      std::string text = constructor(x.constructor) + "(.." + expr(*x.base, indent);
      for (const Argument& a : x.arguments) text += ", #" + std::to_string(a.parameter) + " = " + expr(*a.value, indent);
      return text + ")";
    }
    case ExprKind::Field: {
      const auto& x = static_cast<const FieldExpr&>(e);
      return expr(*x.object, indent) + ".#" + (x.index_by_constructor.empty() ? "?" : std::to_string(x.index_by_constructor[0]));
    }
    case ExprKind::Call: {
      const auto& x = static_cast<const CallExpr&>(e);
      std::string callee = expr(*x.callee, indent);
      if (x.callee->kind == ExprKind::Lambda) callee = "(" + callee + ")";
      return callee + arguments(x.arguments, indent);
    }
    case ExprKind::Operator: {
      const auto& x = static_cast<const OperatorExpr&>(e);
      if (!x.right) return std::string("(-") + expr(*x.left, indent) + ")";
      return "(" + expr(*x.left, indent) + " " + spell(x.op) + " " + expr(*x.right, indent) + ")";
    }
    case ExprKind::Compare: {
      const auto& x = static_cast<const CompareExpr&>(e);
      return "(" + expr(*x.left, indent) + " " + syntax::spell(x.op) + " " + expr(*x.right, indent) + ")";
    }
    case ExprKind::Logic: {
      const auto& x = static_cast<const LogicExpr&>(e);
      return "(" + expr(*x.left, indent) + (x.is_and ? " and " : " or ") + expr(*x.right, indent) + ")";
    }
    case ExprKind::Not: return "not " + expr(*static_cast<const NotExpr&>(e).operand, indent);
    case ExprKind::If: {
      const auto& x = static_cast<const IfExpr&>(e);
      std::string text = "if " + expr(*x.condition, indent) + " " + expr(*x.then_branch, indent);
      return x.else_branch ? text + " else " + expr(*x.else_branch, indent) : text;
    }
    case ExprKind::Match: {
      const auto& x = static_cast<const MatchExpr&>(e);
      return "match " + expr(*x.scrutinee, indent) + " {" + arms(x.arms, indent) + line(indent) + "}";
    }
    case ExprKind::Receive: {
      const auto& x = static_cast<const ReceiveExpr&>(e);
      std::string text = "receive " + type(x.message) + " {" + arms(x.arms, indent);
      if (x.after) text += line(indent + 1) + "after " + expr(*x.after, indent + 1) + " -> " + body(*x.after_body, indent + 1);
      return text + line(indent) + "}";
    }
    case ExprKind::Block: return block(static_cast<const BlockExpr&>(e), indent);
    case ExprKind::Lambda: {
      const auto& x = static_cast<const LambdaExpr&>(e);
      return "fn(" + list(x.parameters) + ") = " + body(*x.body, indent);
    }
    case ExprKind::Tuple: return "(" + list(static_cast<const TupleExpr&>(e).items, indent) + ")";
    case ExprKind::List: {
      const auto& x = static_cast<const ListExpr&>(e);
      std::string text = "[" + list(x.items, indent);
      if (x.rest) text += (x.items.empty() ? ".." : ", ..") + expr(*x.rest, indent);
      text += "]";
      return x.items.empty() && !x.rest ? text + ": " + type(e.type) : text;
    }
    case ExprKind::Range: {
      const auto& x = static_cast<const RangeExpr&>(e);
      return "(" + expr(*x.low, indent) + ".." + expr(*x.high, indent) + ")";
    }
    case ExprKind::Comprehension: {
      const auto& x = static_cast<const ComprehensionExpr&>(e);
      std::string text = "[" + expr(*x.body, indent) + " || ";
      for (size_t i = 0; i < x.clauses.size(); ++i) {
        if (i > 0) text += ", ";
        if (x.clauses[i].pattern) text += pattern(*x.clauses[i].pattern) + " <- ";
        text += expr(*x.clauses[i].value, indent);
      }
      return text + "]";
    }
    case ExprKind::Map: {
      const auto& x = static_cast<const MapExpr&>(e);
      std::string text = x.base ? ".." + expr(*x.base, indent) : "";
      for (const MapEntry& entry : x.entries)
        text += (text.empty() ? "" : ", ") + expr(*entry.key, indent) + " => " + expr(*entry.value, indent);
      text = "#{" + text + "}";
      return x.entries.empty() && !x.base ? text + ": " + type(e.type) : text;
    }
    case ExprKind::For: {
      const auto& x = static_cast<const ForExpr&>(e);
      return "for " + pattern(*x.pattern) + " in " + expr(*x.iterated, indent) + " " + expr(*x.body, indent);
    }
    case ExprKind::Try: return expr(*static_cast<const TryExpr&>(e).operand, indent) + "?";
    case ExprKind::Return: {
      const auto& x = static_cast<const ReturnExpr&>(e);
      return x.value ? "return " + expr(*x.value, indent) : "return";
    }
    case ExprKind::Assert: return "assert " + expr(*static_cast<const AssertExpr&>(e).condition, indent);
    case ExprKind::Send: {
      const auto& x = static_cast<const SendExpr&>(e);
      return std::string("send ") + spell(x.destination) + " " + expr(*x.to, indent) + " ! " + expr(*x.message, indent);
    }
    case ExprKind::ProcessCall: {
      const auto& x = static_cast<const ProcessCallExpr&>(e);
      return std::string(x.is_try ? "try_call " : "call ") + spell(x.destination) + " [" + type(x.answer) + ", " + type(x.message) + "](" +
             expr(*x.to, indent) + ", " + expr(*x.make, indent) + ", " + expr(*x.timeout, indent) + ")";
    }
    case ExprKind::Spawn: {
      const auto& x = static_cast<const SpawnExpr&>(e);
      return std::string(x.link ? "spawn_link" : "spawn") + "[" + type(x.message) + "](" + expr(*x.function, indent) + ")";
    }
    case ExprKind::Bits: {
      std::string text;
      for (const BitSegment& s : static_cast<const BitsExpr&>(e).segments)
        text += (text.empty() ? "" : ", ") + expr(*s.value, indent) + segment(s.type, s.little, s.is_signed, s.size, indent);
      return "<<" + text + ">>";
    }
  }
  return "?";
}

namespace {

std::string signature_with(const Function& function, types::TypeTable& types, types::Names& names, const std::vector<ParameterText>& around = {}) {
  TypeId signature = types.shallow(function.signature.is_valid() ? function.signature : function.type);
  if (types.get(signature).kind != types::TypeKind::Function) return "fn " + types.program().functions[function.id].name;
  // The parts are cut out of the printed whole, for what a slot looks like depends on what is around it.
  std::string whole = types.print(signature, names);
  std::string text = "fn " + types.program().functions[function.id].name + "(";
  size_t place = 3;  // behind "fn("
  int depth = 0;
  for (size_t i = 0; i < types.parameter_count(signature); ++i) {
    size_t end = place;
    for (; end < whole.size(); ++end) {
      char c = whole[end];
      if (c == '(' || c == '[') ++depth;
      if ((c == ')' || c == ']') && depth-- == 0) break;
      if (c == ',' && depth == 0) break;
    }
    depth = 0;
    if (i > 0) text += ", ";
    const std::string& name = i < function.parameter_names.size() ? function.parameter_names[i] : std::string();
    if (i < around.size()) text += around[i].before;
    text += (name.empty() ? "_" : name) + ": " + whole.substr(place, end - place);
    if (i < around.size()) text += around[i].after;
    place = end + 2;
  }
  if (types.parameter_count(signature) == 0) return text + whole.substr(3);
  return text + whole.substr(place - 2);
}

}  // namespace

std::string print_signature(const Function& function, types::TypeTable& types) {
  types::Names names;
  return signature_with(function, types, names);
}

std::string print_signature(const Function& function, types::TypeTable& types, const std::vector<ParameterText>& around) {
  types::Names names;
  return signature_with(function, types, names, around);
}

std::string print_signature(const Constant& constant, types::TypeTable& types) {
  return "const " + types.program().consts[constant.id].name + ": " + types.print(constant.type);
}

std::string print(const Function& function, types::TypeTable& types) {
  types::Names names;
  std::string text = signature_with(function, types, names);
  if (!function.parameters.empty()) {
    text += "  // [";
    for (TypeId parameter : function.parameters) text += (parameter == function.parameters[0] ? "" : ", ") + types.print(parameter, names);
    text += "]";
  }
  for (const Clause& clause : function.clauses) {
    Printer printer(types, function.variables, names);
    text += "\n  (";
    for (size_t i = 0; i < clause.parameters.size(); ++i) text += (i > 0 ? ", " : "") + printer.pattern(*clause.parameters[i]);
    text += ")";
    if (clause.guard) text += " when " + printer.expr(*clause.guard, 1);
    text += " = " + printer.body(*clause.body, 1);
  }
  return text + "\n";
}

std::string print(const Program& program, types::TypeTable& types, resolve::ModuleId module) {
  std::string text;
  const resolve::Module& m = types.program().modules[module];
  for (ConstId id : m.consts) {
    auto found = program.constants.find(id);
    if (found == program.constants.end()) continue;
    types::Names names;
    Printer printer(types, found->second.variables, names);
    text += print_signature(found->second, types) + " = " + printer.body(*found->second.value, 0) + "\n\n";
  }
  for (FunctionId id : m.functions) {
    auto found = program.functions.find(id);
    if (found != program.functions.end()) text += print(found->second, types) + "\n";
  }
  return text;
}

}  // namespace riotc::typed
