// SPDX-License-Identifier: MIT
#include "fixture.h"

#include <fstream>
#include <sstream>

#include "compiler/exhaustive/exhaustive.h"
#include "compiler/infer/infer.h"
#include "compiler/parse/parse.h"
#include "compiler/resolve/resolve.h"

namespace riotc::exhaustive {

void Exhaustive::type(const std::string& text) {
  resolve::Loader loader;
  loader.read = [](const std::string& name, bool library) -> std::optional<resolve::Loader::Text> {
    if (!library) return std::nullopt;
    std::ifstream file(std::string(RIOT_STDLIB "/").append(name).append(".riot"));
    if (!file) return std::nullopt;
    std::stringstream content;
    content << file.rdbuf();
    return resolve::Loader::Text{name, content.str()};
  };
  loader.parse = [this](const SourceFile& file, std::string name) { return parse_module(file, std::move(name), diags); };
  const SourceFile& root = sources.add("main.riot", text);
  program = std::make_unique<resolve::Program>(resolve::resolve_program(root, "main", loader, sources, diags));
  types = std::make_unique<types::TypeTable>(*program);
  typed_program = infer::infer_program(*program, *types, diags);
  for (const Diagnostic& diagnostic : diags.all())
    if (diagnostic.severity == Severity::Error) ADD_FAILURE() << sources.describe(diagnostic.span) << " " << diagnostic.message;
}

std::vector<std::string> Exhaustive::check(const std::string& text) {
  type(text);
  Diagnostics found;
  check_program(typed_program, *types, found);
  auto at = [this](Span span) {
    LineColumn place = sources.line_column(span);
    return std::to_string(place.line).append(":").append(std::to_string(place.column)).append(" ");
  };
  std::vector<std::string> result;
  for (const Diagnostic& diagnostic : found.sorted()) {
    std::string message = code_name(diagnostic.code);
    message.append(" ").append(at(diagnostic.span)).append(diagnostic.message);
    if (!diagnostic.span_label.empty()) message.append(" | here: ").append(diagnostic.span_label);
    for (const Label& label : diagnostic.labels) message.append(" | ").append(at(label.span)).append(label.text);
    for (const std::string& note : diagnostic.notes) message.append(" | note: ").append(note);
    for (const std::string& help : diagnostic.helps) message.append(" | help: ").append(help);
    result.push_back(message);
  }
  return result;
}

std::string Exhaustive::only(const std::string& text) {
  std::vector<std::string> all = check(text);
  if (all.size() == 1) return all.front();
  for (const std::string& message : all) ADD_FAILURE() << message;
  return std::to_string(all.size()).append(" messages");
}

DecisionTree Exhaustive::tree(const std::string& text) {
  type(text);
  for (const auto& [id, one] : typed_program.functions)
    if (program->functions[id].name == "f" && program->functions[id].module == program->root) function = &one;
  if (!function) {
    ADD_FAILURE() << "no function f";
    return {};
  }
  std::vector<Row> rows;
  std::vector<types::TypeId> columns;
  if (function->clauses.size() == 1) {
    const typed::Expr* body = function->clauses[0].body;
    if (body->kind == typed::ExprKind::Block) body = static_cast<const typed::BlockExpr*>(body)->value;
    auto* match = static_cast<const typed::MatchExpr*>(body);
    for (const typed::Arm& arm : match->arms) rows.push_back({{arm.pattern}, arm.guard != nullptr});
    columns.push_back(match->scrutinee->type);
  } else {
    for (const typed::Clause& clause : function->clauses)
      rows.push_back({{clause.parameters.begin(), clause.parameters.end()}, clause.guard != nullptr});
    for (const typed::Pattern* parameter : function->clauses[0].parameters) columns.push_back(parameter->type);
  }
  return build_decision_tree(rows, columns, typed_program, *types);
}

std::string Exhaustive::tree_text(const std::string& text) {
  DecisionTree built = tree(text);
  return function ? "\n" + print(built, *program, &function->variables) : "";
}

}  // namespace riotc::exhaustive
