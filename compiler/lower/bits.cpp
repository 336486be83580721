// SPDX-License-Identifier: MIT
// Bit patterns and bit expressions.
#include "compiler/lower/builder.h"

namespace riotc::lower {

core::Expr Builder::lower_bits(const typed::BitsExpr& expr) {
  lowering_.unsupported(expr.span, "`<<..>>`");
  return use(unit(), expr.span);
}

void Builder::match_bits(Matching&, const exhaustive::Node& node, const Operand&) {
  lowering_.unsupported(node.test->span, "`<<..>>` as a pattern");
}

Builder::Operand Builder::bits_value(Matching&, const exhaustive::Place& place) {
  lowering_.unsupported(place.test->span, "`<<..>>` as a pattern");
  return unit();
}

}  // namespace riotc::lower
