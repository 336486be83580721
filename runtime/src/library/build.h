// SPDX-License-Identifier: MIT
// Objects of library types as emitted code lays them out: Option, Result, pairs, lists. All consume what they are given.
#pragma once
#include <algorithm>

#include "riot/value.h"
#include "runtime/src/value/layout.h"

namespace riot::detail {

// An object of one or two fields.
struct Layout {
  std::uint32_t first, second, size;
};
inline std::uint32_t round_up(std::size_t n, std::size_t to) { return static_cast<std::uint32_t>((n + to - 1) / to * to); }
inline Layout layout_of(const TypeInfo& first) {
  const std::size_t size = field_size(first);
  const std::uint32_t at = round_up(sizeof(Object), size);
  return {at, 0, round_up(at + size, std::max(size, alignof(Object)))};
}
inline Layout layout_of(const TypeInfo& first, const TypeInfo& second) {
  const std::size_t one = field_size(first), two = field_size(second);
  const std::uint32_t at = round_up(sizeof(Object), one);
  const std::uint32_t then = round_up(at + one, two);
  return {at, then, round_up(then + two, std::max({one, two, alignof(Object)}))};
}
inline Object* new_object(std::uint32_t size, unsigned tag) {
  Object* p = static_cast<Object*>(allocate(size));
  p->count = 1;
  p->tag = static_cast<std::uint16_t>(tag);
  p->detail = 0;
  return p;
}
inline char* at_offset(Object* p, std::uint32_t offset) { return reinterpret_cast<char*>(p) + offset; }

// A constructor with one argument.
inline Object* make_with(unsigned tag, Word value, const TypeInfo& type) {
  const Layout layout = layout_of(type);
  Object* p = new_object(layout.size, tag);
  store(at_offset(p, layout.first), type, value);
  return p;
}
inline Object* none() { return constant<Object>(0); }
inline Object* some(Word value, const TypeInfo& type) { return make_with(1, value, type); }
inline Object* some(Int value) { return some(to_word(value), kInt); }
inline Object* some(Float value) { return some(to_word(value), kFloat); }
inline Object* some(String* value) { return some(to_word(value), kString); }
inline Object* some(Bytes* value) { return some(to_word(value), kBytes); }
inline Object* ok(Word value, const TypeInfo& type) { return make_with(0, value, type); }
inline Object* error(Word value, const TypeInfo& type) { return make_with(1, value, type); }

inline Object* pair(Word first, const TypeInfo& first_type, Word second, const TypeInfo& second_type) {
  const Layout layout = layout_of(first_type, second_type);
  Object* p = new_object(layout.size, 0);
  store(at_offset(p, layout.first), first_type, first);
  store(at_offset(p, layout.second), second_type, second);
  return p;
}

// A reference to any value more.
inline Word shared_word(Word word, const TypeInfo& type) {
  if (type.has_references) share(object_of(word));
  return word;
}

// A type that is an object of the library's making: tuples, lists, options.
inline const TypeInfo kAnyObject{Kind::Data, true, 0, "object", nullptr, nullptr, nullptr};

// A list from first to last.
class ListBuilder {
 public:
  explicit ListBuilder(const TypeInfo& item) : item_(item), layout_(layout_of(item, kAnyObject)) {}
  void add(Word value) {
    Object* cell = new_object(layout_.size, 1);
    store(at_offset(cell, layout_.first), item_, value);
    store(at_offset(cell, layout_.second), kAnyObject, to_word(constant<Object>(0)));
    if (last_) store(at_offset(last_, layout_.second), kAnyObject, to_word(cell));
    else first_ = cell;
    last_ = cell;
  }
  Object* list() const { return first_; }

 private:
  const TypeInfo& item_;
  Layout layout_;
  Object* first_ = constant<Object>(0);
  Object* last_ = nullptr;
};

// Walks a list, which is borrowed.
class ListReader {
 public:
  ListReader(const Object* list, const TypeInfo& item) : cell_(list), item_(item), layout_(layout_of(item, kAnyObject)) {}
  bool done() const { return !is_object(cell_); }
  Word head() const { return load(at_offset(const_cast<Object*>(cell_), layout_.first), item_); }
  void next() { cell_ = object_of(load(at_offset(const_cast<Object*>(cell_), layout_.second), kAnyObject)); }

 private:
  const Object* cell_;
  const TypeInfo& item_;
  Layout layout_;
};

}  // namespace riot::detail
