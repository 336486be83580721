// SPDX-License-Identifier: MIT
// Values as JSON, compact, driven by their types. The shapes are those of the language reference; `Json` stands for
// itself. A stack of half-written objects, no recursion.
#include <cmath>
#include <memory>
#include <vector>

#include "riot/library.h"
#include "runtime/src/library/encoding.h"
#include "runtime/src/library/json_shape.h"
#include "runtime/src/value/hooks.h"
#include "runtime/src/value/strings.h"
#include "runtime/src/value/structure.h"
#include "runtime/src/value/text.h"
#include "runtime/src/value/work_stack.h"

namespace riot {

using namespace detail;

namespace {

void add_json_text(Text& out, std::string_view text) {
  out.add('"');
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.add(text.substr(copied, i - copied));
    copied = i + 1;
    switch (c) {
      case '"': out.add("\\\""); break;
      case '\\': out.add("\\\\"); break;
      case '\n': out.add("\\n"); break;
      case '\r': out.add("\\r"); break;
      case '\t': out.add("\\t"); break;
      case '\b': out.add("\\b"); break;
      case '\f': out.add("\\f"); break;
      default: {
        constexpr char hex[] = "0123456789abcdef";
        const char escape[] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
        out.add(std::string_view(escape, sizeof escape));
      }
    }
  }
  out.add(text.substr(copied));
  out.add('"');
}

void add_leaf(Text& out, Word value, const TypeInfo& type) {
  switch (type.kind) {
    case Kind::Unit: return out.add("null");
    case Kind::Bool: return out.add(value ? "true" : "false");
    case Kind::Int:
    case Kind::Duration: return add_int(out, from_word<Int>(value));
    case Kind::Float: {
      const double number = from_word<double>(value);
      return std::isfinite(number) ? add_float(out, number) : out.add("null");  // JSON has no others
    }
    case Kind::Enum: return add_json_text(out, type.constructors[value].name);
    case Kind::String: return add_json_text(out, view(static_cast<const String*>(object_of(value))));
    case Kind::Bytes:
      out.add('"');
      add_base64(out, view(static_cast<const Bytes*>(object_of(value))), false, true);
      return out.add('"');
    case Kind::Pid: return add_int(out, static_cast<Int>(process_number(object_of(value))));
    case Kind::Name: return add_json_text(out, view(name_text(object_of(value))));
    case Kind::Foreign: {
      const ForeignValue* number = static_cast<const ForeignValue*>(object_of(value));
      return number->meaning->show(out, number);
    }
    default: return out.add("null");
  }
}

struct Open {
  enum class Part : std::uint8_t { Fields, List, Members, Entries, Some };
  const void* object;  // of Entries: the entries, in order
  const TypeInfo* type;
  std::size_t next;    // of Some: where its text begins
  Part part;
};

// `null`, `[null]`, `[[null]]`: what would be taken for None, or for a None that is wrapped already.
bool is_nested_null(std::string_view text) {
  while (text.size() > 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  return text == "null";
}

class Encoder {
 public:
  explicit Encoder(Text& out) : out_(out) {}

  void encode(Word value, const TypeInfo& type) {
    begin(value, type);
    while (!open_.empty()) {
      Open now = open_.pop();
      switch (now.part) {
        case Open::Part::Fields: fields(now); break;
        case Open::Part::List: list(now); break;
        case Open::Part::Members: members(now); break;
        case Open::Part::Entries: entries(now); break;
        case Open::Part::Some: some(now); break;
      }
    }
  }

 private:
  void begin(Word value, const TypeInfo& type) {
    if (is_leaf(type.kind)) return add_leaf(out_, value, type);
    const Object* object = object_of(value);
    switch (type.kind) {
      case Kind::List:
        out_.add('[');
        return open_.push({object, &type, 0, Open::Part::List});
      case Kind::Map:
      case Kind::Set:
        out_.add(is_json_object(type) ? '{' : '[');
        listed_.push_back(sorted_entries(static_cast<const Map*>(object), type));
        return open_.push({listed_.back().get(), &type, 0, Open::Part::Entries});
      case Kind::Data: return begin_data(object, type);
      default:
        out_.add('[');
        return open_.push({object, &type, 0, Open::Part::Fields});
    }
  }

  void begin_data(const Object* object, const TypeInfo& type) {
    if (is_sequence(type)) {
      out_.add('[');
      listed_.push_back(sequence_items(object, type));
      return open_.push({listed_.back().get(), &type, 0, Open::Part::Entries});
    }
    const unsigned tag = tag_of(object);
    const ConstructorInfo& info = type.constructors[tag];
    if (is_json_tree(type)) {
      if (tag == kJsonNull) return out_.add("null");
      const FieldInfo& only = info.fields[0];
      if (tag != kJsonObject) return begin(field(object, only), *only.type);
      out_.add('{');
      return open_.push({object_of(field(object, only)), only.type, 0, Open::Part::Members});
    }
    if (is_option(type)) {
      if (!is_object(object)) return out_.add("null");
      const FieldInfo& only = info.fields[0];
      if (is_nullable(*only.type)) open_.push({nullptr, &type, out_.size(), Open::Part::Some});
      return begin(field(object, only), *only.type);
    }
    if (type.constructor_count > 1 || info.field_count == 0) {
      if (info.field_count == 0) return add_json_text(out_, info.name);
      out_.add('{');
      add_json_text(out_, info.name);
      out_.add(':');
    }
    out_.add(is_labelled(info) ? '{' : '[');
    open_.push({object, &type, 0, Open::Part::Fields});
  }

  void fields(Open& now) {
    const Object* object = static_cast<const Object*>(now.object);
    const ConstructorInfo& info = constructor(object, *now.type);
    const bool labelled = is_labelled(info);
    while (now.next < info.field_count) {
      const FieldInfo& f = info.fields[now.next];
      if (now.next++) out_.add(',');
      if (labelled) {
        add_json_text(out_, json_name(f));
        out_.add(':');
      }
      if (!is_leaf(f.type->kind)) {
        open_.push(now);
        return begin(field(object, f), *f.type);
      }
      add_leaf(out_, field(object, f), *f.type);
    }
    out_.add(labelled ? '}' : ']');
    if (now.type->kind == Kind::Data && now.type->constructor_count > 1) out_.add('}');
  }

  void list(Open& now) {
    const Object* cell = static_cast<const Object*>(now.object);
    while (is_object(cell)) {
      const ConstructorInfo& info = constructor(cell, *now.type);
      const FieldInfo& head = info.fields[0];
      const Object* tail = object_of(field(cell, info.fields[1]));
      if (now.next) out_.add(',');
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

  // The pairs of an Object of Json.
  void members(Open& now) {
    const Object* cell = static_cast<const Object*>(now.object);
    if (!is_object(cell)) return out_.add('}');
    const ConstructorInfo& info = constructor(cell, *now.type);
    const TypeInfo& pair_type = *info.fields[0].type;
    const Object* pair = object_of(field(cell, info.fields[0]));
    const ConstructorInfo& parts = constructor(pair, pair_type);
    if (now.next) out_.add(',');
    now.next = 1;
    now.object = object_of(field(cell, info.fields[1]));
    open_.push(now);
    add_leaf(out_, field(pair, parts.fields[0]), *parts.fields[0].type);
    out_.add(':');
    begin(field(pair, parts.fields[1]), *parts.fields[1].type);
  }

  void entries(Open& now) {
    const Entries& all = *static_cast<const Entries*>(now.object);
    const bool is_map = now.type->kind == Kind::Map, as_object = is_json_object(*now.type);
    const std::size_t i = now.next++;
    const bool is_value = is_map && i % 2;
    if (is_map && !as_object && i && !is_value) out_.add(']');
    if (i == all.size()) {
      listed_.pop_back();
      return out_.add(as_object ? '}' : ']');
    }
    if (i) out_.add(is_value && as_object ? ':' : ',');
    if (is_map && !as_object && !is_value) out_.add('[');
    open_.push(now);
    begin(all[i], is_value ? *now.type->second : *now.type->first);
  }

  // What follows `now.next` is the value of a Some whose None would be null too.
  void some(const Open& now) {
    const std::size_t size = out_.size() - now.next;
    if (!is_nested_null(out_.view().substr(now.next))) return;
    out_.extend(2);
    char* text = const_cast<char*>(out_.view().data()) + now.next;
    std::memmove(text + 1, text, size);
    text[0] = '[';
    text[size + 1] = ']';
  }

  Text& out_;
  WorkStack<Open> open_;
  std::vector<std::unique_ptr<Entries>> listed_;
};

}  // namespace

String* json_encode(Process&, Word value, const TypeInfo& type) {
  Text out;
  Encoder(out).encode(value, type);
  return new_string(out.view());
}

// Compact JSON, with a line for each item and member and two blanks a level.
String* json_indent(Process&, String* json) {
  Text out;
  const std::string_view text = view(json);
  std::size_t depth = 0;
  auto new_line = [&] {
    out.add('\n');
    std::memset(out.extend(2 * depth), ' ', 2 * depth);
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    switch (c) {
      case '"': {
        std::size_t end = i + 1;
        while (text[end] != '"') end += text[end] == '\\' ? 2 : 1;
        out.add(text.substr(i, end - i + 1));
        i = end;
        break;
      }
      case '[':
      case '{':
        out.add(c);
        if (text[i + 1] == ']' || text[i + 1] == '}') {
          out.add(text[++i]);
          break;
        }
        ++depth;
        new_line();
        break;
      case ']':
      case '}':
        --depth;
        new_line();
        out.add(c);
        break;
      case ',':
        out.add(c);
        new_line();
        break;
      case ':': out.add(": "); break;
      default: out.add(c);
    }
  }
  return new_string(out.view());
}

}  // namespace riot
