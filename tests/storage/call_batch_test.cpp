#include "storage/pg/call_batch.hpp"

#include <boost/test/unit_test.hpp>

using namespace storage;

namespace {

struct batch_fixture {
  /// A new call of the two, or another write of it.
  void add(const std::string& id, std::vector<std::int64_t> takes,
           std::vector<std::int64_t> frees = {}) {
    auto c = std::make_shared<schema::call>();
    c->id.text = id;
    call_write w{c, {}, {}, {}};
    for (const auto who : takes)
      w.takes.push_back({who});
    for (const auto who : frees)
      w.frees.push_back({who});
    pending.push_back({std::move(w), [](auto&&) {}});
  }

  std::string take(std::size_t max_rows = 10) {
    std::string out;
    for (const auto& item : pg::take_calls(pending, max_rows))
      out += (out.empty() ? "" : " ") + item.what.row->id.text;
    return out;
  }

  std::deque<pg::call_item> pending;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(call_batch_suite, batch_fixture)

BOOST_AUTO_TEST_CASE(calls_of_different_people_share_a_batch) {
  add("a", {1, 2});
  add("b", {3, 4});
  add("c", {});
  add("d", {}, {5, 6});
  BOOST_TEST(take(3) == "a b c");
  BOOST_TEST(take(3) == "d");
  BOOST_TEST(take(3) == "");
}

BOOST_AUTO_TEST_CASE(writes_of_a_call_follow_each_other) {
  add("a", {1, 2});
  add("a", {});
  add("b", {});
  add("a", {}, {1, 2});
  BOOST_TEST(take() == "a b");
  BOOST_TEST(take() == "a");
  BOOST_TEST(take() == "a");
  BOOST_TEST(take() == "");
}

BOOST_AUTO_TEST_CASE(whoever_is_in_a_batch_is_in_it_once) {
  add("a", {}, {1, 2});
  add("b", {2, 3});
  add("c", {1, 4});
  add("d", {5, 6});
  BOOST_TEST(take() == "a d");
  BOOST_TEST(take() == "b c");
}

BOOST_AUTO_TEST_CASE(nothing_overtakes_what_waits) {
  add("a", {1, 2});
  add("b", {2, 3});
  // Would fit, but for what waits before them.
  add("b", {});
  add("c", {3, 4});
  BOOST_TEST(take() == "a");
  BOOST_TEST(take() == "b");
  BOOST_TEST(take() == "b c");
}

BOOST_AUTO_TEST_CASE(a_write_weighs_what_its_texts_weigh) {
  add("a", {});
  const auto before = pg::weight(pending.front().what);
  add("b", {1, 2});
  auto c = std::make_shared<schema::call>();
  c->id.text = "a";
  c->invite = std::string(1'000, 'x');
  c->detail = std::string(100, 'x');
  c->channel = "channel";
  const auto after = pg::weight({c, {}, {}, {}});
  BOOST_TEST(before.rows == 1u);
  BOOST_TEST(after.bytes == before.bytes + 1'107);
  BOOST_TEST(pg::weight(pending.back().what).bytes > before.bytes);
}

BOOST_AUTO_TEST_SUITE_END()
