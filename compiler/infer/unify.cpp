// SPDX-License-Identifier: MIT
// Unification with levels (Remy 1992), directed where mailboxes are concerned.
//
// `found` may use less of the mailbox than `expected` allows: a function that uses none stands for any function. Arguments
// of functions flip the direction; so do type parameters that a declaration uses that way (compute_variances). The other
// thing that is directed: every Pid can be seen as a Pid[Never], to which nothing can be sent.
#include "compiler/infer/inferer.h"

namespace riotc::infer {

bool Inferer::fail(FailureKind kind, TypeId expected, TypeId found) {
  failure_ = {kind, expected, found};
  return false;
}

// Lowers the levels of what is in `type` to `level`. False: `variable` is in it.
bool Inferer::adjust_levels(TypeId type, TypeId variable, uint32_t level) {
  if (!types_.has_variables(type)) return true;
  type = types_.shallow(type);
  const types::Type& shape = types_.get(type);
  if (shape.kind == TypeKind::Variable) {
    if (type == variable) return false;
    if (types_.level(type) > level) types_.set_level(type, level);
    return true;
  }
  for (TypeId argument : shape.arguments)
    if (!adjust_levels(argument, variable, level)) return false;
  return true;
}

void Inferer::lower_levels(TypeId type, uint32_t level) { adjust_levels(type, TypeId{}, level); }

bool Inferer::bind(TypeId variable, TypeId type) {
  if (!adjust_levels(type, variable, types_.level(variable))) return fail(FailureKind::Infinite, variable, type);
  types_.bind(variable, type);
  return true;
}

bool Inferer::unify(TypeId expected, TypeId found, bool exact) {
  expected = types_.shallow(expected);
  found = types_.shallow(found);
  if (expected == found) return true;
  const types::Type& e = types_.get(expected);
  const types::Type& f = types_.get(found);
  if (e.kind == TypeKind::Error || f.kind == TypeKind::Error) return true;
  if (e.kind == TypeKind::Variable) return bind(expected, found);
  if (f.kind == TypeKind::Variable) return bind(found, expected);
  if (e.kind != f.kind) return fail(FailureKind::Types, expected, found);
  switch (e.kind) {
    case TypeKind::Named: {
      if (e.decl != f.decl || e.arguments.size() != f.arguments.size()) return fail(FailureKind::Types, expected, found);
      if (!exact && is_builtin(expected, BuiltinType::Pid) && types_.shallow(e.arguments[0]) == never_) return true;
      for (size_t i = 0; i < e.arguments.size(); ++i)
        if (!unify(e.arguments[i], f.arguments[i], exact || !is_covariant(e.decl, i))) return false;
      return true;
    }
    case TypeKind::Tuple:
      if (e.arguments.size() != f.arguments.size()) return fail(FailureKind::Types, expected, found);
      for (size_t i = 0; i < e.arguments.size(); ++i)
        if (!unify(e.arguments[i], f.arguments[i], exact)) return false;
      return true;
    case TypeKind::Function: {
      if (e.arguments.size() != f.arguments.size()) return fail(FailureKind::Arity, expected, found);
      const size_t last = e.arguments.size() - 1;
      for (size_t i = 0; i + 1 < last; ++i) {
        if (!unify(f.arguments[i], e.arguments[i], exact)) {
          std::swap(failure_.expected, failure_.found);
          return false;
        }
      }
      return unify(e.arguments[last - 1], f.arguments[last - 1], exact) && unify_slot(e.arguments[last], f.arguments[last], exact);
    }
    case TypeKind::Mailbox:
    case TypeKind::NoMailbox: return unify_slot(expected, found, exact);
    case TypeKind::Error:
    case TypeKind::Variable:
    case TypeKind::Parameter: break;
  }
  return fail(FailureKind::Types, expected, found);
}

bool Inferer::unify_slot(TypeId expected, TypeId found, bool exact) {
  expected = types_.shallow(expected);
  found = types_.shallow(found);
  if (expected == found) return true;
  const types::Type& e = types_.get(expected);
  const types::Type& f = types_.get(found);
  if (e.kind == TypeKind::Error || f.kind == TypeKind::Error) return true;
  if (f.kind == TypeKind::NoMailbox && (!exact || e.kind != TypeKind::Variable)) return true;
  if (e.kind == TypeKind::Variable) return bind(expected, found);
  if (f.kind == TypeKind::Variable) return bind(found, expected);
  if (f.kind == TypeKind::Mailbox && e.kind == TypeKind::Mailbox) {
    if (unify(e.arguments[0], f.arguments[0], true)) return true;
    return fail(FailureKind::MailboxDiffers, expected, found);
  }
  if (f.kind == TypeKind::Mailbox && types_.shallow(f.arguments[0]) == never_) return true;
  return fail(FailureKind::MailboxNotAllowed, expected, found);
}

bool Inferer::is_covariant(TypeDeclId decl, size_t parameter) const {
  const auto& known = covariant_[decl.value];
  return parameter >= known.size() || known[parameter];
}

// A parameter is covariant until some field says otherwise; fields of recursive types need more than one round.
void Inferer::compute_variances() {
  covariant_.resize(program_.types.size());
  for (uint32_t i = 0; i < program_.types.size(); ++i) {
    const resolve::TypeDecl& decl = program_.types[TypeDeclId{i}];
    const bool sends = decl.builtin == BuiltinType::Pid || decl.builtin == BuiltinType::Name || decl.builtin == BuiltinType::Reply;
    const bool hidden = decl.builtin == BuiltinType::Foreign;
    covariant_[i].assign(decl.parameter_count, !sends && !hidden);
  }
  std::function<void(TypeId, bool, const std::vector<TypeId>&, std::vector<bool>&, bool&)> visit =
      [&](TypeId type, bool positive, const std::vector<TypeId>& parameters, std::vector<bool>& result, bool& changed) {
        const types::Type& shape = types_.get(type);
        if (shape.kind == TypeKind::Parameter) {
          for (size_t i = 0; i < parameters.size(); ++i) {
            if (parameters[i] != type || positive || !result[i]) continue;
            result[i] = false;
            changed = true;
          }
          return;
        }
        for (size_t i = 0; i < shape.arguments.size(); ++i) {
          bool same = positive;
          if (shape.kind == TypeKind::Named) same = positive && is_covariant(shape.decl, i);
          if (shape.kind == TypeKind::Function && i + 2 < shape.arguments.size()) same = false;
          if (shape.kind == TypeKind::Mailbox) same = false;
          visit(shape.arguments[i], same, parameters, result, changed);
        }
      };
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 0; i < program_.types.size(); ++i) {
      for (ConstructorId constructor : program_.types[TypeDeclId{i}].constructors) {
        auto found = out_.constructors.find(constructor);
        if (found == out_.constructors.end()) continue;
        for (TypeId field : found->second.fields) visit(field, true, found->second.parameters, covariant_[i], changed);
      }
    }
  }
}

bool Inferer::is_builtin(TypeId type, BuiltinType builtin) {
  const types::Type& s = shape(type);
  return s.kind == TypeKind::Named && program_.types[s.decl].builtin == builtin;
}

}  // namespace riotc::infer
