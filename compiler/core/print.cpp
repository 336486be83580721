// SPDX-License-Identifier: MIT
// One statement a line, blocks by indentation. Variables have their source names, numbered where a name comes twice;
// temporaries are t1, t2, .. A use says `move` or `share`; one that only reads, or is undecided, says nothing.
#include "compiler/core/print.h"

#include <cstdio>
#include <unordered_map>
#include <unordered_set>

namespace riotc::core {
namespace {

std::string quote(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7f) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\x%02x", byte);
      out += escape;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string real(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

const char* spell(Op op) {
  switch (op) {
    case Op::Add: return "+";
    case Op::Subtract: return "-";
    case Op::Multiply: return "*";
    case Op::Divide: return "/";
    case Op::Remainder: return "%";
    case Op::Negate: return "-";
    case Op::Equal: return "==";
    case Op::NotEqual: return "!=";
    case Op::Less: return "<";
    case Op::LessEqual: return "<=";
    case Op::Greater: return ">";
    case Op::GreaterEqual: return ">=";
  }
  return "?";
}

const char* spell(FunctionKind kind) {
  switch (kind) {
    case FunctionKind::Plain: return "fn";
    case FunctionKind::Closure: return "closure";
    case FunctionKind::Tail: return "tail";
    case FunctionKind::Step: return "step";
  }
  return "?";
}

class Printer {
 public:
  Printer(const Program& program, const Function& function) : program_(program), function_(function) { name_variables(); }

  std::string run() {
    out_ = std::string(spell(function_.kind)) + ' ' + function_.name;
    if (!function_.captures.empty()) out_ += '[' + variables(function_.captures) + ']';
    out_ += '(' + variables(function_.parameters) + ')';
    if (function_.result.is_valid()) out_ += " -> " + type(function_.result);
    if (function_.needs_poll) out_ += " polls";
    if (function_.has_tail_self) out_ += " loops";
    out_ += '\n';
    block(function_.body);
    return std::move(out_);
  }

 private:
  // ---- names

  void name_variables() {
    std::unordered_set<std::string> taken;
    std::unordered_map<std::string, int> last;
    int temporaries = 0;
    for (const Variable& variable : function_.variables) {
      std::string name = variable.name;
      if (name.empty()) {
        do name = (variable.token ? "m" : "t") + std::to_string(++temporaries);
        while (!taken.insert(name).second);
      } else if (!taken.insert(name).second) {
        int& number = last.try_emplace(name, 1).first->second;
        do name = variable.name + '_' + std::to_string(++number);
        while (!taken.insert(name).second);
      }
      names_.push_back(std::move(name));
    }
  }
  std::string name(VariableId id) const { return id.value < names_.size() ? names_[id.value] : "<none>"; }
  std::string type(TypeId id) const { return id.value < program_.types.size() ? program_.types[id].name : "<none>"; }
  std::string function(FunctionId id) const { return id.value < program_.functions.size() ? program_.functions[id].name : "<none>"; }
  const Constructor* constructor(TypeId id, uint32_t tag) const {
    if (id.value >= program_.types.size()) return nullptr;
    const auto& all = program_.types[id].constructors;
    return tag < all.size() ? &all[tag] : nullptr;
  }
  std::string constructor_name(TypeId id, uint32_t tag) const {
    const Constructor* found = constructor(id, tag);
    return found ? found->name : '#' + std::to_string(tag);
  }
  std::string field_name(TypeId id, uint32_t tag, uint32_t field) const {
    const Constructor* found = constructor(id, tag);
    if (found && field < found->fields.size() && !found->fields[field].label.empty()) return found->fields[field].label;
    return std::to_string(field);
  }
  // "x: T", "view x: T" when it counts nothing.
  std::string declaration(VariableId id) const {
    if (id.value >= function_.variables.size()) return "<none>";
    const Variable& variable = function_.variables[id];
    return (variable.owned ? "" : "view ") + name(id) + ": " + type(variable.type);
  }
  std::string variables(const std::vector<VariableId>& list) const {
    std::string out;
    for (const VariableId id : list) out += (out.empty() ? "" : ", ") + declaration(id);
    return out;
  }

  // ---- operands and expressions

  std::string operand(const Operand& operand) const {
    const char* use = operand.use == Use::Move ? "move " : operand.use == Use::Share ? "share " : "";
    switch (operand.kind) {
      case OperandKind::Variable: return use + name(operand.variable);
      case OperandKind::Int: return std::to_string(operand.number);
      case OperandKind::Float: return real(operand.real);
      case OperandKind::Bool: return operand.number ? "true" : "false";
      case OperandKind::Unit: return "()";
      case OperandKind::String: return quote(operand.text);
      case OperandKind::Constant:
        return use + (operand.constant.value < program_.constants.size() ? program_.constants[operand.constant].name : "<none>");
      case OperandKind::Nullary: return constructor_name(operand.type, static_cast<uint32_t>(operand.number));
      case OperandKind::Static: return static_object(operand.object);
      case OperandKind::FunctionValue: return "fn " + function(operand.function);
    }
    return "?";
  }
  // As a value is written, a list as its items.
  std::string static_object(StaticId id) const {
    const Static* object = &program_.statics[id];
    if (program_.types[object->type].kind != TypeKind::List) return "static " + constructor_name(object->type, object->tag) + operands(object->fields);
    std::string out = "static [" + operand(object->fields[0]);
    while (object->fields[1].kind == OperandKind::Static) {
      object = &program_.statics[object->fields[1].object];
      out += ", " + operand(object->fields[0]);
    }
    return out + "]";
  }
  std::string operands(const std::vector<Operand>& list, size_t from = 0) const {
    std::string out = "(";
    for (size_t i = from; i < list.size(); ++i) out += (i > from ? ", " : "") + operand(list[i]);
    return out + ")";
  }

  std::string expression(const Expr& expr) const {
    const auto& ops = expr.operands;
    const auto at = [&](size_t i) { return i < ops.size() ? operand(ops[i]) : std::string("<none>"); };
    switch (expr.kind) {
      case ExprKind::Use: return at(0);
      case ExprKind::Call: return function(expr.function) + operands(ops);
      case ExprKind::CallClosure: return "apply " + at(0) + operands(ops, 1);
      case ExprKind::CallRuntime: {
        std::string out = (expr.consumes ? "runtime! " : "runtime ") + expr.symbol + operands(ops);
        for (size_t i = 0; i < expr.type_infos.size(); ++i) out += (i ? ", " : " of ") + type(expr.type_infos[i]);
        return out;
      }
      case ExprKind::CallForeign: return "foreign " + expr.symbol + operands(ops);
      case ExprKind::Construct: {
        const std::string out = (expr.type.value < program_.types.size() && program_.types[expr.type].kind == TypeKind::Tuple
                                     ? std::string("tuple")
                                     : constructor_name(expr.type, expr.tag)) + operands(ops);
        return expr.reuse ? out + " in " + name(*expr.reuse) : out;
      }
      case ExprKind::Project: {
        const TypeId of = !ops.empty() && ops[0].kind == OperandKind::Variable && ops[0].variable.value < function_.variables.size()
                              ? function_.variables[ops[0].variable].type
                              : TypeId{};
        return at(0) + "." + constructor_name(of, expr.tag) + "." + field_name(of, expr.tag, expr.field);
      }
      case ExprKind::Finish: return "finish" + operands(ops);
      case ExprKind::MakeClosure: return "closure " + function(expr.function) + operands(ops);
      case ExprKind::Arithmetic:
        if (expr.op == Op::Negate) return "-" + at(0);
        [[fallthrough]];
      case ExprKind::Compare: return at(0) + " " + spell(expr.op) + " " + at(1);
      case ExprKind::Not: return "not " + at(0);
      case ExprKind::Interpolate: return (expr.consumes ? "text!" : "text") + operands(ops);
      case ExprKind::StartsWith: return "starts_with" + operands(ops);
      case ExprKind::TextRest: return "text_from " + std::to_string(expr.number) + operands(ops);
      case ExprKind::Spawn: return (expr.link ? "spawn_link " : "spawn ") + function(expr.function) + operands(ops);
      case ExprKind::SpawnFunction: return (expr.link ? "spawn_link " : "spawn ") + at(0);
      case ExprKind::Send: return "send " + at(0) + " ! " + at(1);
      case ExprKind::SelfPid: return "self";
    }
    return "?";
  }

  // ---- statements

  void line(const std::string& text) { out_ += std::string(2 * depth_, ' ') + text + '\n'; }

  void block(const Block& statements) {
    ++depth_;
    if (statements.empty()) line("nothing");
    for (const Stmt& stmt : statements) statement(stmt);
    --depth_;
  }

  std::string case_label(const Stmt& stmt, const SwitchCase& one) const {
    TypeId of = stmt.operand.type;
    if (stmt.operand.kind == OperandKind::Variable && stmt.operand.variable.value < function_.variables.size())
      of = function_.variables[stmt.operand.variable].type;
    const bool tags = of.value < program_.types.size() && !program_.types[of].constructors.empty();
    std::string out;
    for (const int64_t value : one.values)
      out += (out.empty() ? "" : " | ") + (tags ? constructor_name(of, static_cast<uint32_t>(value)) : std::to_string(value));
    return out + ":";
  }

  void statement(const Stmt& stmt) {
    switch (stmt.kind) {
      case StmtKind::Let: line("let " + declaration(stmt.variable) + " = " + expression(stmt.expr)); break;
      case StmtKind::Declare: line("declare " + declaration(stmt.variable)); break;
      case StmtKind::Assign: line(name(stmt.variable) + " := " + expression(stmt.expr)); break;
      case StmtKind::Extend:
        line("extend " + (stmt.variable.is_valid() ? name(stmt.variable) : "the answer") + " by " + expression(stmt.expr) + ", open at " + std::to_string(stmt.index));
        break;
      case StmtKind::Evaluate: line(expression(stmt.expr)); break;
      case StmtKind::Drop: line("drop " + name(stmt.variable)); break;
      case StmtKind::TakeApart: {
        TypeId of;
        if (stmt.variable.value < function_.variables.size()) of = function_.variables[stmt.variable].type;
        std::string out = "take apart " + name(stmt.variable) + " as " + constructor_name(of, stmt.index) + "(";
        for (size_t i = 0; i < stmt.taken.size(); ++i)
          out += (i ? ", " : "") + field_name(of, stmt.index, stmt.taken[i].field) + ": " + name(stmt.taken[i].variable);
        line(out + ")" + (stmt.token ? " keeping " + name(*stmt.token) : ""));
        break;
      }
      case StmtKind::If:
        line("if " + operand(stmt.operand));
        block(stmt.blocks[0]);
        if (stmt.blocks.size() > 1 && !stmt.blocks[1].empty()) {
          line("else");
          block(stmt.blocks[1]);
        }
        break;
      case StmtKind::Switch:
        line("switch " + operand(stmt.operand));
        ++depth_;
        for (const SwitchCase& one : stmt.cases) {
          line(case_label(stmt, one));
          block(one.body);
        }
        if (stmt.otherwise) {
          line("otherwise:");
          block(*stmt.otherwise);
        }
        --depth_;
        break;
      case StmtKind::Join:
        line("join j" + std::to_string(stmt.join));
        block(stmt.blocks[0]);
        for (size_t i = 0; i < stmt.arms.size(); ++i) {
          line("at j" + std::to_string(stmt.join) + "." + std::to_string(i) + "(" + variables(stmt.arms[i].parameters) + ")");
          block(stmt.arms[i].body);
        }
        break;
      case StmtKind::Jump: line("jump j" + std::to_string(stmt.join) + "." + std::to_string(stmt.index) + operands(stmt.operands)); break;
      case StmtKind::While:
        line("loop");
        block(stmt.blocks[0]);
        line("while " + operand(stmt.operand));
        block(stmt.blocks[1]);
        break;
      case StmtKind::Return: line("return " + expression(stmt.expr)); break;
      case StmtKind::TailSelf: line("again" + operands(stmt.operands)); break;
      case StmtKind::TailCall: line("become " + function(stmt.function) + operands(stmt.operands)); break;
      case StmtKind::Enter: line("enter " + function(stmt.function) + operands(stmt.operands)); break;
      case StmtKind::Done: line("done"); break;
      case StmtKind::Receive: receive(stmt); break;
      case StmtKind::Accept: line("accept " + std::to_string(stmt.index)); break;
      case StmtKind::Crash: line("crash " + operand(stmt.operand)); break;
      case StmtKind::Unreachable: line("unreachable"); break;
    }
  }

  void receive(const Stmt& stmt) {
    std::string head = std::string(stmt.parks ? "park for " : "wait for ") + declaration(stmt.variable);
    if (stmt.wanted != ~0ull) {
      char bits[32];
      std::snprintf(bits, sizeof bits, " wanting %llx", static_cast<unsigned long long>(stmt.wanted));
      head += bits;
    }
    line(head);
    block(stmt.blocks[0]);
    for (size_t i = 0; i < stmt.arms.size(); ++i) {
      line("accepted " + std::to_string(i));
      block(stmt.arms[i].body);
    }
    if (stmt.has_operand) {
      line("after " + operand(stmt.operand));
      if (stmt.blocks.size() > 1) block(stmt.blocks[1]);
    }
  }

  const Program& program_;
  const Function& function_;
  std::vector<std::string> names_;
  std::string out_;
  size_t depth_ = 0;
};

}  // namespace

std::string print(const Program& program, FunctionId function) { return Printer(program, program.functions[function]).run(); }

std::string print(const Program& program) {
  std::string out;
  for (const Constant& constant : program.constants)
    out += "const " + constant.name + ": " + program.types[constant.type].name + " = " + program.functions[constant.initialiser].name + "()\n";
  if (program.constants.size() > 0) out += '\n';
  bool first = true;
  for (const Function& function : program.functions) {
    if (!first) out += '\n';
    first = false;
    out += Printer(program, function).run();
  }
  return out;
}

}  // namespace riotc::core
