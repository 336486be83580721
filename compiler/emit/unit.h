// SPDX-License-Identifier: MIT
// What the emitters of one program share, and what those of one module share.
#pragma once
#include <map>
#include <set>
#include <string>

#include "compiler/core/core.h"
#include "compiler/emit/emit.h"
#include "compiler/emit/types.h"
#include "compiler/emit/writer.h"
#include "compiler/source/source.h"

namespace riotc::emit {

struct ProgramUnit {
  const core::Program& program;
  const SourceMap& sources;
  const Options& options;
  Types types;
  // Functions that lowering made up come from where they were first needed.
  std::map<core::FunctionId, Span> borrowed_spans;
  std::set<ForeignCall> foreign;

  CppWriter writer() const { return CppWriter(options.line_directives ? &sources : nullptr); }
  Span span_of(core::FunctionId id) const;
  // "\"main.riot:12\"": a place as an argument.
  std::string place(Span span) const;
  uint32_t last_line(Span span) const;  // 0 when it is not known

  // Names as seen from module `from`; what is named is noted as mentioned.
  std::string function(core::FunctionId id, const std::string& from) const;
  std::string constant(core::ConstantId id, const std::string& from) const;
  // Struct of the frame of a Step, and its table entry.
  std::string frame(core::FunctionId id, const std::string& from) const;
  std::string step(core::FunctionId id, const std::string& from) const;
  // Struct of a Closure's captures.
  std::string closure(core::FunctionId id, const std::string& from) const;

 private:
  std::string qualified(const std::string& module, const std::string& from, const std::string& name) const;
};

// Static data that the functions of one module mention: literals, objects of literals, function values.
class ModuleUnit {
 public:
  explicit ModuleUnit(ProgramUnit& program, std::string module) : program_(program), module_(std::move(module)) {}

  const std::string& name() const { return module_; }
  // A literal operand as an expression.
  std::string literal(const core::Operand& operand);
  // Name of the riot::Closure object of a Closure function without captures.
  std::string function_value(core::FunctionId function);

  bool has_data() const { return !texts_.empty() || !objects_.empty() || !function_values_.empty(); }
  void write_data(CppWriter& out) const;

 private:
  // Name of the riot::Literal with this text.
  std::string text(const std::string& text);
  // Name of a pointer to the object, which is made with all that it refers to.
  std::string object(core::StaticId id);
  std::string initialiser(const core::Static& object, const std::map<core::StaticId, std::string>& places);

  ProgramUnit& program_;
  std::string module_;
  NameSet names_;
  std::map<std::string, std::string> texts_;  // text -> name
  std::vector<std::string> text_order_;
  std::map<core::StaticId, std::string> objects_;  // those that code mentions -> name
  std::vector<std::string> object_lines_;
  std::map<core::FunctionId, std::string> function_values_;
};

}  // namespace riotc::emit
