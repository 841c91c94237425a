#pragma once

#include "database.hpp"

#include <string>
#include <vector>

namespace tests {

/// A database with a store on it, and people who write, delete and read by
/// plain SQL, as the journal would leave it. Everything happens a second after
/// what was before.
struct world_fixture : store_fixture {
  schema::user_no add_user(const std::string& id,
                           schema::role r = schema::role::user);

  test_conversation
  add_conversation(const std::vector<schema::user_no>& members,
                   schema::conversation_kind kind =
                     schema::conversation_kind::user_astrologer);

  void leave(const test_conversation& where, schema::user_no who);

  void post(const test_conversation& where, schema::user_no sender,
            int count = 1);

  /// Leaves a tombstone.
  void remove(const test_conversation& where, std::int64_t seq,
              schema::user_no who);

  /// A change that is no message and changes none.
  void change(const test_conversation& where, std::int64_t seq);

  /// Moves the cursor and leaves a mark.
  void read(const test_conversation& where, schema::user_no who,
            std::int64_t upto);

  schema::conversation load(const test_conversation& where);

  schema::timestamp now{std::chrono::seconds{1'767'225'600}};

private:
  /// The next second, as SQL.
  std::string tick();
};

} // namespace tests
