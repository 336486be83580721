// SPDX-License-Identifier: MIT
// Drawing excerpts. Every place of a message becomes marks on one or two lines; the lines of a file are shown in order,
// distant ones with `...` between; under each line its marks, the text of the last mark beside it, those of the others
// below, from right to left.
#include "compiler/diagnostics/render.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <string_view>

namespace riotc {

namespace {

// The sentence of the suggestion names what is to be written.
bool is_said(const Suggestion& suggestion) {
  return suggestion.replacement.empty() || suggestion.text.find("`" + suggestion.replacement + "`") != std::string::npos;
}

constexpr const char* kBold = "\033[1m";
constexpr const char* kRed = "\033[1;31m";
constexpr const char* kYellow = "\033[1;33m";
constexpr const char* kBlue = "\033[1;34m";
constexpr const char* kReset = "\033[0m";

struct CodePoint {
  uint32_t code;
  size_t length;
};

CodePoint next_code_point(std::string_view text) {
  auto first = static_cast<unsigned char>(text[0]);
  size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
  if (length == 1 || length > text.size()) return {first < 0x80 ? first : 0xFFFDu, 1};
  uint32_t code = first & (0x7Fu >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return {0xFFFD, 1};
    code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
  }
  return {code, length};
}

struct Range {
  uint32_t first, last;
};
// The blocks of East Asian width W and F, and of emoji; enough for carets to stand where they should.
constexpr Range kWide[] = {{0x1100, 0x115F},   {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},
                           {0x26A1, 0x26A1},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},   {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},
                           {0x274C, 0x274C},   {0x2753, 0x2755},   {0x2795, 0x2797},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2E80, 0x303E},
                           {0x3041, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
                           {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD}};
constexpr Range kNarrowest[] = {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F}, {0x200B, 0x200F},
                                {0x202A, 0x202E}, {0x2060, 0x2069}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF},
                                {0x1F3FB, 0x1F3FF}, {0xE0100, 0xE01EF}};

template <size_t N>
bool in(const Range (&ranges)[N], uint32_t code) {
  return std::any_of(std::begin(ranges), std::end(ranges), [&](Range range) { return code >= range.first && code <= range.last; });
}

size_t width_of(uint32_t code) {
  if (code < 0x300) return 1;
  if (in(kNarrowest, code)) return 0;
  return in(kWide, code) ? 2 : 1;
}

// The line as shown: tabs and control characters as one blank, what is not UTF-8 as a replacement character.
std::string shown_line(std::string_view line) {
  std::string out;
  while (!line.empty()) {
    CodePoint point = next_code_point(line);
    if (point.code < 0x20 || point.code == 0x7F) out.push_back(' ');
    else if (point.code == 0xFFFD && point.length == 1) out += "\xEF\xBF\xBD";
    else out += line.substr(0, point.length);
    line.remove_prefix(point.length);
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// One stretch of a line that is underlined.
struct Mark {
  size_t begin = 0, end = 0;  // cells
  bool primary = false;
  std::string text;
};

class Excerpt {
 public:
  Excerpt(const Diagnostic& diagnostic, const SourceMap& sources, const RenderOptions& options)
      : diagnostic_(diagnostic), sources_(sources), colour_(options.colour) {}

  std::string draw();

 private:
  using Lines = std::map<uint32_t, std::vector<Mark>>;

  void add(Span span, bool primary, const std::string& text);
  void draw_file(FileId file, const Lines& lines);
  void draw_marks(std::vector<Mark> marks);
  void gutter(const std::string& number);
  void line(const std::string& content) { out_ += content + "\n"; }
  std::string paint(const char* colour, const std::string& text) const { return colour_ ? colour + text + kReset : text; }
  const char* mark_colour(bool primary) const { return !primary ? kBlue : diagnostic_.severity == Severity::Error ? kRed : kYellow; }
  void remark(const char* kind, const std::string& text);

  const Diagnostic& diagnostic_;
  const SourceMap& sources_;
  bool colour_;
  size_t number_width_ = 2;
  std::map<uint32_t, Lines> files_;  // by id
  std::vector<FileId> order_;        // the message's own file first
  std::map<uint32_t, LineColumn> first_place_;
  std::string out_;
};

void Excerpt::add(Span span, bool primary, const std::string& text) {
  const SourceFile& file = sources_.file(span.file);
  if (!files_.contains(span.file.value)) {
    order_.push_back(span.file);
    first_place_[span.file.value] = file.line_column(span.begin);
  }
  Lines& lines = files_[span.file.value];
  uint32_t first = file.line_column(span.begin).line;
  uint32_t last = span.end > span.begin ? file.line_column(span.end - 1).line : first;
  auto cell = [&](uint32_t line, uint32_t offset) {
    uint32_t start = file.line_start(line);
    std::string_view content = file.line_text(line);
    return display_width(content.substr(0, std::min<size_t>(offset - start, content.size())));
  };
  auto mark = [&](uint32_t line, uint32_t begin, uint32_t end, const std::string& label) {
    Mark made{cell(line, begin), cell(line, end), primary, label};
    if (made.end <= made.begin) made.end = made.begin + 1;
    lines[line].push_back(made);
  };
  if (first == last) {
    mark(first, span.begin, std::max(span.end, span.begin), text);
  } else {
    auto line_end = [&](uint32_t line) { return file.line_start(line) + static_cast<uint32_t>(file.line_text(line).size()); };
    mark(first, span.begin, line_end(first), "");
    std::string_view content = file.line_text(last);
    size_t indent = std::min(content.find_first_not_of(" \t"), content.size());
    mark(last, std::min(file.line_start(last) + static_cast<uint32_t>(indent), span.end), span.end, text);
  }
  number_width_ = std::max(number_width_, std::to_string(last).size());
}

void Excerpt::gutter(const std::string& number) {
  std::string cells = std::string(number_width_ - number.size(), ' ') + number + " |";
  out_ += paint(kBlue, cells);
}

void Excerpt::draw_marks(std::vector<Mark> marks) {
  std::stable_sort(marks.begin(), marks.end(), [](const Mark& a, const Mark& b) { return a.begin < b.begin; });
  size_t width = 0;
  for (const Mark& mark : marks) width = std::max(width, mark.end);
  std::string underline(width, ' ');
  std::vector<bool> primary(width, false);
  for (bool wanted : {false, true})  // primary marks over secondary ones
    for (const Mark& mark : marks)
      if (mark.primary == wanted)
        for (size_t i = mark.begin; i < mark.end; ++i) {
          underline[i] = wanted ? '^' : '-';
          primary[i] = wanted;
        }
  gutter("");
  out_ += " ";
  for (size_t i = 0; i < width;) {
    size_t end = i;
    while (end < width && underline[end] == underline[i]) ++end;
    std::string piece = underline.substr(i, end - i);
    out_ += underline[i] == ' ' ? piece : paint(mark_colour(primary[i]), piece);
    i = end;
  }
  // The mark that begins last says its text on the same line, if nothing is to the right of it.
  std::vector<Mark> below = marks;
  const Mark& last = marks.back();
  bool free = std::all_of(marks.begin(), marks.end(), [&](const Mark& mark) { return &mark == &last || mark.end <= last.end; });
  if (free && !last.text.empty()) {
    out_ += " " + paint(mark_colour(last.primary), last.text);
    below.pop_back();
  }
  out_ += "\n";
  std::erase_if(below, [](const Mark& mark) { return mark.text.empty(); });
  bool first = true;
  while (!below.empty()) {
    auto bars = [&](size_t count, bool with_text) {
      gutter("");
      std::string content = " ";
      size_t at = 0;
      for (size_t i = 0; i < count; ++i) {
        if (below[i].begin < at) continue;
        content += std::string(below[i].begin - at, ' ') + paint(mark_colour(below[i].primary), "|");
        at = below[i].begin + 1;
      }
      if (with_text) {
        const Mark& mark = below[count];
        if (mark.begin >= at) content += std::string(mark.begin - at, ' ');
        content += paint(mark_colour(mark.primary), mark.text);
      }
      line(content);
    };
    if (first) bars(below.size(), false);
    first = false;
    // Of two that begin at the same cell each has its own line, without a bar through the text.
    size_t others = below.size() - 1;
    while (others > 0 && below[others - 1].begin == below.back().begin) --others;
    if (others == below.size() - 1) {
      bars(others, true);
    } else {
      gutter("");
      line(" " + std::string(below.back().begin, ' ') + paint(mark_colour(below.back().primary), below.back().text));
    }
    below.pop_back();
  }
}

void Excerpt::draw_file(FileId id, const Lines& lines) {
  const SourceFile& file = sources_.file(id);
  gutter("");
  out_ += "\n";
  uint32_t previous = 0;
  auto source_line = [&](uint32_t number) {
    gutter(std::to_string(number));
    std::string content = shown_line(file.line_text(number));
    line(content.empty() ? "" : " " + content);
  };
  for (const auto& [number, marks] : lines) {
    if (previous != 0 && number == previous + 2) source_line(previous + 1);
    else if (previous != 0 && number > previous + 2) line(paint(kBlue, "..."));
    source_line(number);
    draw_marks(marks);
    previous = number;
  }
}

void Excerpt::remark(const char* kind, const std::string& text) {
  std::string indent(number_width_ + 1, ' ');
  std::string lead = paint(kBlue, "=") + " " + paint(kBold, std::string(kind) + ":") + " ";
  std::string margin(indent.size() + 4 + std::string_view(kind).size(), ' ');
  out_ += indent + lead;
  for (char c : text) {
    out_.push_back(c);
    if (c == '\n') out_ += margin;
  }
  out_ += "\n";
}

std::string Excerpt::draw() {
  bool is_error = diagnostic_.severity == Severity::Error;
  std::string head = std::string(is_error ? "error" : "warning") + "[" + code_name(diagnostic_.code) + "]";
  line(paint(is_error ? kRed : kYellow, head) + paint(kBold, ": " + diagnostic_.message));
  if (diagnostic_.span.is_known()) {
    add(diagnostic_.span, true, diagnostic_.span_label);
    for (const Label& label : diagnostic_.labels)
      if (label.span.is_known()) add(label.span, false, label.text);
    for (FileId file : order_) {
      bool own = file == diagnostic_.span.file;
      LineColumn place = own ? sources_.line_column(diagnostic_.span) : first_place_[file.value];
      line("  " + paint(kBlue, own ? "-->" : ":::") + " " + sources_.file(file).path() + ":" + std::to_string(place.line) + ":" + std::to_string(place.column));
      draw_file(file, files_[file.value]);
    }
  }
  for (const Label& label : diagnostic_.labels)
    if (!label.span.is_known() && !label.text.empty()) remark("note", label.text);
  for (const std::string& note : diagnostic_.notes) remark("note", note);
  for (const std::string& help : diagnostic_.helps) remark("help", help);
  if (diagnostic_.helps.empty())
    for (const Suggestion& suggestion : diagnostic_.suggestions)
      remark("help", suggestion.text + (is_said(suggestion) ? "" : ": `" + suggestion.replacement + "`"));
  return std::move(out_);
}

void json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  while (!text.empty()) {
    CodePoint point = next_code_point(text);
    switch (point.code) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (point.code < 0x20) {
          char escape[16];
          std::snprintf(escape, sizeof escape, "\\u%04x", point.code);
          out += escape;
        } else if (point.code == 0xFFFD && point.length == 1) {
          out += "\\ufffd";
        } else {
          out += text.substr(0, point.length);
        }
    }
    text.remove_prefix(point.length);
  }
  out.push_back('"');
}

void json_place(std::string& out, Span span, const SourceMap& sources) {
  out += "\"file\":";
  if (!span.is_known()) {
    out += "null";
    return;
  }
  const SourceFile& file = sources.file(span.file);
  json_string(out, file.path());
  LineColumn begin = file.line_column(span.begin), end = file.line_column(span.end);
  out += ",\"line\":" + std::to_string(begin.line) + ",\"column\":" + std::to_string(begin.column) + ",\"end_line\":" + std::to_string(end.line) +
         ",\"end_column\":" + std::to_string(end.column);
}

void json_strings(std::string& out, const char* name, const std::vector<std::string>& texts) {
  out += std::string(",\"") + name + "\":[";
  for (size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += ",";
    json_string(out, texts[i]);
  }
  out += "]";
}

}  // namespace

size_t display_width(std::string_view text) {
  size_t width = 0;
  while (!text.empty()) {
    CodePoint point = next_code_point(text);
    width += width_of(point.code);
    text.remove_prefix(point.length);
  }
  return width;
}

std::string render(const Diagnostic& diagnostic, const SourceMap& sources, const RenderOptions& options) {
  return Excerpt(diagnostic, sources, options).draw();
}

std::string render_short(const Diagnostic& diagnostic, const SourceMap& sources) {
  std::string place = diagnostic.span.is_known() ? sources.describe(diagnostic.span) + ": " : "";
  return place + (diagnostic.severity == Severity::Error ? "error[" : "warning[") + code_name(diagnostic.code) + "]: " + diagnostic.message + "\n";
}

std::string render_json(const Diagnostic& diagnostic, const SourceMap& sources) {
  std::string out = "{\"code\":\"" + std::string(code_name(diagnostic.code)) + "\",\"severity\":\"" + (diagnostic.severity == Severity::Error ? "error" : "warning") + "\",\"message\":";
  json_string(out, diagnostic.message);
  out += ",";
  json_place(out, diagnostic.span, sources);
  out += ",\"label\":";
  json_string(out, diagnostic.span_label);
  out += ",\"labels\":[";
  for (size_t i = 0; i < diagnostic.labels.size(); ++i) {
    out += i > 0 ? ",{" : "{";
    json_place(out, diagnostic.labels[i].span, sources);
    out += ",\"text\":";
    json_string(out, diagnostic.labels[i].text);
    out += "}";
  }
  out += "]";
  json_strings(out, "notes", diagnostic.notes);
  json_strings(out, "helps", diagnostic.helps);
  out += ",\"suggestions\":[";
  for (size_t i = 0; i < diagnostic.suggestions.size(); ++i) {
    out += i > 0 ? ",{" : "{";
    json_place(out, diagnostic.suggestions[i].span, sources);
    out += ",\"replacement\":";
    json_string(out, diagnostic.suggestions[i].replacement);
    out += ",\"text\":";
    json_string(out, diagnostic.suggestions[i].text);
    out += "}";
  }
  return out + "]}\n";
}

}  // namespace riotc
