// SPDX-License-Identifier: MIT
#include "compiler/optimise/natural_order.h"

#include <algorithm>

namespace riotc::optimise {

using namespace core;

namespace {

// The function of that name in the library's source.
bool is_library_function(const Program& program, const Function& function, std::string_view module, std::string_view name) {
  return function.module == module && function.name == name &&
         std::find(program.library_files.begin(), program.library_files.end(), function.span.file) != program.library_files.end();
}

// The operands are the function's parameters, as they come.
bool hands_on(const Function& function, const Expr& expr) {
  if (expr.operands.size() != function.parameters.size()) return false;
  for (size_t i = 0; i < expr.operands.size(); ++i)
    if (expr.operands[i].kind != OperandKind::Variable || expr.operands[i].variable != function.parameters[i]) return false;
  return true;
}

}  // namespace

bool is_library_sort(const Program& program, const Expr& call) {
  return call.kind == ExprKind::Call && call.operands.size() == 2 && is_library_function(program, program.functions[call.function], "list", "list.sort");
}

bool is_natural_order(const Program& program, FunctionId closure) {
  const Function& function = program.functions[closure];
  if (!function.captures.empty() || function.body.size() != 1 || function.body[0].kind != StmtKind::Return) return false;
  const Expr& answer = function.body[0].expr;
  if (!hands_on(function, answer)) return false;
  if (answer.kind == ExprKind::CallRuntime) return answer.symbol == "compare_values";
  if (answer.kind != ExprKind::Call) return false;
  const Function& called = program.functions[answer.function];
  return is_library_function(program, called, "int", "int.compare") || is_library_function(program, called, "float", "float.compare") ||
         is_library_function(program, called, "string", "string.compare");
}

void sort_in_runtime(const Program& program, Expr& call) {
  call.kind = ExprKind::CallRuntime;
  call.type_infos = {program.types[program.functions[call.function].result].arguments[0]};
  call.function = {};
  call.symbol = "list_sort";
  call.consumes = true;
  call.operands.resize(1);
  call.word_operands = {false};
}

}  // namespace riotc::optimise
