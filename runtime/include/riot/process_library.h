// SPDX-License-Identifier: MIT
// What stdlib/process.riot and the prelude's process functions stand on. The convention is that of library.h; what
// consumes its arguments says so.
#pragma once
#include "riot/process.h"

namespace riot {

// A place where an answer comes past the mailbox; `Promise[a]` of process.riot.
struct Promise : Foreign {};

// ---- prelude ----
[[noreturn]] Unit exit_process(Process& self, Object* reason);  // consumes
Unit link(Process& self, Pid* pid, const TypeInfo& n);
Monitor* monitor(Process& self, Pid* pid, Closure* make, const TypeInfo& n, const TypeInfo& m);

// ---- starting ----
Object* process_spawn_monitor(Process& self, Closure* f, Closure* make, const TypeInfo& a, const TypeInfo& n, const TypeInfo& m);
Pid* process_spawn_opt(Process& self, Closure* f, Bool link, Bool owned, std::uint16_t priority, Object* max_heap,
                       Object* max_mailbox, std::uint16_t overflow, String* label, const TypeInfo& a, const TypeInfo& m);
Pid* process_current(Process& self);
Unit process_yield(Process& self);

// ---- for the library's own processes ----
// Runs `f`; a crash or an exit of its own becomes an Error, signals end the process as ever: Result[a, ExitReason].
Object* process_rescue(Process& self, Closure* f, const TypeInfo& a);
// Ends as process_rescue found it, crash report included.
[[noreturn]] Unit process_fail_again(Process& self, Object* reason);
// fn(ExitReason) that this process runs last, whatever ends it but a kill. Takes the place of the one before.
Unit process_last_words(Process& self, Closure* words);
// It was started `owned`; from here on it is not.
Unit process_disown(Process& self);
Bool process_is_main(Process& self, Pid* pid);
// A Pid[e] of this process whose messages `make` maps when this process looks at them.
Pid* process_subscription(Process& self, Closure* make, const TypeInfo& e, const TypeInfo& m);
// Nothing that is sent there gets into the mailbox any more. This process's own.
Unit process_close_subscription(Process& self, Pid* subscription, const TypeInfo& e);

// ---- logger; `place` is the caller's ----
Unit logger_debug(Process& self, String* text, Object* fields, const char* place);
Unit logger_info(Process& self, String* text, Object* fields, const char* place);
Unit logger_warn(Process& self, String* text, Object* fields, const char* place);
Unit logger_error(Process& self, String* text, Object* fields, const char* place);
Unit logger_set_level(Process& self, std::uint16_t level, String* module);
Unit logger_set_format(Process& self, std::uint16_t format);
Object* logger_add_file(Process& self, String* path, std::uint16_t format, Int max_bytes, Int keep);  // Result[Int, String]
Int logger_add_process(Process& self, Pid* pid, Closure* make, const TypeInfo& m, const TypeInfo& record);
Unit logger_remove(Process& self, Int handler);
Unit logger_flush(Process& self);

// ---- links, monitors, ends ----
Unit process_unlink(Process& self, Pid* pid, const TypeInfo& n);
Unit process_trap_exits(Process& self, Closure* make, const TypeInfo& m);
Unit process_untrap_exits(Process& self);
Unit process_demonitor(Process& self, Monitor* monitor);
Unit process_exit(Process& self, Pid* pid, Object* reason, const TypeInfo& n);
Bool process_is_alive(Process& self, Pid* pid, const TypeInfo& n);
Object* process_try_wait(Process& self, Pid* pid, Int timeout, const TypeInfo& n);  // Option[ExitReason]

// ---- timers ----
Timer* process_send_after(Process& self, Pid* pid, Int delay, Word message, const TypeInfo& m);   // consumes
Timer* process_send_every(Process& self, Pid* pid, Int period, Word message, const TypeInfo& m);  // consumes
Bool process_cancel(Process& self, Timer* timer);

// ---- names ----
Name* process_name(Process& self, String* text, const TypeInfo& m);
Unit process_register(Process& self, Name* name, Pid* pid, const TypeInfo& m);
Object* process_try_register(Process& self, Name* name, Pid* pid, const TypeInfo& m);  // Result[Unit, RegisterError]
Unit process_unregister(Process& self, Name* name, const TypeInfo& m);
Object* process_whereis(Process& self, Name* name, const TypeInfo& m);  // Option[Pid[m]]
Pid* process_at(Process& self, Name* name, const TypeInfo& m);

// ---- adapters, answers ----
Pid* process_adapt(Process& self, Pid* pid, Closure* f, const TypeInfo& m, const TypeInfo& a);
Pid* process_any(Process& self, Pid* pid, const TypeInfo& m);
Object* process_promise(Process& self, const TypeInfo& a);                                     // (Promise[a], Reply[a])
Object* process_await(Process& self, Promise* promise, Int timeout, const TypeInfo& a);        // Result[a, CallError]
Word process_await_value(Process& self, Promise* promise, Int timeout, const TypeInfo& a);     // crashes instead
// A Reply whose answer becomes a message of this process.
Reply* process_request_reply(Process& self, Closure* make_message, const TypeInfo& a, const TypeInfo& m);
// The same for Result[a, CallError].
Reply* process_try_request_reply(Process& self, Int timeout, Closure* make_message, const TypeInfo& a, const TypeInfo& m);

// ---- looking at processes ----
Object* process_list(Process& self);                                 // List[ProcessInfo]
Object* process_info(Process& self, Pid* pid, const TypeInfo& n);    // Option[ProcessInfo]
Unit process_set_label(Process& self, String* text);
Unit process_set_priority(Process& self, std::uint16_t priority);

// ---- system ----
Unit system_on_signal(Process& self, std::uint16_t signal, Closure* make, const TypeInfo& m);
[[noreturn]] Unit system_shutdown(Process& self, Int code);

// main answered Error(error): says so, and the program ends with status 1.
[[noreturn]] void main_failed(Process& self, Word error, const TypeInfo& type);

}  // namespace riot
