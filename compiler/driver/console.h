// SPDX-License-Identifier: MIT
// What riotc says to people: messages on standard error, colours and progress only on terminals.
#pragma once
#include <string>

#include "compiler/diagnostics/diagnostics.h"
#include "compiler/driver/options.h"

namespace riotc::driver {

// Standard error is a terminal that can, and NO_COLOR is not set.
bool use_colour();

// `riotc: text`
void complain(const std::string& text);

// Prints what was found and, for people, how much it was. True when there are errors.
bool report(const Diagnostics& diagnostics, const SourceMap& sources, MessageFormat format);

// A bug of ours, said so; answers the exit status.
int internal_error(const std::string& what, const std::string& details);

// A line that is written over and goes away; only on terminals.
class Progress {
 public:
  ~Progress() { clear(); }
  void show(const std::string& text);
  void clear();

 private:
  bool shown_ = false;
};

}  // namespace riotc::driver
