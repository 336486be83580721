// SPDX-License-Identifier: MIT
// riotc doc: checks the program and writes its website.
#include <cstdio>
#include <filesystem>

#include "compiler/doc/doc.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/disk.h"
#include "compiler/driver/project.h"
#include "compiler/pipeline/pipeline.h"
#include "compiler/toolchain/installation.h"

namespace riotc::driver {

namespace fs = std::filesystem;

int doc_command(const Options& options) {
  std::string problem;
  std::optional<toolchain::Installation> installation = toolchain::find_installation(problem);
  if (!installation) {
    complain(problem);
    return kExitInternal;
  }
  if (options.library && !options.file.empty()) {
    complain("`--std` is the documentation of the standard library, not of " + options.file);
    return kExitUsage;
  }
  std::optional<Project> project = find_project(options.library ? installation->stdlib_folder().string() : options.file, true, problem);
  if (!project) {
    complain(problem);
    return kExitUsage;
  }
  std::optional<std::string> text = read_text(project->root_file, problem);
  if (!text) {
    complain("cannot read " + project->root_file + ": " + problem);
    return kExitErrors;
  }
  pipeline::Request request;
  request.root = {project->root_file == "-" ? "stdin.riot" : project->root_file, std::move(*text)};
  request.root_name = project->root_module;
  request.further = project->further_modules;
  request.until = pipeline::Stage::Check;
  Disk disk(project->folder, project->dependencies, installation->stdlib_folder());
  std::unique_ptr<pipeline::Compilation> compilation = pipeline::compile(request, disk);
  if (report(compilation->diagnostics, compilation->sources, options.format)) return kExitErrors;

  std::vector<std::string> modules = project->further_modules;
  modules.push_back(project->root_module);
  std::vector<doc::Page> pages = doc::make_pages({*compilation->program, compilation->typed, *compilation->types, compilation->sources, std::move(modules),
                                                  options.library ? "Riot's standard library" : project->name, options.library ? RIOT_VERSION : project->version});
  fs::path folder = !options.output.empty() ? fs::path(options.output) : project->is_folder && !options.library ? project->folder / "doc" : fs::path("doc");
  for (const doc::Page& page : pages) {
    std::error_code error;
    fs::create_directories((folder / page.name).parent_path(), error);
    if (error || !write_text(folder / page.name, page.text)) {
      complain("cannot write " + (folder / page.name).string());
      return kExitErrors;
    }
  }
  std::printf("%s\n", (folder / "index.html").c_str());
  return kExitOk;
}

}  // namespace riotc::driver
