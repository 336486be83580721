// SPDX-License-Identifier: MIT
#include "compiler/syntax/print.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace riotc::syntax {

namespace {

constexpr size_t kWidth = 100;     // of a line, before a form is broken
constexpr int kMaxDepth = 300;    // deeper trees are shown as `...` there: nobody reads them, and a frame has 15 KiB in sanitizer builds
constexpr int kMaxIndent = 60;     // deep trees stay readable and linear in size

// A form: an atom if it has no parts and is not a list.
struct Form {
  std::string text;
  std::vector<Form> parts;
  bool is_list = false;
};

Form word(std::string text) { return Form{std::move(text), {}, false}; }
Form list(std::string head, std::vector<Form> parts = {}) { return Form{std::move(head), std::move(parts), true}; }

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (char c : text) {
    switch (c) {
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '\0': out += "\\0"; break;
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      default: out.push_back(c);
    }
  }
  return out + "\"";
}

std::string float_text(double value) {
  char buffer[64];
  auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  std::string text(buffer, end);
  return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
}

std::string path_text(const Ident& module, const Ident& name) { return module.empty() ? name.text : module.text + "." + name.text; }

class Printer {
 public:
  Form module(const Module& module);
  Form type(const TypeExpr* node);
  Form pattern(const Pattern* node);
  Form expr(const Expr* node);

 private:
  Form item(const Item* node);
  Form clause(const Clause& clause);
  Form constructor(const ConstructorDecl& decl);
  Form attribute(const Attribute& attribute);
  Form parameter(const Parameter& parameter);
  Form parameters(const std::vector<Parameter>& all);
  Form statement(const Statement& statement);
  Form arm(const Arm& arm);
  Form segment(const BitSegment& segment);
  Form deep(const Expr* node);

  int depth_ = 0;
};

Form Printer::type(const TypeExpr* node) {
  switch (node->kind) {
    case TypeKind::Name: {
      auto* name = static_cast<const NameType*>(node);
      if (name->arguments.empty()) return word(path_text(name->module, name->name));
      Form made = list(path_text(name->module, name->name));
      for (auto* argument : name->arguments) made.parts.push_back(type(argument));
      return made;
    }
    case TypeKind::Variable: return word(static_cast<const VariableType*>(node)->name);
    case TypeKind::Tuple: {
      Form made = list("tuple");
      for (auto* item : static_cast<const TupleType*>(node)->items) made.parts.push_back(type(item));
      return made;
    }
    case TypeKind::Function: {
      auto* function = static_cast<const FunctionType*>(node);
      Form made = list("fn");
      for (auto* parameter : function->parameters) made.parts.push_back(type(parameter));
      if (function->result) made.parts.push_back(list("->", {type(function->result)}));
      if (function->receives) made.parts.push_back(list("receives", {type(function->receives)}));
      return made;
    }
    case TypeKind::Error: return word("<error>");
  }
  return word("?");
}

Form Printer::segment(const BitSegment& segment) {
  Form made = list("segment", {segment.pattern ? pattern(segment.pattern) : segment.value ? expr(segment.value) : word("<error>")});
  if (segment.size) made.parts.push_back(list("size", {expr(segment.size)}));
  for (const Ident& spec : segment.specs) made.parts.push_back(word(spec.text));
  return made;
}

Form Printer::pattern(const Pattern* node) {
  switch (node->kind) {
    case PatternKind::Int: return word(std::to_string(static_cast<const IntPattern*>(node)->value));
    case PatternKind::Float: return word(float_text(static_cast<const FloatPattern*>(node)->value));
    case PatternKind::String: return word(quoted(static_cast<const StringPattern*>(node)->value));
    case PatternKind::Duration: return word(std::to_string(static_cast<const DurationPattern*>(node)->nanoseconds) + "ns");
    case PatternKind::Bool: return word(static_cast<const BoolPattern*>(node)->value ? "true" : "false");
    case PatternKind::Unit: return word("()");
    case PatternKind::Variable: return word(static_cast<const VariablePattern*>(node)->name);
    case PatternKind::Wildcard: return word("_");
    case PatternKind::Constructor: {
      auto* constructor = static_cast<const ConstructorPattern*>(node);
      if (!constructor->has_arguments) return word(path_text(constructor->module, constructor->name));
      Form made = list(path_text(constructor->module, constructor->name));
      for (const PatternArgument& argument : constructor->arguments) {
        if (argument.label.empty()) made.parts.push_back(pattern(argument.pattern));
        else if (argument.punned) made.parts.push_back(word(argument.label.text + ":"));
        else made.parts.push_back(list(argument.label.text + ":", {pattern(argument.pattern)}));
      }
      if (constructor->rest) made.parts.push_back(word(".."));
      return made;
    }
    case PatternKind::Tuple: {
      Form made = list("tuple");
      for (auto* item : static_cast<const TuplePattern*>(node)->items) made.parts.push_back(pattern(item));
      return made;
    }
    case PatternKind::List: {
      auto* items = static_cast<const ListPattern*>(node);
      Form made = list("list");
      for (auto* item : items->items) made.parts.push_back(pattern(item));
      if (items->has_rest) made.parts.push_back(items->rest ? list("..", {pattern(items->rest)}) : word(".."));
      return made;
    }
    case PatternKind::Prefix: {
      auto* prefix = static_cast<const PrefixPattern*>(node);
      return list("prefix", {word(quoted(prefix->prefix)), pattern(prefix->rest)});
    }
    case PatternKind::Map: {
      Form made = list("map");
      for (const MapPatternEntry& entry : static_cast<const MapPattern*>(node)->entries)
        made.parts.push_back(list("=>", {pattern(entry.key), pattern(entry.value)}));
      return made;
    }
    case PatternKind::Bits: {
      Form made = list("bits");
      for (const BitSegment& part : static_cast<const BitsPattern*>(node)->segments) made.parts.push_back(segment(part));
      return made;
    }
    case PatternKind::Or: {
      Form made = list("or");
      for (auto* alternative : static_cast<const OrPattern*>(node)->alternatives) made.parts.push_back(pattern(alternative));
      return made;
    }
    case PatternKind::As: {
      auto* as = static_cast<const AsPattern*>(node);
      return list("as", {pattern(as->pattern), word(as->name.text)});
    }
    case PatternKind::Pin: {
      auto* pin = static_cast<const PinPattern*>(node);
      return word("^" + path_text(pin->module, pin->name));
    }
    case PatternKind::Error: return word("<error>");
  }
  return word("?");
}

Form Printer::parameter(const Parameter& parameter) {
  bool plain = parameter.label.empty() && !parameter.type && !parameter.default_value;
  if (plain) return pattern(parameter.pattern);
  Form made = list("param", {pattern(parameter.pattern)});
  if (!parameter.label.empty()) made.parts.push_back(list("label", {word(parameter.label.text)}));
  if (parameter.type) made.parts.push_back(list("type", {type(parameter.type)}));
  if (parameter.default_value) made.parts.push_back(list("default", {expr(parameter.default_value)}));
  return made;
}

Form Printer::parameters(const std::vector<Parameter>& all) {
  Form made = list("params");
  for (const Parameter& one : all) made.parts.push_back(parameter(one));
  return made;
}

Form Printer::arm(const Arm& arm) {
  Form made = list("arm", {pattern(arm.pattern)});
  if (arm.guard) made.parts.push_back(list("when", {expr(arm.guard)}));
  made.parts.push_back(expr(arm.body));
  return made;
}

Form Printer::statement(const Statement& statement) {
  if (statement.kind == StatementKind::Expression) return expr(statement.value);
  Form made = list("let", {pattern(statement.pattern)});
  if (statement.type) made.parts.push_back(list("type", {type(statement.type)}));
  made.parts.push_back(expr(statement.value));
  if (statement.else_block) made.parts.push_back(list("else", {expr(statement.else_block)}));
  if (statement.has_else_arms) {
    Form arms = list("else");
    for (const Arm& one : statement.else_arms) arms.parts.push_back(arm(one));
    made.parts.push_back(std::move(arms));
  }
  return made;
}

Form Printer::expr(const Expr* node) {
  if (!node) return word("<none>");
  if (depth_ > kMaxDepth) return word("...");
  ++depth_;
  Form made = deep(node);
  --depth_;
  return made;
}

Form Printer::deep(const Expr* node) {
  switch (node->kind) {
    case ExprKind::Int: return word(std::to_string(static_cast<const IntExpr*>(node)->magnitude));
    case ExprKind::Float: return word(float_text(static_cast<const FloatExpr*>(node)->value));
    case ExprKind::String: {
      auto* string = static_cast<const StringExpr*>(node);
      if (string->insertions.empty()) return word(quoted(string->parts.front()));
      Form made = list("string", {word(quoted(string->parts.front()))});
      for (size_t i = 0; i < string->insertions.size(); ++i) {
        made.parts.push_back(expr(string->insertions[i]));
        made.parts.push_back(word(quoted(string->parts[i + 1])));
      }
      return made;
    }
    case ExprKind::Duration: return word(std::to_string(static_cast<const DurationExpr*>(node)->nanoseconds) + "ns");
    case ExprKind::Bool: return word(static_cast<const BoolExpr*>(node)->value ? "true" : "false");
    case ExprKind::Unit: return word("()");
    case ExprKind::Name: return word(static_cast<const NameExpr*>(node)->name);
    case ExprKind::Constructor: return word(static_cast<const ConstructorExpr*>(node)->name);
    case ExprKind::Field: {
      auto* field = static_cast<const FieldExpr*>(node);
      return list("." + field->field.text, {expr(field->object)});
    }
    case ExprKind::Call: {
      auto* call = static_cast<const CallExpr*>(node);
      Form made = list("call", {expr(call->callee)});
      if (call->spread) made.parts.push_back(list("..", {expr(call->spread)}));
      for (const Argument& argument : call->arguments) {
        if (argument.label.empty()) made.parts.push_back(expr(argument.value));
        else if (argument.punned) made.parts.push_back(word(argument.label.text + ":"));
        else made.parts.push_back(list(argument.label.text + ":", {expr(argument.value)}));
      }
      return made;
    }
    case ExprKind::Hole: return word("_");
    case ExprKind::Unary: {
      auto* unary = static_cast<const UnaryExpr*>(node);
      return list(unary->op == UnaryOp::Not ? "not" : "-", {expr(unary->operand)});
    }
    case ExprKind::Binary: {
      auto* binary = static_cast<const BinaryExpr*>(node);
      return list(spell(binary->op), {expr(binary->left), expr(binary->right)});
    }
    case ExprKind::Pipe: {
      auto* pipe = static_cast<const PipeExpr*>(node);
      return list("|>", {expr(pipe->left), expr(pipe->right)});
    }
    case ExprKind::Send: {
      auto* send = static_cast<const SendExpr*>(node);
      return list("!", {expr(send->to), expr(send->message)});
    }
    case ExprKind::Range: {
      auto* range = static_cast<const RangeExpr*>(node);
      return list("range", {expr(range->low), expr(range->high)});
    }
    case ExprKind::If: {
      auto* branch = static_cast<const IfExpr*>(node);
      Form made = list("if", {expr(branch->condition), expr(branch->then_branch)});
      if (branch->else_branch) made.parts.push_back(expr(branch->else_branch));
      return made;
    }
    case ExprKind::Match: {
      auto* match = static_cast<const MatchExpr*>(node);
      Form made = list("match", {expr(match->scrutinee)});
      for (const Arm& one : match->arms) made.parts.push_back(arm(one));
      return made;
    }
    case ExprKind::Receive: {
      auto* receive = static_cast<const ReceiveExpr*>(node);
      Form made = list("receive");
      for (const Arm& one : receive->arms) made.parts.push_back(arm(one));
      if (receive->after) made.parts.push_back(list("after", {expr(receive->after), expr(receive->after_body)}));
      return made;
    }
    case ExprKind::Block: {
      Form made = list("block");
      for (const Statement& one : static_cast<const BlockExpr*>(node)->statements) made.parts.push_back(statement(one));
      return made;
    }
    case ExprKind::Lambda: {
      auto* lambda = static_cast<const LambdaExpr*>(node);
      Form made = list("lambda", {parameters(lambda->parameters)});
      if (lambda->result) made.parts.push_back(list("->", {type(lambda->result)}));
      if (lambda->receives) made.parts.push_back(list("receives", {type(lambda->receives)}));
      made.parts.push_back(expr(lambda->body));
      return made;
    }
    case ExprKind::Tuple: {
      Form made = list("tuple");
      for (auto* item : static_cast<const TupleExpr*>(node)->items) made.parts.push_back(expr(item));
      return made;
    }
    case ExprKind::List: {
      auto* items = static_cast<const ListExpr*>(node);
      Form made = list("list");
      for (auto* item : items->items) made.parts.push_back(expr(item));
      if (items->rest) made.parts.push_back(list("..", {expr(items->rest)}));
      return made;
    }
    case ExprKind::Comprehension: {
      auto* comprehension = static_cast<const ComprehensionExpr*>(node);
      Form made = list("comprehension", {expr(comprehension->body)});
      for (const ComprehensionClause& clause : comprehension->clauses)
        made.parts.push_back(clause.pattern ? list("<-", {pattern(clause.pattern), expr(clause.value)}) : list("if", {expr(clause.value)}));
      return made;
    }
    case ExprKind::Map: {
      auto* map = static_cast<const MapExpr*>(node);
      Form made = list("map");
      if (map->base) made.parts.push_back(list("..", {expr(map->base)}));
      for (const MapEntry& entry : map->entries) made.parts.push_back(list("=>", {expr(entry.key), expr(entry.value)}));
      return made;
    }
    case ExprKind::For: {
      auto* loop = static_cast<const ForExpr*>(node);
      return list("for", {pattern(loop->pattern), expr(loop->iterated), expr(loop->body)});
    }
    case ExprKind::Try: return list("?", {expr(static_cast<const TryExpr*>(node)->operand)});
    case ExprKind::Return: {
      auto* exit = static_cast<const ReturnExpr*>(node);
      return exit->value ? list("return", {expr(exit->value)}) : list("return");
    }
    case ExprKind::Assert: return list("assert", {expr(static_cast<const AssertExpr*>(node)->condition)});
    case ExprKind::Spawn: {
      auto* spawn = static_cast<const SpawnExpr*>(node);
      return list(spawn->name.text, {expr(spawn->body)});
    }
    case ExprKind::Bits: {
      Form made = list("bits");
      for (const BitSegment& part : static_cast<const BitsExpr*>(node)->segments) made.parts.push_back(segment(part));
      return made;
    }
    case ExprKind::Error: return word("<error>");
  }
  return word("?");
}

Form Printer::attribute(const Attribute& attribute) {
  Form made = list("@" + attribute.name.text);
  for (const AttributeArgument& argument : attribute.arguments) {
    Form value = word(argument.is_string ? quoted(argument.text) : argument.text);
    made.parts.push_back(argument.label.empty() ? value : list(argument.label.text + ":", {value}));
  }
  return made;
}

Form Printer::constructor(const ConstructorDecl& decl) {
  Form made = list("constructor", {word(decl.name.text)});
  if (!decl.doc.empty()) made.parts.push_back(list("doc", {word(quoted(decl.doc))}));
  for (const FieldDecl& field : decl.fields) {
    Form part = list(field.label.empty() ? "field" : field.label.text + ":");
    for (const Attribute& one : field.attributes) part.parts.push_back(attribute(one));
    part.parts.push_back(type(field.type));
    if (field.default_value) part.parts.push_back(list("default", {expr(field.default_value)}));
    made.parts.push_back(std::move(part));
  }
  return made;
}

Form Printer::clause(const Clause& clause) {
  Form made = list("clause", {parameters(clause.parameters)});
  if (clause.result) made.parts.push_back(list("->", {type(clause.result)}));
  if (clause.receives) made.parts.push_back(list("receives", {type(clause.receives)}));
  if (clause.guard) made.parts.push_back(list("when", {expr(clause.guard)}));
  if (clause.body) made.parts.push_back(clause.is_expression_body ? list("=", {expr(clause.body)}) : expr(clause.body));
  return made;
}

Form Printer::item(const Item* node) {
  Form made = list("");
  if (node->is_public) made.parts.push_back(word("pub"));
  if (!node->doc.empty()) made.parts.push_back(list("doc", {word(quoted(node->doc))}));
  for (const Attribute& one : node->attributes) made.parts.push_back(attribute(one));
  auto named = [&](const char* head) { made.text = std::string(head) + " " + node->name.text; };
  auto type_parameters = [&](const std::vector<Ident>& names) {
    if (names.empty()) return;
    Form part = list("params");
    for (const Ident& name : names) part.parts.push_back(word(name.text));
    made.parts.push_back(std::move(part));
  };
  switch (node->kind) {
    case ItemKind::Const: {
      auto* constant = static_cast<const ConstItem*>(node);
      named("const");
      if (constant->type) made.parts.push_back(list("type", {type(constant->type)}));
      made.parts.push_back(expr(constant->value));
      break;
    }
    case ItemKind::Type: {
      auto* declared = static_cast<const TypeItem*>(node);
      named(declared->is_opaque ? "opaque-type" : "type");
      type_parameters(declared->parameters);
      for (const ConstructorDecl& one : declared->constructors) made.parts.push_back(constructor(one));
      break;
    }
    case ItemKind::Alias: {
      auto* alias = static_cast<const AliasItem*>(node);
      named("alias");
      type_parameters(alias->parameters);
      made.parts.push_back(type(alias->type));
      break;
    }
    case ItemKind::Function:
      named("fn");
      for (const Clause& one : static_cast<const FunctionItem*>(node)->clauses) made.parts.push_back(clause(one));
      break;
    case ItemKind::Test:
      made.text = "test " + quoted(node->name.text);
      made.parts.push_back(expr(static_cast<const TestItem*>(node)->body));
      break;
  }
  return made;
}

Form Printer::module(const Module& module) {
  Form made = list("module " + module.name);
  if (!module.doc.empty()) made.parts.push_back(list("doc", {word(quoted(module.doc))}));
  for (const Import& import : module.imports) {
    std::string path;
    for (const Ident& part : import.path) path += (path.empty() ? "" : "/") + part.text;
    Form part = list("import " + path);
    for (const ImportedName& name : import.names)
      part.parts.push_back(name.alias.empty() ? word(name.name.text) : list("as", {word(name.name.text), word(name.alias.text)}));
    if (!import.alias.empty()) part.parts.push_back(list("alias", {word(import.alias.text)}));
    made.parts.push_back(std::move(part));
  }
  for (const Item* one : module.items) made.parts.push_back(item(one));
  return made;
}

// Length on one line, or more than `limit`.
size_t flat_length(const Form& form, size_t limit) {
  size_t length = form.text.size() + (form.is_list ? 2 : 0);
  for (const Form& part : form.parts) {
    if (length > limit) return length;
    length += 1 + flat_length(part, limit - length);
  }
  return length;
}

void write(const Form& form, int indent, bool flat, std::string& out) {
  if (!form.is_list) {
    out += form.text;
    return;
  }
  size_t room = kWidth > static_cast<size_t>(2 * indent) + 20 ? kWidth - static_cast<size_t>(2 * indent) : 20;
  flat = flat || flat_length(form, room + 1) <= room;
  out += "(" + form.text;
  for (const Form& part : form.parts) {
    if (flat) {
      if (out.back() != '(') out += " ";
    } else {
      out += "\n" + std::string(static_cast<size_t>(2 * std::min(indent + 1, kMaxIndent)), ' ');
    }
    write(part, indent + 1, flat, out);
  }
  out += ")";
}

std::string text_of(const Form& form) {
  std::string out;
  write(form, 0, false, out);
  return out;
}

}  // namespace

const char* spell(BinaryOp op) {
  switch (op) {
    case BinaryOp::Or: return "or";
    case BinaryOp::And: return "and";
    case BinaryOp::Equal: return "==";
    case BinaryOp::NotEqual: return "!=";
    case BinaryOp::Less: return "<";
    case BinaryOp::LessEqual: return "<=";
    case BinaryOp::Greater: return ">";
    case BinaryOp::GreaterEqual: return ">=";
    case BinaryOp::Concat: return "++";
    case BinaryOp::Add: return "+";
    case BinaryOp::Subtract: return "-";
    case BinaryOp::Multiply: return "*";
    case BinaryOp::Divide: return "/";
    case BinaryOp::Remainder: return "%";
  }
  return "?";
}

std::string print(const Module& module) {
  std::string out = text_of(Form{Printer().module(module)});
  out += "\n";
  return out;
}
std::string print(const Expr& expr) { return text_of(Printer().expr(&expr)); }
std::string print(const Pattern& pattern) { return text_of(Printer().pattern(&pattern)); }
std::string print(const TypeExpr& type) { return text_of(Printer().type(&type)); }

}  // namespace riotc::syntax
