// SPDX-License-Identifier: MIT
#include "runtime/src/api/program.h"

#include <cstdlib>
#include <cstring>
#include <mutex>

#include "riot/process.h"
#include "runtime/src/api/debug_table.h"
#include "runtime/src/api/limits.h"
#include "runtime/src/api/test_runner.h"
#include "runtime/src/library/log_levels.h"
#include "runtime/src/process/exit_reason.h"
#include "runtime/src/process/relations.h"
#include "runtime/src/process/send.h"
#include "runtime/src/process/signals.h"
#include "runtime/src/process/table.h"
#include "runtime/src/sched/replay.h"
#include "runtime/src/sched/runtime.h"
#include "runtime/src/trace/trace.h"
#include "runtime/src/value/output.h"
#include "runtime/src/value/text.h"

namespace riot {
namespace detail {

bool drain_at_end = false;
std::string* error_capture = nullptr;
LogHooks log_hooks;

namespace {

const Program* program = nullptr;
std::atomic<bool> draining{false};
std::atomic<int> drain_status{0};
std::atomic<bool> main_ended{false};
SpinLock report_lock;

// ---- the first process ----

constexpr ConstructorInfo kNoFields[] = {{"", nullptr, 0, false, 0}, {"", nullptr, 0, false, 0}};
const TypeInfo kNoFrame = {Kind::Data, false, 2, "", kNoFields, nullptr, nullptr};

Next start_program(Process& self) {
  if (program->initialise) program->initialise(self);
  if (program->main) {
    const ConstructorInfo& layout = program->main->frame->constructors[0];
    enter_frame(self, *program->main, layout.size > sizeof(Object) ? layout.size : sizeof(Object));
    return Next::Run;
  }
  start_tests(self);
  return Next::Done;
}
const Step kStart = {&start_program, &kNoFrame, "main", "main"};

Actor* make_first(Worker& worker) {
  static const TypeInfo kNever = {Kind::Unit, false, 0, "Never", nullptr, nullptr, nullptr};
  Actor* actor = make_actor(&worker, kStart, nullptr, program->mailbox ? *program->mailbox : kNever, 0);
  actor->is_main = program->main != nullptr;
  actor->at = "main";
  return actor;
}

// ---- the ends ----

void kill_all() {
  std::vector<Actor*> all = living_processes();
  for (Actor* actor : all) {
    riot::share(static_cast<Object*>(actor));
    deliver(current_worker(), *actor, make_signal(NodeKind::Exit, to_word(plain_reason(kKilled)), nullptr, actor), kNudge);
  }
  drop_processes(all);
}

// Whether RIOT_LOG lets crash reports from a place through, in a program that does not log.
bool reports_from(std::string_view place) {
  static const LogLevels levels = log_levels_of_environment();
  return levels.of(module_of(place)) != LogLevel::Off;
}

void on_end(Worker*, Actor& actor) {
  if (draining.load(std::memory_order_relaxed)) return;
  Extension* e = actor.extension.load(std::memory_order_acquire);
  if (e && e->test >= 0) {
    test_ended(e->test, actor);
    return;
  }
  if (actor.crashed) {
    const CrashReason& crash = *static_cast<CrashReason*>(actor.reason);
    std::string text = "crash: ";
    if (!actor.is_main) text += name_of(actor) + ": ";
    text += view(crash.message);
    if (crash.at->size) (text += " at ") += view(crash.at);
    text += '\n';
    if (e && e->trace) text += calls_of(*e->trace, view(crash.at));
    // A test is told of with what went wrong in it.
    if (capture_printed && capture_printed(actor, text)) return;
    const auto log_report = error_capture ? nullptr : log_hooks.report.load(std::memory_order_acquire);
    if (log_report) log_report(actor, std::string(view(crash.message)), std::string(view(crash.at)), text);
    else if (actor.is_main || error_capture || reports_from(view(crash.at))) report(text);
  }
  if (!actor.is_main) return;
  main_ended.store(true, std::memory_order_relaxed);
  if (is_normal(actor.reason) || actor.reason == plain_reason(kShutdown)) return;
  if (!actor.crashed) report("main ended: " + text_of_reason(actor.reason) + "\n");
  end_program(1);
}

// All processes and where they are. Nothing runs any more.
void report_processes() {
  constexpr std::size_t kMost = 10'000;
  std::vector<Actor*> all = living_processes();
  std::string text = "SIGQUIT: " + std::to_string(all.size()) + (all.size() == 1 ? " process\n" : " processes\n");
  for (std::size_t i = 0; i < all.size() && i < kMost; ++i) {
    text += name_of(*all[i]) + " " + place_of(*all[i]) + "\n";
    if (!all[i]->detached.load(std::memory_order_relaxed)) continue;
    Trace trace;
    take_resting_trace(*all[i], trace);
    text += calls_of(trace, innermost(places_of(trace)));
  }
  if (all.size() > kMost) text += "and " + std::to_string(all.size() - kMost) + " more\n";
  drop_processes(all);
  report(text);
}

void report_deadlock() {
  std::string text = "deadlock: nothing can wake any process\n";
  std::vector<Actor*> all = living_processes();
  for (int pass = 0; pass < 2; ++pass)
    for (Actor* actor : all)
      if (!actor->is_library && actor->is_main == (pass == 0)) text += name_of(*actor) + " " + place_of(*actor) + "\n";
  drop_processes(all);
  report(text);
}

void on_quiescent(Worker&) {
  if (draining.load(std::memory_order_relaxed)) {
    stop(drain_status.load(std::memory_order_relaxed));
    return;
  }
  if (!program->main) {
    tests_stuck();
    return;
  }
  if (!main_ended.load(std::memory_order_relaxed)) {
    flush_output();
    report_deadlock();
    end_program(1);
    return;
  }
  end_program(0);
}

unsigned wanted_workers() {
  if (replaying) return 1;
  if (const char* text = std::getenv("RIOT_WORKERS")) {
    const long count = std::strtol(text, nullptr, 10);
    if (count >= 1 && count <= 256) return static_cast<unsigned>(count);
  }
  return core_count();
}

}  // namespace

namespace {
void flush_logs() noexcept {
  if (const auto flush = log_hooks.flush.load(std::memory_order_acquire)) flush();
}
}  // namespace

void end_program(int status) noexcept {
  flush_output();
  flush_logs();
  if (!drain_at_end) {
    stop(status);
    return;
  }
  if (draining.exchange(true)) return;
  drain_status.store(status);
  // A signal may have come while nobody but the worker touches processes. Acquire: as in the monitor.
  if (!current_worker() && single_threaded.load(std::memory_order_acquire)) ask_worker(Runtime::kKillAll);
  else kill_all();
}

void report(const std::string& text) noexcept {
  flush_output();
  flush_logs();
  if (error_capture) {
    std::lock_guard guard(report_lock);
    *error_capture += text;
    return;
  }
  write_error(text);
}

std::string label_of(Actor& actor) {
  if (actor.is_main) return "main";
  std::lock_guard guard(actor.lock);
  Extension* e = actor.extension.load(std::memory_order_acquire);
  return e && e->label ? std::string(view(e->label)) : std::string();
}

std::string name_of(Actor& actor) {
  const std::string label = label_of(actor);
  std::string name = "Pid(" + std::to_string(actor.id.load(std::memory_order_relaxed)) + ")";
  if (!label.empty()) name += ' ' + label;
  return name;
}

std::string place_of(Actor& actor) {
  const std::uintptr_t inbox = actor.inbox.peek();
  const Waiting waiting = actor.waiting.load(std::memory_order_relaxed);
  std::string text = "is ready";
  if (inbox & kWaitMessage) text = "waits in receive";
  else if (!(inbox & kWaitNudge)) text = "is ready";
  else if (waiting == Waiting::Call) text = "waits in call";
  else if (waiting == Waiting::Sleep) text = "sleeps";
  else text = "waits";
  std::string at;
  if (!actor.detached.load(std::memory_order_relaxed)) {
    at = actor.step.load(std::memory_order_relaxed)->at;
  } else {
    // The line of the program that led here, rather than the library's.
    Trace trace;
    take_resting_trace(actor, trace);
    at = innermost(places_of(trace));
    const char* noted = actor.at.load(std::memory_order_relaxed);
    if (at.empty() && noted && (waiting == Waiting::Call || inbox & kWaitMessage)) at = noted;
  }
  if (!at.empty()) (text += " at ") += at;
  return text;
}

std::string text_of_reason(const Object* reason) {
  Text text;
  add_value(text, to_word(reason), kExitReason);
  return std::string(text.view());
}

}  // namespace detail

int run(int argc, char** argv, const Program& given) {
  using namespace detail;
  program = &given;
  draining = false;
  main_ended = false;
  if (std::getenv("RIOT_DRAIN")) drain_at_end = true;
  read_limits();
  prepare_replay();
  fill_debug_table();
  runs_tests = !given.main;
  capture_printed = nullptr;
  if (!given.main)
    if (std::optional<int> status = prepare_tests(given, argc, argv)) {
      flush_output();
      return *status;
    }
  Runtime& rt = runtime();
  rt.on_quiescent = &on_quiescent;
  rt.on_end = &on_end;
  on_growth = []() noexcept {
    // So that the one who grows looks at its limit at its next poll.
    Worker* worker = current_worker();
    if (Actor* actor = worker ? worker->current.load(std::memory_order_relaxed) : nullptr)
      __atomic_store_n(&actor->stack_limit, kPoison, __ATOMIC_RELAXED);
  };
  install_signals();
  if (given.main) set_program_root(*given.main);
  else if (given.test_count) set_program_root(*given.tests[0].step);
  rt.end_program = &end_program;
  rt.kill_all = &kill_all;
  rt.before_cleanup = []() {
    if (wants_processes()) report_processes();
    if (runs_tests) tests_over();
  };
  run_workers(wanted_workers(), &make_first);
  flush_output();
  flush_logs();
  restore_signals();
  end_by_signal();
  return rt.status.load(std::memory_order_relaxed);
}

}  // namespace riot
