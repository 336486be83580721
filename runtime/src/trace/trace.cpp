// SPDX-License-Identifier: MIT
#include "runtime/src/trace/trace.h"

#include <backtrace.h>
#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <mutex>

#include "runtime/src/fiber/stack.h"
#include "runtime/src/process/actor.h"

namespace riot::detail {
namespace {

// A report shows this many lines at most.
constexpr std::size_t kShownLines = 20;

// The frames whose pointers lie on `stack`, from `frame` on.
void walk(const Stack& stack, std::uintptr_t frame, Trace& trace) noexcept {
  const std::uintptr_t low = reinterpret_cast<std::uintptr_t>(stack.base);
  const std::uintptr_t high = low + stack.size;
  while (frame >= low && frame + 16 <= high && frame % 8 == 0) {
    if (trace.count == kTraceDepth) {
      trace.cut = true;
      return;
    }
    const std::uintptr_t* at = reinterpret_cast<const std::uintptr_t*>(frame);
    if (at[1] == 0) return;
    trace.addresses[trace.count++] = at[1];
    if (at[0] <= frame) return;  // outer frames lie higher
    frame = at[0];
  }
}

// What Boost.Context (1.81, x86-64) leaves at the top of a stack that rests: rbp at 0x38, the address to go on at behind it.
struct RestingFrame {
  std::uintptr_t frame, address;
};
RestingFrame resting_frame(const Stack& stack) noexcept {
  const std::uintptr_t* context = static_cast<const std::uintptr_t*>(stack.context);
  return {context[7], context[8]};
}

void walk_resting(const Stack* stack, Trace& trace) noexcept {
  for (; stack && !trace.cut; stack = stack->total ? stack->below : nullptr) {  // segments, down to the base
    const RestingFrame top = resting_frame(*stack);
    if (trace.count < kTraceDepth) trace.addresses[trace.count++] = top.address;
    walk(*stack, top.frame, trace);
  }
}

// ---- reading ----

std::mutex reader;  // of all below; libbacktrace is used by one thread at a time
backtrace_state* state = nullptr;
const Step* program_step = nullptr;  // a place of the program's own; null once `root` is known
std::string root;   // "/home/ada/app/", where the program's modules lie

void ignore_error(void*, const char*, int) {}

backtrace_state* open_state() {
  if (!state) state = backtrace_create_state(nullptr, 0, &ignore_error, nullptr);
  return state;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// "riot_app::net_codec::decode$Int(riot::Process&, long)" in net/codec.riot is net/codec.decode. Closures and the bodies of `spawn` are named
// with the function that they stand in, "main.serve (fn)"; functions that were merged because they call each other last share a name.
std::string function_name(const char* mangled, std::string_view module) {
  int status = 0;
  char* plain = abi::__cxa_demangle(mangled, nullptr, nullptr, &status);
  std::string_view symbol = status == 0 && plain ? plain : mangled;
  symbol = symbol.substr(0, symbol.find('('));
  if (const std::size_t colon = symbol.rfind("::"); colon != symbol.npos) {
    std::string_view space = symbol.substr(0, colon);
    symbol.remove_prefix(colon + 2);
    if (const std::size_t outer = space.rfind(':'); outer != space.npos) space.remove_prefix(outer + 1);
    // The namespace is the module with `_` for `/`, unless code of this file has become part of another module's function.
    const auto same = [](char in_namespace, char in_path) { return in_namespace == (in_path == '/' ? '_' : in_path); };
    if (!std::equal(space.begin(), space.end(), module.begin(), module.end(), same)) module = space;
  }
  std::string_view made;  // "fn_2", "Int_Int_spawn", "for_main_fn": how it was made of the function
  std::string name;
  const std::size_t mark = symbol.find('$');
  if (mark != symbol.npos && symbol.substr(mark, 2) != "$$") made = symbol.substr(mark + 1);
  const auto add = [&](std::string_view function) {
    ((name += module) += '.') += function;
  };
  add(symbol.substr(0, mark));
  for (std::size_t at = mark; at != symbol.npos && symbol.substr(at, 2) == "$$";) {
    const std::size_t end = symbol.find('$', at + 2);
    name += " or ";
    add(symbol.substr(at + 2, end == symbol.npos ? end : end - at - 2));
    at = end;
  }
  while (!made.empty()) {
    const std::string_view word = made.substr(0, made.find('_'));
    made.remove_prefix(word.size() == made.size() ? word.size() : word.size() + 1);
    if (word == "for") break;  // what follows are the functions that it calls
    if (word == "fn" || word == "spawn") (name += " (") += std::string(word) + ")";
  }
  std::free(plain);
  return name;
}

void remember_symbol(void* context, std::uintptr_t, const char* symbol, std::uintptr_t, std::uintptr_t) { *static_cast<const char**>(context) = symbol; }

int add_place(void* context, std::uintptr_t pc, const char* file, int line, const char* function) {
  std::vector<Place>& places = *static_cast<std::vector<Place>*>(context);
  if (!file || !ends_with(file, ".riot")) return 0;
  std::string_view path = file;
  Place place;
  constexpr std::string_view kLibrary = "/stdlib/";
  const std::size_t library = path.rfind(kLibrary);
  place.of_library = library != path.npos && !(path.size() > root.size() && !root.empty() && path.substr(0, root.size()) == root);
  if (place.of_library) path.remove_prefix(library + kLibrary.size());
  else if (!root.empty() && path.substr(0, root.size()) == root) path.remove_prefix(root.size());
  else if (const std::size_t slash = path.rfind('/'); slash != path.npos) path.remove_prefix(slash + 1);
  place.at = std::string(path) + ":" + std::to_string(line);
  // clang describes only functions that something was inlined into; the others are in the table of symbols.
  if (!function) backtrace_syminfo(state, pc, &remember_symbol, &ignore_error, &function);
  if (function) place.function = function_name(function, path.substr(0, path.size() - std::strlen(".riot")));
  places.push_back(std::move(place));
  return 0;
}

int remember_file(void* context, std::uintptr_t, const char* file, int, const char*) {
  std::string& found = *static_cast<std::string*>(context);
  if (file && ends_with(file, ".riot")) found = file;
  return 0;
}

// Reading the tables takes tens of milliseconds: it waits for the first trace that is shown, which most programs never see.
void find_root(backtrace_state* opened) {
  if (!program_step) return;
  const Step& step = *program_step;
  program_step = nullptr;
  std::string_view at = step.at;  // "net/codec.riot:12"
  at = at.substr(0, at.rfind(':'));
  std::string file;
  backtrace_pcinfo(opened, reinterpret_cast<std::uintptr_t>(step.run), &remember_file, &ignore_error, &file);
  if (ends_with(file, at)) root = file.substr(0, file.size() - at.size());
}

}  // namespace

void take_trace(const Actor& self, Trace& trace) noexcept {
  const Stack* stack = self.stack;
  walk(*stack, reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)), trace);
  if (stack->total) walk_resting(stack->below, trace);
}

void take_resting_trace(const Actor& actor, Trace& trace) noexcept { walk_resting(actor.stack, trace); }

std::vector<Place> places_of(const Trace& trace) {
  std::vector<Place> places;
  std::lock_guard lock(reader);
  backtrace_state* opened = open_state();
  if (!opened) return places;
  find_root(opened);
  // One byte back: the call itself, not what comes after it.
  for (std::uint32_t i = 0; i < trace.count; ++i)
    backtrace_pcinfo(opened, trace.addresses[i] - 1, &add_place, &ignore_error, &places);
  return places;
}

std::string innermost(const std::vector<Place>& places) {
  for (const Place& place : places)
    if (!place.of_library) return place.at;
  return places.empty() ? "" : places.front().at;
}

std::string calls_of(const Trace& trace, std::string_view at) {
  const std::vector<Place> places = places_of(trace);
  std::vector<std::string> lines;
  std::size_t repeated = 0;
  const auto end_repetition = [&] {
    if (repeated) lines.back() += " (" + std::to_string(repeated + 1) + " times)";
    repeated = 0;
  };
  bool cut = trace.cut;
  for (std::size_t i = 0; i < places.size(); ++i) {
    // The report's own place is not said twice, except where it calls itself.
    if (i == 0 && places[i].at == at && (places.size() == 1 || places[1].at != at)) continue;
    std::string line = "  from " + places[i].at;
    if (!places[i].function.empty()) line += " in " + places[i].function;
    if (!lines.empty() && lines.back() == line) {
      ++repeated;
      continue;
    }
    end_repetition();
    if (lines.size() == kShownLines) {
      cut = true;
      break;
    }
    lines.push_back(std::move(line));
  }
  // How often it goes on beyond what was looked at, nobody has counted.
  if (!trace.cut) end_repetition();
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  if (cut && !lines.empty()) text += "  ...\n";
  return text;
}

void set_program_root(const Step& step) {
  std::lock_guard lock(reader);
  root.clear();
  program_step = &step;
}

}  // namespace riot::detail
