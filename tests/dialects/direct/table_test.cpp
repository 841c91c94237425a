#include "dialects/direct/direct.hpp"
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

namespace {

const dialects::vocabulary& table = dialects::direct::table();

std::string error_events(std::string_view event) {
  std::string names;
  for (auto name : table.error_events(event))
    names.append(name).append(1, ' ');
  return names;
}

} // namespace

BOOST_AUTO_TEST_SUITE(direct_table)

BOOST_AUTO_TEST_CASE(it_is_the_vocabulary_of_direct) {
  BOOST_TEST(table.name == "direct");
  BOOST_TEST(&dialects::vocabulary_of(dialects::dialect::direct) == &table);
}

BOOST_AUTO_TEST_CASE(every_row_is_the_function_of_its_name) {
  BOOST_TEST((table.read == dialects::direct::read));
  BOOST_TEST((table.write_posted == dialects::direct::write_posted));
  BOOST_TEST((table.write_typing == dialects::direct::write_typing));
  BOOST_TEST((table.write_joined == dialects::direct::write_joined));
  BOOST_TEST((table.write_message == dialects::direct::write_message));
  BOOST_TEST(
    (table.write_conversation == dialects::direct::write_conversation));
}

BOOST_AUTO_TEST_CASE(a_refused_message_is_told_under_both_seeds_names) {
  for (const auto* event : {"dm:send_message", "dm:join_conversation",
                            "dm:typing_start", "dm:unheard_of"})
    BOOST_TEST(error_events(event) == "dm:error error ", event);
}

BOOST_AUTO_TEST_CASE(a_refused_call_is_told_under_both_seeds_names) {
  for (const auto* event : {"call:initiate", "call:end", "call:unheard_of"})
    BOOST_TEST(error_events(event) == "call:error error ", event);
}

BOOST_AUTO_TEST_CASE(its_calls_are_of_agora) {
  BOOST_TEST((table.media == schema::media_set{true, false}));
  BOOST_TEST((table.tell_call == dialects::direct::tell_call));
  BOOST_TEST((table.write_call == dialects::direct::write_call));
  BOOST_TEST((table.write_call_token == dialects::direct::write_call_token));
  BOOST_TEST((table.tell_call_token == dialects::direct::tell_call_token));
  BOOST_TEST((table.write_ack == dialects::write_success_ack));
}

BOOST_AUTO_TEST_CASE(other_events_are_refused_under_the_common_name) {
  for (const auto* event : {"", "message", "dm", "xdm:send_message", "call"})
    BOOST_TEST(error_events(event) == "error ", event);
}

BOOST_AUTO_TEST_SUITE_END()
