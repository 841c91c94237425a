#include "domain/posting.hpp"
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using samples::at;
using samples::codec;

namespace {

/// One conversation that two people post to: well and badly, with a clock
/// that jumps both ways.
class run {
public:
  explicit run(std::uint32_t seed) : random_(seed) {
    where_.head = {};
  }

  void step() {
    clock_ += pick(-2000, 5000);
    const auto who = pick(0, 1) == 0
                       ? samples::person(1, schema::role::user)
                       : samples::person(2, schema::role::astrologer);
    const auto post =
      domain::decide(command(), who, where_, codec(), at(clock_));
    if (!post)
      return;
    check(**post);
    domain::apply(where_, **post);
    last_id_ = codec().encode((*post)->message);
    ++posted_;
  }

  [[nodiscard]] std::int64_t posted() const {
    return posted_;
  }

  [[nodiscard]] const schema::conversation& where() const {
    return where_;
  }

private:
  std::int64_t pick(std::int64_t from, std::int64_t to) {
    return std::uniform_int_distribution<std::int64_t>{from, to}(random_);
  }

  /// One in four is refused.
  schema::post_message command() {
    auto result = samples::post("message");
    switch (pick(0, 7)) {
    case 0:
      result.content = " ";
      break;
    case 1:
      result.reply_to = codec().encode({78}, {1}, at(0));
      break;
    case 2:
      result.reply_to = last_id_;
      break;
    case 3:
      result.client_message_id = std::to_string(pick(0, 9));
      break;
    default:
      break;
    }
    return result;
  }

  void check(const schema::keyed_message& post) const {
    BOOST_TEST(post.message.seq.value == where_.head.last_seq.value + 1);
    BOOST_TEST(post.message.rev.value == where_.head.rev.value + 1);
    BOOST_TEST((post.message.created_at >= where_.head.last_at));
    BOOST_TEST((post.message.created_at >= at(clock_)));
    if (last_id_)
      BOOST_TEST((codec().encode(post.message) > *last_id_));
  }

  std::mt19937 random_;
  schema::conversation where_ = samples::pair();
  std::int64_t clock_ = 0;
  std::int64_t posted_ = 0;
  std::optional<schema::message_id> last_id_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(posting_property)

BOOST_AUTO_TEST_CASE(seq_and_rev_have_no_gap_after_any_number_of_posts) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed)
    BOOST_TEST_CONTEXT("seed " << seed) {
      run r{seed};
      for (int i = 0; i < 300; ++i) {
        r.step();
        BOOST_REQUIRE_EQUAL(r.where().head.last_seq.value, r.posted());
        BOOST_REQUIRE_EQUAL(r.where().head.rev.value, r.posted());
      }
      BOOST_TEST(r.posted() > 150);
      BOOST_TEST(r.posted() < 300);
    }
}

BOOST_AUTO_TEST_SUITE_END()
