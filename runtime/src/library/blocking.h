// SPDX-License-Identifier: MIT
// The one door for library calls that may block in the operating system.
#pragma once
#include "riot/process.h"

namespace riot::detail {

// Runs `body` where it may block: here, on the calling worker. Everything that waits for files, terminals and names goes
// through this function, so that a pool of threads can take it over without a change to its callers. `body` must not
// touch values or the process.
template <class Body>
auto blocking(Process&, Body&& body) {
  return body();
}

}  // namespace riot::detail
