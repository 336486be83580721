// SPDX-License-Identifier: MIT
// Finds, reads and parses every module that is reachable from the root and from the prelude.
//
// A module of the program shadows one of the library, but only for the program: modules of the library mean each other.
// A module that imports its own name means the library's, so that `json.riot` may try out `json`.
#include <algorithm>

#include "compiler/resolve/context.h"

namespace riotc::resolve {

std::string path_text(const syntax::Import& import) {
  std::string text;
  for (const syntax::Ident& segment : import.path) {
    if (!text.empty()) text += '/';
    text += segment.text;
  }
  return text;
}

Span path_span(const syntax::Import& import) {
  return import.path.empty() ? import.span : import.path.front().span.to(import.path.back().span);
}

const syntax::Ident& used_under(const syntax::Import& import) {
  return import.alias.empty() && !import.path.empty() ? import.path.back() : import.alias;
}

namespace {

class ModuleLoader {
 public:
  explicit ModuleLoader(Context& context) : context_(context), program_(context.program) {}

  void load(const SourceFile& root, std::string root_name) {
    std::optional<Loader::Text> twin = context_.loader.read(root_name, true);
    bool root_is_library = twin && twin->text == root.text();  // `riotc check stdlib/list.riot`
    program_.root = add(root_name, root_is_library, root);
    if (ModuleId prelude = find("prelude", true); prelude.is_valid()) {
      program_.prelude = prelude;
    } else {
      // Said by the driver: the library as a whole is missing. Tests of other stages do without one.
      Module empty;
      empty.name = "prelude";
      empty.is_library = true;
      empty.syntax = std::make_unique<syntax::Module>();
      program_.prelude = program_.modules.add(std::move(empty));
    }
    starts_ = {program_.prelude, program_.root};
    for (const std::string& name : context_.loader.further)
      if (ModuleId module = find(name, false); module.is_valid()) starts_.push_back(module);
    // The table grows while we walk it.
    for (uint32_t i = 0; i < program_.modules.size(); ++i) follow_imports(ModuleId{i});
    tell_twins_apart();
    check_cycles();
  }

 private:
  ModuleId add(const std::string& name, bool is_library, const SourceFile& file) {
    Module module;
    module.name = name;
    module.is_library = is_library;
    module.syntax = context_.loader.parse(file, name);
    if (!module.syntax) {
      module.syntax = std::make_unique<syntax::Module>();
      module.syntax->file = file.id();
      module.syntax->name = name;
      module.syntax->has_errors = true;
    }
    ModuleId id = program_.modules.add(std::move(module));
    (is_library ? library_ : own_)[name] = id;
    return id;
  }

  // Stands for a module that is not there, so that its names can be passed over in silence.
  ModuleId add_missing(const std::string& name) {
    Module module;
    module.name = name;
    module.is_missing = true;
    module.syntax = std::make_unique<syntax::Module>();
    module.syntax->name = name;
    module.syntax->has_errors = true;
    return missing_[name] = program_.modules.add(std::move(module));
  }

  // Loads when necessary; invalid when there is none.
  ModuleId find(const std::string& name, bool library) {
    auto& known = library ? library_ : own_;
    if (auto it = known.find(name); it != known.end()) return it->second;
    std::optional<Loader::Text> text = context_.loader.read(name, library);
    if (!text) return known[name] = ModuleId{};
    if (!library) {
      // A program folder that is the library's own: its modules keep their rights.
      std::optional<Loader::Text> twin = context_.loader.read(name, true);
      if (twin && twin->text == text->text) return known[name] = find(name, true);
    }
    return add(name, library, context_.sources.add(std::move(text->path), std::move(text->text), name + ".riot"));
  }

  void follow_imports(ModuleId id) {
    const syntax::Module& syntax = *program_.modules[id].syntax;  // owned by pointer: stays where it is
    std::vector<ImportUse> uses(syntax.imports.size());
    for (size_t i = 0; i < syntax.imports.size(); ++i) {
      const syntax::Import& import = syntax.imports[i];
      uses[i].names.resize(import.names.size());
      if (import.path.empty()) continue;  // did not parse
      std::string name = path_text(import);
      bool from_library = program_.modules[id].is_library;
      ModuleId target;
      if (!from_library) target = find(name, false);
      if (!target.is_valid() || target == id)
        if (ModuleId found = find(name, true); found.is_valid()) target = found;
      if (!target.is_valid()) {
        report_unknown(import, name);
        auto known = missing_.find(name);
        target = known != missing_.end() ? known->second : add_missing(name);
        uses[i].under_its_name = true;  // not to be called unused as well
      }
      uses[i].target = target;
    }
    context_.imports.push_back(std::move(uses));
  }

  void report_unknown(const syntax::Import& import, const std::string& name) {
    std::vector<std::string> candidates;
    if (context_.loader.library_modules) candidates = context_.loader.library_modules();
    for (const Module& module : program_.modules)
      if (!module.is_missing) candidates.push_back(module.name);
    std::erase(candidates, "prelude");
    auto report = context_.diags.error(Code::E0202, path_span(import), "there is no module " + quoted(name));
    std::string guess = did_you_mean(name, candidates);
    // `http` for `net/http`, `std/list` for `list`.
    for (const std::string& candidate : candidates) {
      if (!guess.empty()) break;
      if (candidate.ends_with("/" + name) || name.ends_with("/" + candidate)) guess = candidate;
    }
    if (guess.empty()) {
      report.note("neither the program's folder nor the standard library has a file " + quoted(name + ".riot"));
    } else {
      report.suggest(path_span(import), guess, "did you mean " + quoted(guess) + "?");
    }
  }

  // Emitted code needs a name of its own for each module.
  void tell_twins_apart() {
    for (auto& [name, id] : library_)
      if (auto own = own_.find(name); id.is_valid() && own != own_.end() && own->second.is_valid() && own->second != id)
        program_.modules[id].name = "library/" + name;
  }

  // Depth first, with a stack of our own; a module is put into the order when all that it imports has been.
  void check_cycles() {
    enum class State { New, Open, Done };
    std::vector<State> states(program_.modules.size(), State::New);
    struct Frame {
      ModuleId module;
      size_t next = 0;
    };
    for (ModuleId start : starts_) {
      if (states[start.value] != State::New) continue;
      std::vector<Frame> stack{{start}};
      states[start.value] = State::Open;
      while (!stack.empty()) {
        Frame& frame = stack.back();
        const std::vector<ImportUse>& uses = context_.imports[frame.module.value];
        if (frame.next == uses.size()) {
          states[frame.module.value] = State::Done;
          context_.order.push_back(frame.module);
          stack.pop_back();
          continue;
        }
        ModuleId target = uses[frame.next++].target;
        if (!target.is_valid() || states[target.value] == State::Done) continue;
        if (states[target.value] == State::New) {
          states[target.value] = State::Open;
          stack.push_back({target});
          continue;
        }
        size_t first = stack.size();
        while (stack[first - 1].module != target) --first;
        std::vector<std::pair<ModuleId, size_t>> steps;
        for (size_t i = first - 1; i < stack.size(); ++i) steps.push_back({stack[i].module, stack[i].next - 1});
        report_cycle(steps);
      }
    }
  }

  // Steps: a module and the index of its import that leads to the next.
  void report_cycle(const std::vector<std::pair<ModuleId, size_t>>& steps) {
    auto import = [&](size_t i) -> const syntax::Import& {
      return program_.modules[steps[i].first].syntax->imports[steps[i].second];
    };
    std::string path;
    for (const auto& [module, index] : steps) path += program_.modules[module].name + " -> ";
    path += program_.modules[steps.front().first].name;
    if (steps.size() == 1) {
      context_.diags.error(Code::E0203, path_span(import(0)), "module " + quoted(program_.modules[steps[0].first].name) + " imports itself")
          .help("the items of a module are used without a qualifier inside it");
      return;
    }
    auto report = context_.diags.error(Code::E0203, path_span(import(0)), "modules import each other in a cycle: " + path);
    for (size_t i = 1; i < steps.size(); ++i)
      report.label(path_span(import(i)), quoted(program_.modules[steps[i].first].name) + " imports " + quoted(path_text(import(i))) + " here");
    report.help("move what both need into a module of its own");
  }

  Context& context_;
  Program& program_;
  std::vector<ModuleId> starts_;                       // from which all others are reached
  std::unordered_map<std::string, ModuleId> own_;      // of the program, by path
  std::unordered_map<std::string, ModuleId> library_;
  std::unordered_map<std::string, ModuleId> missing_;  // reported at each import, but there once
};

}  // namespace

void load_modules(const SourceFile& root, std::string root_name, Context& context) {
  ModuleLoader(context).load(root, std::move(root_name));
}

}  // namespace riotc::resolve
