// SPDX-License-Identifier: MIT
#include "compiler/driver/options.h"

#include <algorithm>
#include <map>

#include "compiler/diagnostics/diagnostics.h"

namespace riotc::driver {

namespace {

struct VerbHelp {
  Verb verb;
  const char* usage;
  const char* summary;
  const char* details;
};

const std::map<std::string, VerbHelp>& verbs() {
  static const std::map<std::string, VerbHelp> table = {
      {"build", {Verb::Build, "riotc build FILE [-o OUTPUT]", "compile a program (the verb may be left out)",
                 "Writes one self-contained executable: OUTPUT, or the file's name without `.riot`.\n"}},
      {"run", {Verb::Run, "riotc run FILE [ARGUMENTS]", "compile a program and run it",
               "Arguments behind FILE and the exit status pass through. The executable is kept in the cache.\n"}},
      {"check", {Verb::Check, "riotc check FILE", "report mistakes without compiling", "Exits with 1 when there are errors.\n"}},
      {"test", {Verb::Test, "riotc test FILE [--filter TEXT]", "run the tests of a program",
                "Each test runs in a process of its own. --filter TEXT runs those whose name contains TEXT.\n"}},
      {"fmt", {Verb::Format, "riotc fmt FILE|FOLDER... [--check]", "lay out sources in the one style",
               "Rewrites files, and all `.riot` files below folders; `-` formats standard input to standard output.\n"
               "--check writes nothing, lists the files that would change and exits with 1 if there are any.\n"
               "Files with syntax errors stay as they are.\n"}},
      {"explain", {Verb::Explain, "riotc explain CODE", "explain an error code, such as E0301", ""}},
      {"clean", {Verb::Clean, "riotc clean", "empty the cache of compiled code", ""}},
      {"version", {Verb::Version, "riotc version", "print the version", ""}},
      {"help", {Verb::Help, "riotc help [VERB]", "explain a verb", ""}},
  };
  return table;
}

constexpr const char* kFlagHelp =
    "  -o OUTPUT                    where the executable goes\n"
    "  --release                    optimise more\n"
    "  --debug                      optimise nothing, for gdb\n"
    "  --static                     link the C library statically too\n"
    "  --emit=ast|types|core|cpp    print what a stage made, compile nothing\n"
    "  --emit=cpp-files             write the C++ files into the folder OUTPUT\n"
    "  --message-format=human|short|json\n"
    "  --cxx=COMPILER               the C++ compiler to use (default: $RIOT_CXX, g++, clang++)\n"
    "  --cxx-flag=FLAG              passed to the C++ compiler and linker, for foreign code\n"
    "  --jobs=N                     compile at most N files at a time\n";

const std::vector<std::string>& flag_names() {
  static const std::vector<std::string> names = {"-o", "--release", "--debug", "--static", "--emit", "--message-format", "--cxx",
                                                 "--cxx-flag", "--jobs", "--filter", "--check", "--help", "--version"};
  return names;
}

// The part behind `--name=`, or the next argument after `--name`.
bool take_value(const std::vector<std::string>& arguments, size_t& i, const std::string& name, std::string& value) {
  const std::string& argument = arguments[i];
  if (argument.size() > name.size() && argument.compare(0, name.size() + 1, name + "=") == 0) {
    value = argument.substr(name.size() + 1);
    return true;
  }
  if (argument == name && i + 1 < arguments.size()) {
    value = arguments[++i];
    return true;
  }
  return false;
}

}  // namespace

std::optional<Options> parse_options(const std::vector<std::string>& arguments, std::string& problem) {
  Options options;
  size_t i = 0;
  bool verb_given = false;
  if (!arguments.empty()) {
    auto found = verbs().find(arguments[0]);
    if (found != verbs().end()) {
      options.verb = found->second.verb;
      verb_given = true;
      i = 1;
    }
  }
  bool only_arguments = false;
  for (; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    std::string value;
    bool is_flag = !only_arguments && argument.size() > 1 && argument[0] == '-';
    if (options.verb == Verb::Run && !options.file.empty()) is_flag = false;
    if (!is_flag) {
      if (options.verb == Verb::Explain || options.verb == Verb::Help || options.verb == Verb::Format || (options.verb == Verb::Run && !options.file.empty())) {
        options.arguments.push_back(argument);
      } else if (options.file.empty()) {
        options.file = argument;
      } else {
        problem = "one file at a time: `" + options.file + "` and `" + argument + "` were given";
        return std::nullopt;
      }
    } else if (argument == "--") {
      only_arguments = true;
    } else if (argument == "--help" || argument == "-h") {
      options.arguments.clear();
      if (verb_given) options.arguments.push_back(arguments[0]);
      options.verb = Verb::Help;
      return options;
    } else if (argument == "--version" || argument == "-V") {
      options.verb = Verb::Version;
      return options;
    } else if (argument == "--check" && options.verb == Verb::Format) {
      options.check = true;
    } else if (argument == "--release") {
      options.release = true;
    } else if (argument == "--debug") {
      options.debug = true;
    } else if (argument == "--static") {
      options.static_link = true;
    } else if (take_value(arguments, i, "-o", value) || take_value(arguments, i, "--output", value)) {
      options.output = value;
    } else if (take_value(arguments, i, "--emit", value)) {
      static const std::map<std::string, Emit> kinds = {{"ast", Emit::Ast}, {"types", Emit::Types}, {"core", Emit::Core}, {"cpp", Emit::Cpp}, {"cpp-files", Emit::CppFiles}};
      auto kind = kinds.find(value);
      if (kind == kinds.end()) {
        problem = "--emit takes ast, types, core, cpp or cpp-files, not `" + value + "`";
        return std::nullopt;
      }
      options.emit = kind->second;
    } else if (take_value(arguments, i, "--message-format", value)) {
      static const std::map<std::string, MessageFormat> kinds = {{"human", MessageFormat::Human}, {"short", MessageFormat::Short}, {"json", MessageFormat::Json}};
      auto kind = kinds.find(value);
      if (kind == kinds.end()) {
        problem = "--message-format takes human, short or json, not `" + value + "`";
        return std::nullopt;
      }
      options.format = kind->second;
    } else if (take_value(arguments, i, "--cxx-flag", value)) {
      options.extra_flags.push_back(value);
    } else if (take_value(arguments, i, "--cxx", value)) {
      options.compiler = value;
    } else if (take_value(arguments, i, "--filter", value)) {
      options.filter = value;
    } else if (take_value(arguments, i, "--jobs", value)) {
      options.jobs = static_cast<unsigned>(std::max(0, std::atoi(value.c_str())));
      if (options.jobs == 0) {
        problem = "--jobs takes a number from 1, not `" + value + "`";
        return std::nullopt;
      }
    } else {
      std::string name = argument.substr(0, argument.find('='));
      std::string meant = did_you_mean(name, flag_names());
      bool known = std::find(flag_names().begin(), flag_names().end(), name) != flag_names().end();
      problem = known ? "`" + name + "` needs a value" : "unknown flag `" + name + "`" + (meant.empty() ? "" : "; did you mean `" + meant + "`?");
      return std::nullopt;
    }
  }
  bool needs_file = options.verb == Verb::Build || options.verb == Verb::Run || options.verb == Verb::Check || options.verb == Verb::Test;
  if (needs_file && options.file.empty()) {
    if (arguments.empty()) {
      options.verb = Verb::Help;
      return options;
    }
    problem = "no file was given";
    return std::nullopt;
  }
  if (options.verb == Verb::Format && options.arguments.empty()) {
    problem = "fmt takes files, folders or `-`";
    return std::nullopt;
  }
  if (!verb_given && needs_file && options.file.find('.') == std::string::npos && options.file != "-") {
    std::vector<std::string> names;
    for (const auto& [name, help] : verbs()) names.push_back(name);
    std::string meant = did_you_mean(options.file, names);
    if (!meant.empty()) {
      problem = "unknown verb `" + options.file + "`; did you mean `" + meant + "`?";
      return std::nullopt;
    }
  }
  return options;
}

std::string help_text(const std::string& verb) {
  if (verb.empty()) {
    std::string text = "riotc compiles Riot programs.\n\nusage: riotc FILE.riot [-o OUTPUT]\n       riotc VERB ...\n\n";
    for (const auto& [name, help] : verbs()) text += "  " + name + std::string(10 - name.size(), ' ') + help.summary + "\n";
    return text + "\n" + kFlagHelp + "\nexit status: 0 fine, 1 the program has mistakes or a test failed, 2 wrong usage, 3 a fault of riotc itself\n";
  }
  auto found = verbs().find(verb);
  if (found == verbs().end()) return "";
  std::string text = std::string("usage: ") + found->second.usage + "\n\n" + found->second.summary + "\n" + found->second.details;
  if (found->second.verb == Verb::Build || found->second.verb == Verb::Run || found->second.verb == Verb::Test || found->second.verb == Verb::Check)
    text += std::string("\n") + kFlagHelp;
  return text;
}

}  // namespace riotc::driver
