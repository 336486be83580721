// SPDX-License-Identifier: MIT
// The command line, as data.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace riotc::driver {

enum class Verb { Build, Run, Debug, Check, Test, Format, Doc, New, Explain, Clean, Completions, Man, Version, Help };
enum class Emit { None, Ast, Types, Core, Cpp, CppFiles };
enum class MessageFormat { Human, Short, Json };

// Exit statuses of riotc itself. `riotc run` exits with the program's.
constexpr int kExitOk = 0;
constexpr int kExitErrors = 1;    // the program has mistakes, a test failed, a file is not laid out
constexpr int kExitUsage = 2;     // the command line or riot.toml is wrong
constexpr int kExitInternal = 3;  // a fault of riotc, a broken installation, no C++ compiler

struct Options {
  Verb verb = Verb::Build;
  std::string file;                    // the root module or its folder; "-" is standard input, "" the project around us
  std::string output;                  // -o
  std::vector<std::string> arguments;  // of the program that is run; words for explain, help and the like; paths for fmt
  Emit emit = Emit::None;
  MessageFormat format = MessageFormat::Human;
  bool release = false;
  bool debug = false;
  bool static_link = false;
  bool check = false;                  // fmt: only list what would change
  bool library = false;                // doc: of the standard library
  bool list = false;                   // test: only name them
  bool json = false;                   // test: one object a line
  bool durations = false;              // test: name the slowest
  bool show_output = false;            // test: what passing tests printed, too
  std::optional<int64_t> timeout;      // test: nanoseconds for each; 0: no limit
  std::vector<std::string> filters;    // test: parts of names, or FILE:LINE
  std::optional<uint64_t> seed;        // test: a schedule that can be had again
  std::string compiler;                // --cxx
  unsigned jobs = 0;                   // 0: as many as cores
  bool timings = false;                // how long each part took
  std::vector<std::string> extra_flags;  // --cxx-flag
};

// Empty when the command line is wrong; `problem` then says why, with the flag or verb that was likely meant.
std::optional<Options> parse_options(const std::vector<std::string>& arguments, std::string& problem);

}  // namespace riotc::driver
