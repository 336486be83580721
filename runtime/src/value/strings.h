// SPDX-License-Identifier: MIT
// How the runtime makes Strings and Bytes. Both have one layout, so a slice of one may have the other as its owner.
#pragma once
#include <cstring>
#include <string_view>

#include "riot/value.h"

namespace riot::detail {

inline std::string_view view(const String* s) { return {s->data, static_cast<std::size_t>(s->size)}; }
inline std::string_view view(const Bytes* b) {
  return {reinterpret_cast<const char*>(b->data), static_cast<std::size_t>(b->size)};
}

// Most texts that are compared are words: for those a call of memcmp is dear.
inline bool same_bytes(const void* a, const void* b, std::size_t size) noexcept {
  const char* p = static_cast<const char*>(a);
  const char* q = static_cast<const char*>(b);
  // Two numbers of each that overlap, or touch.
  const auto same = [&](auto number) {
    auto first = number, last = number, other_first = number, other_last = number;
    std::memcpy(&first, p, sizeof number);
    std::memcpy(&other_first, q, sizeof number);
    std::memcpy(&last, p + size - sizeof number, sizeof number);
    std::memcpy(&other_last, q + size - sizeof number, sizeof number);
    return ((first ^ other_first) | (last ^ other_last)) == 0;
  };
  if (size > 16) return std::memcmp(p, q, size) == 0;
  if (size >= 8) return same(std::uint64_t{});
  if (size >= 4) return same(std::uint32_t{});
  return size == 0 || (p[0] == q[0] && p[size / 2] == q[size / 2] && p[size - 1] == q[size - 1]);
}
inline bool same_text(const String* a, const String* b) noexcept {
  return a->size == b->size && (a->data == b->data || same_bytes(a->data, b->data, static_cast<std::size_t>(a->size)));
}

// A private one with its own bytes, copied. Only from a process or a worker, like all that makes objects.
String* new_string(std::string_view text);
Bytes* new_bytes(std::string_view data);
// The bytes are the caller's to fill, up to `size`.
String* new_string_of_size(std::size_t size);
Bytes* new_bytes_of_size(std::size_t size);
// These consume the first, which may have room for the rest.
String* append(String* text, std::string_view rest);
Bytes* append(Bytes* data, std::string_view rest);
inline char* bytes_of(String* own) { return reinterpret_cast<char*>(own + 1); }
inline char* bytes_of(Bytes* own) { return reinterpret_cast<char*>(own + 1); }

// Part of `whole`, which is borrowed. Shares the bytes unless the part is short.
String* slice(String* whole, std::size_t from, std::size_t size);
Bytes* slice(Bytes* whole, std::size_t from, std::size_t size);
// The same bytes as the other type.
String* as_string(Bytes* bytes);
Bytes* as_bytes(String* text);

String* empty_string() noexcept;

}  // namespace riot::detail
