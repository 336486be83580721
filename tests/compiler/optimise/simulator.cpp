// SPDX-License-Identifier: MIT
#include "tests/compiler/optimise/simulator.h"

#include <deque>
#include <map>
#include <random>

#include "compiler/core/operands.h"

namespace riotc::optimise::test {

using namespace core;

namespace {

constexpr int kImmortal = -1;

struct Thing;
// A plain value or a tag (`thing` is null), or a reference.
struct Value {
  int64_t number = 0;
  Thing* thing = nullptr;
};
struct Thing {
  int count = 1;
  bool freed = false;
  bool husk = false;  // memory in a token
  TypeId type;
  uint32_t tag = 0;
  FunctionId function;
  std::string text;
  std::vector<Value> fields;
  std::vector<bool> counted;  // which fields are references
};

struct Crashed {};
struct Slot {
  Value value;
  bool full = false;
};

class Simulator {
 public:
  Simulator(const Program& program, const Run& run) : program_(program), counting_(run.counting), fuel_(run.fuel), random_(run.seed) {}

  Outcome run(FunctionId start) {
    const Function& function = program_.functions[start];
    // A plain function may borrow: its caller, which is here, keeps these.
    std::vector<Value> kept;
    std::vector<Value> arguments;
    for (const VariableId id : function.parameters) {
      arguments.push_back(make(function.variables[id].type, 3));
      if (is_counted(function.variables[id].type) && !owns(function, id)) kept.push_back(arguments.back());
    }
    outcome_.allocations = 0;
    try {
      const Value result = call(start, std::move(arguments), {});
      if (answered_) {
        trace("= " + show(result, function.result));
        if (is_counted(function.result)) drop(result);
      }
    } catch (const Crashed&) {
      outcome_.crashed = true;
      if (!outcome_.exhausted) trace("crash");
    }
    for (const Value& value : kept) drop(value);
    if (counting_)
      for (const Thing& thing : things_)
        if (!thing.freed && thing.count != kImmortal) mistake("leaks a " + program_.types[thing.type].name + (thing.husk ? " (its memory)" : ""));
    return std::move(outcome_);
  }

 private:
  enum class Flow { Next, Return, Jump, Accept, Again, Gone };

  struct Frame {
    Frame(Simulator& simulator, const Function& function) : simulator(simulator), function(function), slots(function.variables.size()) {}
    // Unwinding: the handles of a crashing function give up what they hold.
    ~Frame() {
      if (!simulator.counting_) return;
      simulator.drop(built);
      for (uint32_t i = 0; i < slots.size(); ++i)
        if (slots[i].full && simulator.owns(function, VariableId{i})) simulator.empty(*this, VariableId{i});
    }
    Simulator& simulator;
    const Function& function;
    std::vector<Slot> slots;
    JoinTable joins;
    uint32_t join = 0, arm = 0;           // Jump
    std::vector<Value> passed;            // Jump, Again, tail forms
    uint32_t accepted = 0;
    FunctionId next;                      // tail forms
    Value result;
    // The answer in the making, and where it is open.
    Value built;
    Thing* last = nullptr;
    uint32_t open = 0;
  };

  // ---- counting

  bool is_counted(TypeId type) const { return is_reference(program_.types[type]); }
  bool owns(const Function& function, VariableId id) const {
    const Variable& variable = function.variables[id];
    return variable.owned && (variable.token || is_counted(variable.type));
  }
  void mistake(const std::string& text) {
    if (outcome_.mistakes.size() < 5) outcome_.mistakes.push_back(text + (where_.empty() ? "" : " in " + where_));
  }
  void trace(const std::string& text) { outcome_.trace += text + "\n"; }

  Thing* allocate(TypeId type, uint32_t tag) {
    things_.push_back({});
    Thing* thing = &things_.back();
    thing->type = type;
    thing->tag = tag;
    ++outcome_.allocations;
    return thing;
  }
  void check(const Value& value, const char* what) {
    if (counting_ && value.thing && (value.thing->freed || value.thing->husk)) mistake(std::string(what) + " freed memory of " + program_.types[value.thing->type].name);
  }
  void share(const Value& value) {
    if (!counting_ || !value.thing) return;
    check(value, "shares");
    if (value.thing->count == kImmortal) return;
    ++value.thing->count;
    ++outcome_.shares;
  }
  void drop(const Value& value) {
    if (!counting_ || !value.thing || value.thing->count == kImmortal) return;
    check(value, "drops");
    if (value.thing->freed || --value.thing->count > 0) return;
    value.thing->freed = true;
    for (size_t i = 0; i < value.thing->fields.size(); ++i)
      if (value.thing->counted[i]) drop(value.thing->fields[i]);
  }
  void empty(Frame& frame, VariableId id) {
    Slot& slot = frame.slots[id.value];
    slot.full = false;
    if (frame.function.variables[id].token) {
      if (slot.value.thing) slot.value.thing->husk = false, slot.value.thing->freed = true;
    } else {
      drop(slot.value);
    }
  }

  void fill(Frame& frame, VariableId id, Value value) {
    Slot& slot = frame.slots[id.value];
    if (counting_ && slot.full && owns(frame.function, id)) mistake("overwrites a reference in `" + frame.function.variables[id].name + "`#" + std::to_string(id.value));
    slot.value = value;
    slot.full = true;
  }

  // ---- values

  // Some value of the type. Owned by the caller.
  Value make(TypeId type, int depth) {
    const Type& of = program_.types[type];
    switch (of.kind) {
      case TypeKind::Data:
      case TypeKind::List:
      case TypeKind::Tuple: {
        uint32_t tag = static_cast<uint32_t>(random_() % of.constructors.size());
        if (depth <= 0)
          for (uint32_t i = 0; i < of.constructors.size(); ++i)
            if (of.constructors[i].fields.empty()) tag = i;
        if (of.constructors[tag].fields.empty()) return {static_cast<int64_t>(tag), nullptr};
        Thing* thing = allocate(type, tag);
        for (const Field& field : of.constructors[tag].fields) {
          thing->fields.push_back(make(field.type, depth - 1));
          thing->counted.push_back(is_counted(field.type));
        }
        return {0, thing};
      }
      case TypeKind::Bool: return {static_cast<int64_t>(random_() % 2), nullptr};
      case TypeKind::Function: {
        // Any closure of that type without captures.
        for (uint32_t i = 0; i < program_.functions.size(); ++i) {
          const Function& function = program_.functions[FunctionId{i}];
          if (function.kind != FunctionKind::Closure || !function.captures.empty() || function.result != of.arguments.back() || function.parameters.size() + 1 != of.arguments.size()) continue;
          Thing* thing = allocate(type, 0);
          thing->function = FunctionId{i};
          return {0, thing};
        }
        return {};
      }
      case TypeKind::String: {
        Thing* thing = allocate(type, 0);
        thing->text = std::string(1, static_cast<char>('a' + random_() % 26));
        return {0, thing};
      }
      case TypeKind::Pid: return {0, allocate(type, 0)};
      default: return {static_cast<int64_t>(random_() % 10), nullptr};
    }
  }

  // Values share their parts, so a text may be exponentially longer than the value: it ends after some thousand parts.
  std::string show(const Value& value, TypeId type) {
    size_t parts = 2000;
    return show(value, type, parts);
  }
  std::string show(const Value& value, TypeId type, size_t& parts) {
    if (parts == 0) return "..";
    --parts;
    if (!is_counted(type)) return std::to_string(value.number);
    if (!value.thing) return "#" + std::to_string(value.number);
    check(value, "shows");
    if (value.thing->freed) return "<freed>";
    const Thing& thing = *value.thing;
    if (!thing.text.empty()) return thing.text;
    const Type& of = program_.types[type];
    std::string out = std::to_string(thing.tag) + "(";
    if (of.kind == TypeKind::Data || of.kind == TypeKind::List || of.kind == TypeKind::Tuple)
      for (size_t i = 0; i < thing.fields.size(); ++i) out += (i ? "," : "") + show(thing.fields[i], of.constructors[thing.tag].fields[i].type, parts);
    return out + ")";
  }

  // ---- operands

  TypeId type_of(const Frame& frame, const Operand& operand) const {
    return operand.kind == OperandKind::Variable ? frame.function.variables[operand.variable].type : operand.type;
  }
  Value read(Frame& frame, const Operand& operand) {
    switch (operand.kind) {
      case OperandKind::Variable: {
        Slot& slot = frame.slots[operand.variable.value];
        if (!slot.full) mistake("reads empty `" + frame.function.variables[operand.variable].name + "`#" + std::to_string(operand.variable.value));
        const Value value = slot.value;
        if (!counting_ || !is_counted(frame.function.variables[operand.variable].type)) return value;
        check(value, "reads");
        if (operand.use == Use::Share) share(value);
        if (operand.use == Use::Move) slot.full = false;
        return value;
      }
      case OperandKind::Int:
      case OperandKind::Bool:
      case OperandKind::Nullary: return {operand.number, nullptr};
      case OperandKind::String: {
        Thing*& literal = literals_[operand.text];
        if (!literal) {
          literal = allocate(string_type(), 0);
          literal->count = kImmortal;
          literal->text = operand.text.empty() ? " " : operand.text;
        }
        return {0, literal};
      }
      case OperandKind::FunctionValue: {
        Thing* thing = allocate(operand.type, 0);
        --outcome_.allocations;
        thing->count = kImmortal;
        thing->function = operand.function;
        return {0, thing};
      }
      default: return {};
    }
  }
  TypeId string_type() const {
    for (uint32_t i = 0; i < program_.types.size(); ++i)
      if (program_.types[TypeId{i}].kind == TypeKind::String) return TypeId{i};
    return TypeId{0};
  }

  // ---- expressions. The result is an owned reference, except of a projection or a borrowing use.

  Value evaluate(Frame& frame, const Expr& expr) {
    std::vector<Value> values;
    for (const Operand& operand : expr.operands) values.push_back(read(frame, operand));
    const auto drop_operand = [&](size_t i) {
      if (is_counted(type_of(frame, expr.operands[i]))) drop(values[i]);
    };
    switch (expr.kind) {
      case ExprKind::Use:
      case ExprKind::Finish: return values[0];
      case ExprKind::Call: return call(expr.function, std::move(values), {});
      case ExprKind::CallClosure: {
        Thing* closure = values[0].thing;
        if (!closure) return make(expr.type, 2);
        const FunctionId function = closure->function;
        const std::vector<Value> captures = closure->fields;
        values.erase(values.begin());
        return call(function, std::move(values), captures);
      }
      case ExprKind::CallRuntime: return call_runtime(frame, expr, values);
      case ExprKind::Construct: {
        Thing* thing = nullptr;
        if (counting_ && expr.reuse) {
          Slot& slot = frame.slots[expr.reuse->value];
          if (!slot.full) mistake("spends a token twice");
          slot.full = false;
          thing = slot.value.thing;
        }
        if (thing) {
          if (object_size(program_, thing->type, thing->tag) != object_size(program_, expr.type, expr.tag)) mistake("reuses memory of another size");
          *thing = Thing{};
          thing->type = expr.type;
          thing->tag = expr.tag;
          ++outcome_.reuses;
        } else {
          thing = allocate(expr.type, expr.tag);
        }
        thing->fields = values;
        for (const Operand& operand : expr.operands) thing->counted.push_back(is_counted(type_of(frame, operand)));
        return {0, thing};
      }
      case ExprKind::MakeClosure: {
        Thing* thing = allocate(expr.type, 0);
        thing->function = expr.function;
        thing->fields = values;
        for (const Operand& operand : expr.operands) thing->counted.push_back(is_counted(type_of(frame, operand)));
        return {0, thing};
      }
      case ExprKind::Project: {
        if (!values[0].thing || values[0].thing->tag != expr.tag) {
          mistake("projects from another constructor");
          return {};
        }
        return values[0].thing->fields[expr.field];
      }
      case ExprKind::Arithmetic: return {(values[0].number + (values.size() > 1 ? values[1].number : 1)) % 1000, nullptr};
      case ExprKind::Compare: return {values[0].number == values[1].number ? 1 : 0, nullptr};
      case ExprKind::Not: return {values[0].number ? 0 : 1, nullptr};
      case ExprKind::Send:
        trace("send " + show(values[1], expr.operand_type));
        drop_operand(1);
        return {};
      case ExprKind::Spawn:
        for (size_t i = 0; i < values.size(); ++i) drop_operand(i);
        return make(expr.type, 0);
      case ExprKind::SpawnFunction: drop_operand(0); return make(expr.type, 0);
      case ExprKind::TextRest: drop_operand(0); return make(expr.type, 0);
      default: return make(expr.type, 1);
    }
  }

  Value call_runtime(Frame& frame, const Expr& expr, const std::vector<Value>& values) {
    if (expr.symbol == "choose") return {static_cast<int64_t>(random_() % 2), nullptr};
    if (expr.symbol == "often") return {random_() % 4 != 0, nullptr};
    if (expr.symbol == "observe")
      for (size_t i = 0; i < values.size(); ++i) trace("see " + show(values[i], type_of(frame, expr.operands[i])));
    Value result;
    bool has_result = false;
    if (expr.consumes)
      for (size_t i = values.size(); i-- > 0;) {
        const TypeId type = type_of(frame, expr.operands[i]);
        if (!has_result && type == expr.type) {
          result = values[i];
          has_result = true;
        } else if (is_counted(type)) {
          drop(values[i]);
        }
      }
    return has_result ? result : make(expr.type, 2);
  }

  // ---- functions

  Value call(FunctionId id, std::vector<Value> arguments, std::vector<Value> captures) {
    ++depth_;
    struct Leave {
      int& depth;
      std::string& where;
      std::string outer;
      ~Leave() {
        --depth;
        where = outer;
      }
    } leave{depth_, where_, where_};
    for (;;) {
      const Function& function = program_.functions[id];
      if (depth_ > 60 || --fuel_ < 0) {
        // The callee never runs: what it was given goes with the stack.
        for (size_t i = 0; i < arguments.size(); ++i)
          if (owns(function, function.parameters[i])) drop(arguments[i]);
        outcome_.exhausted = true;
        throw Crashed();
      }
      where_ = function.name;
      Frame frame(*this, function);
      for (size_t i = 0; i < arguments.size(); ++i) fill(frame, function.parameters[i], arguments[i]);
      for (size_t i = 0; i < captures.size(); ++i) fill(frame, function.captures[i], captures[i]);
      Flow flow;
      do {
        flow = block(frame, function.body);
        if (flow == Flow::Again)
          for (size_t i = 0; i < frame.passed.size(); ++i) {
            Slot& slot = frame.slots[function.parameters[i].value];
            if (counting_ && slot.full && owns(function, function.parameters[i])) mistake("overwrites an owned parameter");
            slot = {frame.passed[i], true};
          }
        if (flow == Flow::Again && --fuel_ < 0) run_dry();
      } while (flow == Flow::Again);
      if (counting_)
        for (uint32_t i = 0; i < frame.slots.size(); ++i)
          if (frame.slots[i].full && owns(function, VariableId{i})) mistake("still holds `" + function.variables[VariableId{i}].name + "`#" + std::to_string(i) + " at its end");
      if (flow == Flow::Return) {
        answered_ = true;
        return frame.result;
      }
      answered_ = false;
      if (flow != Flow::Gone) mistake("runs off its end");
      if (!frame.next.is_valid()) return {};
      id = frame.next;
      arguments = std::move(frame.passed);
    }
  }
  [[noreturn]] void run_dry() {
    outcome_.exhausted = true;
    throw Crashed();
  }

  // ---- statements

  Flow block(Frame& frame, const Block& statements) {
    for (const Stmt& stmt : statements) {
      const Flow flow = statement(frame, stmt);
      if (flow != Flow::Next) return flow;
    }
    return Flow::Next;
  }

  Value answer(Frame& frame, const Expr& expr) {
    const Value value = evaluate(frame, expr);
    if (expr.kind == ExprKind::Project && is_counted(expr.type)) share(value);
    return value;
  }

  Flow statement(Frame& frame, const Stmt& stmt) {
    switch (stmt.kind) {
      case StmtKind::Let:
      case StmtKind::Assign: {
        const bool shares = counting_ && stmt.expr.kind == ExprKind::Project && owns(frame.function, stmt.variable);
        const Value value = shares ? answer(frame, stmt.expr) : evaluate(frame, stmt.expr);
        fill(frame, stmt.variable, value);
        return Flow::Next;
      }
      case StmtKind::Declare: return Flow::Next;
      case StmtKind::Extend: {
        if (stmt.variable.is_valid()) {
          extend_list(frame, stmt);
          return Flow::Next;
        }
        const Value part = evaluate(frame, stmt.expr);
        if (frame.last) frame.last->fields[frame.open] = part;
        else frame.built = part;
        frame.last = part.thing;
        frame.open = stmt.index;
        return Flow::Next;
      }
      case StmtKind::Evaluate: {
        const Value value = evaluate(frame, stmt.expr);
        if (stmt.expr.kind != ExprKind::Use && stmt.expr.kind != ExprKind::Project && is_counted(stmt.expr.type)) drop(value);
        return Flow::Next;
      }
      case StmtKind::Drop:
        if (!frame.slots[stmt.variable.value].full) mistake("drops empty #" + std::to_string(stmt.variable.value));
        empty(frame, stmt.variable);
        return Flow::Next;
      case StmtKind::TakeApart: take_apart(frame, stmt); return Flow::Next;
      case StmtKind::If: return block(frame, stmt.blocks[read(frame, stmt.operand).number ? 0 : 1]);
      case StmtKind::Switch: {
        const Value value = read(frame, stmt.operand);
        const int64_t tag = value.thing ? value.thing->tag : value.number;
        for (const SwitchCase& one : stmt.cases)
          for (const int64_t label : one.values)
            if (label == tag) return block(frame, one.body);
        if (!stmt.otherwise) mistake("switches on what no case has");
        return stmt.otherwise ? block(frame, *stmt.otherwise) : Flow::Next;
      }
      case StmtKind::Join: {
        enter_join(frame.joins, stmt);
        Flow flow = block(frame, stmt.blocks[0]);
        while (flow == Flow::Jump && frame.join == stmt.join) {
          const JoinArm& arm = stmt.arms[frame.arm];
          for (size_t i = 0; i < arm.parameters.size(); ++i) fill(frame, arm.parameters[i], frame.passed[i]);
          flow = block(frame, arm.body);
        }
        return flow;
      }
      case StmtKind::Jump:
        frame.join = stmt.join;
        frame.arm = stmt.index;
        pass(frame, stmt);
        return Flow::Jump;
      case StmtKind::While:
        for (;;) {
          if (--fuel_ < 0) run_dry();
          Flow flow = block(frame, stmt.blocks[0]);
          if (flow != Flow::Next) return flow;
          if (!read(frame, stmt.operand).number) return Flow::Next;
          flow = block(frame, stmt.blocks[1]);
          if (flow != Flow::Next) return flow;
        }
      case StmtKind::Return:
        frame.result = answer(frame, stmt.expr);
        if (frame.last) {
          frame.last->fields[frame.open] = frame.result;
          frame.result = frame.built;
          frame.built = {};
        }
        return Flow::Return;
      case StmtKind::TailSelf: pass(frame, stmt); return Flow::Again;
      case StmtKind::TailCall:
      case StmtKind::Enter:
        pass(frame, stmt);
        frame.next = stmt.function;
        return Flow::Gone;
      case StmtKind::Done: return Flow::Gone;
      case StmtKind::Receive: return receive(frame, stmt);
      case StmtKind::Accept: frame.accepted = stmt.index; return Flow::Accept;
      case StmtKind::Crash: {
        const Value reason = read(frame, stmt.operand);
        drop(reason);
        throw Crashed();
      }
      case StmtKind::Unreachable: mistake("reaches the unreachable"); throw Crashed();
    }
    return Flow::Next;
  }

  void extend_list(Frame& frame, const Stmt& stmt) {
    Slot& slot = frame.slots[stmt.variable.value];
    if (!slot.full) mistake("extends empty #" + std::to_string(stmt.variable.value));
    const Value part = evaluate(frame, stmt.expr);
    Value* open = &slot.value;
    while (open->thing) open = &open->thing->fields[stmt.index];
    *open = part;
  }

  void pass(Frame& frame, const Stmt& stmt) {
    std::vector<Value> values;
    for (const Operand& operand : stmt.operands) values.push_back(read(frame, operand));
    frame.passed = std::move(values);
  }

  void take_apart(Frame& frame, const Stmt& stmt) {
    Slot& slot = frame.slots[stmt.variable.value];
    if (!slot.full) mistake("takes apart empty #" + std::to_string(stmt.variable.value));
    slot.full = false;
    Thing* thing = slot.value.thing;
    if (!thing || thing->tag != stmt.index) {
      mistake("takes apart another constructor");
      return;
    }
    check(slot.value, "takes apart");
    const bool unique = thing->count == 1;
    std::vector<bool> lives_on(thing->fields.size(), false);
    for (const TakenField& taken : stmt.taken) {
      lives_on[taken.field] = true;
      if (!unique) share(thing->fields[taken.field]);
      fill(frame, taken.variable, thing->fields[taken.field]);
    }
    Value token;
    if (unique) {
      for (size_t i = 0; i < thing->fields.size(); ++i)
        if (!lives_on[i] && thing->counted[i]) drop(thing->fields[i]);
      thing->fields.clear();
      thing->counted.clear();
      if (stmt.token) {
        thing->husk = true;
        token.thing = thing;
      } else {
        thing->freed = true;
      }
    } else {
      drop(slot.value);
    }
    if (stmt.token) fill(frame, *stmt.token, token);
  }

  Flow receive(Frame& frame, const Stmt& stmt) {
    for (int tries = 0; tries < 6; ++tries) {
      const Value message = make(frame.function.variables[stmt.variable].type, 2);
      const bool counted = is_counted(frame.function.variables[stmt.variable].type);
      // Borrowed from the mailbox.
      Slot& slot = frame.slots[stmt.variable.value];
      slot = {message, true};
      const Flow flow = block(frame, stmt.blocks[0]);
      if (flow == Flow::Accept) return block(frame, stmt.arms[frame.accepted].body);
      slot.full = false;
      if (counted) drop(message);
      if (stmt.has_operand && random_() % 2) return block(frame, stmt.blocks[1]);
    }
    if (stmt.has_operand) return block(frame, stmt.blocks[1]);
    throw Crashed();  // killed while it waits
  }

  const Program& program_;
  const bool counting_;
  int fuel_;
  std::mt19937_64 random_;
  Outcome outcome_;
  std::deque<Thing> things_;
  std::map<std::string, Thing*> literals_;
  bool answered_ = false;
  int depth_ = 0;
  std::string where_;
};

}  // namespace

Outcome simulate(const Program& program, FunctionId start, const Run& run) { return Simulator(program, run).run(start); }

}  // namespace riotc::optimise::test
