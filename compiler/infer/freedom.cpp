// SPDX-License-Identifier: MIT
#include "compiler/infer/freedom.h"

#include <string>
#include <unordered_map>
#include <unordered_set>

namespace riotc::infer {

namespace {

using resolve::FunctionId;

struct Edge {
  FunctionId callee;
  bool passes_unknown;  // an argument may be a function that is not known here, or the callee itself is passed on
};

struct Facts {
  bool uses = false;           // receives, or is declared to
  bool calls_unknown = false;  // calls a value that came from outside
  bool is_fixed = false;       // `receives Never` was stated
  std::vector<Edge> edges;
};

bool is_never(const syntax::TypeExpr* type) {
  return type && type->kind == syntax::TypeKind::Name && static_cast<const syntax::NameType*>(type)->name.text == "Never";
}

// Whether a value of this written type can hold a function that uses a mailbox. Functions inside named types cannot.
bool may_hold_user(const syntax::TypeExpr* type) {
  if (!type) return true;
  switch (type->kind) {
    case syntax::TypeKind::Error:
    case syntax::TypeKind::Variable: return true;
    case syntax::TypeKind::Name:
      for (const syntax::TypeExpr* argument : static_cast<const syntax::NameType*>(type)->arguments)
        if (may_hold_user(argument)) return true;
      return false;
    case syntax::TypeKind::Tuple:
      for (const syntax::TypeExpr* item : static_cast<const syntax::TupleType*>(type)->items)
        if (may_hold_user(item)) return true;
      return false;
    case syntax::TypeKind::Function: return !is_never(static_cast<const syntax::FunctionType*>(type)->receives);
  }
  return true;
}

// Whether a function of the runtime may call something of this written type in the process that calls it.
bool has_callback(const syntax::TypeExpr* type) {
  if (!type) return false;
  switch (type->kind) {
    case syntax::TypeKind::Error:
    case syntax::TypeKind::Variable: return false;
    case syntax::TypeKind::Name:
      for (const syntax::TypeExpr* argument : static_cast<const syntax::NameType*>(type)->arguments)
        if (has_callback(argument)) return true;
      return false;
    case syntax::TypeKind::Tuple:
      for (const syntax::TypeExpr* item : static_cast<const syntax::TupleType*>(type)->items)
        if (has_callback(item)) return true;
      return false;
    case syntax::TypeKind::Function: return !static_cast<const syntax::FunctionType*>(type)->receives;
  }
  return false;
}

class Walker {
 public:
  Walker(const resolve::Program& program, resolve::ModuleId module, Facts& facts)
      : program_(program), module_(program.modules[module]), facts_(facts) {}

  void function(const syntax::FunctionItem& item) {
    for (const syntax::Clause& clause : item.clauses) {
      for (const syntax::Parameter& parameter : clause.parameters) bind_parameter(parameter);
      collect(clause.guard);
      collect(clause.body);
    }
    for (const syntax::Clause& clause : item.clauses) {
      for (const syntax::Parameter& parameter : clause.parameters) walk(parameter.default_value);
      walk(clause.guard);
      walk(clause.body);
    }
  }

  void body(const syntax::Expr* expr) {
    collect(expr);
    walk(expr);
  }

 private:
  enum class Known { Unknown, Lambda, Plain };

  void bind(const std::string& name, Known known) {
    auto [entry, is_new] = bound_.try_emplace(name, known);
    if (!is_new && entry->second != known) entry->second = Known::Unknown;
  }

  void bind_parameter(const syntax::Parameter& parameter) {
    if (parameter.pattern && parameter.pattern->kind == syntax::PatternKind::Variable && parameter.type && !may_hold_user(parameter.type)) {
      bind(static_cast<const syntax::VariablePattern*>(parameter.pattern)->name, Known::Plain);
    } else {
      bind_pattern(parameter.pattern);
    }
    collect(parameter.default_value);
  }

  void bind_pattern(const syntax::Pattern* pattern) {
    if (!pattern) return;
    switch (pattern->kind) {
      case syntax::PatternKind::Variable: return bind(static_cast<const syntax::VariablePattern*>(pattern)->name, Known::Unknown);
      case syntax::PatternKind::Constructor:
        for (const auto& a : static_cast<const syntax::ConstructorPattern*>(pattern)->arguments) bind_pattern(a.pattern);
        return;
      case syntax::PatternKind::Tuple:
        for (const auto* item : static_cast<const syntax::TuplePattern*>(pattern)->items) bind_pattern(item);
        return;
      case syntax::PatternKind::List:
        for (const auto* item : static_cast<const syntax::ListPattern*>(pattern)->items) bind_pattern(item);
        return bind_pattern(static_cast<const syntax::ListPattern*>(pattern)->rest);
      case syntax::PatternKind::Prefix: return bind_pattern(static_cast<const syntax::PrefixPattern*>(pattern)->rest);
      case syntax::PatternKind::Map:
        for (const auto& entry : static_cast<const syntax::MapPattern*>(pattern)->entries) bind_pattern(entry.value);
        return;
      case syntax::PatternKind::Bits:
        for (const auto& segment : static_cast<const syntax::BitsPattern*>(pattern)->segments) bind_pattern(segment.pattern);
        return;
      case syntax::PatternKind::Or:
        for (const auto* one : static_cast<const syntax::OrPattern*>(pattern)->alternatives) bind_pattern(one);
        return;
      case syntax::PatternKind::As:
        bind(static_cast<const syntax::AsPattern*>(pattern)->name.text, Known::Unknown);
        return bind_pattern(static_cast<const syntax::AsPattern*>(pattern)->pattern);
      case syntax::PatternKind::Int: case syntax::PatternKind::Float: case syntax::PatternKind::String: case syntax::PatternKind::Duration:
      case syntax::PatternKind::Bool: case syntax::PatternKind::Unit: case syntax::PatternKind::Wildcard: case syntax::PatternKind::Pin:
      case syntax::PatternKind::Error: return;
    }
  }

  // Calls `f` on the parts of an expression and `p` on the patterns that it binds.
  template <class F, class P>
  void parts(const syntax::Expr* e, F&& f, P&& p) {
    using K = syntax::ExprKind;
    auto arms = [&](const std::vector<syntax::Arm>& list) {
      for (const syntax::Arm& arm : list) {
        p(arm.pattern);
        f(arm.guard);
        f(arm.body);
      }
    };
    switch (e->kind) {
      case K::Int: case K::Float: case K::Duration: case K::Bool: case K::Unit: case K::Name: case K::Constructor: case K::Hole: case K::Error: return;
      case K::String:
        for (const auto* x : static_cast<const syntax::StringExpr*>(e)->insertions) f(x);
        return;
      case K::Field: return f(static_cast<const syntax::FieldExpr*>(e)->object);
      case K::Call: {
        const auto* x = static_cast<const syntax::CallExpr*>(e);
        f(x->callee);
        f(x->spread);
        for (const auto& a : x->arguments) f(a.value);
        return;
      }
      case K::Unary: return f(static_cast<const syntax::UnaryExpr*>(e)->operand);
      case K::Binary: f(static_cast<const syntax::BinaryExpr*>(e)->left); return f(static_cast<const syntax::BinaryExpr*>(e)->right);
      case K::Pipe: f(static_cast<const syntax::PipeExpr*>(e)->left); return f(static_cast<const syntax::PipeExpr*>(e)->right);
      case K::Send: f(static_cast<const syntax::SendExpr*>(e)->to); return f(static_cast<const syntax::SendExpr*>(e)->message);
      case K::Range: f(static_cast<const syntax::RangeExpr*>(e)->low); return f(static_cast<const syntax::RangeExpr*>(e)->high);
      case K::If: {
        const auto* x = static_cast<const syntax::IfExpr*>(e);
        f(x->condition);
        f(x->then_branch);
        return f(x->else_branch);
      }
      case K::Match: f(static_cast<const syntax::MatchExpr*>(e)->scrutinee); return arms(static_cast<const syntax::MatchExpr*>(e)->arms);
      case K::Receive: {
        const auto* x = static_cast<const syntax::ReceiveExpr*>(e);
        arms(x->arms);
        f(x->after);
        return f(x->after_body);
      }
      case K::Block:
        for (const auto& s : static_cast<const syntax::BlockExpr*>(e)->statements) {
          if (s.kind == syntax::StatementKind::Let) p(s.pattern);
          f(s.value);
          f(s.else_block);
          arms(s.else_arms);
        }
        return;
      case K::Lambda: return f(static_cast<const syntax::LambdaExpr*>(e)->body);
      case K::Tuple:
        for (const auto* x : static_cast<const syntax::TupleExpr*>(e)->items) f(x);
        return;
      case K::List:
        for (const auto* x : static_cast<const syntax::ListExpr*>(e)->items) f(x);
        return f(static_cast<const syntax::ListExpr*>(e)->rest);
      case K::Comprehension:
        for (const auto& c : static_cast<const syntax::ComprehensionExpr*>(e)->clauses) {
          p(c.pattern);
          f(c.value);
        }
        return f(static_cast<const syntax::ComprehensionExpr*>(e)->body);
      case K::Map:
        f(static_cast<const syntax::MapExpr*>(e)->base);
        for (const auto& entry : static_cast<const syntax::MapExpr*>(e)->entries) {
          f(entry.key);
          f(entry.value);
        }
        return;
      case K::For:
        p(static_cast<const syntax::ForExpr*>(e)->pattern);
        f(static_cast<const syntax::ForExpr*>(e)->iterated);
        return f(static_cast<const syntax::ForExpr*>(e)->body);
      case K::Try: return f(static_cast<const syntax::TryExpr*>(e)->operand);
      case K::Return: return f(static_cast<const syntax::ReturnExpr*>(e)->value);
      case K::Assert: return f(static_cast<const syntax::AssertExpr*>(e)->condition);
      case K::Spawn: return f(static_cast<const syntax::SpawnExpr*>(e)->body);
      case K::Bits:
        for (const auto& s : static_cast<const syntax::BitsExpr*>(e)->segments) {
          f(s.value);
          f(s.size);
        }
        return;
    }
  }

  // All names bound anywhere in the function, without regard to scope.
  void collect(const syntax::Expr* e) {
    if (!e) return;
    if (e->kind == syntax::ExprKind::Lambda)
      for (const auto& parameter : static_cast<const syntax::LambdaExpr*>(e)->parameters) bind_parameter(parameter);
    if (e->kind == syntax::ExprKind::Block) {
      for (const auto& s : static_cast<const syntax::BlockExpr*>(e)->statements) {
        if (s.kind == syntax::StatementKind::Let && s.pattern && s.pattern->kind == syntax::PatternKind::Variable) {
          const std::string& name = static_cast<const syntax::VariablePattern*>(s.pattern)->name;
          bind(name, s.value && s.value->kind == syntax::ExprKind::Lambda ? Known::Lambda : Known::Unknown);
        } else {
          bind_pattern(s.pattern);
        }
        collect(s.value);
        collect(s.else_block);
        for (const auto& arm : s.else_arms) {
          bind_pattern(arm.pattern);
          collect(arm.guard);
          collect(arm.body);
        }
      }
      return;
    }
    parts(e, [this](const syntax::Expr* x) { collect(x); }, [this](const syntax::Pattern* p) { bind_pattern(p); });
  }

  const Known* find_bound(const syntax::Expr* e) const {
    if (e->kind != syntax::ExprKind::Name) return nullptr;
    auto found = bound_.find(static_cast<const syntax::NameExpr*>(e)->name);
    return found == bound_.end() ? nullptr : &found->second;
  }

  // The function that a name or `module.name` may stand for.
  FunctionId find_function(const syntax::Expr* e) const {
    const resolve::Global* global = nullptr;
    if (e->kind == syntax::ExprKind::Name) {
      auto found = module_.values.find(static_cast<const syntax::NameExpr*>(e)->name);
      if (found != module_.values.end()) global = &found->second;
    } else if (e->kind == syntax::ExprKind::Field) {
      const auto* field = static_cast<const syntax::FieldExpr*>(e);
      if (field->object->kind != syntax::ExprKind::Name) return {};
      auto import = module_.imports.find(static_cast<const syntax::NameExpr*>(field->object)->name);
      if (import == module_.imports.end()) return {};
      const auto& exported = program_.modules[import->second].exported_values;
      auto found = exported.find(field->field.text);
      if (found != exported.end()) global = &found->second;
    }
    const FunctionId* id = global ? std::get_if<FunctionId>(global) : nullptr;
    return id ? *id : FunctionId{};
  }

  bool may_be_unknown_function(const syntax::Expr* e) const {
    using K = syntax::ExprKind;
    switch (e->kind) {
      case K::Name: {
        const Known* known = find_bound(e);
        return known && *known == Known::Unknown;
      }
      case K::If: case K::Match: case K::Block: case K::Receive: return true;
      case K::List:
        for (const auto* x : static_cast<const syntax::ListExpr*>(e)->items)
          if (may_be_unknown_function(x)) return true;
        return false;
      case K::Tuple:
        for (const auto* x : static_cast<const syntax::TupleExpr*>(e)->items)
          if (may_be_unknown_function(x)) return true;
        return false;
      default: return false;
    }
  }

  struct Passed {
    std::string label;
    const syntax::Expr* value;
  };

  static const syntax::Parameter* parameter_for(const syntax::FunctionItem& item, const Passed& argument, size_t position) {
    const auto& parameters = item.clauses[0].parameters;
    if (argument.label.empty()) return position < parameters.size() ? &parameters[position] : nullptr;
    for (const auto& p : parameters) {
      if (p.label.text == argument.label) return &p;
      if (p.label.empty() && p.pattern && p.pattern->kind == syntax::PatternKind::Variable &&
          static_cast<const syntax::VariablePattern*>(p.pattern)->name == argument.label)
        return &p;
    }
    return nullptr;
  }

  void call(const syntax::Expr* callee, const std::vector<Passed>& arguments) {
    FunctionId id = find_function(callee);
    if (const Known* known = find_bound(callee)) {
      if (*known == Known::Unknown) facts_.calls_unknown = true;
    }
    if (!id.is_valid()) {
      if (callee->kind == syntax::ExprKind::Field) {
        walk(static_cast<const syntax::FieldExpr*>(callee)->object);
      } else if (callee->kind != syntax::ExprKind::Name) {
        walk(callee);
      }
      for (const Passed& argument : arguments) walk(argument.value);
      return;
    }
    const syntax::FunctionItem* item = program_.functions[id].item;
    bool passes_unknown = false;
    size_t position = 0;
    for (const Passed& argument : arguments) {
      const syntax::Parameter* parameter = item && !item->clauses.empty() ? parameter_for(*item, argument, position) : nullptr;
      if (argument.label.empty()) ++position;
      const syntax::TypeExpr* type = parameter ? parameter->type : nullptr;
      const bool is_function = type && type->kind == syntax::TypeKind::Function;
      if (is_function && static_cast<const syntax::FunctionType*>(type)->receives) {
        // Runs in a process of its own, or uses no mailbox.
        walk_elsewhere(argument.value);
        continue;
      }
      if (may_hold_user(type) && may_be_unknown_function(argument.value)) passes_unknown = true;
      walk(argument.value);
    }
    facts_.edges.push_back({id, passes_unknown});
  }

  // A function value whose body runs in another process: only what is evaluated to make it counts.
  void walk_elsewhere(const syntax::Expr* e) {
    if (e->kind == syntax::ExprKind::Lambda || e->kind == syntax::ExprKind::Name || e->kind == syntax::ExprKind::Field) return;
    if (e->kind == syntax::ExprKind::Call) {
      const auto* x = static_cast<const syntax::CallExpr*>(e);
      bool has_hole = false;
      for (const auto& a : x->arguments) has_hole |= a.value->kind == syntax::ExprKind::Hole;
      if (has_hole) {
        for (const auto& a : x->arguments) walk(a.value);
        return;
      }
    }
    walk(e);
  }

  void pipe(const syntax::PipeExpr& e) {
    // The first call on the right's spine takes the value.
    const syntax::Expr* target = nullptr;
    const syntax::Expr* spine = e.right;
    while (spine) {
      if (spine->kind == syntax::ExprKind::Call) {
        target = spine;
        spine = static_cast<const syntax::CallExpr*>(spine)->callee;
      } else if (spine->kind == syntax::ExprKind::Try) {
        spine = static_cast<const syntax::TryExpr*>(spine)->operand;
      } else if (spine->kind == syntax::ExprKind::Field && !find_function(spine).is_valid()) {
        spine = static_cast<const syntax::FieldExpr*>(spine)->object;
      } else {
        break;
      }
    }
    std::vector<Passed> arguments;
    const syntax::Expr* callee = spine;
    bool placed = false;
    if (target) {
      const auto* written = static_cast<const syntax::CallExpr*>(target);
      callee = written->callee;
      for (const auto& a : written->arguments) {
        const bool here = !placed && a.value->kind == syntax::ExprKind::Hole;
        placed |= here;
        arguments.push_back({a.label.text, here ? e.left : a.value});
      }
    }
    if (!placed) arguments.insert(arguments.begin(), Passed{"", e.left});
    call(callee, arguments);
    // What stands behind the call is postfixes; a call among them calls a value nobody knows.
    if (target && target != e.right) {
      for (const syntax::Expr* x = e.right; x != target;) {
        if (x->kind == syntax::ExprKind::Call) {
          facts_.calls_unknown = true;
          for (const auto& a : static_cast<const syntax::CallExpr*>(x)->arguments) walk(a.value);
          x = static_cast<const syntax::CallExpr*>(x)->callee;
        } else if (x->kind == syntax::ExprKind::Try) {
          x = static_cast<const syntax::TryExpr*>(x)->operand;
        } else {
          x = static_cast<const syntax::FieldExpr*>(x)->object;
        }
      }
    }
  }

  void walk(const syntax::Expr* e) {
    if (!e) return;
    switch (e->kind) {
      case syntax::ExprKind::Name:
      case syntax::ExprKind::Field: {
        // A function that is mentioned without being called goes who knows where.
        FunctionId id = find_function(e);
        if (id.is_valid()) facts_.edges.push_back({id, true});
        if (e->kind == syntax::ExprKind::Field && !id.is_valid()) walk(static_cast<const syntax::FieldExpr*>(e)->object);
        return;
      }
      case syntax::ExprKind::Call: {
        const auto* x = static_cast<const syntax::CallExpr*>(e);
        walk(x->spread);
        std::vector<Passed> arguments;
        for (const auto& a : x->arguments) arguments.push_back({a.label.text, a.value});
        return call(x->callee, arguments);
      }
      case syntax::ExprKind::Pipe: return pipe(static_cast<const syntax::PipeExpr&>(*e));
      case syntax::ExprKind::Spawn: return;
      case syntax::ExprKind::Receive:
        facts_.uses = true;
        return;
      default: break;
    }
    parts(e, [this](const syntax::Expr* x) { walk(x); }, [](const syntax::Pattern*) {});
  }

  const resolve::Program& program_;
  const resolve::Module& module_;
  Facts& facts_;
  std::unordered_map<std::string, Known> bound_;
};

Facts facts_of(const resolve::Program& program, const resolve::Function& function) {
  Facts facts;
  if (function.test) {
    Walker(program, function.module, facts).body(function.test->body);
    return facts;
  }
  if (!function.item || function.item->clauses.empty()) return facts;
  for (const syntax::Clause& clause : function.item->clauses) {
    if (!clause.receives) continue;
    facts.is_fixed |= is_never(clause.receives);
    facts.uses |= !is_never(clause.receives);
  }
  if (function.kind == resolve::FunctionKind::Riot) {
    Walker(program, function.module, facts).function(*function.item);
  } else {
    for (const syntax::Parameter& parameter : function.item->clauses[0].parameters)
      facts.calls_unknown |= has_callback(parameter.type);
  }
  return facts;
}

}  // namespace

std::vector<bool> find_mailbox_users(const resolve::Program& program) {
  std::vector<Facts> facts;
  for (const resolve::Function& function : program.functions) facts.push_back(facts_of(program, function));

  struct Caller {
    uint32_t function;
    bool passes_unknown;
  };
  std::vector<std::vector<Caller>> callers(facts.size());
  for (uint32_t f = 0; f < facts.size(); ++f)
    for (const Edge& edge : facts[f].edges) callers[edge.callee.value].push_back({f, edge.passes_unknown});

  std::vector<uint32_t> work;
  for (uint32_t f = 0; f < facts.size(); ++f) {
    if (facts[f].is_fixed) facts[f].uses = facts[f].calls_unknown = false;
    if (facts[f].uses || facts[f].calls_unknown) work.push_back(f);
  }
  while (!work.empty()) {
    uint32_t callee = work.back();
    work.pop_back();
    for (const Caller& caller : callers[callee]) {
      Facts& f = facts[caller.function];
      if (f.is_fixed) continue;
      const bool uses = f.uses || facts[callee].uses;
      const bool calls_unknown = f.calls_unknown || (facts[callee].calls_unknown && caller.passes_unknown);
      if (uses == f.uses && calls_unknown == f.calls_unknown) continue;
      f.uses = uses;
      f.calls_unknown = calls_unknown;
      work.push_back(caller.function);
    }
  }
  std::vector<bool> result;
  for (const Facts& f : facts) result.push_back(f.uses || f.calls_unknown);
  return result;
}

}  // namespace riotc::infer
