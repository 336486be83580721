// SPDX-License-Identifier: MIT
// In:   core with ownership decided.
// Out:  C++17 files: one a module (several for a long one, see shards.h), with what was made for it (instances of what the
//       library has, at its types), and one with the descriptions of types and with main. Each declares what it mentions, so
//       that a change of one module changes no other file unless it changes what that one uses.
#pragma once
#include <string>
#include <tuple>
#include <vector>

#include "compiler/core/core.h"
#include "compiler/source/source.h"

namespace riotc::emit {

struct File {
  std::string name;  // "main.cpp", "net_http.cpp", "program.cpp"
  std::string text;
};
// A C++ function that the program calls, with the Riot types it is called at: riot::foreign::Shapes, as C++ text.
struct ForeignCall {
  std::string symbol;
  std::string header;
  std::string function;  // the C++ expression for it, which chooses among overloads
  std::string result;
  std::vector<std::string> parameters;
  bool operator<(const ForeignCall& other) const {
    return std::tie(symbol, header, function, result, parameters) < std::tie(other.symbol, other.header, other.function, other.result, other.parameters);
  }
};
struct Emitted {
  std::vector<File> files;           // each is to be compiled
  std::vector<ForeignCall> foreign;  // each once
};
struct Options {
  bool line_directives = true;  // goldens are written without
  bool release = false;         // with what makes programs faster, and longer to compile
  bool debug = false;           // every variable stays in sight to the end of its block
};
// Equal input gives equal bytes.
Emitted emit_program(const core::Program& program, const SourceMap& sources, const Options& options);

}  // namespace riotc::emit
