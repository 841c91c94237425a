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
}

BOOST_AUTO_TEST_CASE(nobody_can_be_called_who_is_not_there) {
  for (const auto& id : {std::string{"nobody"}, std::string("a\0b", 3)}) {
    const auto refused = await<dial_standing>(
      [&](auto done) { store->find_standing(asha, id, done); });
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().code == errc::not_found));
  }
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_not_found) {
  BOOST_TEST((find("nothing").error().code == errc::not_found));
  BOOST_TEST((find(std::string("a\0b", 3)).error().code == errc::not_found));
  auto c = ringing("c1", asha, ravi);
  const auto outcome = put(answers(c, 1)).value();
  BOOST_TEST(outcome.verdict == call_verdict::stale);
  BOOST_TEST(outcome.stored == nullptr);
}

BOOST_AUTO_TEST_CASE(a_text_that_the_database_would_cut_is_refused) {
  auto c = ringing("c1", asha, ravi);
  c.invite = std::string("a\0b", 3);
  BOOST_TEST((put(starts(c)).error().code == errc::validation_failed));
}

BOOST_AUTO_TEST_SUITE_END()
