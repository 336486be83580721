// SPDX-License-Identifier: MIT
// What stands behind `@` before an item. All attributes and their arguments are in the tables below; anything else is
// an error that lists what there is.
#include <algorithm>

#include "compiler/resolve/context.h"

namespace riotc::resolve {

namespace {

using syntax::Attribute;
using syntax::AttributeArgument;

// An argument that an attribute knows.
struct Known {
  const char* label;  // "" for the positional one
  bool is_string;     // else a Bool
  bool required;
};

struct Spec {
  const char* name;
  std::vector<Known> arguments;
  const char* example;
  bool library_only = false;
};

const Spec kDeprecated{"deprecated", {{"", true, true}}, "@deprecated(\"use x instead\")"};
const Spec kExternFunction{"extern", {{"name", true, true}, {"header", true, false}, {"blocking", false, false}},
                           "@extern(header: \"vendor/geo.h\", name: \"geo::distance\")"};
const Spec kExternType{"extern", {{"name", true, true}, {"header", true, false}}, "@extern(name: \"db::Db\")"};
const Spec kRuntime{"runtime", {{"", true, true}, {"consumes", false, false}, {"structural", true, false}}, "@runtime(\"name\")", true};
const Spec kRuntimeType{"runtime", {{"", true, true}}, "@runtime(\"name\")", true};
const Spec kIntrinsic{"intrinsic", {{"", true, true}, {"consumes", false, false}, {"structural", true, false}}, "@intrinsic(\"name\")", true};
const Spec kJson{"json", {{"", true, true}}, "@json(\"name\")"};

// Finds the attribute's spec among those that may stand here, and checks its arguments against it.
class Checker {
 public:
  Checker(std::vector<const Spec*> allowed, const char* place, bool is_library, Diagnostics& diags)
      : allowed_(std::move(allowed)), place_(place), is_library_(is_library), diags_(diags) {}

  // The attribute if it may be used.
  const Spec* check(const Attribute& attribute) {
    const Spec* spec = find(attribute);
    if (!spec) return nullptr;
    for (const Attribute* earlier : seen_)
      if (earlier->name.text == attribute.name.text) {
        diags_.error(Code::E0124, attribute.span, "attribute " + quoted("@" + attribute.name.text) + " is given twice").label(earlier->span, "first one here");
        return nullptr;
      }
    seen_.push_back(&attribute);
    return check_arguments(attribute, *spec) ? spec : nullptr;
  }

 private:
  const Spec* find(const Attribute& attribute) {
    for (const Spec* spec : allowed_)
      if (spec->name == attribute.name.text && (is_library_ || !spec->library_only)) return spec;
    const std::string& name = attribute.name.text;
    if (name == "json") {
      diags_.error(Code::E0211, attribute.span, "`@json` does not belong to " + std::string(place_))
          .help("it stands before a field: `type Event(@json(\"@type\") kind: String)`");
    } else if (name == "extern" || name == "deprecated") {
      diags_.error(Code::E0211, attribute.span, quoted("@" + name) + " does not belong to " + std::string(place_));
    } else if (name == "runtime" || name == "intrinsic") {
      diags_.error(Code::E0211, attribute.span, quoted("@" + name) + (is_library_ ? " does not belong to " + std::string(place_) : " is for the standard library only"))
          .help("C++ functions of your own are bound with `@extern(header: \"..\", name: \"..\")`");
    } else {
      auto report = diags_.error(Code::E0211, attribute.span, "there is no attribute " + quoted("@" + name));
      if (name == "test") report.help("a test is an item of its own: `test \"addition\" { assert 1 + 1 == 2 }`");
      std::string guess = did_you_mean(name, {"deprecated", "extern", "json"});
      if (!guess.empty()) report.suggest(attribute.name.span, guess, "did you mean " + quoted("@" + guess) + "?");
      else report.note("there are `@deprecated(\"use x\")`, `@extern(..)` and, before a field, `@json(\"name\")`");
    }
    return nullptr;
  }

  bool check_arguments(const Attribute& attribute, const Spec& spec) {
    bool good = true;
    Code unknown = spec.name == std::string_view("extern") ? Code::E0603 : Code::E0124;
    std::vector<bool> given(spec.arguments.size());
    for (const AttributeArgument& argument : attribute.arguments) {
      size_t i = 0;
      while (i < spec.arguments.size() && spec.arguments[i].label != argument.label.text) ++i;
      if (i == spec.arguments.size()) {
        std::string what = argument.label.empty() ? "no argument without a label" : "no argument " + quoted(argument.label.text + ":");
        diags_.error(unknown, argument.span, quoted("@" + attribute.name.text) + " has " + what).help("write it like " + quoted(spec.example));
        good = false;
      } else if (given[i]) {
        diags_.error(Code::E0124, argument.span, "argument is given twice").help("write it like " + quoted(spec.example));
        good = false;
      } else if (argument.is_string != spec.arguments[i].is_string) {
        diags_.error(Code::E0124, argument.span, spec.arguments[i].is_string ? "this must be a string" : "this must be `true` or `false`")
            .help("write it like " + quoted(spec.example));
        good = false;
        given[i] = true;
      } else {
        given[i] = true;
      }
    }
    for (size_t i = 0; i < given.size() && good; ++i) {
      if (given[i] || !spec.arguments[i].required) continue;
      std::string what = *spec.arguments[i].label ? quoted(std::string(spec.arguments[i].label) + ": \"..\"") : std::string("a text");
      diags_.error(Code::E0124, attribute.span, quoted("@" + attribute.name.text) + " needs " + what).help("write it like " + quoted(spec.example));
      good = false;
    }
    return good;
  }

  std::vector<const Spec*> allowed_;
  const char* place_;
  bool is_library_;
  Diagnostics& diags_;
  std::vector<const Attribute*> seen_;
};

const AttributeArgument* find_argument(const Attribute& attribute, std::string_view label) {
  for (const AttributeArgument& argument : attribute.arguments)
    if (argument.label.text == label) return &argument;
  return nullptr;
}

std::string text_of(const Attribute& attribute, std::string_view label) {
  const AttributeArgument* argument = find_argument(attribute, label);
  return argument ? argument->text : "";
}

bool is_true(const Attribute& attribute, std::string_view label) { return text_of(attribute, label) == "true"; }

// What a field is called in JSON; "" without a label.
std::string json_name(const syntax::FieldDecl& field) {
  for (const Attribute& attribute : field.attributes)
    if (attribute.name.text == "json" && !attribute.arguments.empty()) return attribute.arguments.front().text;
  return field.label.text;
}

// "a, b" is two names.
std::vector<std::string> split_names(const std::string& text) {
  std::vector<std::string> names(1);
  for (char c : text) {
    if (c != ',' && c != ' ') names.back() += c;
    else if (!names.back().empty()) names.emplace_back();
  }
  if (names.back().empty()) names.pop_back();
  return names;
}

}  // namespace

void apply_attributes(const syntax::FunctionItem& item, bool is_library, Function& function, Diagnostics& diags) {
  Checker checker({&kDeprecated, &kExternFunction, &kRuntime, &kIntrinsic}, "a function", is_library, diags);
  for (const Attribute& attribute : item.attributes) {
    const Spec* spec = checker.check(attribute);
    if (!spec) {
      // Meant to be without a body: do not complain about that too.
      const bool lacks_body = item.clauses.empty() || !item.clauses.front().body;
      if ((attribute.name.text == "extern" || lacks_body) && function.kind == FunctionKind::Riot) function.kind = FunctionKind::Foreign;
      continue;
    }
    if (spec == &kDeprecated) {
      function.deprecated = text_of(attribute, "");
      continue;
    }
    if (function.kind != FunctionKind::Riot) {
      diags.error(Code::E0124, attribute.span, quoted(item.name.text) + " is bound to two things");
      continue;
    }
    function.kind = spec == &kExternFunction ? FunctionKind::Foreign : spec == &kRuntime ? FunctionKind::Runtime : FunctionKind::Intrinsic;
    function.external_name = text_of(attribute, spec == &kExternFunction ? "name" : "");
    function.header = text_of(attribute, "header");
    function.blocking = is_true(attribute, "blocking");
    function.consumes = is_true(attribute, "consumes");
    function.structural = split_names(text_of(attribute, "structural"));
  }
}

void apply_attributes(const syntax::TypeItem& item, bool is_library, TypeDecl& decl, Diagnostics& diags) {
  Checker checker({&kDeprecated, &kExternType, &kRuntimeType}, "a type", is_library, diags);
  for (const Attribute& attribute : item.attributes) {
    const Spec* spec = checker.check(attribute);
    if (!spec) {
      if (attribute.name.text == "extern") decl.foreign_name = decl.name;
      continue;
    }
    if (spec == &kDeprecated) {
      decl.deprecated = text_of(attribute, "");
      continue;
    }
    if (spec == &kRuntimeType) {
      decl.runtime_form = text_of(attribute, "");
      continue;
    }
    decl.foreign_name = text_of(attribute, "name");
    decl.foreign_header = text_of(attribute, "header");
    if (!item.constructors.empty())
      diags.error(Code::E0602, item.name.span, "type " + quoted(item.name.text) + " is bound to C++ and cannot have constructors");
  }
  for (const syntax::ConstructorDecl& constructor : item.constructors)
    for (const syntax::FieldDecl& field : constructor.fields) {
      Checker fields({&kJson}, "a field", is_library, diags);
      for (const Attribute& attribute : field.attributes) {
        if (!fields.check(attribute)) continue;
        if (field.label.empty()) {
          diags.error(Code::E0124, attribute.span, "a field without a label has no name in JSON").help("give it one: `" + std::string("name: ") + "..`");
          continue;
        }
        const AttributeArgument& name = attribute.arguments.front();
        for (const syntax::FieldDecl& other : constructor.fields) {
          if (&other == &field) break;
          if (json_name(other) == name.text) diags.error(Code::E0124, name.span, "two fields have the name " + quoted(name.text) + " in JSON").label(other.span, "the other is here");
        }
      }
      if (!field.attributes.empty() || field.label.empty()) continue;
      for (const syntax::FieldDecl& other : constructor.fields) {
        if (&other == &field) break;
        if (!other.attributes.empty() && json_name(other) == field.label.text)
          diags.error(Code::E0124, field.label.span, "two fields have the name " + quoted(field.label.text) + " in JSON").label(other.span, "the other is here");
      }
    }
}

std::optional<std::string> check_attributes(const syntax::Item& item, Diagnostics& diags) {
  std::vector<const Spec*> allowed;
  const char* place = "a test";
  if (item.kind != syntax::ItemKind::Test) {
    allowed.push_back(&kDeprecated);
    place = item.kind == syntax::ItemKind::Const ? "a constant" : "an alias";
  }
  Checker checker(allowed, place, false, diags);
  std::optional<std::string> deprecated;
  for (const Attribute& attribute : item.attributes)
    if (checker.check(attribute) == &kDeprecated) deprecated = text_of(attribute, "");
  return deprecated;
}

}  // namespace riotc::resolve
