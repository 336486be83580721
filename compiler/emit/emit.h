// SPDX-License-Identifier: MIT
// In:   core with ownership decided.
// Out:  C++17 files: one header with types and declarations, one source a module, and one with main.
#pragma once
#include <string>
#include <vector>

#include "compiler/core/core.h"
#include "compiler/source/source.h"

namespace riotc::emit {

struct File {
  std::string name;  // "program.h", "main.cpp", "net_http.cpp"
  std::string text;
};
struct Options {
  bool line_directives = true;  // goldens are written without
  bool release = false;         // with what makes programs faster, and longer to compile
};
// The first file is the header; all others are to be compiled. Equal input gives equal bytes.
std::vector<File> emit_program(const core::Program& program, const SourceMap& sources, const Options& options);

}  // namespace riotc::emit
