// SPDX-License-Identifier: MIT
// Bit patterns and bit expressions. Bytes under construction keep the number of bits used in their last byte in
// Object::detail; 0 when it is whole.
#include <bit>
#include <cstring>

#include "riot/arithmetic.h"
#include "riot/library.h"
#include "runtime/src/library/unicode.h"
#include "runtime/src/value/strings.h"

namespace riot {

using namespace detail;

namespace {

// `size` bits from a place on, the first the most significant.
std::uint64_t read_big(const unsigned char* data, std::uint64_t at, unsigned size) {
  std::uint64_t value = 0;
  while (size > 0) {
    const unsigned offset = at % 8, taken = std::min(8 - offset, size);
    const unsigned bits = static_cast<unsigned>(data[at / 8]) >> (8 - offset - taken) & ((1u << taken) - 1);
    value = value << taken | bits;
    at += taken;
    size -= taken;
  }
  return value;
}

// Whole bytes from the least significant on, then what is left over.
std::uint64_t read_little(const unsigned char* data, std::uint64_t at, unsigned size) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < size; shift += 8) {
    const unsigned taken = std::min(8u, size - shift);
    value |= read_big(data, at + shift, taken) << shift;
  }
  return value;
}

void add_bits(Text& tail, unsigned& used, std::uint64_t value, unsigned size) {
  while (size > 0) {
    if (used == 0) tail.add('\0');
    const unsigned taken = std::min(8 - used, size);
    const unsigned bits = static_cast<unsigned>(value >> (size - taken)) & ((1u << taken) - 1);
    char* last = const_cast<char*>(tail.view().data()) + tail.size() - 1;
    *last = static_cast<char>(static_cast<unsigned char>(*last) | bits << (8 - used - taken));
    used = (used + taken) % 8;
    size -= taken;
  }
}

// Appends whole bytes to bytes that end with a whole one, or shifts them in.
Bytes* add_whole(Bytes* data, std::string_view part) {
  const unsigned used = data->detail;
  if (used == 0) return append(data, part);
  Text shifted;
  unsigned now = used;
  shifted.add(static_cast<char>(data->data[data->size - 1]));
  for (char c : part) add_bits(shifted, now, static_cast<unsigned char>(c), 8);
  --data->size;
  data->detail = 0;
  data = append(data, shifted.view());
  data->detail = static_cast<std::uint16_t>(used);
  return data;
}

[[noreturn]] void crash(Process& self, Bytes* data, const char* reason, const char* place) {
  drop(data, kBytes);
  panic(self, new_string(reason), place);
}

}  // namespace

Int bits_int(Process&, Bytes* data, Int at, Int size, Bool is_signed, Bool is_little, const char* place) {
  const unsigned width = static_cast<unsigned>(size);
  const std::uint64_t from = static_cast<std::uint64_t>(at);
  std::uint64_t value = is_little ? read_little(data->data, from, width) : read_big(data->data, from, width);
  if (is_signed) {
    if (width < 64 && value >> (width - 1) & 1) value |= ~std::uint64_t{0} << width;
  } else if (width == 64 && value >> 63) {
    fail_overflow(place);
  }
  return static_cast<Int>(value);
}

Float bits_float(Process&, Bytes* data, Int at, Int size, Bool is_little) {
  const unsigned width = static_cast<unsigned>(size);
  const std::uint64_t from = static_cast<std::uint64_t>(at);
  const std::uint64_t bits = is_little ? read_little(data->data, from, width) : read_big(data->data, from, width);
  return width == 32 ? static_cast<Float>(std::bit_cast<float>(static_cast<std::uint32_t>(bits))) : std::bit_cast<double>(bits);
}

namespace {
// Up to four bytes from a place on, wherever it lies.
struct Ahead {
  char bytes[4];
  std::size_t size;
  Ahead(const Bytes* data, Int at) {
    size = static_cast<std::size_t>(std::min<Int>((data->size * 8 - at) / 8, 4));
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(read_big(data->data, static_cast<std::uint64_t>(at) + 8 * i, 8));
  }
  std::size_t code_point_size() const {
    for (std::size_t n = 1; n <= size; ++n)
      if (is_utf8({bytes, n})) return n;
    return 0;
  }
};
}  // namespace

Int bits_utf8_size(Process&, Bytes* data, Int at) { return static_cast<Int>(8 * Ahead(data, at).code_point_size()); }

Int bits_utf8(Process&, Bytes* data, Int at) {
  const Ahead ahead(data, at);
  std::size_t from = 0;
  return next_code_point({ahead.bytes, ahead.size}, from);
}

Bytes* bits_bytes(Process&, Bytes* data, Int at, Int count) {
  return slice(data, static_cast<std::size_t>(at / 8), static_cast<std::size_t>(count));
}

Bool bits_has_text(Process& self, Bytes* data, Int at, String* text) {
  if (!bits_fit(self, data, at, text->size, 8)) return false;
  if (at % 8 == 0) return view(data).substr(static_cast<std::size_t>(at / 8)).starts_with(view(text));
  std::uint64_t from = static_cast<std::uint64_t>(at);
  for (const char c : view(text)) {
    if (read_big(data->data, from, 8) != static_cast<unsigned char>(c)) return false;
    from += 8;
  }
  return true;
}

Bool bits_equal_int(Process&, Bytes* data, Int at, Int size, Bool is_signed, Bool is_little, Int value) {
  const std::uint64_t from = static_cast<std::uint64_t>(at);
  if (size > 64 || size == 0) {  // only a literal 0 is that wide
    if (value != 0) return false;
    for (Int done = 0; done < size; done += 64)
      if (read_big(data->data, from + static_cast<std::uint64_t>(done), static_cast<unsigned>(std::min<Int>(64, size - done))) != 0) return false;
    return true;
  }
  const unsigned width = static_cast<unsigned>(size);
  std::uint64_t found = is_little ? read_little(data->data, from, width) : read_big(data->data, from, width);
  if (is_signed && width < 64 && found >> (width - 1) & 1) found |= ~std::uint64_t{0} << width;
  if (!is_signed && value < 0) return false;
  return found == static_cast<std::uint64_t>(value);
}

Bytes* bits_new(Process&) { return new_bytes({}); }

Bytes* bits_add_int(Process&, Bytes* data, Int value, Int size, Bool is_little) {
  if (size <= 0) return data;
  const std::uint64_t bits = static_cast<std::uint64_t>(value);
  unsigned used = data->detail;
  Text tail;
  if (used) {
    tail.add(static_cast<char>(data->data[data->size - 1]));
    --data->size;
    data->detail = 0;
  }
  if (is_little) {
    for (Int shift = 0; shift < size; shift += 8)
      add_bits(tail, used, shift < 64 ? bits >> shift : 0, static_cast<unsigned>(std::min<Int>(8, size - shift)));
  } else {
    // Wider than the value: zeros in front (only a literal 0 is that wide).
    for (Int left = size - 64; left > 0; left -= 64) add_bits(tail, used, 0, static_cast<unsigned>(std::min<Int>(left, 64)));
    add_bits(tail, used, bits, static_cast<unsigned>(std::min<Int>(size, 64)));
  }
  data = append(data, tail.view());
  data->detail = static_cast<std::uint16_t>(used);
  return data;
}

Bytes* bits_add_float(Process& self, Bytes* data, Float value, Int size, Bool is_little) {
  const std::uint64_t bits = size == 32 ? std::bit_cast<std::uint32_t>(static_cast<float>(value)) : std::bit_cast<std::uint64_t>(value);
  return bits_add_int(self, data, static_cast<Int>(bits), size, is_little);
}

Bytes* bits_add_utf8(Process& self, Bytes* data, Int code_point, const char* place) {
  if (code_point < 0 || code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff))
    crash(self, data, "not a Unicode code point", place);
  Text text;
  add_code_point(text, static_cast<std::uint32_t>(code_point));
  return add_whole(data, text.view());
}

Bytes* bits_add_text(Process&, Bytes* data, String* text) {
  data = add_whole(data, view(text));
  drop(text, kString);
  return data;
}

Bytes* bits_add_bytes(Process&, Bytes* data, Bytes* part) {
  data = add_whole(data, view(part));
  drop(part, kBytes);
  return data;
}

Bytes* bits_add_part(Process& self, Bytes* data, Bytes* part, Int count, const char* place) {
  const bool fits = count >= 0 && count <= part->size;
  if (fits) data = add_whole(data, view(part).substr(0, static_cast<std::size_t>(count)));
  drop(part, kBytes);
  if (!fits) crash(self, data, "too few bytes for a segment", place);
  return data;
}

Bytes* bits_finish(Process& self, Bytes* data, const char* place) {
  if (data->detail) crash(self, data, "the segments do not add up to whole bytes", place);
  return data;
}

}  // namespace riot
