// SPDX-License-Identifier: MIT
#include "compiler/resolve/resolve.h"

#include "compiler/resolve/context.h"

namespace riotc::resolve {

namespace {

struct BuiltinRow {
  BuiltinType type;
  const char* name;
  std::vector<std::string> parameters;
};

// The types without a declaration.
void add_builtin_types(Program& program) {
  const BuiltinRow rows[] = {
      {BuiltinType::Int, "Int", {}},           {BuiltinType::Float, "Float", {}},       {BuiltinType::Bool, "Bool", {}},
      {BuiltinType::String, "String", {}},     {BuiltinType::Bytes, "Bytes", {}},       {BuiltinType::Unit, "Unit", {}},
      {BuiltinType::Duration, "Duration", {}}, {BuiltinType::Never, "Never", {}},       {BuiltinType::List, "List", {"a"}},
      {BuiltinType::Map, "Map", {"k", "v"}},   {BuiltinType::Set, "Set", {"a"}},        {BuiltinType::Pid, "Pid", {"m"}},
      {BuiltinType::Name, "Name", {"m"}},      {BuiltinType::Reply, "Reply", {"a"}},    {BuiltinType::Monitor, "Monitor", {}},
      {BuiltinType::Timer, "Timer", {}},
  };
  for (const BuiltinRow& row : rows) {
    TypeDecl decl;
    decl.name = row.name;
    decl.builtin = row.type;
    decl.parameters = row.parameters;
    decl.parameter_count = static_cast<uint32_t>(row.parameters.size());
    decl.is_public = true;
    program.builtin_types[row.name] = program.types.add(std::move(decl));
  }
}

}  // namespace

Program resolve_program(const SourceFile& root, std::string root_name, const Loader& loader, SourceMap& sources, Diagnostics& diags) {
  Program program;
  Context context{program, loader, sources, diags};
  program.library_modules = loader.library_modules;
  add_builtin_types(program);
  load_modules(root, std::move(root_name), context);  // every reachable module is there, parsed once
  declare_items(context);                             // every item has its id; what modules export is known
  settle_imports(context);                            // every module knows what global names mean
  collect_references(context);                        // who refers to whom
  order_groups(context);                              // callees before callers
  warn_unused(context);
  return program;
}

}  // namespace riotc::resolve
