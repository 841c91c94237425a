#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace tests;
using schema::call_state;
using schema::end_reason;
using schema::role;

schema::call_ptr call_of(const std::string& id, std::int64_t caller,
                         std::int64_t callee) {
  schema::call c;
  c.id.text = id;
  c.caller.value = caller;
  c.callee.value = callee;
  return std::make_shared<schema::call>(c);
}

struct fixture : server_fixture {
  fixture() {
    store.add_user("ann", role::user);
    store.add_user("bob", role::astrologer);
    store.add_user("eve", role::user);
    store.calls["c1"] = call_of("c1", 1, 2);
  }

  std::string get(std::string_view target, std::string_view id = "ann",
                  schema::role as = role::user) {
    return ask("GET", target, bearer(id, as));
  }

  storage::call_query query(std::string_view fields) {
    store.asked_calls.reset();
    const auto answer = get("/api/calls/history?" + std::string{fields});
    BOOST_TEST(has_status(answer, 200), answer);
    return store.asked_calls.value();
  }

  void refused(std::string_view fields, std::string_view why) {
    store.asked_calls.reset();
    const auto answer = get("/api/calls/history?" + std::string{fields});
    BOOST_TEST(has_status(answer, 400), answer);
    BOOST_TEST(contains(answer, why), answer);
    BOOST_TEST(!store.asked_calls.has_value());
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(call_history_routes, fixture)

// -- one ----------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(the_two_see_their_call) {
  const auto caller = get("/api/calls/c1");
  BOOST_TEST(has_status(caller, 200));
  BOOST_TEST(
    body_of(caller)
    == R"({"success":true,"message":"OK",)"
       R"("data":{"id":"c1","caller":"ann","callee":"bob","viewer":1},)"
       R"("id":"c1","caller":"ann","callee":"bob","viewer":1})");
  const auto callee = get("/api/calls/c1", "bob", role::astrologer);
  BOOST_TEST(contains(callee, R"("callee":"bob","viewer":2})"));
  BOOST_TEST(store.audited_calls.empty());
}

BOOST_AUTO_TEST_CASE(strangers_hear_the_same_as_of_no_call) {
  const auto stranger = get("/api/calls/c1", "eve");
  const auto missing = get("/api/calls/c2");
  BOOST_TEST(has_status(stranger, 404));
  BOOST_TEST(body_of(stranger) == body_of(missing));
  BOOST_TEST(body_of(get("/api/calls/" + std::string(129, 'x')))
             == body_of(missing));
}

BOOST_AUTO_TEST_CASE(an_admin_sees_a_call_of_others_and_that_is_noted) {
  const auto answer = ask_as_admin("GET", "/api/calls/c1");
  BOOST_TEST(has_status(answer, 200));
  BOOST_TEST(
    contains(answer, R"("id":"c1","caller":"ann","callee":"bob","viewer":0})"));
  const std::vector<std::string> expected{"read_call c1"};
  BOOST_TEST(store.audited_calls == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_noted_is_not_shown) {
  store.audit_fails = true;
  const auto answer = ask_as_admin("GET", "/api/calls/c1");
  BOOST_TEST(has_status(answer, 503));
  BOOST_TEST(!contains(answer, "ann"));
}

BOOST_AUTO_TEST_CASE(an_admin_who_is_one_of_the_two_is_not_noted) {
  store.add_user("boss", role::admin);
  store.calls["c2"] = call_of("c2", 4, 2);
  BOOST_TEST(has_status(get("/api/calls/c2", "boss", role::admin), 200));
  BOOST_TEST(store.audited_calls.empty());
}

// -- the list -----------------------------------------------------------------

BOOST_AUTO_TEST_CASE(history_is_a_page_with_the_people_of_each_call) {
  store.listed_calls = {{call_of("c9", 2, 1), call_of("c8", 1, 3)}, 30, true};
  const auto answer = get("/api/calls/history?page=2&limit=2");
  BOOST_TEST(has_status(answer, 200));
  BOOST_TEST(
    body_of(answer)
    == R"({"success":true,"message":"OK","data":{"calls":[)"
       R"({"id":"c9","caller":"bob","callee":"ann","viewer":1},)"
       R"({"id":"c8","caller":"ann","callee":"eve","viewer":1}]},"calls":[)"
       R"({"id":"c9","caller":"bob","callee":"ann","viewer":1},)"
       R"({"id":"c8","caller":"ann","callee":"eve","viewer":1}],)"
       R"("pagination":{"page":2,"limit":2,"total":30,"hasMore":true,"nextCursor":null}})");
  BOOST_TEST(store.asked_calls->who.value == 1);
  BOOST_TEST(store.asked_calls->page == 2);
  BOOST_TEST(store.asked_calls->limit == 2);
}

BOOST_AUTO_TEST_CASE(history_is_of_everything_unless_it_is_asked_otherwise) {
  const auto all = query("");
  BOOST_TEST(all.page == 1);
  BOOST_TEST(all.limit == 20);
  BOOST_TEST(all.states.empty());
  BOOST_TEST(all.ends.empty());
  BOOST_TEST(!all.direction.has_value());
  BOOST_TEST(contains(get("/api/calls/history"), R"("calls":[])"));
}

BOOST_AUTO_TEST_CASE(statuses_are_what_clients_call_them) {
  using states = std::vector<call_state>;
  using ends = std::vector<end_reason>;
  BOOST_TEST((query("status=ringing").states == states{call_state::ringing}));
  BOOST_TEST((query("status=answered").states == states{call_state::answered}));
  BOOST_TEST((query("status=ongoing").states == states{call_state::ongoing}));
  BOOST_TEST((query("status=ended").ends
              == ends{end_reason::completed, end_reason::cancelled}));
  BOOST_TEST((query("status=rejected").ends
              == ends{end_reason::rejected, end_reason::busy}));
  BOOST_TEST((query("status=missed").ends == ends{end_reason::no_answer}));
  BOOST_TEST((query("status=failed").ends == ends{end_reason::network_error}));
  const auto some = query("status=missed,ringing,missed");
  BOOST_TEST((some.ends == ends{end_reason::no_answer}));
  BOOST_TEST((some.states == states{call_state::ringing}));
}

BOOST_AUTO_TEST_CASE(a_direction_is_as_who_asks_sees_it) {
  BOOST_TEST((query("direction=incoming").direction
              == storage::call_direction::incoming));
  BOOST_TEST((query("direction=outgoing&status=missed").direction
              == storage::call_direction::outgoing));
}

BOOST_AUTO_TEST_CASE(what_no_list_can_be_is_refused_by_the_field) {
  refused("limit=0", "limit is not a number in bounds");
  refused("limit=101", "limit is not a number in bounds");
  refused("page=x", "page is not a number in bounds");
  refused("page=1000001", "page is not a number in bounds");
  refused("status=done", "status has to be ringing");
  refused("status=", "status has to be ringing");
  refused("status=missed,", "status has to be ringing");
  refused("direction=up", "direction has to be incoming or outgoing");
}

BOOST_AUTO_TEST_SUITE_END()
