#include "database.hpp"
#include "storage/pg/grouped_reads.hpp"

#include <boost/test/unit_test.hpp>

#include <future>

using namespace storage;
using namespace tests;

namespace {

using schema::errc;

/// Questions are numbers, and answers ten times as much. One reader, which is
/// held up until `let_go`.
struct group_fixture {
  using group = pg::grouped_reads<int, int>;

  group_fixture() {
    readers.push({[this](pg::session&) {
                    held.set_value();
                    gate.get_future().wait();
                  },
                  [](const schema::error&) {}},
                 pg::read_kind::question);
    held.get_future().wait();
  }

  std::future<schema::result<int>> ask(int what) {
    auto promise = std::make_shared<std::promise<schema::result<int>>>();
    asked.submit(what, [promise](schema::result<int> x) {
      promise->set_value(std::move(x));
    });
    return promise->get_future();
  }

  void let_go() {
    gate.set_value();
  }

  std::vector<schema::result<int>> answer(std::span<const int> questions) {
    sizes.push_back(questions.size());
    if (failures-- > 0)
      throw pqxx::broken_connection{"cut"};
    std::vector<schema::result<int>> out;
    for (const auto x : questions) {
      if (x < 0)
        out.emplace_back(schema::fail(errc::not_found, "Nothing there"));
      else
        out.emplace_back(10 * x);
    }
    return out;
  }

  database db;
  std::promise<void> held, gate;
  std::vector<std::size_t> sizes;
  int failures = 0;
  pg::reader_pool readers{db.url(), 1, 6};
  group asked{readers, 2, [this](pg::session&, std::span<const int> x) {
                return answer(x);
              }};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(grouped_reads_suite, group_fixture)

BOOST_AUTO_TEST_CASE(those_that_wait_share_a_statement) {
  std::vector<std::future<schema::result<int>>> all;
  for (int i = 0; i < 5; ++i)
    all.push_back(ask(i));
  let_go();
  for (int i = 0; i < 5; ++i)
    BOOST_TEST(all[static_cast<std::size_t>(i)].get().value() == 10 * i);
  BOOST_TEST(sizes == (std::vector<std::size_t>{2, 2, 1}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_without_an_answer_fails_alone) {
  auto first = ask(-1);
  auto second = ask(2);
  let_go();
  BOOST_TEST((first.get().error().code == errc::not_found));
  BOOST_TEST(second.get().value() == 20);
}

BOOST_AUTO_TEST_CASE(a_link_that_broke_is_made_anew_for_the_same_questions) {
  failures = 1;
  auto first = ask(1);
  auto second = ask(2);
  let_go();
  BOOST_TEST(first.get().value() == 10);
  BOOST_TEST(second.get().value() == 20);
  BOOST_TEST(sizes == (std::vector<std::size_t>{2, 2}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(all_that_were_asked_together_hear_that_it_failed) {
  failures = 2;
  auto first = ask(1);
  auto second = ask(2);
  auto third = ask(3);
  let_go();
  BOOST_TEST((first.get().error().code == errc::unavailable));
  BOOST_TEST((second.get().error().code == errc::unavailable));
  BOOST_TEST(third.get().value() == 30);
}

BOOST_AUTO_TEST_CASE(no_more_wait_than_have_room) {
  std::vector<std::future<schema::result<int>>> all;
  for (int i = 0; i < 6; ++i)
    all.push_back(ask(i));
  auto refused = ask(6);
  BOOST_TEST((refused.get().error().code == errc::overloaded));
  let_go();
  for (auto& x : all)
    BOOST_TEST(x.get().has_value());
}

BOOST_AUTO_TEST_CASE(whoever_finds_the_pool_full_is_refused_alone) {
  auto first = ask(1);
  for (int i = 0; i < 5; ++i)
    readers.push({[](pg::session&) {}, [](const schema::error&) {}},
                 pg::read_kind::question);
  // The first one's turn has room for it.
  auto second = ask(2);
  auto third = ask(3);
  BOOST_TEST((third.get().error().code == errc::overloaded));
  let_go();
  BOOST_TEST(first.get().value() == 10);
  BOOST_TEST(second.get().value() == 20);
}

BOOST_AUTO_TEST_CASE(what_waits_at_the_end_hears_so) {
  std::vector<std::future<schema::result<int>>> all;
  for (int i = 0; i < 5; ++i)
    all.push_back(ask(i));
  auto end = std::async(std::launch::async, [this] { readers.close(); });
  bool is_closing = false;
  BOOST_TEST(eventually([&] {
    readers.push({[](pg::session&) {},
                  [&](const schema::error& e) {
                    is_closing = e.code == errc::unavailable;
                  }},
                 pg::read_kind::question);
    return is_closing;
  }));
  let_go();
  end.wait();
  for (auto& x : all)
    BOOST_TEST((x.get().error().code == errc::unavailable));
  BOOST_TEST((ask(7).get().error().code == errc::unavailable));
  BOOST_TEST(sizes.empty());
}

BOOST_AUTO_TEST_SUITE_END()
