#include "domain/posting.hpp"
#include "domain/recent_keys.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using domain::recent_keys;

namespace {

schema::dedupe_key key(int number) {
  return domain::dedupe_key_of("maya", std::to_string(number));
}

std::shared_ptr<const schema::keyed_message> post(int number) {
  auto result = std::make_shared<schema::keyed_message>();
  result->message.seq = {number};
  result->dedupe = key(number);
  return result;
}

constexpr int capacity = static_cast<int>(recent_keys::capacity);

/// Exactly the posts `from` to `to` are there.
void check_holds(const recent_keys& keys, int from, int to) {
  for (int i = 0; i <= to + capacity; ++i) {
    const auto found = keys.find(key(i));
    BOOST_TEST((found != nullptr) == (i >= from && i <= to), "post " << i);
    if (found)
      BOOST_TEST(found->message.seq.value == i);
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(recent_keys_of_a_conversation)

BOOST_AUTO_TEST_CASE(nothing_is_found_where_nothing_was_added) {
  BOOST_TEST(!recent_keys{}.find(key(1)));
}

BOOST_AUTO_TEST_CASE(what_was_added_is_found_itself) {
  recent_keys keys;
  const auto first = post(1);
  keys.add(first);
  BOOST_TEST((keys.find(key(1)) == first));
  BOOST_TEST(!keys.find(key(2)));
}

BOOST_AUTO_TEST_CASE(a_post_without_a_key_takes_no_place) {
  recent_keys keys;
  keys.add(post(1));
  for (int i = 0; i < 2 * capacity; ++i)
    keys.add(std::make_shared<schema::keyed_message>());
  check_holds(keys, 1, 1);
}

BOOST_AUTO_TEST_CASE(the_last_ones_are_kept_and_the_oldest_goes_first) {
  BOOST_TEST(capacity == 64);
  recent_keys keys;
  for (int i = 1; i <= 3 * capacity + 7; ++i) {
    keys.add(post(i));
    if (i % 13 == 0 || i % capacity <= 1)
      check_holds(keys, std::max(1, i - capacity + 1), i);
  }
}

BOOST_AUTO_TEST_CASE(after_clear_it_is_as_new) {
  recent_keys keys;
  for (int i = 0; i < capacity + 5; ++i)
    keys.add(post(i));
  keys.clear();
  BOOST_TEST(!keys.find(key(capacity)));
  for (int i = 100; i < 100 + capacity + 1; ++i)
    keys.add(post(i));
  check_holds(keys, 101, 100 + capacity);
}

BOOST_AUTO_TEST_SUITE_END()
