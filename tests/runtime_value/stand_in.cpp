// SPDX-License-Identifier: MIT
#include "tests/runtime_value/stand_in.h"

#include <poll.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <stdexcept>

#include "runtime/src/io/poller.h"
#include "runtime/src/library/input.h"
#include "runtime/src/sched/runtime.h"
#include "runtime/src/value/hooks.h"
#include "runtime/src/value/strings.h"

namespace riot {
namespace {
std::atomic<long> live{0};
// In front of each block, to check the size that it is freed with.
struct alignas(16) Front { std::size_t size; };
}  // namespace

void* allocate(std::size_t size) noexcept {
  Front* front = static_cast<Front*>(std::malloc(sizeof(Front) + size));
  front->size = size;
  live.fetch_add(1, std::memory_order_relaxed);
  return front + 1;
}
void release_memory(void* p, std::size_t size) noexcept {
  Front* front = static_cast<Front*>(p) - 1;
  if (front->size != size) {
    std::fprintf(stderr, "block of %zu bytes given back as %zu\n", front->size, size);
    std::abort();
  }
  live.fetch_sub(1, std::memory_order_relaxed);
  std::free(front);
}

[[noreturn]] void panic(Process&, String* reason, const char*) { throw std::runtime_error(test::take(reason)); }
[[noreturn]] void fail_overflow(const char*) { throw std::overflow_error("integer overflow"); }
[[noreturn]] void fail_division(const char*) { throw std::domain_error("division by zero"); }

namespace test {
namespace {
struct TestPid : Pid { std::uint64_t number; };
struct TestName : Name { String* text; };
}  // namespace

long live_blocks() { return live.load(); }
Process& self() {
  static Process process{};
  return process;
}
Pid* make_pid(std::uint64_t number) {
  TestPid* pid = make<TestPid>();
  pid->count = -1;
  pid->number = number;
  return pid;
}
Name* make_name(String* text) {
  TestName* name = make<TestName>();
  name->count = -1;
  name->text = text;
  return name;
}
}  // namespace test

namespace detail {
void destroy_process_object(Object* object, Kind kind) noexcept {
  if (kind == Kind::Name) {
    drop(static_cast<test::TestName*>(object)->text, kString);
    release_memory(object, sizeof(test::TestName));
  } else {
    release_memory(object, sizeof(test::TestPid));
  }
}
void reply_travels(Object*, bool) noexcept {}
std::uint64_t process_number(const Object* pid) noexcept { return static_cast<const test::TestPid*>(pid)->number; }
void run_on_segment(Process&, void (*body)(void*), void* context) { body(context); }
// Without processes a call that blocks just blocks.
void run_blocking(Process&, void (*body)(void*), void* context) { body(context); }
int wait_for_descriptor(Process&, int fd, bool write, std::int64_t deadline) {
  const std::int64_t left = deadline == INT64_MAX ? -1 : (deadline - now() + 999'999) / 1'000'000;
  pollfd ready{fd, static_cast<short>(write ? POLLOUT : POLLIN), 0};
  const int count = ::poll(&ready, 1, deadline == INT64_MAX ? -1 : static_cast<int>(left < 0 ? 0 : left));
  return count > 0 ? 0 : count == 0 ? ETIMEDOUT : errno;
}
void forget_descriptor(int) noexcept {}
std::int64_t now() noexcept { return monotonic_now(); }
std::uint64_t& random_state(Process&) noexcept {
  static std::uint64_t state = 0;
  return state;
}
const String* name_text(const Object* name) noexcept { return static_cast<const test::TestName*>(name)->text; }
}  // namespace detail

namespace test {

String* string(const std::string& text) { return detail::new_string(text); }
std::string text_of(const String* s) { return std::string(detail::view(s)); }
std::string take(String* s) {
  std::string text = text_of(s);
  drop(s, kString);
  return text;
}
std::string show(Word value, const TypeInfo& type) { return take(riot::show(self(), value, type)); }

namespace {
template <class T>
constexpr std::uint32_t size_of() { return sizeof(T); }
#pragma GCC diagnostic ignored "-Winvalid-offsetof"

const FieldInfo kIntListFields[] = {{nullptr, &kInt, offsetof(IntList, head), nullptr}, {nullptr, &kIntList, offsetof(IntList, tail), nullptr}};
const ConstructorInfo kIntListCells[] = {{"[]", nullptr, 0, false, 0}, {"::", kIntListFields, 2, true, size_of<IntList>()}};
const FieldInfo kStringListFields[] = {{nullptr, &kString, offsetof(StringList, head), nullptr}, {nullptr, &kStringList, offsetof(StringList, tail), nullptr}};
const ConstructorInfo kStringListCells[] = {{"[]", nullptr, 0, false, 0}, {"::", kStringListFields, 2, true, size_of<StringList>()}};
const FieldInfo kNestedListFields[] = {{nullptr, &kIntList, offsetof(NestedList, head), nullptr}, {nullptr, &kNestedList, offsetof(NestedList, tail), nullptr}};
const ConstructorInfo kNestedListCells[] = {{"[]", nullptr, 0, false, 0}, {"::", kNestedListFields, 2, true, size_of<NestedList>()}};
const FieldInfo kTreeFields[] = {{"left", &kTree, offsetof(Tree, left), nullptr}, {"value", &kInt, offsetof(Tree, value), nullptr}, {"right", &kTree, offsetof(Tree, right), nullptr}};
const ConstructorInfo kTreeConstructors[] = {{"Leaf", nullptr, 0, false, 0}, {"Node", kTreeFields, 3, true, size_of<Tree>()}};
const FieldInfo kSomeIntFields[] = {{nullptr, &kInt, offsetof(OptionInt, value), nullptr}};
const ConstructorInfo kOptionIntConstructors[] = {{"None", nullptr, 0, false, 0}, {"Some", kSomeIntFields, 1, false, size_of<OptionInt>()}};
const FieldInfo kSomeStringFields[] = {{nullptr, &kString, offsetof(OptionString, value), nullptr}};
const ConstructorInfo kOptionStringConstructors[] = {{"None", nullptr, 0, false, 0}, {"Some", kSomeStringFields, 1, true, size_of<OptionString>()}};
const FieldInfo kFloatPairFields[] = {{nullptr, &kFloat, offsetof(FloatPair, first), nullptr}, {nullptr, &kFloat, offsetof(FloatPair, second), nullptr}};
const ConstructorInfo kFloatPairConstructors[] = {{"", kFloatPairFields, 2, false, size_of<FloatPair>()}};
const ConstructorInfo kColours[] = {{"Red", nullptr, 0, false, 0}, {"Green", nullptr, 0, false, 0}, {"Blue", nullptr, 0, false, 0}};
const FieldInfo kMixedFields[] = {{"a", &kBool, offsetof(Mixed, a), nullptr}, {"b", &kColour, offsetof(Mixed, b), nullptr}, {"c", &kUnit, offsetof(Mixed, c), nullptr},
                                  {"d", &kDuration, offsetof(Mixed, d), nullptr}, {"e", &kBytes, offsetof(Mixed, e), nullptr}};
const ConstructorInfo kMixedConstructors[] = {{"Mixed", kMixedFields, 5, true, size_of<Mixed>()}};
}  // namespace

const TypeInfo kIntList{Kind::List, true, 2, "List[Int]", kIntListCells, nullptr, nullptr};
const TypeInfo kStringList{Kind::List, true, 2, "List[String]", kStringListCells, nullptr, nullptr};
const TypeInfo kNestedList{Kind::List, true, 2, "List[List[Int]]", kNestedListCells, nullptr, nullptr};
const TypeInfo kTree{Kind::Data, true, 2, "Tree", kTreeConstructors, nullptr, nullptr};
const TypeInfo kOptionInt{Kind::Data, true, 2, "Option[Int]", kOptionIntConstructors, nullptr, nullptr};
const TypeInfo kOptionString{Kind::Data, true, 2, "Option[String]", kOptionStringConstructors, nullptr, nullptr};
const TypeInfo kFloatPair{Kind::Tuple, true, 1, "(Float, Float)", kFloatPairConstructors, nullptr, nullptr};
const TypeInfo kColour{Kind::Enum, false, 3, "Colour", kColours, nullptr, nullptr};
const TypeInfo kMixed{Kind::Data, true, 1, "Mixed", kMixedConstructors, nullptr, nullptr};
const TypeInfo kIntIntMap{Kind::Map, true, 0, "Map[Int, Int]", nullptr, &kInt, &kInt};
const TypeInfo kStringIntMap{Kind::Map, true, 0, "Map[String, Int]", nullptr, &kString, &kInt};
const TypeInfo kIntStringMap{Kind::Map, true, 0, "Map[Int, String]", nullptr, &kInt, &kString};
const TypeInfo kIntSet{Kind::Set, true, 0, "Set[Int]", nullptr, &kInt, nullptr};
const TypeInfo kStringSet{Kind::Set, true, 0, "Set[String]", nullptr, &kString, nullptr};
const TypeInfo kMapOfMaps{Kind::Map, true, 0, "Map[Int, Map[Int, Int]]", nullptr, &kInt, &kIntIntMap};
const TypeInfo kListIntMap{Kind::Map, true, 0, "Map[List[Int], Int]", nullptr, &kIntList, &kInt};
const TypeInfo& IntList::kInfo = kIntList;
const TypeInfo& StringList::kInfo = kStringList;
const TypeInfo& NestedList::kInfo = kNestedList;
const TypeInfo& Tree::kInfo = kTree;
const TypeInfo& OptionInt::kInfo = kOptionInt;
const TypeInfo& OptionString::kInfo = kOptionString;
const TypeInfo& FloatPair::kInfo = kFloatPair;
const TypeInfo& Mixed::kInfo = kMixed;

IntList* ints(std::initializer_list<Int> values) {
  IntList* list = constant<IntList>(0);
  for (auto it = values.end(); it != values.begin();) list = static_cast<IntList*>(cons(*--it, list));
  return list;
}
Object* cons(Int head, IntList* tail) {
  IntList* cell = make<IntList>(1);
  cell->head = head;
  cell->tail = tail;
  return cell;
}
IntList* count_to(Int n) {
  IntList* list = constant<IntList>(0);
  while (n) list = static_cast<IntList*>(cons(n--, list));
  return list;
}

}  // namespace test
}  // namespace riot
