// SPDX-License-Identifier: MIT
// Lists and maps that are written out, of literals only: tables. They become static data, which takes no code to make, no
// time to compile (a statement for each cell takes g++ more than linear time) and no memory of the process.
#include <optional>

#include "compiler/lower/builder.h"

namespace riotc::lower {

using typed::ExprKind;

namespace {

// A list or map of fewer objects is made by code: it can be changed in place.
constexpr size_t kFewestStaticObjects = 32;
// A list of so many items is built from the front: no item has to wait for those after it.
constexpr size_t kFewestBuiltItems = 16;

// Objects that a value of literals only consists of; nothing when there is anything else in it.
std::optional<size_t> count_static_objects(const typed::Expr& expr) {
  size_t count = 0;
  // Of its parts, and of itself.
  const auto add = [&](const typed::Expr& part) {
    const std::optional<size_t> of_part = count_static_objects(part);
    count += of_part.value_or(0);
    return of_part.has_value();
  };
  switch (expr.kind) {
    case ExprKind::Int:
    case ExprKind::Float:
    case ExprKind::String:
    case ExprKind::Bool:
    case ExprKind::Unit: return 0;
    case ExprKind::Construct: {
      const auto& construct = static_cast<const typed::ConstructExpr&>(expr);
      for (const typed::Argument& argument : construct.arguments)
        if (!add(*argument.value)) return std::nullopt;
      return construct.arguments.empty() ? 0 : count + 1;
    }
    case ExprKind::Tuple:
      for (const typed::Expr* item : static_cast<const typed::TupleExpr&>(expr).items)
        if (!add(*item)) return std::nullopt;
      return count + 1;
    case ExprKind::List: {
      const auto& list = static_cast<const typed::ListExpr&>(expr);
      if (list.rest) return std::nullopt;
      for (const typed::Expr* item : list.items)
        if (!add(*item)) return std::nullopt;
      return count + list.items.size();
    }
    default: return std::nullopt;
  }
}

}  // namespace

// Of an expression whose objects can be counted.
Builder::Operand Builder::static_value(const typed::Expr& expr) {
  switch (expr.kind) {
    case ExprKind::Construct: {
      const auto& construct = static_cast<const typed::ConstructExpr&>(expr);
      const uint32_t tag = lowering_.resolved.constructors[construct.constructor].index;
      std::vector<Operand> fields(construct.arguments.size());
      for (const typed::Argument& argument : construct.arguments) fields[argument.parameter] = static_value(*argument.value);
      return static_object(type_of(expr), tag, std::move(fields));
    }
    case ExprKind::Tuple: {
      std::vector<Operand> fields;
      for (const typed::Expr* item : static_cast<const typed::TupleExpr&>(expr).items) fields.push_back(static_value(*item));
      return static_object(type_of(expr), 0, std::move(fields));
    }
    case ExprKind::List: {
      const auto& items = static_cast<const typed::ListExpr&>(expr).items;
      const core::TypeId type = type_of(expr);
      Operand list = nullary(type, 0);
      for (size_t i = items.size(); i-- > 0;) list = static_object(type, 1, {static_value(*items[i]), list});
      return list;
    }
    default: return operand(expr);
  }
}

Builder::Operand Builder::static_object(core::TypeId type, uint32_t tag, std::vector<Operand> fields) {
  if (fields.empty()) return nullary(type, tag);
  Operand result;
  result.kind = core::OperandKind::Static;
  result.type = type;
  result.object = lowering_.program.statics.add({type, tag, std::move(fields)});
  return result;
}

core::Expr Builder::lower_list(const typed::ListExpr& expr) {
  if (count_static_objects(expr).value_or(0) >= kFewestStaticObjects) return use(static_value(expr), expr.span);
  const core::TypeId type = type_of(expr);
  if (!expr.rest && expr.items.size() >= kFewestBuiltItems) {
    const core::VariableId built = begin_list(type, expr.span);
    for (const typed::Expr* item : expr.items) add_to_list(built, type, operand(*item), item->span);
    return make(core::ExprKind::Finish, type, expr.span, {variable(built)});
  }
  std::vector<Operand> items;
  for (const typed::Expr* item : expr.items) items.push_back(operand(*item));
  Operand list = expr.rest ? operand(*expr.rest) : nullary(type, 0);
  if (dead_ || items.empty()) return use(list, expr.span);
  for (size_t i = items.size() - 1; i > 0; --i) list = let(construct(type, 1, {items[i], list}, expr.span));
  return construct(type, 1, {items[0], list}, expr.span);
}

core::Expr Builder::lower_map(const typed::MapExpr& expr) {
  const core::TypeId type = type_of(expr);
  if (dead_) return use(unit(), expr.span);
  const std::vector<core::TypeId> infos = info(type).arguments;
  core::Expr result = expr.base ? use(operand(*expr.base), expr.span) : runtime("map_new", type, {}, infos, expr.span);
  size_t done = 0;
  while (done < expr.entries.size()) {
    // As many as can be: the entries of literals that follow on each other.
    size_t end = done;
    while (end < expr.entries.size() && count_static_objects(*expr.entries[end].key) && count_static_objects(*expr.entries[end].value)) ++end;
    Operand map = let(std::move(result));
    if (end - done >= kFewestStaticObjects) {
      const core::TypeId entry = lowering_.layout.tuple(infos);
      const core::TypeId list = lowering_.layout.list(entry);
      Operand entries = nullary(list, 0);
      for (size_t i = end; i-- > done;)
        entries = static_object(list, 1, {static_object(entry, 0, {static_value(*expr.entries[i].key), static_value(*expr.entries[i].value)}), entries});
      result = runtime("map_insert_all", type, {map, entries}, {infos[0], infos[1], entry}, expr.span, true);
      done = end;
      continue;
    }
    Operand key = operand(*expr.entries[done].key);
    Operand value = operand(*expr.entries[done].value);
    result = runtime("map_insert", type, {map, key, value}, infos, expr.span, true);
    result.word_operands = {false, true, true};
    ++done;
  }
  return result;
}

}  // namespace riotc::lower
