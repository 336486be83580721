// SPDX-License-Identifier: MIT
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "compiler/diagnostics/render.h"
#include "compiler/typed/print.h"
#include "compiler/typed/verify.h"
#include "tests/compiler/infer/harness.h"

// Usage: show_types FILE [MODULE..]: other modules are files beside it. With -s only signatures and messages.
int main(int argc, char** argv) {
  if (argc < 2) return 2;
  auto read = [](const std::string& path) {
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
  };
  std::string path = argv[1];
  const bool brief = path == "-s" || path == "-m";
  const bool messages_only = path == "-m";
  if (brief) path = argv[2];
  std::map<std::string, std::string> modules;
  std::string folder = path.find('/') == std::string::npos ? "." : path.substr(0, path.rfind('/'));
  for (int i = brief ? 3 : 2; i < argc; ++i) modules[argv[i]] = read(folder + "/" + argv[i] + ".riot");
  auto result = riotc::test::infer_text(read(path), modules);
  for (const auto& d : result->diags.sorted()) std::cout << riotc::render(d, result->sources) << "\n";
  for (const std::string& problem : riotc::typed::verify(result->typed, *result->types)) std::printf("verify: %s\n", problem.c_str());
  if (!messages_only) {
    const riotc::resolve::Module& root = result->program->modules[result->program->root];
    if (!brief) std::printf("%s", result->typed_text().c_str());
    else for (auto id : root.functions)
      if (auto found = result->typed.functions.find(id); found != result->typed.functions.end())
        std::printf("%s\n", riotc::typed::print_signature(found->second, *result->types).c_str());
  }
  std::printf("%.1f ms\n", result->milliseconds);
}
