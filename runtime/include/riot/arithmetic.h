// SPDX-License-Identifier: MIT
// Int arithmetic that traps. `at` is the place in the source, "main.riot:12".
#pragma once
#include "riot/value.h"

namespace riot {

[[noreturn]] void fail_overflow(const char* at);
[[noreturn]] void fail_division(const char* at);

inline Int add(Int a, Int b, const char* at) {
  Int r;
  if (__builtin_add_overflow(a, b, &r)) [[unlikely]] fail_overflow(at);
  return r;
}
inline Int subtract(Int a, Int b, const char* at) {
  Int r;
  if (__builtin_sub_overflow(a, b, &r)) [[unlikely]] fail_overflow(at);
  return r;
}
inline Int multiply(Int a, Int b, const char* at) {
  Int r;
  if (__builtin_mul_overflow(a, b, &r)) [[unlikely]] fail_overflow(at);
  return r;
}
inline Int negate(Int a, const char* at) { return subtract(0, a, at); }
inline Int divide(Int a, Int b, const char* at) {
  if (b == 0) [[unlikely]] fail_division(at);
  if (b == -1) [[unlikely]] return negate(a, at);
  return a / b;
}
inline Int remainder(Int a, Int b, const char* at) {
  if (b == 0) [[unlikely]] fail_division(at);
  if (b == -1) [[unlikely]] return 0;
  return a % b;
}
// `%` on Floats.
Float float_remainder(Float a, Float b);

}  // namespace riot
