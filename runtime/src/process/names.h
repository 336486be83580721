// SPDX-License-Identifier: MIT
// Names of processes. A text has one entry for as long as some Name of it or its holder exists.
#pragma once
#include "riot/process.h"
#include "runtime/src/process/actor.h"

namespace riot::detail {

struct NameEntry;
struct NameObject : Name {
  String* text;  // owned
  NameEntry* entry;
  const TypeInfo* type;  // of the messages
};

NameObject* make_name(String* text, const TypeInfo& type);  // shares the text
void destroy_name(NameObject* name) noexcept;
// The process that has the name, a reference for the caller; or null.
Actor* find_holder(const NameObject& name) noexcept;
enum class Registered { Yes, Taken, NotAlive, OtherType };
// Taken: `holder` is who has it, owned by the caller.
Registered register_name(const NameObject& name, Actor& actor, Actor** holder);
void unregister_name(const NameObject& name) noexcept;
Object* list_names(Actor& actor);  // List[String], owned

}  // namespace riot::detail
