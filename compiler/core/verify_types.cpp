// SPDX-License-Identifier: MIT
#include "compiler/core/verify_types.h"

namespace riotc::core {
namespace {

class TypeCheck {
 public:
  TypeCheck(const Program& program, const Function& function) : program_(program), function_(function) {}

  std::string run(const Static& object) {
    Expr made;
    made.kind = ExprKind::Construct;
    made.type = object.type;
    made.tag = object.tag;
    made.operands = object.fields;
    expression(made);
    for (const Operand& field : object.fields)
      if (field.kind == OperandKind::Variable || field.kind == OperandKind::Constant) complain("static data is not made of literals");
    return std::move(message_);
  }
  std::string run(const Stmt& stmt) {
    switch (stmt.kind) {
      case StmtKind::Let:
      case StmtKind::Assign:
        expression(stmt.expr);
        if (!same(stmt.expr.type, function_.variables[stmt.variable].type) && !is(stmt.expr.type, TypeKind::Never))
          complain("a value of type " + name(stmt.expr.type) + " goes into a variable of type " + name(function_.variables[stmt.variable].type));
        break;
      case StmtKind::Extend: {
        expression(stmt.expr);
        const TypeId built = stmt.variable.is_valid() ? function_.variables[stmt.variable].type : function_.result;
        const Constructor* made = constructor(stmt.expr.type, stmt.expr.tag);
        if (!same(stmt.expr.type, built)) complain("extends " + name(built) + " by " + name(stmt.expr.type));
        else if (made && (stmt.index >= made->fields.size() || !same(made->fields[stmt.index].type, built))) complain("leaves a field of another type open");
        else if (stmt.expr.operands[stmt.index].kind != OperandKind::Nullary) complain("fills the field that it leaves open");
        break;
      }
      case StmtKind::Evaluate: expression(stmt.expr); break;
      case StmtKind::Return:
        expression(stmt.expr);
        if (!same(stmt.expr.type, function_.result) && !is(stmt.expr.type, TypeKind::Never))
          complain("returns " + name(stmt.expr.type) + " where " + name(function_.result) + " is declared");
        break;
      case StmtKind::If:
      case StmtKind::While:
        kind_of(stmt.operand, TypeKind::Bool, "condition");
        if (stmt.blocks.size() != 2) complain("needs two blocks");
        break;
      case StmtKind::Switch: switch_cases(stmt); break;
      case StmtKind::Crash: kind_of(stmt.operand, TypeKind::String, "reason of a crash"); break;
      case StmtKind::Receive:
        if (stmt.has_operand) kind_of(stmt.operand, TypeKind::Duration, "time limit");
        if (stmt.blocks.size() < (stmt.has_operand ? 2u : 1u)) complain("receive lacks a block");
        break;
      case StmtKind::TailSelf: pass(stmt.operands, function_, "again"); break;
      case StmtKind::TailCall:
      case StmtKind::Enter: {
        if (!known(stmt.function)) break;
        const Function& callee = program_.functions[stmt.function];
        const FunctionKind wanted = stmt.kind == StmtKind::Enter ? FunctionKind::Step : FunctionKind::Tail;
        if (callee.kind != wanted) complain(callee.name + " is the wrong kind of function for this");
        pass(stmt.operands, callee, callee.name);
        break;
      }
      default: break;
    }
    return std::move(message_);
  }

 private:
  void complain(std::string text) {
    if (message_.empty()) message_ = std::move(text);
  }
  bool known(FunctionId id) {
    if (id.value < program_.functions.size()) return true;
    complain("names no function");
    return false;
  }
  std::string name(TypeId id) const { return id.value < program_.types.size() ? program_.types[id].name : "<none>"; }
  bool is(TypeId id, TypeKind kind) const { return id.value < program_.types.size() && program_.types[id].kind == kind; }
  bool same(TypeId a, TypeId b) const {
    if (a == b) return true;
    if (a.value >= program_.types.size() || b.value >= program_.types.size()) return false;
    return program_.types[a].kind == program_.types[b].kind && program_.types[a].symbol == program_.types[b].symbol;
  }
  TypeId type_of(const Operand& operand) const {
    if (operand.kind == OperandKind::Variable) return function_.variables[operand.variable].type;
    if (operand.kind == OperandKind::Constant) return program_.constants[operand.constant].type;
    return operand.type;  // of Float, Bool, Unit and String it may be left out
  }
  void fits(const Operand& operand, TypeId wanted, const std::string& what) {
    const TypeId type = type_of(operand);
    if (type.is_valid() ? same(type, wanted) || is(type, TypeKind::Never) : literal_fits(operand.kind, wanted)) return;
    complain(what + " is of type " + (type.is_valid() ? name(type) : "of another literal") + " where " + name(wanted) + " is wanted");
  }
  bool literal_fits(OperandKind kind, TypeId wanted) const {
    switch (kind) {
      case OperandKind::Int: return is(wanted, TypeKind::Int) || is(wanted, TypeKind::Duration);
      case OperandKind::Float: return is(wanted, TypeKind::Float);
      case OperandKind::Bool: return is(wanted, TypeKind::Bool);
      case OperandKind::Unit: return is(wanted, TypeKind::Unit);
      case OperandKind::String: return is(wanted, TypeKind::String);
      default: return false;
    }
  }
  void kind_of(const Operand& operand, TypeKind kind, const std::string& what) {
    const TypeId type = type_of(operand);
    if (type.is_valid()) {
      if (!is(type, kind) && !is(type, TypeKind::Never)) complain(what + " is of type " + name(type));
    } else if ((operand.kind == OperandKind::Bool) != (kind == TypeKind::Bool) || (operand.kind == OperandKind::String) != (kind == TypeKind::String)) {
      complain(what + " is a literal of another type");
    }
  }
  bool arity(const Expr& expr, size_t wanted, const char* what) {
    if (expr.operands.size() == wanted) return true;
    complain(std::string(what) + " takes " + std::to_string(wanted) + " operands, not " + std::to_string(expr.operands.size()));
    return false;
  }
  void pass(const std::vector<Operand>& operands, const Function& callee, const std::string& what) {
    if (operands.size() != callee.parameters.size()) {
      complain(what + " takes " + std::to_string(callee.parameters.size()) + " operands, not " + std::to_string(operands.size()));
      return;
    }
    for (size_t i = 0; i < operands.size(); ++i)
      fits(operands[i], callee.variables[callee.parameters[i]].type, "operand " + std::to_string(i) + " of " + what);
  }

  const Constructor* constructor(TypeId type, uint32_t tag) {
    if (type.value < program_.types.size() && tag < program_.types[type].constructors.size()) return &program_.types[type].constructors[tag];
    complain("no constructor " + std::to_string(tag) + " in " + name(type));
    return nullptr;
  }

  void expression(const Expr& expr) {
    const auto& ops = expr.operands;
    switch (expr.kind) {
      case ExprKind::Use:
        if (arity(expr, 1, "use")) fits(ops[0], expr.type, "operand");
        break;
      case ExprKind::Call: {
        if (!known(expr.function)) break;
        const Function& callee = program_.functions[expr.function];
        if (callee.kind != FunctionKind::Plain) complain("calls " + callee.name + ", which is not a plain function");
        pass(ops, callee, callee.name);
        if (!same(expr.type, callee.result)) complain("call of " + callee.name + " has type " + name(expr.type) + " instead of " + name(callee.result));
        break;
      }
      case ExprKind::CallClosure: {
        if (ops.empty()) return complain("applies nothing");
        const TypeId type = type_of(ops[0]);
        if (!is(type, TypeKind::Function)) return complain("applies a value of type " + name(type));
        const std::vector<TypeId>& arguments = program_.types[type].arguments;
        if (arguments.size() != ops.size()) return complain("applies a function to the wrong number of arguments");
        for (size_t i = 1; i < ops.size(); ++i) fits(ops[i], arguments[i - 1], "argument " + std::to_string(i));
        if (!same(expr.type, arguments.back())) complain("application has type " + name(expr.type) + " instead of " + name(arguments.back()));
        break;
      }
      case ExprKind::Construct: {
        const Constructor* made = constructor(expr.type, expr.tag);
        if (!made || !arity(expr, made->fields.size(), "constructor")) break;
        if (ops.empty()) complain("a constructor without fields is a literal");
        for (size_t i = 0; i < ops.size(); ++i) fits(ops[i], made->fields[i].type, "field " + std::to_string(i));
        break;
      }
      case ExprKind::Project: {
        if (!arity(expr, 1, "projection")) break;
        const Constructor* of = constructor(type_of(ops[0]), expr.tag);
        if (!of) break;
        if (expr.field >= of->fields.size()) return complain("no field " + std::to_string(expr.field) + " in " + of->name);
        if (!same(of->fields[expr.field].type, expr.type))
          complain("field " + std::to_string(expr.field) + " of " + of->name + " is of type " + name(of->fields[expr.field].type) + ", not " + name(expr.type));
        break;
      }
      case ExprKind::MakeClosure: {
        if (!known(expr.function)) break;
        const Function& code = program_.functions[expr.function];
        if (code.kind != FunctionKind::Closure) return complain(code.name + " is no closure");
        if (!arity(expr, code.captures.size(), "closure")) break;
        for (size_t i = 0; i < ops.size(); ++i) fits(ops[i], code.variables[code.captures[i]].type, "capture " + std::to_string(i));
        break;
      }
      case ExprKind::Spawn: {
        if (!known(expr.function)) break;
        const Function& step = program_.functions[expr.function];
        if (step.kind != FunctionKind::Step) complain("spawns " + step.name + ", which is no step");
        pass(ops, step, step.name);
        break;
      }
      case ExprKind::Arithmetic: arity(expr, expr.op == Op::Negate ? 1 : 2, "arithmetic"); break;
      case ExprKind::Compare:
        if (arity(expr, 2, "comparison")) {
          fits(ops[0], expr.operand_type, "left side");
          fits(ops[1], expr.operand_type, "right side");
        }
        break;
      case ExprKind::Not:
        if (arity(expr, 1, "not")) kind_of(ops[0], TypeKind::Bool, "operand of not");
        break;
      case ExprKind::Interpolate:
        if (ops.size() != expr.operand_types.size()) complain("interpolation lacks types");
        else if (expr.consumes) kind_of(ops[0], TypeKind::String, "text that grows");
        break;
      case ExprKind::Finish:
        if (!arity(expr, 1, "finish")) break;
        fits(ops[0], expr.type, "list");
        if (ops[0].kind != OperandKind::Variable || !function_.variables[ops[0].variable].builder) complain("finishes what is no list in the making");
        break;
      case ExprKind::StartsWith:
        if (arity(expr, 2, "starts_with") && ops[1].kind != OperandKind::String) complain("prefix is no literal");
        break;
      case ExprKind::TextRest: arity(expr, 1, "text rest"); break;
      case ExprKind::SpawnFunction: arity(expr, 1, "spawn"); break;
      case ExprKind::Send:
        if (arity(expr, 2, "send")) fits(ops[1], expr.operand_type, "message");
        break;
      case ExprKind::CallRuntime:
      case ExprKind::CallForeign:
      case ExprKind::SelfPid: break;
    }
  }

  void switch_cases(const Stmt& stmt) {
    const TypeId type = type_of(stmt.operand);
    if (!type.is_valid()) return;
    uint64_t possible = UINT64_MAX;  // how many values there are
    if (is(type, TypeKind::Data) || is(type, TypeKind::List) || is(type, TypeKind::Enum)) possible = program_.types[type].constructors.size();
    else if (is(type, TypeKind::Bool)) possible = 2;
    else if (!is(type, TypeKind::Int) && !is(type, TypeKind::Duration)) complain("switches on a value of type " + name(type));
    uint64_t listed = 0;
    for (const SwitchCase& one : stmt.cases) {
      if (one.values.empty()) complain("a case without values");
      for (const int64_t value : one.values)
        if (possible != UINT64_MAX && (value < 0 || static_cast<uint64_t>(value) >= possible)) complain("no constructor " + std::to_string(value) + " in " + name(type));
      listed += one.values.size();
    }
    if (!stmt.otherwise && listed < possible) complain("switch on " + name(type) + " does not cover every value and has no `otherwise`");
  }

  const Program& program_;
  const Function& function_;
  std::string message_;
};

}  // namespace

std::string check_types(const Program& program, const Function& function, const Stmt& stmt) { return TypeCheck(program, function).run(stmt); }

std::string check_types(const Program& program, const Static& object) {
  static const Function none;
  return TypeCheck(program, none).run(object);
}

}  // namespace riotc::core
