// SPDX-License-Identifier: MIT
// In:   the root module's path and a way to read files.
// Out:  every module that is reachable from it, parsed, with names settled and binding groups in order.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "compiler/diagnostics/diagnostics.h"
#include "compiler/resolve/program.h"
#include "compiler/source/source.h"

namespace riotc::resolve {

// Where modules come from. `parse` is passed in because this stage may not depend on the parser.
struct Loader {
  // The text and the path to show of module `name` ("net/http"); library modules when `library`. Empty when there is none.
  struct Text {
    std::string path;
    std::string text;
  };
  std::function<std::optional<Text>(const std::string& name, bool library)> read;
  std::function<std::unique_ptr<syntax::Module>(const SourceFile&, std::string name)> parse;
  std::function<std::vector<std::string>()> library_modules;  // all names, for "did you mean"
  std::vector<std::string> further;  // modules of the program that belong to it though nothing need import them
};

// The root file has been added to `sources` already. Always answers a program; with errors reported, a partial one.
Program resolve_program(const SourceFile& root, std::string root_name, const Loader& loader, SourceMap& sources, Diagnostics& diags);

}  // namespace riotc::resolve
