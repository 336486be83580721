// SPDX-License-Identifier: MIT
// Calls: of known functions, of the runtime, of foreign code, of values; and calls in tail position.
#include "compiler/lower/builder.h"

namespace riotc::lower {

using core::ExprKind;
using core::StmtKind;

std::vector<core::TypeId> Builder::types_of(const std::vector<types::TypeId>& list) {
  std::vector<core::TypeId> types;
  types.reserve(list.size());
  for (types::TypeId type : list) types.push_back(type_of(type));
  return types;
}

core::Expr Builder::lower_call(const typed::CallExpr& expr) {
  switch (expr.callee->kind) {
    case typed::ExprKind::FunctionRef: {
      const auto& callee = static_cast<const typed::FunctionRefExpr&>(*expr.callee);
      std::vector<Operand> operands = arguments(expr.arguments);
      if (dead_) return use(unit(), expr.span);
      return call_known(callee.function, types_of(callee.arguments), std::move(operands), type_of(expr), expr.span);
    }
    case typed::ExprKind::ConstructorRef: {
      const auto& callee = static_cast<const typed::ConstructorRefExpr&>(*expr.callee);
      std::vector<Operand> operands = arguments(expr.arguments);
      return construct(type_of(expr), lowering_.resolved.constructors[callee.constructor].index, std::move(operands), expr.span);
    }
    case typed::ExprKind::Lambda:
      if (const auto& callee = static_cast<const typed::LambdaExpr&>(*expr.callee); can_expand(callee)) {
        const std::vector<Operand> operands = arguments(expr.arguments);
        Operand result = dead_ ? unit() : expand(callee, operands);
        return use(result, expr.span);
      }
      [[fallthrough]];
    default: {
      Operand callee = operand(*expr.callee);
      std::vector<Operand> operands = arguments(expr.arguments);
      if (dead_) return use(unit(), expr.span);
      return call_value(std::move(callee), std::move(operands), type_of(expr), expr.span);
    }
  }
}

core::Expr Builder::call_value(Operand callee, std::vector<Operand> operands, core::TypeId result, Span span) {
  if (callee.kind == core::OperandKind::FunctionValue)
    if (const InstanceKey* known = lowering_.find_wrapped(callee.function))
      return call_known(known->function, known->arguments, std::move(operands), result, span);
  const core::TypeId declared = info(type_of(callee)).arguments.back();
  operands.insert(operands.begin(), std::move(callee));
  return make(ExprKind::CallClosure, is(declared, core::TypeKind::Never) ? declared : result, span, std::move(operands));
}

core::Expr Builder::call_known(typed::FunctionId id, const std::vector<core::TypeId>& types, std::vector<Operand> operands,
                               core::TypeId result, Span span) {
  const resolve::Function& declaration = lowering_.declared(id);
  const typed::Function* function = lowering_.find_function(id);
  if (!function) {
    lowering_.unsupported(span, "`" + declaration.name + "`");
    return use(unit(), span);
  }
  TypeEnv env;
  for (size_t i = 0; i < function->parameters.size() && i < types.size(); ++i) env.bind(function->parameters[i], types[i]);
  // A function that never returns fits every type; core says what it is.
  const core::TypeId answer = lowering_.layout.of(lowering_.types.result(function->type), env);
  // Without a body, `-> Never` stands for itself: there is no instance for what the call has to fit.
  const types::TypeId answer_type = lowering_.types.shallow(lowering_.types.result(function->type));
  const bool has_body = declaration.kind != resolve::FunctionKind::Runtime && declaration.kind != resolve::FunctionKind::Foreign;
  const bool never_answers = !has_body && lowering_.types.get(answer_type).kind == types::TypeKind::Parameter &&
                             lowering_.types.parameter_name(answer_type) == "Never";
  if (is(answer, core::TypeKind::Never)) result = answer;
  if (never_answers) result = lowering_.layout.never();

  switch (declaration.kind) {
    case resolve::FunctionKind::Riot:
    case resolve::FunctionKind::Test: {
      core::Expr expr = make(ExprKind::Call, result, span, std::move(operands));
      expr.function = lowering_.instance({id, types, Mode::Plain}, span);
      return expr;
    }
    case resolve::FunctionKind::Runtime: {
      core::Expr expr = make(ExprKind::CallRuntime, result, span, std::move(operands));
      expr.symbol = declaration.external_name;
      expr.consumes = declaration.consumes;
      const types::TypeId signature = function->type;
      const auto is_variable = [&](types::TypeId type) {
        return lowering_.types.get(lowering_.types.shallow(type)).kind == types::TypeKind::Parameter;
      };
      for (size_t i = 0; i < lowering_.types.parameter_count(signature); ++i)
        expr.word_operands.push_back(is_variable(lowering_.types.parameter(signature, i)));
      expr.word_result = !never_answers && is_variable(lowering_.types.result(signature));
      for (types::TypeId parameter : visible_parameters(lowering_.types, function->signature))
        if (!never_answers || lowering_.types.shallow(parameter) != answer_type) expr.type_infos.push_back(lowering_.layout.of(parameter, env));
      if (expr.symbol == "json_decode")
        for (core::TypeId decoded : expr.type_infos) lowering_.need_field_defaults(decoded);
      return expr;
    }
    case resolve::FunctionKind::Foreign: {
      core::Expr expr = make(ExprKind::CallForeign, result, span, std::move(operands));
      expr.symbol = declaration.external_name;
      expr.header = declaration.header;
      expr.blocking = declaration.blocking;
      return expr;
    }
    case resolve::FunctionKind::Intrinsic: {
      std::vector<core::TypeId> visible;
      for (types::TypeId parameter : visible_parameters(lowering_.types, function->signature))
        visible.push_back(lowering_.layout.of(parameter, env));
      return call_intrinsic(declaration.external_name, visible, std::move(operands), result, span);
    }
  }
  return use(unit(), span);
}

bool Builder::lower_tail_call(const typed::CallExpr& expr) {
  if (expr.callee->kind != typed::ExprKind::FunctionRef) return false;
  const auto& callee = static_cast<const typed::FunctionRefExpr&>(*expr.callee);
  if (lowering_.declared(callee.function).kind != resolve::FunctionKind::Riot) return false;
  const InstanceKey key{callee.function, types_of(callee.arguments), mode_};
  const bool is_self = self_ && *self_ == key;
  if (!is_self && !(mode_ == Mode::Tail && lowering_.tail_receive.receives(callee.function))) return false;

  core::Stmt stmt;
  stmt.span = expr.span;
  stmt.operands = arguments(expr.arguments);
  if (dead_) return true;
  if (is_self) {
    stmt.kind = StmtKind::TailSelf;
    function_.has_tail_self = true;
  } else {
    stmt.kind = StmtKind::TailCall;
    stmt.function = lowering_.instance(key, expr.span);
  }
  leave(std::move(stmt));
  return true;
}

}  // namespace riotc::lower
