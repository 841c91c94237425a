#pragma once

#include <memory>
#include <string>
#include <vector>

namespace actors {

/// A text to encode a packet into, begun with the `4` of an Engine.IO message.
/// Borrowed from the calling thread and given back at the end of the scope, so
/// that encoding allocates nothing once the thread has warmed up.
class scratch {
public:
  scratch() {
    auto& spare = pool();
    if (!spare.empty()) {
      text_ = std::move(spare.back());
      spare.pop_back();
    }
    text_.assign(1, '4');
  }

  ~scratch() {
    if (text_.capacity() <= most_kept && pool().size() < 8)
      pool().push_back(std::move(text_));
  }

  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;

  std::string& operator*() noexcept {
    return text_;
  }

  std::string* operator->() noexcept {
    return &text_;
  }

private:
  static constexpr std::size_t most_kept = 64 * 1024;

  static std::vector<std::string>& pool() {
    thread_local std::vector<std::string> spare;
    return spare;
  }

  std::string text_;
};

} // namespace actors
