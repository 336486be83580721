// SPDX-License-Identifier: MIT
// Riot's types as C++ types: names, structs and the descriptions that the runtime walks by.
//
// A type with constructors that have fields is a struct derived from riot::Object; where several have fields, each gets a
// struct of its own, derived from the type's. Values are pointers to the type's struct. Asking for a type's name notes it
// in the Mentions of the file that is being written.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "compiler/core/core.h"
#include "compiler/emit/mentions.h"
#include "compiler/emit/names.h"
#include "compiler/emit/writer.h"

namespace riotc::emit {

// A field of an emitted struct.
struct Member {
  std::string name;
  core::TypeId type;
  std::string label;  // "" when unlabelled
  std::string json;
  uint32_t offset = 0;
  core::FunctionId otherwise = {};
};
// Members behind a header of `base_size` bytes, each at its natural alignment; `size` is the struct's.
struct Layout {
  std::vector<Member> members;
  uint32_t size = 0;
};

class Types {
 public:
  // `release`: objects get a function that takes them apart, which costs time to compile.
  Types(const core::Program& program, bool release) : program_(program), release_(release) {}

  // What is asked for from now on is noted there.
  void note_in(Mentions& mentions) { mentions_ = &mentions; }
  Mentions& mentions() const { return *mentions_; }

  const core::Type& get(core::TypeId type) const { return program_.types[type]; }
  core::TypeKind kind(core::TypeId type) const { return program_.types[type].kind; }
  bool is_reference(core::TypeId type) const { return core::is_reference(program_.types[type]); }

  // The struct behind references of the type, or the enum: "List_Int", "riot::String", "Color".
  std::string object(core::TypeId type);
  // The C++ type of its values: "List_Int*", "riot::Int".
  std::string value(core::TypeId type);
  // Its TypeInfo: "List_Int::kInfo", "riot::kInt".
  std::string info(core::TypeId type);
  // Its riot::foreign::Shape: "Shape<Kind::List, Shape<Kind::Int>>"; of a kind without parts also by the kind alone.
  std::string shape(core::TypeId type) const;
  static std::string shape(core::TypeKind kind);

  // Whether some constructor has no fields beside others that have some: its values are odd pointers.
  bool has_nullary(core::TypeId type) const;
  bool is_nullary(core::TypeId type, uint32_t tag) const { return get(type).constructors[tag].fields.empty(); }
  uint32_t constructors_with_fields(core::TypeId type) const;
  // Struct of a constructor's objects: "Shape_Circle", or the type's own when no other constructor has fields.
  std::string constructor(core::TypeId type, uint32_t tag);
  // The constructor's number by name: "Shape::Circle"; "0" when there is only one.
  std::string tag(core::TypeId type, uint32_t tag);
  std::string field(core::TypeId type, uint32_t tag, uint32_t field);

  Layout layout(core::TypeId type, uint32_t tag) const;
  // For frames and closures: members named after variables.
  Layout layout(const core::Function& function, const std::vector<core::VariableId>& variables, uint32_t base_size) const;

  // ---- the text

  // Asks for the types of the fields of all types asked for so far, by any file.
  void settle();
  // What has to be defined where this is mentioned. What takes an object of a release build apart looks into its parts.
  std::set<core::TypeId> to_define(const Mentions& mentions);
  // Structs without their members, enums without their constructors where it is enough; the descriptions in `mentions`.
  void write_declarations(CppWriter& out, const Mentions& mentions, const std::set<core::TypeId>& defined, const std::set<core::TypeId>& only_declared);
  void write_definitions(CppWriter& out, const std::set<core::TypeId>& types);
  void write_members(CppWriter& out, const Layout& layout, core::TypeId owner = {});  // owner: the type that they are fields of
  // Of all types asked for by any file.
  void write_infos(CppWriter& out);
  // Name of the function of the runtime's convention that makes a field's default.
  std::string default_maker(core::FunctionId function) const;
  // "{..}, {..}": the rows of a FieldInfo array.
  void write_fields(CppWriter& out, const std::string& array, const Layout& layout);
  bool has_references(const Layout& layout) const;
  void add_foreign_header(const std::string& header) { if (!header.empty()) mentions_->headers.insert(header); }

 private:
  void ask(core::TypeId type);
  // Names keep their order when a program gets one type more; numbers do not.
  std::vector<core::TypeId> by_symbol(const std::set<core::TypeId>& types) const;
  void arrange(Layout& layout, uint32_t base_size) const;
  std::string enumerator(core::TypeId type, uint32_t tag) const;
  void write_enum(CppWriter& out, core::TypeId type);
  void write_struct(CppWriter& out, core::TypeId type);
  void write_take_apart(CppWriter& out, core::TypeId type);
  void write_info(CppWriter& out, core::TypeId type);

  const core::Program& program_;
  const bool release_;
  Mentions* mentions_ = nullptr;
  std::set<core::TypeId> asked_;      // structs and enums that any file mentions
  std::set<core::TypeId> described_;  // Enum and Reply types whose TypeInfo any file names
};

}  // namespace riotc::emit
