// SPDX-License-Identifier: MIT
// What a mailbox is made of, as far as emitted code of release builds looks into it.
#pragma once
#include <atomic>
#include <cstdint>

#include "riot/single_thread.h"
#include "riot/value.h"

namespace riot::detail {

constexpr std::int64_t kNoDeadline = INT64_MAX;

// Object::detail of a Pid.
constexpr std::uint16_t kPlainProcess = 0;
constexpr std::uint16_t kAdapter = 1;
constexpr std::uint16_t kByName = 2;
constexpr std::uint16_t kLimitedProcess = 3;  // whose mailbox has a limit, in the extension

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
      if (replace_word(word_, seen, want, std::memory_order_acq_rel)) break;
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
      if (replace_word(word_, seen, want, std::memory_order_acq_rel)) break;
    }
    return (seen & (kWaitMessage | kWaitNudge)) != 0;
  }
  // Owner. False: something has come in, and the process is still the caller's.
  bool park_for_message() noexcept {
    std::uintptr_t expected = 0;
    // Release: what the owner wrote before is seen by who wakes it.
    return replace_word(word_, expected, kWaitMessage, std::memory_order_release);
  }
  bool park_blocked() noexcept {
    std::uintptr_t seen = word_.load(std::memory_order_relaxed);
    do {
      if (seen & kNudge) return false;
    } while (!replace_word(word_, seen, seen | kWaitNudge, std::memory_order_release));
    return true;
  }
  // Somebody else who wants to look at a process that waits for a nudge. True: he owns it until he parks it again, with park_blocked(),
  // or puts it into a queue when that fails.
  bool borrow() noexcept {
    std::uintptr_t seen = word_.load(std::memory_order_relaxed);
    do {
      if (seen == kInboxClosed || !(seen & kWaitNudge)) return false;
      // Acquire, as push.
    } while (!replace_word(word_, seen, seen & ~kWaitNudge, std::memory_order_acq_rel));
    return true;
  }
  // The same for one that waits for a message, whose word has nothing but that bit; parked again with park_for_message().
  bool borrow_receiving() noexcept {
    std::uintptr_t expected = kWaitMessage;
    return replace_word(word_, expected, std::uintptr_t{0}, std::memory_order_acq_rel);
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
    return exchange_word(word_, std::uintptr_t{0}, std::memory_order_acquire);
  }
  // Owner, once. Later pushes answer Closed. seq_cst: see Table.
  std::uintptr_t close() noexcept { return exchange_word(word_, kInboxClosed, std::memory_order_seq_cst); }
  bool closed() const noexcept { return word_.load(std::memory_order_seq_cst) == kInboxClosed; }
  bool nudged() const noexcept { return word_.load(std::memory_order_relaxed) & kNudge; }
  bool empty() const noexcept { return word_.load(std::memory_order_relaxed) == 0; }
  std::uintptr_t peek() const noexcept { return word_.load(std::memory_order_relaxed); }
  void reset() noexcept { word_.store(0, std::memory_order_release); }

 private:
  std::atomic<std::uintptr_t> word_;
};

}  // namespace riot::detail
