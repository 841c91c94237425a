#include "http/client_address.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace {

using http::trusted_proxies;

const trusted_proxies proxies{
  std::vector<std::string>{"10.0.0.0/8", "192.0.2.7/32", "2001:db8:1::/48",
                           "fe80::/10", "::ffff:172.16.0.0/108"}};

struct row {
  std::string_view peer;
  std::string_view forwarded;
  std::string_view client;
};

void check(const trusted_proxies& who, const std::vector<row>& rows) {
  for (const auto& r : rows) {
    const auto peer = asio::ip::make_address(std::string{r.peer});
    BOOST_TEST(who.client_of(peer, r.forwarded).to_string() == r.client,
               r.peer << " with " << r.forwarded);
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(client_address)

BOOST_AUTO_TEST_CASE(nobody_is_believed_who_is_not_listed) {
  check(proxies, {{"203.0.113.5", "198.51.100.1", "203.0.113.5"},
                  {"192.0.2.8", "198.51.100.1", "192.0.2.8"},
                  {"2001:db8:2::1", "198.51.100.1", "2001:db8:2::1"},
                  {"::10.0.0.1", "198.51.100.1", "::10.0.0.1"}});
  check({}, {{"10.0.0.1", "198.51.100.1", "10.0.0.1"},
             {"::1", "198.51.100.1", "::1"}});
}

BOOST_AUTO_TEST_CASE(a_proxy_is_believed_about_who_is_before_it) {
  check(proxies, {{"10.0.0.1", "", "10.0.0.1"},
                  {"10.0.0.1", "198.51.100.1", "198.51.100.1"},
                  {"10.255.255.255", "198.51.100.1", "198.51.100.1"},
                  {"192.0.2.7", "2001:db8:9::9", "2001:db8:9::9"},
                  {"2001:db8:1:2::3", "198.51.100.1", "198.51.100.1"},
                  {"172.31.0.1", "198.51.100.1", "198.51.100.1"}});
}

BOOST_AUTO_TEST_CASE(what_the_client_claims_itself_is_not_read) {
  check(proxies,
        {{"10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"},
         {"10.0.0.1", "10.0.0.9, 198.51.100.1, 10.0.0.2", "198.51.100.1"},
         {"10.0.0.1", "nonsense,198.51.100.1", "198.51.100.1"}});
}

BOOST_AUTO_TEST_CASE(proxies_behind_proxies_are_skipped) {
  check(proxies, {{"10.0.0.1", "198.51.100.1,192.0.2.7 ,\t2001:db8:1::2",
                   "198.51.100.1"},
                  {"10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"}});
}

BOOST_AUTO_TEST_CASE(at_garbage_the_last_that_was_believed_counts) {
  for (const auto* garbage :
       {"unknown", "_hidden", "", " ", "1.2.3", "1.2.3.4.5",
        "1.2.3.4:", "1.2.3.4:x", "[::1", "[::1]x", "::1]", "1.2.3.4 5", "[]",
        ":", "\"a\"", "1.2.3.4/8"}) {
    const auto text = std::string{"198.51.100.1,"} + garbage;
    check(proxies, {{"10.0.0.1", text, "10.0.0.1"},
                    {"10.0.0.1", text + ", 10.0.0.2", "10.0.0.2"}});
  }
}

BOOST_AUTO_TEST_CASE(a_port_beside_the_address_is_no_matter) {
  check(proxies, {{"10.0.0.1", "198.51.100.1:4711", "198.51.100.1"},
                  {"10.0.0.1", "[2001:db8:9::9]:4711", "2001:db8:9::9"},
                  {"10.0.0.1", "[2001:db8:9::9]", "2001:db8:9::9"}});
}

BOOST_AUTO_TEST_CASE(an_address_has_one_form) {
  check(proxies, {{"::ffff:203.0.113.5", "", "203.0.113.5"},
                  {"::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"},
                  {"10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"},
                  {"fe80::1%1", "2001:DB8:9:0::9", "2001:db8:9::9"}});
}

BOOST_AUTO_TEST_CASE(all_may_be_trusted) {
  const trusted_proxies all{std::vector<std::string>{"0.0.0.0/0", "::/0"}};
  check(all, {{"203.0.113.5", "198.51.100.1, ::1", "198.51.100.1"}});
}

BOOST_AUTO_TEST_SUITE_END()
