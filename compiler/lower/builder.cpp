// SPDX-License-Identifier: MIT
#include "compiler/lower/builder.h"

namespace riotc::lower {

using core::ExprKind;
using core::OperandKind;
using core::StmtKind;

Builder::Builder(Lowering& lowering, std::shared_ptr<Owner> owner, core::FunctionKind kind, Mode mode, TypeEnv env, Span span)
    : lowering_(lowering), owner_(std::move(owner)), mode_(mode), env_(std::move(env)) {
  function_.kind = kind;
  function_.name = owner_->name;
  function_.symbol = owner_->symbol;
  function_.module = owner_->module;
  function_.shard = owner_->shard;
  function_.span = span;
  function_.result = lowering_.layout.unit();
  out_ = &function_.body;
}

// ---------------------------------------------------------------------------------------------- statements

void Builder::push(core::Stmt stmt) {
  if (!dead_) out_->push_back(std::move(stmt));
}

void Builder::leave(core::Stmt stmt) {
  push(std::move(stmt));
  dead_ = true;
}

Builder::Lowered Builder::block(const Callback& body) {
  Lowered result;
  core::Block* const outer = out_;
  const bool outer_dead = dead_;
  out_ = &result.block;
  dead_ = outer_dead;
  if (!dead_) body();
  result.dead = dead_;
  out_ = outer;
  dead_ = outer_dead;
  return result;
}

core::VariableId Builder::fresh(core::TypeId type, std::string name, Span span) {
  core::Variable variable;
  variable.name = std::move(name);
  variable.type = type;
  variable.span = span;
  return function_.variables.add(std::move(variable));
}

core::VariableId Builder::declare(core::TypeId type, std::string name, Span span) {
  const core::VariableId id = fresh(type, std::move(name), span);
  core::Stmt stmt;
  stmt.kind = StmtKind::Declare;
  stmt.span = span;
  stmt.variable = id;
  push(std::move(stmt));
  return id;
}

Builder::Operand Builder::declared(core::TypeId type, Span span, const typed::Variable* named,
                                   const std::function<void(Dest)>& body) {
  if (dead_) return unit();
  if (is(type, core::TypeKind::Unit) || is(type, core::TypeKind::Never)) {
    body(Dest::effect());
    if (!dead_ && is(type, core::TypeKind::Never)) unreachable(span);
    return unit();
  }
  const size_t position = out_->size();
  const core::VariableId id = declare(type, named ? named->name : "", named ? named->span : span);
  body(Dest::assign(id));
  // Nothing gave it a value on any path that goes on: it does not exist.
  if (dead_) out_->erase(out_->begin() + static_cast<std::ptrdiff_t>(position));
  return variable(id);
}

Builder::Operand Builder::let(core::Expr expr, const typed::Variable* named) {
  if (dead_) return unit();
  if (expr.kind == ExprKind::Use) return expr.operands[0];
  if (is(expr.type, core::TypeKind::Unit) || is(expr.type, core::TypeKind::Never)) {
    evaluate(std::move(expr));
    return unit();
  }
  core::Stmt stmt;
  stmt.kind = StmtKind::Let;
  stmt.span = expr.span;
  stmt.variable = fresh(expr.type, named ? named->name : "", named ? named->span : expr.span);
  stmt.expr = std::move(expr);
  const core::VariableId id = stmt.variable;
  push(std::move(stmt));
  return variable(id);
}

Builder::Operand Builder::held(Operand operand, Span span) {
  if (dead_ || operand.kind == OperandKind::Variable || operand.kind == OperandKind::Constant || operand.kind == OperandKind::Unit) return operand;
  core::Stmt stmt;
  stmt.kind = StmtKind::Let;
  stmt.span = span;
  stmt.variable = fresh(type_of(operand), "", span);
  stmt.expr = use(std::move(operand), span);
  const core::VariableId id = stmt.variable;
  push(std::move(stmt));
  return variable(id);
}

void Builder::evaluate(core::Expr expr) {
  if (dead_) return;
  const bool never = is(expr.type, core::TypeKind::Never);
  const Span span = expr.span;
  if (expr.kind != ExprKind::Use && expr.kind != ExprKind::Project) {
    core::Stmt stmt;
    stmt.kind = StmtKind::Evaluate;
    stmt.span = span;
    stmt.expr = std::move(expr);
    push(std::move(stmt));
  }
  if (never) unreachable(span);
}

void Builder::unreachable(Span span) {
  core::Stmt stmt;
  stmt.kind = StmtKind::Unreachable;
  stmt.span = span;
  leave(std::move(stmt));
}

void Builder::crash(Operand reason, Span span) {
  core::Stmt stmt;
  stmt.kind = StmtKind::Crash;
  stmt.span = span;
  stmt.operand = std::move(reason);
  leave(std::move(stmt));
}

void Builder::assign(core::VariableId variable, core::Expr expr) {
  core::Stmt stmt;
  stmt.kind = StmtKind::Assign;
  stmt.span = expr.span;
  stmt.variable = variable;
  stmt.expr = std::move(expr);
  push(std::move(stmt));
}

void Builder::return_value(core::Expr expr) {
  const Span span = expr.span;
  core::Stmt stmt;
  stmt.span = span;
  if (mode_ == Mode::Tail) {
    evaluate(std::move(expr));
    stmt.kind = StmtKind::Done;
  } else {
    stmt.kind = StmtKind::Return;
    // A function of Unit answers Unit whatever its last call answers to its face.
    if (is(expr.type, core::TypeKind::Unit) && expr.kind != ExprKind::Use && expr.kind != ExprKind::Call &&
        expr.kind != ExprKind::CallClosure) {
      evaluate(std::move(expr));
      expr = use(unit(), span);
    }
    stmt.expr = std::move(expr);
  }
  leave(std::move(stmt));
}

void Builder::finish(Dest dest, core::Expr expr) {
  if (dead_) return;
  if (is(expr.type, core::TypeKind::Never)) return evaluate(std::move(expr));
  switch (dest.kind) {
    case Dest::Kind::Effect: return evaluate(std::move(expr));
    case Dest::Kind::Assign: return assign(dest.variable, std::move(expr));
    case Dest::Kind::Tail: return return_value(std::move(expr));
  }
}

void Builder::branch(const Operand& condition, Span span, const Callback& yes, const Callback& no) {
  if (dead_) return;
  if (condition.kind == OperandKind::Bool) return condition.number ? yes() : no();
  Lowered when_true = block(yes);
  Lowered when_false = block(no);
  core::Stmt stmt;
  stmt.kind = StmtKind::If;
  stmt.span = span;
  stmt.operand = condition;
  stmt.blocks.push_back(std::move(when_true.block));
  stmt.blocks.push_back(std::move(when_false.block));
  push(std::move(stmt));
  dead_ = when_true.dead && when_false.dead;
}

// ---------------------------------------------------------------------------------------------- expressions

core::Expr Builder::make(ExprKind kind, core::TypeId type, Span span, std::vector<Operand> operands) const {
  core::Expr expr;
  expr.kind = kind;
  expr.type = type;
  expr.span = span;
  expr.operands = std::move(operands);
  return expr;
}

core::Expr Builder::use(Operand operand, Span span) const {
  const core::TypeId type = type_of(operand);
  return make(ExprKind::Use, type, span, {std::move(operand)});
}

core::Expr Builder::project(const Operand& object, uint32_t tag, uint32_t field, Span span) const {
  core::Expr expr = make(ExprKind::Project, info(type_of(object)).constructors[tag].fields[field].type, span, {object});
  expr.tag = tag;
  expr.field = field;
  return expr;
}

core::Expr Builder::construct(core::TypeId type, uint32_t tag, std::vector<Operand> operands, Span span) const {
  if (operands.empty()) {
    core::Expr expr = make(ExprKind::Use, type, span, {nullary(type, tag)});
    return expr;
  }
  core::Expr expr = make(ExprKind::Construct, type, span, std::move(operands));
  expr.tag = tag;
  return expr;
}

core::Expr Builder::compare(core::Op op, Operand left, Operand right, Span span) const {
  const core::TypeId compared = type_of(left);
  core::Expr expr = make(ExprKind::Compare, lowering_.layout.boolean(), span, {std::move(left), std::move(right)});
  expr.op = op;
  expr.operand_type = compared;
  return expr;
}

core::Expr Builder::runtime(const char* symbol, core::TypeId type, std::vector<Operand> operands, std::vector<core::TypeId> infos,
                            Span span, bool consumes) const {
  core::Expr expr = make(ExprKind::CallRuntime, type, span, std::move(operands));
  expr.symbol = symbol;
  expr.consumes = consumes;
  expr.word_operands.assign(expr.operands.size(), false);
  expr.type_infos = std::move(infos);
  return expr;
}

// ---------------------------------------------------------------------------------------------- operands

Builder::Operand Builder::variable(core::VariableId id) const {
  Operand operand;
  operand.kind = OperandKind::Variable;
  operand.variable = id;
  return operand;
}
Builder::Operand Builder::integer(int64_t number) const {
  Operand operand;
  operand.kind = OperandKind::Int;
  operand.number = number;
  operand.type = lowering_.layout.integer();
  return operand;
}
Builder::Operand Builder::duration(int64_t nanoseconds) const {
  Operand operand = integer(nanoseconds);
  operand.type = lowering_.layout.duration();
  return operand;
}
Builder::Operand Builder::boolean(bool value) const {
  Operand operand;
  operand.kind = OperandKind::Bool;
  operand.number = value;
  return operand;
}
Builder::Operand Builder::text(std::string bytes) const {
  Operand operand;
  operand.kind = OperandKind::String;
  operand.text = std::move(bytes);
  return operand;
}
Builder::Operand Builder::nullary(core::TypeId type, uint32_t tag) const {
  Operand operand;
  operand.kind = OperandKind::Nullary;
  operand.type = type;
  operand.number = tag;
  return operand;
}

core::TypeId Builder::type_of(const Operand& operand) const {
  Layout& layout = lowering_.layout;
  switch (operand.kind) {
    case OperandKind::Variable: return function_.variables[operand.variable].type;
    case OperandKind::Int:
    case OperandKind::Nullary:
    case OperandKind::Static:
    case OperandKind::FunctionValue: return operand.type;
    case OperandKind::Float: return layout.floating();
    case OperandKind::Bool: return layout.boolean();
    case OperandKind::Unit: return layout.unit();
    case OperandKind::String: return layout.string();
    case OperandKind::Constant: return lowering_.program.constants[operand.constant].type;
  }
  return layout.unit();
}

// ---------------------------------------------------------------------------------------------- variables

void Builder::bind(typed::VariableId id, Operand operand) {
  if (operand.kind == OperandKind::Variable) {
    // A temporary that turns out to be a variable of the source takes its name.
    core::Variable& target = function_.variables[operand.variable];
    const typed::Variable& source = (*owner_->variables)[id];
    if (target.name.empty() && !source.name.empty()) {
      target.name = source.name;
      target.span = source.span;
    }
  }
  bound_[{id, {}}] = std::move(operand);
}

Builder::Operand Builder::capture(const Operand& outer, const Builder& from) {
  if (outer.kind != OperandKind::Variable) return outer;
  const core::Variable& source = from.function_.variables[outer.variable];
  const core::VariableId own = fresh(source.type, source.name, source.span);
  (function_.kind == core::FunctionKind::Closure ? function_.captures : function_.parameters).push_back(own);
  captured_.push_back(outer);
  return variable(own);
}

std::optional<Builder::Operand> Builder::find(const VariableKey& key) {
  auto known = bound_.find(key);
  if (known != bound_.end()) return known->second;
  auto polymorphic = polymorphic_.find(key.first);
  if (polymorphic != polymorphic_.end()) {
    const typed::Variable& source = (*owner_->variables)[key.first];
    TypeEnv env = env_;
    for (size_t i = 0; i < source.parameters.size() && i < key.second.size(); ++i) env.bind(source.parameters[i], key.second[i]);
    const core::VariableId id = fresh(lowering_.layout.of(source.type, env), source.name, source.span);
    polymorphic->second->demands.push_back({key, id});
    return bound_[key] = variable(id);
  }
  if (!parent_) return std::nullopt;
  std::optional<Operand> outer = parent_->find(key);
  if (!outer) return std::nullopt;
  return bound_[key] = capture(*outer, *parent_);
}

}  // namespace riotc::lower
