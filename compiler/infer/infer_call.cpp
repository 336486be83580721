// SPDX-License-Identifier: MIT
// Calls: which argument is for which parameter, what is left out, and whether the callee's mailbox fits.
#include <algorithm>

#include "compiler/infer/inferer.h"

namespace riotc::infer {

namespace {

std::string quoted(const std::string& text) { return "`" + text + "`"; }

std::string counted(size_t n) { return std::to_string(n) + (n == 1 ? " argument" : " arguments"); }

}  // namespace

std::vector<CallArgument> Inferer::arguments_of(const syntax::CallExpr& expr) {
  std::vector<CallArgument> arguments;
  for (const syntax::Argument& written : expr.arguments) {
    CallArgument argument;
    argument.label = written.label;
    argument.value = written.value;
    argument.span = written.value ? written.value->span : expr.span;
    arguments.push_back(std::move(argument));
  }
  return arguments;
}

typed::Expr* Inferer::infer_call(const syntax::CallExpr& expr, const Want& want) {
  std::vector<CallArgument> arguments = arguments_of(expr);
  Span span = expr.span;
  if (&expr == pipe_target_) {
    pipe_target_ = nullptr;
    CallArgument piped;
    piped.ready = pipe_value_;
    piped.span = pipe_value_->span;
    auto hole = std::find_if(arguments.begin(), arguments.end(), [](const CallArgument& a) { return a.is_hole(); });
    if (hole != arguments.end()) {
      piped.label = hole->label;
      piped.comes_first = true;
      *hole = piped;
    } else {
      arguments.insert(arguments.begin(), piped);
    }
  }
  if (expr.spread) {
    ConstructorId id;
    if (expr.callee->kind == syntax::ExprKind::Constructor) {
      id = find_constructor(static_cast<const syntax::ConstructorExpr*>(expr.callee)->name, want.type, expr.callee->span);
    } else if (expr.callee->kind == syntax::ExprKind::Field && static_cast<const syntax::FieldExpr*>(expr.callee)->is_constructor) {
      Qualified qualified;
      bool failed = false;
      find_qualified(static_cast<const syntax::FieldExpr&>(*expr.callee), qualified, failed);
      id = qualified.constructor;
    } else {
      error(Code::E0323, expr.callee->span, "`..` updates a value of a type: its constructor stands in front")
          .help("`User(..user, age: 3)`");
    }
    if (id.is_valid()) return update(id, expr, arguments, want);
    infer(expr.spread);
    infer_all(arguments);
    return error_expr(span);
  }
  return call_expr(expr.callee, std::move(arguments), span, want);
}

void Inferer::infer_all(std::vector<CallArgument>& arguments) {
  for (CallArgument& argument : arguments)
    if (!argument.ready && !argument.is_hole()) infer(argument.value);
}

typed::Expr* Inferer::call_expr(const syntax::Expr* callee, std::vector<CallArgument> arguments, Span span, const Want& want) {
  using K = syntax::ExprKind;
  auto fail = [&] {
    infer_all(arguments);
    return error_expr(span);
  };
  auto call_global = [&](const resolve::Global& global, const std::string& name) -> typed::Expr* {
    if (const auto* function = std::get_if<FunctionId>(&global))
      return with_capture(arguments, span, want, [&](const Want& inner) { return call_function(*function, arguments, callee->span, span, inner); });
    if (const auto* constant = std::get_if<ConstId>(&global))
      return with_capture(arguments, span, want, [&](const Want& inner) { return call_value(const_ref(*constant, callee->span), arguments, span, inner); });
    report_unknown_name(name, callee->span);
    return fail();
  };
  auto call_constructor = [&](ConstructorId id) -> typed::Expr* {
    const syntax::ConstructorDecl* decl = program_.constructors[id].decl;
    if (arguments.empty() && (!decl || decl->fields.empty())) {
      const std::string& name = program_.constructors[id].name;
      error(Code::E0302, span, quoted(name) + " is a value, not a function").suggest(Span{span.file, callee->span.end, span.end}, "", "write " + quoted(name) + " alone");
    }
    return with_capture(arguments, span, want, [&](const Want& inner) { return construct(id, arguments, callee->span, span, inner); });
  };

  if (callee->kind == K::Constructor) {
    ConstructorId id = find_constructor(static_cast<const syntax::ConstructorExpr*>(callee)->name, want.type, callee->span);
    return id.is_valid() ? call_constructor(id) : fail();
  }
  if (callee->kind == K::Name) {
    const std::string& name = static_cast<const syntax::NameExpr*>(callee)->name;
    if (!find_local(name)) {
      auto found = module().values.find(name);
      if (found != module().values.end() && !std::holds_alternative<std::monostate>(found->second)) return call_global(found->second, name);
      if (name == "todo" && arguments.size() <= 1) return todo_call(span, arguments.empty() ? nullptr : infer_argument(arguments[0], {}));
      infer_name(static_cast<const syntax::NameExpr&>(*callee));
      return fail();
    }
  }
  if (callee->kind == K::Field) {
    Qualified qualified;
    bool failed = false;
    if (find_qualified(static_cast<const syntax::FieldExpr&>(*callee), qualified, failed)) {
      if (qualified.constructor.is_valid()) return call_constructor(qualified.constructor);
      return call_global(qualified.global, static_cast<const syntax::FieldExpr*>(callee)->field.text);
    }
    if (failed) return fail();
  }
  return with_capture(arguments, span, want, [&](const Want& inner) {
    typed::Expr* function = outside_capture([&] {
      if (callee->kind == K::Lambda) {
        // Called where it stands: its parameters are what it is given.
        std::vector<TypeId> given;
        for (CallArgument& argument : arguments) given.push_back(argument.ready ? argument.ready->type : fresh());
        if (given.size() == static_cast<const syntax::LambdaExpr*>(callee)->parameters.size())
          return infer(callee, Want{types_.function(std::move(given), fresh(), fresh()), {}});
      }
      return infer(callee);
    });
    return call_value(function, arguments, span, inner);
  });
}

bool Inferer::match_arguments(const std::vector<ParameterInfo>& parameters, const std::vector<CallArgument>& arguments, const std::string& what,
                              Span span, std::vector<uint32_t>& out) {
  // A constructor has fields, and its name says that it is one.
  const bool has_fields = what[0] >= 'A' && what[0] <= 'Z';
  std::vector<const CallArgument*> given(parameters.size(), nullptr);
  size_t required = 0;
  for (const ParameterInfo& parameter : parameters) required += !parameter.default_value;
  size_t position = 0;
  bool has_labels = false;
  for (const CallArgument& argument : arguments) {
    if (argument.label.empty()) {
      if (position >= parameters.size()) {
        std::string takes = required == parameters.size() ? counted(required) : std::to_string(required) + " to " + counted(parameters.size());
        if (parameters.empty()) takes = "no arguments";
        auto report = error(Code::E0302, argument.span, quoted(what) + " takes " + takes + ", found " + std::to_string(arguments.size()));
        report.here("this is too much");
        if (parameters.size() == 1 && (what == "println" || what == "print" || what == "eprintln" || what == "panic"))
          report.help("`\"count: ${n}\"` inserts values into a text");
        if (what == "reduce") report.help("`list.fold(xs, from, f)` begins with a value; `list.reduce(xs, f)` with the first item");
        if (what == "exit") report.help("`exit(reason)` ends this process, `process.exit(pid, reason)` another one");
        return false;
      }
      given[position] = &argument;
      out.push_back(static_cast<uint32_t>(position++));
      continue;
    }
    has_labels = true;
    size_t i = 0;
    while (i < parameters.size() && parameters[i].label != argument.label.text) ++i;
    if (i == parameters.size()) {
      std::vector<std::string> labels;
      for (const ParameterInfo& parameter : parameters)
        if (!parameter.label.empty()) labels.push_back(parameter.label);
      auto report = error(Code::E0303, argument.label.span, quoted(what) + (has_fields ? " has no field " : " has no parameter ") + quoted(argument.label.text));
      if (std::string near = did_you_mean(argument.label.text, labels); !near.empty()) {
        report.help("did you mean " + quoted(near) + "?");
        report.suggest(argument.label.span, near, "write " + quoted(near));
      } else if (!labels.empty()) {
        std::string list;
        for (const std::string& label : labels) list += (list.empty() ? "" : ", ") + quoted(label);
        report.note((has_fields ? "its fields are " : "its labels are ") + list);
      }
      return false;
    }
    if (given[i]) {
      error(Code::E0321, argument.label.span, quoted(argument.label.text) + " is given twice").label(given[i]->span, "the first is here");
      return false;
    }
    given[i] = &argument;
    out.push_back(static_cast<uint32_t>(i));
  }
  std::string missing;
  size_t count = 0;
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (given[i] || parameters[i].default_value) continue;
    ++count;
    const std::string& name = !parameters[i].label.empty() ? parameters[i].label : parameters[i].name;
    missing += (missing.empty() ? "" : ", ") + (name.empty() ? "the " + ordinal(static_cast<uint32_t>(i) + 1) : quoted(name));
  }
  if (count == 0) return true;
  if (has_labels) {
    error(Code::E0304, span, quoted(what) + (has_fields ? (count == 1 ? " lacks the field " : " lacks the fields ") : (count == 1 ? " lacks the argument " : " lacks the arguments ")) + missing);
  } else {
    const std::string takes = required == parameters.size() ? counted(required) : std::to_string(required) + " to " + counted(parameters.size());
    error(Code::E0302, span, quoted(what) + " takes " + takes + ", found " + std::to_string(arguments.size()))
        .note((count == 1 ? "missing is " : "missing are ") + missing);
  }
  return false;
}

typed::Expr* Inferer::infer_argument(CallArgument& argument, const Want& want) {
  if (argument.is_hole() && capture_) {
    VariableId hole = capture_->holes[capture_->next_hole++];
    TypeId type = body_->variables[hole].type;
    auto* node = make<typed::LocalExpr>(argument.span, type);
    node->variable = hole;
    return coerce(node, want);
  }
  if (!capture_) return argument.ready ? coerce(argument.ready, want) : infer(argument.value, want);
  // What is not a hole is evaluated once, when the capture is made.
  typed::Expr* value = outside_capture([&] { return argument.ready ? coerce(argument.ready, want) : infer(argument.value, want); });
  using K = typed::ExprKind;
  switch (value->kind) {
    case K::Int: case K::Float: case K::String: case K::Bool: case K::Unit: case K::Local: case K::FunctionRef: case K::ConstRef: case K::ConstructorRef:
      return value;
    default: break;
  }
  VariableId variable = new_variable("", value->span, value->type);
  auto* pattern = make<typed::VariablePattern>(value->span, value->type);
  pattern->variable = variable;
  typed::Statement let;
  let.kind = typed::StatementKind::Let;
  let.span = value->span;
  let.value = value;
  let.pattern = pattern;
  capture_->lets.push_back(std::move(let));
  auto* node = make<typed::LocalExpr>(value->span, value->type);
  node->variable = variable;
  return node;
}

// A default value is typed as its module sees it, at the type that the parameter has in this call.
typed::Expr* Inferer::infer_default(const syntax::Expr* value, ModuleId module, const Want& want) {
  std::vector<Local> locals;
  std::swap(locals, body_->locals);
  const std::vector<Local>* outer_hidden = std::exchange(hidden_locals_, &locals);
  ModuleId here = std::exchange(body_->module, module);
  Capture* outer_capture = std::exchange(capture_, nullptr);
  const syntax::Expr* outer_target = std::exchange(pipe_target_, nullptr);
  typed::Expr* node = infer(value, want);
  pipe_target_ = outer_target;
  capture_ = outer_capture;
  body_->module = here;
  hidden_locals_ = outer_hidden;
  std::swap(locals, body_->locals);
  return node;
}

// The default value of what a call leaves out. It was reported on where it stands; what it does at the types of this call is the
// call's.
typed::Expr* Inferer::left_out(const syntax::Expr* value, ModuleId module, TypeId type, Span callee, const std::string& name) {
  const size_t uses = group_->structural.size();
  ++quiet_;
  typed::Expr* node = infer_default(value, module, Want{type, {}});
  --quiet_;
  for (size_t i = uses; i < group_->structural.size(); ++i) {
    group_->structural[i].span = callee;
    group_->structural[i].function = name;
  }
  return node;
}

// What a pipe put in place of a `_` is evaluated before the other arguments.
std::vector<typed::Argument> Inferer::in_order(std::vector<CallArgument>& arguments, std::vector<typed::Argument> values) {
  for (size_t i = 0; i < arguments.size() && i < values.size(); ++i)
    if (arguments[i].comes_first) std::rotate(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(i), values.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  return values;
}

// Two arguments of which each would fit the other's place: one mistake.
void Inferer::report_swapped(const std::string& name, const std::vector<CallArgument>& arguments, const std::vector<uint32_t>& places, size_t since) {
  const auto alike = [&](TypeId expected, TypeId found) {
    const types::Type& a = shape(expected);
    const types::Type& b = shape(found);
    if (a.kind == TypeKind::Variable || b.kind == TypeKind::Variable || a.kind == TypeKind::Error) return true;
    if (a.kind != b.kind) return false;
    if (a.kind == TypeKind::Named) return a.decl == b.decl;
    return a.arguments.size() == b.arguments.size();
  };
  std::vector<std::pair<size_t, Mismatch>> wrong;  // index of the argument
  for (size_t m = since; m < mismatches_.size(); ++m)
    for (size_t i = 0; i < arguments.size(); ++i)
      if (arguments[i].span == mismatches_[m].span) wrong.emplace_back(i, mismatches_[m]);
  if (wrong.size() != 2 || !alike(wrong[0].second.expected, wrong[1].second.found) || !alike(wrong[1].second.expected, wrong[0].second.found)) return;
  diags_.remove_if([&](const Diagnostic& told) { return told.code == Code::E0301 && (told.span == wrong[0].second.span || told.span == wrong[1].second.span); });
  const std::vector<std::string> names = types_.print_all({wrong[0].second.expected, wrong[1].second.expected});
  error(Code::E0301, wrong[0].second.span, "two arguments of " + quoted(name) + " are in the wrong order")
      .here("the " + ordinal(places[wrong[0].first] + 1) + " must be " + quoted(names[0]))
      .label(wrong[1].second.span, "the " + ordinal(places[wrong[1].first] + 1) + " must be " + quoted(names[1]))
      .help("put each in the place of the other");
}

// A function that uses no mailbox stands for any function: as a value its slot is open.
typed::Expr* Inferer::open_slot(typed::Expr* node) {
  const types::Type& shape = this->shape(node->type);
  if (shape.kind != TypeKind::Function || types_.get(types_.shallow(shape.arguments.back())).kind != TypeKind::NoMailbox) return node;
  std::vector<TypeId> parameters(shape.arguments.begin(), shape.arguments.end() - 2);
  node->type = types_.function(std::move(parameters), shape.arguments[shape.arguments.size() - 2], fresh());
  return node;
}

typed::Expr* Inferer::call_function(FunctionId id, std::vector<CallArgument>& arguments, Span callee_span, Span span, const Want& want) {
  if (id == todo_ && arguments.size() <= 1 && program_.functions[id].item == nullptr) return todo_call(span, nullptr);
  Special form = special(id);
  if (form != Special::None) return special_call(form, id, arguments, callee_span, span, want);

  const std::string& name = program_.functions[id].name;
  auto* callee = static_cast<typed::FunctionRefExpr*>(function_ref(id, callee_span, false));
  const FunctionInfo& info = functions_[id.value];
  TypeId type = types_.shallow(callee->type);
  std::vector<uint32_t> places;
  if (types_.get(type).kind != TypeKind::Function || !match_arguments(info.arguments, arguments, name, span, places)) {
    infer_all(arguments);
    return error_expr(span);
  }
  // An open slot is the callbacks' too: settled first, a closure knows the mailbox it may use.
  TypeId slot = types_.slot(type);
  const bool is_open_slot = is_open(slot);
  if (is_open_slot) use_mailbox(slot, callee_span, quoted(name), true);

  auto* node = make<typed::CallExpr>(span, types_.result(type));
  node->callee = callee;
  bool ok = true;
  const size_t mismatches = mismatches_.size();
  std::vector<typed::Argument> values;
  for (size_t i = 0; i < arguments.size(); ++i) {
    Want one{types_.parameter(type, places[i]), {Why::Argument, {}, name, places[i] + 1}};
    typed::Expr* value = infer_argument(arguments[i], one);
    ok &= !is_error(value->type);
    values.push_back({places[i], value});
  }
  if (mismatches_.size() >= mismatches + 2) report_swapped(name, arguments, places, mismatches);
  mismatches_.resize(std::min(mismatches, mismatches_.size()));
  values = in_order(arguments, std::move(values));
  for (uint32_t i = 0; i < info.arguments.size(); ++i) {
    if (!info.arguments[i].default_value || std::find(places.begin(), places.end(), i) != places.end()) continue;
    values.push_back({i, left_out(info.arguments[i].default_value, program_.functions[id].module, types_.parameter(type, i), callee_span, name)});
  }
  node->arguments = std::move(values);
  if (!is_open_slot) use_mailbox(slot, callee_span, quoted(name), true);
  if (!ok && is_open(node->type)) node->type = types_.error();
  if (info.progress == Progress::Done || info.is_annotated) {
    const resolve::Module& home = program_.modules[program_.functions[id].module];
    if (home.is_library && home.name == "json" && (name == "decode" || name == "from_json" || name == "derived"))
      for (TypeId argument : callee->arguments) group_->open_checks.push_back({argument, callee_span, body_});
  }
  return open_slot(node);
}

typed::Expr* Inferer::call_value(typed::Expr* callee, std::vector<CallArgument>& arguments, Span span, const Want&) {
  auto fail = [&] {
    infer_all(arguments);
    return error_expr(span);
  };
  if (is_error(callee->type)) return fail();
  std::string name = "this function";
  if (callee->kind == typed::ExprKind::Local) name = quoted(body_->variables[static_cast<typed::LocalExpr*>(callee)->variable].name);
  for (const CallArgument& argument : arguments) {
    if (argument.label.empty()) continue;
    error(Code::E0303, argument.label.span, "a function value has no labels").help("give its arguments by position");
    return fail();
  }
  auto* node = make<typed::CallExpr>(span, types_.error());
  node->callee = callee;
  TypeId type = types_.shallow(callee->type);
  if (types_.get(type).kind == TypeKind::Variable) {
    std::vector<TypeId> given;
    std::vector<typed::Argument> values;
    for (uint32_t i = 0; i < arguments.size(); ++i) {
      typed::Expr* value = infer_argument(arguments[i], {});
      given.push_back(value->type);
      values.push_back({i, value});
    }
    node->arguments = in_order(arguments, std::move(values));
    TypeId result = fresh();
    TypeId slot = fresh();
    TypeId made = types_.function(std::move(given), result, slot);
    if (!require(callee->type, made, callee->span, {})) return node;
    use_mailbox(slot, callee->span, name, false);
    node->type = result;
    return node;
  }
  if (types_.get(type).kind != TypeKind::Function) {
    auto report = error(Code::E0306, callee->span, "this is not a function but " + with_article(print(type)));
    if (is_builtin(type, BuiltinType::List)) report.help("`list.at(xs, 0)` returns an `Option` of an item; a pattern takes a list apart");
    else if (is_builtin(type, BuiltinType::Map)) report.help("`map.get(m, key)` returns an `Option` of the value");
    else if (arguments.size() == 1) report.help("is an operator or a comma missing before the `(`?");
    return fail();
  }
  const size_t count = types_.parameter_count(type);
  if (count != arguments.size()) {
    error(Code::E0302, span, name + " takes " + counted(count) + ", found " + std::to_string(arguments.size())).note("its type is " + quoted(print(type)));
    return fail();
  }
  use_mailbox(types_.slot(type), callee->span, name, false);
  std::string plain = name[0] == '`' ? name.substr(1, name.size() - 2) : "the function";
  std::vector<typed::Argument> values;
  for (uint32_t i = 0; i < arguments.size(); ++i)
    values.push_back({i, infer_argument(arguments[i], Want{types_.parameter(type, i), {Why::Argument, {}, plain, i + 1}})});
  node->arguments = in_order(arguments, std::move(values));
  node->type = types_.result(type);
  return open_slot(node);
}

}  // namespace riotc::infer
