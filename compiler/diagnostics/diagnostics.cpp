// SPDX-License-Identifier: MIT
// Collecting and ordering of messages; the table of codes; guesses at misspelt names.
#include "compiler/diagnostics/diagnostics.h"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace riotc {

namespace {

struct CodeInfo {
  const char* name;
  const char* title;
  const char* explanation;
};

constexpr CodeInfo kCodes[] = {
#define X(code, title, explanation) {#code, title, explanation},
#include "compiler/diagnostics/codes.def"
#undef X
};

const CodeInfo& info(Code code) { return kCodes[static_cast<size_t>(code)]; }

// Damerau-Levenshtein distance, restricted to adjacent swaps; case counts half as much as another letter would,
// so distances are in halves.
size_t half_distance(std::string_view a, std::string_view b) {
  const size_t width = b.size() + 1;
  std::vector<size_t> before(width), previous(width), current(width);
  for (size_t j = 0; j < width; ++j) previous[j] = 2 * j;
  auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  for (size_t i = 1; i <= a.size(); ++i) {
    current[0] = 2 * i;
    for (size_t j = 1; j < width; ++j) {
      size_t cost = a[i - 1] == b[j - 1] ? 0 : lower(a[i - 1]) == lower(b[j - 1]) ? 1 : 2;
      current[j] = std::min({previous[j] + 2, current[j - 1] + 2, previous[j - 1] + cost});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) current[j] = std::min(current[j], before[j - 2] + 2);
    }
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return previous[b.size()];
}

}  // namespace

const char* code_name(Code code) { return info(code).name; }
const char* code_title(Code code) { return info(code).title; }
const char* code_explanation(Code code) { return info(code).explanation; }

DiagnosticBuilder Diagnostics::error(Code code, Span span, std::string message) {
  ++error_count_;
  Diagnostic diagnostic{code, Severity::Error, span, std::move(message), {}, {}, {}, {}, {}};
  items_.push_back(std::move(diagnostic));
  return DiagnosticBuilder(&items_.back());
}

DiagnosticBuilder Diagnostics::warning(Code code, Span span, std::string message) {
  Diagnostic diagnostic{code, Severity::Warning, span, std::move(message), {}, {}, {}, {}, {}};
  items_.push_back(std::move(diagnostic));
  return DiagnosticBuilder(&items_.back());
}

void Diagnostics::remove_if(const std::function<bool(const Diagnostic&)>& follows) {
  std::erase_if(items_, follows);
  error_count_ = static_cast<size_t>(std::count_if(items_.begin(), items_.end(), [](const Diagnostic& d) { return d.severity == Severity::Error; }));
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<Diagnostic> result = items_;
  auto place = [](const Diagnostic& d) { return std::tuple(d.span.file.value, d.span.begin, d.span.end, d.code); };
  std::stable_sort(result.begin(), result.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
  auto same = [&](const Diagnostic& a, const Diagnostic& b) {
    return place(a) == place(b) && (a.span.is_known() || a.message == b.message);
  };
  result.erase(std::unique(result.begin(), result.end(), same), result.end());
  return result;
}

std::string did_you_mean(std::string_view wanted, const std::vector<std::string>& candidates) {
  // One slip in a short name, two from five letters on, three in long ones.
  size_t slips = wanted.size() <= 4 ? 1 : wanted.size() <= 9 ? 2 : 3;
  if (wanted.size() <= 1) return "";
  size_t best = 2 * slips + 1;
  std::string found;
  for (const std::string& candidate : candidates) {
    size_t longer = std::max(candidate.size(), wanted.size()), shorter = std::min(candidate.size(), wanted.size());
    if (longer - shorter > slips || candidate == wanted) continue;
    size_t distance = half_distance(wanted, candidate);
    if (distance < best || (distance == best && !found.empty() && candidate < found)) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

}  // namespace riotc
