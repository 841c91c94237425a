#pragma once

#include "world.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tests {

/// A store's answer to a write.
using call_answer = schema::result<storage::call_outcome>;

/// Three people who call each other, and the writes that their calls take.
struct calls_fixture : world_fixture {
  /// Rings from `now` on.
  schema::call ringing(const std::string& id, schema::user_no from,
                       schema::user_no to);

  static storage::call_write starts(const schema::call& c);

  /// The next version of `c`, which it becomes.
  static storage::call_write moves(schema::call& c);
  storage::call_write answers(schema::call& c, std::int64_t device);
  storage::call_write ends(schema::call& c);

  call_answer put(const storage::call_write& w) {
    return await<storage::call_outcome>(
      [&](auto done) { store->put_call(w, done); });
  }

  storage::call_verdict verdict(const storage::call_write& w) {
    return put(w).value().verdict;
  }

  schema::result<schema::call_ptr> find(const std::string& id) {
    return await<schema::call_ptr>(
      [&](auto done) { store->find_call({id}, done); });
  }

  schema::call_ptr live(std::vector<schema::user_no> of) {
    return await<schema::call_ptr>(
             [&](auto done) { store->find_live_call(of, done); })
      .value();
  }

  schema::user_no asha = add_user("asha");
  schema::user_no ravi = add_user("ravi", schema::role::astrologer);
  schema::user_no mira = add_user("mira");
};

/// Answers that are to come, each at its write's place.
class call_answers {
public:
  void ask(storage::store& s, const storage::call_write& w);

  /// All of them. Throws after 30 s.
  std::vector<call_answer> wait();

  /// Those that have come.
  [[nodiscard]] std::size_t size() const;

private:
  std::vector<std::future<call_answer>> coming_;
};

} // namespace tests

namespace storage {

std::ostream& operator<<(std::ostream& out, call_verdict x);

} // namespace storage
