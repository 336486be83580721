// SPDX-License-Identifier: MIT
// The stages in order. No input or output of its own: files come through a FileSystem, results go back as data.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/core/core.h"
#include "compiler/diagnostics/diagnostics.h"
#include "compiler/emit/emit.h"
#include "compiler/resolve/program.h"
#include "compiler/source/source.h"
#include "compiler/syntax/ast.h"
#include "compiler/typed/typed.h"
#include "compiler/types/type.h"

namespace riotc::pipeline {

struct ModuleText {
  std::string path;  // as it is to be shown
  std::string text;
};

// Where modules come from: the disk for the driver, memory for tests and editors.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  // The text of module `name` ("net/http"): of the program, or of the standard library.
  virtual std::optional<ModuleText> read_module(const std::string& name, bool library) const = 0;
  // Names of all modules of the standard library.
  virtual std::vector<std::string> library_modules() const = 0;
};

// How far to go. Each stage includes those before it.
enum class Stage { Parse, Check, Core, Emit };

struct Request {
  ModuleText root;          // the file that was given
  std::string root_name;    // its module name
  std::vector<std::string> further;  // other modules of the program that are wanted though nothing need import them
  Stage until = Stage::Emit;
  bool tests = false;       // the program's tests instead of its main
  bool line_directives = true;
  bool release = false;     // faster code, shorter traces
  bool debug = false;       // variables stay in sight for a debugger
};

// Everything that one run found out. Later fields are filled as far as the stages got; diagnostics say why it stopped.
struct Compilation {
  SourceMap sources;
  Diagnostics diagnostics;
  std::unique_ptr<syntax::Module> syntax;         // Stage::Parse only: the root alone
  std::unique_ptr<resolve::Program> program;
  std::unique_ptr<types::TypeTable> types;
  typed::Program typed;
  core::Program core;
  emit::Emitted emitted;
  std::vector<std::string> internal_errors;       // our own bugs, found by a verifier: never the user's fault
};

std::unique_ptr<Compilation> compile(const Request& request, const FileSystem& files);

}  // namespace riotc::pipeline
