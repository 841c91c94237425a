#include "wire/socketio/assembler.hpp"

#include <boost/test/unit_test.hpp>

using wire::socketio::assembler;
using wire::socketio::assembly_error;
using wire::socketio::packet_type;

namespace {

constexpr std::string_view two_attachments =
  R"(52-["e",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])";

bool fails(const assembler::step& x, assembly_error e) {
  return !x && x.error() == e;
}

bool waits(const assembler::step& x) {
  return x && !*x;
}

} // namespace

BOOST_AUTO_TEST_SUITE(socketio_assembler)

BOOST_AUTO_TEST_CASE(a_packet_without_attachments_passes_through) {
  assembler a;
  const std::string text = R"(2["e"])";
  const auto step = a.text(text);
  BOOST_REQUIRE((step && *step));
  BOOST_TEST((*step)->packet.json == R"(["e"])");
  BOOST_TEST(((*step)->packet.json.data() == text.data() + 1));
  BOOST_TEST((*step)->attachments.empty());
  BOOST_TEST(!a.awaits_binary());
}

BOOST_AUTO_TEST_CASE(attachments_are_collected_in_order) {
  assembler a;
  BOOST_TEST(waits(a.text(std::string{two_attachments})));
  BOOST_TEST(a.awaits_binary());
  BOOST_TEST(waits(a.binary("first")));
  const auto step = a.binary("second");
  BOOST_REQUIRE((step && *step));
  BOOST_TEST(((*step)->packet.type == packet_type::binary_event));
  BOOST_TEST((*step)->packet.json == two_attachments.substr(3));
  BOOST_REQUIRE((*step)->attachments.size() == 2U);
  BOOST_TEST((*step)->attachments[0] == "first");
  BOOST_TEST((*step)->attachments[1] == "second");
  BOOST_TEST(!a.awaits_binary());
}

BOOST_AUTO_TEST_CASE(a_second_binary_packet_starts_afresh) {
  assembler a;
  for (const auto* expected : {"one", "two"}) {
    BOOST_TEST(waits(a.text(R"(61-3[{"_placeholder":true,"num":0}])")));
    const auto step = a.binary(expected);
    BOOST_REQUIRE((step && *step));
    BOOST_TEST((*step)->attachments[0] == expected);
    BOOST_TEST(*(*step)->packet.ack == 3U);
  }
}

BOOST_AUTO_TEST_CASE(text_while_attachments_are_awaited_is_an_error) {
  assembler a;
  BOOST_TEST(waits(a.text(two_attachments)));
  BOOST_TEST(waits(a.binary("first")));
  BOOST_TEST(fails(a.text(R"(2["e"])"), assembly_error::attachment_missing));
}

BOOST_AUTO_TEST_CASE(binary_that_nobody_announced_is_an_error) {
  assembler a;
  BOOST_TEST(fails(a.binary("x"), assembly_error::not_announced));
  BOOST_TEST(waits(a.text(R"(51-["e"])")));
  BOOST_TEST(a.binary("x").has_value());
  BOOST_TEST(fails(a.binary("y"), assembly_error::not_announced));
}

BOOST_AUTO_TEST_CASE(a_malformed_packet_is_an_error) {
  assembler a;
  BOOST_TEST(fails(a.text("9"), assembly_error::malformed));
}

BOOST_AUTO_TEST_CASE(attachments_together_are_limited) {
  assembler a;
  BOOST_TEST(waits(a.text(R"(53-["e"])")));
  BOOST_TEST(
    waits(a.binary(std::string(wire::socketio::max_attachment_bytes, 'x'))));
  BOOST_TEST(waits(a.binary("")));
  BOOST_TEST(fails(a.binary("x"), assembly_error::too_large));
}

BOOST_AUTO_TEST_CASE(what_is_kept_has_the_bound_that_is_given) {
  assembler a{10};
  BOOST_TEST(waits(a.text(R"(52-["e"])")));
  BOOST_TEST(waits(a.binary("123456")));
  BOOST_TEST(fails(a.binary("12345"), assembly_error::too_large));
  assembler b{10};
  BOOST_TEST(b.text(R"(2["a long event"])").has_value());
  BOOST_TEST(fails(b.text(R"(51-["long"])"), assembly_error::too_large));
}

BOOST_AUTO_TEST_CASE(what_is_awaited_is_known) {
  assembler a;
  BOOST_TEST(waits(a.text(R"(51-/a,["e"])")));
  BOOST_TEST(a.awaited().nsp == "/a");
}

BOOST_AUTO_TEST_SUITE_END()
