// SPDX-License-Identifier: MIT
// The whole front end and lowering on inputs that nobody would write: none may crash it, keep it busy for ever, or bring
// it to a check of its own that fails. Messages about the input are what is expected.
//
// RIOT_SEED=n runs that input alone and shows it; RIOT_FUZZ_SECONDS=n of processor time instead of 20. The input at hand
// lies in riot-fuzz-input.riot in the folder for temporary files, where a crash leaves it.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/time.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <unistd.h>

#include "compiler/pipeline/pipeline.h"
#include "tests/compiler/pipeline/inputs.h"

namespace riotc::fuzz {
namespace {

namespace fs = std::filesystem;

// Processor time for one input, in seconds. Ordinary ones take milliseconds; what has not ended by then never will.
constexpr int kMostSeconds = 60;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The library, read once; the program is one file.
class Library : public pipeline::FileSystem {
 public:
  Library() {
    const fs::path folder = fs::path(RIOT_ROOT) / "stdlib";
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.path().extension() == ".riot") modules_[fs::relative(entry.path(), folder).replace_extension("").generic_string()] = read(entry.path());
  }
  std::optional<pipeline::ModuleText> read_module(const std::string& name, bool library) const override {
    auto found = modules_.find(name);
    if (!library || found == modules_.end()) return std::nullopt;
    return pipeline::ModuleText{name + ".riot", found->second};
  }
  std::vector<std::string> library_modules() const override {
    std::vector<std::string> names;
    for (const auto& [name, text] : modules_) names.push_back(name);
    return names;
  }

 private:
  std::map<std::string, std::string> modules_;
};

std::vector<std::string> read_corpus() {
  std::vector<fs::path> paths;
  for (const char* folder : {"examples", "tests/programs", "tests/golden"})
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(RIOT_ROOT) / folder))
      if (entry.path().extension() == ".riot" && entry.file_size() < 6000) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> corpus;
  for (const fs::path& path : paths) corpus.push_back(read(path));
  return corpus;
}

uint64_t current_seed = 0;

void too_long(int) {
  char text[128];
  const int length = std::snprintf(text, sizeof text, "\nfuzzing: RIOT_SEED=%llu does not end\n", static_cast<unsigned long long>(current_seed));
  if (length > 0 && write(STDERR_FILENO, text, static_cast<size_t>(length)) < 0) std::_Exit(4);
  std::_Exit(3);
}

void watch(int seconds) {
  itimerval timer = {};
  timer.it_value.tv_sec = seconds;
  setitimer(ITIMER_PROF, &timer, nullptr);
}

std::string input_of(uint64_t seed, const std::vector<std::string>& corpus) {
  Random random(seed);
  if (random.chance(35)) {
    std::string grown = grow(random);
    return random.chance(50) ? grown : mutate(grown, corpus, random);
  }
  return mutate(random.pick(corpus), corpus, random);
}

TEST(Fuzz, NoInputBreaksTheCompiler) {
  const Library library;
  const std::vector<std::string> corpus = read_corpus();
  ASSERT_GT(corpus.size(), 50u);
  const char* alone = std::getenv("RIOT_SEED");
  const char* wanted = std::getenv("RIOT_FUZZ_SECONDS");
  const double seconds = wanted ? std::strtod(wanted, nullptr) : 20;
  const fs::path kept = fs::temp_directory_path() / "riot-fuzz-input.riot";
  signal(SIGPROF, too_long);

  const auto spent = [] { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; };
  const double begin = spent();
  uint64_t seed = alone ? std::strtoull(alone, nullptr, 10) : 1;
  size_t inputs = 0, correct = 0;
  for (; inputs == 0 || (!alone && spent() - begin < seconds); ++seed, ++inputs) {
    current_seed = seed;
    const std::string input = input_of(seed, corpus);
    if (alone) std::fwrite(input.data(), 1, input.size(), stdout);
    std::ofstream(kept, std::ios::binary) << input;
    SCOPED_TRACE("RIOT_SEED=" + std::to_string(seed));
    watch(kMostSeconds);
    pipeline::Request request;
    request.root = {"main.riot", input};
    request.root_name = "main";
    const auto result = pipeline::compile(request, library);
    watch(0);
    EXPECT_TRUE(result->internal_errors.empty()) << "RIOT_SEED=" << seed << ": " << result->internal_errors.front();
    correct += !result->diagnostics.has_errors();
  }
  std::error_code ignored;
  fs::remove(kept, ignored);
  // Inputs that are all refused at once would try little.
  if (inputs > 200) {
    EXPECT_GT(correct * 100, inputs) << correct << " of " << inputs << " inputs are programs without mistakes";
  }
  RecordProperty("inputs", static_cast<int>(inputs));
}

}  // namespace
}  // namespace riotc::fuzz
