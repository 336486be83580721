// SPDX-License-Identifier: MIT
#include "compiler/emit/writer.h"

#include "compiler/emit/names.h"

namespace riotc::emit {

void CppWriter::from(Span span) {
  if (!span.is_known() || !sources_) return;
  file_ = span.file;
  line_ = sources_->line_column(span).line;
}

void CppWriter::generated() {
  file_ = FileId{};
  line_ = 0;
}

void CppWriter::add(int depth, std::string_view text) {
  std::string indented(text.empty() ? 0 : static_cast<size_t>(depth < 0 ? 0 : depth) * 2, ' ');
  indented += text;
  lines_.push_back({std::move(indented), file_, line_});
}

void CppWriter::line(std::string_view text) { add(depth_, text); }

void CppWriter::open(std::string_view text) {
  add(depth_, text.empty() ? std::string("{") : std::string(text) + " {");
  ++depth_;
}

void CppWriter::close(std::string_view tail) {
  --depth_;
  add(depth_, "}" + std::string(tail));
}

void CppWriter::reopen(std::string_view text) { add(depth_ - 1, "} " + std::string(text) + " {"); }

bool CppWriter::is_one_if(size_t indentation) const {
  if (lines_.empty()) return false;
  for (size_t i = 0; i < lines_.size(); ++i) {
    const std::string& text = lines_[i].text;
    if (text.find_first_not_of(' ') != indentation) continue;
    const bool starts = text.compare(indentation, 4, "if (") == 0 && text.back() == '{';
    if (i == 0 ? !starts : text[indentation] != '}') return false;
  }
  return true;
}

void CppWriter::close_with_else(const CppWriter& part) {
  --depth_;
  const size_t indentation = static_cast<size_t>(depth_) * 2;
  if (part.is_one_if(indentation)) {
    Line first = part.lines_[0];
    first.text = std::string(indentation, ' ') + "} else " + first.text.substr(indentation);
    lines_.push_back(std::move(first));
    lines_.insert(lines_.end(), part.lines_.begin() + 1, part.lines_.end());
    return;
  }
  add(depth_, "} else {");
  for (Line each : part.lines_) {
    if (!each.text.empty()) each.text.insert(0, "  ");
    lines_.push_back(std::move(each));
  }
  add(depth_, "}");
}

void CppWriter::note(std::string_view text) {
  if (!lines_.empty()) lines_.back().text += "  // " + std::string(text);
}

CppWriter CppWriter::same_part() const {
  CppWriter part(sources_);
  part.depth_ = depth_;
  return part;
}

CppWriter CppWriter::outer_part() const {
  CppWriter part = same_part();
  --part.depth_;
  return part;
}

CppWriter CppWriter::nested_part() const {
  CppWriter part = same_part();
  ++part.depth_;
  return part;
}

void CppWriter::blank() {
  if (lines_.empty() || lines_.back().text.empty() || lines_.back().text.back() == '{') return;
  lines_.push_back({"", file_, line_});
}

void CppWriter::append(const CppWriter& part) { lines_.insert(lines_.end(), part.lines_.begin(), part.lines_.end()); }

std::string CppWriter::render(std::string_view file_name) const {
  std::string text;
  uint32_t physical = 1;
  FileId file;        // what the compiler takes the next line for
  uint32_t line = 1;  // when it is one of a Riot file

  for (const Line& each : lines_) {
    if (!each.text.empty()) {
      if (each.file.value == 0) {
        if (file.value != 0) {
          text += "#line " + std::to_string(physical + 1) + " " + quoted(file_name) + "\n";
          ++physical;
          file = FileId{};
        }
      } else if (each.file != file || each.line != line) {
        // Also within a statement: a line left to count on by itself would answer to a breakpoint some lines further down.
        text += "#line " + std::to_string(each.line) + " " + quoted(sources_->file(each.file).path()) + "\n";
        ++physical;
        file = each.file;
        line = each.line;
      }
    }
    text += each.text;
    text += '\n';
    ++physical;
    ++line;
  }
  return text;
}

}  // namespace riotc::emit
