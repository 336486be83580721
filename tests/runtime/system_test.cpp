// SPDX-License-Identifier: MIT
// Signals of the operating system, and what is known of processes.
#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>

#include "runtime/src/process/exit_reason.h"
#include "tests/runtime/program.h"

namespace riot::test {
namespace {

class System : public testing::TestWithParam<unsigned> {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};
INSTANTIATE_TEST_SUITE_P(Workers, System, testing::Values(1u, 2u, 4u, 16u));

void raise_soon(Process& self, int signal) {
  launch(self, [=](Process& self) {
    sleep(self, 1'000'000);
    std::raise(signal);
  });
}
// Standard output is written out in every end: it is standard error here, where the test looks.
[[noreturn]] void run_and_exit(unsigned workers, std::function<void(Process&)> body) {
  ::dup2(2, 1);
  const Result r = run_program(workers, std::move(body));
  std::fputs(r.errors.c_str(), stderr);
  std::exit(r.status);
}
void say(Process& self) {
  static Literal text("last words", 10);
  println(self, to_word(riot::text(text)), kString);
}

TEST_P(System, TermAndIntEndTheProgramAfterItsOutput) {
  if (RIOT_TSAN) GTEST_SKIP();
  for (int signal : {SIGTERM, SIGINT})
    EXPECT_EXIT(run_and_exit(GetParam(), [=](Process& self) {
      say(self);
      raise_soon(self, signal);
      sleep(self, 3600'000'000'000);
    }), testing::KilledBySignal(signal), "last words");
}

TEST_P(System, TermEndsAProgramThatIsBusy) {
  if (RIOT_TSAN) GTEST_SKIP();
  EXPECT_EXIT(run_and_exit(GetParam(), [](Process& self) {
    for (int i = 0; i < 20; ++i)
      launch(self, [](Process& self) {
        for (;;)
          if (must_poll(self)) poll(self);
      });
    raise_soon(self, SIGTERM);
    sleep(self, 3600'000'000'000);
  }), testing::KilledBySignal(SIGTERM), "");
}

TEST_P(System, QuitPrintsAllProcesses) {
  // It ends with processes alive, which a leak check takes for leaks.
  if (RIOT_TSAN || RIOT_ASAN) GTEST_SKIP();
  EXPECT_EXIT(run_and_exit(GetParam(), [](Process& self) {
    detail::drain_at_end = false;
    for (int i = 0; i < 3; ++i) launch(self, [](Process& self) { receive_int(self); });
    raise_soon(self, SIGQUIT);
    sleep(self, 3600'000'000'000);
  }), testing::ExitedWithCode(2), "SIGQUIT: 4 processes\nPid\\(1\\) main sleeps\nPid\\(2\\) waits in receive at test.riot:2");
}

Int signal_to_int(Process&, Closure*, std::uint16_t signal) { return 100 + signal; }
Own<Closure> on_signal() {
  Closure* c = make<Closure>();
  c->layout = nullptr;
  c->code = code(&signal_to_int);
  c->name = "";
  return Own<Closure>(c);
}

TEST_P(System, ASignalBecomesAMessage) {
  std::vector<Int> got;
  const Result r = run_program(GetParam(), [&](Process& self) {
    Own<Closure> make = on_signal();
    system_on_signal(self, 4, make.get(), kInt);  // SigUsr1
    system_on_signal(self, 2, make.get(), kInt);  // SigTerm
    // Nothing else could wake main: the handlers keep the program alive.
    raise_soon(self, SIGUSR1);
    got.push_back(receive_int(self));
    raise_soon(self, SIGTERM);
    got.push_back(receive_int(self));
  });
  EXPECT_EQ(r.status, 0);
  EXPECT_EQ(got, (std::vector<Int>{104, 102}));
  EXPECT_NOTHING_LEFT();
}

TEST_P(System, WhoTookASignalAndEndedTakesItNoMore) {
  const Result r = run_program(GetParam(), [&](Process& self) {
    Own<Pid> child = start(self, [](Process& self) {
      Own<Closure> make = on_signal();
      system_on_signal(self, 5, make.get(), kInt);
    });
    Object* some = process_try_wait(self, child.get(), INT64_MAX, kInt);
    drop(from_word<Object*>(static_cast<detail::Boxed*>(some)->value), detail::kExitReason);
    release_memory(some, sizeof(detail::Boxed));
    receive_int(self);  // a deadlock, since no handler is left
  });
  EXPECT_EQ(r.status, 1);
  EXPECT_NE(r.errors.find("deadlock"), r.errors.npos);
  EXPECT_NOTHING_LEFT();
}

struct Info : Object {
  Pid* pid;
  String* label;
  Object* names;
  std::uint16_t state;
  String* at;
  Int mailbox, memory;
  Object* links;
  std::uint16_t priority;
};
struct Known {
  int state;
  Int mailbox;
  std::string at;
};
Known known_of(Process& self, Pid* pid) {
  Object* some = process_info(self, pid, kInt);
  if (!is_object(some)) return {-1, 0, ""};
  Info* info = from_word<Info*>(static_cast<detail::Boxed*>(some)->value);
  Known known{info->state, info->mailbox, std::string(info->at->data, static_cast<std::size_t>(info->at->size))};
  drop(info->pid, kPid);
  drop(info->label, kString);
  drop(info->at, kString);
  detail::drop_pids(info->links);
  release_memory(info, sizeof(Info));
  release_memory(some, sizeof(detail::Boxed));
  return known;
}
// Until it is in that state: when a process gets there nobody can say.
Known wait_for_state(Process& self, Pid* pid, int state) {
  for (;;) {
    const Known known = known_of(self, pid);
    if (known.state == state || known.state < 0) return known;
    sleep(self, 100'000);
  }
}

TEST_P(System, InfoTellsStateAndMailbox) {
  std::vector<Int> mailboxes;
  std::string at;
  int gone = 0;
  run_program(GetParam(), [&](Process& self) {
    Own<Pid> receives = start(self, [](Process& self) { receive_equal(self, 99); });
    Own<Pid> sleeps = start(self, [](Process& self) { sleep(self, 3600'000'000'000); });
    wait_for_state(self, receives.get(), 2);
    wait_for_state(self, sleeps.get(), 4);
    for (Int i = 0; i < 5; ++i) send_int(self, receives.get(), i);
    for (Int i = 0; i < 7; ++i) send_int(self, sleeps.get(), i);
    // It looks at what has come, and waits again.
    Known known;
    do known = wait_for_state(self, receives.get(), 2);
    while (known.mailbox < 5);
    mailboxes.push_back(known.mailbox);
    at = known.at;
    // Asleep it takes nothing in; asking does not wake it for long.
    mailboxes.push_back(wait_for_state(self, sleeps.get(), 4).mailbox);
    mailboxes.push_back(wait_for_state(self, sleeps.get(), 4).mailbox);
    for (Int i = 0; i < 3; ++i) send_int(self, &self, i);
    mailboxes.push_back(known_of(self, &self).mailbox);
    for (Pid* pid : {receives.get(), sleeps.get()}) process_exit(self, pid, detail::plain_reason(detail::kKilled), kInt);
    gone = wait_for_state(self, sleeps.get(), -1).state;
  });
  EXPECT_EQ(mailboxes, (std::vector<Int>{5, 7, 7, 3}));
  EXPECT_EQ(at, "test.riot:3");
  EXPECT_EQ(gone, -1);
  EXPECT_NOTHING_LEFT();
}

}  // namespace
}  // namespace riot::test
