// SPDX-License-Identifier: MIT
// Where things lie, for debuggers: a table of numbers that gdb finds by its name and reads without debug information,
// in running programs and in core files alike. runtime/gdb/riot_gdb.py is its reader.
#pragma once

namespace riot::detail {

// Before the workers run.
void fill_debug_table() noexcept;

}  // namespace riot::detail
