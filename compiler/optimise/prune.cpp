// SPDX-License-Identifier: MIT
#include "compiler/optimise/prune.h"

#include "compiler/core/graph.h"
#include "compiler/optimise/clone.h"

namespace riotc::optimise {

using namespace core;

namespace {

// Every function that the code names.
template <class Visit>
void visit_functions(Function& function, Visit&& visit) {
  for_each_stmt(function.body, [&](Stmt& stmt) {
    visit(stmt.function);
    visit(stmt.expr.function);
    visit_all_operands(stmt, [&](Operand& operand) { visit(operand.function); });
  });
}

}  // namespace

void prune(Program& program, std::vector<FunctionId*> keep) {
  if (program.main.is_valid()) keep.push_back(&program.main);
  for (Test& test : program.tests) keep.push_back(&test.step);
  for (Constant& constant : program.constants) keep.push_back(&constant.initialiser);
  for (Type& type : program.types)
    for (Constructor& constructor : type.constructors)
      for (Field& field : constructor.fields)
        if (field.otherwise.is_valid()) keep.push_back(&field.otherwise);

  std::vector<bool> reached(program.functions.size(), false);
  std::vector<FunctionId> pending;
  const auto reach = [&](FunctionId id) {
    if (!id.is_valid() || reached[id.value]) return;
    reached[id.value] = true;
    pending.push_back(id);
  };
  for (const FunctionId* id : keep) reach(*id);
  while (!pending.empty()) {
    const FunctionId id = pending.back();
    pending.pop_back();
    visit_functions(program.functions[id], reach);
  }

  std::vector<FunctionId> numbers(program.functions.size());
  IdVec<FunctionId, Function> kept;
  for (uint32_t i = 0; i < program.functions.size(); ++i)
    if (reached[i]) numbers[i] = kept.add(std::move(program.functions[FunctionId{i}]));
  program.functions = std::move(kept);
  const auto renumber = [&](FunctionId& id) {
    if (id.is_valid()) id = numbers[id.value];
  };
  for (Function& function : program.functions) visit_functions(function, renumber);
  for (FunctionId* id : keep) renumber(*id);
}

}  // namespace riotc::optimise
