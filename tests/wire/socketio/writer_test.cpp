#include "wire/socketio/packet.hpp"
#include "wire/socketio/writer.hpp"

#include <boost/test/unit_test.hpp>

using namespace wire::socketio;

namespace {

template<class F>
std::string written(F&& append) {
  auto out = begin_message();
  append(out);
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(socketio_writers)

BOOST_AUTO_TEST_CASE(an_event_begins_with_namespace_and_ack_id) {
  const auto event = [](auto... xs) {
    return written([&](std::string& out) { append_event_prefix(out, xs...); });
  };
  BOOST_TEST(event("/") == "42");
  BOOST_TEST(event("/admin") == "42/admin,");
  BOOST_TEST(event("/", 7) == "427");
  BOOST_TEST(event("/admin", 0) == "42/admin,0");
  BOOST_TEST(event("/", std::nullopt, 2U) == "452-");
  BOOST_TEST(event("/a", 1, 2U) == "452-/a,1");
}

BOOST_AUTO_TEST_CASE(an_ack_repeats_the_id_of_its_event) {
  const auto ack = [](auto... xs) {
    return written([&](std::string& out) { append_ack_prefix(out, xs...); });
  };
  BOOST_TEST(ack("/", 12U) == "4312");
  BOOST_TEST(ack("/admin", 0U) == "43/admin,0");
  BOOST_TEST(ack("/", 18446744073709551615ULL) == "4318446744073709551615");
  BOOST_TEST(ack("/", 3U, 1U) == "461-3");
}

BOOST_AUTO_TEST_CASE(connect_is_answered_with_the_sid) {
  BOOST_TEST(written([](auto& out) { append_connect_answer(out, "/", "s1"); })
             == R"(40{"sid":"s1"})");
  BOOST_TEST(
    written([](auto& out) { append_connect_answer(out, "/custom", "s1"); })
    == R"(40/custom,{"sid":"s1"})");
}

BOOST_AUTO_TEST_CASE(connect_is_refused_with_message_and_data) {
  BOOST_TEST(written([](auto& out) {
               append_connect_error(out, "/x", "Invalid namespace");
             })
             == R"(44/x,{"message":"Invalid namespace"})");
  BOOST_TEST(written([](auto& out) {
               append_connect_error(out, "/", "no", R"({"error":"forbidden"})");
             })
             == R"(44{"message":"no","data":{"error":"forbidden"}})");
}

BOOST_AUTO_TEST_CASE(clients_2x_are_connected_without_payload) {
  const auto connect = [](std::string_view nsp) {
    return written([&](std::string& out) { append_bare_connect(out, nsp); });
  };
  BOOST_TEST(connect("/") == "40");
  BOOST_TEST(connect("/ns") == "40/ns,");
}

BOOST_AUTO_TEST_CASE(clients_2x_are_refused_with_a_text) {
  const auto refuse = [](std::string_view nsp, std::string_view text) {
    return written([&](auto& out) { append_error_text(out, nsp, text); });
  };
  BOOST_TEST(refuse("/", "not allowed") == R"(44"not allowed")");
  BOOST_TEST(refuse("/ns", "say \"no\"\n") == R"(44/ns,"say \"no\"\n")");
  const auto decoded = decode(R"(4/ns,"text")");
  BOOST_REQUIRE(decoded.has_value());
  BOOST_TEST(decoded->json == R"("text")");
}

BOOST_AUTO_TEST_CASE(disconnect_has_no_payload) {
  BOOST_TEST(written([](auto& out) { append_disconnect(out, "/"); }) == "41");
  BOOST_TEST(written([](auto& out) { append_disconnect(out, "/a"); })
             == "41/a,");
}

BOOST_AUTO_TEST_CASE(what_is_written_can_be_read) {
  auto out = begin_message();
  append_event_prefix(out, "/a", 5, 3);
  out += R"(["x"])";
  const auto decoded = decode(std::string_view{out}.substr(1));
  BOOST_REQUIRE(decoded.has_value());
  BOOST_TEST(decoded->nsp == "/a");
  BOOST_TEST(*decoded->ack == 5U);
  BOOST_TEST(decoded->attachments == 3U);
  BOOST_TEST(decoded->json == R"(["x"])");
}

BOOST_AUTO_TEST_SUITE_END()
