// SPDX-License-Identifier: MIT
// What os_process.riot is built on.
//
// A child is the leader of a process group, and is not reaped before its last reference goes: until then its number, and
// so the group's, cannot come to mean another process, and a kill hits what it was meant for.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "riot/outside.h"
#include "runtime/src/library/outcome.h"
#include "runtime/src/library/stream.h"
#include "runtime/src/sched/runtime.h"
#include "runtime/src/value/strings.h"

extern char** environ;

namespace riot {

using namespace detail;

namespace {

struct Child : Foreign {
  pid_t pid;
  int watched;  // a pidfd: readable when it has ended
  Stream* pipes[3];  // its input, output, errors; owned
};
Child& child_of(Foreign* value) { return *static_cast<Child*>(value); }

// Children that were killed and had not ended by then; looked after when another starts.
struct Dying {
  std::mutex mutex;
  std::vector<pid_t> pids;
};
Dying& dying() {
  static Dying& only = *new Dying;
  return only;
}
void bury(pid_t pid) noexcept {
  Dying& d = dying();
  std::lock_guard lock(d.mutex);
  if (pid > 0) d.pids.push_back(pid);
  std::erase_if(d.pids, [](pid_t one) { return ::waitpid(one, nullptr, WNOHANG) != 0; });
}

void destroy_child(Foreign* value) noexcept {
  Child& child = child_of(value);
  ::kill(-child.pid, SIGKILL);
  ::close(child.watched);
  bury(child.pid);
  for (Stream* pipe : child.pipes) riot::drop(static_cast<Object*>(pipe), kForeign);
  child.~Child();
  release_memory(value, sizeof(Child));
}

struct Pipe {
  int ends[2] = {-1, -1};
  Pipe() = default;
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    for (int fd : ends)
      if (fd >= 0) ::close(fd);
  }
  bool open() { return ::pipe2(ends, O_CLOEXEC) == 0; }
  int take(int end) { return std::exchange(ends[end], -1); }
};

// The program's own variables, with those of the pairs instead or besides.
std::vector<std::string> environment_with(Object* pairs) {
  std::vector<std::string> variables;
  std::unordered_map<std::string, std::size_t> places;
  const auto set = [&](std::string entry) {
    const auto [place, added] = places.try_emplace(entry.substr(0, entry.find('=')), variables.size());
    if (added) variables.push_back(std::move(entry));
    else variables[place->second] = std::move(entry);
  };
  for (char** entry = environ; *entry; ++entry) set(*entry);
  const Layout layout = layout_of(kString, kString);
  for (ListReader reader(pairs, kAnyObject); !reader.done(); reader.next()) {
    Object* one = object_of(reader.head());
    const auto* name = reinterpret_cast<const String*>(load(at_offset(one, layout.first), kString));
    const auto* value = reinterpret_cast<const String*>(load(at_offset(one, layout.second), kString));
    set(std::string(view(name)) + "=" + std::string(view(value)));
  }
  return variables;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

struct Start {
  std::string command, directory;
  std::vector<std::string> arguments, environment;
  Pipe pipes[3];
  pid_t pid = -1;
  int watched = -1;

  // On the blocking pool. 0 or an errno.
  int run() {
    for (Pipe& pipe : pipes)
      if (!pipe.open()) return errno;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipes[0].ends[0], 0);
    posix_spawn_file_actions_adddup2(&actions, pipes[1].ends[1], 1);
    posix_spawn_file_actions_adddup2(&actions, pipes[2].ends[1], 2);
    if (directory != ".") posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::vector<char*> argv = pointers_to(arguments), envp = pointers_to(environment);
    const int error = ::posix_spawnp(&pid, command.c_str(), &actions, &attributes, argv.data(), envp.data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (error) return error;
    watched = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    if (watched >= 0) return 0;
    const int failed = errno;
    ::kill(-pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    return failed;
  }
};

Stream* end_of(Pipe& pipe, int end) {
  const int fd = pipe.take(end);
  ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
  return new_stream(fd);
}

Foreign* shared_pipe(Foreign* child, int which) {
  Stream* pipe = child_of(child).pipes[which];
  riot::share(static_cast<Object*>(pipe));
  return pipe;
}

}  // namespace

Object* child_start(Process& self, String* command, Object* arguments, String* directory, Object* environment) {
  Start start;
  start.command = view(command);
  start.directory = view(directory);
  start.arguments.emplace_back(view(command));
  for (ListReader reader(arguments, kString); !reader.done(); reader.next())
    start.arguments.emplace_back(view(reinterpret_cast<const String*>(reader.head())));
  start.environment = environment_with(environment);
  bury(0);
  if (const int error = blocking(self, [&] { return start.run(); })) return failure(error);
  Child* child = new (allocate(sizeof(Child))) Child;
  child->count = 1;
  child->tag = child->detail = 0;
  static_cast<Foreign*>(child)->destroy = destroy_child;
  child->pid = start.pid;
  child->watched = start.watched;
  child->pipes[0] = end_of(start.pipes[0], 1);
  child->pipes[1] = end_of(start.pipes[1], 0);
  child->pipes[2] = end_of(start.pipes[2], 0);
  return ok(to_word(static_cast<Foreign*>(child)), kForeign);
}

Int child_id(Process&, Foreign* child) { return child_of(child).pid; }
Foreign* child_input(Process&, Foreign* child) { return shared_pipe(child, 0); }
Foreign* child_output(Process&, Foreign* child) { return shared_pipe(child, 1); }
Foreign* child_errors(Process&, Foreign* child) { return shared_pipe(child, 2); }

Object* child_wait(Process& self, Foreign* value, Int timeout) {
  const Child& child = child_of(value);
  if (const Int error = wait_for(self, child.watched, false, deadline_in(timeout))) return failure(error);
  siginfo_t info{};
  if (::waitid(P_PID, static_cast<id_t>(child.pid), &info, WEXITED | WNOWAIT | WNOHANG) != 0) return failure(errno);
  return success(Int{info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status});
}

Unit child_signal(Process&, Foreign* child, Int number) {
  ::kill(-child_of(child).pid, static_cast<int>(number));
  return {};
}

}  // namespace riot
