// SPDX-License-Identifier: MIT
// Every verb and every flag, once. The parser, the help, the completions and the man page are made from this.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "compiler/driver/options.h"

namespace riotc::driver {

// A set of verbs.
using VerbSet = unsigned;
constexpr VerbSet set_of(Verb verb) { return 1u << static_cast<unsigned>(verb); }

// What the words behind a verb are, for completions.
enum class Operands { None, Source, Paths, Words, Codes, Verbs, Shells };

struct VerbInfo {
  Verb verb;
  const char* name;
  const char* usage;    // without "riotc "
  const char* summary;  // for the list of verbs
  const char* details;  // sentences, one a line
  Operands operands;
};

struct FlagInfo {
  const char* name;     // "--release"
  char letter;          // of the short form, or 0
  const char* value;    // "" takes none; "a|b" takes one of these; a word in capitals takes any
  VerbSet verbs;        // that know it
  const char* help;
  // Puts the value into the options; says what is wrong with it, or nothing.
  std::string (*apply)(Options& options, const std::string& value);
};

const std::vector<VerbInfo>& verb_table();  // in the order of the help
const std::vector<FlagInfo>& flag_table();
const VerbInfo* find_verb(std::string_view name);
// "ast", "types" of "ast|types"; empty when any value will do.
std::vector<std::string> choices_of(const FlagInfo& flag);

struct ExitStatus {
  int status;
  const char* meaning;
};
const std::vector<ExitStatus>& exit_statuses();

struct Variable {
  const char* name;
  const char* meaning;
};
const std::vector<Variable>& environment();  // that riotc reads, then that produced programs read

}  // namespace riotc::driver
