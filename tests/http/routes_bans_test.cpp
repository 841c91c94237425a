#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace tests;
using schema::role;

namespace {

struct fixture : server_fixture {
  fixture() {
    store.add_user("ann", role::user);
  }

  static constexpr auto path = "/api/admin/users/ann/ban";
  std::string ann = bearer("ann", role::user);
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(ban_routes, fixture)

BOOST_AUTO_TEST_CASE(a_ban_holds_at_once_for_those_who_are_known_already) {
  BOOST_TEST(has_status(ask("GET", "/api/admin/users/ann", ann), 403));
  const auto banned = ask_as_admin("PUT", path, R"({"reason":"rude"})");
  BOOST_TEST(has_status(banned, 200));
  BOOST_TEST(contains(banned, R"("data":{"id":"ann","role":"user",)"));
  BOOST_TEST(contains(banned, R"("banned":true})"));
  BOOST_TEST((gateway.shut == std::vector<schema::user_no>{{1}}));
  const auto refused = ask("GET", "/api/conversations", ann);
  BOOST_TEST(has_status(refused, 403));
  BOOST_TEST(contains(refused, R"("message":"This user is banned.")"));
}

BOOST_AUTO_TEST_CASE(a_ban_is_lifted) {
  ask_as_admin("PUT", path);
  const auto lifted = ask_as_admin("DELETE", path);
  BOOST_TEST(has_status(lifted, 200));
  BOOST_TEST(contains(lifted, R"("banned":false})"));
  BOOST_TEST((gateway.let == std::vector<schema::user_no>{{1}}));
  BOOST_TEST(
    contains(ask("GET", "/api/admin/users/ann", ann), "This is for admins."));
}

BOOST_AUTO_TEST_CASE(admins_cannot_ban_themselves) {
  const auto refused = ask_as_admin("PUT", "/api/admin/users/admin/ban");
  BOOST_TEST(has_status(refused, 409));
  BOOST_TEST(contains(refused, R"("error":"conflict")"));
  BOOST_TEST(gateway.shut.empty());
}

BOOST_AUTO_TEST_CASE(nobody_unknown_is_banned) {
  BOOST_TEST(has_status(ask_as_admin("PUT", "/api/admin/users/x/ban"), 404));
  BOOST_TEST(gateway.shut.empty());
}

BOOST_AUTO_TEST_CASE(a_reason_is_text) {
  BOOST_TEST(has_status(ask_as_admin("PUT", path, R"({"reason":7})"), 400));
  BOOST_TEST(has_status(ask_as_admin("PUT", path, "[]"), 400));
  BOOST_TEST(gateway.shut.empty());
}

BOOST_AUTO_TEST_CASE(bans_are_for_admins) {
  BOOST_TEST(has_status(ask("PUT", path), 401));
  BOOST_TEST(has_status(ask("PUT", path, ann), 403));
  BOOST_TEST(has_status(ask("DELETE", path, ann), 403));
}

BOOST_AUTO_TEST_SUITE_END()
