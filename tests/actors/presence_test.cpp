// What a member's sockets learn that did not join; what reached whom; typing.

#include "room.hpp"

#include <boost/test/unit_test.hpp>

using fixtures::events;
using fixtures::has;
using schema::role;

BOOST_FIXTURE_TEST_SUITE(presence, fixtures::room)

BOOST_AUTO_TEST_CASE(sockets_that_did_not_join_learn_that_there_is_something) {
  auto& maya = enter("maya");
  auto& arjun = enter("arjun", role::astrologer);
  auto& tablet = enter("arjun", role::astrologer);
  join(maya);
  join(arjun);
  for (auto* s : {&maya, &arjun, &tablet})
    s->out->take();
  post(maya, "hello");
  BOOST_TEST(events(arjun.out->take()) == "dm:message_received");
  const auto told = tablet.out->take();
  BOOST_TEST(events(told) == "dm:conversation_updated");
  BOOST_TEST(has(told.at(0), R"("content":"hello")"));
  BOOST_TEST(has(told.at(0), R"("unreadCount":1})"));
  // A device that comes later is told, too, and one that left no more.
  auto& phone = enter("arjun", role::astrologer);
  phone.out->take();
  leave(tablet);
  post(maya, "again");
  BOOST_TEST(has(phone.out->take().at(0), R"("unreadCount":2})"));
  BOOST_TEST(tablet.out->take().empty());
}

BOOST_AUTO_TEST_CASE(who_was_there_before_anybody_joined_is_told) {
  auto& arjun = enter("arjun", role::astrologer);
  arjun.out->take();
  auto& maya = enter("maya");
  maya.out->take();
  post(maya, "are you there?");
  BOOST_TEST(events(arjun.out->take()) == "dm:conversation_updated");
  BOOST_TEST(events(maya.out->take()) == "43 dm:conversation_updated");
}

BOOST_AUTO_TEST_CASE(what_is_read_on_one_device_is_read_on_the_others) {
  auto& maya = enter("maya");
  auto& arjun = enter("arjun", role::astrologer);
  auto& tablet = enter("arjun", role::astrologer);
  join(arjun);
  for (const auto* text : {"one", "two", "three"})
    post(maya, text);
  tablet.out->take();
  say(arjun, "dm:mark_read", named(R"(,"messageIds":[")" + message(2) + "\"]"));
  commit();
  const auto told = tablet.out->take();
  BOOST_TEST(events(told) == "dm:conversation_updated");
  BOOST_TEST(has(told.at(0), R"("unreadCount":1})"));
  BOOST_TEST(store.loads == 1);
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_counted_by_the_store_meanwhile) {
  for (int i = 0; i < 5; ++i)
    store.append_elsewhere(where.id, where.members[0].no, "old");
  store.add([&] {
    auto loaded = where;
    loaded.head = {{5}, {5}, now};
    loaded.members[1].unread = 5;
    return loaded;
  }());
  auto& maya = enter("maya");
  auto& arjun = enter("arjun", role::astrologer);
  auto& tablet = enter("arjun", role::astrologer);
  join(arjun);
  tablet.out->take();
  store.holds_reads = true;
  say(arjun, "dm:mark_read", named(R"(,"messageIds":[")" + message(3) + "\"]"));
  commit();
  BOOST_TEST(tablet.out->take().empty());
  // Nobody waits for it.
  post(maya, "new");
  tablet.out->take();
  // The store counts it, and knows of the cursor.
  auto counted = where;
  counted.head = {{6}, {6}, now};
  counted.members[1].unread = 3;
  counted.members[1].seen.read = {3};
  store.add(counted);
  store.holds_reads = false;
  store.held.front()();
  store.held.clear();
  run();
  const auto told = tablet.out->take();
  BOOST_TEST(events(told) == "dm:conversation_updated");
  BOOST_TEST(has(told.at(0), R"("content":"new")"));
  BOOST_TEST(has(told.at(0), R"("unreadCount":3})"));
}

BOOST_AUTO_TEST_CASE(a_count_that_fails_is_made_again) {
  auto& maya = enter("maya");
  auto& arjun = enter("arjun", role::astrologer);
  store.append_elsewhere(where.id, where.members[0].no, "old");
  auto& tablet = enter("arjun", role::astrologer);
  join(arjun);
  tablet.out->take();
  store.holds_reads = true;
  say(arjun, "dm:mark_read", named(R"(,"messageIds":[")" + message(1) + "\"]"));
  commit();
  store.broken = schema::error{schema::errc::overloaded, "full"};
  store.holds_reads = false;
  store.held.front()();
  store.held.clear();
  run();
  BOOST_TEST(tablet.out->take().empty());
  store.broken.reset();
  auto counted = where;
  counted.members[1].seen.read = {1};
  store.add(counted);
  pass(std::chrono::seconds{2});
  BOOST_TEST(events(tablet.out->take()) == "dm:conversation_updated");
  (void)maya;
}

// A cursor may be stored after the conversation was read, and be known before.
BOOST_AUTO_TEST_CASE(a_mark_that_was_acknowledged_outlives_a_reload) {
  auto& maya = enter("maya");
  auto& arjun = enter("arjun", role::astrologer);
  join(maya);
  join(arjun);
  post(maya, "one");
  const auto mark = [&] {
    maya.out->take();
    say(arjun, "dm:mark_read",
        named(R"(,"messageIds":[")" + message(1) + "\"]"));
    commit();
    return events(maya.out->take());
  };
  BOOST_TEST(mark() == "dm:messages_read");
  // The store of these tests forgets cursors.
  caf::anon_send(owner(where), actors::refresh_atom_v);
  run();
  BOOST_TEST(mark() == "");
}

BOOST_AUTO_TEST_CASE(a_message_is_delivered_when_a_device_of_the_other_has_it) {
  auto& maya = enter("maya");
  post(maya, "nobody is there");
  BOOST_TEST(store.pending().noted.empty());
  enter("arjun", role::astrologer);
  post(maya, "now somebody is");
  BOOST_REQUIRE_EQUAL(store.pending().noted.size(), 1u);
  const auto& cursor = store.pending().noted.front();
  BOOST_TEST((cursor.who == where.members[1].no));
  BOOST_TEST(cursor.delivered->value == 2);
  BOOST_TEST(!cursor.read.has_value());
  BOOST_TEST(!cursor.marked);
}

BOOST_AUTO_TEST_CASE(who_types_too_long_is_said_to_have_stopped) {
  auto& maya = enter("maya");
  auto& arjun = enter("arjun", role::astrologer);
  join(maya);
  join(arjun);
  arjun.out->take();
  say(maya, "dm:typing_start", named());
  BOOST_TEST(events(arjun.out->take()) == "dm:typing_start");
  pass(std::chrono::seconds{4});
  say(maya, "dm:typing_start", named());
  arjun.out->take();
  pass(std::chrono::seconds{4});
  BOOST_TEST(arjun.out->take().empty());
  pass(std::chrono::seconds{2});
  BOOST_TEST(events(arjun.out->take()) == "dm:typing_stop");
  pass(std::chrono::seconds{20});
  BOOST_TEST(arjun.out->take().empty());
}

BOOST_AUTO_TEST_CASE(who_stopped_is_not_said_to_have_stopped_again) {
  auto& maya = enter("maya");
  auto& arjun = enter("arjun", role::astrologer);
  join(arjun);
  say(maya, "dm:typing_start", named());
  say(maya, "dm:typing_stop", named());
  arjun.out->take();
  pass(std::chrono::seconds{20});
  BOOST_TEST(arjun.out->take().empty());
}

BOOST_AUTO_TEST_CASE(who_is_gone_types_no_more) {
  auto& maya = enter("maya");
  auto& arjun = enter("arjun", role::astrologer);
  join(arjun);
  say(maya, "dm:typing_start", named());
  arjun.out->take();
  leave(maya);
  BOOST_TEST(events(arjun.out->take()) == "dm:typing_stop");
  leave(arjun);
}

BOOST_AUTO_TEST_CASE(a_conversation_that_ends_leaves_no_watcher_behind) {
  auto& maya = enter("maya");
  join(maya);
  leave(maya);
  auto& arjun = enter("arjun", role::astrologer);
  leave(arjun);
  BOOST_TEST(!directory->find_live(where.id));
}

BOOST_AUTO_TEST_SUITE_END()
