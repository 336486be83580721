// SPDX-License-Identifier: MIT
// Values that go nowhere, and variables that nobody reads.
#include <algorithm>
#include <set>

#include "compiler/infer/inferer.h"

namespace riotc::infer {

namespace {

// Modules whose functions read their arguments and do nothing else.
bool is_pure_module(const std::string& name) {
  static const std::set<std::string> pure = {"list", "option", "result", "string", "bytes", "int", "float", "bool", "map", "set", "queue",
                                             "order", "duration", "tuple", "base64", "hex", "hash", "json", "regex", "path", "uri"};
  return pure.count(name) > 0;
}

}  // namespace

// A call of a library function that only looks at what it is given, and is given no function.
bool Inferer::only_reads(const typed::Expr* expr) {
  if (expr->kind != typed::ExprKind::Call) return false;
  const auto* call = static_cast<const typed::CallExpr*>(expr);
  if (call->callee->kind != typed::ExprKind::FunctionRef) return false;
  const resolve::Function& function = program_.functions[static_cast<const typed::FunctionRefExpr*>(call->callee)->function];
  const resolve::Module& home = program_.modules[function.module];
  if (!home.is_library) return false;
  static const std::set<std::string> standard = {"show", "compare", "min", "max"};
  const bool is_pure = function.module == program_.prelude ? standard.count(function.name) > 0 : is_pure_module(home.name);
  if (!is_pure) return false;
  static const std::set<std::string> can_crash = {"expect"};
  if (can_crash.count(function.name)) return false;
  return std::none_of(call->arguments.begin(), call->arguments.end(),
                      [this](const typed::Argument& a) { return shape(a.value->type).kind == TypeKind::Function; });
}

void Inferer::check_dropped() {
  for (const DroppedValue& dropped : group_->dropped) {
    const typed::Expr* value = dropped.value;
    TypeId type = types_.shallow(value->type);
    const TypeKind kind = types_.get(type).kind;
    if (kind == TypeKind::Error || kind == TypeKind::Variable || type == unit_ || type == never_) continue;
    body_ = dropped.body;
    using K = typed::ExprKind;
    const char* what = nullptr;
    switch (value->kind) {
      case K::Int: case K::Float: case K::String: case K::Bool: case K::Interpolate: what = "a literal"; break;
      case K::Tuple: what = "a tuple"; break;
      case K::List: case K::Range: what = "a list"; break;
      case K::Map: what = "a map"; break;
      case K::Bits: what = "bytes"; break;
      case K::Local: case K::ConstRef: what = "a variable"; break;
      case K::FunctionRef: case K::ConstructorRef: what = "a function that is not called"; break;
      case K::Lambda: what = "a closure that is not called"; break;
      case K::Field: what = "a field"; break;
      case K::Construct: case K::Update: what = "a value"; break;
      case K::Operator: case K::Compare: case K::Not: what = "the value of an operator"; break;
      case K::Logic: what = diverges(static_cast<const typed::LogicExpr*>(value)->right) ? nullptr : "the value of an operator"; break;
      default: break;
    }
    const types::Type& shape = types_.get(type);
    if (value->kind == K::Logic && what) {
      // `ready or start()` is a way to say `if`.
      const auto* logic = static_cast<const typed::LogicExpr*>(value);
      if (logic->right->kind == K::Call || logic->right->kind == K::Block) what = nullptr;
    }
    if (what) {
      auto report = error(Code::E0316, value->span, std::string("this statement is ") + what + " that goes nowhere");
      if (value->kind == K::Compare && static_cast<const typed::CompareExpr*>(value)->op == syntax::BinaryOp::Equal)
        report.help("`let name = ..` binds, `assert a == b` checks");
      else if (value->kind == K::FunctionRef || (value->kind == K::Lambda && dropped.syntax->kind != syntax::ExprKind::Call))
        report.help("call it with `(..)`");
      else
        report.help("`let _ = ..` says that it is meant");
    } else if (shape.kind == TypeKind::Named && shape.decl == result_) {
      warn(Code::W0101, value->span, "this Result is not used: an Error would go unnoticed", "`match` on it, use `?`, or write `let _ = ..`");
    } else if (only_reads(value)) {
      warn(Code::W0111, value->span, "the value of this call goes nowhere, and the call does nothing else",
           "values do not change: bind what it returns, or write `let _ = ..`");
    }
    body_ = nullptr;
  }
}

void Inferer::report_unused(Body& body) {
  if (body.has_errors) return;
  body_ = &body;
  std::unordered_set<VariableId> told;
  for (const Body::Placeholder& placeholder : body.placeholders)
    if (told.insert(placeholder.variable).second && !report_placeholders(body, placeholder.variable)) told.erase(placeholder.variable);
  for (const auto& [name, span, type, variable] : body.unused) {
    if (told.count(variable)) continue;
    if (is_builtin(type, BuiltinType::Reply)) continue;  // process_warnings.h says more
    std::string help = "write `_" + name + "` or `_` if it is not needed";
    for (const auto& [constructor, ids] : module().constructors)
      if (constructor.size() == name.size() && constructor.substr(1) == name.substr(1) && constructor[0] == name[0] - 'a' + 'A')
        help = "a name in small letters is a variable, which takes every value; the constructor is `" + constructor + "`";
    warn(Code::W0107, span, "the variable `" + name + "` is not used", help);
  }
  body_ = nullptr;
}

void Inferer::check_unused(size_t first_local) {
  for (size_t i = first_local; i < body_->locals.size(); ++i) {
    const Local& local = body_->locals[i];
    if (local.is_used || local.name.empty() || local.name[0] == '_') continue;
    // Told at the end, and only if the body is right otherwise: a mistake may be what hides the use.
    if (quiet_ == 0) body_->unused.push_back({local.name, body_->variables[local.variable].span, body_->variables[local.variable].type, local.variable});
  }
  body_->locals.resize(first_local);
}

}  // namespace riotc::infer
