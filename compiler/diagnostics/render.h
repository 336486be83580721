// SPDX-License-Identifier: MIT
// Diagnostics as text: for people, one line each, and JSON for tools. All end with a line end.
#pragma once
#include <string>

#include "compiler/diagnostics/diagnostics.h"
#include "compiler/source/source.h"

namespace riotc {

struct RenderOptions {
  bool colour = false;  // ANSI escapes
};

// error[E0401]: cases are missing
//   --> main.riot:2:3
//    |
//  2 |   match user {
//    |   ^^^^^ no arm matches `None`
//    = help: add an arm for it, or end with `_ ->`
std::string render(const Diagnostic& diagnostic, const SourceMap& sources, const RenderOptions& options = {});

// main.riot:2:3: error[E0401]: cases are missing
std::string render_short(const Diagnostic& diagnostic, const SourceMap& sources);

// One object on one line; lines and columns from 1, columns in characters, ends exclusive.
std::string render_json(const Diagnostic& diagnostic, const SourceMap& sources);

// How many cells of a terminal a text takes; tabs count as one, as they are shown.
size_t display_width(std::string_view text);

}  // namespace riotc
