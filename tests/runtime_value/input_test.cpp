// SPDX-License-Identifier: MIT
// Reading lines and chunks from a pipe.
#include "runtime/src/library/input.h"

#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

#include "runtime/src/library/outcome.h"

namespace riot::detail {
namespace {

struct Pipe {
  int ends[2];
  Pipe() { EXPECT_EQ(::pipe(ends), 0); }
  ~Pipe() {
    ::close(ends[0]);
    close();
  }
  void write(std::string_view text) { EXPECT_EQ(::write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size())); }
  void close() {
    if (ends[1] >= 0) ::close(ends[1]);
    ends[1] = -1;
  }
};

TEST(Reader, LinesWithEitherEnd) {
  Pipe pipe;
  pipe.write("one\ntwo\r\n\nlast");
  pipe.close();
  Reader reader(pipe.ends[0], 3);
  std::string line;
  for (const char* expected : {"one", "two", "", "last"}) {
    ASSERT_EQ(reader.line(line, 100, -1), 0);
    EXPECT_EQ(line, expected);
  }
  EXPECT_EQ(reader.line(line, 100, -1), kEof);
}

TEST(Reader, ATimeLimitLosesNothing) {
  Pipe pipe;
  pipe.write("half");
  Reader reader(pipe.ends[0]);
  std::string line;
  EXPECT_EQ(reader.line(line, 100, monotonic_now() + 5'000'000), kTimedOut);
  pipe.write(" whole\n");
  EXPECT_EQ(reader.line(line, 100, monotonic_now() + 5'000'000), 0);
  EXPECT_EQ(line, "half whole");
}

TEST(Reader, LinesPastTheLimit) {
  Pipe pipe;
  pipe.write("12345\r\n123456\n");
  Reader reader(pipe.ends[0]);
  std::string line;
  EXPECT_EQ(reader.line(line, 5, -1), 0);
  EXPECT_EQ(line, "12345");
  EXPECT_EQ(reader.line(line, 5, -1), kTooLong);
  EXPECT_EQ(reader.some(line, 100, -1), 0);
  EXPECT_EQ(line, "123456\n");
}

TEST(Reader, ChunksTakeWhatIsThere) {
  Pipe pipe;
  pipe.write("abcdef");
  Reader reader(pipe.ends[0]);
  std::string data;
  EXPECT_EQ(reader.some(data, 4, -1), 0);
  EXPECT_EQ(data, "abcd");
  EXPECT_EQ(reader.some(data, 4, -1), 0);
  EXPECT_EQ(data, "ef");
  EXPECT_EQ(reader.some(data, 4, monotonic_now()), kTimedOut);
  pipe.close();
  EXPECT_EQ(reader.all(data), 0);
  EXPECT_EQ(data, "");
  EXPECT_EQ(reader.some(data, 4, -1), kEof);
}

}  // namespace
}  // namespace riot::detail
