// SPDX-License-Identifier: MIT
// Documents: text with places where lines may end.
//
// A group is laid out on one line if that fits, or else all line ends directly in it are used. A Choice names several
// layouts and takes the first that fits. `forced` is known when a document is made: it holds a line end that is always
// used, so no group around it can be on one line.
#pragma once
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace riotc::format {

struct Node;
using Doc = const Node*;

enum class NodeKind {
  Text,
  Line,      // a line end in a broken group, `text` in a flat one
  Concat,
  Nest,      // lines within are indented by `amount` more
  Group,
  IfBroken,  // children: in a broken group, in a flat one
  Suffix,    // a comment: goes to the end of the line, wherever that is
  Verbatim,  // lines of a `"""` string: moved with the line that it begins on, unchanged otherwise
  Choice     // children: flat, hugged (or null), broken; see Docs::choice
};

struct Node {
  NodeKind kind;
  std::string text;
  std::vector<Doc> children;
  int amount = 0;
  bool hard = false;      // Line: used in any group
  bool blank = false;     // Line: an empty line before it, when used
  bool broken = false;    // Group: on several lines even if it fits on one
  bool rigid = false;     // Group: what stands before it is broken first
  bool next_line = false; // Choice: the hugged layout begins a line, and what stands there has to fit as well
  bool forced = false;
  bool has_lines = false; // there is a place within where a line may end
  size_t width = 0;       // Text
};

// Makes and owns documents.
class Docs {
 public:
  Doc text(std::string_view text);
  Doc concat(std::vector<Doc> children);
  Doc nest(int amount, Doc child);
  Doc group(Doc child, bool broken = false);
  Doc rigid(Doc child);              // a group that is broken only when nothing before it can be
  Doc line();                        // a blank when flat
  Doc soft();                        // nothing when flat
  Doc hard();
  Doc blank_line(bool hard, bool space);  // with an empty line before it
  Doc if_broken(Doc broken, Doc flat);
  Doc suffix(std::string_view comment);
  Doc verbatim(std::string_view text, int old_indentation);
  // `flat` on one line if it fits; else `hugged` if its first line fits (with next_line: its second, flat); else `broken`.
  Doc choice(Doc flat, Doc hugged, Doc broken, bool next_line = false);
  Doc empty() { return text(""); }

  // The document with its last group broken: what remains of `f(a, [b])` when the list is to be broken, not the call.
  // With `outer`, that list itself rather than something in it.
  Doc break_last(Doc doc, bool outer = false);

 private:
  Node& make(NodeKind kind);
  std::deque<Node> nodes_;
};

// Ends with a line end, unless there is nothing.
std::string render(Doc doc, size_t width);

}  // namespace riotc::format
