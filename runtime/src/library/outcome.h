// SPDX-License-Identifier: MIT
// How library functions of the outside report failure: a Result[value, Int] whose error is an errno, or one of the
// negative numbers below. `io.error_of` makes an IoError of it; both lists must agree.
#pragma once
#include <cerrno>

#include "runtime/src/library/build.h"

namespace riot::detail {

enum : Int { kEof = -1, kTimedOut = -2, kTooLong = -3, kInvalidUtf8 = -4, kClosed = -5, kHostNotFound = -6, kTls = -7 };
// Not for programs: nothing is there without waiting.
constexpr Int kWouldBlock = -100;

inline Object* failure(Int code) { return error(to_word(code), kInt); }
inline Object* success() { return ok(0, kUnit); }
inline Object* success(Int value) { return ok(to_word(value), kInt); }
inline Object* success(String* value) { return ok(to_word(value), kString); }
inline Object* success(Bytes* value) { return ok(to_word(value), kBytes); }
inline Object* outcome(int error_number) { return error_number ? failure(error_number) : success(); }

}  // namespace riot::detail
