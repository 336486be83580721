// SPDX-License-Identifier: MIT
// Programs from text to typed trees, and what is said about their patterns.
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostics.h"
#include "compiler/exhaustive/decision.h"
#include "compiler/resolve/program.h"
#include "compiler/typed/typed.h"
#include "compiler/types/type.h"

namespace riotc::exhaustive {

class Exhaustive : public testing::Test {
 protected:
  // Types the program; fails the test when that already gives messages.
  void type(const std::string& text);
  // Types and checks: "E0401 3:5 message | 2:3 label | note: .. | help: .." of each message.
  std::vector<std::string> check(const std::string& text);
  std::string only(const std::string& text);  // the one message
  // The decision tree of the clauses of function `f`, or of the first match in it when it has one clause.
  DecisionTree tree(const std::string& text);
  std::string tree_text(const std::string& text);

  SourceMap sources;
  Diagnostics diags;
  std::unique_ptr<resolve::Program> program;
  std::unique_ptr<types::TypeTable> types;
  typed::Program typed_program;
  const typed::Function* function = nullptr;  // that tree() looked at
};

}  // namespace riotc::exhaustive
