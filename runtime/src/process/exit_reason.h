// SPDX-License-Identifier: MIT
// ExitReason, Down, Exit, Option and the like as objects: layouts of stdlib/prelude.riot, made by the runtime.
#pragma once
#include <string_view>

#include "riot/process.h"
#include "riot/value.h"
#include "runtime/src/value/strings.h"

namespace riot::detail {

// type ExitReason = Normal | Shutdown | Killed | NoProcess | Crash(message: String, at: String) | Reason(String)
enum ReasonTag : unsigned { kNormal, kShutdown, kKilled, kNoProcess, kCrash, kReason };
extern const TypeInfo kExitReason;
struct CrashReason : Object {
  String* message;
  String* at;
};
struct TextReason : Object {
  String* text;
};

inline Object* plain_reason(ReasonTag tag) { return constant<Object>(tag); }
inline bool is_normal(const Object* reason) { return reason == plain_reason(kNormal); }
// Several processes may hold a reason, so all are born shared. `at` is a static string.
Object* make_crash(String* message, const char* at);  // consumes
Object* make_crash_at(String* message, String* at);   // the same; consumes both
Object* make_crash_text(std::string_view message, const char* at);

// type Down(pid: AnyPid, reason: ExitReason); Exit is laid out the same.
struct EndNotice : Object {
  Pid* pid;
  Object* reason;
};
extern const TypeInfo kDown;
Object* make_notice(Pid* pid, Object* reason);  // consumes both; private

// Strings that the runtime makes. The first shows static text without copying it.
String* static_text(std::string_view text);
inline String* copy_text(std::string_view text) { return new_string(text); }

// type Option[a] = None | Some(a); type Result[a, e] = Ok(a) | Error(e); tuples; lists
struct Boxed : Object {
  Word value;
};
inline Object* none() { return constant<Object>(0); }
Object* make_boxed(unsigned tag, Word value);  // an eight-byte field
Object* make_boxed_typed(unsigned tag, Word value, const TypeInfo& type);
Object* make_pair(Word first, Word second);
struct Cons : Object {
  Word head;
  Object* tail;
};
Object* make_cons(Word head, Object* tail);
void drop_pids(Object* list) noexcept;  // a List[AnyPid]

}  // namespace riot::detail
