// SPDX-License-Identifier: MIT
// Mailboxes: what is inferred, what is refused, and what is warned of.
#include <gtest/gtest.h>

#include "tests/compiler/infer/harness.h"

namespace riotc::test {

const char* const kBank =
    "import list\nimport process\n"
    "pub type BankMsg = Deposit(Int) | Balance(Reply[Int]) | Stop\n"
    "pub type OtherMsg = Ping | Item(Int)\n"
    "pub fn account(bal) { receive { Deposit(n) -> account(bal + n)\n Balance(r) -> { r ! bal\n account(bal) }\n Stop -> () } }\n"
    "pub fn start() = spawn { account(0) }\n"
    "pub fn uses() = (list.length([1]), process.current())\n";  // what follows begins on line 11

std::unique_ptr<Inferred> bank(const std::string& more) { return infer_text(kBank + more); }

struct Case {
  const char* name;
  const char* more;
  const char* expected;  // the signature of `f`, or messages when it begins with E or W
};

class Mailbox : public testing::TestWithParam<Case> {};

TEST_P(Mailbox, IsAsExpected) {
  auto result = bank(GetParam().more);
  std::string expected = GetParam().expected;
  if (expected[0] == 'f') {
    EXPECT_FALSE(result->diags.has_errors()) << result->messages();
    EXPECT_EQ(result->signature("f"), expected);
  } else {
    EXPECT_EQ(result->messages(), expected + "\n");
  }
}

const Case kCases[] = {
    {"Inferred", "pub fn f() { account(1) }\n", "fn f() -> Unit receives BankMsg"},
    {"SpawnIsThePid", "pub fn f() = spawn { account(0) }\n", "fn f() -> Pid[BankMsg]"},
    {"SpawnOfAName", "fn go() { receive { Ping -> () } }\npub fn f() = spawn(go)\n", "fn f() -> Pid[OtherMsg]"},
    {"NeverReceives", "pub fn f() = spawn { println(1) }\n", "fn f() -> Pid[Never]"},
    {"SpawnOfAParameter", "pub fn f(g) = spawn(g)\n", "fn f(g: fn() -> a receives b) -> Pid[b]"},
    {"CallInAnyProcess", "pub fn f() { receive { Ping -> call(start(), Balance) } }\n", "fn f() -> Int receives OtherMsg"},
    {"TryCall", "pub fn f() = try_call(start(), Balance(_), timeout: 1s)\n", "fn f() -> Result[Int, CallError]"},
    {"ThroughAClosure", "pub fn f(xs) = list.map(xs, fn(x) { receive { Deposit(n) -> n + x } })\n", "fn f(xs: List[Int]) -> List[Int] receives BankMsg"},
    {"SelfInAClosure", "pub fn f(xs: List[Int]) { list.each(xs, fn(x) { self() ! Deposit(x) })\n receive { Stop -> () } }\n",
     "fn f(xs: List[Int]) -> Unit receives BankMsg"},
    {"OwnCallbackSlot", "pub fn f(g) { g()\n g() }\n", "fn f(g: fn() -> a) -> a"},
    {"SpawnIsNotReceiving", "pub fn f() { let _ = spawn { receive { Ping -> () } }\n receive { Stop -> () } }\n", "fn f() -> Unit receives BankMsg"},
    {"RespawnDoesNotPoisonTheStarter",
     "pub fn server(n, xs) { receive { Deposit(k) -> { let _ = again(k + n, xs)\n server(k, xs) }\n Stop -> () } }\n"
     "fn again(n, xs: List[Int]) { list.each(xs, fn(x) { println(x) })\n spawn { server(n, xs) } }\n"
     "pub fn f() { receive { Ping -> { let _ = again(1, []) } } }\n",
     "fn f() -> Unit receives OtherMsg"},
    {"Monitor", "type M = D(Down) | Go\npub fn f(p) { let _m = monitor(p, as: D(_))\n receive { D(d) -> println(d.reason)\n Go -> () } }\n",
     "fn f(p: Pid[a]) -> Unit receives M"},
    {"EveryPidIsAnAnyPid", "fn g(_p: AnyPid) = 1\npub fn f() = g(start()) + g(process.any(start()))\n", "fn f() -> Int"},
    {"AnyPidIsTakenByAll", "pub fn f(p: AnyPid) = process.is_alive(p)\n", "fn f(p: Pid[Never]) -> Bool"},
    {"PidsCompare", "pub fn f(d: Down) = d.pid == start()\n", "fn f(d: Down) -> Bool"},
    {"NameIsSentTo", "const n: Name[BankMsg] = process.name(\"b\")\npub fn f() { n ! Stop\n call(n, Balance) }\n", "fn f() -> Int"},
    {"DestinationWaits", "pub fn f(to) { to ! 1 }\n", "fn f(to: Pid[Int]) -> Unit"},
    {"ReplyIsFound", "pub fn f(r) { let go = fn(to) { to ! 1 }\n go(r)\n let x: Reply[Int] = r\n x ! 2 }\n", "fn f(r: Reply[Int]) -> Unit"},
    {"OwnMessageType", "pub fn f(init: fn() -> s receives m, handle: fn(s, m) -> s receives m) = spawn { go(init(), handle) }\n"
     "fn go(s: s, handle: fn(s, m) -> s receives m) -> Unit receives m { receive { msg -> go(handle(s, msg), handle) } }\n",
     "fn f(init: fn() -> s receives m, handle: fn(s, m) -> s receives m) -> Pid[m]"},
    {"PureInTheListIsFine", "pub fn f() { let fs = [fn() { 1 }, fn() { receive { Deposit(n) -> n } }]\n list.map(fs, fn(g) { g() }) }\n",
     "fn f() -> List[Int] receives BankMsg"},

    {"WrongMessage", "pub fn f() = start() ! Ping\n", "E0501 11:24 this process receives `BankMsg`, found `OtherMsg`"},
    {"NothingToAnyPid", "pub fn f(p: AnyPid) = p ! 3\n", "E0501 11:23 nothing can be sent to this process: it receives no messages"},
    {"WrongCall", "pub fn f() = call(start(), Item(_))\n", "E0501 11:28 this process receives `BankMsg`, found `OtherMsg`"},
    {"TwoTypes", "pub fn f() { receive { Ping -> () }\n receive { Stop -> () } }\n", "E0504 12:12 this process receives `OtherMsg`, found `BankMsg`"},
    {"OtherReceiver", "pub fn f() { receive { Ping -> account(3) } }\n", "E0502 11:32 this process receives `OtherMsg`, but `account` receives `BankMsg`"},
    {"Stated", "pub fn f() receives OtherMsg { account(3) }\n", "E0508 11:32 this process receives `OtherMsg`, but `account` receives `BankMsg`"},
    {"StatedNever", "pub fn f() receives Never { account(3) }\n", "E0508 11:29 `account` receives `BankMsg`, and `f` is stated to use no mailbox"},
    {"MonitorsFunctionRunsElsewhere", "pub fn f() { let _m = monitor(start(), as: fn(d) { self() ! d })\n () }\n",
     "E0503 11:52 `self` uses the mailbox, and this closure may use no mailbox"},
    {"FieldAllowsNoMailbox", "type B(go: fn() -> Unit)\npub fn f() = B(start_all)\nfn start_all() { account(1) }\n",
     "E0507 12:16 this function receives `BankMsg`, and only one that uses no mailbox may stand here"},
    {"Constant", "pub const c = self()\n", "E0509 11:15 a constant may not use a mailbox, and `self` does"},
    {"Guard", "pub fn f(x) = match x { 1 when call(start(), Balance) > 1 -> 1\n _ -> 2 }\n", "E0314 11:32 a guard may not call a process"},
    {"EmptyReceive", "pub fn f() { receive { } }\n", "E0505 11:14 a `receive` without arms would wait for ever"},
    {"NotADestination", "pub fn f() = 3 ! 4\n", "E0506 11:14 messages go to a Pid, a Name or a Reply, found `Int`"},
    {"CallIsNoValue", "pub fn f() = list.map([start()], call)\n", "E0330 11:34 `call` is called, not passed as a value"},
    {"TimeLimit", "pub fn f() { receive { Ping -> 1\n after 3 -> 2 } }\n", "E0510 12:8 a time limit is a Duration, found `Int`"},

    {"NobodyTakesIt", "pub fn f() = spawn { receive { Ping -> () } }\n",
     "W0103 11:14 no `receive` of this process takes `Item`: such a message would stay in its mailbox for ever"},
    {"CatchAllTakesAll", "pub fn f() = spawn { receive { Ping -> ()\n _other -> () } }\n", "fn f() -> Pid[OtherMsg]"},
    {"Forgotten", "pub fn f() { receive { Balance(reply) -> () } }\n", "W0104 11:32 this arm neither answers `reply` nor passes it on: the caller gets NoReply"},
    {"PassedOn", "pub fn f(p: Pid[BankMsg]) { receive { Balance(reply) -> p ! Balance(reply) } }\n", "fn f(p: Pid[BankMsg]) -> Unit receives BankMsg"},
    {"Twice", "pub fn f() { receive { Balance(r) -> { r ! 1\n r ! 2 } } }\n", "W0105 12:2 `r` has been answered before on this path: the second answer is dropped"},
    {"OnceOnEachPath", "pub fn f(x) { receive { Balance(r) -> if x { r ! 1 } else { r ! 2 } } }\n", "fn f(x: Bool) -> Unit receives BankMsg"},
    {"CallOnItself", "pub fn f() { receive { Deposit(_) -> call(self(), Balance) } }\n",
     "W0106 11:38 a process that calls itself waits for its own answer, and never gets it"},
};

INSTANTIATE_TEST_SUITE_P(Processes, Mailbox, testing::ValuesIn(kCases), [](const auto& info) { return info.param.name; });

}  // namespace riotc::test
