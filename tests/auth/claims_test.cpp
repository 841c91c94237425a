#include "auth/claims.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using auth::read_claims;
using schema::role;

namespace {

constexpr schema::timestamp now{1'000'000s};

/// The id that a payload names, or the refusal.
std::string id_of(std::string_view payload) {
  const auto found = read_claims(payload, now);
  return found ? found->profile.id : "! " + found.error().message;
}

auth::claims good(std::string_view payload) {
  const auto found = read_claims(payload, now);
  BOOST_REQUIRE(found.has_value());
  return *found;
}

/// Whether `{"sub":"u", …}` is taken.
std::string with(std::string_view more) {
  return id_of(R"({"sub":"u",)" + std::string{more} + "}");
}

} // namespace

BOOST_AUTO_TEST_SUITE(claims)

BOOST_AUTO_TEST_CASE(the_id_is_found_under_all_its_names_in_order) {
  BOOST_TEST(id_of(R"({"user":{"id":"f"},"userId":"e","uid":"d","_id":"c",)"
                   R"("id":"b","sub":"a"})")
             == "a");
  BOOST_TEST(id_of(R"({"userId":"e","uid":"d","_id":"c","id":"b"})") == "b");
  BOOST_TEST(id_of(R"({"userId":"e","uid":"d","_id":"c"})") == "c");
  BOOST_TEST(id_of(R"({"userId":"e","uid":"d"})") == "d");
  BOOST_TEST(id_of(R"({"user":{"id":"f"},"userId":"e"})") == "e");
  BOOST_TEST(id_of(R"({"user":{"id":"f","name":"x"}})") == "f");
}

BOOST_AUTO_TEST_CASE(absent_null_and_empty_are_the_same) {
  BOOST_TEST(id_of(R"({"sub":null,"id":"","_id":"x"})") == "x");
  BOOST_TEST(id_of(R"({"sub":""})") == "! Token names no user");
  BOOST_TEST(id_of("{}") == "! Token names no user");
  BOOST_TEST(id_of(R"({"user":"x"})") == "! Token names no user");
}

BOOST_AUTO_TEST_CASE(whole_numbers_are_ids_in_decimal) {
  BOOST_TEST(id_of(R"({"id":42})") == "42");
  BOOST_TEST(id_of(R"({"user":{"id":7}})") == "7");
  BOOST_TEST(id_of(R"({"id":9007199254740993})") == "9007199254740993");
  BOOST_TEST(id_of(R"({"id":18446744073709551615})") == "18446744073709551615");
}

BOOST_AUTO_TEST_CASE(other_shapes_are_no_ids) {
  for (const auto* payload :
       {R"({"sub":1.5})", R"({"sub":true})", R"({"sub":{}})", R"({"sub":[1]})",
        R"({"sub":"a\nb"})", R"({"sub":"\u007f"})"})
    BOOST_TEST(id_of(payload) == "! Token names no user", payload);
  const std::string long_id(129, 'x');
  BOOST_TEST(id_of(R"({"sub":")" + long_id + "\"}") == "! Token names no user");
}

BOOST_AUTO_TEST_CASE(u0000_is_refused_anywhere) {
  for (const auto* more :
       {R"("name":"a\u0000")", R"("x":{"y":["\u0000"]})", R"("\u0000":1)"})
    BOOST_TEST(with(more) == "! Token malformed", more);
}

BOOST_AUTO_TEST_CASE(the_role_is_found_under_all_its_names) {
  BOOST_TEST(
    (good(R"({"sub":"u","role":"Admin"})").profile.role == role::admin));
  BOOST_TEST((good(R"({"sub":"u","type":"ASTROLOGER"})").profile.role
              == role::astrologer));
  BOOST_TEST(
    (good(R"({"sub":"u","userType":"customer"})").profile.role == role::user));
  BOOST_TEST((good(R"({"sub":"u","type":"admin","role":"user"})").profile.role
              == role::user));
}

BOOST_AUTO_TEST_CASE(without_a_role_the_stored_one_stands) {
  const auto found = good(R"({"sub":"u","role":null})");
  BOOST_TEST(!found.role_known);
  BOOST_TEST((found.profile.role == role::user));
}

BOOST_AUTO_TEST_CASE(an_unknown_role_is_refused) {
  for (const auto* more : {R"("role":"root")", R"("role":"")", R"("role":3)",
                           R"("role":["admin"])", R"("type":"access")"})
    BOOST_TEST(with(more) == "! Token names an unknown role", more);
}

BOOST_AUTO_TEST_CASE(name_phone_and_picture_are_texts_or_absent) {
  const auto found =
    good(R"({"sub":"u","name":"N","phone":"+49","avatar":"p"})");
  BOOST_TEST((found.profile.name == "N"));
  BOOST_TEST((found.profile.phone == "+49"));
  BOOST_TEST((found.profile.picture == "p"));
  const auto bare = good(R"({"sub":"u","name":1,"phone":"","picture":null})");
  BOOST_TEST(!bare.profile.name.has_value());
  BOOST_TEST(!bare.profile.phone.has_value());
  BOOST_TEST(!bare.profile.picture.has_value());
}

BOOST_AUTO_TEST_CASE(the_picture_is_found_under_all_its_names_in_order) {
  BOOST_TEST((good(R"({"sub":"u","avatarUrl":"d","avatar":"c",)"
                   R"("profilePicture":"b","picture":"a"})")
                .profile.picture
              == "a"));
  BOOST_TEST(
    (good(R"({"sub":"u","avatarUrl":"d","profilePicture":"b"})").profile.picture
     == "b"));
  BOOST_TEST((good(R"({"sub":"u","avatarUrl":"d"})").profile.picture == "d"));
}

BOOST_AUTO_TEST_CASE(expiry_has_five_seconds_of_leeway) {
  BOOST_TEST(with(R"("exp":1000000)") == "u");
  BOOST_TEST(with(R"("exp":999996)") == "u");
  BOOST_TEST(with(R"("exp":999995.001)") == "u");
  BOOST_TEST(with(R"("exp":999995)") == "! Token expired");
  BOOST_TEST(with(R"("exp":0)") == "! Token expired");
  BOOST_TEST(with(R"("exp":-1e300)") == "! Token expired");
}

BOOST_AUTO_TEST_CASE(not_before_has_five_seconds_of_leeway) {
  BOOST_TEST(with(R"("nbf":1000005)") == "u");
  BOOST_TEST(with(R"("nbf":1000005.002)") == "! Token not valid yet");
  BOOST_TEST(with(R"("nbf":1e300)") == "! Token not valid yet");
}

BOOST_AUTO_TEST_CASE(a_token_may_lack_an_expiry) {
  BOOST_TEST(!good(R"({"sub":"u"})").expires_at.has_value());
  BOOST_TEST((good(R"({"sub":"u","exp":2000000.25})").expires_at
              == schema::timestamp{2'000'000'250ms}));
  BOOST_TEST(with(R"("exp":1e300)") == "u");
}

BOOST_AUTO_TEST_CASE(times_that_are_no_numbers_are_malformed) {
  for (const auto* more :
       {R"("exp":"1000000")", R"("exp":null)", R"("nbf":true)", R"("exp":[])"})
    BOOST_TEST(with(more) == "! Token malformed", more);
}

BOOST_AUTO_TEST_CASE(unknown_claims_are_ignored) {
  BOOST_TEST(with(R"("iat":"x","iss":7,"permissions":{"admin":true})") == "u");
}

BOOST_AUTO_TEST_SUITE_END()
