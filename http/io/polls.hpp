#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace http::io {

class polling_session;

/// The polling sessions of all loops, by their id: from the handshake to the
/// end, upgraded ones included. Thread-safe.
class polls {
public:
  /// Null if there is none of that id.
  [[nodiscard]] std::shared_ptr<polling_session>
  find(std::string_view sid) const {
    std::lock_guard guard{mutex_};
    const auto found = sessions_.find(sid);
    return found == sessions_.end() ? nullptr : found->second;
  }

  /// False if there are `most` already.
  bool put(std::string sid, std::shared_ptr<polling_session> session,
           std::size_t most) {
    std::lock_guard guard{mutex_};
    return sessions_.size() < most
           && sessions_.emplace(std::move(sid), std::move(session)).second;
  }

  void remove(std::string_view sid) {
    std::shared_ptr<polling_session> removed; // ends outside of the lock
    std::lock_guard guard{mutex_};
    const auto found = sessions_.find(sid);
    if (found == sessions_.end())
      return;
    removed = std::move(found->second);
    sessions_.erase(found);
  }

private:
  struct text_hash {
    using is_transparent = void;

    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };

  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<polling_session>, text_hash,
                     std::equal_to<>>
    sessions_;
};

} // namespace http::io
