// SPDX-License-Identifier: MIT
#include "compiler/driver/help.h"

#include <algorithm>

#include "compiler/diagnostics/diagnostics.h"
#include "compiler/driver/table.h"

namespace riotc::driver {

namespace {

// Flags that every verb knows are explained once.
bool is_common(const FlagInfo& flag) { return flag.verbs == ~0u; }

std::string spelling(const FlagInfo& flag) {
  std::string text = flag.letter ? std::string("-") + flag.letter + ", " : "    ";
  text += flag.name;
  if (*flag.value) text += std::string("=") + flag.value;
  return text;
}

std::string row(const std::string& left, const std::string& right, size_t width) {
  return "  " + left + (left.size() < width ? std::string(width - left.size(), ' ') : "\n" + std::string(width + 2, ' ')) + right + "\n";
}

std::string flag_rows(const std::vector<const FlagInfo*>& flags) {
  std::string text;
  for (const FlagInfo* flag : flags) text += row(spelling(*flag), flag->help, 34);
  return text;
}

std::vector<const FlagInfo*> flags_of(Verb verb) {
  std::vector<const FlagInfo*> flags;
  for (const FlagInfo& flag : flag_table())
    if (!is_common(flag) && (flag.verbs & set_of(verb))) flags.push_back(&flag);
  return flags;
}

std::string joined(const std::vector<std::string>& words, const char* between = " ") {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

std::vector<std::string> verb_names() {
  std::vector<std::string> names;
  for (const VerbInfo& verb : verb_table()) names.push_back(verb.name);
  return names;
}

std::vector<std::string> code_names() {
  return {
#define X(code, title, explanation) #code,
#include "compiler/diagnostics/codes.def"
#undef X
  };
}

// What a verb can be followed by, besides flags and files.
std::vector<std::string> words_of(Operands operands) {
  switch (operands) {
    case Operands::Codes: return code_names();
    case Operands::Verbs: return verb_names();
    case Operands::Shells: return {"bash", "zsh", "fish"};
    case Operands::None: case Operands::Source: case Operands::Paths: case Operands::Words: break;
  }
  return {};
}

bool takes_files(Operands operands) { return operands == Operands::Source || operands == Operands::Paths; }

// In single quotes of a shell.
std::string shell_text(const std::string& text) {
  std::string made;
  for (char c : text) made += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return made;
}

std::string bash_completions() {
  std::string text =
      "# bash completions of riotc, made by `riotc completions bash`.\n"
      "_riotc() {\n"
      "  local word=\"${COMP_WORDS[COMP_CWORD]}\" before=\"${COMP_WORDS[COMP_CWORD-1]}\" verb=\"${COMP_WORDS[1]}\" flags words files=\n"
      "  # `--flag=value` comes as three words.\n"
      "  [ \"$word\" = = ] && word=\n"
      "  [ \"$before\" = = ] && before=\"${COMP_WORDS[COMP_CWORD-2]}\"\n"
      "  case \"$before\" in\n";
  for (const FlagInfo& flag : flag_table()) {
    if (!*flag.value) continue;
    std::vector<std::string> choices = choices_of(flag);
    text += "    " + std::string(flag.name) + (flag.letter ? std::string("|-") + flag.letter : "") + ") ";
    if (!choices.empty()) text += "COMPREPLY=($(compgen -W '" + joined(choices) + "' -- \"$word\")); return ;;\n";
    else if (std::string(flag.value) == "PATH") text += "COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n";
    else text += "return ;;\n";
  }
  text +=
      "  esac\n"
      "  if [ \"$COMP_CWORD\" = 1 ] && [[ \"$word\" != -* ]]; then\n"
      "    COMPREPLY=($(compgen -W '" + joined(verb_names()) + "' -- \"$word\") $(compgen -f -X '!*.riot' -- \"$word\"))\n"
      "    return\n"
      "  fi\n"
      "  case \"$verb\" in\n";
  for (const VerbInfo& verb : verb_table()) {
    std::vector<std::string> flags;
    for (const FlagInfo* flag : flags_of(verb.verb)) flags.push_back(flag->name + std::string(*flag->value ? "=" : ""));
    flags.push_back("--help");
    text += "    " + std::string(verb.name) + ") flags='" + joined(flags) + "' words='" + joined(words_of(verb.operands)) + "'" +
            (takes_files(verb.operands) ? " files=1" : "") + " ;;\n";
  }
  std::vector<std::string> flags;
  for (const FlagInfo* flag : flags_of(Verb::Build)) flags.push_back(flag->name + std::string(*flag->value ? "=" : ""));
  return text +
         "    *) flags='" + joined(flags) + " --help --version' words= files=1 ;;\n"
         "  esac\n"
         "  if [[ \"$word\" == -* ]]; then\n"
         "    COMPREPLY=($(compgen -W \"$flags\" -- \"$word\"))\n"
         "    [[ \"${COMPREPLY[0]}\" == *= ]] && compopt -o nospace\n"
         "  else\n"
         "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "    [ -n \"$files\" ] && COMPREPLY+=($(compgen -f -X '!*.riot' -- \"$word\") $(compgen -d -- \"$word\"))\n"
         "  fi\n"
         "}\n"
         "complete -o filenames -F _riotc riotc\n";
}

// Colons and brackets mean something to _arguments and _describe.
std::string zsh_text(const std::string& text) {
  std::string made;
  for (char c : text) made += c == ':' || c == '[' || c == ']' ? std::string("\\") + c : std::string(1, c);
  return shell_text(made);
}

std::string zsh_flag(const FlagInfo& flag) {
  std::string value;
  if (*flag.value) {
    std::vector<std::string> choices = choices_of(flag);
    value = std::string(":value:") + (!choices.empty() ? "(" + joined(choices) + ")" : std::string(flag.value) == "PATH" ? "_files" : " ");
  }
  std::string text = " '" + std::string(flag.name) + (*flag.value ? "=" : "") + "[" + zsh_text(flag.help) + "]" + value + "'";
  if (flag.letter) text += std::string(" '-") + flag.letter + (*flag.value ? "+" : "") + "[" + zsh_text(flag.help) + "]" + value + "'";
  return text;
}

std::string zsh_completions() {
  std::string text =
      "#compdef riotc\n"
      "# zsh completions of riotc, made by `riotc completions zsh`.\n"
      "_riotc() {\n"
      "  local -a verbs\n"
      "  verbs=(\n";
  for (const VerbInfo& verb : verb_table()) text += "    '" + std::string(verb.name) + ":" + zsh_text(verb.summary) + "'\n";
  text +=
      "  )\n"
      "  if (( CURRENT == 2 )) && [[ ${words[2]} != -* ]]; then\n"
      "    _describe verb verbs\n"
      "    _files -g '*.riot'\n"
      "    return\n"
      "  fi\n"
      "  local verb=${words[2]}\n"
      "  case $verb in\n";
  for (const VerbInfo& verb : verb_table()) {
    text += "    " + std::string(verb.name) + ") shift words; (( CURRENT-- )); _arguments";
    for (const FlagInfo* flag : flags_of(verb.verb)) text += zsh_flag(*flag);
    std::vector<std::string> words = words_of(verb.operands);
    if (!words.empty()) text += " '*:word:(" + joined(words) + ")'";
    if (takes_files(verb.operands)) text += " '*:file:_files -g \"*.riot(-.) *(-/)\"'";
    text += " ;;\n";
  }
  text += "    *) _arguments";
  for (const FlagInfo* flag : flags_of(Verb::Build)) text += zsh_flag(*flag);
  return text + " '*:file:_files -g \"*.riot(-.) *(-/)\"' ;;\n  esac\n}\n_riotc \"$@\"\n";
}

std::string fish_completions() {
  std::string text = "# fish completions of riotc, made by `riotc completions fish`.\ncomplete -c riotc -f\n";
  for (const VerbInfo& verb : verb_table())
    text += "complete -c riotc -n __fish_use_subcommand -a " + std::string(verb.name) + " -d '" + shell_text(verb.summary) + "'\n";
  std::vector<std::string> with_files;
  for (const VerbInfo& verb : verb_table()) {
    if (takes_files(verb.operands)) with_files.push_back(verb.name);
    std::vector<std::string> words = words_of(verb.operands);
    if (!words.empty()) text += "complete -c riotc -n '__fish_seen_subcommand_from " + std::string(verb.name) + "' -a '" + joined(words) + "'\n";
  }
  text += "complete -c riotc -n '__fish_seen_subcommand_from " + joined(with_files) + "' -F\ncomplete -c riotc -n __fish_use_subcommand -F\n";
  for (const FlagInfo& flag : flag_table()) {
    std::vector<std::string> verbs;
    for (const VerbInfo& verb : verb_table())
      if (!is_common(flag) && (flag.verbs & set_of(verb.verb))) verbs.push_back(verb.name);
    std::string condition = verbs.empty() ? "" : " -n '__fish_seen_subcommand_from " + joined(verbs) + "'";
    std::vector<std::string> choices = choices_of(flag);
    text += "complete -c riotc" + condition + " -l " + (flag.name + 2) + (flag.letter ? std::string(" -s ") + flag.letter : "");
    if (*flag.value) text += !choices.empty() ? " -x -a '" + joined(choices) + "'" : std::string(flag.value) == "PATH" ? " -r -F" : " -x";
    text += " -d '" + shell_text(flag.help) + "'\n";
  }
  return text;
}

// Hyphens that are to be typed, and backslashes; a line must not begin with a dot or a quote.
std::string troff(const std::string& text) {
  std::string made;
  for (char c : text) {
    if (c == '-') made += "\\-";
    else if (c == '\\') made += "\\e";
    else if ((c == '.' || c == '\'') && (made.empty() || made.back() == '\n')) made += std::string("\\&") + c;
    else made += c;
  }
  return made;
}

std::string troff_flag(const FlagInfo& flag) {
  std::string text = ".TP\n";
  if (flag.letter) text += "\\fB\\-" + std::string(1, flag.letter) + "\\fR, ";
  text += "\\fB" + troff(flag.name) + "\\fR";
  if (*flag.value) text += "=\\fI" + troff(flag.value) + "\\fR";
  return text + "\n" + troff(flag.help) + "\n";
}

}  // namespace

std::string help_text() {
  std::string text = "riotc compiles Riot programs.\n\nusage: riotc FILE.riot [-o OUTPUT]\n       riotc VERB ...\n\n";
  for (const VerbInfo& verb : verb_table()) text += row(verb.name, verb.summary, 13);
  text += "\n";
  std::vector<const FlagInfo*> common;
  for (const FlagInfo& flag : flag_table())
    if (is_common(flag)) common.push_back(&flag);
  text += flag_rows(common);
  text += "\n`riotc help VERB` explains a verb and its flags.\n\nexit status:\n";
  for (const ExitStatus& status : exit_statuses()) text += row(std::to_string(status.status), status.meaning, 3);
  return text + "`riotc run` exits with the status of the program.\n";
}

std::string verb_help(const std::string& name) {
  const VerbInfo* verb = find_verb(name);
  if (!verb) return "";
  std::string text = std::string("usage: riotc ") + verb->usage + "\n\n" + verb->summary + "\n";
  if (*verb->details) text += std::string("\n") + verb->details;
  std::vector<const FlagInfo*> flags = flags_of(verb->verb);
  return flags.empty() ? text : text + "\n" + flag_rows(flags);
}

std::string man_page() {
  std::string text = ".TH RIOTC 1 \"\" \"riotc " RIOT_VERSION "\" \"Riot\"\n.SH NAME\nriotc \\- compile Riot programs\n.SH SYNOPSIS\n"
                     ".B riotc\n\\fIFILE\\fR.riot [\\fB\\-o\\fR \\fIOUTPUT\\fR]\n.br\n.B riotc\n\\fIVERB\\fR ...\n"
                     ".SH DESCRIPTION\nRiot is a statically typed language of processes.\n.B riotc\n"
                     "compiles a program to C++, links it with a multi\\-core runtime and gives one self\\-contained executable.\n"
                     "A file or a folder is enough. A folder may hold a\n.I riot.toml\nthat gives a name, flags and dependencies.\n.SH VERBS\n";
  for (const VerbInfo& verb : verb_table()) {
    text += ".SS riotc " + troff(verb.usage) + "\n" + troff(verb.summary) + ".\n" + troff(verb.details);
    for (const FlagInfo* flag : flags_of(verb.verb)) text += troff_flag(*flag);
  }
  text += ".SH COMMON FLAGS\n";
  for (const FlagInfo& flag : flag_table())
    if (is_common(flag)) text += troff_flag(flag);
  text += ".SH EXIT STATUS\n";
  for (const ExitStatus& status : exit_statuses()) text += ".TP\n" + std::to_string(status.status) + "\n" + troff(status.meaning) + "\n";
  text += ".PP\n.B riotc run\nexits with the status of the program.\n.SH ENVIRONMENT\n";
  for (const Variable& variable : environment()) text += ".TP\n.B " + std::string(variable.name) + "\n" + troff(variable.meaning) + "\n";
  return text +
         ".SH FILES\n.TP\n.I riot.toml\nof a project:\n.PP\n.nf\n.RS\n"
         "name = \"app\"\nversion = \"0.1.0\"\nmain = \"main.riot\"\n\n[build]\nrelease = false\nstatic = false\ncxx = \"g++\"\n"
         "cxx\\-flags = [\"\\-lsqlite3\"]\n\n[dependencies]\ngeo = { path = \"../geo\" }\n.RE\n.fi\n";
}

std::string completions(const std::string& shell) {
  if (shell == "bash") return bash_completions();
  if (shell == "zsh") return zsh_completions();
  if (shell == "fish") return fish_completions();
  return "";
}

}  // namespace riotc::driver
