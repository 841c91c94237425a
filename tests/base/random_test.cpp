#include "base/encoding.hpp"
#include "base/random.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

BOOST_AUTO_TEST_SUITE(random_tokens)

BOOST_AUTO_TEST_CASE(tokens_hold_the_bytes_asked_for) {
  for (std::size_t bytes : {0U, 1U, 15U, 16U, 32U})
    BOOST_TEST(base::from_base64url(base::random_token(bytes))->size()
               == bytes);
}

BOOST_AUTO_TEST_CASE(tokens_do_not_repeat) {
  std::set<std::string> seen;
  for (int i = 0; i < 10'000; ++i)
    seen.insert(base::random_token(15));
  BOOST_TEST(seen.size() == 10'000U);
}

BOOST_AUTO_TEST_SUITE_END()
