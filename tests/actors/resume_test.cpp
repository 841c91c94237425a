// A client that comes back: what it lacks, in order, before anything newer.

#include "room.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>

using fixtures::events;
using fixtures::has;
using schema::role;

namespace {

struct away : fixtures::room {
  away() {
    join(maya);
    for (const auto* text : {"one", "two", "three"})
      post(maya, text);
    maya.out->take();
  }

  void sync(const std::string& cursors) {
    say(arjun, "sync", R"({"cursors":)" + cursors + "}");
  }

  /// Answers all that the store holds, and what is asked then.
  void let_go() {
    store.holds_missed = store.holds_reads = false;
    while (!store.held.empty()) {
      const auto answer = store.held.front();
      store.held.pop_front();
      answer();
      run();
    }
  }

  /// Arjun with a handshake that brings cursors.
  fixtures::socket& come_back(const std::string& cursors) {
    schema::profile who;
    who.id = "arjun";
    who.role = role::astrologer;
    const auto token =
      auth::issue_token(fixtures::secret, who, now, std::chrono::hours{1});
    auto& s = keep(open());
    s.port->deliver(fixtures::block(
      {R"(0{"token":")" + token + R"(","cursors":)" + cursors + "}"}));
    run();
    return s;
  }

  std::string from(const std::string& cursor) const {
    return "{\"" + id + "\":\"" + cursor + "\"}";
  }

  fixtures::socket& maya = enter("maya");
  fixtures::socket& arjun = enter("arjun", role::astrologer);
};

std::int64_t number_after(const std::string& text, std::string_view name) {
  return std::stoll(text.substr(text.find(name) + name.size()));
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(resume, away)

BOOST_AUTO_TEST_CASE(what_is_lacked_comes_in_order_and_then_the_word) {
  arjun.out->take();
  sync(from("1.1"));
  const auto told = arjun.out->take();
  BOOST_TEST(events(told)
             == "dm:message_received dm:message_received 43 synced");
  BOOST_TEST(has(told.at(0), R"("seq":2,)"));
  BOOST_TEST(has(told.at(0), R"("replayed":true)"));
  BOOST_TEST(has(told.at(1), R"("seq":3,)"));
  BOOST_TEST(has(told.at(3), "\"" + id + R"(":"3.3")"));
  // Named: joined.
  post(maya, "four");
  BOOST_TEST(events(arjun.out->take()) == "dm:message_received");
}

BOOST_AUTO_TEST_CASE(who_lacks_nothing_hears_what_comes) {
  arjun.out->take();
  sync(from("3"));
  BOOST_TEST(events(arjun.out->take()) == "43 synced");
  post(maya, "four");
  BOOST_TEST(events(arjun.out->take()) == "dm:message_received");
}

BOOST_AUTO_TEST_CASE(what_was_not_named_is_told_but_not_joined) {
  arjun.out->take();
  sync("{}");
  BOOST_TEST(events(arjun.out->take())
             == "dm:message_received dm:message_received dm:message_received "
                "43 synced");
  post(maya, "four");
  BOOST_TEST(events(arjun.out->take()) == "dm:conversation_updated");
}

BOOST_AUTO_TEST_CASE(a_handshake_may_bring_cursors) {
  BOOST_TEST(events(come_back(from("2.2")).out->take())
             == "40 dm:message_received synced");
  auto& broken = come_back("[1]");
  const auto told = broken.out->take();
  BOOST_TEST(told.at(0).starts_with("44"));
  BOOST_TEST(has(told.at(0), "cursors must be an object"));
}

BOOST_AUTO_TEST_CASE(tombstones_are_told_for_what_they_are) {
  say(maya, "dm:delete_message",
      named(R"(,"messageId":")" + message(1) + "\""));
  commit();
  say(maya, "dm:delete_message",
      named(R"(,"messageId":")" + message(3) + "\""));
  commit();
  arjun.out->take();
  // 1 was seen: it is taken back. 2 and 3 are new; of 3 its place is left.
  sync(from("1.1"));
  const auto told = arjun.out->take();
  BOOST_TEST(events(told)
             == "dm:message_received dm:message_deleted dm:message_received 43 "
                "synced");
  BOOST_TEST(has(told.at(1), message(1)));
  BOOST_TEST(has(told.at(1), R"("replayed":true)"));
  BOOST_TEST(has(told.at(2), R"("seq":3,"rev":5,)"));
  BOOST_TEST(has(told.at(2), R"("isDeleted":true)"));
  BOOST_TEST(has(told.at(2), R"("content":"")"));
  BOOST_TEST(has(told.at(4), R"("3.5")"));
}

BOOST_AUTO_TEST_CASE(live_events_never_overtake) {
  arjun.out->take();
  store.holds_reads = true;
  sync(from("1.1"));
  // Joining meanwhile must not open the gate.
  join(arjun);
  post(maya, "four");
  BOOST_TEST(events(arjun.out->take()) == "43 dm:joined");
  store.holds_reads = false;
  while (!store.held.empty()) {
    store.held.front()();
    store.held.pop_front();
    run();
  }
  const auto told = arjun.out->take();
  BOOST_TEST(
    events(told)
    == "dm:message_received dm:message_received dm:message_received 43 "
       "synced");
  BOOST_TEST(has(told.at(2), R"("seq":4,)"));
  BOOST_TEST(has(told.at(4), R"("4.4")"));
  post(maya, "five");
  BOOST_TEST(events(arjun.out->take()) == "dm:message_received");
}

BOOST_AUTO_TEST_CASE(a_socket_that_takes_nothing_in_is_waited_for) {
  arjun.out->take();
  arjun.out->congested = true;
  sync(from("1.1"));
  pass(std::chrono::seconds{1});
  BOOST_TEST(arjun.out->take().empty());
  arjun.out->congested = false;
  pass(std::chrono::seconds{1});
  BOOST_TEST(events(arjun.out->take())
             == "dm:message_received dm:message_received 43 synced");
}

BOOST_AUTO_TEST_CASE(a_page_stops_where_the_socket_is_full) {
  arjun.out->take();
  arjun.out->roomy_for = 1;
  sync(from("0.0"));
  for (int seq = 1; seq <= 3; ++seq) {
    const auto told = arjun.out->take();
    BOOST_TEST(
      events(told)
      == (seq < 3 ? "dm:message_received" : "dm:message_received 43 synced"));
    BOOST_TEST(has(told.at(0), R"("seq":)" + std::to_string(seq) + ","));
    pass(std::chrono::seconds{1});
  }
}

BOOST_AUTO_TEST_CASE(one_sync_at_a_time) {
  arjun.out->take();
  store.holds_reads = true;
  sync(from("1.1"));
  sync(from("1.1"));
  const auto told = arjun.out->take();
  BOOST_TEST(events(told) == "43 error");
  BOOST_TEST(has(told.at(0), R"("error":"conflict")"));
  // The first holds its packet's credit.
  const auto before = arjun.out->finished_packets;
  store.holds_reads = false;
  store.held.front()();
  store.held.clear();
  run();
  BOOST_TEST(arjun.out->finished_packets == before + 1);
  arjun.out->take();
  sync(from("3.3"));
  BOOST_TEST(events(arjun.out->take()) == "43 synced");
}

BOOST_AUTO_TEST_CASE(who_left_meanwhile_is_told_nothing) {
  arjun.out->take();
  store.holds_reads = true;
  sync(from("1.1"));
  leave(arjun);
  store.holds_reads = false;
  store.held.front()();
  store.held.clear();
  run();
  BOOST_TEST(arjun.out->take().empty());
}

BOOST_AUTO_TEST_CASE(a_store_that_is_away_is_said_to_be) {
  arjun.out->take();
  store.broken = schema::error{schema::errc::unavailable, "away"};
  sync(from("1.1"));
  const auto told = arjun.out->take();
  BOOST_TEST(events(told) == "43 error");
  BOOST_TEST(has(told.at(0), R"("error":"unavailable")"));
  store.broken.reset();
  // And what happens is heard.
  post(maya, "four");
  BOOST_TEST(events(arjun.out->take()) != "");
}

// Else a socket that was told that it listens would be deaf.
BOOST_AUTO_TEST_CASE(a_replay_outlasts_an_outage) {
  arjun.out->take();
  store.holds_reads = true;
  sync(from("1.1"));
  join(arjun);
  store.holds_reads = false;
  store.broken = schema::error{schema::errc::unavailable, "away"};
  let_go();
  pass(std::chrono::seconds{5});
  BOOST_TEST(events(arjun.out->take()) == "43 dm:joined");
  store.broken.reset();
  pass(std::chrono::seconds{1});
  BOOST_TEST(events(arjun.out->take())
             == "dm:message_received dm:message_received 43 synced");
  post(maya, "four");
  BOOST_TEST(events(arjun.out->take()) == "dm:message_received");
}

BOOST_AUTO_TEST_CASE(who_cannot_be_told_comes_back) {
  arjun.out->take();
  store.holds_reads = true;
  sync(from("1.1"));
  store.holds_reads = false;
  store.broken = schema::error{schema::errc::internal, "broken"};
  let_go();
  BOOST_TEST((arjun.out->closed == actors::close_reason::internal));
  store.broken.reset();
}

// Its owner lives for the replay alone.
BOOST_AUTO_TEST_CASE(a_conversation_that_nobody_has_open_waits_too) {
  leave(maya);
  arjun.out->take();
  arjun.out->congested = true;
  sync("{}");
  pass(std::chrono::seconds{1});
  BOOST_TEST(arjun.out->take().empty());
  arjun.out->congested = false;
  pass(std::chrono::seconds{1});
  BOOST_TEST(events(arjun.out->take())
             == "dm:message_received dm:message_received dm:message_received "
                "43 synced");
}

BOOST_AUTO_TEST_CASE(what_is_newer_waits_for_what_is_still_to_be_replayed) {
  auto other = where;
  other.no = {2};
  other.id = *schema::object_id::parse("65f0a1b2c3d4e5f601020305");
  const auto& quiet = store.add(std::move(other));
  say(maya, "dm:join_conversation",
      R"({"conversationId":")" + quiet.id.to_string() + "\"}");
  store.holds_missed = true;
  auto& tablet = come_back(R"({")" + id + R"(":"1.1"})");
  BOOST_TEST(events(tablet.out->take()) == "40");
  post(maya, "four");
  for (const auto* text : {"new", "newer"}) {
    say(maya, "dm:send_message",
        R"({"conversationId":")" + quiet.id.to_string() + R"(","content":")"
          + text + "\"}");
    commit();
  }
  BOOST_TEST(tablet.out->take().empty());
  let_go();
  // The replay has what waited in its conversation; the other tells it then.
  const auto told = tablet.out->take();
  BOOST_TEST(events(told)
             == "dm:message_received dm:message_received dm:message_received "
                "synced dm:conversation_updated dm:conversation_updated");
  BOOST_TEST(has(told.at(2), R"("seq":4,)"));
  BOOST_TEST(has(told.at(4), R"("content":"new")"));
  BOOST_TEST(has(told.at(5), R"("content":"newer")"));
  post(maya, "five");
  BOOST_TEST(events(tablet.out->take()) == "dm:message_received");
}

BOOST_AUTO_TEST_CASE(who_would_have_to_wait_for_too_much_comes_back) {
  store.holds_missed = true;
  auto& tablet = come_back(from("1.1"));
  tablet.out->take();
  const auto happens = [&](int times) {
    for (int i = 0; i < times; ++i)
      store.append_elsewhere(where.id, where.members[0].no, "x");
    caf::anon_send(owner(where), actors::refresh_atom_v);
    run();
  };
  happens(256);
  BOOST_TEST(tablet.out->open);
  happens(1);
  BOOST_TEST((tablet.out->closed == actors::close_reason::too_slow));
  BOOST_TEST(tablet.out->take().empty());
}

BOOST_AUTO_TEST_CASE(who_may_not_sync_goes_on_hearing) {
  env.limits.max_joined = 0;
  auto& tablet = come_back(from("1.1"));
  tablet.out->take();
  post(maya, "four");
  BOOST_TEST(events(tablet.out->take()) == "dm:conversation_updated");
}

BOOST_AUTO_TEST_CASE(more_than_a_page_comes_whole) {
  for (int i = 4; i <= 250; ++i)
    store.append_elsewhere(where.id, where.members[0].no, std::to_string(i));
  caf::anon_send(owner(where), actors::refresh_atom_v);
  run();
  arjun.out->take();
  sync(from("3.3"));
  const auto told = arjun.out->take();
  BOOST_REQUIRE_EQUAL(told.size(), 249u);
  for (std::size_t i = 0; i < 247; ++i)
    BOOST_TEST(has(told[i], "\"seq\":" + std::to_string(i + 4) + ","));
  BOOST_TEST(has(told.back(), R"("250.250")"));
}

/// Posts, deletions, syncs, joins and answers of the store in any order: what
/// the client has in the end is what is stored.
BOOST_AUTO_TEST_CASE(whatever_the_order_the_client_has_what_is_stored) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    fixtures::room r;
    std::mt19937 random{seed};
    auto& maya_now = r.enter("maya");
    r.join(maya_now);
    auto* reader = &r.enter("arjun", role::astrologer);
    std::map<std::int64_t, bool> has_message; // by seq: deleted
    std::string cursor = "0.0";
    bool synced = false;
    std::int64_t last_rev = 0;
    const auto read = [&] {
      for (const auto& packet : reader->out->take()) {
        const bool deletes = has(packet, "\"isDeleted\":true");
        if (has(packet, "[\"dm:message_")) {
          const auto rev = number_after(packet, "\"rev\":");
          BOOST_TEST(rev > last_rev);
          last_rev = rev;
          has_message[number_after(packet, "\"seq\":")] = deletes;
        }
        if (has(packet, "[\"synced\"") && has(packet, r.id)) {
          const auto begin = packet.find(r.id) + r.id.size() + 3;
          cursor = packet.substr(begin, packet.find('"', begin) - begin);
          synced = true;
        }
      }
    };
    std::int64_t posted = 0;
    for (int step = 0; step < 120; ++step) {
      switch (random() % 9) {
      case 0:
      case 1:
        r.say(maya_now, "dm:send_message", r.named(R"(,"content":"x")"));
        ++posted;
        break;
      case 2:
        if (posted > 0)
          r.say(maya_now, "dm:delete_message",
                r.named(R"(,"messageId":")"
                        + r.message(static_cast<std::int64_t>(
                          random() % static_cast<unsigned>(posted) + 1))
                        + "\""));
        break;
      case 3:
      case 4:
        r.commit();
        break;
      case 5:
        r.store.holds_reads = random() % 2 == 0;
        break;
      case 6:
        if (!r.store.held.empty()) {
          const auto answer = r.store.held.front();
          r.store.held.pop_front();
          answer();
          r.run();
        }
        break;
      case 7:
        read();
        r.leave(*reader);
        reader = &r.enter("arjun", role::astrologer);
        synced = false;
        last_rev = 0;
        break;
      case 8:
        read();
        if (!synced)
          r.say(*reader, "sync",
                "{\"cursors\":{\"" + r.id + "\":\"" + cursor + "\"}}");
        break;
      }
    }
    r.store.holds_reads = false;
    const auto settle = [&] {
      while (!r.store.held.empty() || r.store.pending().waiting() > 0) {
        if (!r.store.held.empty()) {
          const auto answer = r.store.held.front();
          r.store.held.pop_front();
          answer();
        }
        r.run();
        r.commit();
      }
    };
    settle();
    read();
    if (!synced) {
      r.say(*reader, "sync",
            "{\"cursors\":{\"" + r.id + "\":\"" + cursor + "\"}}");
      settle();
      read();
    }
    std::map<std::int64_t, bool> stored;
    for (const auto& post : r.store.pending().conversations[1].posts)
      stored[post->message.seq.value] = post->message.deleted_at.has_value();
    BOOST_TEST_INFO("seed " << seed);
    BOOST_TEST((has_message == stored));
  }
}

BOOST_AUTO_TEST_SUITE_END()
