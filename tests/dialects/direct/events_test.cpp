#include "dialects/direct/direct.hpp"
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

namespace direct = dialects::direct;

namespace {

std::string typing(std::string_view user, bool active) {
  std::string out;
  direct::write_typing(out, {.user_id = user, .active = active},
                       samples::pair());
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(direct_events)

BOOST_AUTO_TEST_CASE(a_message_received) {
  const auto message = samples::hello();
  std::string out;
  std::string json;
  direct::write_message(json, samples::view_of(message), samples::pair());
  direct::write_posted(out, json, samples::pair());
  BOOST_TEST(out
             == R"(["dm:message_received",{"id":"695661c0000000156d62801b",)"
                R"("_id":"695661c0000000156d62801b",)"
                R"("conversationId":"695661c0a1b2c3d4e5f60718","seq":5,)"
                R"("senderId":"maya","senderType":"user",)"
                R"("recipientId":"arjun","recipientType":"astrologer",)"
                R"("content":"hello","messageType":"text","mediaUrl":null,)"
                R"("status":"sent","readAt":null,"deliveredAt":null,)"
                R"("replyTo":null,"replyToId":null,)"
                R"("isDeleted":false,"deletedBy":[],)"
                R"("timestamp":"2026-01-01T12:01:00.123Z",)"
                R"("createdAt":"2026-01-01T12:01:00.123Z",)"
                R"("updatedAt":"2026-01-01T12:01:00.123Z"}])");
}

BOOST_AUTO_TEST_CASE(somebody_types_and_stops) {
  BOOST_TEST(typing("maya", true)
             == R"(["dm:typing_start",)"
                R"({"conversationId":"695661c0a1b2c3d4e5f60718",)"
                R"("userId":"maya"}])");
  BOOST_TEST(typing("maya", false)
             == R"(["dm:typing_stop",)"
                R"({"conversationId":"695661c0a1b2c3d4e5f60718",)"
                R"("userId":"maya"}])");
}

BOOST_AUTO_TEST_CASE(the_id_of_who_types_is_escaped) {
  BOOST_TEST(typing("a\"b\\c", true)
             == R"(["dm:typing_start",)"
                R"({"conversationId":"695661c0a1b2c3d4e5f60718",)"
                R"("userId":"a\"b\\c"}])");
}

BOOST_AUTO_TEST_CASE(the_joiner_is_told) {
  std::string out;
  direct::write_joined(out, samples::pair());
  BOOST_TEST(out
             == R"(["dm:joined",)"
                R"({"conversationId":"695661c0a1b2c3d4e5f60718"}])");
}

BOOST_AUTO_TEST_CASE(events_are_appended) {
  const auto message = samples::hello();
  std::string out = "42";
  direct::write_joined(out, samples::pair());
  BOOST_TEST(out.starts_with(R"(42["dm:joined",{)"));
  out = "42";
  direct::write_typing(out, {.user_id = "maya", .active = true},
                       samples::pair());
  BOOST_TEST(out.starts_with(R"(42["dm:typing_start",{)"));
  out = "42";
  std::string json;
  direct::write_message(json, samples::view_of(message), samples::pair());
  direct::write_posted(out, json, samples::pair());
  BOOST_TEST(out.starts_with(R"(42["dm:message_received",{"id":)"));
}

BOOST_AUTO_TEST_SUITE_END()
