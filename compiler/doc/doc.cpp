// SPDX-License-Identifier: MIT
#include "compiler/doc/doc.h"

#include <algorithm>
#include <cstdio>

#include "compiler/doc/markdown.h"
#include "compiler/doc/theme.h"
#include "compiler/typed/print.h"

namespace riotc::doc {

namespace {

// Something that has a place on a page.
struct Entry {
  const char* kind;        // "type", "function", "constant"
  std::string name;
  std::string signature;
  std::string doc;
  std::string deprecated;  // what to use instead
};

std::string json(std::string_view text) {
  std::string made = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') (made += '\\') += c;
    else if (c == '\n') made += "\\n";
    else if (c == '<') made += "\\u003c";  // `</script>`
    else if (static_cast<unsigned char>(c) < 0x20) made += ' ';
    else made += c;
  }
  return made + "\"";
}

std::string file_of(const std::string& module) { return module + ".html"; }

// From the page of a module to the website's folder.
std::string way_up(const std::string& module) {
  std::string up;
  for (char c : module)
    if (c == '/') up += "../";
  return up;
}

class Website {
 public:
  explicit Website(const Input& input) : input_(input) {
    for (const resolve::Module& module : input.program.modules)
      if (std::find(input.modules.begin(), input.modules.end(), module.name) != input.modules.end()) modules_.push_back(&module);
    std::sort(modules_.begin(), modules_.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
  }

  std::vector<Page> run() {
    std::vector<Page> pages;
    std::string index = "const entries = [\n";
    std::string rows;
    for (const resolve::Module* module : modules_) {
      std::vector<Entry> entries = entries_of(*module);
      pages.push_back({file_of(module->name), module_page(*module, entries)});
      rows += "<tr><td><a href=\"" + escape(file_of(module->name)) + "\">" + escape(module->name) + "</a></td><td>" + escape(first_sentence(module->syntax->doc)) +
              "</td></tr>\n";
      index += "[" + json(module->name) + ",\"module\"," + json(module->name) + "," + json(file_of(module->name)) + ",\"\"," + json(first_sentence(module->syntax->doc)) + "],\n";
      for (const Entry& entry : entries)
        index += "[" + json(entry.name) + "," + json(entry.kind) + "," + json(module->name) + "," + json(file_of(module->name) + "#" + entry.name) + "," +
                 json(entry.signature) + "," + json(first_sentence(entry.doc)) + "],\n";
    }
    // A module called `index` has taken the name; its page has the list of modules beside it anyway.
    bool taken = std::any_of(modules_.begin(), modules_.end(), [](const auto* module) { return module->name == "index"; });
    if (!taken) pages.push_back({"index.html", page("", input_.title, "<h1>" + escape(input_.title) + "</h1>\n<table>\n" + rows + "</table>\n", {})});
    pages.push_back({"search/style.css", kStyle});
    pages.push_back({"search/index.js", index + "];\n"});
    pages.push_back({"search/search.js", kSearch});
    return pages;
  }

 private:
  std::string source_text(Span span) const { return std::string(input_.sources.file(span.file).text(span)); }

  // As written, on one line.
  std::string folded(Span span) const {
    std::string made;
    for (char c : source_text(span)) {
      bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
      if (!blank) made += c;
      else if (!made.empty() && made.back() != ' ') made += ' ';
    }
    return made;
  }

  std::vector<Entry> entries_of(const resolve::Module& module) {
    std::vector<Entry> entries;
    for (const syntax::Item* item : module.syntax->items) {
      bool is_opaque = item->kind == syntax::ItemKind::Type && static_cast<const syntax::TypeItem*>(item)->is_opaque;
      if (!item->is_public && !is_opaque) continue;
      if (item->kind == syntax::ItemKind::Type) entries.push_back(type_entry(*static_cast<const syntax::TypeItem*>(item)));
      if (item->kind == syntax::ItemKind::Alias) {
        auto* alias = static_cast<const syntax::AliasItem*>(item);
        entries.push_back({"type", item->name.text, "alias " + item->name.text + parameters(alias->parameters) + " = " + folded(alias->type->span), item->doc, ""});
      }
    }
    for (resolve::ConstId id : module.consts) {
      const resolve::Const& constant = input_.program.consts[id];
      auto found = input_.typed.constants.find(id);
      if (constant.is_public && found != input_.typed.constants.end())
        entries.push_back({"constant", constant.name, typed::print_signature(found->second, input_.types), constant.item->doc, ""});
    }
    for (resolve::FunctionId id : module.functions) {
      const resolve::Function& function = input_.program.functions[id];
      auto found = input_.typed.functions.find(id);
      if (!function.is_public || !function.item || found == input_.typed.functions.end()) continue;
      entries.push_back({"function", function.name, signature(function, found->second), function.item->doc, function.deprecated.value_or("")});
    }
    return entries;
  }

  // With the labels and defaults that calls need to know.
  std::string signature(const resolve::Function& function, const typed::Function& typed) {
    std::vector<typed::ParameterText> around;
    if (function.item->clauses.size() == 1)
      for (const syntax::Parameter& parameter : function.item->clauses[0].parameters) {
        typed::ParameterText text;
        if (!parameter.label.empty()) text.before = parameter.label.text + " ";
        if (parameter.default_value) text.after = " = " + folded(parameter.default_value->span);
        around.push_back(text);
      }
    return typed::print_signature(typed, input_.types, around);
  }

  std::string parameters(const std::vector<syntax::Ident>& names) const {
    std::string made;
    for (const syntax::Ident& name : names) made += (made.empty() ? "[" : ", ") + name.text;
    return made.empty() ? "" : made + "]";
  }

  Entry type_entry(const syntax::TypeItem& item) const {
    std::string head = (item.is_opaque ? "opaque type " : "type ") + item.name.text + parameters(item.parameters);
    std::string doc = item.doc;
    if (item.is_opaque || item.constructors.empty()) return {"type", item.name.text, head, doc, ""};
    for (const syntax::ConstructorDecl& constructor : item.constructors)
      if (!constructor.doc.empty()) doc += "\n\n`" + constructor.name.text + "`: " + constructor.doc;
    if (item.is_short_form) {
      std::string fields = folded(item.constructors[0].span);
      size_t open = fields.find('(');
      return {"type", item.name.text, head + (open == fields.npos ? "" : fields.substr(open)), doc, ""};
    }
    for (const syntax::ConstructorDecl& constructor : item.constructors)
      head += (item.constructors.size() == 1 ? " = " : &constructor == &item.constructors[0] ? " =\n  | " : "\n  | ") + folded(constructor.span);
    return {"type", item.name.text, head, doc, ""};
  }

  std::string module_page(const resolve::Module& module, const std::vector<Entry>& entries) {
    std::string body = "<h1>" + escape(module.name) + "</h1>\n" + to_html(module.syntax->doc);
    std::string kind;
    for (const Entry& entry : entries) {
      if (kind != entry.kind) {
        kind = entry.kind;
        body += std::string("<h2 class=\"kind\">") + (kind == "type" ? "Types" : kind == "constant" ? "Constants" : "Functions") + "</h2>\n";
      }
      body += "<section class=\"item\" id=\"" + escape(entry.name) + "\">\n<h3><a class=\"self\" href=\"#" + escape(entry.name) + "\">" + highlight(entry.signature) +
              "</a></h3>\n";
      if (!entry.deprecated.empty()) body += "<div class=\"deprecated\">" + to_html("Deprecated: " + entry.deprecated) + "</div>\n";
      body += "<div class=\"doc\">\n" + to_html(entry.doc) + "</div>\n</section>\n";
    }
    if (entries.empty()) body += "<p>This module has no public items.</p>\n";
    return page(module.name, module.name + " · " + input_.title, body, entries);
  }

  // `current` is the module that is shown, or nothing on the first page.
  std::string page(const std::string& current, const std::string& title, const std::string& body, const std::vector<Entry>& entries) const {
    const std::string up = way_up(current);
    std::string list;
    for (const resolve::Module* module : modules_) {
      bool here = module->name == current;
      list += "<li><a href=\"" + escape(up + file_of(module->name)) + "\"" + (here ? " aria-current=\"page\"" : "") + ">" + escape(module->name) + "</a>";
      if (here && !entries.empty()) {
        list += "<ul class=\"items\">";
        for (const Entry& entry : entries) list += "<li><a href=\"#" + escape(entry.name) + "\">" + escape(entry.name) + "</a></li>";
        list += "</ul>";
      }
      list += "</li>\n";
    }
    return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + escape(title) +
           "</title>\n<link rel=\"stylesheet\" href=\"" + up + "search/style.css\">\n</head>\n<body>\n<div class=\"page\">\n<nav>\n<h2><a href=\"" + up + "index.html\">" +
           escape(input_.title) + "</a>" + (input_.version.empty() ? "" : " <small>" + escape(input_.version) + "</small>") +
           "</h2>\n<input id=\"query\" type=\"search\" placeholder=\"Search ( / )\" aria-label=\"Search\" autocomplete=\"off\">\n<ul id=\"found\"></ul>\n<ul>\n" + list +
           "</ul>\n</nav>\n<main>\n" + body + "</main>\n</div>\n<script>const root = " + json(up) + ";</script>\n<script src=\"" + up +
           "search/index.js\"></script>\n<script src=\"" + up + "search/search.js\"></script>\n</body>\n</html>\n";
  }

  const Input& input_;
  std::vector<const resolve::Module*> modules_;
};

}  // namespace

std::vector<Page> make_pages(const Input& input) { return Website(input).run(); }

}  // namespace riotc::doc
