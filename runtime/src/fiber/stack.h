// SPDX-License-Identifier: MIT
// Stacks, and going from one to another.
//
// Stacks are slots of large reserved mappings: a stack costs the pages that it has touched. There are no guard pages (a
// process may have only 65,530 mappings); emitted functions compare their frame's address with `limit` instead, which
// leaves kReserve bytes for functions that do not look.
//
// Whoever goes to another stack leaves a Landing behind for the one who arrives there: things that must not happen
// before the old stack is at rest, such as letting other workers see the process that waits on it. The arrival may
// be on another thread than the departure, so nothing thread-local (errno, exceptions being handled) is carried across.
#pragma once
#include <cstddef>
#include <cstdint>

#include "runtime/src/platform/sanitizers.h"

namespace riot::detail {

class Actor;
struct BlockingJob;

// What is to be done on arrival for the stack that was left.
enum class After : std::uint8_t {
  Nothing,
  ParkForMessage,  // the actor waits for its mailbox
  ParkBlocked,     // the actor waits for a nudge
  Yield,           // the actor goes to the end of the run queue
  Abandon,         // the actor has ended for all others, and waits for its `job` only
  Pool,            // nobody needs the stack: it waits in the worker's pool, inside its scheduling loop
};

// The head of a stack, at its upper end.
struct Stack {
  void* context = nullptr;   // where it rests; meaningless while something runs on it
  char* base = nullptr;      // lowest address
  std::size_t size = 0;      // usable bytes from base
  std::uintptr_t limit = 0;  // frames below this must move to another segment
  Stack* below = nullptr;    // a segment: the stack it continues; in a pool: the next one
  void (*entry)(struct Landing*) = nullptr;  // what the first arrival calls
  void* argument = nullptr;  // for the entry
  std::size_t total = 0;     // a segment: bytes of all stacks below it
#if RIOT_TSAN
  void* tsan_fiber = nullptr;
#endif
#if RIOT_ASAN
  void* asan_fake = nullptr;
#endif
};

struct Landing {
  After after;
  Actor* actor;
  BlockingJob* job = nullptr;
  Stack* from = nullptr;  // set by switch_stack
  Stack* to = nullptr;    // the same
};

// Room that functions without a poll may use: the runtime's own, and leaves of emitted code.
constexpr std::size_t kReserve = 24u << 10;
// A base stack. Address space, not memory.
constexpr std::size_t kStackBytes = 256u << 10;
// Of the pages of a pooled stack, these many bytes at the top stay when the rest is given back.
constexpr std::size_t kKeepBytes = 16u << 10;

// A stack on which `entry` starts at the first switch to it. Any thread.
Stack* make_stack(void (*entry)(Landing*));
// A segment of at least `bytes`; its entry is set with restart(). Any thread.
Stack* make_segment(std::size_t bytes);
void restart(Stack& stack, void (*entry)(Landing*));
void free_segment(Stack* segment);
// Gives back the memory below the top of a stack that rests in a pool.
void trim(Stack& stack);
// The end of the program: all stacks go. No other thread may be using one.
void free_all_stacks();
// Makes `native` stand for the calling thread's own stack.
void adopt_native(Stack& native);

// Leaves `from`, which the caller runs on, for `to`. Returns when somebody comes back, with what they left.
Landing* switch_stack(Stack& from, Stack& to, Landing& landing);

}  // namespace riot::detail
