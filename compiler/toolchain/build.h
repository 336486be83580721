// SPDX-License-Identifier: MIT
// From emitted C++ to one self-contained executable, with the machine's C++ compiler.
//
// Objects and executables are kept by content: the key is a hash of the source, the headers that it includes, the compiler
// and its flags. Files whose text did not change are not compiled again, and a program that did not change is not linked
// again.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/toolchain/installation.h"

namespace riotc::toolchain {

enum class Mode {
  Development,  // -O1, line tables
  Release,      // -O2 and link-time optimisation where it pays, line tables
  Debug         // -O0 -g, for gdb
};

struct BuildOptions {
  Mode mode = Mode::Development;
  std::string compiler;        // "" : $RIOT_CXX, else g++, else clang++-19, clang++
  std::string cache_folder;    // "" : $RIOT_CACHE, else $XDG_CACHE_HOME/riot, else ~/.cache/riot
  bool static_link = false;    // libc too
  unsigned jobs = 0;           // 0: as many as cores
  std::vector<std::string> extra_flags;  // of foreign code: include folders, libraries
  // Told before each file that is compiled and, with done == all, before linking. From one thread at a time.
  std::function<void(unsigned done, unsigned all)> progress;
};

// A file to be compiled.
struct SourceText {
  std::string name;
  std::string text;
};

// Who is to mend what went wrong.
enum class Blame {
  Program,  // its foreign code, or the place where the executable is to go
  Machine,  // there is no C++ compiler, no place for the cache
  Riotc     // the C++ compiler refused what riotc made, and no foreign code had a part in that
};

struct BuildResult {
  bool ok = false;
  std::string executable;       // in the cache, or the wanted output
  std::string problem;          // a sentence for the user when not ok
  std::string compiler_output;  // what the C++ compiler or linker said when it failed
  std::string failed_source;    // where the file that it refused has been kept
  Blame blame = Blame::Program; // when not ok
  bool linking = false;         // what failed was linking
  std::vector<std::string> compiled;  // names of the files that had to be compiled
  double compile_seconds = 0;
  double link_seconds = 0;            // 0 when it had been linked already
};

// `output` empty: the executable stays in the cache (`riotc run`).
BuildResult build_executable(const std::vector<SourceText>& sources, const std::string& output, const Installation& installation,
                             const BuildOptions& options);

// What the C++ compiler says of a text that may include foreign headers; nothing is made of it. Empty when the compiler accepts it,
// no value when it cannot be run.
std::optional<std::string> complaints_about(const std::string& text, const Installation& installation, const BuildOptions& options);

// Removes what the cache holds; a sentence about what was removed.
std::string clean_cache();

}  // namespace riotc::toolchain
