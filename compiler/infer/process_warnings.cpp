// SPDX-License-Identifier: MIT
#include "compiler/infer/process_warnings.h"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "compiler/typed/walk.h"

namespace riotc::infer {

namespace {

using namespace typed;
using types::TypeKind;

std::string quoted(const std::string& text) { return "`" + text + "`"; }

// What the receives that a body can reach take out of its mailbox.
struct Taken {
  bool everything = false;
  bool receives = false;
  std::set<uint32_t> constructors;
};

class Walker {
 public:
  Walker(const Program& program, types::TypeTable& types, Diagnostics& diags) : program_(program), types_(types), diags_(diags) {}

  void body(const Expr* expr, const IdVec<VariableId, Variable>& variables) {
    variables_ = &variables;
    selves_.clear();
    walk(expr);
  }

  void clause(const Clause& clause, const IdVec<VariableId, Variable>& variables) {
    variables_ = &variables;
    selves_.clear();
    if (clause.guard) walk(clause.guard);
    walk(clause.body);
  }

 private:
  void walk(const Expr* e) {
    switch (e->kind) {
      case ExprKind::Receive:
        for (const Arm& arm : static_cast<const ReceiveExpr*>(e)->arms) check_replies(arm);
        break;
      case ExprKind::Spawn: {
        const auto* spawn = static_cast<const SpawnExpr*>(e);
        check_taken(spawn);
        // Another process: what was `self()` outside is not it.
        std::unordered_set<VariableId> outer;
        std::swap(outer, selves_);
        walk(spawn->function);
        std::swap(outer, selves_);
        return;
      }
      case ExprKind::ProcessCall: {
        const auto* call = static_cast<const ProcessCallExpr*>(e);
        if (is_self(call->to))
          diags_.warning(Code::W0106, e->span, "a process that calls itself waits for its own answer, and never gets it")
              .help("call the function directly, or send the message with `!`");
        break;
      }
      case ExprKind::Block:
        for (const Statement& statement : static_cast<const BlockExpr*>(e)->statements) {
          if (statement.kind == StatementKind::Let && statement.pattern->kind == PatternKind::Variable && is_self(statement.value))
            selves_.insert(static_cast<const VariablePattern*>(statement.pattern)->variable);
        }
        break;
      default: break;
    }
    for_each_child(e, [this](const Expr* child) { walk(child); }, [this](const Arm& arm) {
      if (arm.guard) walk(arm.guard);
      walk(arm.body);
    });
  }

  bool is_self(const Expr* e) const {
    if (e->kind == ExprKind::Local) return selves_.count(static_cast<const LocalExpr*>(e)->variable) > 0;
    if (e->kind != ExprKind::Call) return false;
    const Expr* callee = static_cast<const CallExpr*>(e)->callee;
    if (callee->kind != ExprKind::FunctionRef) return false;
    const resolve::Function& function = types_.program().functions[static_cast<const FunctionRefExpr*>(callee)->function];
    return function.name == "self" && types_.program().modules[function.module].is_library;
  }

  // ---- Replies

  void collect_replies(const Pattern* p, std::vector<const VariablePattern*>& out) const {
    switch (p->kind) {
      case PatternKind::Variable: {
        const types::Type& type = types_.get(p->type);
        if (type.kind == TypeKind::Named && types_.program().types[type.decl].builtin == resolve::BuiltinType::Reply)
          out.push_back(static_cast<const VariablePattern*>(p));
        return;
      }
      case PatternKind::Constructor:
        for (const Pattern* field : static_cast<const ConstructorPattern*>(p)->fields) collect_replies(field, out);
        return;
      case PatternKind::Tuple:
        for (const Pattern* item : static_cast<const TuplePattern*>(p)->items) collect_replies(item, out);
        return;
      case PatternKind::As: return collect_replies(static_cast<const AsPattern*>(p)->pattern, out);
      case PatternKind::Or: return collect_replies(static_cast<const OrPattern*>(p)->alternatives[0], out);
      default: return;
    }
  }

  bool mentions(const Expr* e, VariableId variable) const {
    if (e->kind == ExprKind::Local) return static_cast<const LocalExpr*>(e)->variable == variable;
    bool found = false;
    for_each_child(e, [&](const Expr* child) { found = found || mentions(child, variable); }, [&](const Arm& arm) {
      found = found || (arm.guard && mentions(arm.guard, variable)) || mentions(arm.body, variable);
    });
    return found;
  }

  // The most answers on any path through the expression; `last` is the latest of them. Closures run who knows when.
  int answers(const Expr* e, VariableId variable, const Expr** last) const {
    if (e->kind == ExprKind::Lambda || e->kind == ExprKind::Spawn) return 0;
    int own = 0;
    if (e->kind == ExprKind::If) {
      const auto* branch = static_cast<const IfExpr*>(e);
      int before = answers(branch->condition, variable, last);
      const Expr* last_then = *last;
      const Expr* last_else = *last;
      int then_count = answers(branch->then_branch, variable, &last_then);
      int else_count = branch->else_branch ? answers(branch->else_branch, variable, &last_else) : 0;
      *last = then_count >= else_count ? last_then : last_else;
      return before + std::max(then_count, else_count);
    }
    int most = 0;
    const Expr* last_of_most = *last;
    for_each_child(e, [&](const Expr* child) { own += answers(child, variable, last); }, [&](const Arm& arm) {
      const Expr* last_here = *last;
      int here = answers(arm.body, variable, &last_here);
      if (here > most) {
        most = here;
        last_of_most = last_here;
      }
    });
    if (most > 0) *last = last_of_most;
    if (e->kind == ExprKind::Send) {
      const auto* send = static_cast<const SendExpr*>(e);
      if (send->to->kind == ExprKind::Local && static_cast<const LocalExpr*>(send->to)->variable == variable) {
        ++own;
        *last = e;
      }
    }
    if (e->kind == ExprKind::Return) return own;
    return own + most;
  }

  // A path that returns ends there; only straight-line code and the branch with most answers are counted, so that a warning is right.
  void check_replies(const Arm& arm) {
    std::vector<const VariablePattern*> replies;
    collect_replies(arm.pattern, replies);
    for (const VariablePattern* reply : replies) {
      const std::string& name = (*variables_)[reply->variable].name;
      if (name.empty() || name[0] == '_') continue;
      const bool in_guard = arm.guard && mentions(arm.guard, reply->variable);
      if (!in_guard && !mentions(arm.body, reply->variable)) {
        diags_.warning(Code::W0104, reply->span, "this arm neither answers " + quoted(name) + " nor passes it on: the caller gets NoReply")
            .help("answer with `" + name + " ! ..`, or write `_" + name + "` if that is meant");
        continue;
      }
      if (has_early_exit(arm.body)) continue;
      const Expr* last = nullptr;
      if (answers(arm.body, reply->variable, &last) > 1 && last)
        diags_.warning(Code::W0105, last->span, quoted(name) + " has been answered before on this path: the second answer is dropped");
    }
  }

  bool has_early_exit(const Expr* e) const {
    if (e->kind == ExprKind::Return || e->kind == ExprKind::Try) return true;
    if (e->kind == ExprKind::Lambda || e->kind == ExprKind::Spawn) return false;
    bool found = false;
    for_each_child(e, [&](const Expr* child) { found = found || has_early_exit(child); },
                   [&](const Arm& arm) { found = found || has_early_exit(arm.body); });
    return found;
  }

  // ---- messages that nobody takes

  void take_pattern(const Pattern* p, Taken& taken) const {
    switch (p->kind) {
      case PatternKind::Constructor: taken.constructors.insert(static_cast<const ConstructorPattern*>(p)->constructor.value); return;
      case PatternKind::As: return take_pattern(static_cast<const AsPattern*>(p)->pattern, taken);
      case PatternKind::Or:
        for (const Pattern* one : static_cast<const OrPattern*>(p)->alternatives) take_pattern(one, taken);
        return;
      default: taken.everything = true;
    }
  }

  void take(const Expr* e, Taken& taken, std::unordered_set<uint32_t>& seen, std::unordered_set<VariableId>& bound, bool is_root) const {
    switch (e->kind) {
      case ExprKind::Receive:
        taken.receives = true;
        for (const Arm& arm : static_cast<const ReceiveExpr*>(e)->arms) take_pattern(arm.pattern, taken);
        break;
      case ExprKind::Spawn: return;  // another process
      case ExprKind::FunctionRef: take_function(static_cast<const FunctionRefExpr*>(e)->function, taken, seen); return;
      case ExprKind::Local:
        // A function that came from outside may receive what it likes.
        if (is_root && types_.get(e->type).kind == TypeKind::Function && !bound.count(static_cast<const LocalExpr*>(e)->variable)) taken.everything = true;
        return;
      case ExprKind::Lambda:
        for (const Pattern* p : static_cast<const LambdaExpr*>(e)->parameters)
          if (p->kind == PatternKind::Variable) bound.insert(static_cast<const VariablePattern*>(p)->variable);
        break;
      case ExprKind::Block:
        for (const Statement& statement : static_cast<const BlockExpr*>(e)->statements)
          if (statement.pattern && statement.pattern->kind == PatternKind::Variable)
            bound.insert(static_cast<const VariablePattern*>(statement.pattern)->variable);
        break;
      default: break;
    }
    for_each_child(e, [&](const Expr* child) { take(child, taken, seen, bound, is_root); }, [&](const Arm& arm) {
      if (arm.guard) take(arm.guard, taken, seen, bound, is_root);
      take(arm.body, taken, seen, bound, is_root);
    });
  }

  void take_function(FunctionId id, Taken& taken, std::unordered_set<uint32_t>& seen) const {
    if (taken.everything || !seen.insert(id.value).second) return;
    auto found = program_.functions.find(id);
    if (found == program_.functions.end()) return;
    std::unordered_set<VariableId> bound;
    for (const Clause& clause : found->second.clauses) {
      if (clause.guard) take(clause.guard, taken, seen, bound, false);
      take(clause.body, taken, seen, bound, false);
    }
  }

  void check_taken(const SpawnExpr* spawn) {
    const types::Type& message = types_.get(spawn->message);
    if (message.kind != TypeKind::Named) return;
    const resolve::TypeDecl& decl = types_.program().types[message.decl];
    if (decl.constructors.empty() || !decl.module.is_valid() || types_.program().modules[decl.module].is_library) return;
    Taken taken;
    std::unordered_set<uint32_t> seen;
    std::unordered_set<VariableId> bound;
    take(spawn->function, taken, seen, bound, true);
    if (taken.everything || !taken.receives) return;
    std::vector<const resolve::Constructor*> left;
    for (resolve::ConstructorId id : decl.constructors)
      if (!taken.constructors.count(id.value) && reported_.insert(id.value).second) left.push_back(&types_.program().constructors[id]);
    if (left.empty()) return;
    std::string names;
    for (size_t i = 0; i < left.size(); ++i) names += (i == 0 ? "" : i + 1 < left.size() ? ", " : " or ") + quoted(left[i]->name);
    auto report = diags_.warning(Code::W0103, spawn->span, "no `receive` of this process takes " + names + ": such a message would stay in its mailbox for ever");
    for (const resolve::Constructor* constructor : left)
      if (constructor->decl) report.label(constructor->decl->name.span, "declared here");
    report.help(std::string("take ") + (left.size() == 1 ? "it in an arm, or leave it" : "them in arms, or leave them") + " out of " + quoted(decl.name));
  }

  const Program& program_;
  types::TypeTable& types_;
  Diagnostics& diags_;
  const IdVec<VariableId, Variable>* variables_ = nullptr;
  std::unordered_set<VariableId> selves_;  // variables that hold this process's own Pid
  std::set<uint32_t> reported_;            // constructors
};

}  // namespace

void warn_about_processes(const typed::Program& program, types::TypeTable& types, Diagnostics& diags) {
  Walker walker(program, types, diags);
  for (const resolve::Module& module : types.program().modules) {
    if (module.is_library) continue;
    for (ConstId id : module.consts)
      if (auto found = program.constants.find(id); found != program.constants.end()) walker.body(found->second.value, found->second.variables);
    for (FunctionId id : module.functions)
      if (auto found = program.functions.find(id); found != program.functions.end())
        for (const Clause& clause : found->second.clauses) walker.clause(clause, found->second.variables);
  }
}

}  // namespace riotc::infer
