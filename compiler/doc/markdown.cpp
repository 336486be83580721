// SPDX-License-Identifier: MIT
#include "compiler/doc/markdown.h"

#include <array>
#include <cctype>
#include <vector>

#include "compiler/base/words.h"

namespace riotc::doc {

namespace {

constexpr std::array kKeywords = {"and", "as", "assert", "const", "else", "false", "fn", "for", "if", "import", "in", "let", "match", "not", "or",
                                  "pub", "receive", "return", "true", "type", "when", "after", "alias", "opaque", "receives", "test"};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
  return text;
}

// What stands within a paragraph.
std::string inline_html(std::string_view text) {
  std::string made;
  for (size_t i = 0; i < text.size();) {
    auto closing = [&](std::string_view mark) { return text.find(mark, i + mark.size()); };
    if (text[i] == '`') {
      if (size_t end = closing("`"); end != text.npos) {
        made += "<code>" + escape(text.substr(i + 1, end - i - 1)) + "</code>";
        i = end + 1;
        continue;
      }
    } else if (text.substr(i, 2) == "**") {
      if (size_t end = closing("**"); end != text.npos && end > i + 2) {
        made += "<strong>" + inline_html(text.substr(i + 2, end - i - 2)) + "</strong>";
        i = end + 2;
        continue;
      }
    } else if (text[i] == '*' && i + 1 < text.size() && !std::isspace(static_cast<unsigned char>(text[i + 1]))) {
      if (size_t end = closing("*"); end != text.npos) {
        made += "<em>" + inline_html(text.substr(i + 1, end - i - 1)) + "</em>";
        i = end + 1;
        continue;
      }
    } else if (text[i] == '[') {
      size_t middle = text.find("](", i);
      size_t end = middle == text.npos ? text.npos : text.find(')', middle);
      std::string_view target = end == text.npos ? "" : text.substr(middle + 2, end - middle - 2);
      // Only addresses that lead somewhere harmless.
      bool is_link = target.starts_with("https://") || target.starts_with("http://") || target.starts_with("#") || (!target.empty() && target.find(':') == target.npos);
      if (is_link && text.substr(i, middle - i).find('\n') == text.npos) {
        made += "<a href=\"" + escape(target) + "\">" + inline_html(text.substr(i + 1, middle - i - 1)) + "</a>";
        i = end + 1;
        continue;
      }
    }
    made += escape(text.substr(i, 1));
    ++i;
  }
  return made;
}

class Renderer {
 public:
  std::string run(std::string_view markdown) {
    bool in_code = false, is_riot = false;
    std::string code;
    for (size_t begin = 0; begin <= markdown.size();) {
      size_t end = std::min(markdown.find('\n', begin), markdown.size());
      std::string_view line = markdown.substr(begin, end - begin);
      begin = end + 1;
      std::string_view text = trimmed(line);
      if (text.starts_with("```")) {
        if (!in_code) flush();
        if (in_code) made_ += "<pre><code>" + (is_riot ? highlight(code) : escape(code)) + "</code></pre>\n";
        in_code = !in_code;
        is_riot = text == "```riot" || text == "```";
        code.clear();
      } else if (in_code) {
        code += std::string(line) + "\n";
      } else if (text.empty()) {
        flush();
      } else if (text.starts_with("#")) {
        flush();
        // Below the headings of the page.
        size_t level = std::min<size_t>(text.find_first_not_of('#'), 3);
        std::string tag = "h" + std::to_string(3 + level);
        made_ += "<" + tag + ">" + inline_html(trimmed(text.substr(std::min(text.find_first_not_of('#'), text.size())))) + "</" + tag + ">\n";
      } else if (text.starts_with("- ") || text.starts_with("* ")) {
        if (items_.empty()) flush();
        items_.emplace_back(text.substr(2));
      } else if (!items_.empty()) {
        items_.back() += "\n" + std::string(text);
      } else {
        paragraph_ += (paragraph_.empty() ? "" : "\n") + std::string(text);
      }
    }
    if (in_code) made_ += "<pre><code>" + escape(code) + "</code></pre>\n";
    flush();
    return made_;
  }

 private:
  void flush() {
    if (!paragraph_.empty()) made_ += "<p>" + inline_html(paragraph_) + "</p>\n";
    paragraph_.clear();
    if (items_.empty()) return;
    made_ += "<ul>\n";
    for (const std::string& item : items_) made_ += "<li>" + inline_html(item) + "</li>\n";
    made_ += "</ul>\n";
    items_.clear();
  }

  std::string made_, paragraph_;
  std::vector<std::string> items_;
};

}  // namespace

std::string escape(std::string_view text) {
  std::string made;
  for (char c : text) {
    switch (c) {
      case '&': made += "&amp;"; break;
      case '<': made += "&lt;"; break;
      case '>': made += "&gt;"; break;
      case '"': made += "&quot;"; break;
      case '\'': made += "&#39;"; break;
      default: made += c;
    }
  }
  return made;
}

std::string to_html(std::string_view markdown) { return Renderer().run(markdown); }

std::string first_sentence(std::string_view markdown) {
  std::string made;
  for (size_t i = 0; i < markdown.size(); ++i) {
    char c = markdown[i];
    if (c == '\n' && (i + 1 == markdown.size() || markdown[i + 1] == '\n')) break;
    if (c == '`' || c == '*' || c == '#') continue;
    made += c == '\n' ? ' ' : c;
    if (c == '.' && (i + 1 == markdown.size() || std::isspace(static_cast<unsigned char>(markdown[i + 1])))) break;
  }
  return std::string(trimmed(made));
}

std::string highlight(std::string_view code) {
  std::string made;
  auto mark = [&](const char* kind, std::string_view text) { made += std::string("<span class=\"") + kind + "\">" + escape(text) + "</span>"; };
  for (size_t i = 0; i < code.size();) {
    size_t end = i + 1;
    if (code.substr(i, 2) == "//") {
      end = std::min(code.find('\n', i), code.size());
      mark("c", code.substr(i, end - i));
    } else if (code[i] == '"') {
      while (end < code.size() && code[end] != '"' && code[end] != '\n') end += code[end] == '\\' ? 2 : 1;
      end = std::min(end + 1, code.size());
      mark("s", code.substr(i, end - i));
    } else if (is_name_character(code[i])) {
      bool number = std::isdigit(static_cast<unsigned char>(code[i]));
      auto more = [&](size_t at) {
        if (at >= code.size()) return false;
        bool point = number && code[at] == '.' && at + 1 < code.size() && std::isdigit(static_cast<unsigned char>(code[at + 1]));
        return is_name_character(code[at]) || point;
      };
      while (more(end)) ++end;
      std::string_view word = code.substr(i, end - i);
      bool keyword = false;
      for (const char* one : kKeywords) keyword = keyword || word == one;
      if (keyword) mark("k", word);
      else if (std::isupper(static_cast<unsigned char>(word[0]))) mark("t", word);
      else if (std::isdigit(static_cast<unsigned char>(word[0]))) mark("n", word);
      else made += escape(word);
    } else {
      made += escape(code.substr(i, 1));
    }
    i = end;
  }
  return made;
}

}  // namespace riotc::doc
