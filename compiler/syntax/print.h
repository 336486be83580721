// SPDX-License-Identifier: MIT
// The syntax tree as text, for `riotc --emit=ast` and for tests: one form in parentheses a node, indented where it
// is too long for a line. Shows everything but places. Stable: what is not written does not appear.
#pragma once
#include <string>

#include "compiler/syntax/ast.h"

namespace riotc::syntax {

std::string print(const Module& module);
std::string print(const Expr& expr);
std::string print(const Pattern& pattern);
std::string print(const TypeExpr& type);
// As it is written: "==", "and".
const char* spell(BinaryOp op);

}  // namespace riotc::syntax
