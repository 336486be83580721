// SPDX-License-Identifier: MIT
#include "compiler/parse/recovery.h"

#include <algorithm>

#include "RiotParser.h"

namespace riotc::parse {

using enum TokenKind;

namespace {

Rule rule_of(size_t index) {
  switch (index) {
    case RiotParser::RuleModule: return Rule::Module;
    case RiotParser::RuleItem: return Rule::Item;
    case RiotParser::RuleAttribute: case RiotParser::RuleFieldAttribute: case RiotParser::RuleAttributeArgument: return Rule::Attribute;
    case RiotParser::RuleImportItem: case RiotParser::RuleImportedName: return Rule::ImportItem;
    case RiotParser::RuleConstItem: return Rule::ConstItem;
    case RiotParser::RuleTypeItem: case RiotParser::RuleConstructor: case RiotParser::RuleTypeParameters: return Rule::TypeItem;
    case RiotParser::RuleFields: case RiotParser::RuleField: return Rule::Fields;
    case RiotParser::RuleAliasItem: return Rule::AliasItem;
    case RiotParser::RuleFunctionItem: return Rule::FunctionItem;
    case RiotParser::RuleParameters: case RiotParser::RuleParameter: return Rule::Parameters;
    case RiotParser::RuleTestItem: return Rule::TestItem;
    case RiotParser::RuleType: case RiotParser::RuleTypeAtom: case RiotParser::RuleTypeTail: case RiotParser::RuleTypeArguments: return Rule::Type;
    case RiotParser::RuleBlock: return Rule::Block;
    case RiotParser::RuleStatement: return Rule::Statement;
    case RiotParser::RuleLetElse: return Rule::LetElse;
    case RiotParser::RuleArms: return Rule::Arms;
    case RiotParser::RuleArm: return Rule::Arm;
    case RiotParser::RuleCall: case RiotParser::RuleArgument: return Rule::Call;
    case RiotParser::RuleParenthesised: return Rule::Parenthesised;
    case RiotParser::RuleList: case RiotParser::RuleListItem: return Rule::List;
    case RiotParser::RuleComprehensionClause: return Rule::Comprehension;
    case RiotParser::RuleMap: case RiotParser::RuleMapItem: return Rule::Map;
    case RiotParser::RuleIfExpr: return Rule::If;
    case RiotParser::RuleMatchExpr: return Rule::Match;
    case RiotParser::RuleReceiveExpr: return Rule::Receive;
    case RiotParser::RuleForExpr: return Rule::For;
    case RiotParser::RuleSpawnExpr: return Rule::Spawn;
    case RiotParser::RuleLambda: return Rule::Lambda;
    case RiotParser::RuleShortLambda: return Rule::ShortLambda;
    case RiotParser::RuleStringLiteral: return Rule::String;
    case RiotParser::RuleBits: case RiotParser::RuleSegment: case RiotParser::RuleSegmentValue: case RiotParser::RuleSegmentSize: return Rule::Bits;
    case RiotParser::RulePattern: case RiotParser::RulePatternAtom: case RiotParser::RulePatternArguments: case RiotParser::RulePatternArgument:
    case RiotParser::RulePatternItem: case RiotParser::RulePatternEntry: case RiotParser::RulePatternSegment: case RiotParser::RulePatternSegmentValue:
      return Rule::Pattern;
    default: return Rule::Other;
  }
}

bool is_unit(size_t rule) {
  return rule == RiotParser::RuleStatement || rule == RiotParser::RuleArm || rule == RiotParser::RuleItem || rule == RiotParser::RuleModule;
}

}  // namespace

antlr4::Token* Recovery::recoverInline(antlr4::Parser* parser) { throw antlr4::InputMismatchException(parser); }

// Depth of the statements, arms or items that a block, list of arms or module holds.
uint32_t Recovery::depth_within(antlr4::ParserRuleContext* context) const {
  if (context->getRuleIndex() == RiotParser::RuleModule) return 0;
  // Arms may be none: the `match` or `receive` around them begins outside of the brace.
  auto* outer = context->getRuleIndex() == RiotParser::RuleArms ? static_cast<antlr4::ParserRuleContext*>(context->parent) : context;
  return layout_.tokens[outer->start->getTokenIndex()].depth + 1;
}

// The index of the first token of the innermost statement, arm or item.
size_t Recovery::start_of_unit(antlr4::Parser* parser) const {
  size_t at = parser->getTokenStream()->LT(1)->getTokenIndex();
  for (antlr4::RuleContext* node = parser->getContext(); node; node = static_cast<antlr4::RuleContext*>(node->parent)) {
    auto* context = static_cast<antlr4::ParserRuleContext*>(node);
    size_t rule = node->getRuleIndex();
    bool is_list = rule == RiotParser::RuleBlock || rule == RiotParser::RuleArms || rule == RiotParser::RuleModule;
    if (is_list) {
      // Behind a statement that ended too early, or before one that cannot begin.
      uint32_t depth = depth_within(context);
      if (rule == RiotParser::RuleBlock && layout_.tokens[at].depth < depth) continue;  // its `{` is missing
      while (at > 0) {
        const Token& before = layout_.tokens[at - 1];
        if (before.depth < depth || (before.depth == depth && (before.kind == NEWLINE || (before.kind == COMMA && rule == RiotParser::RuleArms)))) break;
        --at;
      }
      return at;
    }
    if (is_unit(rule)) return context->start->getTokenIndex();
  }
  return at;
}

// What only shows again that a `match` has no braces, a `case` is none of Riot's, or arms have `=>`.
bool Recovery::is_follower(size_t found, const Situation& situation) {
  size_t item = found;
  while (item > 0 && !(layout_.tokens[item].depth == 0 && starts_item(layout_.tokens[item].kind))) --item;
  if (arms_item_ != item) in_arms_ = false;
  const TokenKind kind = layout_.tokens[found].kind;
  const bool lacks_arrow = situation.expected.test(static_cast<size_t>(ARROW)) && !situation.rules.empty() &&
                           std::find(situation.rules.begin(), situation.rules.end(), Rule::Arm) != situation.rules.end();
  if (in_arms_ && lacks_arrow) return true;
  const bool is_arm = kind == ARROW || kind == FAT_ARROW || kind == BAR || (kind == WHEN && situation.rules.front() != Rule::Arms);
  if (in_arms_ && is_arm) return true;
  if (in_arms_ && file_.text(Span{file_.id(), layout_.tokens[situation.start].begin, layout_.tokens[situation.start].end}) == "after") return true;
  // `fn f(type: Int) { type + 1 }`: the keyword is told of where it is bound.
  if (is_keyword(kind))
    for (size_t i = item; i + 1 < found; ++i)
      if (layout_.tokens[i].kind == LOWER_NAME && layout_.tokens[i + 1].kind == COLON && layout_.tokens[i].depth == 1 &&
          file_.text(Span{file_.id(), layout_.tokens[i].begin, layout_.tokens[i].end}) == file_.text(Span{file_.id(), layout_.tokens[found].begin, layout_.tokens[found].end}))
        return true;
  const auto is_in = [&](Rule rule) { return std::find(situation.rules.begin(), situation.rules.end(), rule) != situation.rules.end(); };
  const bool lacks_brace = (is_in(Rule::Match) || is_in(Rule::Receive)) && situation.expected.test(static_cast<size_t>(LBRACE));
  const std::string_view first = file_.text(Span{file_.id(), layout_.tokens[situation.start].begin, layout_.tokens[situation.start].end});
  const std::string_view word = file_.text(Span{file_.id(), layout_.tokens[found].begin, layout_.tokens[found].end});
  const bool is_other = first == "case" || first == "switch" || first == "cond" || first == "try" || first == "select" || word == "of" || word == "with" ||
                        (kind == ARROW && is_in(Rule::If)) || (kind == FAT_ARROW && is_in(Rule::Arm));
  if (lacks_brace || is_other || lacks_arrow) {
    in_arms_ = true;
    arms_item_ = item;
  }
  return false;
}

void Recovery::report(antlr4::Parser* parser, size_t found) {
  size_t start = std::min(start_of_unit(parser), found);
  uint32_t begin = layout_.tokens[start].begin, end = layout_.tokens[found].end;
  for (Span told : layout_.reported)
    if (told.begin <= end && told.end >= begin) return;
  // Statements at the top level come in numbers; the first says it all.
  bool stray = parser->getContext()->getRuleIndex() == RiotParser::RuleModule && start == found && starts_expression(layout_.tokens[found].kind);
  if (stray && told_stray_ && !is_foreign_word(file_.text(Span{file_.id(), layout_.tokens[found].begin, layout_.tokens[found].end}))) return;
  Situation situation{file_, layout_.tokens, found, start, {}, {}};
  for (antlr4::RuleContext* context = parser->getContext(); context; context = static_cast<antlr4::RuleContext*>(context->parent))
    situation.rules.push_back(rule_of(context->getRuleIndex()));
  for (ssize_t type : parser->getExpectedTokens().toList()) {
    if (type == static_cast<ssize_t>(antlr4::Token::EOF)) situation.expected.set(static_cast<size_t>(END_OF_FILE));
    else if (type > 0 && static_cast<size_t>(type) < situation.expected.size()) situation.expected.set(static_cast<size_t>(type));
  }
  if (is_follower(found, situation)) return;
  // `catch` belongs to a `try` that has been told of.
  const std::string_view word = file_.text(Span{file_.id(), layout_.tokens[start].begin, layout_.tokens[start].end});
  if (word == "catch" || word == "except" || word == "finally" || word == "rescue")
    for (const Diagnostic& told : diagnostics_.all())
      if (told.code == Code::E0114 && told.span.file == file_.id() && file_.text(told.span) == "try") return;
  // The `end` of what began with a word of another language has been told with it.
  if (file_.text(Span{file_.id(), layout_.tokens[found].begin, layout_.tokens[found].end}) == "end")
    for (const Diagnostic& told : diagnostics_.all()) {
      if (told.code != Code::E0114 || !(told.span.file == file_.id())) continue;
      const std::string_view word = file_.text(told.span);
      if (word == "def" || word == "defp" || word == "do" || word == "begin" || word == "fun" || word == "case" || word == "if" || word == "->" || word == "try" || word == "defmodule" || word == "unless" || word == "cond" || word == "with") return;
    }
  // A keyword that was taken for a name is a mistake once, where it is bound.
  for (const Diagnostic& told : diagnostics_.all()) {
    if (told.code != Code::E0113 || !(told.span.file == file_.id())) continue;
    for (const size_t near : {found, found > 0 ? found - 1 : found})
      if (file_.text(told.span) == file_.text(Span{file_.id(), layout_.tokens[near].begin, layout_.tokens[near].end})) return;
  }
  size_t before = diagnostics_.all().size();
  report_unexpected(situation, diagnostics_);
  if (stray && diagnostics_.all().size() > before && diagnostics_.all().back().code == Code::E0119) told_stray_ = true;
}

void Recovery::reportError(antlr4::Parser* parser, const antlr4::RecognitionException& exception) {
  if (in_error_) return;
  in_error_ = true;
  report(parser, exception.getOffendingToken()->getTokenIndex());
}

// To the end of what began at `depth`: a NEWLINE (or comma) of that depth, or the bracket that closes around it.
void Recovery::skip(antlr4::Parser* parser, uint32_t depth, bool commas, bool to_item) {
  while (true) {
    size_t index = parser->getTokenStream()->LT(1)->getTokenIndex();
    const Token& token = layout_.tokens[index];
    if (token.kind == END_OF_FILE || token.depth < depth) return;
    if (token.depth == depth && token.kind == NEWLINE) {
      const Token& next = layout_.tokens[index + 1];
      bool at_margin = next.begin == 0 || file_.text()[next.begin - 1] == '\n';
      if (!to_item || at_margin || starts_item(next.kind) || next.kind == END_OF_FILE) return;
    }
    if (token.depth == depth && token.kind == COMMA && commas) return;
    parser->getTokenStream()->consume();
  }
}

void Recovery::recover(antlr4::Parser* parser, std::exception_ptr exception) {
  auto* context = parser->getContext();
  size_t rule = context->getRuleIndex();
  if (!is_unit(rule)) std::rethrow_exception(exception);
  in_error_ = false;
  uint32_t depth = rule == RiotParser::RuleModule ? 0 : layout_.tokens[context->start->getTokenIndex()].depth;
  skip(parser, depth, rule == RiotParser::RuleArm, depth == 0);
}

// Called where a list of statements, arms or items may go on or end: whatever else comes is skipped here, so that the
// list goes on behind it.
void Recovery::sync(antlr4::Parser* parser) {
  auto* context = parser->getContext();
  size_t rule = context->getRuleIndex();
  if (rule != RiotParser::RuleBlock && rule != RiotParser::RuleArms && rule != RiotParser::RuleModule) return;
  size_t index = parser->getTokenStream()->LT(1)->getTokenIndex();
  TokenKind next = layout_.tokens[index].kind;
  TokenKind before = index > 0 ? layout_.tokens[index - 1].kind : NEWLINE;
  bool fresh = before == NEWLINE || (before == LBRACE && rule != RiotParser::RuleModule) || (before == COMMA && rule == RiotParser::RuleArms);
  bool fits = false;
  switch (rule) {
    case RiotParser::RuleBlock:
      fits = next == NEWLINE || next == RBRACE || (fresh && (next == LET || starts_expression(next)));
      break;
    case RiotParser::RuleArms:
      fits = next == NEWLINE || next == RBRACE || next == AFTER || (next == COMMA && before != COMMA) || (fresh && starts_pattern(next));
      break;
    default: fits = next == NEWLINE || next == END_OF_FILE || (fresh && starts_item(next));
  }
  if (fits) return;
  report(parser, index);
  skip(parser, depth_within(context), rule == RiotParser::RuleArms, rule == RiotParser::RuleModule);
}

}  // namespace riotc::parse
