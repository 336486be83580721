// SPDX-License-Identifier: MIT
// Functions as values, and the entry points of Builder: one for each kind of function that there is.
#include "compiler/lower/builder.h"
#include "compiler/lower/walk.h"

namespace riotc::lower {

using core::FunctionKind;
using core::TypeKind;

std::unique_ptr<Builder> Builder::child(FunctionKind kind, Mode mode, const char* what, Span span) {
  auto inner = std::make_unique<Builder>(lowering_, owner_, kind, mode, env_, span);
  inner->parent_ = this;
  inner->function_.symbol = lowering_.symbols.unique(owner_->module, core::derived_symbol(owner_->symbol, what));
  inner->function_.name = function_.name;
  return inner;
}

core::Expr Builder::lower_lambda(const typed::LambdaExpr& expr) {
  const core::TypeId type = type_of(expr);
  const std::vector<core::TypeId> signature = info(type).arguments;
  std::unique_ptr<Builder> inner = child(FunctionKind::Closure, Mode::Plain, "fn", expr.span);
  inner->function_.name = owner_->name + "#" + std::to_string(++owner_->inner);
  inner->function_.result = signature.back();
  inner->add_parameters(expr.parameters, {signature.begin(), signature.end() - 1});
  inner->lower(*expr.body, Dest::tail());
  std::vector<Operand> captures = std::move(inner->captured_);
  const core::FunctionId function = lowering_.add(inner->take());
  if (captures.empty()) {
    Operand value;
    value.kind = core::OperandKind::FunctionValue;
    value.type = type;
    value.function = function;
    return use(value, expr.span);
  }
  core::Expr closure = make(core::ExprKind::MakeClosure, type, expr.span, std::move(captures));
  closure.function = function;
  return closure;
}

namespace {

bool leaves_function(const typed::Expr& expr) {
  if (expr.kind == typed::ExprKind::Lambda || expr.kind == typed::ExprKind::Spawn) return false;
  if (expr.kind == typed::ExprKind::Return || expr.kind == typed::ExprKind::Try) return true;
  bool found = false;
  for_each_child(expr, [&](const typed::Expr& child, bool) { found = found || leaves_function(child); });
  return found;
}

}  // namespace

// Its body may stand where it is called: nothing in it leaves the closure itself.
bool Builder::can_expand(const typed::LambdaExpr& lambda) const { return !leaves_function(*lambda.body); }

Builder::Operand Builder::expand(const typed::LambdaExpr& lambda, const std::vector<Operand>& arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) bind_pattern(*lambda.parameters[i], arguments[i]);
  return operand(*lambda.body);
}

Builder::Operand Builder::function_reference(const typed::FunctionRefExpr& expr) {
  Operand value;
  value.kind = core::OperandKind::FunctionValue;
  value.type = type_of(expr);
  value.function = lowering_.function_value(expr.function, types_of(expr.arguments), expr.span);
  return value;
}

core::VariableId Builder::add_parameter(core::TypeId type, std::string name, Span span) {
  const core::VariableId id = fresh(type, std::move(name), span);
  function_.parameters.push_back(id);
  return id;
}

// Parameters with patterns that cannot fail.
void Builder::add_parameters(const std::vector<typed::Pattern*>& patterns, const std::vector<core::TypeId>& types) {
  std::vector<Operand> values;
  for (size_t i = 0; i < patterns.size(); ++i) {
    const core::VariableId id = add_parameter(types[i], "", patterns[i]->span);
    values.push_back(is(types[i], TypeKind::Unit) ? unit() : variable(id));
  }
  for (size_t i = 0; i < patterns.size(); ++i) bind_pattern(*patterns[i], values[i]);
}

void Builder::lower_clauses(const typed::Function& function, std::optional<InstanceKey> self) {
  self_ = std::move(self);
  types::TypeTable& types = lowering_.types;
  std::vector<core::TypeId> parameters;
  for (size_t i = 0; i < types.parameter_count(function.type); ++i) parameters.push_back(type_of(types.parameter(function.type, i)));
  function_.result = type_of(types.result(function.type));

  if (function.clauses.size() == 1 && !function.clauses[0].guard) {
    add_parameters(function.clauses[0].parameters, parameters);
    return lower(*function.clauses[0].body, Dest::tail());
  }
  std::vector<Operand> values;
  for (size_t i = 0; i < parameters.size(); ++i) {
    const core::VariableId id =
        add_parameter(parameters[i], i < function.parameter_names.size() ? function.parameter_names[i] : "", function.span);
    values.push_back(is(parameters[i], TypeKind::Unit) ? unit() : variable(id));
  }
  std::vector<MatchRow> rows;
  for (const typed::Clause& clause : function.clauses) {
    MatchRow row;
    row.patterns.assign(clause.parameters.begin(), clause.parameters.end());
    row.guard = clause.guard;
    row.body = [this, body = clause.body] { lower(*body, Dest::tail()); };
    row.span = clause.span;
    rows.push_back(std::move(row));
  }
  match(rows, std::move(values), {}, function.span);
}

void Builder::lower_too_deep(const typed::Function& function) {
  types::TypeTable& types = lowering_.types;
  for (size_t i = 0; i < types.parameter_count(function.type); ++i) add_parameter(type_of(types.parameter(function.type, i)), "", function.span);
  function_.result = type_of(types.result(function.type));
  crash(text("`" + owner_->name + "` calls itself at more than " + std::to_string(Layout::kMaxArgumentDepth) + " types, each larger than the one before"),
        function.span);
}

void Builder::lower_body(const typed::Expr& body, core::TypeId result) {
  function_.result = result;
  lower(body, Dest::tail());
}

void Builder::lower_fallible_entry(core::FunctionId plain, core::TypeId result, bool is_test, Span span) {
  core::Expr call = make(core::ExprKind::Call, result, span);
  call.function = plain;
  Operand answer = let(std::move(call));
  Lowered failed = block([&] {
    Operand error = let(project(answer, 1, 0, span));
    if (is_test) {
      core::Expr message = make(core::ExprKind::Interpolate, lowering_.layout.string(), span, {text("error: "), error});
      message.operand_types = {lowering_.layout.string(), type_of(error)};
      Operand shown = let(std::move(message));
      return crash(std::move(shown), span);
    }
    core::Expr failed = runtime("main_failed", lowering_.layout.never(), {error}, {type_of(error)}, span);
    failed.word_operands = {true};
    evaluate(std::move(failed));
  });
  core::Stmt choice;
  choice.kind = core::StmtKind::Switch;
  choice.span = span;
  choice.operand = answer;
  choice.cases.push_back({{1}, std::move(failed.block)});
  choice.otherwise.emplace();
  push(std::move(choice));
  return_value(use(unit(), span));
}

void Builder::lower_function_wrapper(typed::FunctionId id, const std::vector<core::TypeId>& arguments) {
  const typed::Function* function = lowering_.find_function(id);
  if (!function) return lowering_.unsupported(function_.span, "`" + lowering_.declared(id).name + "` as a value");
  for (size_t i = 0; i < function->parameters.size() && i < arguments.size(); ++i) env_.bind(function->parameters[i], arguments[i]);
  types::TypeTable& types = lowering_.types;
  std::vector<Operand> operands;
  for (size_t i = 0; i < types.parameter_count(function->type); ++i) {
    const core::TypeId type = type_of(types.parameter(function->type, i));
    const core::VariableId parameter =
        add_parameter(type, i < function->parameter_names.size() ? function->parameter_names[i] : "", function_.span);
    operands.push_back(is(type, TypeKind::Unit) ? unit() : variable(parameter));
  }
  function_.result = type_of(types.result(function->type));
  core::Expr call = call_known(id, arguments, std::move(operands), function_.result, function_.span);
  finish(Dest::tail(), std::move(call));
}

void Builder::lower_constructor_wrapper(core::TypeId type, uint32_t tag) {
  std::vector<Operand> operands;
  for (const core::Field& field : info(type).constructors[tag].fields) {
    const core::VariableId parameter = add_parameter(field.type, field.label, function_.span);
    operands.push_back(is(field.type, TypeKind::Unit) ? unit() : variable(parameter));
  }
  function_.result = type;
  finish(Dest::tail(), construct(type, tag, std::move(operands), function_.span));
}

}  // namespace riotc::lower
