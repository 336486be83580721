// SPDX-License-Identifier: MIT
// In:   core with ownership decided.
// Out:  C++17 files: one a module, with what was made for it (instances of what the library has, at its types), and one with
//       the descriptions of types and with main. Each declares what it mentions, so that a change of one module changes no
//       other file unless it changes what that one uses.
#pragma once
#include <string>
#include <vector>

#include "compiler/core/core.h"
#include "compiler/source/source.h"

namespace riotc::emit {

struct File {
  std::string name;  // "main.cpp", "net_http.cpp", "program.cpp"
  std::string text;
};
struct Options {
  bool line_directives = true;  // goldens are written without
  bool release = false;         // with what makes programs faster, and longer to compile
};
// Each is to be compiled. Equal input gives equal bytes.
std::vector<File> emit_program(const core::Program& program, const SourceMap& sources, const Options& options);

}  // namespace riotc::emit
