// SPDX-License-Identifier: MIT
#include "compiler/optimise/reuse.h"

#include <algorithm>
#include <deque>

#include "compiler/core/operands.h"

namespace riotc::optimise {

using namespace core;

namespace {

// So many free memories are considered at a constructor, the latest first. More would be held for long, for little.
constexpr size_t kOffered = 8;

// The memory of an object that is given up.
struct Offer {
  Stmt* origin;  // the TakeApart
  TypeId type;
  uint32_t size;
  uint32_t taken = 0;  // times, on different ways
};
using Offers = std::vector<Offer*>;
using Tokens = std::vector<VariableId>;

class Reuse {
 public:
  Reuse(const Program& program, Function& function) : program_(program), function_(function) {}

  void run() {
    Offers none;
    match(function_.body, none);
    if (any_) place_drops(function_.body, {});
    simplify(function_.body);
  }

 private:
  bool never(const Stmt& stmt) const {
    const bool has_expr = stmt.kind == StmtKind::Let || stmt.kind == StmtKind::Assign || stmt.kind == StmtKind::Evaluate;
    return has_expr && program_.types[stmt.expr.type].kind == TypeKind::Never;
  }

  // ---- who uses whose memory

  // `offers` becomes what is still free at the end. False: the end is not reached.
  bool match(Block& block, Offers& offers) {
    for (Stmt& stmt : block)
      if (!match(stmt, offers)) return false;
    return true;
  }
  bool match(Stmt& stmt, Offers& offers) {
    switch (stmt.kind) {
      case StmtKind::TakeApart: {
        const TypeId type = function_.variables[stmt.variable].type;
        all_.push_back({&stmt, type, object_size(program_, type, stmt.index)});
        offers.push_back(&all_.back());
        if (offers.size() > kOffered) offers.erase(offers.begin());
        return true;
      }
      case StmtKind::Let:
      case StmtKind::Assign:
      case StmtKind::Extend:
      case StmtKind::Return:
        if (stmt.expr.kind == ExprKind::Construct) take(stmt.expr, offers);
        return stmt.kind != StmtKind::Return && !never(stmt);
      case StmtKind::While: {
        // It would be spent in the first round.
        Offers none;
        match(stmt.blocks[0], none);
        none.clear();
        match(stmt.blocks[1], none);
        return true;
      }
      case StmtKind::Receive: offers.clear(); return match_ways(stmt, offers);
      case StmtKind::Join: return match_join(stmt, offers);
      case StmtKind::If:
      case StmtKind::Switch: return match_ways(stmt, offers);
      default: return !is_tail(stmt.kind) && !never(stmt);
    }
  }
  bool match_ways(Stmt& stmt, Offers& offers) {
    const Offers before = offers;
    bool completes = false;
    visit_blocks(stmt, [&](Block& inner) {
      Offers left = before;
      if (!match(inner, left)) return;
      completes = true;
      keep_common(offers, left);
    });
    return completes;
  }
  bool match_join(Stmt& stmt, Offers& offers) {
    const Offers before = offers;
    std::vector<uint32_t> taken;
    for (const Offer* offer : before) taken.push_back(offer->taken);
    Offers left = before;
    bool completes = match(stmt.blocks[0], left);
    if (completes) keep_common(offers, left);
    Offers untouched;  // whichever jump it was
    for (size_t i = 0; i < before.size(); ++i)
      if (before[i]->taken == taken[i]) untouched.push_back(before[i]);
    keep_common(offers, untouched);
    for (JoinArm& arm : stmt.arms) {
      left = untouched;
      if (!match(arm.body, left)) continue;
      completes = true;
      keep_common(offers, left);
    }
    return completes;
  }
  static void keep_common(Offers& offers, const Offers& left) {
    std::erase_if(offers, [&](Offer* offer) { return std::find(left.begin(), left.end(), offer) == left.end(); });
  }

  void take(Expr& expr, Offers& offers) {
    const uint32_t size = object_size(program_, expr.type, expr.tag);
    size_t best = offers.size();
    for (size_t i = offers.size(); i-- > 0;) {
      if (offers[i]->size != size) continue;
      if (best == offers.size() || offers[i]->type == expr.type) best = i;
      if (offers[i]->type == expr.type) break;
    }
    if (best == offers.size()) return;
    Offer& offer = *offers[best];
    offers.erase(offers.begin() + static_cast<long>(best));
    ++offer.taken;
    if (!offer.origin->token) {
      Variable token;
      token.type = offer.type;
      token.span = offer.origin->span;
      token.token = true;
      offer.origin->token = function_.variables.add(std::move(token));
    }
    expr.reuse = offer.origin->token;
    any_ = true;
  }

  // ---- memory that some way has no use for. Backwards; answers the tokens that are spent later.

  static void add(Tokens& tokens, VariableId id) {
    if (std::find(tokens.begin(), tokens.end(), id) == tokens.end()) tokens.push_back(id);
  }
  static void add_all(Tokens& tokens, const Tokens& more) {
    for (const VariableId id : more) add(tokens, id);
  }
  Tokens place_drops(Block& block, Tokens live) {
    for (size_t i = block.size(); i-- > 0;) {
      Stmt& stmt = block[i];
      if (stmt.kind == StmtKind::Jump) live = arm_live_[stmt.join][stmt.index];
      else if ((is_tail(stmt.kind) && stmt.kind != StmtKind::Accept) || never(stmt)) live.clear();
      switch (stmt.kind) {
        case StmtKind::If:
        case StmtKind::Switch:
        case StmtKind::Receive: {
          std::vector<std::pair<Block*, Tokens>> ways;
          visit_blocks(stmt, [&](Block& inner) { ways.push_back({&inner, place_drops(inner, live)}); });
          live.clear();
          for (const auto& [inner, tokens] : ways) add_all(live, tokens);
          for (const auto& [inner, tokens] : ways) drop_missing(*inner, live, tokens);
          break;
        }
        case StmtKind::Join: {
          if (arm_live_.size() <= stmt.join) arm_live_.resize(stmt.join + 1);
          arm_live_[stmt.join].assign(stmt.arms.size(), {});
          for (size_t arm = stmt.arms.size(); arm-- > 0;) arm_live_[stmt.join][arm] = place_drops(stmt.arms[arm].body, live);
          live = place_drops(stmt.blocks[0], live);
          break;
        }
        case StmtKind::While:
          place_drops(stmt.blocks[1], live);
          place_drops(stmt.blocks[0], live);
          break;
        case StmtKind::TakeApart:
          if (stmt.token) std::erase(live, *stmt.token);
          break;
        default:
          if (stmt.expr.reuse) add(live, *stmt.expr.reuse);
          break;
      }
    }
    return live;
  }
  void drop_missing(Block& block, const Tokens& all, const Tokens& live) {
    if (!block.empty() && (block.back().kind == StmtKind::Crash || block.back().kind == StmtKind::Unreachable)) return;
    std::vector<Stmt> drops;
    for (const VariableId id : all) {
      if (std::find(live.begin(), live.end(), id) != live.end()) continue;
      Stmt drop;
      drop.kind = StmtKind::Drop;
      drop.variable = id;
      if (!block.empty()) drop.span = block.front().span;
      drops.push_back(std::move(drop));
    }
    block.insert(block.begin(), std::make_move_iterator(drops.begin()), std::make_move_iterator(drops.end()));
  }

  // What only gives up is a Drop.
  void simplify(Block& block) {
    for (Stmt& stmt : block) {
      if (stmt.kind == StmtKind::TakeApart && stmt.taken.empty() && !stmt.token) {
        stmt.kind = StmtKind::Drop;
        stmt.index = 0;
      }
      visit_blocks(stmt, [&](Block& inner) { simplify(inner); });
    }
  }

  const Program& program_;
  Function& function_;
  std::deque<Offer> all_;
  std::vector<std::vector<Tokens>> arm_live_;
  bool any_ = false;
};

}  // namespace

void reuse_memory(const Program& program, Function& function) { Reuse(program, function).run(); }

}  // namespace riotc::optimise
