// SPDX-License-Identifier: MIT
// A stack of trivial frames for walks over values: the first few lie on the machine's stack, the rest on the heap.
#pragma once
#include <cstdlib>
#include <cstring>
#include <new>
#include <type_traits>

namespace riot::detail {

template <class Frame, unsigned kInline = 24>
class WorkStack {
  static_assert(std::is_trivially_copyable_v<Frame>);

 public:
  WorkStack() = default;
  WorkStack(const WorkStack&) = delete;
  WorkStack& operator=(const WorkStack&) = delete;
  ~WorkStack() {
    if (frames_ != first()) std::free(frames_);
  }

  bool empty() const { return size_ == 0; }
  void push(const Frame& frame) {
    if (size_ == capacity_) grow();
    frames_[size_++] = frame;
  }
  Frame pop() { return frames_[--size_]; }
  Frame& top() { return frames_[size_ - 1]; }

 private:
  Frame* first() { return reinterpret_cast<Frame*>(inline_); }
  void grow() {
    const std::size_t bytes = capacity_ * sizeof(Frame);
    void* bigger = std::malloc(2 * bytes);
    if (!bigger) std::abort();
    std::memcpy(bigger, frames_, bytes);
    if (frames_ != first()) std::free(frames_);
    frames_ = static_cast<Frame*>(bigger);
    capacity_ *= 2;
  }

  alignas(Frame) unsigned char inline_[kInline * sizeof(Frame)];
  Frame* frames_ = first();
  std::size_t size_ = 0;
  std::size_t capacity_ = kInline;
};

}  // namespace riot::detail
