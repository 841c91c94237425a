#include "dialects/direct/direct.hpp"
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

using namespace std::string_literals;
using schema::message_kind;

namespace {

constexpr auto event = "dm:send_message";

/// A payload that names the conversation, and `fields` besides.
std::string with(std::string_view fields) {
  return R"({"conversationId":"695661c0a1b2c3d4e5f60718",)"
         + std::string{fields} + '}';
}

schema::post_message post_of(std::string_view json) {
  const auto result = samples::read(event, json);
  BOOST_REQUIRE_EQUAL(samples::answer_to(event, json), "ok");
  const auto* post = std::get_if<schema::post_message>(
    &std::get<schema::command>(result->value()));
  BOOST_REQUIRE(post != nullptr);
  return *post;
}

std::string answer_to(std::string_view json) {
  return samples::answer_to(event, json);
}

struct complaint {
  std::string_view fields;
  std::string_view answer;
};

constexpr std::array complaints{
  complaint{R"("content":7)", "content must be a text"},
  complaint{R"("content":["x"])", "content must be a text"},
  complaint{R"("content":false,"text":"x")", "content must be a text"},
  complaint{R"("text":{})", "text must be a text"},
  complaint{R"("message":1.5)", "message must be a text"},
  complaint{R"("x":"y")", "content is missing"},
  complaint{R"("content":null,"text":null,"message":null)",
            "content is missing"},
  complaint{R"("content":"x","messageType":1)", "messageType must be a text"},
  complaint{R"("content":"x","type":[])", "type must be a text"},
  complaint{R"("content":"x","messageType":"sticker")",
            "messageType must be text, image, audio, video or file"},
  complaint{R"("content":"x","messageType":"")",
            "messageType must be text, image, audio, video or file"},
  complaint{R"("content":"x","mediaUrl":{"url":"x"})",
            "mediaUrl must be a text"},
  complaint{R"("content":"x","clientMessageId":12)",
            "clientMessageId must be a text"},
  complaint{R"("content":"x","replyTo":12)", "replyTo must be a text"},
  complaint{R"("content":"x","replyToId":{"_id":"x"})",
            "replyToId must be a text"},
  complaint{R"("content":"x","replyTo":"12")",
            "replyTo must be an id of 24 hex digits"},
  complaint{R"("content":"x","replyToId":"12")",
            "replyToId must be an id of 24 hex digits"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(direct_post)

BOOST_AUTO_TEST_CASE(seed_000_names_who_it_is_for_and_the_type) {
  const auto post = post_of(
    R"({"conversationId":"695661c0a1b2c3d4e5f60718","recipientId":"arjun",)"
    R"("recipientType":"astrologer","content":"hello","messageType":"text"})");
  BOOST_TEST((post.conversation == samples::id(samples::conversation_hex)));
  BOOST_TEST(post.content == "hello");
  BOOST_TEST((post.kind == message_kind::text));
  BOOST_TEST(!post.media_url.has_value());
  BOOST_TEST(!post.reply_to.has_value());
  BOOST_TEST(!post.client_message_id.has_value());
}

BOOST_AUTO_TEST_CASE(seed_001_adds_media) {
  const auto post = post_of(
    R"({"conversationId":"695661c0a1b2c3d4e5f60718","recipientId":"arjun",)"
    R"("recipientType":"Astrologer","content":"my palm",)"
    R"("messageType":"image","mediaUrl":"https://cdn.example/palm.png"})");
  BOOST_TEST(post.content == "my palm");
  BOOST_TEST((post.kind == message_kind::image));
  BOOST_TEST(post.media_url.value() == "https://cdn.example/palm.png");
}

BOOST_AUTO_TEST_CASE(everything_at_once) {
  const auto post = post_of(
    R"({"conversation":"695661c0a1b2c3d4e5f60718","text":"look",)"
    R"("type":"file","mediaUrl":"https://cdn.example/a.pdf",)"
    R"("replyToId":"695661c0000000a9f3c2d1e0","clientMessageId":"k-1"})");
  BOOST_TEST((post.conversation == samples::id(samples::conversation_hex)));
  BOOST_TEST(post.content == "look");
  BOOST_TEST((post.kind == message_kind::file));
  BOOST_TEST(post.media_url.value() == "https://cdn.example/a.pdf");
  BOOST_TEST((post.reply_to.value() == samples::id(samples::reply_hex)));
  BOOST_TEST(post.client_message_id.value() == "k-1");
}

BOOST_AUTO_TEST_CASE(the_text_comes_under_three_names_in_this_order) {
  const auto content = [](std::string_view fields) {
    return post_of(with(fields)).content;
  };
  BOOST_TEST(content(R"("content":"a")") == "a");
  BOOST_TEST(content(R"("text":"b")") == "b");
  BOOST_TEST(content(R"("message":"c")") == "c");
  BOOST_TEST(content(R"("message":"c","text":"b","content":"a")") == "a");
  BOOST_TEST(content(R"("message":"c","text":"b")") == "b");
  BOOST_TEST(content(R"("content":null,"text":null,"message":"c")") == "c");
}

BOOST_AUTO_TEST_CASE(the_text_is_kept_as_sent) {
  const auto content = [](std::string_view fields) {
    return post_of(with(fields)).content;
  };
  BOOST_TEST(content(R"("content":"  a\tb\n")") == "  a\tb\n");
  BOOST_TEST(content(R"("content":"\"\\\/\u00e9\ud83d\ude42")")
             == "\"\\/\xc3\xa9\xf0\x9f\x99\x82");
  BOOST_TEST(content(R"("content":"<b>&amp;</b>")") == "<b>&amp;</b>");
  BOOST_TEST(content(R"("content":"\ud800")") == "\xef\xbf\xbd");
}

BOOST_AUTO_TEST_CASE(the_rules_of_form_are_not_the_readers) {
  BOOST_TEST(post_of(with(R"("content":"")")).content.empty());
  BOOST_TEST(post_of(with(R"("content":"a\u0000b")")).content == "a\0b"s);
  BOOST_TEST((post_of(with(R"("content":"x","messageType":"system")")).kind
              == message_kind::system));
}

BOOST_AUTO_TEST_CASE(the_kind_comes_under_two_names_and_is_text_by_default) {
  const auto kind = [](std::string_view fields) {
    return to_string(
      post_of(with(R"("content":"x",)" + std::string{fields})).kind);
  };
  for (const std::string name : {"text", "image", "audio", "video", "file"}) {
    BOOST_TEST(kind(R"("messageType":")" + name + '"') == name);
    BOOST_TEST(kind(R"("type":")" + name + '"') == name);
  }
  BOOST_TEST(kind(R"("messageType":"image","type":"file")") == "image");
  BOOST_TEST(kind(R"("messageType":null,"type":"file")") == "file");
  BOOST_TEST(kind(R"("messageType":null)") == "text");
}

BOOST_AUTO_TEST_CASE(an_answer_comes_under_two_names_and_null_is_none) {
  const auto reply = [](std::string_view fields) {
    const auto post = post_of(with(R"("content":"x",)" + std::string{fields}));
    return post.reply_to ? post.reply_to->to_string() : "none";
  };
  BOOST_TEST(reply(R"("replyTo":"695661c0000000a9f3c2d1e0")")
             == samples::reply_hex);
  BOOST_TEST(reply(R"("replyToId":"695661C0000000A9F3C2D1E0")")
             == samples::reply_hex);
  BOOST_TEST(reply(R"("replyTo":null,"replyToId":"695661c0000000a9f3c2d1e0")")
             == samples::reply_hex);
  BOOST_TEST(reply(R"("replyTo":null)") == "none");
  BOOST_TEST(reply(R"("replyToId":null)") == "none");
  BOOST_TEST(reply(R"("replyTo":null,"replyToId":null)") == "none");
}

BOOST_AUTO_TEST_CASE(null_media_and_null_key_are_none) {
  const auto post =
    post_of(with(R"("content":"x","mediaUrl":null,"clientMessageId":null)"));
  BOOST_TEST(!post.media_url.has_value());
  BOOST_TEST(!post.client_message_id.has_value());
}

BOOST_AUTO_TEST_CASE(unknown_fields_are_ignored_whatever_they_hold) {
  const auto post = post_of(
    with(R"("content":"x","recipientId":7,"recipientType":["a"],)"
         R"("senderId":"arjun","seq":-1,"createdAt":{},"__proto__":{"a":1},)"
         R"("Content":"y","":null)"));
  BOOST_TEST(post.content == "x");
}

BOOST_AUTO_TEST_CASE(a_wrong_field_is_named) {
  for (const auto& row : complaints)
    BOOST_TEST(answer_to(with(row.fields))
                 == "validation_failed: " + std::string{row.answer},
               row.fields);
}

BOOST_AUTO_TEST_CASE(the_conversation_is_asked_for_first) {
  BOOST_TEST(answer_to("{}") == "validation_failed: conversationId is missing");
  BOOST_TEST(answer_to(R"({"conversationId":null,"content":7})")
             == "validation_failed: conversationId is missing");
  BOOST_TEST(answer_to(R"({"conversationId":7,"content":"x"})")
             == "validation_failed: conversationId must be a text");
  BOOST_TEST(
    answer_to(R"({"conversation":"7","content":"x"})")
    == "validation_failed: conversation must be an id of 24 hex digits");
}

BOOST_AUTO_TEST_CASE(a_message_is_an_object) {
  for (const auto* json : {R"("695661c0a1b2c3d4e5f60718")", "null", "[]", "7",
                           "true", R"("hello")"})
    BOOST_TEST(answer_to(json)
               == "validation_failed: the payload must be an object");
  const auto without = dialects::direct::read(event, std::nullopt);
  BOOST_REQUIRE(without.has_value());
  BOOST_TEST(without->error().message == "the payload must be an object");
}

BOOST_AUTO_TEST_CASE(a_command_outlives_the_json_it_was_read_from) {
  const auto post =
    post_of(with(R"("content":"first content","mediaUrl":"first url",)"
                 R"("clientMessageId":"k1")"));
  const auto later =
    post_of(with(R"("content":"other content","mediaUrl":"other url",)"
                 R"("clientMessageId":"k2")"));
  BOOST_TEST(post.content == "first content");
  BOOST_TEST(post.media_url.value() == "first url");
  BOOST_TEST(post.client_message_id.value() == "k1");
  BOOST_TEST(later.content == "other content");
}

BOOST_AUTO_TEST_SUITE_END()
