// SPDX-License-Identifier: MIT
#include "compiler/driver/table.h"

#include <charconv>
#include <map>

#include "compiler/parse/literals.h"

namespace riotc::driver {

namespace {

constexpr VerbSet kCompiling = set_of(Verb::Build) | set_of(Verb::Run) | set_of(Verb::Debug) | set_of(Verb::Test);
constexpr VerbSet kOptimising = set_of(Verb::Build) | set_of(Verb::Run) | set_of(Verb::Test);
constexpr VerbSet kReading = kCompiling | set_of(Verb::Check) | set_of(Verb::Format) | set_of(Verb::Doc);

template <class Number>
bool read_number(const std::string& text, Number& number) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

// Written as in a program; nanoseconds.
std::optional<int64_t> read_duration(const std::string& text) {
  Diagnostics mistakes;
  const int64_t nanoseconds = parse::read_duration(text, {}, mistakes);
  if (mistakes.has_errors()) return std::nullopt;
  return nanoseconds;
}

}  // namespace

const std::vector<VerbInfo>& verb_table() {
  static const std::vector<VerbInfo> table = {
      {Verb::Build, "build", "build [FILE|FOLDER] [-o OUTPUT]", "compile a program (the verb may be left out)",
       "Writes one self-contained executable: OUTPUT, or the file's name without `.riot`, or into the FOLDER by its name\n"
       "or the one that riot.toml gives.\n"
       "Of a FOLDER, main.riot is the program. Without FILE it is the project in or above this folder.\n"
       "`-` reads the program from standard input.\n",
       Operands::Source},
      {Verb::Run, "run", "run FILE|FOLDER [ARGUMENT...]", "compile a program and run it",
       "Arguments behind FILE go to the program, and its exit status is that of riotc.\n"
       "The executable is kept in the cache: what did not change is not compiled again.\n",
       Operands::Source},
      {Verb::Debug, "debug", "debug FILE|FOLDER [ARGUMENT...]", "compile a program and start gdb with it",
       "Values, functions and lines are Riot's; `riot processes` lists processes, `riot backtrace PID` shows where one is.\n"
       "The program uses one core, so that stepping stays in one place; RIOT_WORKERS changes that.\n",
       Operands::Source},
      {Verb::Check, "check", "check [FILE|FOLDER]", "report mistakes without compiling",
       "Of a FOLDER, all modules are checked. Warnings alone exit with 0.\n", Operands::Source},
      {Verb::Test, "test", "test [FILE|FOLDER] [FILTER...]", "run the tests of a program",
       "Runs the tests of FILE and of the program's modules that it imports; of a FOLDER, those of all modules.\n"
       "Each test runs in a process of its own, several at a time. What it prints is told only if it fails.\n"
       "A FILTER is a part of a test's name, or FILE:LINE of a line in it; several select what any of them selects.\n",
       Operands::Source},
      {Verb::Format, "fmt", "fmt [FILE|FOLDER...] [--check]", "lay out sources in the one style",
       "Rewrites files, and all `.riot` files below folders; `-` formats standard input to standard output.\n"
       "Without a path it is this folder. Files with syntax errors stay as they are.\n",
       Operands::Paths},
      {Verb::Doc, "doc", "doc [FILE|FOLDER] [-o FOLDER]", "make a website of a program's documentation",
       "Writes one page for each module and a search into FOLDER (`doc` otherwise), from doc comments and\n"
       "from the types, inferred ones too. The pages need no server.\n",
       Operands::Source},
      {Verb::New, "new", "new NAME", "begin a project in a new folder", "Makes riot.toml, main.riot with a test, README.md and .gitignore.\n", Operands::Words},
      {Verb::Explain, "explain", "explain [CODE]", "explain an error code, such as E0301", "Without CODE it lists all of them.\n", Operands::Codes},
      {Verb::Clean, "clean", "clean", "empty the cache of compiled code", "", Operands::None},
      {Verb::Completions, "completions", "completions bash|zsh|fish", "print completions for a shell",
       "For bash: `source <(riotc completions bash)`; for zsh into a file `_riotc` on the fpath;\n"
       "for fish into ~/.config/fish/completions/riotc.fish.\n",
       Operands::Shells},
      {Verb::Man, "man", "man", "print the manual page", "For example: `riotc man | man -l -`.\n", Operands::None},
      {Verb::Version, "version", "version", "print the version", "", Operands::None},
      {Verb::Help, "help", "help [VERB]", "explain a verb", "", Operands::Verbs},
  };
  return table;
}

const std::vector<FlagInfo>& flag_table() {
  using O = Options;
  static const std::vector<FlagInfo> table = {
      {"--output", 'o', "PATH", set_of(Verb::Build) | set_of(Verb::Doc), "where the executable or the website goes",
       [](O& o, const std::string& value) { o.output = value; return std::string(); }},
      {"--release", 0, "", kOptimising, "optimise more, across modules too", [](O& o, const std::string&) { o.release = true; return std::string(); }},
      {"--debug", 0, "", kOptimising, "optimise nothing, for gdb", [](O& o, const std::string&) { o.debug = true; return std::string(); }},
      {"--static", 0, "", kOptimising, "link the C library statically too", [](O& o, const std::string&) { o.static_link = true; return std::string(); }},
      {"--check", 0, "", set_of(Verb::Format), "write nothing, list the files that would change, exit with 1 if there are any",
       [](O& o, const std::string&) { o.check = true; return std::string(); }},
      {"--filter", 0, "TEXT", set_of(Verb::Test), "the same as FILTER", [](O& o, const std::string& value) { o.filters.push_back(value); return std::string(); }},
      {"--list", 0, "", set_of(Verb::Test), "name the tests that would run", [](O& o, const std::string&) { o.list = true; return std::string(); }},
      {"--json", 0, "", set_of(Verb::Test), "one JSON object a line for each test and for the sum",
       [](O& o, const std::string&) { o.json = true; return std::string(); }},
      {"--durations", 0, "", set_of(Verb::Test), "say how long each test took, and name the slowest",
       [](O& o, const std::string&) { o.durations = true; return std::string(); }},
      {"--show-output", 0, "", set_of(Verb::Test), "tell what passing tests printed, too",
       [](O& o, const std::string&) { o.show_output = true; return std::string(); }},
      {"--timeout", 0, "DURATION", set_of(Verb::Test), "how long a test may take, such as 500ms or 5min (otherwise 60s); 0s: no limit",
       [](O& o, const std::string& value) {
         o.timeout = read_duration(value);
         return o.timeout ? std::string() : "--timeout takes a duration such as 500ms, 30s or 5min, not `" + value + "`";
       }},
      {"--seed", 0, "NUMBER", set_of(Verb::Test), "draw order and schedule from this number: the same again for the same number",
       [](O& o, const std::string& value) {
         uint64_t seed = 0;
         if (!read_number(value, seed)) return "--seed takes a number, not `" + value + "`";
         o.seed = seed;
         return std::string();
       }},
      {"--std", 0, "", set_of(Verb::Doc), "of the standard library", [](O& o, const std::string&) { o.library = true; return std::string(); }},
      {"--message-format", 0, "human|short|json", kReading, "how mistakes are told: for people, one line each, or JSON on standard output",
       [](O& o, const std::string& value) {
         o.format = value == "json" ? MessageFormat::Json : value == "short" ? MessageFormat::Short : MessageFormat::Human;
         return std::string();
       }},
      {"--emit", 0, "ast|types|core|cpp|cpp-files", set_of(Verb::Build), "print what a stage made and compile nothing; cpp-files writes into the folder of -o",
       [](O& o, const std::string& value) {
         static const std::map<std::string, Emit> kinds = {{"ast", Emit::Ast}, {"types", Emit::Types}, {"core", Emit::Core}, {"cpp", Emit::Cpp}, {"cpp-files", Emit::CppFiles}};
         o.emit = kinds.at(value);
         return std::string();
       }},
      {"--cxx", 0, "COMPILER", kCompiling, "the C++ compiler to use (otherwise $RIOT_CXX, g++, clang++)",
       [](O& o, const std::string& value) { o.compiler = value; return std::string(); }},
      {"--cxx-flag", 0, "FLAG", kCompiling, "for the C++ compiler and the linker, for foreign code; may be repeated",
       [](O& o, const std::string& value) { o.extra_flags.push_back(value); return std::string(); }},
      {"--timings", 0, "", kCompiling | set_of(Verb::Check), "say how long each part took, and which files had to be compiled",
       [](O& o, const std::string&) { o.timings = true; return std::string(); }},
      {"--jobs", 'j', "NUMBER", kCompiling, "compile at most so many files, run at most so many tests at a time",
       [](O& o, const std::string& value) { return read_number(value, o.jobs) && o.jobs > 0 ? std::string() : "--jobs takes a number from 1, not `" + value + "`"; }},
      {"--help", 'h', "", ~0u, "explain riotc or the verb", [](O&, const std::string&) { return std::string(); }},
      {"--version", 'V', "", ~0u, "print the version", [](O&, const std::string&) { return std::string(); }},
  };
  return table;
}

const VerbInfo* find_verb(std::string_view name) {
  for (const VerbInfo& info : verb_table())
    if (name == info.name) return &info;
  return nullptr;
}

std::vector<std::string> choices_of(const FlagInfo& flag) {
  std::string all = flag.value;
  std::vector<std::string> choices;
  if (all.find('|') == std::string::npos) return choices;
  for (size_t begin = 0; begin <= all.size();) {
    size_t end = std::min(all.find('|', begin), all.size());
    choices.push_back(all.substr(begin, end - begin));
    begin = end + 1;
  }
  return choices;
}

const std::vector<ExitStatus>& exit_statuses() {
  static const std::vector<ExitStatus> table = {
      {kExitOk, "all is well"},
      {kExitErrors, "the program has mistakes, a test failed, a file is not laid out"},
      {kExitUsage, "the command line or riot.toml is wrong"},
      {kExitInternal, "a fault of riotc, a broken installation, or no C++ compiler"},
  };
  return table;
}

const std::vector<Variable>& environment() {
  static const std::vector<Variable> table = {
      {"RIOT_CXX", "the C++ compiler"},
      {"RIOT_CACHE", "the folder of compiled code (otherwise $XDG_CACHE_HOME/riot, ~/.cache/riot)"},
      {"RIOT_HOME", "the installation whose runtime and library are used"},
      {"NO_COLOR", "no colours when it is set; there are none either when the output is no terminal"},
      {"RIOT_WORKERS", "of a program: how many cores it uses (otherwise all)"},
      {"RIOT_SEED", "of a program: one core, and a schedule drawn from this number"},
      {"RIOT_LOG", "of a program: the least level that is logged (debug, info, warning, error)"},
      {"RIOT_MAX_HEAP", "of a program: how much memory one process may take (64M, 2G)"},
  };
  return table;
}

}  // namespace riotc::driver
