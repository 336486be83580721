// SPDX-License-Identifier: MIT
// `"hello {name}"`, as other languages insert a value: it is plain text here, so it can only be warned of. What is no mistake
// must not be: the name is that of a local variable, and the text is no template that the function fills in by itself.
#include <algorithm>

#include "compiler/base/words.h"
#include "compiler/infer/inferer.h"

namespace riotc::infer {

namespace {

bool begins_name(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }

size_t end_of_name(std::string_view text, size_t at) {
  if (at >= text.size() || !begins_name(text[at])) return at;
  while (at < text.size() && is_name_character(text[at])) ++at;
  return at;
}

// The placeholder that begins at `at`, and where the expression in it stands; empty if there is none.
struct Found {
  size_t end = 0;
  std::string name;   // of the variable
  std::string value;  // with its fields: `user.name`
};

Found find_placeholder(std::string_view text, size_t at) {
  size_t begin = at;
  const bool has_sigil = text[begin] == '#' || text[begin] == '$';
  if (has_sigil) ++begin;
  const bool is_braced = begin < text.size() && text[begin] == '{';
  if (is_braced) ++begin;
  if (!is_braced && text[at] != '$') return {};
  const size_t name_end = end_of_name(text, begin);
  if (name_end == begin) return {};
  size_t end = name_end;
  while (is_braced && end + 1 < text.size() && text[end] == '.' && end_of_name(text, end + 1) > end + 1) end = end_of_name(text, end + 1);
  Found found{end, std::string(text.substr(begin, name_end - begin)), std::string(text.substr(begin, end - begin))};
  if (is_braced) {
    if (end >= text.size() || text[end] != '}') return {};
    ++found.end;
  }
  return found;
}

}  // namespace

void Inferer::note_placeholders(const syntax::StringExpr& expr) {
  // Who escapes a dollar knows what it does.
  if (quiet_ > 0 || expr.escapes_dollar) return;
  for (const std::string& part : expr.parts) {
    for (size_t at = 0; at < part.size(); ++at) {
      if (part[at] != '{' && part[at] != '#' && part[at] != '$') continue;
      Found found = find_placeholder(part, at);
      if (found.end == 0) continue;
      std::string placeholder = part.substr(at, found.end - at);
      // `string.replace(text, "{name}", name)`
      if (expr.parts.size() == 1 && placeholder.size() == part.size()) body_->filled.insert(placeholder);
      else if (const Local* local = find_local(found.name); local && !local->is_pattern_pending)
        body_->placeholders.push_back({local->variable, expr.span, placeholder, found.value});
      at = found.end - 1;
    }
  }
}

// True for a variable whose only use was meant to be in such a text.
bool Inferer::report_placeholders(Body& body, VariableId variable) {
  bool is_told = false;
  Span told;
  for (const Body::Placeholder& one : body.placeholders) {
    if (!(one.variable == variable) || body.filled.contains(one.text)) continue;
    if (shape(body.variables[variable].type).kind == TypeKind::Function || (is_told && told == one.string)) continue;
    is_told = true;
    told = one.string;
    diags_.warning(Code::W0116, one.string, "`" + one.text + "` inserts nothing: it is plain text").help("a value is inserted by `${" + one.value + "}`");
  }
  return is_told;
}

}  // namespace riotc::infer
