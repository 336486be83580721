// SPDX-License-Identifier: MIT
#include "runtime/src/api/test_runner.h"

#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "runtime/src/api/limits.h"
#include "runtime/src/api/program.h"
#include "runtime/src/process/exit_reason.h"
#include "runtime/src/process/relations.h"
#include "runtime/src/process/send.h"
#include "runtime/src/process/table.h"
#include "runtime/src/sched/runtime.h"
#include "runtime/src/value/output.h"
#include "runtime/src/value/text.h"

namespace riot::detail {
namespace {

enum class Outcome { Waiting, Running, Passed, Failed };
struct Test {
  const TestCase* test;
  Outcome outcome = Outcome::Waiting;
  std::string why;
  std::string output;                // what its processes have printed
  std::int64_t began = 0, took = 0;  // nanoseconds
};
struct Tests {
  SpinLock lock;
  std::vector<Test> all;             // in order of source
  std::vector<std::size_t> order;    // in which they start
  std::size_t next = 0;              // not started yet, an index of `order`
  std::size_t printed = 0;
  bool over = false;
  bool json = false, durations = false, colour = false, shows_output = false;
  unsigned at_once = 0;              // 0: two a worker
  std::int64_t limit = 0;            // nanoseconds of real time for each; 0: none
  std::int64_t began = 0;
};
Tests tests;

// The real time, also where a seed makes the program's clock jump.
std::int64_t real_time() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000ll + now.tv_nsec;
}

// ---- which tests ----

// `codec.riot` and `net/codec.riot` mean one file, `dec.riot` another.
bool is_same_file(std::string_view a, std::string_view b) {
  if (a.size() < b.size()) std::swap(a, b);
  return a.ends_with(b) && (a.size() == b.size() || a[a.size() - b.size() - 1] == '/');
}

bool selects(std::string_view filter, const TestCase& test) {
  const std::string_view at = test.at;
  const std::size_t colon = filter.rfind(':'), place = at.rfind(':');
  if (colon != filter.npos && place != at.npos && is_same_file(filter.substr(0, colon), at.substr(0, place))) {
    const std::string line(filter.substr(colon + 1)), first(at.substr(place + 1));
    char* end = nullptr;
    const long wanted = std::strtol(line.c_str(), &end, 10);
    if (!line.empty() && *end == 0) return wanted >= std::atol(first.c_str()) && wanted <= test.last_line;
  }
  return std::string_view(test.name).find(filter) != filter.npos;
}

// Fisher and Yates, with splitmix64 for chance: the same order everywhere for the same seed.
void shuffle(std::vector<std::size_t>& order, std::uint64_t seed) {
  for (std::size_t i = order.size(); i > 1; --i) {
    seed += 0x9e3779b97f4a7c15u;
    std::uint64_t z = seed;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    std::swap(order[i - 1], order[(z ^ (z >> 31)) % i]);
  }
}

// ---- what is told ----

std::string json_text(std::string_view text) {
  std::string made = "\"";
  for (const char c : text) {
    char escaped[8];
    if (c == '"' || c == '\\') (made += '\\') += c;
    else if (c == '\n') made += "\\n";
    else if (static_cast<unsigned char>(c) < 0x20) made.append(escaped, std::snprintf(escaped, sizeof escaped, "\\u%04x", c));
    else made += c;
  }
  return made + "\"";
}

std::string milliseconds(std::int64_t nanoseconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", static_cast<double>(nanoseconds) / 1e6);
  return text;
}

// The place of a test as JSON members.
std::string json_place(const TestCase& test) {
  const std::string_view at = test.at;
  const std::size_t colon = std::min(at.rfind(':'), at.size());
  const std::string_view line = colon < at.size() ? at.substr(colon + 1) : "0";
  return "\"test\":" + json_text(test.name) + ",\"file\":" + json_text(at.substr(0, colon)) + ",\"line\":" + std::string(line);
}

std::string indented(std::string_view lines, const char* by) {
  std::string text;
  for (std::size_t begin = 0; begin <= lines.size();) {
    const std::size_t end = std::min(lines.find('\n', begin), lines.size());
    ((text += by) += lines.substr(begin, end - begin)) += '\n';
    begin = end + 1;
  }
  return text;
}

std::string told(const Test& test) {
  const bool passed = test.outcome == Outcome::Passed;
  if (tests.json)
    return "{" + json_place(*test.test) + ",\"outcome\":\"" + (passed ? "passed" : "failed") + "\",\"ms\":" + milliseconds(test.took) +
           (passed ? "" : ",\"message\":" + json_text(test.why)) +
           (test.output.empty() ? "" : ",\"output\":" + json_text(test.output)) + "}\n";
  std::string text = passed ? "ok    " : "FAIL  ";
  if (tests.colour) text = (passed ? "\x1b[32m" : "\x1b[1;31m") + text + "\x1b[0m";
  text += test.test->name;
  if (!passed) ((text += " (") += test.test->at) += ")";
  if (tests.durations) text += "  " + milliseconds(test.took) + " ms";
  text += "\n";
  // Every line of what went wrong, below the name.
  if (!passed) text += indented(test.why, "      ");
  if (test.output.empty() || (passed && !tests.shows_output)) return text;
  if (!passed) text += "      it printed:\n";
  std::string_view output = test.output;
  if (output.ends_with('\n')) output.remove_suffix(1);
  return text + indented(output, passed ? "      " : "        ");
}

std::string sum(std::size_t passed, std::size_t failed) {
  const std::string took = milliseconds(real_time() - tests.began);
  if (tests.json) return "{\"passed\":" + std::to_string(passed) + ",\"failed\":" + std::to_string(failed) + ",\"ms\":" + took + "}\n";
  std::string text;
  if (tests.durations && tests.all.size() > 1) {
    std::vector<const Test*> slowest;
    for (const Test& test : tests.all) slowest.push_back(&test);
    std::stable_sort(slowest.begin(), slowest.end(), [](const Test* a, const Test* b) { return a->took > b->took; });
    if (slowest.size() > 5) slowest.resize(5);
    text += "\nslowest:\n";
    for (const Test* test : slowest) text += "  " + milliseconds(test->took) + " ms  " + test->test->name + "\n";
    text += "\n";
  }
  if (tests.all.empty()) return "no tests\n";
  text += std::to_string(passed) + " passed, " + std::to_string(failed) + " failed";
  if (tests.durations) text += " in " + took + " ms";
  return text + "\n";
}

// ---- running ----

// Starts one more, if there is one.
void start_next(Worker* worker) {
  int index;
  {
    std::lock_guard guard(tests.lock);
    if (tests.next == tests.all.size()) return;
    index = static_cast<int>(tests.order[tests.next++]);
    Test& test = tests.all[static_cast<std::size_t>(index)];
    test.outcome = Outcome::Running;
    test.began = real_time();
  }
  const TestCase& test = *tests.all[static_cast<std::size_t>(index)].test;
  const Step& step = *test.step;
  Actor* actor = make_actor(worker, step, nullptr, *test.mailbox, 0);
  const ConstructorInfo& layout = step.frame->constructors[0];
  enter_frame(*actor, step, layout.size > sizeof(Object) ? layout.size : sizeof(Object));
  actor->extend().test = actor->extend().within_test = index;
  enqueue(worker, actor);
}

// Prints what is known in the order of the source; ends the program after the last. Without the lock.
void print_results() {
  std::string text;
  bool over = false;
  std::size_t passed = 0, failed = 0;
  {
    std::lock_guard guard(tests.lock);
    while (tests.printed < tests.all.size() && tests.all[tests.printed].outcome >= Outcome::Passed) text += told(tests.all[tests.printed++]);
    if (tests.printed == tests.all.size() && !tests.over) {
      tests.over = over = true;
      for (const Test& test : tests.all) ++(test.outcome == Outcome::Passed ? passed : failed);
      text += sum(passed, failed);
    }
  }
  if (!text.empty()) write_output(text);
  if (over) end_program(failed ? 1 : 0);
}

// Keeps what a process of a test prints. Not what it prints when the test has been told of.
bool capture(Process& self, std::string_view text) noexcept {
  const Extension* e = Actor::of(self).extension.load(std::memory_order_acquire);
  if (!e || e->within_test < 0) return false;
  std::lock_guard guard(tests.lock);
  const std::size_t index = static_cast<std::size_t>(e->within_test);
  if (tests.printed > index) return false;
  tests.all[index].output += text;
  return true;
}

void set_outcome(Test& test, Outcome outcome) {
  test.outcome = outcome;
  test.took = real_time() - test.began;
}

void kill(Worker* worker, Actor& actor) {
  riot::share(static_cast<Object*>(&actor));
  deliver(worker, actor, make_signal(NodeKind::Exit, to_word(plain_reason(kKilled)), nullptr, &actor), kNudge);
}

// Which test a process is; less than 0: none.
int test_of(const Actor& actor) {
  const Extension* e = actor.extension.load(std::memory_order_acquire);
  return e ? e->test : -1;
}

// A thread that fails and kills the tests whose time is up: they may keep every worker busy. Real time, also under a seed.
class Watch {
 public:
  void begin() {
    over_ = false;
    thread_ = std::thread([this] {
      std::unique_lock guard(mutex_);
      while (!changed_.wait_for(guard, kOften, [this] { return over_; })) look();
    });
  }
  void end() {
    if (!thread_.joinable()) return;
    {
      std::lock_guard guard(mutex_);
      over_ = true;
    }
    changed_.notify_one();
    thread_.join();
  }

 private:
  static constexpr std::chrono::milliseconds kOften{50};

  void look() {
    bool any = false;
    const std::int64_t now = real_time();
    {
      std::lock_guard guard(tests.lock);
      for (Test& test : tests.all) {
        if (test.outcome != Outcome::Running || now - test.began < tests.limit) continue;
        set_outcome(test, Outcome::Failed);
        Text limit;
        add_value(limit, to_word(tests.limit), kDuration);
        test.why = "took longer than " + std::string(limit.view());
        any = true;
      }
    }
    if (!any) return;
    std::vector<Actor*> all = living_processes();
    for (Actor* actor : all) {
      const int index = test_of(*actor);
      if (index < 0) continue;
      std::unique_lock guard(tests.lock);
      const bool failed = tests.all[static_cast<std::size_t>(index)].outcome == Outcome::Failed;
      guard.unlock();
      if (failed) kill(nullptr, *actor);
    }
    drop_processes(all);
    print_results();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::thread thread_;
};
Watch watch;

}  // namespace

bool runs_tests = false;

void join_test_of(Actor& parent, Actor& child) {
  const Extension* e = parent.extension.load(std::memory_order_acquire);
  if (e && e->within_test >= 0) child.extend().within_test = e->within_test;
}

std::optional<int> prepare_tests(const Program& program, int argc, char** argv) {
  tests.all.clear();
  tests.order.clear();
  tests.next = tests.printed = 0;
  tests.over = tests.json = tests.durations = tests.shows_output = false;
  capture_printed = &capture;
  tests.at_once = 0;
  tests.limit = 0;
  tests.began = real_time();
  const char* no_color = std::getenv("NO_COLOR");
  tests.colour = isatty(STDOUT_FILENO) && !(no_color && *no_color);
  std::vector<std::string_view> filters;
  std::optional<std::uint64_t> seed;
  bool list = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    auto value = [&](std::string_view name) { return argument.starts_with(name) ? argv[i] + name.size() : nullptr; };
    if (const char* filter = value("--filter=")) filters.push_back(filter);
    else if (const char* jobs = value("--jobs=")) tests.at_once = static_cast<unsigned>(std::atoi(jobs));
    else if (const char* limit = value("--timeout=")) tests.limit = std::strtoll(limit, nullptr, 10);
    else if (const char* number = value("--seed=")) seed = std::strtoull(number, nullptr, 10);
    else if (argument == "--list") list = true;
    else if (argument == "--json") tests.json = true;
    else if (argument == "--durations") tests.durations = true;
    else if (argument == "--show-output") tests.shows_output = true;
  }
  for (int i = 0; i < program.test_count; ++i) {
    bool wanted = filters.empty();
    for (const std::string_view filter : filters) wanted = wanted || selects(filter, program.tests[i]);
    if (wanted) tests.all.push_back({&program.tests[i], Outcome::Waiting, {}, {}});
  }
  if (tests.all.empty() && !filters.empty()) {
    write_error(program.test_count ? "no test is selected\n" : "there are no tests\n");
    return 1;
  }
  if (list) {
    for (const Test& test : tests.all)
      write_output(tests.json ? "{" + json_place(*test.test) + "}\n" : std::string(test.test->at) + ": " + test.test->name + "\n");
    return 0;
  }
  for (std::size_t i = 0; i < tests.all.size(); ++i) tests.order.push_back(i);
  if (seed) shuffle(tests.order, *seed);
  return std::nullopt;
}

void start_tests(Process& self) {
  Worker* worker = Actor::of(self).worker;
  const unsigned at_once = tests.at_once ? tests.at_once : 2 * runtime().worker_count;
  for (unsigned i = 0; i < at_once; ++i) start_next(worker);
  if (tests.limit > 0) watch.begin();
  print_results();
}

void tests_over() { watch.end(); }

void test_ended(int index, Actor& actor) {
  {
    std::lock_guard guard(tests.lock);
    Test& test = tests.all[static_cast<std::size_t>(index)];
    if (test.outcome == Outcome::Running) {
      if (is_normal(actor.reason)) {
        set_outcome(test, Outcome::Passed);
      } else {
        set_outcome(test, Outcome::Failed);
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
    const int index = test_of(*actor);
    if (index < 0) continue;
    any = true;
    {
      std::lock_guard guard(tests.lock);
      Test& test = tests.all[static_cast<std::size_t>(index)];
      if (test.outcome == Outcome::Running) {
        set_outcome(test, Outcome::Failed);
        test.why = "nothing can wake it: " + place_of(*actor);
      }
    }
    kill(current_worker(), *actor);
  }
  drop_processes(all);
  // Without a test under way, the first process has crashed in a constant.
  if (!any) end_program(1);
}

}  // namespace riot::detail
