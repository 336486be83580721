// SPDX-License-Identifier: MIT
// Files, whole and open, in a directory of their own.
#include <unistd.h>

#include "runtime/src/library/build.h"
#include "runtime/src/library/outcome.h"
#include "runtime/src/value/strings.h"
#include "tests/runtime_value/stand_in.h"

namespace riot::test {
namespace {

class Files : public ValueTest {
 protected:
  void SetUp() override {
    ValueTest::SetUp();
    with("riot-test", [&](String* s) { root_ = text_result(file_temp_directory(self, s)); });
    ASSERT_TRUE(root_.starts_with("/"));
  }
  void TearDown() override {
    with(root_, [&](String* s) { unit(file_remove_all(self, s)); });
    ValueTest::TearDown();
  }

  template <class F>
  void with(const std::string& text, F f) {
    String* s = string(text);
    f(s);
    drop(s, kString);
  }
  // The code of an error, or 0.
  Int unit(Object* result) {
    struct Failed : Object { Int code; };
    const Int code = result->tag == 1 ? static_cast<Failed*>(result)->code : 0;
    release_memory(result, result->tag == 1 ? sizeof(Failed) : detail::layout_of(kUnit).size);
    return code;
  }
  // The text of a String or of Bytes, or "error N".
  std::string text_result(Object* result) {
    struct Done : Object { String* value; };
    struct Failed : Object { Int code; };
    std::string text = result->tag == 1 ? "error " + std::to_string(static_cast<Failed*>(result)->code) : take(static_cast<Done*>(result)->value);
    release_memory(result, sizeof(Done));
    return text;
  }
  Int number(Object* result) {
    struct Both : Object { Int value; };
    const Int value = result->tag == 1 ? -1000 - static_cast<Both*>(result)->value : static_cast<Both*>(result)->value;
    release_memory(result, sizeof(Both));
    return value;
  }
  std::string read(const std::string& name) {
    std::string text;
    with(root_ + "/" + name, [&](String* s) { text = text_result(file_read(self, s)); });
    return text;
  }
  Int write(const std::string& name, const std::string& text, bool append = false) {
    Int code = 0;
    Bytes* data = detail::new_bytes(text);
    with(root_ + "/" + name, [&](String* s) { code = unit(file_write(self, s, data, append)); });
    drop(data, kBytes);
    return code;
  }
  Foreign* open(const std::string& name, std::uint16_t mode, Int buffer = 16) {
    struct Done : Object { Foreign* file; };
    Foreign* file = nullptr;
    with(root_ + "/" + name, [&](String* s) {
      Object* result = file_open(self, s, mode, buffer);
      if (result->tag == 0) file = static_cast<Done*>(result)->file;
      release_memory(result, sizeof(Done));
    });
    return file;
  }
  Int put(Foreign* file, const std::string& text) {
    Bytes* data = detail::new_bytes(text);
    const Int code = unit(file_write_chunk(self, file, data));
    drop(data, kBytes);
    return code;
  }

  std::string root_;
};

TEST_F(Files, WholeFiles) {
  EXPECT_EQ(read("missing"), "error 2");
  EXPECT_EQ(write("a", "one\n"), 0);
  EXPECT_EQ(write("a", "two\n", true), 0);
  EXPECT_EQ(read("a"), "one\ntwo\n");
  EXPECT_EQ(write("a", "three"), 0);
  EXPECT_EQ(read("a"), "three");
  EXPECT_EQ(read("."), "error 21");
  const std::string large(300'000, 'x');
  EXPECT_EQ(write("large", large), 0);
  EXPECT_EQ(read("large"), large);
  with("/proc/self/cmdline", [&](String* s) { EXPECT_NE(text_result(file_read(self, s)), ""); });
}

TEST_F(Files, Directories) {
  with(root_ + "/x/y", [&](String* s) {
    EXPECT_EQ(unit(file_make_directory(self, s, false)), 2);
    EXPECT_EQ(unit(file_make_directory(self, s, true)), 0);
    EXPECT_EQ(unit(file_make_directory(self, s, true)), 0);
    EXPECT_EQ(unit(file_make_directory(self, s, false)), 17);
  });
  write("b", "");
  write("a", "");
  struct Done : Object { Object* list; };
  with(root_, [&](String* s) {
    Object* result = file_list(self, s);
    EXPECT_EQ(show(static_cast<Done*>(result)->list, kStringList), "[\"a\", \"b\", \"x\"]");
    drop(static_cast<Done*>(result)->list, kStringList);
    release_memory(result, sizeof(Done));
  });
  with(root_ + "/x", [&](String* s) { EXPECT_EQ(unit(file_remove(self, s)), 39); });
  with(root_ + "/a", [&](String* a) {
    with(root_ + "/c", [&](String* c) {
      EXPECT_EQ(unit(file_copy(self, a, c)), 0);
      EXPECT_EQ(unit(file_rename(self, c, a)), 0);
      EXPECT_EQ(unit(file_remove(self, c)), 2);
    });
  });
  struct Stat : Object { Int kind, size, modified, permissions; };
  struct DoneStat : Object { Stat* stat; };
  with(root_ + "/x", [&](String* s) {
    Object* result = file_stat(self, s, true);
    Stat* stat = static_cast<DoneStat*>(result)->stat;
    EXPECT_EQ(stat->kind, 1);
    EXPECT_GT(stat->modified, 1'600'000'000'000'000'000);
    release_memory(stat, sizeof(Stat));
    release_memory(result, sizeof(DoneStat));
  });
}

TEST_F(Files, OpenFilesBufferBothWays) {
  Foreign* file = open("f", 4);
  ASSERT_NE(file, nullptr);
  EXPECT_EQ(open("f", 4), nullptr);
  EXPECT_EQ(put(file, "first line\n"), 0);
  EXPECT_EQ(number(file_position(self, file)), 11);
  EXPECT_EQ(read("f"), "");
  EXPECT_EQ(put(file, "second line\n"), 0);
  EXPECT_EQ(put(file, std::string(100, 'z')), 0);
  EXPECT_EQ(number(file_size(self, file)), 123);
  EXPECT_EQ(unit(file_seek(self, file, 6)), 0);
  EXPECT_EQ(text_result(file_read_line(self, file, 100)), "line");
  EXPECT_EQ(number(file_position(self, file)), 11);
  // Writing goes on where reading stopped, not where the buffer ends.
  EXPECT_EQ(put(file, "SECOND"), 0);
  EXPECT_EQ(text_result(file_read_line(self, file, 100)), " line");
  EXPECT_EQ(text_result(file_read_chunk(self, file, 3)), "zzz");
  EXPECT_EQ(unit(file_flush(self, file, true)), 0);
  EXPECT_EQ(unit(file_close(self, file)), 0);
  EXPECT_EQ(unit(file_close(self, file)), detail::kClosed);
  EXPECT_EQ(put(file, "x"), detail::kClosed);
  drop(file, kForeign);
  EXPECT_TRUE(read("f").starts_with("first line\nSECOND line\nzzz"));
}

TEST_F(Files, TheLastReferenceCloses) {
  Foreign* file = open("f", 1, 1000);
  EXPECT_EQ(put(file, "held back"), 0);
  EXPECT_EQ(read("f"), "");
  drop(file, kForeign);
  EXPECT_EQ(read("f"), "held back");
}

}  // namespace
}  // namespace riot::test
