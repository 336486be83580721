// SPDX-License-Identifier: MIT
// The file and its items.
#include <algorithm>

#include "compiler/format/formatter.h"

namespace riotc::format {

using namespace syntax;
using enum parse::TokenKind;

std::string Formatter::run(size_t width) {
  std::vector<Entry> entries;
  for (const Import& written : module_.imports) entries.push_back({written.span.begin, written.span.end, [this, &written] { return import(written); }});
  for (const Item* item : module_.items) add_item(item, entries);
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.begin < b.begin; });
  Content content = sequence(0, static_cast<uint32_t>(file_.text().size()) + 1, entries, Separator::Nothing);
  return content.lines ? render(content.lines, width) : "";
}

// The clauses of a function are entries of their own, so that what stands between them is kept.
void Formatter::add_item(const Item* item, std::vector<Entry>& entries) {
  auto add = [&](Span span, std::function<Doc()> make) {
    uint32_t begin = span.begin;
    entries.push_back({begin, span.end, [this, item, begin, make = std::move(make)] { return attributed(item, begin, make); }});
  };
  switch (item->kind) {
    case ItemKind::Const: add(item->span, [this, item] { return const_item(static_cast<const ConstItem*>(item)); }); break;
    case ItemKind::Type: add(item->span, [this, item] { return type_item(static_cast<const TypeItem*>(item)); }); break;
    case ItemKind::Alias: add(item->span, [this, item] { return alias_item(static_cast<const AliasItem*>(item)); }); break;
    case ItemKind::Test:
      add(item->span, [this, item] {
        Doc head = concat({text("test "), source(item->name.span), text(" ")});
        return concat({head, block(static_cast<const TestItem*>(item)->body)});
      });
      break;
    case ItemKind::Function: {
      auto* function = static_cast<const FunctionItem*>(item);
      for (size_t i = 0; i < function->clauses.size(); ++i) {
        const Clause& written = function->clauses[i];
        if (i == 0) add(Span{item->span.file, item->span.begin, written.span.end}, [this, item, &written] { return clause(written, item->is_public); });
        else entries.push_back({written.span.begin, written.span.end, [this, &written] { return clause(written, false); }});
      }
    }
  }
}

// Attributes stand on lines of their own, above `pub`.
Doc Formatter::attributed(const Item* item, uint32_t begin, const std::function<Doc()>& make) {
  std::vector<Doc> parts;
  uint32_t end = begin;
  for (const Attribute& written : item->attributes) {
    parts.push_back(comment_lines(written.span.begin));
    parts.push_back(attribute(written));
    end = written.span.end;
    size_t next = tokens_.at(end);
    parts.push_back(trailing_comment(end, next < tokens_.size() ? tokens_[next].begin : end));
    parts.push_back(docs_.hard());
  }
  size_t first = tokens_.at(end);
  if (!item->attributes.empty() && first < tokens_.size()) parts.push_back(comment_lines(tokens_[first].begin));
  parts.push_back(make());
  return concat(std::move(parts));
}

Doc Formatter::attribute(const Attribute& attribute) {
  Doc head = text("@" + attribute.name.text);
  size_t open = tokens_.at(attribute.name.span.end);
  if (open >= tokens_.size() || tokens_[open].kind != LPAREN || tokens_[open].begin >= attribute.span.end) return head;
  std::vector<Entry> entries;
  for (const AttributeArgument& argument : attribute.arguments)
    entries.push_back({argument.span.begin, argument.span.end, [this, &argument] {
                         if (argument.label.empty()) return source(argument.span);
                         size_t value = tokens_.at(argument.label.span.end) + 1;  // behind the colon
                         return concat({text(argument.label.text + ": "), source(Span{file_.id(), tokens_[value].begin, argument.span.end})});
                       }});
  return concat({head, bracketed(open, entries)});
}

Doc Formatter::import(const Import& import) {
  std::string head = "import ";
  for (size_t i = 0; i < import.path.size(); ++i) head += (i > 0 ? "/" : "") + import.path[i].text;
  size_t dot = tokens_.at(import.path.back().span.end);
  std::vector<Doc> parts = {text(head)};
  if (dot < tokens_.size() && tokens_[dot].kind == DOT && tokens_[dot].begin < import.span.end) {
    std::vector<Entry> entries;
    for (const ImportedName& name : import.names)
      entries.push_back({name.name.span.begin, (name.alias.empty() ? name.name : name.alias).span.end,
                         [this, &name] { return text(name.name.text + (name.alias.empty() ? "" : " as " + name.alias.text)); }});
    parts.push_back(text("."));
    parts.push_back(bracketed(dot + 1, entries));
  }
  if (!import.alias.empty()) parts.push_back(text(" as " + import.alias.text));
  return concat(std::move(parts));
}

Doc Formatter::const_item(const ConstItem* item) {
  std::vector<Doc> parts = {text(std::string(item->is_public ? "pub " : "") + "const " + item->name.text)};
  if (item->type) {
    parts.push_back(text(": "));
    parts.push_back(type(item->type));
  }
  parts.push_back(text(" ="));
  return assign(concat(std::move(parts)), item->value);
}

Doc Formatter::type_parameters(const std::vector<Ident>& parameters) {
  if (parameters.empty()) return nullptr;
  std::string all;
  for (const Ident& parameter : parameters) all += (all.empty() ? "[" : ", ") + parameter.text;
  return text(all + "]");
}

Doc Formatter::alias_item(const AliasItem* item) {
  Doc head = concat({text(std::string(item->is_public ? "pub " : "") + "alias " + item->name.text), type_parameters(item->parameters), text(" =")});
  return concat({head, place(type(item->type), false)});
}

Doc Formatter::type_item(const TypeItem* item) {
  std::string words = item->is_opaque ? "opaque type " : item->is_public ? "pub type " : "type ";
  Doc head = concat({text(words + item->name.text), type_parameters(item->parameters)});
  if (item->constructors.empty()) return head;
  if (item->is_short_form) return concat({head, fields(item->constructors.front())});
  const auto& all = item->constructors;
  std::vector<Entry> entries;
  for (const ConstructorDecl& decl : all)
    entries.push_back({decl.span.begin, decl.span.end, [this, &decl] { return constructor(decl); }});
  size_t assign = tokens_.before(all.front().span.begin);
  while (tokens_[assign].kind != ASSIGN) --assign;
  uint32_t begin = tokens_[assign].end, end = item->span.end;
  if (all.size() == 1 && !has_comment(all.front().span.begin)) return concat({head, text(" = "), constructor(all.front())});
  std::vector<Doc> lines;
  Doc on_first_line = nullptr;
  for (size_t i = 0; i < all.size(); ++i) {
    bool blank = i > 0 && tokens_.is_blank_before(all[i].span.begin);
    std::vector<Span> comments = take_comments(all[i].span.begin);
    for (size_t k = 0; k < comments.size(); ++k) {
      if (i == 0 && k == 0 && !tokens_.has_line_end(begin, comments[0].begin)) {
        on_first_line = docs_.suffix(file_.text(comments[0]));
        continue;
      }
      lines.push_back(i > 0 && k == 0 && tokens_.is_blank_before(comments[k].begin) ? docs_.blank_line(true, true) : docs_.hard());
      lines.push_back(source(comments[k]));
      blank = false;
    }
    lines.push_back(!comments.empty() ? docs_.hard() : blank ? docs_.blank_line(false, true) : docs_.line());
    lines.push_back(i == 0 ? docs_.if_broken(text("| "), docs_.empty()) : text("| "));
    lines.push_back(entries[i].make());
    lines.push_back(trailing_comment(all[i].span.end, i + 1 < all.size() ? all[i + 1].span.begin : end));
  }
  bool one_line = is_on_one_line(begin, all.back().span.begin);
  return docs_.group(concat({head, text(" ="), on_first_line, docs_.nest(2, concat(std::move(lines)))}), !one_line);
}

Doc Formatter::constructor(const ConstructorDecl& decl) {
  if (decl.fields.empty()) {
    size_t open = tokens_.at(decl.name.span.end);
    bool written = open < tokens_.size() && tokens_[open].kind == LPAREN && tokens_[open].begin < decl.span.end;
    return written ? concat({text(decl.name.text), bracketed(open, {})}) : text(decl.name.text);
  }
  return concat({text(decl.name.text), fields(decl)});
}

Doc Formatter::fields(const ConstructorDecl& decl) {
  size_t name_end = tokens_.at(decl.name.span.end);
  while (tokens_[name_end].kind != LPAREN) ++name_end;  // past type parameters
  std::vector<Entry> entries;
  for (const FieldDecl& field : decl.fields)
    entries.push_back({field.span.begin, field.span.end, [this, &field] {
                         std::vector<Doc> parts;
                         for (const Attribute& written : field.attributes) {
                           parts.push_back(attribute(written));
                           parts.push_back(text(" "));
                         }
                         if (!field.label.empty()) parts.push_back(text(field.label.text + ": "));
                         parts.push_back(type(field.type));
                         if (!field.default_value) return concat(std::move(parts));
                         parts.push_back(text(" ="));
                         return assign(concat(std::move(parts)), field.default_value);
                       }});
  return bracketed(name_end, entries);
}

void Formatter::signature(const TypeExpr* result, const TypeExpr* receives, std::vector<Doc>& parts) {
  if (result) {
    parts.push_back(text(" -> "));
    parts.push_back(docs_.rigid(type(result)));
  }
  if (receives) {
    parts.push_back(text(" receives "));
    parts.push_back(docs_.rigid(type(receives)));
  }
}

Doc Formatter::clause(const Clause& clause, bool is_public) {
  std::vector<Doc> parts = {text(std::string(is_public ? "pub " : "") + "fn " + clause.name.text)};
  parts.push_back(parameters(tokens_.at(clause.name.span.end), clause.parameters));
  signature(clause.result, clause.receives, parts);
  if (clause.guard) parts.push_back(docs_.group(docs_.nest(4, concat({docs_.line(), text("when "), expr(clause.guard)}))));
  if (!clause.body) return concat(std::move(parts));
  if (clause.is_expression_body) {
    parts.push_back(text(" ="));
    return assign(concat(std::move(parts)), clause.body);
  }
  parts.push_back(text(" "));
  parts.push_back(block(clause.body));
  return concat(std::move(parts));
}

Doc Formatter::parameters(size_t open, const std::vector<Parameter>& parameters) {
  std::vector<Entry> entries;
  for (const Parameter& written : parameters) entries.push_back({written.span.begin, written.span.end, [this, &written] { return parameter(written); }});
  return bracketed(open, entries);
}

Doc Formatter::parameter(const Parameter& parameter) {
  std::vector<Doc> parts;
  if (!parameter.label.empty()) parts.push_back(text(parameter.label.text + " "));
  parts.push_back(pattern(parameter.pattern));
  if (parameter.type) {
    parts.push_back(text(": "));
    parts.push_back(type(parameter.type));
  }
  if (!parameter.default_value) return concat(std::move(parts));
  parts.push_back(text(" ="));
  return assign(concat(std::move(parts)), parameter.default_value);
}

}  // namespace riotc::format
