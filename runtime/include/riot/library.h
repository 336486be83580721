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
Word dbg(Process& self, Word value, const TypeInfo& type);
std::uint16_t compare_values(Process& self, Word a, Word b, const TypeInfo& type);  // Lt, Eq, Gt

// ---- list ----
Object* list_concat(Process& self, Object* first, Object* second, const TypeInfo& item);  // consumes: `++` on lists

// ---- map, set ----
Object* map_new(Process& self, const TypeInfo& k, const TypeInfo& v);
Int map_size(Process& self, Object* map, const TypeInfo& k, const TypeInfo& v);
Object* map_get(Process& self, Object* map, Word key, const TypeInfo& k, const TypeInfo& v);
Word map_get_or(Process& self, Object* map, Word key, Word otherwise, const TypeInfo& k, const TypeInfo& v);
Bool map_has_key(Process& self, Object* map, Word key, const TypeInfo& k, const TypeInfo& v);
Object* map_insert(Process& self, Object* map, Word key, Word value, const TypeInfo& k, const TypeInfo& v);  // consumes
Object* map_delete(Process& self, Object* map, Word key, const TypeInfo& k, const TypeInfo& v);              // consumes
// (Option[v], Map[k, v]): consumes; the value is taken out of a private map, whose entry must be inserted again at once.
Object* map_lift(Process& self, Object* map, Word key, const TypeInfo& k, const TypeInfo& v);
Object* map_to_list(Process& self, Object* map, const TypeInfo& k, const TypeInfo& v);
Object* map_keys(Process& self, Object* map, const TypeInfo& k, const TypeInfo& v);
Object* map_values(Process& self, Object* map, const TypeInfo& k, const TypeInfo& v);
Object* set_new(Process& self, const TypeInfo& a);
Int set_size(Process& self, Object* set, const TypeInfo& a);
Bool set_contains(Process& self, Object* set, Word item, const TypeInfo& a);
Object* set_insert(Process& self, Object* set, Word item, const TypeInfo& a);  // consumes
Object* set_delete(Process& self, Object* set, Word item, const TypeInfo& a);  // consumes
Object* set_to_list(Process& self, Object* set, const TypeInfo& a);

}  // namespace riot
