// SPDX-License-Identifier: MIT
#include "compiler/driver/options.h"

#include <algorithm>
#include <filesystem>

#include "compiler/diagnostics/diagnostics.h"
#include "compiler/driver/table.h"

namespace riotc::driver {

namespace {

std::string in_ticks(const std::string& text) { return "`" + text + "`"; }

// What stands behind the file is the program's.
bool runs_program(Verb verb) { return verb == Verb::Run || verb == Verb::Debug; }

// The flag that an argument names, and the value that stands in it behind `=`.
const FlagInfo* find_flag(const std::string& argument, std::optional<std::string>& value) {
  size_t sign = argument.find('=');
  std::string name = argument.substr(0, sign);
  for (const FlagInfo& flag : flag_table()) {
    bool is_short = flag.letter && name.size() >= 2 && name[0] == '-' && name[1] == flag.letter;
    if (name == flag.name || (is_short && name.size() == 2)) {
      if (sign != std::string::npos) value = argument.substr(sign + 1);
      return &flag;
    }
    // `-j4`, `-oapp`
    if (is_short && *flag.value && argument[1] != '-') {
      value = argument.substr(2);
      return &flag;
    }
  }
  return nullptr;
}

std::string unknown_flag(const std::string& argument) {
  std::string name = argument.substr(0, argument.find('='));
  std::vector<std::string> names;
  for (const FlagInfo& flag : flag_table()) names.push_back(flag.name);
  std::string meant = did_you_mean(name, names);
  return "unknown flag " + in_ticks(name) + (meant.empty() ? "" : "; did you mean " + in_ticks(meant) + "?");
}

std::string verbs_that_know(const FlagInfo& flag) {
  std::vector<std::string> names;
  for (const VerbInfo& verb : verb_table())
    if (flag.verbs & set_of(verb.verb)) names.push_back(verb.name);
  std::string text;
  for (size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + in_ticks(names[i]);
  return text;
}

// Puts a flag and its value into the options; says what is wrong.
std::string apply(const FlagInfo& flag, const VerbInfo& verb, std::optional<std::string> value, const std::vector<std::string>& arguments, size_t& i,
                  Options& options) {
  if (!(flag.verbs & set_of(verb.verb))) return in_ticks(flag.name) + " is for " + verbs_that_know(flag) + ", not for " + in_ticks(verb.name);
  if (!*flag.value) {
    if (value) return in_ticks(flag.name) + " takes no value";
    return flag.apply(options, "");
  }
  if (!value && i + 1 < arguments.size()) value = arguments[++i];
  if (!value || value->empty()) return in_ticks(flag.name) + " needs a value";
  std::vector<std::string> choices = choices_of(flag);
  if (!choices.empty() && std::find(choices.begin(), choices.end(), *value) == choices.end()) {
    std::string list;
    for (size_t k = 0; k < choices.size(); ++k) list += (k == 0 ? "" : k + 1 == choices.size() ? " or " : ", ") + choices[k];
    return in_ticks(flag.name) + " takes " + list + ", not " + in_ticks(*value);
  }
  return flag.apply(options, *value);
}

// `app.riot:12` names a file and a line in it.
bool is_file_and_line(const std::string& word) {
  size_t colon = word.rfind(':');
  return colon != std::string::npos && colon > 0 && colon + 1 < word.size() && word.find_first_not_of("0123456789", colon + 1) == std::string::npos;
}

std::string take_operand(const std::string& word, const VerbInfo& verb, Options& options) {
  switch (verb.operands) {
    case Operands::Source:
      if (options.verb == Verb::Test && is_file_and_line(word)) {
        if (options.file.empty()) options.file = word.substr(0, word.rfind(':'));
        options.filters.push_back(word);
      } else if (options.verb == Verb::Test && !options.file.empty()) {
        options.filters.push_back(word);
      } else if (options.file.empty()) {
        options.file = word;
      } else if (runs_program(options.verb)) {
        options.arguments.push_back(word);
      } else {
        return "one program at a time: " + in_ticks(options.file) + " and " + in_ticks(word) + " were given";
      }
      return "";
    case Operands::None: return in_ticks(verb.name) + " takes no operands, but " + in_ticks(word) + " was given";
    case Operands::Paths: options.arguments.push_back(word); return "";
    case Operands::Words: case Operands::Codes: case Operands::Verbs: case Operands::Shells:
      if (!options.arguments.empty()) return in_ticks(verb.name) + " takes one operand, but " + in_ticks(options.arguments[0]) + " and " + in_ticks(word) + " were given";
      options.arguments.push_back(word);
      return "";
  }
  return "";
}

}  // namespace

std::optional<Options> parse_options(const std::vector<std::string>& arguments, std::string& problem) {
  Options options;
  if (arguments.empty()) {
    options.verb = Verb::Help;
    return options;
  }
  const VerbInfo* verb = find_verb(arguments[0]);
  const bool verb_given = verb != nullptr;
  if (!verb) {
    verb = find_verb("build");
    // A word that is no file is a verb that was meant.
    std::error_code error;
    const std::string& word = arguments[0];
    if (word[0] != '-' && word.find_first_of("./") == std::string::npos && !std::filesystem::exists(word, error)) {
      std::vector<std::string> names;
      for (const VerbInfo& info : verb_table()) names.push_back(info.name);
      std::string meant = did_you_mean(word, names);
      problem = "unknown verb " + in_ticks(word) + (meant.empty() ? "" : "; did you mean " + in_ticks(meant) + "?");
      if (std::filesystem::exists(word + ".riot", error)) problem = "there is no file " + in_ticks(word) + "; did you mean " + in_ticks(word + ".riot") + "?";
      return std::nullopt;
    }
  }
  options.verb = verb->verb;
  bool only_operands = false;
  for (size_t i = verb_given ? 1 : 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    bool of_program = runs_program(options.verb) && !options.file.empty();
    if (only_operands || of_program || argument.size() < 2 || argument[0] != '-') {
      problem = take_operand(argument, *verb, options);
      if (!problem.empty()) return std::nullopt;
      continue;
    }
    if (argument == "--") {
      only_operands = true;
      continue;
    }
    std::optional<std::string> value;
    const FlagInfo* flag = find_flag(argument, value);
    if (flag && flag->letter == 'h') {
      options.arguments.clear();
      if (verb_given) options.arguments.push_back(verb->name);
      options.verb = Verb::Help;
      return options;
    }
    if (flag && flag->letter == 'V') {
      options.verb = Verb::Version;
      return options;
    }
    problem = flag ? apply(*flag, *verb, value, arguments, i, options) : unknown_flag(argument);
    if (!problem.empty()) return std::nullopt;
  }
  if (runs_program(options.verb) && options.file.empty()) problem = in_ticks(verb->name) + " takes a file or a folder; `.` is the project here";
  if (options.verb == Verb::Debug) options.debug = true;
  if (options.verb == Verb::New && options.arguments.empty()) problem = "`new` takes the name of the project";
  if (options.verb == Verb::Completions && options.arguments.empty()) problem = "`completions` takes bash, zsh or fish";
  if (options.release && options.debug) problem = "`--release` and `--debug` exclude each other";
  if (options.emit == Emit::CppFiles && options.output.empty()) problem = "`--emit=cpp-files` needs a folder: -o FOLDER";
  if (!problem.empty()) return std::nullopt;
  return options;
}

}  // namespace riotc::driver
