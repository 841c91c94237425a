#include "database.hpp"
#include "pg_proxy.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <thread>

using namespace storage;
using namespace tests;

namespace {

using schema::conversation_kind;
using schema::errc;
using schema::role;

struct conversations_fixture {
  conversations_fixture() {
    add("user", role::user);
    add("astro", role::astrologer);
    add("admin", role::admin);
  }

  void add(const std::string& id, role r) {
    const auto done = await<user_record>([&](auto f) {
      store->put_user({.profile = {.id = id, .role = r, .name = "N " + id}}, f);
    });
    BOOST_REQUIRE(done.has_value());
  }

  schema::result<found_conversation> make(const conversation_request& r) {
    return await<found_conversation>(
      [&](auto done) { store->get_or_create_conversation(r, done); });
  }

  schema::result<schema::conversation> load(schema::conversation_id id) {
    return await<schema::conversation>(
      [&](auto done) { store->load_conversation(id, done); });
  }

  schema::result<std::vector<schema::conversation_id>>
  consult(const std::string& user, const std::string& astrologer) {
    return await<std::vector<schema::conversation_id>>(
      [&](auto done) { store->put_consultation(user, astrologer, done); });
  }

  database db;
  pg_proxy proxy;
  base::metrics metrics;
  std::unique_ptr<storage::store> store =
    open_store({.database_url = proxy.url(db.name()), .readers = 8}, metrics);
};

const conversation_request pair{.members = {"user", "astro"}};

} // namespace

BOOST_FIXTURE_TEST_SUITE(conversations_suite, conversations_fixture)

BOOST_AUTO_TEST_CASE(a_pair_has_one_conversation_whoever_asks) {
  const auto made = make(pair);
  BOOST_REQUIRE(made.has_value());
  BOOST_TEST(made->created);
  const auto again = make({.members = {"astro", "user"}});
  BOOST_TEST(!again->created);
  BOOST_TEST((again->conversation.id == made->conversation.id));
  BOOST_TEST((again->conversation.no == made->conversation.no));
  const auto other = make({.members = {"user", "astro"},
                           .context_type = "consultation",
                           .context_id = "7"});
  BOOST_TEST(other->created);
  BOOST_TEST((other->conversation.id != made->conversation.id));
}

BOOST_AUTO_TEST_CASE(a_new_conversation_has_all_that_was_asked_for) {
  const auto made = make({.kind = conversation_kind::group,
                          .members = {"astro", "admin", "user"},
                          .context_type = "support",
                          .context_id = "c\"1",
                          .title = "T\xC3\xA4"});
  BOOST_REQUIRE(made.has_value());
  const auto& c = made->conversation;
  BOOST_TEST((c.kind == conversation_kind::group));
  BOOST_TEST((c.status == schema::conversation_status::active));
  BOOST_TEST(c.context_type == "support");
  BOOST_TEST(*c.context_id == "c\"1");
  BOOST_TEST(*c.title == "T\xC3\xA4");
  BOOST_TEST(c.head.rev.value == 0);
  BOOST_TEST(c.head.last_seq.value == 0);
  BOOST_TEST((c.head.last_at == c.created_at));
  BOOST_REQUIRE_EQUAL(c.members.size(), 3u);
  BOOST_TEST(c.members[0].id == "astro");
  BOOST_TEST(c.members[1].id == "admin");
  BOOST_TEST(c.members[2].id == "user");
  BOOST_TEST((c.members[0].role == role::astrologer));
  BOOST_TEST(*c.members[2].name == "N user");
  BOOST_TEST((c.members[2].joined_at == c.created_at));
  // The id begins with the second of its making.
  std::int64_t seconds = 0;
  for (std::size_t i = 0; i < 4; ++i)
    seconds = seconds << 8 | c.id.bytes[i];
  BOOST_TEST(seconds == c.created_at.time_since_epoch().count() / 1000);
  const auto loaded = load(c.id);
  BOOST_TEST((loaded->no == c.no));
  BOOST_TEST(loaded->members.size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_group_is_always_new) {
  const conversation_request group{.kind = conversation_kind::group,
                                   .members = {"user", "astro"}};
  const auto a = make(group), b = make(group);
  BOOST_TEST((a->created && b->created));
  BOOST_TEST((a->conversation.id != b->conversation.id));
}

BOOST_AUTO_TEST_CASE(thirty_two_who_ask_at_once_get_the_same_one) {
  std::vector<std::future<found_conversation>> answers;
  for (int i = 0; i < 32; ++i)
    answers.push_back(std::async(std::launch::async, [&, i] {
      auto r = pair;
      if (i % 2 != 0)
        std::swap(r.members[0], r.members[1]);
      return make(r).value();
    }));
  std::set<std::int64_t> numbers;
  int created = 0;
  for (auto& a : answers) {
    const auto found = a.get();
    numbers.insert(found.conversation.no.value);
    created += found.created ? 1 : 0;
    BOOST_TEST(found.conversation.members.size() == 2u);
  }
  BOOST_TEST(numbers.size() == 1u);
  BOOST_TEST(created == 1);
  BOOST_TEST(db.number("select count(*) from conversations") == 1);
  BOOST_TEST(db.number("select count(*) from heads") == 1);
}

BOOST_AUTO_TEST_CASE(an_unknown_member_is_named) {
  const auto r = make({.members = {"user", "nobody"}});
  BOOST_TEST((r.error().code == errc::not_found));
  BOOST_TEST(r.error().message.find("nobody") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(requests_that_make_no_sense_are_refused) {
  const auto code = [&](const conversation_request& r) {
    return make(r).error().code;
  };
  BOOST_TEST((code({.members = {"user"}}) == errc::validation_failed));
  BOOST_TEST((code({.members = {"user", "user"}}) == errc::validation_failed));
  BOOST_TEST(
    (code({.members = {"user", "astro", "admin"}}) == errc::validation_failed));
  BOOST_TEST((code({.members = {"user", "astro"}, .context_type = "a|b"})
              == errc::validation_failed));
}

BOOST_AUTO_TEST_CASE(an_unknown_conversation_is_not_found) {
  BOOST_TEST((load({}).error().code == errc::not_found));
}

BOOST_AUTO_TEST_CASE(a_consultation_shows_in_the_conversations_of_the_two) {
  const auto before = make(pair)->conversation;
  const auto group =
    make({.kind = conversation_kind::group, .members = {"user", "astro"}})
      ->conversation;
  BOOST_TEST(!before.consulted);
  const auto told = consult("user", "astro");
  BOOST_REQUIRE(told.has_value());
  BOOST_REQUIRE_EQUAL(told->size(), 1u);
  BOOST_TEST((told->front() == before.id));
  BOOST_TEST(load(before.id)->consulted);
  BOOST_TEST(!load(group.id)->consulted);
  BOOST_TEST(consult("user", "astro")->size() == 1u);
  BOOST_TEST(db.number("select count(*) from relations") == 1);
  const auto other = make({.members = {"user", "admin"}});
  BOOST_TEST(!other->conversation.consulted);
}

BOOST_AUTO_TEST_CASE(only_a_user_consults_an_astrologer) {
  BOOST_TEST((consult("user", "nobody").error().code == errc::not_found));
  BOOST_TEST(
    (consult("astro", "user").error().code == errc::validation_failed));
  BOOST_TEST(
    (consult("user", "admin").error().code == errc::validation_failed));
}

BOOST_AUTO_TEST_CASE(a_lost_answer_makes_no_second_group) {
  proxy.arm("conversations_create", pg_proxy::fault::cut_after);
  const auto made =
    make({.kind = conversation_kind::group, .members = {"user", "astro"}});
  BOOST_REQUIRE(made.has_value());
  BOOST_TEST(made->created);
  BOOST_TEST(db.number("select count(*) from conversations") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
