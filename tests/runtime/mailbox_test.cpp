// SPDX-License-Identifier: MIT
// Selective receives that pass over many messages: which message comes, and how many are looked at.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "runtime/src/process/exit_reason.h"
#include "runtime/src/process/mail_index.h"
#include "tests/runtime/program.h"

namespace riot::test {
namespace {

class Mailbox : public testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Workers, Mailbox, testing::Values(1u, 2u, 4u, 16u));

// type Letter = L0(Int) | .. | L69(Int): more constructors than there are lanes.
constexpr unsigned kLetters = 70;
struct Letter : Object {
  Int n;
};
const FieldInfo kLetterFields[] = {{nullptr, &kInt, sizeof(Object), nullptr}};
struct LetterLayout {
  ConstructorInfo all[kLetters];
  LetterLayout() {
    for (ConstructorInfo& c : all) c = {"L", kLetterFields, 1, false, sizeof(Letter)};
  }
};
const LetterLayout kLetterLayout;
const TypeInfo kLetter = {Kind::Data, true, kLetters, "Letter", kLetterLayout.all, nullptr, nullptr};

void post(Process& self, Pid* to, unsigned tag, Int n) {
  Letter* letter = make<Letter>(tag);
  letter->n = n;
  send(self, to, to_word(letter), kLetter);
}
std::uint64_t bit(unsigned tag) { return std::uint64_t{1} << std::min(tag, 63u); }

// The oldest letter with one of these tags, and with `n` unless it is negative. -1 when `timeout` passes.
Int take(Process& self, std::vector<unsigned> tags, Int n = -1, Int timeout = INT64_MAX, int* looks = nullptr) {
  std::uint64_t wanted = 0;
  for (unsigned tag : tags) wanted |= bit(tag);
  Word word;
  for (;;) {
    while (self.next_message(&word, wanted)) {
      Letter* letter = from_word<Letter*>(word);
      if (looks) ++*looks;
      if (std::find(tags.begin(), tags.end(), tag_of(letter)) == tags.end() || (n >= 0 && letter->n != n)) continue;
      self.take_message();
      const Int got = letter->n;
      drop(letter, kLetter);
      return got;
    }
    if (timeout != INT64_MAX && self.time_is_up(timeout)) return -1;
    self.wait_for_message("test.riot:1");
  }
}
Own<Pid> receiver(Process& self, std::function<void(Process&)> body) { return start(self, std::move(body), kSpawnPlain, kLetter); }

TEST_P(Mailbox, AReceiveLooksOnlyAtTheConstructorsItNames) {
  int looks = 0, first_looks = 0;
  std::vector<Int> got;
  run_program(GetParam(), [&](Process& self) {
    Own<Pid> pid = receiver(self, [&, main = &self](Process& self) {
      for (Int i = 0; i < 20000; ++i) post(self, &self, 0, i);
      post(self, &self, 1, 100000);
      got.push_back(take(self, {1}, -1, INT64_MAX, &first_looks));
      for (Int i = 0; i < 1000; ++i) {
        post(self, &self, 2, i);
        EXPECT_EQ(take(self, {2, 3}, -1, INT64_MAX, &looks), i);
      }
      // All that was skipped is still there, in order.
      for (Int i = 0; i < 20000; ++i) EXPECT_EQ(take(self, {0, 1, 2}), i);
      send_int(self, main, 1);
    });
    receive_int(self);
  });
  EXPECT_EQ(got, (std::vector<Int>{100000}));
  EXPECT_EQ(first_looks, 1);
  EXPECT_EQ(looks, 1000);
  EXPECT_NOTHING_LEFT();
}

// A model: one plain list, searched from its beginning.
struct Model {
  std::vector<std::pair<unsigned, Int>> letters;
  Int take(const std::vector<unsigned>& tags, Int n) {
    for (auto at = letters.begin(); at != letters.end(); ++at)
      if (std::find(tags.begin(), tags.end(), at->first) != tags.end() && (n < 0 || at->second == n)) {
        const Int got = at->second;
        letters.erase(at);
        return got;
      }
    return -1;
  }
};

TEST_P(Mailbox, ReceivesInAnyOrderDoWhatAPlainListDoes) {
  const int rounds = RIOT_TSAN || RIOT_ASAN ? 20 : 200;
  int wrong = 0;
  run_program(GetParam(), [&](Process& self) {
    Own<Pid> pid = receiver(self, [&, main = &self](Process& self) {
      std::uint64_t seed = 12345;
      const auto draw = [&](std::uint64_t below) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        return (seed >> 33) % below;
      };
      Model model;
      for (int round = 0; round < rounds; ++round) {
        for (std::uint64_t i = draw(300); i > 0; --i) {
          const unsigned tag = static_cast<unsigned>(draw(kLetters));
          const Int n = static_cast<Int>(draw(4));
          post(self, &self, tag, n);
          model.letters.emplace_back(tag, n);
        }
        for (std::uint64_t i = draw(300); i > 0; --i) {
          std::vector<unsigned> tags;
          for (std::uint64_t k = 1 + draw(4); k > 0; --k) tags.push_back(static_cast<unsigned>(draw(kLetters)));
          const Int n = draw(3) == 0 ? static_cast<Int>(draw(4)) : -1;
          wrong += take(self, tags, n, 0) != model.take(tags, n);
        }
        // Now and then it is emptied, and begins anew.
        if (draw(8) == 0) {
          std::vector<unsigned> all;
          for (unsigned tag = 0; tag < kLetters; ++tag) all.push_back(tag);
          while (!model.letters.empty()) wrong += take(self, all, -1, 0) != model.take(all, -1);
        }
      }
      send_int(self, main, 1);
    });
    receive_int(self);
  });
  EXPECT_EQ(wrong, 0);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Mailbox, SendersKeepTheirOrderInAnIndexedMailbox) {
  const Int each = RIOT_TSAN || RIOT_ASAN ? 500 : 5000;
  bool in_order = true;
  run_program(GetParam(), [&](Process& self) {
    Own<Pid> pid = receiver(self, [&, main = &self](Process& self) {
      for (int i = 0; i < 200; ++i) post(self, &self, 60, i);
      for (Int k = 0; k < each; ++k)
        for (unsigned sender = 0; sender < 4; ++sender) in_order = take(self, {sender}) == k && in_order;
      for (int i = 0; i < 200; ++i) in_order = take(self, {60}) == i && in_order;
      send_int(self, main, 1);
    });
    for (unsigned sender = 0; sender < 4; ++sender)
      launch(self, [=, to = pid.share()](Process& self) {
        Own<Pid> held(to);
        for (Int k = 0; k < each; ++k) post(self, held.get(), sender, k);
      });
    receive_int(self);
  });
  EXPECT_TRUE(in_order);
  EXPECT_NOTHING_LEFT();
}

TEST_P(Mailbox, AProcessThatEndsFreesItsIndexedMailbox) {
  run_program(GetParam(), [&](Process& self) {
    Own<Pid> pid = receiver(self, [&, main = &self](Process& self) {
      for (int i = 0; i < 500; ++i) post(self, &self, static_cast<unsigned>(i) % 5, i);
      take(self, {7}, -1, 0);
      send_int(self, main, 1);
      take(self, {8});
    });
    receive_int(self);
    post(self, pid.get(), 3, 1);
    process_exit(self, pid.get(), detail::plain_reason(detail::kKilled), kInt);
  });
  EXPECT_NOTHING_LEFT();
}

}  // namespace
}  // namespace riot::test
