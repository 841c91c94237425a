#include "room.hpp"

#include <boost/test/unit_test.hpp>

using fixtures::events;
using fixtures::has;
using schema::role;
using storage::verdict;

namespace {

struct said : fixtures::room {
  said() {
    join(maya);
    join(arjun);
    post(maya, "one");
    post(maya, "two");
    maya.out->take();
    arjun.out->take();
  }

  void erase(fixtures::socket& by, const std::string& what) {
    say(by, "dm:delete_message", named(R"(,"messageId":")" + what + "\""));
  }

  fixtures::socket& maya = enter("maya");
  fixtures::socket& arjun = enter("arjun", role::astrologer);
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(deletion, said)

BOOST_AUTO_TEST_CASE(all_are_told_when_it_is_stored) {
  erase(maya, message(1));
  BOOST_TEST(arjun.out->take().empty());
  commit();
  const auto told = arjun.out->take();
  BOOST_TEST(events(told) == "dm:message_deleted");
  BOOST_TEST(has(told.at(0), R"("messageId":")" + message(1) + "\""));
  BOOST_TEST(has(told.at(0), R"("rev":3,)"));
  BOOST_TEST(has(told.at(0), R"("deletedBy":["maya"])"));
  const auto acked = maya.out->take();
  BOOST_TEST(events(acked) == "43 dm:message_deleted");
  BOOST_TEST(has(acked.at(0), R"("isDeleted":true)"));
  BOOST_TEST(has(acked.at(0), R"("content":"")"));
}

BOOST_AUTO_TEST_CASE(posts_and_deletions_keep_their_order) {
  erase(maya, message(1));
  say(maya, "dm:send_message", named(R"(,"content":"three")"));
  erase(maya, message(2));
  commit();
  commit();
  const auto told = arjun.out->take();
  BOOST_TEST(events(told)
             == "dm:message_deleted dm:message_received dm:message_deleted");
  BOOST_TEST(has(told.at(1), R"("seq":3,"rev":4,)"));
  BOOST_TEST(has(told.at(2), R"("rev":5,)"));
}

BOOST_AUTO_TEST_CASE(only_the_sender_may) {
  erase(arjun, message(1));
  const auto told = arjun.out->take();
  BOOST_TEST(events(told) == "43 dm:error error");
  BOOST_TEST(has(told.at(0), R"("error":"forbidden")"));
  BOOST_TEST(store.pending().waiting() == 0u);
}

BOOST_AUTO_TEST_CASE(what_is_no_message_is_not_found) {
  const auto foreign = ids.encode({77}, {1}, now).to_string();
  const auto wrong_second =
    ids.encode(where.no, {1}, now + std::chrono::seconds{1}).to_string();
  for (const auto& what : {message(3), foreign, wrong_second}) {
    erase(maya, what);
    const auto told = maya.out->take();
    BOOST_TEST(has(told.at(0), R"("error":"not_found")"));
  }
}

BOOST_AUTO_TEST_CASE(deleting_again_succeeds_and_changes_nothing) {
  erase(maya, message(1));
  commit();
  maya.out->take();
  erase(maya, message(1));
  BOOST_TEST(store.pending().waiting() == 0u);
  const auto told = maya.out->take();
  BOOST_TEST(events(told) == "43");
  BOOST_TEST(has(told.at(0), R"("success":true)"));
}

BOOST_AUTO_TEST_CASE(two_that_delete_at_once_both_succeed) {
  erase(maya, message(1));
  erase(maya, message(1));
  commit();
  commit();
  const auto told = maya.out->take();
  BOOST_TEST(events(told) == "43 dm:message_deleted 43");
  BOOST_TEST(has(told.at(2), R"("success":true)"));
  post(maya, "three");
  BOOST_TEST(has(maya.out->take().at(1), R"("seq":3,"rev":4,)"));
}

BOOST_AUTO_TEST_CASE(another_servers_message_in_between_does_not_lose_it) {
  store.append_elsewhere(where.id, where.members[1].no, "from elsewhere");
  erase(maya, message(1));
  commit();
  commit();
  BOOST_TEST(events(arjun.out->take())
             == "dm:message_received dm:message_deleted");
}

BOOST_AUTO_TEST_CASE(without_a_database_nothing_is_deleted) {
  erase(maya, message(1));
  store.pending().fail_next(verdict::unavailable);
  run();
  const auto told = maya.out->take();
  BOOST_TEST(has(told.at(0), R"("error":"unavailable")"));
  BOOST_TEST(arjun.out->take().empty());
  erase(maya, message(1));
  commit();
  BOOST_TEST(events(arjun.out->take()) == "dm:message_deleted");
}

BOOST_AUTO_TEST_CASE(a_retry_of_what_was_deleted_brings_the_tombstone) {
  const auto post_it = [&] {
    say(maya, "dm:send_message",
        named(R"(,"content":"three","clientMessageId":"k")"));
    commit();
  };
  post_it();
  erase(maya, message(3));
  commit();
  maya.out->take();
  post_it();
  const auto told = maya.out->take();
  BOOST_TEST(has(told.at(0), R"("success":true)"));
  BOOST_TEST(has(told.at(0), R"("isDeleted":true)"));
}

BOOST_AUTO_TEST_SUITE_END()
