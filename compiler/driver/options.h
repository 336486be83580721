// SPDX-License-Identifier: MIT
// The command line.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace riotc::driver {

enum class Verb { Build, Run, Check, Test, Format, Explain, Clean, Version, Help };
enum class Emit { None, Ast, Types, Core, Cpp, CppFiles };
enum class MessageFormat { Human, Short, Json };

// Exit statuses of riotc itself.
constexpr int kExitOk = 0;
constexpr int kExitErrors = 1;    // the program has mistakes, a test failed
constexpr int kExitUsage = 2;     // the command line is wrong
constexpr int kExitInternal = 3;  // a bug of riotc, or a broken installation

struct Options {
  Verb verb = Verb::Build;
  std::string file;                    // the root module; "-" is standard input
  std::string output;                  // -o
  std::vector<std::string> arguments;  // of the program that is run; words for explain, help; files and folders for fmt
  Emit emit = Emit::None;
  MessageFormat format = MessageFormat::Human;
  bool release = false;
  bool debug = false;
  bool static_link = false;
  bool check = false;                  // fmt: only list what would change
  std::string filter;                  // test: part of a name
  std::string compiler;                // --cxx
  unsigned jobs = 0;
  std::vector<std::string> extra_flags;  // after --cxx-flag
};

// Empty when the command line is wrong; `problem` then says why, with the likely meant flag or verb.
std::optional<Options> parse_options(const std::vector<std::string>& arguments, std::string& problem);

// Text of `riotc help` and `riotc help VERB`; empty for an unknown verb.
std::string help_text(const std::string& verb);

}  // namespace riotc::driver
