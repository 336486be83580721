// SPDX-License-Identifier: MIT
#include "compiler/parse/literals.h"

#include <charconv>
#include <optional>
#include <utility>

#include "compiler/parse/characters.h"

namespace riotc::parse {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Unit {
  std::string_view name;
  uint64_t nanoseconds;
};
// Longer names first: `ms` ends with `s`, `min` with nothing else.
constexpr Unit kUnits[] = {{"min", 60'000'000'000},  {"ns", 1}, {"us", 1'000}, {"ms", 1'000'000}, {"s", 1'000'000'000},
                           {"h", 3'600'000'000'000}, {"d", 86'400'000'000'000}};

const Unit* unit_of(std::string_view text) {
  for (const Unit& unit : kUnits)
    if (text.size() > unit.name.size() && text.ends_with(unit.name)) return &unit;
  return nullptr;
}

// Digits of a base with `_` between them; nothing if there is any other character.
std::optional<std::string> digits_of(std::string_view text, int base) {
  std::string digits;
  char before = '_';
  for (char c : text) {
    if (c == '_') {
      if (before == '_') return {};
    } else {
      int value = is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
      if (value >= base) return {};
      digits.push_back(c);
    }
    before = c;
  }
  if (before == '_') return {};
  return digits;
}

std::optional<uint64_t> value_of(const std::string& digits, int base) {
  uint64_t value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error != std::errc() || end != digits.data() + digits.size()) return {};
  return value;
}

// "1.5e3", "1e5" split at `.` and `e`; nothing if it is not of that form.
struct Decimal {
  std::string whole, fraction, exponent;  // exponent with its sign
};
std::optional<Decimal> decimal_of(std::string_view text) {
  Decimal parts;
  size_t e = text.find_first_of("eE");
  if (e != std::string_view::npos) {
    std::string_view rest = text.substr(e + 1);
    if (!rest.empty() && (rest[0] == '+' || rest[0] == '-')) {
      if (rest[0] == '-') parts.exponent = "-";
      rest.remove_prefix(1);
    }
    auto digits = digits_of(rest, 10);
    if (!digits) return {};
    parts.exponent += *digits;
  }
  std::string_view mantissa = text.substr(0, e);
  size_t dot = mantissa.find('.');
  auto whole = digits_of(mantissa.substr(0, dot), 10);
  if (!whole) return {};
  parts.whole = *whole;
  if (dot != std::string_view::npos) {
    auto fraction = digits_of(mantissa.substr(dot + 1), 10);
    if (!fraction) return {};
    parts.fraction = *fraction;
  }
  return parts;
}

void bad_number(std::string_view text, Span span, Diagnostics& diagnostics) {
  std::string shown = "`" + std::string(text) + "`";
  auto report = [&](const std::string& message, const std::string& instead) {
    auto made = diagnostics.error(Code::E0106, span, message);
    if (!instead.empty()) made.help("write `" + instead + "`").suggest(span, instead, "write this instead");
  };
  if (text.size() > 1 && text[0] == '0' && (text[1] == 'X' || text[1] == 'O' || text[1] == 'B')) {
    std::string lower(text);
    lower[1] = static_cast<char>(lower[1] + 32);
    return report("the base of a number is written in lower case", lower);
  }
  if (text.size() > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'o' || text[1] == 'b')) {
    const char* digits = text[1] == 'x' ? "0 to 9 and a to f" : text[1] == 'o' ? "0 to 7" : "0 and 1";
    diagnostics.error(Code::E0106, span, shown + " is not a number").help(std::string("behind `") + std::string(text.substr(0, 2)) + "` come digits from " + digits + ", with `_` between them");
    return;
  }
  if (const Unit* unit = unit_of(text)) {
    if (auto parts = decimal_of(text.substr(0, text.size() - unit->name.size())); parts && !parts->fraction.empty() && parts->exponent.empty()) {
      // The same length of time in the largest unit that needs no fraction.
      std::string digits = parts->whole + parts->fraction;
      auto count = value_of(digits, 10);
      uint64_t scale = 1;
      for (size_t i = 0; i < parts->fraction.size() && scale < 1'000'000'000'000'000'000; ++i) scale *= 10;
      std::string instead;
      if (count) {
        unsigned __int128 total = static_cast<unsigned __int128>(*count) * unit->nanoseconds;
        const Unit* best = nullptr;
        for (const Unit& candidate : kUnits) {
          unsigned __int128 step = static_cast<unsigned __int128>(candidate.nanoseconds) * scale;
          if (total % step == 0 && (!best || candidate.nanoseconds > best->nanoseconds) && candidate.nanoseconds <= unit->nanoseconds) best = &candidate;
        }
        if (best) instead = std::to_string(static_cast<uint64_t>(total / scale / best->nanoseconds)) + std::string(best->name);
      }
      return report("a duration takes a whole number", instead);
    }
  }
  if (auto parts = decimal_of(text); parts && !parts->exponent.empty() && parts->fraction.empty())
    return report("a Float has digits on both sides of the `.`", parts->whole + ".0e" + parts->exponent);
  std::string_view digits = text.substr(0, text.find_first_not_of("0123456789_."));
  std::string_view suffix = text.substr(digits.size());
  if (suffix.empty()) {
    diagnostics.error(Code::E0106, span, shown + " is not a number").help("`_` stands between digits, as in `1_000_000`");
    return;
  }
  if (suffix == "f" || suffix == "F") return report(shown + " is not a number", std::string(digits) + (digits.find('.') == std::string_view::npos ? ".0" : ""));
  if (suffix == "L" || suffix == "l" || suffix == "u" || suffix == "i64" || suffix == "n") return report(shown + " is not a number", std::string(digits));
  if (suffix == "m") {
    diagnostics.error(Code::E0106, span, shown + " is not a number").help("`" + std::string(digits) + "min` are minutes, `" + std::string(digits) + "ms` milliseconds");
    return;
  }
  diagnostics.error(Code::E0106, span, shown + " is not a number")
      .note("the units of a duration are `ns`, `us`, `ms`, `s`, `min`, `h` and `d`; a name does not begin with a digit");
}

}  // namespace

uint64_t read_int(std::string_view text, Span span, bool negated, Diagnostics& diagnostics) {
  int base = 10;
  std::string_view body = text;
  if (text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'o' || text[1] == 'b')) {
    base = text[1] == 'x' ? 16 : text[1] == 'o' ? 8 : 2;
    body.remove_prefix(2);
  }
  auto digits = digits_of(body, base);
  if (!digits || digits->empty()) {
    bad_number(text, span, diagnostics);
    return 0;
  }
  auto value = value_of(*digits, base);
  if (!value || *value > kSmallestIntMagnitude || (*value == kSmallestIntMagnitude && !negated)) {
    auto report = diagnostics.error(Code::E0107, span, "this number is out of range");
    report.note("an Int has 64 bits: it lies between -9223372036854775808 and 9223372036854775807");
    report.help("the module `bigint` counts further: `bigint.parse(text)`");
    return 0;
  }
  return *value;
}

double read_float(std::string_view text, Span span, Diagnostics& diagnostics) {
  auto parts = decimal_of(text);
  if (!parts || parts->fraction.empty()) {
    bad_number(text, span, diagnostics);
    return 0;
  }
  std::string plain = parts->whole + "." + parts->fraction;
  if (!parts->exponent.empty()) plain += "e" + parts->exponent;
  double value = 0;
  auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (error == std::errc::result_out_of_range && (parts->exponent.empty() || parts->exponent[0] != '-')) {
    diagnostics.error(Code::E0107, span, "this number is out of range").note("the largest Float is 1.7976931348623157e308");
    return 0;
  }
  return error == std::errc() ? value : 0.0;  // too small for a Float is zero
}

int64_t read_duration(std::string_view text, Span span, Diagnostics& diagnostics) {
  const Unit* unit = unit_of(text);
  auto digits = unit ? digits_of(text.substr(0, text.size() - unit->name.size()), 10) : std::nullopt;
  if (!digits || digits->empty()) {
    bad_number(text, span, diagnostics);
    return 0;
  }
  auto count = value_of(*digits, 10);
  if (!count || *count > static_cast<uint64_t>(INT64_MAX) / unit->nanoseconds) {
    diagnostics.error(Code::E0107, span, "this duration is out of range").note("a Duration counts nanoseconds in 64 bits: it lasts 292 years at most");
    return 0;
  }
  return static_cast<int64_t>(*count * unit->nanoseconds);
}

std::string read_piece(RawPiece piece, FileId file, Diagnostics& diagnostics) {
  std::string out;
  std::string_view text = piece.text;
  out.reserve(text.size());
  size_t at = 0;
  auto span = [&](size_t begin, size_t end) { return Span{file, piece.begin + static_cast<uint32_t>(begin), piece.begin + static_cast<uint32_t>(end)}; };
  while (at < text.size()) {
    char c = text[at];
    if (c == '\r' && at + 1 < text.size() && text[at + 1] == '\n') {
      ++at;
      continue;
    }
    if (c != '\\') {
      out.push_back(c);
      ++at;
      continue;
    }
    char escaped = at + 1 < text.size() ? text[at + 1] : '\0';
    size_t begin = at;
    at += 2;
    switch (escaped) {
      case 'n': out.push_back('\n'); continue;
      case 'r': out.push_back('\r'); continue;
      case 't': out.push_back('\t'); continue;
      case '0': out.push_back('\0'); continue;
      case '\\': case '"': case '$': out.push_back(escaped); continue;
      case 'u': {
        size_t digits = at + 1, end = digits;
        uint32_t code = 0;
        if (at < text.size() && text[at] == '{') {
          while (end < text.size() && end - digits < 7) {
            auto digit = digits_of(text.substr(end, 1), 16);
            if (!digit) break;
            code = code * 16 + static_cast<uint32_t>(*value_of(*digit, 16));
            ++end;
          }
          if (end < text.size() && text[end] == '}' && end > digits && end - digits <= 6) {
            at = end + 1;
            if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
              diagnostics.error(Code::E0105, span(begin, at), "there is no such character").note("code points lie between 0 and 10FFFF, without the surrogates D800 to DFFF");
            } else {
              append_utf8(out, code);
            }
            continue;
          }
        }
        diagnostics.error(Code::E0105, span(begin, std::min(at, text.size())), "`\\u` is followed by one to six hexadecimal digits in braces").help("as in `\\u{1F600}`");
        continue;
      }
      default: {
        uint32_t length = at <= text.size() ? decode_character(text.substr(begin + 1)).length : 0;
        at = begin + 1 + length;
        bool visible = static_cast<unsigned char>(escaped) > 0x20;
        std::string shown = visible ? "`" + std::string(text.substr(begin, at - begin)) + "` is not an escape" : "`\\` is followed by no escape";
        auto report = diagnostics.error(Code::E0105, span(begin, visible ? at : begin + 1), shown);
        if (escaped == '(' || escaped == '{') report.help("a value is inserted by `${x}`");
        else if (escaped == 'e' || escaped == 'x') report.help("a character is written by its number: `\\u{1b}` is escape, `\\u{41}` an `A`");
        else
          report.help("the escapes are `\\n \\r \\t \\0 \\\\ \\\" \\$` and `\\u{..}`; a backslash itself is `\\\\`");
        continue;
      }
    }
  }
  return out;
}

std::vector<std::string> read_text_block(const std::vector<RawPiece>& pieces, Span opening, Span closing, Diagnostics& diagnostics) {
  FileId file = opening.file;
  std::vector<std::string> result(pieces.size());
  std::vector<RawPiece> rest = pieces;
  auto is_blank = [](std::string_view text) { return text.find_first_not_of(" \t\r") == std::string_view::npos; };

  // The first line end, right behind the opening quotes.
  RawPiece& first = rest.front();
  size_t line_end = first.text.find('\n');
  bool opens_well = line_end != std::string_view::npos && is_blank(first.text.substr(0, line_end));
  if (!opens_well) {
    diagnostics.error(Code::E0111, opening, "`\"\"\"` is followed by a line end").help("begin the text on the next line; its indentation is taken off");
  } else {
    first.text.remove_prefix(line_end + 1);
    first.begin += static_cast<uint32_t>(line_end + 1);
  }

  // The last line holds the closing quotes and, before them, the margin.
  RawPiece& last = rest.back();
  size_t last_end = last.text.rfind('\n');
  std::string_view margin;
  bool starts_line = pieces.size() == 1 && opens_well;  // then the text may be empty
  if (last_end == std::string_view::npos && starts_line && is_blank(last.text)) {
    margin = last.text;
    last.text = {};
    rest.back().text = {};
    return result;
  }
  if (last_end == std::string_view::npos || !is_blank(last.text.substr(last_end + 1))) {
    if (opens_well) diagnostics.error(Code::E0111, closing, "the closing `\"\"\"` stands on a line of its own").help("its indentation is what is taken off every line");
    for (size_t i = 0; i < rest.size(); ++i) result[i] = read_piece(rest[i], file, diagnostics);
    return result;
  }
  margin = last.text.substr(last_end + 1);
  if (last_end > 0 && last.text[last_end - 1] == '\r') --last_end;
  last.text = last.text.substr(0, last_end);

  bool at_line_start = true;  // what a piece begins with is the start of a line only in the first piece
  bool complained = false;
  for (size_t i = 0; i < rest.size(); ++i) {
    std::string_view text = rest[i].text;
    uint32_t begin = rest[i].begin;
    size_t at = 0;
    while (true) {
      size_t end = text.find('\n', at);
      bool whole_line = end != std::string_view::npos;
      std::string_view line = text.substr(at, whole_line ? end - at : std::string_view::npos);
      size_t offset = at;
      if (at_line_start && (whole_line || !line.empty() || i + 1 < rest.size())) {
        bool ends_here = whole_line || i + 1 == rest.size();
        if (line.starts_with(margin)) {
          offset += margin.size();
          line.remove_prefix(margin.size());
        } else if (ends_here && is_blank(line)) {
          offset += line.size();
          line = {};
        } else if (!complained) {
          complained = true;
          uint32_t place = begin + static_cast<uint32_t>(at + std::min(line.find_first_not_of(" \t"), line.size()));
          diagnostics.error(Code::E0111, Span{file, place, place + 1}, "this line is indented less than the closing `\"\"\"`")
              .label(closing, "this indentation is taken off every line")
              .help(margin.find('\t') != std::string_view::npos || line.starts_with('\t') ? "both must be indented by the same blanks and tabs" : "indent the line as far, or the quotes less");
        }
      }
      result[i] += read_piece({line, begin + static_cast<uint32_t>(offset)}, file, diagnostics);
      at_line_start = false;
      if (!whole_line) break;
      if (!result[i].empty() && result[i].back() == '\r' && line.ends_with('\r')) result[i].pop_back();
      result[i].push_back('\n');
      at = end + 1;
      at_line_start = true;
    }
  }
  return result;
}

}  // namespace riotc::parse
