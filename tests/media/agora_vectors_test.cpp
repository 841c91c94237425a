#include "media/agora.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <zlib.h>

#include <fstream>

using media::agora_version;

namespace {

nlohmann::json load() {
  // CTest runs test programs at the root of the tree.
  std::ifstream file{"tests/media/agora_vectors.json"};
  BOOST_REQUIRE(file.good());
  return nlohmann::json::parse(file);
}

std::string decode_base64(const std::string& text) {
  constexpr std::string_view digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (auto c : text.substr(0, text.find('='))) {
    const auto value = digits.find(c);
    BOOST_REQUIRE(value != digits.npos);
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    if ((count += 6) >= 8)
      out.push_back(static_cast<char>((bits >> (count -= 8)) & 0xff));
  }
  return out;
}

/// What is signed, without how it was compressed.
std::string inflate(const std::string& token) {
  const auto packed = decode_base64(token.substr(3));
  std::string out(4096, '\0');
  auto size = static_cast<uLongf>(out.size());
  BOOST_REQUIRE_EQUAL(uncompress(reinterpret_cast<Bytef*>(out.data()), &size,
                                 reinterpret_cast<const Bytef*>(packed.data()),
                                 packed.size()),
                      Z_OK);
  out.resize(size);
  return out;
}

std::string ours(const nlohmann::json& row, agora_version version) {
  const media::agora_app app{row.at("appId"), row.at("certificate")};
  media::agora_grant grant;
  grant.channel = row.at("channel");
  grant.uid = row.at("uid");
  grant.role = row.at("publisher") ? media::agora_role::publisher
                                   : media::agora_role::subscriber;
  grant.issued_at =
    schema::timestamp{std::chrono::seconds{row.at("issuedAt").get<int>()}};
  grant.lifetime = std::chrono::seconds{row.at("lifetime").get<int>()};
  grant.salt = row.at("salt");
  const auto made = media::make_agora_token(app, grant, version);
  BOOST_REQUIRE_MESSAGE(made.has_value(), made.error().message);
  return *made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(agora_vectors)

BOOST_AUTO_TEST_CASE(tokens_of_007_hold_what_the_packages_tokens_hold) {
  int checked = 0;
  for (const auto& row : load())
    if (row.at("version") == "007") {
      const auto token = ours(row, agora_version::v007);
      BOOST_TEST(token.starts_with("007"));
      BOOST_TEST((inflate(token) == inflate(row.at("token"))), row.dump());
      ++checked;
    }
  BOOST_TEST(checked == 24);
}

BOOST_AUTO_TEST_CASE(tokens_of_006_are_the_packages_tokens) {
  int checked = 0;
  for (const auto& row : load())
    if (row.at("version") == "006") {
      BOOST_TEST(ours(row, agora_version::v006)
                 == row.at("token").get<std::string>());
      ++checked;
    }
  BOOST_TEST(checked == 24);
}

BOOST_AUTO_TEST_SUITE_END()
