// SPDX-License-Identifier: MIT
// Lists in the order of `compare`: the items are sorted in an array, and go back into the cells from first to last. So the
// cells need not be walked in the order of what they hold, which is the slowest way through memory there is.
#include <cstring>

#include "riot/library.h"
#include "riot/process.h"
#include "runtime/src/library/build.h"
#include "runtime/src/library/list.h"

namespace riot {
namespace {

using namespace detail;

// A list that is being sorted, and room for its items. What is owned goes when a poll throws.
class Items {
 public:
  Items(Object* list, std::size_t count, const TypeInfo& item)
      : list_(list), item_(item), size_(count), bytes_(sizeof(Word) * (count + (count + 1) / 2)), words_(static_cast<Word*>(allocate(bytes_))) {
    Word* next = words_;
    for (ListReader r(list, item); !r.done(); r.next()) *next++ = r.head();
  }
  Items(const Items&) = delete;
  Items& operator=(const Items&) = delete;
  ~Items() {
    release_memory(words_, bytes_);
    drop_list(list_, item_);
  }

  Word* begin() { return words_; }  // borrowed from the list
  Word* spare() { return words_ + size_; }  // room for half as many, rounded up
  std::size_t size() const { return size_; }

  // The list with its items as they are now in the array: its own cells where nobody else sees any of them.
  Object* finish() {
    const Layout layout = layout_of(item_, kAnyObject);
    bool is_private = true;
    for (Object* cell = list_; is_private && is_object(cell); cell = object_of(load(at_offset(cell, layout.second), kAnyObject)))
      is_private = is_unique(cell);
    if (!is_private) {
      ListBuilder sorted(item_);
      for (std::size_t i = 0; i < size_; ++i) sorted.add(shared_word(words_[i], item_));
      return sorted.list();
    }
    Object* cell = list_;
    for (std::size_t i = 0; i < size_; ++i) {
      store(at_offset(cell, layout.first), item_, words_[i]);
      cell = object_of(load(at_offset(cell, layout.second), kAnyObject));
    }
    Object* sorted = list_;
    list_ = constant<Object>(0);
    return sorted;
  }

 private:
  Object* list_;
  const TypeInfo& item_;
  std::size_t size_, bytes_;
  Word* words_;
};

struct GreaterInt {
  static constexpr std::size_t kCost = 1;
  bool operator()(Word a, Word b) const { return from_word<Int>(a) > from_word<Int>(b); }
};
struct GreaterFloat {  // as compare(): what is neither less nor equal
  static constexpr std::size_t kCost = 1;
  bool operator()(Word a, Word b) const { return !(from_word<double>(a) <= from_word<double>(b)); }
};
struct GreaterText {
  static constexpr std::size_t kCost = 8;
  bool operator()(Word a, Word b) const { return string_compare(from_word<String*>(a), from_word<String*>(b)) > 0; }
};
struct GreaterValue {
  static constexpr std::size_t kCost = 32;
  const TypeInfo& type;
  bool operator()(Word a, Word b) const { return compare(a, b, type) > 0; }
};

// A stable merge sort of the runs that are there already: parts that rise, or strictly fall and are turned round. Short ones
// are made longer by insertion. As in a binary counter, runs that were merged equally often are merged at once, while they are
// in the cache.
template <class Greater>
class Sorter {
 public:
  Sorter(Process& self, Items& items, Greater greater) : self_(self), a_(items.begin()), spare_(items.spare()), size_(items.size()), greater_(greater) {}

  void run() {
    struct Run {
      std::size_t begin;
      unsigned times;
    };
    Run runs[66];  // the number of times falls from each to the next, and two to its power is at most the size
    unsigned depth = 0;
    for (std::size_t at = 0; at < size_;) {
      std::size_t end = end_of_run(at);
      if (end < size_ && end - at < kShortRun) {
        const std::size_t until = std::min(at + kShortRun, size_);
        insert(at, end, until);
        end = until;
      }
      runs[depth++] = {at, 0};
      while (depth > 1 && runs[depth - 2].times == runs[depth - 1].times) {
        merge(runs[depth - 2].begin, runs[depth - 1].begin, end);
        --depth;
        ++runs[depth - 1].times;
      }
      at = end;
    }
    for (; depth > 1; --depth) merge(runs[depth - 2].begin, runs[depth - 1].begin, size_);
  }

 private:
  static constexpr std::size_t kShortRun = 16;
  static constexpr std::size_t kTurn = 4096;  // of work, between two polls

  void worked(std::size_t comparisons) {
    work_ += comparisons * Greater::kCost;
    if (work_ < kTurn) return;
    work_ = 0;
    if (must_poll(self_)) poll(self_);
  }

  std::size_t end_of_run(std::size_t at) {
    std::size_t end = at + 1;
    if (end == size_) return end;
    if (greater_(a_[at], a_[end])) {
      do worked(1);
      while (++end < size_ && greater_(a_[end - 1], a_[end]));
      std::reverse(a_ + at, a_ + end);
    } else {
      do worked(1);
      while (++end < size_ && !greater_(a_[end - 1], a_[end]));
    }
    return end;
  }

  // [at, sorted) is in order; [at, until) becomes so.
  void insert(std::size_t at, std::size_t sorted, std::size_t until) {
    for (; sorted < until; ++sorted) {
      const Word word = a_[sorted];
      std::size_t to = sorted;
      for (; to > at && greater_(a_[to - 1], word); --to) a_[to] = a_[to - 1];
      a_[to] = word;
    }
    worked(kShortRun);
  }

  void merge(std::size_t begin, std::size_t middle, std::size_t end) {
    worked(1);
    if (!greater_(a_[middle - 1], a_[middle])) return;
    if (middle - begin <= end - middle) merge_up(begin, middle, end);
    else merge_down(begin, middle, end);
  }

  // The left part is the shorter one: it moves aside, and the places fill from the left.
  void merge_up(std::size_t begin, std::size_t middle, std::size_t end) {
    const std::size_t count = middle - begin;
    std::memcpy(spare_, a_ + begin, count * sizeof(Word));
    const Word* left = spare_;
    const Word* const left_end = spare_ + count;
    const Word* right = a_ + middle;
    const Word* const right_end = a_ + end;
    Word* out = a_ + begin;
    while (left != left_end && right != right_end) {
      // Neither part can run out in so many steps.
      const std::size_t steps = std::min({static_cast<std::size_t>(left_end - left), static_cast<std::size_t>(right_end - right), kTurn / Greater::kCost});
      for (std::size_t i = 0; i < steps; ++i) {
        const Word a = *left, b = *right;
        const bool takes_right = greater_(a, b);
        *out++ = takes_right ? b : a;
        right += takes_right;
        left += !takes_right;
      }
      worked(steps);
    }
    std::memcpy(out, left, static_cast<std::size_t>(left_end - left) * sizeof(Word));
  }

  // The same from the right, where the right part is the shorter one.
  void merge_down(std::size_t begin, std::size_t middle, std::size_t end) {
    const std::size_t count = end - middle;
    std::memcpy(spare_, a_ + middle, count * sizeof(Word));
    const Word* left = a_ + middle;
    const Word* const left_begin = a_ + begin;
    const Word* right = spare_ + count;
    const Word* const right_begin = spare_;
    Word* out = a_ + end;
    while (left != left_begin && right != right_begin) {
      const std::size_t steps = std::min({static_cast<std::size_t>(left - left_begin), static_cast<std::size_t>(right - right_begin), kTurn / Greater::kCost});
      for (std::size_t i = 0; i < steps; ++i) {
        const Word a = left[-1], b = right[-1];
        const bool takes_left = greater_(a, b);
        *--out = takes_left ? a : b;
        left -= takes_left;
        right -= !takes_left;
      }
      worked(steps);
    }
    const std::size_t rest = static_cast<std::size_t>(right - right_begin);
    std::memcpy(out - rest, right_begin, rest * sizeof(Word));
  }

  Process& self_;
  Word* const a_;
  Word* const spare_;
  const std::size_t size_;
  const Greater greater_;
  std::size_t work_ = 0;
};

template <class Greater>
void sort(Process& self, Items& items, Greater greater) {
  Sorter<Greater>(self, items, greater).run();
}

}  // namespace

// The items in the order of compare(); equals keep theirs. Polls.
Object* list_sort(Process& self, Object* list, const TypeInfo& item) {
  std::size_t count = 0;
  for (ListReader r(list, item); !r.done(); r.next()) ++count;
  if (count < 2) return list;
  Items items(list, count, item);
  switch (item.kind) {
    case Kind::Unit: break;
    case Kind::Bool:
    case Kind::Enum:
    case Kind::Int:
    case Kind::Duration: sort(self, items, GreaterInt{}); break;
    case Kind::Float: sort(self, items, GreaterFloat{}); break;
    case Kind::String: sort(self, items, GreaterText{}); break;
    default: sort(self, items, GreaterValue{item}); break;
  }
  return items.finish();
}

}  // namespace riot
