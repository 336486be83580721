// SPDX-License-Identifier: MIT
#include <algorithm>

#include "tests/compiler/pipeline/inputs.h"

namespace riotc::fuzz {

namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// Words, blanks, and everything else a character at a time.
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  for (size_t i = 0; i < text.size();) {
    size_t end = i + 1;
    if (is_word(text[i]))
      while (end < text.size() && is_word(text[end])) ++end;
    words.push_back(text.substr(i, end - i));
    i = end;
  }
  return words;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t i = 0; i < text.size();) {
    const size_t end = std::min(text.find('\n', i), text.size() - 1) + 1;
    lines.push_back(text.substr(i, end - i));
    i = end;
  }
  return lines;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += part;
  return text;
}

const std::vector<std::string>& vocabulary() {
  static const std::vector<std::string> words = {
      "fn", "let", "match", "receive", "if", "else", "for", "in", "spawn", "return", "assert", "type", "alias", "const", "pub", "opaque", "import", "test", "when",
      "as", "and", "or", "not", "after", "receives", "true", "false", "_", "..", "->", "=>", "<-", "|>", "++", "!", "?", "^", "(", ")", "[", "]", "{", "}", "#{",
      "<<", ">>", "${", "\"", "\"\"\"", ",", ";", ":", ".", "=", "==", "|", "||", "0", "1", "9223372036854775807", "9223372036854775808", "1.5", "0.0", "250ms",
      "1h", "0x_", "1_", "1e5", "\\u{110000}", "self()", "call", "try_call", "Never", "Int", "Float", "String", "List[a]", "Option", "None", "Some(x)", "Ok", "Error",
      "Pid[Never]", "panic(\"x\")", "todo", "json.decode", "f(_, _)", "@extern(name: \"x\")", "@json(\"k\")", "//", "///", "//!", "\n", "\t", "\r\n", "/bytes", ":16/little",
      "&&", "||", ":=", "::", "%{", "do", "end", "while", "x += 1", "\xff", "\xc3\xa9", "\xe2\x80\x9c", "\xef\xbb\xbf", std::string(1, '\0')};
  return words;
}

std::string nested(const std::string& text, Random& random) {
  static const std::vector<std::pair<std::string, std::string>> shells = {
      {"(", ")"}, {"[", "]"}, {"{ ", " }"}, {"f(", ")"}, {"not ", ""}, {"-", ""}, {"\"${", "}\""}, {"if x { ", " } else { y }"}, {"fn() { ", " }"},
      {"match x { _ -> ", " }"}, {"Some(", ")"}, {"1 + ", ""}, {"List[", "]"}, {"a |> ", ""}};
  const auto& [open, close] = random.pick(shells);
  const size_t depth = random.chance(80) ? 1 + random.below(20) : 1 + random.below(3000);
  std::string before, behind;
  for (size_t i = 0; i < depth; ++i) {
    before += open;
    behind += close;
  }
  return before + text + behind;
}

std::string mutate_once(const std::string& text, const std::vector<std::string>& corpus, Random& random) {
  std::vector<std::string> words = words_of(text);
  if (words.empty()) return random.pick(vocabulary());
  const size_t at = random.below(words.size());
  const auto place = words.begin() + static_cast<std::ptrdiff_t>(at);
  switch (random.below(13)) {
    case 0: words.erase(place); return joined(words);
    case 1: words.insert(place, words[at]); return joined(words);
    case 2: std::swap(words[at], words[random.below(words.size())]); return joined(words);
    case 3: words[at] = random.pick(vocabulary()); return joined(words);
    case 4: words.insert(place, " " + random.pick(vocabulary()) + " "); return joined(words);
    case 5: {  // a word for another of the program: names meet types that are not theirs
      std::vector<std::string> names;
      for (const std::string& word : words)
        if (is_word(word[0])) names.push_back(word);
      if (names.empty() || !is_word(words[at][0])) return joined(words);
      words[at] = random.pick(names);
      return joined(words);
    }
    case 6: {  // a stretch goes
      const size_t length = 1 + random.below(20);
      words.erase(place, words.begin() + static_cast<std::ptrdiff_t>(std::min(words.size(), at + length)));
      return joined(words);
    }
    case 7: {  // lines change places
      std::vector<std::string> lines = lines_of(text);
      std::swap(lines[random.below(lines.size())], lines[random.below(lines.size())]);
      return joined(lines);
    }
    case 8: {  // a line goes, or comes twice
      std::vector<std::string> lines = lines_of(text);
      const auto line = lines.begin() + static_cast<std::ptrdiff_t>(random.below(lines.size()));
      if (random.chance(50)) lines.erase(line);
      else lines.insert(line, *line);
      return joined(lines);
    }
    case 9: {  // lines of another program
      std::vector<std::string> lines = lines_of(text);
      const std::vector<std::string> others = lines_of(random.pick(corpus));
      if (others.empty()) return text;
      const size_t first = random.below(others.size());
      const size_t count = std::min(others.size() - first, 1 + random.below(8));
      lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(random.below(lines.size() + 1)), others.begin() + static_cast<std::ptrdiff_t>(first),
                   others.begin() + static_cast<std::ptrdiff_t>(first + count));
      return joined(lines);
    }
    case 10: return text.substr(0, random.below(text.size()));
    case 11: {
      std::string changed = text;
      changed[random.below(changed.size())] = static_cast<char>(random.below(256));
      return changed;
    }
    default: words[at] = nested(words[at], random); return joined(words);
  }
}

}  // namespace

std::string mutate(const std::string& program, const std::vector<std::string>& corpus, Random& random) {
  std::string text = program;
  for (size_t changes = random.chance(70) ? 1 : 1 + random.below(5); changes > 0; --changes) text = mutate_once(text, corpus, random);
  return text;
}

}  // namespace riotc::fuzz
