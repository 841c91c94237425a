#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace tests;
using schema::role;

constexpr std::string_view path =
  "/api/conversations/65a000000000000000000001/messages";

struct fixture : server_fixture {
  fixture() {
    store.add_user("ann", role::user);
    store.add_user("eve", role::user);
    storage::history_page page;
    schema::member ann;
    ann.no.value = 1;
    ann.id = "ann";
    page.conversation.members.push_back(ann);
    page.messages.resize(2);
    page.messages[0].seq.value = 4;
    page.messages[1].seq.value = 5;
    page.as_of = 5;
    page.total = 5;
    page.has_more = true;
    store.history = page;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(message_routes, fixture)

BOOST_AUTO_TEST_CASE(a_member_reads_a_page) {
  const auto answer = ask("GET", std::string{path} + "?limit=2&asOfSeq=5",
                          bearer("ann", role::user));
  BOOST_TEST(has_status(answer, 200));
  BOOST_TEST(
    body_of(answer)
    == R"({"success":true,"message":"OK",)"
       R"("data":{"messages":[{"seq":4},{"seq":5}],"asOfSeq":5},)"
       R"("messages":[{"seq":4},{"seq":5}],"asOfSeq":5,)"
       R"("pagination":{"page":1,"limit":2,"total":5,"hasMore":true,"nextCursor":4}})");
  BOOST_TEST(store.asked_history->limit == 2);
  BOOST_TEST(store.asked_history->as_of.value() == 5);
}

BOOST_AUTO_TEST_CASE(strangers_hear_the_same_as_of_what_is_not_there) {
  const auto stranger = ask("GET", path, bearer("eve", role::user));
  store.history.reset();
  const auto missing = ask("GET", path, bearer("ann", role::user));
  BOOST_TEST(has_status(stranger, 404));
  BOOST_TEST(body_of(stranger) == body_of(missing));
}

BOOST_AUTO_TEST_CASE(an_admin_reads_all) {
  BOOST_TEST(has_status(ask_as_admin("GET", path), 200));
  BOOST_TEST(store.audits == 1);
}

BOOST_AUTO_TEST_CASE(nobody_in_particular_reads_nothing) {
  BOOST_TEST(has_status(ask("GET", path), 401));
}

BOOST_AUTO_TEST_CASE(a_bad_limit_is_refused) {
  BOOST_TEST(has_status(
    ask("GET", std::string{path} + "?limit=1000", bearer("ann", role::user)),
    400));
}

BOOST_AUTO_TEST_SUITE_END()
