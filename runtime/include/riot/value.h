// SPDX-License-Identifier: MIT
// Values as emitted code holds them.
//
// Int, Float, Bool, Unit, Duration (an Int of nanoseconds) and types whose constructors all lack arguments are plain
// C++ values. Everything else is a pointer to an Object: a reference count, the constructor's tag, then the fields in
// order, each at its natural alignment. A constructor without arguments in a type that also has others is no object
// but an odd pointer, `2 * tag + 1`. Types are known statically, so an object does not carry its type: whoever drops,
// compares or shows it passes the TypeInfo. Closures, processes and strings describe themselves.
//
// A count above zero belongs to one process and is a plain integer. A value that several processes may reach has been
// marked: its count is negative and atomic. Immortal objects (literals) are never counted.
#pragma once
#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>

#include "riot/memory.h"

namespace riot {

using Int = std::int64_t;
using Float = double;
using Bool = bool;
// Any value in eight bytes, for the runtime's generic parts: mailboxes, maps, show.
using Word = std::uint64_t;
// The only value of its type; returned by functions that answer nothing.
struct Unit {};

class Process;

struct Object {
  std::int32_t count;    // > 0 private, < 0 shared (atomic), kImmortal: not counted
  std::uint16_t tag;     // index of the constructor
  std::uint16_t detail;  // for the runtime's own kinds of object
};
constexpr std::int32_t kImmortal = INT32_MIN;

// ------------------------------------------------------------------------------------------ type descriptions

enum class Kind : std::uint8_t {
  Unit, Bool, Int, Float, Duration, Enum,              // plain values; an Enum is a std::uint16_t
  String, Bytes, Data, List, Tuple, Map, Set,          // objects; List: tag 0 empty (odd pointer 1), tag 1 {head, tail}
  Function, Pid, Name, Reply, Monitor, Timer, Foreign  // objects that describe themselves
};

struct TypeInfo;
struct FieldInfo {
  const char* label;  // null when unlabelled
  const TypeInfo* type;
  std::uint32_t offset;  // from the start of the object
  const char* json;      // name in JSON; null when it is the label
  Word (*otherwise)(Process& self) = nullptr;  // its default, owned, for JSON that lacks it; null without a default
};
struct ConstructorInfo {
  const char* name;
  const FieldInfo* fields;
  std::uint16_t field_count;
  bool has_references;  // some field is an object
  std::uint32_t size;   // bytes of the object, header included; 0 without fields
};
struct TypeInfo {
  Kind kind;
  bool has_references;  // values of it are, or may be, objects
  std::uint16_t constructor_count;
  const char* name;  // as in Riot, "Option[Int]"
  const ConstructorInfo* constructors;  // Data, List, Tuple, Enum, and the layouts of frames and closures
  const TypeInfo* first;   // Map: keys; Set: items; Reply: the answer; Data that is a sequence: its items
  const TypeInfo* second;  // Map: values
};

extern const TypeInfo kUnit, kBool, kInt, kFloat, kDuration, kString, kBytes, kFunction, kPid, kName, kMonitor, kTimer, kReply, kForeign;

// ------------------------------------------------------------------------------------------ counting

// Owner of the value. True for a pointer to a counted thing, false for odd pointers.
inline bool is_object(const void* p) { return (reinterpret_cast<std::uintptr_t>(p) & 1) == 0; }
// The constructor without arguments number `tag` of a type that also has others.
template <class T>
T* constant(unsigned tag) { return reinterpret_cast<T*>(static_cast<std::uintptr_t>(2 * tag + 1)); }
// Tag of any value of a Data, List or Tuple type.
inline unsigned tag_of(const Object* p) {
  return is_object(p) ? p->tag : static_cast<unsigned>(reinterpret_cast<std::uintptr_t>(p) >> 1);
}

// Out of line parts. `p` is an object whose count is not a plain increment or decrement away.
void share_slow(Object* p) noexcept;                          // count is negative
void drop_slow(Object* p, const TypeInfo& type) noexcept;     // count is 1 or negative; frees without recursion

// One more reference. Any thread that holds one.
inline void share(Object* p) noexcept {
  if (!is_object(p)) return;
  const std::int32_t count = __atomic_load_n(&p->count, __ATOMIC_RELAXED);
  if (count > 0) [[likely]] p->count = count + 1;
  else share_slow(p);
}
// One reference fewer.
inline void drop(Object* p, const TypeInfo& type) noexcept {
  if (!is_object(p)) return;
  const std::int32_t count = __atomic_load_n(&p->count, __ATOMIC_RELAXED);
  if (count > 1) p->count = count - 1;
  else drop_slow(p, type);
}
// No other reference exists, so it may be changed in place.
inline bool is_unique(const Object* p) noexcept { return is_object(p) && __atomic_load_n(&p->count, __ATOMIC_RELAXED) == 1; }

// Objects made since the program began, by all processes: for tests that count.
Int objects_made();

// Release builds free objects of emitted types by code of their own, `T::take_apart(object, visit)`, which calls visit(child)
// for each reference and frees the memory. The rest goes through its TypeInfo.
template <class T, class = void>
struct CanTakeApart { static constexpr bool value = false; };
template <class T>
struct CanTakeApart<T, typename T::TakesApart> { static constexpr bool value = true; };
// So deep the destruction of an object calls itself for what the object refers to; further down drop_slow() takes over, which
// needs no stack.
constexpr unsigned kDestroyDepth = 24;
// The last reference to `object`, a private one, is gone: frees it and what goes with it.
template <class T>
[[gnu::noinline]] void destroy(T* object, unsigned depth) noexcept {
  for (;;) {
    T* next = nullptr;  // one child of the same type is seen to without a call: a list takes no stack
    T::take_apart(object, [&](auto* child) {
      using Child = std::remove_pointer_t<decltype(child)>;
      if (!is_object(child)) return;
      const std::int32_t count = __atomic_load_n(&child->count, __ATOMIC_RELAXED);
      if (count > 1) {
        child->count = count - 1;
        return;
      }
      if (count == 1) {
        if constexpr (std::is_same_v<Child, T>) {
          if (!next) {
            next = child;
            return;
          }
        }
        if constexpr (CanTakeApart<Child>::value) {
          if (depth < kDestroyDepth) {
            destroy<Child>(child, depth + 1);
            return;
          }
        }
      }
      drop_slow(child, Child::kInfo);
    });
    if (!next) return;
    object = next;
  }
}
// One reference to an object of a known type fewer.
template <class T>
inline void drop(T* p) noexcept {
  if constexpr (CanTakeApart<T>::value) {
    if (!is_object(p)) return;
    const std::int32_t count = __atomic_load_n(&p->count, __ATOMIC_RELAXED);
    if (count > 1) p->count = count - 1;
    else if (count == 1) destroy<T>(p, 0);
    else drop_slow(p, T::kInfo);
  } else {
    drop(p, T::kInfo);
  }
}

// A new private object of an emitted type; the fields are the caller's to set before anything can throw.
template <class T>
T* make(unsigned tag = 0) noexcept {
  T* p = static_cast<T*>(allocate_fixed<sizeof(T)>());
  p->count = 1;
  p->tag = static_cast<std::uint16_t>(tag);
  p->detail = 0;
  return p;
}

// One owned reference, or nothing. T is an emitted struct derived from Object, or one of the runtime's; T::kInfo is
// its TypeInfo. The destructor is what a crash relies on to leak nothing.
template <class T>
class [[nodiscard]] Own {
 public:
  Own() noexcept : p_(none()) {}
  explicit Own(T* owned) noexcept : p_(owned) {}
  Own(const Own&) = delete;
  Own& operator=(const Own&) = delete;
  ~Own() { riot::drop(p_); }

  T* get() const noexcept { return p_; }         // borrowed
  T* operator->() const noexcept { return p_; }
  T* share() const noexcept { riot::share(p_); return p_; }  // a second, owned reference
  T* take() noexcept { T* p = p_; p_ = moved(); return p; }  // the owned reference moves out
  void drop() noexcept { riot::drop(take()); }
  void set(T* owned) noexcept { T* old = p_; p_ = owned; riot::drop(old); }

 private:
  static T* none() noexcept { return constant<T>(0); }
  // In debug builds no value of any type, so that a debugger does not show an empty list where there was a full one.
#ifdef RIOT_DEBUG
  static T* moved() noexcept { return reinterpret_cast<T*>(~std::uintptr_t{0}); }
#else
  static T* moved() noexcept { return none(); }
#endif
  T* p_;
};

// A list, or a chain of any constructors, that is built from its front: each new object goes where the one before has been
// left open. What is open holds nothing meanwhile, so that a crash drops what there is.
template <class T>
class [[nodiscard]] Building {
 public:
  Building() noexcept : first_(constant<T>(0)), open_(&first_) {}
  Building(const Building&) = delete;
  Building& operator=(const Building&) = delete;
  ~Building() { riot::drop(first_); }

  // `object` has constant(0) in the field `open`.
  void add(T* object, T** open) noexcept { *open_ = object; open_ = open; }
  // All of it, with `last` in the open field.
  T* finish(T* last) noexcept { *open_ = last; return take(); }
  T* take() noexcept { T* first = first_; first_ = constant<T>(0); open_ = &first_; return first; }
  void drop() noexcept { riot::drop(take()); }

 private:
  T* first_;
  T** open_;
};

// A borrowed reference becomes an owned one.
template <class T>
T* shared(T* p) noexcept { share(p); return p; }

// Memory of an object of `kSize` bytes that was taken apart, for the next one of that size; or nothing.
template <std::size_t kSize>
class [[nodiscard]] Spare {
 public:
  // The fields of `object` have been seen to. `alone` (it is unique): its memory is kept, otherwise its reference is dropped.
  template <class T>
  Spare(Own<T>& object, bool alone) noexcept {
    if (alone) p_ = object.take();
    else object.drop();
  }
  Spare(const Spare&) = delete;
  Spare& operator=(const Spare&) = delete;
  ~Spare() { drop(); }

  void drop() noexcept {
    if (p_) release_fixed<kSize>(take());
  }
  void* take() noexcept { void* p = p_; p_ = nullptr; return p; }

 private:
  void* p_ = nullptr;
};
// A field of an object that is given up: its reference moves out when the object is unique, else there is one more.
template <class T>
T* taken(T* field, bool alone) noexcept {
  if (!alone) share(field);
  return field;
}
// As make(), in spare memory if there is some.
template <class T>
T* make(Spare<sizeof(T)>& spare, unsigned tag = 0) noexcept {
  void* memory = spare.take();
  T* p = static_cast<T*>(memory ? memory : allocate_fixed<sizeof(T)>());
  p->count = 1;
  p->tag = static_cast<std::uint16_t>(tag);
  p->detail = 0;
  return p;
}

// ------------------------------------------------------------------------------------------ words

inline Word to_word(Int v) { return static_cast<Word>(v); }
inline Word to_word(bool v) { return v; }
inline Word to_word(std::uint16_t v) { return v; }
inline Word to_word(Unit) { return 0; }
inline Word to_word(double v) { Word w; __builtin_memcpy(&w, &v, 8); return w; }
inline Word to_word(const Object* v) { return reinterpret_cast<Word>(v); }

// from_word<T>: T is Int, double, bool, std::uint16_t, Unit, an enum, or U* for an object type.
namespace detail {
template <class T> struct FromWord { static T get(Word w) { return static_cast<T>(w); } };
template <class T> struct FromWord<T*> { static T* get(Word w) { return reinterpret_cast<T*>(w); } };
template <> struct FromWord<double> { static double get(Word w) { double v; __builtin_memcpy(&v, &w, 8); return v; } };
template <> struct FromWord<Unit> { static Unit get(Word) { return {}; } };
}  // namespace detail
template <class T>
T from_word(Word w) { return detail::FromWord<T>::get(w); }

// ------------------------------------------------------------------------------------------ generic operations
// All borrow their arguments and use no recursion on the machine's stack.

bool equal(Word a, Word b, const TypeInfo& type);
// < 0, 0, > 0. Floats as IEEE: an unordered pair compares as greater here; < and <= on Float are emitted inline.
int compare(Word a, Word b, const TypeInfo& type);
std::uint64_t hash(Word value, const TypeInfo& type);
// Marks all that `value` reaches as reachable from several processes; what only `value` owns stays private.
// For messages and captures of spawned bodies. Sender's process.
void hand_over(Word value, const TypeInfo& type) noexcept;
// Marks for good: constants that every process reads.
void publish(Word value, const TypeInfo& type) noexcept;

// ------------------------------------------------------------------------------------------ text and bytes

// Where the bytes of a String or Bytes are: behind its header, with room for `capacity`, or inside `owner`, of which it shows a
// slice. Those of a literal are in neither.
class Holder {
 public:
  constexpr Holder() = default;
  static Holder behind(std::size_t capacity) { return Holder(2 * capacity + 1); }
  static Holder inside(Object* owner) { return Holder(reinterpret_cast<std::uintptr_t>(owner)); }
  Object* owner() const { return word_ & 1 ? nullptr : reinterpret_cast<Object*>(word_); }  // null when there is none
  std::size_t capacity() const { return word_ & 1 ? word_ / 2 : 0; }                          // 0 for literals and slices

 private:
  explicit Holder(std::uintptr_t word) : word_(word) {}
  std::uintptr_t word_ = 0;
};
struct String : Object {
  static const TypeInfo& kInfo;
  std::int64_t size;  // bytes
  const char* data;
  Holder holder;
};
struct Bytes : Object {
  static const TypeInfo& kInfo;
  std::int64_t size;
  const unsigned char* data;
  Holder holder;
};
// A literal: static, immortal.
struct Literal : String {
  constexpr Literal(const char* text, std::int64_t length) : String{{kImmortal, 0, 0}, length, text, {}} {}
};
constexpr String* text(const Literal& literal) { return const_cast<Literal*>(&literal); }

// One part of an interpolated string.
struct Piece {
  Word value;
  const TypeInfo* type;
};
String* interpolate(Process& self, const Piece* pieces, int count);  // borrows the values
String* interpolate_onto(Process& self, String* text, const Piece* pieces, int count);  // behind `text`, which it consumes
String* show(Process& self, Word value, const TypeInfo& type);
bool string_equal(const String* a, const String* b) noexcept;
int string_compare(const String* a, const String* b) noexcept;
String* string_concat(Process& self, String* a, String* b);  // consumes both; appends in place when `a` is unique
bool string_starts_with(const String* text, const String* prefix) noexcept;
String* string_rest(Process& self, String* text, Int from_byte);  // consumes; a slice
Bytes* bytes_concat(Process& self, Bytes* a, Bytes* b);     // the same for Bytes

// ------------------------------------------------------------------------------------------ functions

// A function value. Captures follow in emitted structs derived from it. `code` is R(Process&, Closure*, A...): the
// closure is borrowed, the arguments are owned by the callee, the result by the caller.
struct Closure : Object {
  static const TypeInfo& kInfo;
  const TypeInfo* layout;  // one constructor: the captures; its size is the object's
  void (*code)();
  const char* name;        // "main.riot:12", for messages
};
template <class R, class... A>
R call(Process& self, Closure* closure, A... arguments) {
  return reinterpret_cast<R (*)(Process&, Closure*, A...)>(closure->code)(self, closure, arguments...);
}
template <class R, class... A>
auto code(R (*function)(Process&, Closure*, A...)) -> void (*)() { return reinterpret_cast<void (*)()>(function); }

// A new closure of an emitted struct with its own `kLayout`; the captures are the caller's to set before anything can throw.
template <class T>
T* make_closure(void (*code)(), const char* name) {
  T* p = make<T>();
  p->layout = &T::kLayout;
  p->code = code;
  p->name = name;
  return p;
}

// A thing of the library or of foreign code that only its own functions look into: a file, a socket. `destroy` ends it
// and gives its memory back; any worker may run it.
struct Foreign : Object {
  static const TypeInfo& kInfo;
  void (*destroy)(Foreign* self) noexcept;
};
namespace detail { class Text; }
// One that means what it holds, not itself, as numbers do: compared, hashed and shown by it. Its `detail` is kForeignValue.
struct ForeignValue : Foreign {
  struct Meaning {  // any thread; the arguments are of one type, and immutable
    int (*compare)(const ForeignValue* a, const ForeignValue* b) noexcept;  // < 0, 0, > 0
    std::uint64_t (*hash)(const ForeignValue* value, std::uint64_t seed) noexcept;
    void (*show)(detail::Text& out, const ForeignValue* value);
  };
  const Meaning* meaning;
};
constexpr std::uint16_t kForeignValue = 1;
// The type of whole numbers of the library that are such: what `show` makes of them is a number of JSON, and `parse` makes one of
// digits with perhaps a minus.
struct ForeignNumberInfo : TypeInfo {
  ForeignValue* (*parse)(const char* digits, std::size_t length);
};

// ------------------------------------------------------------------------------------------ maps and sets

// Persistent hash tries; emitted code derives one struct a type (`Map_String_Int : riot::Map`) for its kInfo.
struct MapNode;
// A reference to a node, and which slots it has: bits of those with an entry, and of those with a child.
struct MapLink {
  std::uint32_t entries;
  std::uint32_t children;
  MapNode* node;
};
struct Map : Object {
  std::int64_t size;
  MapLink root;  // of zeros when the map is empty
};
using Set = Map;

}  // namespace riot
