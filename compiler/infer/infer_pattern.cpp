// SPDX-License-Identifier: MIT
// Patterns. The type of what is matched is always given; variables are bound at the end of the scope.
#include <algorithm>

#include "compiler/infer/inferer.h"

namespace riotc::infer {

namespace {

std::string quoted(const std::string& text) { return "`" + text + "`"; }

}  // namespace

VariableId Inferer::new_variable(const std::string& name, Span span, TypeId type) {
  return body_->variables.add(typed::Variable{name, type, span, {}, {}});
}

VariableId Inferer::bind_variable(const std::string& name, Span span, TypeId type) {
  if (or_known_) {
    // A later alternative binds what the first one did.
    auto known = or_known_->find(name);
    if (known != or_known_->end()) {
      bound_log_.push_back({name, known->second});
      const typed::Variable& first = body_->variables[known->second];
      if (!unify(first.type, type)) {
        std::vector<std::string> names = types_.print_all({first.type, type});
        error(Code::E0301, span, quoted(name) + " is " + with_article(names[0]) + " in another alternative of this pattern, and " + with_article(names[1]) + " here")
            .label(first.span, "bound here")
            .help("give each an arm of its own");
      }
      return known->second;
    }
    error(Code::E0402, span, quoted(name) + " is bound by this alternative alone").help("every alternative of `|` binds the same variables; write `_` here");
  }
  for (size_t i = body_->locals.size(); i-- > 0 && body_->locals[i].is_pattern_pending;) {
    if (body_->locals[i].name != name) continue;
    error(Code::E0213, span, quoted(name) + " is bound twice in one pattern")
        .label(body_->variables[body_->locals[i].variable].span, "the first is here")
        .help("give one of them another name and compare them in a guard: `when a == b`");
    break;
  }
  VariableId id = new_variable(name, span, type);
  bound_log_.push_back({name, id});
  body_->locals.push_back({name, id, false, true});
  return id;
}

void Inferer::seal_pattern(size_t first_local) {
  for (size_t i = first_local; i < body_->locals.size(); ++i) body_->locals[i].is_pattern_pending = false;
  if (!or_known_) bound_log_.clear();
}

typed::Pattern* Inferer::wildcard(Span span, TypeId type) { return make<typed::WildcardPattern>(span, type); }

typed::Pattern* Inferer::infer_pattern(const syntax::Pattern* pattern, TypeId type, const Origin& origin) {
  if (!pattern) return wildcard({}, type);
  return infer_pattern_plain(pattern, type, origin);
}

typed::Pattern* Inferer::infer_pattern_plain(const syntax::Pattern* pattern, TypeId type, const Origin& origin) {
  using K = syntax::PatternKind;
  Span span = pattern->span;
  // Literals: the type is theirs.
  auto expect = [&](TypeId found) { return require(type, found, span, origin); };
  switch (pattern->kind) {
    case K::Int: {
      expect(int_);
      auto* node = make<typed::IntPattern>(span, int_);
      node->value = static_cast<const syntax::IntPattern*>(pattern)->value;
      return node;
    }
    case K::Float: {
      expect(float_);
      auto* node = make<typed::FloatPattern>(span, float_);
      node->value = static_cast<const syntax::FloatPattern*>(pattern)->value;
      return node;
    }
    case K::String: {
      expect(string_);
      auto* node = make<typed::StringPattern>(span, string_);
      node->value = static_cast<const syntax::StringPattern*>(pattern)->value;
      return node;
    }
    case K::Duration: {
      expect(duration_);
      auto* node = make<typed::IntPattern>(span, duration_);
      node->value = static_cast<const syntax::DurationPattern*>(pattern)->nanoseconds;
      return node;
    }
    case K::Bool: {
      expect(bool_);
      auto* node = make<typed::BoolPattern>(span, bool_);
      node->value = static_cast<const syntax::BoolPattern*>(pattern)->value;
      return node;
    }
    case K::Unit:
      expect(unit_);
      return wildcard(span, unit_);
    case K::Wildcard: return wildcard(span, type);
    case K::Variable: {
      VariableId variable = bind_variable(static_cast<const syntax::VariablePattern*>(pattern)->name, span, type);
      auto* node = make<typed::VariablePattern>(span, type);
      node->variable = variable;
      return node;
    }
    case K::Constructor: return infer_constructor_pattern(static_cast<const syntax::ConstructorPattern&>(*pattern), type, origin);
    case K::Tuple: {
      const auto& tuple = static_cast<const syntax::TuplePattern&>(*pattern);
      std::vector<TypeId> items;
      const types::Type known = shape(type);
      if (known.kind == TypeKind::Tuple && known.arguments.size() != tuple.items.size()) {
        auto report = error(Code::E0333, span, "this pattern has " + std::to_string(tuple.items.size()) + " parts, and the value " + quoted(print(type)) +
                                                   " has " + std::to_string(known.arguments.size()));
        std::string place = describe_place(origin);
        if (origin.span.is_known() && !place.empty()) report.label(origin.span, place);
        for (const syntax::Pattern* item : tuple.items) infer_pattern(item, types_.error(), origin);
        return wildcard(span, types_.error());
      }
      if (known.kind == TypeKind::Tuple) {
        items = known.arguments;
      } else {
        for (size_t i = 0; i < tuple.items.size(); ++i) items.push_back(fresh());
        if (!require(type, types_.tuple(items), span, origin)) items.assign(tuple.items.size(), types_.error());
      }
      auto* node = make<typed::TuplePattern>(span, types_.tuple(items));
      for (size_t i = 0; i < tuple.items.size(); ++i) node->items.push_back(infer_pattern(tuple.items[i], items[i], origin));
      return node;
    }
    case K::List: {
      const auto& list = static_cast<const syntax::ListPattern&>(*pattern);
      TypeId item = fresh();
      if (is_builtin(type, BuiltinType::List)) {
        item = argument(type, 0);
      } else if (!require(type, types_.builtin("List", {item}), span, origin)) {
        item = types_.error();
      }
      TypeId whole = types_.builtin("List", {item});
      auto* node = make<typed::ListPattern>(span, whole);
      for (const syntax::Pattern* one : list.items) node->items.push_back(infer_pattern(one, item, origin));
      if (list.has_rest) node->rest = list.rest ? infer_pattern(list.rest, whole, origin) : wildcard(span, whole);
      return node;
    }
    case K::Prefix: {
      const auto& prefix = static_cast<const syntax::PrefixPattern&>(*pattern);
      expect(string_);
      auto* node = make<typed::PrefixPattern>(span, string_);
      node->prefix = prefix.prefix;
      node->rest = infer_pattern(prefix.rest, string_, origin);
      return node;
    }
    case K::Map: {
      const auto& map = static_cast<const syntax::MapPattern&>(*pattern);
      TypeId key = fresh(), value = fresh();
      if (!require(type, types_.builtin("Map", {key, value}), span, origin)) key = value = types_.error();
      auto* node = make<typed::MapPattern>(span, types_.builtin("Map", {key, value}));
      use_structurally(key, span, Use::Hash);
      for (const syntax::MapPatternEntry& entry : map.entries) {
        typed::MapPatternEntry made;
        Want want{key, {Why::MapKey, map.entries[0].key->span, "", 0}};
        const syntax::Pattern* k = entry.key;
        TypeId literal_type;
        typed::Expr* literal = nullptr;
        switch (k->kind) {
          case K::Int: {
            auto* e = make<typed::IntExpr>(k->span, int_);
            e->value = static_cast<const syntax::IntPattern*>(k)->value;
            literal = e;
            break;
          }
          case K::Duration: {
            auto* e = make<typed::IntExpr>(k->span, duration_);
            e->value = static_cast<const syntax::DurationPattern*>(k)->nanoseconds;
            literal = e;
            break;
          }
          case K::Float: {
            auto* e = make<typed::FloatExpr>(k->span, float_);
            e->value = static_cast<const syntax::FloatPattern*>(k)->value;
            literal = e;
            break;
          }
          case K::String: {
            auto* e = make<typed::StringExpr>(k->span, string_);
            e->value = static_cast<const syntax::StringPattern*>(k)->value;
            literal = e;
            break;
          }
          case K::Bool: {
            auto* e = make<typed::BoolExpr>(k->span, bool_);
            e->value = static_cast<const syntax::BoolPattern*>(k)->value;
            literal = e;
            break;
          }
          case K::Unit: literal = unit_expr(k->span); break;
          case K::Pin: literal = infer_pin(static_cast<const syntax::PinPattern&>(*k), want); break;
          default:
            if (k->kind != K::Error) error(Code::E0405, k->span, "the key of a map pattern is a literal or a pin").help("`^name` stands for the value of a variable");
            literal = error_expr(k->span);
        }
        made.key = k->kind == K::Pin ? literal : coerce(literal, want);
        made.value = infer_pattern(entry.value, value, origin);
        node->entries.push_back(made);
      }
      return node;
    }
    case K::Bits: return infer_bits_pattern(static_cast<const syntax::BitsPattern&>(*pattern), expect(bytes_) ? bytes_ : types_.error());
    case K::Or: return infer_or_pattern(static_cast<const syntax::OrPattern&>(*pattern), type, origin);
    case K::As: {
      const auto& as = static_cast<const syntax::AsPattern&>(*pattern);
      auto* node = make<typed::AsPattern>(span, type);
      node->pattern = infer_pattern(as.pattern, type, origin);
      node->variable = bind_variable(as.name.text, as.name.span, type);
      return node;
    }
    case K::Pin: {
      auto* node = make<typed::PinPattern>(span, type);
      node->value = infer_pin(static_cast<const syntax::PinPattern&>(*pattern), Want{type, origin});
      use_structurally(type, span, Use::Compare);
      return node;
    }
    case K::Error: return wildcard(span, types_.error());
  }
  return wildcard(span, type);
}

typed::Expr* Inferer::infer_pin(const syntax::PinPattern& pattern, const Want& want) {
  const std::string& name = pattern.name.text;
  const resolve::Global* global = nullptr;
  if (pattern.module.empty()) {
    for (size_t i = body_->locals.size(); i-- > 0;) {
      Local& local = body_->locals[i];
      if (local.name != name || local.is_pattern_pending) continue;
      return coerce(local_ref(local, pattern.span), want);
    }
    auto found = module().values.find(name);
    if (found != module().values.end()) global = &found->second;
  } else {
    auto import = module().imports.find(pattern.module.text);
    if (import != module().imports.end()) {
      const auto& exported = program_.modules[import->second].exported_values;
      auto found = exported.find(name);
      if (found != exported.end()) global = &found->second;
    }
  }
  if (global)
    if (const auto* constant = std::get_if<ConstId>(global)) return coerce(const_ref(*constant, pattern.span), want);
  std::string text = pattern.module.empty() ? name : pattern.module.text + "." + name;
  auto report = error(Code::E0318, pattern.span, "`^" + text + "` needs a variable that is bound already, or a constant");
  const bool is_here = std::any_of(body_->locals.begin(), body_->locals.end(), [&](const Local& l) { return l.name == name; });
  if (is_here && pattern.module.empty()) report.note(quoted(name) + " is bound by this pattern itself");
  else report.help("without `^` the pattern binds a new variable");
  return error_expr(pattern.span);
}

typed::Pattern* Inferer::infer_constructor_pattern(const syntax::ConstructorPattern& pattern, TypeId type, const Origin& origin) {
  ConstructorId id = pattern.module.empty() ? find_constructor(pattern.name.text, type, pattern.name.span)
                                            : find_qualified_constructor(pattern.module, pattern.name);
  auto give_up = [&] {
    for (const syntax::PatternArgument& argument : pattern.arguments) infer_pattern(argument.pattern, types_.error(), origin);
    return wildcard(pattern.span, types_.error());
  };
  if (!id.is_valid()) return give_up();
  auto declared = out_.constructors.find(id);
  if (declared == out_.constructors.end() || !may_construct(id, pattern.name.span)) return give_up();
  const resolve::Constructor& constructor = program_.constructors[id];
  const typed::ConstructorTypes& types = declared->second;
  Substitution made;
  for (TypeId parameter : types.parameters) made.emplace(parameter, fresh());
  TypeId result = types_.substitute(types.result, made);
  if (!require(type, result, pattern.span, origin)) return give_up();

  const auto& fields = constructor.decl->fields;
  if (fields.empty() && pattern.has_arguments && pattern.arguments.empty())
    error(Code::E0403, pattern.span, quoted(constructor.name) + " carries nothing, and stands without parentheses");
  auto* node = make<typed::ConstructorPattern>(pattern.span, result);
  node->constructor = id;
  node->fields.assign(fields.size(), nullptr);
  size_t position = 0;
  bool is_wrong = false;
  for (const syntax::PatternArgument& argument : pattern.arguments) {
    size_t i = position;
    if (argument.label.empty()) {
      ++position;
      if (i >= fields.size()) {
        error(Code::E0403, argument.pattern->span,
              quoted(constructor.name) + " has " + std::to_string(fields.size()) + (fields.size() == 1 ? " field" : " fields") + ", found " +
                  std::to_string(pattern.arguments.size()))
            .label(constructor.decl->span, "declared here");
        infer_pattern(argument.pattern, types_.error(), origin);
        continue;
      }
    } else {
      i = 0;
      while (i < fields.size() && fields[i].label.text != argument.label.text) ++i;
      if (i == fields.size()) {
        std::vector<std::string> labels;
        for (const syntax::FieldDecl& field : fields)
          if (!field.label.empty()) labels.push_back(field.label.text);
        auto report = error(Code::E0209, argument.label.span, quoted(constructor.name) + " has no field " + quoted(argument.label.text));
        if (std::string near = did_you_mean(argument.label.text, labels); !near.empty()) report.help("did you mean " + quoted(near) + "?");
        is_wrong = true;
        infer_pattern(argument.pattern, types_.error(), origin);
        continue;
      }
    }
    if (node->fields[i]) {
      error(Code::E0220, argument.pattern->span, "the field " + quoted(fields[i].label.text) + " of " + quoted(constructor.name) + " is matched twice")
          .label(node->fields[i]->span, "the first is here");
      infer_pattern(argument.pattern, types_.error(), origin);
      continue;
    }
    Origin inner = origin;
    inner.why = Why::Field;
    inner.span = fields[i].span;
    inner.name = fields[i].label.empty() ? constructor.name : fields[i].label.text;
    node->fields[i] = infer_pattern(argument.pattern, types_.substitute(types.fields[i], made), inner);
  }
  std::string missing;
  size_t count = 0;
  for (size_t i = 0; i < fields.size(); ++i) {
    if (node->fields[i]) continue;
    node->fields[i] = wildcard(pattern.span, types_.substitute(types.fields[i], made));
    missing += (missing.empty() ? "" : ", ") + (fields[i].label.empty() ? "number " + std::to_string(i + 1) : quoted(fields[i].label.text));
    ++count;
  }
  if (count > 0 && !pattern.rest && !is_wrong) {
    error(Code::E0404, pattern.span,
          "the pattern " + quoted(constructor.name) + " lacks " + (count == 1 ? "the field " : "the fields ") + missing)
        .help("`..` stands for all that are not named: " + quoted(constructor.name + "(..)"))
        .label(constructor.decl->span, "declared here");
  }
  return node;
}

typed::Pattern* Inferer::infer_or_pattern(const syntax::OrPattern& pattern, TypeId type, const Origin& origin) {
  auto* node = make<typed::OrPattern>(pattern.span, type);
  const size_t start = bound_log_.size();
  std::unordered_map<std::string, VariableId>* outer = or_known_;
  std::unordered_map<std::string, VariableId> first;
  for (size_t i = 0; i < pattern.alternatives.size(); ++i) {
    const size_t before = bound_log_.size();
    if (i > 0) or_known_ = &first;
    node->alternatives.push_back(infer_pattern(pattern.alternatives[i], type, origin));
    or_known_ = outer;
    if (i == 0) {
      for (size_t k = start; k < bound_log_.size(); ++k) first.insert(bound_log_[k]);
      continue;
    }
    std::vector<std::string> missing;
    for (const auto& [name, variable] : first) {
      const bool bound = std::any_of(bound_log_.begin() + static_cast<std::ptrdiff_t>(before), bound_log_.end(), [&](const auto& b) { return b.first == name; });
      if (!bound) missing.push_back(name);
    }
    std::sort(missing.begin(), missing.end());
    if (!missing.empty())
      error(Code::E0402, pattern.alternatives[i]->span, "this alternative does not bind " + quoted(missing[0]))
          .label(body_->variables[first[missing[0]]].span, "bound here")
          .help("every alternative of `|` binds the same variables");
    bound_log_.resize(before);
  }
  return node;
}

}  // namespace riotc::infer
