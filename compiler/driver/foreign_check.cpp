// SPDX-License-Identifier: MIT
#include "compiler/driver/foreign_check.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

namespace riotc::driver {

namespace fs = std::filesystem;

namespace {

// The question's number stands as the line of each piece of the text; its name as the file.
constexpr const char* kQuestion = "riot-question";

std::string quoted(const std::string& text) { return "`" + text + "`"; }

std::string included(const std::string& header) { return "#include " + (header[0] == '<' ? header : "\"" + header + "\"") + "\n"; }

std::string without_colons(const std::string& symbol) { return symbol.compare(0, 2, "::") == 0 ? symbol.substr(2) : symbol; }

std::string ordinal(size_t number) {
  static constexpr const char* kOrdinals[] = {"first", "second", "third", "fourth", "fifth", "sixth"};
  return number >= 1 && number <= 6 ? kOrdinals[number - 1] : std::to_string(number) + "th";
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// "vendor/geo.h:3:8: expected ';'": the compiler's first complaint, with the path as the user knows it.
std::string first_complaint(const std::string& output) {
  for (std::string line : lines_of(output)) {
    size_t at = line.find("error: ");
    if (at == std::string::npos) continue;
    std::string place = line.substr(0, at);
    if (place.size() > 6 && place.ends_with("fatal ")) place.resize(place.size() - 6);
    if (place.rfind(kQuestion, 0) == 0) return line.substr(at + 7);
    const std::string here = fs::current_path().string() + "/";
    if (place.rfind(here, 0) == 0) place.erase(0, here.size());
    return place + line.substr(at + 7);
  }
  return "";
}

class Inquiry {
 public:
  Inquiry(const pipeline::Compilation& compilation, const toolchain::Installation& installation, const toolchain::BuildOptions& options,
          Diagnostics& diags)
      : compilation_(compilation), diags_(diags), installation_(installation), options_(options) {
    for (const emit::ForeignCall& call : compilation.emitted.foreign)
      if (!call.header.empty()) headers_.insert(call.header);
    for (const resolve::TypeDecl& type : compilation.program->types)
      if (!type.foreign_header.empty()) headers_.insert(type.foreign_header);
  }

  void of_compiler() {
    if (!look_at_headers() || !look_at_types() || !look_at_names()) return;
    for (const emit::ForeignCall& call : compilation_.emitted.foreign) look_at_signature(call);
  }

  // Functions that are declared, called, and nowhere to be found.
  void of_linker(const std::string& output) {
    for (const emit::ForeignCall& call : compilation_.emitted.foreign) {
      const std::string name = without_colons(call.symbol);
      if (output.find(name + "(") == std::string::npos && output.find("`" + name + "'") == std::string::npos) continue;
      error(Code::E0607, call, quoted(name) + " is declared in " + header_of(call) + ", but nothing defines it")
          .help("define it `inline` in the header, or name the library that holds it in `cxx-flags` of riot.toml");
    }
  }

 private:
  // What the compiler says of the text behind the headers; nothing when it cannot be asked, and then nobody is blamed.
  std::string ask(const std::string& text) {
    std::string all = "#include \"riot/foreign.h\"\n";
    for (const std::string& header : headers_) all += included(header);
    return toolchain::complaints_about(all + "using namespace riot::foreign;\n" + text, installation_, options_).value_or("");
  }
  // Which of the questions, numbered from 1, the compiler says no to.
  std::set<int> refused(const std::string& output) {
    std::set<int> numbers;
    for (const std::string& line : lines_of(output)) {
      if (line.rfind(std::string(kQuestion) + ":", 0) != 0) continue;
      if (line.find("error: ") == std::string::npos) continue;
      numbers.insert(std::atoi(line.c_str() + std::string(kQuestion).size() + 1));
    }
    return numbers;
  }
  static std::string question(int number, const std::string& text) {
    return "#line " + std::to_string(number) + " \"" + kQuestion + "\"\n" + text + "\n";
  }

  const syntax::Attribute* extern_of(const std::vector<syntax::Attribute>& attributes) const {
    for (const syntax::Attribute& attribute : attributes)
      if (attribute.name.text == "extern") return &attribute;
    return nullptr;
  }
  const resolve::Function* declaration_of(const emit::ForeignCall& call) const {
    for (const resolve::Function& function : compilation_.program->functions)
      if (function.kind == resolve::FunctionKind::Foreign && function.header == call.header &&
          without_colons(function.external_name) == without_colons(call.symbol) && function.item)
        return &function;
    return nullptr;
  }
  static Span argument_span(const syntax::Attribute& attribute, const char* label) {
    for (const syntax::AttributeArgument& argument : attribute.arguments)
      if (argument.label.text == label) return argument.span;
    return attribute.span;
  }
  DiagnosticBuilder error(Code code, const emit::ForeignCall& call, const std::string& message) {
    const resolve::Function* function = declaration_of(call);
    const syntax::Attribute* attribute = function ? extern_of(function->item->attributes) : nullptr;
    return diags_.error(code, attribute ? argument_span(*attribute, "name") : Span{}, message);
  }
  static std::string header_of(const emit::ForeignCall& call) { return call.header.empty() ? "what is included" : quoted(call.header); }

  // Every place that names the header; the first gets the message.
  Span span_of_header(const std::string& header) const {
    for (const resolve::Function& function : compilation_.program->functions)
      if (function.header == header && function.item)
        if (const syntax::Attribute* attribute = extern_of(function.item->attributes)) return argument_span(*attribute, "header");
    for (const resolve::TypeDecl& type : compilation_.program->types)
      if (type.foreign_header == header && type.item)
        if (const syntax::Attribute* attribute = extern_of(type.item->attributes)) return argument_span(*attribute, "header");
    return {};
  }

  bool look_at_headers() {
    const std::set<std::string> all = headers_;
    headers_.clear();
    std::string text;
    std::vector<std::string> order(all.begin(), all.end());
    for (size_t i = 0; i < order.size(); ++i)
      text += "#if !__has_include(" + (order[i][0] == '<' ? order[i] : "\"" + order[i] + "\"") + ")\n" + question(static_cast<int>(i) + 1, "#error missing") + "#endif\n";
    const std::set<int> missing = refused(ask(text));
    for (int number : missing) {
      const std::string& header = order[static_cast<size_t>(number) - 1];
      diags_.error(Code::E0605, span_of_header(header), "there is no header " + quoted(header))
          .help("the path begins at the folder of the program, or at one that `-I` in `cxx-flags` of riot.toml names");
    }
    if (!missing.empty()) return false;
    for (const std::string& header : order) {
      headers_.insert(header);
      const std::string output = ask("");
      if (output.empty()) continue;
      diags_.error(Code::E0607, span_of_header(header), "the C++ compiler does not accept " + quoted(header)).note("it says: " + first_complaint(output));
      return false;
    }
    return true;
  }

  bool look_at_types() {
    std::string text;
    std::vector<const resolve::TypeDecl*> order;
    for (const resolve::TypeDecl& type : compilation_.program->types) {
      if (type.foreign_name.empty() || !type.item || type.foreign_name.rfind("riot::", 0) == 0) continue;
      const std::string use = "::" + without_colons(type.foreign_name);
      // One that no call mentions does no harm.
      const bool is_used = std::any_of(compilation_.emitted.foreign.begin(), compilation_.emitted.foreign.end(), [&](const emit::ForeignCall& call) {
        const auto mentions = [&](const std::string& shape) { return shape.find("Foreign, " + use + ">") != std::string::npos; };
        return mentions(call.result) || std::any_of(call.parameters.begin(), call.parameters.end(), mentions);
      });
      if (!is_used) continue;
      order.push_back(&type);
      const std::string number = std::to_string(order.size());
      text += question(static_cast<int>(order.size()), "using Type" + number + " = " + use + ";");
    }
    if (order.empty()) return true;
    const std::string output = ask(text);
    const std::set<int> wrong = refused(output);
    for (int number : wrong) {
      const resolve::TypeDecl& type = *order[static_cast<size_t>(number) - 1];
      const syntax::Attribute* attribute = extern_of(type.item->attributes);
      diags_.error(Code::E0607, attribute ? argument_span(*attribute, "name") : type.item->name.span,
                   quoted(type.foreign_name) + " is no type that the foreign headers declare")
          .note("the C++ compiler says: " + first_complaint(output))
          .help("name the header that declares it: `@extern(header: \"..\", name: \"" + type.foreign_name + "\")`");
    }
    return wrong.empty();
  }

  bool look_at_names() {
    const std::vector<emit::ForeignCall>& calls = compilation_.emitted.foreign;
    std::string text;
    for (size_t i = 0; i < calls.size(); ++i)
      text += question(static_cast<int>(i) + 1, "auto address" + std::to_string(i) + " = " + calls[i].function + ";");
    const std::string output = ask(text);
    const std::set<int> wrong = refused(output);
    std::set<std::string> told;
    for (int number : wrong) {
      const emit::ForeignCall& call = calls[static_cast<size_t>(number) - 1];
      if (!told.insert(call.header + call.symbol).second) continue;
      const std::string name = without_colons(call.symbol);
      const std::string naming = ask(question(1, "namespace riot_naming { using " + call.symbol + "; }"));
      const bool is_value = ask(question(1, "static_assert(std::is_object_v<std::remove_reference_t<decltype(" + call.symbol + ")>>);")).empty();
      if (naming.empty() && is_value)
        not_a_function(call, name);
      else if (naming.empty())
        error(Code::E0607, call, quoted(name) + " is not one function").help("of several overloads none has just the types `std::int64_t`, `double`, `bool` and `const std::string&`: wrap the one that is meant");
      else
        error(Code::E0607, call, "there is no function " + quoted(name) + " in " + header_of(call)).note("the C++ compiler says: " + first_complaint(naming));
    }
    return wrong.empty();
  }

  void not_a_function(const emit::ForeignCall& call, const std::string& name) {
    error(Code::E0607, call, quoted(name) + " is not a function").help("bind a function; a variable or a method needs one around it");
  }

  void look_at_signature(const emit::ForeignCall& call) {
    const std::string name = without_colons(call.symbol);
    const resolve::Function* function = declaration_of(call);
    const std::string prelude =
        "template <class T> struct Told;\n"
        "template <class F> struct Function { static constexpr bool is_one = false; };\n"
        "template <class R, class... P> struct Function<R (*)(P...)> {\n"
        "  static constexpr bool is_one = true; static constexpr std::size_t count = sizeof...(P); using Result = R;\n"
        "  template <std::size_t i> using Parameter = std::tuple_element_t<i, std::tuple<P...>>;\n"
        "};\n"
        "using riot::Kind;\nusing Given = Function<decltype(" + call.function + ")>;\n";
    if (!ask(prelude + question(1, "static_assert(Given::is_one);")).empty()) {
      not_a_function(call, name);
      return;
    }
    const std::string told = declared_type(ask(prelude + question(1, "Told<std::remove_pointer_t<decltype(" + call.function + ")>> told;")));
    const std::string declared = told.empty() ? "" : "in C++ it is `" + told + "`";
    if (!ask(prelude + question(1, "static_assert(Given::count == " + std::to_string(call.parameters.size()) + ");")).empty()) {
      DiagnosticBuilder report = error(Code::E0604, call, quoted(name) + " has another number of parameters than " + quoted(function ? function->name : name));
      if (!declared.empty()) report.note(declared);
      return;
    }
    std::string text = prelude + question(1, "static_assert(fits_result<Given::Result, " + call.result + ">());");
    for (size_t i = 0; i < call.parameters.size(); ++i)
      text += question(static_cast<int>(i) + 2, "static_assert(fits_parameter<Given::Parameter<" + std::to_string(i) + ">, " + call.parameters[i] + ">());");
    const std::set<int> wrong = refused(ask(text));
    if (wrong.empty()) return;
    const int first = *wrong.begin();
    const std::string what = first == 1 ? "the result" : "the " + ordinal(static_cast<size_t>(first) - 1) + " parameter";
    DiagnosticBuilder report = error(Code::E0604, call, what + " of " + quoted(name) + " does not fit its type in Riot");
    if (function) {
      const syntax::Clause& clause = function->item->clauses[0];
      const syntax::TypeExpr* type = first == 1 ? clause.result : static_cast<size_t>(first) - 2 < clause.parameters.size() ? clause.parameters[static_cast<size_t>(first) - 2].type : nullptr;
      if (type) report.label(type->span, counterpart(first == 1 ? call.result : call.parameters[static_cast<size_t>(first) - 2]));
      else report.label(function->item->name.span, "no result is stated, so it is Unit");
    }
    if (!declared.empty()) report.note(declared);
  }

  // "Told<double(int)>" in what the compiler says.
  static std::string declared_type(const std::string& output) {
    const size_t begin = output.find("Told<");
    if (begin == std::string::npos) return "";
    size_t at = begin + 5;
    int depth = 1;
    for (; at < output.size() && depth > 0; ++at) depth += output[at] == '<' ? 1 : output[at] == '>' ? -1 : 0;
    std::string text = output.substr(begin + 5, at - begin - 6);
    for (const char* name : {"std::__cxx11::basic_string<char>", "std::basic_string<char>", "std::__cxx11::string"})
      for (size_t found = text.find(name); found != std::string::npos; found = text.find(name)) text.replace(found, std::string(name).size(), "std::string");
    for (size_t found = text.find(" >"); found != std::string::npos; found = text.find(" >")) text.erase(found, 1);
    return text;
  }

  // What a Riot type is in C++, by its shape.
  static std::string counterpart(const std::string& shape) {
    const std::string what = kind_of(shape);
    if (what == "Tuple") return "this is a `std::tuple`, `std::pair` or struct in C++";
    if (what == "Enum") return "this is an `enum class` in C++";
    if (what == "Data") return "this is a struct, `std::optional` or `std::variant` in C++";
    if (what == "Foreign") {
      const size_t begin = shape.find(", ");
      const std::string thing = begin == std::string::npos ? ".." : without_colons(shape.substr(begin + 2, shape.size() - begin - 3));
      return "this is `std::shared_ptr<" + thing + ">` in C++, or as a parameter `" + thing + "&`";
    }
    if (what == "Map") return "this is a " + quoted(cpp_type(shape)) + ", or `std::unordered_map`, in C++";
    if (what == "Duration") return "this is a `std::chrono::duration` in C++";
    if (what.empty()) return "this type has no counterpart in C++";
    return "this is " + quoted(cpp_type(shape)) + " in C++";
  }
  static std::string kind_of(const std::string& shape) {
    const size_t begin = shape.find("Kind::");
    if (begin == std::string::npos) return "";
    return shape.substr(begin + 6, shape.find_first_of(",>", begin) - begin - 6);
  }
  static std::string cpp_type(const std::string& shape) {
    static const std::map<std::string, const char*> kPlain = {{"Unit", "void"}, {"Bool", "bool"}, {"Int", "std::int64_t"}, {"Float", "double"},
                                                              {"String", "std::string"}, {"Bytes", "std::vector<unsigned char>"}};
    static const std::map<std::string, const char*> kGeneric = {{"List", "std::vector<"}, {"Map", "std::map<"}, {"Set", "std::set<"}};
    const std::string what = kind_of(shape);
    if (auto plain = kPlain.find(what); plain != kPlain.end()) return plain->second;
    auto generic = kGeneric.find(what);
    if (generic == kGeneric.end()) return "..";
    std::string text = generic->second;
    // The parts stand between the kind's comma and the last `>`, at depth nought.
    size_t begin = shape.find(", ") + 2;
    int depth = 0;
    for (size_t at = begin; at < shape.size(); ++at) {
      const bool ends = depth == 0 && (shape[at] == ',' || shape[at] == '>');
      if (ends) {
        text += (text.back() == '<' ? "" : ", ") + cpp_type(shape.substr(begin, at - begin));
        begin = at + 2;
      }
      depth += shape[at] == '<' ? 1 : shape[at] == '>' ? -1 : 0;
    }
    return text + ">";
  }

  const pipeline::Compilation& compilation_;
  Diagnostics& diags_;
  const toolchain::Installation& installation_;
  const toolchain::BuildOptions& options_;
  std::set<std::string> headers_;
};

}  // namespace

void blame_foreign_code(const pipeline::Compilation& compilation, const toolchain::BuildResult& failed, const toolchain::Installation& installation,
                        const toolchain::BuildOptions& options, Diagnostics& diags) {
  if (compilation.emitted.foreign.empty()) return;
  Inquiry inquiry(compilation, installation, options, diags);
  if (failed.linking) inquiry.of_linker(failed.compiler_output);
  else inquiry.of_compiler();
}

}  // namespace riotc::driver
