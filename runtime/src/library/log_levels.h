// SPDX-License-Identifier: MIT
// Which entries are wanted: a level for the program and others for modules. Apart from the writer, because crash reports go by
// it too, in programs that never log.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace riot::detail {

enum class LogLevel : std::uint8_t { Debug, Info, Warn, Error, Off };

struct LogLevels {
  LogLevel all = LogLevel::Info;
  std::vector<std::pair<std::string, LogLevel>> modules;

  // Of the module, or of the innermost folder that has one.
  LogLevel of(std::string_view module) const;
  LogLevel lowest() const;
  void set(LogLevel level, std::string module);  // of the program when the name is empty
};

// Of a place: "net/codec.riot:12" is in "net/codec".
std::string_view module_of(std::string_view place);

// RIOT_LOG=warn,net=debug; what cannot be read is left out.
LogLevels log_levels_of_environment();

}  // namespace riot::detail
