#include "domain/receipts.hpp"
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

#include <map>

namespace {

using schema::errc;

struct fixture {
  domain::message_id_codec ids{{}};
  domain::recent_authors authors;
  schema::conversation where = make();
  schema::timestamp now = where.head.last_at + std::chrono::seconds{1};

  static schema::conversation make() {
    auto made = samples::pair();
    made.head.last_seq = {5};
    made.members[1].unread = 5;
    return made;
  }

  [[nodiscard]] schema::identity reader() const {
    schema::identity who;
    who.no = where.members[1].no;
    who.profile.id = where.members[1].id;
    who.profile.role = where.members[1].role;
    return who;
  }

  [[nodiscard]] schema::message_id id(std::int64_t seq) const {
    return ids.encode(where.no, {seq}, where.head.last_at);
  }

  [[nodiscard]] auto mark(std::vector<schema::message_id> messages) const {
    return domain::decide(schema::mark_read{where.id, std::move(messages)},
                          reader(), where, ids, now);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(receipts, fixture)

BOOST_AUTO_TEST_CASE(the_cursor_moves_to_the_highest) {
  const auto event = mark({id(2), id(4), id(3)});
  BOOST_REQUIRE(event.has_value());
  BOOST_REQUIRE(event->has_value());
  BOOST_TEST((*event)->upto.value == 4);
  BOOST_TEST((*event)->messages.size() == 3u);
  BOOST_TEST(!domain::apply(where, **event, authors)); // to be counted anew
  BOOST_TEST(where.members[1].seen.read.value == 4);
  BOOST_TEST(where.members[1].seen.delivered.value == 4);
}

BOOST_AUTO_TEST_CASE(reading_all_leaves_nothing_unread) {
  const auto event = mark({id(5)});
  BOOST_TEST(domain::apply(where, **event, authors));
  BOOST_TEST(where.members[1].unread == 0);
}

BOOST_AUTO_TEST_CASE(what_is_left_is_counted_where_the_authors_are_known) {
  const auto me = where.members[1].no;
  const auto other = where.members[0].no;
  for (const auto& [seq, who] :
       std::map<int, schema::user_no>{{3, me}, {4, other}, {5, other}})
    authors.add({seq}, who);
  const auto event = mark({id(2), id(1)});
  BOOST_TEST(domain::apply(where, **event, authors));
  BOOST_TEST(where.members[1].unread == 2);
}

BOOST_AUTO_TEST_CASE(what_is_delivered_only_moves_forward) {
  const auto who = where.members[1].no;
  BOOST_TEST(domain::deliver(where, who, {3}, now));
  BOOST_TEST(!domain::deliver(where, who, {3}, now));
  BOOST_TEST(!domain::deliver(where, who, {2}, now));
  BOOST_TEST(!domain::deliver(where, {999}, {5}, now));
  BOOST_TEST(where.members[1].seen.delivered.value == 3);
  BOOST_TEST((where.members[1].seen.delivered_at == now));
  BOOST_TEST(where.members[1].seen.read.value == 0);
}

BOOST_AUTO_TEST_CASE(what_was_read_already_is_nothing_new) {
  where.members[1].seen.read = {4};
  BOOST_TEST(!mark({id(1), id(4)})->has_value());
  BOOST_TEST((*mark({id(1), id(5)}))->messages.size() == 1u);
}

BOOST_AUTO_TEST_CASE(foreign_and_future_messages_are_refused) {
  BOOST_TEST((mark({id(6)}).error().code == errc::validation_failed));
  const auto foreign =
    ids.encode({where.no.value + 1}, {1}, where.head.last_at);
  BOOST_TEST((mark({foreign}).error().code == errc::validation_failed));
}

BOOST_AUTO_TEST_CASE(a_message_is_read_when_the_other_has_read_it) {
  schema::message message;
  message.conversation = where.no;
  message.seq = {3};
  message.sender = where.members[0].no;
  BOOST_TEST(!domain::receipt_of(message, where).read_at);
  where.members[1].seen.read = {4};
  where.members[1].seen.read_at = now;
  const auto receipt = domain::receipt_of(message, where);
  BOOST_TEST((receipt.read_at == now));
  BOOST_TEST((receipt.delivered_at == now));
  const auto earlier = now - std::chrono::seconds{5};
  const std::vector<schema::read_mark> marks{
    {where.members[1].no, {3}, earlier}, {where.members[1].no, {4}, now}};
  BOOST_TEST((domain::receipt_of(message, where, marks).read_at == earlier));
  message.seq = {5};
  BOOST_TEST(!domain::receipt_of(message, where).read_at);
}

BOOST_AUTO_TEST_SUITE_END()
