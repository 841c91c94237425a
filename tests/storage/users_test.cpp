#include "database.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace storage;
using namespace tests;

namespace {

struct users_fixture : store_fixture {
  schema::result<user_record> put(const user_update& u) {
    return await<user_record>([&](auto done) { store->put_user(u, done); });
  }

  schema::result<user_record> find(const std::string& id) {
    return await<user_record>([&](auto done) { store->find_user(id, done); });
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(users_suite, users_fixture)

BOOST_AUTO_TEST_CASE(what_is_put_is_found) {
  const auto made = put({.profile = {.id = "a",
                                     .role = schema::role::astrologer,
                                     .name = "Asha",
                                     .phone = "+49",
                                     .picture = "p.png"},
                         .rate_per_minute = 30});
  BOOST_REQUIRE(made.has_value());
  const auto found = find("a");
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST((found->profile == made->profile));
  BOOST_TEST((found->no == made->no));
  BOOST_TEST(*found->rate_per_minute == 30);
  BOOST_TEST((found->created_at == made->created_at));
  BOOST_TEST(made->created_at.time_since_epoch().count() > 0);
}

BOOST_AUTO_TEST_CASE(what_an_update_leaves_out_stays) {
  const auto made = put({.profile = {.id = "a", .name = "Asha", .phone = "1"},
                         .rate_per_minute = 5});
  const auto changed =
    put({.profile = {.id = "a", .role = schema::role::admin, .phone = "2"}});
  BOOST_TEST((changed->no == made->no));
  BOOST_TEST((changed->profile.role == schema::role::admin));
  BOOST_TEST(*changed->profile.name == "Asha");
  BOOST_TEST(*changed->profile.phone == "2");
  BOOST_TEST(*changed->rate_per_minute == 5);
  BOOST_TEST((changed->created_at == made->created_at));
}

BOOST_AUTO_TEST_CASE(a_phone_is_shown_once_that_was_said_and_until_it_is_not) {
  const auto shown = [&](std::optional<bool> said) {
    const auto stored =
      put({.profile = {.id = "a", .phone = "1"}, .shows_phone = said}).value();
    BOOST_TEST((find("a")->profile == stored.profile));
    const auto who = await<schema::identity_ptr>([&](auto done) {
                       store->sign_in({.profile = {.id = "a"}}, done);
                     }).value();
    BOOST_TEST((who->profile == stored.profile));
    return stored.profile.shows_phone;
  };
  BOOST_TEST(!shown(std::nullopt));
  BOOST_TEST(shown(true));
  BOOST_TEST(shown(std::nullopt));
  BOOST_TEST(!shown(false));
}

BOOST_AUTO_TEST_CASE(people_are_found_by_their_numbers) {
  const auto a = put({.profile = {.id = "a", .name = "Asha"}}).value();
  const auto b = put({.profile = {.id = "b"}, .rate_per_minute = 7}).value();
  (void)put({.profile = {.id = "c"}});
  const auto people = [&](std::vector<schema::user_no> who) {
    auto found = await<std::vector<user_record>>([&](auto done) {
                   store->find_people(who, done);
                 }).value();
    std::sort(found.begin(), found.end(),
              [](const auto& x, const auto& y) { return x.no < y.no; });
    return found;
  };
  const auto two = people({b.no, {9'999}, a.no});
  BOOST_REQUIRE(two.size() == 2u);
  BOOST_TEST((two[0].profile == a.profile));
  BOOST_TEST((two[1].profile == b.profile));
  BOOST_TEST(*two[1].rate_per_minute == 7);
  BOOST_TEST(people({}).empty());
}

BOOST_AUTO_TEST_CASE(an_unknown_user_is_not_found) {
  BOOST_TEST((find("nobody").error().code == schema::errc::not_found));
  BOOST_TEST(
    (find(std::string{"a\0b", 3}).error().code == schema::errc::not_found));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_stored_is_a_validation_error) {
  BOOST_TEST((put({.profile = {.id = std::string{"a\0b", 3}}}).error().code
              == schema::errc::validation_failed));
  BOOST_TEST((put({.profile = {.id = ""}}).error().code
              == schema::errc::validation_failed));
}

BOOST_AUTO_TEST_CASE(a_full_queue_is_overloaded_at_once) {
  store.reset();
  store = open_store(
    {.database_url = db.url(), .readers = 1, .max_queued_reads = 2}, metrics);
  pqxx::connection c{db.url()};
  pqxx::work lock{c};
  lock.exec("lock table users in access exclusive mode");
  std::atomic<int> answered{0};
  const auto look = [&] { store->find_user("a", [&](auto) { ++answered; }); };
  look();
  BOOST_REQUIRE(eventually([this] { return db.somebody_waits(); }));
  look();
  look();
  BOOST_TEST(answered == 0);
  const auto refused = find("a");
  BOOST_TEST((refused.error().code == schema::errc::overloaded));
  // What somebody was let in for waits all the same, up to a bound of its own.
  std::atomic<int> owed{0};
  std::atomic<int> denied{0};
  for (int i = 2; i <= 32; ++i)
    store->load_conversation({}, [&](const auto& x) {
      ++(x.error().code == schema::errc::overloaded ? denied : owed);
    });
  BOOST_TEST(owed == 0);
  BOOST_TEST(denied == 1);
  lock.abort();
  BOOST_TEST(eventually([&] { return answered == 3 && owed == 30; }));
}

BOOST_AUTO_TEST_CASE(the_key_of_message_ids_is_made_once) {
  const auto key = store->message_id_key();
  store = open_store({.database_url = db.url()}, metrics);
  BOOST_TEST((store->message_id_key() == key));
  BOOST_TEST((key != std::array<std::uint8_t, 16>{}));
}

BOOST_AUTO_TEST_CASE(a_check_tells_what_is_applied) {
  std::promise<health> promise;
  store->check([&](health h) { promise.set_value(h); });
  const auto h = promise.get_future().get();
  BOOST_TEST(h.reachable);
  BOOST_TEST(h.applied_migration == h.known_migration);
  BOOST_TEST(h.known_migration >= 4);
  BOOST_TEST(h.clock_difference.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
