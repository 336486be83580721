// SPDX-License-Identifier: MIT
#include "compiler/format/doc.h"

#include <algorithm>

#include "compiler/diagnostics/render.h"

namespace riotc::format {

Node& Docs::make(NodeKind kind) {
  nodes_.push_back(Node{kind, {}, {}});
  return nodes_.back();
}

Doc Docs::text(std::string_view text) {
  Node& made = make(NodeKind::Text);
  made.text = text;
  made.width = display_width(text);
  return &made;
}

Doc Docs::concat(std::vector<Doc> children) {
  Node& made = make(NodeKind::Concat);
  for (Doc child : children) {
    if (!child) continue;
    made.children.push_back(child);
    made.forced = made.forced || child->forced;
    made.has_lines = made.has_lines || child->has_lines;
  }
  return &made;
}

Doc Docs::nest(int amount, Doc child) {
  Node& made = make(NodeKind::Nest);
  made.amount = amount;
  made.children = {child};
  made.forced = child->forced;
  made.has_lines = child->has_lines;
  return &made;
}

Doc Docs::group(Doc child, bool broken) {
  Node& made = make(NodeKind::Group);
  made.children = {child};
  made.broken = broken || child->forced;
  made.forced = made.broken;
  made.has_lines = child->has_lines;
  return &made;
}

Doc Docs::rigid(Doc child) {
  Node& made = make(NodeKind::Group);
  made.children = {child};
  made.broken = made.forced = child->forced;
  made.has_lines = child->has_lines;
  made.rigid = true;
  return &made;
}

Doc Docs::line() {
  Node& made = make(NodeKind::Line);
  made.text = " ";
  made.has_lines = true;
  return &made;
}

Doc Docs::soft() {
  Node& made = make(NodeKind::Line);
  made.has_lines = true;
  return &made;
}

Doc Docs::hard() {
  Node& made = make(NodeKind::Line);
  made.hard = made.forced = made.has_lines = true;
  return &made;
}

Doc Docs::blank_line(bool hard, bool space) {
  Node& made = make(NodeKind::Line);
  made.text = space ? " " : "";
  made.blank = true;
  made.hard = made.forced = hard;
  made.has_lines = true;
  return &made;
}

Doc Docs::if_broken(Doc broken, Doc flat) {
  Node& made = make(NodeKind::IfBroken);
  made.children = {broken, flat};
  made.has_lines = broken->has_lines || flat->has_lines;
  return &made;
}

Doc Docs::suffix(std::string_view comment) {
  Node& made = make(NodeKind::Suffix);
  made.text = comment;
  made.forced = true;
  return &made;
}

Doc Docs::verbatim(std::string_view text, int old_indentation) {
  Node& made = make(NodeKind::Verbatim);
  made.text = text;
  made.amount = old_indentation;
  made.forced = made.has_lines = true;
  return &made;
}

Doc Docs::choice(Doc flat, Doc hugged, Doc broken, bool next_line) {
  Node& made = make(NodeKind::Choice);
  made.children = {flat, hugged, broken};
  made.forced = !flat || flat->forced;
  made.has_lines = true;
  made.next_line = next_line;
  return &made;
}

Doc Docs::break_last(Doc doc, bool outer) {
  switch (doc->kind) {
    case NodeKind::Group: return doc->rigid ? rigid(break_last(doc->children[0], outer)) : group(doc->children[0], true);
    case NodeKind::Choice: return outer ? doc->children[2] : choice(nullptr, doc->next_line ? nullptr : doc->children[1], doc->children[2]);
    case NodeKind::Nest: return nest(doc->amount, break_last(doc->children[0], outer));
    case NodeKind::Concat: {
      std::vector<Doc> children = doc->children;
      size_t last = children.size();
      for (bool rigid_too : {false, true})
        for (size_t i = children.size(); i-- > 0 && last == children.size();)
          if (children[i]->has_lines && (rigid_too || !(children[i]->kind == NodeKind::Group && children[i]->rigid))) last = i;
      if (last < children.size()) children[last] = break_last(children[last], outer);
      return concat(std::move(children));
    }
    default: return doc;
  }
}

namespace {

enum class Mode { Flat, Broken };

struct Command {
  int indentation;
  Mode mode;
  Doc doc;
};

class Renderer {
 public:
  explicit Renderer(size_t width) : width_(static_cast<int>(width)) {}
  std::string run(Doc doc);

 private:
  struct Line {
    std::string text;
    std::string comment;  // at its end
  };

  void append(std::string_view text, size_t width);
  void end_line(int indentation, bool blank);
  void verbatim(Doc doc);
  bool fits(Command first, bool cross_one_line) const;
  void choose(const Command& command);
  std::string lines_with_comments();

  int width_;
  int column_ = 0;
  int line_indentation_ = 0;
  std::vector<Line> lines_{1};
  std::vector<std::string> suffixes_;
  std::vector<Command> todo_;
};

void Renderer::append(std::string_view text, size_t width) {
  lines_.back().text += text;
  column_ += static_cast<int>(width);
}

void Renderer::end_line(int indentation, bool blank) {
  std::string& text = lines_.back().text;
  text.resize(text.find_last_not_of(' ') + 1);
  // The first comment of a line stays at its end; no line has place for two.
  for (size_t i = 0; i < suffixes_.size(); ++i) {
    if (i == 0 && !lines_.back().text.empty()) lines_.back().comment = suffixes_[i];
    else lines_.push_back({std::string(static_cast<size_t>(indentation), ' ') + suffixes_[i], ""});
  }
  suffixes_.clear();
  if (blank) lines_.push_back({});
  lines_.push_back({std::string(static_cast<size_t>(indentation), ' '), ""});
  column_ = line_indentation_ = indentation;
}

// The lines behind the first keep their distance to the line that the string begins on. The last one is the margin that
// is taken off all others, so none may be moved further to the left than that allows.
void Renderer::verbatim(Doc doc) {
  std::string_view text = doc->text;
  auto blanks_of = [](std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); };
  int margin = static_cast<int>(blanks_of(text.substr(text.rfind('\n') + 1)));
  int shift = std::max(line_indentation_ - doc->amount, -margin);
  if (text.find("\n\t") != std::string_view::npos || text.find(" \t") != std::string_view::npos) shift = 0;
  for (bool first = true;; first = false) {
    size_t end = text.find('\n');
    std::string line(text.substr(0, end));
    if (end != std::string_view::npos && line.ends_with('\r')) line.pop_back();
    if (first) {
      append(line, display_width(line));
    } else {
      size_t blanks = blanks_of(line);
      if (blanks == line.size() && static_cast<int>(blanks) <= margin) line.clear();
      else line = std::string(static_cast<size_t>(std::max(0, static_cast<int>(blanks) + shift)), ' ') + line.substr(blanks);
      lines_.push_back({line, ""});
      column_ = static_cast<int>(display_width(line));
    }
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

// Does this, and what follows up to the next place where a line may end, fit into what is left of the line? With
// `cross_one_line` the first line end is only passed, and what follows has to fit as well.
bool Renderer::fits(Command first, bool cross_one_line) const {
  std::vector<Command> stack = {first};
  size_t rest = todo_.size();
  int left = width_ - column_;
  while (left >= 0) {
    if (stack.empty()) {
      if (rest == 0) return true;
      stack.push_back(todo_[--rest]);
    }
    Command command = stack.back();
    stack.pop_back();
    Doc doc = command.doc;
    switch (doc->kind) {
      case NodeKind::Text: left -= static_cast<int>(doc->width); break;
      case NodeKind::Line:
        if (doc->hard || command.mode == Mode::Broken) {
          if (!cross_one_line) return true;
          cross_one_line = false;
          left = width_ - command.indentation;
        } else {
          left -= static_cast<int>(doc->text.size());
        }
        break;
      case NodeKind::Concat:
        for (size_t i = doc->children.size(); i-- > 0;) stack.push_back({command.indentation, command.mode, doc->children[i]});
        break;
      case NodeKind::Nest: stack.push_back({command.indentation + doc->amount, command.mode, doc->children[0]}); break;
      case NodeKind::Group: stack.push_back({command.indentation, doc->broken ? Mode::Broken : doc->rigid ? Mode::Flat : command.mode, doc->children[0]}); break;
      case NodeKind::IfBroken: stack.push_back({command.indentation, command.mode, doc->children[command.mode == Mode::Broken ? 0 : 1]}); break;
      case NodeKind::Suffix: break;
      case NodeKind::Verbatim: return left >= static_cast<int>(display_width(doc->text.substr(0, doc->text.find('\n'))));
      case NodeKind::Choice: {
        bool flat = command.mode == Mode::Flat && doc->children[0] && !doc->forced;
        bool hugged = !flat && doc->children[1] && (command.mode == Mode::Flat || doc->next_line);
        stack.push_back({command.indentation, flat || hugged ? command.mode : Mode::Broken, doc->children[flat ? 0 : hugged ? 1 : 2]});
        break;
      }
    }
  }
  return false;
}

void Renderer::choose(const Command& command) {
  Doc flat = command.doc->children[0], hugged = command.doc->children[1], broken = command.doc->children[2];
  if (flat && (command.mode == Mode::Flat || (!flat->forced && fits({command.indentation, Mode::Flat, flat}, false))))
    todo_.push_back({command.indentation, Mode::Flat, flat});
  else if (hugged && fits({command.indentation, Mode::Flat, hugged}, command.doc->next_line))
    todo_.push_back({command.indentation, Mode::Broken, hugged});
  else
    todo_.push_back({command.indentation, Mode::Broken, broken});
}

// Comments at the ends of lines that follow each other begin in one column.
std::string Renderer::lines_with_comments() {
  std::string all;
  auto indentation = [&](size_t i) { return lines_[i].text.find_first_not_of(' '); };
  for (size_t begin = 0; begin < lines_.size();) {
    size_t end = begin + 1;
    if (!lines_[begin].comment.empty())
      while (end < lines_.size() && !lines_[end].comment.empty() && indentation(end) == indentation(begin)) ++end;
    size_t longest = 0, comment = 0;
    for (size_t i = begin; i < end; ++i) {
      longest = std::max(longest, display_width(lines_[i].text));
      comment = std::max(comment, display_width(lines_[i].comment));
    }
    bool aligned = longest + 2 + comment <= static_cast<size_t>(width_);
    for (size_t i = begin; i < end; ++i) {
      all += lines_[i].text;
      if (!lines_[i].comment.empty()) all += std::string(aligned ? longest - display_width(lines_[i].text) + 2 : 2, ' ') + lines_[i].comment;
      all += '\n';
    }
    begin = end;
  }
  return all;
}

std::string Renderer::run(Doc doc) {
  todo_.push_back({0, Mode::Broken, doc});
  while (!todo_.empty()) {
    Command command = todo_.back();
    todo_.pop_back();
    doc = command.doc;
    switch (doc->kind) {
      case NodeKind::Text: append(doc->text, doc->width); break;
      case NodeKind::Line:
        if (doc->hard || command.mode == Mode::Broken) end_line(command.indentation, doc->blank);
        else append(doc->text, doc->text.size());
        break;
      case NodeKind::Concat:
        for (size_t i = doc->children.size(); i-- > 0;) todo_.push_back({command.indentation, command.mode, doc->children[i]});
        break;
      case NodeKind::Nest: todo_.push_back({command.indentation + doc->amount, command.mode, doc->children[0]}); break;
      case NodeKind::Group: {
        Command inner{command.indentation, Mode::Flat, doc->children[0]};
        if (command.mode == Mode::Broken && (doc->broken || !fits(inner, false))) inner.mode = Mode::Broken;
        todo_.push_back(inner);
        break;
      }
      case NodeKind::IfBroken: todo_.push_back({command.indentation, command.mode, doc->children[command.mode == Mode::Broken ? 0 : 1]}); break;
      case NodeKind::Suffix: suffixes_.push_back(doc->text); break;
      case NodeKind::Verbatim: verbatim(doc); break;
      case NodeKind::Choice: choose(command); break;
    }
  }
  end_line(0, false);
  lines_.pop_back();
  if (lines_.size() == 1 && lines_[0].text.empty() && lines_[0].comment.empty()) return "";
  return lines_with_comments();
}

}  // namespace

std::string render(Doc doc, size_t width) { return Renderer(width).run(doc); }

}  // namespace riotc::format
