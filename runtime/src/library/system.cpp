// SPDX-License-Identifier: MIT
// What timer.riot, time.riot, env.riot and the simple part of system.riot are built on.
#include <climits>
#include <ctime>
#include <fstream>
#include <sched.h>
#include <string>
#include <unistd.h>

#include "riot/library.h"
#include "runtime/src/library/build.h"
#include "runtime/src/library/input.h"
#include "runtime/src/library/unicode.h"
#include "runtime/src/sched/runtime.h"
#include "runtime/src/value/strings.h"

extern char** environ;

namespace riot {

using namespace detail;

namespace {

String* lossy(std::string_view bytes) {
  Text text;
  add_lossy(text, bytes);
  return new_string(text.view());
}

// Arguments as the system keeps them, the program's name first.
std::string command_line() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

Int timer_now(Process&) { return now(); }

Int time_now(Process&) {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return Int{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

Object* env_args(Process&) {
  ListBuilder list(kString);
  const std::string all = command_line();
  std::size_t at = all.find('\0');
  while (at != std::string::npos && at + 1 < all.size()) {
    const std::size_t end = all.find('\0', at + 1);
    list.add(to_word(lossy(std::string_view(all).substr(at + 1, end - at - 1))));
    at = end;
  }
  return list.list();
}

String* env_program(Process&) { return lossy(command_line().c_str()); }

Object* env_get(Process&, String* name) {
  const char* value = ::getenv(std::string(view(name)).c_str());
  return value ? some(lossy(value)) : none();
}

Object* env_pairs(Process&) {
  ListBuilder list(kAnyObject);
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    list.add(to_word(pair(to_word(lossy(text.substr(0, equals))), kString, to_word(lossy(text.substr(equals + 1))), kString)));
  }
  return list.list();
}

Int system_pid(Process&) { return ::getpid(); }

Int system_cores(Process&) {
  cpu_set_t usable;
  return ::sched_getaffinity(0, sizeof usable, &usable) == 0 ? CPU_COUNT(&usable) : 1;
}

String* system_hostname(Process&) {
  char name[HOST_NAME_MAX + 1] = {};
  ::gethostname(name, HOST_NAME_MAX);
  return lossy(name);
}

String* system_directory(Process&) {
  char path[PATH_MAX] = {};
  return lossy(::getcwd(path, sizeof path) ? path : "");
}

Int system_memory(Process&) {
  std::ifstream file("/proc/self/statm");
  Int total = 0, resident = 0;
  file >> total >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

}  // namespace riot
