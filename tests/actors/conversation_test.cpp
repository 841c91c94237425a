#include "fixture.hpp"

#include <boost/test/unit_test.hpp>

using fixtures::recording_sink;
using schema::role;
using storage::verdict;

namespace {

/// Maya and Arjun, both listening, with a handle that keeps the owner alive.
struct chat : fixtures::world {
  chat() {
    join(maya, maya_socket);
    join(arjun, arjun_socket);
    maya_socket->take();
    arjun_socket->take();
  }

  void send(const schema::identity_ptr& who, schema::command what,
            const std::shared_ptr<recording_sink>& out, std::uint64_t ack = 1) {
    caf::anon_send(handle, actors::execute_atom_v,
                   ask(who, std::move(what), out, ack));
    run();
  }

  void join(const schema::identity_ptr& who,
            const std::shared_ptr<recording_sink>& out) {
    send(who, schema::join_conversation{where.id}, out);
  }

  void post(std::string content, std::uint64_t ack = 1,
            std::optional<std::string> key = {}) {
    schema::post_message what;
    what.conversation = where.id;
    what.content = std::move(content);
    what.client_message_id = std::move(key);
    send(maya, what, maya_socket, ack);
  }

  void commit() {
    store.pending().commit_all();
    run();
  }

  schema::conversation& where = pair();
  schema::identity_ptr maya = person("maya", role::user);
  schema::identity_ptr arjun = person("arjun", role::astrologer);
  std::shared_ptr<recording_sink> maya_socket =
    std::make_shared<recording_sink>();
  std::shared_ptr<recording_sink> arjun_socket =
    std::make_shared<recording_sink>();
  actors::conversation_actor handle = owner(where);
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(conversation, chat)

BOOST_AUTO_TEST_CASE(a_post_is_committed_before_anybody_hears_of_it) {
  post("hello");
  BOOST_TEST(maya_socket->packets.empty());
  BOOST_TEST(arjun_socket->packets.empty());
  commit();
  const auto heard = arjun_socket->take();
  BOOST_REQUIRE_EQUAL(heard.size(), 1u);
  BOOST_TEST(has(heard[0], R"(42["dm:message_received",{"id":")"));
  BOOST_TEST(has(heard[0], R"("seq":1,)"));
}

BOOST_AUTO_TEST_CASE(the_sender_gets_the_ack_and_then_the_event) {
  post("hello", 7);
  commit();
  const auto heard = maya_socket->take();
  BOOST_REQUIRE_EQUAL(heard.size(), 2u);
  BOOST_TEST(heard[0].starts_with(R"(437[{"success":true,"data":{"id":")"));
  BOOST_TEST(heard[1].starts_with(R"(42["dm:message_received",)"));
}

BOOST_AUTO_TEST_CASE(posts_that_wait_together_get_seqs_in_order) {
  for (int i = 0; i < 5; ++i)
    post("message " + std::to_string(i));
  commit();
  const auto heard = arjun_socket->take();
  BOOST_REQUIRE_EQUAL(heard.size(), 5u);
  for (int i = 0; i < 5; ++i) {
    BOOST_TEST(has(heard[i], "\"seq\":" + std::to_string(i + 1) + ","));
    BOOST_TEST(has(heard[i], "message " + std::to_string(i)));
  }
}

BOOST_AUTO_TEST_CASE(a_command_overtaken_by_another_server_is_decided_again) {
  store.append_elsewhere(where.id, arjun->no, "from elsewhere");
  post("mine");
  commit(); // stale: reloads, tells what was missed, decides again
  BOOST_TEST(store.pending().waiting() == 1u);
  const auto missed = arjun_socket->take();
  BOOST_REQUIRE_EQUAL(missed.size(), 1u);
  BOOST_TEST(has(missed[0], "from elsewhere"));
  commit();
  const auto heard = arjun_socket->take();
  BOOST_REQUIRE_EQUAL(heard.size(), 1u);
  BOOST_TEST(has(heard[0], R"("seq":2,)"));
  BOOST_TEST(has(heard[0], "mine"));
}

BOOST_AUTO_TEST_CASE(after_three_times_overtaken_it_is_unavailable) {
  post("mine");
  for (int i = 0; i < 4; ++i) {
    BOOST_REQUIRE_EQUAL(store.pending().waiting(), 1u);
    store.pending().fail_next(verdict::stale);
    run();
  }
  BOOST_TEST(store.pending().waiting() == 0u);
  BOOST_TEST(has(maya_socket->packets.front(), R"("error":"unavailable")"));
}

BOOST_AUTO_TEST_CASE(what_rests_on_rows_of_ours_is_decided_as_often_as_needed) {
  constexpr int bad = 6;
  for (int i = 0; i < bad; ++i)
    post("bad " + std::to_string(i));
  post("last");
  for (int i = 0; i < bad; ++i) {
    store.pending().fail_next(verdict::refused);
    run();
    commit(); // The rest is stale, and decided again.
  }
  commit();
  const auto heard = arjun_socket->take();
  BOOST_REQUIRE_EQUAL(heard.size(), 1u);
  BOOST_TEST(has(heard[0], "last"));
}

BOOST_AUTO_TEST_CASE(one_failed_row_takes_only_its_own_command_with_it) {
  post("first", 1);
  post("second", 2);
  store.pending().fail_next(verdict::refused);
  run();
  // The second rested on the first: it is stale, and decided again.
  commit();
  commit();
  const auto heard = arjun_socket->take();
  BOOST_REQUIRE_EQUAL(heard.size(), 1u);
  BOOST_TEST(has(heard[0], "second"));
  BOOST_TEST(has(heard[0], R"("seq":1,)"));
  BOOST_TEST(has(maya_socket->packets.front(), R"(431[{"success":false)"));
}

BOOST_AUTO_TEST_CASE(the_database_away_is_said_and_nothing_is_delivered) {
  post("lost", 1);
  store.pending().fail_next(verdict::unavailable);
  run();
  const auto told = maya_socket->take();
  BOOST_REQUIRE_EQUAL(told.size(), 3u); // ack, dm:error, error
  BOOST_TEST(has(told[0], R"("error":"unavailable")"));
  BOOST_TEST(has(told[0], R"("retryAfter":1)"));
  BOOST_TEST(arjun_socket->packets.empty());
  post("after");
  commit();
  BOOST_TEST(has(arjun_socket->packets.at(0), R"("seq":1,)"));
}

BOOST_AUTO_TEST_CASE(what_waits_behind_a_doubt_may_be_given_up_before_it) {
  post("in doubt", 1);
  post("never sent", 2);
  store.pending().fail_last(verdict::unavailable);
  run();
  BOOST_TEST(maya_socket->take().at(0).starts_with(R"(432[{"success":false)"));
  commit(); // the doubt is settled: it was stored
  BOOST_TEST(maya_socket->take().at(0).starts_with(R"(431[{"success":true)"));
  BOOST_TEST(has(arjun_socket->take().at(0), "in doubt"));
  post("next", 3);
  commit();
  BOOST_TEST(has(arjun_socket->take().at(0), R"("seq":2,)"));
}

BOOST_AUTO_TEST_CASE(while_a_doubt_lasts_others_are_told_not_kept_waiting) {
  post("in doubt", 1);
  post("never sent", 2);
  store.pending().fail_last(verdict::unavailable);
  run();
  maya_socket->take();
  store.pending().admission = storage::admission::unavailable;
  post("meanwhile", 3);
  BOOST_TEST(has(maya_socket->take().at(0), R"("error":"unavailable")"));
  store.pending().admission = storage::admission::accepted;
  commit();
  post("after", 4);
  commit();
  BOOST_TEST(has(arjun_socket->take().at(1), R"("seq":2,)"));
}

BOOST_AUTO_TEST_CASE(a_full_journal_refuses_before_anything_is_decided) {
  store.pending().admission = storage::admission::overloaded;
  post("too much", 3);
  BOOST_TEST(has(maya_socket->packets.at(0), R"("error":"overloaded")"));
  store.pending().admission = storage::admission::accepted;
  post("now");
  commit();
  BOOST_TEST(has(arjun_socket->packets.at(0), R"("seq":1,)"));
}

BOOST_AUTO_TEST_CASE(a_retry_of_a_committed_post_gets_the_same_answer) {
  post("once", 1, "key");
  commit();
  const auto first = maya_socket->take().at(0);
  arjun_socket->take();
  post("once", 2, "key");
  commit();
  const auto again = maya_socket->take();
  BOOST_REQUIRE_EQUAL(again.size(), 1u);
  // But for how far it has come since.
  const auto same = first.find(R"("status")") - 3;
  BOOST_TEST(again[0].substr(3, same) == first.substr(3, same));
  BOOST_TEST(has(again[0], R"("status":"delivered")"));
  BOOST_TEST(arjun_socket->packets.empty());
}

BOOST_AUTO_TEST_CASE(a_retry_while_the_first_is_in_the_journal_stores_once) {
  post("once", 1, "key");
  post("once", 2, "key");
  commit();
  BOOST_TEST(arjun_socket->take().size() == 1u);
  const auto told = maya_socket->take();
  BOOST_REQUIRE_EQUAL(told.size(), 3u); // ack, event, ack of the retry
  BOOST_TEST(told[2].starts_with(R"(432[{"success":true)"));
  post("next");
  commit();
  BOOST_TEST(has(arjun_socket->packets.at(0), R"("seq":2,)"));
}

BOOST_AUTO_TEST_CASE(the_same_key_with_another_body_is_a_conflict) {
  post("once", 1, "key");
  commit();
  maya_socket->take();
  post("something else", 2, "key");
  BOOST_TEST(has(maya_socket->packets.at(0), R"("error":"conflict")"));
}

BOOST_AUTO_TEST_CASE(a_stranger_learns_nothing) {
  const auto eve = person("eve", role::user);
  const auto socket = std::make_shared<recording_sink>();
  join(eve, socket);
  BOOST_TEST(has(socket->take().at(0), R"("error":"not_found")"));
  post("secret");
  commit();
  BOOST_TEST(socket->packets.empty());
}

BOOST_AUTO_TEST_CASE(without_a_consultation_the_user_is_told_so) {
  where.consulted = false;
  caf::anon_send(handle, actors::refresh_atom_v);
  run();
  post("may I?");
  BOOST_TEST(has(maya_socket->packets.at(0), R"("error":"forbidden")"));
}

BOOST_AUTO_TEST_CASE(typing_is_told_to_the_other_only) {
  send(maya, schema::type_in_conversation{where.id, true}, maya_socket, 4);
  BOOST_TEST(maya_socket->take().size() == 1u); // its ack
  BOOST_TEST(arjun_socket->take().at(0)
             == R"(42["dm:typing_start",{"conversationId":")"
                  + where.id.to_string() + R"(","userId":"maya"}])");
}

BOOST_AUTO_TEST_CASE(who_left_hears_nothing) {
  send(arjun, schema::leave_conversation{where.id}, arjun_socket);
  arjun_socket->take();
  post("anybody?");
  commit();
  BOOST_TEST(arjun_socket->packets.empty());
}

BOOST_AUTO_TEST_CASE(a_socket_that_is_gone_costs_nothing_further) {
  arjun_socket->open = false;
  post("one");
  commit();
  caf::anon_send(handle, actors::forget_atom_v, actors::sink_ptr{maya_socket});
  run();
  maya_socket->take();
  post("two");
  commit();
  BOOST_TEST(maya_socket->take().size() == 1u); // the ack alone
}

BOOST_AUTO_TEST_CASE(the_credit_of_a_packet_comes_back_with_its_verdict) {
  const auto before = maya_socket->finished_packets;
  post("hello");
  BOOST_TEST(maya_socket->finished_packets == before);
  commit();
  BOOST_TEST(maya_socket->finished_packets == before + 1);
}

BOOST_AUTO_TEST_CASE(commands_wait_while_the_store_is_asked) {
  store.broken = schema::error{schema::errc::unavailable, "away"};
  caf::anon_send(handle, actors::refresh_atom_v);
  run();
  post("while away");
  BOOST_TEST(has(maya_socket->take().at(0), R"("error":"unavailable")"));
  store.broken.reset();
  post("back");
  commit();
  BOOST_TEST(has(arjun_socket->packets.at(0), "back"));
}

BOOST_AUTO_TEST_CASE(an_owner_that_nobody_holds_ends_and_is_started_anew) {
  const auto id = handle->id();
  handle = nullptr;
  run();
  BOOST_TEST(metrics.conversations.value() == 0);
  BOOST_TEST(!directory->find_live(where.id));
  handle = owner(where);
  BOOST_TEST(handle->id() != id);
}

BOOST_AUTO_TEST_CASE(an_owner_stays_until_its_last_verdict_has_come) {
  post("on its way", 5);
  handle = nullptr;
  run();
  BOOST_TEST(metrics.conversations.value() == 1);
  commit();
  BOOST_TEST(maya_socket->take().at(0).starts_with("435["));
  BOOST_TEST(metrics.conversations.value() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
