// SPDX-License-Identifier: MIT
// Indices as types of their own, so that a function's number is never taken for a type's.
#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace riotc {

template <class Tag>
struct Id {
  static constexpr uint32_t kNone = UINT32_MAX;
  uint32_t value = kNone;
  bool is_valid() const { return value != kNone; }
  auto operator<=>(const Id&) const = default;
};

// A vector that is indexed by one kind of Id.
template <class IdType, class T>
class IdVec {
 public:
  IdType add(T item) {
    items_.push_back(std::move(item));
    return IdType{static_cast<uint32_t>(items_.size() - 1)};
  }
  T& operator[](IdType id) { return items_[id.value]; }
  const T& operator[](IdType id) const { return items_[id.value]; }
  size_t size() const { return items_.size(); }
  auto begin() { return items_.begin(); }
  auto end() { return items_.end(); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }

 private:
  std::vector<T> items_;
};

}  // namespace riotc

template <class Tag>
struct std::hash<riotc::Id<Tag>> {
  size_t operator()(riotc::Id<Tag> id) const noexcept { return std::hash<uint32_t>()(id.value); }
};
