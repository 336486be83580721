// SPDX-License-Identifier: MIT
// The verbs that need no program.
#include "compiler/driver/commands.h"

#include <cctype>
#include <cstdio>

#include "compiler/driver/console.h"
#include "compiler/driver/help.h"
#include "compiler/toolchain/build.h"

namespace riotc::driver {

namespace {

constexpr std::pair<Code, const char*> kCodes[] = {
#define X(code, title, explanation) {Code::code, #code},
#include "compiler/diagnostics/codes.def"
#undef X
};

int explain(const Options& options) {
  if (options.arguments.empty()) {
    for (const auto& [code, name] : kCodes) std::printf("%s  %s\n", name, code_title(code));
    return kExitOk;
  }
  std::string wanted = options.arguments[0];
  for (char& c : wanted) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (const auto& [code, name] : kCodes) {
    if (wanted != name) continue;
    std::printf("%s: %s\n\n%s\n", name, code_title(code), code_explanation(code));
    return kExitOk;
  }
  std::vector<std::string> names;
  for (const auto& [code, name] : kCodes) names.push_back(name);
  std::string meant = did_you_mean(wanted, names);
  complain("unknown code `" + options.arguments[0] + "`" + (meant.empty() ? "; `riotc explain` lists all" : "; did you mean `" + meant + "`?"));
  return kExitUsage;
}

int help(const Options& options) {
  std::string text = options.arguments.empty() ? help_text() : verb_help(options.arguments[0]);
  if (text.empty()) {
    complain("there is no verb `" + options.arguments[0] + "`; `riotc help` lists all");
    return kExitUsage;
  }
  std::fputs(text.c_str(), stdout);
  return kExitOk;
}

int print_completions(const Options& options) {
  std::string text = completions(options.arguments[0]);
  if (text.empty()) {
    complain("there are completions for bash, zsh and fish, not for `" + options.arguments[0] + "`");
    return kExitUsage;
  }
  std::fputs(text.c_str(), stdout);
  return kExitOk;
}

}  // namespace

int run_command(const Options& options) {
  switch (options.verb) {
    case Verb::Build:
    case Verb::Run:
    case Verb::Debug:
    case Verb::Check:
    case Verb::Test: return compile_command(options);
    case Verb::Format: return format_command(options);
    case Verb::Doc: return doc_command(options);
    case Verb::New: return new_command(options);
    case Verb::Explain: return explain(options);
    case Verb::Clean: std::printf("%s\n", toolchain::clean_cache().c_str()); return kExitOk;
    case Verb::Completions: return print_completions(options);
    case Verb::Man: std::fputs(man_page().c_str(), stdout); return kExitOk;
    case Verb::Version: std::printf("riotc %s\n", RIOT_VERSION); return kExitOk;
    case Verb::Help: return help(options);
  }
  return kExitInternal;
}

}  // namespace riotc::driver
