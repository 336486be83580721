// SPDX-License-Identifier: MIT
// Calling a function value whose types are known only through their TypeInfo: one call for each way in which the machine
// passes an argument and a result.
#include "runtime/src/process/send.h"

namespace riot::detail {
namespace {

template <class... A>
Word call_for(const TypeInfo& result, Process& self, Closure* function, A... arguments) {
  switch (result.kind) {
    case Kind::Unit: call<Unit>(self, function, arguments...); return 0;
    case Kind::Bool: return to_word(call<Bool>(self, function, arguments...));
    case Kind::Float: return to_word(call<Float>(self, function, arguments...));
    case Kind::Enum: return to_word(call<std::uint16_t>(self, function, arguments...));
    case Kind::Int:
    case Kind::Duration: return to_word(call<Int>(self, function, arguments...));
    default: return to_word(call<Object*>(self, function, arguments...));
  }
}

}  // namespace

Word call_word(Process& self, Closure* function, Word argument, const TypeInfo& type, const TypeInfo& result) {
  switch (type.kind) {
    case Kind::Unit: return call_for(result, self, function, Unit{});
    case Kind::Bool: return call_for(result, self, function, from_word<Bool>(argument));
    case Kind::Float: return call_for(result, self, function, from_word<Float>(argument));
    case Kind::Enum: return call_for(result, self, function, from_word<std::uint16_t>(argument));
    case Kind::Int:
    case Kind::Duration: return call_for(result, self, function, from_word<Int>(argument));
    default: return call_for(result, self, function, from_word<Object*>(argument));
  }
}
Word call_word(Process& self, Closure* function, const TypeInfo& result) { return call_for(result, self, function); }

}  // namespace riot::detail
