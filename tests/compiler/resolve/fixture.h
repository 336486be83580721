// SPDX-License-Identifier: MIT
// Resolves programs that are given as text.
#pragma once
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostics.h"
#include "compiler/resolve/resolve.h"

namespace riotc::resolve {

class Resolve : public testing::Test {
 protected:
  Resolve();

  // Modules beside the root and those of the library; set before run().
  std::map<std::string, std::string> files, library;

  const Program& run(const std::string& text, const std::string& name = "main");

  // "E0201 3:5 message | label | help" of each diagnostic, in order of place.
  std::vector<std::string> messages() const;
  std::string only_message() const;  // fails the test when there is not exactly one
  ModuleId module(const std::string& name) const;
  // "main.f main.g | main.h": groups of modules of the program.
  std::string groups() const;

  Program program;
  SourceMap sources;
  Diagnostics diags;
  std::map<std::string, int> parsed;  // how often each module has been parsed
};

}  // namespace riotc::resolve
