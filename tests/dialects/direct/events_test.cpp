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
  BOOST_TEST(
    out
    == R"(["dm:message_received",{"id":"695661c0000000156d62801b",)"
       R"("_id":"695661c0000000156d62801b",)"
       R"("conversationId":"695661c0a1b2c3d4e5f60718","seq":5,"rev":9,)"
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

BOOST_AUTO_TEST_CASE(a_message_is_taken_back) {
  auto message = samples::hello();
  message.rev = {9};
  message.deleted_at = samples::at(5'000);
  message.deleted_by = message.sender;
  const auto id = samples::id(samples::message_hex);
  std::string out;
  direct::write_deleted(out, {message, id}, samples::pair());
  BOOST_TEST(out
             == R"(["dm:message_deleted",)"
                R"({"conversationId":"695661c0a1b2c3d4e5f60718",)"
                R"("messageId":"695661c0000000156d62801b",)"
                R"("id":"695661c0000000156d62801b",)"
                R"("_id":"695661c0000000156d62801b","seq":5,"rev":9,)"
                R"("isDeleted":true,"deletedBy":["maya"],)"
                R"("deletedAt":"2026-01-01T12:00:05.123Z"}])");
  out.clear();
  direct::write_deleted(out, {message, id, true}, samples::pair());
  BOOST_TEST(out.ends_with(R"(,"replayed":true}])"));
}

BOOST_AUTO_TEST_CASE(
  a_socket_that_did_not_join_learns_that_there_is_something) {
  std::string out;
  direct::write_updated(out, {R"({"id":"x"})", 3}, samples::pair());
  BOOST_TEST(out
             == R"(["dm:conversation_updated",)"
                R"({"conversationId":"695661c0a1b2c3d4e5f60718",)"
                R"("lastMessage":{"id":"x"},"unreadCount":3}])");
  out.clear();
  direct::write_updated(out, {{}, schema::more_unread}, samples::pair());
  BOOST_TEST(out
             == R"(["dm:conversation_updated",)"
                R"({"conversationId":"695661c0a1b2c3d4e5f60718",)"
                R"("lastMessage":null,"unreadCount":1000,"unreadMore":true}])");
}

BOOST_AUTO_TEST_CASE(what_was_lacked_is_told) {
  const std::vector<schema::cursor> reached{
    {samples::id(samples::conversation_hex), {5}, {7}},
    {samples::id(samples::message_hex), {0}, {0}}};
  std::string out;
  direct::write_synced(out, reached);
  BOOST_TEST(out
             == R"(["synced",{"cursors":{"695661c0a1b2c3d4e5f60718":"5.7",)"
                R"("695661c0000000156d62801b":"0.0"}}])");
}

BOOST_AUTO_TEST_CASE(a_replayed_message_says_so) {
  auto message = samples::hello();
  auto view = samples::view_of(message);
  view.replayed = true;
  std::string json;
  direct::write_message(json, view, samples::pair());
  BOOST_TEST(json.find(R"("replayed":true)") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
