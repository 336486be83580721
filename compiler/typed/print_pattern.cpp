// SPDX-License-Identifier: MIT
// Patterns, names and small texts of the printer.
#include <cstdio>

#include "compiler/typed/printer.h"

namespace riotc::typed {

std::string quote(const std::string& text) {
  std::string out = "\"";
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\' || c == '$') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7f) {
      char escape[12];
      std::snprintf(escape, sizeof escape, "\\u{%x}", byte);
      out += escape;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string real(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

std::string Printer::variable(VariableId id) {
  auto [entry, is_new] = names_.try_emplace(id);
  if (is_new) {
    const std::string& name = variables_[id].name;
    std::string unique = name.empty() ? "t" + std::to_string(++temporaries_) : name;
    for (int n = 2; taken_.count(unique); ++n) unique = name + "_" + std::to_string(n);
    taken_.insert(unique);
    entry->second = unique;
  }
  return entry->second;
}

std::string Printer::list(const std::vector<Pattern*>& items) {
  std::string text;
  for (const Pattern* item : items) text += (text.empty() ? "" : ", ") + pattern(*item);
  return text;
}

std::string Printer::pattern(const Pattern& p) {
  switch (p.kind) {
    case PatternKind::Wildcard: return "_";
    case PatternKind::Variable: {
      VariableId id = static_cast<const VariablePattern&>(p).variable;
      return variable(id) + ": " + type(p.type);
    }
    case PatternKind::Int: return std::to_string(static_cast<const IntPattern&>(p).value);
    case PatternKind::Float: return real(static_cast<const FloatPattern&>(p).value);
    case PatternKind::String: return quote(static_cast<const StringPattern&>(p).value);
    case PatternKind::Bool: return static_cast<const BoolPattern&>(p).value ? "true" : "false";
    case PatternKind::Constructor: {
      const auto& c = static_cast<const ConstructorPattern&>(p);
      return constructor(c.constructor) + (c.fields.empty() ? "" : "(" + list(c.fields) + ")");
    }
    case PatternKind::Tuple: return "(" + list(static_cast<const TuplePattern&>(p).items) + ")";
    case PatternKind::List: {
      const auto& l = static_cast<const ListPattern&>(p);
      std::string text = "[" + list(l.items);
      if (l.rest) text += (l.items.empty() ? ".." : ", ..") + pattern(*l.rest);
      return text + "]";
    }
    case PatternKind::Prefix: {
      const auto& x = static_cast<const PrefixPattern&>(p);
      return quote(x.prefix) + " ++ " + pattern(*x.rest);
    }
    case PatternKind::Map: {
      std::string text;
      for (const MapPatternEntry& entry : static_cast<const MapPattern&>(p).entries)
        text += (text.empty() ? "" : ", ") + expr(*entry.key, 0) + " => " + pattern(*entry.value);
      return "#{" + text + "}";
    }
    case PatternKind::Bits: {
      std::string text;
      for (const BitPatternSegment& s : static_cast<const BitsPattern&>(p).segments) {
        text += text.empty() ? "" : ", ";
        text += s.type == BitType::String ? quote(s.text) : s.pattern ? pattern(*s.pattern) : expr(*s.value, 0);
        text += segment(s.type, s.little, s.is_signed, s.size, 0);
      }
      return "<<" + text + ">>";
    }
    case PatternKind::Or: {
      std::string text;
      for (const Pattern* one : static_cast<const OrPattern&>(p).alternatives) text += (text.empty() ? "" : " | ") + pattern(*one);
      return text;
    }
    case PatternKind::As: {
      const auto& a = static_cast<const AsPattern&>(p);
      return pattern(*a.pattern) + " as " + variable(a.variable);
    }
    case PatternKind::Pin: return "^" + expr(*static_cast<const PinPattern&>(p).value, 0);
  }
  return "?";
}

std::string Printer::segment(BitType type, bool little, bool is_signed, const Expr* size, int indent) {
  if (type == BitType::String) return "";
  std::string text = size ? ":" + expr(*size, indent) : "";
  switch (type) {
    case BitType::Int: text += "/int"; break;
    case BitType::Float: text += "/float"; break;
    case BitType::Bytes: return text + "/bytes";
    case BitType::Utf8: return text + "/utf8";
    case BitType::String: break;
  }
  if (is_signed) text += "-signed";
  if (little) text += "-little";
  return text;
}

}  // namespace riotc::typed
