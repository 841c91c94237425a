#pragma once

#include "wire/frame.hpp"

#include <array>
#include <cstddef>
#include <utility>
#include <vector>

namespace http::io {

/// Frames in the order of their coming. Holds a few without memory of its
/// own, which is what a turn usually brings to a socket.
class frame_list {
public:
  void push(wire::frame_ptr frame) {
    if (few_used_ < few_.size()) {
      few_[few_used_++] = std::move(frame);
      return;
    }
    if (more_.empty())
      more_.reserve(16);
    more_.push_back(std::move(frame));
  }

  /// Appends all to `out` and keeps neither a frame nor memory.
  void move_to(std::vector<wire::frame_ptr>& out) {
    for (std::size_t i = 0; i < few_used_; ++i)
      out.push_back(std::move(few_[i]));
    few_used_ = 0;
    if (more_.empty())
      return;
    for (auto& frame : more_)
      out.push_back(std::move(frame));
    more_ = {};
  }

private:
  std::array<wire::frame_ptr, 3> few_;
  std::size_t few_used_ = 0;
  std::vector<wire::frame_ptr> more_;
};

} // namespace http::io
