// SPDX-License-Identifier: MIT
// Why a name that was asked of a module cannot be had: for imports here, for `module.name` in infer/.
#pragma once
#include <string>
#include <string_view>

#include "compiler/diagnostics/diagnostics.h"
#include "compiler/resolve/program.h"
#include "compiler/syntax/ast.h"

namespace riotc::resolve {

// A name as messages show it: between backticks.
std::string quoted(std::string_view name);

// `name` is not among what `module` exports. Reports that it is private (E0205), a constructor of an opaque type (E0229),
// or not there at all (`missing`: E0208 for `module.name`, E0217 for imports), with a guess at what was meant.
void report_not_exported(const Program& program, ModuleId module, const syntax::Ident& name, Code missing, Diagnostics& diags);

}  // namespace riotc::resolve
