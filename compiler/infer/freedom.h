// SPDX-License-Identifier: MIT
// In:   resolved modules.
// Out:  for every function, whether it can come to use the mailbox of the process that runs it.
// How:  reachability on the call graph. Bodies given to `spawn` are left out, for they run elsewhere. A function that calls
//       a value it does not know may use the mailbox as far as its callers' arguments do.
//
// Functions that cannot are given NoMailbox before they are inferred. Without that, a server that starts a copy of itself
// through `start` would share a binding group with `start`, and everybody who calls `start` would have to be such a server.
// An answer of `true` is only a variable that inference solves; `false` must be right.
#pragma once
#include <vector>

#include "compiler/resolve/program.h"

namespace riotc::infer {

std::vector<bool> find_mailbox_users(const resolve::Program& program);  // by FunctionId

}  // namespace riotc::infer
