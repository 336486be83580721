// SPDX-License-Identifier: MIT
// How the parser goes on after a mistake.
//
// ANTLR's own strategy inserts and deletes single tokens and then guesses; here a mistake ends the statement, arm or
// item that it stands in, and nothing else. Brackets are balanced (layout.h), so the end of these is a matter of depth.
// The exception of a rule travels up to one of the three, which skips to its end and returns as if nothing had been.
#pragma once
#include "antlr4-runtime.h"
#include "compiler/diagnostics/diagnostics.h"
#include "compiler/parse/layout.h"
#include "compiler/parse/messages.h"

namespace riotc::parse {

class Recovery : public antlr4::ANTLRErrorStrategy {
 public:
  Recovery(const SourceFile& file, const Layout& layout, Diagnostics& diagnostics) : file_(file), layout_(layout), diagnostics_(diagnostics) {}

  void reset(antlr4::Parser*) override { in_error_ = false; }
  antlr4::Token* recoverInline(antlr4::Parser* parser) override;
  void recover(antlr4::Parser* parser, std::exception_ptr exception) override;
  void sync(antlr4::Parser* parser) override;
  bool inErrorRecoveryMode(antlr4::Parser*) override { return in_error_; }
  void reportMatch(antlr4::Parser*) override {}
  void reportError(antlr4::Parser* parser, const antlr4::RecognitionException& exception) override;

 private:
  uint32_t depth_within(antlr4::ParserRuleContext* context) const;
  void report(antlr4::Parser* parser, size_t found);
  void skip(antlr4::Parser* parser, uint32_t depth, bool commas, bool to_item);
  size_t start_of_unit(antlr4::Parser* parser) const;

  const SourceFile& file_;
  const Layout& layout_;
  Diagnostics& diagnostics_;
  bool is_follower(size_t found, const Situation& situation);

  bool in_arms_ = false;     // a `match` without its `{` has been reported: what follows are probably its arms
  size_t arms_item_ = 0;     // where the item with it begins
  bool told_stray_ = false;  // a statement at the top level has been reported
  bool in_error_ = false;  // an exception is on its way up and has been reported
};

}  // namespace riotc::parse
