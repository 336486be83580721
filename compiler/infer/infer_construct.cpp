// SPDX-License-Identifier: MIT
// Making values of declared types, and updating them.
#include <algorithm>

#include "compiler/infer/inferer.h"

namespace riotc::infer {

namespace {

std::string quoted(const std::string& text) { return "`" + text + "`"; }

}  // namespace

std::vector<ParameterInfo> Inferer::fields_of(ConstructorId id) const {
  std::vector<ParameterInfo> result;
  const syntax::ConstructorDecl* decl = program_.constructors[id].decl;
  if (!decl) return result;
  for (const syntax::FieldDecl& field : decl->fields) result.push_back({field.label.text, field.label.text, field.default_value});
  return result;
}

typed::Expr* Inferer::construct(ConstructorId id, std::vector<CallArgument>& arguments, Span name_span, Span span, const Want& want) {
  const resolve::Constructor& constructor = program_.constructors[id];
  auto declared = out_.constructors.find(id);
  std::vector<uint32_t> places;
  if (!may_construct(id, name_span) || declared == out_.constructors.end() ||
      !match_arguments(fields_of(id), arguments, constructor.name, span, places)) {
    infer_all(arguments);
    return error_expr(span);
  }
  warn_deprecated(program_.types[constructor.type].deprecated, program_.types[constructor.type].name, name_span);
  const typed::ConstructorTypes& types = declared->second;
  Substitution made;
  for (TypeId parameter : types.parameters) made.emplace(parameter, fresh());
  TypeId result = types_.substitute(types.result, made);
  bool is_other = false;  // the whole is of another type than expected, which is the one mistake to report
  if (want.is_known()) {
    // The expectation goes inwards: the fields' types are known before the fields are looked at.
    const types::Type& wanted = shape(want.type);
    is_other = wanted.kind == TypeKind::Named && wanted.decl != constructor.type;
    if (wanted.kind == TypeKind::Named && wanted.decl == constructor.type) unify(want.type, result);
  }
  auto* node = make<typed::ConstructExpr>(span, result);
  node->constructor = id;
  std::vector<typed::Argument> values;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const syntax::FieldDecl& field = constructor.decl->fields[places[i]];
    Origin origin = field.label.empty() ? Origin{Why::Argument, field.span, constructor.name, places[i] + 1}
                                        : Origin{Why::Field, field.span, field.label.text, 0};
    Want one{types_.substitute(types.fields[places[i]], made), origin};
    values.push_back({places[i], infer_argument(arguments[i], is_other && arguments[i].is_hole() ? Want{} : one)});
  }
  values = in_order(arguments, std::move(values));
  const ModuleId home = program_.types[constructor.type].module;
  for (uint32_t i = 0; i < constructor.decl->fields.size(); ++i) {
    const syntax::Expr* value = constructor.decl->fields[i].default_value;
    if (!value || std::find(places.begin(), places.end(), i) != places.end()) continue;
    values.push_back({i, left_out(value, home, types_.substitute(types.fields[i], made), name_span, constructor.name)});
  }
  node->arguments = std::move(values);
  return node;
}

typed::Expr* Inferer::update(ConstructorId id, const syntax::CallExpr& expr, std::vector<CallArgument>& arguments, const Want& want) {
  const resolve::Constructor& constructor = program_.constructors[id];
  const resolve::TypeDecl& decl = program_.types[constructor.type];
  auto declared = out_.constructors.find(id);
  if (decl.constructors.size() != 1) {
    error(Code::E0323, expr.callee->span,
          "only a type with one constructor can be updated, and " + quoted(decl.name) + " has " + std::to_string(decl.constructors.size()))
        .help("`match` on the value and make a new one");
    infer(expr.spread);
    infer_all(arguments);
    return error_expr(expr.span);
  }
  if (!may_construct(id, expr.callee->span) || declared == out_.constructors.end()) {
    infer(expr.spread);
    infer_all(arguments);
    return error_expr(expr.span);
  }
  const typed::ConstructorTypes& types = declared->second;
  Substitution made;
  for (TypeId parameter : types.parameters) made.emplace(parameter, fresh());
  TypeId result = types_.substitute(types.result, made);
  if (want.is_known()) {
    const types::Type& wanted = shape(want.type);
    if (wanted.kind == TypeKind::Named && wanted.decl == constructor.type) unify(want.type, result);
  }
  auto* node = make<typed::UpdateExpr>(expr.span, result);
  node->constructor = id;
  node->base = infer(expr.spread, Want{result, {}});

  // Every field may be left out here.
  std::vector<ParameterInfo> fields = fields_of(id);
  static syntax::UnitExpr any(Span{});
  for (ParameterInfo& field : fields) field.default_value = &any;
  std::vector<uint32_t> places;
  if (!match_arguments(fields, arguments, constructor.name, expr.span, places)) {
    infer_all(arguments);
    return error_expr(expr.span);
  }
  for (size_t i = 0; i < arguments.size(); ++i) {
    const syntax::FieldDecl& field = constructor.decl->fields[places[i]];
    Want one{types_.substitute(types.fields[places[i]], made), {Why::Field, field.span, field.label.text, 0}};
    node->arguments.push_back({places[i], infer_argument(arguments[i], one)});
  }
  return node;
}

}  // namespace riotc::infer
