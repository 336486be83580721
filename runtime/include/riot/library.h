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
Object* list_append(Process& self, Object* first, Object* second, const TypeInfo& item);  // consumes: `++` on lists
Object* list_reverse(Process& self, Object* list, const TypeInfo& item);                   // consumes
Object* list_sort(Process& self, Object* list, const TypeInfo& item);                     // consumes; by compare()
Object* list_range(Process& self, Int from, Int to);

// ---- bit patterns: places and sizes in bits ----
inline Int bits_size(Process&, Bytes* data) { return data->size * 8; }
// Whether `count` units of `unit` bits lie there; no count is too large to ask for.
inline Bool bits_fit(Process&, Bytes* data, Int at, Int count, Int unit) { return count >= 0 && count <= (data->size * 8 - at) / unit; }
// Bits of any number that are there, as an int; no overflow: what is too large for an Int equals none.
Bool bits_equal_int(Process& self, Bytes* data, Int at, Int size, Bool is_signed, Bool is_little, Int value);
// 1 to 64 bits that are there; an unsigned value past the greatest Int crashes. Little: whole bytes, then what is left.
Int bits_int(Process& self, Bytes* data, Int at, Int size, Bool is_signed, Bool is_little, const char* place);
Float bits_float(Process& self, Bytes* data, Int at, Int size, Bool is_little);  // size: 32 or 64
// The bits of the code point in UTF-8 there; 0 when there is none. Then the code point.
Int bits_utf8_size(Process& self, Bytes* data, Int at);
Int bits_utf8(Process& self, Bytes* data, Int at);
// A slice of `count` bytes that are there, from a whole byte on.
Bytes* bits_bytes(Process& self, Bytes* data, Int at, Int count);
Bool bits_has_text(Process& self, Bytes* data, Int at, String* text);  // false also when there is less
// Building: these consume all that they are given, and append to `data`: what bits_new began, or the bytes that come first.
Bytes* bits_new(Process& self);
inline Bool bits_end_whole(Process&, Bytes* data) { return data->detail == 0; }  // only reads
Bytes* bits_add_int(Process& self, Bytes* data, Int value, Int size, Bool is_little);  // any size from 0
Bytes* bits_add_float(Process& self, Bytes* data, Float value, Int size, Bool is_little);
Bytes* bits_add_utf8(Process& self, Bytes* data, Int code_point, const char* place);
Bytes* bits_add_text(Process& self, Bytes* data, String* text);
Bytes* bits_add_bytes(Process& self, Bytes* data, Bytes* part);
// The first `count` bytes of `part`; crashes when there are fewer.
Bytes* bits_add_part(Process& self, Bytes* data, Bytes* part, Int count, const char* place);
Bytes* bits_finish(Process& self, Bytes* data, const char* place);  // crashes when the last byte is not whole

// ---- map, set ----
Object* map_new(Process& self, const TypeInfo& k, const TypeInfo& v);
Int map_size(Process& self, Object* map, const TypeInfo& k, const TypeInfo& v);
Object* map_get(Process& self, Object* map, Word key, const TypeInfo& k, const TypeInfo& v);
Word map_get_or(Process& self, Object* map, Word key, Word otherwise, const TypeInfo& k, const TypeInfo& v);
Bool map_has_key(Process& self, Object* map, Word key, const TypeInfo& k, const TypeInfo& v);
// Consumes the map. `entries`: List[(k, v)], static data.
Object* map_insert_all(Process& self, Object* map, Object* entries, const TypeInfo& k, const TypeInfo& v, const TypeInfo& entry);
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

// ---- int, float ----
Object* int_base_parse(Process& self, String* text, Int base);  // Option[Int]
String* int_to_base_string(Process& self, Int value, Int base);
Object* int_checked_add(Process& self, Int a, Int b);  // Option[Int]
Object* int_checked_multiply(Process& self, Int a, Int b);
inline Float int_to_float(Process&, Int value) { return static_cast<Float>(value); }
inline Int int_wrapping_add(Process&, Int a, Int b) { return static_cast<Int>(static_cast<Word>(a) + static_cast<Word>(b)); }
inline Int int_wrapping_multiply(Process&, Int a, Int b) { return static_cast<Int>(static_cast<Word>(a) * static_cast<Word>(b)); }
inline Int int_bitwise_and(Process&, Int a, Int b) { return a & b; }
inline Int int_bitwise_or(Process&, Int a, Int b) { return a | b; }
inline Int int_bitwise_exclusive_or(Process&, Int a, Int b) { return a ^ b; }
inline Int int_bitwise_not(Process&, Int a) { return ~a; }
inline Int int_shift_left(Process&, Int value, Int by) { return static_cast<Int>(static_cast<Word>(value) << by); }  // by: 0..63
inline Int int_shift_right(Process&, Int value, Int by) { return value >> by; }
inline Int duration_to_int(Process&, Int duration) { return duration; }
inline Int duration_from_int(Process&, Int nanoseconds) { return nanoseconds; }
Object* float_parse(Process& self, String* text);  // Option[Float]
String* float_to_fixed(Process& self, Float value, Int decimals);
inline Int float_to_int(Process&, Float value) { return static_cast<Int>(value); }  // must be in range
Float float_round_away(Process& self, Float value);
Float float_floor(Process& self, Float value);
Float float_ceiling(Process& self, Float value);
Float float_power(Process& self, Float base, Float exponent);
inline Float float_square_root(Process&, Float value) { return __builtin_sqrt(value); }
Float float_exponential(Process& self, Float value);
Float float_logarithm(Process& self, Float value);
Float float_sine(Process& self, Float value);
Float float_cosine(Process& self, Float value);
Float float_arc_tangent2(Process& self, Float y, Float x);

// ---- string ----
Int string_length(Process& self, String* text);
inline Int string_byte_size(Process&, String* text) { return text->size; }
String* string_join(Process& self, Object* strings, String* separator);
String* string_repeat(Process& self, String* text, Int times);
String* string_reverse(Process& self, String* text);
String* string_lowercase(Process& self, String* text);
String* string_uppercase(Process& self, String* text);
Int string_width(Process& self, String* text);
String* string_normalise(Process& self, String* text, std::uint16_t form);
String* string_first_bytes(Process& self, String* text, Int size);  // at the edge of a code point
Int string_count(Process& self, String* text, String* sought);
String* string_trim_start(Process& self, String* text);
String* string_trim_end(Process& self, String* text);
Bool string_contains(Process& self, String* text, String* sought);
Bool string_has_prefix(Process& self, String* text, String* prefix);
Bool string_has_suffix(Process& self, String* text, String* suffix);
Object* string_index_of(Process& self, String* text, String* sought);  // Option[Int]
String* string_between(Process& self, String* text, Int from, Int to);
Object* string_to_graphemes(Process& self, String* text);              // List[String]
Object* string_split(Process& self, String* text, String* separator);  // List[String]
Object* string_split_once(Process& self, String* text, String* separator);  // Option[(String, String)]
Object* string_words(Process& self, String* text);                     // List[String]
Object* string_lines(Process& self, String* text);                     // List[String]
String* string_replace(Process& self, String* text, String* each, String* with);
Object* string_pop_grapheme(Process& self, String* text);              // Option[(String, String)]
Object* string_to_code_points(Process& self, String* text);            // List[Int]
Object* string_from_code_points(Process& self, Object* code_points);   // Option[String]

// ---- bytes, base64, hex ----
inline Int bytes_byte_size(Process&, Bytes* data) { return data->size; }
inline Int bytes_get(Process&, Bytes* data, Int index) { return data->data[index]; }  // must be in range
Bytes* bytes_from_string(Process& self, String* text);
Object* bytes_to_string(Process& self, Bytes* data);  // Option[String]
String* bytes_to_string_lossy(Process& self, Bytes* data);
Bytes* bytes_from_list(Process& self, Object* values);
Object* bytes_to_list(Process& self, Bytes* data);    // List[Int]
Bytes* bytes_join(Process& self, Object* parts);
Bytes* bytes_repeat(Process& self, Bytes* data, Int times);
Object* bytes_slice(Process& self, Bytes* data, Int at, Int take);           // Option[Bytes]
Object* bytes_index_of(Process& self, Bytes* data, Bytes* part, Int from);   // Option[Int]
Bool bytes_has_prefix(Process& self, Bytes* data, Bytes* prefix);
Bool bytes_has_suffix(Process& self, Bytes* data, Bytes* suffix);
Object* bytes_split(Process& self, Bytes* data, Bytes* separator);           // List[Bytes]
Object* bytes_split_once(Process& self, Bytes* data, Bytes* separator);      // Option[(Bytes, Bytes)]
Bytes* bytes_mask(Process& self, Bytes* data, Bytes* key);                   // each byte with the key's, over and over: exclusive or
String* base64_encode(Process& self, Bytes* data, Bool for_urls, Bool padded);
Object* base64_decode(Process& self, String* text, Bool for_urls);           // Option[Bytes]
String* hex_encode(Process& self, Bytes* data);
Object* hex_decode(Process& self, String* text);                             // Option[Bytes]

// ---- io: Result[.., Int], the Int an errno or one of io.error_of's own numbers ----
Object* io_read_line(Process& self, Int timeout, Int max);
Object* io_read_chunk(Process& self, Int max, Int timeout);
Object* io_read_all(Process& self);
Object* io_read_all_bytes(Process& self);
Object* io_write(Process& self, String* text);
Object* io_write_bytes(Process& self, Bytes* data);
Object* io_write_error(Process& self, String* text);
Unit io_flush(Process& self);
Bool io_is_terminal(Process& self, Int descriptor);
String* io_error_text(Process& self, Int code);

// ---- random, timer, time, env, system ----
Int random_int(Process& self, Int from, Int to);  // from <= to
Float random_float(Process& self);
Bytes* random_bytes(Process& self, Int size);
Unit random_seed(Process& self, Int value);
Int timer_now(Process& self);  // monotonic nanoseconds
Int time_now(Process& self);   // nanoseconds since 1970
Object* env_args(Process& self);               // List[String]
String* env_program(Process& self);
Object* env_get(Process& self, String* name);  // Option[String]
Object* env_pairs(Process& self);              // List[(String, String)]
Int system_pid(Process& self);
Int system_cores(Process& self);
String* system_hostname(Process& self);
String* system_directory(Process& self);
Int system_memory(Process& self);

// ---- json ----
String* json_encode(Process& self, Word value, const TypeInfo& type);
Object* json_decode(Process& self, String* json, const TypeInfo& type);  // Result[a, JsonError]
String* json_indent(Process& self, String* json);

// ---- hash ----
Bytes* hash_sha256(Process& self, Bytes* data);
Bytes* hash_sha1(Process& self, Bytes* data);
Bytes* hash_hmac_sha256(Process& self, Bytes* data, Bytes* key);
Int hash_crc32(Process& self, Bytes* data);
Bool hash_secure_equal(Process& self, Bytes* a, Bytes* b);

// ---- file: Result[.., Int] as in io ----
Object* file_read(Process& self, String* path);
Object* file_write(Process& self, String* path, Bytes* data, Bool append);
Object* file_stat(Process& self, String* path, Bool follow);  // (kind, size, modified, permissions)
Object* file_list(Process& self, String* path);
Object* file_make_directory(Process& self, String* path, Bool parents);
Object* file_remove(Process& self, String* path);
Object* file_remove_all(Process& self, String* path);
Object* file_rename(Process& self, String* from, String* to);
Object* file_copy(Process& self, String* from, String* to);
Object* file_temp_file(Process& self, String* prefix);
Object* file_temp_directory(Process& self, String* prefix);
Object* file_open(Process& self, String* path, std::uint16_t mode, Int buffer);
Object* file_close(Process& self, Foreign* file);
Object* file_read_line(Process& self, Foreign* file, Int max);
Object* file_read_chunk(Process& self, Foreign* file, Int max);
Object* file_write_chunk(Process& self, Foreign* file, Bytes* data);
Object* file_flush(Process& self, Foreign* file, Bool to_disk);
Object* file_seek(Process& self, Foreign* file, Int to);
Object* file_position(Process& self, Foreign* file);
Object* file_size(Process& self, Foreign* file);

}  // namespace riot
