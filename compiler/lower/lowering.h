// SPDX-License-Identifier: MIT
// What all functions that are lowered share: the program under construction, its types and symbols, and the list of
// what is still to be lowered. A function is lowered once for each set of types that it is needed at, and for each of
// two ways to run: Plain (answers a value) and Tail (is what its process does from now on).
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/core/core.h"
#include "compiler/diagnostics/diagnostics.h"
#include "compiler/lower/layout.h"
#include "compiler/lower/lower.h"
#include "compiler/lower/names.h"
#include "compiler/lower/tail_receive.h"
#include "compiler/typed/typed.h"

namespace riotc::lower {

enum class Mode { Plain, Tail };

struct InstanceKey {
  typed::FunctionId function;
  std::vector<core::TypeId> arguments;  // for the function's type parameters; Unit for mailbox slots
  Mode mode = Mode::Plain;
  auto operator<=>(const InstanceKey&) const = default;
};

// The type variables that a signature shows, in order of first appearance; hidden mailbox slots are not among them.
std::vector<types::TypeId> visible_parameters(types::TypeTable& types, types::TypeId signature);

class Lowering {
 public:
  Lowering(const typed::Program& typed, types::TypeTable& types, const Options& options, std::vector<Gap>& gaps);
  core::Program run();

  // Each answers at once; the body is lowered later. `span` is where it is needed, for messages.
  core::FunctionId instance(const InstanceKey& key, Span span);
  core::ConstantId constant(typed::ConstId id);
  // Closure functions without captures that do what a named function or a constructor does.
  core::FunctionId function_value(typed::FunctionId function, const std::vector<core::TypeId>& arguments, Span span);
  core::FunctionId constructor_value(core::TypeId type, uint32_t tag, Span span);
  // JSON is decoded to this type: the defaults of fields in it are wanted.
  void need_field_defaults(core::TypeId type);
  core::FunctionId range();                     // (low, high, onto) -> List[Int]
  // The function behind a function_value, for direct calls.
  const InstanceKey* find_wrapped(core::FunctionId closure) const;

  // The module with whose code an instance of something in `module` at these types is compiled: the one closest to the root
  // of all that declare something in it.
  std::string shard_of(const std::string& module, const std::vector<core::TypeId>& arguments);

  core::FunctionId add(core::Function function) { return program.functions.add(std::move(function)); }
  const resolve::Function& declared(typed::FunctionId id) const { return resolved.functions[id]; }
  const std::string& module_of(typed::FunctionId id) const { return resolved.modules[resolved.functions[id].module].name; }
  const typed::Function* find_function(typed::FunctionId id) const;
  void unsupported(Span span, const std::string& what);

  const typed::Program& typed;
  types::TypeTable& types;
  const resolve::Program& resolved;
  std::vector<Gap>& gaps;
  core::Program program;
  Layout layout;
  Names symbols;
  TailReceive tail_receive;

 private:
  void lower_main();
  core::TypeId mailbox_of(const typed::Function& function);
  void lower_tests();
  core::FunctionId lower_entry(const typed::Function& function, const std::string& module, const std::string& name,
                               const std::string& symbol, bool is_test);
  std::string function_name(typed::FunctionId id) const;  // "counter", "list.map"
  std::string instance_symbol(typed::FunctionId id, const std::vector<core::TypeId>& arguments);
  TypeEnv env_of(const typed::Function& function, const std::vector<core::TypeId>& arguments) const;

  Options options_;
  std::deque<std::function<void()>> pending_;
  std::map<InstanceKey, core::FunctionId> instances_;
  std::map<typed::ConstId, core::ConstantId> constants_;
  std::map<InstanceKey, core::FunctionId> function_values_;
  std::map<core::FunctionId, InstanceKey> wrapped_;
  std::map<std::pair<core::TypeId, uint32_t>, core::FunctionId> constructor_values_;
  core::FunctionId range_;
  std::set<core::TypeId> decoded_;
  std::unordered_map<std::string, size_t> ranks_;      // of modules, by distance from the root
  std::map<core::TypeId, size_t> type_ranks_;          // the least rank in the type
  size_t rank_of(core::TypeId type);
};

// After everything is lowered (finish.cpp).
void break_tail_cycles(core::Program& program, Names& symbols);   // TailCalls in a ring become Enters: constant stack
void merge_tail_recursion(core::Program& program, Names& symbols, core::TypeId integer);  // Plain functions that tail-call each other become one

}  // namespace riotc::lower
