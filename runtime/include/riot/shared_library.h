// SPDX-License-Identifier: MIT
// What stdlib's counter.riot and table.riot stand on: things that processes share without messages. The convention is
// that of library.h.
#pragma once
#include "riot/value.h"

namespace riot {

// ---- counter ----
Foreign* counter_new(Process& self, Int start);
Int counter_add(Process& self, Foreign* counter, Int by, const char* place);  // the new value; crashes on overflow
Int counter_get(Process& self, Foreign* counter);
Int counter_exchange(Process& self, Foreign* counter, Int value);
Bool counter_compare_exchange(Process& self, Foreign* counter, Int expected, Int value);

}  // namespace riot
