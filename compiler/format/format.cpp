// SPDX-License-Identifier: MIT
#include "compiler/format/format.h"

#include "compiler/format/formatter.h"
#include "compiler/parse/parse.h"

namespace riotc {

namespace {

// One round nearly always does. A second one can differ where a line was too narrow for a whole head, since a list that
// has been broken stays so and what stands behind it then has more room.
constexpr int kRounds = 6;

}  // namespace

std::string format_module(const syntax::Module& module, const SourceFile& file, size_t width) {
  std::string text = format::Formatter(module, file).run(width);
  for (int round = 1; round < kRounds; ++round) {
    SourceMap sources;
    Diagnostics diagnostics;
    const SourceFile& made = sources.add(file.path(), text);
    std::unique_ptr<syntax::Module> again = parse_module(made, module.name, diagnostics);
    if (again->has_errors) break;  // the caller compares the trees, and will see
    std::string next = format::Formatter(*again, made).run(width);
    if (next == text) break;
    text = std::move(next);
  }
  return text;
}

}  // namespace riotc
