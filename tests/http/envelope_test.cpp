#include "http/envelope.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

BOOST_AUTO_TEST_SUITE(envelope)

using schema::errc;

BOOST_AUTO_TEST_CASE(every_error_has_its_status) {
  const std::pair<errc, int> table[] = {
    {errc::validation_failed, 400},
    {errc::payload_too_large, 413},
    {errc::unsupported_media_type, 415},
    {errc::unauthenticated, 401},
    {errc::forbidden, 403},
    {errc::not_found, 404},
    {errc::method_not_allowed, 405},
    {errc::conflict, 409},
    {errc::busy, 409},
    {errc::call_over, 409},
    {errc::incompatible_media, 409},
    {errc::rate_limited, 429},
    {errc::overloaded, 503},
    {errc::unavailable, 503},
    {errc::internal, 500},
  };
  for (const auto& [code, status] : table)
    BOOST_TEST(http::to_status(code) == status);
}

BOOST_AUTO_TEST_CASE(a_failure_names_its_code) {
  const auto r = http::failure({errc::not_found, "No \"such\" thing."});
  BOOST_TEST(r.status == 404);
  BOOST_TEST(
    r.body
    == R"({"success":false,"message":"No \"such\" thing.","error":"not_found"})");
  BOOST_TEST(r.headers.empty());
}

BOOST_AUTO_TEST_CASE(an_internal_error_tells_no_details) {
  const auto r = http::failure({errc::internal, "relation heads is missing"});
  BOOST_TEST(r.body.find("heads") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(where_waiting_helps_the_time_is_told_in_whole_seconds) {
  using namespace std::chrono_literals;
  const auto r = http::failure({errc::rate_limited, "Slowly.", 1500ms});
  BOOST_REQUIRE(r.headers.size() == 1u);
  BOOST_TEST(r.headers[0].first == "Retry-After");
  BOOST_TEST(r.headers[0].second == "2");
  BOOST_TEST(http::failure({errc::overloaded, "Full."}).headers[0].second
             == "1");
}

BOOST_AUTO_TEST_CASE(the_fields_of_the_object_stand_at_the_top_too) {
  const auto r = http::success(R"({"id":"7","n":[1,2]})", 201, "Made");
  BOOST_TEST(r.status == 201);
  BOOST_TEST(
    r.body
    == R"({"success":true,"message":"Made","data":{"id":"7","n":[1,2]},"id":"7","n":[1,2]})");
}

BOOST_AUTO_TEST_CASE(the_names_of_the_envelope_win) {
  const auto r =
    http::success(R"({"message":"hi","id":"7","error":null,"data":1})");
  BOOST_TEST(
    r.body
    == R"({"success":true,"message":"OK","data":{"message":"hi","id":"7","error":null,"data":1},"id":"7"})");
  BOOST_TEST(http::success("{}").body
             == R"({"success":true,"message":"OK","data":{}})");
}

BOOST_AUTO_TEST_CASE(a_list_stands_under_its_own_name_with_its_pages) {
  const auto r = http::success_list("messages", "[1,2]", R"("asOfSeq":9)",
                                    {1, 2, 9, true, 8});
  BOOST_TEST(
    r.body
    == R"({"success":true,"message":"OK",)"
       R"("data":{"messages":[1,2],"asOfSeq":9},"messages":[1,2],"asOfSeq":9,)"
       R"("pagination":{"page":1,"limit":2,"total":9,"hasMore":true,"nextCursor":8}})");
  const auto last = http::success_list("messages", "[]", "", {});
  BOOST_TEST(last.body.find(R"("nextCursor":null)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_long_list_is_kept_once_and_sent_twice) {
  const auto limit = http::list_answer::long_list;
  for (const auto size : {limit - 100, limit, 20 * limit}) {
    const auto list = "[\"" + std::string(size, 'x') + "\"]";
    const auto r = http::success_list("calls", list, R"("n":1)", {});
    const auto fields = R"("calls":)" + list + R"(,"n":1)";
    const auto expected =
      R"({"success":true,"message":"OK","data":{)" + fields + "}," + fields
      + R"(,"pagination":{"page":1,"limit":0,"total":0,"hasMore":false,)"
        R"("nextCursor":null}})";
    std::string sent;
    for (const auto piece : http::body_pieces(r))
      sent.append(piece);
    BOOST_TEST((sent == expected));
    BOOST_TEST(http::body_size(r) == expected.size());
    BOOST_TEST((r.body.size() < expected.size()) == (size >= limit));
  }
}

BOOST_AUTO_TEST_SUITE_END()
