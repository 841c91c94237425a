#include "http/listing.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

BOOST_AUTO_TEST_SUITE(listing)

BOOST_AUTO_TEST_CASE(every_route_is_listed_once_with_who_may) {
  std::set<std::string> seen;
  std::string access;
  for (const auto& r : http::list_routes()) {
    const auto name = std::string{r.method} + " " + std::string{r.path};
    BOOST_TEST(seen.insert(name).second, name);
    if (name == "GET /api/admin/reports")
      access = r.access;
  }
  BOOST_TEST(access == "admin");
}

// A path that says "admin" and is open to others is a mistake.
BOOST_AUTO_TEST_CASE(what_is_below_api_admin_is_for_admins) {
  for (const auto& r : http::list_routes())
    if (r.path.starts_with("/api/admin/"))
      BOOST_TEST(r.access == "admin", r.path);
}

BOOST_AUTO_TEST_SUITE_END()
