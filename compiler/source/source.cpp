// SPDX-License-Identifier: MIT
#include "compiler/source/source.h"

#include <algorithm>
#include <utility>

namespace riotc {

namespace {

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

SourceFile::SourceFile(FileId id, std::string path, std::string text, std::string short_path)
    : id_(id), path_(std::move(path)), text_(std::move(text)), short_path_(short_path.empty() ? path_ : std::move(short_path)) {
  if (text_.compare(0, 3, "\xEF\xBB\xBF") == 0) text_.erase(0, 3);
  line_starts_.push_back(0);
  for (size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1))
    line_starts_.push_back(static_cast<uint32_t>(at + 1));
}

std::string_view SourceFile::text(Span span) const {
  size_t size = text_.size();
  size_t begin = std::min<size_t>(span.begin, size), end = std::min<size_t>(span.end, size);
  return std::string_view(text_).substr(begin, end > begin ? end - begin : 0);
}

std::string_view SourceFile::line_text(uint32_t line) const {
  if (line == 0 || line > line_count()) return {};
  size_t begin = line_starts_[line - 1];
  size_t end = line < line_count() ? line_starts_[line] - 1 : text_.size();
  if (end > begin && text_[end - 1] == '\r') --end;
  return std::string_view(text_).substr(begin, end - begin);
}

LineColumn SourceFile::line_column(uint32_t offset) const {
  offset = std::min<uint32_t>(offset, static_cast<uint32_t>(text_.size()));
  auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  uint32_t line = static_cast<uint32_t>(after - line_starts_.begin());
  uint32_t column = 1;
  for (uint32_t at = line_starts_[line - 1]; at < offset; ++at)
    if (!is_continuation(text_[at])) ++column;
  return {line, column};
}

uint32_t SourceFile::utf16_column(uint32_t offset) const {
  offset = std::min<uint32_t>(offset, static_cast<uint32_t>(text_.size()));
  uint32_t units = 0;
  for (uint32_t at = line_start(line_column(offset).line); at < offset; ++at) {
    if (is_continuation(text_[at])) continue;
    units += static_cast<unsigned char>(text_[at]) >= 0xF0 ? 2 : 1;  // four bytes of UTF-8 are a surrogate pair
  }
  return units;
}

uint32_t SourceFile::line_start(uint32_t line) const {
  if (line == 0) return 0;
  return line <= line_count() ? line_starts_[line - 1] : static_cast<uint32_t>(text_.size());
}

const SourceFile& SourceMap::add(std::string path, std::string text, std::string short_path) {
  FileId id{static_cast<uint32_t>(files_.size() + 1)};
  return files_.emplace_back(id, std::move(path), std::move(text), std::move(short_path));
}

const SourceFile& SourceMap::file(FileId id) const { return files_.at(id.value - 1); }

std::string SourceMap::describe(Span span) const {
  if (!span.is_known()) return "<compiler>";
  LineColumn place = line_column(span);
  return file(span.file).path() + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

std::string SourceMap::place(Span span) const {
  if (!span.is_known()) return "<compiler>";
  return file(span.file).short_path() + ":" + std::to_string(line_column(span).line);
}

}  // namespace riotc
