// SPDX-License-Identifier: MIT
// The one layout of a Riot source.
//
// In:   a module that parsed without errors, and its text.
// Out:  the text laid out anew: the same tree, every comment kept, and what comes out formats to itself.
// How:  the tree becomes a document of texts, possible line ends and groups (doc.h), which a renderer fits into lines
//       (Wadler, "A prettier printer", 2003, with the alternatives that Prettier adds). Comments wait in order of
//       source; each place where one may stand takes those that come before it (sequences.cpp).
//
// What the writer decides and what is decided for them: short blocks, `if`, `match` and the constructors of a type stay
// on one line if they were written on one and fit; pipes stay broken if they were; a list whose last element is followed
// by a comma and a line end stays broken; one blank line stays. All else follows from the width.
#pragma once
#include <string>

#include "compiler/source/source.h"
#include "compiler/syntax/ast.h"

namespace riotc {

constexpr size_t kFormatWidth = 100;

std::string format_module(const syntax::Module& module, const SourceFile& file, size_t width = kFormatWidth);

}  // namespace riotc
