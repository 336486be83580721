// SPDX-License-Identifier: MIT
// JSON text (RFC 8259) as a flat list of nodes: a node, then all that it contains.
#pragma once
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "riot/value.h"

namespace riot::detail {

// More levels are an error: nothing that people write is that deep, and a typed reader may recurse.
constexpr unsigned kJsonLevels = 512;

struct JsonNode {
  enum class Kind : std::uint8_t { Null, False, True, Int, Float, String, Array, Object };
  Kind kind = Kind::Null;
  std::uint32_t count = 0;  // items of an Array, members of an Object: a String node and a value each
  std::size_t at = 0;       // offset in the text
  std::size_t end = 0;      // index of the node behind this one and all it contains
  Int integer = 0;
  Float number = 0;         // of an Int too
  std::string_view text = {};  // of a String, unescaped; of a number as written
};

struct JsonDocument {
  std::vector<JsonNode> nodes;
  std::deque<std::string> unescaped;  // texts that differ from what stands between their quotes
  unsigned depth = 0;
  std::string message;  // of the error; empty when there is none
  std::size_t error_at = 0;
};

// The text must outlive the document.
JsonDocument parse_json(std::string_view text);
// Line and column, in characters, from 1.
void locate_in_text(std::string_view text, std::size_t at, Int& line, Int& column);

}  // namespace riot::detail
