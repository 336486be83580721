// SPDX-License-Identifier: MIT
// What the steps of this stage share. Private to resolve/.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "compiler/resolve/explain.h"
#include "compiler/resolve/program.h"
#include "compiler/resolve/resolve.h"

namespace riotc::resolve {

// How an import has been used. Index as in syntax::Module::imports.
struct ImportUse {
  ModuleId target;                // invalid when there is no such module, or it was imported before
  bool under_its_name = false;    // `list.map`
  std::vector<bool> names;        // by index of `Import::names`
};

// Which import a name comes from.
struct ImportNames {
  std::unordered_map<std::string_view, size_t> modules;                        // "list" -> index of the import
  std::unordered_map<std::string_view, std::pair<size_t, size_t>> unqualified;  // "unwrap_or" -> import, name in it
};

// A reference from one binding to another, with the first place where it is made.
struct Edge {
  uint32_t target = 0;
  Span span;
};

struct Context {
  Program& program;
  const Loader& loader;
  SourceMap& sources;
  Diagnostics& diags;

  std::vector<std::vector<ImportUse>> imports = {};  // by module
  std::vector<ImportNames> import_names = {};        // by module
  std::vector<ModuleId> order = {};                  // modules, those that are imported before those that import
  std::vector<std::vector<Edge>> graph = {};         // by node, see below
  std::vector<std::unordered_set<std::string_view>> used_types = {};  // by module: type and constructor names that occur

  // Nodes of the graph: functions, then constants, then constructors (whose fields' default values refer to things).
  uint32_t node(FunctionId id) const { return id.value; }
  uint32_t node(ConstId id) const { return static_cast<uint32_t>(program.functions.size()) + id.value; }
  uint32_t node(ConstructorId id) const { return static_cast<uint32_t>(program.functions.size() + program.consts.size()) + id.value; }
  uint32_t node_count() const {
    return static_cast<uint32_t>(program.functions.size() + program.consts.size() + program.constructors.size());
  }
  bool is_function(uint32_t node) const { return node < program.functions.size(); }
  bool is_const(uint32_t node) const { return !is_function(node) && node < program.functions.size() + program.consts.size(); }
  FunctionId function(uint32_t node) const { return FunctionId{node}; }
  ConstId constant(uint32_t node) const { return ConstId{node - static_cast<uint32_t>(program.functions.size())}; }
};

// The steps, in order.
void load_modules(const SourceFile& root, std::string root_name, Context& context);
void declare_items(Context& context);
void settle_imports(Context& context);
void collect_references(Context& context);
void order_groups(Context& context);
void warn_unused(Context& context);

// Attributes of items; what they say goes into the declaration.
void apply_attributes(const syntax::FunctionItem& item, bool is_library, Function& function, Diagnostics& diags);
void apply_attributes(const syntax::TypeItem& item, bool is_library, TypeDecl& decl, Diagnostics& diags);
// Of constants, aliases and tests; what `@deprecated` says.
std::optional<std::string> check_attributes(const syntax::Item& item, Diagnostics& diags);

// All import names and the paths they stand for.
std::string path_text(const syntax::Import& import);           // "net/http"
Span path_span(const syntax::Import& import);
const syntax::Ident& used_under(const syntax::Import& import);  // alias or last segment

}  // namespace riotc::resolve
