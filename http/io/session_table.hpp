#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace http::io {

class polling_session;

/// The open sessions of all loops by their id, so that a request can be told
/// whether its session is there, and by which transport. Thread-safe.
class session_table {
public:
  /// A WebSocket's session is known by the hash of its id: that is all that is
  /// needed to refuse requests of other transports.
  using socket_hash = std::uint64_t;

  struct found {
    /// From the handshake to the end, after an upgrade too.
    std::shared_ptr<polling_session> polling;
    /// A WebSocket from the beginning.
    bool socket = false;
  };

  [[nodiscard]] found find(std::string_view sid) const {
    std::lock_guard guard{mutex_};
    const auto polling = polling_.find(sid);
    if (polling != polling_.end())
      return {polling->second, false};
    return {nullptr, sockets_.contains(text_hash{}(sid))};
  }

  /// False if there are `most` already.
  bool put(std::string sid, std::shared_ptr<polling_session> session,
           std::size_t most) {
    std::lock_guard guard{mutex_};
    return polling_.size() < most
           && polling_.emplace(std::move(sid), std::move(session)).second;
  }

  socket_hash put_socket(std::string_view sid) {
    const auto hash = text_hash{}(sid);
    std::lock_guard guard{mutex_};
    sockets_.insert(hash);
    return hash;
  }

  void remove(std::string_view sid) {
    std::shared_ptr<polling_session> removed; // ends outside of the lock
    std::lock_guard guard{mutex_};
    const auto at = polling_.find(sid);
    if (at == polling_.end())
      return;
    removed = std::move(at->second);
    polling_.erase(at);
  }

  void remove_socket(socket_hash hash) {
    std::lock_guard guard{mutex_};
    sockets_.erase(hash);
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
    polling_;
  std::unordered_set<socket_hash> sockets_;
};

} // namespace http::io
