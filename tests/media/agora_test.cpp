#include "media/agora.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using media::agora_version;
using schema::errc;

namespace {

struct fixture {
  media::agora_app app{std::string(32, 'a'), std::string(32, 'b')};
  media::agora_grant grant = make();

  static media::agora_grant make() {
    media::agora_grant g;
    g.channel = "call_1";
    g.issued_at = schema::timestamp{1'767'268'800s};
    g.salt = 7;
    return g;
  }

  /// "ok", or the code.
  [[nodiscard]] std::string outcome() const {
    std::string both;
    for (auto version : {agora_version::v007, agora_version::v006}) {
      const auto made = media::make_agora_token(app, grant, version);
      const std::string one{made ? "ok" : to_string(made.error().code)};
      BOOST_TEST((both.empty() || both == one));
      both = one;
    }
    return both;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(agora, fixture)

BOOST_AUTO_TEST_CASE(without_credentials_there_is_a_clear_error) {
  BOOST_TEST(outcome() == "ok");
  for (const auto& [id, certificate] :
       {std::pair{"", ""}, {"", "b"}, {"a", ""}}) {
    app = {id, certificate};
    BOOST_TEST(outcome() == "unavailable");
  }
  app = {std::string(31, 'a'), std::string(32, 'b')};
  BOOST_TEST(outcome() == "unavailable");
  app = {std::string(32, 'a'), std::string(32, 'g')};
  BOOST_TEST(outcome() == "unavailable");
}

BOOST_AUTO_TEST_CASE(an_error_names_no_secret) {
  app.id.clear();
  const auto made = media::make_agora_token(app, grant, agora_version::v007);
  BOOST_REQUIRE(!made.has_value());
  BOOST_TEST(made.error().message
             == "Agora calls are not set up on this server");
}

BOOST_AUTO_TEST_CASE(a_grant_has_bounds) {
  for (auto life : {0s, -1s, 86'401s}) {
    grant.lifetime = life;
    BOOST_TEST(outcome() == "validation_failed");
  }
  grant = make();
  grant.channel = "";
  BOOST_TEST(outcome() == "validation_failed");
  grant.channel = std::string(64, 'c');
  BOOST_TEST(outcome() == "validation_failed");
  grant = make();
  grant.uid = std::string(256, '1');
  BOOST_TEST(outcome() == "validation_failed");
}

BOOST_AUTO_TEST_CASE(uid_0_is_whoever_joins) {
  for (auto version : {agora_version::v007, agora_version::v006}) {
    grant.uid = "0";
    const auto zero = media::make_agora_token(app, grant, version);
    grant.uid = "";
    const auto none = media::make_agora_token(app, grant, version);
    grant.uid = "1";
    const auto one = media::make_agora_token(app, grant, version);
    BOOST_TEST(zero.value() == none.value());
    BOOST_TEST(zero.value() != one.value());
  }
}

BOOST_AUTO_TEST_CASE(a_token_depends_on_each_part_of_the_grant) {
  for (auto version : {agora_version::v007, agora_version::v006}) {
    const auto token = [&](auto change) {
      auto changed = make();
      change(changed);
      return media::make_agora_token(app, changed, version).value();
    };
    const auto plain = token([](auto&) {});
    BOOST_TEST(plain == token([](auto&) {}));
    BOOST_TEST(plain != token([](auto& g) { g.salt = 8; }));
    BOOST_TEST(plain != token([](auto& g) { g.issued_at += 1s; }));
    BOOST_TEST(plain != token([](auto& g) { g.lifetime += 1s; }));
    BOOST_TEST(plain != token([](auto& g) { g.channel = "call_2"; }));
    BOOST_TEST(
      plain != token([](auto& g) { g.role = media::agora_role::subscriber; }));
    // The clients' clocks know no parts of a second.
    BOOST_TEST(plain == token([](auto& g) { g.issued_at += 999ms; }));
  }
}

BOOST_AUTO_TEST_SUITE_END()
