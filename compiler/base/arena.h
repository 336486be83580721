// SPDX-License-Identifier: MIT
// Nodes that live as long as the tree they belong to.
//
// Trees in this compiler are built once and then only read, so nodes refer to each other by plain
// pointers and a Store owns them all. The Store is movable; node addresses do not change.
#pragma once
#include <memory>
#include <utility>
#include <vector>

namespace riotc {

// Base of everything a Store can own.
struct StoredNode {
  StoredNode() = default;
  StoredNode(const StoredNode&) = delete;
  StoredNode& operator=(const StoredNode&) = delete;
  virtual ~StoredNode() = default;
};

class Store {
 public:
  Store() = default;
  Store(Store&&) = default;
  Store& operator=(Store&&) = default;

  // Destroys from the newest to the oldest; nodes hold no owning pointers to each other, so depth does not matter.
  ~Store() {
    while (!nodes_.empty()) nodes_.pop_back();
  }

  template <class T, class... Args>
  T* make(Args&&... args) {
    auto node = std::make_unique<T>(std::forward<Args>(args)...);
    T* raw = node.get();
    nodes_.push_back(std::move(node));
    return raw;
  }

 private:
  std::vector<std::unique_ptr<StoredNode>> nodes_;
};

}  // namespace riotc
