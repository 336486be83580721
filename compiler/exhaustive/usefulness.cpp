// SPDX-License-Identifier: MIT
#include "compiler/exhaustive/usefulness.h"

#include <algorithm>
#include <optional>

namespace riotc::exhaustive {

namespace {

bool is_any(const Simple* pattern) { return pattern->kind == Simple::Kind::Any; }

bool is_any_row(const PatternRow& row) { return std::all_of(row.begin(), row.end(), is_any); }

void add_split(PatternRow row, size_t column, std::vector<PatternRow>& out) {
  const Simple* pattern = row[column];
  if (pattern->kind != Simple::Kind::Or) return out.push_back(std::move(row));
  for (const Simple* one : pattern->parts) {
    PatternRow copy = row;
    copy[column] = one;
    add_split(std::move(copy), column, out);
  }
}

}  // namespace

// Alternatives at the top of one column become rows.
std::vector<PatternRow> Usefulness::split(std::vector<PatternRow> rows, size_t column) const {
  if (std::none_of(rows.begin(), rows.end(), [&](const PatternRow& row) { return row[column]->kind == Simple::Kind::Or; })) return rows;
  std::vector<PatternRow> result;
  for (PatternRow& row : rows) add_split(std::move(row), column, result);
  return result;
}

// The rows that match values whose first column has that head; its parts become the first columns.
std::vector<PatternRow> Usefulness::specialise(const std::vector<PatternRow>& rows, const Head& head, size_t arity) const {
  std::vector<PatternRow> result;
  for (const PatternRow& row : rows) {
    const Simple* first = row.front();
    if (!is_any(first) && !first->head.covers(head)) continue;
    PatternRow specialised;
    specialised.reserve(arity + row.size() - 1);
    for (size_t i = 0; i < arity; ++i) specialised.push_back(is_any(first) || i >= first->parts.size() ? patterns_.any() : first->parts[i]);
    specialised.insert(specialised.end(), row.begin() + 1, row.end());
    result.push_back(std::move(specialised));
  }
  return result;
}

// The rows that match values whose first column has a head that none of them names.
std::vector<PatternRow> Usefulness::without_heads(const std::vector<PatternRow>& rows) const {
  std::vector<PatternRow> result;
  for (const PatternRow& row : rows)
    if (is_any(row.front())) result.emplace_back(row.begin() + 1, row.end());
  return result;
}

// All heads of the type that has this one.
std::vector<Head> Usefulness::siblings(const Head& head) const {
  std::vector<Head> result;
  Head one;
  one.kind = head.kind;
  const auto of_kinds = [](HeadKind first, HeadKind second) {
    std::vector<Head> both(2);
    both[0].kind = first;
    both[1].kind = second;
    return both;
  };
  switch (head.kind) {
    case HeadKind::Constructor: {
      const resolve::Program& program = types_.program();
      for (resolve::ConstructorId id : program.types[program.constructors[head.constructor].type].constructors) {
        one.constructor = id;
        result.push_back(one);
      }
      return result;
    }
    case HeadKind::Bool:
      result.assign(2, one);
      result[1].number = 1;
      return result;
    case HeadKind::Empty:
    case HeadKind::Cons: return of_kinds(HeadKind::Empty, HeadKind::Cons);
    case HeadKind::NoByte:
    case HeadKind::Byte: return of_kinds(HeadKind::NoByte, HeadKind::Byte);
    case HeadKind::Tuple: return {one};
    case HeadKind::Int:
    case HeadKind::Float:
    case HeadKind::String:
    case HeadKind::Prefix:
    case HeadKind::Opaque: return {};
  }
  return {};
}

size_t Usefulness::arity(const Head& head, const Simple* example) const {
  if (head.kind == HeadKind::Constructor) {
    const resolve::Constructor& constructor = types_.program().constructors[head.constructor];
    return constructor.decl ? constructor.decl->fields.size() : 0;
  }
  if (head.kind == HeadKind::Cons) return 2;
  if (head.kind == HeadKind::Byte) return 1;
  return head.kind == HeadKind::Tuple ? example->parts.size() : 0;
}

std::vector<types::TypeId> Usefulness::part_types(const Head& head, size_t arity, types::TypeId type) {
  std::vector<types::TypeId> result(arity, types_.error());
  const types::Type whole = types_.get(types_.shallow(type));
  if (head.kind == HeadKind::Cons && !whole.arguments.empty()) return {whole.arguments.front(), type};
  if (head.kind == HeadKind::Byte) return {type};
  if (head.kind == HeadKind::Tuple && whole.arguments.size() == arity) return whole.arguments;
  if (head.kind != HeadKind::Constructor) return result;
  auto known = program_.constructors.find(head.constructor);
  if (known == program_.constructors.end() || known->second.fields.size() != arity) return result;
  const typed::ConstructorTypes& declared = known->second;
  types::Substitution substitution;
  for (size_t i = 0; i < declared.parameters.size() && i < whole.arguments.size(); ++i)
    substitution[declared.parameters[i]] = whole.arguments[i];
  for (size_t i = 0; i < arity; ++i)
    result[i] = substitution.empty() ? declared.fields[i] : types_.substitute(declared.fields[i], substitution);
  return result;
}

// `Never` has none, nor has a tuple of it. Other types are taken to have some.
bool Usefulness::has_values(types::TypeId type) {
  const types::Type whole = types_.get(types_.shallow(type));
  if (whole.kind == types::TypeKind::Tuple)
    return std::all_of(whole.arguments.begin(), whole.arguments.end(), [&](types::TypeId part) { return has_values(part); });
  return whole.kind != types::TypeKind::Named || types_.program().types[whole.decl].builtin != resolve::BuiltinType::Never;
}

bool Usefulness::has_values(const Head& head, types::TypeId type) {
  if (head.kind != HeadKind::Constructor && head.kind != HeadKind::Cons) return true;
  for (types::TypeId part : part_types(head, arity(head, nullptr), type))
    if (!has_values(part)) return false;
  return true;
}

std::vector<PatternRow> Usefulness::find_missing(std::vector<PatternRow> rows, std::vector<types::TypeId> columns, size_t limit) {
  work_ += rows.size() + 1;
  if (gave_up() || limit == 0) return {};
  if (std::any_of(rows.begin(), rows.end(), is_any_row)) return {};
  if (rows.empty()) {
    for (types::TypeId column : columns)
      if (!has_values(column)) return {};
    return {PatternRow(columns.size(), patterns_.any())};
  }

  // The column that says most goes first, and back to its place in the answers.
  size_t best = 0, most = 0;
  for (size_t c = 0; c < columns.size(); ++c) {
    size_t heads = static_cast<size_t>(std::count_if(rows.begin(), rows.end(), [&](const PatternRow& row) { return !is_any(row[c]); }));
    if (heads > most) {
      most = heads;
      best = c;
    }
  }
  std::swap(columns[0], columns[best]);
  for (PatternRow& row : rows) std::swap(row[0], row[best]);
  rows = split(std::move(rows), 0);

  std::vector<types::TypeId> rest(columns.begin() + 1, columns.end());
  const Simple* example = nullptr;
  for (const PatternRow& row : rows)
    if (!is_any(row[0]) && row[0]->head.is_listed()) example = row[0];

  std::vector<PatternRow> result;
  auto keep = [&](const Simple* first, PatternRow others) {
    others.insert(others.begin(), first);
    std::swap(others[0], others[best]);
    result.push_back(std::move(others));
  };
  if (!example) {
    if (!has_values(columns[0])) return {};
    for (PatternRow& others : find_missing(without_heads(rows), rest, limit)) keep(patterns_.any(), std::move(others));
    return result;
  }
  std::optional<std::vector<PatternRow>> otherwise;  // what is missing where no row names the head
  for (const Head& head : siblings(example->head)) {
    if (result.size() >= limit) break;
    size_t parts = arity(head, example);
    bool is_named = std::any_of(rows.begin(), rows.end(), [&](const PatternRow& row) { return !is_any(row[0]) && row[0]->head == head; });
    if (!is_named) {
      if (!has_values(head, columns[0])) continue;
      if (!otherwise) otherwise = find_missing(without_heads(rows), rest, limit);
      for (const PatternRow& others : *otherwise)
        if (result.size() < limit) keep(patterns_.make(head, PatternRow(parts, patterns_.any())), others);
      continue;
    }
    std::vector<types::TypeId> types = part_types(head, parts, columns[0]);
    types.insert(types.end(), rest.begin(), rest.end());
    for (PatternRow& missing : find_missing(specialise(rows, head, parts), std::move(types), limit - result.size())) {
      PatternRow arguments(missing.begin(), missing.begin() + static_cast<std::ptrdiff_t>(parts));
      keep(patterns_.make(head, std::move(arguments)), PatternRow(missing.begin() + static_cast<std::ptrdiff_t>(parts), missing.end()));
    }
  }
  return result;
}

bool Usefulness::is_useful(std::vector<PatternRow> rows, PatternRow row) {
  for (;;) {
    work_ += rows.size() + 1;
    if (gave_up()) return true;
    if (rows.empty()) return true;
    if (row.empty() || std::any_of(rows.begin(), rows.end(), is_any_row)) return false;

    // A column where the row itself says something leaves one way to go.
    size_t column = 0;
    while (column < row.size() && is_any(row[column])) ++column;
    if (column == row.size()) {
      column = 0;
      while (std::all_of(rows.begin(), rows.end(), [&](const PatternRow& other) { return is_any(other[column]); })) ++column;
    }
    std::swap(row[0], row[column]);
    for (PatternRow& other : rows) std::swap(other[0], other[column]);
    rows = split(std::move(rows), 0);

    const Simple* first = row.front();
    if (first->kind == Simple::Kind::Or) {
      for (const Simple* one : first->parts) {
        PatternRow copy = row;
        copy[0] = one;
        if (is_useful(rows, std::move(copy))) return true;
      }
      return false;
    }
    PatternRow others(row.begin() + 1, row.end());
    if (first->kind == Simple::Kind::Head) {
      size_t parts = first->parts.size();
      rows = specialise(rows, first->head, parts);
      row = first->parts;
      row.insert(row.end(), others.begin(), others.end());
      continue;
    }
    const Simple* example = nullptr;
    for (const PatternRow& other : rows)
      if (!is_any(other[0]) && other[0]->head.is_listed()) example = other[0];
    std::vector<Head> heads = example ? siblings(example->head) : std::vector<Head>();
    bool are_all_named = !heads.empty() && std::all_of(heads.begin(), heads.end(), [&](const Head& head) {
      return std::any_of(rows.begin(), rows.end(), [&](const PatternRow& other) { return !is_any(other[0]) && other[0]->head == head; });
    });
    if (!are_all_named) {
      rows = without_heads(rows);
      row = std::move(others);
      continue;
    }
    for (const Head& head : heads) {
      size_t parts = arity(head, example);
      PatternRow copy(parts, patterns_.any());
      copy.insert(copy.end(), others.begin(), others.end());
      if (is_useful(specialise(rows, head, parts), std::move(copy))) return true;
    }
    return false;
  }
}

}  // namespace riotc::exhaustive
