#include "database.hpp"
#include "storage/pg/migrations.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <thread>

using namespace storage::pg;
using tests::database;

namespace {

struct empty_fixture {
  database db{database::content::empty};
};

constexpr std::array<migration, 2> two{{
  {1, "0001_a", "c1", "create table a(x int)"},
  {2, "0002_b", "c2", "create table b(x int)"},
}};

} // namespace

BOOST_FIXTURE_TEST_SUITE(migrations_suite, empty_fixture)

BOOST_AUTO_TEST_CASE(all_apply_to_an_empty_database_and_then_none) {
  const auto known = static_cast<int>(migrations().size());
  BOOST_TEST(migrate(db.url()).value() == known);
  BOOST_TEST(migrate(db.url()).value() == 0);
  const auto state = read_migration_state(db.url()).value();
  BOOST_TEST(state.applied == known);
  BOOST_TEST(state.known == known);
}

BOOST_AUTO_TEST_CASE(the_numbers_have_no_gap) {
  int expected = 0;
  for (const auto& m : migrations())
    BOOST_TEST(m.number == ++expected);
}

BOOST_AUTO_TEST_CASE(of_many_that_migrate_at_once_one_does) {
  std::atomic<int> applied{0}, failed{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      const auto done = migrate(db.url());
      applied += done.value_or(0);
      failed += done ? 0 : 1;
    });
  for (auto& t : threads)
    t.join();
  BOOST_TEST(failed == 0);
  BOOST_TEST(applied == static_cast<int>(migrations().size()));
}

BOOST_AUTO_TEST_CASE(an_edited_file_is_refused_by_name) {
  BOOST_TEST(migrate(db.url(), two).value() == 2);
  auto edited = two;
  edited[0].checksum = "other";
  const auto done = migrate(db.url(), edited);
  BOOST_REQUIRE(!done.has_value());
  BOOST_TEST(done.error().message.find("0001_a") != std::string::npos);
  BOOST_TEST(done.error().message.find("edited") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_newer_database_is_refused) {
  BOOST_TEST(migrate(db.url(), two).value() == 2);
  const auto done = migrate(db.url(), std::span{two}.first(1));
  BOOST_REQUIRE(!done.has_value());
  BOOST_TEST(done.error().message.find("newer") != std::string::npos);
  db.exec("insert into schema_migrations select 900, 'x', 'y'");
  base::metrics metrics;
  BOOST_TEST(!make_store({.database_url = db.url()}, metrics).has_value());
}

BOOST_AUTO_TEST_CASE(a_migration_that_fails_leaves_those_before_it) {
  auto broken = two;
  broken[1].text = "create table c(x int); select 1/0";
  BOOST_TEST(!migrate(db.url(), broken).has_value());
  BOOST_TEST(db.number("select count(*) from schema_migrations") == 1);
  BOOST_TEST(db.number("select count(to_regclass('c'))") == 0);
  BOOST_TEST(migrate(db.url(), two).value() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
