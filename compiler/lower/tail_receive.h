// SPDX-License-Identifier: MIT
// Which functions, called in tail position of a process, come to a `receive` in tail position: those are worth a Tail
// instance, in which that receive parks without a stack. Everything else is called as usual.
#pragma once
#include <unordered_map>
#include <vector>

#include "compiler/typed/typed.h"

namespace riotc::lower {

// `receive`, as a statement of a block or as the value of a `let` whose pattern is the whole of the match: the rest of
// the block can then be what its arms go on with.
const typed::ReceiveExpr* find_receive(const typed::Statement& statement);

class TailReceive {
 public:
  explicit TailReceive(const typed::Program& program) : program_(program) {}
  bool receives(typed::FunctionId function);

 private:
  struct Facts {
    bool receives = false;                      // in tail position of the function itself
    std::vector<typed::FunctionId> tail_calls;  // in order of occurrence
  };
  const Facts& facts(typed::FunctionId function);
  void collect(const typed::Expr& expr, bool is_tail, Facts& facts);

  const typed::Program& program_;
  std::unordered_map<typed::FunctionId, Facts> facts_;
  std::unordered_map<typed::FunctionId, bool> answers_;
};

}  // namespace riotc::lower
