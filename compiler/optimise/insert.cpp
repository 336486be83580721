// SPDX-License-Identifier: MIT
#include "compiler/optimise/insert.h"

#include <algorithm>
#include <deque>

#include "compiler/core/operands.h"

namespace riotc::optimise {

using namespace core;

namespace {

enum State : uint32_t {
  Absent,   // has no value here
  Alive,    // is used later
  Resting,  // is not used any more, but views of it are
  Gone
};

// What is known of a variable at the point of the walk. All of it is undone at the end of a branch.
struct Node {
  uint32_t now;             // which variable stands for it: another one after its owner was taken apart
  uint32_t state = Absent;
  uint32_t views = 0;       // how many that look into it are not gone
  uint32_t first_view = 0;  // of its list: index into edges_ and one
  uint32_t known_tag = 0;   // its constructor and one; 0: unknown
  // Used by a statement that is built already. Never undone: what a branch has used is used, though another is walked now.
  bool touched = false;
};
struct Edge {
  VariableId view;
  uint32_t next;
};

// A reference that a statement uses.
struct Item {
  Operand* operand;
  VariableId original;
  bool taken;
};

class Insertion {
 public:
  Insertion(const Program& program, Function& function, const FunctionFacts& facts, const Deaths& deaths)
      : program_(program), function_(function), facts_(facts), deaths_(deaths), dying_(function.variables.size(), 0) {
    for (uint32_t i = 0; i < function.variables.size(); ++i) {
      nodes_.push_back({i});
      originals_.push_back(VariableId{i});
      lets_.push_back({});
    }
  }

  void run() {
    for (const VariableId id : function_.parameters)
      if (facts_[id].holds == Holds::Owned) begin(id);
    build(function_.body);
  }

 private:
  // ---- the state, and undoing it

  struct Change {
    uint32_t* place;
    uint32_t before;
    bool is_tag;
  };
  void set(uint32_t& place, uint32_t value, bool is_tag = false) {
    if (place == value) return;
    log_.push_back({&place, place, is_tag});
    place = value;
  }
  void undo(size_t mark) {
    while (log_.size() > mark) {
      *log_.back().place = log_.back().before;
      log_.pop_back();
    }
  }
  Node& node(VariableId id) { return nodes_[id.value]; }
  VariableId current(VariableId original) { return VariableId{nodes_[original.value].now}; }
  const VariableFacts& facts_of(VariableId id) const { return facts_[originals_[id.value]]; }
  bool is_counted(VariableId id) const { return is_reference(program_.types[function_.variables[id].type]); }
  bool is_owner(VariableId id) const { return function_.variables[id].owned && is_counted(id); }

  VariableId fresh(TypeId type, VariableId like) {
    Variable variable;
    variable.type = type;
    if (like.is_valid()) {
      variable.name = function_.variables[like].name;
      variable.span = function_.variables[like].span;
    }
    const VariableId id = function_.variables.add(std::move(variable));
    nodes_.push_back({id.value});
    originals_.push_back(like.is_valid() ? originals_[like.value] : id);
    lets_.push_back({});
    return id;
  }

  // ---- beginnings

  // An owner gets a value.
  void begin(VariableId id) {
    Node& n = node(id);
    set(n.now, id.value);
    set(n.state, Alive);
    set(n.views, 0);
    set(n.first_view, 0);
    set(n.known_tag, 0, true);
  }
  // A view gets a value: what it looks into has one more reason to stay.
  void look(VariableId id) {
    Node& n = node(id);
    set(n.now, id.value);
    set(n.state, Alive);
    set(n.views, 0);
    set(n.first_view, 0);
    set(n.known_tag, 0, true);
    each_root(id, [&](VariableId root) {
      Node& r = node(root);
      edges_.push_back({id, r.first_view});
      set(r.first_view, static_cast<uint32_t>(edges_.size()));
      set(r.views, r.views + 1);
    });
  }
  void begin_any(VariableId id) {
    if (!facts_.is_tracked(id)) return;
    if (facts_[id].holds == Holds::Owned) begin(id);
    else look(id);
  }
  template <class Visit>
  void each_root(VariableId id, Visit&& visit) {
    const VariableFacts& facts = facts_of(id);
    if (facts.holds == Holds::Part) visit(current(facts.base));
    for (const VariableId root : facts.roots) visit(current(root));
  }

  // ---- ends

  void kill(const std::vector<VariableId>& list, VariableId except = {}) {
    if (suppressed_) return;
    for (const VariableId id : list)
      if (id != except && node(current(id)).state == Alive) set(node(current(id)).state, Resting);
    // Views first: what nothing looks into any more is dropped as a whole.
    for (const VariableId id : list)
      if (id != except && !is_owner(current(id))) settle(current(id));
    for (const VariableId id : list)
      if (id != except && is_owner(current(id))) settle(current(id));
  }
  void settle(VariableId id) {
    if (node(id).state != Resting) return;
    if (node(id).views == 0) release(id);
    else if (is_owner(id)) take_apart_if_wanted(id);
  }
  void release(VariableId id) {
    set(node(id).state, Gone);
    if (is_owner(id)) return give_up(id);
    each_root(id, [&](VariableId root) {
      Node& r = node(root);
      set(r.views, r.views - 1);
      if (r.state == Resting && r.views == 0) release(root);
    });
  }
  void give_up(VariableId id) {
    Stmt stmt;
    stmt.kind = StmtKind::Drop;
    stmt.variable = id;
    stmt.span = here_;
    if (const uint32_t known = node(id).known_tag; known > 0) {
      const auto& constructors = program_.types[function_.variables[id].type].constructors;
      if (known <= constructors.size() && !constructors[known - 1].fields.empty()) {
        stmt.kind = StmtKind::TakeApart;
        stmt.index = known - 1;
      }
    }
    out_->push_back(std::move(stmt));
  }

  // The views of `id` that are not gone.
  std::vector<VariableId> views_of(VariableId id) {
    std::vector<VariableId> views;
    for (uint32_t edge = node(id).first_view; edge != 0; edge = edges_[edge - 1].next) {
      const VariableId view = edges_[edge - 1].view;
      const uint32_t state = node(view).state;
      if ((state == Alive || state == Resting) && std::find(views.begin(), views.end(), view) == views.end()) views.push_back(view);
    }
    return views;
  }

  // Whether it may hold something whose last reference somebody notices: a caller waits for a Reply, a file is closed.
  bool end_is_seen(TypeId type) {
    if (end_seen_.empty()) end_seen_.resize(program_.types.size(), Seen::Unknown);
    Seen& seen = end_seen_[type.value];
    if (seen != Seen::Unknown) return seen == Seen::Yes;
    const Type& of = program_.types[type];
    if (of.kind == TypeKind::Reply || of.kind == TypeKind::Foreign) {
      seen = Seen::Yes;
      return true;
    }
    seen = Seen::No;  // as far as a type that contains itself is concerned
    for (const Constructor& constructor : of.constructors)
      for (const Field& field : constructor.fields)
        if (end_is_seen(field.type)) {
          end_seen_[type.value] = Seen::Yes;
          return true;
        }
    return false;
  }
  void take_apart_if_wanted(VariableId id) {
    std::vector<VariableId> views = views_of(id);
    bool wanted = facts_of(id).changes || end_is_seen(function_.variables[id].type);
    for (const VariableId view : views) {
      // Of two constructors: a match within a match on the same value, in a case that cannot be.
      if (!consists_of_parts(view) || facts_of(view).tag != facts_of(views.front()).tag) return;
      wanted |= facts_of(view).given_within;
    }
    if (!wanted) return;
    std::sort(views.begin(), views.end(), [&](VariableId a, VariableId b) {
      return std::pair(facts_of(a).field, a.value) < std::pair(facts_of(b).field, b.value);
    });
    Stmt stmt;
    stmt.kind = StmtKind::TakeApart;
    stmt.variable = id;
    stmt.span = here_;
    stmt.index = facts_of(views.front()).tag;
    std::vector<Stmt> copies;  // of a field that is known by two names
    std::vector<Stmt> again;   // views of the views, made anew of the new owners
    std::vector<VariableId> owners;
    for (const VariableId view : views) {
      const VariableId owner = become_owner(view);
      if (owner != view) look_again(view, owner, again);
      owners.push_back(owner);
      if (stmt.taken.empty() || stmt.taken.back().field != facts_of(view).field) {
        stmt.taken.push_back({facts_of(view).field, owner});
        continue;
      }
      Stmt copy;
      copy.kind = StmtKind::Let;
      copy.span = here_;
      copy.variable = owner;
      copy.expr = use(stmt.taken.back().variable, Use::Share);
      copies.push_back(std::move(copy));
    }
    set(node(id).state, Gone);
    out_->push_back(std::move(stmt));
    for (Stmt& copy : copies) out_->push_back(std::move(copy));
    for (Stmt& view : again) out_->push_back(std::move(view));
    for (const VariableId owner : owners) settle(owner);
  }
  // Whether it and all that looks into it are fields, which can be looked up again.
  bool consists_of_parts(VariableId view) {
    if (facts_of(view).holds != Holds::Part) return false;
    for (const VariableId inner : views_of(view))
      if (!consists_of_parts(inner)) return false;
    return true;
  }
  // What looked into `before` looks into `now`, which holds the same: under new names, so that everybody (the verifier
  // above all) sees what keeps them alive.
  void look_again(VariableId before, VariableId now, std::vector<Stmt>& made) {
    for (const VariableId view : views_of(before)) {
      const VariableId anew = fresh(function_.variables[view].type, view);
      function_.variables[anew].owned = false;
      const VariableFacts& facts = facts_of(view);
      if (is_unused_here(view)) remove_let(view);
      Stmt stmt;
      stmt.kind = StmtKind::Let;
      stmt.span = here_;
      stmt.variable = anew;
      stmt.expr = use(now, Use::Borrow);
      stmt.expr.kind = ExprKind::Project;
      stmt.expr.type = function_.variables[view].type;
      stmt.expr.tag = facts.tag;
      stmt.expr.field = facts.field;
      made.push_back(std::move(stmt));
      rename(view, anew);
      edges_.push_back({anew, node(now).first_view});
      set(node(now).first_view, static_cast<uint32_t>(edges_.size()));
      look_again(view, anew, made);
    }
  }
  // From here on `anew`, which is fresh, stands for `before`.
  void rename(VariableId before, VariableId anew) {
    Node& n = node(anew);
    n.state = node(before).state;
    n.views = node(before).views;
    n.first_view = node(before).first_view;
    n.known_tag = node(before).known_tag;
    set(node(originals_[before.value]).now, anew.value);
    set(node(before).state, Gone);
  }
  // Nobody has looked at it yet, and its Let stands in the block that is being built.
  bool is_unused_here(VariableId view) const {
    const Let let = lets_[view.value];
    return let.block == block_ && !nodes_[view.value].touched && (*out_)[let.index].kind == StmtKind::Let && (*out_)[let.index].variable == view;
  }
  void remove_let(VariableId view) {
    (*out_)[lets_[view.value].index].kind = StmtKind::Unreachable;  // marks it
    removes_ = true;
  }
  // The variable that owns what `view` was a view of.
  VariableId become_owner(VariableId view) {
    if (is_unused_here(view)) {
      // The view was made for this.
      remove_let(view);
      function_.variables[view].owned = true;
      return view;
    }
    const VariableId owner = fresh(function_.variables[view].type, view);
    function_.variables[owner].owned = true;
    rename(view, owner);
    return owner;
  }

  Expr use(VariableId id, Use how) const {
    Expr expr;
    expr.kind = ExprKind::Use;
    expr.span = here_;
    expr.type = function_.variables[id].type;
    Operand operand;
    operand.kind = OperandKind::Variable;
    operand.variable = id;
    operand.use = how;
    expr.operands.push_back(std::move(operand));
    return expr;
  }

  // ---- operands

  static const StmtDeaths& none() {
    static const StmtDeaths empty;
    return empty;
  }
  const StmtDeaths& deaths_at(const Stmt& stmt) const {
    const auto found = deaths_.statements.find(&stmt);
    return found == deaths_.statements.end() ? none() : found->second;
  }

  // Renames and decides all operands; the variables that are moved are gone.
  void decide(Stmt& stmt, const StmtDeaths& deaths) {
    items_.clear();
    visit_operands(program_, function_, joins_, stmt, [&](Operand& operand, bool taken) {
      operand.use = Use::Borrow;
      if (operand.kind == OperandKind::Constant && taken && is_reference(program_.types[program_.constants[operand.constant].type])) operand.use = Use::Share;
      if (operand.kind != OperandKind::Variable || !is_counted(operand.variable)) return;
      items_.push_back({&operand, operand.variable, taken});
      operand.variable = current(operand.variable);
      node(operand.variable).touched = true;
    });
    ++stamp_;
    for (const VariableId id : deaths.after) dying_[id.value] = stamp_;
    for (const Item& item : items_)
      if (item.taken) item.operand->use = can_move(item) ? Use::Move : Use::Share;
    for (const Item& item : items_)
      if (item.operand->use == Use::Move) set(node(item.operand->variable).state, Gone);
  }
  bool can_move(const Item& item) {
    const VariableId id = item.operand->variable;
    if (!is_owner(id) || dying_[item.original.value] != stamp_ || node(id).state != Alive) return false;
    for (const Item& other : items_)
      if (&other != &item && other.operand->variable == id) return false;
    return node(id).views == 0 || views_end_here(id);
  }
  // Every view of it is used for the last time by this statement, and the statement does not rely on it staying.
  bool views_end_here(VariableId id) {
    for (const VariableId view : views_of(id)) {
      if (node(view).state == Alive && dying_[originals_[view.value].value] != stamp_) return false;
      for (const Item& item : items_)
        if (item.operand->variable == view && !item.taken) return false;
      if (node(view).views > 0 && !views_end_here(view)) return false;
    }
    return true;
  }

  // ---- blocks

  // Where the Let of a view stands: in which block that is being built.
  struct Let {
    uint32_t block = 0;
    size_t index = 0;
  };

  void build(Block& block) {
    const BlockFacts& facts = deaths_.blocks.at(&block);
    Block* const outer_out = out_;
    const uint32_t outer_block = block_;
    const bool outer_suppressed = suppressed_;
    const bool outer_removes = removes_;
    Block built;
    out_ = &built;
    block_ = ++blocks_;
    removes_ = false;
    // Unwinding gives up what a crash leaves.
    suppressed_ = facts.crashes;
    if (!block.empty()) here_ = block.front().span;
    kill(facts.at_entry);
    for (Stmt& stmt : block) {
      here_ = stmt.span;
      if (!statement(stmt)) break;
    }
    if (removes_)
      std::erase_if(built, [&](const Stmt& stmt) { return stmt.kind == StmtKind::Unreachable && stmt.variable.is_valid(); });
    out_ = outer_out;
    block_ = outer_block;
    suppressed_ = outer_suppressed;
    removes_ = outer_removes;
    block = std::move(built);
  }
  const BlockFacts& block_facts(const Block& block) const { return deaths_.blocks.at(&block); }

  void push(Stmt& stmt) { out_->push_back(std::move(stmt)); }

  // Answers whether control can go on.
  bool statement(Stmt& stmt) {
    const StmtDeaths& deaths = deaths_at(stmt);
    switch (stmt.kind) {
      case StmtKind::Let: return let(stmt, deaths);
      case StmtKind::Assign: return assign(stmt, deaths);
      case StmtKind::Evaluate: {
        decide(stmt, deaths);
        const bool ends = never(stmt.expr);
        if (stmt.expr.kind != ExprKind::Use && stmt.expr.kind != ExprKind::Project) push(stmt);
        if (!ends) kill(deaths.after);
        return !ends;
      }
      case StmtKind::Extend:
        decide(stmt, deaths);
        push(stmt);
        kill(deaths.after);
        return true;
      case StmtKind::If:
      case StmtKind::Switch: return branches(stmt, deaths);
      case StmtKind::Join: return join(stmt, deaths);
      case StmtKind::While: return loop(stmt, deaths);
      case StmtKind::Receive: return receive(stmt, deaths);
      case StmtKind::Return:
      case StmtKind::TailSelf:
      case StmtKind::TailCall:
      case StmtKind::Enter:
      case StmtKind::Done:
      case StmtKind::Jump: leave(stmt, deaths); return false;
      case StmtKind::Crash: decide(stmt, deaths); push(stmt); return false;
      case StmtKind::Declare: push(stmt); return true;
      case StmtKind::Accept:
      case StmtKind::Unreachable: push(stmt); return false;
      case StmtKind::Drop:
      case StmtKind::TakeApart: break;  // not in lowered core
    }
    return true;
  }

  bool never(const Expr& expr) const { return program_.types[expr.type].kind == TypeKind::Never; }

  bool let(Stmt& stmt, const StmtDeaths& deaths) {
    const VariableId id = stmt.variable;
    decide(stmt, deaths);
    if (never(stmt.expr)) {
      push(stmt);
      return false;
    }
    const bool is_use = stmt.expr.kind == ExprKind::Use || stmt.expr.kind == ExprKind::Project;
    if (stmt.expr.kind == ExprKind::Project && !items_.empty()) learn_tag(items_[0].operand->variable, stmt.expr.tag);
    const bool ignored = deaths.result_unused && facts_[id].holds == Holds::Owned && !is_use;
    const uint32_t made = stmt.expr.kind == ExprKind::Construct ? stmt.expr.tag + 1 : 0;  // for learn_tag, and one
    if (ignored) {
      stmt.kind = StmtKind::Evaluate;
      stmt.variable = {};
    }
    lets_[id.value] = {block_, out_->size()};
    push(stmt);
    if (!ignored) {
      begin_any(id);
      if (made > 0) learn_tag(id, made - 1);
    }
    kill(deaths.after);
    if (deaths.result_unused && !ignored) kill({id});
    return true;
  }
  // Who looks at a field, or is in a case of a Switch, knows the constructor.
  void learn_tag(VariableId id, uint32_t tag) {
    if (originals_[id.value].value < facts_.variables.size() && !facts_of(id).changes) set(node(id).known_tag, tag + 1, true);
  }

  bool assign(Stmt& stmt, const StmtDeaths& deaths) {
    const VariableId id = stmt.variable;
    decide(stmt, deaths);
    if (never(stmt.expr)) {
      push(stmt);
      return false;
    }
    if (stmt.expr.kind == ExprKind::Project && !items_.empty()) learn_tag(items_[0].operand->variable, stmt.expr.tag);
    const bool uses_itself = std::find(deaths.after.begin(), deaths.after.end(), id) != deaths.after.end();
    if (facts_[id].holds == Holds::Owned) {
      if (node(id).state == Alive || node(id).state == Resting) {
        // The old value is given up between reading it and having the new one. Also on the way to a crash, where nothing
        // else is: an Assign wants an empty variable.
        const VariableId next = fresh(function_.variables[id].type, {});
        Stmt first = std::move(stmt);
        first.kind = StmtKind::Let;
        first.variable = next;
        push(first);
        kill(deaths.after);
        if (node(id).state == Alive) set(node(id).state, Resting);
        settle(id);
        Stmt second;
        second.kind = StmtKind::Assign;
        second.span = here_;
        second.variable = id;
        second.expr = use(next, Use::Move);
        push(second);
      } else {
        push(stmt);
        kill(deaths.after, id);
      }
      begin(id);
    } else {
      push(stmt);
      if (!uses_itself) begin_any(id);
      kill(deaths.after, id);
    }
    if (deaths.result_unused) kill({id});
    return true;
  }

  // A statement behind which nothing can be done: all that ends with it is given up before.
  void leave(Stmt& stmt, const StmtDeaths& deaths) {
    decide(stmt, deaths);
    Block late;
    Block* const out = out_;
    const uint32_t block = block_;
    out_ = &late;
    block_ = ++blocks_;
    const bool ends = stmt.kind == StmtKind::Return && never(stmt.expr);
    if (!ends) kill(deaths.after);
    out_ = out;
    block_ = block;
    if (!late.empty()) {
      bool reads = false;
      for (const Item& item : items_) reads |= !item.taken && facts_.is_tracked(item.original);
      if (reads && stmt.kind == StmtKind::Return) {
        Stmt result;
        result.kind = StmtKind::Let;
        result.span = here_;
        result.variable = fresh(stmt.expr.type, {});
        result.expr = std::move(stmt.expr);
        const VariableId id = result.variable;
        push(result);
        stmt.expr = use(id, is_counted(id) ? Use::Move : Use::Borrow);
      } else {
        for (const Item& item : items_) {
          if (item.operand->use != Use::Share || !facts_.is_tracked(item.original)) continue;
          Stmt copy;
          copy.kind = StmtKind::Let;
          copy.span = here_;
          copy.variable = fresh(function_.variables[item.operand->variable].type, {});
          copy.expr = use(item.operand->variable, Use::Share);
          item.operand->variable = copy.variable;
          item.operand->use = Use::Move;
          push(copy);
        }
      }
      for (Stmt& one : late) push(one);
    }
    push(stmt);
  }

  // ---- branches

  // One of the ways that a statement may go: its block, and what is to be done before it.
  struct Way {
    Block* block;
    VariableId message = {};       // Receive: its message begins
    const JoinArm* arm = nullptr;  // Join: the arm it is
    VariableId tagged = {};        // Switch: known to be of ..
    uint32_t tag = 0;              // .. this tag and one
  };

  // Walks all ways from the same state; goes on with the state of one that completes. False: none does.
  bool walk(const std::vector<Way>& ways) {
    size_t completing = 0;
    const Way* last = nullptr;
    for (const Way& way : ways)
      if (block_facts(*way.block).completes) {
        ++completing;
        last = &way;
      }
    for (const Way& way : ways) {
      if (&way == last) continue;
      const size_t mark = log_.size();
      walk(way);
      undo(mark);
    }
    if (!last) return false;
    const size_t mark = log_.size();
    walk(*last);
    // What the others know of constructors may be something else.
    if (completing > 1)
      for (size_t i = log_.size(); i-- > mark;)
        if (log_[i].is_tag) set(*log_[i].place, 0);
    return true;
  }
  void walk(const Way& way) {
    if (way.message.is_valid()) begin_any(way.message);
    if (way.tag > 0) learn_tag(way.tagged, way.tag - 1);
    if (way.arm) {
      const BlockFacts& facts = block_facts(*way.block);
      for (const VariableId id : facts.dead_at_jump) forget(current(id));
      for (const VariableId id : facts.live_at_jump)
        if (node(current(id)).state != Alive) begin_any(id);
      for (const VariableId id : way.arm->parameters) begin_any(id);
    }
    build(*way.block);
  }
  // It was given up on the ways that lead here.
  void forget(VariableId id) {
    if (node(id).state != Alive && node(id).state != Resting) return;
    set(node(id).state, Gone);
    if (is_owner(id)) return;
    each_root(id, [&](VariableId root) {
      Node& r = node(root);
      set(r.views, r.views - 1);
      if (r.state == Resting && r.views == 0) forget(root);
    });
  }

  bool branches(Stmt& stmt, const StmtDeaths& deaths) {
    decide(stmt, none());
    std::vector<Way> ways;
    for (Block& inner : stmt.blocks) ways.push_back({&inner});
    for (SwitchCase& one : stmt.cases) {
      Way way{&one.body};
      if (one.values.size() == 1 && !items_.empty()) {
        way.tagged = stmt.operand.variable;
        way.tag = static_cast<uint32_t>(one.values[0]) + 1;
      }
      ways.push_back(way);
    }
    if (stmt.otherwise) ways.push_back({&*stmt.otherwise});
    const bool completes = walk(ways);
    push(stmt);
    if (completes) kill(deaths.after);
    return completes;
  }

  bool join(Stmt& stmt, const StmtDeaths& deaths) {
    enter_join(joins_, stmt);
    std::vector<Way> ways{{&stmt.blocks[0]}};
    for (JoinArm& arm : stmt.arms) ways.push_back({&arm.body, {}, &arm});
    const bool completes = walk(ways);
    push(stmt);
    if (completes) kill(deaths.after);
    return completes;
  }

  bool loop(Stmt& stmt, const StmtDeaths& deaths) {
    build(stmt.blocks[0]);
    decide(stmt, none());
    const size_t mark = log_.size();
    build(stmt.blocks[1]);
    undo(mark);
    push(stmt);
    kill(deaths.after);
    return true;
  }

  bool receive(Stmt& stmt, const StmtDeaths& deaths) {
    decide(stmt, none());
    const size_t mark = log_.size();
    begin_any(stmt.variable);
    build(stmt.blocks[0]);
    undo(mark);
    std::vector<Way> ways;
    for (JoinArm& arm : stmt.arms) ways.push_back({&arm.body, stmt.variable});
    if (stmt.has_operand) ways.push_back({&stmt.blocks[1]});
    const bool completes = walk(ways);
    push(stmt);
    if (completes) kill(deaths.after);
    return completes;
  }

  const Program& program_;
  Function& function_;
  const FunctionFacts& facts_;
  const Deaths& deaths_;
  JoinTable joins_;

  std::deque<Node> nodes_;  // by variable; a deque, because the log points into it
  std::vector<VariableId> originals_;
  std::vector<Let> lets_;
  std::vector<Edge> edges_;
  std::vector<Change> log_;

  enum class Seen : uint8_t { Unknown, No, Yes };
  std::vector<Seen> end_seen_;  // by type

  std::vector<Item> items_;
  std::vector<uint32_t> dying_;  // by original: the statement, stamped, that is its last
  uint32_t stamp_ = 0;

  Block* out_ = nullptr;
  uint32_t block_ = 0;
  uint32_t blocks_ = 0;
  bool suppressed_ = false;
  bool removes_ = false;
  Span here_;
};

}  // namespace

void insert_counting(const Program& program, Function& function, const FunctionFacts& facts, const Deaths& deaths) {
  Insertion(program, function, facts, deaths).run();
}

}  // namespace riotc::optimise
