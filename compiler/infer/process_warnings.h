// SPDX-License-Identifier: MIT
// In:   a typed program without errors.
// Out:  warnings about how its processes talk: messages that nobody takes, Replies that are forgotten or used twice, calls
//       of a process to itself.
// How:  a walk over the typed tree; what a spawned body can reach is found through the functions it mentions.
#pragma once
#include <functional>

#include "compiler/diagnostics/diagnostics.h"
#include "compiler/typed/typed.h"
#include "compiler/types/type.h"

namespace riotc::infer {

// Whether an expression never comes back.
using Diverges = std::function<bool(const typed::Expr*)>;

void warn_about_processes(const typed::Program& program, types::TypeTable& types, const Diverges& diverges, Diagnostics& diags);

}  // namespace riotc::infer
