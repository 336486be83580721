// SPDX-License-Identifier: MIT
#include "compiler/parse/parse.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "RiotLexer.h"
#include "RiotParser.h"
#include "antlr4-runtime.h"
#include "compiler/parse/characters.h"
#include "compiler/parse/layout.h"
#include "compiler/parse/profile.h"
#include "compiler/parse/recovery.h"
#include "compiler/parse/scan.h"
#include "compiler/parse/tree_builder.h"

namespace riotc {

namespace parse {

namespace {

#define X(symbol, display) static_assert(static_cast<size_t>(TokenKind::symbol) == RiotLexer::symbol);
#include "compiler/parse/tokens.def"
#undef X

// Bytes as characters, so that the lexer's positions are offsets into the file. All bytes of characters beyond ASCII
// look like DEL: the grammar allows them exactly where it allows any character, and ANTLR's fast tables end there.
class ByteStream : public antlr4::ANTLRInputStream {
 public:
  explicit ByteStream(std::string_view text) {
    _data.resize(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
      auto byte = static_cast<unsigned char>(text[i]);
      _data[i] = byte < 0x80 ? byte : 0x7F;
    }
  }
};

class Lexer : public RiotLexer {
 public:
  using RiotLexer::RiotLexer;

  // A `}` too many must not end the lexer; the layout pass reports it.
  size_t popMode() override { return modeStack.empty() ? mode : RiotLexer::popMode(); }

  std::unique_ptr<antlr4::Token> nextToken() override {
    const size_t before = mode;
    auto token = RiotLexer::nextToken();
    if (token->getType() != STRING_NEWLINE) return token;
    const size_t end = before == QUOTED ? end_of_text(token->getStopIndex() + 1) : 0;
    if (end > 0) {
      static_cast<antlr4::CommonToken*>(token.get())->setStopIndex(end - 1);
      _input->seek(end);
    } else {
      leave_broken_string();
    }
    return token;
  }

 private:
  // One behind the `"` that closes, lines below, the text that begins at `begin`; 0 if the string was just left open. On the line
  // of such a mark there is no whole string, and what follows the mark may follow a value.
  size_t end_of_text(size_t begin) const {
    constexpr size_t kLongest = 4000;
    const std::string text = _input->getText({static_cast<ssize_t>(begin), static_cast<ssize_t>(begin + kLongest)});
    size_t mark = 0;
    while (mark < text.size() && text[mark] != '"') mark += text[mark] == '\\' ? 2 : 1;
    if (mark >= text.size()) return 0;
    const size_t line_end = std::min(text.find('\n', mark), text.size());
    if (text.find('"', mark + 1) < line_end) return 0;
    const size_t next = text.find_first_not_of(" \t\r", mark + 1);
    if (next < std::min(line_end, text.size()) && std::string_view(")],}|+;").find(text[next]) == std::string_view::npos) return 0;
    return begin + mark + 1;
  }

  // Back to where the outermost "..." began, in whose insertions this line end stands.
  void leave_broken_string() {
    for (size_t i = 1; i < modeStack.size(); ++i)
      if (modeStack[i] == QUOTED) {
        mode = modeStack[i - 1];
        modeStack.resize(i - 1);
        return;
      }
  }
};

std::vector<Token> plain_tokens(const std::vector<std::unique_ptr<antlr4::Token>>& lexed) {
  std::vector<Token> tokens;
  tokens.reserve(lexed.size());
  for (const auto& token : lexed)
    tokens.push_back({static_cast<TokenKind>(token->getType()), static_cast<uint32_t>(token->getStartIndex()),
                      static_cast<uint32_t>(token->getStopIndex() + 1), static_cast<int32_t>(tokens.size()), 0});
  return tokens;
}

void check_utf8(const SourceFile& file, Diagnostics& diagnostics) {
  std::string_view text = file.text();
  for (size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    Character character = decode_character(text.substr(at));
    if (!character.valid) {
      auto place = static_cast<uint32_t>(at);
      char byte[8];
      std::snprintf(byte, sizeof byte, "0x%02X", static_cast<unsigned char>(text[at]));
      diagnostics.error(Code::E0109, Span{file.id(), place, place + 1}, std::string("the byte ") + byte + " is not part of any UTF-8 character")
          .help("save the file as UTF-8");
      return;  // a file in another encoding has them by the hundred
    }
    at += character.length;
  }
}

// Everything up to the parser, which it owns. `layout` has been reported on when this has been made.
class Source {
 public:
  Source(const SourceFile& file, Diagnostics& diagnostics) : input_(file.text()), lexer_(&input_) {
    lexer_.removeErrorListeners();
    std::vector<std::unique_ptr<antlr4::Token>> lexed = lexer_.getAllTokens();
    raw = plain_tokens(lexed);
    layout = lay_out(file, raw, diagnostics);
    if (layout.gave_up) return;

    // The lexer's tokens are used again where they can be.
    std::vector<std::unique_ptr<antlr4::Token>> tokens;
    tokens.reserve(layout.tokens.size());
    for (const Token& token : layout.tokens) {
      size_t type = token.kind == TokenKind::END_OF_FILE ? antlr4::Token::EOF : static_cast<size_t>(token.kind);
      if (token.raw >= 0) {
        auto& reused = lexed[static_cast<size_t>(token.raw)];
        static_cast<antlr4::CommonToken*>(reused.get())->setType(type);
        tokens.push_back(std::move(reused));
      } else {
        tokens.push_back(std::make_unique<antlr4::CommonToken>(type));
      }
    }
    tokens_ = std::make_unique<antlr4::ListTokenSource>(std::move(tokens));
    stream = std::make_unique<antlr4::CommonTokenStream>(tokens_.get());
    parser = std::make_unique<RiotParser>(stream.get());
    parser->removeErrorListeners();
  }

  void predict(antlr4::atn::PredictionMode mode) { parser->getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(mode); }

  std::vector<Token> raw;
  Layout layout;
  std::unique_ptr<antlr4::CommonTokenStream> stream;
  std::unique_ptr<RiotParser> parser;  // null if the layout gave up

 private:
  ByteStream input_;
  Lexer lexer_;
  std::unique_ptr<antlr4::ListTokenSource> tokens_;
};

}  // namespace

std::vector<Token> scan(const SourceFile& file) {
  ByteStream input(file.text());
  Lexer lexer(&input);
  lexer.removeErrorListeners();
  return plain_tokens(lexer.getAllTokens());
}

Profile profile_parse(const SourceFile& file) {
  Diagnostics diagnostics;
  Source source(file, diagnostics);
  Profile profile;
  if (!source.parser) return profile;
  source.parser->setProfile(true);
  source.predict(antlr4::atn::PredictionMode::LL);
  source.parser->module();
  profile.syntax_errors = source.parser->getNumberOfSyntaxErrors();
  for (const auto& decision : source.parser->getParseInfo().getDecisionInfo()) {
    profile.fallbacks += static_cast<size_t>(decision.LL_Fallback);
    profile.ambiguities += decision.ambiguities.size();
    profile.context_sensitivities += decision.contextSensitivities.size();
    if (decision.LL_Fallback > 0 || !decision.ambiguities.empty() || !decision.contextSensitivities.empty())
      profile.rules.push_back(source.parser->getRuleNames()[source.parser->getATN().decisionToState[decision.decision]->ruleIndex]);
  }
  return profile;
}

}  // namespace parse

std::unique_ptr<syntax::Module> parse_module(const SourceFile& file, std::string module_name, Diagnostics& diagnostics) {
  using namespace parse;
  auto module = std::make_unique<syntax::Module>();
  module->file = file.id();
  module->name = std::move(module_name);
  size_t errors = diagnostics.error_count();
  check_utf8(file, diagnostics);

  Source source(file, diagnostics);
  RiotParser::ModuleContext* tree = nullptr;
  if (source.parser) {
    try {
      source.predict(antlr4::atn::PredictionMode::SLL);
      source.parser->setErrorHandler(std::make_shared<antlr4::BailErrorStrategy>());
      tree = source.parser->module();
    } catch (const antlr4::ParseCancellationException&) {
      source.stream->seek(0);
      source.parser->reset();
      source.predict(antlr4::atn::PredictionMode::LL);
      source.parser->setErrorHandler(std::make_shared<Recovery>(file, source.layout, diagnostics));
      tree = source.parser->module();
      module->has_errors = true;
    }
  }
  if (diagnostics.error_count() > errors) module->has_errors = true;
  TreeBuilder(file, source.raw, source.layout, *module, diagnostics).build(tree);
  if (diagnostics.error_count() > errors) module->has_errors = true;
  return module;
}

}  // namespace riotc
