#include "http/router.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

namespace {

using http::access;
using http::method;

http::route row(method m, std::string_view path) {
  return {m, path, access::everybody, {}};
}

struct fixture {
  fixture() {
    router.add({
      row(method::get, "/api/conversations"),
      row(method::get, "/api/conversations/:id"),
      row(method::put, "/api/conversations/:id"),
      row(method::get, "/api/conversations/admin"),
      row(method::get, "/api/conversations/:id/messages"),
      row(method::post, "/api/:thing/admin/notes"),
    });
  }

  std::string_view path_of(method m, std::string_view path) {
    last = router.find(m, path);
    const auto* found = std::get_if<http::router::match>(&last);
    return found == nullptr ? "" : found->route->path;
  }

  http::router router;
  http::router::result last;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(router, fixture)

BOOST_AUTO_TEST_CASE(a_literal_goes_before_a_parameter) {
  BOOST_TEST(path_of(method::get, "/api/conversations/admin")
             == "/api/conversations/admin");
  BOOST_TEST(path_of(method::get, "/api/conversations/17")
             == "/api/conversations/:id");
  BOOST_TEST(path_of(method::get, "/api/conversations/17/")
             == "/api/conversations/:id");
}

BOOST_AUTO_TEST_CASE(a_literal_that_leads_nowhere_does_not_hide_a_parameter) {
  BOOST_TEST(path_of(method::get, "/api/conversations/admin/messages")
             == "/api/conversations/:id/messages");
  BOOST_TEST(path_of(method::post, "/api/conversations/admin/notes")
             == "/api/:thing/admin/notes");
}

BOOST_AUTO_TEST_CASE(parameters_are_decoded_and_named) {
  BOOST_TEST(path_of(method::get, "/api/conversations/a%20b/messages") != "");
  const auto& params = std::get<http::router::match>(last).params;
  BOOST_REQUIRE(params.size() == 1u);
  BOOST_TEST(params[0].first == "id");
  BOOST_TEST(params[0].second == "a b");
}

BOOST_AUTO_TEST_CASE(an_unknown_path_is_not_found) {
  for (auto path : {"/", "/api", "/api/conversations/1/2", "/API/conversations",
                    "/api//conversations", "/api/conversations/%2e%2e"}) {
    path_of(method::get, path);
    BOOST_TEST(std::holds_alternative<http::router::not_found>(last), path);
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_method_is_told_the_right_ones) {
  path_of(method::del, "/api/conversations/17");
  const auto* wrong = std::get_if<http::router::wrong_method>(&last);
  BOOST_REQUIRE(wrong != nullptr);
  BOOST_TEST(wrong->allow == "GET, HEAD, PUT, OPTIONS");
}

BOOST_AUTO_TEST_CASE(head_finds_the_get_route) {
  BOOST_TEST(path_of(method::head, "/api/conversations")
             == "/api/conversations");
}

BOOST_AUTO_TEST_CASE(a_route_cannot_be_added_twice) {
  BOOST_CHECK_THROW(router.add(row(method::get, "/api/conversations/:other")),
                    std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()
