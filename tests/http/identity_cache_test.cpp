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

struct fixture {
  identity_cache cache;
  identity_cache::key a = identity_cache::hash("a");
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(cached_identities, fixture)

BOOST_AUTO_TEST_CASE(an_identity_is_found_until_its_time_is_over) {
  cache.put(a, person("ann"), start + 10s);
  BOOST_TEST(cache.find(a, start + 9s)->profile.id == "ann");
  BOOST_TEST(cache.find(a, start + 10s) == nullptr);
  BOOST_TEST(cache.find(identity_cache::hash("b"), start) == nullptr);
}

BOOST_AUTO_TEST_CASE(a_changed_user_is_forgotten) {
  cache.put(a, person("ann"), start + 10s);
  cache.put(identity_cache::hash("b"), person("bob"), start + 10s);
  cache.forget("ann");
  BOOST_TEST(cache.find(a, start) == nullptr);
  BOOST_TEST(cache.find(identity_cache::hash("b"), start) != nullptr);
}

BOOST_AUTO_TEST_CASE(what_is_used_survives_a_flood_of_others) {
  cache.put(a, person("ann"), start + 10s);
  for (int i = 0; i < 30'000; ++i) {
    cache.put(identity_cache::hash(std::to_string(i)), person("x"),
              start + 10s);
    if (i % 1000 == 0)
      BOOST_REQUIRE(cache.find(a, start) != nullptr);
  }
  BOOST_TEST(cache.find(identity_cache::hash("0"), start) == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
