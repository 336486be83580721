// SPDX-License-Identifier: MIT
// Standard output: what is held back, and what happens when nobody reads.
#include "runtime/src/value/output.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

namespace riot::detail {
namespace {

// Runs `body` in a child whose stdout is a pipe; answers what it wrote and its status.
template <class Body>
std::pair<std::string, int> in_child(bool reader_gone, Body body) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[0]);
    ::close(ends[1]);
    body();
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string text;
  char chunk[4096];
  ssize_t n;
  if (!reader_gone)
    while ((n = ::read(ends[0], chunk, sizeof chunk)) > 0) text.append(chunk, static_cast<std::size_t>(n));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  return {text, WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

TEST(Output, APipeGetsNothingBeforeAFlush) {
  EXPECT_EQ(in_child(false, [] { write_output("line\n"); }).first, "");
  EXPECT_EQ(in_child(false, [] {
              write_output("one\n");
              write_output("two\n");
              flush_output();
            }).first, "one\ntwo\n");
}

TEST(Output, AFullBufferGoesOut) {
  const std::string text(40'000, 'x');
  const auto [seen, status] = in_child(false, [&] {
    for (int i = 0; i < 4; ++i) write_output(text);
    write_output(std::string(200'000, 'y'));
    flush_output();
  });
  EXPECT_EQ(seen, text + text + text + text + std::string(200'000, 'y'));
}

TEST(Output, ABrokenPipeEndsTheProgramQuietly) {
  const auto [seen, status] = in_child(true, [] {
    ::usleep(50'000);
    for (int i = 0; i < 1000; ++i) write_output(std::string(1000, 'x'));
  });
  EXPECT_EQ(status, 141);
}

}  // namespace
}  // namespace riot::detail
