#include "base/encoding.hpp"
#include "base/random.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <set>
#include <string>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(random_tokens)

BOOST_AUTO_TEST_CASE(tokens_hold_the_bytes_asked_for) {
  for (std::size_t bytes : {0U, 1U, 15U, 16U, 32U, 64U, 65U, 2000U})
    BOOST_TEST(base::from_base64url(base::random_token(bytes))->size()
               == bytes);
}

BOOST_AUTO_TEST_CASE(tokens_do_not_repeat) {
  std::set<std::string> seen;
  for (int i = 0; i < 10'000; ++i)
    seen.insert(base::random_token(15));
  BOOST_TEST(seen.size() == 10'000U);
}

BOOST_AUTO_TEST_CASE(threads_get_tokens_of_their_own) {
  std::array<std::set<std::string>, 4> seen;
  std::vector<std::thread> threads;
  for (auto& mine : seen)
    threads.emplace_back([&mine] {
      for (int i = 0; i < 1'000; ++i)
        mine.insert(base::random_token(15));
    });
  for (auto& x : threads)
    x.join();
  std::set<std::string> all;
  for (auto& one : seen)
    all.merge(one);
  BOOST_TEST(all.size() == 4'000U);
}

BOOST_AUTO_TEST_SUITE_END()
