#pragma once

#include "storage/calls.hpp"

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace fixtures {

/// Calls as they are stored, fenced as in the real store.
class memory_calls {
public:
  [[nodiscard]] storage::call_outcome put(const storage::call_write& what);

  /// Null if there is none.
  [[nodiscard]] schema::call_ptr find(const schema::call_id& id) const;
  [[nodiscard]] schema::call_ptr find_live(schema::user_no who) const;
  [[nodiscard]] std::vector<schema::call_ptr> list_live() const;

  /// The one that was begun last; null if there is none.
  [[nodiscard]] schema::call_ptr latest() const {
    return latest_ ? find(*latest_) : nullptr;
  }

  [[nodiscard]] std::size_t count() const {
    return rows_.size();
  }

  /// Of those who are in a live call.
  [[nodiscard]] std::size_t busy() const {
    return parties_.size();
  }

private:
  std::map<schema::call_id, schema::call_ptr> rows_;
  std::map<std::int64_t, schema::call_id> parties_;
  std::set<std::string> channels_;
  std::optional<schema::call_id> latest_;
};

} // namespace fixtures
