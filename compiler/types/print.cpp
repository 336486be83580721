// SPDX-License-Identifier: MIT
// Types as users write them.
//
// The mailbox part is shown only where leaving it out would mean something else: `receives m` always, and
// `receives Never` on a function parameter of a function that itself uses a mailbox or may.
#include "compiler/types/table.h"
#include "compiler/types/type.h"

namespace riotc::types {

namespace {

class Printer {
 public:
  Printer(TypeTable& types, Names& names) : types_(types), names_(names.names), taken_(names.taken), next_(names.next) {}

  // Names that users gave are taken first, so that no invented letter repeats one.
  void reserve(TypeId id) {
    id = types_.shallow(id);
    const Type& type = types_.get(id);
    if (type.kind == TypeKind::Parameter && !types_.parameter_name(id).empty()) {
      const std::string& wanted = types_.parameter_name(id);
      if (!names_.count(id)) {
        std::string name = wanted;
        for (int n = 2; taken_.count(name) && name != "Never"; ++n) name = wanted + std::to_string(n);
        taken_.insert(name);
        names_.emplace(id, name);
      }
      return;
    }
    for (TypeId argument : type.arguments) reserve(argument);
  }

  std::string print(TypeId id, TypeId outer_slot, bool is_parameter) {
    id = types_.shallow(id);
    const Type type = types_.get(id);
    switch (type.kind) {
      case TypeKind::Error: return "?";
      case TypeKind::Variable:
      case TypeKind::Parameter: return letter(id);
      case TypeKind::Named: return types_.program().types[type.decl].name + arguments(type, outer_slot, is_parameter);
      case TypeKind::Tuple: {
        std::string text = "(";
        for (size_t i = 0; i < type.arguments.size(); ++i) {
          if (i > 0) text += ", ";
          text += print(type.arguments[i], outer_slot, is_parameter);
        }
        return text + ")";
      }
      case TypeKind::Function: return function(type, outer_slot, is_parameter);
      case TypeKind::NoMailbox: return "Never";
      case TypeKind::Mailbox: return print(type.arguments[0], outer_slot, false);
    }
    return "?";
  }

 private:
  std::string letter(TypeId id) {
    auto [entry, is_new] = names_.try_emplace(id);
    if (is_new) {
      do {
        entry->second = std::string(1, static_cast<char>('a' + next_ % 26)) + (next_ < 26 ? "" : std::to_string(next_ / 26));
        ++next_;
      } while (taken_.count(entry->second));
      taken_.insert(entry->second);
    }
    return entry->second;
  }

  std::string arguments(const Type& type, TypeId outer_slot, bool is_parameter) {
    std::string text;
    for (TypeId argument : type.arguments) text += (text.empty() ? "[" : ", ") + print(argument, outer_slot, is_parameter);
    return text.empty() ? text : text + "]";
  }

  std::string function(const Type& type, TypeId outer_slot, bool is_parameter) {
    TypeId slot = types_.shallow(type.arguments.back());
    TypeId context = is_parameter ? outer_slot : slot;
    std::string text = "fn(";
    for (size_t i = 0; i + 2 < type.arguments.size(); ++i) {
      if (i > 0) text += ", ";
      text += print(type.arguments[i], context, true);
    }
    text += ") -> " + print(type.arguments[type.arguments.size() - 2], {}, false);
    switch (types_.get(slot).kind) {
      case TypeKind::Mailbox: return text + " receives " + print(types_.get(slot).arguments[0], {}, false);
      case TypeKind::NoMailbox:
        if (is_parameter && outer_slot.is_valid() && types_.get(outer_slot).kind != TypeKind::NoMailbox) return text + " receives Never";
        return text;
      default: return text;
    }
  }

  TypeTable& types_;
  std::unordered_map<TypeId, std::string>& names_;
  std::unordered_set<std::string>& taken_;
  int& next_;
};

}  // namespace

std::string TypeTable::print(TypeId id) { return print_all({id}).front(); }

std::vector<std::string> TypeTable::print_all(const std::vector<TypeId>& ids) {
  Names names;
  Printer printer(*this, names);
  for (TypeId id : ids) printer.reserve(id);
  std::vector<std::string> texts;
  for (TypeId id : ids) texts.push_back(printer.print(id, {}, false));
  return texts;
}

std::string TypeTable::print(TypeId id, Names& names) {
  Printer printer(*this, names);
  printer.reserve(id);
  return printer.print(id, {}, false);
}

}  // namespace riotc::types
