// SPDX-License-Identifier: MIT
#include "compiler/exhaustive/exhaustive.h"

#include <algorithm>

#include "compiler/exhaustive/usefulness.h"
#include "compiler/exhaustive/walk.h"

namespace riotc::exhaustive {

namespace {

// Missing patterns that are shown, and those that are counted.
constexpr size_t kShown = 3;
constexpr size_t kCounted = 100;

// One arm, clause or alternative way to go on.
struct Way {
  std::vector<const typed::Pattern*> patterns;
  bool has_guard = false;
  Span span;  // of its patterns
};

class Checker {
 public:
  Checker(const typed::Program& program, types::TypeTable& types, Diagnostics& diags)
      : program_(program), types_(types), diags_(diags) {}

  void check_function(const typed::Function& function) {
    const std::string& name = types_.program().functions[function.id].name;
    if (function.clauses.size() == 1 && !function.clauses[0].guard) {
      for (const typed::Pattern* parameter : function.clauses[0].parameters)
        check_cannot_fail(parameter, "this parameter", "add a clause of " + quoted(name) + " for the rest, or take a plain name and use `match`");
    } else if (!function.clauses.empty()) {
      check_clauses(function, name);
    }
    for (const typed::Clause& clause : function.clauses) {
      check(clause.guard);
      check(clause.body);
    }
  }

  // A stack of our own: chains of operators may be long.
  void check(const typed::Expr* expr) {
    if (expr) pending_.push_back(expr);
    while (!pending_.empty()) {
      const typed::Expr* next = pending_.back();
      pending_.pop_back();
      check_one(next);
      visit_children(next, [&](const typed::Expr* child) {
        if (child) pending_.push_back(child);
      });
    }
  }

 private:
  static std::string quoted(const std::string& text) {
    std::string result = "`";
    result += text;
    result += '`';
    return result;
  }

  void check_one(const typed::Expr* expr) {
    switch (expr->kind) {
      case typed::ExprKind::Match: return check_match(*static_cast<const typed::MatchExpr*>(expr));
      case typed::ExprKind::Receive: {
        std::vector<Way> ways = ways_of(static_cast<const typed::ReceiveExpr*>(expr)->arms);
        return check_reached(ways, "arm");
      }
      case typed::ExprKind::Block:
        for (const typed::Statement& statement : static_cast<const typed::BlockExpr*>(expr)->statements)
          if (statement.pattern) check_let(statement);
        return;
      case typed::ExprKind::Lambda:
        for (const typed::Pattern* parameter : static_cast<const typed::LambdaExpr*>(expr)->parameters)
          check_cannot_fail(parameter, "this parameter", "take a plain name and use `match` in the body");
        return;
      case typed::ExprKind::For:
        return check_cannot_fail(static_cast<const typed::ForExpr*>(expr)->pattern, "this pattern",
                                 "loop over a plain name and use `match`, or over a comprehension, which skips what does not match");
      default: return;
    }
  }

  // -------------------------------------------------------------------------------------------- constructs

  void check_match(const typed::MatchExpr& match) {
    std::vector<Way> ways = ways_of(match.arms);
    if (match.scrutinee) {
      std::vector<std::string> missing;
      if (find_missing(ways, {match.scrutinee->type}, match.keyword, "this `match`", missing) && !missing.empty()) {
        if (missing.front() == "_") example_ = find_example(ways, match.scrutinee->type);
        report_missing(match.keyword, "this `match` does not cover ", missing, "arm", ways);
        example_.clear();
      }
    }
    check_reached(ways, "arm");
  }

  void check_clauses(const typed::Function& function, const std::string& name) {
    std::vector<Way> ways;
    for (const typed::Clause& clause : function.clauses) {
      Way way;
      way.patterns.assign(clause.parameters.begin(), clause.parameters.end());
      way.has_guard = clause.guard != nullptr;
      way.span = clause.parameters.empty() ? clause.span : clause.parameters.front()->span.to(clause.parameters.back()->span);
      ways.push_back(std::move(way));
    }
    std::vector<types::TypeId> columns;
    for (const typed::Pattern* parameter : function.clauses.front().parameters) columns.push_back(parameter->type);
    std::vector<std::string> missing;
    if (find_missing(ways, columns, function.span, "this function", missing) && !missing.empty()) {
      for (std::string& one : missing) {
        one.insert(0, name + "(");
        one += ')';
      }
      const char* subject = function.clauses.size() == 1 ? "the only clause of " : "the clauses of ";
      const char* verb = function.clauses.size() == 1 ? " does not cover " : " do not cover ";
      report_missing(function.span, subject + quoted(name) + verb, missing, "clause", ways);
    }
    check_reached(ways, "clause");
  }

  void check_let(const typed::Statement& statement) {
    if (statement.otherwise.empty())
      return check_cannot_fail(statement.pattern, "this pattern", "say what happens otherwise: `let .. = .. else { return .. }`");
    // The arms of `else` see what the pattern leaves.
    std::vector<Way> ways = ways_of(statement.otherwise);
    ways.insert(ways.begin(), Way{{statement.pattern}, false, statement.pattern->span});
    std::vector<std::string> missing;
    if (find_missing(ways, {statement.pattern->type}, statement.pattern->span, "this `let`", missing) && !missing.empty())
      report_missing(statement.pattern->span, "the `else` of this `let` does not cover ", missing, "arm", ways);
    if (std::vector<std::string> left = left_by(statement.pattern); left.empty()) {
      diags_.warning(Code::W0102, statement.pattern->span, "the `else` of this `let` can never be reached")
          .here("this pattern matches every value")
          .help("remove the `else`");
      return;
    }
    check_reached(ways, "arm");
  }

  void check_cannot_fail(const typed::Pattern* pattern, const char* what, std::string help) {
    std::vector<std::string> missing = left_by(pattern);
    if (missing.empty()) return;
    std::string message = what;
    message += " does not match every value";
    if (missing.front() != "_") {
      message += ": ";
      message += list(missing);
      message += missing.size() == 1 ? " is left" : " are left";
    }
    diags_.error(Code::E0311, pattern->span, std::move(message)).help(std::move(help));
  }

  // -------------------------------------------------------------------------------------------- an example

  static void add_literals(const typed::Pattern* pattern, std::vector<const typed::Pattern*>& out) {
    if (pattern->kind == typed::PatternKind::As) return add_literals(static_cast<const typed::AsPattern*>(pattern)->pattern, out);
    if (pattern->kind != typed::PatternKind::Or) return out.push_back(pattern);
    for (const typed::Pattern* one : static_cast<const typed::OrPattern*>(pattern)->alternatives) add_literals(one, out);
  }

  // A value that no arm takes, of a type that has too many to list; "" if none is easily found.
  std::string find_example(const std::vector<Way>& ways, types::TypeId type) const {
    std::vector<const typed::Pattern*> literals;
    for (const Way& way : ways)
      if (!way.has_guard) add_literals(way.patterns.front(), literals);
    const types::Type& shape = types_.get(types_.shallow(type));
    if (shape.kind != types::TypeKind::Named) return "";
    using resolve::BuiltinType;
    const BuiltinType builtin = types_.program().types[shape.decl].builtin;
    const auto is_taken = [&](auto matches) { return std::any_of(literals.begin(), literals.end(), matches); };
    const auto number_is_taken = [&](int64_t number) {
      return is_taken([number](const typed::Pattern* p) { return p->kind == typed::PatternKind::Int && static_cast<const typed::IntPattern*>(p)->value == number; });
    };
    switch (builtin) {
      case BuiltinType::Int: case BuiltinType::Duration: {
        const int64_t unit = builtin == BuiltinType::Int ? 1 : 1'000'000'000;
        int64_t number = 0;
        while (number_is_taken(number * unit)) ++number;
        return std::to_string(number) + (builtin == BuiltinType::Int ? "" : "s");
      }
      case BuiltinType::Float: {
        int64_t number = 0;
        while (is_taken([&](const typed::Pattern* p) {
          return p->kind == typed::PatternKind::Float && static_cast<const typed::FloatPattern*>(p)->value == static_cast<double>(number);
        }))
          ++number;
        return std::to_string(number) + ".0";
      }
      case BuiltinType::String: {
        const auto text_is_taken = [&](const std::string& text) {
          return is_taken([&](const typed::Pattern* p) {
            if (p->kind == typed::PatternKind::String) return static_cast<const typed::StringPattern*>(p)->value == text;
            return p->kind == typed::PatternKind::Prefix && text.starts_with(static_cast<const typed::PrefixPattern*>(p)->prefix);
          });
        };
        std::string text;
        for (char c = 'a'; text_is_taken(text) && c <= 'z'; ++c) text = c;
        return text_is_taken(text) ? "" : "\"" + text + "\"";
      }
      case BuiltinType::Map:
        if (is_taken([](const typed::Pattern* p) { return p->kind != typed::PatternKind::Map || static_cast<const typed::MapPattern*>(p)->entries.empty(); })) return "";
        return "#{}";
      case BuiltinType::Bytes:
        if (is_taken([](const typed::Pattern* p) { return p->kind != typed::PatternKind::Bits || !needs_a_byte(*static_cast<const typed::BitsPattern*>(p)); })) return "";
        return "<<>>";
      default: return "";
    }
  }
  static bool needs_a_byte(const typed::BitsPattern& pattern) {
    return std::any_of(pattern.segments.begin(), pattern.segments.end(), [](const typed::BitPatternSegment& segment) {
      return segment.type != typed::BitType::Bytes && !segment.size && (segment.type != typed::BitType::String || !segment.text.empty());
    });
  }

  // -------------------------------------------------------------------------------------------- questions

  static std::vector<Way> ways_of(const std::vector<typed::Arm>& arms) {
    std::vector<Way> ways;
    for (const typed::Arm& arm : arms)
      if (arm.pattern) ways.push_back({{arm.pattern}, arm.guard != nullptr, arm.pattern->span.is_known() ? arm.pattern->span : arm.span});
    return ways;
  }

  std::vector<std::string> left_by(const typed::Pattern* pattern) {
    SimplePatterns patterns(types_.program());
    Usefulness usefulness(program_, types_, patterns);
    std::vector<std::string> result;
    for (const PatternRow& row : usefulness.find_missing({{patterns.convert(pattern)}}, {pattern->type}, kCounted))
      result.push_back(patterns.print_list(row));
    return result;
  }

  // False when there was too much to look at, which has been reported then.
  bool find_missing(const std::vector<Way>& ways, const std::vector<types::TypeId>& columns, Span span, const char* what,
                    std::vector<std::string>& missing) {
    SimplePatterns patterns(types_.program());
    Usefulness usefulness(program_, types_, patterns);
    std::vector<PatternRow> rows;
    for (const Way& way : ways)
      if (!way.has_guard) rows.push_back(convert(way, patterns));
    for (const PatternRow& row : usefulness.find_missing(std::move(rows), columns, kCounted)) missing.push_back(patterns.print_list(row));
    if (!usefulness.gave_up()) return true;
    missing.clear();
    diags_.error(Code::E0401, span, "the patterns of " + std::string(what) + " are too many to tell whether they cover everything")
        .help("end with one that matches everything: `_`");
    return false;
  }

  static PatternRow convert(const Way& way, SimplePatterns& patterns) {
    PatternRow row;
    for (const typed::Pattern* pattern : way.patterns) row.push_back(patterns.convert(pattern));
    return row;
  }

  static std::string list(const std::vector<std::string>& missing) {
    size_t shown = missing.size() <= kShown + 1 ? missing.size() : kShown;
    std::string text;
    for (size_t i = 0; i < shown; ++i) {
      if (i > 0) text += i + 1 == missing.size() ? " and " : ", ";
      text += quoted(missing[i]);
    }
    if (shown == missing.size()) return text;
    text += " and ";
    if (missing.size() == kCounted) text += "at least ";
    return text.append(std::to_string(missing.size() - shown)).append(" more");
  }

  void report_missing(Span span, std::string message, const std::vector<std::string>& missing, const char* way, const std::vector<Way>& ways) {
    message += missing.front() == "_" ? "every value" : list(missing);
    if (!example_.empty()) message += ": " + quoted(example_) + ", for instance";
    auto report = diags_.error(Code::E0401, span, std::move(message));
    if (std::any_of(ways.begin(), ways.end(), [](const Way& one) { return one.has_guard; })) {
      std::string note = "one with a guard covers nothing: the guard may be false";
      note.insert(3, std::string(" ") + way);
      report.note(note);
    }
    std::string help = "add ";
    help += *way == 'a' ? "an " : "a ";
    help += way;
    help += missing.size() == 1 ? " for it" : " for each";
    if (missing.front() == "_") help = std::string("end with ") + (*way == 'a' ? "an " : "a ") + way + " that matches everything else";
    else if (*way == 'a') help += ", or end with `_ -> ..`";
    report.help(std::move(help));
  }

  // -------------------------------------------------------------------------------------------- what is never reached

  void check_reached(const std::vector<Way>& ways, const char* what) {
    if (ways.size() < 2 && std::none_of(ways.begin(), ways.end(), has_alternatives)) return;
    SimplePatterns patterns(types_.program());
    Usefulness usefulness(program_, types_, patterns);
    std::vector<PatternRow> before;       // those without a guard
    std::vector<size_t> before_way;
    for (size_t i = 0; i < ways.size(); ++i) {
      PatternRow row = convert(ways[i], patterns);
      bool is_useful = usefulness.is_useful(before, row);
      if (usefulness.gave_up()) return;
      if (!is_useful) {
        report_unreached(ways[i].span, what, before, before_way, row, ways, usefulness);
      } else {
        check_alternatives(before, row, usefulness, patterns);
      }
      if (ways[i].has_guard) continue;
      before.push_back(std::move(row));
      before_way.push_back(i);
    }
  }

  static bool has_alternatives(const Way& way) {
    return std::any_of(way.patterns.begin(), way.patterns.end(), [](const typed::Pattern* pattern) { return may_have_alternatives(pattern); });
  }
  static bool may_have_alternatives(const typed::Pattern* pattern) {
    return pattern->kind != typed::PatternKind::Wildcard && pattern->kind != typed::PatternKind::Variable;
  }

  void report_unreached(Span span, const char* what, const std::vector<PatternRow>& before, const std::vector<size_t>& before_way,
                        const PatternRow& row, const std::vector<Way>& ways, Usefulness& usefulness) {
    std::string message = "this ";
    message += what;
    message += " can never be reached";
    for (size_t i = 0; i < before.size(); ++i) {
      if (usefulness.is_useful({before[i]}, row)) continue;
      diags_.warning(Code::W0102, span, std::move(message)).label(ways[before_way[i]].span, "this one matches all that it would");
      return;
    }
    message += ": those before it match all that it would";
    diags_.warning(Code::W0102, span, std::move(message));
  }

  // Each alternative of `|`, wherever it stands in the row, against the rows before and the alternatives left of it.
  void check_alternatives(const std::vector<PatternRow>& before, const PatternRow& row, Usefulness& usefulness, SimplePatterns& patterns) {
    for (size_t column = 0; column < row.size(); ++column) {
      std::vector<const Simple*> choices;
      collect_choices(row[column], choices);
      for (const Simple* choice : choices) {
        std::vector<PatternRow> rows = before;
        for (const Simple* alternative : choice->parts) {
          PatternRow one = row;
          one[column] = patterns.replace(row[column], choice, alternative);
          bool is_useful = usefulness.is_useful(rows, one);
          if (usefulness.gave_up()) return;
          if (!is_useful && alternative->span.is_known())
            diags_.warning(Code::W0102, alternative->span, "this alternative can never be reached: patterns before it match all that it would");
          rows.push_back(std::move(one));
        }
      }
    }
  }

  static void collect_choices(const Simple* pattern, std::vector<const Simple*>& out) {
    if (pattern->kind == Simple::Kind::Or) out.push_back(pattern);
    for (const Simple* part : pattern->parts) collect_choices(part, out);
  }

  const typed::Program& program_;
  types::TypeTable& types_;
  Diagnostics& diags_;
  std::vector<const typed::Expr*> pending_;
  std::string example_;  // for the report at hand, if it would say no more than that something is missing
};

}  // namespace

void check_program(const typed::Program& program, types::TypeTable& types, Diagnostics& diags) {
  Checker checker(program, types, diags);
  // Ids in order rather than the tables in theirs, so that messages come in the same order every time.
  const resolve::Program& names = types.program();
  for (uint32_t i = 0; i < names.functions.size(); ++i)
    if (auto function = program.functions.find(resolve::FunctionId{i}); function != program.functions.end()) checker.check_function(function->second);
  for (uint32_t i = 0; i < names.consts.size(); ++i)
    if (auto constant = program.constants.find(resolve::ConstId{i}); constant != program.constants.end()) checker.check(constant->second.value);
}

}  // namespace riotc::exhaustive
