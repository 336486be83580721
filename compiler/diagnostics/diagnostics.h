// SPDX-License-Identifier: MIT
// What the compiler has to say to its user, as data.
//
// Stages report; nothing prints before a renderer does (render.h: for people, one line each, JSON). Style of messages:
// lower case, no full stop, code in `backticks`, what was seen first and the hint last, in the user's syntax.
#pragma once
#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/source/source.h"

namespace riotc {

// Every code, E.. for errors and W.. for warnings; codes.def has X(E0101, "title", "explanation for `riotc explain`").
enum class Code {
#define X(code, title, explanation) code,
#include "compiler/diagnostics/codes.def"
#undef X
};

const char* code_name(Code code);         // "E0101"
const char* code_title(Code code);        // one line
const char* code_explanation(Code code);  // paragraphs, with an example that fails and one that works

enum class Severity { Error, Warning };

// A second place that explains the first: "expected because of this".
struct Label {
  Span span;
  std::string text;
};

// An edit that would mend it.
struct Suggestion {
  Span span;
  std::string replacement;
  std::string text;  // "write this instead"
};

struct Diagnostic {
  Code code;
  Severity severity = Severity::Error;
  Span span;                  // narrowest span that is wrong
  std::string message;        // the sentence of the first line
  std::string span_label;     // text beside the carets; may be empty
  std::vector<Label> labels;  // other places
  std::vector<std::string> notes;
  std::vector<std::string> helps;
  std::vector<Suggestion> suggestions;
};

class Diagnostics;

// Fluent: diags.error(Code::E0301, span, "unknown name `x`").label(other, "..").help("..");
class DiagnosticBuilder {
 public:
  explicit DiagnosticBuilder(Diagnostic* diagnostic) : diagnostic_(diagnostic) {}
  DiagnosticBuilder& here(std::string text) { diagnostic_->span_label = std::move(text); return *this; }
  DiagnosticBuilder& label(Span span, std::string text) { diagnostic_->labels.push_back({span, std::move(text)}); return *this; }
  DiagnosticBuilder& note(std::string text) { diagnostic_->notes.push_back(std::move(text)); return *this; }
  DiagnosticBuilder& help(std::string text) { diagnostic_->helps.push_back(std::move(text)); return *this; }
  DiagnosticBuilder& suggest(Span span, std::string replacement, std::string text) {
    diagnostic_->suggestions.push_back({span, std::move(replacement), std::move(text)});
    return *this;
  }

 private:
  Diagnostic* diagnostic_;  // valid until the next report
};

class Diagnostics {
 public:
  DiagnosticBuilder error(Code code, Span span, std::string message);
  DiagnosticBuilder warning(Code code, Span span, std::string message);
  bool has_errors() const { return error_count_ > 0; }
  size_t error_count() const { return error_count_; }
  // In order of place (file order of the SourceMap, then offset); duplicates of code and span removed.
  std::vector<Diagnostic> sorted() const;
  const std::vector<Diagnostic>& all() const { return items_; }
  // Takes back what only follows from other reports.
  void remove_if(const std::function<bool(const Diagnostic&)>& follows);
  // To add what is known only when all has been reported.
  void for_each(const std::function<void(Diagnostic&)>& add) { std::for_each(items_.begin(), items_.end(), add); }

 private:
  std::vector<Diagnostic> items_;
  size_t error_count_ = 0;
};

// The candidate nearest to `wanted` by edit distance, if near enough to be a likely slip; "" if none.
std::string did_you_mean(std::string_view wanted, const std::vector<std::string>& candidates);

}  // namespace riotc
