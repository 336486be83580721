// SPDX-License-Identifier: MIT
// print, println, eprintln and dbg of the prelude.
#include "riot/library.h"
#include "runtime/src/value/layout.h"
#include "runtime/src/value/output.h"
#include "runtime/src/value/strings.h"
#include "runtime/src/value/text.h"

namespace riot {

Unit print(Process& self, Word value, const TypeInfo& type) {
  if (type.kind == Kind::String) {
    detail::print_output(self, detail::view(from_word<String*>(value)));
    return {};
  }
  detail::Text text;
  detail::add_value(text, value, type);
  detail::print_output(self, text.view());
  return {};
}

Unit println(Process& self, Word value, const TypeInfo& type) {
  detail::Text text;
  detail::add_value(text, value, type);
  text.add('\n');
  detail::print_output(self, text.view());
  return {};
}

Unit eprintln(Process& self, Word value, const TypeInfo& type) {
  detail::Text text;
  detail::add_value(text, value, type);
  text.add('\n');
  detail::print_error(self, text.view());
  return {};
}

Word dbg(Process& self, Word value, const TypeInfo& type) {
  detail::Text text;
  detail::add_value_quoted(text, value, type);
  text.add('\n');
  detail::flush_output();
  detail::write_error(text.view());
  (void)self;
  if (type.has_references) share(detail::object_of(value));
  return value;
}

}  // namespace riot
