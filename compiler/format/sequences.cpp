// SPDX-License-Identifier: MIT
// Comments, and what may hold them: blocks, lists, arms, the file itself.
//
// A comment before an entry keeps a line of its own, one behind an entry stays at the end of its line, one behind an
// opening bracket on that line. A comment anywhere else moves to the next place of these.
#include "compiler/format/formatter.h"

namespace riotc::format {

using enum parse::TokenKind;

std::vector<Span> Formatter::take_comments(uint32_t before) {
  std::vector<Span> taken;
  for (; has_comment(before); ++next_comment_) taken.push_back(tokens_.comments()[next_comment_]);
  return taken;
}

Doc Formatter::trailing_comment(uint32_t end, uint32_t limit) {
  if (!has_comment(limit)) return nullptr;
  Span comment = tokens_.comments()[next_comment_];
  if (comment.begin < end || tokens_.has_line_end(end, comment.begin)) return nullptr;
  ++next_comment_;
  return docs_.suffix(file_.text(comment));
}

Doc Formatter::comment_lines(uint32_t before) {
  std::vector<Doc> parts;
  for (Span comment : take_comments(before)) {
    parts.push_back(source(comment));
    parts.push_back(docs_.hard());
  }
  return concat(std::move(parts));
}

Formatter::Content Formatter::sequence(uint32_t open_end, uint32_t close, const std::vector<Entry>& entries, Separator separator) {
  Content content;
  std::vector<Doc> parts;
  bool comment_before = false;
  auto begin_line = [&](uint32_t offset, bool hard) {
    hard = hard || comment_before;
    if (parts.empty()) return;
    bool blank = tokens_.is_blank_before(offset);
    parts.push_back(blank ? docs_.blank_line(hard, true) : hard ? docs_.hard() : docs_.line());
  };
  auto comments = [&](uint32_t before) {
    for (Span comment : take_comments(before)) {
      content.has_comments = true;
      bool at_opening = parts.empty() && !content.on_opening_line && comment.begin >= open_end && open_end > 0 && !tokens_.has_line_end(open_end, comment.begin);
      if (at_opening) {
        content.on_opening_line = docs_.suffix(file_.text(comment));
        continue;
      }
      begin_line(comment.begin, true);
      parts.push_back(source(comment));
      comment_before = true;
    }
  };
  for (size_t i = 0; i < entries.size(); ++i) {
    const Entry& entry = entries[i];
    bool last = i + 1 == entries.size();
    comments(entry.begin);
    begin_line(entry.begin, false);
    comment_before = false;
    std::vector<Doc> whole = {entry.make()};
    if (separator == Separator::Comma) whole.push_back(last ? docs_.if_broken(text(","), docs_.empty()) : text(","));
    if (separator == Separator::ArmComma && !last) whole.push_back(docs_.if_broken(docs_.empty(), text(",")));
    if (Doc comment = trailing_comment(entry.end, last ? close : entries[i + 1].begin)) {
      content.has_comments = true;
      whole.push_back(comment);
    }
    parts.push_back(concat(std::move(whole)));
  }
  comments(close);
  // A comment that nothing follows but the bracket still needs its line end.
  if (!parts.empty()) content.lines = comment_before ? docs_.group(concat(std::move(parts)), true) : concat(std::move(parts));
  return content;
}

// `[` line end .. `,` line end `]`: the comma says that the writer wants lines.
bool Formatter::stays_broken(size_t open) const {
  size_t close = tokens_.partner(open);
  return close > open + 1 && tokens_[close - 1].kind == COMMA && tokens_.has_line_end(tokens_[close - 1].end, tokens_[close].begin);
}

Formatter::List Formatter::list(size_t open, const std::vector<Entry>& entries) {
  size_t close = tokens_.partner(open);
  std::string_view opening = file_.text(Span{file_.id(), tokens_[open].begin, tokens_[open].end});
  std::string_view closing = file_.text(Span{file_.id(), tokens_[close].begin, tokens_[close].end});
  List made;
  // The same documents serve for both layouts: handed out once, in order.
  std::vector<Entry> kept = entries;
  made.items.resize(entries.size());
  for (size_t i = 0; i < kept.size(); ++i) kept[i].make = [&made, &entries, i] { return made.items[i] = entries[i].make(); };
  made.only_broken = stays_broken(open);
  Content content = sequence(tokens_[open].end, tokens_[close].begin, kept, Separator::Comma);
  if (!content.lines && !content.on_opening_line) {
    made.flat_or_broken = made.content_broken = concat({text(opening), text(closing)});
    return made;
  }
  made.only_broken = made.only_broken || content.has_comments;
  std::vector<Doc> parts = {text(opening), content.on_opening_line};
  if (content.lines) parts.push_back(docs_.nest(2, concat({docs_.soft(), content.lines})));
  parts.push_back(docs_.soft());
  parts.push_back(text(closing));
  Doc whole = concat(std::move(parts));
  made.content_broken = docs_.group(whole, true);
  made.flat_or_broken = docs_.group(whole, made.only_broken);
  return made;
}

}  // namespace riotc::format
