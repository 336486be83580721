// SPDX-License-Identifier: MIT
// Strings and Bytes: bytes of their own behind the header, a literal's, or a slice of another's.
#include <algorithm>
#include <cstring>

#include "riot/process.h"
#include "runtime/src/value/strings.h"

namespace riot {
namespace detail {
namespace {

static_assert(sizeof(String) == sizeof(Bytes));  // one layout, see strings.h

// Shorter slices copy: no dearer than a second header, and the whole need not live on for them.
constexpr std::size_t kShort = 32;

template <class T>
T* with_bytes(std::size_t size, std::size_t capacity) {
  T* s = static_cast<T*>(allocate(sizeof(T) + capacity));
  s->count = 1;
  s->tag = 0;
  s->detail = 0;
  s->size = static_cast<std::int64_t>(size);
  s->data = reinterpret_cast<decltype(s->data)>(s + 1);
  s->holder = Holder::behind(capacity);
  return s;
}

// Most texts are words, for which a call of memcpy is dear: two numbers that overlap, or touch.
void copy_bytes(char* to, const char* from, std::size_t size) {
  const auto copy = [&](auto number) {
    auto last = number;
    std::memcpy(&number, from, sizeof number);
    std::memcpy(&last, from + size - sizeof last, sizeof last);
    std::memcpy(to, &number, sizeof number);
    std::memcpy(to + size - sizeof last, &last, sizeof last);
  };
  if (size > 16) std::memcpy(to, from, size);
  else if (size >= 8) copy(std::uint64_t{});
  else if (size >= 4) copy(std::uint32_t{});
  else if (size >= 2) copy(std::uint16_t{});
  else if (size == 1) *to = *from;
}

template <class T>
T* copy_of(std::string_view text) {
  T* s = with_bytes<T>(text.size(), text.size());
  copy_bytes(reinterpret_cast<char*>(s + 1), text.data(), text.size());
  return s;
}

template <class T, class Whole>
T* view_into(Whole* whole, std::size_t from, std::size_t size) {
  if (size <= kShort) return copy_of<T>(view(whole).substr(from, size));
  T* s = with_bytes<T>(size, 0);
  s->data = reinterpret_cast<decltype(s->data)>(whole->data + from);
  // What neither owns bytes nor looks into another's is a literal, whose bytes never go.
  Object* owner = whole->holder.owner();
  if (!owner && whole->holder.capacity()) owner = whole;
  if (owner) share(owner);
  s->holder = Holder::inside(owner);
  return s;
}

template <class T>
T* part_of(T* whole, std::size_t from, std::size_t size) {
  if (from == 0 && size == static_cast<std::size_t>(whole->size)) return shared(whole);
  return view_into<T>(whole, from, size);
}

}  // namespace

String* new_string(std::string_view text) { return text.empty() ? empty_string() : copy_of<String>(text); }
Bytes* new_bytes(std::string_view data) { return copy_of<Bytes>(data); }
String* new_string_of_size(std::size_t size) { return with_bytes<String>(size, size); }
Bytes* new_bytes_of_size(std::size_t size) { return with_bytes<Bytes>(size, size); }

String* slice(String* whole, std::size_t from, std::size_t size) {
  return size ? part_of(whole, from, size) : empty_string();
}
Bytes* slice(Bytes* whole, std::size_t from, std::size_t size) { return part_of(whole, from, size); }
String* as_string(Bytes* bytes) { return view_into<String>(bytes, 0, static_cast<std::size_t>(bytes->size)); }
Bytes* as_bytes(String* text) { return view_into<Bytes>(text, 0, static_cast<std::size_t>(text->size)); }

String* empty_string() noexcept {
  static constexpr Literal empty("", 0);
  return text(empty);
}

// Appends bytes, which are not those of `a`; consumes it.
template <class T>
T* extended(T* a, std::string_view right, const TypeInfo& type) {
  const std::string_view left = view(a);
  // A private one may have room behind its last byte; nobody else sees those bytes.
  const bool grows = is_unique(a) && a->holder.capacity();
  const std::size_t offset = grows ? static_cast<std::size_t>(left.data() - bytes_of(a)) : 0;
  if (grows && a->holder.capacity() - offset - left.size() >= right.size()) {
    std::memcpy(bytes_of(a) + offset + left.size(), right.data(), right.size());
    a->size += static_cast<std::int64_t>(right.size());
    return a;
  }
  const std::size_t size = left.size() + right.size();
  T* result = with_bytes<T>(size, grows ? std::max(size, 2 * left.size()) : size);
  std::memcpy(bytes_of(result), left.data(), left.size());
  std::memcpy(bytes_of(result) + left.size(), right.data(), right.size());
  drop(a, type);
  return result;
}

// Appends b's bytes; consumes both.
template <class T>
T* concatenate(T* a, T* b, const TypeInfo& type) {
  if (b->size == 0) {
    drop(b, type);
    return a;
  }
  if (a->size == 0) {
    drop(a, type);
    return b;
  }
  T* result = extended(a, view(b), type);
  drop(b, type);
  return result;
}

Bytes* append(Bytes* data, std::string_view rest) {
  if (rest.empty()) return data;
  if (data->size) return extended(data, rest, kBytes);
  drop(data, kBytes);
  return new_bytes(rest);
}

String* append(String* text, std::string_view rest) {
  // Short texts are mostly parts of messages, and are not worth room to grow.
  constexpr std::int64_t kShortText = 64;
  if (text->size >= kShortText && !rest.empty()) return extended(text, rest, kString);
  const std::size_t size = static_cast<std::size_t>(text->size);
  if (size + rest.size() == 0) return text;
  String* result = new_string_of_size(size + rest.size());
  std::memcpy(bytes_of(result), text->data, size);
  std::memcpy(bytes_of(result) + size, rest.data(), rest.size());
  drop(text, kString);
  return result;
}

}  // namespace detail

using detail::view;

bool string_equal(const String* a, const String* b) noexcept {
  return detail::same_text(a, b);
}

// UTF-8 orders by code points when it is compared byte by byte.
int string_compare(const String* a, const String* b) noexcept { return view(a).compare(view(b)); }

String* string_concat(Process&, String* a, String* b) { return detail::concatenate(a, b, kString); }
Bytes* bytes_concat(Process&, Bytes* a, Bytes* b) { return detail::concatenate(a, b, kBytes); }

bool string_starts_with(const String* text, const String* prefix) noexcept { return view(text).starts_with(view(prefix)); }

String* string_rest(Process&, String* text, Int from_byte) {
  if (is_unique(text)) {
    text->data += from_byte;
    text->size -= from_byte;
    return text;
  }
  const std::size_t from = static_cast<std::size_t>(from_byte);
  String* rest = detail::slice(text, from, static_cast<std::size_t>(text->size) - from);
  drop(text, kString);
  return rest;
}

}  // namespace riot
