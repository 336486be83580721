// SPDX-License-Identifier: MIT
// What the text of one file mentions, and so has to be declared above it. Nothing else is: a file changes, and is compiled
// again, only when something changes that it uses.
#pragma once
#include <set>
#include <string>

#include "compiler/core/core.h"

namespace riotc::emit {

struct Mentions {
  std::set<core::TypeId> types;        // structs and enums
  std::set<core::TypeId> described;    // Enum and Reply types of which the TypeInfo is named
  std::set<core::FunctionId> functions;
  std::set<core::FunctionId> frames;   // Steps: the struct of the frame, the table entry
  std::set<core::FunctionId> closures; // structs of captures
  std::set<core::ConstantId> constants;
  std::set<std::string> headers;       // of foreign types and functions

  void add(const Mentions& other) {
    types.insert(other.types.begin(), other.types.end());
    described.insert(other.described.begin(), other.described.end());
    functions.insert(other.functions.begin(), other.functions.end());
    frames.insert(other.frames.begin(), other.frames.end());
    closures.insert(other.closures.begin(), other.closures.end());
    constants.insert(other.constants.begin(), other.constants.end());
    headers.insert(other.headers.begin(), other.headers.end());
  }
};

}  // namespace riotc::emit
