#include "media/bytes.hpp"

#include <boost/test/unit_test.hpp>
#include <zlib.h>

#include <random>

namespace {

std::string by_default(std::string_view data) {
  std::string out(compressBound(static_cast<uLong>(data.size())), '\0');
  auto size = static_cast<uLongf>(out.size());
  BOOST_TEST_REQUIRE(compress(reinterpret_cast<Bytef*>(out.data()), &size,
                              reinterpret_cast<const Bytef*>(data.data()),
                              static_cast<uLong>(data.size()))
                     == Z_OK);
  out.resize(size);
  return out;
}

/// Bytes of chance among few others, then some of them again.
std::string sample(std::mt19937& random, std::size_t size) {
  std::string out;
  const auto some = random() % 3;
  while (out.size() < size)
    out.push_back(static_cast<char>(
      random() % 3 < some ? random() % 256
                          : std::uint_fast32_t{"01ab"[random() % 4] + 0U}));
  const auto place = random() % (size + 1);
  return (out + out.substr(place)).substr(0, size);
}

} // namespace

BOOST_AUTO_TEST_SUITE(bytes)

BOOST_AUTO_TEST_CASE(what_is_short_is_compressed_as_by_default) {
  std::mt19937 random{1};
  for (std::size_t size = 0; size <= 1000; ++size)
    for (int i = 0; i < 4; ++i) {
      const auto data = sample(random, size);
      BOOST_TEST_INFO("size " << size);
      BOOST_TEST((media::deflate(data) == by_default(data)));
    }
}

BOOST_AUTO_TEST_SUITE_END()
