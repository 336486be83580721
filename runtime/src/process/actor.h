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
constexpr std::int64_t kNoDeadline = INT64_MAX;

// One entry of a mailbox.
enum class NodeKind : std::uint8_t {
  Message,  // plain: a Node
  Mapped,   // a message that a mapping made, with its source: a SignalNode, as all that follow
  Adapted,  // a value that goes through an adapter first
  Down,     // a monitored process has ended
  Exit,     // somebody wants this process to end, or a linked one has
};
struct Node {
  Node* next;
  Word word;
  NodeKind kind;
  std::uint8_t bit;  // which bit of `wanted` the message has; for signals, one of these
  std::uint16_t number_high;  // in a mailbox that is indexed: the number of its arrival
  std::uint32_t number_low;

  std::uint64_t number() const noexcept { return std::uint64_t{number_high} << 32 | number_low; }
  void number(std::uint64_t n) noexcept {
    number_high = static_cast<std::uint16_t>(n >> 32);
    number_low = static_cast<std::uint32_t>(n);
  }
};
constexpr std::uint8_t kErrorBit = 1;  // Adapted: the word is a CallError
constexpr std::uint8_t kInTimeBit = 2;  // Adapted: it came before its subscription was closed
constexpr std::uint8_t kCrashBit = 1;  // Exit: a crash of the process itself
struct SignalNode : Node {
  Relation* relation;  // Down, Exit of a link, and the message that either has become: owned
  Object* from;        // Adapted: the adapter; Down, Exit: the Pid that ended; owned
};

// Object::detail of a Pid.
constexpr std::uint16_t kPlainProcess = 0;
constexpr std::uint16_t kAdapter = 1;
constexpr std::uint16_t kByName = 2;

// What a process waits for, for reports.
enum class Waiting : std::uint8_t { Not, Message, Sleep, Call, Other };
enum class Priority : std::uint8_t { High, Normal, Low };

// A word that owns what is below it in memory order: see Inbox.
constexpr std::uintptr_t kWaitMessage = 1;  // parked: whatever comes wakes it
constexpr std::uintptr_t kWaitNudge = 2;    // parked: only a nudge wakes it
constexpr std::uintptr_t kNudge = 4;        // something besides a message: a signal, a deadline, an answer
constexpr std::uintptr_t kInboxBits = 7;
constexpr std::uintptr_t kInboxClosed = 7;  // the process has ended

// Many senders, one reader. Newest node first; the reader takes all at once and turns them round, so messages have one
// order, the order of their pushes. The low bits say whether the reader is parked, and what for.
class Inbox {
 public:
  enum class Push { Delivered, Wake, Closed };

  // Any thread that keeps the process's memory from being reused. Wake: the caller owns the process now and must enqueue
  // it. Closed: the node is still the caller's.
  Push push(Node* node, std::uintptr_t nudge = 0) noexcept {
    std::uintptr_t seen = word_.load(std::memory_order_relaxed);
    for (;;) {
      if (seen == kInboxClosed) [[unlikely]] return Push::Closed;
      node->next = reinterpret_cast<Node*>(seen & ~kInboxBits);
      // kWaitMessage goes in any case; kWaitNudge only with a nudge.
      const std::uintptr_t keep = nudge ? 0 : seen & (kNudge | kWaitNudge);
      const std::uintptr_t want = reinterpret_cast<std::uintptr_t>(node) | keep | nudge;
      // Release: pairs with the acquire of take_all(); acquire: whoever wakes sees what the parked process left behind.
      if (word_.compare_exchange_weak(seen, want, std::memory_order_acq_rel, std::memory_order_relaxed)) break;
    }
    const std::uintptr_t wait = nudge ? kWaitMessage | kWaitNudge : kWaitMessage;
    return seen & wait ? Push::Wake : Push::Delivered;
  }
  // Any thread, as push. True: the caller owns the process now.
  bool nudge() noexcept {
    std::uintptr_t seen = word_.load(std::memory_order_relaxed);
    for (;;) {
      if (seen == kInboxClosed) return false;
      const std::uintptr_t want = (seen & ~(kWaitMessage | kWaitNudge)) | kNudge;
      if (word_.compare_exchange_weak(seen, want, std::memory_order_acq_rel, std::memory_order_relaxed)) break;
    }
    return (seen & (kWaitMessage | kWaitNudge)) != 0;
  }
  // Owner. False: something has come in, and the process is still the caller's.
  bool park_for_message() noexcept {
    std::uintptr_t expected = 0;
    // Release: what the owner wrote before is seen by who wakes it.
    return word_.compare_exchange_strong(expected, kWaitMessage, std::memory_order_release, std::memory_order_relaxed);
  }
  bool park_blocked() noexcept {
    std::uintptr_t seen = word_.load(std::memory_order_relaxed);
    do {
      if (seen & kNudge) return false;
    } while (!word_.compare_exchange_weak(seen, seen | kWaitNudge, std::memory_order_release, std::memory_order_relaxed));
    return true;
  }
  // Somebody else who wants to look at a process that waits for a nudge. True: he owns it until he parks it again, with park_blocked(),
  // or puts it into a queue when that fails.
  bool borrow() noexcept {
    std::uintptr_t seen = word_.load(std::memory_order_relaxed);
    do {
      if (seen == kInboxClosed || !(seen & kWaitNudge)) return false;
      // Acquire, as push.
    } while (!word_.compare_exchange_weak(seen, seen & ~kWaitNudge, std::memory_order_acq_rel, std::memory_order_relaxed));
    return true;
  }
  // The same for one that waits for a message, whose word has nothing but that bit; parked again with park_for_message().
  bool borrow_receiving() noexcept {
    std::uintptr_t expected = kWaitMessage;
    return word_.compare_exchange_strong(expected, 0, std::memory_order_acq_rel, std::memory_order_relaxed);
  }
  // The owner, or who borrows: how many messages and signals have come and were not taken in.
  std::uint32_t waiting() const noexcept {
    std::uint32_t count = 0;
    for (Node* node = reinterpret_cast<Node*>(word_.load(std::memory_order_acquire) & ~kInboxBits); node; node = node->next) ++count;
    return count;
  }
  // Owner. Everything that has come in, newest first, and the nudge.
  std::uintptr_t take_all() noexcept {
    if (word_.load(std::memory_order_relaxed) == 0) return 0;
    return word_.exchange(0, std::memory_order_acquire);
  }
  // Owner, once. Later pushes answer Closed. seq_cst: see Table.
  std::uintptr_t close() noexcept { return word_.exchange(kInboxClosed, std::memory_order_seq_cst); }
  bool closed() const noexcept { return word_.load(std::memory_order_seq_cst) == kInboxClosed; }
  bool nudged() const noexcept { return word_.load(std::memory_order_relaxed) & kNudge; }
  bool empty() const noexcept { return word_.load(std::memory_order_relaxed) == 0; }
  std::uintptr_t peek() const noexcept { return word_.load(std::memory_order_relaxed); }
  void reset() noexcept { word_.store(0, std::memory_order_release); }

 private:
  std::atomic<std::uintptr_t> word_;
};

class Actor : public Process {
 public:
  // Public base: count, tag, detail; stack_limit; frame.                                                     // 24
  std::atomic<const Step*> step;
  Stack* stack;           // it runs there, or rests there while `detached`
  Worker* worker;         // that runs it; valid while it runs
  Actor* next;            // in a queue
  Inbox inbox;                                                                                                // 64
  Node* first;            // private mailbox: oldest first
  Node** last;            // where the next one goes
  Node** cursor;          // what this receive looks at next; all before it was skipped
  Node** shown;           // what it looked at last, while it may still be taken
  const TypeInfo* mailbox;
  std::atomic<std::int64_t> deadline;  // of the receive, sleep or call that is under way
  std::atomic<std::int64_t> armed;     // what its timer is set to
  std::atomic<std::uint64_t> id;       // 0: no process lives here
  std::atomic<Extension*> extension;                                                                          // 128
  Object* reason;         // ExitReason; set when it is going to end
  std::atomic<const char*> at;         // where it waits
  std::atomic<std::uint32_t> timer;    // 1 + index in the heap of timers, 0 when in none
  std::atomic<std::uint32_t> frame_size;  // bytes that `frame` has; all three read by others for reports only, relaxed
  std::atomic<std::uint32_t> held;     // messages in the private mailbox; the same
  SpinLock lock;                       // of relations, and of `gone`
  std::atomic<bool> detached;  // has a stack of its own; others read it for reports only, relaxed
  bool ending;            // `reason` is set; no other signal counts
  bool gone;              // under lock: takes no more relations
  bool named;             // under lock: has had a name
  bool nameless;          // under lock: takes no more names
  bool traps;             // exit signals become messages
  std::atomic<Waiting> waiting;
  Priority priority;
  bool is_main;
  bool is_library;        // does not keep the program alive
  bool crashed;           // `reason` is its own crash, to be reported
  bool by_itself;         // ends by a crash or an exit of its own, not by a signal
  bool indexed;           // what was skipped lies in the extension's MailIndex; owner only
  bool announced;         // announce_end() is done
  bool limited;           // the mailbox has a limit, in the extension
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
