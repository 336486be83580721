// SPDX-License-Identifier: MIT
// Calls of C++ functions that are bound with `@extern`. Each Riot type has one counterpart in C++ (the table is in
// docs/foreign.md); the function's own parameter types say what its arguments are made into, its result type what the answer is
// made from. What does not fit crashes the process with a reason that names both.
//
// Only programs with foreign functions include this.
#pragma once
#include <chrono>
#include <exception>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "riot/process.h"
#include "riot/value.h"

namespace riot::foreign {

// Throws std::invalid_argument: "a foreign function has std::vector where Riot has Int".
[[noreturn]] void mismatch(const char* found, const TypeInfo& type);
[[noreturn]] void out_of_range(const TypeInfo& type);
[[noreturn]] void crash(Process& self, std::string_view reason, const char* place);
String* new_text(std::string_view text);  // owned; crashes when it is not UTF-8
Bytes* new_data(const unsigned char* data, std::size_t size);
// An object with all fields empty; they are the caller's to set with put().
Object* new_object(const ConstructorInfo& info, unsigned tag);
void put(Object* object, const FieldInfo& field, Word value);  // consumes
Word get(const Object* object, const FieldInfo& field);        // borrows
// Maps and Sets: visit(context, key, value) for each entry, in no promised order.
void each_entry(const Object* map, const TypeInfo& type, void (*visit)(void*, Word, Word), void* context);
Word new_map();
Word insert(Word map, Word key, Word value, const TypeInfo& type);  // consumes all

// A thing of foreign code in a Riot value of an `@extern` type.
struct Handle : Foreign {
  std::shared_ptr<void> thing;
};
Word new_handle(std::shared_ptr<void> thing);

// Gives up a value that is under construction when something throws.
class Building {
 public:
  Building(Word word, const TypeInfo& type) : word_(word), type_(type) {}
  Building(const Building&) = delete;
  Building& operator=(const Building&) = delete;
  ~Building() { if (type_.has_references) drop(object(), type_); }
  Object* object() const { return reinterpret_cast<Object*>(word_); }
  Word take() { return std::exchange(word_, to_word(constant<Object>(0))); }
  void set(Word word) { word_ = word; }

 private:
  Word word_;
  const TypeInfo& type_;
};

// How many fields an aggregate has.
struct Any {
  template <class T> operator T() const;
};
template <class Void, class T, class... A>
struct Braces : std::false_type {};
template <class T, class... A>
struct Braces<std::void_t<decltype(T{std::declval<A>()...})>, T, A...> : std::true_type {};
template <class T, class... A>
constexpr std::size_t arity() {
  if constexpr (sizeof...(A) > 8) return 0;
  else if constexpr (Braces<void, T, A..., Any>::value) return arity<T, A..., Any>();
  else return sizeof...(A);
}
template <class T, class F>
decltype(auto) with_fields(T& value, F&& f) {
  constexpr std::size_t n = arity<std::remove_const_t<T>>();
  static_assert(n <= 8, "a struct that stands for a Riot type has at most eight fields");
  if constexpr (n == 0) { return f(); }
  else if constexpr (n == 1) { auto& [a] = value; return f(a); }
  else if constexpr (n == 2) { auto& [a, b] = value; return f(a, b); }
  else if constexpr (n == 3) { auto& [a, b, c] = value; return f(a, b, c); }
  else if constexpr (n == 4) { auto& [a, b, c, d] = value; return f(a, b, c, d); }
  else if constexpr (n == 5) { auto& [a, b, c, d, e] = value; return f(a, b, c, d, e); }
  else if constexpr (n == 6) { auto& [a, b, c, d, e, g] = value; return f(a, b, c, d, e, g); }
  else if constexpr (n == 7) { auto& [a, b, c, d, e, g, h] = value; return f(a, b, c, d, e, g, h); }
  else { auto& [a, b, c, d, e, g, h, i] = value; return f(a, b, c, d, e, g, h, i); }
}

// Counterpart<T>: make(word, type) from a borrowed Riot value; take(value, type) an owned Riot value.
template <class T, class = void>
struct Counterpart;

template <class T>
T make(Word word, const TypeInfo& type) { return Counterpart<T>::make(word, type); }
template <class T>
Word take(const T& value, const TypeInfo& type) { return Counterpart<T>::take(value, type); }

template <>
struct Counterpart<bool> {
  static bool make(Word word, const TypeInfo& type) { if (type.kind != Kind::Bool) mismatch("bool", type); return word != 0; }
  static Word take(bool value, const TypeInfo& type) { if (type.kind != Kind::Bool) mismatch("bool", type); return value; }
};

template <class T>
struct Counterpart<T, std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool>>> {
  static T make(Word word, const TypeInfo& type) {
    if (type.kind != Kind::Int) mismatch("an integer", type);
    const Int value = static_cast<Int>(word);
    if (static_cast<Int>(static_cast<T>(value)) != value || (std::is_unsigned_v<T> && value < 0)) out_of_range(type);
    return static_cast<T>(value);
  }
  static Word take(T value, const TypeInfo& type) {
    if (type.kind != Kind::Int) mismatch("an integer", type);
    if (std::is_unsigned_v<T> && static_cast<std::uint64_t>(value) > static_cast<std::uint64_t>(std::numeric_limits<Int>::max())) out_of_range(type);
    return to_word(static_cast<Int>(value));
  }
};

template <class T>
struct Counterpart<T, std::enable_if_t<std::is_floating_point_v<T>>> {
  static T make(Word word, const TypeInfo& type) { if (type.kind != Kind::Float) mismatch("a floating-point number", type); return static_cast<T>(from_word<Float>(word)); }
  static Word take(T value, const TypeInfo& type) { if (type.kind != Kind::Float) mismatch("a floating-point number", type); return to_word(static_cast<Float>(value)); }
};

template <class T>
struct Counterpart<T, std::enable_if_t<std::is_enum_v<T>>> {
  static T make(Word word, const TypeInfo& type) { if (type.kind != Kind::Enum) mismatch("an enum", type); return static_cast<T>(word); }
  static Word take(T value, const TypeInfo& type) {
    if (type.kind != Kind::Enum) mismatch("an enum", type);
    if (static_cast<std::uint64_t>(value) >= type.constructor_count) out_of_range(type);
    return static_cast<Word>(value);
  }
};

template <class R, class P>
struct Counterpart<std::chrono::duration<R, P>> {
  using T = std::chrono::duration<R, P>;
  static T make(Word word, const TypeInfo& type) {
    if (type.kind != Kind::Duration) mismatch("a std::chrono::duration", type);
    return std::chrono::duration_cast<T>(std::chrono::nanoseconds(static_cast<Int>(word)));
  }
  static Word take(T value, const TypeInfo& type) {
    if (type.kind != Kind::Duration) mismatch("a std::chrono::duration", type);
    return to_word(static_cast<Int>(std::chrono::duration_cast<std::chrono::nanoseconds>(value).count()));
  }
};

template <>
struct Counterpart<std::string_view> {
  static std::string_view make(Word word, const TypeInfo& type) {
    if (type.kind != Kind::String) mismatch("a string", type);
    const String* text = reinterpret_cast<const String*>(word);
    return {text->data, static_cast<std::size_t>(text->size)};
  }
  static Word take(std::string_view value, const TypeInfo& type) {
    if (type.kind != Kind::String) mismatch("a string", type);
    return to_word(new_text(value));
  }
};
template <>
struct Counterpart<std::string> {
  static std::string make(Word word, const TypeInfo& type) { return std::string(Counterpart<std::string_view>::make(word, type)); }
  static Word take(const std::string& value, const TypeInfo& type) { return Counterpart<std::string_view>::take(value, type); }
};
template <>
struct Counterpart<const char*> {
  static Word take(const char* value, const TypeInfo& type) { return Counterpart<std::string_view>::take(value ? value : "", type); }
};

template <>
struct Counterpart<std::monostate> {
  static std::monostate make(Word, const TypeInfo&) { return {}; }
  static Word take(std::monostate, const TypeInfo& type) { if (type.kind != Kind::Unit) mismatch("nothing", type); return 0; }
};

template <class A>
struct Counterpart<std::vector<A>> {
  using T = std::vector<A>;
  static constexpr bool kIsBytes = std::is_same_v<A, unsigned char>;
  static T make(Word word, const TypeInfo& type) {
    T result;
    if constexpr (kIsBytes) {
      if (type.kind == Kind::Bytes) {
        const Bytes* data = reinterpret_cast<const Bytes*>(word);
        return T(data->data, data->data + data->size);
      }
    }
    if (type.kind != Kind::List) mismatch("a std::vector", type);
    const FieldInfo* fields = type.constructors[1].fields;
    for (const Object* cell = reinterpret_cast<const Object*>(word); is_object(cell); cell = reinterpret_cast<const Object*>(get(cell, fields[1])))
      result.push_back(foreign::make<A>(get(cell, fields[0]), *fields[0].type));
    return result;
  }
  static Word take(const T& value, const TypeInfo& type) {
    if constexpr (kIsBytes) {
      if (type.kind == Kind::Bytes) return to_word(new_data(value.data(), value.size()));
    }
    if (type.kind != Kind::List) mismatch("a std::vector", type);
    const ConstructorInfo& cons = type.constructors[1];
    Building list(to_word(constant<Object>(0)), type);
    for (std::size_t i = value.size(); i-- > 0;) {
      const Word item = foreign::take<A>(value[i], *cons.fields[0].type);
      Object* cell = new_object(cons, 1);
      put(cell, cons.fields[0], item);
      put(cell, cons.fields[1], list.take());
      list.set(to_word(cell));
    }
    return list.take();
  }
};

inline bool is_option(const TypeInfo& type) {
  return type.kind == Kind::Data && type.constructor_count == 2 && type.constructors[0].field_count == 0 && type.constructors[1].field_count == 1;
}
template <class A>
struct Counterpart<std::optional<A>> {
  static std::optional<A> make(Word word, const TypeInfo& type) {
    if (!is_option(type)) mismatch("a std::optional", type);
    const Object* object = reinterpret_cast<const Object*>(word);
    if (!is_object(object)) return std::nullopt;
    const FieldInfo& field = type.constructors[1].fields[0];
    return foreign::make<A>(get(object, field), *field.type);
  }
  static Word take(const std::optional<A>& value, const TypeInfo& type) {
    if (!is_option(type)) mismatch("a std::optional", type);
    if (!value) return to_word(constant<Object>(0));
    const FieldInfo& field = type.constructors[1].fields[0];
    const Word inner = foreign::take<A>(*value, *field.type);
    Object* object = new_object(type.constructors[1], 1);
    put(object, field, inner);
    return to_word(object);
  }
};

// Fields of one constructor, in order.
template <class... A, std::size_t... i>
std::tuple<A...> make_fields(const Object* object, const ConstructorInfo& info, const TypeInfo& type, std::index_sequence<i...>, std::tuple<A...>*) {
  if (info.field_count != sizeof...(A)) mismatch("another number of fields", type);
  return std::tuple<A...>{foreign::make<A>(get(object, info.fields[i]), *info.fields[i].type)...};
}
template <class... A>
Word take_fields(const TypeInfo& type, unsigned tag, const A&... values) {
  const ConstructorInfo& info = type.constructors[tag];
  if (info.field_count != sizeof...(A)) mismatch("another number of fields", type);
  if constexpr (sizeof...(A) == 0) {
    return to_word(constant<Object>(tag));
  } else {
    Building result(to_word(new_object(info, tag)), type);
    const FieldInfo* field = info.fields;
    ((put(result.object(), *field, foreign::take<A>(values, *field->type)), ++field), ...);
    return result.take();
  }
}
inline void want_single(const TypeInfo& type) {
  if ((type.kind != Kind::Tuple && type.kind != Kind::Data) || type.constructor_count != 1) mismatch("a tuple or a struct", type);
}

template <class... A>
struct Counterpart<std::tuple<A...>> {
  using T = std::tuple<A...>;
  static T make_of(Word word, const TypeInfo& type, unsigned tag) {
    return make_fields(reinterpret_cast<const Object*>(word), type.constructors[tag], type, std::index_sequence_for<A...>{}, static_cast<T*>(nullptr));
  }
  static Word take_of(const T& value, const TypeInfo& type, unsigned tag) {
    return std::apply([&](const A&... each) { return take_fields(type, tag, each...); }, value);
  }
  static T make(Word word, const TypeInfo& type) { want_single(type); return make_of(word, type, 0); }
  static Word take(const T& value, const TypeInfo& type) { want_single(type); return take_of(value, type, 0); }
};
template <class A, class B>
struct Counterpart<std::pair<A, B>> {
  static std::pair<A, B> make(Word word, const TypeInfo& type) {
    auto made = foreign::make<std::tuple<A, B>>(word, type);
    return {std::move(std::get<0>(made)), std::move(std::get<1>(made))};
  }
  static Word take(const std::pair<A, B>& value, const TypeInfo& type) { want_single(type); return take_fields(type, 0, value.first, value.second); }
};

// A struct that can be built from its fields in braces: a type with one constructor, or one constructor of several.
template <class T>
struct Counterpart<T, std::enable_if_t<std::is_aggregate_v<T> && std::is_class_v<T>>> {
  // Converts to whatever the next field is.
  struct Next {
    const Object* object;
    const FieldInfo* field;
    template <class A> operator A() const { return foreign::make<A>(get(object, *field), *field->type); }
  };
  template <std::size_t... i>
  static T build(const Object* object, const ConstructorInfo& info, std::index_sequence<i...>) { return T{Next{object, &info.fields[i]}...}; }
  static T make_of(Word word, const TypeInfo& type, unsigned tag) {
    constexpr std::size_t n = arity<T>();
    if (type.constructors[tag].field_count != n) mismatch("a struct with another number of fields", type);
    return build(reinterpret_cast<const Object*>(word), type.constructors[tag], std::make_index_sequence<n>{});
  }
  static Word take_of(const T& value, const TypeInfo& type, unsigned tag) {
    return with_fields(value, [&](const auto&... each) { return take_fields(type, tag, each...); });
  }
  static T make(Word word, const TypeInfo& type) { want_single(type); return make_of(word, type, 0); }
  static Word take(const T& value, const TypeInfo& type) { want_single(type); return take_of(value, type, 0); }
};

// A type with several constructors: one alternative each, in order. Without fields: std::monostate. With one field: its
// counterpart. Otherwise, or when it is a struct of its own: a struct or tuple of the fields.
template <class A, class = void>
struct HasFields : std::false_type {};
template <class A>
struct HasFields<A, std::void_t<decltype(&Counterpart<A>::take_of)>> : std::true_type {};
template <class... A>
struct Counterpart<std::variant<A...>> {
  using T = std::variant<A...>;
  static void want(const TypeInfo& type) {
    if (type.kind != Kind::Data || type.constructor_count != sizeof...(A)) mismatch("a std::variant", type);
  }
  static bool is_whole(const TypeInfo& type, unsigned tag, bool has_fields) {
    const ConstructorInfo& info = type.constructors[tag];
    return has_fields && !(info.field_count == 1 && (info.fields[0].type->kind == Kind::Data || info.fields[0].type->kind == Kind::Tuple));
  }
  template <std::size_t i>
  static T make_at(Word word, const TypeInfo& type, unsigned tag) {
    if constexpr (i < sizeof...(A)) {
      using Alternative = std::variant_alternative_t<i, T>;
      if (tag != i) return make_at<i + 1>(word, type, tag);
      const ConstructorInfo& info = type.constructors[tag];
      if constexpr (HasFields<Alternative>::value) {
        if (is_whole(type, tag, true)) return T(std::in_place_index<i>, Counterpart<Alternative>::make_of(word, type, tag));
      }
      if constexpr (std::is_same_v<Alternative, std::monostate>) {
        if (info.field_count == 0) return T(std::in_place_index<i>);
      }
      if (info.field_count != 1) mismatch("another number of fields", type);
      return T(std::in_place_index<i>, foreign::make<Alternative>(get(reinterpret_cast<const Object*>(word), info.fields[0]), *info.fields[0].type));
    } else {
      mismatch("a std::variant", type);
    }
  }
  static T make(Word word, const TypeInfo& type) {
    want(type);
    return make_at<0>(word, type, tag_of(reinterpret_cast<const Object*>(word)));
  }
  template <std::size_t i>
  static Word take_at(const T& value, const TypeInfo& type) {
    if constexpr (i < sizeof...(A)) {
      using Alternative = std::variant_alternative_t<i, T>;
      if (value.index() != i) return take_at<i + 1>(value, type);
      if constexpr (HasFields<Alternative>::value) {
        if (is_whole(type, i, true)) return Counterpart<Alternative>::take_of(std::get<i>(value), type, i);
      }
      if constexpr (std::is_same_v<Alternative, std::monostate>) {
        if (type.constructors[i].field_count == 0) return to_word(constant<Object>(i));
      }
      return take_fields(type, i, std::get<i>(value));
    } else {
      mismatch("a std::variant without a value", type);
    }
  }
  static Word take(const T& value, const TypeInfo& type) { want(type); return take_at<0>(value, type); }
};

template <class M, class K, class V>
struct MapCounterpart {
  static M make(Word word, const TypeInfo& type) {
    if (type.kind != Kind::Map) mismatch("a std::map", type);
    struct Context { M map; const TypeInfo& type; } context{{}, type};
    each_entry(reinterpret_cast<const Object*>(word), type, [](void* raw, Word key, Word value) {
      Context& c = *static_cast<Context*>(raw);
      c.map.emplace(foreign::make<K>(key, *c.type.first), foreign::make<V>(value, *c.type.second));
    }, &context);
    return std::move(context.map);
  }
  static Word take(const M& value, const TypeInfo& type) {
    if (type.kind != Kind::Map) mismatch("a std::map", type);
    Building map(new_map(), type);
    for (const auto& [key, mapped] : value) {
      Building made(foreign::take<K>(key, *type.first), *type.first);
      const Word other = foreign::take<V>(mapped, *type.second);
      map.set(insert(map.take(), made.take(), other, type));
    }
    return map.take();
  }
};
template <class K, class V>
struct Counterpart<std::map<K, V>> : MapCounterpart<std::map<K, V>, K, V> {};
template <class K, class V>
struct Counterpart<std::unordered_map<K, V>> : MapCounterpart<std::unordered_map<K, V>, K, V> {};
template <class A>
struct Counterpart<std::set<A>> {
  static std::set<A> make(Word word, const TypeInfo& type) {
    if (type.kind != Kind::Set) mismatch("a std::set", type);
    struct Context { std::set<A> set; const TypeInfo& type; } context{{}, type};
    each_entry(reinterpret_cast<const Object*>(word), type, [](void* raw, Word key, Word) {
      Context& c = *static_cast<Context*>(raw);
      c.set.insert(foreign::make<A>(key, *c.type.first));
    }, &context);
    return std::move(context.set);
  }
  static Word take(const std::set<A>& value, const TypeInfo& type) {
    if (type.kind != Kind::Set) mismatch("a std::set", type);
    Building set(new_map(), type);
    for (const A& item : value) set.set(insert(set.take(), foreign::take<A>(item, *type.first), 0, type));
    return set.take();
  }
};

template <class A>
struct Counterpart<std::shared_ptr<A>> {
  static std::shared_ptr<A> make(Word word, const TypeInfo& type) {
    if (type.kind != Kind::Foreign) mismatch("a std::shared_ptr", type);
    return std::static_pointer_cast<A>(reinterpret_cast<const Handle*>(word)->thing);
  }
  static Word take(const std::shared_ptr<A>& value, const TypeInfo& type) {
    if (type.kind != Kind::Foreign) mismatch("a std::shared_ptr", type);
    return new_handle(value);
  }
};

template <class A, class = void>
struct IsCounterpart : std::false_type {};
template <class A>
struct IsCounterpart<A, std::void_t<decltype(sizeof(Counterpart<A>))>> : std::true_type {};

// A Riot type as far as it is to be known when the call is compiled. `Any` where nothing is asked.
template <Kind kind, class... Parts>
struct Shape {};
struct AnyShape {};

// Whether values of the shape S may become an A, or be made of one. Data and tuples are looked into when the program runs.
template <class A, class S, class = void>
struct Fits : std::bool_constant<std::is_same_v<S, AnyShape> && IsCounterpart<A>::value> {};
template <>
struct Fits<bool, Shape<Kind::Bool>> : std::true_type {};
template <class A>
struct Fits<A, Shape<Kind::Int>> : std::bool_constant<std::is_integral_v<A> && !std::is_same_v<A, bool>> {};
template <class A>
struct Fits<A, Shape<Kind::Float>> : std::is_floating_point<A> {};
template <class A>
struct Fits<A, Shape<Kind::Enum>> : std::is_enum<A> {};
template <class R, class P>
struct Fits<std::chrono::duration<R, P>, Shape<Kind::Duration>> : std::true_type {};
template <>
struct Fits<std::string, Shape<Kind::String>> : std::true_type {};
template <>
struct Fits<std::string_view, Shape<Kind::String>> : std::true_type {};
template <>
struct Fits<const char*, Shape<Kind::String>> : std::true_type {};
template <>
struct Fits<std::monostate, Shape<Kind::Unit>> : std::true_type {};
template <>
struct Fits<std::vector<unsigned char>, Shape<Kind::Bytes>> : std::true_type {};
template <class A, class S>
struct Fits<std::vector<A>, Shape<Kind::List, S>> : Fits<A, S> {};
template <class A>
struct Fits<std::optional<A>, Shape<Kind::Data>> : std::true_type {};
template <class... A>
struct Fits<std::variant<A...>, Shape<Kind::Data>> : std::true_type {};
template <class... A>
struct Fits<std::tuple<A...>, Shape<Kind::Data>> : std::true_type {};
template <class A, class B>
struct Fits<std::pair<A, B>, Shape<Kind::Data>> : std::true_type {};
template <class A>
struct Fits<A, Shape<Kind::Data>, std::enable_if_t<std::is_aggregate_v<A> && std::is_class_v<A>>> : std::true_type {};
template <class... A, class... S>
struct Fits<std::tuple<A...>, Shape<Kind::Tuple, S...>, std::enable_if_t<sizeof...(A) == sizeof...(S)>> : std::conjunction<Fits<A, S>...> {};
template <class A, class B, class S, class T>
struct Fits<std::pair<A, B>, Shape<Kind::Tuple, S, T>> : std::conjunction<Fits<A, S>, Fits<B, T>> {};
template <class A, class... S>
struct Fits<A, Shape<Kind::Tuple, S...>, std::enable_if_t<std::is_aggregate_v<A> && std::is_class_v<A>>> : std::true_type {};
template <class K, class V, class S, class T>
struct Fits<std::map<K, V>, Shape<Kind::Map, S, T>> : std::conjunction<Fits<K, S>, Fits<V, T>> {};
template <class K, class V, class S, class T>
struct Fits<std::unordered_map<K, V>, Shape<Kind::Map, S, T>> : std::conjunction<Fits<K, S>, Fits<V, T>> {};
template <class A, class S>
struct Fits<std::set<A>, Shape<Kind::Set, S>> : Fits<A, S> {};
template <class A, class Thing>
struct Fits<std::shared_ptr<A>, Shape<Kind::Foreign, Thing>> : std::is_same<std::remove_cv_t<A>, Thing> {};

// Whether P refers to the thing in a Handle, rather than to a value made for the call.
template <class A, class S>
struct IsThing : std::false_type {};
template <class A>
struct IsThing<A, Shape<Kind::Foreign, A>> : std::true_type {};
template <class P, class S>
constexpr bool is_thing() {
  using A = std::remove_cv_t<std::remove_reference_t<P>>;
  if constexpr (!std::is_lvalue_reference_v<P>) return false;
  else if constexpr (IsThing<A, S>::value || !std::is_const_v<std::remove_reference_t<P>>) return true;
  else return !IsCounterpart<A>::value;
}
template <class P, class S>
constexpr bool fits_parameter() {
  using A = std::remove_cv_t<std::remove_reference_t<P>>;
  if constexpr (is_thing<P, S>()) return Fits<std::shared_ptr<A>, S>::value;
  else return Fits<A, S>::value && !std::is_same_v<A, const char*>;  // its end is not marked
}
template <class R, class S>
constexpr bool fits_result() {
  if constexpr (std::is_same_v<S, Shape<Kind::Unit>> || std::is_same_v<S, AnyShape>) return true;
  else if constexpr (std::is_void_v<R>) return false;
  else return Fits<std::remove_cv_t<std::remove_reference_t<R>>, S>::value;
}
// The types of one Riot function: its result, then its parameters.
template <class Result, class... Parameters>
struct Signature {};
template <class S, class R, class... P>
struct FitsSignature : std::false_type {};
template <class S, class... T, class R, class... P>
struct FitsSignature<Signature<S, T...>, R, P...> {
  static constexpr bool check() {
    if constexpr (sizeof...(T) == sizeof...(P)) return fits_result<R, S>() && (fits_parameter<P, T>() && ...);
    else return false;
  }
  static constexpr bool value = check();
};

struct Argument {
  Word word;
  const TypeInfo& type;
};
// An argument as the parameter P wants it.
template <class P, class S>
decltype(auto) argument(const Argument& given) {
  using A = std::remove_cv_t<std::remove_reference_t<P>>;
  if constexpr (is_thing<P, S>()) {
    if (given.type.kind != Kind::Foreign) mismatch("a reference", given.type);
    return static_cast<P>(*static_cast<A*>(reinterpret_cast<const Handle*>(given.word)->thing.get()));
  } else {
    return foreign::make<A>(given.word, given.type);
  }
}

template <class S, class... T, class R, class... P, std::size_t... i>
Word invoke(Signature<S, T...>, R (*function)(P...), const TypeInfo& result, const Argument* arguments, std::index_sequence<i...>) {
  if constexpr (std::is_void_v<R>) {
    function(argument<P, T>(arguments[i])...);
    return 0;
  } else if constexpr (std::is_same_v<S, Shape<Kind::Unit>>) {
    static_cast<void>(function(argument<P, T>(arguments[i])...));
    return 0;
  } else {
    return foreign::take<std::remove_cv_t<std::remove_reference_t<R>>>(function(argument<P, T>(arguments[i])...), result);
  }
}

// The function itself, with the types that it has; of several overloads, as those of <cmath>, the one of type F.
template <class F>
struct Plain {
  using Type = F;
};
template <class F, class R, class... P>
auto one_of(R (*function)(P...), int) {
  return function;
}
template <class F>
F* one_of(typename Plain<F>::Type* function, long) {
  return function;
}

// Calls it where it stands, or on a thread that may block. Owned result. An exception is a crash at `place`.
template <class S, class R, class... P, class... A>
Word call(Process& self, bool may_block, const char* place, R (*function)(P...), const TypeInfo& result, A... arguments) {
  static_assert(FitsSignature<S, R, P...>::value, "the C++ function has other types than the Riot function bound to it");
  const Argument given[] = {arguments..., Argument{0, kUnit}};
  const auto run = [&] { return invoke(S{}, function, result, given, std::index_sequence_for<P...>{}); };
  std::string thrown;
  try {
    return may_block ? blocking(self, run) : run();
  } catch (const std::exception& exception) {
    thrown = exception.what();
  }
  crash(self, thrown, place);
}

}  // namespace riot::foreign
