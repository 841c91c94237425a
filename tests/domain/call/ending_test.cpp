#include "sample.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

using namespace call_sample;
using namespace std::chrono_literals;

namespace {

schema::call_command command_of(std::string_view what) {
  if (what == "reject")
    return schema::reject_call{};
  if (what == "cancel")
    return schema::cancel_call{};
  return schema::end_call{};
}

/// What comes of a command at a stage, and how the call stands then.
struct row {
  std::string_view stage;
  schema::user_no who;
  std::int64_t device;
  std::string_view command;
  std::string_view told;
  std::string_view after;
};

constexpr std::string_view all = "11:ended 21,22,23:ended";
constexpr std::string_view both = "11:ended 21:ended";

/// In "answered" and "ongoing" 21 has won; 22 has lost; 12 is another device of
/// the caller, 0 is REST, 3 a stranger.
constexpr std::array rows{
  row{"ringing", caller, 11, "end", all, "cancelled"},
  row{"ringing", caller, 11, "cancel", all, "cancelled"},
  row{"ringing", caller, 11, "reject", "forbidden", "ringing"},
  row{"ringing", caller, 0, "end", all, "cancelled"},
  row{"ringing", caller, 12, "end", "11,12:ended 21,22,23:ended", "cancelled"},
  row{"ringing", callee, 22, "reject", all, "rejected"},
  row{"ringing", callee, 22, "end", all, "rejected"},
  row{"ringing", callee, 0, "reject", all, "rejected"},
  row{"ringing", callee, 22, "cancel", "forbidden", "ringing"},
  row{"ringing", {3}, 31, "end", "not_found", "ringing"},
  row{"ringing", {3}, 31, "cancel", "not_found", "ringing"},
  row{"ringing", {3}, 31, "reject", "not_found", "ringing"},
  row{"answered", caller, 11, "end", both, "completed"},
  row{"answered", caller, 11, "cancel", both, "completed"},
  row{"answered", callee, 21, "end", both, "completed"},
  row{"answered", callee, 21, "reject", "call_over", "answered"},
  row{"answered", callee, 22, "end", "call_over", "answered"},
  row{"answered", callee, 22, "reject", "call_over", "answered"},
  row{"answered", callee, 0, "end", both, "completed"},
  row{"answered", {3}, 31, "end", "not_found", "answered"},
  row{"ongoing", caller, 11, "end", both, "completed"},
  row{"ongoing", callee, 21, "end", both, "completed"},
  row{"ongoing", callee, 22, "end", "call_over", "ongoing"},
  row{"ended", caller, 11, "end", "", "completed"},
  row{"ended", caller, 11, "cancel", "", "completed"},
  row{"ended", callee, 21, "end", "", "completed"},
  row{"ended", callee, 22, "end", "", "completed"},
  row{"ended", callee, 21, "reject", "", "completed"},
  row{"ended", caller, 11, "reject", "forbidden", "completed"},
  row{"ended", {3}, 31, "end", "not_found", "completed"},
};

fixture at_stage(std::string_view name) {
  fixture f;
  if (name == "ringing")
    return f;
  f.answer(21);
  if (name == "ongoing")
    f.say(caller, 11, schema::report_connected{});
  if (name == "ended")
    f.hang_up(caller, 11);
  return f;
}

} // namespace

BOOST_AUTO_TEST_SUITE(ending_a_call)

BOOST_AUTO_TEST_CASE(each_command_does_at_each_stage_what_the_table_says) {
  for (const auto& r : rows)
    BOOST_TEST_CONTEXT(r.stage << ": " << r.command << " of " << r.who.value
                               << " on " << r.device) {
      auto f = at_stage(r.stage);
      BOOST_TEST(f.say(r.who, r.device, command_of(r.command)) == r.told);
      BOOST_TEST(stage(f.row()) == r.after);
    }
}

BOOST_AUTO_TEST_CASE(the_end_frees_both_in_the_same_write) {
  auto f = at_stage("answered");
  f.hang_up(callee, 21);
  BOOST_TEST(f.last.stored->expected.value() == 2);
  BOOST_TEST(f.row().version == 3);
  BOOST_REQUIRE(f.last.stored->frees.size() == 2u);
  BOOST_TEST(f.last.stored->frees.at(0).value == 1);
  BOOST_TEST(f.last.stored->frees.at(1).value == 2);
  BOOST_TEST(f.row().ended_by->value == 2);
}

BOOST_AUTO_TEST_CASE(the_duration_is_that_from_answer_to_end) {
  fixture f;
  f.now += 10s;
  f.answer(21);
  f.now += 65'999ms;
  f.hang_up(caller, 11);
  BOOST_TEST(f.row().duration().count() == 65);
}

BOOST_AUTO_TEST_CASE(without_an_answer_there_is_no_duration) {
  fixture f;
  f.now += 10s;
  f.hang_up(caller, 11);
  BOOST_TEST(f.row().duration().count() == 0);
  BOOST_TEST((f.row().ended_at == f.now));
}

BOOST_AUTO_TEST_CASE(words_are_kept_and_payloads_relayed) {
  fixture f;
  BOOST_TEST(f.say(callee, 21, schema::reject_call{{}, "in a meeting", "p"})
             == "11:ended(p) 21,22,23:ended(p)");
  BOOST_TEST(f.row().detail.value() == "in a meeting");
  BOOST_TEST(stage(f.row()) == "rejected");
  BOOST_TEST(f.row().invite == "");
}

BOOST_AUTO_TEST_CASE(words_have_a_bound_in_characters) {
  const auto say = [](const std::string& words) {
    fixture f;
    return f.say(callee, 21, schema::reject_call{{}, words, {}});
  };
  BOOST_TEST(say(samples::repeat("é", 500)) == "11:ended 21,22,23:ended");
  BOOST_TEST(say(samples::repeat("é", 501)) == "validation_failed");
  fixture f;
  BOOST_TEST(f.say(caller, 11, schema::end_call{{}, std::string(501, 'x'), {}})
             == "validation_failed");
  BOOST_TEST(
    f.say(caller, 11, schema::end_call{{}, {}, std::string(65'537, 'x')})
    == "payload_too_large");
}

BOOST_AUTO_TEST_SUITE_END()
