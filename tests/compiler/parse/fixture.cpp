// SPDX-License-Identifier: MIT
#include "tests/compiler/parse/fixture.h"

#include "compiler/parse/parse.h"
#include "compiler/syntax/print.h"

namespace riotc::test {

namespace {

std::string place(const Diagnostic& diagnostic, const SourceMap& sources) {
  LineColumn at = sources.line_column(diagnostic.span);
  return std::to_string(at.line) + ":" + std::to_string(at.column) + " " + code_name(diagnostic.code);
}

// On one line, however long.
std::string flat(const std::string& text) {
  std::string out;
  bool at_line_start = false;
  for (char c : text) {
    if (c == '\n') out.push_back(' ');
    else if (c != ' ' || !at_line_start) out.push_back(c);
    at_line_start = c == '\n' || (at_line_start && c == ' ');
  }
  return out;
}

std::string join(const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) all += (all.empty() ? "" : "\n") + line;
  return all;
}

const syntax::Clause* only_clause(const Parsed& parsed) {
  for (const syntax::Item* item : parsed.module->items)
    if (item->kind == syntax::ItemKind::Function) return &static_cast<const syntax::FunctionItem*>(item)->clauses.front();
  return nullptr;
}

}  // namespace

std::string Parsed::messages() const {
  std::vector<std::string> lines;
  for (const Diagnostic& one : diagnostics.sorted()) lines.push_back(place(one, *sources) + " " + one.message);
  return join(lines);
}

std::string Parsed::codes() const {
  std::vector<std::string> lines;
  for (const Diagnostic& one : diagnostics.sorted()) lines.push_back(place(one, *sources));
  return join(lines);
}

Parsed parse(std::string text) {
  Parsed parsed;
  const SourceFile& file = parsed.sources->add("test.riot", std::move(text));
  parsed.module = parse_module(file, "test", parsed.diagnostics);
  return parsed;
}

std::string tree(const std::string& text) {
  Parsed parsed = parse(text);
  std::string messages = parsed.messages();
  return messages + (messages.empty() ? "" : "\n") + flat(syntax::print(*parsed.module));
}

std::string expression(const std::string& text) {
  Parsed parsed = parse("fn f() = " + text + "\n");
  const syntax::Clause* clause = only_clause(parsed);
  std::string messages = parsed.messages();
  if (!messages.empty()) return messages;
  return clause && clause->body ? flat(syntax::print(*clause->body)) : "(nothing)";
}

std::string statements(const std::string& text) {
  Parsed parsed = parse("fn f() {\n" + text + "\n}\n");
  const syntax::Clause* clause = only_clause(parsed);
  std::string messages = parsed.messages();
  if (!messages.empty()) return messages;
  if (!clause || parsed.module->items.size() != 1) return "(not one function)";
  std::vector<std::string> lines;
  for (const syntax::Statement& statement : static_cast<const syntax::BlockExpr*>(clause->body)->statements) {
    std::string line = flat(syntax::print(*statement.value));
    if (statement.kind == syntax::StatementKind::Let) line = "let " + syntax::print(*statement.pattern) + " = " + line;
    lines.push_back(line);
  }
  return join(lines);
}

std::string pattern(const std::string& text) {
  Parsed parsed = parse("fn f(x) = match x { " + text + " -> 0 }\n");
  const syntax::Clause* clause = only_clause(parsed);
  std::string messages = parsed.messages();
  if (!messages.empty()) return messages;
  return flat(syntax::print(*static_cast<const syntax::MatchExpr*>(clause->body)->arms.front().pattern));
}

std::string type(const std::string& text) {
  Parsed parsed = parse("alias X = " + text + "\n");
  std::string messages = parsed.messages();
  if (!messages.empty()) return messages;
  return syntax::print(*static_cast<const syntax::AliasItem*>(parsed.module->items.front())->type);
}

std::string complaints(const std::string& body) { return file_complaints("fn f() {\n" + body + "\n}\n\nfn last() = 1\n"); }

std::string file_complaints(const std::string& text) { return parse(text).messages(); }

}  // namespace riotc::test
