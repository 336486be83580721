// SPDX-License-Identifier: MIT
// What must hold of every source: the tree and the comments stay, and what was formatted formats to itself.
#include "compiler/format/format.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "compiler/parse/scan.h"
#include "compiler/syntax/print.h"
#include "tests/compiler/parse/corpus.h"
#include "tests/compiler/parse/fixture.h"

namespace riotc::test {

namespace fs = std::filesystem;

namespace {

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

const SourceFile& file_of(const Parsed& parsed) { return parsed.sources->file(FileId{1}); }

std::string format(const std::string& text) {
  Parsed parsed = parse(text);
  EXPECT_FALSE(parsed.module->has_errors) << parsed.messages() << "\n" << text;
  return format_module(*parsed.module, file_of(parsed));
}

// The texts of all ordinary comments; documentation is part of the tree.
std::vector<std::string> comments(const Parsed& parsed) {
  std::vector<std::string> texts;
  for (const syntax::Comment& comment : parsed.module->comments) {
    std::string text(file_of(parsed).text(comment.span));
    text.resize(text.find_last_not_of(" \t\r") + 1);
    texts.push_back(std::move(text));
  }
  return texts;
}

// The first lines that differ; "" if none do.
std::string difference(const std::string& wanted, const std::string& got) {
  std::istringstream a(wanted), b(got);
  std::string line_a, line_b;
  for (int number = 1;; ++number) {
    bool more_a = static_cast<bool>(std::getline(a, line_a)), more_b = static_cast<bool>(std::getline(b, line_b));
    if (!more_a && !more_b) return wanted == got ? "" : "line ends";
    if (more_a != more_b || line_a != line_b) return "line " + std::to_string(number) + "\n- " + (more_a ? line_a : "(end)") + "\n+ " + (more_b ? line_b : "(end)");
  }
}

// Returns the formatted text.
std::string check(const std::string& text, size_t width = kFormatWidth) {
  Parsed before = parse(text);
  if (before.module->has_errors) return text;
  std::string once = format_module(*before.module, file_of(before), width);
  Parsed after = parse(once);
  EXPECT_FALSE(after.module->has_errors) << after.messages() << "\n" << once;
  if (after.module->has_errors) return once;
  EXPECT_EQ(difference(syntax::print(*before.module), syntax::print(*after.module)), "");
  EXPECT_EQ(comments(before), comments(after));
  EXPECT_EQ(difference(once, format_module(*after.module, file_of(after), width)), "") << "when formatted again";
  return once;
}

std::vector<fs::path> sources() {
  std::vector<fs::path> found;
  for (const char* folder : {"stdlib", "examples", "benchmarks", "tests", "editors", "docs"}) {
    fs::path root = fs::path(RIOT_ROOT) / folder;
    if (!fs::exists(root)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root))
      if (entry.path().extension() == ".riot") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

TEST(Format, EverySourceOfTheRepository) {
  std::vector<fs::path> all = sources();
  EXPECT_GT(all.size(), 50u);
  for (const fs::path& path : all) {
    SCOPED_TRACE(path.string());
    check(read(path));
  }
}

// Every place where a line can end does so at some width.
TEST(Format, EveryConstruct) {
  for (const char* text : kCorpus) check(text);
}

// Widths that nobody uses bring out the layouts that only long lines get.
TEST(Format, EveryWidth) {
  for (size_t width = 8; width <= 110; width += 3) {
    SCOPED_TRACE("width " + std::to_string(width));
    for (const char* text : kCorpus) check(text, width);
  }
  for (const fs::path& path : sources()) {
    SCOPED_TRACE(path.string());
    check(read(path), 47);
  }
}

// A comment behind tokens after which a line may end: where it goes is not said, but it goes somewhere, and stays there.
TEST(Format, CommentsAnywhere) {
  using enum parse::TokenKind;
  auto with_comments = [](const std::string& text, size_t nth) {
    SourceMap sources;
    std::string made;
    size_t strings = 0, n = 0;
    uint32_t end = 0;
    for (const parse::Token& token : parse::scan(sources.add("x.riot", text))) {
      if (token.kind == STRING_OPEN || token.kind == TEXT_OPEN) ++strings;
      if (token.kind == STRING_CLOSE) --strings;
      made += text.substr(end, token.end - end);
      end = token.end;
      switch (token.kind) {
        case PLUS: case MINUS: case CONCAT: case EQUAL: case PIPE: case BANG: case BAR: case FROM: case FAT_ARROW: case COMMA: case ARROW: case ASSIGN:
        case AND: case OR: case LPAREN: case LBRACKET: case LMAP: case LBRACE: case NEWLINE:
          if (strings == 0 && ++n % 7 == nth) made += " // note " + std::to_string(n) + "\n";
          break;
        default: break;
      }
    }
    return made + text.substr(end);
  };
  size_t broken = 0, all = 0;
  auto check_one = [&](const std::string& text, size_t from, size_t to) {
    if (parse(text).module->has_errors) return;
    for (size_t nth = from; nth <= to; ++nth) {
      std::string changed = with_comments(text, nth);
      ++all;
      if (parse(changed).module->has_errors) ++broken;
      else check(changed);
    }
  };
  for (const char* text : kCorpus) check_one(text, 0, 6);
  size_t turn = 0;
  for (const fs::path& path : sources()) {
    SCOPED_TRACE(path.string());
    ++turn;
    check_one(read(path), turn % 7, turn % 7);
  }
  EXPECT_LT(broken * 5, all);
}

// Without blanks at the beginnings of lines, and with all line ends of Windows.
TEST(Format, LayoutOfTheSourceDoesNotMatter) {
  for (const fs::path& path : sources()) {
    SCOPED_TRACE(path.string());
    std::string text = read(path);
    // What stands in a text is left as it is written, also over several lines.
    if (text.find("\"\"\"") != std::string::npos || text.find("${\n") != std::string::npos || parse(text).module->has_errors) continue;
    std::string flush, windows;
    bool at_start = true;
    for (char c : text) {
      if (!(at_start && (c == ' ' || c == '\t'))) flush.push_back(c);
      at_start = c == '\n' || (at_start && (c == ' ' || c == '\t'));
      if (c == '\n') windows.push_back('\r');
      windows.push_back(c);
    }
    std::string once = check(text);
    // An `@` in the first column begins an item, whatever bracket is open: attributes of fields cannot stand there.
    if (flush.find("\n@json") == std::string::npos) EXPECT_EQ(difference(once, check(flush)), "");
    EXPECT_EQ(difference(once, check(windows)), "");
  }
}

TEST(Format, EmptyFiles) {
  EXPECT_EQ(format(""), "");
  EXPECT_EQ(format("\n\n  \n"), "");
  EXPECT_EQ(format("// alone"), "// alone\n");
  EXPECT_EQ(format("\n\n//! doc  \n\n\n// alone\n"), "//! doc\n\n// alone\n");
}

// Deep trees need neither much stack nor much time.
TEST(Format, LongChains) {
  std::string sum = "fn f() = 0", calls = "fn f() = f";
  for (int i = 0; i < 5000; ++i) sum += " + " + std::to_string(i);
  for (int i = 0; i < 2000; ++i) calls += "(1)";
  check(sum + "\n");
  check(calls + "\n");
  std::string nested(300, '[');
  check("fn f() = " + nested + std::string(300, ']') + "\n");
}

}  // namespace riotc::test
