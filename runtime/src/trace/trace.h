// SPDX-License-Identifier: MIT
// Where a process is, in terms of `.riot` files: its chain of frames, and what the program's own line tables say about them.
//
// Taking a trace is cheap (frame pointers; all of Riot is compiled with them). Reading it looks into the executable's debug
// information, which every build carries; a stripped program has no places, and loses nothing else.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "riot/process.h"

namespace riot::detail {

class Actor;

constexpr unsigned kTraceDepth = 48;
struct Trace {
  std::uint32_t count = 0;
  bool cut = false;  // there are more frames
  std::uintptr_t addresses[kTraceDepth];  // where each call returns to, innermost first
};

// Of the process that runs here.
void take_trace(const Actor& self, Trace& trace) noexcept;
// Of one that rests with its stack. The caller owns it, or nothing runs any more.
void take_resting_trace(const Actor& actor, Trace& trace) noexcept;

struct Place {
  std::string at;        // "main.riot:12"; of a library module "list.riot:7"
  std::string function;  // "main.worker", "main.worker (fn)"; empty when it is not known
  bool of_library;
};
// The Riot frames of a trace, innermost first; inlined ones have theirs. Any thread. Needs 64 KiB of stack.
std::vector<Place> places_of(const Trace& trace);
// The first place outside the library, or the first at all; empty when there is none.
std::string innermost(const std::vector<Place>& places);
// Lines below a crash report, each "  from main.riot:12 in worker". `at`: what the report itself has said.
std::string calls_of(const Trace& trace, std::string_view at);
// The folder of the program's modules is found by one of its steps. Before anything runs.
void set_program_root(const Step& step);

}  // namespace riot::detail
