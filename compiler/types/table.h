// SPDX-License-Identifier: MIT
// The inside of a TypeTable, shared by the files of this folder alone.
#pragma once
#include <deque>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "compiler/types/type.h"

namespace riotc::types {

struct TypeTable::Impl {
  struct Entry {
    Type type;
    bool has_variables = false;
    bool has_parameters = false;
    // The canonical id once nothing in the type can change any more. Bindings are permanent, so it never goes stale.
    TypeId closed;
  };
  struct VariableState {
    TypeId id;
    TypeId binding;  // invalid while unbound
    uint32_t level = 0;
  };
  struct Hash {
    const Impl* impl;
    size_t operator()(TypeId id) const;
  };
  struct Equal {
    const Impl* impl;
    bool operator()(TypeId a, TypeId b) const;
  };

  Impl() : interned(64, Hash{this}, Equal{this}) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  const Entry& at(TypeId id) const { return entries[id.value]; }
  TypeId add(Type type);     // a new entry, not interned
  TypeId intern(Type type);  // the entry of an equal type if there is one

  std::deque<Entry> entries;  // a deque keeps references valid while types are made
  std::vector<VariableState> variables;      // by Type::number of a Variable
  std::vector<std::string> parameter_names;  // by Type::number of a Parameter
  std::unordered_set<TypeId, Hash, Equal> interned;
  std::unordered_map<std::string, resolve::TypeDeclId> prelude_types;  // found by name once
  TypeId error, no_mailbox;
};

}  // namespace riotc::types
