// SPDX-License-Identifier: MIT
// Interning, bindings and substitution. Levels belong to the unifier; this table only keeps them.
#include "compiler/types/type.h"

#include "compiler/types/table.h"

namespace riotc::types {

size_t TypeTable::Impl::Hash::operator()(TypeId id) const {
  const Type& type = impl->at(id).type;
  size_t hash = static_cast<size_t>(type.kind) * 0x9e3779b97f4a7c15u + type.decl.value;
  for (TypeId argument : type.arguments) hash = (hash ^ argument.value) * 0x9e3779b97f4a7c15u + (hash >> 29);
  return hash;
}

bool TypeTable::Impl::Equal::operator()(TypeId a, TypeId b) const {
  const Type& x = impl->at(a).type;
  const Type& y = impl->at(b).type;
  return x.kind == y.kind && x.decl == y.decl && x.arguments == y.arguments;
}

TypeId TypeTable::Impl::add(Type type) {
  Entry entry;
  entry.has_variables = type.kind == TypeKind::Variable;
  entry.has_parameters = type.kind == TypeKind::Parameter;
  for (TypeId argument : type.arguments) {
    entry.has_variables |= at(argument).has_variables;
    entry.has_parameters |= at(argument).has_parameters;
  }
  TypeId id{static_cast<uint32_t>(entries.size())};
  if (!entry.has_variables) entry.closed = id;
  entry.type = std::move(type);
  entries.push_back(std::move(entry));
  return id;
}

TypeId TypeTable::Impl::intern(Type type) {
  // The candidate is added first, because the set compares ids; an unwanted one is taken off again.
  TypeId id = add(std::move(type));
  auto [found, is_new] = interned.insert(id);
  if (!is_new) entries.pop_back();
  return *found;
}

TypeTable::TypeTable(const resolve::Program& program) : impl_(std::make_shared<Impl>()), program_(program) {
  impl_->error = impl_->intern(Type{TypeKind::Error, {}, {}, 0});
  impl_->no_mailbox = impl_->intern(Type{TypeKind::NoMailbox, {}, {}, 0});
}

const Type& TypeTable::get(TypeId id) const { return impl_->at(id).type; }

TypeId TypeTable::shallow(TypeId id) const {
  for (;;) {
    const Type& type = impl_->at(id).type;
    if (type.kind != TypeKind::Variable) return id;
    TypeId binding = impl_->variables[type.number].binding;
    if (!binding.is_valid()) return id;
    id = binding;
  }
}

TypeId TypeTable::resolved(TypeId id) {
  id = shallow(id);
  const Impl::Entry& entry = impl_->at(id);
  if (entry.closed.is_valid()) return entry.closed;
  if (entry.type.kind == TypeKind::Variable) return id;
  Type type{entry.type.kind, entry.type.decl, {}, 0};
  type.arguments.reserve(entry.type.arguments.size());
  for (TypeId argument : entry.type.arguments) type.arguments.push_back(resolved(argument));
  TypeId result = impl_->intern(std::move(type));
  if (!impl_->at(result).has_variables) impl_->entries[id.value].closed = result;
  return result;
}

TypeId TypeTable::substitute(TypeId id, const Substitution& substitution) {
  id = shallow(id);
  const Impl::Entry& entry = impl_->at(id);
  if (!entry.has_parameters && !entry.has_variables) return id;
  if (entry.type.kind == TypeKind::Variable) return id;
  if (entry.type.kind == TypeKind::Parameter) {
    auto found = substitution.find(id);
    return found == substitution.end() ? id : found->second;
  }
  Type type{entry.type.kind, entry.type.decl, {}, 0};
  type.arguments.reserve(entry.type.arguments.size());
  for (TypeId argument : entry.type.arguments) type.arguments.push_back(substitute(argument, substitution));
  return impl_->intern(std::move(type));
}

TypeId TypeTable::error() const { return impl_->error; }
TypeId TypeTable::no_mailbox() const { return impl_->no_mailbox; }

TypeId TypeTable::fresh_variable(uint32_t level) {
  uint32_t number = static_cast<uint32_t>(impl_->variables.size());
  TypeId id = impl_->add(Type{TypeKind::Variable, {}, {}, number});
  impl_->variables.push_back({id, {}, level});
  return id;
}

TypeId TypeTable::fresh_parameter(std::string name) {
  uint32_t number = static_cast<uint32_t>(impl_->parameter_names.size());
  impl_->parameter_names.push_back(std::move(name));
  return impl_->add(Type{TypeKind::Parameter, {}, {}, number});
}

TypeId TypeTable::named(resolve::TypeDeclId decl, std::vector<TypeId> arguments) {
  return impl_->intern(Type{TypeKind::Named, decl, std::move(arguments), 0});
}

TypeId TypeTable::tuple(std::vector<TypeId> items) { return impl_->intern(Type{TypeKind::Tuple, {}, std::move(items), 0}); }

TypeId TypeTable::function(std::vector<TypeId> parameters, TypeId result, TypeId slot) {
  parameters.push_back(result);
  parameters.push_back(slot);
  return impl_->intern(Type{TypeKind::Function, {}, std::move(parameters), 0});
}

TypeId TypeTable::mailbox(TypeId message) { return impl_->intern(Type{TypeKind::Mailbox, {}, {message}, 0}); }

TypeId TypeTable::builtin(const char* name, std::vector<TypeId> arguments) {
  auto found = program_.builtin_types.find(name);
  if (found != program_.builtin_types.end()) return named(found->second, std::move(arguments));
  auto [known, is_new] = impl_->prelude_types.try_emplace(name);
  if (is_new && program_.prelude.is_valid()) {
    const auto& exported = program_.modules[program_.prelude].exported_types;
    if (auto entry = exported.find(name); entry != exported.end()) {
      if (const auto* decl = std::get_if<resolve::TypeDeclId>(&entry->second)) known->second = *decl;
    }
  }
  // Without a prelude (it did not load, which has been reported) there is nothing to compare with.
  return known->second.is_valid() ? named(known->second, std::move(arguments)) : error();
}

void TypeTable::bind(TypeId variable, TypeId type) { impl_->variables[get(variable).number].binding = type; }
uint32_t TypeTable::level(TypeId variable) const { return impl_->variables[get(variable).number].level; }
void TypeTable::set_level(TypeId variable, uint32_t level) { impl_->variables[get(variable).number].level = level; }

bool TypeTable::has_variables(TypeId id) const { return impl_->at(id).has_variables; }
bool TypeTable::has_parameters(TypeId id) const { return impl_->at(id).has_parameters; }
const std::string& TypeTable::parameter_name(TypeId parameter) const { return impl_->parameter_names[get(parameter).number]; }

}  // namespace riotc::types
