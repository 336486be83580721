// SPDX-License-Identifier: MIT
// A process, as the runtime sees it.
//
// All that another thread may touch is atomic or under `lock`; everything else belongs to the owner: the process while it
// runs, or the worker that is about to run it. Ownership passes through the inbox word: whoever takes a wait bit out
// of it is the one who puts the process into a run queue, and the queue hands it to a worker.
#pragma once
#include <atomic>
#include <cstdint>

#include "riot/process.h"
#include "runtime/src/fiber/stack.h"
#include "runtime/src/memory/memory.h"
#include "runtime/src/platform/platform.h"

namespace riot::detail {

struct Worker;
struct Relation;
struct Extension;

constexpr std::uintptr_t kPoison = UINTPTR_MAX;

// Whether the Pid is a process itself.
inline bool is_process(const Pid& pid) noexcept { return pid.detail == kPlainProcess || pid.detail == kLimitedProcess; }

constexpr std::uint8_t kErrorBit = 1;  // Adapted: the word is a CallError
constexpr std::uint8_t kInTimeBit = 2;  // Adapted: it came before its subscription was closed
constexpr std::uint8_t kCrashBit = 1;  // Exit: a crash of the process itself
struct SignalNode : Node {
  Relation* relation;  // Down, Exit of a link, and the message that either has become: owned
  Object* from;        // Adapted: the adapter; Down, Exit: the Pid that ended; owned
};

// What a process waits for, for reports.
enum class Waiting : std::uint8_t { Not, Message, Sleep, Call, Other };
enum class Priority : std::uint8_t { High, Normal, Low };

// Taken by processes, and by who drops their values.
class ProcessLock {
 public:
  void lock() {
    if (one_thread()) lock_.lock_alone();
    else lock_.lock();
  }
  void unlock() {
    if (one_thread()) lock_.unlock_alone();
    else lock_.unlock();
  }

 private:
  SpinLock lock_;
};

class Actor : public Process {
 public:
  // Public base: count, tag, detail; stack_limit; frame; inbox and mailbox; step
  bool is_main;
  bool is_library;        // does not keep the program alive
  bool crashed;           // `reason` is its own crash, to be reported
  bool by_itself;         // ends by a crash or an exit of its own, not by a signal
  bool announced;         // announce_end() is done                                                           // 96
  Stack* stack;           // it runs there, or rests there while `detached`
  Worker* worker;         // that runs it; valid while it runs
  Actor* next;            // in a queue
  const TypeInfo* mailbox;                                                                                    // 128
  std::atomic<std::int64_t> armed;     // what its timer is set to
  std::atomic<std::uint64_t> id;       // 0: no process lives here
  std::atomic<Extension*> extension;
  Object* reason;         // ExitReason; set when it is going to end
  std::atomic<const char*> at;         // where it waits
  std::atomic<std::uint32_t> timer;    // 1 + index in the heap of timers, 0 when in none
  ProcessLock lock;                    // of relations, and of `gone`
  std::atomic<bool> detached;  // has a stack of its own; others read it for reports only, relaxed
  bool ending;            // `reason` is set; no other signal counts
  bool gone;              // under lock: takes no more relations
  bool named;             // under lock: has had a name
  bool nameless;          // under lock: takes no more names
  bool traps;             // exit signals become messages
  std::atomic<Waiting> waiting;
  Priority priority;                                                                                          // 184
  std::int64_t memory;    // bytes that it has allocated less those that it has freed, up to its last turn
  std::atomic<struct Answer*> awaiting;  // the call that it waits in
  Object no_frame;        // stands for the frame of a step without fields

  static Actor& of(Process& self) { return static_cast<Actor&>(self); }
  static Actor* of(Process* self) { return static_cast<Actor*>(self); }

  // ---- owner only ----

  // Takes in what has come. False: the process has to end, `reason` is set.
  bool take_in();
  // For places inside a process: takes in, throws when it has to end.
  void attend() {
    if (inbox.nudged() && !take_in()) throw Unwind{};
  }
  Extension& extend();
  // Sets why it ends; consumes the reason. The first one counts.
  void end_with(Object* why);
  // It ends. True: it has last words, which are its next step. They are left out when it is killed.
  bool speak_last();
  // Whether it would.
  bool has_last_words() const;
  // Frees all it owns and tells all who want to know. The actor may be gone afterwards.
  void finish();
  // The part of finish() that others see: names, timers, mailbox, relations. A process whose stack is still in use elsewhere
  // does this first. Once; nothing reaches the process afterwards.
  void announce_end();

  // Takes a node out of the private mailbox; it is the caller's then.
  void unlink_node(Node** link);

 private:
  enum class Verdict { Keep, Drop };
  Verdict heed_exit(SignalNode* node);
  void drop_frame();
  void timers_forget();
};
static_assert(sizeof(Actor) == kProcessBytes);  // README.md says how much that is

// Anybody who may push. Takes over the node in any case; `kind` decides how an undeliverable one is freed.
void deliver(Worker* worker, Actor& to, Node* node, std::uintptr_t nudge) noexcept;
// Frees a node with all that it holds; `mailbox` is the type of messages.
void free_node(Node* node, const TypeInfo* mailbox) noexcept;

// New, alive, referenced by itself and `references` others, not in any queue.
Actor* make_actor(Worker* worker, const Step& step, Object* frame, const TypeInfo& mailbox, int references);

}  // namespace riot::detail
