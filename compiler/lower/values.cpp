// SPDX-License-Identifier: MIT
// Expressions by kind: literals, names, constructors, fields, and where everything else goes.
#include <algorithm>

#include "compiler/lower/builder.h"
#include "compiler/lower/walk.h"

namespace riotc::lower {

using core::OperandKind;
using typed::ExprKind;

Builder::Operand Builder::operand(const typed::Expr& expr, const typed::Variable* named) {
  if (dead_) return unit();
  switch (expr.kind) {
    case ExprKind::Int: {
      Operand result = integer(static_cast<const typed::IntExpr&>(expr).value);
      result.type = type_of(expr);
      return result;
    }
    case ExprKind::Float: {
      Operand result;
      result.kind = OperandKind::Float;
      result.real = static_cast<const typed::FloatExpr&>(expr).value;
      return result;
    }
    case ExprKind::String: return text(static_cast<const typed::StringExpr&>(expr).value);
    case ExprKind::Bool: return boolean(static_cast<const typed::BoolExpr&>(expr).value);
    case ExprKind::Unit: return unit();
    case ExprKind::Local: {
      const auto& local = static_cast<const typed::LocalExpr&>(expr);
      if (std::optional<Operand> found = find({local.variable, types_of(local.arguments)})) return *found;
      lowering_.unsupported(expr.span, "this use of a variable");
      return unit();
    }
    case ExprKind::FunctionRef: return function_reference(static_cast<const typed::FunctionRefExpr&>(expr));
    case ExprKind::ConstRef: {
      Operand result;
      result.kind = OperandKind::Constant;
      result.constant = lowering_.constant(static_cast<const typed::ConstRefExpr&>(expr).constant);
      // Its type is known only here when the constant has not been lowered yet; constants have no type parameters.
      return is(type_of(expr), core::TypeKind::Unit) ? unit() : result;
    }
    case ExprKind::ConstructorRef: {
      const auto& reference = static_cast<const typed::ConstructorRefExpr&>(expr);
      const core::TypeId function = type_of(expr);
      Operand result;
      result.kind = OperandKind::FunctionValue;
      result.type = function;
      result.function = lowering_.constructor_value(info(function).arguments.back(),
                                                    lowering_.resolved.constructors[reference.constructor].index, expr.span);
      return result;
    }
    case ExprKind::Try: return lower_try(static_cast<const typed::TryExpr&>(expr));
    case ExprKind::Block: return block_operand(static_cast<const typed::BlockExpr&>(expr), named);
    case ExprKind::Return:
      lower_return(static_cast<const typed::ReturnExpr&>(expr));
      return unit();
    case ExprKind::For:
      lower_for(static_cast<const typed::ForExpr&>(expr));
      return unit();
    case ExprKind::Assert:
      lower_assert(static_cast<const typed::AssertExpr&>(expr));
      return unit();
    case ExprKind::If:
    case ExprKind::Match:
    case ExprKind::Receive:
    case ExprKind::Logic:
      return declared(type_of(expr), expr.span, named, [&](Dest dest) { lower(expr, dest); });
    case ExprKind::Field:
      if (static_cast<const typed::FieldExpr&>(expr).index_by_constructor.size() != 1)
        return declared(type_of(expr), expr.span, named, [&](Dest dest) { lower(expr, dest); });
      break;
    case ExprKind::Lambda:
    case ExprKind::Comprehension:
    case ExprKind::Interpolate:
    case ExprKind::Construct:
    case ExprKind::Update:
    case ExprKind::Call:
    case ExprKind::Operator:
    case ExprKind::Compare:
    case ExprKind::Not:
    case ExprKind::Tuple:
    case ExprKind::List:
    case ExprKind::Range:
    case ExprKind::Map:
    case ExprKind::Send:
    case ExprKind::ProcessCall:
    case ExprKind::Spawn:
    case ExprKind::Bits:
      break;
  }
  return let(value(expr), named);
}

core::Expr Builder::value(const typed::Expr& expr) {
  if (dead_) return use(unit(), expr.span);
  switch (expr.kind) {
    case ExprKind::Lambda: return lower_lambda(static_cast<const typed::LambdaExpr&>(expr));
    case ExprKind::Comprehension: return lower_comprehension(static_cast<const typed::ComprehensionExpr&>(expr));
    case ExprKind::Interpolate: return lower_interpolate(static_cast<const typed::InterpolateExpr&>(expr));
    case ExprKind::Construct: return lower_construct(static_cast<const typed::ConstructExpr&>(expr));
    case ExprKind::Update: return lower_update(static_cast<const typed::UpdateExpr&>(expr));
    case ExprKind::Call: return lower_call(static_cast<const typed::CallExpr&>(expr));
    case ExprKind::Operator: return lower_operator(static_cast<const typed::OperatorExpr&>(expr));
    case ExprKind::Compare: return lower_compare(static_cast<const typed::CompareExpr&>(expr));
    case ExprKind::Not: {
      Operand negated = operand(*static_cast<const typed::NotExpr&>(expr).operand);
      if (negated.kind == OperandKind::Bool) return use(boolean(!negated.number), expr.span);
      return make(core::ExprKind::Not, lowering_.layout.boolean(), expr.span, {negated});
    }
    case ExprKind::Tuple: {
      std::vector<Operand> items;
      for (const typed::Expr* item : static_cast<const typed::TupleExpr&>(expr).items) items.push_back(operand(*item));
      return construct(type_of(expr), 0, std::move(items), expr.span);
    }
    case ExprKind::List: return lower_list(static_cast<const typed::ListExpr&>(expr));
    case ExprKind::Range: {
      const auto& range = static_cast<const typed::RangeExpr&>(expr);
      Operand low = operand(*range.low);
      Operand high = operand(*range.high);
      core::Expr call = make(core::ExprKind::Call, type_of(expr), expr.span, {low, high, nullary(type_of(expr), 0)});
      call.function = lowering_.range();
      return call;
    }
    case ExprKind::Map: return lower_map(static_cast<const typed::MapExpr&>(expr));
    case ExprKind::Send: {
      const auto& send = static_cast<const typed::SendExpr&>(expr);
      Operand to = operand(*send.to);
      Operand message = operand(*send.message);
      core::Expr result = make(core::ExprKind::Send, lowering_.layout.unit(), expr.span, {to, message});
      result.operand_type = type_of(*send.message);
      return result;
    }
    case ExprKind::ProcessCall: return lower_process_call(static_cast<const typed::ProcessCallExpr&>(expr));
    case ExprKind::Spawn: return lower_spawn(static_cast<const typed::SpawnExpr&>(expr));
    case ExprKind::Bits:
      return lower_bits(static_cast<const typed::BitsExpr&>(expr));
    case ExprKind::Field: {
      // The same place in every constructor there is: a projection, else a choice.
      const auto& field = static_cast<const typed::FieldExpr&>(expr);
      if (field.index_by_constructor.size() != 1) break;
      if (const Operand* held = find_held(field)) return use(*held, expr.span);
      Operand object = operand(*field.object);
      if (dead_) return use(unit(), expr.span);
      return project(object, 0, field.index_by_constructor[0], expr.span);
    }
    default: break;
  }
  Operand result = operand(expr);
  return use(result, expr.span);
}

void Builder::lower(const typed::Expr& expr, Dest dest) {
  if (dead_) return;
  switch (expr.kind) {
    case ExprKind::If: return lower_if(static_cast<const typed::IfExpr&>(expr), dest);
    case ExprKind::Match: return lower_match(static_cast<const typed::MatchExpr&>(expr), dest);
    case ExprKind::Receive: return lower_receive(static_cast<const typed::ReceiveExpr&>(expr), dest);
    case ExprKind::Block: return lower_block(static_cast<const typed::BlockExpr&>(expr), dest);
    case ExprKind::Logic: return lower_logic(static_cast<const typed::LogicExpr&>(expr), dest);
    case ExprKind::Field:
      if (static_cast<const typed::FieldExpr&>(expr).index_by_constructor.size() != 1)
        return lower_field(static_cast<const typed::FieldExpr&>(expr), dest);
      break;
    case ExprKind::Call:
      if (dest.is_tail() && lower_tail_call(static_cast<const typed::CallExpr&>(expr))) return;
      break;
    default: break;
  }
  core::Expr result = value(expr);
  finish(dest, std::move(result));
}

std::vector<Builder::Operand> Builder::arguments(const std::vector<typed::Argument>& list) {
  std::vector<Operand> operands(list.size());
  for (const typed::Argument& argument : list) operands[argument.parameter] = operand(*argument.value);
  return operands;
}

void Builder::add_pieces(const typed::InterpolateExpr& expr, std::vector<Operand>& pieces) {
  for (size_t i = 0; i < expr.parts.size(); ++i) {
    if (!expr.parts[i].empty()) pieces.push_back(text(expr.parts[i]));
    if (i < expr.values.size()) pieces.push_back(operand(*expr.values[i]));
  }
}

core::Expr Builder::interpolate(std::vector<Operand> pieces, Span span) {
  if (pieces.empty()) return use(text(""), span);
  core::Expr result = make(core::ExprKind::Interpolate, lowering_.layout.string(), span, std::move(pieces));
  for (const Operand& piece : result.operands) result.operand_types.push_back(type_of(piece));
  // What begins with a text may grow it where it is: `"${text}${item},"` in a loop takes time for the items only.
  result.consumes = result.operands.size() > 1 && result.operands[0].kind != core::OperandKind::String &&
                    info(result.operand_types[0]).kind == core::TypeKind::String;
  return result;
}

core::Expr Builder::lower_interpolate(const typed::InterpolateExpr& expr) {
  std::vector<Operand> pieces;
  add_pieces(expr, pieces);
  return interpolate(std::move(pieces), expr.span);
}

namespace {

// A local, or a field of a field .. of one: a value that is there, and stays the same.
bool is_place(const typed::Expr& expr) {
  if (expr.kind == ExprKind::Local) return static_cast<const typed::LocalExpr&>(expr).arguments.empty();
  if (expr.kind != ExprKind::Field) return false;
  const auto& field = static_cast<const typed::FieldExpr&>(expr);
  return field.index_by_constructor.size() == 1 && is_place(*field.object);
}

bool is_same_place(const typed::Expr& a, const typed::Expr& b) {
  if (a.kind != b.kind || !is_place(a) || !is_place(b)) return false;
  if (a.kind == ExprKind::Local) return static_cast<const typed::LocalExpr&>(a).variable == static_cast<const typed::LocalExpr&>(b).variable;
  const auto& one = static_cast<const typed::FieldExpr&>(a);
  const auto& other = static_cast<const typed::FieldExpr&>(b);
  return one.index_by_constructor == other.index_by_constructor && is_same_place(*one.object, *other.object);
}

// The fields of places that an expression reads, not counting what runs later; with `into_branches` false, only of locals that
// are bound outside of it.
void collect_fields(const typed::Expr& expr, bool into_branches, std::vector<const typed::FieldExpr*>& found) {
  switch (expr.kind) {
    case ExprKind::Lambda: case ExprKind::Spawn: return;
    case ExprKind::Block: case ExprKind::If: case ExprKind::Match: case ExprKind::Receive: case ExprKind::For: case ExprKind::Comprehension:
      if (!into_branches) return;
      break;
    default: break;
  }
  if (expr.kind == ExprKind::Field && is_place(expr)) found.push_back(static_cast<const typed::FieldExpr*>(&expr));
  for_each_child(expr, [&](const typed::Expr& child, bool) { collect_fields(child, into_branches, found); });
}

}  // namespace

// What a place has in a field, if that was read already for the expression that is being lowered.
const Builder::Operand* Builder::find_held(const typed::FieldExpr& expr) const {
  for (size_t i = held_fields_.size(); i-- > 0;)
    if (held_fields_[i].field == expr.index_by_constructor[0] && is_same_place(*held_fields_[i].object, *expr.object)) return &held_fields_[i].value;
  return nullptr;
}

// `C(text: r.text ++ more, count: r.count + 1)` and `C(..r, text: r.text ++ more)` read all that they need of `r` before they compute
// anything: then nobody else holds its text, which can grow where it is.
void Builder::hold_fields(const std::vector<typed::Argument>& arguments, const typed::Expr* base) {
  std::vector<const typed::FieldExpr*> found;
  for (const typed::Argument& argument : arguments) collect_fields(*argument.value, base != nullptr, found);
  for (const typed::FieldExpr* field : found) {
    if (base ? !is_same_place(*field->object, *base) : field->object->kind != ExprKind::Local) continue;
    if (!base && std::none_of(found.begin(), found.end(), [&](const typed::FieldExpr* other) {
          return is_same_place(*other->object, *field->object) && other->index_by_constructor != field->index_by_constructor;
        }))
      continue;
    if (find_held(*field)) continue;
    Operand object = operand(*field->object);
    if (dead_) return;
    held_fields_.push_back({field->object, field->index_by_constructor[0], let(project(object, 0, field->index_by_constructor[0], field->span))});
  }
}

core::Expr Builder::lower_construct(const typed::ConstructExpr& expr) {
  const size_t held = held_fields_.size();
  if (expr.arguments.size() > 1) hold_fields(expr.arguments, nullptr);
  std::vector<Operand> operands = arguments(expr.arguments);
  held_fields_.resize(held);
  return construct(type_of(expr), lowering_.resolved.constructors[expr.constructor].index, std::move(operands), expr.span);
}

core::Expr Builder::lower_update(const typed::UpdateExpr& expr) {
  const uint32_t tag = lowering_.resolved.constructors[expr.constructor].index;
  Operand base = operand(*expr.base);
  if (dead_) return use(unit(), expr.span);
  std::vector<Operand> operands(info(type_of(expr)).constructors[tag].fields.size());
  std::vector<bool> is_given(operands.size());
  for (const typed::Argument& argument : expr.arguments) is_given[argument.parameter] = true;
  const size_t held = held_fields_.size();
  hold_fields(expr.arguments, expr.base);
  for (uint32_t i = 0; i < operands.size(); ++i)
    if (!is_given[i]) operands[i] = let(project(base, tag, i, expr.span));
  for (const typed::Argument& argument : expr.arguments) operands[argument.parameter] = operand(*argument.value);
  held_fields_.resize(held);
  if (dead_) return use(unit(), expr.span);
  return construct(type_of(expr), tag, std::move(operands), expr.span);
}

void Builder::lower_field(const typed::FieldExpr& expr, Dest dest) {
  Operand object = held(operand(*expr.object), expr.span);
  if (dead_) return;
  core::Stmt choice;
  choice.kind = core::StmtKind::Switch;
  choice.span = expr.span;
  choice.operand = object;
  bool all_dead = true;
  for (uint32_t tag = 0; tag < expr.index_by_constructor.size(); ++tag) {
    Lowered one = block([&] { finish(dest, project(object, tag, expr.index_by_constructor[tag], expr.span)); });
    all_dead = all_dead && one.dead;
    choice.cases.push_back({{static_cast<int64_t>(tag)}, std::move(one.block)});
  }
  push(std::move(choice));
  dead_ = all_dead;
}

}  // namespace riotc::lower
