#include "http/routes/documents.hpp"
#include "server_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace tests;

BOOST_FIXTURE_TEST_SUITE(docs_routes, server_fixture)

BOOST_AUTO_TEST_CASE(the_documents_are_served_as_they_were_built_in) {
  const auto rest = ask("GET", "/docs/openapi.yaml");
  BOOST_TEST(has_status(rest, 200));
  BOOST_TEST(contains(rest, "Content-Type: application/yaml; charset=utf-8"));
  BOOST_TEST(contains(rest, "X-Content-Type-Options: nosniff"));
  BOOST_TEST(body_of(rest) == http::openapi_document());
  BOOST_TEST(body_of(ask("GET", "/docs/asyncapi.yaml"))
             == http::asyncapi_document());
}

BOOST_AUTO_TEST_CASE(the_page_lists_routes_and_events_and_loads_nothing) {
  const auto page = ask("GET", "/docs");
  BOOST_TEST(has_status(page, 200));
  BOOST_TEST(contains(page, "Content-Type: text/html; charset=utf-8"));
  BOOST_TEST(contains(page, "Content-Security-Policy: default-src 'none'"));
  BOOST_TEST(contains(page, "X-Content-Type-Options: nosniff"));
  BOOST_TEST(contains(page, "<td class=\"kind\">PUT</td>"
                            "<td><code>/api/admin/users/{id}/ban</code></td>"
                            "<td>Bans a user.</td>"));
  BOOST_TEST(contains(page, "<td class=\"kind\">in</td>"
                            "<td><code>dm:send_message</code></td>"));
  BOOST_TEST(!contains(page, "<script"));
  BOOST_TEST(!contains(body_of(page), "//"));
}

BOOST_AUTO_TEST_CASE(a_head_tells_of_the_page_without_it) {
  const auto head = ask("HEAD", "/docs");
  BOOST_TEST(has_status(head, 200));
  BOOST_TEST(body_of(head).empty());
}

BOOST_AUTO_TEST_CASE(what_a_document_says_cannot_become_markup) {
  const auto page = http::describe_page(
    "paths:\n  /<b>:\n    get:\n      summary: a & \"b\"\n", "");
  BOOST_TEST(contains(page, "<code>/&lt;b&gt;</code>"));
  BOOST_TEST(contains(page, "a &amp; &quot;b&quot;"));
}

BOOST_AUTO_TEST_SUITE_END()
