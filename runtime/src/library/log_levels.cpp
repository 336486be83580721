// SPDX-License-Identifier: MIT
#include "runtime/src/library/log_levels.h"

#include <algorithm>
#include <cstdlib>

namespace riot::detail {
namespace {

bool parse_level(std::string_view text, LogLevel* level) {
  constexpr std::string_view names[] = {"debug", "info", "warn", "error", "off"};
  for (std::size_t i = 0; i < 5; ++i) {
    if (text != names[i]) continue;
    *level = static_cast<LogLevel>(i);
    return true;
  }
  return false;
}

}  // namespace

LogLevel LogLevels::of(std::string_view module) const {
  LogLevel level = all;
  std::size_t best = 0;
  for (const auto& [name, its] : modules) {
    const bool inside = module == name || (module.size() > name.size() && module.substr(0, name.size()) == name && module[name.size()] == '/');
    if (!inside || name.size() < best) continue;
    best = name.size();
    level = its;
  }
  return level;
}

LogLevel LogLevels::lowest() const {
  LogLevel level = all;
  for (const auto& module : modules) level = std::min(level, module.second);
  return level;
}

void LogLevels::set(LogLevel level, std::string module) {
  if (module.empty()) {
    all = level;
    return;
  }
  for (auto& [name, its] : modules) {
    if (name != module) continue;
    its = level;
    return;
  }
  modules.emplace_back(std::move(module), level);
}

std::string_view module_of(std::string_view place) {
  const std::size_t end = place.rfind(".riot");
  return end == place.npos ? place : place.substr(0, end);
}

LogLevels log_levels_of_environment() {
  LogLevels levels;
  const char* text = std::getenv("RIOT_LOG");
  std::string_view rest = text ? text : "";
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view part = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    const std::size_t equals = part.find('=');
    LogLevel level;
    if (parse_level(equals == part.npos ? part : part.substr(equals + 1), &level))
      levels.set(level, std::string(equals == part.npos ? "" : part.substr(0, equals)));
  }
  return levels;
}

}  // namespace riot::detail
