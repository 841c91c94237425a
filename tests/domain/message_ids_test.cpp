#include "domain/message_ids.hpp"
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <set>

using domain::max_conversation_no;
using domain::max_seq;
using domain::message_id_codec;
using samples::at;
using samples::codec;

namespace {

/// The last second that an id can hold, in 2106.
constexpr std::int64_t max_second = (1LL << 32) - 1;

struct source {
  explicit source(std::uint64_t seed) : random(seed) {
    // nop
  }

  std::int64_t pick(std::int64_t from, std::int64_t to) {
    return std::uniform_int_distribution<std::int64_t>{from, to}(random);
  }

  message_id_codec::parts parts() {
    return {.conversation = {pick(0, max_conversation_no)},
            .seq = {pick(0, max_seq)},
            .second = pick(0, max_second)};
  }

  message_id_codec codec() {
    message_id_codec::key key;
    for (auto& byte : key)
      byte = static_cast<std::uint8_t>(pick(0, 255));
    return message_id_codec{key};
  }

  std::mt19937_64 random;
};

schema::message_id encode(const message_id_codec& with,
                          const message_id_codec::parts& x,
                          std::int64_t milliseconds = 0) {
  return with.encode(
    x.conversation, x.seq,
    schema::timestamp{std::chrono::seconds{x.second}
                      + std::chrono::milliseconds{milliseconds}});
}

void check_round_trip(const message_id_codec& with,
                      const message_id_codec::parts& x) {
  const auto back = with.decode(encode(with, x));
  BOOST_TEST(back.conversation.value == x.conversation.value);
  BOOST_TEST(back.seq.value == x.seq.value);
  BOOST_TEST(back.second == x.second);
}

} // namespace

BOOST_AUTO_TEST_SUITE(message_ids)

BOOST_AUTO_TEST_CASE(what_went_in_comes_out) {
  source from{1};
  for (int i = 0; i < 50; ++i) {
    const auto with = from.codec();
    for (int k = 0; k < 50; ++k)
      check_round_trip(with, from.parts());
  }
}

BOOST_AUTO_TEST_CASE(the_bounds_come_out_too) {
  for (auto no : std::initializer_list<std::int64_t>{
         0, 1, max_conversation_no - 1, max_conversation_no})
    for (auto seq :
         std::initializer_list<std::int64_t>{0, 1, max_seq - 1, max_seq})
      for (auto second : std::initializer_list<std::int64_t>{
             0, 1, samples::start, max_second})
        check_round_trip(codec(), {{no}, {seq}, second});
}

BOOST_AUTO_TEST_CASE(an_id_begins_with_the_second_and_the_seq) {
  const auto id = codec().encode({77}, {0x1234567}, at(999));
  BOOST_TEST(id.to_string().substr(0, 15) == "695661c01234567");
}

BOOST_AUTO_TEST_CASE(an_id_is_shown_for_ever_and_so_never_changes) {
  // The mask is SipHash of the second and the seq under the key 00 … 0f.
  BOOST_TEST(codec().encode({77}, {5}, at(0)).to_string()
             == "695661c000000056d62801bb");
}

BOOST_AUTO_TEST_CASE(milliseconds_make_no_difference) {
  const message_id_codec::parts x{{77}, {5}, samples::start};
  BOOST_TEST((encode(codec(), x, 0) == encode(codec(), x, 999)));
  BOOST_TEST((encode(codec(), x, 999) != encode(codec(), x, 1000)));
}

BOOST_AUTO_TEST_CASE(ids_sort_like_seq_when_time_does_not_go_back) {
  source from{2};
  for (int i = 0; i < 20; ++i) {
    message_id_codec::parts x{
      {from.pick(1, max_conversation_no)}, {0}, samples::start};
    auto last = encode(codec(), x);
    for (int k = 0; k < 500; ++k) {
      x.seq.value += from.pick(1, 1000);
      x.second += std::max<std::int64_t>(0, from.pick(-3, 3));
      const auto next = encode(codec(), x);
      BOOST_TEST((last < next));
      BOOST_TEST(last.to_string() < next.to_string());
      last = next;
    }
  }
}

BOOST_AUTO_TEST_CASE(conversations_do_not_share_ids) {
  std::set<schema::message_id> ids;
  for (std::int64_t no = 1; no <= 100; ++no)
    for (std::int64_t seq = 1; seq <= 50; ++seq)
      ids.insert(codec().encode({no}, {seq}, at(0)));
  BOOST_TEST(ids.size() == 5000u);
}

BOOST_AUTO_TEST_CASE(ids_made_with_another_key_resolve_elsewhere) {
  source from{3};
  for (int i = 0; i < 100; ++i) {
    const auto mine = from.codec();
    const auto theirs = from.codec();
    for (int k = 0; k < 100; ++k) {
      const auto x = from.parts();
      BOOST_TEST(
        (mine.decode(encode(theirs, x)).conversation != x.conversation));
    }
  }
}

BOOST_AUTO_TEST_CASE(keys_that_differ_in_one_bit_are_different_keys) {
  for (std::size_t bit = 0; bit < 128; ++bit) {
    message_id_codec::key key{};
    key[bit / 8] = static_cast<std::uint8_t>(1u << (bit % 8));
    const message_id_codec other{key};
    const message_id_codec zero{{}};
    const message_id_codec::parts x{{77}, {5}, samples::start};
    BOOST_TEST((zero.decode(encode(other, x)).conversation != x.conversation));
  }
}

BOOST_AUTO_TEST_CASE(an_id_with_any_bit_changed_is_of_another_message) {
  const auto id = codec().encode({77}, {5}, at(0));
  for (std::size_t bit = 0; bit < 96; ++bit) {
    auto bent = id;
    bent.bytes[bit / 8] =
      static_cast<std::uint8_t>(bent.bytes[bit / 8] ^ (1u << (bit % 8)));
    BOOST_TEST((codec().decode(bent).conversation.value != 77));
  }
}

BOOST_AUTO_TEST_CASE(a_packed_reference_gives_the_same_id_again) {
  source from{4};
  for (int i = 0; i < 1000; ++i) {
    auto x = from.parts();
    const auto id = encode(codec(), x);
    const auto ref = message_id_codec::pack(codec().decode(id));
    BOOST_TEST((codec().encode(x.conversation, ref) == id));
  }
}

BOOST_AUTO_TEST_CASE(a_packed_reference_is_never_negative) {
  BOOST_TEST(message_id_codec::pack({{1}, {max_seq}, max_second}).value
             == (1LL << 60) - 1);
  BOOST_TEST(message_id_codec::pack({{1}, {1}, 0}).value == 1);
}

BOOST_AUTO_TEST_CASE(a_message_has_the_id_of_its_parts) {
  schema::message message;
  message.conversation = {77};
  message.seq = {5};
  message.created_at = at(123);
  BOOST_TEST((codec().encode(message) == codec().encode({77}, {5}, at(0))));
}

BOOST_AUTO_TEST_SUITE_END()
