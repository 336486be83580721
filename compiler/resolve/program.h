// SPDX-License-Identifier: MIT
// All modules of a program with their names settled: which module an import means, which items exist, what a global
// name stands for, and in which order bindings must be inferred.
//
// Locals are not resolved here: what `x.y` means may depend on the type of a local `x`, and which `Ok` is meant on the
// type expected at its place. infer/ walks scopes and asks this table for everything that is not local.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "compiler/base/ids.h"
#include "compiler/syntax/ast.h"

namespace riotc::resolve {

using ModuleId = Id<struct ModuleTag>;
using TypeDeclId = Id<struct TypeDeclTag>;
using AliasId = Id<struct AliasTag>;
using ConstructorId = Id<struct ConstructorTag>;
using FunctionId = Id<struct FunctionTag>;
using ConstId = Id<struct ConstTag>;

// What the compiler itself knows of a type. Data: declared with constructors. Foreign: `@extern` or opaque without any.
enum class BuiltinType {
  Data, Foreign, Int, Float, Bool, String, Bytes, Unit, Duration, Never, List, Map, Set, Pid, Name, Reply, Monitor, Timer
};

struct TypeDecl {
  ModuleId module;                           // invalid for those that the compiler knows
  const syntax::TypeItem* item = nullptr;    // null for those that the compiler knows
  std::string name;
  BuiltinType builtin = BuiltinType::Data;
  uint32_t parameter_count = 0;
  std::vector<std::string> parameters;
  std::vector<ConstructorId> constructors;   // in order of declaration
  bool is_public = false;
  bool is_opaque = false;
  std::optional<std::string> deprecated;
  std::string foreign_name;    // of @extern(name:)
  std::string foreign_header;
  std::string runtime_form;    // of @runtime: "sequence", or the TypeInfo of what only the runtime looks into
};

struct Alias {
  ModuleId module;
  const syntax::AliasItem* item = nullptr;
  bool is_public = false;
  std::optional<std::string> deprecated;
};

struct Constructor {
  TypeDeclId type;
  uint32_t index = 0;  // tag: place in the declaration
  const syntax::ConstructorDecl* decl = nullptr;
  std::string name;
};

// How a function gets its body.
enum class FunctionKind {
  Riot,       // clauses
  Runtime,    // @runtime("name"): library only
  Intrinsic,  // @intrinsic("name"): library only; lower/ knows it
  Foreign,    // @extern(name:, header:, blocking:)
  Test
};

struct Function {
  ModuleId module;
  std::string name;                              // a test's: its text
  const syntax::FunctionItem* item = nullptr;    // null for tests
  const syntax::TestItem* test = nullptr;
  FunctionKind kind = FunctionKind::Riot;
  std::string external_name;                     // Runtime, Intrinsic, Foreign
  std::string header;                            // Foreign
  bool consumes = false;                         // Runtime: arguments are owned by the callee
  bool blocking = false;                         // Foreign
  std::vector<std::string> structural;           // type variables that must hold no function (`structural: "a"`)
  std::optional<std::string> deprecated;
  bool is_public = false;
};

struct Const {
  ModuleId module;
  std::string name;
  const syntax::ConstItem* item = nullptr;
  bool is_public = false;
  std::optional<std::string> deprecated;
};

// In a module's table, monostate is a name whose import failed: that has been reported, so its uses are not.
using Global = std::variant<std::monostate, FunctionId, ConstId>;
using TypeName = std::variant<std::monostate, TypeDeclId, AliasId>;

struct Module {
  std::string name;
  bool is_library = false;                             // of the standard library
  bool is_missing = false;                             // imported, but there is none: reported, so its names are not
  std::unique_ptr<syntax::Module> syntax;
  std::vector<FunctionId> functions;                   // in order of source, tests too
  std::vector<ConstId> consts;
  std::vector<TypeDeclId> types;
  // Names as this module sees them: own items first, then unqualified imports, then the prelude's.
  std::unordered_map<std::string, Global> values;
  std::unordered_map<std::string, TypeName> type_names;
  std::unordered_map<std::string, std::vector<ConstructorId>> constructors;  // by precedence; [0] when nothing is expected
  std::map<std::string, ModuleId> imports;             // by the name they are used under
  // What others may take from it.
  std::unordered_map<std::string, Global> exported_values;
  std::unordered_map<std::string, TypeName> exported_types;
  std::unordered_map<std::string, ConstructorId> exported_constructors;
};

// A function or a constant, for binding groups.
using Binding = std::variant<FunctionId, ConstId>;

struct Program {
  IdVec<ModuleId, Module> modules;
  IdVec<TypeDeclId, TypeDecl> types;
  IdVec<AliasId, Alias> aliases;
  IdVec<ConstructorId, Constructor> constructors;
  IdVec<FunctionId, Function> functions;
  IdVec<ConstId, Const> consts;
  ModuleId prelude;
  ModuleId root;                               // the module that was given to the compiler
  std::vector<std::vector<Binding>> groups;    // strongly connected components, callees before callers
  std::unordered_map<std::string, TypeDeclId> builtin_types;  // "Int", "List", ...
  std::function<std::vector<std::string>()> library_modules;  // names of all there are, for messages; may be empty

  std::string qualified_name(FunctionId id) const { return modules[functions[id].module].name + "." + functions[id].name; }
};

}  // namespace riotc::resolve
