// SPDX-License-Identifier: MIT
#include "runtime/src/library/json_parse.h"

#include <charconv>
#include <cmath>

#include "runtime/src/value/text.h"

namespace riot::detail {
namespace {

struct Failure {};

class Parser {
 public:
  Parser(std::string_view text, JsonDocument& out) : text_(text), out_(out) {}

  void document() {
    skip_blanks();
    value();
    while (!open_.empty()) step();
    skip_blanks();
    if (at_ < text_.size()) fail("expected the end, found " + found());
  }

 private:
  // A value that ends here and now, or the start of one that is left on the stack.
  void value() {
    JsonNode node{JsonNode::Kind::Null};
    node.at = at_;
    const char c = peek();
    if (c == '{' || c == '[') {
      node.kind = c == '{' ? JsonNode::Kind::Object : JsonNode::Kind::Array;
      if (open_.size() == kJsonLevels) fail("more than 512 levels");
      open_.push_back(out_.nodes.size());
      out_.depth = std::max(out_.depth, static_cast<unsigned>(open_.size()));
      ++at_;
      out_.nodes.push_back(node);
      return;
    }
    if (c == '"') {
      node.kind = JsonNode::Kind::String;
      node.text = string();
    } else if (c == '-' || (c >= '0' && c <= '9')) {
      number(node);
    } else if (word("true")) {
      node.kind = JsonNode::Kind::True;
    } else if (word("false")) {
      node.kind = JsonNode::Kind::False;
    } else if (!word("null")) {
      fail("expected a value, found " + found());
    }
    node.end = out_.nodes.size() + 1;
    out_.nodes.push_back(node);
  }

  // The next item or member of the innermost array or object, or its end.
  void step() {
    const std::size_t index = open_.back();
    const bool is_object = out_.nodes[index].kind == JsonNode::Kind::Object;
    const char close = is_object ? '}' : ']';
    skip_blanks();
    if (peek() == close) {
      if (out_.nodes[index].count && last_was_comma_) fail(is_object ? "expected a key, found `}`" : "expected a value, found `]`");
      ++at_;
      last_was_comma_ = false;
      out_.nodes[index].end = out_.nodes.size();
      open_.pop_back();
      return;
    }
    if (out_.nodes[index].count) {
      if (!last_was_comma_) {
        if (peek() != ',') fail(std::string("expected `,` or `") + close + "`, found " + found());
        ++at_;
        last_was_comma_ = true;
        return;
      }
      last_was_comma_ = false;
    }
    ++out_.nodes[index].count;
    if (is_object) {
      if (peek() != '"') fail("expected a key, found " + found());
      JsonNode key{JsonNode::Kind::String};
      key.at = at_;
      key.text = string();
      key.end = out_.nodes.size() + 1;
      out_.nodes.push_back(key);
      skip_blanks();
      if (peek() != ':') fail("expected `:`, found " + found());
      ++at_;
      skip_blanks();
    }
    value();
  }

  void number(JsonNode& node) {
    const std::size_t from = at_;
    if (peek() == '-') ++at_;
    if (peek() == '0') {
      ++at_;
      if (is_digit()) fail("a number does not begin with 0");
    } else {
      digits();
    }
    bool whole = true;
    if (peek() == '.') {
      whole = false;
      ++at_;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      whole = false;
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      digits();
    }
    node.text = text_.substr(from, at_ - from);
    const char* first = text_.data() + from;
    const char* last = text_.data() + at_;
    node.kind = JsonNode::Kind::Float;
    if (whole && std::from_chars(first, last, node.integer).ec == std::errc()) {
      node.kind = JsonNode::Kind::Int;
      node.number = static_cast<Float>(node.integer);
      return;
    }
    if (std::from_chars(first, last, node.number).ec == std::errc::result_out_of_range) {
      node.number = std::strtod(std::string(node.text).c_str(), nullptr);  // 0 or infinite, with its sign
    }
  }

  std::string_view string() {
    const std::size_t from = ++at_;
    while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' && static_cast<unsigned char>(text_[at_]) >= 0x20) ++at_;
    if (peek() == '"') return text_.substr(from, at_++ - from);
    Text unescaped;
    unescaped.add(text_.substr(from, at_ - from));
    for (;;) {
      if (at_ == text_.size()) fail("a text without its closing quote");
      const char c = text_[at_];
      if (c == '"') break;
      if (static_cast<unsigned char>(c) < 0x20) fail("a control character in a text");
      ++at_;
      if (c == '\\') escape(unescaped);
      else unescaped.add(c);
    }
    ++at_;
    return out_.unescaped.emplace_back(unescaped.view());
  }

  void escape(Text& out) {
    const char c = peek();
    ++at_;
    switch (c) {
      case '"':
      case '\\':
      case '/': return out.add(c);
      case 'b': return out.add('\b');
      case 'f': return out.add('\f');
      case 'n': return out.add('\n');
      case 'r': return out.add('\r');
      case 't': return out.add('\t');
      case 'u': {
        std::uint32_t point = hex4();
        if (point >= 0xdc00 && point < 0xe000) fail("half of a surrogate pair");
        if (point >= 0xd800 && point < 0xdc00) {
          if (!text_.substr(at_).starts_with("\\u")) fail("half of a surrogate pair");
          at_ += 2;
          const std::uint32_t low = hex4();
          if (low < 0xdc00 || low >= 0xe000) fail("half of a surrogate pair");
          point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
        }
        return add_code_point(out, point);
      }
      default: --at_, fail("no escape: " + found());
    }
  }

  std::uint32_t hex4() {
    std::uint32_t value = 0;
    const std::string_view digits = text_.substr(std::min(at_, text_.size()), 4);
    const char* end = digits.data() + digits.size();
    if (digits.size() < 4 || std::from_chars(digits.data(), end, value, 16).ptr != end) fail("expected four hex digits");
    at_ += 4;
    return value;
  }

  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) ++at_;
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool is_digit() const { return peek() >= '0' && peek() <= '9'; }
  void digits() {
    if (!is_digit()) fail("expected a digit, found " + found());
    while (is_digit()) ++at_;
  }
  bool word(std::string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }
  // The character here, for a message.
  std::string found() const {
    if (at_ >= text_.size()) return "the end";
    std::size_t end = at_ + 1;
    while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xc0) == 0x80) ++end;
    return "`" + std::string(text_.substr(at_, end - at_)) + "`";
  }
  [[noreturn]] void fail(std::string message) {
    out_.message = std::move(message);
    out_.error_at = at_;
    throw Failure();
  }

  std::string_view text_;
  JsonDocument& out_;
  std::size_t at_ = 0;
  std::vector<std::size_t> open_;  // arrays and objects that have not ended
  bool last_was_comma_ = false;
};

}  // namespace

JsonDocument parse_json(std::string_view text) {
  JsonDocument document;
  try {
    Parser(text, document).document();
  } catch (const Failure&) {
  }
  return document;
}

void locate_in_text(std::string_view text, std::size_t at, Int& line, Int& column) {
  line = column = 1;
  for (char c : text.substr(0, at)) {
    if (c == '\n') {
      ++line;
      column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) {
      ++column;
    }
  }
}

}  // namespace riot::detail
