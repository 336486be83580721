// SPDX-License-Identifier: MIT
// How the runtime makes Strings and Bytes. Both have one layout, so a slice of one may have the other as its owner.
#pragma once
#include <string_view>

#include "riot/value.h"

namespace riot::detail {

inline std::string_view view(const String* s) { return {s->data, static_cast<std::size_t>(s->size)}; }
inline std::string_view view(const Bytes* b) {
  return {reinterpret_cast<const char*>(b->data), static_cast<std::size_t>(b->size)};
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
