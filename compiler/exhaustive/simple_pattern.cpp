// SPDX-License-Identifier: MIT
#include "compiler/exhaustive/simple_pattern.h"

#include <algorithm>

namespace riotc::exhaustive {

using typed::PatternKind;

bool Head::covers(const Head& other) const {
  if (kind == HeadKind::Prefix && (other.kind == HeadKind::String || other.kind == HeadKind::Prefix)) return other.text.starts_with(text);
  return *this == other;
}

// `<<tag, size:16, rest/bytes>>` demands no more than three bytes: a chain of them. Null for what also looks into them.
const Simple* SimplePatterns::lengths(const typed::BitsPattern& pattern) {
  constexpr int64_t kLongest = 64;  // bytes; longer ones are not worth a chain
  int64_t bits = 0;
  bool has_rest = false;
  for (const typed::BitPatternSegment& segment : pattern.segments) {
    const bool takes_all = segment.pattern && (segment.pattern->kind == PatternKind::Variable || segment.pattern->kind == PatternKind::Wildcard);
    if (!takes_all) return nullptr;
    const bool is_bytes = segment.type == typed::BitType::Bytes;
    if (segment.type != typed::BitType::Int && !is_bytes) return nullptr;
    if (!segment.size) {
      if (is_bytes) has_rest = true;
      else bits += 8;
      continue;
    }
    if (segment.size->kind != typed::ExprKind::Int) return nullptr;
    const int64_t size = static_cast<const typed::IntExpr*>(segment.size)->value;
    if (size < 0 || size > 8 * kLongest) return nullptr;
    bits += is_bytes ? 8 * size : size;
    if (bits > 8 * kLongest) return nullptr;
  }
  if (bits % 8 != 0) return nullptr;
  Head none, one;
  none.kind = HeadKind::NoByte;
  one.kind = HeadKind::Byte;
  const Simple* chain = has_rest ? any() : make(none, {});
  for (int64_t i = 0; i < bits / 8; ++i) chain = make(one, {chain});
  return chain;
}

const Simple* SimplePatterns::convert(const typed::Pattern* pattern) {
  Simple simple;
  simple.kind = Simple::Kind::Head;
  simple.span = pattern->span;
  switch (pattern->kind) {
    case PatternKind::Wildcard:
    case PatternKind::Variable: return any();
    case PatternKind::As: return convert(static_cast<const typed::AsPattern*>(pattern)->pattern);
    case PatternKind::Int:
      simple.head.kind = HeadKind::Int;
      simple.head.number = static_cast<const typed::IntPattern*>(pattern)->value;
      break;
    case PatternKind::Float:
      simple.head.kind = HeadKind::Float;
      simple.head.real = static_cast<const typed::FloatPattern*>(pattern)->value;
      break;
    case PatternKind::String:
      simple.head.kind = HeadKind::String;
      simple.head.text = static_cast<const typed::StringPattern*>(pattern)->value;
      break;
    case PatternKind::Bool:
      simple.head.kind = HeadKind::Bool;
      simple.head.number = static_cast<const typed::BoolPattern*>(pattern)->value;
      break;
    case PatternKind::Constructor: {
      auto* constructor = static_cast<const typed::ConstructorPattern*>(pattern);
      simple.head.kind = HeadKind::Constructor;
      simple.head.constructor = constructor->constructor;
      for (const typed::Pattern* field : constructor->fields) simple.parts.push_back(convert(field));
      break;
    }
    case PatternKind::Tuple:
      simple.head.kind = HeadKind::Tuple;
      for (const typed::Pattern* item : static_cast<const typed::TuplePattern*>(pattern)->items) simple.parts.push_back(convert(item));
      break;
    case PatternKind::List: {
      auto* list = static_cast<const typed::ListPattern*>(pattern);
      Head empty;
      empty.kind = HeadKind::Empty;
      const Simple* rest = list->rest ? any() : make(empty, {});
      Head cons;
      cons.kind = HeadKind::Cons;
      for (size_t i = list->items.size(); i-- > 0;) rest = make(cons, {convert(list->items[i]), rest});
      return rest;
    }
    case PatternKind::Prefix:
      simple.head.kind = HeadKind::Prefix;
      simple.head.text = static_cast<const typed::PrefixPattern*>(pattern)->prefix;
      if (simple.head.text.empty()) return any();
      break;
    case PatternKind::Map:
      if (static_cast<const typed::MapPattern*>(pattern)->entries.empty()) return any();
      simple.head.identity = pattern;
      break;
    case PatternKind::Bits:
      if (const Simple* chain = lengths(*static_cast<const typed::BitsPattern*>(pattern))) {
        if (chain->kind == Simple::Kind::Any) return chain;
        Simple copy = *chain;
        copy.span = pattern->span;
        return add(std::move(copy));
      }
      simple.head.identity = pattern;
      break;
    case PatternKind::Pin: simple.head.identity = pattern; break;
    case PatternKind::Or:
      simple.kind = Simple::Kind::Or;
      for (const typed::Pattern* one : static_cast<const typed::OrPattern*>(pattern)->alternatives) {
        Simple alternative = *convert(one);  // a copy with a place of its own
        alternative.span = one->span;
        simple.parts.push_back(add(std::move(alternative)));
      }
      break;
  }
  return add(std::move(simple));
}

const Simple* SimplePatterns::replace(const Simple* in, const Simple* what, const Simple* by) {
  if (in == what) return by;
  for (size_t i = 0; i < in->parts.size(); ++i) {
    const Simple* part = replace(in->parts[i], what, by);
    if (part == in->parts[i]) continue;
    Simple copy = *in;
    copy.parts[i] = part;
    return add(std::move(copy));
  }
  return in;
}

namespace {

bool is_any(const Simple* pattern) { return pattern->kind == Simple::Kind::Any; }

}  // namespace

std::string SimplePatterns::print_list(const std::vector<const Simple*>& patterns) const {
  std::string text;
  for (const Simple* pattern : patterns) {
    if (!text.empty()) text += ", ";
    text += print(pattern);
  }
  return text;
}

std::string SimplePatterns::print(const Simple* pattern) const {
  if (is_any(pattern)) return "_";
  std::string text;
  if (pattern->kind == Simple::Kind::Or) {
    for (const Simple* one : pattern->parts) text.append(text.empty() ? "" : " | ").append(print(one));
    return text;
  }
  switch (pattern->head.kind) {
    case HeadKind::Constructor: {
      text = program_.constructors[pattern->head.constructor].name;
      if (pattern->parts.empty()) return text;
      // Two or more at the end that may be anything: `..`.
      size_t told = pattern->parts.size();
      while (told > 0 && is_any(pattern->parts[told - 1])) --told;
      if (pattern->parts.size() - told < 2) told = pattern->parts.size();
      text += '(';
      text += print_list({pattern->parts.begin(), pattern->parts.begin() + static_cast<std::ptrdiff_t>(told)});
      if (told < pattern->parts.size()) text += told > 0 ? ", .." : "..";
      return text.append(")");
    }
    case HeadKind::Tuple:
      if (std::all_of(pattern->parts.begin(), pattern->parts.end(), is_any)) return "_";
      return text.append("(").append(print_list(pattern->parts)).append(")");
    case HeadKind::Bool: return pattern->head.number ? "true" : "false";
    case HeadKind::Empty: return "[]";
    case HeadKind::Cons: {
      text = "[";
      for (; pattern->kind == Simple::Kind::Head && pattern->head.kind == HeadKind::Cons; pattern = pattern->parts[1])
        text.append(text.size() > 1 ? ", " : "").append(print(pattern->parts[0]));
      return text.append(is_any(pattern) ? ", ..]" : "]");
    }
    case HeadKind::NoByte: return "<<>>";
    case HeadKind::Byte: {
      text = "<<";
      for (; pattern->kind == Simple::Kind::Head && pattern->head.kind == HeadKind::Byte; pattern = pattern->parts[0]) text.append(text.size() > 2 ? ", _" : "_");
      return text.append(is_any(pattern) ? ", _/bytes>>" : ">>");
    }
    case HeadKind::Int: return std::to_string(pattern->head.number);
    case HeadKind::String: return text.append("\"").append(pattern->head.text).append("\"");
    case HeadKind::Float:
    case HeadKind::Prefix:
    case HeadKind::Opaque: return "_";
  }
  return "_";
}

}  // namespace riotc::exhaustive
