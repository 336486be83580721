// SPDX-License-Identifier: MIT
// In:   resolved modules.
// Out:  every function and constant with its type and typed body; every mistake in types reported once.
// How:  Hindley-Milner (Algorithm J with levels: Remy 1992), one binding group at a time, with a mailbox slot on every
//       function type.
#pragma once
#include "compiler/diagnostics/diagnostics.h"
#include "compiler/resolve/program.h"
#include "compiler/typed/typed.h"
#include "compiler/types/type.h"

namespace riotc::infer {

// With errors reported the result is partial: functions that failed are absent.
typed::Program infer_program(const resolve::Program& program, types::TypeTable& types, Diagnostics& diags);

}  // namespace riotc::infer
