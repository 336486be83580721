// SPDX-License-Identifier: MIT
// What lists need that Riot cannot say.
#include "riot/library.h"
#include "runtime/src/library/build.h"

namespace riot {

using namespace detail;

std::uint16_t compare_values(Process&, Word a, Word b, const TypeInfo& type) {
  const int order = compare(a, b, type);
  return static_cast<std::uint16_t>(order < 0 ? 0 : order == 0 ? 1 : 2);
}

// The cells of `first` that nobody else sees are kept and the last of them is led to `second`; from the first cell that
// others see on, copies follow.
Object* list_concat(Process&, Object* first, Object* second, const TypeInfo& item) {
  if (!is_object(first)) return second;
  if (!is_object(second)) return first;
  const Layout layout = layout_of(item, kAnyObject);
  auto tail_of = [&](Object* cell) { return object_of(load(at_offset(cell, layout.second), kAnyObject)); };
  auto lead = [&](Object* cell, Object* to) { store(at_offset(cell, layout.second), kAnyObject, to_word(to)); };
  Object* result = nullptr;
  Object* last = nullptr;
  Object* cell = first;
  while (is_object(cell) && is_unique(cell)) {
    if (!result) result = cell;
    last = cell;
    cell = tail_of(cell);
  }
  Object* seen = cell;  // owned by the last private cell, or by the caller
  for (; is_object(cell); cell = tail_of(cell)) {
    Object* copy = new_object(layout.size, 1);
    const Word head = load(at_offset(cell, layout.first), item);
    store(at_offset(copy, layout.first), item, shared_word(head, item));
    if (last) lead(last, copy);
    else result = copy;
    last = copy;
  }
  lead(last, second);
  if (is_object(seen)) {
    TypeInfo list{Kind::List, true, 2, "List", nullptr, nullptr, nullptr};
    const FieldInfo fields[] = {{nullptr, &item, layout.first, nullptr}, {nullptr, &list, layout.second, nullptr}};
    const ConstructorInfo constructors[] = {{"[]", nullptr, 0, false, 0}, {"::", fields, 2, true, layout.size}};
    list.constructors = constructors;
    drop(seen, list);
  }
  return result;
}

}  // namespace riot
