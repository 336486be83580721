// SPDX-License-Identifier: MIT
#include "compiler/emit/shards.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "compiler/core/operands.h"
#include "compiler/emit/names.h"
#include "compiler/emit/usage.h"

namespace riotc::emit {

using core::FunctionId;

namespace {

// Statements of core. g++ -O1 takes half a second for a thousand of them, and a tenth of a second for each file besides.
constexpr size_t kLongModule = 1600;  // what is shorter stays whole
constexpr size_t kPiece = 700;        // a piece ends behind the first function, at which one may end, from here on,
constexpr size_t kLongPiece = 1100;   // and at any from here on
constexpr size_t kServant = 120;      // what is longer is not worth inlining

size_t statements_in(const core::Block& block) {
  size_t count = block.size();
  for (const core::Stmt& stmt : block) core::visit_blocks(stmt, [&](const core::Block& inner) { count += statements_in(inner); });
  return count;
}

// A place in the program that stays where it is when other modules change.
std::tuple<const std::string&, uint32_t, const std::string&> place_of(const core::Function& function) {
  return {function.module, function.span.begin, function.symbol};
}

// A function that the source names, and those that serve it alone.
struct Group {
  FunctionId first;
  std::vector<FunctionId> functions;
  size_t statements = 0;
};

class Division {
 public:
  Division(const core::Program& program, const std::string& shard, std::vector<FunctionId> functions)
      : program_(program), shard_(shard), functions_(std::move(functions)) {
    std::sort(functions_.begin(), functions_.end(),
              [&](FunctionId a, FunctionId b) { return place_of(program_.functions[a]) < place_of(program_.functions[b]); });
  }

  std::vector<std::vector<FunctionId>> whole() const {
    if (functions_.empty()) return {};
    return {functions_};
  }
  // The functions of each piece.
  std::vector<std::vector<FunctionId>> pieces() {
    size_t statements = 0;
    for (FunctionId id : functions_) statements += size_[id] = statements_in(program_.functions[id].body);
    if (statements < kLongModule) return whole();
    find_users();
    std::vector<std::vector<FunctionId>> pieces;
    statements = kLongPiece;  // the first group begins a piece
    for (const Group& group : groups()) {
      if (statements >= kLongPiece || (statements >= kPiece && may_begin(group.first))) {
        pieces.emplace_back();
        statements = 0;
      }
      pieces.back().insert(pieces.back().end(), group.functions.begin(), group.functions.end());
      statements += group.statements;
    }
    return pieces;
  }

 private:
  void find_users() {
    for (FunctionId user : functions_) {
      const Usage usage(program_, program_.functions[user]);
      for (FunctionId id : usage.functions())
        if (id != user && size_.count(id)) users_[id].insert(user);
    }
  }

  // Each function that serves one group alone, and is short, joins that one.
  std::vector<Group> groups() {
    for (FunctionId id : functions_) {
      group_of_[id] = id;
      group_size_[id] = size_[id];
    }
    for (bool more = true; more;) {
      more = false;
      for (FunctionId id : functions_) {
        if (group_of_[id] != id || users_[id].empty() || group_size_[id] > kServant) continue;
        const FunctionId served = root_of(*users_[id].begin());
        const bool alone = std::all_of(users_[id].begin(), users_[id].end(), [&](FunctionId user) { return root_of(user) == served; });
        if (!alone || served == id || group_size_[served] + group_size_[id] > kPiece) continue;
        group_of_[id] = served;
        group_size_[served] += group_size_[id];
        more = true;
      }
    }
    std::map<FunctionId, size_t> found;
    std::vector<Group> groups;
    for (FunctionId id : functions_) {
      if (group_of_[id] != id) continue;
      found[id] = groups.size();
      groups.push_back({id, {}, group_size_[id]});
    }
    // A group may hold what was made for it from other modules.
    for (FunctionId id : functions_) groups[found[root_of(id)]].functions.push_back(id);
    // The module's own functions first: what serves several comes from other modules, too.
    std::stable_partition(groups.begin(), groups.end(),
                          [&](const Group& group) { return program_.functions[group.first].module == shard_; });
    return groups;
  }
  FunctionId root_of(FunctionId id) const {
    for (FunctionId up; (up = group_of_.at(id)) != id;) id = up;
    return id;
  }

  // Whether a piece may begin there depends on the function's name alone, so that one more function before it does not move
  // the ends of all pieces behind it.
  bool may_begin(FunctionId id) const {
    uint32_t hash = 2166136261u;  // FNV-1a
    for (char c : program_.functions[id].symbol) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    return hash % 4 == 0;
  }

  const core::Program& program_;
  const std::string& shard_;
  std::vector<FunctionId> functions_;
  std::map<FunctionId, size_t> size_;
  std::map<FunctionId, std::set<FunctionId>> users_;
  std::map<FunctionId, FunctionId> group_of_;  // the function that it serves, or itself
  std::map<FunctionId, size_t> group_size_;    // of those that serve nothing
};

}  // namespace

std::vector<Shard> shards_of(const core::Program& program, bool divide) {
  struct Module {
    std::vector<FunctionId> functions;
    std::vector<core::ConstantId> constants;
  };
  std::map<std::string, Module> modules;
  for (uint32_t i = 0; i < program.functions.size(); ++i) {
    const core::Function& function = program.functions[FunctionId{i}];
    modules[function.shard.empty() ? function.module : function.shard].functions.push_back(FunctionId{i});
  }
  for (uint32_t i = 0; i < program.constants.size(); ++i) {
    const core::ConstantId id{i};
    modules[program.constants[id].module].constants.push_back(id);
  }

  std::vector<Shard> shards;
  NameSet files;
  files.reserve("program");
  for (auto& [name, module] : modules) {
    std::sort(module.constants.begin(), module.constants.end(),
              [&](core::ConstantId a, core::ConstantId b) { return program.constants[a].symbol < program.constants[b].symbol; });
    const std::string base = files.take(module_namespace(name));
    Division division(program, name, std::move(module.functions));
    const size_t first = shards.size();
    for (const std::vector<FunctionId>& piece : divide ? division.pieces() : division.whole()) {
      // By the first function: a number would change with what stands before it.
      const std::string file = shards.size() == first ? base : files.take(base + "-" + identifier(program.functions[piece.front()].symbol));
      Shard& shard = shards.emplace_back(Shard{file + ".cpp", {}});
      for (FunctionId id : piece) shard.parts[program.functions[id].module].functions.push_back(id);
    }
    if (shards.size() == first) shards.push_back({base + ".cpp", {}});
    if (!module.constants.empty()) shards[first].parts[name].constants = std::move(module.constants);
  }
  return shards;
}

}  // namespace riotc::emit
