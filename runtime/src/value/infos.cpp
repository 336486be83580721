// SPDX-License-Identifier: MIT
// The descriptions of the types that the runtime itself defines.
#include "riot/process.h"
#include "riot/value.h"

namespace riot {
namespace {
constexpr TypeInfo plain(Kind kind, const char* name) { return {kind, false, 0, name, nullptr, nullptr, nullptr}; }
constexpr TypeInfo counted(Kind kind, const char* name) { return {kind, true, 0, name, nullptr, nullptr, nullptr}; }
}  // namespace

const TypeInfo kUnit = plain(Kind::Unit, "Unit");
const TypeInfo kBool = plain(Kind::Bool, "Bool");
const TypeInfo kInt = plain(Kind::Int, "Int");
const TypeInfo kFloat = plain(Kind::Float, "Float");
const TypeInfo kDuration = plain(Kind::Duration, "Duration");
const TypeInfo kString = counted(Kind::String, "String");
const TypeInfo kBytes = counted(Kind::Bytes, "Bytes");
const TypeInfo kFunction = counted(Kind::Function, "fn");
const TypeInfo kPid = counted(Kind::Pid, "Pid");
const TypeInfo kName = counted(Kind::Name, "Name");
const TypeInfo kReply = counted(Kind::Reply, "Reply");
const TypeInfo kMonitor = counted(Kind::Monitor, "Monitor");
const TypeInfo kTimer = counted(Kind::Timer, "Timer");
const TypeInfo kForeign = counted(Kind::Foreign, "Foreign");

const TypeInfo& String::kInfo = kString;
const TypeInfo& Bytes::kInfo = kBytes;
const TypeInfo& Closure::kInfo = kFunction;
const TypeInfo& Foreign::kInfo = kForeign;
const TypeInfo& Pid::kInfo = kPid;
const TypeInfo& Name::kInfo = kName;
const TypeInfo& Reply::kInfo = kReply;
const TypeInfo& Monitor::kInfo = kMonitor;
const TypeInfo& Timer::kInfo = kTimer;

}  // namespace riot
