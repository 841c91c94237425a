#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace tests;
using schema::role;

BOOST_FIXTURE_TEST_SUITE(admin_routes, server_fixture)

BOOST_AUTO_TEST_CASE(admin_routes_are_for_admins) {
  const auto path = "/api/admin/users/u1";
  BOOST_TEST(has_status(ask("GET", path), 401));
  BOOST_TEST(has_status(ask("GET", path, "X-Admin-Key: wrong\r\n"), 401));
  BOOST_TEST(has_status(ask("GET", path, "Authorization: Bearer x\r\n"), 401));
  BOOST_TEST(has_status(ask("GET", path, bearer("u1", role::user)), 403));
  // That u1 exists, because it signed in, is for admins to see.
  BOOST_TEST(has_status(ask("GET", path, bearer("boss", role::admin)), 200));
  BOOST_TEST(has_status(ask_as_admin("GET", path), 200));
}

BOOST_AUTO_TEST_CASE(a_token_signs_in_once_as_long_as_it_is_remembered) {
  const auto header = bearer("boss", role::admin);
  for (int i = 0; i < 5; ++i)
    ask("GET", "/api/admin/users/nobody", header);
  BOOST_TEST(store.sign_ins == 1);
  ask_as_admin("PUT", "/api/admin/users/boss", R"({"role":"user"})");
  ask("GET", "/api/admin/users/nobody", header);
  BOOST_TEST(store.sign_ins == 3); // the admin with the key, and boss again
}

// Whatever the server may note about the admin who was just there.
BOOST_AUTO_TEST_CASE(the_admin_key_vouches_for_no_token) {
  const auto path = "/api/admin/users/u1";
  BOOST_TEST(has_status(ask_as_admin("GET", path), 404));
  for (const auto text : {"admin key:admin", "admin key:", "admin"}) {
    const auto header = "Authorization: Bearer " + std::string{text} + "\r\n";
    BOOST_TEST(has_status(ask("GET", path, header), 401));
  }
}

BOOST_AUTO_TEST_CASE(users_are_written_and_read) {
  const auto put = ask_as_admin(
    "PUT", "/api/admin/users/a%20b",
    R"({"role":"Astrologer","name":"Ann","showPhone":true,"ratePerMinute":5,
        "unknown":[1]})");
  BOOST_TEST(has_status(put, 200));
  const auto got = ask_as_admin("GET", "/api/admin/users/a%20b");
  BOOST_TEST(contains(got, R"("data":{"id":"a b","role":"astrologer")"));
  BOOST_TEST(contains(got, R"("ratePerMinute":5)"));
  BOOST_TEST(contains(got, R"("showPhone":true)"));
  BOOST_TEST(has_status(ask_as_admin("GET", "/api/admin/users/who"), 404));
}

BOOST_AUTO_TEST_CASE(bad_users_are_refused_by_the_field) {
  const auto refused = [this](std::string_view body, std::string_view field) {
    const auto answer = ask_as_admin("PUT", "/api/admin/users/u", body);
    BOOST_TEST(has_status(answer, 400), answer);
    BOOST_TEST(contains(answer, field), answer);
  };
  refused("{}", "role is required");
  refused(R"({"role":"king"})", "role has to be");
  refused(R"({"role":7})", "role has to be text");
  refused(R"({"role":"user","name":{}})", "name has to be text");
  refused(R"({"role":"user","name":"a\u0000b"})", "name must not contain");
  refused(R"({"role":"user","ratePerMinute":"5"})", "ratePerMinute");
  refused(R"({"role":"user","ratePerMinute":-5})", "ratePerMinute");
  refused(R"({"role":"user","showPhone":"yes"})", "showPhone");
  refused("[]", "JSON object");
  refused("{", "JSON object");
  refused(std::string(100'000, '['), "JSON object");
}

BOOST_AUTO_TEST_CASE(a_body_has_to_say_that_it_is_json) {
  std::string headers = "X-Admin-Key: ";
  headers.append(admin_key).append("\r\n");
  const auto path = "/api/admin/users/u";
  BOOST_TEST(has_status(ask("PUT", path, headers, R"({"role":"user"})"), 415));
  headers += "Content-Type: Application/JSON; charset=utf-8\r\n";
  BOOST_TEST(has_status(ask("PUT", path, headers, R"({"role":"user"})"), 200));
}

BOOST_AUTO_TEST_CASE(a_consultation_tells_the_conversations_of_the_two) {
  store.consulted = {*schema::object_id::parse("65a000000000000000000001")};
  const auto answer = ask_as_admin("PUT", "/api/admin/consultations/u/a");
  BOOST_TEST(has_status(answer, 200));
  BOOST_TEST(contains(answer, R"("userId":"u","astrologerId":"a")"));
  BOOST_TEST((told == store.consulted));
  BOOST_TEST(
    has_status(ask_as_admin("PUT", "/api/admin/consultations/nobody/a"), 404));
}

BOOST_AUTO_TEST_CASE(the_secret_buys_a_token) {
  const auto path = "/auth/admin/token";
  const auto json = "Content-Type: application/json\r\n";
  BOOST_TEST(has_status(ask("POST", path, json, R"({"secret":"x"})"), 401));
  BOOST_TEST(has_status(ask("POST", path, json, R"({})"), 400));
  const auto answer =
    ask("POST", path, json,
        R"({"secret":")" + std::string{admin_key} + R"(","id":"root"})");
  BOOST_TEST(has_status(answer, 200));
  BOOST_TEST(contains(answer, R"("expiresAt":")"));
  const auto at = answer.find(R"("token":")") + 9;
  const auto token = answer.substr(at, answer.find('"', at) - at);
  const auto used = ask("GET", "/api/admin/users/root",
                        "Authorization: Bearer " + token + "\r\n");
  BOOST_TEST(has_status(used, 200));
  BOOST_TEST(contains(used, R"("role":"admin")"));
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

struct with_people : server_fixture {
  with_people() {
    store.add_user("admin1", role::admin);
    store.add_user("astro1", role::astrologer);
    store.add_user("user1", role::user);
    store.add_user("user2", role::user);
  }

  std::string create(std::string_view body) {
    return ask_as_admin("POST", "/api/admin/conversations", body);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(admin_conversations, with_people)

BOOST_AUTO_TEST_CASE(one_is_made_then_found_again) {
  const auto body =
    R"({"participants":[{"id":"user1","type":"User"},{"id":"astro1"}],)"
    R"("contextType":"Support","contextId":"t7","title":"Hello"})";
  const auto made = create(body);
  BOOST_TEST(has_status(made, 201));
  BOOST_TEST(contains(made, R"("kind":"user_astrologer")"));
  BOOST_TEST(store.asked_conversation->context_type == "support");
  BOOST_TEST(store.asked_conversation->context_id.value() == "t7");
  BOOST_TEST(has_status(create(body), 200));
}

BOOST_AUTO_TEST_CASE(the_kind_follows_from_the_roles) {
  const auto kind = [this](std::string_view a, std::string_view b) {
    std::string body = R"({"participants":[{"id":")";
    body.append(a).append(R"("},{"id":")").append(b).append("\"}]}");
    create(body);
    return store.asked_conversation->kind;
  };
  using schema::conversation_kind;
  BOOST_TEST((kind("astro1", "admin1") == conversation_kind::admin_astrologer));
  BOOST_TEST((kind("admin1", "user1") == conversation_kind::admin_user));
  BOOST_TEST((kind("user1", "user2") == conversation_kind::group));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
  const auto refused = [this](std::string_view body, std::string_view what,
                              int status = 400) {
    const auto answer = create(body);
    BOOST_TEST(has_status(answer, status), answer);
    BOOST_TEST(contains(answer, what), answer);
  };
  refused(R"({})", "participants");
  refused(R"({"participants":{}})", "participants");
  refused(R"({"participants":[{"id":"user1"}]})", "participants");
  refused(R"({"participants":[{"id":"user1"},{"id":"user1"}]})", "twice");
  refused(R"({"participants":[{"id":"user1"},{}]})", "participants[1].id");
  refused(R"({"participants":[{"id":"user1"},7]})", "participants[1].id");
  refused(R"({"participants":[{"id":"user1"},{"id":"ghost"}]})",
          "participants[1].id", 404);
  refused(R"({"participants":[{"id":"user1","type":"admin"},{"id":"astro1"}]})",
          "participants[0].type");
  refused(
    R"({"participants":[{"id":"user1"},{"id":"astro1"}],"conversationType":"x"})",
    "conversationType");
  refused(R"({"participants":[{"id":"user1"},{"id":"astro1"}],)"
          R"("conversationType":"admin_user"})",
          "conversationType");
  refused(
    R"({"participants":[{"id":"user1"},{"id":"astro1"}],"contextType":"x"})",
    "contextType");
}

BOOST_AUTO_TEST_SUITE_END()
