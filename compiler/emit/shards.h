// SPDX-License-Identifier: MIT
// Which C++ file each function goes to.
//
// A file holds the code of one module with what was made for it. A C++ compiler takes one file at a time, so a long module is
// divided further, unless the program is optimised as a whole: then its files are compiled side by side, and a change
// compiles one of them again. Functions that only serve another stay with it, where the C++ compiler can inline them.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "compiler/core/core.h"

namespace riotc::emit {

// What one file holds of one module.
struct Part {
  std::vector<core::FunctionId> functions;
  std::vector<core::ConstantId> constants;
};
struct Shard {
  std::string file;  // "net_http.cpp", "main-serve.cpp"
  std::map<std::string, Part> parts;
};

// In an order, and divided in a way, that changes little when something is added: by name, and by place in the source.
// Time: linear in the program's size.
std::vector<Shard> shards_of(const core::Program& program, bool divide);

}  // namespace riotc::emit
