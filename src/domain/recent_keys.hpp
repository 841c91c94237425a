#pragma once

#include "schema/messages.hpp"

#include <memory>
#include <vector>

namespace domain {

/// The last posts of a conversation that came with a key: most retries come
/// within seconds and need not ask the database.
class recent_keys {
public:
  static constexpr std::size_t capacity = 64;

  /// Nothing if the key is not among the last ones.
  [[nodiscard]] std::shared_ptr<const schema::keyed_message>
  find(const schema::dedupe_key& key) const {
    for (const auto& post : posts_)
      if (*post->dedupe == key)
        return post;
    return nullptr;
  }

  /// Only posts with a key are kept.
  void add(std::shared_ptr<const schema::keyed_message> post) {
    if (!post->dedupe)
      return;
    if (posts_.size() < capacity) {
      posts_.push_back(std::move(post));
      return;
    }
    posts_[next_] = std::move(post);
    next_ = (next_ + 1) % capacity;
  }

  void clear() {
    posts_.clear();
    next_ = 0;
  }

private:
  std::vector<std::shared_ptr<const schema::keyed_message>> posts_;
  std::size_t next_ = 0;
};

} // namespace domain
