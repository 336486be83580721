// SPDX-License-Identifier: MIT
// The writer behind logger.riot: a bounded queue of entries, and one thread that formats them and writes them out.
//
// Producers only append to the queue. Past kRoom entries, debug and info are dropped and counted; past kMost, everything is.
// The writer says how many it missed.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "runtime/src/library/log_levels.h"

namespace riot::detail {

enum class LogFormat : std::uint8_t { Plain, Colour, Json };

struct LogEntry {
  std::int64_t time = 0;  // nanoseconds since 1970
  LogLevel level = LogLevel::Info;
  std::string module;
  std::uint64_t pid = 0;
  std::string label;
  std::string message;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string block;      // a report as standard error shows it for people, with its newline; empty: an ordinary entry
};

// All: any thread.

// Whether anybody wants entries of this level from this module. Cheap when not.
bool log_wants(LogLevel level, std::string_view module);
void set_log_level(LogLevel level, std::string module);
void set_log_format(LogFormat format);
// Moves the entry into the queue. Starts the writer.
void write_log(LogEntry entry);
// Returns when all that was written before is out.
void flush_log() noexcept;
// An id for remove_log_file, or 0 and why not.
int add_log_file(const std::string& path, LogFormat format, std::int64_t max_bytes, std::int64_t keep, std::string* why);
void remove_log_file(int id);
// "2026-11-27T08:35:54.123Z"
std::string log_time(std::int64_t time);

}  // namespace riot::detail
