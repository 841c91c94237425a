#include "http/routes/history.hpp"

#include <boost/test/unit_test.hpp>

namespace {

schema::result<storage::history_query> read(std::string query) {
  http::request asked;
  asked.raw_query = std::move(query);
  return http::read_history_query(
    asked, {}, [](schema::message_id m) -> std::optional<std::int64_t> {
      if (m.bytes[0] != 0)
        return std::nullopt;
      return m.bytes[11];
    });
}

} // namespace

BOOST_AUTO_TEST_SUITE(history)

BOOST_AUTO_TEST_CASE(the_default_is_the_newest_fifty) {
  const auto q = read("");
  BOOST_REQUIRE(q);
  BOOST_TEST(q->limit == 50);
  BOOST_TEST((!q->page && !q->before && !q->after && !q->as_of));
}

BOOST_AUTO_TEST_CASE(pages_and_cursors_are_read) {
  const auto paged = read("page=3&limit=20&asOfSeq=99");
  BOOST_TEST(paged->page.value() == 3);
  BOOST_TEST(paged->limit == 20);
  BOOST_TEST(paged->as_of.value() == 99);
  BOOST_TEST(read("before=17")->before.value() == 17);
  BOOST_TEST(read("after=0")->after.value() == 0);
}

BOOST_AUTO_TEST_CASE(a_cursor_may_be_a_message_id) {
  BOOST_TEST(read("before=000000000000000000000011")->before.value() == 17);
  BOOST_TEST(!read("before=ff0000000000000000000011"));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_named) {
  for (auto bad : {"limit=0", "limit=101", "limit=x", "limit=-1",
                   "limit=", "limit=5%00"}) {
    const auto q = read(bad);
    BOOST_REQUIRE(!q);
    BOOST_TEST(q.error().message.starts_with("limit "), bad);
  }
  for (auto bad :
       {"page=0", "page=1.5", "before=-3", "after=zz",
        "before=99999999999999999999", "page=1&before=7", "before=7&after=3"})
    BOOST_TEST(!read(bad), bad);
}

BOOST_AUTO_TEST_CASE(the_cursor_goes_on_in_the_direction_of_the_query) {
  storage::history_page page;
  page.messages.resize(2);
  page.messages[0].seq.value = 5;
  page.messages[1].seq.value = 6;
  page.has_more = true;
  BOOST_TEST(http::describe(*read(""), page).next_cursor.value() == 5);
  BOOST_TEST(http::describe(*read("after=4"), page).next_cursor.value() == 6);
  page.has_more = false;
  BOOST_TEST(!http::describe(*read(""), page).next_cursor);
}

BOOST_AUTO_TEST_SUITE_END()
