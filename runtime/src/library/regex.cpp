// SPDX-License-Identifier: MIT
// What regex.riot is built on: RE2, whose time is linear in the text, whatever the pattern.
//
// RE2 keeps next to nothing on the stack (6 KiB were the most that any pattern or text took), but it cannot be interrupted. So
// patterns are compiled, and long texts searched, on threads of the blocking pool.
#include <re2/re2.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "riot/native_library.h"
#include "runtime/src/library/build.h"
#include "runtime/src/value/strings.h"
#include "runtime/src/value/structure.h"
#include "runtime/src/value/text.h"

namespace riot {

using namespace detail;

namespace {

// Bytes of a text that is searched at once: well below a time slice with any usual pattern.
constexpr Int kShort = 4096;
// Patterns beyond this many bytes are not compiled piece by piece to find where a mistake is.
constexpr std::size_t kSearched = 2000;

struct Regex : ForeignValue {
  std::unique_ptr<RE2> compiled;
  std::string pattern;
  bool ignores_case, many_lines, dot_is_all;
  Int problem = -1;
  std::size_t wrong_at = 0;
  std::string wrong_part;
};
const Regex& regex_of(const Foreign* value) { return *static_cast<const Regex*>(value); }

int options_of(const Regex& regex) { return regex.ignores_case | regex.many_lines << 1 | regex.dot_is_all << 2; }

int compare_regexes(const ForeignValue* x, const ForeignValue* y) noexcept {
  const Regex &a = regex_of(x), &b = regex_of(y);
  const int order = a.pattern.compare(b.pattern);
  return order ? order : options_of(a) - options_of(b);
}
std::uint64_t hash_regex(const ForeignValue* value, std::uint64_t seed) noexcept {
  const Regex& regex = regex_of(value);
  return hash_bytes(regex.pattern.data(), regex.pattern.size(), seed ^ static_cast<std::uint64_t>(options_of(regex)));
}
void show_regex(Text& out, const ForeignValue* value) {
  out.add("Regex(");
  add_quoted(out, regex_of(value).pattern);
  out.add(')');
}
constexpr ForeignValue::Meaning kMeaning{compare_regexes, hash_regex, show_regex};

// Numbers of the constructors of regex.Problem.
enum Problem : Int {
  kBadEscape, kBadClass, kBadRange, kMissingBracket, kMissingParenthesis, kUnexpectedParenthesis, kTrailingBackslash, kNothingToRepeat,
  kBadRepetition, kBadCount, kBadGroup, kBadName, kTooLarge
};
Problem problem_of(RE2::ErrorCode code) {
  switch (code) {
    case RE2::ErrorBadEscape: return kBadEscape;
    case RE2::ErrorBadCharClass: return kBadClass;
    case RE2::ErrorBadCharRange: return kBadRange;
    case RE2::ErrorMissingBracket: return kMissingBracket;
    case RE2::ErrorMissingParen: return kMissingParenthesis;
    case RE2::ErrorUnexpectedParen: return kUnexpectedParenthesis;
    case RE2::ErrorTrailingBackslash: return kTrailingBackslash;
    case RE2::ErrorRepeatArgument: return kNothingToRepeat;
    case RE2::ErrorRepeatOp: return kBadRepetition;
    case RE2::ErrorRepeatSize: return kBadCount;
    case RE2::ErrorBadPerlOp: return kBadGroup;
    case RE2::ErrorBadNamedCapture: return kBadName;
    case RE2::NoError:
    case RE2::ErrorInternal:
    case RE2::ErrorBadUTF8:  // texts are UTF-8
    case RE2::ErrorPatternTooLarge: return kTooLarge;
  }
  return kTooLarge;
}

// Where the first `)` without `(` stands, or the last `(` without `)`: RE2 does not tell.
std::size_t find_unmatched(std::string_view pattern, bool closing) {
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    switch (pattern[i]) {
      case '\\':
        ++i;
        if (i < pattern.size() && pattern[i] == 'Q') i = std::min(pattern.find("\\E", i), pattern.size() - 2) + 1;
        break;
      case '[': {
        std::size_t end = i + 1;
        if (end < pattern.size() && pattern[end] == '^') ++end;
        if (end < pattern.size() && pattern[end] == ']') ++end;  // the first one stands for itself
        for (; end < pattern.size() && pattern[end] != ']'; ++end) {
          if (pattern[end] == '\\') ++end;
          else if (pattern.substr(end, 2) == "[:") end = std::min(pattern.find(":]", end), pattern.size() - 2) + 1;
        }
        i = end;
        break;
      }
      case '(': open.push_back(i); break;
      case ')':
        if (open.empty()) return closing ? i : 0;
        open.pop_back();
        break;
      default: break;
    }
  }
  return open.empty() ? 0 : open.back();
}

// The place of a mistake in a pattern, which RE2 only quotes: where the shortest beginning ends that has the same mistake.
void find_mistake(Regex& regex, const RE2::Options& options, const std::string& before) {
  const RE2::ErrorCode code = regex.compiled->error_code();
  regex.problem = problem_of(code);
  const std::string part = regex.compiled->error_arg();
  const std::string& pattern = regex.pattern;
  if (regex.problem == kMissingParenthesis || regex.problem == kUnexpectedParenthesis) {
    regex.wrong_at = find_unmatched(pattern, regex.problem == kUnexpectedParenthesis);
    regex.wrong_part = regex.problem == kUnexpectedParenthesis ? ")" : pattern.substr(regex.wrong_at);
    return;
  }
  if (regex.problem == kTooLarge) return;
  if (regex.problem == kTrailingBackslash) {
    regex.wrong_at = pattern.size() - 1;
    regex.wrong_part = "\\";
    return;
  }
  // To RE2 an unknown class is a range too.
  if (regex.problem == kBadRange && (part.starts_with("[:") || part.starts_with("\\"))) regex.problem = kBadClass;
  regex.wrong_part = part;
  const std::size_t first = pattern.find(part);
  regex.wrong_at = first == std::string::npos ? 0 : first;
  for (std::size_t end = regex.wrong_at + part.size(); end <= pattern.size() && pattern.size() <= kSearched; ++end) {
    if (end < pattern.size() && (static_cast<unsigned char>(pattern[end]) & 0xc0) == 0x80) continue;
    if (pattern.compare(end - part.size(), part.size(), part) != 0) continue;
    const RE2 beginning(before + pattern.substr(0, end), options);
    if (beginning.error_code() != code || beginning.error_arg() != part) continue;
    regex.wrong_at = end - part.size();
    return;
  }
}

// RE2 takes a name twice.
void find_equal_names(Regex& regex) {
  std::set<std::string> names;
  for (const auto& [index, name] : regex.compiled->CapturingGroupNames()) {
    if (names.insert(name).second) continue;
    regex.problem = kBadName;
    regex.wrong_part = "(?P<" + name + ">";
    regex.wrong_at = regex.pattern.rfind(regex.wrong_part);
  }
}

// The end of the code point that begins there.
std::size_t behind_code_point(std::string_view text, std::size_t at) {
  do ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80);
  return at;
}

template <class Body>
auto search(Process& self, String* text, Body&& body) {
  if (text->size <= kShort) return body();
  return blocking(self, body);
}

// Where a group matched, in bytes; from is kNowhere when it did not.
struct Span {
  std::size_t from, to;
};
constexpr std::size_t kNowhere = std::string_view::npos;

// The groups of at most so many matches. As in Perl and Go, a match may be empty, but not where the one before it ended.
void find_matches(const Regex& regex, std::string_view text, Int most, std::vector<Span>& spans) {
  const re2::StringPiece subject(text.data(), text.size());
  const int groups = regex.compiled->NumberOfCapturingGroups() + 1;
  std::vector<re2::StringPiece> found(static_cast<std::size_t>(groups));
  std::size_t at = 0;
  std::size_t last_end = kNowhere;
  while (most > 0 && at <= text.size() && regex.compiled->Match(subject, at, text.size(), RE2::UNANCHORED, found.data(), groups)) {
    const auto place = [&](re2::StringPiece piece) { return static_cast<std::size_t>(piece.data() - text.data()); };
    const std::size_t begin = place(found[0]), end = begin + found[0].size();
    if (begin == end && begin == last_end) {
      at = behind_code_point(text, at);
      continue;
    }
    for (const re2::StringPiece& piece : found) spans.push_back(piece.data() ? Span{place(piece), place(piece) + piece.size()} : Span{kNowhere, 0});
    --most;
    last_end = end;
    at = begin == end ? behind_code_point(text, end) : end;
  }
}

}  // namespace

Foreign* regex_compile(Process& self, String* pattern, Bool ignores_case, Bool many_lines, Bool dot_is_all) {
  return blocking(self, [&]() -> Foreign* {
    Regex* regex = new (allocate(sizeof(Regex))) Regex;
    regex->count = 1;
    regex->tag = 0;
    regex->detail = kForeignValue;
    regex->destroy = [](Foreign* mine) noexcept {
      static_cast<Regex*>(mine)->~Regex();
      release_memory(mine, sizeof(Regex));
    };
    regex->meaning = &kMeaning;
    regex->pattern = view(pattern);
    regex->ignores_case = ignores_case;
    regex->many_lines = many_lines;
    regex->dot_is_all = dot_is_all;
    RE2::Options options(RE2::Quiet);
    options.set_case_sensitive(!ignores_case);
    options.set_dot_nl(dot_is_all);
    // There is an option for lines only with the syntax of POSIX.
    const std::string before = many_lines ? "(?m)" : "";
    regex->compiled = std::make_unique<RE2>(before + regex->pattern, options);
    if (!regex->compiled->ok()) find_mistake(*regex, options, before);
    else find_equal_names(*regex);
    return regex;
  });
}

Int regex_problem(Process&, Foreign* regex) { return regex_of(regex).problem; }
String* regex_wrong_part(Process&, Foreign* regex) { return new_string(regex_of(regex).wrong_part); }
Int regex_wrong_at(Process&, Foreign* regex) { return static_cast<Int>(regex_of(regex).wrong_at); }
String* regex_pattern(Process&, Foreign* regex) { return new_string(regex_of(regex).pattern); }
Int regex_group_count(Process&, Foreign* regex) { return regex_of(regex).compiled->NumberOfCapturingGroups(); }

Object* regex_names(Process&, Foreign* regex) {
  ListBuilder names(kAnyObject);
  for (const auto& [index, name] : regex_of(regex).compiled->CapturingGroupNames())
    names.add(to_word(pair(to_word(new_string(name)), kString, static_cast<Word>(index), kInt)));
  return names.list();
}

Bool regex_matches(Process& self, Foreign* regex, String* text) {
  return search(self, text, [&] { return RE2::PartialMatch(re2::StringPiece(text->data, static_cast<std::size_t>(text->size)), *regex_of(regex).compiled); });
}

Object* regex_find(Process& self, Foreign* regex, String* text, Int most) {
  std::vector<Span> spans;
  search(self, text, [&] { find_matches(regex_of(regex), view(text), most, spans); });
  const std::size_t groups = static_cast<std::size_t>(regex_of(regex).compiled->NumberOfCapturingGroups()) + 1;
  ListBuilder matches(kAnyObject);
  for (std::size_t i = 0; i < spans.size(); i += groups) {
    ListBuilder parts(kAnyObject);
    for (std::size_t g = i; g < i + groups; ++g)
      parts.add(to_word(spans[g].from == kNowhere ? none() : some(slice(text, spans[g].from, spans[g].to - spans[g].from))));
    matches.add(to_word(pair(static_cast<Word>(spans[i].from), kInt, to_word(parts.list()), kAnyObject)));
  }
  return matches.list();
}

String* regex_escape(Process&, String* text) {
  Text out;
  for (char c : view(text)) {
    if (std::string_view("\\.+*?()|[]{}^$").find(c) != std::string_view::npos) out.add('\\');
    out.add(c);
  }
  return new_string(out.view());
}

String* regex_between(Process&, String* text, Int from, Int to) {
  return slice(text, static_cast<std::size_t>(from), static_cast<std::size_t>(to - from));
}

}  // namespace riot
