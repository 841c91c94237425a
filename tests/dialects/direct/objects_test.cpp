#include "dialects/direct/direct.hpp"
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace std::string_literals;
namespace direct = dialects::direct;

namespace {

std::string json_of(const dialects::message_view& view,
                    const schema::conversation& where = samples::pair()) {
  std::string out;
  direct::write_message(out, view, where);
  return out;
}

std::string json_of(const schema::message& message,
                    const schema::conversation& where = samples::pair()) {
  return json_of(samples::view_of(message), where);
}

std::string json_of(const schema::conversation& where) {
  std::string out;
  direct::write_conversation(out, where, {});
  return out;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string content_json(std::string content) {
  auto message = samples::hello();
  message.content = std::move(content);
  const auto json = json_of(message);
  constexpr std::string_view key = R"("content":)";
  const auto begin = json.find(key) + key.size();
  return json.substr(begin, json.find(R"(,"messageType")") - begin);
}

/// Up to 40 code points, most of them such as need care.
std::string random_text(std::mt19937& random) {
  static const std::string parts[] = {"a",
                                      "\"",
                                      "\\",
                                      "\n",
                                      "\x01",
                                      "\x1e",
                                      "\x7f",
                                      "/",
                                      "<",
                                      "\xc3\xa9",
                                      "\xe2\x80\xa7",
                                      "\xe2\x80\xa8",
                                      "\xe2\x80\xa9",
                                      "\xe2\x82\xac",
                                      "\xef\xbf\xbf",
                                      "\xf0\x9f\x99\x82"};
  std::string text;
  for (auto n = random() % 40; n > 0; --n)
    text += parts[random() % std::size(parts)];
  return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(direct_message_object)

BOOST_AUTO_TEST_CASE(it_has_the_fields_of_both_seeds) {
  auto message = samples::hello();
  message.sender = {2};
  message.kind = schema::message_kind::image;
  message.media_url = "https://cdn.example/a.png";
  auto view = samples::view_of(message);
  view.reply_to = samples::id(samples::reply_hex);
  view.client_message_id = "k-1";
  BOOST_TEST(
    json_of(view)
    == R"({"id":"695661c0000000156d62801b",)"
       R"("_id":"695661c0000000156d62801b",)"
       R"("conversationId":"695661c0a1b2c3d4e5f60718","seq":5,"rev":9,)"
       R"("senderId":"arjun","senderType":"astrologer",)"
       R"("recipientId":"maya","recipientType":"user",)"
       R"("content":"hello","messageType":"image",)"
       R"("mediaUrl":"https://cdn.example/a.png","status":"sent",)"
       R"("readAt":null,"deliveredAt":null,)"
       R"("replyTo":"695661c0000000a9f3c2d1e0",)"
       R"("replyToId":"695661c0000000a9f3c2d1e0",)"
       R"("isDeleted":false,"deletedBy":[],"clientMessageId":"k-1",)"
       R"("timestamp":"2026-01-01T12:01:00.123Z",)"
       R"("createdAt":"2026-01-01T12:01:00.123Z",)"
       R"("updatedAt":"2026-01-01T12:01:00.123Z"})");
}

BOOST_AUTO_TEST_CASE(in_a_group_it_is_for_nobody_in_particular) {
  BOOST_TEST(has(json_of(samples::hello(), samples::group()),
                 R"("senderId":"maya","senderType":"user",)"
                 R"("recipientId":null,"recipientType":null,)"));
}

BOOST_AUTO_TEST_CASE(a_group_of_two_is_a_group) {
  auto where = samples::pair();
  where.kind = schema::conversation_kind::group;
  BOOST_TEST(has(json_of(samples::hello(), where),
                 R"("recipientId":null,"recipientType":null,)"));
}

BOOST_AUTO_TEST_CASE(every_role_has_its_lower_case_name) {
  auto where = samples::pair();
  where.kind = schema::conversation_kind::admin_astrologer;
  where.members[0].role = schema::role::admin;
  const auto json = json_of(samples::hello(), where);
  BOOST_TEST(has(json, R"("senderId":"maya","senderType":"admin",)"));
  BOOST_TEST(
    has(json, R"("recipientId":"arjun","recipientType":"astrologer")"));
}

BOOST_AUTO_TEST_CASE(every_kind_has_its_name) {
  using schema::message_kind;
  for (auto kind :
       {message_kind::text, message_kind::image, message_kind::audio,
        message_kind::video, message_kind::file, message_kind::system}) {
    auto message = samples::hello();
    message.kind = kind;
    BOOST_TEST(has(json_of(message), R"("messageType":")"
                                       + std::string{to_string(kind)}
                                       + R"(","mediaUrl")"));
  }
}

BOOST_AUTO_TEST_CASE(who_has_left_a_group_is_not_named) {
  auto message = samples::hello();
  message.sender = {99};
  BOOST_TEST(has(json_of(message, samples::group()),
                 R"("senderId":null,"senderType":null,)"
                 R"("recipientId":null,"recipientType":null,)"));
}

BOOST_AUTO_TEST_CASE(what_people_write_is_escaped) {
  BOOST_TEST(content_json("say \"hi\" \\ / \b\f\n\r\t")
             == R"("say \"hi\" \\ / \b\f\n\r\t")");
  BOOST_TEST(content_json("\x01\x1e\x1f") == R"("\u0001\u001e\u001f")");
  BOOST_TEST(content_json("a\xe2\x80\xa8z\xe2\x80\xa9")
             == R"("a\u2028z\u2029")");
  BOOST_TEST(content_json("\xc3\xa9 \xf0\x9f\x99\x82 </script>")
             == "\"\xc3\xa9 \xf0\x9f\x99\x82 </script>\"");
}

BOOST_AUTO_TEST_CASE(the_other_texts_are_escaped_too) {
  auto where = samples::pair();
  where.members[0].id = "ma\"ya";
  where.members[1].id = "ar\\jun";
  auto message = samples::hello();
  message.media_url = "https://cdn.example/\"";
  auto view = samples::view_of(message);
  view.client_message_id = "k\n1";
  const auto json = json_of(view, where);
  BOOST_TEST(has(json, R"("senderId":"ma\"ya",)"));
  BOOST_TEST(has(json, R"("recipientId":"ar\\jun",)"));
  BOOST_TEST(has(json, R"("mediaUrl":"https://cdn.example/\"",)"));
  BOOST_TEST(has(json, R"("clientMessageId":"k\n1",)"));
}

BOOST_AUTO_TEST_CASE(whatever_the_text_it_reads_back_as_written) {
  std::mt19937 random{7};
  for (int i = 0; i < 500; ++i) {
    auto message = samples::hello();
    message.content = random_text(random);
    message.media_url = random_text(random);
    const auto json = json_of(message);
    const auto root = base::parse_json(json);
    BOOST_REQUIRE(root.has_value());
    BOOST_TEST(base::string_field(*root, "content").value() == message.content);
    BOOST_TEST(base::string_field(*root, "mediaUrl").value()
               == *message.media_url);
  }
}

BOOST_AUTO_TEST_CASE(it_is_appended) {
  const auto message = samples::hello();
  std::string out = "x";
  direct::write_message(out, samples::view_of(message), samples::pair());
  BOOST_TEST(out.starts_with(R"(x{"id":)"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(direct_conversation_object)

BOOST_AUTO_TEST_CASE(it_has_the_fields_of_both_seeds) {
  BOOST_TEST(json_of(samples::pair())
             == R"({"id":"695661c0a1b2c3d4e5f60718",)"
                R"("_id":"695661c0a1b2c3d4e5f60718",)"
                R"("conversationType":"user_astrologer","participants":[)"
                R"({"id":"maya","type":"user","name":"Maya",)"
                R"("profilePicture":"https://cdn.example/maya.png",)"
                R"("joinedAt":"2026-01-01T12:00:00.123Z"},)"
                R"({"id":"arjun","type":"astrologer","name":null,)"
                R"("profilePicture":null,)"
                R"("joinedAt":"2026-01-01T12:00:00.124Z"}],)"
                R"("title":"Birth chart","contextType":"consultation",)"
                R"("contextId":"consult-9","isActive":true,"lastSeq":5,)"
                R"("lastMessage":null,"unreadCount":{"maya":0,"arjun":0},)"
                R"("createdAt":"2026-01-01T12:00:00.123Z",)"
                R"("updatedAt":"2026-01-01T12:01:00.123Z",)"
                R"("lastMessageAt":"2026-01-01T12:01:00.123Z"})");
}

BOOST_AUTO_TEST_CASE(a_new_one_has_no_last_message) {
  schema::conversation where;
  where.id = samples::id(samples::conversation_hex);
  where.created_at = samples::at(0);
  where.head.last_at = samples::at(0);
  BOOST_TEST(json_of(where)
             == R"({"id":"695661c0a1b2c3d4e5f60718",)"
                R"("_id":"695661c0a1b2c3d4e5f60718",)"
                R"("conversationType":"user_astrologer","participants":[],)"
                R"("title":null,"contextType":"general","contextId":null,)"
                R"("isActive":true,"lastSeq":0,)"
                R"("lastMessage":null,"unreadCount":{},)"
                R"("createdAt":"2026-01-01T12:00:00.123Z",)"
                R"("updatedAt":"2026-01-01T12:00:00.123Z",)"
                R"("lastMessageAt":null})");
}

BOOST_AUTO_TEST_CASE(each_kind_has_its_name) {
  using schema::conversation_kind;
  for (auto kind :
       {conversation_kind::admin_astrologer, conversation_kind::user_astrologer,
        conversation_kind::group, conversation_kind::admin_user}) {
    auto where = samples::pair();
    where.kind = kind;
    BOOST_TEST(has(json_of(where), R"("conversationType":")"
                                     + std::string{to_string(kind)} + '"'));
  }
}

BOOST_AUTO_TEST_CASE(a_group_lists_all_of_its_members_in_order) {
  BOOST_TEST(has(json_of(samples::group()),
                 R"("joinedAt":"2026-01-01T12:00:00.124Z"},)"
                 R"({"id":"root","type":"admin","name":"Support",)"
                 R"("profilePicture":null,)"
                 R"("joinedAt":"2026-01-01T12:00:00.125Z"}],"title")"));
}

BOOST_AUTO_TEST_CASE(archived_and_closed_ones_are_not_active) {
  auto where = samples::pair();
  for (auto status : {schema::conversation_status::archived,
                      schema::conversation_status::closed}) {
    where.status = status;
    BOOST_TEST(has(json_of(where), R"("isActive":false,)"));
  }
}

BOOST_AUTO_TEST_CASE(the_texts_of_the_host_are_escaped) {
  auto where = samples::pair();
  where.title = "\"T\"";
  where.context_type = "c\\t";
  where.context_id = "c\n9";
  where.members[0].id = "m\t1";
  where.members[0].name = "Ma\"ya";
  where.members[0].picture = "p\x1e";
  const auto json = json_of(where);
  BOOST_TEST(has(json, R"("title":"\"T\"","contextType":"c\\t",)"
                       R"("contextId":"c\n9",)"));
  BOOST_TEST(has(json, R"({"id":"m\t1","type":"user","name":"Ma\"ya",)"
                       R"("profilePicture":"p\u001e",)"));
  BOOST_TEST(base::parse_json(json).has_value());
}

BOOST_AUTO_TEST_CASE(it_is_appended) {
  std::string out = "x";
  direct::write_conversation(out, samples::pair(), {});
  BOOST_TEST(out.starts_with(R"(x{"id":)"));
}

BOOST_AUTO_TEST_SUITE_END()
