// SPDX-License-Identifier: MIT
// What lists need that Riot cannot say.
#include "riot/library.h"
#include "runtime/src/library/build.h"
#include "runtime/src/library/list.h"

namespace riot {

namespace detail {

void drop_list(Object* cell, const TypeInfo& item) {
  const Layout layout = layout_of(item, kAnyObject);
  TypeInfo list{Kind::List, true, 2, "List", nullptr, nullptr, nullptr};
  const FieldInfo fields[] = {{nullptr, &item, layout.first, nullptr}, {nullptr, &list, layout.second, nullptr}};
  const ConstructorInfo constructors[] = {{"[]", nullptr, 0, false, 0}, {"::", fields, 2, true, layout.size}};
  list.constructors = constructors;
  drop(cell, list);
}

}  // namespace detail

using namespace detail;

std::uint16_t compare_values(Process&, Word a, Word b, const TypeInfo& type) {
  const int order = compare(a, b, type);
  return static_cast<std::uint16_t>(order < 0 ? 0 : order == 0 ? 1 : 2);
}

// The cells of `first` that nobody else sees are kept and the last of them is led to `second`; from the first cell that
// others see on, copies follow.
Object* list_append(Process&, Object* first, Object* second, const TypeInfo& item) {
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
  drop_list(seen, item);
  return result;
}

// Cells that nobody else sees are turned round where they are.
Object* list_reverse(Process&, Object* list, const TypeInfo& item) {
  const Layout layout = layout_of(item, kAnyObject);
  Object* reversed = constant<Object>(0);
  while (is_object(list) && is_unique(list)) {
    Object* tail = object_of(load(at_offset(list, layout.second), kAnyObject));
    store(at_offset(list, layout.second), kAnyObject, to_word(reversed));
    reversed = list;
    list = tail;
  }
  if (!is_object(list)) return reversed;
  for (ListReader r(list, item); !r.done(); r.next()) {
    Object* cell = new_object(layout.size, 1);
    store(at_offset(cell, layout.first), item, shared_word(r.head(), item));
    store(at_offset(cell, layout.second), kAnyObject, to_word(reversed));
    reversed = cell;
  }
  drop_list(list, item);
  return reversed;
}

Object* list_range(Process&, Int from, Int to) {
  ListBuilder list(kInt);
  for (Int i = from; i <= to; ++i) {
    list.add(to_word(i));
    if (i == to) break;  // the greatest Int has no next
  }
  return list.list();
}

}  // namespace riot
