// SPDX-License-Identifier: MIT
// Two types that should agree and do not: what was expected, what was found, and the place that the expectation comes from.
#include "compiler/infer/foreign_names.h"
#include "compiler/infer/inferer.h"

namespace riotc::infer {

namespace {

std::string quoted(const std::string& text) { return "`" + text + "`"; }

}  // namespace

std::string ordinal(uint32_t n) {
  static const char* const names[] = {"", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"};
  return n < 10 ? names[n] : std::to_string(n) + "th";
}

DiagnosticBuilder Inferer::error(Code code, Span span, std::string message) {
  if (body_) body_->has_errors = true;
  if (quiet_ > 0) {
    // A default value that was reported on where it stands.
    static thread_local Diagnostic unheard;
    unheard = Diagnostic{code, Severity::Error, span, std::move(message), {}, {}, {}, {}, {}};
    return DiagnosticBuilder(&unheard);
  }
  return diags_.error(code, span, std::move(message));
}

void Inferer::warn(Code code, Span span, std::string message, std::string help) {
  if (quiet_ > 0 || (body_ && module().is_library)) return;
  auto report = diags_.warning(code, span, std::move(message));
  if (!help.empty()) report.help(std::move(help));
}

bool Inferer::require(TypeId expected, TypeId found, Span span, const Origin& origin) {
  if (unify(expected, found)) return true;
  report_mismatch(span, expected, found, origin);
  return false;
}

typed::Expr* Inferer::coerce(typed::Expr* node, const Want& want) {
  if (!want.is_known()) return node;
  TypeId found = types_.shallow(node->type);
  // What has type Never does not come back: any type will do.
  if (found == never_ && types_.shallow(want.type) != never_) return node;
  if (!require(want.type, found, node->span, want.origin)) node->type = types_.error();
  return node;
}

TypeId Inferer::followed(TypeId type, const Substitution& bound) {
  type = types_.shallow(type);
  for (auto known = bound.find(type); known != bound.end(); known = bound.find(type)) type = types_.shallow(known->second);
  return type;
}

bool Inferer::holds(TypeId type, TypeId variable, const Substitution& bound) {
  type = followed(type, bound);
  if (type == variable) return true;
  for (TypeId part : types_.get(type).arguments)
    if (holds(part, variable, bound)) return true;
  return false;
}

bool Inferer::could_be(TypeId expected, TypeId found) {
  Substitution bound;
  return could_be(expected, found, bound);
}

bool Inferer::could_be(TypeId expected, TypeId found, Substitution& bound) {
  expected = followed(expected, bound);
  found = followed(found, bound);
  if (expected == found) return true;
  const types::Type& e = types_.get(expected);
  const types::Type& f = types_.get(found);
  // A variable bound to what holds it would send this round for ever.
  if (e.kind == TypeKind::Variable) return !holds(found, expected, bound) && bound.emplace(expected, found).second;
  if (f.kind == TypeKind::Variable) return !holds(expected, found, bound) && bound.emplace(found, expected).second;
  if (e.kind == TypeKind::NoMailbox || e.kind == TypeKind::Mailbox) return f.kind == TypeKind::NoMailbox || f.kind == TypeKind::Mailbox;
  if (e.kind != f.kind || e.arguments.size() != f.arguments.size() || (e.kind == TypeKind::Named && e.decl != f.decl)) return false;
  if (e.kind == TypeKind::Parameter || e.kind == TypeKind::Error) return false;
  for (size_t i = 0; i < e.arguments.size(); ++i)
    if (!could_be(e.arguments[i], f.arguments[i], bound)) return false;
  return true;
}

// The sentence beside the other place.
std::string Inferer::describe_place(const Origin& origin) {
  switch (origin.why) {
    case Why::None: return "";
    case Why::Annotation: return origin.name.empty() ? "the type is stated here" : "`" + origin.name + "` is declared to return this";
    case Why::Argument: return "the " + ordinal(origin.number) + " argument of " + quoted(origin.name);
    case Why::Closure: return "";
    case Why::Field: return "the field is declared here";
    case Why::Items: case Why::Keys: case Why::Values: return origin.number == 0 ? "the field is declared here" : "";
    case Why::Result: return "the result is stated here";
    case Why::Branch: return "the other branch is here";
    case Why::Arm: return "the first arm is here";
    case Why::ListItem: return "the first item is here";
    case Why::MapKey: return "the first key is here";
    case Why::MapValue: return "the first value is here";
    case Why::Operand: return "the other operand is here";
    case Why::Message: return origin.name.empty() ? "the message type comes from here" : origin.name;
    case Why::Scrutinee: return "this is what is matched";
    case Why::Clause: return "the first clause is here";
    case Why::Return: return "an earlier result is here";
    case Why::Iterated: return "this is what is iterated";
    case Why::Pattern: return "the first pattern is here";
    case Why::Update: return "the value that is updated";
    case Why::Default: return "the parameter is declared here";
    case Why::Try: return "this `?` makes the function return it";
    case Why::Answer: return origin.name == "reply" ? "the answer goes here" : "the message goes here";
    case Why::Condition: case Why::Guard: case Why::UnitIf: case Why::Duration: case Why::Bits: case Why::MainResult:
    case Why::Range: return "";
  }
  return "";
}

void Inferer::report_mismatch(Span span, TypeId expected, TypeId found, const Origin& given) {
  if (given.is_told) {
    body_->has_errors = true;
    return;
  }
  if (given.is_item) ++items_told_;
  const Failure failure = failure_;
  // What a function returns may have been settled by a `?` or a `return` after the expectation was made.
  const bool is_result = given.why == Why::None && frame_ && frame_->result.is_valid() && types_.shallow(expected) == types_.shallow(frame_->result);
  const Origin& origin = is_result ? frame_->result_origin : given;
  if (failure.kind == FailureKind::MailboxNotAllowed || failure.kind == FailureKind::MailboxDiffers)
    return report_mailbox_mismatch(span, failure.expected, failure.found, origin);

  std::vector<std::string> names = types_.print_all({expected, found, failure.expected, failure.found});
  if (origin.why == Why::Argument) mismatches_.push_back({span, expected, found});
  const std::string want = quoted(names[0]);
  const std::string have = quoted(names[1]);

  if (failure.kind == FailureKind::Infinite) {
    auto report = error(Code::E0305, span, "this type would contain itself: " + quoted(names[2]) + " would have to be " + quoted(names[3]));
    if (origin.span.is_known()) report.label(origin.span, describe_place(origin));
    report.help("a value cannot hold itself; is a function passed where its result was meant, or a list where an item was?");
    return;
  }

  Code code = Code::E0301;
  std::string message = "expected " + want + ", found " + have;
  switch (origin.why) {
    case Why::Argument:
      message = "the " + ordinal(origin.number) + " argument of " + quoted(origin.name) + " must be " + want + ", found " + have;
      break;
    case Why::Closure: message = "the closure that " + quoted(origin.name) + " is given must return " + want + ", found " + have; break;
    case Why::Field: message = "the field " + quoted(origin.name) + " is " + with_article(names[0]) + ", found " + have; break;
    case Why::Items: case Why::Keys: case Why::Values:
      message = std::string(origin.why == Why::Items ? "the items" : origin.why == Why::Keys ? "the keys" : "the values") + " of the " + (origin.number > 0 ? ordinal(origin.number) + " argument of " : std::string("field ")) + quoted(origin.name) + " must be " + want + ", found " + have;
      break;
    case Why::Branch:
      code = Code::E0325;
      message = "the branches of this `if` have different types: " + want + " and " + have;
      break;
    case Why::Arm:
      code = Code::E0325;
      message = "the arms have different types: " + want + " and " + have;
      break;
    case Why::Clause: message = "the clauses of " + quoted(origin.name) + " have different types: " + want + " and " + have; break;
    case Why::ListItem: message = "the items of a list have one type: the first is " + want + ", this is " + have; break;
    case Why::MapKey: message = "the keys of a map have one type: the first is " + want + ", this is " + have; break;
    case Why::MapValue: message = "the values of a map have one type: the first is " + want + ", this is " + have; break;
    case Why::Condition:
      code = Code::E0331;
      message = "a condition must be a Bool, found " + have;
      break;
    case Why::Guard:
      code = Code::E0331;
      message = "a guard must be a Bool, found " + have;
      break;
    case Why::Operand:
      code = Code::E0313;
      message = "both sides of " + quoted(origin.name) + " must have the same type: the left is " + want + ", the right is " + have;
      break;
    case Why::UnitIf:
      code = Code::E0317;
      message = "an `if` without `else` must be Unit, and this is " + have;
      break;
    case Why::Message:
      code = Code::E0504;
      message = "this process receives " + want + ", found " + have;
      break;
    case Why::Answer:
      if (shape(expected).kind == TypeKind::Function && shape(found).kind != TypeKind::Function) {
        message = "a call makes its message from a Reply, and this is a finished " + have;
      } else if (shape(expected).kind == TypeKind::Function) {
        message = "a call makes its message from a Reply, and this makes one from something else";
      } else if (origin.name == "reply") {
        message = "the answer must be " + want + ", found " + have;
      } else {
        code = Code::E0501;
        message = "this process receives " + want + ", found " + have;
      }
      break;
    case Why::Scrutinee: message = "the pattern is for " + have + ", and the value is " + want; break;
    case Why::Pattern: message = "the patterns are for different types: the first for " + want + ", this one for " + have; break;
    case Why::Duration:
      code = Code::E0510;
      message = "a time limit is a Duration, found " + have;
      break;
    case Why::Range: message = "the ends of a range are Ints, found " + have; break;
    case Why::Iterated: message = "the pattern is for " + have + ", and the items are " + want; break;
    case Why::Bits:
      code = Code::E0416;
      message = "this segment takes " + want + ", found " + have;
      break;
    case Why::Default: message = "the default value of " + quoted(origin.name) + " must be " + want + ", found " + have; break;
    case Why::Try:
      if (types_.shallow(found) == unit_) message = "a `?` makes this function return " + want + ", and it ends in " + have;
      break;
    case Why::None: case Why::Annotation: case Why::Result: case Why::Return: case Why::Update: case Why::MainResult:
      break;
  }

  auto rigid = [&](TypeId type) { return shape(type).kind == TypeKind::Parameter; };
  TypeId variable = rigid(failure.expected) ? failure.expected : rigid(failure.found) ? failure.found : TypeId{};
  if (variable.is_valid() && code == Code::E0301) code = Code::E0324;

  auto report = error(code, span, message);
  if (origin.why == Why::Scrutinee || origin.why == Why::Pattern) mismatched_pattern_ = span;
  std::string place = describe_place(origin);
  if (origin.span.is_known() && !place.empty()) report.label(origin.span, place);

  if (variable.is_valid()) {
    std::string name = print(variable);
    TypeId other = variable == failure.expected ? failure.found : failure.expected;
    if (name == "Never") {
      report.help("a function that returns Never does not come back: end it with `panic`, `exit` or a call of itself");
    } else if (rigid(other)) {
      report.note(quoted(name) + " and " + quoted(print(other)) + " are type variables of the annotation: each stands for any type, so they are not the same");
    } else {
      report.note(quoted(name) + " stands for any type that a caller chooses; the body may not make it " + with_article(print(other)));
      if (const SmallType* small = find_small_type(name)) report.help(small->help);
    }
    return;
  }
  if (names[0] == names[1] || (names[2] == names[3] && shape(failure.expected).kind == TypeKind::Named)) {
    // Two declarations of one name.
    const types::Type& e = shape(failure.expected);
    const types::Type& f = shape(failure.found);
    if (e.kind == TypeKind::Named && f.kind == TypeKind::Named) {
      auto qualified = [&](TypeDeclId id) {
        const resolve::TypeDecl& decl = program_.types[id];
        return quoted((decl.module.is_valid() ? program_.modules[decl.module].name + "." : "") + decl.name);
      };
      report.note("these are different types of one name: " + qualified(e.decl) + " and " + qualified(f.decl));
      return;
    }
  }
  if (origin.why != Why::Answer && names[0] != names[2] && names[1] != names[3] && failure.kind == FailureKind::Types)
    report.note("they differ in " + quoted(names[2]) + " and " + quoted(names[3]));
  if (failure.kind == FailureKind::Arity) {
    auto count = [&](TypeId type) { return types_.parameter_count(types_.shallow(type)); };
    report.note("a function of " + std::to_string(count(failure.expected)) + " arguments is expected, this one takes " +
                std::to_string(count(failure.found)));
  }

  // What helps most often.
  TypeId e = types_.shallow(expected), f = types_.shallow(found);
  const types::Type& es = types_.get(e);
  const types::Type& fs = types_.get(f);
  auto an_option = [&](TypeId type) { return shape(type).kind == TypeKind::Named && shape(type).decl == option_; };
  auto a_result = [&](TypeId type) { return shape(type).kind == TypeKind::Named && shape(type).decl == result_; };
  // A function is hardly meant to be the content where anything may be.
  auto may_be_wrapped = [&](TypeId content) { return could_be(content, f) && !(is_open(content) && fs.kind == TypeKind::Function); };
  const bool is_comparison = code == Code::E0313 && origin.name != "++" && origin.name.find_first_of("=<>") != std::string::npos;
  if (origin.why == Why::Answer && es.kind == TypeKind::Function)
    report.help("leave a hole for the Reply in a constructor that carries one: `call(pid, Get(_))`; a message without a Reply is sent by `!`");
  else if (fs.kind == TypeKind::Function && es.kind != TypeKind::Function && types_.parameter_count(f) == 0 && could_be(e, types_.result(f)))
    report.help("this is a function: call it with `()`");
  else if (origin.why == Why::Message)
    report.help("a process has one type of messages: give it a constructor for each, `type Msg = Text(String) | Number(Int)`");
  else if (origin.why == Why::Scrutinee && es.kind == TypeKind::Named && es.decl == option_ && fs.kind == TypeKind::Named && fs.decl == result_)
    report.help("an Option is `Some(..)` or `None`");
  else if (origin.why == Why::Scrutinee && es.kind == TypeKind::Named && es.decl == result_ && fs.kind == TypeKind::Named && fs.decl == option_)
    report.help("a Result is `Ok(..)` or `Error(..)`");
  else if (origin.why == Why::Closure && f == unit_ && a_result(e) && (origin.name == "each" || origin.name == "map" || origin.name == "fold" || origin.name == "filter_map"))
    report.help("a `?` in a closure returns the error from the closure: `list.try_each`, `list.try_map` and `list.try_fold` stop at an error and return it");
  else if (origin.why == Why::Closure && origin.name == "update" && es.kind == TypeKind::Named && es.decl == option_ && could_be(es.arguments[0], f))
    report.help("`map.update` changes a value that is there; `map.upsert(m, key, fn(old) { .. })` is given an Option, and returns the value to be");
  else if (origin.why == Why::Argument && es.kind == TypeKind::Function && fs.kind != TypeKind::Function && types_.parameter_count(e) == 0 && could_be(types_.result(e), f))
    report.help("it takes a function, and calls it when it needs the value: `fn() { .. }`");
  else if (origin.why == Why::Pattern || origin.why == Why::Scrutinee || origin.why == Why::Iterated)
    return;
  else if (origin.why == Why::Try && f == unit_)
    report.help(an_option(e) ? "end it with `Some(..)` or `None`" : "end it with `Ok(())`");
  else if (origin.why == Why::Answer && fs.kind == TypeKind::Function && es.kind != TypeKind::Function && types_.shallow(types_.result(f)) == e)
    report.help("this makes a message when it is given its arguments: `Name(..)`");
  else if (origin.why == Why::Operand && fs.kind != TypeKind::Variable && es.kind == TypeKind::Named && es.decl == option_)
    report.help("the left may be None: `match` on it, use `option.unwrap_or`, or `?`");
  else if (origin.why == Why::Operand && fs.kind != TypeKind::Variable && es.kind == TypeKind::Named && es.decl == result_)
    report.help("the left may be an Error: `match` on it, use `result.unwrap_or`, or `?`");
  else if (origin.why == Why::Condition && fs.kind == TypeKind::Named && (fs.decl == option_ || fs.decl == result_))
    report.help("`match` asks what it is; `x == None` compares");
  else if (origin.why == Why::Condition && is_builtin(f, BuiltinType::List))
    report.help("`xs != []` asks whether there is something in it");
  else if (origin.why == Why::Condition && f == string_)
    report.help("`text != \"\"` asks whether there is something in it");
  else if (origin.why == Why::Condition && f == int_)
    report.help("`n != 0` compares");
  else if (is_comparison && (e == string_ || f == string_)) report.help("`show(..)` makes a String of any value");
  else if (e == duration_ && f == int_) report.help("a Duration has a unit: `100ms`, `5s`, `2min`");
  else if (e == int_ && f == duration_) report.help("`duration.to_milliseconds(..)` makes an Int of it");
  else if (code == Code::E0313 && ((e == int_ && f == float_) || (e == float_ && f == int_)))
    report.help("`int.to_float(..)` makes a Float, `float.round` and `float.truncate` an Int; a literal Float has a point: `2.0`");
  else if (code == Code::E0313 && (e == string_ || f == string_)) report.help("`++` joins Strings; `\"${value}\"` puts any value into one");
  else if (e == float_ && f == int_) report.help("write `1.0` rather than `1`, or `int.to_float(..)`");
  else if (e == int_ && f == float_) report.help("`float.round` and `float.truncate` make an Int");
  else if (e == string_ && (f == int_ || f == float_ || f == bool_)) report.help("`show(..)` or `\"${..}\"` makes a String of it");
  else if (fs.kind == TypeKind::Function && es.kind == TypeKind::Named && could_be(e, types_.result(f)))
    report.help(types_.parameter_count(f) == 1 ? "this is a function that returns one: give it its argument" : "this is a function that returns one: give it its arguments");
  else if (an_option(e) && a_result(f) && could_be(es.arguments[0], fs.arguments[0]))
    report.help("`result.to_option(..)` makes an Option of a Result");
  else if (a_result(e) && an_option(f) && could_be(es.arguments[0], fs.arguments[0]))
    report.help("`option.to_result(.., error)` makes a Result of an Option");
  else if (an_option(e) && may_be_wrapped(es.arguments[0]))
    report.help("wrap it: `Some(..)`");
  else if (is_builtin(e, BuiltinType::List) && origin.why == Why::Argument && types_.shallow(es.arguments[0]) == f)
    report.help("`[..]` makes a list of it");
  else if (origin.why == Why::Default && fs.kind == TypeKind::Named && fs.decl == option_ && es.kind != TypeKind::Parameter)
    report.help("what may be missing has the type " + quoted("Option[" + print(e) + "]"));
  else if (es.kind == TypeKind::Named && program_.types[es.decl].builtin == BuiltinType::Name && f == string_)
    report.help("a Name is made once: `const server: Name[Msg] = process.name(\"server\")`");
  else if (a_result(e) && may_be_wrapped(es.arguments[0]))
    report.help(is_open(es.arguments[1]) || !may_be_wrapped(es.arguments[1]) ? "wrap it: `Ok(..)`" : "wrap it: `Ok(..)` or `Error(..)`");
  else if (a_result(e) && may_be_wrapped(es.arguments[1]))
    report.help("wrap it: `Error(..)`");
  else if (origin.why == Why::Closure && origin.name == "child" && a_result(f) && could_be(e, fs.arguments[0]))
    report.help("`supervisor.try_child` takes a function that may fail");
  else if (an_option(f) && !is_open(e) && could_be(e, fs.arguments[0]))
    report.help("it may be None: `match` on it, use `option.unwrap_or`, or `?`");
  else if (a_result(f) && !is_open(e) && could_be(e, fs.arguments[0]))
    report.help("it may be an Error: `match` on it, use `result.unwrap_or`, or `?`");
  else if (f == unit_ && (origin.why == Why::Result || origin.why == Why::Annotation))
    report.help("a block that ends in a `let` or a `for` is `()`: end it with the value that is meant");
}

// A function value whose mailbox part does not fit the place where it is given.
void Inferer::report_mailbox_mismatch(Span span, TypeId expected, TypeId found, const Origin& origin) {
  auto message = [&](TypeId slot) { return quoted(print(shape(slot).arguments[0])); };
  const bool not_allowed = shape(expected).kind != TypeKind::Mailbox;
  if (not_allowed) {
    auto report = error(Code::E0507, span, "this function receives " + message(found) + ", and only one that uses no mailbox may stand here");
    if (origin.why == Why::Argument) report.note("the " + ordinal(origin.number) + " argument of " + quoted(origin.name) + " may run in any process");
    if (origin.why == Why::Field) report.note("a function in the field " + quoted(origin.name) + " may be called from any process");
    std::string place = describe_place(origin);
    if (origin.span.is_known() && !place.empty()) report.label(origin.span, place);
    return;
  }
  auto report = error(Code::E0502, span, "this function receives " + message(found) + ", and one that receives " + message(expected) + " must stand here");
  std::string place = describe_place(origin);
  if (origin.span.is_known() && !place.empty()) report.label(origin.span, place);
}

// A call at `span` of something with this mailbox slot. `what` is how a sentence names it: "`loop`", "`self()`", "this `receive`".
bool Inferer::use_mailbox(TypeId callee_slot, Span span, const std::string& what, bool is_known_function) {
  TypeId slot = types_.shallow(callee_slot);
  const TypeKind kind = types_.get(slot).kind;
  if (kind == TypeKind::NoMailbox || kind == TypeKind::Error) return true;
  Frame& frame = *frame_;
  TypeId ambient = types_.shallow(frame.slot);
  if (frame.in_guard && kind == TypeKind::Mailbox && is_known_function) {
    error(Code::E0314, span, "a guard may not use the mailbox, and " + what + " does").help("do it before, and compare the value in the guard");
    return false;
  }
  const TypeKind ambient_kind = types_.get(ambient).kind;
  if (kind == TypeKind::Mailbox && ambient_kind == TypeKind::NoMailbox) {
    if (types_.shallow(types_.get(slot).arguments[0]) == never_) return true;
    std::string message = print(types_.get(slot).arguments[0]);
    const std::string receives = is_open(types_.get(slot).arguments[0]) ? "uses the mailbox" : "receives `" + message + "`";
    if (frame.kind == FrameKind::Constant) {
      error(Code::E0509, span, "a constant may not use a mailbox, and " + what + " does");
    } else if (frame.kind == FrameKind::Closure) {
      auto report = error(Code::E0503, span, what + " " + receives + ", and this closure may use no mailbox");
      if (frame.slot_origin.why == Why::Argument)
        report.note("the " + ordinal(frame.slot_origin.number) + " argument of " + quoted(frame.slot_origin.name) + " may run in any process");
      std::string place = describe_place(frame.slot_origin);
      if (frame.slot_origin.span.is_known() && !place.empty()) report.label(frame.slot_origin.span, place);
      report.help("take what is needed before, for instance `let me = self()`");
    } else {
      auto report = error(Code::E0508, span, what + " " + receives + ", and " + quoted(frame.name) + " is stated to use no mailbox");
      if (frame.slot_origin.span.is_known()) report.label(frame.slot_origin.span, "stated here");
    }
    return false;
  }
  if (kind == TypeKind::Mailbox && ambient_kind == TypeKind::Mailbox) {
    TypeId mine = types_.get(ambient).arguments[0];
    TypeId theirs = types_.get(slot).arguments[0];
    if (unify(mine, theirs, true)) return true;
    std::vector<std::string> names = types_.print_all({mine, theirs});
    const bool stated = frame.slot_origin.why == Why::Annotation;
    auto report = error(stated ? Code::E0508 : Code::E0502, span,
                        "this process receives " + quoted(names[0]) + ", but " + what + " receives " + quoted(names[1]));
    if (frame.slot_origin.span.is_known())
      report.label(frame.slot_origin.span, stated ? "stated here" : frame.slot_origin.name.empty() ? "because of this" : frame.slot_origin.name);
    report.help("give it a process of its own with `spawn`, or let both receive one type");
    return false;
  }
  const bool first = ambient_kind == TypeKind::Variable && kind == TypeKind::Mailbox;
  if (!unify(ambient, slot)) return false;
  if (first) frame.slot_origin = {Why::Message, span, what + " receives it here", 0};
  return true;
}

}  // namespace riotc::infer
