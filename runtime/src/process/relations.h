// SPDX-License-Identifier: MIT
// Links, monitors and ownership: who hears of whose end.
//
// A relation ties two processes and stands in a list of each. An end's place in the list, and its `attached` flag, are
// under the lock of that process; each list holds a reference. The end of a process takes its whole list; what it sends to the
// other side carries the list's reference, and counts there only if that side is still attached. So what was taken back
// (unlink, demonitor) is never heard of, even when it is on its way already.
#pragma once
#include "runtime/src/process/actor.h"

namespace riot::detail {

struct Adapter;
enum class RelationKind : std::uint8_t { Link, Monitor, Owner, Waiter };

struct Relation;
// A relation's place in one process's list. All of it is under that process's lock.
struct Hook {
  Hook* next;
  Hook** link;  // what points here; null: not in the list
  Relation* relation;
};

// A Monitor value is one of these. Its count is atomic, as that of all process objects.
struct Relation : Monitor {
  // Link: two equal ends. Otherwise end 0 is told, end 1 is watched. Owned references, except the Waiter's first.
  Actor* ends[2];
  Hook hooks[2];
  RelationKind kind;
  Closure* make;  // Monitor: turns the Down into a message; owned
  Reply* waiter;  // Waiter: is answered with the reason; owned
};

// What most processes never need.
struct Extension {
  Hook* relations = nullptr;      // under the process's lock
  Closure* trap = nullptr;        // turns an Exit into a message; owned, owner only
  Closure* last_words = nullptr;  // fn(ExitReason), runs before the end; owned, owner only
  String* label = nullptr;        // owned, under the process's lock
  bool watches_signals = false;   // owner only
  struct Trace* trace = nullptr;      // of its last crash; owner only
  struct MailIndex* index = nullptr;  // if the process is `indexed`; owner only
  int test = -1;                  // index of the test that this is
  int within_test = -1;           // index of the test that this, or who spawned it, is; set before it runs
  std::int64_t max_heap = 0;
  std::int64_t max_mailbox = 0;   // if its mailbox has a limit
  std::atomic<std::int64_t> pending{0};  // messages sent and not taken yet, if there is a limit
  bool drop_new = false;          // what comes beyond the limit is dropped; else the process crashes
  std::uint64_t random = 0;       // state of its random numbers; owner only
};

// Which end of the relation the actor is.
inline int side_of(const Relation& relation, const Actor* actor) { return relation.ends[0] == actor ? 0 : 1; }
inline void drop_relation(Relation* relation) noexcept { riot::drop(static_cast<Object*>(relation), kMonitor); }
// Takes the relation out of the list of one of its ends. False: it was not there. The list's reference is the caller's
// then. Whoever knows that the actor's memory stays.
bool detach_relation(Actor& actor, Relation& relation, int side) noexcept;

// All below: the process itself.
void link(Actor& self, Actor& other);
void unlink(Actor& self, Actor& other);
// Owned result.
Relation* monitor(Actor& self, Actor* other, Closure* make);  // consumes `make`; no process: tells NoProcess
void demonitor(Actor& self, Relation& relation);
// What of it is in the mailbox stays; what comes later does not get in.
void close_subscription(Actor& self, Adapter& subscription);
void own(Actor& self, Actor& child);
// Nobody owns it any more.
void disown(Actor& self);
// Answers `waiter`, which is consumed, when the other ends. Null: it has ended before. Owned result, for unwatch_end.
Relation* watch_end(Actor& other, Reply* waiter);
void unwatch_end(Relation* relation) noexcept;
// Another process is to end, with this reason. Consumes it.
void send_exit(Actor& self, Actor& to, Object* reason);

// The end of a process: its list goes, and all who want to know are told.
void tell_relations(Actor& self) noexcept;
// Its names go.
void release_names(Actor& self) noexcept;
// The last reference to a Relation has gone.
void destroy_relation(Relation* relation) noexcept;

// Makes a message of the Down, Exit or adapted value at the cursor, in place. False: nobody wants it any more, the node is
// gone. Runs Riot code. The process itself.
bool map_node(Actor& self);
// A mapped message has been taken; its word is the receiver's.
void free_mapped(SignalNode* node) noexcept;

}  // namespace riot::detail
