// SPDX-License-Identifier: MIT
// Which values rows of patterns leave out, and which rows add nothing. Private to exhaustive/.
//
// How: Maranget, "Warnings for pattern matching" (JFP 2007). The problem is hard in theory, so the work is bounded.
#pragma once
#include <vector>

#include "compiler/exhaustive/simple_pattern.h"
#include "compiler/types/type.h"

namespace riotc::exhaustive {

using PatternRow = std::vector<const Simple*>;

class Usefulness {
 public:
  Usefulness(const typed::Program& program, types::TypeTable& types, SimplePatterns& patterns)
      : program_(program), types_(types), patterns_(patterns) {}

  // Rows of patterns that `rows` do not cover, at most `limit`, in order of declaration; none when everything is covered.
  std::vector<PatternRow> find_missing(std::vector<PatternRow> rows, std::vector<types::TypeId> columns, size_t limit);

  // Is there a value that `row` matches and none of `rows` does?
  bool is_useful(std::vector<PatternRow> rows, PatternRow row);

  // The work would have been too much: the last answers mean nothing.
  bool gave_up() const { return work_ > kMostWork; }
  void start() { work_ = 0; }

 private:
  // Rows looked at for one match. Large real ones need some thousands; this many take about a tenth of a second.
  static constexpr size_t kMostWork = 1000000;

  std::vector<PatternRow> split(std::vector<PatternRow> rows, size_t column) const;
  std::vector<PatternRow> specialise(const std::vector<PatternRow>& rows, const Head& head, size_t arity) const;
  std::vector<PatternRow> without_heads(const std::vector<PatternRow>& rows) const;
  std::vector<Head> siblings(const Head& head) const;
  size_t arity(const Head& head, const Simple* example) const;
  std::vector<types::TypeId> part_types(const Head& head, size_t arity, types::TypeId type);
  bool has_values(types::TypeId type);
  bool has_values(const Head& head, types::TypeId type);

  const typed::Program& program_;
  types::TypeTable& types_;
  SimplePatterns& patterns_;
  size_t work_ = 0;
};

}  // namespace riotc::exhaustive
