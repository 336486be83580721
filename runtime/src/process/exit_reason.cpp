// SPDX-License-Identifier: MIT
#include "runtime/src/process/exit_reason.h"

#include <cstddef>
#include <cstring>

#include "runtime/src/value/layout.h"

namespace riot {
namespace detail {
namespace {

constexpr std::uint32_t kFirst = sizeof(Object);
const FieldInfo kCrashFields[] = {{"message", &kString, kFirst, nullptr}, {"at", &kString, kFirst + 8, nullptr}};
const FieldInfo kTextFields[] = {{nullptr, &kString, kFirst, nullptr}};
const ConstructorInfo kReasonConstructors[] = {
    {"Normal", nullptr, 0, false, 0},   {"Shutdown", nullptr, 0, false, 0},
    {"Killed", nullptr, 0, false, 0},   {"NoProcess", nullptr, 0, false, 0},
    {"Crash", kCrashFields, 2, true, sizeof(CrashReason)}, {"Reason", kTextFields, 1, true, sizeof(TextReason)},
};

}  // namespace

const TypeInfo kExitReason = {Kind::Data, true, 6, "ExitReason", kReasonConstructors, nullptr, nullptr};

namespace {
const FieldInfo kNoticeFields[] = {{"pid", &kPid, kFirst, nullptr}, {"reason", &kExitReason, kFirst + 8, nullptr}};
const ConstructorInfo kDownConstructors[] = {{"Down", kNoticeFields, 2, true, sizeof(EndNotice)}};
}  // namespace
const TypeInfo kDown = {Kind::Data, true, 1, "Down", kDownConstructors, nullptr, nullptr};

String* static_text(std::string_view text) {
  String* s = make<String>();
  s->size = static_cast<std::int64_t>(text.size());
  s->data = text.data();
  s->holder = {};
  return s;
}
Object* make_crash(String* message, const char* at) { return make_crash_at(message, static_text(at)); }
Object* make_crash_at(String* message, String* at) {
  CrashReason* reason = make<CrashReason>(kCrash);
  reason->message = message;
  reason->at = at;
  // A second reference makes the marking walk take all of it for shared.
  riot::share(static_cast<Object*>(reason));
  hand_over(to_word(reason), kExitReason);
  riot::drop(static_cast<Object*>(reason), kExitReason);
  return reason;
}
Object* make_crash_text(std::string_view message, const char* at) { return make_crash(copy_text(message), at); }

Object* make_notice(Pid* pid, Object* reason) {
  EndNotice* notice = make<EndNotice>();
  notice->pid = pid;
  notice->reason = reason;
  return notice;
}

Object* make_boxed(unsigned tag, Word value) {
  Boxed* boxed = make<Boxed>(tag);
  boxed->value = value;
  return boxed;
}
Object* make_boxed_typed(unsigned tag, Word value, const TypeInfo& type) {
  Boxed* boxed = make<Boxed>(tag);
  store(&boxed->value, type, value);
  return boxed;
}
void drop_pids(Object* list) noexcept {
  while (is_object(list)) {
    Cons* cons = static_cast<Cons*>(list);
    list = cons->tail;
    riot::drop(reinterpret_cast<Object*>(cons->head), kPid);
    release_memory(cons, sizeof(Cons));
  }
}
Object* make_pair(Word first, Word second) {
  struct Pair : Object {
    Word first, second;
  };
  Pair* pair = make<Pair>();
  pair->first = first;
  pair->second = second;
  return pair;
}
Object* make_cons(Word head, Object* tail) {
  Cons* cons = make<Cons>(1);
  cons->head = head;
  cons->tail = tail;
  return cons;
}

}  // namespace detail
}  // namespace riot
