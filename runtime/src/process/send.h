// SPDX-License-Identifier: MIT
// How messages and signals get into mailboxes.
#pragma once
#include "runtime/src/process/actor.h"
#include "runtime/src/time/timers.h"

namespace riot::detail {

// Which bit of a receive's `wanted` a message has.
inline std::uint8_t bit_of(Word message, const TypeInfo& type) {
  switch (type.kind) {
    case Kind::Data:
    case Kind::List:
    case Kind::Tuple: {
      const unsigned tag = tag_of(reinterpret_cast<const Object*>(message));
      return static_cast<std::uint8_t>(tag < 63 ? tag : 63);
    }
    case Kind::Enum: return static_cast<std::uint8_t>(message < 63 ? message : 63);
    default: return 0;
  }
}

inline void fill_message(Node& node, Word message, const TypeInfo& type) {
  node.word = message;
  node.kind = NodeKind::Message;
  node.bit = bit_of(message, type);
}
inline Node* make_message(Word message, const TypeInfo& type) {
  Node* node = static_cast<Node*>(allocate_fixed<sizeof(Node)>());
  fill_message(*node, message, type);
  return node;
}
SignalNode* make_signal(NodeKind kind, Word word, Relation* relation, Object* from);

// A Pid that stands in front of another, whose messages go through a function.
struct Adapter : Pid {
  Pid* to;            // owned
  Closure* function;  // owned; fn(a) -> m
  const TypeInfo* from_type;
  const TypeInfo* to_type;
  bool of_result;     // the function takes a Result[a, CallError], where from_type is a: for requests
  bool in_receiver;   // the function runs when the receiver looks at the message: a subscription
  std::atomic<bool> closed;  // a subscription that has been taken back; set by the receiver
};
// Consumes the message. For a subscription, whose function the receiver runs.
void send_to_subscriber(Actor& self, Adapter& subscription, Word message);
// Consumes the Pid and the function.
Adapter* make_adapter(Pid* to, Closure* function, const TypeInfo& from_type, const TypeInfo& to_type);
// The message that `value` becomes behind the adapter, and behind those that it stands before. Consumes; runs Riot code.
// With `of_result`, `error` says that the value is a CallError.
Word adapt_word(Process& self, Adapter& adapter, Word value, bool error = false);
// A Pid that means whoever holds a name.
struct NamedPid : Pid {
  Name* name;
};

// The process that a Pid means; null for a name that nobody has. Borrowed for as long as the Pid is, except for names,
// where the caller owns a reference: use HeldActor.
extern const TypeInfo kCallError;

class HeldActor {
 public:
  explicit HeldActor(Pid* pid) noexcept;
  HeldActor(const HeldActor&) = delete;
  HeldActor& operator=(const HeldActor&) = delete;
  ~HeldActor() {
    if (owned_) riot::drop(static_cast<Object*>(actor_), kPid);
  }
  Actor* get() const noexcept { return actor_; }
  Actor* operator->() const noexcept { return actor_; }
  explicit operator bool() const noexcept { return actor_ != nullptr; }

 private:
  Actor* actor_;
  bool owned_ = false;
};

// Timers, under their lock. False: the target has ended. `ready`: the caller must enqueue it.
bool send_timed(TimerObject* timer, Actor** ready) noexcept;
bool timer_counts(TimerObject* timer) noexcept;

// Calls function(argument): consumes the argument, answers an owned word. Runs Riot code: may switch stacks, may throw.
Word call_word(Process& self, Closure* function, Word argument, const TypeInfo& argument_type, const TypeInfo& result_type);
Word call_word(Process& self, Closure* function, const TypeInfo& result_type);

}  // namespace riot::detail
