#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace tests;
using schema::role;

namespace {

// Second 5, conversation 3, seq 9, as the fixture reads ids.
constexpr auto path = "/messages/050000000300000000000009/report";

struct fixture : server_fixture {
  std::string complain(std::string_view target, std::string_view body) {
    return ask("POST", target,
               bearer("ann", role::user) + "Content-Type: application/json\r\n",
               body);
  }
};

storage::stored_report sample(std::int64_t number) {
  storage::stored_report r;
  r.number = number;
  r.reporter_id = "ann";
  r.sender_id = "bob";
  r.reason = "rude";
  r.message.seq.value = 9;
  r.message.content = "gr\"r";
  r.message.media_url = "https://x/y";
  return r;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(report_routes, fixture)

BOOST_AUTO_TEST_CASE(a_message_is_reported_by_its_id_alone) {
  store.add_user("ann", role::user);
  const auto done = complain(path, R"({"reason":"rude"})");
  BOOST_TEST(has_status(done, 201));
  BOOST_TEST(contains(
    done,
    R"("data":{"id":7,"messageId":"050000000300000000000009","reason":"rude"})"));
  const auto& what = store.reported.value();
  BOOST_TEST(what.reporter.value == 1);
  BOOST_TEST(what.conversation.value == 3);
  BOOST_TEST(what.seq.value == 9);
  BOOST_TEST(what.second == 5);
}

BOOST_AUTO_TEST_CASE(a_report_needs_a_reason_and_a_message) {
  BOOST_TEST(has_status(complain(path, "{}"), 400));
  BOOST_TEST(has_status(complain(path, R"({"reason":""})"), 400));
  BOOST_TEST(
    has_status(complain("/messages/x/report", R"({"reason":"r"})"), 404));
  BOOST_TEST(has_status(ask("POST", path), 401));
  BOOST_TEST(!store.reported);
}

BOOST_AUTO_TEST_CASE(admins_list_what_was_reported) {
  store.reports = {{sample(12), sample(11)}, 30, true};
  const auto listed = ask_as_admin("GET", "/api/admin/reports?limit=2");
  BOOST_TEST(has_status(listed, 200));
  BOOST_TEST(contains(
    listed, R"({"id":12,"reporterId":"ann","reason":"rude",)"
            R"("messageId":"000000000000000000000009",)"
            R"("conversationId":"000000000000000000000000","senderId":"bob",)"
            R"("content":"gr\"r","messageType":"text",)"
            R"("mediaUrl":"https://x/y",)"));
  BOOST_TEST(contains(
    listed,
    R"("pagination":{"page":1,"limit":2,"total":30,"hasMore":true,"nextCursor":11})"));
  // Both are of one conversation.
  BOOST_TEST(store.audits == 1);
  ask_as_admin("GET", "/api/admin/reports?before=11");
  BOOST_TEST(store.asked_reports->before.value() == 11);
  ask_as_admin("GET", "/api/admin/reports?page=3");
  BOOST_TEST(store.asked_reports->page == 3);
}

BOOST_AUTO_TEST_CASE(the_list_is_for_admins_and_in_bounds) {
  const auto list = [this](std::string_view query) {
    return ask_as_admin("GET", "/api/admin/reports" + std::string{query});
  };
  BOOST_TEST(has_status(list("?limit=101"), 400));
  BOOST_TEST(has_status(list("?page=0"), 400));
  BOOST_TEST(has_status(list("?page=2&before=7"), 400));
  BOOST_TEST(has_status(
    ask("GET", "/api/admin/reports", bearer("ann", role::user)), 403));
}

BOOST_AUTO_TEST_SUITE_END()
