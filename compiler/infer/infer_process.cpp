// SPDX-License-Identifier: MIT
// Processes: `spawn`, `receive`, `!`, `call` and `try_call`.
//
// The body of a spawn has a mailbox slot of its own, one level further in. A slot that is still open and has not been tied to
// anything outside belongs to a process that never receives: its Pid is a Pid[Never].
#include "compiler/infer/foreign_names.h"
#include "compiler/infer/inferer.h"

namespace riotc::infer {

namespace {

std::string quoted(const std::string& text) { return "`" + text + "`"; }

}  // namespace

Inferer::Special Inferer::special(FunctionId id) const {
  const resolve::Function& function = program_.functions[id];
  const resolve::Module& home = program_.modules[function.module];
  if (!home.is_library) return Special::None;
  const bool is_ours = function.kind == resolve::FunctionKind::Intrinsic || function.module == program_.prelude || home.name == "process";
  if (!is_ours) return Special::None;
  const std::string& name = function.kind == resolve::FunctionKind::Intrinsic ? function.external_name : function.name;
  if (name == "spawn") return Special::Spawn;
  if (name == "spawn_link") return Special::SpawnLink;
  if (name == "call") return Special::Call;
  if (name == "try_call") return Special::TryCall;
  return Special::None;
}

void Inferer::check_not_in_guard(Span span, const char* what) {
  if (frame_->in_guard) error(Code::E0314, span, std::string("a guard may not ") + what).help("do it before, and compare the value in the guard");
}

// Without a call: `list.map(workers, spawn)`.
typed::Expr* Inferer::special_value(Special form, FunctionId id, Span span) {
  if (form == Special::Call || form == Special::TryCall) {
    error(Code::E0330, span, quoted(program_.functions[id].name) + " is called, not passed as a value")
        .help("pass a closure that calls it: `fn(pid) { " + program_.functions[id].name + "(pid, ..) }`");
    return error_expr(span);
  }
  TypeId message = fresh();
  TypeId body = types_.function({}, fresh(), types_.mailbox(message));
  TypeId pid = types_.builtin("Pid", {message});
  VariableId variable = new_variable("", span, body);
  auto* pattern = make<typed::VariablePattern>(span, body);
  pattern->variable = variable;
  auto* local = make<typed::LocalExpr>(span, body);
  local->variable = variable;
  auto* spawn = make<typed::SpawnExpr>(span, pid);
  spawn->link = form == Special::SpawnLink;
  spawn->function = local;
  spawn->message = message;
  close_later(&spawn->message);
  auto* lambda = make<typed::LambdaExpr>(span, types_.function({body}, pid, fresh()));
  lambda->parameters.push_back(pattern);
  lambda->body = spawn;
  return lambda;
}

TypeId Inferer::message_of_spawned(TypeId slot) {
  slot = types_.shallow(slot);
  const types::Type& shape = types_.get(slot);
  switch (shape.kind) {
    case TypeKind::Mailbox:
      lower_levels(shape.arguments[0], group_->level);
      return shape.arguments[0];
    case TypeKind::Variable: {
      if (types_.level(slot) > group_->level) {
        types_.bind(slot, types_.no_mailbox());
        return never_;
      }
      // It is the slot of a function that is not known: a parameter, or one of this group.
      TypeId message = fresh();
      bind(slot, types_.mailbox(message));
      return message;
    }
    case TypeKind::Error: return types_.error();
    default: return never_;
  }
}

typed::Expr* Inferer::infer_spawn(const syntax::SpawnExpr& expr) {
  check_not_in_guard(expr.span, "spawn");
  auto* node = make<typed::SpawnExpr>(expr.span, types_.error());
  node->link = expr.name.text == "spawn_link";
  Frame frame;
  frame.kind = FrameKind::Spawn;
  frame.outer = frame_;
  frame.span = expr.span;
  frame.name = expr.name.text;
  ++group_->level;
  frame.slot = fresh();
  frame.result = fresh();
  frame_ = &frame;
  Capture* outer_capture = std::exchange(capture_, nullptr);
  auto* lambda = make<typed::LambdaExpr>(expr.body->span, types_.error());
  const size_t errors = diags_.error_count();
  lambda->body = infer(expr.body, Want{frame.result, {}});
  capture_ = outer_capture;
  frame_ = frame.outer;
  --group_->level;
  lambda->type = types_.function({}, frame.result, frame.slot);
  node->function = lambda;
  // What a function that is not known would receive, nobody knows.
  const bool is_unknown = diags_.error_count() > errors && is_open(frame.slot);
  if (is_unknown) {
    node->message = types_.error();
    return node;
  }
  node->message = message_of_spawned(frame.slot);
  close_later(&node->message);
  node->type = types_.builtin("Pid", {node->message});
  return node;
}

typed::Expr* Inferer::spawn_function(bool link, CallArgument& argument, Span span) {
  auto* node = make<typed::SpawnExpr>(span, types_.error());
  node->link = link;
  node->message = types_.error();
  close_later(&node->message);
  ++group_->level;
  TypeId slot = fresh();
  TypeId wanted = types_.function({}, fresh(), slot);
  typed::Expr* function = nullptr;
  if (argument.value && argument.value->kind == syntax::ExprKind::Lambda && !capture_) {
    function = infer(argument.value, Want{wanted, {Why::Argument, {}, link ? "spawn_link" : "spawn", 1}});
  } else {
    function = infer_argument(argument, {});
    const types::Type& found = shape(function->type);
    if (argument.value && argument.value->kind == syntax::ExprKind::Call && found.kind == TypeKind::Variable && diverges(function)) {
      const std::string name = link ? "spawn_link" : "spawn";
      error(Code::E0332, argument.span, quoted(name) + " starts a function, and this call runs before it and never comes back")
          .help(quoted(name + " { .. }") + " starts a block, which may call the function");
      function->type = types_.error();
    }
    if (found.kind != TypeKind::Function && found.kind != TypeKind::Variable && found.kind != TypeKind::Error) {
      const std::string name = link ? "spawn_link" : "spawn";
      error(Code::E0332, argument.span, quoted(name) + " starts a function without arguments, found " + quoted(print(function->type)))
          .help(quoted(name + " { .. }") + " starts a block, which may call a function with arguments");
      function->type = types_.error();
    } else if (found.kind == TypeKind::Function && types_.parameter_count(types_.shallow(function->type)) > 0) {
      const std::string name = link ? "spawn_link" : "spawn";
      error(Code::E0332, argument.span, quoted(name) + " starts a function without arguments, found " + quoted(print(function->type)))
          .help("give it its arguments in a block: " + quoted(name + " { work(1) }"));
      function->type = types_.error();
    }
    function = coerce(function, Want{wanted, {Why::Argument, {}, link ? "spawn_link" : "spawn", 1}});
  }
  --group_->level;
  node->function = function;
  if (is_error(function->type)) return node;
  node->message = message_of_spawned(slot);
  node->type = types_.builtin("Pid", {node->message});
  return node;
}

// What may be sent to something of this type; invalid when it is not known yet. A wrong type answers Error.
TypeId Inferer::destination_message(TypeId to, typed::Destination& destination, bool allow_reply) {
  if (is_error(to)) return types_.error();
  if (is_open(to)) return {};
  if (is_builtin(to, BuiltinType::Pid)) {
    destination = typed::Destination::Pid;
    return argument(to, 0);
  }
  if (is_builtin(to, BuiltinType::Name)) {
    destination = typed::Destination::Name;
    return argument(to, 0);
  }
  if (allow_reply && is_builtin(to, BuiltinType::Reply)) {
    destination = typed::Destination::Reply;
    return argument(to, 0);
  }
  return types_.error();
}

typed::Expr* Inferer::special_call(Special form, FunctionId id, std::vector<CallArgument>& arguments, Span callee_span, Span span, const Want&) {
  const std::string& name = program_.functions[id].name;
  (void)callee_span;
  std::vector<uint32_t> places;
  if ((form == Special::Spawn || form == Special::SpawnLink) && arguments.size() > 1) {
    error(Code::E0332, arguments[1].span, quoted(name) + " starts a function without arguments").help("give it its arguments in a block: " + quoted(name + " { work(1) }"));
    infer_all(arguments);
    return error_expr(span);
  }
  if (!match_arguments(function_info(id).arguments, arguments, name, span, places)) {
    infer_all(arguments);
    return error_expr(span);
  }
  if (form == Special::Spawn || form == Special::SpawnLink) {
    check_not_in_guard(span, "spawn");
    return spawn_function(form == Special::SpawnLink, arguments[0], span);
  }
  check_not_in_guard(span, "call a process");
  auto* node = make<typed::ProcessCallExpr>(span, types_.error());
  node->is_try = form == Special::TryCall;
  node->answer = fresh();
  node->message = fresh();
  close_later(&node->answer);
  close_later(&node->message);
  bool ok = true;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (places[i] == 0) {
      node->to = infer_argument(arguments[i], {});
      TypeId message = destination_message(node->to->type, node->destination, false);
      if (!message.is_valid()) {
        // Not known yet.
        TypeId to = node->to->type, wanted = node->message;
        Span to_span = node->to->span;
        defer(to, {wanted}, Phase::Destination, [this, node, to, wanted, to_span](bool force) {
          if (is_open(to)) {
            if (!force) return false;
            unify(types_.builtin("Pid", {wanted}), to);
          }
          TypeId found = destination_message(to, node->destination, false);
          if (is_error(found) && !is_error(to))
            error(Code::E0506, to_span, "a call goes to a Pid or a Name, found " + quoted(print(to)));
          else
            require(found, wanted, to_span, {Why::Answer, {}, "", 0});
          return true;
        });
      } else if (is_error(message)) {
        if (!is_error(node->to->type)) error(Code::E0506, node->to->span, "a call goes to a Pid or a Name, found " + quoted(print(node->to->type)));
        node->message = types_.error();
        ok = false;
      } else if (types_.shallow(message) == never_) {
        error(Code::E0501, node->to->span, "this process receives no messages, so it cannot be called").note("its type is " + quoted(print(node->to->type)));
        node->message = types_.error();
        ok = false;
      } else {
        node->message = message;
      }
    } else if (places[i] == 1) {
      TypeId reply = types_.builtin("Reply", {node->answer});
      Origin origin{Why::Answer, node->to ? node->to->span : Span{}, "", 0};
      node->make = infer_argument(arguments[i], Want{types_.function({reply}, node->message, frame_->slot), origin});
      ok &= !is_error(node->make->type);
    } else {
      node->timeout = infer_argument(arguments[i], Want{duration_, {Why::Duration, {}, "", 0}});
    }
  }
  if (!node->timeout) node->timeout = duration_expr(span, 5'000'000'000);
  if (!ok) return node;
  node->type = node->answer;
  if (node->is_try) node->type = types_.named(result_, {node->answer, types_.builtin("CallError")});
  return node;
}

typed::Expr* Inferer::infer_send(const syntax::SendExpr& expr) {
  check_not_in_guard(expr.op_span, "send");
  auto* node = make<typed::SendExpr>(expr.span, unit_);
  node->to = infer(expr.to);
  TypeId message = destination_message(node->to->type, node->destination, true);
  if (message.is_valid() && !is_error(message)) {
    if (types_.shallow(message) == never_) {
      infer(expr.message);
      error(Code::E0501, expr.to->span, "nothing can be sent to this process: it receives no messages")
          .note(node->destination == typed::Destination::Reply ? "its type is `Reply[Never]`" : "its type is `Pid[Never]`, also called `AnyPid`");
      node->message = error_expr(expr.message->span);
      return node;
    }
    const char* what = node->destination == typed::Destination::Reply ? "reply" : node->destination == typed::Destination::Name ? "name" : "";
    node->message = infer(expr.message, Want{message, {Why::Answer, expr.to->span, what, 0}});
    return node;
  }
  node->message = infer(expr.message);
  if (message.is_valid()) {
    if (!is_error(node->to->type)) {
      auto report = error(Code::E0506, expr.to->span, "messages go to a Pid, a Name or a Reply, found " + quoted(print(node->to->type)));
      if (node->to->type == bool_) report.help("for the opposite of a Bool write `not`");
      else if (node->to->kind == typed::ExprKind::FunctionRef && expr.op_span.begin == expr.to->span.end && expr.message->span.begin <= expr.op_span.end + 1) report.help("a function is called without `!`: `println(\"x is ${x}\")`");
      else if (const SmallType* small = shape(node->to->type).kind == TypeKind::Parameter ? find_small_type(print(node->to->type)) : nullptr) report.help(small->help);
      else if (shape(node->to->type).kind == TypeKind::Named && shape(node->to->type).decl == option_) report.help("it may be None: `match` on it, or `let Some(pid) = .. else { .. }`");
      else if (shape(node->to->type).kind == TypeKind::Named && shape(node->to->type).decl == result_) report.help("it may be an Error: `match` on it, use `?`, or `let Ok(pid) = .. else { .. }`");
      else if (node->to->type == string_) report.help("a process is called by a Name: `const server: Name[Msg] = process.name(\"server\")`, then `server ! message`");
      else if (shape(node->to->type).kind == TypeKind::Function && types_.parameter_count(types_.shallow(node->to->type)) == 0 && is_builtin(types_.result(types_.shallow(node->to->type)), BuiltinType::Pid)) report.help("this is a function: call it with `()`");
      else if (shape(node->to->type).kind == TypeKind::Function) report.help("start a process that runs it: `let pid = spawn { .. }`, then `pid ! ..`");
    }
    return node;
  }
  TypeId to = node->to->type;
  defer(to, {node->message->type}, Phase::Destination, [this, node, to](bool force) {
    if (is_open(to)) {
      if (!force) return false;
      unify(types_.builtin("Pid", {node->message->type}), to);
      return true;
    }
    TypeId found = destination_message(to, node->destination, true);
    if (is_error(found)) {
      if (!is_error(to)) error(Code::E0506, node->to->span, "messages go to a Pid, a Name or a Reply, found " + quoted(print(to)));
    } else if (types_.shallow(found) == never_) {
      error(Code::E0501, node->to->span, "nothing can be sent to this process: it receives no messages")
          .note("its type is `Pid[Never]`, also called `AnyPid`");
    } else {
      require(found, node->message->type, node->message->span, {Why::Answer, node->to->span, "", 0});
    }
    return true;
  });
  return node;
}

typed::Expr* Inferer::infer_receive(const syntax::ReceiveExpr& expr, const Want& want) {
  auto* node = make<typed::ReceiveExpr>(expr.span, types_.error());
  node->keyword = expr.keyword;
  node->message = types_.error();
  close_later(&node->message);
  if (expr.arms.empty() && !expr.after) {
    error(Code::E0505, expr.keyword, "a `receive` without arms would wait for ever")
        .help("`receive { after 1s -> .. }` waits for a time; `process.wait(pid)` for the end of a process");
    return node;
  }
  TypeId ambient = types_.shallow(frame_->slot);
  const bool is_known = types_.get(ambient).kind == TypeKind::Mailbox;
  TypeId message = is_known ? types_.get(ambient).arguments[0] : fresh();
  const bool may = use_mailbox(types_.mailbox(message), expr.keyword, "this `receive`", true);
  if (!may) message = types_.error();
  node->message = message;

  Origin origin = frame_->slot_origin;
  if (origin.why == Why::Annotation) origin.name = "the message type is stated here";
  origin.why = Why::Message;
  Branches branches{want, want.type, Why::Arm};
  for (const syntax::Arm& arm : expr.arms) {
    typed::Arm made;
    made.span = arm.span;
    size_t first_local = body_->locals.size();
    const bool was_open = is_open(message);
    made.pattern = infer_pattern(arm.pattern, message, origin);
    seal_pattern(first_local);
    if (was_open && !is_open(message)) {
      // The first arm that says it decides; later mistakes point at it.
      origin.span = arm.pattern->span;
      origin.name = "the message type comes from this arm";
      frame_->slot_origin = {Why::Message, arm.pattern->span, origin.name, 0};
    }
    if (arm.guard) made.guard = infer_guard(arm.guard);
    made.body = infer_branch(arm.body, branches);
    check_unused(first_local);
    node->arms.push_back(std::move(made));
  }
  if (expr.after) {
    node->after = infer(expr.after, Want{duration_, {Why::Duration, {}, "", 0}});
    node->after_body = infer_branch(expr.after_body, branches);
  }
  node->type = branches.type.is_valid() ? branches.type : types_.error();
  return node;
}

}  // namespace riotc::infer
