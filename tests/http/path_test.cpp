#include "http/path.hpp"
#include "http/request.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(path)

BOOST_AUTO_TEST_CASE(segments_are_percent_decoded) {
  BOOST_TEST(http::decode_segment("a%20b%2Fc").value() == "a b/c");
  BOOST_TEST(http::decode_segment("user_2%C3%A9").value() == "user_2\xc3\xa9");
  BOOST_TEST(http::decode_segment("a+b").value() == "a+b");
}

BOOST_AUTO_TEST_CASE(tricks_are_refused) {
  for (auto bad :
       {"%", "%2", "%zz", "%00", "a%00b", "%0a", "%7f", ".", "..", "%2e%2e",
        "%2e", "..%2fetc", "a%2f..%2fb", "..%5cwin", "%ff", "%c0%af"})
    BOOST_TEST(!http::decode_segment(bad), bad);
}

BOOST_AUTO_TEST_CASE(paths_are_split) {
  const auto parts = http::split_path("/api/users/a%20b/");
  BOOST_REQUIRE(parts);
  BOOST_REQUIRE(parts->size() == 3u);
  BOOST_TEST(parts->back() == "a b");
  BOOST_TEST(http::split_path("/")->empty());
}

BOOST_AUTO_TEST_CASE(strange_paths_are_refused) {
  BOOST_TEST(!http::split_path(""));
  BOOST_TEST(!http::split_path("*"));
  BOOST_TEST(!http::split_path("http://elsewhere/api"));
  BOOST_TEST(!http::split_path("/a//b"));
  BOOST_TEST(!http::split_path("/1/2/3/4/5/6/7/8/9/a/b/c/d/e/f/g/h"));
}

BOOST_AUTO_TEST_CASE(query_fields_are_found_and_decoded) {
  const auto query = "EIO=4&token=a%2Bb+c&empty=&bare&to%6ben2=x&token=2";
  BOOST_TEST(http::find_query(query, "EIO").value() == "4");
  BOOST_TEST(http::find_query(query, "token").value() == "a+b c");
  BOOST_TEST(http::find_query(query, "empty").value() == "");
  BOOST_TEST(http::find_query(query, "bare").value() == "");
  BOOST_TEST(http::find_query(query, "token2").value() == "x");
  BOOST_TEST(!http::find_query(query, "IO"));
  BOOST_TEST(!http::find_query("", "EIO"));
}

BOOST_AUTO_TEST_SUITE_END()
