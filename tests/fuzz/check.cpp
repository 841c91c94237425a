#include "check.hpp"

#include <cstdio>
#include <cstdlib>

namespace fuzz {

namespace {

/// The bytes of one well-formed character: how many, and the bounds of the
/// second; those after it are 80 to BF.
struct sequence {
  std::size_t size;
  std::uint8_t least;
  std::uint8_t most;
};

sequence begun_by(std::uint8_t first) {
  if (first < 0x80)
    return {1, 0, 0};
  if (first >= 0xc2 && first <= 0xdf)
    return {2, 0x80, 0xbf};
  if (first >= 0xe0 && first <= 0xef)
    return {3, std::uint8_t(first == 0xe0 ? 0xa0 : 0x80),
            std::uint8_t(first == 0xed ? 0x9f : 0xbf)};
  if (first >= 0xf0 && first <= 0xf4)
    return {4, std::uint8_t(first == 0xf0 ? 0x90 : 0x80),
            std::uint8_t(first == 0xf4 ? 0x8f : 0xbf)};
  return {0, 0, 0};
}

/// The size of the character that `text` begins with; 0 if it is malformed.
std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint8_t>(text[i]);
  };
  const auto expected = begun_by(byte(0));
  if (expected.size > text.size())
    return 0;
  for (std::size_t i = 1; i < expected.size; ++i)
    if (byte(i) < (i == 1 ? expected.least : 0x80)
        || byte(i) > (i == 1 ? expected.most : 0xbf))
      return 0;
  return expected.size;
}

} // namespace

void require(bool holds, const char* what) {
  if (holds)
    return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto size = character_size(text);
    if (size == 0)
      return false;
    text.remove_prefix(size);
  }
  return true;
}

} // namespace fuzz
