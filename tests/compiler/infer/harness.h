// SPDX-License-Identifier: MIT
// Runs a program in memory through parser, resolve and infer, over the library on the disk.
#pragma once
#include <map>
#include <memory>
#include <string>

#include "compiler/diagnostics/diagnostics.h"
#include "compiler/infer/infer.h"
#include "compiler/resolve/program.h"
#include "compiler/source/source.h"
#include "compiler/typed/typed.h"

namespace riotc::test {

struct Inferred {
  SourceMap sources;
  Diagnostics diags;
  std::unique_ptr<resolve::Program> program;
  std::unique_ptr<types::TypeTable> types;
  typed::Program typed;
  double milliseconds = 0;  // spent in infer alone

  // "fn name(x: Int) -> Int" of a function, "const ..", or "" when it is absent.
  std::string signature(const std::string& name) const;
  // "E0301 3:14 message" lines, in order.
  std::string messages() const;
  std::string typed_text() const;  // of the root module
};

// `modules`: other files of the program by module name.
std::unique_ptr<Inferred> infer_text(const std::string& text, const std::map<std::string, std::string>& modules = {});

}  // namespace riotc::test
