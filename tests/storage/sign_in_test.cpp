#include "database.hpp"

#include <boost/test/unit_test.hpp>

using namespace storage;
using namespace tests;

namespace {

using schema::role;

struct sign_in_fixture : store_fixture {
  schema::result<schema::identity_ptr> sign_in(storage::sign_in who) {
    return await<schema::identity_ptr>(
      [&](auto done) { store->sign_in(who, done); });
  }

  /// Another process: nothing cached.
  void restart() {
    store.reset();
    store = open_store({.database_url = db.url()}, metrics);
  }

  std::string row(const std::string& column) {
    return db.exec("select " + column + " from users").at(0)[0].c_str();
  }
};

storage::sign_in claims(role r = role::user, const char* name = "Asha") {
  return {.profile = {.id = "a", .role = r, .name = name}};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(sign_in_suite, sign_in_fixture)

BOOST_AUTO_TEST_CASE(a_first_sight_makes_the_user) {
  const auto who = sign_in({.profile = {.id = "a \"b\" {c},\\",
                                        .role = role::astrologer,
                                        .name = "N\xC3\xA9",
                                        .picture = "p"}});
  BOOST_REQUIRE(who.has_value());
  BOOST_TEST((*who)->no.value > 0);
  BOOST_TEST((*who)->profile.id == "a \"b\" {c},\\");
  BOOST_TEST(((*who)->profile.role == role::astrologer));
  BOOST_TEST(*(*who)->profile.name == "N\xC3\xA9");
  BOOST_TEST(!(*who)->profile.phone.has_value());
}

BOOST_AUTO_TEST_CASE(many_first_sights_of_the_same_user_make_one_row) {
  std::vector<std::future<schema::identity_ptr>> answers;
  for (int i = 0; i < 500; ++i) {
    auto promise = std::make_shared<std::promise<schema::identity_ptr>>();
    answers.push_back(promise->get_future());
    store->sign_in(
      claims(), [promise](auto r) { promise->set_value(r.value_or(nullptr)); });
  }
  const auto first = answers.front().get();
  BOOST_REQUIRE(first != nullptr);
  for (std::size_t i = 1; i < answers.size(); ++i)
    BOOST_TEST((answers[i].get() == first));
  BOOST_TEST(db.number("select count(*) from users") == 1);
  BOOST_TEST(metrics.users_written.value() == 1u);
}

BOOST_AUTO_TEST_CASE(different_users_that_come_together_each_get_their_own) {
  std::vector<std::future<schema::identity_ptr>> answers;
  for (int i = 0; i < 2'000; ++i) {
    auto promise = std::make_shared<std::promise<schema::identity_ptr>>();
    answers.push_back(promise->get_future());
    store->sign_in(
      {.profile = {.id = "u" + std::to_string(i)}, .role_known = i % 3 != 0},
      [promise](auto r) { promise->set_value(r.value_or(nullptr)); });
  }
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto who = answers[i].get();
    BOOST_REQUIRE(who != nullptr);
    BOOST_REQUIRE_EQUAL(who->profile.id, "u" + std::to_string(i));
  }
  BOOST_TEST(metrics.users_written.value() == 2'000u);
}

BOOST_AUTO_TEST_CASE(the_same_claims_write_nothing_even_after_a_restart) {
  const auto first = sign_in(claims());
  const auto xmin = row("xmin"), xmax = row("xmax");
  BOOST_TEST((sign_in(claims()).value() == first.value()));
  restart();
  BOOST_TEST(sign_in(claims()).has_value());
  BOOST_TEST(row("xmin") == xmin);
  BOOST_TEST(row("xmax") == xmax);
  BOOST_TEST(metrics.users_written.value() == 1u);
}

BOOST_AUTO_TEST_CASE(changed_claims_are_written_and_silence_keeps_the_rest) {
  (void)sign_in(
    {.profile = {
       .id = "a", .role = role::astrologer, .name = "Asha", .phone = "1"}});
  const auto who =
    sign_in({.profile = {.id = "a", .name = "Asha B"}, .role_known = false});
  BOOST_REQUIRE(who.has_value());
  BOOST_TEST(((*who)->profile.role == role::astrologer));
  BOOST_TEST(*(*who)->profile.name == "Asha B");
  BOOST_TEST(*(*who)->profile.phone == "1");
  const auto changed = sign_in(claims(role::admin, "Asha C"));
  BOOST_TEST(((*changed)->profile.role == role::admin));
  BOOST_TEST(((*changed)->no == (*who)->no));
}

BOOST_AUTO_TEST_CASE(claims_that_differ_in_one_batch_are_both_answered) {
  std::vector<std::future<bool>> answers;
  for (int i = 0; i < 100; ++i) {
    auto promise = std::make_shared<std::promise<bool>>();
    answers.push_back(promise->get_future());
    store->sign_in(claims(role::user, i % 2 == 0 ? "x" : "y"),
                   [promise](auto r) { promise->set_value(r.has_value()); });
  }
  for (auto& a : answers)
    BOOST_TEST(a.get());
}

BOOST_AUTO_TEST_CASE(a_token_without_role_makes_a_user) {
  const auto who =
    sign_in({.profile = {.id = "a", .role = role::admin}, .role_known = false});
  BOOST_TEST(((*who)->profile.role == role::user));
}

BOOST_AUTO_TEST_CASE(the_banned_and_the_revoked_stay_out) {
  (void)sign_in(claims());
  db.exec("update users set banned_at = now()");
  restart();
  BOOST_TEST((sign_in(claims()).error().code == schema::errc::forbidden));
  db.exec("update users set banned_at = null, "
          "revoked_before = '2026-01-01T00:00:00Z'");
  BOOST_TEST((sign_in(claims()).error().code == schema::errc::forbidden));
  auto older = claims();
  older.issued_at = schema::timestamp{std::chrono::seconds{1'767'225'599}};
  BOOST_TEST((sign_in(older).error().code == schema::errc::forbidden));
  auto newer = claims();
  newer.issued_at = schema::timestamp{std::chrono::seconds{1'767'225'600}};
  BOOST_TEST(sign_in(newer).has_value());
}

BOOST_AUTO_TEST_CASE(a_provisioned_change_shows_at_the_next_sign_in) {
  (void)sign_in(claims());
  const auto put = await<user_record>([&](auto done) {
    store->put_user(
      {.profile = {.id = "a", .role = role::astrologer, .name = "Provisioned"}},
      done);
  });
  BOOST_REQUIRE(put.has_value());
  const auto who = sign_in(claims());
  BOOST_TEST(*(*who)->profile.name == "Provisioned");
  BOOST_TEST(((*who)->profile.role == role::astrologer));
  BOOST_TEST(metrics.users_written.value() == 1u);
}

BOOST_AUTO_TEST_CASE(one_that_cannot_be_stored_fails_no_other) {
  std::vector<std::future<bool>> answers;
  for (int i = 0; i < 50; ++i) {
    auto promise = std::make_shared<std::promise<bool>>();
    answers.push_back(promise->get_future());
    const auto id = i == 25 ? "\xFF" : "u" + std::to_string(i);
    store->sign_in({.profile = {.id = id}},
                   [promise](auto r) { promise->set_value(r.has_value()); });
  }
  for (std::size_t i = 0; i < answers.size(); ++i)
    BOOST_TEST(answers[i].get() == (i != 25));
  BOOST_TEST(!sign_in({.profile = {.id = std::string{"a\0b", 3}}}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
