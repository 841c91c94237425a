#include "database.hpp"
#include "pg_proxy.hpp"

#include <boost/test/unit_test.hpp>

using namespace storage;
using namespace tests;

namespace {

using schema::errc;

const schema::timestamp now{std::chrono::seconds{1'767'225'600}};

storage::sign_in claims(const std::string& name = "Asha") {
  return {.profile = {.id = "asha", .name = name}};
}

struct ban_fixture {
  schema::result<schema::identity_ptr> sign_in(const storage::sign_in& who) {
    return await<schema::identity_ptr>(
      [&](auto done) { store->sign_in(who, done); });
  }

  bool forbidden(const storage::sign_in& who) {
    const auto r = sign_in(who);
    return !r && r.error().code == errc::forbidden
           && r.error().message == "This user is banned.";
  }

  schema::result<user_record> set_banned(bool banned,
                                         const std::string& id = "asha",
                                         schema::timestamp when = now) {
    return await<user_record>(
      [&](auto done) { store->set_banned(id, banned, when, done); });
  }

  database db;
  pg_proxy proxy;
  base::metrics metrics;
  std::unique_ptr<storage::store> store =
    open_store({.database_url = proxy.url(db.name())}, metrics);
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(ban_suite, ban_fixture)

BOOST_AUTO_TEST_CASE(a_banned_user_is_not_let_in_until_it_is_allowed_again) {
  const auto who = sign_in(claims());
  BOOST_REQUIRE(who.has_value());
  const auto banned = set_banned(true);
  BOOST_REQUIRE(banned.has_value());
  BOOST_TEST((banned->no == (*who)->no));
  BOOST_TEST(banned->profile.id == "asha");
  BOOST_TEST((banned->updated_at == now));
  BOOST_TEST(forbidden(claims()));
  BOOST_TEST(forbidden(claims("Other")));
  BOOST_TEST(forbidden(claims()));
  BOOST_TEST(set_banned(false).has_value());
  BOOST_TEST(sign_in(claims()).has_value());
}

BOOST_AUTO_TEST_CASE(a_ban_keeps_its_first_time) {
  (void)sign_in(claims());
  (void)set_banned(true);
  (void)set_banned(true, "asha", now + std::chrono::hours{1});
  BOOST_TEST(db.number("select extract(epoch from banned_at)::bigint from "
                       "users")
             == now.time_since_epoch().count() / 1000);
  (void)set_banned(false);
  BOOST_TEST(db.number("select count(banned_at) from users") == 0);
}

BOOST_AUTO_TEST_CASE(nobody_who_is_not_there_is_banned) {
  BOOST_TEST((set_banned(true, "nobody").error().code == errc::not_found));
  BOOST_TEST(
    (set_banned(true, std::string{"a\0b", 3}).error().code == errc::not_found));
}

BOOST_AUTO_TEST_CASE(a_ban_by_another_server_ends_what_was_cached) {
  (void)sign_in(claims());
  db.exec("update users set banned_at = now()");
  // New claims have to be looked up; what that shows holds for the old ones.
  BOOST_TEST(forbidden(claims("Other")));
  BOOST_TEST(forbidden(claims()));
}

BOOST_AUTO_TEST_CASE(what_was_read_before_a_ban_is_not_cached_after_it) {
  (void)sign_in(claims());
  proxy.arm("users_sign_in", pg_proxy::fault::hold_answer);
  auto promise = std::make_shared<std::promise<bool>>();
  store->sign_in(claims("Other"),
                 [promise](auto r) { promise->set_value(r.has_value()); });
  BOOST_REQUIRE(proxy.wait_until_struck());
  BOOST_TEST(set_banned(true).has_value());
  proxy.release();
  (void)promise->get_future().get();
  BOOST_TEST(forbidden(claims("Other")));
}

BOOST_AUTO_TEST_CASE(a_ban_whose_answer_is_lost_holds_all_the_same) {
  (void)sign_in(claims());
  proxy.arm("users_set_banned", pg_proxy::fault::cut_after, 2);
  BOOST_TEST((set_banned(true).error().code == errc::unavailable));
  BOOST_TEST(forbidden(claims()));
}

BOOST_AUTO_TEST_SUITE_END()
