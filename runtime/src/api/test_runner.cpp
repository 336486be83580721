// SPDX-License-Identifier: MIT
#include "runtime/src/api/test_runner.h"

#include <mutex>
#include <string>
#include <vector>

#include "runtime/src/api/limits.h"
#include "runtime/src/api/program.h"
#include "runtime/src/process/exit_reason.h"
#include "runtime/src/process/relations.h"
#include "runtime/src/process/send.h"
#include "runtime/src/process/table.h"
#include "runtime/src/sched/runtime.h"
#include "runtime/src/value/output.h"

namespace riot::detail {
namespace {

enum class Outcome { Waiting, Running, Passed, Failed };
struct Test {
  const TestCase* test;
  Outcome outcome = Outcome::Waiting;
  std::string why;
};
struct Tests {
  SpinLock lock;
  std::vector<Test> all;
  std::size_t next = 0;   // not started yet
  std::size_t ended = 0;
  std::size_t printed = 0;
  bool over = false;
};
Tests tests;

const TypeInfo kNever = {Kind::Unit, false, 0, "Never", nullptr, nullptr, nullptr};

// Starts one more, if there is one.
void start_next(Worker* worker) {
  int index;
  {
    std::lock_guard guard(tests.lock);
    if (tests.next == tests.all.size()) return;
    index = static_cast<int>(tests.next++);
    tests.all[static_cast<std::size_t>(index)].outcome = Outcome::Running;
  }
  const Step& step = *tests.all[static_cast<std::size_t>(index)].test->step;
  Actor* actor = make_actor(worker, step, nullptr, kNever, 0);
  const ConstructorInfo& layout = step.frame->constructors[0];
  enter_frame(*actor, step, layout.size > sizeof(Object) ? layout.size : sizeof(Object));
  actor->extend().test = index;
  enqueue(worker, actor);
}

// Prints what is known in the order of the source; ends the program after the last. Without the lock.
void print_results() {
  std::string text;
  bool over = false;
  std::size_t passed = 0, failed = 0;
  {
    std::lock_guard guard(tests.lock);
    while (tests.printed < tests.all.size() && tests.all[tests.printed].outcome >= Outcome::Passed) {
      const Test& test = tests.all[tests.printed++];
      if (test.outcome == Outcome::Passed) {
        text += std::string("ok    ") + test.test->name + "\n";
      } else {
        text += std::string("FAIL  ") + test.test->name + " (" + test.test->at + ")\n      " + test.why + "\n";
      }
    }
    if (tests.printed == tests.all.size() && !tests.over) {
      tests.over = over = true;
      for (const Test& test : tests.all) ++(test.outcome == Outcome::Passed ? passed : failed);
      text += std::to_string(passed) + " passed, " + std::to_string(failed) + " failed\n";
    }
  }
  if (!text.empty()) write_output(text);
  if (over) end_program(failed ? 1 : 0);
}

}  // namespace

void prepare_tests(const Program& program, int argc, char** argv) {
  tests.all.clear();
  tests.next = tests.ended = tests.printed = 0;
  tests.over = false;
  for (int i = 0; i < program.test_count; ++i) {
    const std::string_view name = program.tests[i].name;
    bool wanted = argc <= 1;
    for (int k = 1; k < argc; ++k) wanted = wanted || name.find(argv[k]) != name.npos;
    if (wanted) tests.all.push_back({&program.tests[i], Outcome::Waiting, {}});
  }
}

void start_tests(Process& self) {
  Worker* worker = Actor::of(self).worker;
  const unsigned at_once = 2 * runtime().worker_count;
  for (unsigned i = 0; i < at_once; ++i) start_next(worker);
  print_results();
}

void test_ended(int index, Actor& actor) {
  {
    std::lock_guard guard(tests.lock);
    Test& test = tests.all[static_cast<std::size_t>(index)];
    ++tests.ended;
    if (test.outcome == Outcome::Running) {
      if (is_normal(actor.reason)) {
        test.outcome = Outcome::Passed;
      } else {
        test.outcome = Outcome::Failed;
        if (actor.crashed) {
          const CrashReason& crash = *static_cast<CrashReason*>(actor.reason);
          test.why = view(crash.message);
          if (crash.at->size) (test.why += " at ") += view(crash.at);
        } else {
          test.why = "ended: " + text_of_reason(actor.reason);
        }
      }
    }
  }
  start_next(actor.worker);
  print_results();
}

void tests_stuck() {
  std::vector<Actor*> all = living_processes();
  bool any = false;
  for (Actor* actor : all) {
    Extension* e = actor->extension.load(std::memory_order_acquire);
    if (!e || e->test < 0) continue;
    any = true;
    {
      std::lock_guard guard(tests.lock);
      Test& test = tests.all[static_cast<std::size_t>(e->test)];
      test.outcome = Outcome::Failed;
      test.why = "nothing can wake it: " + place_of(*actor);
    }
    riot::share(static_cast<Object*>(actor));
    deliver(current_worker(), *actor, make_signal(NodeKind::Exit, to_word(plain_reason(kKilled)), nullptr, actor), kNudge);
  }
  drop_processes(all);
  // Without a test under way, the first process has crashed in a constant.
  if (!any) end_program(1);
}

}  // namespace riot::detail
