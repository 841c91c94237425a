#include "domain/posting.hpp"
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using domain::body_hash_of;
using schema::message_kind;

namespace {

schema::message body(std::string content,
                     message_kind kind = message_kind::text,
                     std::optional<std::string> media = {},
                     std::optional<schema::message_ref> reply = {}) {
  schema::message result;
  result.content = std::move(content);
  result.kind = kind;
  result.media_url = std::move(media);
  result.reply_to = reply;
  return result;
}

constexpr schema::message_ref third{(samples::start << 28) | 3};

} // namespace

BOOST_AUTO_TEST_SUITE(body_hash)

BOOST_AUTO_TEST_CASE(the_same_choice_has_the_same_hash) {
  const auto* url = "https://cdn.example/a.png";
  BOOST_TEST(body_hash_of(body("hello", message_kind::image, url, third))
             == body_hash_of(body("hello", message_kind::image, url, third)));
}

BOOST_AUTO_TEST_CASE(any_other_choice_has_another_hash) {
  const std::vector bodies{
    body("hello"),
    body("hello "),
    body("Hello"),
    body("hello", message_kind::image),
    body("hello", message_kind::audio),
    body("hello", message_kind::video),
    body("hello", message_kind::file),
    body("hello", message_kind::text, "https://cdn.example/a"),
    body("hello", message_kind::text, "https://cdn.example/b"),
    body("hello", message_kind::text, {}, third),
    body("hello", message_kind::text, {}, schema::message_ref{third.value + 1}),
    body("hello", message_kind::text, "https://cdn.example/a", third),
    body("hellohttps://cdn.example/a"),
    body("hello0"),
    body("texthello"),
  };
  for (std::size_t i = 0; i < bodies.size(); ++i)
    for (std::size_t k = i + 1; k < bodies.size(); ++k)
      BOOST_TEST(body_hash_of(bodies[i]) != body_hash_of(bodies[k]),
                 i << " and " << k);
}

BOOST_AUTO_TEST_CASE(what_the_sender_did_not_choose_does_not_count) {
  auto later = body("hello");
  later.conversation = {78};
  later.seq = {9};
  later.rev = {12};
  later.sender = {4};
  later.created_at = samples::at(5000);
  BOOST_TEST(body_hash_of(later) == body_hash_of(body("hello")));
}

BOOST_AUTO_TEST_CASE(the_hash_is_stored_and_so_never_changes) {
  BOOST_TEST(body_hash_of(body("hello")) == 7369067162731040371);
  BOOST_TEST(body_hash_of(body("hello", message_kind::image,
                               "https://x.example/a.png", third))
             == 8182016952212553342);
}

BOOST_AUTO_TEST_SUITE_END()
