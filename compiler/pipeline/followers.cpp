// SPDX-License-Identifier: MIT
#include "compiler/pipeline/followers.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "compiler/base/words.h"
#include "compiler/infer/foreign_names.h"

namespace riotc::pipeline {

namespace {

bool is_syntax_error(Code code) { return code_name(code)[0] == 'E' && code_name(code)[1] == '0' && code_name(code)[2] == '1'; }

// Of no use: also arms, because a pattern that could not be understood counts as one that takes everything.
bool tells_of_no_use(Code code) {
  return code == Code::W0102 || code == Code::W0107 || code == Code::W0108 || code == Code::W0110 || code == Code::W0114;
}

// A name is not known; the text at the place is that name.
bool tells_of_unknown_name(Code code) {
  return code == Code::E0201 || code == Code::E0206 || code == Code::E0207 || code == Code::E0208 || code == Code::E0217;
}

// What a process receives, and what `main` returns, depends on the bodies of all the functions that it calls.
bool tells_of_bodies(Code code) {
  return code == Code::E0501 || code == Code::E0502 || code == Code::E0503 || code == Code::E0504 || code == Code::E0508 || code == Code::E0327;
}

bool is_inside(Span inner, Span outer) { return inner.file == outer.file && inner.begin >= outer.begin && inner.begin <= outer.end; }

void add_words(std::string_view text, std::set<std::string, std::less<>>& words) {
  for (size_t i = 0; i < text.size();) {
    if (!is_name_character(text[i])) {
      ++i;
      continue;
    }
    const size_t begin = i;
    while (i < text.size() && is_name_character(text[i])) ++i;
    words.emplace(text.substr(begin, i - begin));
  }
}

class Followers {
 public:
  Followers(const resolve::Program& program, const SourceMap& sources, Diagnostics& diags) : sources_(sources), diags_(diags) {
    for (const Diagnostic& diagnostic : diags.all()) {
      if (diagnostic.code == Code::E0217) not_imported_.emplace(diagnostic.span.file.value, text(diagnostic.span));
      if (diagnostic.code == Code::E0112 && diagnostic.span.is_known()) {
        std::string name(text(diagnostic.span));
        if (!name.empty() && name[0] >= 'A' && name[0] <= 'Z') name[0] = static_cast<char>(name[0] - 'A' + 'a');
        lost_.insert(name);
        if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
        lost_.insert(name);
      }
      if (diagnostic.code == Code::E0202 && !diagnostic.suggestions.empty()) {
        const std::string& meant = diagnostic.suggestions[0].replacement;
        misspelt_.emplace(diagnostic.span.file.value, meant.substr(meant.rfind('/') + 1));
      }
      if (diagnostic.code == Code::E0201 && !diagnostic.helps.empty()) foreign_names_.push_back(diagnostic.span);
      if (diagnostic.code == Code::E0103) stray_closers_.push_back(diagnostic.span);
      if (diagnostic.code == Code::E0102) unclosed_.push_back(diagnostic.span);
      if (is_syntax_error(diagnostic.code) && diagnostic.code != Code::E0103) unexpected_.push_back(diagnostic.span);
      if (diagnostic.code == Code::E0207 && text(diagnostic.span).size() > 1) {
        std::string name(text(diagnostic.span));
        if (name[0] >= 'A' && name[0] <= 'Z') name[0] = static_cast<char>(name[0] - 'A' + 'a');
        if (!diagnostic.helps.empty() && diagnostic.helps[0].ends_with("`" + name + "`")) capitals_.emplace(diagnostic.span.file.value, name);
      }
      if (diagnostic.code == Code::E0307) functions_used_.push_back(diagnostic.span);
      if (diagnostic.code == Code::E0204 || diagnostic.code == Code::E0214) doubtful_.emplace(diagnostic.span.file.value, text(diagnostic.span));
    }
    for (const resolve::Module& module : program.modules) {
      if (!module.syntax || module.syntax->file.value == 0) continue;  // not found
      for (const syntax::Import& import : module.syntax->imports) {
        const bool is_missing = std::any_of(diags.all().begin(), diags.all().end(), [&](const Diagnostic& told) { return told.code == Code::E0202 && is_inside(told.span, import.span); });
        if (!is_missing) continue;
        for (const syntax::ImportedName& name : import.names) not_imported_.emplace(module.syntax->file.value, name.alias.empty() ? name.name.text : name.alias.text);
      }
      const bool is_broken = module.syntax->has_errors || std::any_of(diags.all().begin(), diags.all().end(), [&](const Diagnostic& told) {
                               return told.code == Code::E0101 && told.span.file == module.syntax->file;
                             });
      if (is_broken) find_broken(*module.syntax);
      find_doubtful(*module.syntax);
    }
  }

  bool is_one(const Diagnostic& diagnostic) {
    if (tells_of_no_use(diagnostic.code)) return true;  // with an error anywhere things may only seem to be unused
    if (is_syntax_error(diagnostic.code)) return follows_bracket(diagnostic) || is_flood(diagnostic);
    if (capitals_.contains({diagnostic.span.file.value, std::string(text(diagnostic.span))})) return true;
    if (std::any_of(broken_.begin(), broken_.end(), [&](Span item) { return is_inside(diagnostic.span, item); })) return true;
    if (broken_names_.contains(std::string(text(diagnostic.span)))) return true;
    if (has_broken_function_ && tells_of_bodies(diagnostic.code)) return true;  // a `receive` may be what could not be read
    if (std::any_of(broken_types_.begin(), broken_types_.end(), [&](const std::string& name) { return diagnostic.message.find(name) != std::string::npos; })) return true;
    if (diagnostic.code == Code::E0311 || diagnostic.code == Code::E0401)
      return std::any_of(doubtful_items_.begin(), doubtful_items_.end(), [&](Span item) { return is_inside(diagnostic.span, item); });
    // `println(list.sort(functions))`: what cannot be compared cannot be shown either.
    if (diagnostic.code == Code::E0307)
      return std::any_of(functions_used_.begin(), functions_used_.end(), [&](Span other) { return gives_to(other, diagnostic.span); });
    // `isinstance(x, Int)`: what is written instead has no such argument.
    if (diagnostic.code == Code::E0207 && std::any_of(foreign_names_.begin(), foreign_names_.end(), [&](Span other) { return gives_to(diagnostic.span, other); })) return true;
    if (!tells_of_unknown_name(diagnostic.code)) return is_flood(diagnostic);
    const std::string name(text(diagnostic.span));
    // `import lists`, then `list.map(..)`: the first is the mistake.
    if (diagnostic.code == Code::E0201 && misspelt_.contains({diagnostic.span.file.value, name})) return true;
    if (lost_.contains(name)) return true;
    // `process.flag(trap_exit, true)`: what is written instead of the function has no such argument.
    if (!diagnostic.helps.empty()) {
      const std::tuple help(diagnostic.span.file.value, sources_.line_column(diagnostic.span).line, diagnostic.helps[0]);
      if (diagnostic.code == Code::E0208) helped_.insert(help);
      else if (helped_.contains(help)) return true;
    }
    if (diagnostic.code != Code::E0217 && not_imported_.contains({diagnostic.span.file.value, name})) return true;
    // Wherever it is used, it is the same mistake.
    std::vector<Span>& places = places_[{diagnostic.code, diagnostic.span.file.value, name}];
    places.push_back(diagnostic.span);
    return places.size() > 1;
  }

  // Adds what is known only now: what a module of another language is called here, and where else an unknown name stands.
  void complete(Diagnostic& diagnostic) const {
    if (diagnostic.code == Code::E0202 && diagnostic.suggestions.empty() && diagnostic.helps.empty()) {
      if (const char* help = infer::help_for_foreign_module(text(diagnostic.span))) diagnostic.helps.push_back(help);
      return;
    }
    if (diagnostic.code == Code::E0103) {
      if (const auto ended = ended_.find({diagnostic.span.file.value, diagnostic.span.begin}); ended != ended_.end())
        diagnostic.labels.push_back({ended->second, "the brackets were all closed here"});
    }
    const size_t limit = limit_of(diagnostic);
    if (const auto flood = floods_.find({diagnostic.code, diagnostic.span.file.value, diagnostic.message}); flood != floods_.end() && flood->second.size() > limit && flood->second[limit - 1] == diagnostic.span) {
      std::set<uint32_t> lines;
      for (size_t i = limit; i < flood->second.size(); ++i) lines.insert(line(flood->second[i]));
      lines.erase(line(diagnostic.span));
      if (!lines.empty()) diagnostic.notes.push_back("the same stands in " + listed(lines) + " too");
      return;
    }
    if (!tells_of_unknown_name(diagnostic.code)) return;
    const auto found = places_.find({diagnostic.code, diagnostic.span.file.value, std::string(text(diagnostic.span))});
    if (found == places_.end() || found->second.front() != diagnostic.span) return;
    std::set<uint32_t> lines;
    for (Span place : found->second) lines.insert(line(place));
    lines.erase(line(diagnostic.span));
    if (!lines.empty()) diagnostic.notes.push_back("it is used in " + listed(lines) + " too");
  }

 private:
  static std::string listed(const std::set<uint32_t>& lines) {
    constexpr size_t kShown = 4;
    std::string list;
    size_t count = 0;
    for (uint32_t line : lines) {
      if (count == kShown) break;
      const bool is_last = ++count == lines.size();
      list += (count == 1 ? "" : is_last ? " and " : ", ") + std::to_string(line);
    }
    if (lines.size() > kShown) list += " and " + std::to_string(lines.size() - kShown) + " more";
    return (lines.size() == 1 ? "line " : "lines ") + list;
  }

  uint32_t line(Span span) const { return sources_.line_column(span).line; }

  // A bracket that closes nothing is often the end of a mistake that stands before it.
  bool follows_bracket(const Diagnostic& diagnostic) {
    auto before = [&](Span other) { return other.file == diagnostic.span.file && other.begin < diagnostic.span.begin; };
    // `f(a` lacks its bracket: each line that follows seems to lack a comma.
    if (diagnostic.code == Code::E0115)
      return std::any_of(unclosed_.begin(), unclosed_.end(), [&](Span other) { return before(other) && is_one_item(other, diagnostic.span); });
    // Arms whose `match x {` is missing.
    if (diagnostic.code == Code::E0114 && diagnostic.message.starts_with("an arm stands")) {
      arms_.push_back(diagnostic.span);
      return arms_.size() > 1 && is_one_item(arms_[arms_.size() - 2], diagnostic.span);
    }
    const bool closes = diagnostic.code == Code::E0103;
    if (!closes && diagnostic.code != Code::E0101) return false;
    const std::string_view seen = text(diagnostic.span);
    // `f(a)), b)`: the brackets end before the comma.
    if (!closes) {
      if (std::any_of(unexpected_.begin(), unexpected_.end(), [&](Span other) { return before(other) && line(other) == line(diagnostic.span); })) return true;
      if (seen != ",") return false;
      for (Span closer : stray_closers_) {
        if (closer.file != diagnostic.span.file || closer.begin < diagnostic.span.begin || line(closer) != line(diagnostic.span) || text(closer) == "}") continue;
        const std::string_view all = sources_.file(closer.file).text();
        uint32_t at = diagnostic.span.begin;
        while (at > 0 && all[at - 1] == ' ') --at;
        if (at > 0 && (all[at - 1] == ')' || all[at - 1] == ']')) ended_.emplace(std::pair(closer.file.value, closer.begin), Span{closer.file, at - 1, at});
        return true;
      }
      return false;
    }
    if (seen != "}") return false;
    // The line that opened it may be what could not be read.
    return std::any_of(unexpected_.begin(), unexpected_.end(), [&](Span other) { return before(other) && is_one_item(other, diagnostic.span); });
  }

  // Whether no item begins between two places.
  bool is_one_item(Span first, Span second) const {
    if (first.file != second.file || first.begin > second.begin) return false;
    const std::string_view between = sources_.file(first.file).text().substr(first.begin, second.begin - first.begin);
    return between.find("\nfn ") == std::string_view::npos && between.find("\npub ") == std::string_view::npos;
  }

  // How often a sentence is said. What a closure should return and does not is often said by each arm of its `match`.
  static size_t limit_of(const Diagnostic& diagnostic) { return diagnostic.message.starts_with("the closure that `") ? 1 : 3; }

  // The same sentence again and again: the last that is told says where else.
  bool is_flood(const Diagnostic& diagnostic) {
    std::vector<Span>& places = floods_[{diagnostic.code, diagnostic.span.file.value, diagnostic.message}];
    places.push_back(diagnostic.span);
    return places.size() > limit_of(diagnostic) && diagnostic.severity == Severity::Error;
  }

  std::string_view text(Span span) const { return span.is_known() ? sources_.file(span.file).text(span) : ""; }

  // Whether the value of what begins at `from` goes straight to the call of `to`: `to(from(..))`, `from(..) |> to`.
  bool gives_to(Span from, Span to) const {
    if (from.file != to.file || from == to) return false;
    const bool is_argument = to.end <= from.begin;
    if (!is_argument && from.end > to.begin) return false;
    const std::string_view all = sources_.file(from.file).text();
    const std::string_view between = is_argument ? all.substr(to.end, from.begin - to.end) : all.substr(from.end, to.begin - from.end);
    if (is_argument && !between.starts_with('(')) return false;
    int depth = 0;
    for (char c : between) {
      if (c == '(' || c == '[') ++depth;
      else if (c == ')' || c == ']') --depth;
      else if (c == ';' || (is_argument && (c == '{' || c == '\n'))) return false;
      else if (!is_argument && depth == 0 && c != ' ' && c != '\n' && c != '|' && c != '>') return false;
      if (depth < 0 || (is_argument && depth == 0)) return false;
    }
    return is_argument || (depth == 0 && between.find("|>") != std::string_view::npos);
  }

  // What is declared in text that did not parse is not unknown, only lost.
  void find_broken(const syntax::Module& module) {
    const std::string_view all = sources_.file(module.file).text();
    uint32_t at = 0;
    for (const syntax::Item* item : module.items) {
      // Also when the mistake stands right behind what was taken for the whole item, on its last line.
      const auto breaks = [&](Span span) {
        if (is_inside(span, item->span)) return true;
        if (span.file != module.file || span.begin < item->span.end) return false;
        return all.substr(item->span.end, span.begin - item->span.end).find('\n') == std::string_view::npos;
      };
      const bool is_broken = std::any_of(diags_.all().begin(), diags_.all().end(), [&](const Diagnostic& diagnostic) {
        return is_syntax_error(diagnostic.code) && breaks(diagnostic.span);
      });
      if (is_broken) {
        broken_.push_back(item->span);
        broken_names_.insert(item->name.text);
        if (item->kind == syntax::ItemKind::Function) has_broken_function_ = true;
        if (item->kind == syntax::ItemKind::Type) {
          broken_types_.push_back("`" + item->name.text + "`");
          for (const syntax::ConstructorDecl& constructor : static_cast<const syntax::TypeItem*>(item)->constructors) broken_types_.push_back("`" + constructor.name.text + "`");
        }
        continue;
      }
      if (item->span.begin > at) add_words(all.substr(at, item->span.begin - at), lost_);
      at = std::max(at, item->span.end);
    }
    if (at < all.size()) add_words(all.substr(at), lost_);
  }

  // Functions whose clauses may be others: whether they cover everything is not known.
  void find_doubtful(const syntax::Module& module) {
    for (const syntax::Item* item : module.items)
      if (item->kind == syntax::ItemKind::Function && doubtful_.contains({module.file.value, std::string(item->name.text)}))
        doubtful_items_.push_back(item->span);
  }

  const SourceMap& sources_;
  const Diagnostics& diags_;
  std::vector<Span> broken_, doubtful_items_;
  std::set<std::string, std::less<>> lost_, broken_names_;
  bool has_broken_function_ = false;
  std::vector<std::string> broken_types_;  // in backticks, with their constructors
  std::set<std::pair<uint32_t, std::string>> not_imported_, doubtful_;
  std::set<std::pair<uint32_t, std::string>> misspelt_;  // modules that an import meant
  std::vector<Span> foreign_names_;                      // unknown names with a hint at what is meant
  std::vector<Span> functions_used_;                     // where a function would be compared, shown or the like
  std::vector<Span> arms_;  // that stand in no `match`
  std::vector<Span> stray_closers_, unclosed_, unexpected_;  // of syntax errors; the last are all but stray closers
  std::map<std::pair<uint32_t, uint32_t>, Span> ended_;  // where the brackets had ended, by the file and place of one that closes nothing
  std::set<std::pair<uint32_t, std::string>> capitals_;  // names that stand with a capital where they are bound
  std::map<std::tuple<Code, uint32_t, std::string>, std::vector<Span>> places_, floods_;  // of unknown names; of the same sentence
  std::set<std::tuple<uint32_t, uint32_t, std::string>> helped_;  // file, line and help of members that modules do not have
};

}  // namespace

void quiet_followers(const resolve::Program& program, const SourceMap& sources, Diagnostics& diags) {
  if (!diags.has_errors()) return;
  Followers followers(program, sources, diags);
  diags.remove_if([&](const Diagnostic& diagnostic) { return followers.is_one(diagnostic); });
  diags.for_each([&](Diagnostic& diagnostic) { followers.complete(diagnostic); });
}

}  // namespace riotc::pipeline
