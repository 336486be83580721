// SPDX-License-Identifier: MIT
// Crashes.
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

#include "riot/arithmetic.h"
#include "riot/process.h"
#include "runtime/src/api/limits.h"
#include "runtime/src/process/exit_reason.h"
#include "runtime/src/process/relations.h"
#include "runtime/src/sched/runtime.h"
#include "runtime/src/trace/trace.h"
#include "runtime/src/value/text.h"

namespace riot {
namespace detail {

// Reading line tables needs more room than the reserve of a stack.
std::string read_place(Actor& self, const Trace& trace) {
  std::string place;
  if (trace.count == 0) return place;
  auto read = [&] { place = innermost(places_of(trace)); };
  Context<decltype(read)> context{&read};
  const std::uintptr_t here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  if (here - reinterpret_cast<std::uintptr_t>(self.stack->base) > (96u << 10)) read();
  else run_with_room(self, &run_context<decltype(read)>, &context);
  return place;
}

Object* crash_here(Actor& self, String* text, const char* at) {
  Extension& e = self.extend();
  if (!e.trace) e.trace = new (allocate(sizeof(Trace))) Trace;
  *e.trace = Trace{};
  take_trace(self, *e.trace);
  if (*at) return make_crash(text, at);
  return make_crash_at(text, copy_text(read_place(self, *e.trace)));
}

void crash(Actor& self, String* text, const char* at) {
  if (!self.ending) self.crashed = self.by_itself = true;
  self.end_with(crash_here(self, text, at));
  throw Unwind{};
}

Actor& running() { return *current_worker()->current.load(std::memory_order_relaxed); }

namespace {
std::size_t default_limit = 0;
}  // namespace

void read_limits() {
  if (const char* text = std::getenv("RIOT_MAX_HEAP")) {
    char* end;
    std::size_t bytes = std::strtoull(text, &end, 10);
    switch (*end) {
      case 'k': case 'K': bytes <<= 10; break;
      case 'm': case 'M': bytes <<= 20; break;
      case 'g': case 'G': bytes <<= 30; break;
      default: break;
    }
    if (bytes) {
      default_limit = bytes;
      return;
    }
  }
  const std::size_t quarter = physical_memory() / 4;
  default_limit = quarter < (8ull << 30) ? quarter : std::size_t{8} << 30;
}

std::size_t stack_limit(Actor& actor) noexcept {
  Extension* e = actor.extension.load(std::memory_order_acquire);
  if (e && e->max_heap > 0) return static_cast<std::size_t>(e->max_heap);
  return default_limit < kStackLimit ? default_limit : kStackLimit;
}
std::size_t memory_limit(Actor& actor) noexcept {
  Extension* e = actor.extension.load(std::memory_order_acquire);
  return e && e->max_heap > 0 ? static_cast<std::size_t>(e->max_heap) : default_limit;
}

void check_memory(Actor& self) {
  const std::size_t limit = memory_limit(self);
  const std::int64_t has = memory_now(self) + static_cast<std::int64_t>(self.stack->total);
  if (has <= static_cast<std::int64_t>(limit)) return;
  // What it has sent away still stands in its account. So it is believed only while the whole program has that much.
  if (live_bytes() + static_cast<std::int64_t>(self.stack->total) <= static_cast<std::int64_t>(limit)) return;
  crash(self, static_text("memory limit"), "");
}

}  // namespace detail

void panic(Process& self, String* reason, const char* at) { detail::crash(detail::Actor::of(self), reason, at); }
void fail_assert(Process& self, const char* at) {
  detail::crash(detail::Actor::of(self), detail::static_text("assertion failed"), at);
}
void fail_assert_compare(Process& self, const char* op, Word left, Word right, const TypeInfo& type, const char* at) {
  String* message;
  {
    detail::Text text;
    text.add("assertion failed: ");
    detail::add_value_quoted(text, left, type);
    text.add(' ');
    text.add(op);
    text.add(' ');
    detail::add_value_quoted(text, right, type);
    message = detail::copy_text(text.view());
  }
  detail::crash(detail::Actor::of(self), message, at);
}
void fail_no_match(const char* at) { detail::crash(detail::running(), detail::static_text("no case matches"), at); }
void fail_overflow(const char* at) { detail::crash(detail::running(), detail::static_text("integer overflow"), at); }
void fail_division(const char* at) { detail::crash(detail::running(), detail::static_text("division by zero"), at); }

Float float_remainder(Float a, Float b) { return std::fmod(a, b); }

}  // namespace riot
