// SPDX-License-Identifier: MIT
// A program's documentation as a website.
//
// In:   a program that was checked, and the modules that are wanted.
// Out:  files: a page for each module with its public items, an index, a search that needs no server. Types are the
//       inferred ones where none are written. The same input gives the same text.
#pragma once
#include <string>
#include <vector>

#include "compiler/resolve/program.h"
#include "compiler/source/source.h"
#include "compiler/typed/typed.h"
#include "compiler/types/type.h"

namespace riotc::doc {

struct Page {
  std::string name;  // path below the website's folder
  std::string text;
};

struct Input {
  const resolve::Program& program;
  const typed::Program& typed;
  types::TypeTable& types;
  const SourceMap& sources;
  std::vector<std::string> modules;  // their names
  std::string title;
  std::string version;               // may be empty
};

std::vector<Page> make_pages(const Input& input);

}  // namespace riotc::doc
