#include "domain/posting.hpp"
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

using namespace std::string_literals;
using domain::check_form;
using samples::complaint;
using samples::repeat;
using samples::utf8;
using schema::message_kind;

namespace {

/// Unicode's White_Space, and U+FEFF, which JavaScript trims too.
constexpr std::array<char32_t, 26> spaces{
  0x9,    0xa,    0xb,    0xc,    0xd,    0x20,   0x85,   0xa0,   0x1680,
  0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008,
  0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff};

const std::string smile = utf8(0x1f642);

schema::result<void> with_content(std::string content) {
  return check_form(samples::post(std::move(content)));
}

schema::result<void> with_media(std::string url) {
  auto command = samples::post();
  command.media_url = std::move(url);
  return check_form(command);
}

schema::result<void> with_key(std::string key) {
  auto command = samples::post();
  command.client_message_id = std::move(key);
  return check_form(command);
}

schema::result<void> with_kind(message_kind kind) {
  auto command = samples::post();
  command.kind = kind;
  return check_form(command);
}

/// Refused for its form, in words that begin with the field's name.
bool refused(const schema::result<void>& x, std::string_view field) {
  return !x && x.error().code == schema::errc::validation_failed
         && x.error().message.starts_with(std::string{field} + ' ')
         && !x.error().retry_after;
}

} // namespace

BOOST_AUTO_TEST_SUITE(form)

BOOST_AUTO_TEST_CASE(a_plain_text_is_well_formed) {
  BOOST_TEST(complaint(with_content("hello")) == "ok");
  BOOST_TEST(complaint(with_content("x")) == "ok");
}

BOOST_AUTO_TEST_CASE(no_content_is_refused) {
  BOOST_TEST(complaint(with_content("")) == "content must not be empty");
}

BOOST_AUTO_TEST_CASE(white_space_alone_is_refused_whichever_it_is) {
  std::string all;
  for (auto space : spaces)
    BOOST_TEST_CONTEXT("code point " << static_cast<std::uint32_t>(space)) {
      BOOST_TEST(refused(with_content(utf8(space)), "content"));
      BOOST_TEST(refused(with_content(repeat(utf8(space), 3)), "content"));
      all += utf8(space);
    }
  BOOST_TEST(refused(with_content(all), "content"));
  BOOST_TEST(refused(with_content(repeat(all, 200)), "content"));
}

BOOST_AUTO_TEST_CASE(one_visible_character_among_white_space_is_enough) {
  for (auto space : spaces)
    for (const auto& mark : {"."s, utf8(0xe9), utf8(0x20ac), smile}) {
      BOOST_TEST(complaint(with_content(utf8(space) + mark)) == "ok");
      BOOST_TEST(complaint(with_content(mark + utf8(space))) == "ok");
    }
}

BOOST_AUTO_TEST_CASE(characters_next_to_the_white_ones_are_visible) {
  for (char32_t c :
       {0x8,    0xe,    0x1f,   0x21,    0x84,    0x86,   0x9f,   0xa1,
        0x167f, 0x1681, 0x1fff, 0x2027,  0x202a,  0x2030, 0x2060, 0x2fff,
        0x3001, 0xfefe, 0xff01, 0x10020, 0x12000, 0x13000})
    BOOST_TEST(complaint(with_content(utf8(c))) == "ok",
               "code point " << static_cast<std::uint32_t>(c));
}

BOOST_AUTO_TEST_CASE(length_counts_code_points_and_not_bytes) {
  for (const auto& one : {"a"s, utf8(0xe9), utf8(0x20ac), smile}) {
    BOOST_TEST(complaint(with_content(repeat(one, 2000))) == "ok");
    BOOST_TEST(complaint(with_content(repeat(one, 2001)))
               == "content must have at most 2000 characters");
  }
  BOOST_TEST(complaint(with_content(repeat("a", 1999) + smile)) == "ok");
  BOOST_TEST(refused(with_content(repeat("a", 2000) + smile), "content"));
}

BOOST_AUTO_TEST_CASE(white_space_around_the_text_counts) {
  BOOST_TEST(complaint(with_content(repeat(" ", 1999) + "x")) == "ok");
  BOOST_TEST(refused(with_content(repeat(" ", 2000) + "x"), "content"));
}

BOOST_AUTO_TEST_CASE(u0000_is_refused_wherever_it_stands) {
  for (const auto& content :
       {"\0"s, "\0a"s, "a\0"s, "a\0b"s, " \0 "s, smile + "\0"s})
    BOOST_TEST(complaint(with_content(content))
               == "content must not contain U+0000");
}

BOOST_AUTO_TEST_CASE(media_is_at_a_web_address) {
  for (const auto* url :
       {"https://cdn.example/a.png", "http://cdn.example/a.png?x=1#y",
        "https://cdn.example/\xe2\x82\xac"})
    BOOST_TEST(complaint(with_media(url)) == "ok", url);
}

BOOST_AUTO_TEST_CASE(other_schemes_are_refused) {
  for (const auto* url :
       {"ftp://cdn.example/a", "javascript:alert(1)", "data:image/png,AA",
        "file:///etc/passwd", "//cdn.example/a", "/a.png", "cdn.example/a.png",
        " https://cdn.example/a", "https:/cdn.example/a", "https:cdn.example",
        "httpss://cdn.example/a", "xhttps://cdn.example/a"})
    BOOST_TEST(complaint(with_media(url))
               == "mediaUrl must begin with https:// or http://");
}

BOOST_AUTO_TEST_CASE(a_media_url_has_1_to_2048_bytes_and_no_u0000) {
  const auto longest = "https://" + repeat("a", 2040);
  BOOST_TEST(complaint(with_media(longest)) == "ok");
  BOOST_TEST(refused(with_media(longest + 'a'), "mediaUrl"));
  BOOST_TEST(refused(with_media(""), "mediaUrl"));
  BOOST_TEST(refused(with_media("https://a\0b"s), "mediaUrl"));
}

BOOST_AUTO_TEST_CASE(media_does_not_stand_in_for_the_content) {
  auto command = samples::post("");
  command.kind = message_kind::image;
  command.media_url = "https://cdn.example/a.png";
  BOOST_TEST(refused(check_form(command), "content"));
}

BOOST_AUTO_TEST_CASE(only_the_server_writes_system_messages) {
  for (auto kind :
       {message_kind::text, message_kind::image, message_kind::audio,
        message_kind::video, message_kind::file})
    BOOST_TEST(complaint(with_kind(kind)) == "ok");
  BOOST_TEST(refused(with_kind(message_kind::system), "messageType"));
}

BOOST_AUTO_TEST_CASE(a_client_message_id_has_1_to_128_code_points) {
  for (const auto& key : {"k"s, " "s, repeat("k", 128), repeat(smile, 128)})
    BOOST_TEST(complaint(with_key(key)) == "ok");
  for (const auto& key :
       {""s, repeat("k", 129), repeat(smile, 129), "\0"s, "a\0b"s})
    BOOST_TEST(complaint(with_key(key))
               == "clientMessageId must have 1 to 128 characters");
}

BOOST_AUTO_TEST_SUITE_END()
