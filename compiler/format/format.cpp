// SPDX-License-Identifier: MIT
#include "compiler/format/format.h"

#include "compiler/format/formatter.h"

namespace riotc {

std::string format_module(const syntax::Module& module, const SourceFile& file, size_t width) {
  return format::Formatter(module, file).run(width);
}

}  // namespace riotc
