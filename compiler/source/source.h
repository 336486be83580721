// SPDX-License-Identifier: MIT
// Source files and places in them.
//
// A Span is a pair of byte offsets into one file: small, copyable, ordered. Lines and columns are computed
// only when something is shown to a person or a tool.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace riotc {

// Index of a file in the SourceMap; 0 means "no file" (things that the compiler made up).
struct FileId {
  uint32_t value = 0;
  bool operator==(const FileId&) const = default;
};

// Bytes [begin, end) of a file.
struct Span {
  FileId file;
  uint32_t begin = 0;
  uint32_t end = 0;
  bool operator==(const Span&) const = default;
  bool is_known() const { return file.value != 0; }
  // From the start of this to the end of `other` (same file).
  Span to(Span other) const { return Span{file, begin, other.end > end ? other.end : end}; }
  // The empty place just behind this span.
  Span after() const { return Span{file, end, end}; }
};

// A place as people write it: both from 1; the column counts characters (code points), not bytes.
struct LineColumn {
  uint32_t line = 1;
  uint32_t column = 1;
};

class SourceFile {
 public:
  SourceFile(FileId id, std::string path, std::string text, std::string short_path);

  FileId id() const { return id_; }
  const std::string& path() const { return path_; }  // as it is to be shown in messages and #line
  // Relative to the program's folder, for what a running program says of itself: "net/codec.riot".
  const std::string& short_path() const { return short_path_; }
  std::string_view text() const { return text_; }    // without a byte order mark; CRLF is kept
  std::string_view text(Span span) const;
  uint32_t line_count() const { return static_cast<uint32_t>(line_starts_.size()); }
  std::string_view line_text(uint32_t line) const;   // from 1; without its line end
  LineColumn line_column(uint32_t offset) const;      // O(log lines)
  uint32_t utf16_column(uint32_t offset) const;       // from 0, in UTF-16 units, for editors
  uint32_t line_start(uint32_t line) const;           // offset of the first byte of a line (from 1)

 private:
  FileId id_;
  std::string path_;
  std::string text_;
  std::string short_path_;
  std::vector<uint32_t> line_starts_;
};

// All files of one compilation.
class SourceMap {
 public:
  // `short_path` empty: the path.
  const SourceFile& add(std::string path, std::string text, std::string short_path = "");
  const SourceFile& file(FileId id) const;
  LineColumn line_column(Span span) const { return file(span.file).line_column(span.begin); }
  // "main.riot:3:14"
  std::string describe(Span span) const;
  // "main.riot:3", with the short path: places in running programs.
  std::string place(Span span) const;
  size_t size() const { return files_.size(); }

 private:
  std::deque<SourceFile> files_;  // file N has id N + 1; a deque keeps addresses stable
};

}  // namespace riotc
