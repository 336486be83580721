// SPDX-License-Identifier: MIT
// What string.riot is built on. Parts of a text share its bytes.
#include "riot/library.h"
#include "runtime/src/library/build.h"
#include "runtime/src/library/unicode.h"
#include "runtime/src/value/strings.h"
#include "runtime/src/value/text.h"

namespace riot {

using namespace detail;

namespace {

constexpr std::size_t kNone = std::string_view::npos;

String* part(String* text, std::size_t from, std::size_t to) { return slice(text, from, to - from); }
Object* some_pair(String* a, String* b) {
  return some(to_word(pair(to_word(a), kString, to_word(b), kString)), kAnyObject);
}

std::size_t skip_white_space(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    std::size_t behind = at;
    if (!is_white_space(next_code_point(text, behind))) break;
    at = behind;
  }
  return at;
}

// Where the white space at the end begins.
std::size_t end_without_white_space(std::string_view text) {
  std::size_t end = text.size();
  while (end > 0) {
    std::size_t start = end - 1;
    while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xc0) == 0x80) --start;
    std::size_t behind = start;
    if (!is_white_space(next_code_point(text, behind))) break;
    end = start;
  }
  return end;
}

}  // namespace

Int string_length(Process&, String* text) { return static_cast<Int>(count_graphemes(view(text))); }

String* string_join(Process&, Object* strings, String* separator) {
  std::size_t size = 0, count = 0;
  for (ListReader r(strings, kString); !r.done(); r.next(), ++count) size += view(from_word<String*>(r.head())).size();
  if (count == 0) return empty_string();
  const std::string_view between = view(separator);
  size += (count - 1) * between.size();
  String* joined = new_string_of_size(size);
  char* out = bytes_of(joined);
  bool first = true;
  for (ListReader r(strings, kString); !r.done(); r.next()) {
    if (!first) out = static_cast<char*>(std::memcpy(out, between.data(), between.size())) + between.size();
    first = false;
    const std::string_view text = view(from_word<String*>(r.head()));
    out = static_cast<char*>(std::memcpy(out, text.data(), text.size())) + text.size();
  }
  return joined;
}

String* string_repeat(Process&, String* text, Int times) {
  const std::string_view unit = view(text);
  if (times <= 0 || unit.empty()) return empty_string();
  String* result = new_string_of_size(unit.size() * static_cast<std::size_t>(times));
  char* out = bytes_of(result);
  for (Int i = 0; i < times; ++i) out = static_cast<char*>(std::memcpy(out, unit.data(), unit.size())) + unit.size();
  return result;
}

String* string_reverse(Process&, String* text) {
  const std::string_view from = view(text);
  String* result = new_string_of_size(from.size());
  char* out = bytes_of(result) + from.size();
  for (std::size_t at = 0; at < from.size();) {
    const std::size_t end = grapheme_end(from, at);
    out -= end - at;
    std::memcpy(out, from.data() + at, end - at);
    at = end;
  }
  return result;
}

String* string_lowercase(Process&, String* text) {
  Text out;
  add_lowercase(out, view(text));
  return new_string(out.view());
}

String* string_uppercase(Process&, String* text) {
  Text out;
  add_uppercase(out, view(text));
  return new_string(out.view());
}

Int string_width(Process&, String* text) { return static_cast<Int>(width(view(text))); }

String* string_normalise(Process&, String* text, std::uint16_t form) {
  Text out;
  add_normalised(out, view(text), static_cast<Form>(form));
  return new_string(out.view());
}

String* string_first_bytes(Process&, String* text, Int size) { return slice(text, 0, static_cast<std::size_t>(size)); }

Int string_count(Process&, String* text, String* sought) {
  const std::string_view whole = view(text), part = view(sought);
  Int count = 0;
  for (std::size_t at = 0; !part.empty() && (at = whole.find(part, at)) != kNone; at += part.size()) ++count;
  return count;
}

String* string_trim_start(Process&, String* text) { return part(text, skip_white_space(view(text), 0), view(text).size()); }
String* string_trim_end(Process&, String* text) { return part(text, 0, end_without_white_space(view(text))); }

Bool string_contains(Process&, String* text, String* sought) { return view(text).find(view(sought)) != kNone; }
Bool string_has_prefix(Process&, String* text, String* prefix) { return view(text).starts_with(view(prefix)); }
Bool string_has_suffix(Process&, String* text, String* suffix) { return view(text).ends_with(view(suffix)); }

Object* string_index_of(Process&, String* text, String* sought) {
  const std::size_t at = view(text).find(view(sought));
  return at == kNone ? none() : some(static_cast<Int>(count_graphemes(view(text).substr(0, at))));
}

// The graphemes from `from` up to, not with, `to`; both counted from the start, both at least 0.
String* string_between(Process&, String* text, Int from, Int to) {
  const std::string_view whole = view(text);
  const std::size_t start = grapheme_offset(whole, static_cast<std::size_t>(from));
  const std::size_t size = grapheme_offset(whole.substr(start), static_cast<std::size_t>(std::max<Int>(to - from, 0)));
  return slice(text, start, size);
}

Object* string_to_graphemes(Process&, String* text) {
  ListBuilder list(kString);
  const std::string_view whole = view(text);
  for (std::size_t at = 0; at < whole.size();) {
    const std::size_t end = grapheme_end(whole, at);
    list.add(to_word(part(text, at, end)));
    at = end;
  }
  return list.list();
}

Object* string_split(Process& self, String* text, String* separator) {
  const std::string_view whole = view(text), on = view(separator);
  if (on.empty()) return string_to_graphemes(self, text);
  ListBuilder list(kString);
  std::size_t from = 0;
  const auto split_at = [&](auto sought) {  // a character is found sooner than a text of one
    for (std::size_t at; (at = whole.find(sought, from)) != kNone; from = at + on.size()) list.add(to_word(part(text, from, at)));
  };
  if (on.size() == 1) split_at(on[0]);
  else split_at(on);
  list.add(to_word(part(text, from, whole.size())));
  return list.list();
}

Object* string_split_once(Process&, String* text, String* separator) {
  const std::size_t at = view(text).find(view(separator));
  if (at == kNone) return none();
  return some_pair(part(text, 0, at), part(text, at + view(separator).size(), view(text).size()));
}

Object* string_words(Process&, String* text) {
  ListBuilder list(kString);
  const std::string_view whole = view(text);
  for (std::size_t at = skip_white_space(whole, 0); at < whole.size(); at = skip_white_space(whole, at)) {
    const std::size_t from = at;
    while (at < whole.size()) {
      std::size_t behind = at;
      if (is_white_space(next_code_point(whole, behind))) break;
      at = behind;
    }
    list.add(to_word(part(text, from, at)));
  }
  return list.list();
}

Object* string_lines(Process&, String* text) {
  ListBuilder list(kString);
  const std::string_view whole = view(text);
  for (std::size_t from = 0; from < whole.size();) {
    const std::size_t newline = std::min(whole.find('\n', from), whole.size());
    const bool carriage_return = newline < whole.size() && newline > from && whole[newline - 1] == '\r';
    list.add(to_word(part(text, from, newline - carriage_return)));
    from = newline + 1;
  }
  return list.list();
}

String* string_replace(Process&, String* text, String* each, String* with) {
  const std::string_view whole = view(text), sought = view(each);
  if (sought.empty() || whole.find(sought) == kNone) return shared(text);
  Text out;
  std::size_t from = 0;
  for (std::size_t at; (at = whole.find(sought, from)) != kNone; from = at + sought.size()) {
    out.add(whole.substr(from, at - from));
    out.add(with);
  }
  out.add(whole.substr(from));
  return new_string(out.view());
}

Object* string_pop_grapheme(Process&, String* text) {
  const std::string_view whole = view(text);
  if (whole.empty()) return none();
  const std::size_t end = grapheme_end(whole, 0);
  return some_pair(part(text, 0, end), part(text, end, whole.size()));
}

Object* string_to_code_points(Process&, String* text) {
  ListBuilder list(kInt);
  const std::string_view whole = view(text);
  for (std::size_t at = 0; at < whole.size();) list.add(to_word(static_cast<Int>(next_code_point(whole, at))));
  return list.list();
}

Object* string_from_code_points(Process&, Object* code_points) {
  Text out;
  for (ListReader r(code_points, kInt); !r.done(); r.next()) {
    const Int c = from_word<Int>(r.head());
    if (c < 0 || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) return none();
    add_code_point(out, static_cast<std::uint32_t>(c));
  }
  return some(new_string(out.view()));
}

}  // namespace riot
