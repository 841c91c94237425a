#include "http/identity_cache.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace std::chrono_literals;
using http::identity_cache;

const schema::timestamp start{1'700'000'000'000ms};

schema::identity_ptr person(std::string id) {
  schema::identity who;
  who.profile.id = std::move(id);
  return std::make_shared<const schema::identity>(std::move(who));
}

identity_cache::key token(std::string_view text) {
  return identity_cache::hash(identity_cache::kind::token, text);
}

struct fixture {
  void put(const identity_cache::key& k, schema::identity_ptr who) {
    cache.put(k, std::move(who), start + 10s, cache.changes());
  }

  identity_cache cache;
  identity_cache::key a = token("a");
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(cached_identities, fixture)

BOOST_AUTO_TEST_CASE(an_identity_is_found_until_its_time_is_over) {
  put(a, person("ann"));
  BOOST_TEST(cache.find(a, start + 9s)->profile.id == "ann");
  BOOST_TEST(cache.find(a, start + 10s) == nullptr);
  BOOST_TEST(cache.find(token("b"), start) == nullptr);
}

BOOST_AUTO_TEST_CASE(a_changed_user_is_forgotten) {
  put(a, person("ann"));
  put(token("b"), person("bob"));
  cache.forget("ann");
  BOOST_TEST(cache.find(a, start) == nullptr);
  BOOST_TEST(cache.find(token("b"), start) != nullptr);
}

BOOST_AUTO_TEST_CASE(what_was_read_before_a_change_is_not_kept_after_it) {
  const auto before = cache.changes();
  cache.forget("ann");
  cache.put(a, person("ann"), start + 10s, before);
  BOOST_TEST(cache.find(a, start) == nullptr);
}

BOOST_AUTO_TEST_CASE(what_is_used_survives_a_flood_of_others) {
  put(a, person("ann"));
  for (int i = 0; i < 30'000; ++i) {
    put(token(std::to_string(i)), person("x"));
    if (i % 1000 == 0)
      BOOST_REQUIRE(cache.find(a, start) != nullptr);
  }
  BOOST_TEST(cache.find(token("0"), start) == nullptr);
}

BOOST_AUTO_TEST_CASE(what_a_token_says_stands_for_no_other_credential) {
  put(identity_cache::hash(identity_cache::kind::admin, "a"), person("ann"));
  BOOST_TEST(cache.find(a, start) == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
