// SPDX-License-Identifier: MIT
#include "tests/compiler/emit/golden.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "compiler/core/print.h"
#include "compiler/core/verify.h"
#include "compiler/emit/emit.h"

namespace riotc::testing {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

void expect_golden(CoreProgram& program, const std::string& name) {
  for (const std::string& problem : core::verify(program.program, core::Phase::Owned)) ADD_FAILURE() << problem << '\n' << core::print(program.program);
  std::string all;
  for (const emit::File& file : emit::emit_program(program.program, program.sources, {false}).files)
    all += "==== " + file.name + "\n" + file.text;
  const fs::path golden = fs::path(EMIT_TEST_FOLDER) / "golden" / (name + ".txt");
  if (std::getenv("RIOT_UPDATE")) {
    std::ofstream(golden, std::ios::binary) << all;
    return;
  }
  EXPECT_EQ(read(golden), all) << "RIOT_UPDATE=1 writes " << golden;
}

void expect_compiles(CoreProgram& program, const std::string& name) {
  const fs::path folder = fs::temp_directory_path() / ("riot_emit_" + name + "_" + std::to_string(::getpid()));
  fs::create_directories(folder);
  std::string sources;
  for (const emit::File& file : emit::emit_program(program.program, program.sources, {true}).files) {
    std::ofstream(folder / file.name, std::ios::binary) << file.text;
    if (file.name.ends_with(".cpp")) sources += " " + (folder / file.name).string();
  }
  for (const char* compiler : {"g++-12", "clang++-19"}) {
    const std::string log = (folder / "log").string();
    const std::string command = std::string(compiler) + " -std=c++17 -fsyntax-only -Wall -Wextra -Wpedantic -Werror -isystem " +
                                RIOT_INCLUDE + sources + " >" + log + " 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0) << command << '\n' << read(log);
  }
  if (!::testing::Test::HasFailure()) fs::remove_all(folder);
}

}  // namespace riotc::testing
