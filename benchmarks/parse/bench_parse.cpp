// SPDX-License-Identifier: MIT
// Times text -> syntax tree: bench_parse FILE [ROUNDS]. The first round, in which ANTLR builds its tables, is told by
// itself; that is what one run of the compiler pays.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <vector>

#include "compiler/diagnostics/diagnostics.h"
#include "compiler/parse/parse.h"

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_parse FILE [ROUNDS]\n");
    return 2;
  }
  std::ifstream stream(argv[1]);
  std::stringstream content;
  content << stream.rdbuf();
  int rounds = argc > 2 ? std::atoi(argv[2]) : 7;
  std::vector<double> times;
  riotc::SourceMap sources;
  const riotc::SourceFile& file = sources.add(argv[1], content.str());
  for (int round = 0; round < rounds; ++round) {
    riotc::Diagnostics diagnostics;
    auto start = std::chrono::steady_clock::now();
    auto module = riotc::parse_module(file, "bench", diagnostics);
    auto built = std::chrono::steady_clock::now();
    times.push_back(std::chrono::duration<double, std::milli>(built - start).count());
    if (diagnostics.has_errors()) std::printf("(%zu errors)\n", diagnostics.error_count());
  }
  double first = times.front();
  std::sort(times.begin(), times.end());
  std::printf("%u lines, %zu bytes: first %.1f ms, median %.1f ms, best %.1f ms of %d\n", file.line_count(), file.text().size(), first,
              times[times.size() / 2], times.front(), rounds);
}
