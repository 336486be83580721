// SPDX-License-Identifier: MIT
#include "compiler/driver/console.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "compiler/diagnostics/render.h"

namespace riotc::driver {

namespace {

bool is_terminal() {
  const char* term = std::getenv("TERM");
  return isatty(STDERR_FILENO) && !(term && std::strcmp(term, "dumb") == 0);
}

std::string plural(size_t n, const char* what) { return std::to_string(n) + " " + what + (n == 1 ? "" : "s"); }

}  // namespace

bool use_colour() {
  const char* no_color = std::getenv("NO_COLOR");
  return is_terminal() && !(no_color && *no_color);
}

void complain(const std::string& text) { std::fprintf(stderr, "riotc: %s\n", text.c_str()); }

bool report(const Diagnostics& diagnostics, const SourceMap& sources, MessageFormat format) {
  size_t errors = 0, warnings = 0;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    (diagnostic.severity == Severity::Error ? errors : warnings) += 1;
    std::string text;
    switch (format) {
      case MessageFormat::Human: text = render(diagnostic, sources, {.colour = use_colour()}) + "\n"; break;
      case MessageFormat::Short: text = render_short(diagnostic, sources); break;
      case MessageFormat::Json: text = render_json(diagnostic, sources); break;
    }
    if (!text.empty() && text.back() != '\n') text += '\n';
    std::fputs(text.c_str(), format == MessageFormat::Json ? stdout : stderr);
  }
  if (format == MessageFormat::Human && errors + warnings > 0) {
    std::string summary = errors ? plural(errors, "error") : "";
    if (warnings) summary += (errors ? ", " : "") + plural(warnings, "warning");
    std::fprintf(stderr, "%s\n", summary.c_str());
  }
  return errors > 0;
}

int internal_error(const std::string& what, const std::string& details) {
  std::fprintf(stderr, "riotc: internal error: %s\n%s%sThis is a bug in riotc, not in your program. Please report it with the program that shows it.\n",
               what.c_str(), details.c_str(), details.empty() || details.back() == '\n' ? "" : "\n");
  return kExitInternal;
}

void Progress::show(const std::string& text) {
  if (!is_terminal()) return;
  std::fprintf(stderr, "\r\x1b[K%s", text.c_str());
  std::fflush(stderr);
  shown_ = true;
}

void Progress::clear() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
  shown_ = false;
}

}  // namespace riotc::driver
