// SPDX-License-Identifier: MIT
// Types, patterns, and the segments of bits that patterns and expressions share.
#include "compiler/format/formatter.h"

namespace riotc::format {

using namespace syntax;
using enum parse::TokenKind;

Entry Formatter::entry(const Pattern* node, std::function<Doc()> make) {
  size_t parentheses;
  TokenRange range = tokens_.grouped(node->span, parentheses);
  return {tokens_[range.first].begin, tokens_[range.last].end, std::move(make)};
}

// ------------------------------------------------------------------------------------------------- types

Doc Formatter::type_list(size_t open, const std::vector<TypeExpr*>& types) {
  std::vector<Entry> entries;
  for (const TypeExpr* one : types) entries.push_back({one->span.begin, one->span.end, [this, one] { return type(one); }});
  return bracketed(open, entries);
}

Doc Formatter::type(const TypeExpr* node) {
  switch (node->kind) {
    case TypeKind::Name: {
      auto* name = static_cast<const NameType*>(node);
      Doc head = text(name->module.empty() ? name->name.text : name->module.text + "." + name->name.text);
      return name->arguments.empty() ? head : concat({head, type_list(tokens_.at(name->name.span.end), name->arguments)});
    }
    case TypeKind::Variable: return text(static_cast<const VariableType*>(node)->name);
    case TypeKind::Tuple: return type_list(tokens_.at(node->span.begin), static_cast<const TupleType*>(node)->items);
    case TypeKind::Function: {
      auto* function = static_cast<const FunctionType*>(node);
      std::vector<Doc> parts = {text("fn"), type_list(tokens_.at(node->span.begin) + 1, function->parameters)};
      // What follows belongs to the nearest `fn`, unless parentheses keep it away.
      bool apart = function->result && function->receives && function->result->kind == TypeKind::Function;
      if (!apart) {
        signature(function->result, function->receives, parts);
      } else {
        parts.push_back(text(" -> ("));
        parts.push_back(type(function->result));
        parts.push_back(text(")"));
        signature(nullptr, function->receives, parts);
      }
      return concat(std::move(parts));
    }
    case TypeKind::Error: return source(node->span);
  }
  return docs_.empty();
}

// ------------------------------------------------------------------------------------------------- patterns

Doc Formatter::pattern(const Pattern* node) {
  size_t parentheses;
  tokens_.grouped(node->span, parentheses);
  Doc made = bare_pattern(node);
  return parentheses > 0 ? concat({text("("), made, text(")")}) : made;
}

Doc Formatter::bare_pattern(const Pattern* node) {
  auto list_of = [&](const std::vector<Pattern*>& items) {
    std::vector<Entry> entries;
    for (const Pattern* item : items) entries.push_back(entry(item, [this, item] { return pattern(item); }));
    return entries;
  };
  switch (node->kind) {
    case PatternKind::Int: case PatternKind::Float: case PatternKind::Duration: {
      size_t number = tokens_.before(node->span.end);
      bool negative = tokens_[tokens_.at(node->span.begin)].kind == MINUS;
      return concat({text(negative ? "-" : ""), source(Span{node->span.file, tokens_[number].begin, tokens_[number].end})});
    }
    case PatternKind::String: {
      std::string_view written = file_.text(node->span);
      if (written.find('\n') == std::string_view::npos) return text(written);
      return docs_.verbatim(written, static_cast<int>(tokens_.indentation(node->span.begin)));
    }
    case PatternKind::Bool: case PatternKind::Variable: case PatternKind::Wildcard: return source(node->span);
    case PatternKind::Unit: return text("()");
    case PatternKind::Constructor: return constructor_pattern(static_cast<const ConstructorPattern*>(node));
    case PatternKind::Tuple: return bracketed(tokens_.at(node->span.begin), list_of(static_cast<const TuplePattern*>(node)->items));
    case PatternKind::List: {
      auto* list = static_cast<const ListPattern*>(node);
      std::vector<Entry> entries = list_of(list->items);
      if (list->has_rest) {
        size_t last = tokens_.before(node->span.end - 1);
        if (tokens_[last].kind == COMMA) --last;
        const Pattern* rest = list->rest;
        entries.push_back({tokens_[last].begin, tokens_[last].end, [this, rest] { return rest ? concat({text(".."), pattern(rest)}) : text(".."); }});
      }
      return bracketed(tokens_.at(node->span.begin), entries);
    }
    case PatternKind::Prefix: {
      auto* prefix = static_cast<const PrefixPattern*>(node);
      const parse::Token& literal = tokens_[tokens_.at(node->span.begin)];
      return concat({source(Span{node->span.file, literal.begin, literal.end}), text(" ++ "), pattern(prefix->rest)});
    }
    case PatternKind::Map: {
      std::vector<Entry> entries;
      for (const MapPatternEntry& pair : static_cast<const MapPattern*>(node)->entries)
        entries.push_back({entry(pair.key, nullptr).begin, entry(pair.value, nullptr).end,
                           [this, &pair] { return concat({pattern(pair.key), text(" => "), pattern(pair.value)}); }});
      return bracketed(tokens_.at(node->span.begin), entries);
    }
    case PatternKind::Bits: return bits(node->span, static_cast<const BitsPattern*>(node)->segments);
    case PatternKind::Or: return alternatives(static_cast<const OrPattern*>(node));
    case PatternKind::As: {
      auto* named = static_cast<const AsPattern*>(node);
      Doc inner = pattern(named->pattern);
      return concat({inner, text(" as " + named->name.text)});
    }
    case PatternKind::Pin: {
      auto* pin = static_cast<const PinPattern*>(node);
      return text("^" + (pin->module.empty() ? "" : pin->module.text + ".") + pin->name.text);
    }
    case PatternKind::Error: return source(node->span);
  }
  return docs_.empty();
}

Doc Formatter::alternatives(const OrPattern* node) {
  std::vector<Doc> parts;
  uint32_t end = 0;
  for (const Pattern* alternative : node->alternatives) {
    Entry place = entry(alternative, nullptr);
    if (!parts.empty()) {
      parts.push_back(trailing_comment(end, place.begin));
      parts.push_back(docs_.line());
      parts.push_back(comment_lines(place.begin));
      parts.push_back(text("| "));
    }
    parts.push_back(pattern(alternative));
    end = place.end;
  }
  return docs_.group(concat(std::move(parts)));
}

Doc Formatter::constructor_pattern(const ConstructorPattern* node) {
  Doc head = text((node->module.empty() ? "" : node->module.text + ".") + node->name.text);
  if (!node->has_arguments) return head;
  std::vector<Entry> entries;
  for (const PatternArgument& argument : node->arguments) {
    Entry place = entry(argument.pattern, nullptr);
    if (!argument.label.empty()) place.begin = argument.label.span.begin;
    place.make = [this, &argument] {
      if (argument.punned) return text(argument.label.text + ":");
      return argument.label.empty() ? pattern(argument.pattern) : concat({text(argument.label.text + ": "), pattern(argument.pattern)});
    };
    entries.push_back(std::move(place));
  }
  if (node->rest) {
    size_t last = tokens_.before(node->span.end - 1);
    if (tokens_[last].kind == COMMA) --last;
    entries.push_back({tokens_[last].begin, tokens_[last].end, [this] { return text(".."); }});
  }
  return concat({head, bracketed(tokens_.at(node->name.span.end), entries)});
}

// ------------------------------------------------------------------------------------------------- bits

Doc Formatter::segment(const BitSegment& segment) {
  std::vector<Doc> parts = {segment.pattern ? pattern(segment.pattern) : expr(segment.value)};
  if (segment.size) {
    parts.push_back(text(":"));
    parts.push_back(expr(segment.size));
  }
  for (size_t i = 0; i < segment.specs.size(); ++i) parts.push_back(text((i == 0 ? "/" : "-") + segment.specs[i].text));
  return concat(std::move(parts));
}

Doc Formatter::bits(Span whole, const std::vector<BitSegment>& segments) {
  std::vector<Entry> entries;
  for (const BitSegment& one : segments) entries.push_back({one.span.begin, one.span.end, [this, &one] { return segment(one); }});
  return bracketed(tokens_.at(whole.begin), entries);
}

}  // namespace riotc::format
