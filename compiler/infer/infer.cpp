// SPDX-License-Identifier: MIT
// Groups in order, members of a group, and what is found out once all are done.
//
// A group is declared (a type for every member), walked, then finished (generalise.cpp). The state of a group is an object
// of its own, because a constructor's default can need a function that no reference has put before its user.
#include "compiler/infer/infer.h"

#include <set>

#include "compiler/infer/freedom.h"
#include "compiler/infer/inferer.h"
#include "compiler/infer/process_warnings.h"

namespace riotc::infer {

typed::Program infer_program(const resolve::Program& program, types::TypeTable& types, Diagnostics& diags) {
  return Inferer(program, types, diags).run();
}

Inferer::Inferer(const resolve::Program& program, types::TypeTable& types, Diagnostics& diags)
    : program_(program), types_(types), diags_(diags), functions_(program.functions.size()), consts_(program.consts.size()) {
  int_ = types_.builtin("Int");
  float_ = types_.builtin("Float");
  bool_ = types_.builtin("Bool");
  string_ = types_.builtin("String");
  bytes_ = types_.builtin("Bytes");
  unit_ = types_.builtin("Unit");
  duration_ = types_.builtin("Duration");
  never_ = types_.builtin("Never");
  option_ = types_.get(types_.builtin("Option")).decl;
  result_ = types_.get(types_.builtin("Result")).decl;
  if (!program.prelude.is_valid()) return;
  const auto& standard = program.modules[program.prelude].exported_values;
  auto find = [&](const char* name) {
    auto found = standard.find(name);
    const FunctionId* id = found == standard.end() ? nullptr : std::get_if<FunctionId>(&found->second);
    return id ? *id : FunctionId{};
  };
  panic_ = find("panic");
  todo_ = find("todo");
}

typed::Program Inferer::run() {
  declare_types();
  compute_variances();
  compute_holders();

  std::vector<bool> may_use = find_mailbox_users(program_);
  for (size_t i = 0; i < functions_.size(); ++i) functions_[i].may_use_mailbox = may_use[i];

  const auto& groups = program_.groups;
  group_progress_.assign(groups.size(), Progress::Unseen);
  for (uint32_t number = 0; number < groups.size(); ++number) {
    for (const resolve::Binding& binding : groups[number]) {
      if (const auto* function = std::get_if<FunctionId>(&binding)) group_of_function_[function->value] = number;
      if (const auto* constant = std::get_if<ConstId>(&binding)) group_of_const_[constant->value] = number;
    }
  }
  for (uint32_t number = 0; number < groups.size(); ++number) infer_group(number);
  check_field_defaults();
  find_needs();
  report_small_types();
  if (!diags_.has_errors()) warn_about_processes(out_, types_, [this](const typed::Expr* e) { return diverges(e); }, diags_);
  return std::move(out_);
}

void Inferer::infer_group(uint32_t number) {
  if (group_progress_[number] != Progress::Unseen) return;
  group_progress_[number] = Progress::Running;

  Group group;
  group.number = number;
  for (const resolve::Binding& binding : program_.groups[number]) {
    Member member;
    if (const auto* function = std::get_if<FunctionId>(&binding)) {
      member.function = *function;
      member.body.module = program_.functions[*function].module;
    } else {
      member.constant = std::get<ConstId>(binding);
      member.body.module = program_.consts[member.constant].module;
    }
    group.members.push_back(std::move(member));
  }

  // What is under way in another group waits.
  Group* outer_group = std::exchange(group_, &group);
  Body* outer_body = std::exchange(body_, nullptr);
  Frame* outer_frame = std::exchange(frame_, nullptr);
  Capture* outer_capture = std::exchange(capture_, nullptr);
  const syntax::Expr* outer_target = std::exchange(pipe_target_, nullptr);
  int outer_quiet = std::exchange(quiet_, 0);

  for (Member& member : group.members) declare(member, group.members.size() == 1);
  for (Member& member : group.members) infer_member(member);
  finish_group();

  group_ = outer_group;
  body_ = outer_body;
  frame_ = outer_frame;
  capture_ = outer_capture;
  pipe_target_ = outer_target;
  quiet_ = outer_quiet;
  group_progress_[number] = Progress::Done;
}

FunctionInfo& Inferer::function_info(FunctionId id) {
  FunctionInfo& info = functions_[id.value];
  if (info.progress == Progress::Unseen) {
    auto group = group_of_function_.find(id.value);
    if (group != group_of_function_.end()) infer_group(group->second);
    if (info.progress == Progress::Unseen) info.type = types_.error();
  }
  return info;
}

ConstInfo& Inferer::const_info(ConstId id) {
  ConstInfo& info = consts_[id.value];
  if (info.progress == Progress::Unseen) {
    auto group = group_of_const_.find(id.value);
    if (group != group_of_const_.end()) infer_group(group->second);
    if (info.progress == Progress::Unseen) info.type = types_.error();
  }
  return info;
}

void Inferer::infer_member(Member& member) {
  body_ = &member.body;
  if (member.function.is_valid()) {
    infer_function(member);
  } else {
    infer_constant(member);
  }
  body_ = nullptr;
  frame_ = nullptr;
}

void Inferer::infer_function(Member& member) {
  const resolve::Function& function = program_.functions[member.function];
  FunctionInfo& info = functions_[member.function.value];
  TypeId type = types_.shallow(info.type);
  if (types_.get(type).kind != TypeKind::Function) return;

  Frame frame;
  frame.kind = function.test ? FrameKind::Test : FrameKind::Function;
  frame.result = types_.result(type);
  frame.slot = types_.slot(type);
  frame.name = function.name;
  frame_ = &frame;
  if (function.test) {
    frame.span = function.test->name.span;
    typed::Clause clause;
    clause.span = function.test->span;
    clause.body = infer(function.test->body, Want{frame.result, {}});
    member.clauses.push_back(std::move(clause));
    return;
  }
  if (!function.item || function.item->clauses.empty()) return;
  frame.span = function.item->name.span;

  for (const syntax::Clause& clause : function.item->clauses) {
    if (clause.result) frame.result_origin = {Why::Annotation, clause.result->span, function.name, 0};
    if (clause.receives) frame.slot_origin = {Why::Annotation, clause.receives->span, function.name, 0};
  }
  const bool has_body = function.kind == resolve::FunctionKind::Riot || function.kind == resolve::FunctionKind::Test;
  for (const syntax::Clause& clause : function.item->clauses) {
    typed::Clause made;
    made.span = clause.span;
    size_t first_local = body_->locals.size();
    for (size_t i = 0; i < clause.parameters.size() && i < types_.parameter_count(type); ++i) {
      const syntax::Parameter& parameter = clause.parameters[i];
      Origin origin;
      if (parameter.type) origin = {Why::Annotation, parameter.type->span, "", 0};
      made.parameters.push_back(infer_pattern(parameter.pattern, types_.parameter(type, i), origin));
      if (parameter.default_value) {
        // Typed here once for its mistakes; every call that leaves it out types it again at the call's types.
        Origin at_default{Why::Default, parameter.span, info.arguments[i].name, 0};
        const size_t uses = group_->structural.size();
        infer_default(parameter.default_value, body_->module, Want{types_.parameter(type, i), at_default});
        // What it does with a type that the caller chooses matters where a call leaves the argument out: it is looked at there.
        std::vector<StructuralUse>& all = group_->structural;
        all.erase(std::remove_if(all.begin() + static_cast<std::ptrdiff_t>(uses), all.end(),
                                 [&](const StructuralUse& use) { return types_.has_variables(use.type) || types_.has_parameters(use.type); }),
                  all.end());
      }
    }
    if (!has_body || !clause.body) {
      body_->locals.resize(first_local);
      continue;
    }
    seal_pattern(first_local);
    if (clause.guard) made.guard = infer_guard(clause.guard);
    made.body = infer(clause.body, Want{frame.result, frame.result_origin});
    if (frame.result_origin.why == Why::None) frame.result_origin = {Why::Clause, clause.body->span, function.name, 0};
    check_unused(first_local);
    member.clauses.push_back(std::move(made));
  }
}

void Inferer::infer_constant(Member& member) {
  const resolve::Const& constant = program_.consts[member.constant];
  ConstInfo& info = consts_[member.constant.value];
  Frame frame;
  frame.kind = FrameKind::Constant;
  frame.slot = types_.no_mailbox();
  frame.name = constant.name;
  frame.span = constant.item->name.span;
  frame_ = &frame;
  Origin origin;
  if (constant.item->type) origin = {Why::Annotation, constant.item->type->span, "", 0};
  member.value = infer(constant.item->value, Want{info.type, origin});
}

// Default values of fields: each construction types them anew, so their mistakes are told here, once.
void Inferer::check_field_defaults() {
  for (const auto& decl : program_.types) {
    for (ConstructorId id : decl.constructors) {
      const syntax::ConstructorDecl* constructor = program_.constructors[id].decl;
      auto declared = out_.constructors.find(id);
      if (!constructor || declared == out_.constructors.end()) continue;
      for (size_t i = 0; i < constructor->fields.size(); ++i) {
        const syntax::FieldDecl& field = constructor->fields[i];
        if (!field.default_value) continue;
        Group group;
        Body body;
        Frame frame;
        body.module = decl.module;
        frame.kind = FrameKind::Constant;
        frame.slot = types_.no_mailbox();
        frame.name = field.label.text;
        group_ = &group;
        body_ = &body;
        frame_ = &frame;
        typed::Expr* value = infer_default(field.default_value, decl.module, Want{declared->second.fields[i], {Why::Default, field.span, field.label.text, 0}});
        solve_deferred();
        check_structural();
        check_dropped();
        for (TypeId* type : group.type_slots) *type = closed(*type);
        out_.field_defaults[{id, static_cast<uint32_t>(i)}] = {value, std::move(body.variables)};
        body_ = nullptr;
        frame_ = nullptr;
        group_ = nullptr;
      }
    }
  }
}

bool Inferer::is_main(const resolve::Function& function) const {
  return function.name == "main" && function.item && function.module == program_.root;
}

// Whether what is looked at stands in `main` itself, not in a closure in it.
bool Inferer::stands_in_main() const {
  return frame_->kind == FrameKind::Function && body_->function &&
         is_main(program_.functions[FunctionId{static_cast<uint32_t>(body_->function - functions_.data())}]);
}

// main returns Unit or a Result of it; tests likewise, so that `?` works in them.
void Inferer::check_main(FunctionId id, Body& body) {
  const resolve::Function& function = program_.functions[id];
  if (!is_main(function) && !function.test) return;
  TypeId type = types_.shallow(functions_[id.value].type);
  if (types_.get(type).kind != TypeKind::Function) return;
  TypeId result = types_.shallow(types_.result(type));
  if (is_open(result)) {
    unify(unit_, result);
    return;
  }
  if (is_error(result) || result == unit_) return;
  const types::Type& shape = types_.get(result);
  Span span = function.item ? function.item->name.span : function.test->name.span;
  const char* what = is_main(function) ? "`main`" : "a test";
  body_ = &body;
  if (shape.kind == TypeKind::Named && shape.decl == result_) {
    if (!unify(unit_, shape.arguments[0]))
      error(Code::E0327, span, std::string(what) + " returns `" + print(result) + "`")
          .help("a Result that " + std::string(what) + " returns holds nothing when all went well: end with `Ok(())`");
  } else if (shape.kind == TypeKind::Parameter) {
    // `-> Never`, or a body that never comes back: fits Unit.
  } else {
    auto report = error(Code::E0327, span, std::string(what) + " must return Unit or `Result[Unit, e]`, and returns `" + print(result) + "`");
    Span last = function.item ? function.item->clauses[0].body->span : function.test->body->span;
    const syntax::Expr* value = function.item ? function.item->clauses[0].body : function.test->body;
    if (value->kind == syntax::ExprKind::Block) {
      const auto& statements = static_cast<const syntax::BlockExpr*>(value)->statements;
      if (!statements.empty()) last = statements.back().span;
    }
    report.label(last, "this value is what " + std::string(what) + " returns");
    report.help("write `let _ = ..` before it if the value does not matter, and end with `()`");
  }
  body_ = nullptr;
}

// Which constants must be set before which: those that a constant mentions, also through functions.
void Inferer::find_needs() {
  for (const resolve::Module& module : program_.modules) {
    for (ConstId id : module.consts) {
      auto found = out_.constants.find(id);
      if (found == out_.constants.end()) continue;
      std::vector<bool> seen_functions(functions_.size());
      std::set<uint32_t> needs;
      std::vector<FunctionId> functions = consts_[id.value].mentioned_functions;
      std::vector<ConstId> consts = consts_[id.value].mentioned_consts;
      while (!functions.empty() || !consts.empty()) {
        if (!consts.empty()) {
          ConstId next = consts.back();
          consts.pop_back();
          if (!needs.insert(next.value).second) continue;
          const ConstInfo& info = consts_[next.value];
          functions.insert(functions.end(), info.mentioned_functions.begin(), info.mentioned_functions.end());
          consts.insert(consts.end(), info.mentioned_consts.begin(), info.mentioned_consts.end());
        } else {
          FunctionId next = functions.back();
          functions.pop_back();
          if (seen_functions[next.value]) continue;
          seen_functions[next.value] = true;
          const FunctionInfo& info = functions_[next.value];
          functions.insert(functions.end(), info.mentioned_functions.begin(), info.mentioned_functions.end());
          consts.insert(consts.end(), info.mentioned_consts.begin(), info.mentioned_consts.end());
        }
      }
      needs.erase(id.value);
      for (uint32_t need : needs) found->second.needs.push_back(ConstId{need});
    }
  }
}

}  // namespace riotc::infer
