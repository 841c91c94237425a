#include "domain/posting.hpp"
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::string_literals;
using domain::decide;
using samples::at;
using samples::codec;
using samples::complaint;
using samples::outcome;
using schema::role;

namespace {

using decision = schema::result<std::shared_ptr<const schema::keyed_message>>;

decision decide_on(const schema::post_message& command,
                   const schema::conversation& where = samples::pair(),
                   schema::timestamp now = at(1000)) {
  return decide(command, samples::person(1, role::user), where, codec(), now);
}

/// Answers the message `seq` of conversation `no`.
decision answer(std::int64_t no, std::int64_t seq,
                const domain::message_id_codec& made_with = codec()) {
  auto command = samples::post();
  command.reply_to = made_with.encode({no}, {seq}, at(0));
  return decide_on(command);
}

constexpr auto no_such_message =
  "replyTo must be a message of this conversation";

} // namespace

BOOST_AUTO_TEST_SUITE(posting)

BOOST_AUTO_TEST_CASE(the_row_holds_what_was_chosen_and_who_chose_it) {
  auto command = samples::post("  kept as sent \n");
  command.kind = schema::message_kind::image;
  command.media_url = "https://cdn.example/a.png";
  const auto post = decide_on(command);
  BOOST_REQUIRE_EQUAL(complaint(post), "ok");
  const auto& message = (*post)->message;
  BOOST_TEST(message.conversation.value == 77);
  BOOST_TEST(message.sender.value == 1);
  BOOST_TEST((message.kind == schema::message_kind::image));
  BOOST_TEST(message.content == "  kept as sent \n");
  BOOST_TEST(message.media_url.value() == "https://cdn.example/a.png");
  BOOST_TEST(!message.reply_to.has_value());
}

BOOST_AUTO_TEST_CASE(seq_and_rev_are_the_next_ones) {
  const auto post = decide_on(samples::post());
  BOOST_REQUIRE_EQUAL(complaint(post), "ok");
  BOOST_TEST((*post)->message.seq.value == 6);
  BOOST_TEST((*post)->message.rev.value == 10);
}

BOOST_AUTO_TEST_CASE(the_first_message_has_seq_1_and_rev_1) {
  auto where = samples::pair();
  where.head = {};
  const auto post = decide_on(samples::post(), where);
  BOOST_REQUIRE_EQUAL(complaint(post), "ok");
  BOOST_TEST((*post)->message.seq.value == 1);
  BOOST_TEST((*post)->message.rev.value == 1);
  BOOST_TEST((*post)->message.created_at.time_since_epoch().count()
             == at(1000).time_since_epoch().count());
}

BOOST_AUTO_TEST_CASE(created_at_never_goes_backwards) {
  const auto where = samples::pair();
  const auto time_of = [&where](std::int64_t now) {
    return (*decide_on(samples::post(), where, at(now)))->message.created_at;
  };
  BOOST_TEST((time_of(251) == at(251)));
  BOOST_TEST((time_of(250) == at(250)));
  BOOST_TEST((time_of(249) == at(250)));
  BOOST_TEST((time_of(-86'400'000) == at(250)));
}

BOOST_AUTO_TEST_CASE(applying_moves_the_head_to_the_post) {
  auto where = samples::pair();
  const auto post = decide_on(samples::post(), where);
  BOOST_REQUIRE_EQUAL(complaint(post), "ok");
  domain::apply(where, **post);
  const schema::head expected{
    .rev = {10}, .last_seq = {6}, .last_at = at(1000)};
  BOOST_TEST((where.head == expected));
}

BOOST_AUTO_TEST_CASE(who_may_not_write_is_refused) {
  auto where = samples::pair();
  where.consulted = false;
  BOOST_TEST(outcome(decide_on(samples::post(), where)) == "forbidden");
  where.status = schema::conversation_status::closed;
  BOOST_TEST(outcome(decide_on(samples::post(), where)) == "conflict");
  where.members.clear();
  BOOST_TEST(outcome(decide_on(samples::post(), where)) == "not_found");
}

BOOST_AUTO_TEST_CASE(an_admin_who_may_read_may_not_post) {
  BOOST_TEST(outcome(decide(samples::post(), samples::person(3, role::admin),
                            samples::pair(), codec(), at(1000)))
             == "not_found");
}

BOOST_AUTO_TEST_CASE(form_is_checked_again) {
  auto command = samples::post();
  command.kind = schema::message_kind::system;
  BOOST_TEST(outcome(decide_on(command)) == "validation_failed");
  BOOST_TEST(outcome(decide_on(samples::post(" "))) == "validation_failed");
  BOOST_TEST(outcome(decide_on(samples::post("a\0"s))) == "validation_failed");
}

BOOST_AUTO_TEST_CASE(a_stranger_is_not_told_what_is_wrong_with_the_form) {
  auto where = samples::pair();
  where.members.clear();
  BOOST_TEST(outcome(decide_on(samples::post(""), where)) == "not_found");
}

BOOST_AUTO_TEST_CASE(every_message_so_far_can_be_answered) {
  for (std::int64_t seq = 1; seq <= 5; ++seq) {
    const auto post = answer(77, seq);
    BOOST_REQUIRE_EQUAL(complaint(post), "ok");
    const auto ref = (*post)->message.reply_to.value();
    BOOST_TEST(
      (codec().encode({77}, ref) == codec().encode({77}, {seq}, at(0))));
  }
}

BOOST_AUTO_TEST_CASE(a_message_of_another_conversation_cannot_be_answered) {
  for (auto no : std::initializer_list<std::int64_t>{
         0, 76, 78, 5000, domain::max_conversation_no})
    BOOST_TEST(complaint(answer(no, 3)) == no_such_message);
  BOOST_TEST(outcome(answer(78, 3)) == "validation_failed");
}

BOOST_AUTO_TEST_CASE(a_message_to_come_cannot_be_answered) {
  BOOST_TEST(complaint(answer(77, 6)) == no_such_message);
  BOOST_TEST(complaint(answer(77, 7)) == no_such_message);
  BOOST_TEST(complaint(answer(77, domain::max_seq)) == no_such_message);
}

BOOST_AUTO_TEST_CASE(seq_0_cannot_be_answered) {
  BOOST_TEST(complaint(answer(77, 0)) == no_such_message);
  BOOST_TEST(outcome(answer(77, 0)) == "validation_failed");
}

BOOST_AUTO_TEST_CASE(an_id_that_this_server_did_not_make_cannot_be_answered) {
  const domain::message_id_codec other{{1, 2, 3}};
  BOOST_TEST(complaint(answer(77, 3, other)) == no_such_message);
  auto command = samples::post();
  for (const auto* id : {"000000000000000000000000", "ffffffffffffffffffffffff",
                         "5f1d7f3e9b1e8a0012345678"}) {
    command.reply_to = schema::message_id::parse(id).value();
    BOOST_TEST(complaint(decide_on(command)) == no_such_message);
  }
}

BOOST_AUTO_TEST_CASE(with_a_key_the_post_can_be_told_from_others) {
  auto command = samples::post();
  command.client_message_id = "key";
  const auto post = decide_on(command);
  BOOST_REQUIRE_EQUAL(complaint(post), "ok");
  BOOST_TEST(((*post)->dedupe == domain::dedupe_key_of("person-1", "key")));
  BOOST_TEST((*post)->body_hash == domain::body_hash_of((*post)->message));
}

BOOST_AUTO_TEST_CASE(without_a_key_there_is_nothing_to_tell_it_by) {
  const auto post = decide_on(samples::post());
  BOOST_REQUIRE_EQUAL(complaint(post), "ok");
  BOOST_TEST(!(*post)->dedupe.has_value());
  BOOST_TEST((*post)->body_hash == 0);
}

BOOST_AUTO_TEST_CASE(a_retry_at_a_later_head_has_the_same_key_and_hash) {
  auto command = samples::post();
  command.client_message_id = "key";
  auto where = samples::pair();
  const auto first = *decide_on(command, where, at(1000));
  domain::apply(where, *first);
  const auto second = *decide_on(command, where, at(9000));
  BOOST_TEST((first->dedupe == second->dedupe));
  BOOST_TEST(first->body_hash == second->body_hash);
}

BOOST_AUTO_TEST_CASE(the_last_seq_is_given_out_and_then_it_is_full) {
  auto where = samples::pair();
  where.head.last_seq = {domain::max_seq - 1};
  const auto last = decide_on(samples::post(), where);
  BOOST_REQUIRE_EQUAL(complaint(last), "ok");
  BOOST_TEST((*last)->message.seq.value == domain::max_seq);
  domain::apply(where, **last);
  BOOST_TEST(outcome(decide_on(samples::post(), where)) == "conflict");
}

BOOST_AUTO_TEST_SUITE_END()
