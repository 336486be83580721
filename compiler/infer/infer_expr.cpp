// SPDX-License-Identifier: MIT
// One case for every kind of expression; literals, collections and closures.
#include "compiler/infer/inferer.h"

namespace riotc::infer {

typed::Expr* Inferer::error_expr(Span span) { return make<typed::UnitExpr>(span, types_.error()); }
typed::Expr* Inferer::unit_expr(Span span) { return make<typed::UnitExpr>(span, unit_); }

typed::Expr* Inferer::duration_expr(Span span, int64_t nanoseconds) {
  auto* node = make<typed::IntExpr>(span, duration_);
  node->value = nanoseconds;
  return node;
}

// The node agrees with `want`, or has been reported and has type Error.
typed::Expr* Inferer::infer(const syntax::Expr* expr, const Want& want) {
  using K = syntax::ExprKind;
  if (!expr) return error_expr({});
  switch (expr->kind) {
    // These hand the expectation on to their parts.
    case K::If: return infer_if(static_cast<const syntax::IfExpr&>(*expr), want);
    case K::Match: return infer_match(static_cast<const syntax::MatchExpr&>(*expr), want);
    case K::Receive: return infer_receive(static_cast<const syntax::ReceiveExpr&>(*expr), want);
    case K::Block: return infer_block(static_cast<const syntax::BlockExpr&>(*expr), want);
    default: return coerce(infer_plain(expr, want), want);
  }
}

typed::Expr* Inferer::infer_plain(const syntax::Expr* expr, const Want& want) {
  using K = syntax::ExprKind;
  Span span = expr->span;
  if (expr == pipe_target_ && expr->kind != K::Call) {
    // `x |> f`
    CallArgument argument;
    argument.ready = pipe_value_;
    argument.span = pipe_value_->span;
    pipe_target_ = nullptr;
    return call_expr(expr, {argument}, pipe_value_->span.file == span.file ? pipe_value_->span.to(span) : span, want);
  }
  switch (expr->kind) {
    case K::Int: {
      const auto& literal = static_cast<const syntax::IntExpr&>(*expr);
      auto* node = make<typed::IntExpr>(span, int_);
      node->value = static_cast<int64_t>(literal.magnitude);
      return node;
    }
    case K::Float: {
      auto* node = make<typed::FloatExpr>(span, float_);
      node->value = static_cast<const syntax::FloatExpr&>(*expr).value;
      return node;
    }
    case K::String: return infer_string(static_cast<const syntax::StringExpr&>(*expr));
    case K::Duration: return duration_expr(span, static_cast<const syntax::DurationExpr&>(*expr).nanoseconds);
    case K::Bool: {
      auto* node = make<typed::BoolExpr>(span, bool_);
      node->value = static_cast<const syntax::BoolExpr&>(*expr).value;
      return node;
    }
    case K::Unit: return unit_expr(span);
    case K::Name: return infer_name(static_cast<const syntax::NameExpr&>(*expr));
    case K::Constructor: {
      ConstructorId id = find_constructor(static_cast<const syntax::ConstructorExpr&>(*expr).name, want.type, span);
      return id.is_valid() ? infer_constructor(*expr, id, want) : error_expr(span);
    }
    case K::Field: return infer_field(static_cast<const syntax::FieldExpr&>(*expr), want);
    case K::Call: return infer_call(static_cast<const syntax::CallExpr&>(*expr), want);
    case K::Hole:
      error(Code::E0312, span, "`_` stands for an argument of a call, and this is not one")
          .help("`f(_, 1)` is a function of one argument; elsewhere write `fn(x) { .. }`");
      return error_expr(span);
    case K::Unary: return infer_unary(static_cast<const syntax::UnaryExpr&>(*expr));
    case K::Binary: return infer_binary(static_cast<const syntax::BinaryExpr&>(*expr));
    case K::Pipe: return infer_pipe(static_cast<const syntax::PipeExpr&>(*expr), want);
    case K::Send: return infer_send(static_cast<const syntax::SendExpr&>(*expr));
    case K::Range: return infer_range(static_cast<const syntax::RangeExpr&>(*expr));
    case K::Lambda: return infer_lambda(static_cast<const syntax::LambdaExpr&>(*expr), want);
    case K::Tuple: return infer_tuple(static_cast<const syntax::TupleExpr&>(*expr), want);
    case K::List: return infer_list(static_cast<const syntax::ListExpr&>(*expr), want);
    case K::Comprehension: return infer_comprehension(static_cast<const syntax::ComprehensionExpr&>(*expr), want);
    case K::Map: return infer_map(static_cast<const syntax::MapExpr&>(*expr), want);
    case K::For: return infer_for(static_cast<const syntax::ForExpr&>(*expr));
    case K::Try: {
      const auto& attempt = static_cast<const syntax::TryExpr&>(*expr);
      return infer_try(attempt, infer(attempt.operand));
    }
    case K::Return: return infer_return(static_cast<const syntax::ReturnExpr&>(*expr));
    case K::Assert: return infer_assert(static_cast<const syntax::AssertExpr&>(*expr));
    case K::Spawn: return infer_spawn(static_cast<const syntax::SpawnExpr&>(*expr));
    case K::Bits: return infer_bits(static_cast<const syntax::BitsExpr&>(*expr));
    case K::If: case K::Match: case K::Receive: case K::Block: return infer(expr);
    case K::Error: return error_expr(span);
  }
  return error_expr(span);
}

typed::Expr* Inferer::infer_string(const syntax::StringExpr& expr) {
  note_placeholders(expr);
  if (expr.insertions.empty()) {
    auto* node = make<typed::StringExpr>(expr.span, string_);
    node->value = expr.parts.empty() ? "" : expr.parts[0];
    return node;
  }
  auto* node = make<typed::InterpolateExpr>(expr.span, string_);
  node->parts = expr.parts;
  for (const syntax::Expr* insertion : expr.insertions) {
    typed::Expr* value = infer(insertion);
    use_structurally(value->type, insertion->span, Use::Show);
    node->values.push_back(value);
  }
  return node;
}

typed::Expr* Inferer::infer_tuple(const syntax::TupleExpr& expr, const Want& want) {
  auto* node = make<typed::TupleExpr>(expr.span, types_.error());
  std::vector<TypeId> wanted;
  if (want.is_known()) {
    const types::Type& shape = this->shape(want.type);
    if (shape.kind == TypeKind::Tuple && shape.arguments.size() == expr.items.size()) wanted = shape.arguments;
  }
  std::vector<TypeId> items;
  for (size_t i = 0; i < expr.items.size(); ++i) {
    Want one;
    if (!wanted.empty()) one = Want{wanted[i], want.origin};
    typed::Expr* item = infer(expr.items[i], one);
    node->items.push_back(item);
    items.push_back(wanted.empty() || is_error(item->type) ? item->type : wanted[i]);
  }
  node->type = types_.tuple(std::move(items));
  return node;
}

Origin items_of(Origin whole, Why why) {
  if (whole.why == Why::Argument || whole.why == Why::Field) whole.why = why;
  whole.is_item = true;
  return whole;
}

typed::Expr* Inferer::infer_list(const syntax::ListExpr& expr, const Want& want) {
  auto* node = make<typed::ListExpr>(expr.span, types_.error());
  TypeId item;
  Origin origin;
  if (want.is_known() && is_builtin(want.type, BuiltinType::List)) {
    item = argument(want.type, 0);
    origin = items_of(want.origin, Why::Items);
  }
  for (const syntax::Expr* written : expr.items) {
    const size_t told = items_told_;
    typed::Expr* value = infer(written, Want{item, origin});
    origin.is_told = origin.is_told || items_told_ > told;
    node->items.push_back(value);
    if (!item.is_valid() && !is_error(value->type)) {
      item = value->type;
      origin = {Why::ListItem, written->span, "", 0, true};
    }
  }
  if (!item.is_valid()) item = node->items.empty() ? fresh() : types_.error();
  node->type = types_.builtin("List", {item});
  if (expr.rest) node->rest = infer(expr.rest, Want{node->type, expr.items.empty() ? Origin{} : Origin{Why::None, expr.items[0]->span, "", 0}});
  return node;
}

typed::Expr* Inferer::infer_map(const syntax::MapExpr& expr, const Want& want) {
  auto* node = make<typed::MapExpr>(expr.span, types_.error());
  TypeId key, value;
  Origin key_origin, value_origin;
  if (want.is_known() && is_builtin(want.type, BuiltinType::Map)) {
    key = argument(want.type, 0);
    value = argument(want.type, 1);
    key_origin = items_of(want.origin, Why::Keys);
    value_origin = items_of(want.origin, Why::Values);
  }
  if (expr.base) {
    if (!key.is_valid()) {
      key = fresh();
      value = fresh();
    }
    node->base = infer(expr.base, Want{types_.builtin("Map", {key, value}), {}});
    if (is_error(node->base->type)) key = value = types_.error();
  }
  for (const syntax::MapEntry& entry : expr.entries) {
    size_t told = items_told_;
    typed::Expr* k = infer(entry.key, Want{key, key_origin});
    key_origin.is_told = key_origin.is_told || items_told_ > told;
    told = items_told_;
    typed::Expr* v = infer(entry.value, Want{value, value_origin});
    value_origin.is_told = value_origin.is_told || items_told_ > told;
    node->entries.push_back({k, v});
    if (!key.is_valid()) {
      key = k->type;
      key_origin = {Why::MapKey, entry.key->span, "", 0, true};
    }
    if (!value.is_valid()) {
      value = v->type;
      value_origin = {Why::MapValue, entry.value->span, "", 0, true};
    }
  }
  if (!key.is_valid()) {
    key = fresh();
    value = fresh();
  }
  use_structurally(key, expr.span, Use::Hash);
  node->type = types_.builtin("Map", {key, value});
  return node;
}

typed::Expr* Inferer::infer_range(const syntax::RangeExpr& expr) {
  auto* node = make<typed::RangeExpr>(expr.span, types_.builtin("List", {int_}));
  node->low = infer(expr.low, Want{int_, {Why::Range, {}, "", 0}});
  node->high = infer(expr.high, Want{int_, {Why::Range, {}, "", 0}});
  return node;
}

typed::Expr* Inferer::infer_lambda(const syntax::LambdaExpr& expr, const Want& want) {
  auto* node = make<typed::LambdaExpr>(expr.span, types_.error());
  TypeId wanted;
  if (want.is_known()) {
    wanted = types_.shallow(want.type);
    const types::Type& shape = types_.get(wanted);
    if (shape.kind == TypeKind::Function && types_.parameter_count(wanted) != expr.parameters.size()) {
      auto count = [](size_t n) { return std::to_string(n) + (n == 1 ? " argument" : " arguments"); };
      auto report = error(Code::E0302, expr.span,
                          "this closure takes " + count(expr.parameters.size()) + ", and one of " + count(types_.parameter_count(wanted)) + " is expected");
      std::string place = describe_place(want.origin);
      if (want.origin.span.is_known() && !place.empty()) report.label(want.origin.span, place);
      report.note("expected `" + print(wanted) + "`");
      return node;
    }
    if (shape.kind != TypeKind::Function) wanted = {};
  }

  Frame frame;
  frame.kind = FrameKind::Closure;
  frame.outer = frame_;
  frame.span = expr.span;
  if (expr.receives) {
    frame.slot = annotated_slot(expr.receives, body_scope(TypeId{}));
    frame.slot_origin = {Why::Annotation, expr.receives->span, "", 0};
  } else if (wanted.is_valid()) {
    frame.slot = types_.slot(wanted);
    frame.slot_origin = want.origin;
  } else {
    frame.slot = fresh();
  }

  size_t first_local = body_->locals.size();
  std::vector<TypeId> parameters;
  for (size_t i = 0; i < expr.parameters.size(); ++i) {
    const syntax::Parameter& parameter = expr.parameters[i];
    TypeId type;
    Origin origin;
    if (parameter.type) {
      type = annotated(parameter.type, body_scope(frame.slot));
      origin = {Why::Annotation, parameter.type->span, "", 0};
      if (wanted.is_valid()) require(type, types_.parameter(wanted, i), parameter.type->span, want.origin);
    } else {
      type = wanted.is_valid() ? types_.parameter(wanted, i) : fresh();
    }
    parameters.push_back(type);
    node->parameters.push_back(infer_pattern(parameter.pattern, type, origin));
    if (parameter.default_value) {
      error(Code::E0219, parameter.default_value->span, "a closure's parameter has no default value");
    }
  }
  seal_pattern(first_local);

  Want result;
  if (expr.result) {
    result = Want{annotated(expr.result, body_scope(types_.no_mailbox())), {Why::Annotation, expr.result->span, "", 0}};
  } else {
    result = Want{fresh(), {}};
    if (wanted.is_valid()) {
      result = Want{types_.result(wanted), want.origin};
      if (want.origin.why == Why::Argument) result.origin.why = Why::Closure;
    }
  }
  // An expectation that is a bare variable says nothing yet; the body's own type is better to name in messages.
  frame.result = result.type;
  frame.result_origin = result.origin;
  frame_ = &frame;
  Capture* outer_capture = std::exchange(capture_, nullptr);
  node->body = infer(expr.body, result);
  capture_ = outer_capture;
  frame_ = frame.outer;
  check_unused(first_local);

  TypeId slot = frame.slot;
  node->type = types_.function(std::move(parameters), frame.result, slot);
  return node;
}

}  // namespace riotc::infer
