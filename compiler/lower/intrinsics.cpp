// SPDX-License-Identifier: MIT
// Functions of the prelude that are code where they are called.
#include "compiler/lower/builder.h"

namespace riotc::lower {

// `types`: what the type variables of the signature stand for, in order of appearance.
core::Expr Builder::call_intrinsic(const std::string& name, const std::vector<core::TypeId>& types, std::vector<Operand> operands,
                                   core::TypeId result, Span span) {
  if (name == "self") return make(core::ExprKind::SelfPid, lowering_.layout.pid(), span);
  if (name == "spawn" || name == "spawn_link") {
    core::Expr expr = make(core::ExprKind::SpawnFunction, lowering_.layout.pid(), span, std::move(operands));
    expr.operand_type = types[1];  // spawn(f: fn() -> a receives m)
    expr.link = name == "spawn_link";
    return expr;
  }
  if (name == "exit") return runtime("exit_process", lowering_.layout.never(), std::move(operands), {}, span, true);
  if (name == "panic" || name == "todo") {
    Operand reason = operands.empty() ? text("todo") : operands[0];
    if (!is(type_of(reason), core::TypeKind::String)) {
      core::Expr shown = make(core::ExprKind::Interpolate, lowering_.layout.string(), span, {reason});
      shown.operand_types = {type_of(reason)};
      reason = let(std::move(shown));
    }
    crash(std::move(reason), span);
    return use(unit(), span);
  }
  lowering_.unsupported(span, "`" + name + "`");
  return make(core::ExprKind::Use, result, span, {unit()});
}

}  // namespace riotc::lower
