#include "storage/pg/identity_cache.hpp"

#include <boost/test/unit_test.hpp>

using namespace storage::pg;
using clock_type = identity_cache::clock;

namespace {

known_identity make_known(const std::string& id, const std::string& name = "") {
  auto x = std::make_shared<schema::identity>();
  x->no.value = 1;
  x->profile.id = id;
  x->profile.name = name;
  return {std::move(x), {}, std::nullopt};
}

const clock_type::time_point start{std::chrono::hours{1}};

} // namespace

BOOST_AUTO_TEST_SUITE(identity_cache_suite)

BOOST_AUTO_TEST_CASE(an_equal_identity_stays_the_same_object) {
  identity_cache c{100};
  const auto first = c.put(make_known("a", "x"), 0, start);
  BOOST_TEST((c.put(make_known("a", "x"), 0, start) == first));
  BOOST_TEST((c.put(make_known("a", "y"), 0, start) != first));
  BOOST_TEST(*c.find("a", start)->identity->profile.name == "y");
}

BOOST_AUTO_TEST_CASE(it_is_believed_for_a_minute) {
  identity_cache c{100};
  (void)c.put(make_known("a"), 0, start);
  BOOST_TEST(c.find("a", start + std::chrono::seconds{59}).has_value());
  BOOST_TEST(!c.find("a", start + std::chrono::seconds{60}).has_value());
}

BOOST_AUTO_TEST_CASE(what_was_read_before_a_change_is_not_kept) {
  identity_cache c{100};
  const auto generation = c.generation("a");
  c.forget("a");
  (void)c.put(make_known("a"), generation, start);
  BOOST_TEST(!c.find("a", start).has_value());
  (void)c.put(make_known("a"), c.generation("a"), start);
  BOOST_TEST(c.find("a", start).has_value());
}

BOOST_AUTO_TEST_CASE(it_never_holds_more_than_its_bound) {
  identity_cache c{64};
  for (int i = 0; i < 1'000; ++i)
    (void)c.put(make_known(std::to_string(i)), 0, start);
  int found = 0;
  for (int i = 0; i < 1'000; ++i)
    found += c.find(std::to_string(i), start).has_value() ? 1 : 0;
  BOOST_TEST(found <= 64);
  BOOST_TEST(c.find("999", start).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
