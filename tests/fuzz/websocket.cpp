// The decoder of client frames. The input is a setting, the sizes of pieces,
// and the stream:
//
//   byte 0: bit 0 small limits; bits 1-3 after how many events the handler
//           stops the decoder (0: never); bits 4-5 how many sizes follow;
//           bit 6 the rest tells frames, otherwise it is the stream itself
//   then the sizes of the pieces, used in turn; none: the stream as a whole
//
// A frame is told by a letter (its opcode, small if it is the last of its
// message), its length as a distance from `0`, and its payload: `A3one`, `i0`,
// "`3two" is a message in two fragments around a ping. Such a stream has good
// headers, and gets far.

#include "check.hpp"
#include "wire/websocket/decoder.hpp"

#include <array>
#include <string>
#include <vector>

using fuzz::require;
using wire::websocket::close_code;
using wire::websocket::decoder;
using wire::websocket::decoder_handler;
using wire::websocket::decoder_overhead;
using wire::websocket::is_sendable;
using wire::websocket::limits;

namespace {

constexpr limits usual;
constexpr limits small{.max_message = 20, .max_fragments = 4};

struct setting {
  const limits* bounds = &usual;
  std::size_t stop_after = 0;
  std::string_view sizes;
  bool by_frames = false;
};

setting take_setting(std::string_view& input) {
  setting out;
  if (input.empty())
    return out;
  const auto byte = static_cast<std::uint8_t>(input.front());
  input.remove_prefix(1);
  if ((byte & 1) != 0)
    out.bounds = &small;
  out.stop_after = byte >> 1 & 7;
  out.by_frames = (byte & 0x40) != 0;
  out.sizes = input.substr(0, byte >> 4 & 3);
  input.remove_prefix(out.sizes.size());
  return out;
}

void append_frame(std::string& out, char letter, std::string_view payload) {
  const auto fin = (letter & 0x20) != 0 ? 0x80 : 0;
  const auto reserved = (letter & 0x80) != 0 ? 0x40 : 0;
  const std::array<char, 4> key{letter, 0, '\x55', '\xaa'};
  out.push_back(static_cast<char>(fin | reserved | (letter & 0x0f)));
  if (payload.size() < 126)
    out.push_back(static_cast<char>(0x80 | payload.size()));
  else
    out.append({'\xfe', '\0', static_cast<char>(payload.size())});
  out.append(key.data(), key.size());
  for (std::size_t i = 0; i < payload.size(); ++i)
    out.push_back(static_cast<char>(payload[i] ^ key[i % key.size()]));
}

std::string make_stream(std::string_view told) {
  std::string out;
  while (told.size() >= 2) {
    const auto payload =
      told.substr(2, static_cast<std::uint8_t>(told[1] - '0'));
    append_frame(out, told[0], payload);
    told.remove_prefix(2 + payload.size());
  }
  return out;
}

/// Writes down what is handed out and holds it against the header's promises.
class recorder : public decoder_handler {
public:
  recorder(decoder& source, const setting& how) : source_(source), how_(how) {
    // nop
  }

  void on_message(std::string_view payload, bool binary) override {
    require(binary || fuzz::is_utf8(payload), "text is UTF-8");
    require(payload.size() <= how_.bounds->max_message,
            "messages keep to the limit");
    got_message = true;
    add(binary ? 'b' : 't', payload);
  }

  void on_ping(std::string_view payload) override {
    require(payload.size() <= 125, "pings are short");
    add('i', payload);
  }

  void on_pong(std::string_view payload) override {
    require(payload.size() <= 125, "pongs are short");
    add('o', payload);
  }

  void on_close(std::optional<std::uint16_t> code,
                std::string_view reason) override {
    require(!code || is_sendable(*code), "close codes are known");
    require(code || reason.empty(), "a reason has a code");
    require(reason.size() <= 123 && fuzz::is_utf8(reason), "reasons are text");
    add('c', std::to_string(code.value_or(0)).append(reason));
    ended = true;
  }

  std::vector<std::string> events;
  bool ended = false;
  bool got_message = false;

private:
  void add(char what, std::string_view payload) {
    require(!ended, "nothing comes after the end");
    events.emplace_back(1, what).append(payload);
    if (events.size() != how_.stop_after)
      return;
    source_.stop();
    ended = true;
  }

  decoder& source_;
  const setting& how_;
};

struct outcome {
  std::vector<std::string> events;
  std::optional<close_code> failed;
  bool holds_partial = false;

  friend bool operator==(const outcome&, const outcome&) = default;
};

bool is_failure(close_code x) {
  return x == close_code::protocol_error || x == close_code::invalid_payload
         || x == close_code::policy_violation
         || x == close_code::message_too_big;
}

/// Decodes the stream in the pieces of `how`, or as a whole.
class run {
public:
  run(const setting& how, bool whole) : how_(how), whole_(whole) {
    // nop
  }

  outcome operator()(std::string_view stream) {
    for (std::size_t i = 0; !stream.empty(); ++i) {
      const auto piece = stream.substr(0, piece_size(i));
      feed(piece);
      stream.remove_prefix(piece.size());
    }
    return {std::move(found_.events), failed_, decoder_.holds_partial()};
  }

private:
  [[nodiscard]] std::size_t piece_size(std::size_t i) const {
    if (whole_ || how_.sizes.empty())
      return std::string_view::npos;
    return 1U + (how_.sizes[i % how_.sizes.size()] & 0x3f);
  }

  void feed(std::string_view piece) {
    // In memory of its own, so that a read beyond it is found.
    std::vector<char> bytes{piece.begin(), piece.end()};
    found_.got_message = false;
    const auto failed = decoder_.feed(bytes, found_);
    // The incomplete message began in this piece at the earliest.
    arrived_ = piece.size() + (found_.got_message ? 0 : arrived_);
    if (failed)
      end(*failed);
    check_memory();
  }

  void end(close_code code) {
    require(!found_.ended, "nothing fails after the end");
    require(is_failure(code), "failures are told by four codes");
    failed_ = code;
    found_.ended = true;
  }

  void check_memory() const {
    const auto held = decoder_.held_bytes();
    require(decoder_.holds_partial() == (held != 0), "memory means a message");
    require(held <= 2 * arrived_ + decoder_overhead, "memory has a bound");
    require(!found_.ended || held == 0, "the end frees all memory");
  }

  const setting& how_;
  bool whole_;
  decoder decoder_{how_.bounds};
  recorder found_{decoder_, how_};
  std::size_t arrived_ = 0;
  std::optional<close_code> failed_;
};

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto rest = fuzz::text(data, size);
  const auto how = take_setting(rest);
  const auto stream = how.by_frames ? make_stream(rest) : std::string{rest};
  require(run{how, true}(stream) == run{how, false}(stream),
          "pieces make no difference");
  return 0;
}
