// SPDX-License-Identifier: MIT
// JSON as values, driven by the type that is wanted.
//
// The text is parsed first, then read at the type, with recursion as deep as the text (at most kJsonLevels). A value
// that is half built when something does not fit holds "nothing" where references are still missing, so dropping it is
// always right.
#include <optional>

#include "riot/library.h"
#include "runtime/src/library/build.h"
#include "runtime/src/library/encoding.h"
#include "runtime/src/library/json_parse.h"
#include "runtime/src/library/json_shape.h"
#include "runtime/src/value/map.h"
#include "runtime/src/value/strings.h"

namespace riot {

using namespace detail;

namespace {

// Deeper texts are read on a bigger stack.
constexpr unsigned kShallow = 16;

// A number of digits alone, whatever its size.
bool is_whole_number(const JsonNode& node) {
  if (node.kind == JsonNode::Kind::Int) return true;
  return node.kind == JsonNode::Kind::Float && node.text.find_first_of(".eE") == std::string_view::npos;
}

// What json.riot declares as JsonError.
struct JsonError : Object {
  String* message;
  String* path;
  Int line, column;
};

// A value under construction.
class Building {
 public:
  Building(Word value, const TypeInfo& type) : value_(value), type_(type) {}
  Building(const Building&) = delete;
  Building& operator=(const Building&) = delete;
  ~Building() {
    if (type_.has_references) drop(object_of(value_), type_);
  }
  Word take() {
    const Word value = value_;
    value_ = to_word(constant<Object>(0));
    return value;
  }
  Object* object() const { return object_of(value_); }
  void set(Word value) { value_ = value; }

 private:
  Word value_;
  const TypeInfo& type_;
};

class Reader {
 public:
  Reader(Process& self, const JsonDocument& document) : self_(self), nodes_(document.nodes) {}

  // Owned; nothing after a failure, whose message, path and place are set then.
  std::optional<Word> read(std::size_t index, const TypeInfo& type) {
    const JsonNode& node = nodes_[index];
    switch (type.kind) {
      case Kind::Unit: return node.kind == JsonNode::Kind::Null ? std::optional<Word>(0) : mismatch(node, "null");
      case Kind::Bool:
        if (node.kind == JsonNode::Kind::True) return 1;
        if (node.kind == JsonNode::Kind::False) return 0;
        return mismatch(node, "a Bool");
      case Kind::Int:
      case Kind::Duration:
        if (node.kind == JsonNode::Kind::Int) return to_word(node.integer);
        return not_whole(node, type.kind == Kind::Int ? "an Int" : "a number of nanoseconds");
      case Kind::Float:
        if (node.kind == JsonNode::Kind::Int || node.kind == JsonNode::Kind::Float) return to_word(node.number);
        return mismatch(node, "a Float");
      case Kind::String:
        if (node.kind == JsonNode::Kind::String) return to_word(new_string(node.text));
        return mismatch(node, "a String");
      case Kind::Bytes: return bytes(node);
      case Kind::Enum:
        for (Word tag = 0; tag < type.constructor_count; ++tag)
          if (node.kind == JsonNode::Kind::String && node.text == type.constructors[tag].name) return tag;
        return node.kind == JsonNode::Kind::String ? no_constructor(node, type, node.text) : mismatch(node, one(type));
      case Kind::List: return list(index, type);
      case Kind::Tuple: return items(index, type, 0);
      case Kind::Map: return is_json_object(type) ? map_of_members(index, type) : map_of_pairs(index, type);
      case Kind::Set: return set(index, type);
      case Kind::Data:
        if (is_json_tree(type)) return tree(index, type);
        if (is_option(type)) return option(index, type);
        if (is_sequence(type)) return sequence(index, type);
        return data(index, type);
      case Kind::Foreign:
        if (is_whole_number(node)) return to_word(static_cast<const ForeignNumberInfo&>(type).parse(node.text.data(), node.text.size()));
        return not_whole(node, one(type));
      default: return mismatch(node, std::string("nothing: there is no JSON for ") + type.name);
    }
  }

  std::string message, path;
  std::size_t at = 0;

 private:
  using Result = std::optional<Word>;

  Result fail(const JsonNode& node, std::string text) {
    message = std::move(text);
    at = node.at;
    return std::nullopt;
  }
  Result mismatch(const JsonNode& node, const std::string& expected) {
    return fail(node, "expected " + expected + ", found " + describe(node));
  }
  Result no_constructor(const JsonNode& node, const TypeInfo& type, std::string_view name) {
    return fail(node, std::string(type.name) + " has no constructor `" + std::string(name) + "`");
  }
  // "a Shape", "an Op"
  static std::string one(const TypeInfo& type) {
    return (std::string_view("AEIOU").find(type.name[0]) == std::string_view::npos ? "a " : "an ") + std::string(type.name);
  }
  // Where a whole number was wanted.
  Result not_whole(const JsonNode& node, const std::string& expected) {
    if (node.kind != JsonNode::Kind::Float) return mismatch(node, expected);
    constexpr std::size_t kShown = 30;
    return fail(node, "expected " + expected + ", found the number " + std::string(node.text.substr(0, kShown)) + (node.text.size() > kShown ? ".." : ""));
  }
  static std::string describe(const JsonNode& node) {
    switch (node.kind) {
      case JsonNode::Kind::Null: return "null";
      case JsonNode::Kind::False:
      case JsonNode::Kind::True: return "a boolean";
      case JsonNode::Kind::Int:
      case JsonNode::Kind::Float: return "a number";
      case JsonNode::Kind::String: return "a string";
      case JsonNode::Kind::Array: return "an array";
      case JsonNode::Kind::Object: return "an object";
    }
    return "";
  }

  // The path grows from the inside out, while a failure is on its way.
  Result inside(const Result& result, std::string_view key) {
    if (result) return result;
    bool plain = !key.empty();
    for (char c : key) plain = plain && (c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'));
    path = (plain ? "." + std::string(key) : "[\"" + std::string(key) + "\"]") + path;
    return result;
  }
  Result inside(const Result& result, std::size_t item) {
    if (!result) path = "[" + std::to_string(item) + "]" + path;
    return result;
  }

  Result bytes(const JsonNode& node) {
    Text decoded;
    if (node.kind != JsonNode::Kind::String) return mismatch(node, "a String of base64");
    if (!decode_base64(decoded, node.text, false)) return fail(node, "expected a String of base64");
    return to_word(new_bytes(decoded.view()));
  }

  // An object of a constructor, every field empty.
  static Object* empty_object(const ConstructorInfo& info, unsigned tag) {
    Object* object = new_object(info.size, tag);
    std::memset(static_cast<void*>(object + 1), 0, info.size - sizeof(Object));
    for (unsigned i = 0; i < info.field_count; ++i)
      if (info.fields[i].type->has_references) put(object, info.fields[i], to_word(constant<Object>(0)));
    return object;
  }
  static void put(Object* object, const FieldInfo& f, Word value) { store(at_offset(object, f.offset), *f.type, value); }

  // The item behind one.
  std::size_t after(std::size_t index) const { return nodes_[index].end; }

  Result list(std::size_t index, const TypeInfo& type) {
    const JsonNode& node = nodes_[index];
    if (node.kind != JsonNode::Kind::Array) return mismatch(node, "a List");
    const ConstructorInfo& cell = type.constructors[1];
    Building result(to_word(constant<Object>(0)), type);
    Object* last = nullptr;
    std::size_t child = index + 1;
    for (std::size_t i = 0; i < node.count; ++i, child = after(child)) {
      const Result item = inside(read(child, *cell.fields[0].type), i);
      if (!item) return std::nullopt;
      Object* next = empty_object(cell, 1);
      put(next, cell.fields[0], *item);
      if (last) put(last, cell.fields[1], to_word(next));
      else result.set(to_word(next));
      last = next;
    }
    return result.take();
  }

  // All items in front.
  Result sequence(std::size_t index, const TypeInfo& type) {
    const JsonNode& node = nodes_[index];
    if (node.kind != JsonNode::Kind::Array) return mismatch(node, "an array");
    const ConstructorInfo& info = type.constructors[0];
    const Result items = list(index, *info.fields[1].type);
    if (!items) return std::nullopt;
    Object* made = empty_object(info, 0);
    put(made, info.fields[0], to_word(static_cast<Int>(node.count)));
    put(made, info.fields[1], *items);
    return to_word(made);
  }

  Result set(std::size_t index, const TypeInfo& type) {
    const JsonNode& node = nodes_[index];
    if (node.kind != JsonNode::Kind::Array) return mismatch(node, "a Set");
    Building result(to_word(empty_map()), type);
    std::size_t child = index + 1;
    for (std::size_t i = 0; i < node.count; ++i, child = after(child)) {
      const Result item = inside(read(child, *type.first), i);
      if (!item) return std::nullopt;
      result.set(to_word(insert(static_cast<Map*>(object_of(result.take())), *item, 0, type)));
    }
    return result.take();
  }

  Result map_of_members(std::size_t index, const TypeInfo& type) {
    const JsonNode& node = nodes_[index];
    if (node.kind != JsonNode::Kind::Object) return mismatch(node, "an object");
    Building result(to_word(empty_map()), type);
    std::size_t child = index + 1;
    for (std::size_t i = 0; i < node.count; ++i, child = after(child + 1)) {
      const std::string_view key = nodes_[child].text;
      const Result value = inside(read(child + 1, *type.second), key);
      if (!value) return std::nullopt;
      result.set(to_word(insert(static_cast<Map*>(object_of(result.take())), to_word(new_string(key)), *value, type)));
    }
    return result.take();
  }

  Result map_of_pairs(std::size_t index, const TypeInfo& type) {
    const JsonNode& node = nodes_[index];
    if (node.kind != JsonNode::Kind::Array) return mismatch(node, "an array of pairs");
    Building result(to_word(empty_map()), type);
    std::size_t child = index + 1;
    for (std::size_t i = 0; i < node.count; ++i, child = after(child)) {
      const JsonNode& pair = nodes_[child];
      if (pair.kind != JsonNode::Kind::Array || pair.count != 2) return inside(mismatch(pair, "a pair of key and value"), i);
      const Result key = inside(inside(read(child + 1, *type.first), std::size_t{0}), i);
      if (!key) return std::nullopt;
      Building owned_key(*key, *type.first);
      const Result value = inside(inside(read(after(child + 1), *type.second), std::size_t{1}), i);
      if (!value) return std::nullopt;
      result.set(to_word(insert(static_cast<Map*>(object_of(result.take())), owned_key.take(), *value, type)));
    }
    return result.take();
  }

  // An array of the fields of a constructor, in order.
  Result items(std::size_t index, const TypeInfo& type, unsigned tag) {
    const JsonNode& node = nodes_[index];
    const ConstructorInfo& info = type.constructors[tag];
    if (node.kind != JsonNode::Kind::Array || node.count != info.field_count)
      return mismatch(node, "an array of " + std::to_string(info.field_count));
    Building result(to_word(empty_object(info, tag)), type);
    std::size_t child = index + 1;
    for (unsigned i = 0; i < info.field_count; ++i, child = after(child)) {
      const Result value = inside(read(child, *info.fields[i].type), std::size_t{i});
      if (!value) return std::nullopt;
      put(result.object(), info.fields[i], *value);
    }
    return result.take();
  }

  // An object with the labelled fields of a constructor. Of equal keys the last one counts.
  Result members(std::size_t index, const TypeInfo& type, unsigned tag) {
    const JsonNode& node = nodes_[index];
    const ConstructorInfo& info = type.constructors[tag];
    if (node.kind != JsonNode::Kind::Object) return mismatch(node, std::string("an object for ") + info.name);
    Building result(to_word(empty_object(info, tag)), type);
    for (unsigned i = 0; i < info.field_count; ++i) {
      const FieldInfo& f = info.fields[i];
      const std::string_view name = json_name(f);
      const std::size_t key = find_member(index, name);
      Result value;
      if (key) {
        value = inside(read(key + 1, *f.type), name);
      } else if (f.otherwise) {
        value = f.otherwise(self_);
      } else if (is_option(*f.type)) {
        value = to_word(constant<Object>(0));
      } else {
        value = fail(node, "the field `" + std::string(name) + "` is missing");
      }
      if (!value) return std::nullopt;
      put(result.object(), f, *value);
    }
    return result.take();
  }

  // Index of the last key of that name; 0 when there is none.
  std::size_t find_member(std::size_t index, std::string_view name) const {
    const JsonNode& node = nodes_[index];
    std::size_t found = 0;
    std::size_t child = index + 1;
    for (std::size_t i = 0; i < node.count; ++i, child = after(child + 1))
      if (nodes_[child].text == name) found = child;
    return found;
  }

  Result arguments(std::size_t index, const TypeInfo& type, unsigned tag) {
    return is_labelled(type.constructors[tag]) ? members(index, type, tag) : items(index, type, tag);
  }

  Result data(std::size_t index, const TypeInfo& type) {
    const JsonNode& node = nodes_[index];
    if (type.constructor_count == 1) return arguments(index, type, 0);
    const bool is_name = node.kind == JsonNode::Kind::String;
    if (!is_name && (node.kind != JsonNode::Kind::Object || node.count != 1)) return mismatch(node, one(type));
    const std::string_view name = is_name ? node.text : nodes_[index + 1].text;
    for (unsigned tag = 0; tag < type.constructor_count; ++tag) {
      const ConstructorInfo& info = type.constructors[tag];
      if (name != info.name) continue;
      if (is_name != (info.field_count == 0)) return fail(node, std::string(info.name) + (is_name ? " has arguments" : " has no arguments"));
      return is_name ? Result(to_word(constant<Object>(tag))) : inside(arguments(index + 2, type, tag), name);
    }
    return no_constructor(node, type, name);
  }

  // null, or an array of one that holds such: what the encoder wraps.
  bool is_nested_null(std::size_t index) const {
    while (nodes_[index].kind == JsonNode::Kind::Array && nodes_[index].count == 1) ++index;
    return nodes_[index].kind == JsonNode::Kind::Null;
  }

  Result option(std::size_t index, const TypeInfo& type) {
    const JsonNode& node = nodes_[index];
    if (node.kind == JsonNode::Kind::Null) return to_word(constant<Object>(0));
    const ConstructorInfo& info = type.constructors[1];
    const TypeInfo& inner = *info.fields[0].type;
    const bool wrapped = is_nullable(inner) && is_nested_null(index);
    const Result value = wrapped ? inside(read(index + 1, inner), std::size_t{0}) : read(index, inner);
    if (!value) return std::nullopt;
    Object* some = empty_object(info, 1);
    put(some, info.fields[0], *value);
    return to_word(some);
  }

  Result tree(std::size_t index, const TypeInfo& type) {
    const JsonNode& node = nodes_[index];
    unsigned tag = kJsonNull;
    Result value;
    switch (node.kind) {
      case JsonNode::Kind::Null: return to_word(constant<Object>(kJsonNull));
      case JsonNode::Kind::False:
      case JsonNode::Kind::True:
        tag = kJsonBool;
        value = node.kind == JsonNode::Kind::True;
        break;
      case JsonNode::Kind::Int:
        tag = kJsonInt;
        value = to_word(node.integer);
        break;
      case JsonNode::Kind::Float:
        tag = kJsonFloat;
        value = to_word(node.number);
        break;
      case JsonNode::Kind::String:
        tag = kJsonString;
        value = to_word(new_string(node.text));
        break;
      case JsonNode::Kind::Array:
        tag = kJsonArray;
        value = list(index, *type.constructors[kJsonArray].fields[0].type);
        break;
      case JsonNode::Kind::Object:
        tag = kJsonObject;
        value = pairs(index, *type.constructors[kJsonObject].fields[0].type);
        break;
    }
    if (!value) return std::nullopt;
    const ConstructorInfo& info = type.constructors[tag];
    Object* result = empty_object(info, tag);
    put(result, info.fields[0], *value);
    return to_word(result);
  }

  // The members of an object as a List[(String, Json)].
  Result pairs(std::size_t index, const TypeInfo& type) {
    const JsonNode& node = nodes_[index];
    const ConstructorInfo& cell = type.constructors[1];
    const ConstructorInfo& pair = cell.fields[0].type->constructors[0];
    Building result(to_word(constant<Object>(0)), type);
    Object* last = nullptr;
    std::size_t child = index + 1;
    for (std::size_t i = 0; i < node.count; ++i, child = after(child + 1)) {
      const Result value = inside(read(child + 1, *pair.fields[1].type), nodes_[child].text);
      if (!value) return std::nullopt;
      Object* both = empty_object(pair, 0);
      put(both, pair.fields[0], to_word(new_string(nodes_[child].text)));
      put(both, pair.fields[1], *value);
      Object* next = empty_object(cell, 1);
      put(next, cell.fields[0], to_word(both));
      if (last) put(last, cell.fields[1], to_word(next));
      else result.set(to_word(next));
      last = next;
    }
    return result.take();
  }

  Process& self_;
  const std::vector<JsonNode>& nodes_;
};

Object* json_failure(std::string_view text, std::string_view message, std::string_view path, std::size_t at) {
  JsonError* e = make<JsonError>();
  e->message = new_string(message);
  e->path = new_string(path);
  locate_in_text(text, at, e->line, e->column);
  return error(to_word(e), kAnyObject);
}

}  // namespace

Object* json_decode(Process& self, String* json, const TypeInfo& type) {
  const std::string_view text = view(json);
  const JsonDocument document = parse_json(text);
  if (!document.message.empty()) return json_failure(text, document.message, "$", document.error_at);
  Reader reader(self, document);
  std::optional<Word> value;
  struct Job {
    Reader& reader;
    const TypeInfo& type;
    std::optional<Word>& value;
  } job{reader, type, value};
  auto body = [](void* p) {
    Job& j = *static_cast<Job*>(p);
    j.value = j.reader.read(0, j.type);
  };
  if (document.depth <= kShallow) body(&job);
  else run_on_segment(self, body, &job);
  if (value) return ok(*value, type);
  return json_failure(text, reader.message, "$" + reader.path, reader.at);
}

}  // namespace riot
