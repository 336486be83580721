// SPDX-License-Identifier: MIT
#include "runtime/src/process/names.h"

#include <cstring>
#include <mutex>
#include <string>
#include <unordered_map>

#include "runtime/src/process/exit_reason.h"
#include "runtime/src/process/relations.h"

namespace riot::detail {

struct NameEntry {
  std::string text;
  const TypeInfo* type = nullptr;  // that it was registered with
  Actor* holder = nullptr;         // owned reference
  int references = 0;              // Names, and the holder
};

namespace {
struct Names {
  SpinLock lock;  // of all entries too: what is done under it is a few instructions
  std::unordered_map<std::string_view, NameEntry*> entries;
};
Names& names() {
  static Names* names = new Names;
  return *names;
}
// Under the lock.
void let_go(Names& n, NameEntry* entry) {
  if (--entry->references > 0) return;
  n.entries.erase(entry->text);
  delete entry;
}
}  // namespace

NameObject* make_name(String* text, const TypeInfo& type) {
  NameObject* name = static_cast<NameObject*>(allocate(sizeof(NameObject)));
  name->count = -1;
  name->tag = 0;
  name->detail = 0;
  riot::share(static_cast<Object*>(text));
  hand_over(to_word(text), kString);
  name->text = text;
  name->type = &type;
  Names& n = names();
  std::lock_guard guard(n.lock);
  auto found = n.entries.find(view(text));
  if (found != n.entries.end()) {
    name->entry = found->second;
  } else {
    name->entry = new NameEntry;
    name->entry->text = view(text);
    n.entries.emplace(name->entry->text, name->entry);
  }
  ++name->entry->references;
  return name;
}

void destroy_name(NameObject* name) noexcept {
  {
    Names& n = names();
    std::lock_guard guard(n.lock);
    let_go(n, name->entry);
  }
  riot::drop(static_cast<Object*>(name->text), kString);
  release_memory(name, sizeof(NameObject));
}

Actor* find_holder(const NameObject& name) noexcept {
  std::lock_guard guard(names().lock);
  Actor* holder = name.entry->holder;
  if (holder) riot::share(static_cast<Object*>(holder));
  return holder;
}

Registered register_name(const NameObject& name, Actor& actor, Actor** holder) {
  Names& n = names();
  std::lock_guard guard(n.lock);
  NameEntry& entry = *name.entry;
  if (entry.type && std::strcmp(entry.type->name, name.type->name) != 0) return Registered::OtherType;
  if (entry.holder) {
    riot::share(static_cast<Object*>(entry.holder));
    *holder = entry.holder;
    return Registered::Taken;
  }
  std::lock_guard alive(actor.lock);
  if (actor.gone || actor.nameless) return Registered::NotAlive;
  riot::share(static_cast<Object*>(&actor));
  entry.holder = &actor;
  entry.type = name.type;
  ++entry.references;
  actor.named = true;
  return Registered::Yes;
}

void unregister_name(const NameObject& name) noexcept {
  Actor* holder;
  {
    Names& n = names();
    std::lock_guard guard(n.lock);
    holder = name.entry->holder;
    if (!holder) return;
    name.entry->holder = nullptr;
    let_go(n, name.entry);
  }
  riot::drop(static_cast<Object*>(holder), kPid);
}

void release_names(Actor& self) noexcept {
  {
    std::lock_guard alive(self.lock);
    self.nameless = true;
    if (!self.named) return;
  }
  // Few processes have names, and few names exist: they are looked through.
  int found = 0;
  {
    Names& n = names();
    std::lock_guard guard(n.lock);
    for (auto next = n.entries.begin(); next != n.entries.end();) {
      NameEntry* entry = next->second;
      ++next;
      if (entry->holder != &self) continue;
      entry->holder = nullptr;
      ++found;
      let_go(n, entry);
    }
  }
  while (found-- > 0) riot::drop(static_cast<Object*>(&self), kPid);
}

Object* list_names(Actor& actor) {
  Object* list = constant<Object>(0);
  std::lock_guard guard(names().lock);
  for (auto& [text, entry] : names().entries)
    if (entry->holder == &actor) list = make_cons(to_word(copy_text(text)), list);
  return list;
}

}  // namespace riot::detail
