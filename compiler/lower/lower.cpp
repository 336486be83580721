// SPDX-License-Identifier: MIT
// From what runs first to everything that it reaches.
#include "compiler/lower/lower.h"

#include "compiler/lower/builder.h"
#include "compiler/lower/lowering.h"

namespace riotc::lower {

core::Program lower_program(const typed::Program& program, types::TypeTable& types, const Options& options, std::vector<Gap>& gaps) {
  return Lowering(program, types, options, gaps).run();
}

Lowering::Lowering(const typed::Program& typed_program, types::TypeTable& type_table, const Options& options, std::vector<Gap>& found)
    : typed(typed_program),
      types(type_table),
      resolved(type_table.program()),
      gaps(found),
      layout(typed_program, type_table, program),
      tail_receive(typed_program),
      options_(options) {}

core::Program Lowering::run() {
  for (const bool is_library : {false, true})
    for (const resolve::Module& module : resolved.modules)
      if (module.is_library == is_library && ranks_.emplace(module.name, program.modules.size()).second) program.modules.push_back(module.name);
  program.main_mailbox = layout.never();
  for (const resolve::Module& module : resolved.modules)
    if (module.is_library && module.syntax) program.library_files.push_back(module.syntax->file);
  if (options_.tests) lower_tests();
  else lower_main();
  while (!pending_.empty()) {
    auto next = std::move(pending_.front());
    pending_.pop_front();
    next();
  }
  if (gaps.empty()) {
    merge_tail_recursion(program, symbols, layout.integer());
    break_tail_cycles(program, symbols);
  }
  return std::move(program);
}

void Lowering::unsupported(Span span, const std::string& what) {
  gaps.push_back({span, what});
}

const typed::Function* Lowering::find_function(typed::FunctionId id) const {
  auto found = typed.functions.find(id);
  return found == typed.functions.end() ? nullptr : &found->second;
}

core::TypeId Lowering::mailbox_of(const typed::Function& function) {
  TypeEnv env;
  const types::TypeId slot = types.shallow(types.slot(function.signature));
  return types.get(slot).kind == types::TypeKind::Mailbox ? layout.of(types.get(slot).arguments[0], env) : layout.never();
}

void Lowering::lower_main() {
  const resolve::Module& root = resolved.modules[resolved.root];
  for (typed::FunctionId id : root.functions) {
    if (resolved.functions[id].name != "main" || resolved.functions[id].kind != resolve::FunctionKind::Riot) continue;
    const typed::Function* function = find_function(id);
    if (!function) return;
    program.main_mailbox = mailbox_of(*function);
    program.main = lower_entry(*function, root.name, "main", symbols.unique(root.name, "main"), false);
    return;
  }
}

void Lowering::lower_tests() {
  for (const resolve::Module& module : resolved.modules) {
    if (module.is_library && &module != &resolved.modules[resolved.root]) continue;
    for (typed::FunctionId id : module.functions) {
      const resolve::Function& test = resolved.functions[id];
      const typed::Function* function = find_function(id);
      if (test.kind != resolve::FunctionKind::Test || !function) continue;
      const std::string symbol = symbols.unique(module.name, "test$" + std::to_string(program.tests.size() + 1));
      const core::FunctionId step = lower_entry(*function, module.name, test.name, symbol, true);
      program.tests.push_back({test.name, test.test->span, step, mailbox_of(*function)});
    }
  }
}

// A Step without parameters. What may answer an Error runs as a Plain function inside it.
core::FunctionId Lowering::lower_entry(const typed::Function& function, const std::string& module, const std::string& name,
                                       const std::string& symbol, bool is_test) {
  TypeEnv env;
  const core::TypeId result = layout.of(types.result(function.type), env);
  auto owner = std::make_shared<Owner>(Owner{module, name, symbol, &function.variables});
  Builder builder(*this, owner, core::FunctionKind::Step, Mode::Tail, env, function.span);
  const core::Type& answer = layout.get(result);
  if (answer.kind == core::TypeKind::Data && answer.constructors.size() == 2 && answer.constructors[0].name == "Ok") {
    const std::vector<core::TypeId> arguments(function.parameters.size(), layout.unit());
    builder.lower_fallible_entry(instance({function.id, arguments, Mode::Plain}, function.span), result, is_test, function.span);
  } else {
    builder.lower_clauses(function, std::nullopt);
  }
  return add(builder.take());
}

}  // namespace riotc::lower
