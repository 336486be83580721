// SPDX-License-Identifier: MIT
// Values as text. A stack of half-shown objects, no recursion.
#include <vector>

#include "runtime/src/value/hooks.h"
#include "runtime/src/value/strings.h"
#include "runtime/src/value/structure.h"
#include "runtime/src/value/text.h"
#include "runtime/src/value/work_stack.h"

namespace riot {
namespace detail {
namespace {

// What is shown next: a part of an object, then what closes it.
struct Open {
  enum class Part : std::uint8_t { Fields, List, Entries };
  const void* object;  // of Entries: the entries, in order
  const TypeInfo* type;
  std::uint32_t next;
  Part part;
};

std::string_view view(const String* s) { return {s->data, static_cast<std::size_t>(s->size)}; }

void add_leaf(Text& out, Word value, const TypeInfo& type) {
  switch (type.kind) {
    case Kind::Unit: return out.add("()");
    case Kind::Bool: return out.add(value ? "true" : "false");
    case Kind::Int: return add_int(out, from_word<Int>(value));
    case Kind::Float: return add_float(out, from_word<double>(value));
    case Kind::Duration: return add_duration(out, from_word<Int>(value));
    case Kind::Enum: return out.add(type.constructors[value].name);
    case Kind::String: return add_quoted(out, view(static_cast<const String*>(object_of(value))));
    case Kind::Bytes: return add_bytes(out, static_cast<const Bytes*>(object_of(value)));
    case Kind::Pid:
      out.add("Pid(");
      add_int(out, static_cast<Int>(process_number(object_of(value))));
      return out.add(')');
    case Kind::Name:
      out.add("Name(");
      add_quoted(out, view(name_text(object_of(value))));
      return out.add(')');
    case Kind::Foreign: {
      const Foreign* foreign = static_cast<const Foreign*>(object_of(value));
      if (foreign->detail != kForeignValue) return out.add(type.name);
      const ForeignValue* meaningful = static_cast<const ForeignValue*>(foreign);
      return meaningful->meaning->show(out, meaningful);
    }
    default: return out.add(type.name);
  }
}

class Shower {
 public:
  explicit Shower(Text& out) : out_(out) {}

  void show(Word value, const TypeInfo& type) {
    begin(value, type);
    while (!open_.empty()) {
      Open now = open_.pop();
      switch (now.part) {
        case Open::Part::Fields: fields(now); break;
        case Open::Part::List: list(now); break;
        case Open::Part::Entries: entries(now); break;
      }
    }
  }

 private:
  // Shows a leaf, or the head of anything else and leaves its parts on the stack.
  void begin(Word value, const TypeInfo& type) {
    if (is_leaf(type.kind)) return add_leaf(out_, value, type);
    const Object* object = object_of(value);
    switch (type.kind) {
      case Kind::List:
        out_.add('[');
        open_.push({object, &type, 0, Open::Part::List});
        return;
      case Kind::Map:
      case Kind::Set:
        out_.add(type.kind == Kind::Map ? "#{" : "Set(");
        listed_.push_back(sorted_entries(static_cast<const Map*>(object), type));
        open_.push({listed_.back().get(), &type, 0, Open::Part::Entries});
        return;
      default:
        if (is_sequence(type)) {
          out_.add(type.constructors[0].name);
          out_.add('(');
          listed_.push_back(sequence_items(object, type));
          open_.push({listed_.back().get(), &type, 0, Open::Part::Entries});
          return;
        }
        if (type.kind == Kind::Data) out_.add(type.constructors[tag_of(object)].name);
        if (!is_object(object) || constructor(object, type).field_count == 0) return;
        out_.add('(');
        open_.push({object, &type, 0, Open::Part::Fields});
    }
  }

  void fields(Open& now) {
    const Object* object = static_cast<const Object*>(now.object);
    const ConstructorInfo& info = constructor(object, *now.type);
    while (now.next < info.field_count) {
      const FieldInfo& f = info.fields[now.next];
      if (now.next++) out_.add(", ");
      if (f.label) {
        out_.add(f.label);
        out_.add(": ");
      }
      if (!is_leaf(f.type->kind)) {
        open_.push(now);
        return begin(field(object, f), *f.type);
      }
      add_leaf(out_, field(object, f), *f.type);
    }
    out_.add(')');
  }

  void list(Open& now) {
    const Object* cell = static_cast<const Object*>(now.object);
    while (is_object(cell)) {
      const ConstructorInfo& info = constructor(cell, *now.type);
      const FieldInfo& head = info.fields[0];
      const Object* tail = object_of(field(cell, info.fields[1]));
      if (now.next) out_.add(", ");
      now.next = 1;
      if (!is_leaf(head.type->kind)) {
        now.object = tail;
        open_.push(now);
        return begin(field(cell, head), *head.type);
      }
      add_leaf(out_, field(cell, head), *head.type);
      cell = tail;
    }
    out_.add(']');
  }

  void entries(Open& now) {
    const Entries& all = *static_cast<const Entries*>(now.object);
    const bool is_map = now.type->kind == Kind::Map;
    if (now.next == all.size()) {
      // The innermost map that is open is always the last in the list.
      listed_.pop_back();
      return out_.add(is_map ? '}' : ')');
    }
    const std::uint32_t i = now.next++;
    const bool is_value = is_map && i % 2;
    if (i) out_.add(is_value ? " => " : ", ");
    open_.push(now);
    begin(all[i], is_value ? *now.type->second : *now.type->first);
  }

  Text& out_;
  WorkStack<Open> open_;
  std::vector<std::unique_ptr<Entries>> listed_;
};

}  // namespace

void add_value_quoted(Text& out, Word value, const TypeInfo& type) {
  if (is_leaf(type.kind)) return add_leaf(out, value, type);
  Shower(out).show(value, type);
}

void add_value(Text& out, Word value, const TypeInfo& type) {
  if (type.kind == Kind::String) return out.add(static_cast<const String*>(object_of(value)));
  add_value_quoted(out, value, type);
}

}  // namespace detail

String* show(Process&, Word value, const TypeInfo& type) {
  if (type.kind == Kind::String) return shared(from_word<String*>(value));
  detail::Text text;
  detail::add_value(text, value, type);
  return detail::new_string(text.view());
}

String* interpolate(Process&, const Piece* pieces, int count) {
  detail::Text text;
  for (int i = 0; i < count; ++i) detail::add_value(text, pieces[i].value, *pieces[i].type);
  return detail::new_string(text.view());
}

String* interpolate_onto(Process&, String* text, const Piece* pieces, int count) {
  detail::Text rest;
  for (int i = 0; i < count; ++i) detail::add_value(rest, pieces[i].value, *pieces[i].type);
  return detail::append(text, rest.view());
}

}  // namespace riot
