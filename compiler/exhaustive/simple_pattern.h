// SPDX-License-Identifier: MIT
// Patterns as far as covering is concerned: no names, no labels, lists as chains. Private to exhaustive/.
#pragma once
#include <deque>
#include <string>
#include <vector>

#include "compiler/resolve/program.h"
#include "compiler/typed/typed.h"

namespace riotc::exhaustive {

enum class HeadKind {
  Constructor, Tuple, Bool, Empty, Cons,  // one of a known few
  NoByte, Byte,                           // Bytes by their length: none, or one and more
  Int, Float, String, Prefix,             // one of too many to list
  Opaque                                  // tested at run time (pins, maps, bits): equal only to itself
};

// What a pattern demands of a value at its top.
struct Head {
  HeadKind kind = HeadKind::Opaque;
  resolve::ConstructorId constructor;
  int64_t number = 0;                         // Int, Bool
  double real = 0;
  std::string text;                           // String, Prefix
  const typed::Pattern* identity = nullptr;   // Opaque
  bool operator==(const Head&) const = default;

  // One of a known few: those together cover everything.
  bool is_listed() const { return kind <= HeadKind::Byte; }
  // Does every value with head `other` match this?
  bool covers(const Head& other) const;
};

struct Simple {
  enum class Kind { Any, Head, Or } kind = Kind::Any;
  Head head;
  std::vector<const Simple*> parts;  // Head: its arguments; Or: the alternatives
  Span span;
};

// Owns what it makes.
class SimplePatterns {
 public:
  explicit SimplePatterns(const resolve::Program& program) : program_(program) {}

  const Simple* any() const { return &any_; }
  const Simple* convert(const typed::Pattern* pattern);
  const Simple* make(Head head, std::vector<const Simple*> parts) { return add({Simple::Kind::Head, std::move(head), std::move(parts), {}}); }
  // A copy of `in` with `what` replaced.
  const Simple* replace(const Simple* in, const Simple* what, const Simple* by);

  // As a user would write it.
  std::string print(const Simple* pattern) const;
  std::string print_list(const std::vector<const Simple*>& patterns) const;  // "None, _"

 private:
  const Simple* lengths(const typed::BitsPattern& pattern);
  const Simple* add(Simple simple) { return &store_.emplace_back(std::move(simple)); }

  const resolve::Program& program_;
  std::deque<Simple> store_;
  Simple any_;
};

}  // namespace riotc::exhaustive
