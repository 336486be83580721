// SPDX-License-Identifier: MIT
// What logger.riot is built on: from a process to the writer's queue, and to the processes that want to see records.
#include <ctime>
#include <mutex>
#include <vector>

#include "riot/process_library.h"
#include "runtime/src/api/program.h"
#include "runtime/src/library/build.h"
#include "runtime/src/library/log_writer.h"
#include "runtime/src/process/relations.h"
#include "runtime/src/process/send.h"
#include "runtime/src/process/signals.h"
#include "runtime/src/sched/worker.h"
#include "runtime/src/value/output.h"
#include "runtime/src/value/strings.h"
#include "runtime/src/value/text.h"

namespace riot {

using namespace detail;

namespace {

// ---- processes that see the records

struct Listener {
  Int id;
  Pid* to;                 // owned: an adapter from Record
  const TypeInfo* record;
};
SpinLock listeners_lock;
std::vector<Listener> listeners;  // under the lock
std::atomic<bool> has_listeners{false};
std::atomic<Int> next_listener{-1};  // files count upwards, listeners downwards

void put(Object* record, const TypeInfo& type, unsigned index, Word value) {
  const FieldInfo& field = type.constructors[0].fields[index];
  store(at_offset(record, field.offset), *field.type, value);
}

// In the order of logger.Record's fields.
Object* make_record(const LogEntry& entry, Actor& self, const TypeInfo& type) {
  Object* record = new_object(type.constructors[0].size, 0);
  const auto text = [](const std::string& from) { return to_word(new_string(from)); };
  riot::share(static_cast<Object*>(&self));
  put(record, type, 0, text(log_time(entry.time)));
  put(record, type, 1, static_cast<Word>(entry.level));
  put(record, type, 2, text(entry.module));
  put(record, type, 3, to_word(&self));
  put(record, type, 4, text(entry.label));
  put(record, type, 5, text(entry.message));
  ListBuilder fields(kAnyObject);
  for (const auto& [name, value] : entry.fields) fields.add(to_word(pair(text(name), kString, text(value), kString)));
  put(record, type, 6, to_word(fields.list()));
  return record;
}

void tell_listeners(Actor& self, const LogEntry& entry) {
  if (!has_listeners.load(std::memory_order_relaxed)) return;
  std::vector<Listener> all;
  {
    std::lock_guard guard(listeners_lock);
    all = listeners;
    for (Listener& listener : all) riot::share(static_cast<Object*>(listener.to));
  }
  for (Listener& listener : all) {
    send_to_subscriber(self, *static_cast<Adapter*>(listener.to), to_word(make_record(entry, self, *listener.record)));
    riot::drop(static_cast<Object*>(listener.to), kPid);
  }
}

// ---- entries

std::int64_t wall_time() {
  std::timespec now;
  ::clock_gettime(CLOCK_REALTIME, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

void flush_all() noexcept {
  flush_output();
  flush_log();
}

// A crash report, in the order of the other entries.
void log_report(Actor& actor, const std::string& message, const std::string& at, const std::string& block) {
  // It is an entry like others, but nobody wants to miss why the program has ended.
  if (!actor.is_main && !log_wants(LogLevel::Error, module_of(at))) return;
  LogEntry entry;
  entry.time = wall_time();
  entry.level = LogLevel::Error;
  entry.module = module_of(at);
  entry.pid = actor.id.load(std::memory_order_relaxed);
  entry.label = label_of(actor);
  entry.message = "crash: " + message;
  if (!at.empty()) entry.fields.emplace_back("at", at);
  entry.block = block;
  tell_listeners(actor, entry);
  flush_output();
  write_log(std::move(entry));
}

// From the first use of the logger on, the end of the program waits for it.
void install() {
  static const bool once = [] {
    log_hooks.flush.store(&flush_log, std::memory_order_release);
    log_hooks.report.store(&log_report, std::memory_order_release);
    flush_before_signals(&flush_all);
    return true;
  }();
  (void)once;
}

Unit log(Process& self, LogLevel level, String* message, Object* fields, const char* place) {
  const std::string_view module = module_of(place);
  if (!log_wants(level, module)) return {};
  install();
  Actor& actor = Actor::of(self);
  LogEntry entry;
  entry.time = wall_time();
  entry.level = level;
  entry.module = module;
  entry.pid = actor.id.load(std::memory_order_relaxed);
  entry.label = label_of(actor);
  entry.message = view(message);
  const Layout layout = layout_of(kString, kString);
  for (ListReader reader(fields, kAnyObject); !reader.done(); reader.next()) {
    Object* field = object_of(reader.head());
    const auto text = [&](std::uint32_t offset) { return std::string(view(static_cast<String*>(object_of(load(at_offset(field, offset), kString))))); };
    entry.fields.emplace_back(text(layout.first), text(layout.second));
  }
  tell_listeners(actor, entry);
  write_log(std::move(entry));
  return {};
}

}  // namespace

Unit logger_debug(Process& self, String* text, Object* fields, const char* place) { return log(self, LogLevel::Debug, text, fields, place); }
Unit logger_info(Process& self, String* text, Object* fields, const char* place) { return log(self, LogLevel::Info, text, fields, place); }
Unit logger_warn(Process& self, String* text, Object* fields, const char* place) { return log(self, LogLevel::Warn, text, fields, place); }
Unit logger_error(Process& self, String* text, Object* fields, const char* place) { return log(self, LogLevel::Error, text, fields, place); }

Unit logger_set_level(Process&, std::uint16_t level, String* module) {
  set_log_level(static_cast<LogLevel>(level), std::string(view(module)));
  return {};
}
Unit logger_set_format(Process&, std::uint16_t format) {
  install();
  set_log_format(static_cast<LogFormat>(format));
  return {};
}
Object* logger_add_file(Process&, String* path, std::uint16_t format, Int max_bytes, Int keep) {
  install();
  std::string why;
  const int id = add_log_file(std::string(view(path)), static_cast<LogFormat>(format), max_bytes, keep, &why);
  return id ? ok(to_word(Int{id}), kInt) : error(to_word(new_string(why)), kString);
}
Int logger_add_process(Process&, Pid* pid, Closure* make, const TypeInfo& m, const TypeInfo& record) {
  install();
  riot::share(static_cast<Object*>(pid));
  riot::share(static_cast<Object*>(make));
  Adapter* to = make_adapter(pid, make, record, m);
  to->in_receiver = true;
  const Int id = next_listener.fetch_sub(1, std::memory_order_relaxed);
  std::lock_guard guard(listeners_lock);
  listeners.push_back({id, to, &record});
  has_listeners.store(true, std::memory_order_relaxed);
  return id;
}
Unit logger_remove(Process&, Int id) {
  if (id > 0) {
    remove_log_file(static_cast<int>(id));
    return {};
  }
  Pid* gone = nullptr;
  {
    std::lock_guard guard(listeners_lock);
    for (std::size_t i = 0; i < listeners.size(); ++i) {
      if (listeners[i].id != id) continue;
      gone = listeners[i].to;
      listeners.erase(listeners.begin() + static_cast<std::ptrdiff_t>(i));
      break;
    }
    has_listeners.store(!listeners.empty(), std::memory_order_relaxed);
  }
  if (gone) riot::drop(static_cast<Object*>(gone), kPid);
  return {};
}
Unit logger_flush(Process&) {
  flush_log();
  return {};
}

}  // namespace riot
