#include "dialects/direct/direct.hpp"
#include "dialects/unified/unified.hpp"

#include <boost/test/unit_test.hpp>

namespace {

const dialects::vocabulary& table = dialects::unified::table();

} // namespace

BOOST_AUTO_TEST_SUITE(unified_table)

BOOST_AUTO_TEST_CASE(it_is_the_vocabulary_of_unified) {
  BOOST_TEST(table.name == "unified");
  BOOST_TEST(&dialects::vocabulary_of(dialects::dialect::unified) == &table);
}

BOOST_AUTO_TEST_CASE(its_calls_are_of_webrtc) {
  BOOST_TEST((table.media == schema::media_set{false, true}));
  BOOST_TEST((table.tell_call == dialects::unified::tell_call));
  BOOST_TEST((table.write_call == dialects::unified::write_call));
  BOOST_TEST((table.write_ack == dialects::unified::write_ack));
}

BOOST_AUTO_TEST_CASE(of_messages_it_speaks_as_direct_does) {
  BOOST_TEST((table.write_posted == dialects::direct::write_posted));
  BOOST_TEST((table.write_message == dialects::direct::write_message));
  BOOST_TEST(
    (table.write_conversation == dialects::direct::write_conversation));
}

BOOST_AUTO_TEST_CASE(refusals_have_one_name) {
  for (const auto* event : {"call:invite", "call:hangup", "message", ""}) {
    const auto names = table.error_events(event);
    BOOST_REQUIRE_EQUAL(names.size(), 1u);
    BOOST_TEST(names.front() == "error");
  }
}

BOOST_AUTO_TEST_SUITE_END()
