#include "world.hpp"

#include <boost/test/unit_test.hpp>

using namespace storage;
using namespace tests;

namespace {

using schema::errc;

struct reports_fixture : world_fixture {
  reports_fixture() {
    post(there, ravi, 3);
  }

  schema::result<std::int64_t> put(const report& r) {
    return await<std::int64_t>(
      [&](auto done) { store->put_report(r, now, done); });
  }

  schema::result<std::int64_t> complain(std::int64_t seq,
                                        const std::string& reason = "rude") {
    return put({asha, there.no, {seq}, second_of(seq), reason});
  }

  /// When the message was made, as its id says; 0 if there is none.
  std::int64_t second_of(std::int64_t seq) {
    return db.number("select coalesce((select extract(epoch from created_at)"
                     "::bigint from messages where conversation_no = "
                     + std::to_string(there.no.value)
                     + " and seq = " + std::to_string(seq) + "), 0)");
  }

  report_list find(const report_query& query) {
    return await<report_list>(
             [&](auto done) { store->list_reports(query, done); })
      .value();
  }

  std::vector<stored_report> list() {
    return find({}).reports;
  }

  schema::result<void> audit(schema::conversation_id id,
                             const std::string& action) {
    return await<void>(
      [&](auto done) { store->audit(asha, action, id, now, done); });
  }

  schema::user_no asha = add_user("asha");
  schema::user_no ravi = add_user("ravi", schema::role::astrologer);
  test_conversation there = add_conversation({asha, ravi});
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(reports_suite, reports_fixture)

BOOST_AUTO_TEST_CASE(a_report_keeps_the_message_as_it_was) {
  db.exec("update messages set extra = '{\"mediaUrl\": \"u\"}' where seq = 2");
  const auto number = complain(2, "\xC3\xA4 \"rude\"");
  BOOST_REQUIRE(number.has_value());
  const auto at = now;
  remove(there, 2, ravi);
  const auto l = list();
  BOOST_REQUIRE_EQUAL(l.size(), 1u);
  const auto& r = l.front();
  BOOST_TEST(r.number == *number);
  BOOST_TEST(r.reporter_id == "asha");
  BOOST_TEST(r.sender_id == "ravi");
  BOOST_TEST((r.conversation == there.id));
  BOOST_TEST(r.reason == "\xC3\xA4 \"rude\"");
  BOOST_TEST((r.at == at));
  BOOST_TEST(r.message.content == "m2");
  BOOST_TEST(*r.message.media_url == "u");
  BOOST_TEST(r.message.seq.value == 2);
  BOOST_TEST((r.message.sender == ravi));
  BOOST_TEST((r.message.deleted_at == now));
}

BOOST_AUTO_TEST_CASE(only_a_member_reports_and_only_what_is_there) {
  const auto stranger = add_user("stranger");
  remove(there, 3, ravi);
  const std::vector<report> wrong{
    {asha, there.no, {4}, second_of(1), "no such message"},
    {asha, there.no, {0}, second_of(1), "no such message"},
    {asha, there.no, {1}, second_of(1) + 1, "not of that second"},
    {asha, there.no, {3}, second_of(3), "deleted"},
    {asha, {}, {1}, second_of(1), "no such conversation"},
    {stranger, there.no, {1}, second_of(1), "no member"},
  };
  for (const auto& r : wrong) {
    const auto done = put(r);
    BOOST_TEST_INFO(r.reason);
    BOOST_TEST((!done && done.error().code == errc::not_found));
  }
  db.exec("update members set from_seq = 1");
  BOOST_TEST((complain(1).error().code == errc::not_found));
  BOOST_TEST(complain(2).has_value());
  leave(there, asha);
  BOOST_TEST((complain(2).error().code == errc::not_found));
  BOOST_TEST(list().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_reason_has_1_to_1000_characters) {
  const auto many = [](int n) {
    std::string out;
    for (int i = 0; i < n; ++i)
      out += "\xC3\xA4";
    return out;
  };
  BOOST_TEST((complain(1, "").error().code == errc::validation_failed));
  BOOST_TEST((complain(1, many(1001)).error().code == errc::validation_failed));
  BOOST_TEST((complain(1, std::string{"a\0b", 3}).error().code
              == errc::validation_failed));
  BOOST_TEST(complain(1, many(1000)).has_value());
}

BOOST_AUTO_TEST_CASE(who_complains_again_changes_the_reason) {
  const auto first = complain(1, "rude");
  BOOST_TEST(complain(1, "a threat").value() == first.value());
  BOOST_TEST(put({ravi, there.no, {1}, second_of(1), "mine"}).value()
             != first.value());
  const auto l = list();
  BOOST_REQUIRE_EQUAL(l.size(), 2u);
  BOOST_TEST(l[1].reason == "a threat");
}

BOOST_AUTO_TEST_CASE(reports_are_listed_from_the_latest_on) {
  post(there, ravi, 2);
  std::vector<std::int64_t> made;
  for (std::int64_t seq = 1; seq <= 5; ++seq)
    made.insert(made.begin(), complain(seq).value());
  std::vector<std::int64_t> by_cursor;
  std::vector<std::int64_t> by_page;
  report_query cursor{.limit = 2};
  report_query paged{.limit = 2};
  for (paged.page = 1; paged.page <= 3; ++paged.page) {
    const auto one = find(cursor);
    const auto other = find(paged);
    BOOST_TEST(one.total == 5);
    BOOST_TEST(one.has_more == (paged.page < 3));
    BOOST_TEST(other.has_more == one.has_more);
    for (const auto& r : one.reports)
      by_cursor.push_back(r.number);
    for (const auto& r : other.reports)
      by_page.push_back(r.number);
    cursor.before = one.reports.back().number;
  }
  BOOST_TEST(by_cursor == made, boost::test_tools::per_element());
  BOOST_TEST(by_page == made, boost::test_tools::per_element());
  BOOST_TEST(find(cursor).reports.empty());
  BOOST_TEST(find(cursor).total == 5);
}

BOOST_AUTO_TEST_CASE(what_an_admin_reads_is_noted) {
  BOOST_TEST(audit(there.id, "read_history").has_value());
  BOOST_TEST((audit({}, "x").error().code == errc::not_found));
  BOOST_TEST((audit(there.id, std::string{"a\0b", 3}).error().code
              == errc::validation_failed));
  const auto row =
    db.exec("select admin_no, action, conversation_no, "
            "(extract(epoch from at) * 1000)::bigint from audit_log")
      .at(0);
  BOOST_TEST(row[0].as<std::int64_t>() == asha.value);
  BOOST_TEST(row[1].c_str() == "read_history");
  BOOST_TEST(row[2].as<std::int64_t>() == there.no.value);
  BOOST_TEST(row[3].as<std::int64_t>() == now.time_since_epoch().count());
  BOOST_TEST(db.number("select count(*) from audit_log") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
