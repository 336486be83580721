// SPDX-License-Identifier: MIT
#include "compiler/emit/declarations.h"

#include <algorithm>
#include <map>

#include "compiler/emit/function_emitter.h"

namespace riotc::emit {

using core::FunctionId;

namespace {

// A struct of variables behind a base of the runtime's, with the description by which the runtime finds them.
void write_struct(ProgramUnit& unit, CppWriter& out, const std::string& name, const std::string& base, const std::string& description, const Layout& layout) {
  out.open("struct " + name + " : riot::" + base);
  out.line("static const riot::TypeInfo " + description + ";");
  unit.types.write_members(out, layout);
  out.close(";");
  out.line("static_assert(sizeof(" + name + ") == " + std::to_string(layout.size) + ");");
}

void write_frame(ProgramUnit& unit, CppWriter& out, FunctionId id) {
  const core::Function& function = unit.program.functions[id];
  out.blank();
  out.line("// What `" + function.name + "` keeps between its steps.");
  write_struct(unit, out, unit.frame(id, function.module), "Object", "kInfo", unit.types.layout(function, function.parameters, 8));
  out.line("extern const riot::Step " + unit.step(id, function.module) + ";");
}

void write_closure(ProgramUnit& unit, CppWriter& out, FunctionId id) {
  const core::Function& function = unit.program.functions[id];
  out.blank();
  out.line("// What `" + function.name + "` has captured.");
  write_struct(unit, out, unit.closure(id, function.module), "Closure", "kLayout", unit.types.layout(function, function.captures, 32));
}

// The declarations of one namespace, in order of names: the same whatever else there is in the program.
struct Group {
  std::vector<FunctionId> frames, closures, functions;
  std::vector<core::ConstantId> constants;
};

std::map<std::string, Group> groups_of(const core::Program& program, const Mentions& mentions) {
  std::map<std::string, Group> groups;
  for (FunctionId id : mentions.frames) groups[program.functions[id].module].frames.push_back(id);
  for (FunctionId id : mentions.closures) groups[program.functions[id].module].closures.push_back(id);
  for (FunctionId id : mentions.functions) groups[program.functions[id].module].functions.push_back(id);
  for (core::ConstantId id : mentions.constants) groups[program.constants[id].module].constants.push_back(id);
  const auto by_symbol = [&](FunctionId a, FunctionId b) { return program.functions[a].symbol < program.functions[b].symbol; };
  for (auto& [name, group] : groups) {
    for (std::vector<FunctionId>* each : {&group.frames, &group.closures, &group.functions}) std::sort(each->begin(), each->end(), by_symbol);
    std::sort(group.constants.begin(), group.constants.end(),
              [&](core::ConstantId a, core::ConstantId b) { return program.constants[a].symbol < program.constants[b].symbol; });
  }
  return groups;
}

}  // namespace

void write_declarations(ProgramUnit& unit, CppWriter& out, const Mentions& mentions, const std::set<FunctionId>& local) {
  // The declarations mention types in turn, of which it is enough to know that they exist.
  const std::set<core::TypeId> defined = unit.types.to_define(mentions);
  Mentions declared;
  unit.types.note_in(declared);
  CppWriter members = unit.writer();
  for (const auto& [module, group] : groups_of(unit.program, mentions)) {
    members.blank();
    members.line("namespace riot_app::" + module_namespace(module) + " {");
    members.line("");
    for (FunctionId id : group.frames) write_frame(unit, members, id);
    for (FunctionId id : group.closures) write_closure(unit, members, id);
    members.blank();
    for (core::ConstantId id : group.constants) {
      const core::Constant& constant = unit.program.constants[id];
      members.line("extern " + unit.types.value(constant.type) + " " + unit.constant(id, module) + ";");
    }
    for (FunctionId id : group.functions) members.line((local.count(id) ? "static " : "") + prototype(unit, id));
    members.blank();
    members.line("}  // namespace riot_app::" + module_namespace(module));
  }
  CppWriter definitions = unit.writer();
  unit.types.write_definitions(definitions, defined);
  CppWriter types = unit.writer();
  unit.types.write_declarations(types, mentions, defined, declared.types);
  types.blank();
  types.append(definitions);

  for (const std::string& header : mentions.headers) out.line("#include " + (header[0] == '<' ? header : quoted(header)));
  out.blank();
  if (!types.empty()) {
    out.line("namespace riot_app {");
    out.line("");
    out.append(types);
    out.line("");
    out.line("}  // namespace riot_app");
  }
  out.blank();
  out.append(members);
}

}  // namespace riotc::emit
