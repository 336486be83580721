// SPDX-License-Identifier: MIT
// A mailbox sorted by constructor.
//
// A mailbox is one list until a receive has passed over many messages of constructors that it does not name. Then all messages go
// into one lane a constructor, each with the number of its arrival, and a receive merges the lanes that it wants: it costs
// by the number of constructors it names, not by what lies in the others. What comes later is filed when a receive has seen all
// that is there. The lanes go when the mailbox is empty. All of it belongs to the process itself.
#pragma once
#include "runtime/src/process/actor.h"

namespace riot::detail {

// So many unwanted messages in a row are walked over; more, and they are filed.
constexpr unsigned kWalkedOver = 48;

struct Lane {
  Node* first = nullptr;
  Node** last = &first;    // where the next one goes
  Node** cursor = &first;  // what this receive looks at next
};
struct MailIndex {
  Lane lanes[64];           // by Node::bit
  std::uint64_t filled = 0;  // lanes that hold something
  std::uint64_t moved = 0;   // lanes whose cursor is not at the beginning
  std::uint64_t next_number = 0;
  unsigned shown = 0;       // the lane of Actor::shown
};

// Files all that lies in the private mailbox; a receive that is under way goes on where it is.
void index_mailbox(Actor& actor);
// The three parts of a receive, as those of Process, of an actor that is `indexed`.
bool next_indexed(Actor& actor, Word* message, std::uint64_t wanted);
Node* take_indexed(Actor& actor) noexcept;
void rewind_indexed(Actor& actor) noexcept;
// Takes out the notices that `matches(node, context)` picks.
void remove_indexed(Actor& actor, bool (*matches)(const SignalNode& node, void* context), void* context);
// The end of the process, or of the need: frees what is left, and the lanes.
void free_index(Actor& actor) noexcept;

}  // namespace riot::detail
