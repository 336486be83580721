// SPDX-License-Identifier: MIT
// What the values' code asks of the processes' code. A Pid, Name, Reply, Monitor or Timer is born with a negative count,
// and all it holds was handed over when it was made, so nothing here ever looks inside one.
#pragma once
#include "riot/value.h"

namespace riot::detail {

// The last reference to a Pid, Name, Reply, Monitor or Timer has gone. Any worker.
void destroy_process_object(Object* object, Kind kind) noexcept;
// What `Pid(17)` shows; equal for two Pids that mean the same process. Any thread.
std::uint64_t process_number(const Object* pid) noexcept;
// The text of a Name, borrowed. Any thread.
const String* name_text(const Object* name) noexcept;
// A Reply is being handed over; `only_one`: by its only way, to the process that the worker is sending to.
void reply_travels(Object* reply, bool only_one) noexcept;
// The state of a process's random numbers, 0 until it is seeded. The process itself.
std::uint64_t& random_state(Process& self) noexcept;

}  // namespace riot::detail
