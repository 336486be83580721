// SPDX-License-Identifier: MIT
// Texts about the command line, made from its table.
#pragma once
#include <string>

namespace riotc::driver {

std::string help_text();                         // `riotc help`
std::string verb_help(const std::string& verb);  // `riotc help VERB`; empty for an unknown verb
std::string man_page();                          // troff, for man
std::string completions(const std::string& shell);  // bash, zsh, fish; empty for another

}  // namespace riotc::driver
