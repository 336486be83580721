// SPDX-License-Identifier: MIT
// From the text of a file to its syntax tree. The only folder that knows of ANTLR.
//
// In:   a source file.
// Out:  its tree, always; what could not be read is an Error node or missing, `has_errors` is set and it has been reported.
// How:  lexer -> layout pass (layout.h) -> parser -> TreeBuilder (tree_builder.h). Lexer and parser are generated from
//       grammar/. The parser first runs in ANTLR's fast mode, and only if that fails again with recovery (recovery.h).
#pragma once
#include <memory>
#include <string>

#include "compiler/diagnostics/diagnostics.h"
#include "compiler/source/source.h"
#include "compiler/syntax/ast.h"

namespace riotc {

std::unique_ptr<syntax::Module> parse_module(const SourceFile& file, std::string module_name, Diagnostics& diagnostics);

}  // namespace riotc
