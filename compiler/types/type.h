// SPDX-License-Identifier: MIT
// Types, and the table that owns them.
//
// A function type carries one hidden part, the mailbox slot: NoMailbox, Mailbox(m), or a variable. Types are interned:
// two closed types are the same exactly when their ids are. Variables are bound by unification; resolved() follows
// bindings all the way down. Parameters are generalised variables: they belong to one scheme and are replaced when
// it is used (infer/) or when a function is instantiated (lower/).
#pragma once
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "compiler/base/ids.h"
#include "compiler/resolve/program.h"

namespace riotc::types {

using TypeId = Id<struct TypeTag>;

enum class TypeKind {
  Error,      // has been reported; agrees with everything
  Variable,   // not known yet
  Parameter,  // generalised, or rigid by annotation
  Named,      // decl applied to arguments: Int, List[a], Shape, Pid[m]
  Tuple,      // two or more arguments
  Function,   // arguments, then the result, then the mailbox slot
  NoMailbox,  // slot: uses none
  Mailbox     // slot: receives arguments[0]
};

struct Type {
  TypeKind kind = TypeKind::Error;
  resolve::TypeDeclId decl;        // Named
  std::vector<TypeId> arguments;
  uint32_t number = 0;             // Variable, Parameter: identity
};

// What instantiation replaces: Parameter ids by types.
using Substitution = std::unordered_map<TypeId, TypeId>;

// Letters for variables and parameters without a name, kept over several types that are printed.
struct Names {
  std::unordered_map<TypeId, std::string> names;
  std::unordered_set<std::string> taken;
  int next = 0;
};

class TypeTable {
 public:
  explicit TypeTable(const resolve::Program& program);

  const resolve::Program& program() const { return program_; }
  const Type& get(TypeId id) const;   // of the id itself, bindings not followed
  TypeId shallow(TypeId id) const;    // follows bindings at the top
  TypeId resolved(TypeId id);         // follows bindings everywhere; the canonical id
  TypeId substitute(TypeId id, const Substitution& substitution);

  TypeId error() const;
  TypeId fresh_variable(uint32_t level);
  TypeId fresh_parameter(std::string name);  // `name` for printing; may be empty
  TypeId named(resolve::TypeDeclId decl, std::vector<TypeId> arguments = {});
  TypeId tuple(std::vector<TypeId> items);
  TypeId function(std::vector<TypeId> parameters, TypeId result, TypeId slot);
  TypeId no_mailbox() const;
  TypeId mailbox(TypeId message);
  TypeId builtin(const char* name, std::vector<TypeId> arguments = {});  // "Int", "List", also the prelude's "Option"

  // Of a Function type (after shallow):
  size_t parameter_count(TypeId function) const { return get(function).arguments.size() - 2; }
  TypeId parameter(TypeId function, size_t i) const { return get(function).arguments[i]; }
  TypeId result(TypeId function) const { return get(function).arguments[get(function).arguments.size() - 2]; }
  TypeId slot(TypeId function) const { return get(function).arguments.back(); }

  void bind(TypeId variable, TypeId type);  // unifier only
  uint32_t level(TypeId variable) const;
  void set_level(TypeId variable, uint32_t level);

  bool has_variables(TypeId id) const;   // some Variable is part of it, bound or not
  bool has_parameters(TypeId id) const;  // some Parameter is part of it, bindings not followed

  // As a user would write it; parameters are a, b, c in order of appearance unless they have names of their own.
  std::string print(TypeId id);
  // Several types with the same letter for the same variable in all of them, as a message needs.
  std::vector<std::string> print_all(const std::vector<TypeId>& ids);
  std::string print(TypeId id, Names& names);
  const std::string& parameter_name(TypeId parameter) const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
  const resolve::Program& program_;
};

}  // namespace riotc::types
