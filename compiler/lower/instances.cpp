// SPDX-License-Identifier: MIT
// Functions, constants and function values on demand.
#include "compiler/lower/builder.h"
#include "compiler/lower/lowering.h"

#include <algorithm>

namespace riotc::lower {

std::vector<types::TypeId> visible_parameters(types::TypeTable& types, types::TypeId signature) {
  std::vector<types::TypeId> found;
  const std::function<void(types::TypeId)> walk = [&](types::TypeId unresolved) {
    const types::TypeId id = types.shallow(unresolved);
    const types::Type type = types.get(id);
    if (type.kind == types::TypeKind::Parameter) {
      if (std::find(found.begin(), found.end(), id) == found.end()) found.push_back(id);
      return;
    }
    for (size_t i = 0; i < type.arguments.size(); ++i) {
      const bool is_slot = type.kind == types::TypeKind::Function && i + 1 == type.arguments.size();
      // A slot shows only the message type that was written behind `receives`.
      if (is_slot && types.get(types.shallow(type.arguments[i])).kind != types::TypeKind::Mailbox) continue;
      walk(type.arguments[i]);
    }
  };
  walk(signature);
  return found;
}

TypeEnv Lowering::env_of(const typed::Function& function, const std::vector<core::TypeId>& arguments) const {
  TypeEnv env;
  for (size_t i = 0; i < function.parameters.size() && i < arguments.size(); ++i) env.bind(function.parameters[i], arguments[i]);
  return env;
}

std::string Lowering::function_name(typed::FunctionId id) const {
  const resolve::Function& function = resolved.functions[id];
  return function.module == resolved.root ? function.name : resolved.qualified_name(id);
}

// `map` for the function, `map$Int_String` for one of its instances.
std::string Lowering::instance_symbol(typed::FunctionId id, const std::vector<core::TypeId>& arguments) {
  std::string symbol = sanitise(resolved.functions[id].name);
  if (const typed::Function* function = find_function(id)) {
    TypeEnv env = env_of(*function, arguments);
    for (types::TypeId parameter : visible_parameters(types, function->signature)) {
      const std::string& type = layout.get(layout.of(parameter, env)).symbol;
      if (symbol.size() + type.size() > 64) break;
      symbol = core::derived_symbol(symbol, type);
    }
  }
  return symbol;
}

size_t Lowering::rank_of(core::TypeId id) {
  if (const auto known = type_ranks_.find(id); known != type_ranks_.end()) return known->second;
  const core::Type& type = layout.get(id);
  const auto found = ranks_.find(type.module);
  size_t rank = found == ranks_.end() ? SIZE_MAX : found->second;
  for (core::TypeId argument : type.arguments) rank = std::min(rank, rank_of(argument));
  if (const Layout::Declared* declared = layout.declared(id))
    for (core::TypeId argument : declared->arguments) rank = std::min(rank, rank_of(argument));
  return type_ranks_[id] = rank;
}

std::string Lowering::shard_of(const std::string& module, const std::vector<core::TypeId>& arguments) {
  const auto own = ranks_.find(module);
  size_t rank = own == ranks_.end() ? SIZE_MAX : own->second;
  for (core::TypeId argument : arguments) rank = std::min(rank, rank_of(argument));
  return rank == SIZE_MAX ? module : program.modules[rank];
}

core::FunctionId Lowering::instance(const InstanceKey& key, Span span) {
  auto known = instances_.find(key);
  if (known != instances_.end()) return known->second;
  // Its place is taken now, the body follows.
  const core::FunctionId id = program.functions.add({});
  instances_[key] = id;
  const typed::Function* function = find_function(key.function);
  if (!function) {
    unsupported(span, "`" + resolved.functions[key.function].name + "`");
    return id;
  }
  // Callers look at the signature while the body waits for its turn.
  core::Function& reserved = program.functions[id];
  reserved.name = function_name(key.function);
  reserved.module = module_of(key.function);
  const std::string symbol = instance_symbol(key.function, key.arguments);
  const bool is_second = key.mode == Mode::Tail && instances_.contains({key.function, key.arguments, Mode::Plain});
  reserved.symbol = symbols.unique(reserved.module, is_second ? core::derived_symbol(symbol, "tail") : symbol);
  reserved.shard = shard_of(reserved.module, key.arguments);
  pending_.push_back([this, key, id, function] {
    auto owner = std::make_shared<Owner>(Owner{program.functions[id].module, program.functions[id].name, program.functions[id].symbol,
                                               &function->variables, program.functions[id].shard});
    const core::FunctionKind kind = key.mode == Mode::Tail ? core::FunctionKind::Tail : core::FunctionKind::Plain;
    Builder builder(*this, owner, kind, key.mode, env_of(*function, key.arguments), function->span);
    const bool is_deep = std::any_of(key.arguments.begin(), key.arguments.end(),
                                     [this](core::TypeId argument) { return layout.depth(argument) > Layout::kMaxArgumentDepth; });
    if (is_deep) builder.lower_too_deep(*function);
    else builder.lower_clauses(*function, key);
    core::Function lowered = builder.take();
    program.functions[id] = std::move(lowered);
  });
  return id;
}

core::ConstantId Lowering::constant(typed::ConstId id) {
  auto known = constants_.find(id);
  if (known != constants_.end()) return known->second;
  constants_[id] = {};
  auto found = typed.constants.find(id);
  const resolve::Const& declaration = resolved.consts[id];
  if (found == typed.constants.end()) {
    unsupported(declaration.item ? declaration.item->span : Span{}, "`" + declaration.name + "`");
    return constants_[id] = program.constants.add({declaration.name, "", "", layout.unit(), {}});
  }
  const typed::Constant& constant = found->second;
  // What it needs comes before it: the order of the table is the order of initialisation.
  for (typed::ConstId need : constant.needs) this->constant(need);
  TypeEnv env;
  core::Constant lowered;
  lowered.name = declaration.name;
  lowered.module = resolved.modules[declaration.module].name;
  lowered.symbol = symbols.unique(lowered.module, sanitise(declaration.name));
  lowered.type = layout.of(constant.type, env);
  lowered.initialiser = program.functions.add({});
  const core::ConstantId result = program.constants.add(lowered);
  constants_[id] = result;
  pending_.push_back([this, lowered, &constant] {
    auto owner = std::make_shared<Owner>(
        Owner{lowered.module, lowered.name, symbols.unique(lowered.module, core::derived_symbol(lowered.symbol, "make")), &constant.variables});
    Builder builder(*this, owner, core::FunctionKind::Plain, Mode::Plain, {}, constant.value->span);
    builder.lower_body(*constant.value, lowered.type);
    core::Function initialiser = builder.take();
    program.functions[lowered.initialiser] = std::move(initialiser);
  });
  return result;
}

core::FunctionId Lowering::function_value(typed::FunctionId function, const std::vector<core::TypeId>& arguments, Span span) {
  const InstanceKey key{function, arguments, Mode::Plain};
  auto known = function_values_.find(key);
  if (known != function_values_.end()) return known->second;
  const core::FunctionId id = program.functions.add({});
  function_values_[key] = id;
  wrapped_[id] = key;
  pending_.push_back([this, key, id, span] {
    const std::string& module = module_of(key.function);
    auto owner = std::make_shared<Owner>(
        Owner{module, function_name(key.function), symbols.unique(module, core::derived_symbol(instance_symbol(key.function, key.arguments), "value")), nullptr,
              shard_of(module, key.arguments)});
    const typed::Function* typed_function = find_function(key.function);
    Builder builder(*this, owner, core::FunctionKind::Closure, Mode::Plain, {}, typed_function ? typed_function->span : span);
    builder.lower_function_wrapper(key.function, key.arguments);
    core::Function wrapper = builder.take();
    program.functions[id] = std::move(wrapper);
  });
  return id;
}

const InstanceKey* Lowering::find_wrapped(core::FunctionId closure) const {
  auto found = wrapped_.find(closure);
  return found == wrapped_.end() ? nullptr : &found->second;
}

core::FunctionId Lowering::constructor_value(core::TypeId type, uint32_t tag, Span span) {
  auto known = constructor_values_.find({type, tag});
  if (known != constructor_values_.end()) return known->second;
  const core::Type& constructed = layout.get(type);
  auto owner = std::make_shared<Owner>(
      Owner{constructed.module, constructed.constructors[tag].name,
            symbols.unique(constructed.module, core::derived_symbol(sanitise(constructed.constructors[tag].name), "make_" + constructed.symbol)), nullptr,
            shard_of(constructed.module, {type})});
  Builder builder(*this, owner, core::FunctionKind::Closure, Mode::Plain, {}, span);
  builder.lower_constructor_wrapper(type, tag);
  return constructor_values_[{type, tag}] = add(builder.take());
}

void Lowering::need_field_defaults(core::TypeId id) {
  if (!decoded_.insert(id).second) return;
  const core::Type type = layout.get(id);  // a copy: the table may grow
  for (core::TypeId argument : type.arguments) need_field_defaults(argument);
  const Layout::Declared* declared = layout.declared(id);
  for (uint32_t tag = 0; tag < type.constructors.size(); ++tag)
    for (uint32_t place = 0; place < type.constructors[tag].fields.size(); ++place) {
      const core::Field& field = type.constructors[tag].fields[place];
      need_field_defaults(field.type);
      if (!declared) continue;
      const resolve::ConstructorId constructor = resolved.types[declared->decl].constructors[tag];
      const auto found = typed.field_defaults.find({constructor, place});
      if (found == typed.field_defaults.end()) continue;
      auto owner = std::make_shared<Owner>(Owner{type.module, type.constructors[tag].name + "." + field.label,
                                                 symbols.unique(type.module, core::derived_symbol(sanitise(field.label), "default_" + type.symbol)), &found->second.variables,
                                                 shard_of(type.module, {id})});
      TypeEnv env;
      const typed::ConstructorTypes& signature = typed.constructors.at(constructor);
      for (size_t i = 0; i < signature.parameters.size() && i < declared->arguments.size(); ++i) env.bind(signature.parameters[i], declared->arguments[i]);
      const core::FunctionId function = program.functions.add({});
      program.types[id].constructors[tag].fields[place].otherwise = function;
      pending_.push_back([this, owner, env, function, value = found->second.value, result = field.type] {
        Builder builder(*this, owner, core::FunctionKind::Plain, Mode::Plain, env, value->span);
        builder.lower_body(*value, result);
        core::Function lowered = builder.take();
        program.functions[function] = std::move(lowered);
      });
    }
}

core::FunctionId Lowering::range() {
  if (!range_.is_valid()) {
    const std::string& module = resolved.modules[resolved.prelude].name;
    auto owner = std::make_shared<Owner>(Owner{module, "range", symbols.unique(module, "range"), nullptr});
    Builder builder(*this, owner, core::FunctionKind::Plain, Mode::Plain, {}, {});
    builder.lower_range();
    range_ = add(builder.take());
  }
  return range_;
}

}  // namespace riotc::lower
