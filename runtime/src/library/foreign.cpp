// SPDX-License-Identifier: MIT
// What the counterparts of Riot types in C++ are made of.
#include "riot/foreign.h"

#include <cstring>
#include <stdexcept>

#include "runtime/src/library/build.h"
#include "runtime/src/library/unicode.h"
#include "runtime/src/value/map.h"
#include "runtime/src/value/strings.h"

namespace riot::foreign {

void mismatch(const char* found, const TypeInfo& type) {
  throw std::invalid_argument(std::string("a foreign function has ") + found + " where Riot has " + type.name);
}
void out_of_range(const TypeInfo& type) { throw std::out_of_range(std::string("a number of a foreign function does not fit, where Riot has ") + type.name); }

void crash(Process& self, std::string_view reason, const char* place) {
  const bool is_text = detail::is_utf8(reason);
  panic(self, detail::new_string(is_text ? reason : "an exception of foreign code"), place);
}

String* new_text(std::string_view text) {
  if (!detail::is_utf8(text)) throw std::invalid_argument("a foreign function's text is not UTF-8");
  return detail::new_string(text);
}
Bytes* new_data(const unsigned char* data, std::size_t size) { return detail::new_bytes({reinterpret_cast<const char*>(data), size}); }

Object* new_object(const ConstructorInfo& info, unsigned tag) {
  Object* object = detail::new_object(info.size, tag);
  std::memset(static_cast<void*>(object + 1), 0, info.size - sizeof(Object));
  for (unsigned i = 0; i < info.field_count; ++i)
    if (info.fields[i].type->has_references) put(object, info.fields[i], to_word(constant<Object>(0)));
  return object;
}
void put(Object* object, const FieldInfo& field, Word value) { detail::store(detail::at_offset(object, field.offset), *field.type, value); }
Word get(const Object* object, const FieldInfo& field) { return detail::field(object, field); }

void each_entry(const Object* map, const TypeInfo& type, void (*visit)(void*, Word, Word), void* context) {
  const bool has_values = type.kind == Kind::Map;
  detail::each_entry(static_cast<const Map*>(map), type, [&](const Word* entry) { visit(context, entry[0], has_values ? entry[1] : 0); });
}
Word new_map() { return to_word(detail::empty_map()); }
Word insert(Word map, Word key, Word value, const TypeInfo& type) { return to_word(detail::insert(static_cast<Map*>(detail::object_of(map)), key, value, type)); }

Word new_handle(std::shared_ptr<void> thing) {
  Handle* handle = static_cast<Handle*>(allocate(sizeof(Handle)));
  handle->count = 1;
  handle->tag = 0;
  handle->detail = 0;
  handle->destroy = [](Foreign* self) noexcept {
    Handle* mine = static_cast<Handle*>(self);
    mine->thing.~shared_ptr();
    release_memory(mine, sizeof(Handle));
  };
  ::new (static_cast<void*>(&handle->thing)) std::shared_ptr<void>(std::move(thing));
  return to_word(handle);
}

}  // namespace riot::foreign
