#include "calls_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <latch>
#include <thread>

using namespace storage;
using namespace tests;

namespace {

using schema::errc;

struct history_fixture : calls_fixture {
  call_list list(const call_query& query) {
    return await<call_list>([&](auto done) { store->list_calls(query, done); })
      .value();
  }

  dial_standing standing(schema::user_no caller, const std::string& callee) {
    return await<dial_standing>(
             [&](auto done) { store->find_standing(caller, callee, done); })
      .value();
  }
};

std::string ids(const std::vector<schema::call_ptr>& calls) {
  std::string out;
  for (const auto& c : calls)
    out += (out.empty() ? "" : " ") + c->id.text;
  return out;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(calls_suite, history_fixture)

BOOST_AUTO_TEST_CASE(a_call_is_read_as_it_was_stored_at_each_stage) {
  auto c = ringing("c1", ravi, asha);
  c.media = schema::call_media::webrtc;
  c.channel = "call_1";
  c.conversation = add_conversation({asha, ravi}).id;
  c.invite = "{\"sdp\": \"\xC3\xA4 'x' \\\\\"}";
  BOOST_TEST(verdict(starts(c)) == call_verdict::committed);
  BOOST_TEST((*find("c1").value() == c));
  BOOST_TEST(verdict(answers(c, 7)) == call_verdict::committed);
  BOOST_TEST((*find("c1").value() == c));
  c.state = schema::call_state::ongoing;
  c.connected_at = now;
  BOOST_TEST(verdict(moves(c)) == call_verdict::committed);
  BOOST_TEST((*find("c1").value() == c));
  BOOST_TEST(verdict(ends(c)) == call_verdict::committed);
  BOOST_TEST((*find("c1").value() == c));
  BOOST_TEST(c.version == 4);
}

BOOST_AUTO_TEST_CASE(nobody_is_in_two_live_calls) {
  auto first = ringing("c1", asha, ravi);
  put(starts(first)).value();
  const auto refused = put(starts(ringing("c2", mira, ravi))).value();
  BOOST_TEST(refused.verdict == call_verdict::busy);
  BOOST_TEST(refused.stored->id.text == "c1");
  BOOST_TEST(!find("c2").has_value());
  BOOST_TEST(live({mira}) == nullptr);
  BOOST_TEST(live({mira, ravi})->id.text == "c1");
  put(ends(first)).value();
  BOOST_TEST(live({asha, ravi}) == nullptr);
  BOOST_TEST(verdict(starts(ringing("c3", mira, ravi)))
             == call_verdict::committed);
}

BOOST_AUTO_TEST_CASE(of_two_that_dial_each_other_at_once_one_is_stored) {
  for (int round = 0; round < 20; ++round) {
    auto a = ringing("a" + std::to_string(round), asha, ravi);
    auto b = ringing("b" + std::to_string(round), ravi, asha);
    call_outcome said[2];
    std::latch start{2};
    const auto run = [&](call_outcome& to, const schema::call& c) {
      start.arrive_and_wait();
      to = put(starts(c)).value();
    };
    {
      const std::jthread one{[&] { run(said[0], a); }};
      const std::jthread two{[&] { run(said[1], b); }};
    }
    const bool first = said[0].verdict == call_verdict::committed;
    BOOST_TEST((said[first ? 1 : 0].verdict == call_verdict::busy));
    auto& winner = first ? a : b;
    BOOST_TEST(said[first ? 1 : 0].stored->id.text == winner.id.text);
    put(ends(winner)).value();
  }
  BOOST_TEST(db.number("select count(*) from live_parties") == 0);
}

BOOST_AUTO_TEST_CASE(of_two_that_answer_at_once_one_wins) {
  auto c = ringing("c1", asha, ravi);
  put(starts(c)).value();
  auto other = c;
  BOOST_TEST(verdict(answers(c, 1)) == call_verdict::committed);
  const auto lost = put(answers(other, 2)).value();
  BOOST_TEST(lost.verdict == call_verdict::stale);
  BOOST_TEST((*lost.stored == c));
}

BOOST_AUTO_TEST_CASE(a_write_that_comes_twice_is_done_once) {
  auto c = ringing("c1", asha, ravi);
  BOOST_TEST(verdict(starts(c)) == call_verdict::committed);
  BOOST_TEST(verdict(starts(c)) == call_verdict::committed);
  const auto answer = answers(c, 7);
  BOOST_TEST(verdict(answer) == call_verdict::committed);
  BOOST_TEST(verdict(answer) == call_verdict::committed);
  const auto end = ends(c);
  BOOST_TEST(verdict(end) == call_verdict::committed);
  BOOST_TEST(verdict(end) == call_verdict::committed);
  BOOST_TEST(verdict(answer) == call_verdict::stale);
}

BOOST_AUTO_TEST_CASE(an_ended_call_does_not_move) {
  auto c = ringing("c1", asha, ravi);
  put(starts(c)).value();
  put(ends(c)).value();
  const auto ended = c;
  c.state = schema::call_state::ongoing;
  BOOST_TEST(verdict(moves(c)) == call_verdict::stale);
  BOOST_TEST((*find("c1").value() == ended));
}

BOOST_AUTO_TEST_CASE(the_end_of_a_call_frees_nobody_of_another) {
  auto old = ringing("c1", asha, ravi);
  put(starts(old)).value();
  db.exec("update live_parties set call_id = 'c2'");
  put(ends(old)).value();
  BOOST_TEST(db.number("select count(*) from live_parties") == 2);
}

BOOST_AUTO_TEST_CASE(ids_and_channels_are_never_used_twice) {
  auto c = ringing("mine", asha, ravi);
  c.channel = "channel";
  put(starts(c)).value();
  put(ends(c)).value();
  BOOST_TEST(verdict(starts(ringing("mine", ravi, mira)))
             == call_verdict::id_taken);
  auto other = ringing("other", ravi, mira);
  other.channel = "channel";
  BOOST_TEST(verdict(starts(other)) == call_verdict::channel_taken);
  BOOST_TEST(live({asha, ravi, mira}) == nullptr);
  other.channel.reset();
  BOOST_TEST(verdict(starts(other)) == call_verdict::committed);
}

BOOST_AUTO_TEST_CASE(a_call_that_never_rang_makes_nobody_busy) {
  auto c = ringing("c1", asha, ravi);
  c.state = schema::call_state::ended;
  c.end = schema::end_reason::busy;
  c.ended_at = c.created_at;
  auto w = starts(c);
  w.takes.clear();
  BOOST_TEST(verdict(w) == call_verdict::committed);
  BOOST_TEST((*find("c1").value() == c));
  BOOST_TEST(live({asha, ravi}) == nullptr);
}

BOOST_AUTO_TEST_CASE(what_has_not_ended_is_found_at_the_start) {
  auto a = ringing("a", asha, ravi);
  auto b = ringing("b", mira, add_user("dev"));
  put(starts(b)).value();
  put(starts(a)).value();
  put(answers(b, 1)).value();
  const auto all = [&] {
    return ids(await<std::vector<schema::call_ptr>>([&](auto done) {
                 store->list_live_calls(done);
               }).value());
  };
  BOOST_TEST(all() == "a b");
  put(ends(a)).value();
  BOOST_TEST(all() == "b");
}

BOOST_AUTO_TEST_CASE(history_has_both_directions_the_latest_first) {
  for (int i = 0; i < 5; ++i) {
    auto c = i % 2 == 0 ? ringing("c" + std::to_string(i), asha, ravi)
                        : ringing("c" + std::to_string(i), ravi, asha);
    put(starts(c)).value();
    put(ends(c)).value();
  }
  auto others = ringing("others", mira, ravi);
  put(starts(others)).value();
  const auto all = list({asha});
  BOOST_TEST(ids(all.calls) == "c4 c3 c2 c1 c0");
  BOOST_TEST(all.total == 5);
  BOOST_TEST(!all.has_more);
  BOOST_TEST(ids(list({.who = asha, .limit = 2}).calls) == "c4 c3");
  const auto second = list({.who = asha, .limit = 2, .page = 2});
  BOOST_TEST(ids(second.calls) == "c2 c1");
  BOOST_TEST(second.has_more);
  const auto last = list({.who = asha, .limit = 2, .page = 3});
  BOOST_TEST(ids(last.calls) == "c0");
  BOOST_TEST(!last.has_more);
  BOOST_TEST(ids(list({ravi}).calls) == "others c4 c3 c2 c1 c0");
  BOOST_TEST(list({mira}).total == 1);
}

BOOST_AUTO_TEST_CASE(who_wants_to_call_learns_of_both_in_one_look) {
  db.exec("update users set shows_phone = true, phone = '1' where id = 'ravi'");
  const auto free = standing(asha, "ravi");
  BOOST_TEST((free.callee.user.no == ravi));
  BOOST_TEST(free.callee.user.profile.id == "ravi");
  BOOST_TEST(free.callee.user.profile.shows_phone);
  BOOST_TEST(!free.callee.consulted);
  BOOST_TEST(free.callers_call == nullptr);
  BOOST_TEST(free.callees_call == nullptr);
  auto c = ringing("c1", mira, ravi);
  c.channel = "channel";
  put(starts(c)).value();
  put(starts(ringing("c2", asha, add_user("dev")))).value();
  db.exec("insert into relations values (" + std::to_string(asha.value) + ", "
          + std::to_string(ravi.value) + ", 1, now())");
  const auto both = standing(asha, "ravi");
  BOOST_TEST(both.callee.consulted);
  BOOST_TEST(both.callers_call->id.text == "c2");
  BOOST_TEST((*both.callees_call == c));
  BOOST_TEST(standing(ravi, "asha").callee.consulted);
  const auto same = standing(mira, "ravi");
  BOOST_TEST((*same.callers_call == c));
  BOOST_TEST((*same.callees_call == c));
  put(ends(c)).value();
  BOOST_TEST(standing(asha, "ravi").callees_call == nullptr);
  BOOST_TEST(!standing(asha, "ravi").callee_is_banned);
  db.exec("update users set banned_at = now() where id = 'ravi'");
  BOOST_TEST(standing(asha, "ravi").callee_is_banned);
}

BOOST_AUTO_TEST_CASE(nobody_can_be_called_who_is_not_there) {
  for (const auto& id : {std::string{"nobody"}, std::string("a\0b", 3)}) {
    const auto refused = await<dial_standing>(
      [&](auto done) { store->find_standing(asha, id, done); });
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().code == errc::not_found));
  }
}

BOOST_AUTO_TEST_CASE(history_is_of_one_direction_if_asked) {
  for (const auto* id : {"out1", "in1", "out2", "in2"}) {
    const bool out = id[0] == 'o';
    auto c = ringing(id, out ? asha : ravi, out ? ravi : asha);
    put(starts(c)).value();
    put(ends(c)).value();
  }
  const auto outgoing =
    list({.who = asha, .direction = call_direction::outgoing});
  BOOST_TEST(ids(outgoing.calls) == "out2 out1");
  BOOST_TEST(outgoing.total == 2);
  const auto incoming =
    list({.who = asha, .limit = 1, .direction = call_direction::incoming});
  BOOST_TEST(ids(incoming.calls) == "in2");
  BOOST_TEST(incoming.total == 2);
  BOOST_TEST(incoming.has_more);
}

BOOST_AUTO_TEST_CASE(history_is_of_some_stages_and_ends_if_asked) {
  const auto ended = [&](const std::string& id, schema::end_reason why) {
    auto c = ringing(id, asha, ravi);
    put(starts(c)).value();
    auto end = ends(c);
    c.end = why;
    end.row = std::make_shared<schema::call>(c);
    put(end).value();
  };
  using enum schema::end_reason;
  ended("completed", completed);
  ended("cancelled", cancelled);
  ended("missed", no_answer);
  ended("busy", busy);
  put(starts(ringing("ringing", ravi, asha))).value();
  const auto missed = list({.who = asha, .ends = {no_answer}});
  BOOST_TEST(ids(missed.calls) == "missed");
  BOOST_TEST(missed.total == 1);
  const auto done =
    list({.who = asha, .limit = 1, .ends = {completed, cancelled}});
  BOOST_TEST(ids(done.calls) == "cancelled");
  BOOST_TEST(done.total == 2);
  BOOST_TEST(done.has_more);
  using schema::call_state;
  BOOST_TEST(ids(list({.who = asha, .states = {call_state::ringing}}).calls)
             == "ringing");
  const auto mixed =
    list({.who = asha, .states = {call_state::ringing}, .ends = {no_answer}});
  BOOST_TEST(ids(mixed.calls) == "ringing missed");
  BOOST_TEST(mixed.total == 2);
  const auto none = list({.who = asha,
                          .states = {call_state::ringing},
                          .direction = call_direction::outgoing});
  BOOST_TEST(ids(none.calls) == "");
  BOOST_TEST(none.total == 0);
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_not_found) {
  BOOST_TEST((find("nothing").error().code == errc::not_found));
  BOOST_TEST((find(std::string("a\0b", 3)).error().code == errc::not_found));
  auto c = ringing("c1", asha, ravi);
  const auto outcome = put(answers(c, 1)).value();
  BOOST_TEST(outcome.verdict == call_verdict::stale);
  BOOST_TEST(outcome.stored == nullptr);
}

BOOST_AUTO_TEST_CASE(what_an_admin_reads_of_a_call_is_noted) {
  put(starts(ringing("c1", asha, ravi))).value();
  const auto audit = [&](const std::string& id, const std::string& action) {
    return await<void>(
      [&](auto done) { store->audit_call(mira, action, {id}, now, done); });
  };
  BOOST_TEST(audit("c1", "read_call").has_value());
  BOOST_TEST((audit("c2", "x").error().code == errc::not_found));
  BOOST_TEST(
    (audit(std::string("c1\0", 3), "x").error().code == errc::not_found));
  BOOST_TEST((audit("c1", std::string("a\0b", 3)).error().code
              == errc::validation_failed));
  const auto row =
    db.exec("select admin_no, action, call_id, conversation_no is null, "
            "(extract(epoch from at) * 1000)::bigint from audit_log")
      .at(0);
  BOOST_TEST(row[0].as<std::int64_t>() == mira.value);
  BOOST_TEST(row[1].c_str() == "read_call");
  BOOST_TEST(row[2].c_str() == "c1");
  BOOST_TEST(row[3].as<bool>());
  BOOST_TEST(row[4].as<std::int64_t>() == now.time_since_epoch().count());
  BOOST_TEST(db.number("select count(*) from audit_log") == 1);
}

BOOST_AUTO_TEST_CASE(a_text_that_the_database_would_cut_is_refused) {
  auto c = ringing("c1", asha, ravi);
  c.invite = std::string("a\0b", 3);
  BOOST_TEST((put(starts(c)).error().code == errc::validation_failed));
}

BOOST_AUTO_TEST_SUITE_END()
