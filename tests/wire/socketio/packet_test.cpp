#include "wire/socketio/packet.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using wire::socketio::decode;
using wire::socketio::decode_error;
using wire::socketio::packet;
using wire::socketio::packet_type;

namespace {

struct good_case {
  std::string_view text;
  packet expected;
};

const good_case good_cases[] = {
  {"0", {packet_type::connect, 0, "/", {}, ""}},
  {R"(0{"token":"x"})", {packet_type::connect, 0, "/", {}, R"({"token":"x"})"}},
  {"0/custom", {packet_type::connect, 0, "/custom", {}, ""}},
  {"0/custom,", {packet_type::connect, 0, "/custom", {}, ""}},
  {"0/custom,{}", {packet_type::connect, 0, "/custom", {}, "{}"}},
  {"1", {packet_type::disconnect, 0, "/", {}, ""}},
  {"1/custom,", {packet_type::disconnect, 0, "/custom", {}, ""}},
  {R"(2["a"])", {packet_type::event, 0, "/", {}, R"(["a"])"}},
  {R"(2 ["a"])", {packet_type::event, 0, "/", {}, R"( ["a"])"}},
  {R"(212["a",1])", {packet_type::event, 0, "/", 12, R"(["a",1])"}},
  {R"(2/a,0["a"])", {packet_type::event, 0, "/a", 0, R"(["a"])"}},
  {"3[]", {packet_type::ack, 0, "/", {}, "[]"}},
  {"3/b,7[1]", {packet_type::ack, 0, "/b", 7, "[1]"}},
  {R"(4{"message":"x"})",
   {packet_type::connect_error, 0, "/", {}, R"({"message":"x"})"}},
  {R"(51-["a",{}])", {packet_type::binary_event, 1, "/", {}, R"(["a",{}])"}},
  {R"(510-/n,3["a"])", {packet_type::binary_event, 10, "/n", 3, R"(["a"])"}},
  {R"(50-["a"])", {packet_type::binary_event, 0, "/", {}, R"(["a"])"}},
  {"62-5[1,2]", {packet_type::binary_ack, 2, "/", 5, "[1,2]"}},
  // 64 bits of ack id
  {"218446744073709551615[1]",
   {packet_type::event, 0, "/", 18446744073709551615ULL, "[1]"}},
};

struct bad_case {
  std::string_view text;
  decode_error expected;
};

const bad_case bad_cases[] = {
  {"", decode_error::unknown_type},
  {"7", decode_error::unknown_type},
  {"[\"a\"]", decode_error::unknown_type},
  {"x", decode_error::unknown_type},
  {"5[\"a\"]", decode_error::bad_attachments},
  {"5-[\"a\"]", decode_error::bad_attachments},
  {"5-1-[\"a\"]", decode_error::bad_attachments},
  {"51.5-[\"a\"]", decode_error::bad_attachments},
  {"51[\"a\"]", decode_error::bad_attachments},
  {"51", decode_error::bad_attachments},
  {"5x-[\"a\"]", decode_error::bad_attachments},
  {"6", decode_error::bad_attachments},
  {"511-[\"a\"]", decode_error::too_many_attachments},
  {"599999999999999999999-[\"a\"]", decode_error::too_many_attachments},
  {"218446744073709551616[1]", decode_error::ack_too_large},
  {"2999999999999999999999999999999999[1]", decode_error::ack_too_large},
  {"0[]", decode_error::bad_payload},
  {"0null", decode_error::bad_payload},
  {"0\"x\"", decode_error::bad_payload},
  {"1{}", decode_error::bad_payload},
  {"1/a,x", decode_error::bad_payload},
  {"2", decode_error::bad_payload},
  {"2/a", decode_error::bad_payload},
  {"2/a[\"x\"]", decode_error::bad_payload},
  {"2{}", decode_error::bad_payload},
  {"21", decode_error::bad_payload},
  {"3", decode_error::bad_payload},
  {"3{}", decode_error::bad_payload},
  {"4", decode_error::bad_payload},
  {"50-", decode_error::bad_payload},
};

} // namespace

BOOST_AUTO_TEST_SUITE(socketio_packets)

BOOST_AUTO_TEST_CASE(packets_are_read_into_their_parts) {
  for (const auto& x : good_cases) {
    const auto decoded = decode(x.text);
    BOOST_TEST_CONTEXT(x.text) {
      BOOST_REQUIRE(decoded.has_value());
      BOOST_TEST((*decoded == x.expected));
    }
  }
}

BOOST_AUTO_TEST_CASE(malformed_packets_are_told_apart) {
  for (const auto& x : bad_cases) {
    const auto decoded = decode(x.text);
    BOOST_TEST_CONTEXT(x.text) {
      BOOST_REQUIRE(!decoded.has_value());
      BOOST_TEST(to_string(decoded.error()) == to_string(x.expected));
    }
  }
}

BOOST_AUTO_TEST_CASE(no_truncation_of_a_packet_reads_beyond_it) {
  for (const auto& x : good_cases)
    for (std::size_t n = 0; n < x.text.size(); ++n) {
      // In memory of its own, so that a sanitizer sees a read too far.
      const std::vector<char> cut{x.text.begin(), x.text.begin() + n};
      static_cast<void>(decode({cut.data(), cut.size()}));
    }
}

BOOST_AUTO_TEST_CASE(random_texts_do_not_crash) {
  constexpr std::string_view alphabet = "0123456789-/,[]{}\"a _.";
  std::mt19937 random{7};
  for (int i = 0; i < 100'000; ++i) {
    std::string text(random() % 12, '\0');
    for (auto& c : text)
      c = alphabet[random() % alphabet.size()];
    const auto decoded = decode(text);
    if (decoded && decoded->attachments > wire::socketio::max_attachments)
      BOOST_ERROR(text);
  }
}

BOOST_AUTO_TEST_CASE(the_query_of_a_namespace_is_split_off) {
  using wire::socketio::namespace_target;
  const std::pair<std::string_view, namespace_target> cases[] = {
    {"/", {"/", ""}},
    {"/ns", {"/ns", ""}},
    {"/ns?token=x", {"/ns", "token=x"}},
    {"/?a", {"/", "a"}},
    {"/ns?", {"/ns", ""}},
    {"/ns?a=1&b=?", {"/ns", "a=1&b=?"}},
    {"?a", {"", "a"}},
    {"", {"", ""}},
  };
  for (const auto& [nsp, expected] : cases)
    BOOST_TEST((wire::socketio::split_namespace(nsp) == expected), nsp);
}

BOOST_AUTO_TEST_CASE(a_namespace_with_a_query_ends_at_its_comma) {
  const auto decoded = decode("0/ns?token=x,");
  BOOST_REQUIRE(decoded.has_value());
  BOOST_TEST(decoded->nsp == "/ns?token=x");
}

BOOST_AUTO_TEST_SUITE_END()
