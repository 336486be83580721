// SPDX-License-Identifier: MIT
// Core by hand: just enough to write small programs in a test.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "compiler/core/core.h"
#include "compiler/source/source.h"

namespace riotc::testing {

using core::Block;
using core::Constructor;
using core::Expr;
using core::ExprKind;
using core::Function;
using core::FunctionId;
using core::FunctionKind;
using core::Op;
using core::Operand;
using core::OperandKind;
using core::Stmt;
using core::StmtKind;
using core::TypeId;
using core::TypeKind;
using core::Use;
using core::VariableId;

// A source of a hundred lines of ten bytes each, so that places are easy to make.
class CoreProgram {
 public:
  CoreProgram() {
    std::string text;
    for (int i = 0; i < 100; ++i) text += "123456789\n";
    file = sources.add("main.riot", text).id();
    unit = type(TypeKind::Unit, "Unit");
    boolean = type(TypeKind::Bool, "Bool");
    integer = type(TypeKind::Int, "Int");
    real = type(TypeKind::Float, "Float");
    duration = type(TypeKind::Duration, "Duration");
    string = type(TypeKind::String, "String");
    never = type(TypeKind::Never, "Never");
  }

  Span at(uint32_t line) const { return Span{file, (line - 1) * 10, (line - 1) * 10 + 9}; }

  TypeId type(TypeKind kind, std::string name, std::vector<TypeId> arguments = {}, std::string symbol = "") {
    core::Type type;
    type.kind = kind;
    type.symbol = symbol.empty() ? name : symbol;
    type.name = std::move(name);
    type.arguments = std::move(arguments);
    return program.types.add(type);
  }
  TypeId data(TypeKind kind, std::string name, std::vector<Constructor> constructors, std::string symbol = "") {
    const TypeId id = type(kind, std::move(name), {}, std::move(symbol));
    program.types[id].module = "main";
    program.types[id].constructors = std::move(constructors);
    return id;
  }
  TypeId list(TypeId item) {
    const TypeId id = type(TypeKind::List, "List[" + program.types[item].name + "]", {item}, "List_" + program.types[item].symbol);
    program.types[id].constructors = {{"Nil", {}}, {"Cons", {{"", "", item}, {"", "", id}}}};
    return id;
  }

  FunctionId function(FunctionKind kind, std::string name, TypeId result, uint32_t line) {
    Function function;
    function.kind = kind;
    function.symbol = name;
    function.name = std::move(name);
    function.module = "main";
    function.result = result;
    function.span = at(line);
    return program.functions.add(function);
  }
  Function& operator[](FunctionId id) { return program.functions[id]; }

  SourceMap sources;
  FileId file;
  core::Program program;
  TypeId unit, boolean, integer, real, duration, string, never;
};

// Statements of one function.
class Code {
 public:
  Code(CoreProgram& program, FunctionId id) : p(program), f(program[id]), id(id) {}

  VariableId variable(std::string name, TypeId type, bool owned = true) {
    core::Variable variable;
    variable.name = std::move(name);
    variable.type = type;
    variable.owned = owned && core::is_reference(p.program.types[type]);
    return f.variables.add(variable);
  }
  VariableId token(TypeId type) {
    const VariableId id = variable("", type);
    f.variables[id].token = true;
    return id;
  }
  VariableId parameter(std::string name, TypeId type, bool owned = true) {
    f.parameters.push_back(variable(std::move(name), type, owned));
    return f.parameters.back();
  }
  VariableId capture(std::string name, TypeId type) {
    f.captures.push_back(variable(std::move(name), type, false));
    return f.captures.back();
  }

  // ---- operands
  static Operand use(VariableId variable, Use use = Use::Borrow) {
    Operand operand;
    operand.kind = OperandKind::Variable;
    operand.variable = variable;
    operand.use = use;
    return operand;
  }
  static Operand move(VariableId variable) { return use(variable, Use::Move); }
  static Operand share(VariableId variable) { return use(variable, Use::Share); }
  Operand number(int64_t value) const {
    Operand operand;
    operand.kind = OperandKind::Int;
    operand.number = value;
    operand.type = p.integer;
    return operand;
  }
  static Operand real(double value) {
    Operand operand;
    operand.kind = OperandKind::Float;
    operand.real = value;
    return operand;
  }
  static Operand text(std::string bytes) {
    Operand operand;
    operand.kind = OperandKind::String;
    operand.text = std::move(bytes);
    return operand;
  }
  static Operand nullary(TypeId type, int64_t tag) {
    Operand operand;
    operand.kind = OperandKind::Nullary;
    operand.type = type;
    operand.number = tag;
    return operand;
  }
  static Operand unit() { return Operand{}; }

  // ---- expressions
  Expr expr(ExprKind kind, TypeId type, std::vector<Operand> operands, uint32_t line = 0) const {
    Expr expr;
    expr.kind = kind;
    expr.type = type;
    expr.operands = std::move(operands);
    if (line) expr.span = p.at(line);
    return expr;
  }
  Expr just(TypeId type, Operand operand) const { return expr(ExprKind::Use, type, {std::move(operand)}); }
  Expr arithmetic(Op op, TypeId type, Operand a, Operand b, uint32_t line) const {
    Expr e = expr(ExprKind::Arithmetic, type, {std::move(a), std::move(b)}, line);
    e.op = op;
    return e;
  }
  Expr compare(Op op, TypeId of, Operand a, Operand b) const {
    Expr e = expr(ExprKind::Compare, p.boolean, {std::move(a), std::move(b)});
    e.op = op;
    e.operand_type = of;
    return e;
  }
  Expr call(FunctionId function, TypeId type, std::vector<Operand> operands) const {
    Expr e = expr(ExprKind::Call, type, std::move(operands));
    e.function = function;
    return e;
  }
  Expr runtime(std::string symbol, TypeId type, std::vector<Operand> operands, std::vector<TypeId> infos = {}) const {
    Expr e = expr(ExprKind::CallRuntime, type, std::move(operands));
    e.symbol = std::move(symbol);
    e.type_infos = std::move(infos);
    e.word_operands.assign(e.operands.size(), !e.type_infos.empty());
    return e;
  }
  Expr construct(TypeId type, uint32_t tag, std::vector<Operand> operands) const {
    Expr e = expr(ExprKind::Construct, type, std::move(operands));
    e.tag = tag;
    return e;
  }
  Expr project(VariableId of, uint32_t tag, uint32_t field) const {
    Expr e = expr(ExprKind::Project, p.program.types[f.variables[of].type].constructors[tag].fields[field].type, {use(of)});
    e.tag = tag;
    e.field = field;
    return e;
  }
  Expr send(Operand to, Operand message, TypeId type, uint32_t line) const {
    Expr e = expr(ExprKind::Send, p.unit, {std::move(to), std::move(message)}, line);
    e.operand_type = type;
    return e;
  }

  // ---- statements
  Stmt stmt(StmtKind kind, uint32_t line) const {
    Stmt stmt;
    stmt.kind = kind;
    if (line) stmt.span = p.at(line);
    return stmt;
  }
  Stmt let(VariableId variable, Expr expr, uint32_t line) const {
    Stmt s = stmt(StmtKind::Let, line);
    s.variable = variable;
    s.expr = std::move(expr);
    return s;
  }
  Stmt evaluate(Expr expr, uint32_t line) const {
    Stmt s = stmt(StmtKind::Evaluate, line);
    s.expr = std::move(expr);
    return s;
  }
  Stmt declare(VariableId variable, uint32_t line) const {
    Stmt s = stmt(StmtKind::Declare, line);
    s.variable = variable;
    return s;
  }
  Stmt assign(VariableId variable, Expr expr, uint32_t line) const {
    Stmt s = stmt(StmtKind::Assign, line);
    s.variable = variable;
    s.expr = std::move(expr);
    return s;
  }
  Stmt drop(VariableId variable) const {
    Stmt s = stmt(StmtKind::Drop, 0);
    s.variable = variable;
    return s;
  }
  Stmt give(Expr expr, uint32_t line) const {
    Stmt s = stmt(StmtKind::Return, line);
    s.expr = std::move(expr);
    return s;
  }
  Stmt branch(Operand condition, Block yes, Block no, uint32_t line) const {
    Stmt s = stmt(StmtKind::If, line);
    s.operand = std::move(condition);
    s.blocks = {std::move(yes), std::move(no)};
    return s;
  }
  Stmt select(Operand subject, std::vector<std::pair<std::vector<int64_t>, Block>> cases, uint32_t line) const {
    Stmt s = stmt(StmtKind::Switch, line);
    s.operand = std::move(subject);
    for (auto& [values, body] : cases) s.cases.push_back({values, std::move(body)});
    return s;
  }
  Stmt with_operands(StmtKind kind, std::vector<Operand> operands, uint32_t line, FunctionId function = {}) const {
    Stmt s = stmt(kind, line);
    s.operands = std::move(operands);
    s.function = function;
    return s;
  }
  Stmt again(std::vector<Operand> operands, uint32_t line) const { return with_operands(StmtKind::TailSelf, std::move(operands), line); }
  Stmt enter(FunctionId step, std::vector<Operand> operands, uint32_t line) const {
    return with_operands(StmtKind::Enter, std::move(operands), line, step);
  }
  Stmt jump(uint32_t join, uint32_t index, std::vector<Operand> operands, uint32_t line) const {
    Stmt s = with_operands(StmtKind::Jump, std::move(operands), line);
    s.join = join;
    s.index = index;
    return s;
  }
  Stmt accept(uint32_t index, uint32_t line) const {
    Stmt s = stmt(StmtKind::Accept, line);
    s.index = index;
    return s;
  }
  Stmt take_apart(VariableId variable, uint32_t tag, std::vector<core::TakenField> taken, VariableId token) const {
    Stmt s = stmt(StmtKind::TakeApart, 0);
    s.variable = variable;
    s.index = tag;
    s.taken = std::move(taken);
    if (token.is_valid()) s.token = token;
    return s;
  }

  CoreProgram& p;
  Function& f;
  FunctionId id;
};

}  // namespace riotc::testing
