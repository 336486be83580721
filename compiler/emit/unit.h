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

// Static data that the functions of one module mention: literals, function values.
class ModuleUnit {
 public:
  explicit ModuleUnit(ProgramUnit& program, std::string module) : program_(program), module_(std::move(module)) {}

  const std::string& name() const { return module_; }
  // Name of the riot::Literal with this text.
  std::string literal(const std::string& text);
  // Name of the riot::Closure object of a Closure function without captures.
  std::string function_value(core::FunctionId function);

  bool has_data() const { return !literals_.empty() || !function_values_.empty(); }
  void write_data(CppWriter& out) const;

 private:
  ProgramUnit& program_;
  std::string module_;
  NameSet names_;
  std::map<std::string, std::string> literals_;  // text -> name
  std::vector<std::string> literal_order_;
  std::map<core::FunctionId, std::string> function_values_;
};

}  // namespace riotc::emit
