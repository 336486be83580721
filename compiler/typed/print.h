// SPDX-License-Identifier: MIT
// The typed tree as text for `--emit=types`: every function and constant with its inferred type, then its body.
#pragma once
#include <string>
#include <vector>

#include "compiler/resolve/program.h"
#include "compiler/typed/typed.h"
#include "compiler/types/type.h"

namespace riotc::typed {

// Items of one module in order of source.
std::string print(const Program& program, types::TypeTable& types, resolve::ModuleId module);
std::string print(const Function& function, types::TypeTable& types);

// "fn area(shape: Shape) -> Float", "fn loop(n: Int) -> Unit receives Msg", "const limit: Int": what hover and docs show.
std::string print_signature(const Function& function, types::TypeTable& types);
// What is to stand before and behind a parameter: a label, a default.
struct ParameterText {
  std::string before, after;
};
std::string print_signature(const Function& function, types::TypeTable& types, const std::vector<ParameterText>& around);
std::string print_signature(const Constant& constant, types::TypeTable& types);

}  // namespace riotc::typed
