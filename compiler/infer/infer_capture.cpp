// SPDX-License-Identifier: MIT
// Captures (`f(_, 1)`) and pipes: both are gone from the typed tree.
//
// A capture becomes a closure whose parameters stand where the holes stood. What else the call needs is evaluated before,
// in a block around the closure. A pipe becomes a call whose first argument, or first hole, is there already.
#include <algorithm>

#include "compiler/infer/inferer.h"

namespace riotc::infer {

// Evaluates something of a capture where the capture stands, not inside its closure.
typed::Expr* Inferer::outside_capture(const std::function<typed::Expr*()>& evaluate) {
  if (!capture_) return evaluate();
  Capture* capture = std::exchange(capture_, nullptr);
  Frame* inside = std::exchange(frame_, capture->outer);
  typed::Expr* value = evaluate();
  frame_ = inside;
  capture_ = capture;
  return value;
}

typed::Expr* Inferer::with_capture(std::vector<CallArgument>& arguments, Span span, const Want& want,
                                   const std::function<typed::Expr*(const Want&)>& call) {
  const size_t holes = static_cast<size_t>(std::count_if(arguments.begin(), arguments.end(), [](const CallArgument& a) { return a.is_hole(); }));
  if (holes == 0) {
    Capture* outer = std::exchange(capture_, nullptr);
    typed::Expr* node = call(want);
    capture_ = outer;
    return node;
  }
  Capture capture;
  capture.outer = frame_;
  Frame frame;
  frame.kind = FrameKind::Closure;
  frame.outer = frame_;
  frame.span = span;
  frame.slot = fresh();
  Want inner;
  TypeId wanted;
  if (want.is_known()) {
    wanted = types_.shallow(want.type);
    if (types_.get(wanted).kind == TypeKind::Function && types_.parameter_count(wanted) == holes) {
      frame.slot = types_.slot(wanted);
      frame.slot_origin = want.origin;
      inner = Want{types_.result(wanted), want.origin};
    } else {
      wanted = {};
    }
  }
  frame.result = fresh();
  std::vector<TypeId> parameters;
  for (const CallArgument& argument : arguments) {
    if (!argument.is_hole()) continue;
    TypeId type = wanted.is_valid() ? types_.parameter(wanted, parameters.size()) : fresh();
    VariableId variable = new_variable("", argument.span, type);
    auto* pattern = make<typed::VariablePattern>(argument.span, type);
    pattern->variable = variable;
    capture.parameters.push_back(pattern);
    capture.holes.push_back(variable);
    parameters.push_back(type);
  }

  Capture* outer_capture = std::exchange(capture_, &capture);
  frame_ = &frame;
  typed::Expr* body = coerce(call(inner), inner);
  frame_ = capture.outer;
  capture_ = outer_capture;

  TypeId type = is_error(body->type) ? types_.error() : types_.function(std::move(parameters), inner.is_known() ? inner.type : body->type, frame.slot);
  auto* lambda = make<typed::LambdaExpr>(span, type);
  lambda->parameters = std::move(capture.parameters);
  lambda->body = body;
  if (capture.lets.empty()) return lambda;
  auto* block = make<typed::BlockExpr>(span, type);
  block->statements = std::move(capture.lets);
  block->value = lambda;
  return block;
}

typed::Expr* Inferer::infer_pipe(const syntax::PipeExpr& expr, const Want& want) {
  using K = syntax::ExprKind;
  // The leftmost call on the right takes the value; without a call it is what is called.
  const syntax::Expr* target = nullptr;
  const syntax::Expr* spine = expr.right;
  for (bool more = true; more;) {
    switch (spine->kind) {
      case K::Call:
        target = spine;
        spine = static_cast<const syntax::CallExpr*>(spine)->callee;
        break;
      case K::Try: spine = static_cast<const syntax::TryExpr*>(spine)->operand; break;
      case K::Field:
        more = static_cast<const syntax::FieldExpr*>(spine)->object->kind != K::Name;
        if (more) spine = static_cast<const syntax::FieldExpr*>(spine)->object;
        break;
      default: more = false;
    }
  }
  if (!target) target = spine;
  typed::Expr* left = infer(expr.left);
  switch (target->kind) {
    case K::Call: case K::Name: case K::Field: case K::Constructor: case K::Lambda: break;
    case K::Error: return error_expr(expr.span);
    default:
      error(Code::E0329, target->span, "`|>` needs a function or a call on its right")
          .help("`value |> f` is `f(value)`, `value |> f(1)` is `f(value, 1)`, `value |> f(1, _)` is `f(1, value)`");
      return error_expr(expr.span);
  }
  const syntax::Expr* outer_target = std::exchange(pipe_target_, target);
  typed::Expr* outer_value = std::exchange(pipe_value_, left);
  typed::Expr* node = infer_plain(expr.right, want);
  pipe_target_ = outer_target;
  pipe_value_ = outer_value;
  return node;
}

}  // namespace riotc::infer
