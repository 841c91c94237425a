#pragma once

#include "storage/journal.hpp"

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

namespace tests {

/// Keeps the verdicts that it is given, in their order.
class recorder final : public storage::verdict_receiver {
public:
  void on_outcomes(std::vector<storage::outcome> outcomes) noexcept override;

  /// All verdicts so far, as soon as there are `n`. Throws after 30 s.
  std::vector<storage::outcome> wait(std::size_t n);

  [[nodiscard]] std::size_t size();

  /// How many calls brought them.
  [[nodiscard]] std::size_t calls();

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<storage::outcome> outcomes_;
  std::size_t calls_ = 0;
};

using recorder_ptr = std::shared_ptr<recorder>;

/// The token is the rev that the entry makes.
struct entry_of {
  schema::conversation_no key;
  /// The expected rev, and the last seq.
  std::int64_t expected = 0;
  std::string content = "hello";
  /// Fills the dedupe key; 0 = none.
  std::uint8_t dedupe = 0;
  std::int64_t body_hash = 0;
  /// 0 = as many messages as revs: the expected rev and one.
  std::int64_t seq = 0;
};

[[nodiscard]] storage::post_entry make_entry(const entry_of& x,
                                             recorder_ptr receiver);

/// The token is the rev that the entry makes; so much later it happens.
struct deletion_of {
  schema::conversation_no key;
  std::int64_t expected = 0;
  std::int64_t seq = 1;
  std::int64_t who = 1;
};

[[nodiscard]] storage::deletion_entry make_deletion(const deletion_of& x,
                                                    recorder_ptr receiver);

/// The token is 1,000 times the user, and the later of the two seqs.
struct cursor_of {
  schema::conversation_no key;
  std::int64_t who = 1;
  /// 0 = not said.
  std::int64_t read = 0;
  std::int64_t delivered = 0;
  /// Milliseconds after `start_of_time`.
  std::int64_t at = 0;
  bool marked = true;
};

[[nodiscard]] storage::cursor_entry make_cursor(const cursor_of& x,
                                                recorder_ptr receiver);

inline constexpr std::int64_t start_of_time = 1'767'225'600'123;

/// The verdicts in the order of arrival.
[[nodiscard]] std::vector<storage::verdict>
verdicts(const std::vector<storage::outcome>& outcomes);

/// The verdict on the entry with that token.
[[nodiscard]] storage::outcome
outcome_of(const std::vector<storage::outcome>& outcomes, std::uint64_t token);

} // namespace tests

namespace storage {

std::ostream& operator<<(std::ostream& out, verdict x);
std::ostream& operator<<(std::ostream& out, admission x);

} // namespace storage
