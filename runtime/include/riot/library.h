// SPDX-License-Identifier: MIT
// Runtime functions that the standard library binds with `@runtime("name")`.
//
// Convention, kept by emit/: the C++ function is riot::name(Process& self, arguments..., type infos...).
// - Int Float Bool Unit Duration as such; a type without constructor arguments as std::uint16_t; String, Bytes, Pid, Name,
//   Reply, Monitor, Timer, functions (Closure) by pointer to the runtime's struct; all other object types as Object*;
//   a parameter or result whose type is a bare type variable as Word.
// - For each type variable of the signature, in order of first appearance, a `const TypeInfo&` at the end.
// - Arguments are borrowed, results owned. With `@runtime("name", consumes: true)` the arguments are owned by the callee.
// Layouts of library types that the runtime builds are those of their declarations in stdlib/: None is constant(0), Some
// an object of tag 1; Ok tag 0, Error tag 1; tuples tag 0; a list is constant(0) or tag 1 {head, tail}.
#pragma once
#include "riot/process.h"
#include "riot/value.h"

namespace riot {

// ---- prelude ----
Unit print(Process& self, Word value, const TypeInfo& type);
Unit println(Process& self, Word value, const TypeInfo& type);
Unit eprintln(Process& self, Word value, const TypeInfo& type);
Unit sleep(Process& self, Int nanoseconds);

}  // namespace riot
