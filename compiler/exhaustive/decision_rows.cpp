// SPDX-License-Identifier: MIT
#include "compiler/exhaustive/decision_rows.h"

namespace riotc::exhaustive {

using typed::PatternKind;

PlaceId RowBuilder::place(PlaceKind kind, PlaceId parent, uint32_t index, resolve::ConstructorId constructor, types::TypeId type,
                          const typed::Pattern* test, std::string text) {
  // A rest is the same for every pattern with that prefix.
  const typed::Pattern* identity = kind == PlaceKind::PrefixRest ? nullptr : test;
  auto [it, is_new] = known_.try_emplace({kind, parent, index, constructor, identity, std::move(text)});
  if (is_new) it->second = tree_.places.add(Place{kind, parent, index, constructor, type, test});
  return it->second;
}

void RowBuilder::add(OpenRow& row, PlaceId at, const typed::Pattern* pattern) {
  if (!pattern) return;
  switch (pattern->kind) {
    case PatternKind::Wildcard: return;
    case PatternKind::Variable: row.bindings.push_back({static_cast<const typed::VariablePattern*>(pattern)->variable, at}); return;
    case PatternKind::As: {
      auto* as = static_cast<const typed::AsPattern*>(pattern);
      row.bindings.push_back({as->variable, at});
      return add(row, at, as->pattern);
    }
    case PatternKind::Tuple: {
      auto* tuple = static_cast<const typed::TuplePattern*>(pattern);
      for (uint32_t i = 0; i < tuple->items.size(); ++i)
        add(row, place(PlaceKind::Item, at, i, {}, tuple->items[i]->type), tuple->items[i]);
      return;
    }
    case PatternKind::Constructor: {
      auto* constructor = static_cast<const typed::ConstructorPattern*>(pattern);
      OpenTest test{at, pattern, 0};
      if (program_.types[program_.constructors[constructor->constructor].type].constructors.size() == 1) return add_passed(row, test, test);
      row.tests.push_back(test);
      return;
    }
    case PatternKind::List: return add_list(row, at, *static_cast<const typed::ListPattern*>(pattern), 0);
    case PatternKind::Map: {
      uint32_t entries = static_cast<uint32_t>(static_cast<const typed::MapPattern*>(pattern)->entries.size());
      for (uint32_t i = 0; i < entries; ++i) row.tests.push_back({at, pattern, i});
      return;
    }
    case PatternKind::Int:
    case PatternKind::Float:
    case PatternKind::String:
    case PatternKind::Bool:
    case PatternKind::Prefix:
    case PatternKind::Bits:
    case PatternKind::Or:
    case PatternKind::Pin: row.tests.push_back({at, pattern, 0}); return;
  }
}

void RowBuilder::add_list(OpenRow& row, PlaceId at, const typed::ListPattern& pattern, uint32_t index) {
  if (index == pattern.items.size() && pattern.rest) return add(row, at, pattern.rest);
  row.tests.push_back({at, &pattern, index});
}

void RowBuilder::add_passed(OpenRow& row, const OpenTest& test, const OpenTest& tested) {
  switch (test.pattern->kind) {
    case PatternKind::Constructor: {
      auto* pattern = static_cast<const typed::ConstructorPattern*>(test.pattern);
      for (uint32_t i = 0; i < pattern->fields.size(); ++i)
        add(row, place(PlaceKind::Field, test.place, i, pattern->constructor, pattern->fields[i]->type), pattern->fields[i]);
      return;
    }
    case PatternKind::List: {
      auto* pattern = static_cast<const typed::ListPattern*>(test.pattern);
      if (test.index == pattern->items.size()) return;  // was empty
      const typed::Pattern* head = pattern->items[test.index];
      add(row, place(PlaceKind::Head, test.place, 0, {}, head->type), head);
      return add_list(row, place(PlaceKind::Tail, test.place, 0, {}, pattern->type), *pattern, test.index + 1);
    }
    case PatternKind::Prefix: {
      auto* pattern = static_cast<const typed::PrefixPattern*>(test.pattern);
      return add(row, place(PlaceKind::PrefixRest, test.place, 0, {}, pattern->type, pattern, pattern->prefix), pattern->rest);
    }
    case PatternKind::Map: {
      // The key was looked up for `tested`; the value is the same.
      const typed::Pattern* value = static_cast<const typed::MapPattern*>(test.pattern)->entries[test.index].value;
      return add(row, place(PlaceKind::MapValue, test.place, tested.index, {}, value->type, tested.pattern), value);
    }
    case PatternKind::Bits: {
      auto* pattern = static_cast<const typed::BitsPattern*>(test.pattern);
      for (uint32_t i = 0; i < pattern->segments.size(); ++i)
        if (const typed::Pattern* inner = pattern->segments[i].pattern)
          add(row, place(PlaceKind::BitsValue, test.place, i, {}, inner->type, tested.pattern), inner);
      return;
    }
    case PatternKind::Int:
    case PatternKind::Float:
    case PatternKind::String:
    case PatternKind::Bool:
    case PatternKind::Pin:
    case PatternKind::Or:
    case PatternKind::Wildcard:
    case PatternKind::Variable:
    case PatternKind::Tuple:
    case PatternKind::As: return;
  }
}

namespace {

// Keys and pins: literals, locals and constants.
bool is_same_value(const typed::Expr* a, const typed::Expr* b) {
  if (a == b) return true;
  if (!a || !b || a->kind != b->kind) return false;
  switch (a->kind) {
    case typed::ExprKind::Int: return static_cast<const typed::IntExpr*>(a)->value == static_cast<const typed::IntExpr*>(b)->value;
    case typed::ExprKind::Bool: return static_cast<const typed::BoolExpr*>(a)->value == static_cast<const typed::BoolExpr*>(b)->value;
    case typed::ExprKind::String: return static_cast<const typed::StringExpr*>(a)->value == static_cast<const typed::StringExpr*>(b)->value;
    case typed::ExprKind::Local: return static_cast<const typed::LocalExpr*>(a)->variable == static_cast<const typed::LocalExpr*>(b)->variable;
    case typed::ExprKind::ConstRef: return static_cast<const typed::ConstRefExpr*>(a)->constant == static_cast<const typed::ConstRefExpr*>(b)->constant;
    default: return false;  // asked twice: no harm
  }
}

}  // namespace

bool asks_the_same(const OpenTest& a, const OpenTest& b) {
  if (a.place != b.place || a.pattern->kind != b.pattern->kind) return false;
  switch (a.pattern->kind) {
    case PatternKind::Prefix:
      return static_cast<const typed::PrefixPattern*>(a.pattern)->prefix == static_cast<const typed::PrefixPattern*>(b.pattern)->prefix;
    case PatternKind::Map:
      return is_same_value(static_cast<const typed::MapPattern*>(a.pattern)->entries[a.index].key,
                           static_cast<const typed::MapPattern*>(b.pattern)->entries[b.index].key);
    case PatternKind::Pin:
      return is_same_value(static_cast<const typed::PinPattern*>(a.pattern)->value, static_cast<const typed::PinPattern*>(b.pattern)->value);
    default: return a.pattern == b.pattern;
  }
}

}  // namespace riotc::exhaustive
