// SPDX-License-Identifier: MIT
// What bigint.riot is built on: GMP. A number is one object, its limbs behind the header; numbers are immutable.
//
// GMP keeps temporary numbers on the stack, up to 32 KiB each, and cannot be interrupted. So what is small is computed at
// once, with little stack; what is large runs on a thread of the blocking pool, where neither matters to other processes.
#include <gmp.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <new>

#include "riot/native_library.h"
#include "runtime/src/api/limits.h"
#include "runtime/src/library/build.h"
#include "runtime/src/sched/worker.h"
#include "runtime/src/value/strings.h"
#include "runtime/src/value/structure.h"
#include "runtime/src/value/text.h"

namespace riot {

using namespace detail;

namespace {

static_assert(sizeof(mp_limb_t) == 8 && GMP_NAIL_BITS == 0);

// Numbers up to here are computed with at once: a product takes some microseconds, and all temporaries together some KiB.
constexpr Int kSmall = 128;
// As kSmall where only a scan is made and nothing is kept on the stack; some hundred microseconds.
constexpr Int kScanned = 1 << 17;
// GMP ends the program when memory runs out, so results of more limbs than this (512 MiB) are refused.
constexpr Int kMost = Int{1} << 26;

struct BigInt : ForeignValue {
  Int size;  // limbs; negative when the number is
  const mp_limb_t* limbs() const { return reinterpret_cast<const mp_limb_t*>(this + 1); }
  mp_limb_t* limbs() { return reinterpret_cast<mp_limb_t*>(this + 1); }
  Int length() const { return size < 0 ? -size : size; }
};
const BigInt& number(const Foreign* value) { return *static_cast<const BigInt*>(value); }
std::size_t bytes_of_limbs(Int length) { return sizeof(BigInt) + static_cast<std::size_t>(length) * sizeof(mp_limb_t); }

int sign_of(Int size) { return size < 0 ? -1 : size > 0; }

int compare_numbers(const ForeignValue* x, const ForeignValue* y) noexcept {
  const BigInt &a = number(x), &b = number(y);
  if (a.size != b.size) return a.size < b.size ? -1 : 1;
  const int order = mpn_cmp(a.limbs(), b.limbs(), a.length());
  return a.size < 0 ? -order : order;
}

std::uint64_t hash_number(const ForeignValue* value, std::uint64_t seed) noexcept {
  const BigInt& a = number(value);
  return hash_bytes(a.limbs(), static_cast<std::size_t>(a.length()) * sizeof(mp_limb_t), seed ^ static_cast<std::uint64_t>(a.size < 0));
}

// A number for GMP to read in place.
class Reader {
 public:
  explicit Reader(const BigInt& value) { mpz_roinit_n(value_, value.limbs(), value.size); }
  operator mpz_srcptr() const { return value_; }

 private:
  mpz_t value_;
};

// A number that GMP makes.
class Maker {
 public:
  Maker() { mpz_init(value_); }
  Maker(const Maker&) = delete;
  Maker& operator=(const Maker&) = delete;
  ~Maker() { mpz_clear(value_); }
  operator mpz_ptr() { return value_; }

 private:
  mpz_t value_;
};

// The digits, behind what is there.
void add_digits(Text& out, const BigInt& value, int base) {
  const std::size_t start = out.size();
  const Reader reader(value);
  // Upper case for a negative base. The size may be one too many.
  const std::size_t room = mpz_sizeinbase(reader, base) + 2;
  char* end = out.extend(room);
  mpz_get_str(end, base <= 10 ? base : -base, reader);
  out.cut(start + std::char_traits<char>::length(end));
}

// body() at once, or with more stack where the process may have little. Other threads than workers have stacks of the usual size.
template <class Body>
void with_room(bool is_small, Body body) {
  Worker* worker = current_worker();
  Actor* self = worker ? worker->current.load(std::memory_order_relaxed) : nullptr;  // set by this thread
  if (is_small || !self) return body();
  run_with_room(*self, [](void* p) { (*static_cast<Body*>(p))(); }, &body);
}

void show_number(Text& out, const ForeignValue* value) {
  with_room(number(value).length() <= kSmall, [&] { add_digits(out, number(value), 10); });
}

constexpr ForeignValue::Meaning kMeaning{compare_numbers, hash_number, show_number};

// From limbs that need not be normal: leading ones may be zero.
ForeignValue* make_number(const mp_limb_t* limbs, Int length, bool is_negative) {
  while (length > 0 && limbs[length - 1] == 0) --length;
  BigInt* made = static_cast<BigInt*>(allocate(bytes_of_limbs(length)));
  made->count = 1;
  made->tag = 0;
  made->detail = kForeignValue;
  made->destroy = [](Foreign* self) noexcept { release_memory(self, bytes_of_limbs(number(self).length())); };
  made->meaning = &kMeaning;
  made->size = is_negative ? -length : length;
  std::copy(limbs, limbs + length, made->limbs());
  return made;
}
ForeignValue* make_number(mpz_srcptr value) { return make_number(mpz_limbs_read(value), static_cast<Int>(mpz_size(value)), mpz_sgn(value) < 0); }
ForeignValue* make_number(Int value) {
  const mp_limb_t limb = value < 0 ? -static_cast<mp_limb_t>(value) : static_cast<mp_limb_t>(value);
  return make_number(&limb, 1, value < 0);
}

bool is_small_text(std::string_view digits) { return digits.size() <= static_cast<std::size_t>(kSmall) * 12; }

ForeignValue* parse_number(const char* text, std::size_t length) {
  const std::string_view digits(text, length);
  ForeignValue* made = nullptr;
  with_room(is_small_text(digits), [&] {
    Maker result;
    mpz_set_str(result, std::string(digits).c_str(), 10);
    made = make_number(result);
  });
  return made;
}

Foreign* shared_number(Foreign* value) {
  share(value);
  return value;
}

void check_size(Process& self, Int limbs) {
  if (limbs > kMost) panic(self, new_string("memory limit"), "");
}
void check_divisor(Process& self, const Foreign* by) {
  if (number(by).size == 0) panic(self, new_string("division by zero"), "");
}

// body() at once, or where it may take its time.
template <class Body>
auto compute(Process& self, bool is_small, Body&& body) {
  if (is_small) return body();
  return blocking(self, body);
}
// A number that `make(mpz_ptr)` computes.
template <class Make>
Foreign* made_by(Process& self, bool is_small, Make&& make) {
  return compute(self, is_small, [&]() -> Foreign* {
    Maker result;
    make(result);
    return make_number(result);
  });
}
// A number from two by a function of GMP.
using Binary = void (*)(mpz_ptr, mpz_srcptr, mpz_srcptr);
Foreign* apply(Process& self, Binary function, Foreign* a, Foreign* b, bool is_small) {
  return made_by(self, is_small, [&](mpz_ptr result) { function(result, Reader(number(a)), Reader(number(b))); });
}

// a + b, or a - b when `sign` is -1. Small numbers without a temporary on the heap.
Foreign* add_signed(Process& self, Foreign* first, Foreign* second, int sign) {
  const BigInt *a = &number(first), *b = &number(second);
  int sign_a = sign_of(a->size), sign_b = sign_of(b->size) * sign;
  if (sign_b == 0) return shared_number(first);
  if (a->length() > kSmall || b->length() > kSmall) {
    const Int length = std::max(a->length(), b->length());
    check_size(self, length + 1);
    return apply(self, sign > 0 ? static_cast<Binary>(mpz_add) : static_cast<Binary>(mpz_sub), first, second, length <= kScanned);
  }
  if (a->length() < b->length() || (a->length() == b->length() && mpn_cmp(a->limbs(), b->limbs(), a->length()) < 0)) {
    std::swap(a, b);
    std::swap(sign_a, sign_b);
  }
  std::array<mp_limb_t, kSmall + 1> sum;
  Int length = a->length();
  if (sign_a == sign_b) sum[static_cast<std::size_t>(length++)] = mpn_add(sum.data(), a->limbs(), a->length(), b->limbs(), b->length());
  else if (b->length() > 0) mpn_sub(sum.data(), a->limbs(), a->length(), b->limbs(), b->length());
  else std::copy(a->limbs(), a->limbs() + length, sum.data());
  return make_number(sum.data(), length, sign_a < 0);
}

bool are_small(Foreign* a, Foreign* b) { return number(a).length() <= kSmall && number(b).length() <= kSmall; }
// Whether an operation whose cost is the product of the lengths is a small one.
bool is_small_product(Foreign* a, Foreign* b) {
  const Int x = number(a).length(), y = number(b).length();
  return std::min(x, y) <= kSmall && x * y <= kSmall * kSmall;
}
bool are_scanned(Foreign* a, Foreign* b) { return number(a).length() <= kScanned && number(b).length() <= kScanned; }

Foreign* divided(Process& self, Binary function, Foreign* a, Foreign* by) {
  check_divisor(self, by);
  // What is far shorter than the other is copied only once; the quotient's length times the divisor's is the cost.
  return apply(self, function, a, by, are_small(a, by) || (number(by).length() == 1 && number(a).length() <= kScanned));
}

}  // namespace

const ForeignNumberInfo kBigInt = {{Kind::Foreign, true, 0, "BigInt", nullptr, nullptr, nullptr}, parse_number};

Foreign* bigint_from_int(Process&, Int value) { return make_number(value); }

Object* bigint_from_float(Process&, Float value) {
  if (!std::isfinite(value)) return none();
  Maker result;
  mpz_set_d(result, value);
  return some(to_word(make_number(result)), kForeign);
}

Object* bigint_base_parse(Process& self, String* text, Int base) {
  std::string_view digits = view(text);
  if (base < 2 || base > 36) return none();
  const bool is_negative = digits.starts_with('-');
  if (is_negative || digits.starts_with('+')) digits.remove_prefix(1);
  if (digits.empty()) return none();
  // GMP skips blanks, and takes "0x" in base 0.
  for (char c : digits) {
    const Int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'z' ? c - 'a' + 10 : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 99;
    if (digit >= base) return none();
  }
  check_size(self, static_cast<Int>(digits.size() / 10));  // fewer than 6.4 bits a digit
  Foreign* made = made_by(self, is_small_text(digits), [&](mpz_ptr result) {
    mpz_set_str(result, std::string(digits).c_str(), static_cast<int>(base));
    if (is_negative) mpz_neg(result, result);
  });
  return some(to_word(made), kForeign);
}

String* bigint_to_base_string(Process& self, Foreign* value, Int base) {
  return compute(self, number(value).length() <= kSmall, [&]() -> String* {
    Text text;
    add_digits(text, number(value), static_cast<int>(base));
    return new_string(text.view());
  });
}

Object* bigint_to_int(Process&, Foreign* value) {
  const BigInt& a = number(value);
  if (a.size == 0) return some(Int{0});
  if (a.length() > 1) return none();
  const mp_limb_t magnitude = a.limbs()[0];
  const mp_limb_t most = static_cast<mp_limb_t>(INT64_MAX) + (a.size < 0);
  if (magnitude > most) return none();
  return some(static_cast<Int>(a.size < 0 ? -magnitude : magnitude));
}

Float bigint_to_float(Process&, Foreign* value) {
  const BigInt& a = number(value);
  // mpz_get_d truncates; the nearest is wanted. The 64 leading bits decide, the last of them standing for all below.
  const Int length = a.length();
  if (length == 0) return 0;
  const mp_limb_t top = a.limbs()[length - 1];
  const int shift = std::countl_zero(top);
  mp_limb_t bits = top << shift;
  bool is_inexact = false;
  Int next = length - 2;
  if (shift > 0 && next >= 0) {
    bits |= a.limbs()[next] >> (64 - shift);
    is_inexact = (a.limbs()[next] << shift) != 0;
    --next;
  }
  for (; next >= 0 && !is_inexact; --next) is_inexact = a.limbs()[next] != 0;
  bits |= is_inexact;
  const Int exponent = (length - 1) * 64 - shift;
  const Float magnitude = exponent > 2000 ? HUGE_VAL : std::ldexp(static_cast<Float>(bits), static_cast<int>(exponent));
  return a.size < 0 ? -magnitude : magnitude;
}

Bytes* bigint_to_bytes(Process&, Foreign* value) {
  const BigInt& a = number(value);
  if (a.size == 0) return new_bytes({});
  const std::size_t size = (static_cast<std::size_t>(a.length()) * 64 - static_cast<std::size_t>(std::countl_zero(a.limbs()[a.length() - 1])) + 7) / 8;
  Bytes* made = new_bytes_of_size(size);
  char* out = bytes_of(made);
  for (std::size_t i = 0; i < size; ++i) out[size - 1 - i] = static_cast<char>(a.limbs()[i / 8] >> i % 8 * 8);
  return made;
}

Foreign* bigint_from_bytes(Process& self, Bytes* data) {
  check_size(self, data->size / 8 + 1);
  Maker result;
  mpz_import(result, static_cast<std::size_t>(data->size), 1, 1, 1, 0, data->data);
  return make_number(result);
}

Int bigint_sign(Process&, Foreign* value) { return sign_of(number(value).size); }

Foreign* bigint_add(Process& self, Foreign* a, Foreign* b) { return add_signed(self, a, b, 1); }
Foreign* bigint_subtract(Process& self, Foreign* a, Foreign* b) { return add_signed(self, a, b, -1); }
Foreign* bigint_negate(Process&, Foreign* a) { return make_number(number(a).limbs(), number(a).length(), number(a).size > 0); }

Foreign* bigint_multiply(Process& self, Foreign* first, Foreign* second) {
  const BigInt *a = &number(first), *b = &number(second);
  const Int length = a->length() + b->length();
  if (a->size == 0 || b->size == 0) return make_number(Int{0});
  if (length <= kSmall) {
    if (a->length() < b->length()) std::swap(a, b);
    std::array<mp_limb_t, kSmall> product;
    mpn_mul(product.data(), a->limbs(), a->length(), b->limbs(), b->length());
    return make_number(product.data(), length, (a->size < 0) != (b->size < 0));
  }
  check_size(self, length);
  return apply(self, mpz_mul, first, second, is_small_product(first, second) || (std::min(a->length(), b->length()) == 1 && length <= kScanned));
}

Foreign* bigint_divide(Process& self, Foreign* a, Foreign* by) { return divided(self, mpz_tdiv_q, a, by); }
Foreign* bigint_remainder(Process& self, Foreign* a, Foreign* by) { return divided(self, mpz_tdiv_r, a, by); }
Foreign* bigint_floor_divide(Process& self, Foreign* a, Foreign* by) { return divided(self, mpz_fdiv_q, a, by); }
Foreign* bigint_modulo(Process& self, Foreign* a, Foreign* by) { return divided(self, mpz_fdiv_r, a, by); }

Foreign* bigint_power(Process& self, Foreign* base, Int exponent) {
  const BigInt& a = number(base);
  // Powers of 0, 1 and -1 are small whatever the exponent.
  if (exponent == 0) return make_number(Int{1});
  if (a.length() == 0 || (a.length() == 1 && a.limbs()[0] == 1)) return make_number(a.size < 0 && exponent % 2 == 0 ? Int{1} : Int{a.size});
  Int bits = 0;
  if (__builtin_mul_overflow(bigint_bit_length(self, base), exponent, &bits)) bits = INT64_MAX;
  check_size(self, bits / 64);
  return made_by(self, bits <= kSmall * 64, [&](mpz_ptr result) { mpz_pow_ui(result, Reader(a), static_cast<unsigned long>(exponent)); });
}

Foreign* bigint_power_modulo(Process& self, Foreign* base, Foreign* exponent, Foreign* modulus) {
  // The table of powers is on the stack.
  const bool is_small = number(modulus).length() <= 4 && number(exponent).length() <= 4 && number(base).length() <= kSmall;
  return made_by(self, is_small, [&](mpz_ptr result) {
    mpz_powm(result, Reader(number(base)), Reader(number(exponent)), Reader(number(modulus)));
  });
}

Object* bigint_inverse_modulo(Process& self, Foreign* value, Foreign* modulus) {
  bool exists = false;
  Foreign* made = made_by(self, are_small(value, modulus), [&](mpz_ptr result) {
    exists = mpz_invert(result, Reader(number(value)), Reader(number(modulus))) != 0;
  });
  if (exists) return some(to_word(made), kForeign);
  drop(made, kForeign);
  return none();
}

Foreign* bigint_greatest_common_divisor(Process& self, Foreign* a, Foreign* b) { return apply(self, mpz_gcd, a, b, are_small(a, b)); }

Foreign* bigint_square_root(Process& self, Foreign* value) {
  return made_by(self, number(value).length() <= kSmall, [&](mpz_ptr result) { mpz_sqrt(result, Reader(number(value))); });
}

Bool bigint_is_probably_prime(Process& self, Foreign* value) {
  // Baillie-PSW and then Miller-Rabin: no composite number is known that passes even the first.
  constexpr int kRounds = 30;
  return compute(self, number(value).length() <= 1, [&] { return number(value).size > 0 && mpz_probab_prime_p(Reader(number(value)), kRounds) != 0; });
}

Foreign* bigint_bitwise_and(Process& self, Foreign* a, Foreign* b) { return apply(self, mpz_and, a, b, are_scanned(a, b)); }
Foreign* bigint_bitwise_or(Process& self, Foreign* a, Foreign* b) { return apply(self, mpz_ior, a, b, are_scanned(a, b)); }
Foreign* bigint_bitwise_exclusive_or(Process& self, Foreign* a, Foreign* b) { return apply(self, mpz_xor, a, b, are_scanned(a, b)); }
Foreign* bigint_bitwise_not(Process& self, Foreign* a) {
  return made_by(self, number(a).length() <= kScanned, [&](mpz_ptr result) { mpz_com(result, Reader(number(a))); });
}

Foreign* bigint_shift_left(Process& self, Foreign* a, Int by) {
  if (number(a).size == 0) return shared_number(a);
  const Int length = number(a).length() + by / 64 + 1;
  check_size(self, length);
  return made_by(self, length <= kScanned, [&](mpz_ptr result) { mpz_mul_2exp(result, Reader(number(a)), static_cast<mp_bitcnt_t>(by)); });
}
Foreign* bigint_shift_right(Process& self, Foreign* a, Int by) {
  return made_by(self, number(a).length() <= kScanned, [&](mpz_ptr result) { mpz_fdiv_q_2exp(result, Reader(number(a)), static_cast<mp_bitcnt_t>(by)); });
}

Int bigint_bit_length(Process&, Foreign* value) {
  const BigInt& a = number(value);
  return a.size == 0 ? 0 : a.length() * 64 - std::countl_zero(a.limbs()[a.length() - 1]);
}

Bool bigint_has_bit(Process&, Foreign* value, Int index) { return mpz_tstbit(Reader(number(value)), static_cast<mp_bitcnt_t>(index)) != 0; }

}  // namespace riot
