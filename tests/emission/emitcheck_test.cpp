// SPDX-License-Identifier: MIT
// Each rule of riot-emitcheck with a file that breaks it and one that does not.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace {

namespace fs = std::filesystem;

struct Result {
  int status;
  std::string text;
};

// Checks `code`, functions of namespace riot_app::main from main.riot.
Result check(const std::string& code, const std::string& before = "") {
  const fs::path folder = fs::temp_directory_path() / ("riot_emitcheck_" + std::to_string(::getpid()));
  fs::create_directories(folder);
  std::ofstream(folder / "main.cpp") << "#include \"riot/riot.h\"\n" + before + "namespace riot_app::main {\n#line 1 \"main.riot\"\n" + code + "\n}\n";
  const std::string log = (folder / "log").string();
  const int status = std::system((std::string(EMITCHECK) + " --include=" + RIOT_INCLUDE + " " + (folder / "main.cpp").string() + " 2>" + log).c_str());
  std::stringstream text;
  text << std::ifstream(log).rdbuf();
  fs::remove_all(folder);
  return {WEXITSTATUS(status), text.str()};
}

void expect_refused(const std::string& code, const std::string& words, const std::string& before = "") {
  const Result result = check(code, before);
  EXPECT_EQ(result.status, 1) << result.text;
  EXPECT_NE(result.text.find(words), std::string::npos) << result.text;
}
void expect_fine(const std::string& code, const std::string& before = "") {
  const Result result = check(code, before);
  EXPECT_EQ(result.status, 0) << result.text;
}

TEST(Emitcheck, AcceptsPlainCode) {
  expect_fine("riot::Int twice(riot::Process&, riot::Int n) { return riot::multiply(n, 2, \"main.riot:1\"); }");
  expect_fine("enum class Color : std::uint16_t { Red };");
}

TEST(Emitcheck, WantsNoWarnings) {
  expect_refused("riot::Int f(riot::Process& self, riot::Int n) { return n; }", "main.riot:1: clang says: unused parameter 'self'");
  expect_refused("riot::Int f(riot::Process&) { return nobody; }", "undeclared");
}

TEST(Emitcheck, RefusesWhatTheRuntimeIsFor) {
  expect_refused("riot::Int* f(riot::Process&) { return new riot::Int(1); }", "`new`");
  expect_refused("void f(riot::Int* p) { delete p; }", "`delete`");
  expect_refused("riot::Int f(riot::Process&, double d) { return (riot::Int)d; }", "a C cast");
  expect_refused("int f(riot::Process&) { again: goto again; }", "`goto`");
  expect_refused("int f(riot::Process&) { return [] { return 1; }(); }", "a lambda");
  expect_refused("int f(riot::Process&) { throw 1; }", "`throw`");
  expect_refused("riot::Object* f(riot::Word w) { return reinterpret_cast<riot::Object*>(w); }", "`reinterpret_cast`");
  expect_refused("", "a macro", "#define TWICE(x) ((x) * 2)\n");
  expect_refused("template <class T> T same(T value) { return value; }", "a template");
}

TEST(Emitcheck, WantsRiotLines) {
  expect_refused("\n#line 3 \"main.cpp\"\nint f(riot::Process&) { return 1; }", "`f` maps to no Riot source");
}

TEST(Emitcheck, WantsPublicNames) {
  expect_refused("std::size_t f(riot::Process&) { return 1; }", "size_t");
  expect_refused("void f(riot::Process& self, void (*body)(void*)) { riot::detail::run_on_segment(self, body, nullptr); }", "riot::detail");
}

TEST(Emitcheck, WantsResumableSteps) {
  const std::string look = "int arm = 0; riot::Word word = 0; while (arm == 0 && self.next_message(&word, 1)) arm = 1; ";
  expect_fine("riot::Next f(riot::Process& self) { " + look +
              "if (arm == 0) return riot::Next::Park; self.take_message(); riot::leave_frame(self); return riot::Next::Done; }");
  expect_refused("riot::Next f(riot::Process& self) { riot::leave_frame(self); " + look +
                     "if (arm == 0) return riot::Next::Park; self.take_message(); return riot::Next::Done; }",
                 "cannot be resumed");
  expect_refused("riot::Next f(riot::Process& self) { " + look +
                     "if (arm == 0) self.wait_for_message(\"\"); if (arm == 0) return riot::Next::Park; return riot::Next::Done; }",
                 "waits on its stack before it parks");
  expect_refused("riot::Next f(riot::Process& self, riot::Int n) { " + look +
                     "if (n == arm) return riot::Next::Park; return riot::Next::Done; }",
                 "is no step");
}

TEST(Emitcheck, WantsLoopsForTailCalls) {
  expect_fine("riot::Int f(riot::Process& self, riot::Int n) { for (;;) { if (n == 0) return n; if (n == 9) return n + f(self, 1); n = n - 1; } }");
  expect_refused("riot::Int f(riot::Process& self, riot::Int n) { if (n == 0) return n; return f(self, n - 1); }", "instead of a loop");
  expect_refused("riot::Int f(riot::Process& self, riot::Int n) { for (;;) { if (n == 0) return f(self, 7); n = n - 1; } }", "instead of a loop");
  expect_fine("riot::Int f(riot::Process& self, riot::Int n) { while (n > 0) { if (n == 5) return f(self, 7); n = n - 1; } return n; }");
}

}  // namespace
