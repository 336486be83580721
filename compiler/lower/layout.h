// SPDX-License-Identifier: MIT
// From types with parameters to the monomorphic types of core.
//
// A TypeEnv says what the type parameters of a function stand for where one instance of it is lowered. Mailbox slots
// leave no trace: two function types that differ only in them are one core type, and so are all Pids. Type variables
// that nothing depends on are Unit.
#pragma once
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/core/core.h"
#include "compiler/lower/names.h"
#include "compiler/typed/typed.h"
#include "compiler/types/type.h"

namespace riotc::lower {

class TypeEnv {
 public:
  void bind(types::TypeId parameter, core::TypeId type) {
    bindings_[parameter] = type;
    memo_.clear();
  }

 private:
  friend class Layout;
  std::unordered_map<types::TypeId, core::TypeId> bindings_;
  std::unordered_map<types::TypeId, core::TypeId> memo_;
};

class Layout {
 public:
  Layout(const typed::Program& typed, types::TypeTable& types, core::Program& program);

  core::TypeId of(types::TypeId type, TypeEnv& env);

  core::TypeId unit() { return plain(core::TypeKind::Unit, "Unit"); }
  core::TypeId boolean() { return plain(core::TypeKind::Bool, "Bool"); }
  core::TypeId integer() { return plain(core::TypeKind::Int, "Int"); }
  core::TypeId floating() { return plain(core::TypeKind::Float, "Float"); }
  core::TypeId duration() { return plain(core::TypeKind::Duration, "Duration"); }
  core::TypeId string() { return plain(core::TypeKind::String, "String"); }
  core::TypeId bytes() { return plain(core::TypeKind::Bytes, "Bytes"); }
  core::TypeId pid() { return plain(core::TypeKind::Pid, "Pid"); }
  core::TypeId never() { return plain(core::TypeKind::Never, "Never"); }
  core::TypeId promise() { return runtime_type("Promise"); }  // of an answer
  core::TypeId runtime_type(const char* name);  // a Foreign type of the runtime's: riot::name
  core::TypeId matched(const std::vector<core::TypeId>& fields);  // NoMatch or Match(fields): what a bit pattern answers
  core::TypeId list(core::TypeId item);
  core::TypeId map(core::TypeId key, core::TypeId value);
  core::TypeId set(core::TypeId item);
  core::TypeId reply(core::TypeId answer);
  core::TypeId tuple(const std::vector<core::TypeId>& items);
  core::TypeId function(const std::vector<core::TypeId>& parameters, core::TypeId result);
  core::TypeId data(resolve::TypeDeclId decl, const std::vector<core::TypeId>& arguments);
  core::TypeId prelude(const char* name, const std::vector<core::TypeId>& arguments = {});  // "Option", "Result"

  const core::Type& get(core::TypeId id) const { return program_.types[id]; }
  bool is(core::TypeId id, core::TypeKind kind) const { return get(id).kind == kind; }
  // What a type with constructors of its own was declared as, and at which arguments; null for all others.
  struct Declared {
    resolve::TypeDeclId decl;
    std::vector<core::TypeId> arguments;
  };
  const Declared* declared(core::TypeId id) const {
    const auto found = declared_.find(id);
    return found == declared_.end() ? nullptr : &found->second;
  }
  // Nesting of type arguments. Functions and types that use themselves at ever larger types have no last instance, so
  // there is a limit: a function instance beyond its limit crashes when it is called. What a function mentions may be
  // deeper than its arguments, so types have room above.
  int depth(core::TypeId id) const { return depths_.at(id); }
  static constexpr int kMaxArgumentDepth = 32;
  static constexpr int kMaxDepth = 64;
  static constexpr size_t kMaxName = 400;  // characters of the arguments in a type's name

 private:
  // What makes a core type: its kind, its declaration if it has one, its arguments.
  struct Key {
    core::TypeKind kind;
    uint32_t decl;
    std::vector<core::TypeId> arguments;
    auto operator<=>(const Key&) const = default;
  };
  core::TypeId plain(core::TypeKind kind, const char* name);
  // Finds it, or adds it and says so.
  std::pair<core::TypeId, bool> intern(Key key, std::string name, const std::string& symbol, std::string module);
  std::string names_of(const std::vector<core::TypeId>& types, const char* separator) const;
  std::string symbols_of(const std::vector<core::TypeId>& types) const;
  core::TypeId composite(core::TypeKind kind, const char* name, const std::vector<core::TypeId>& arguments);
  core::TypeId convert(types::TypeId type, TypeEnv& env);
  void fill_constructors(core::TypeId id, const resolve::TypeDecl& decl, const std::vector<core::TypeId>& arguments);

  const typed::Program& typed_;
  types::TypeTable& types_;
  core::Program& program_;
  Names names_;
  std::map<Key, core::TypeId> interned_;
  std::unordered_map<core::TypeId, int> depths_;
  std::unordered_map<core::TypeId, Declared> declared_;
};

}  // namespace riotc::lower
