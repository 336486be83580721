// SPDX-License-Identifier: MIT
// Threads for what may block in the operating system or in foreign code. They are started when they are needed, end when
// they have been idle for a while, and know nothing of processes.
#pragma once
#include <atomic>
#include <cstdint>
#include <exception>

namespace riot::detail {

class Actor;

// One call under way. It lies on the stack of the process that waits for it.
struct BlockingJob {
  enum State : std::uint32_t {
    kPending,
    kAbandoned,  // the process has ended for all others and only waits for its stack: whoever finds this resumes it
    kDone,
  };
  void (*body)(void*);
  void* context;
  Actor* actor;
  BlockingJob* next;
  std::exception_ptr thrown;
  // The pool publishes with an exchange (acq_rel) what the body has done; the process acquires it.
  std::atomic<std::uint32_t> state{kPending};
};

// Any thread. The job must stay where it is until its state is kDone.
void submit(BlockingJob& job);
// Whoever has stopped the workers. True: no thread of the pool is inside a body, so that stacks may go.
bool pool_is_idle() noexcept;

}  // namespace riot::detail
