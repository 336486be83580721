// SPDX-License-Identifier: MIT
// What stdlib's bigint.riot, regex.riot and net/tls.riot stand on, which use a native library each. Programs that import none link
// none: nothing else in the runtime refers to these functions. The convention is that of library.h.
#pragma once
#include "riot/process.h"
#include "riot/value.h"

namespace riot {

// ---- bigint: a BigInt is a Foreign that compares by its number. Divisors are not zero ----
extern const ForeignNumberInfo kBigInt;
Foreign* bigint_from_int(Process& self, Int value);
Object* bigint_from_float(Process& self, Float value);              // Option[BigInt]; truncates
Object* bigint_base_parse(Process& self, String* text, Int base);   // Option[BigInt]
String* bigint_to_base_string(Process& self, Foreign* value, Int base);
Object* bigint_to_int(Process& self, Foreign* value);               // Option[Int]
Float bigint_to_float(Process& self, Foreign* value);
Bytes* bigint_to_bytes(Process& self, Foreign* value);
Foreign* bigint_from_bytes(Process& self, Bytes* data);
Int bigint_sign(Process& self, Foreign* value);
Foreign* bigint_add(Process& self, Foreign* a, Foreign* b);
Foreign* bigint_subtract(Process& self, Foreign* a, Foreign* b);
Foreign* bigint_multiply(Process& self, Foreign* a, Foreign* b);
Foreign* bigint_negate(Process& self, Foreign* a);
Foreign* bigint_divide(Process& self, Foreign* a, Foreign* by);
Foreign* bigint_remainder(Process& self, Foreign* a, Foreign* by);
Foreign* bigint_floor_divide(Process& self, Foreign* a, Foreign* by);
Foreign* bigint_modulo(Process& self, Foreign* a, Foreign* by);
Foreign* bigint_power(Process& self, Foreign* base, Int exponent);                             // exponent >= 0
Foreign* bigint_power_modulo(Process& self, Foreign* base, Foreign* exponent, Foreign* modulus);  // exponent >= 0, modulus > 0
Object* bigint_inverse_modulo(Process& self, Foreign* value, Foreign* modulus);                // Option[BigInt]; modulus > 0
Foreign* bigint_greatest_common_divisor(Process& self, Foreign* a, Foreign* b);
Foreign* bigint_square_root(Process& self, Foreign* value);  // value >= 0
Bool bigint_is_probably_prime(Process& self, Foreign* value);
Foreign* bigint_bitwise_and(Process& self, Foreign* a, Foreign* b);
Foreign* bigint_bitwise_or(Process& self, Foreign* a, Foreign* b);
Foreign* bigint_bitwise_exclusive_or(Process& self, Foreign* a, Foreign* b);
Foreign* bigint_bitwise_not(Process& self, Foreign* a);
Foreign* bigint_shift_left(Process& self, Foreign* a, Int by);   // by >= 0
Foreign* bigint_shift_right(Process& self, Foreign* a, Int by);  // by >= 0
Int bigint_bit_length(Process& self, Foreign* value);
Bool bigint_has_bit(Process& self, Foreign* value, Int index);   // index >= 0

// ---- regex: a Regex is a Foreign that compares by its pattern and options ----
// What could not be compiled is a Regex too, with the number of a problem as regex.riot lists them; else it is -1.
Foreign* regex_compile(Process& self, String* pattern, Bool ignores_case, Bool many_lines, Bool dot_is_all);
Int regex_problem(Process& self, Foreign* regex);
String* regex_wrong_part(Process& self, Foreign* regex);
Int regex_wrong_at(Process& self, Foreign* regex);  // bytes from the start of the pattern
Object* regex_names(Process& self, Foreign* regex);  // List[(String, Int)], in order of the groups, from 1
Int regex_group_count(Process& self, Foreign* regex);
String* regex_pattern(Process& self, Foreign* regex);
Bool regex_matches(Process& self, Foreign* regex, String* text);
// At most so many matches, from the left: a List[(Int, List[Option[String]])] of where each begins, in bytes, and its groups, the
// whole match first.
Object* regex_find(Process& self, Foreign* regex, String* text, Int most);
String* regex_escape(Process& self, String* text);
String* regex_between(Process& self, String* text, Int from, Int to);  // bytes

// ---- tls: streams whose bytes are sealed ----
Object* tls_server(Process& self, String* certificate, String* key);  // Result[Context, String]: from PEM files
Unit tls_accept(Process& self, Foreign* stream, Foreign* context);    // the stream is new; the handshake comes later
// Result[Unit, String]. The stream is new; `name` is what the certificate must be for. trust: a number of tls.riot's.
Object* tls_connect(Process& self, Foreign* stream, String* name, Int trust, String* roots);
Object* tls_handshake(Process& self, Foreign* stream, Int timeout);   // Result[Unit, Int]
String* tls_problem(Process& self, Foreign* stream);                  // why it has failed
String* tls_version(Process& self, Foreign* stream);

}  // namespace riot
