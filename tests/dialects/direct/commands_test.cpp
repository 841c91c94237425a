#include "dialects/direct/direct.hpp"
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

using samples::answer_to;

namespace {

/// Every event whose payload is a conversation's id.
constexpr std::array id_events{"dm:join_conversation", "dm:leave_conversation",
                               "dm:typing_start", "dm:typing_stop"};

/// The id of the conversation that `json` is about.
std::string target_of(std::string_view event, std::string_view json) {
  const auto result = samples::read(event, json);
  if (!result || !*result)
    return answer_to(event, json);
  return target(std::get<schema::command>(result->value())).to_string();
}

template<class Command>
Command command_of(std::string_view event) {
  const auto result =
    samples::read(event, R"({"conversationId":"695661c0a1b2c3d4e5f60718"})");
  BOOST_REQUIRE(result.has_value());
  BOOST_REQUIRE(result->has_value());
  const auto* command =
    std::get_if<Command>(&std::get<schema::command>(result->value()));
  BOOST_REQUIRE(command != nullptr);
  return *command;
}

} // namespace

BOOST_AUTO_TEST_SUITE(direct_commands)

BOOST_AUTO_TEST_CASE(each_event_is_its_command) {
  const auto where = samples::id(samples::conversation_hex);
  BOOST_TEST(
    (command_of<schema::join_conversation>("dm:join_conversation").conversation
     == where));
  BOOST_TEST((
    command_of<schema::leave_conversation>("dm:leave_conversation").conversation
    == where));
  const auto start =
    command_of<schema::type_in_conversation>("dm:typing_start");
  BOOST_TEST((start.conversation == where));
  BOOST_TEST(start.active);
  const auto stop = command_of<schema::type_in_conversation>("dm:typing_stop");
  BOOST_TEST((stop.conversation == where));
  BOOST_TEST(!stop.active);
}

BOOST_AUTO_TEST_CASE(the_conversation_is_named_in_each_of_these_ways) {
  for (const auto* event : id_events)
    for (
      const auto* json :
      {R"({"conversationId":"695661c0a1b2c3d4e5f60718"})",
       R"({"conversation":"695661c0a1b2c3d4e5f60718"})",
       R"("695661c0a1b2c3d4e5f60718")", R"("695661C0A1B2C3D4E5F60718")",
       R"({"conversationId":null,"conversation":"695661c0a1b2c3d4e5f60718"})",
       R"({"conversationId":"\u0036\u0039\u0035661c0a1b2c3d4e5f60718"})"})
      BOOST_TEST(target_of(event, json) == samples::conversation_hex,
                 event << ' ' << json);
}

BOOST_AUTO_TEST_CASE(what_the_seeds_send_along_is_not_believed) {
  for (const auto* event : id_events)
    for (const auto* json :
         {R"({"conversationId":"695661c0a1b2c3d4e5f60718","userId":"arjun",)"
          R"("userType":"astrologer"})",
          R"({"conversationId":"695661c0a1b2c3d4e5f60718","userId":"arjun",)"
          R"("userType":"Astrologer"})",
          R"({"userId":{"$ne":1},"userType":[],"x":null,)"
          R"("conversationId":"695661c0a1b2c3d4e5f60718"})"})
      BOOST_TEST(target_of(event, json) == samples::conversation_hex,
                 event << ' ' << json);
}

BOOST_AUTO_TEST_CASE(a_missing_conversation_is_named) {
  for (const auto* event : id_events) {
    for (const auto* json :
         {"{}", "null", "[]", "7", "true", R"({"conversationId":null})",
          R"({"id":"x"})", R"(["695661c0a1b2c3d4e5f60718"])"})
      BOOST_TEST(answer_to(event, json)
                 == "validation_failed: conversationId is missing");
    const auto without = dialects::direct::read(event, std::nullopt);
    BOOST_REQUIRE(without.has_value());
    BOOST_TEST(without->error().message
               == "conversationId must be an id of 24 hex digits");
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_conversation_is_named) {
  for (const auto* event : id_events) {
    BOOST_TEST(answer_to(event, R"({"conversationId":7})")
               == "validation_failed: conversationId must be a text");
    BOOST_TEST(answer_to(event, R"({"conversation":{"id":"x"}})")
               == "validation_failed: conversation must be a text");
    for (const auto* json : {R"("")", R"("room")", R"({"conversationId":""})",
                             R"({"conversationId":"695661c0"})",
                             R"({"conversationId":"conversation:1"})"})
      BOOST_TEST(answer_to(event, json)
                 == "validation_failed: conversationId must be an id of 24 "
                    "hex digits");
    BOOST_TEST(answer_to(event, R"({"conversation":"room"})")
               == "validation_failed: conversation must be an id of 24 hex "
                  "digits");
  }
}

BOOST_AUTO_TEST_CASE(events_of_nobody_are_none_of_ours) {
  for (const auto* event :
       {"", "dm:", "dm:send_messag", "dm:send_message ", "DM:SEND_MESSAGE",
        "send_message", "dm.send_message", "connect", "disconnect", "error"})
    BOOST_TEST(answer_to(event, "{}") == "none of ours", event);
}

BOOST_AUTO_TEST_CASE(what_only_the_server_says_is_none_of_ours) {
  for (const auto* event :
       {"dm:joined", "dm:message_received", "dm:messages_read", "dm:error",
        "dm:conversation_updated", "call:incoming"})
    BOOST_TEST(answer_to(event, R"("695661c0a1b2c3d4e5f60718")")
                 == "none of ours",
               event);
}

BOOST_AUTO_TEST_CASE(an_unknown_event_is_not_read_any_further) {
  for (const auto* json : {"null", "[]", "7", R"({"conversationId":7})"})
    BOOST_TEST(answer_to("dm:unheard_of", json) == "none of ours");
  BOOST_TEST(
    !dialects::direct::read("dm:unheard_of", std::nullopt).has_value());
}

BOOST_AUTO_TEST_CASE(a_message_is_deleted_by_its_id) {
  const auto result = samples::read(
    "dm:delete_message", R"({"conversationId":"695661c0a1b2c3d4e5f60718",)"
                         R"("messageId":"695661c0000000156d62801b"})");
  const auto command = std::get<schema::delete_message>(
    std::get<schema::command>(result->value()));
  BOOST_TEST((command.conversation == samples::id(samples::conversation_hex)));
  BOOST_TEST((command.message == samples::id(samples::message_hex)));
  BOOST_TEST(answer_to("dm:delete_message",
                       R"({"conversationId":"695661c0a1b2c3d4e5f60718"})")
             == "validation_failed: messageId is missing");
  BOOST_TEST(answer_to("dm:delete_message", R"("695661c0a1b2c3d4e5f60718")")
             == "validation_failed: messageId is missing");
}

BOOST_AUTO_TEST_CASE(cursors_are_read_in_each_of_their_forms) {
  const auto cursors = [](const std::string& value) {
    const auto result = samples::read(
      "sync", R"({"cursors":{"695661c0a1b2c3d4e5f60718":)" + value + "}}");
    const auto& all = std::get<schema::catch_up>(result->value()).cursors;
    BOOST_REQUIRE_EQUAL(all.size(), 1u);
    return all.front();
  };
  const auto where = samples::id(samples::conversation_hex);
  BOOST_TEST((cursors(R"("5.7")") == schema::cursor{where, {5}, {7}}));
  BOOST_TEST((cursors(R"("5")") == schema::cursor{where, {5}, {0}}));
  BOOST_TEST((cursors("5") == schema::cursor{where, {5}, {0}}));
  BOOST_TEST((cursors(R"("0.0")") == schema::cursor{where, {0}, {0}}));
}

BOOST_AUTO_TEST_CASE(no_cursors_mean_that_nothing_was_seen) {
  for (const auto* json : {"{}", R"({"cursors":null})", R"({"cursors":{}})"})
    BOOST_TEST(answer_to("sync", json) == "ok", json);
}

BOOST_AUTO_TEST_CASE(other_cursors_are_refused) {
  for (const auto* json :
       {"[]", "7", R"({"cursors":[]})", R"({"cursors":"5.7"})",
        R"({"cursors":{"x":"5.7"}})",
        R"({"cursors":{"695661c0a1b2c3d4e5f60718":-1}})",
        R"({"cursors":{"695661c0a1b2c3d4e5f60718":"5.-7"}})",
        R"({"cursors":{"695661c0a1b2c3d4e5f60718":"5."}})",
        R"({"cursors":{"695661c0a1b2c3d4e5f60718":".7"}})",
        R"({"cursors":{"695661c0a1b2c3d4e5f60718":"5.7.9"}})",
        R"({"cursors":{"695661c0a1b2c3d4e5f60718":1.5}})",
        R"({"cursors":{"695661c0a1b2c3d4e5f60718":99999999999999999999}})",
        R"({"cursors":{"695661c0a1b2c3d4e5f60718":null}})"})
    BOOST_TEST(answer_to("sync", json).starts_with("validation_failed: "),
               json);
  std::string many = R"({"cursors":{)";
  for (int i = 0; i <= 1'000; ++i) {
    const auto id = std::to_string(100'000 + i);
    many += (i > 0 ? ",\"" : "\"") + std::string(18, 'a') + id + "\":1";
  }
  BOOST_TEST(answer_to("sync", many + "}}")
             == "validation_failed: cursors must name at most 1000");
}

BOOST_AUTO_TEST_SUITE_END()
