// SPDX-License-Identifier: MIT
// Values of literals: numbers, durations, strings. Each reports what is wrong with its text, once.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostics.h"
#include "compiler/source/source.h"

namespace riotc::parse {

constexpr uint64_t kSmallestIntMagnitude = uint64_t{1} << 63;  // of -2^63, whose digits alone are no Int

// Up to 2^63 - 1, or to 2^63 if a `-` stands before it.
uint64_t read_int(std::string_view text, Span span, bool negated, Diagnostics& diagnostics);
double read_float(std::string_view text, Span span, Diagnostics& diagnostics);
int64_t read_duration(std::string_view text, Span span, Diagnostics& diagnostics);  // nanoseconds

// A stretch of a string between its quotes and insertions, as written.
struct RawPiece {
  std::string_view text;
  uint32_t begin = 0;  // its offset in the file
};

// Escapes replaced; line ends as "\n".
std::string read_piece(RawPiece piece, FileId file, Diagnostics& diagnostics);

// The pieces of a """..""", with first and last line end and the margin taken off.
std::vector<std::string> read_text_block(const std::vector<RawPiece>& pieces, Span opening, Span closing, Diagnostics& diagnostics);

}  // namespace riotc::parse
