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
  Walker(const Program& program, types::TypeTable& types, const Diverges& diverges, Diagnostics& diags)
      : program_(program), types_(types), diverges_(diverges), diags_(diags) {}

  void body(const Expr* expr, const IdVec<VariableId, Variable>& variables) {
    variables_ = &variables;
    selves_.clear();
    walk(expr);
  }

  void clause(const Clause& clause, const IdVec<VariableId, Variable>& variables) {
    variables_ = &variables;
    selves_.clear();
    std::vector<const VariablePattern*> replies;
    for (const Pattern* parameter : clause.parameters) collect_replies(parameter, replies);
    check_replies(replies, "this function", clause.guard, clause.body);
    if (clause.guard) walk(clause.guard);
    walk(clause.body);
  }

 private:
  void walk(const Expr* e) {
    switch (e->kind) {
      case ExprKind::Receive:
        for (const Arm& arm : static_cast<const ReceiveExpr*>(e)->arms) check_arm(arm);
        break;
      case ExprKind::Match:
        for (const Arm& arm : static_cast<const MatchExpr*>(e)->arms) check_arm(arm);
        break;
      case ExprKind::Lambda: {
        std::vector<const VariablePattern*> replies;
        for (const Pattern* parameter : static_cast<const LambdaExpr*>(e)->parameters) collect_replies(parameter, replies);
        check_replies(replies, "this function", nullptr, static_cast<const LambdaExpr*>(e)->body);
        break;
      }
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

  // `panic`, `exit` and the like: the caller is told Gone. A loop that calls itself for ever does not come back either, but takes
  // the next message.
  bool ends_process(const Expr* e) const {
    switch (e->kind) {
      case ExprKind::Call: {
        const Expr* callee = static_cast<const CallExpr*>(e)->callee;
        if (callee->kind != ExprKind::FunctionRef) return false;
        const resolve::Function& function = types_.program().functions[static_cast<const FunctionRefExpr*>(callee)->function];
        return types_.program().modules[function.module].is_library && diverges_(e);
      }
      case ExprKind::Block: {
        const auto* block = static_cast<const BlockExpr*>(e);
        for (const Statement& statement : block->statements)
          if (ends_process(statement.value)) return true;
        return block->value && ends_process(block->value);
      }
      default: return false;
    }
  }

  // Ends the process, or leaves the function by a `return`.
  bool falls_through(const Expr* e) const {
    if (e->kind == ExprKind::Return || ends_process(e)) return false;
    if (e->kind != ExprKind::Block) return true;
    const auto* block = static_cast<const BlockExpr*>(e);
    for (const Statement& statement : block->statements)
      if (!falls_through(statement.value)) return false;
    return !block->value || falls_through(block->value);
  }

  // How often an expression answers.
  struct Answers {
    bool certain = false, possible = false;  // on every path, on some
    const Expr* last = nullptr;
    const Expr* second = nullptr;            // an answer that follows another on a path that can be taken
  };

  // Two answers that only some paths give may exclude each other: `if a { .. }`, then `if not a { .. }`.
  static Answers then(const Answers& first, const Answers& next) {
    Answers both{first.certain || next.certain, first.possible || next.possible, next.last ? next.last : first.last, first.second ? first.second : next.second};
    if (!both.second && ((first.certain && next.possible) || (first.possible && next.certain))) both.second = next.last;
    return both;
  }

  static Answers either(const Answers& one, const Answers& other) {
    return {one.certain && other.certain, one.possible || other.possible, other.last ? other.last : one.last, one.second ? one.second : other.second};
  }

  // Closures run who knows when.
  Answers answers(const Expr* e, VariableId variable) const {
    Answers all;
    switch (e->kind) {
      case ExprKind::Lambda: case ExprKind::Spawn: return {};
      case ExprKind::If: {
        const auto* branch = static_cast<const IfExpr*>(e);
        return then(answers(branch->condition, variable),
                    either(branch_answers(branch->then_branch, variable), branch->else_branch ? branch_answers(branch->else_branch, variable) : Answers{}));
      }
      case ExprKind::Match: {
        const auto* match = static_cast<const MatchExpr*>(e);
        Answers arms;
        for (size_t i = 0; i < match->arms.size(); ++i) {
          Answers arm = branch_answers(match->arms[i].body, variable);
          arms = i == 0 ? arm : either(arms, arm);
        }
        return then(answers(match->scrutinee, variable), arms);
      }
      default: break;
    }
    const bool runs_once = e->kind == ExprKind::Block || e->kind == ExprKind::Send || e->kind == ExprKind::Call || e->kind == ExprKind::Return;
    for_each_child(e, [&](const Expr* child) {
      Answers here = answers(child, variable);
      here.certain = here.certain && runs_once;
      all = then(all, here);
    }, [&](const Arm& arm) {
      Answers here = answers(arm.body, variable);
      here.certain = false;
      all = either(all, here);
    });
    if (e->kind == ExprKind::Send) {
      const auto* send = static_cast<const SendExpr*>(e);
      if (send->to->kind == ExprKind::Local && static_cast<const LocalExpr*>(send->to)->variable == variable) all = then(all, {true, true, e, nullptr});
    }
    return all;
  }

  // Nothing follows a branch that never comes back.
  Answers branch_answers(const Expr* e, VariableId variable) const {
    Answers all = answers(e, variable);
    if (!falls_through(e)) return {true, false, nullptr, all.second};
    return all;
  }

  using Places = std::vector<const Expr*>;

  // The branches of an `if` or `match` that leave the variable alone, where the others do not and nothing around them does.
  // A use of any sort counts, and so does a branch that never comes back; `exits_without` looks at those that return.
  Places branches_without(const Expr* e, VariableId variable, bool* is_used) const {
    *is_used = false;
    if (ends_process(e)) {
      *is_used = true;
      return {};
    }
    switch (e->kind) {
      case ExprKind::Return: {
        const Expr* value = static_cast<const ReturnExpr*>(e)->value;
        return value ? branches_without(value, variable, is_used) : Places{};
      }
      case ExprKind::If: {
        const auto* branch = static_cast<const IfExpr*>(e);
        if (mentions(branch->condition, variable)) break;
        return those_without({branch->then_branch, branch->else_branch}, e, variable, is_used);
      }
      case ExprKind::Match: {
        const auto* match = static_cast<const MatchExpr*>(e);
        if (mentions(match->scrutinee, variable)) break;
        Places bodies;
        for (const Arm& arm : match->arms) bodies.push_back(arm.guard && mentions(arm.guard, variable) ? arm.guard : arm.body);
        return those_without(bodies, e, variable, is_used);
      }
      case ExprKind::Block: {
        const auto* block = static_cast<const BlockExpr*>(e);
        Places parts;
        for (const Statement& statement : block->statements) parts.push_back(statement.value);
        if (block->value) parts.push_back(block->value);
        Places found;
        for (const Expr* part : parts) {
          // `if done { return () }` leaves what follows as it was.
          if (!mentions(part, variable)) continue;
          bool here = false;
          Places without = branches_without(part, variable, &here);
          // Two statements that each do so at times may divide the cases between them.
          const bool is_enough = here && (without.empty() || *is_used);
          *is_used = *is_used || here;
          if (is_enough) return {};
          if (found.empty()) found = std::move(without);
        }
        return found;
      }
      default: break;
    }
    *is_used = *is_used || mentions(e, variable);
    return {};
  }

  Places those_without(const Places& branches, const Expr* whole, VariableId variable, bool* is_used) const {
    Places found;
    for (const Expr* branch : branches) {
      bool here = false;
      const Places inner = branch ? branches_without(branch, variable, &here) : Places{};
      here = here || (branch && !falls_through(branch));
      *is_used = *is_used || here;
      if (!branch) found.push_back(whole);
      else if (!here) found.push_back(branch);
      else found.insert(found.end(), inner.begin(), inner.end());
    }
    return *is_used ? found : Places{};
  }

  // Adds each `return` and `?` that leaves the function before the variable has been used on any path to it.
  // `is_used` is whether it has been before `e`, and after the call whether it may have been behind it.
  void exits_without(const Expr* e, VariableId variable, bool* is_used, Places& found) const {
    // What stands as an operand is in use once the whole has been evaluated: `reply ! parse(text)?` may leave before it answers.
    bool is_operand = false;
    auto visit = [&](const Expr* part, bool before) {
      if (!part) return before;
      if (part->kind == ExprKind::Local) {
        is_operand = is_operand || static_cast<const LocalExpr*>(part)->variable == variable;
        return before;
      }
      exits_without(part, variable, &before, found);
      return before;
    };
    switch (e->kind) {
      case ExprKind::Lambda: case ExprKind::Spawn:  // they are left, not what is around them
        *is_used = *is_used || mentions(e, variable);
        return;
      case ExprKind::If: {
        const auto* branch = static_cast<const IfExpr*>(e);
        const bool before = visit(branch->condition, *is_used);
        const bool then_used = visit(branch->then_branch, before);
        const bool else_used = visit(branch->else_branch, before);
        *is_used = then_used || else_used;
        break;
      }
      case ExprKind::Block: {
        const auto* block = static_cast<const BlockExpr*>(e);
        for (const Statement& statement : block->statements) {
          *is_used = visit(statement.value, *is_used) || is_operand;
          for (const Arm& arm : statement.otherwise) visit(arm.body, *is_used);
        }
        *is_used = visit(block->value, *is_used);
        break;
      }
      default: {
        bool before = *is_used;
        bool after = before;
        for_each_child(e, [&](const Expr* child) { before = after = visit(child, before); }, [&](const Arm& arm) {
          const bool guarded = visit(arm.guard, before) || is_operand;
          after = visit(arm.body, guarded) || after;
        });
        *is_used = after;
      }
    }
    *is_used = *is_used || is_operand;
    if (*is_used) return;
    if (e->kind == ExprKind::Try || (e->kind == ExprKind::Return && returns(static_cast<const ReturnExpr*>(e)))) found.push_back(e);
  }

  // `return panic("..")` ends the process.
  bool returns(const ReturnExpr* e) const { return !e->value || !ends_process(e->value); }

  void check_arm(const Arm& arm) {
    std::vector<const VariablePattern*> replies;
    collect_replies(arm.pattern, replies);
    check_replies(replies, "this arm", arm.guard, arm.body);
  }

  // A path that returns ends there: where one does, nothing is said of second answers, so that a warning is right.
  void check_replies(const std::vector<const VariablePattern*>& replies, const char* what, const Expr* guard, const Expr* body) {
    for (const VariablePattern* reply : replies) {
      const std::string& name = (*variables_)[reply->variable].name;
      if (name.empty() || name[0] == '_') continue;
      if (guard && mentions(guard, reply->variable)) continue;
      if (!mentions(body, reply->variable)) {
        if (ends_process(body)) continue;  // the caller gets Gone
        diags_.warning(Code::W0104, reply->span, std::string(what) + " neither answers " + quoted(name) + " nor passes it on: the caller gets NoReply")
            .help("answer with `" + name + " ! ..`, or write `_" + name + "` if that is meant");
        continue;
      }
      bool is_used = false, is_used_before = false;
      Places forgetting = branches_without(body, reply->variable, &is_used);
      exits_without(body, reply->variable, &is_used_before, forgetting);
      if (!forgetting.empty()) {
        warn_forgotten(reply->span, name, std::move(forgetting));
        continue;
      }
      if (has_early_exit(body)) continue;
      if (const Expr* second = answers(body, reply->variable).second)
        diags_.warning(Code::W0105, second->span, quoted(name) + " has been answered before on this path: the second answer is dropped");
    }
  }

  // One message for a Reply: at the first path that forgets it, with the others shown.
  void warn_forgotten(Span reply, const std::string& name, Places places) {
    std::stable_sort(places.begin(), places.end(), [](const Expr* a, const Expr* b) { return a->span.begin < b->span.begin; });
    const Expr* first = places.front();
    auto leaves = [](const Expr* e) { return e->kind == ExprKind::Return || e->kind == ExprKind::Try; };
    auto lacks_else = [](const Expr* e) { return e->kind == ExprKind::If && !static_cast<const IfExpr*>(e)->else_branch; };
    auto place = [](const Expr* e) { return e->kind == ExprKind::Try ? Span{e->span.file, e->span.end - 1, e->span.end} : e->span; };
    const bool returns = first->kind == ExprKind::Return;
    const std::string what = leaves(first) ? (returns ? "this `return`" : "this `?`") + std::string(" may leave before ") + quoted(name) + " is answered or passed on"
                             : lacks_else(first) ? "without an `else` " + quoted(name) + " is neither answered nor passed on when the condition is false"
                                                 : "this branch neither answers " + quoted(name) + " nor passes it on";
    const std::string help = leaves(first) ? std::string(returns ? " before it" : " there too: `match` on the value instead") + ", or write `let _ = " + name + "` before it if that is meant"
                                           : ", or write `let _ = " + name + "` if that is meant";
    auto report = diags_.warning(Code::W0104, place(first), what + ": the caller gets NoReply").label(reply, "taken here");
    for (size_t i = 1; i < places.size(); ++i) {
      const Expr* other = places[i];
      report.label(place(other), other->kind == ExprKind::Return ? "this `return` leaves without an answer too" : other->kind == ExprKind::Try ? "this `?` may leave without an answer too"
                                 : lacks_else(other)             ? "and when this condition is false"
                                                                 : "this branch forgets it too");
    }
    report.help("answer with `" + name + " ! ..`" + help);
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
  const Diverges& diverges_;
  Diagnostics& diags_;
  const IdVec<VariableId, Variable>* variables_ = nullptr;
  std::unordered_set<VariableId> selves_;  // variables that hold this process's own Pid
  std::set<uint32_t> reported_;            // constructors
};

}  // namespace

void warn_about_processes(const typed::Program& program, types::TypeTable& types, const Diverges& diverges, Diagnostics& diags) {
  Walker walker(program, types, diverges, diags);
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
