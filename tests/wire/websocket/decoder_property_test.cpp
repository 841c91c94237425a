#include "client_frames.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using client::frame;
using wire::websocket::decoder;
using wire::websocket::decoder_overhead;
using wire::websocket::limits;
using wire::websocket::opcode;

namespace {

using lines = std::vector<std::string>;

class source {
public:
  explicit source(std::uint32_t seed) : engine_(seed) {
    // nop
  }

  std::size_t below(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>{0, n - 1}(engine_);
  }

  std::string letters(std::size_t most) {
    std::string out(below(most + 1), '\0');
    for (auto& c : out)
      c = static_cast<char>('a' + below(26));
    return out;
  }

  std::uint32_t key() {
    return static_cast<std::uint32_t>(engine_());
  }

private:
  std::mt19937 engine_;
};

/// A valid stream and what is in it.
struct stream {
  std::string bytes;
  lines expected;
};

void add_fragmented(stream& out, source& random) {
  std::string message;
  const auto fragments = 2 + random.below(4);
  for (std::size_t i = 0; i < fragments; ++i) {
    const auto part = random.letters(i % 2 == 0 ? 200 : 5);
    out.bytes += frame(i == 0 ? opcode::text : opcode::continuation, part,
                       i + 1 == fragments, random.key());
    message += part;
    if (i + 1 < fragments && random.below(3) == 0) {
      out.bytes += frame(opcode::ping, part.substr(0, 9), true, random.key());
      out.expected.push_back("ping " + part.substr(0, 9));
    }
  }
  out.expected.push_back("text " + message);
}

stream valid_stream(source& random) {
  stream out;
  for (auto n = 1 + random.below(8); n > 0; --n) {
    const auto payload = random.letters(random.below(5) == 0 ? 70'000 : 300);
    switch (random.below(3)) {
    case 0:
      add_fragmented(out, random);
      break;
    case 1:
      out.bytes += frame(opcode::text, payload, true, random.key());
      out.expected.push_back("text " + payload);
      break;
    case 2:
      out.bytes += frame(opcode::binary, payload, true, random.key());
      out.expected.push_back("binary " + payload);
      break;
    }
  }
  return out;
}

/// Cuts the stream at random places and checks the memory after each piece.
lines decode_in_random_pieces(const stream& x, source& random) {
  const limits bounds;
  decoder d{&bounds};
  client::recorder found;
  auto bytes = x.bytes;
  std::span<char> rest{bytes};
  while (!rest.empty()) {
    const auto most = random.below(4) == 0 ? 20'000 : 40;
    const auto piece = std::min(rest.size(), 1 + random.below(most));
    BOOST_TEST(!d.feed(rest.first(piece), found).has_value());
    rest = rest.subspan(piece);
  }
  BOOST_TEST(d.held_bytes() == 0U);
  return found.lines;
}

} // namespace

BOOST_AUTO_TEST_SUITE(decoder_properties)

BOOST_AUTO_TEST_CASE(any_split_of_a_valid_stream_gives_the_same_messages) {
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    source random{seed};
    const auto x = valid_stream(random);
    if (decode_in_random_pieces(x, random) != x.expected)
      BOOST_ERROR("seed " << seed);
  }
}

BOOST_AUTO_TEST_CASE(every_single_cut_of_a_short_stream_is_harmless) {
  const auto bytes =
    frame(opcode::text, std::string(130, 'x'))
    + frame(opcode::text, "one", false) + frame(opcode::ping, "p")
    + frame(opcode::continuation, "two") + client::close(1000, "bye");
  const auto whole = client::decode(bytes).lines;
  BOOST_TEST(whole.size() == 4U);
  for (std::size_t piece = 1; piece < bytes.size(); ++piece)
    BOOST_TEST((client::decode(bytes, piece).lines == whole));
}

BOOST_AUTO_TEST_CASE(random_bytes_neither_crash_nor_cost_more_than_they_are) {
  const limits bounds;
  for (std::uint32_t seed = 0; seed < 20'000; ++seed) {
    source random{seed};
    decoder d{&bounds};
    client::recorder found;
    std::size_t arrived = 0;
    for (int round = 0; round < 8; ++round) {
      std::vector<char> bytes(random.below(200));
      for (auto& c : bytes)
        c = static_cast<char>(random.below(256));
      // Half of them begin like a frame, to get past the header.
      if (bytes.size() > 2 && random.below(2) == 0) {
        bytes[0] = static_cast<char>(0x80 * random.below(2) + random.below(3));
        bytes[1] = static_cast<char>(bytes[1] | 0x80);
      }
      arrived += bytes.size();
      static_cast<void>(d.feed(bytes, found));
      if (d.held_bytes() > 2 * arrived + decoder_overhead)
        BOOST_ERROR("seed " << seed << " holds " << d.held_bytes());
    }
  }
}

BOOST_AUTO_TEST_CASE(changed_valid_streams_do_not_crash) {
  for (std::uint32_t seed = 0; seed < 2'000; ++seed) {
    source random{seed};
    auto x = valid_stream(random);
    for (int n = 0; n < 3; ++n)
      x.bytes[random.below(x.bytes.size())] = static_cast<char>(seed);
    const auto piece = 1 + random.below(5'000);
    static_cast<void>(client::decode(x.bytes, piece));
  }
}

BOOST_AUTO_TEST_SUITE_END()
