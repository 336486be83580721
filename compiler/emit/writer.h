// SPDX-License-Identifier: MIT
// The one place that knows about lines: indentation, blank lines and `#line`.
//
// Text is collected as lines and rendered at the end, because a `#line` that leads back to the generated file needs the
// number of the line it stands on, and parts (function bodies) are written before what comes above them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/source.h"

namespace riotc::emit {

class CppWriter {
 public:
  // `sources` null: no #line directives.
  explicit CppWriter(const SourceMap* sources) : sources_(sources) {}

  // The next lines come from this place; an unknown span changes nothing.
  void from(Span span);
  // The next lines come from no Riot source.
  void generated();

  void line(std::string_view text);
  // "text {", and what follows is one step further in.
  void open(std::string_view text);
  // "}" and `tail` behind it.
  void close(std::string_view tail = "");
  // "} text {": else, and the like.
  void reopen(std::string_view text);
  // Closes an if with `part`, written at the depth of the if, as what is done otherwise: "} else if (..) {" when the part
  // is an if and nothing else.
  void close_with_else(const CppWriter& part);
  void indent() { ++depth_; }
  void outdent() { --depth_; }
  // "  // text" behind the line written last.
  void note(std::string_view text);
  // One blank line, unless there is one already or a block has just begun.
  void blank();

  // All lines of `part`, at the depth they were written at.
  void append(const CppWriter& part);
  // A writer for lines that go one step further in than the next line here.
  CppWriter nested_part() const;
  // The same, at the same depth, and one step further out.
  CppWriter same_part() const;
  CppWriter outer_part() const;
  bool empty() const { return lines_.empty(); }

  // `file_name`: what `#line` calls the generated file.
  std::string render(std::string_view file_name) const;

 private:
  struct Line {
    std::string text;
    FileId file;        // none: generated
    uint32_t line = 0;  // in `file`
  };
  void add(int depth, std::string_view text);
  bool is_one_if(size_t indentation) const;

  const SourceMap* sources_;
  std::vector<Line> lines_;
  int depth_ = 0;
  FileId file_;
  uint32_t line_ = 0;
};

}  // namespace riotc::emit
