// SPDX-License-Identifier: MIT
#include "compiler/toolchain/subprocess.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <thread>

extern char** environ;

namespace riotc::toolchain {

Outcome run_captured(const std::vector<std::string>& command) {
  Outcome outcome;
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) != 0) {
    outcome.output = std::strerror(errno);
    return outcome;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, fds[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fds[1], STDERR_FILENO);
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  pid_t child = 0;
  int error = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(fds[1]);
  if (error != 0) {
    close(fds[0]);
    outcome.output = command[0] + ": " + std::strerror(error);
    return outcome;
  }
  outcome.started = true;
  char buffer[4096];
  for (;;) {
    ssize_t n = read(fds[0], buffer, sizeof buffer);
    if (n > 0) outcome.output.append(buffer, static_cast<size_t>(n));
    else if (n == 0 || errno != EINTR) break;
  }
  close(fds[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

std::vector<Outcome> run_all(const std::vector<std::vector<std::string>>& commands, unsigned at_most, const std::function<void(unsigned)>& before) {
  std::vector<Outcome> outcomes(commands.size());
  std::atomic<size_t> next{0};
  std::mutex telling;
  unsigned done = 0;  // under `telling`
  auto work = [&] {
    for (size_t i = next++; i < commands.size(); i = next++) {
      if (before) {
        std::lock_guard guard(telling);
        before(done);
      }
      outcomes[i] = run_captured(commands[i]);
      std::lock_guard guard(telling);
      ++done;
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < at_most && i < commands.size(); ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  return outcomes;
}

}  // namespace riotc::toolchain
