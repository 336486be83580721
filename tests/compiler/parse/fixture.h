// SPDX-License-Identifier: MIT
// Short ways to say what a text parses to.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostics.h"
#include "compiler/source/source.h"
#include "compiler/syntax/ast.h"

namespace riotc::test {

struct Parsed {
  std::unique_ptr<SourceMap> sources = std::make_unique<SourceMap>();
  Diagnostics diagnostics;
  std::unique_ptr<syntax::Module> module;

  // "2:3 E0101 expected ..", one a line, sorted; "" for none.
  std::string messages() const;
  // The same without the texts: "2:3 E0101".
  std::string codes() const;
};

Parsed parse(std::string text);

// The tree of a whole file, on one line; messages come first.
std::string tree(const std::string& text);
// Of `fn f() = TEXT`, the body.
std::string expression(const std::string& text);
// Of the statements of a function's block, one a line.
std::string statements(const std::string& text);
// Of `fn f(x) { match x { TEXT -> 0 } }`, the pattern.
std::string pattern(const std::string& text);
// Of `alias X = TEXT`.
std::string type(const std::string& text);
// Messages of a function with these lines as its body, which begins at line 2, column 1.
std::string complaints(const std::string& body);
// Messages of a whole file.
std::string file_complaints(const std::string& text);

}  // namespace riotc::test
