// SPDX-License-Identifier: MIT
#include "tests/compiler/optimise/generator.h"

#include <functional>
#include <map>
#include <random>

namespace riotc::optimise::test {

using namespace core;

namespace {

class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed), depth_(1 + static_cast<int>(seed % 3)) {}

  Generated run() {
    make_types();
    make_signatures();
    for (uint32_t i = 0; i < program_.functions.size(); ++i) fill(FunctionId{i});
    return {std::move(program_), FunctionId{roll(3)}};
  }

 private:
  uint32_t roll(uint32_t sides) { return static_cast<uint32_t>(random_() % sides); }
  bool chance(uint32_t percent) { return roll(100) < percent; }

  // ---- types and functions

  TypeId add_type(TypeKind kind, const char* name, std::vector<Constructor> constructors = {}, std::vector<TypeId> arguments = {}) {
    Type type;
    type.kind = kind;
    type.name = type.symbol = name;
    type.constructors = std::move(constructors);
    type.arguments = std::move(arguments);
    return program_.types.add(std::move(type));
  }
  static Field field(TypeId type) { return {"", "", type}; }
  void make_types() {
    unit_ = add_type(TypeKind::Unit, "Unit");
    bool_ = add_type(TypeKind::Bool, "Bool");
    int_ = add_type(TypeKind::Int, "Int");
    string_ = add_type(TypeKind::String, "String");
    pid_ = add_type(TypeKind::Pid, "Pid");
    never_ = add_type(TypeKind::Never, "Never");
    duration_ = add_type(TypeKind::Duration, "Duration");
    list_ = add_type(TypeKind::List, "List");
    data_ = add_type(TypeKind::Data, "Data");
    pair_ = add_type(TypeKind::Tuple, "Pair", {{"", {field(data_), field(list_)}}});
    program_.types[list_].constructors = {{"Nil", {}}, {"Cons", {field(data_), field(list_)}}};
    program_.types[data_].constructors = {{"Leaf", {}}, {"Num", {field(int_)}}, {"Both", {field(data_), field(data_)}}, {"Named", {field(string_), field(list_)}}, {"Deep", {field(pair_), field(int_), field(data_)}}};
    function_ = add_type(TypeKind::Function, "fn(Data) -> Data", {}, {data_, data_});
    counted_ = {list_, data_, data_, pair_, string_, function_};
  }
  TypeId any_type() { return chance(15) ? int_ : counted_[roll(static_cast<uint32_t>(counted_.size()))]; }

  void add_function(FunctionKind kind, std::vector<TypeId> parameters, TypeId result, std::vector<TypeId> captures = {}) {
    Function function;
    function.kind = kind;
    function.name = "f" + std::to_string(program_.functions.size());
    function.symbol = function.name;
    function.result = result;
    for (size_t i = 0; i < parameters.size(); ++i) function.parameters.push_back(function.variables.add({"p" + std::to_string(i), parameters[i], {}}));
    for (size_t i = 0; i < captures.size(); ++i) function.captures.push_back(function.variables.add({"c" + std::to_string(i), captures[i], {}}));
    program_.functions.add(std::move(function));
  }
  void make_signatures() {
    for (int i = 0; i < 5; ++i) {
      std::vector<TypeId> parameters;
      for (uint32_t n = 1 + roll(3); n > 0; --n) parameters.push_back(any_type());
      add_function(FunctionKind::Plain, std::move(parameters), any_type());
    }
    add_function(FunctionKind::Closure, {data_}, data_);
    add_function(FunctionKind::Closure, {data_}, data_, {data_, list_});
    for (int i = 0; i < 3; ++i) {
      std::vector<TypeId> parameters;
      for (uint32_t n = 1 + roll(2); n > 0; --n) parameters.push_back(any_type());
      add_function(i < 1 ? FunctionKind::Tail : FunctionKind::Step, std::move(parameters), {});
    }
  }

  // ---- operands

  static Operand variable(VariableId id) {
    Operand operand;
    operand.kind = OperandKind::Variable;
    operand.variable = id;
    return operand;
  }
  Operand integer(int64_t number) {
    Operand operand;
    operand.kind = OperandKind::Int;
    operand.number = number;
    operand.type = int_;
    return operand;
  }
  // Something of the type: mostly a variable in scope, else a literal, else something new.
  Operand operand(TypeId type) {
    std::vector<VariableId> known;
    for (const VariableId id : scope_)
      if (function().variables[id].type == type) known.push_back(id);
    if (!known.empty() && chance(90)) return variable(chance(50) ? known.back() : known[roll(static_cast<uint32_t>(known.size()))]);
    if (type == int_) return integer(roll(10));
    Operand literal;
    literal.type = type;
    if (type == string_) {
      literal.kind = OperandKind::String;
      literal.text = "s" + std::to_string(roll(3));
      return literal;
    }
    if ((type == list_ || type == data_) && chance(60)) {
      literal.kind = OperandKind::Nullary;
      return literal;
    }
    if (type == function_ && chance(50)) {
      literal.kind = OperandKind::FunctionValue;
      literal.function = FunctionId{5};
      return literal;
    }
    return let(runtime("make", type));
  }

  Function& function() { return program_.functions[current_]; }
  VariableId fresh(TypeId type) { return function().variables.add({chance(50) ? std::string(1, static_cast<char>('a' + roll(26))) : std::string(), type, {}}); }
  Expr make(ExprKind kind, TypeId type, std::vector<Operand> operands = {}) {
    Expr expr;
    expr.kind = kind;
    expr.type = type;
    expr.operands = std::move(operands);
    return expr;
  }
  Expr runtime(const char* symbol, TypeId type, std::vector<Operand> operands = {}, bool consumes = false) {
    Expr expr = make(ExprKind::CallRuntime, type, std::move(operands));
    expr.symbol = symbol;
    expr.consumes = consumes;
    return expr;
  }
  Operand let(Expr expr) {
    Stmt stmt;
    stmt.kind = StmtKind::Let;
    stmt.variable = fresh(expr.type);
    stmt.expr = std::move(expr);
    const VariableId id = stmt.variable;
    out_->push_back(std::move(stmt));
    scope_.push_back(id);
    return variable(id);
  }
  void evaluate(Expr expr) {
    Stmt stmt;
    stmt.kind = StmtKind::Evaluate;
    stmt.expr = std::move(expr);
    out_->push_back(std::move(stmt));
  }
  void assign(VariableId id, Expr expr) {
    Stmt stmt;
    stmt.kind = StmtKind::Assign;
    stmt.variable = id;
    stmt.expr = std::move(expr);
    out_->push_back(std::move(stmt));
  }

  // ---- expressions

  Expr value(TypeId type) {
    switch (roll(8)) {
      case 0: return make(ExprKind::Use, type, {operand(type)});
      case 1:
        if (type == data_) {
          Operand closure = operand(function_);
          return make(ExprKind::CallClosure, type, {closure, operand(data_)});
        }
        break;
      case 2: {
        std::vector<uint32_t> fitting;
        for (uint32_t i = 0; i < 5; ++i)
          if (program_.functions[FunctionId{i}].result == type) fitting.push_back(i);
        if (fitting.empty()) break;
        const FunctionId callee{fitting[roll(static_cast<uint32_t>(fitting.size()))]};
        std::vector<Operand> operands = arguments(callee);
        Expr expr = make(ExprKind::Call, type, std::move(operands));
        expr.function = callee;
        return expr;
      }
      case 3: {
        const bool consumes = chance(50);
        Operand first = operand(type);
        return runtime("change", type, {operand(data_), first}, consumes);
      }
      default: break;
    }
    return construct(type);
  }
  Expr construct(TypeId type) {
    if (type == int_) return make(ExprKind::Arithmetic, int_, {operand(int_), operand(int_)});
    if (type == function_) {
      Operand first = operand(data_);
      Expr expr = make(ExprKind::MakeClosure, function_, {first, operand(list_)});
      expr.function = FunctionId{6};
      return expr;
    }
    if (type == string_) return make(ExprKind::Use, string_, {operand(string_)});
    const auto& constructors = program_.types[type].constructors;
    uint32_t tag = roll(static_cast<uint32_t>(constructors.size()));
    while (constructors[tag].fields.empty()) tag = roll(static_cast<uint32_t>(constructors.size()));
    std::vector<Operand> operands;
    for (const Field& field : constructors[tag].fields) operands.push_back(operand(field.type));
    Expr expr = make(ExprKind::Construct, type, std::move(operands));
    expr.tag = tag;
    return expr;
  }
  std::vector<Operand> arguments(FunctionId callee) {
    std::vector<Operand> operands;
    std::vector<TypeId> types;
    for (const VariableId id : program_.functions[callee].parameters) types.push_back(program_.functions[callee].variables[id].type);
    for (const TypeId type : types) operands.push_back(operand(type));
    return operands;
  }

  // ---- statements

  // Where the value of a block goes.
  struct Dest {
    enum { Nowhere, Variable, Answer } kind = Nowhere;
    VariableId variable;
    TypeId type;
  };

  Block block(const std::function<void()>& body) {
    Block built;
    Block* const outer = out_;
    const size_t known = scope_.size();
    const bool outer_dead = dead_;
    out_ = &built;
    dead_ = false;
    body();
    out_ = outer;
    scope_.resize(known);
    died_ = dead_;
    dead_ = outer_dead;
    return built;
  }

  void leave(Stmt stmt) {
    out_->push_back(std::move(stmt));
    dead_ = true;
  }
  void finish(Dest dest) {
    if (dead_) return;
    if (dest.kind == Dest::Variable) return assign(dest.variable, value(dest.type));
    if (dest.kind == Dest::Nowhere) return;
    Stmt stmt;
    const FunctionKind kind = function().kind;
    if (kind == FunctionKind::Plain || kind == FunctionKind::Closure) {
      if (kind == FunctionKind::Plain && chance(25)) {
        stmt.operands = arguments(current_);
        stmt.kind = StmtKind::TailSelf;
        function().has_tail_self = true;
      } else {
        stmt.expr = kind == FunctionKind::Plain && chance(15) && function().result == data_ ? around_self() : chance(10) && function().result == data_ ? project_if_possible() : value(function().result);
        stmt.kind = StmtKind::Return;
      }
    } else if (chance(25)) {
      stmt.kind = StmtKind::Done;
    } else if (chance(40)) {
      stmt.kind = StmtKind::TailCall;
      stmt.function = FunctionId{7};
      stmt.operands = arguments(stmt.function);
    } else {
      stmt.kind = StmtKind::Enter;
      stmt.function = FunctionId{8 + roll(2)};
      stmt.operands = arguments(stmt.function);
    }
    leave(std::move(stmt));
  }
  // A constructor, or two, around a call of the function itself.
  Expr around_self() {
    Expr call = make(ExprKind::Call, data_, arguments(current_));
    call.function = current_;
    Operand field = operand(data_);
    const Operand answer = let(std::move(call));
    Expr both = make(ExprKind::Construct, data_, chance(50) ? std::vector{field, answer} : std::vector{answer, field});
    both.tag = 2;
    if (chance(60)) return both;
    Operand pair = operand(pair_);
    Expr deep = make(ExprKind::Construct, data_, {pair, integer(1), let(std::move(both))});
    deep.tag = 4;
    return deep;
  }
  Expr project_if_possible() {
    Operand pair = operand(pair_);
    return make(ExprKind::Project, data_, {pair});
  }

  // Fills the open block and ends in `dest`.
  void statements(int depth, Dest dest) {
    const uint32_t count = 1 + roll(depth > 0 ? 4 : 3);
    for (uint32_t i = 0; i < count && !dead_; ++i) statement(depth);
    if (dead_) return;
    if (depth > 0 && chance(60) && dest.kind != Dest::Nowhere) return branch(depth - 1, dest);
    finish(dest);
  }

  void statement(int depth) {
    switch (roll(depth > 0 ? 16 : 9)) {
      case 0:
      case 1: let(value(any_type())); break;
      case 2: let(construct(any_type())); break;
      case 3: evaluate(runtime("observe", unit_, {operand(any_type())})); break;
      case 4: {
        Operand pair = operand(pair_);
        for (uint32_t field = 0; field < 2; ++field) {
          if (chance(30)) continue;
          Expr expr = make(ExprKind::Project, field ? list_ : data_, {pair});
          expr.field = field;
          let(std::move(expr));
        }
        break;
      }
      case 5: evaluate(value(any_type())); break;
      case 6: {
        Operand to = operand(pid_);
        Expr expr = make(ExprKind::Send, unit_, {to, operand(data_)});
        expr.operand_type = data_;
        evaluate(std::move(expr));
        break;
      }
      case 7: let(make(ExprKind::Use, data_, {operand(data_)})); break;
      case 8:
        if (chance(6) && depth < 3) {
          Stmt crash;
          crash.kind = StmtKind::Crash;
          crash.operand = operand(string_);
          leave(std::move(crash));
        } else if (chance(20)) {
          Expr expr = make(ExprKind::Spawn, pid_, arguments(FunctionId{8}));
          expr.function = FunctionId{8};
          let(std::move(expr));
        }
        break;
      case 9:
      case 10:
      case 11: {
        Dest dest{Dest::Variable, declare(any_type()), {}};
        dest.type = function().variables[dest.variable].type;
        branch(depth - 1, dest);
        if (!dead_) scope_.push_back(dest.variable);
        break;
      }
      case 12: branch(depth - 1, {}); break;
      case 13: loop_over_list(depth - 1); break;
      case 14: collect(depth - 1); break;
      case 15: wait(depth - 1, {}, false); break;
    }
  }
  VariableId declare(TypeId type) {
    Stmt stmt;
    stmt.kind = StmtKind::Declare;
    stmt.variable = fresh(type);
    const VariableId id = stmt.variable;
    out_->push_back(std::move(stmt));
    return id;
  }

  // An If, a Switch, or a Join.
  void branch(int depth, Dest dest) {
    if (chance(25)) return join(depth, dest);
    Stmt stmt;
    bool all_dead = true;
    const auto way = [&](const std::function<void()>& before) {
      Block built = block([&] {
        before();
        statements(depth, dest);
      });
      all_dead &= died_;
      return built;
    };
    if (chance(35)) {
      stmt.kind = StmtKind::If;
      stmt.operand = let(runtime("choose", bool_));
      stmt.blocks.push_back(way([] {}));
      if (dest.kind != Dest::Nowhere || chance(60)) {
        stmt.blocks.push_back(way([] {}));
      } else {
        stmt.blocks.emplace_back();
        all_dead = false;
      }
    } else {
      stmt.kind = StmtKind::Switch;
      const TypeId type = chance(50) ? list_ : data_;
      stmt.operand = operand(type);
      const Operand tested = stmt.operand;
      const auto constructors = program_.types[type].constructors;
      const bool partial = chance(30);
      for (uint32_t tag = 0; tag < constructors.size(); ++tag) {
        if (partial && chance(50)) continue;
        stmt.cases.push_back({{tag}, way([&] {
          if (tested.kind != OperandKind::Variable) return;
          for (uint32_t f = 0; f < constructors[tag].fields.size(); ++f) {
            if (chance(25)) continue;
            Expr expr = make(ExprKind::Project, constructors[tag].fields[f].type, {tested});
            expr.tag = tag;
            expr.field = f;
            let(std::move(expr));
          }
        })});
      }
      if (partial) stmt.otherwise = way([] {});
    }
    out_->push_back(std::move(stmt));
    dead_ = all_dead;
  }

  void join(int depth, Dest dest) {
    Stmt stmt;
    stmt.kind = StmtKind::Join;
    stmt.join = joins_++;
    bool all_dead = true;
    const uint32_t arms = 1 + roll(2);
    for (uint32_t i = 0; i < arms; ++i) {
      JoinArm arm;
      for (uint32_t n = roll(3); n > 0; --n) arm.parameters.push_back(fresh(any_type()));
      stmt.arms.push_back(std::move(arm));
    }
    const auto jump = [&] {
      if (dead_) return;
      Stmt leaving;
      leaving.kind = StmtKind::Jump;
      leaving.join = stmt.join;
      leaving.index = roll(arms);
      for (const VariableId id : stmt.arms[leaving.index].parameters) leaving.operands.push_back(operand(function().variables[id].type));
      leave(std::move(leaving));
    };
    stmt.blocks.push_back(block([&] {
      Stmt choice;
      choice.kind = StmtKind::Switch;
      choice.operand = operand(list_);
      const Operand tested = choice.operand;
      bool ends = true;
      choice.cases.push_back({{0}, block([&] { jump(); })});
      choice.cases.push_back({{1}, block([&] {
        if (tested.kind == OperandKind::Variable)
          for (uint32_t f = 0; f < 2; ++f) {
            Expr expr = make(ExprKind::Project, f ? list_ : data_, {tested});
            expr.tag = 1;
            expr.field = f;
            let(std::move(expr));
          }
        Stmt inner;
        inner.kind = StmtKind::If;
        inner.operand = let(runtime("choose", bool_));
        inner.blocks.push_back(block(jump));
        inner.blocks.push_back(block([&] {
          statements(depth > 0 ? depth - 1 : 0, {});
          jump();
        }));
        out_->push_back(std::move(inner));
        dead_ = true;
      })});
      out_->push_back(std::move(choice));
      dead_ = ends;
    }));
    all_dead &= died_;
    for (JoinArm& arm : stmt.arms) {
      arm.body = block([&] {
        for (const VariableId id : arm.parameters) scope_.push_back(id);
        statements(depth, dest);
      });
      all_dead &= died_;
    }
    out_->push_back(std::move(stmt));
    dead_ = all_dead;
  }

  // `for item in list`, as lower/ makes it; sometimes with what must not be mistaken for a cursor.
  void loop_over_list(int depth) {
    const VariableId cursor = declare(list_);
    assign(cursor, make(ExprKind::Use, list_, {operand(list_)}));
    const VariableId more = declare(bool_);
    Stmt loop;
    loop.kind = StmtKind::While;
    loop.operand = variable(more);
    loop.blocks.push_back(block([&] {
      Stmt choice;
      choice.kind = StmtKind::Switch;
      choice.operand = variable(cursor);
      for (int64_t i = 0; i < 2; ++i) choice.cases.push_back({{i}, block([&] {
        Operand literal;
        literal.kind = OperandKind::Bool;
        literal.number = i;
        assign(more, make(ExprKind::Use, bool_, {literal}));
      })});
      out_->push_back(std::move(choice));
    }));
    const bool gives_away = chance(20);
    loop.blocks.push_back(block([&] {
      Expr head = make(ExprKind::Project, data_, {variable(cursor)});
      head.tag = 1;
      let(std::move(head));
      Expr tail = make(ExprKind::Project, list_, {variable(cursor)});
      tail.tag = 1;
      tail.field = 1;
      Operand rest = let(std::move(tail));
      scope_.pop_back();
      if (gives_away) evaluate(runtime("consume", unit_, {variable(cursor)}, true));
      assign(cursor, make(ExprKind::Use, list_, {chance(15) ? operand(list_) : rest}));
      statements(depth, {});
    }));
    out_->push_back(std::move(loop));
    dead_ = false;
  }

  // A loop that builds something in a variable of the outside.
  void collect(int depth) {
    const TypeId type = chance(60) ? list_ : data_;
    const VariableId collected = declare(type);
    Operand empty;
    empty.kind = OperandKind::Nullary;
    empty.type = type;
    assign(collected, chance(50) ? make(ExprKind::Use, type, {empty}) : value(type));
    scope_.push_back(collected);
    Stmt loop;
    loop.kind = StmtKind::While;
    VariableId made;
    loop.blocks.push_back(block([&] {
      if (chance(30)) made = let(runtime("make", data_)).variable;
      loop.operand = let(runtime("often", bool_));
    }));
    loop.blocks.push_back(block([&] {
      if (made.is_valid()) scope_.push_back(made);
      statements(depth, {});
      if (dead_) return;
      assign(collected, value(type));
      if (chance(30)) evaluate(runtime("observe", unit_, {operand(any_type())}));
    }));
    out_->push_back(std::move(loop));
    dead_ = false;
  }

  void wait(int depth, Dest dest, bool parks) {
    Stmt stmt;
    stmt.kind = StmtKind::Receive;
    stmt.variable = fresh(data_);
    stmt.parks = parks;
    const Operand message = variable(stmt.variable);
    bool all_dead = true;
    const auto constructors = program_.types[data_].constructors;
    std::vector<uint32_t> tags;
    for (uint32_t tag = 0; tag < constructors.size(); ++tag)
      if (chance(60)) tags.push_back(tag);
    stmt.blocks.push_back(block([&] {
      Stmt choice;
      choice.kind = StmtKind::Switch;
      choice.operand = message;
      for (uint32_t i = 0; i < tags.size(); ++i)
        choice.cases.push_back({{tags[i]}, block([&] {
          Stmt accept;
          accept.kind = StmtKind::Accept;
          accept.index = i;
          if (chance(60)) return leave(std::move(accept));
          // A guard, which may look at everything and give it away.
          scope_.push_back(stmt.variable);
          evaluate(value(any_type()));
          Stmt guard;
          guard.kind = StmtKind::If;
          guard.operand = let(runtime("choose", bool_));
          guard.blocks.push_back(block([&] { leave(std::move(accept)); }));
          guard.blocks.emplace_back();
          out_->push_back(std::move(guard));
        })});
      choice.otherwise.emplace();
      out_->push_back(std::move(choice));
    }));
    for (const uint32_t tag : tags) {
      JoinArm arm;
      arm.body = block([&] {
        scope_.push_back(stmt.variable);
        for (uint32_t f = 0; f < constructors[tag].fields.size(); ++f) {
          if (chance(20)) continue;
          Expr expr = make(ExprKind::Project, constructors[tag].fields[f].type, {message});
          expr.tag = tag;
          expr.field = f;
          let(std::move(expr));
        }
        statements(depth, dest);
      });
      all_dead &= died_;
      stmt.arms.push_back(std::move(arm));
    }
    if (chance(50) || tags.empty()) {
      stmt.has_operand = true;
      stmt.operand.kind = OperandKind::Int;
      stmt.operand.type = duration_;
      stmt.blocks.push_back(block([&] { statements(depth, dest); }));
      all_dead &= died_;
    }
    out_->push_back(std::move(stmt));
    dead_ = all_dead;
  }

  void fill(FunctionId id) {
    current_ = id;
    joins_ = 0;
    scope_ = function().parameters;
    for (const VariableId capture : function().captures) scope_.push_back(capture);
    Block body = block([&] {
      if (id.value == 9) wait(2, {Dest::Answer, {}, {}}, true);
      else statements(depth_, {Dest::Answer, {}, {}});
    });
    function().body = std::move(body);
  }

  std::mt19937_64 random_;
  const int depth_;  // of nesting
  Program program_;
  TypeId unit_, bool_, int_, string_, pid_, never_, duration_, list_, data_, pair_, function_;
  std::vector<TypeId> counted_;
  FunctionId current_;
  std::vector<VariableId> scope_;
  Block* out_ = nullptr;
  bool dead_ = false;
  bool died_ = false;
  uint32_t joins_ = 0;
};

}  // namespace

Generated generate(uint64_t seed) { return Generator(seed).run(); }

}  // namespace riotc::optimise::test
