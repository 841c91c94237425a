#pragma once

#include "storage/pg/batch.hpp"
#include "storage/pg/session.hpp"

#include <functional>
#include <vector>

namespace storage::pg {

/// Runs work on a session that is connected, again and again until the server
/// has answered it.
class executor {
public:
  enum class answer {
    done,
    /// A unique key was violated; nothing was done.
    unique,
    /// The server refused the values; nothing was done.
    refused,
    /// The database stayed away. What was written and not answered may or may
    /// not be stored if `in_doubt`; otherwise nothing was done.
    given_up,
  };

  virtual ~executor() = default;

  /// `writes`: losing the link during `work` leaves a doubt.
  virtual answer run(const std::function<void(session&)>& work,
                     bool writes) = 0;

  /// The link was lost during a write since this batch began.
  [[nodiscard]] virtual bool in_doubt() const = 0;
};

/// Gives every item and cursor of the batch its verdict. Tries all items in one
/// statement, and the cursors in one transaction with it; if the server refuses
/// that, finds those that are to blame and writes the rest. What is left
/// without a verdict: the executor has given up.
void settle(batch& b, executor& x);

/// Its parts; false if the executor has given up.
[[nodiscard]] bool settle_posts(batch& b, executor& x);
[[nodiscard]] bool settle_deletions(batch& b, executor& x);
/// Those that did not ride along with posts.
[[nodiscard]] bool settle_cursors(batch& b, executor& x);

} // namespace storage::pg
