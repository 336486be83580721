// SPDX-License-Identifier: MIT
// What int.riot, float.riot and duration.riot are built on.
#include <charconv>
#include <cmath>

#include "riot/arithmetic.h"
#include "riot/library.h"
#include "runtime/src/library/build.h"
#include "runtime/src/value/strings.h"
#include "runtime/src/value/text.h"

namespace riot {

using namespace detail;

Object* int_base_parse(Process&, String* text, Int base) {
  std::string_view digits = view(text);
  if (base < 2 || base > 36) return none();
  if (digits.starts_with('+')) {
    digits.remove_prefix(1);
    if (digits.starts_with('-')) return none();
  }
  Int value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, failure] = std::from_chars(digits.data(), end, value, static_cast<int>(base));
  return failure == std::errc() && stop == end ? some(value) : none();
}

String* int_to_base_string(Process&, Int value, Int base) {
  char digits[72];
  char* end = std::to_chars(digits, digits + sizeof digits, value, static_cast<int>(base)).ptr;
  for (char* c = digits; c != end; ++c)
    if (*c >= 'a') *c = static_cast<char>(*c - 'a' + 'A');
  return new_string({digits, static_cast<std::size_t>(end - digits)});
}

Object* int_checked_add(Process&, Int a, Int b) {
  Int sum;
  return __builtin_add_overflow(a, b, &sum) ? none() : some(sum);
}

Object* int_checked_multiply(Process&, Int a, Int b) {
  Int product;
  return __builtin_mul_overflow(a, b, &product) ? none() : some(product);
}

// [+-]digits[.digits][e[+-]digits], as Riot writes Floats, and also without the fraction.
Object* float_parse(Process&, String* text) {
  std::string_view rest = view(text);
  if (rest.starts_with('+')) rest.remove_prefix(1);
  const bool has_plus = rest.size() < view(text).size();
  const std::string_view unsigned_part = !has_plus && rest.starts_with('-') ? rest.substr(1) : rest;
  // from_chars takes "inf", "nan", ".5" and "1." too.
  if (unsigned_part.empty() || unsigned_part.front() < '0' || unsigned_part.front() > '9') return none();
  const std::size_t point = rest.find('.');
  if (point != std::string_view::npos && (point + 1 == rest.size() || rest[point + 1] < '0' || rest[point + 1] > '9')) return none();
  Float value = 0;
  const char* end = rest.data() + rest.size();
  const auto [stop, failure] = std::from_chars(rest.data(), end, value);
  if (stop != end) return none();
  if (failure == std::errc::result_out_of_range) {
    // Too large is inf, too small is zero: the exponent's sign tells which.
    const bool small = rest.find("e-") != std::string_view::npos || rest.find("E-") != std::string_view::npos;
    value = small ? 0.0 : INFINITY;
    if (rest.front() == '-') value = -value;
  } else if (failure != std::errc()) {
    return none();
  }
  return some(value);
}

String* float_to_fixed(Process&, Float value, Int decimals) {
  if (!std::isfinite(value)) {
    Text text;
    add_float(text, value);
    return new_string(text.view());
  }
  decimals = std::clamp<Int>(decimals, 0, 1100);  // more digits than any double has
  char text[1536];
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, static_cast<int>(decimals)).ptr;
  return new_string({text, static_cast<std::size_t>(end - text)});
}

Float float_round_away(Process&, Float value) { return std::round(value); }
Float float_floor(Process&, Float value) { return std::floor(value); }
Float float_ceiling(Process&, Float value) { return std::ceil(value); }
Float float_power(Process&, Float base, Float exponent) { return std::pow(base, exponent); }
Float float_exponential(Process&, Float value) { return std::exp(value); }
Float float_logarithm(Process&, Float value) { return std::log(value); }
Float float_sine(Process&, Float value) { return std::sin(value); }
Float float_cosine(Process&, Float value) { return std::cos(value); }
Float float_arc_tangent2(Process&, Float y, Float x) { return std::atan2(y, x); }

}  // namespace riot
