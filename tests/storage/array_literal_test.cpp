#include "database.hpp"
#include "storage/pg/array_literal.hpp"

#include <boost/test/unit_test.hpp>

using storage::pg::array_literal;

BOOST_AUTO_TEST_SUITE(array_literal_suite)

BOOST_AUTO_TEST_CASE(texts_come_back_as_they_went_in) {
  const std::vector<std::string> texts{
    "",     "plain",      "NULL",      "a,b{c}d", R"(quote " and \ back)",
    "\\\\", "new\nline",  " spaces  ", "'; drop", "\xF0\x9F\x98\x80 \xC3\xA9",
    "{}",   "\"quoted\"", "\t\x01\x1E"};
  array_literal a;
  for (const auto& text : texts)
    a.text(std::string_view{text});
  a.null();
  tests::database db;
  pqxx::connection c{db.url()};
  pqxx::nontransaction tx{c};
  const auto rows = tx.exec_params("select unnest($1::text[])", a.str());
  BOOST_REQUIRE_EQUAL(rows.size(), texts.size() + 1);
  for (std::size_t i = 0; i < texts.size(); ++i)
    BOOST_TEST(rows[static_cast<int>(i)][0].c_str() == texts[i]);
  BOOST_TEST(rows.back()[0].is_null());
}

BOOST_AUTO_TEST_CASE(numbers_bytes_and_nothing_have_their_forms) {
  array_literal numbers, none, bytes, uuids;
  numbers.number(-9'223'372'036'854'775'807 - 1).null().number(7);
  const std::array<std::uint8_t, 2> two{0x00, 0xAF};
  bytes.bytes(two);
  std::array<std::uint8_t, 16> id{};
  id.fill(0x1c);
  uuids.uuid(id);
  BOOST_TEST(numbers.str() == "{-9223372036854775808,NULL,7}");
  BOOST_TEST(none.str() == "{}");
  BOOST_TEST(bytes.str() == R"({"\\x00af"})");
  BOOST_TEST(uuids.str() == "{1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c}");
}

BOOST_AUTO_TEST_CASE(hex_is_read_only_at_the_right_length) {
  std::array<std::uint8_t, 2> out{};
  BOOST_TEST(storage::pg::read_hex("\\x12af", out));
  BOOST_TEST(out[1] == 0xAF);
  BOOST_TEST(storage::pg::read_hex("12-af", out));
  BOOST_TEST(!storage::pg::read_hex("\\x12a", out));
  BOOST_TEST(!storage::pg::read_hex("\\x12afcc", out));
  BOOST_TEST(!storage::pg::read_hex("\\x12ag", out));
}

BOOST_AUTO_TEST_SUITE_END()
