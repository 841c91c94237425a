#include "wire/engineio/errors.hpp"

#include <boost/test/unit_test.hpp>

using wire::engineio::describe;
using wire::engineio::error;
using wire::engineio::error_body;

BOOST_AUTO_TEST_SUITE(engineio_errors)

BOOST_AUTO_TEST_CASE(numbers_texts_and_statuses_are_those_of_the_protocol) {
  struct {
    error code;
    std::string_view body;
    int status;
  } const cases[] = {
    {error::transport_unknown, R"({"code":0,"message":"Transport unknown"})",
     400},
    {error::unknown_sid, R"({"code":1,"message":"Session ID unknown"})", 400},
    {error::bad_handshake_method,
     R"({"code":2,"message":"Bad handshake method"})", 400},
    {error::bad_request, R"({"code":3,"message":"Bad request"})", 400},
    {error::forbidden, R"({"code":4,"message":"Forbidden"})", 403},
    {error::unsupported_version,
     R"({"code":5,"message":"Unsupported protocol version"})", 400},
  };

  for (const auto& x : cases) {
    BOOST_TEST(error_body(x.code) == x.body);
    BOOST_TEST(describe(x.code).status == x.status);
  }
}

BOOST_AUTO_TEST_CASE(an_admission_hook_has_its_own_text) {
  BOOST_TEST(error_body(error::forbidden, "not \"you\"")
             == R"({"code":4,"message":"not \"you\""})");
}

BOOST_AUTO_TEST_SUITE_END()
