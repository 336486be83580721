// SPDX-License-Identifier: MIT
// Questions that wait for a type: fields of unknown values, operands, destinations, what is iterated.
//
// They are asked again whenever that may help, and decided by a rule of the language when the group is done: first fields
// (one answer can settle others), then `?`, destinations and iteration, operators last.
#include "compiler/infer/inferer.h"

namespace riotc::infer {

void Inferer::defer(TypeId subject, std::vector<TypeId> others, Phase phase, std::function<bool(bool)> solve) {
  Deferred deferred;
  deferred.subject = subject;
  deferred.others = std::move(others);
  deferred.default_phase = phase;
  deferred.body = body_;
  deferred.solve = std::move(solve);
  group_->deferred.push_back(std::move(deferred));
}

// Settles what is known by now, from number `first` on. True when something was.
bool Inferer::solve_known(size_t first) {
  bool any = false;
  Body* outer = body_;
  for (size_t i = first; i < group_->deferred.size(); ++i) {
    if (group_->deferred[i].is_done || is_open(group_->deferred[i].subject)) continue;
    body_ = group_->deferred[i].body;
    group_->deferred[i].is_done = true;
    auto solve = std::move(group_->deferred[i].solve);  // solving may add to the list, which moves it
    solve(false);
    any = true;
  }
  body_ = outer;
  return any;
}

void Inferer::solve_deferred() {
  for (Phase phase : {Phase::Fields, Phase::Try, Phase::Destination, Phase::Iterated, Phase::Numeric, Phase::Concat}) {
    for (bool again = true; again;) {
      while (solve_known(0)) {}
      again = false;
      for (size_t i = 0; i < group_->deferred.size(); ++i) {
        if (group_->deferred[i].is_done || group_->deferred[i].default_phase != phase) continue;
        body_ = group_->deferred[i].body;
        group_->deferred[i].is_done = true;
        auto solve = std::move(group_->deferred[i].solve);
        solve(true);
        again = true;
        break;
      }
    }
  }
  body_ = nullptr;
}

}  // namespace riotc::infer
