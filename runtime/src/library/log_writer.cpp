// SPDX-License-Identifier: MIT
#include "runtime/src/library/log_writer.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <condition_variable>
#include <fcntl.h>
#include <memory>
#include <mutex>
#include <string_view>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace riot::detail {
namespace {

// Entries that may wait before debug and info are dropped, and before all are. A few megabytes at most, as entries go.
constexpr std::size_t kRoom = 8192;
constexpr std::size_t kMost = 4 * kRoom;

// ---- formats

constexpr const char* kNames[] = {"DEBUG", "INFO ", "WARN ", "ERROR", ""};
constexpr const char* kLowNames[] = {"debug", "info", "warn", "error", ""};
constexpr const char* kColours[] = {"\x1b[2m", "\x1b[32m", "\x1b[33m", "\x1b[31m", ""};

void add_json(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          constexpr char hex[] = "0123456789abcdef";
          out += "\\u00";
          out += hex[c >> 4];
          out += hex[c & 15];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

// One entry is one line for tools; a message of several lines is indented.
void add_lines(std::string& out, std::string_view text) {
  for (const char c : text) {
    out += c;
    if (c == '\n') out += "    ";
  }
}

void add_field_value(std::string& out, const std::string& value) {
  const bool plain = !value.empty() && value.find_first_of(" \t\n\r\"=") == value.npos;
  if (plain) out += value;
  else add_json(out, value);
}

std::string source_of(const LogEntry& entry) {
  std::string text = entry.module;
  if (entry.pid > 1) {
    text += " Pid(" + std::to_string(entry.pid) + ")";
    if (!entry.label.empty()) text += " " + entry.label;
  }
  return text;
}

void format(std::string& out, const LogEntry& entry, LogFormat format) {
  const auto level = static_cast<std::size_t>(entry.level);
  if (format == LogFormat::Json) {
    out += "{\"time\":\"" + log_time(entry.time) + "\",\"level\":\"" + kLowNames[level] + "\",\"module\":";
    add_json(out, entry.module);
    out += ",\"pid\":" + std::to_string(entry.pid) + ",\"label\":";
    add_json(out, entry.label);
    out += ",\"message\":";
    add_json(out, entry.message);
    out += ",\"fields\":{";
    for (std::size_t i = 0; i < entry.fields.size(); ++i) {
      if (i) out += ',';
      add_json(out, entry.fields[i].first);
      out += ':';
      add_json(out, entry.fields[i].second);
    }
    out += "}}\n";
    return;
  }
  const bool colour = format == LogFormat::Colour;
  if (colour) out += "\x1b[2m";
  out += log_time(entry.time);
  if (colour) out += "\x1b[0m";
  out += ' ';
  if (colour) out += kColours[level];
  out += kNames[level];
  if (colour) out += "\x1b[0m";
  out += ' ';
  out += source_of(entry);
  out += ": ";
  add_lines(out, entry.message);
  for (const auto& [name, value] : entry.fields) {
    out += ' ';
    if (colour) out += "\x1b[2m";
    out += name + "=";
    if (colour) out += "\x1b[0m";
    add_field_value(out, value);
  }
  out += '\n';
}

bool write_fully(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n < 0) {
      if (errno == EINTR || errno == EAGAIN) continue;
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

// ---- files

struct LogFile {
  int id = 0;
  std::string path;
  LogFormat format = LogFormat::Plain;
  std::int64_t max_bytes = 0;
  std::int64_t keep = 0;
  int fd = -1;
  std::int64_t size = 0;
  bool has_failed = false;

  ~LogFile() {
    if (fd >= 0) ::close(fd);
  }
  bool open() {
    fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    struct stat now;
    size = fd >= 0 && ::fstat(fd, &now) == 0 ? now.st_size : 0;
    return fd >= 0;
  }
  // app.log becomes app.log.1, that app.log.2, and so on; the oldest goes.
  void rotate() {
    ::close(fd);
    const auto older = [&](std::int64_t n) { return n == 0 ? path : path + "." + std::to_string(n); };
    if (keep <= 0) ::unlink(path.c_str());
    for (std::int64_t n = keep; n > 0; --n) ::rename(older(n - 1).c_str(), older(n).c_str());
    open();
  }
  void write(std::string_view text) {
    if (size > 0 && size + static_cast<std::int64_t>(text.size()) > max_bytes) rotate();
    if (fd >= 0 && write_fully(fd, text)) {
      size += static_cast<std::int64_t>(text.size());
    } else if (!has_failed) {
      has_failed = true;
      write_fully(STDERR_FILENO, "logger: cannot write to " + path + ": " + std::strerror(errno) + "\n");
    }
  }
};

// ---- the writer

struct Writer {
  std::mutex mutex;
  std::condition_variable work, done;
  std::vector<LogEntry> queue;
  std::uint64_t written = 0, queued = 0;  // entries ever
  std::uint64_t dropped = 0;
  bool started = false;
  LogFormat format = LogFormat::Plain;
  LogLevels levels;
  std::atomic<LogLevel> lowest;
  std::mutex files_mutex;                 // taken after `mutex`, held while files are written
  std::vector<std::unique_ptr<LogFile>> files;
  int next_file = 1;

  Writer() : levels(log_levels_of_environment()), lowest(levels.lowest()) {
    if (::isatty(STDERR_FILENO) && !std::getenv("NO_COLOR")) format = LogFormat::Colour;
  }

  void run() {
    std::vector<LogEntry> batch;
    for (;;) {
      std::uint64_t missed;
      LogFormat stderr_format;
      {
        std::unique_lock lock(mutex);
        work.wait(lock, [&] { return !queue.empty(); });
        batch.swap(queue);
        missed = std::exchange(dropped, 0);
        stderr_format = format;
      }
      if (missed) {
        LogEntry entry;
        entry.time = batch.back().time;
        entry.level = LogLevel::Warn;
        entry.module = "logger";
        entry.pid = 1;
        entry.message = std::to_string(missed) + " messages dropped";
        batch.push_back(std::move(entry));
      }
      write(batch, stderr_format);
      {
        std::lock_guard lock(mutex);
        written += batch.size() - (missed ? 1 : 0);
      }
      done.notify_all();
      batch.clear();
    }
  }

  void write(const std::vector<LogEntry>& batch, LogFormat stderr_format) {
    std::string text;
    for (const LogEntry& entry : batch) {
      if (!entry.block.empty() && stderr_format != LogFormat::Json) text += entry.block;
      else detail::format(text, entry, stderr_format);
    }
    write_fully(STDERR_FILENO, text);
    std::lock_guard lock(files_mutex);
    for (auto& file : files) {
      // Line by line, so that a file is rotated where its limit is.
      for (const LogEntry& entry : batch) {
        text.clear();
        detail::format(text, entry, file->format);
        file->write(text);
      }
    }
  }
};

// Never destroyed: processes may log while the program ends.
Writer& writer() {
  static Writer& only = *new Writer;
  return only;
}

}  // namespace

std::string log_time(std::int64_t time) {
  const std::time_t seconds = static_cast<std::time_t>(time / 1'000'000'000);
  std::tm parts;
  ::gmtime_r(&seconds, &parts);
  char text[48];
  const std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  const int thousandths = static_cast<int>(time / 1'000'000 % 1000);
  const char end[] = {'.', static_cast<char>('0' + thousandths / 100), static_cast<char>('0' + thousandths / 10 % 10),
                      static_cast<char>('0' + thousandths % 10), 'Z', 0};
  return std::string(text, size) + end;
}

bool log_wants(LogLevel level, std::string_view module) {
  Writer& w = writer();
  // Relaxed: a change counts soon.
  if (level < w.lowest.load(std::memory_order_relaxed)) return false;
  std::lock_guard lock(w.mutex);
  return level >= w.levels.of(module);
}

void set_log_level(LogLevel level, std::string module) {
  Writer& w = writer();
  std::lock_guard lock(w.mutex);
  w.levels.set(level, std::move(module));
  w.lowest.store(w.levels.lowest(), std::memory_order_relaxed);
}

void set_log_format(LogFormat format) {
  // What was logged before looks as it would have.
  flush_log();
  Writer& w = writer();
  std::lock_guard lock(w.mutex);
  w.format = format;
}

void write_log(LogEntry entry) {
  Writer& w = writer();
  bool wake;
  {
    std::lock_guard lock(w.mutex);
    const std::size_t waiting = w.queue.size();
    if (waiting >= kMost || (waiting >= kRoom && entry.level < LogLevel::Warn)) {
      ++w.dropped;
      return;
    }
    if (!w.started) {
      w.started = true;
      std::thread([&w] { w.run(); }).detach();
    }
    w.queue.push_back(std::move(entry));
    ++w.queued;
    wake = waiting == 0;
  }
  if (wake) w.work.notify_one();
}

void flush_log() noexcept {
  Writer& w = writer();
  std::unique_lock lock(w.mutex);
  const std::uint64_t all = w.queued;
  w.done.wait(lock, [&] { return w.written >= all; });
}

int add_log_file(const std::string& path, LogFormat format, std::int64_t max_bytes, std::int64_t keep, std::string* why) {
  auto file = std::make_unique<LogFile>();
  file->path = path;
  file->format = format;
  file->max_bytes = max_bytes;
  file->keep = keep;
  if (!file->open()) {
    *why = std::strerror(errno);
    return 0;
  }
  // What was logged before does not get into it.
  flush_log();
  Writer& w = writer();
  std::lock_guard lock(w.files_mutex);
  file->id = w.next_file++;
  w.files.push_back(std::move(file));
  return w.files.back()->id;
}

void remove_log_file(int id) {
  flush_log();
  Writer& w = writer();
  std::lock_guard lock(w.files_mutex);
  std::erase_if(w.files, [&](const auto& file) { return file->id == id; });
}

}  // namespace riot::detail
