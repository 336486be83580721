// SPDX-License-Identifier: MIT
// Text being built, and how plain values look in it.
#pragma once
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>

#include "riot/value.h"

namespace riot::detail {

// Grows by doubling; short texts need no heap.
class Text {
 public:
  Text() = default;
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  ~Text() {
    if (data_ != inline_) std::free(data_);
  }

  void add(std::string_view text) { std::memcpy(extend(text.size()), text.data(), text.size()); }
  void add(const String* text) { add(std::string_view(text->data, static_cast<std::size_t>(text->size))); }
  void add(char c) { *extend(1) = c; }
  // Room for `size` more bytes, to be written by the caller.
  char* extend(std::size_t size) {
    if (capacity_ - size_ < size) grow(size);
    char* end = data_ + size_;
    size_ += size;
    return end;
  }
  void cut(std::size_t size) { size_ = size; }

  std::string_view view() const { return {data_, size_}; }
  std::size_t size() const { return size_; }

 private:
  void grow(std::size_t size) {
    std::size_t capacity = capacity_ * 2;
    while (capacity - size_ < size) capacity *= 2;
    char* bigger = static_cast<char*>(data_ == inline_ ? std::malloc(capacity) : std::realloc(data_, capacity));
    if (!bigger) throw std::bad_alloc();
    if (data_ == inline_) std::memcpy(bigger, inline_, size_);
    data_ = bigger;
    capacity_ = capacity;
  }

  char inline_[256];
  char* data_ = inline_;
  std::size_t size_ = 0;
  std::size_t capacity_ = sizeof inline_;
};

void add_int(Text& out, Int value);
void add_float(Text& out, Float value);
void add_duration(Text& out, Int nanoseconds);
void add_quoted(Text& out, std::string_view text);  // as a literal of the language
void add_bytes(Text& out, const Bytes* bytes);
void add_code_point(Text& out, std::uint32_t code_point);

// Any value as `show` has it: a String as it is, quoted inside others.
void add_value(Text& out, Word value, const TypeInfo& type);
// The same with a String quoted too, as inside a structure.
void add_value_quoted(Text& out, Word value, const TypeInfo& type);

}  // namespace riot::detail
