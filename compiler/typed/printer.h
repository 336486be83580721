// SPDX-License-Identifier: MIT
// What the files of the printer share.
#pragma once
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "compiler/typed/typed.h"
#include "compiler/types/type.h"

namespace riotc::typed {

// Prints one body. Variables keep their names, numbered from the second that has the same; those that the compiler made are t1, t2.
class Printer {
 public:
  Printer(types::TypeTable& types, const IdVec<VariableId, Variable>& variables, types::Names& type_names)
      : types_(types), variables_(variables), type_names_(type_names) {}

  std::string pattern(const Pattern& pattern);
  std::string expr(const Expr& expr, int indent);
  std::string body(const Expr& expr, int indent);  // of an arm or function: on the same line if it is short
  std::string variable(VariableId id);

 private:
  std::string type(TypeId id) { return types_.print(id, type_names_); }
  std::string line(int indent) const { return "\n" + std::string(static_cast<size_t>(indent) * 2, ' '); }
  std::string list(const std::vector<Expr*>& items, int indent);
  std::string list(const std::vector<Pattern*>& items);
  std::string arguments(const std::vector<Argument>& arguments, int indent);
  std::string arms(const std::vector<Arm>& arms, int indent);
  std::string block(const BlockExpr& block, int indent);
  std::string type_arguments(const std::vector<TypeId>& arguments);
  std::string segment(BitType type, bool little, bool is_signed, const Expr* size, int indent);
  std::string constructor(ConstructorId id) const { return types_.program().constructors[id].name; }
  const std::string& function_name(FunctionId id) const { return types_.program().functions[id].name; }

  types::TypeTable& types_;
  const IdVec<VariableId, Variable>& variables_;
  types::Names& type_names_;
  std::unordered_map<VariableId, std::string> names_;
  std::unordered_set<std::string> taken_;
  int temporaries_ = 0;
};

std::string quote(const std::string& text);
std::string real(double value);

}  // namespace riotc::typed
